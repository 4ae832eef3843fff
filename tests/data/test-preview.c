/* SPDX-License-Identifier: MIT */
/* A preview reads the samples it shows, and says that there are more: it asks whether to
 * go on far less often than a whole reading. Its first samples are the file's.
 */
#include <archive.h>
#include <archive_entry.h>
#include <string.h>

#include "data/source.h"
#include "tests/data/fixture.h"

#define N       4096
#define SIZE    1024
#define N_SHOWN 64

static gboolean
count_cb (gpointer n_asked)
{
  *(guint *) n_asked += 1;
  return FALSE;
}

/* Of values that tell the sample they are of. */
static float *
make_floats (void)
{
  float *values = g_new (float, N *SIZE);

  for (gsize i = 0; i < (gsize) N * SIZE; i++)
    values[i] = (float) (i / SIZE % 100) / 128 + .125f * (i % SIZE == 0);
  return values;
}

static void
check (const char *path, gboolean saves_time)
{
  guint n_asked = 0, n_asked_for_all = 0;
  const DsProgress progress = { .is_cancelled = count_cb, .data = &n_asked };
  const DsProgress other = { .is_cancelled = count_cb, .data = &n_asked_for_all };
  const DsRequest request = { .progress = &progress, .max_samples = N_SHOWN };
  const DsRequest all = { .progress = &other };
  g_autoptr (GError) error = NULL;
  g_autoptr (DsSource) preview = ds_source_open (path, NULL, &request, &error);
  g_autoptr (DsSource) whole = NULL;
  g_autofree float *a = g_new (float, SIZE), *b = g_new (float, SIZE);

  g_assert_no_error (error);
  g_assert_true (ds_source_get_report (preview)->partial);
  g_assert_cmpuint (ds_source_get_report (preview)->n_read, ==, N_SHOWN);
  whole = ds_source_open (path, NULL, &all, &error);
  g_assert_no_error (error);
  g_assert_false (ds_source_get_report (whole)->partial);
  g_assert_cmpuint (ds_source_get_report (whole)->n_read, ==, N);
  for (guint i = 0; i < 5; i++)
    {
      ds_dataset_read_range (ds_source_get_training (preview), i, 1, a);
      ds_dataset_read_range (ds_source_get_training (whole), i, 1, b);
      for (guint k = 0; k < SIZE; k++)
        g_assert_cmpfloat (a[k], ==, b[k]);
    }
  g_test_message ("%s: %u questions, %u for all", path, n_asked, n_asked_for_all);
  if (saves_time)
    g_assert_cmpuint (2 * n_asked, <, n_asked_for_all);
}

static GByteArray *
make_npy (gboolean fortran, const float *values)
{
  g_autofree char *text
    = g_strdup_printf ("{'descr': '<f4', 'fortran_order': %s, 'shape': (%u, %u), }",
                       fortran ? "True" : "False", N, SIZE);
  g_autofree char *header = g_strdup_printf ("%-117s\n", text);
  const guint16 n = GUINT16_TO_LE (118);
  GByteArray *file = g_byte_array_new ();

  g_byte_array_append (file, (const guint8 *) "\x93NUMPY\1\0", 8);
  g_byte_array_append (file, (const guint8 *) &n, 2);
  g_byte_array_append (file, (const guint8 *) header, 118);
  for (guint i = 0; fortran && i < SIZE; i++)
    for (guint k = 0; k < N; k++)
      g_byte_array_append (file, (const guint8 *) &values[(gsize) k * SIZE + i], 4);
  if (!fortran)
    g_byte_array_append (file, (const guint8 *) values, N * SIZE * 4);
  return file;
}

static void
write_npz (const char *path, const GByteArray *npy)
{
  struct archive *archive = archive_write_new ();
  struct archive_entry *entry = archive_entry_new ();

  archive_write_set_format_zip (archive);
  archive_write_set_format_option (archive, "zip", "compression-level", "1");
  g_assert_cmpint (archive_write_open_filename (archive, path), ==, ARCHIVE_OK);
  archive_entry_set_pathname (entry, "x.npy");
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_perm (entry, 0600);
  archive_entry_set_size (entry, npy->len);
  g_assert_cmpint (archive_write_header (archive, entry), ==, ARCHIVE_OK);
  g_assert_cmpint (archive_write_data (archive, npy->data, npy->len), ==, npy->len);
  archive_entry_free (entry);
  g_assert_cmpint (archive_write_free (archive), ==, ARCHIVE_OK);
}

static void
test_arrays (void)
{
  g_autofree char *folder = fixture_make_folder ();
  g_autofree float *values = make_floats ();
  g_autoptr (GByteArray) rows = make_npy (FALSE, values), columns = make_npy (TRUE, values);
  g_autoptr (GByteArray) packed = fixture_pack (rows);
  g_autofree char *plain = fixture_write (folder, "rows.npy", rows);
  g_autofree char *gzip = fixture_write (folder, "rows.npy.gz", packed);
  g_autofree char *turned = fixture_write (folder, "columns.npy", columns);
  g_autofree char *zip = g_build_filename (folder, "rows.npz", NULL);

  write_npz (zip, rows);
  check (plain, TRUE);
  check (gzip, TRUE);
  check (zip, TRUE);
  check (turned, FALSE);
  fixture_remove_folder (folder);
}

static void
test_idx (void)
{
  const guint32 dims[] = { N, 32, 32, 0 };
  g_autofree char *folder = fixture_make_folder ();
  g_autofree guint8 *bytes = g_malloc (N * SIZE);
  g_autoptr (GByteArray) file = NULL, packed = NULL;
  g_autofree char *path = NULL, *gzip = NULL;

  for (gsize i = 0; i < N * SIZE; i++)
    bytes[i] = (guint8) (i * 7919 % 251);
  file = fixture_make_idx (0x08, dims, bytes, N * SIZE);
  packed = fixture_pack (file);
  path = fixture_write (folder, "a-images-idx3-ubyte", file);
  gzip = fixture_write (folder, "b-images-idx3-ubyte.gz", packed);
  check (path, FALSE);
  check (gzip, TRUE);
  fixture_remove_folder (folder);
}

static void
test_tables (void)
{
  g_autofree char *folder = fixture_make_folder ();
  g_autoptr (GByteArray) file = g_byte_array_new (), packed = NULL;
  g_autofree char *path = NULL, *gzip = NULL;

  for (gsize i = 0; i < N; i++)
    for (gsize k = 0; k < SIZE; k++)
      {
        char text[8];
        int n = g_snprintf (text, sizeof text, "%zu%c", (i + k * 7919) % 256,
                            k + 1 < SIZE ? ',' : '\n');

        g_byte_array_append (file, (const guint8 *) text, (guint) n);
      }
  packed = fixture_pack (file);
  path = fixture_write (folder, "table.csv", file);
  gzip = fixture_write (folder, "table.csv.gz", packed);
  check (path, TRUE);
  check (gzip, TRUE);
  fixture_remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/preview/arrays", test_arrays);
  g_test_add_func ("/preview/idx", test_idx);
  g_test_add_func ("/preview/tables", test_tables);
  return g_test_run ();
}
