/* SPDX-License-Identifier: MIT */
/* Whoever cancels an opening does not wait: every reader asks whether to go on after a
 * few bytes of an image and after a fraction of a megabyte of numbers, wherever it is,
 * and stops at the first answer. Questions are counted, as times depend on the machine.
 */
#include <archive.h>
#include <archive_entry.h>
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <stdatomic.h>
#include <string.h>

#include "data/cache.h"
#include "data/error.h"
#include "data/sort.h"
#include "data/source.h"
#include "tests/data/fixture.h"

#define WIDTH  1024
#define HEIGHT 768

/* Questions that threads may still ask after the first answer. */
#define N_LATE 64

typedef struct
{
  atomic_size_t n_asked;
  gsize last; /* the answer to this one and all later ones is to stop */
} Asked;

static gboolean
is_cancelled_cb (gpointer data)
{
  Asked *self = data;

  return atomic_fetch_add (&self->n_asked, 1) + 1 >= self->last;
}

/* How often was asked until the end; *error says how that was. */
static gsize
open_and_count (const char *path, gsize last, GError **error)
{
  Asked asked = { .last = last };
  const DsProgress progress = { .is_cancelled = is_cancelled_cb, .data = &asked };
  const DsRequest request = { .progress = &progress };
  DsSource *source = ds_source_open (path, NULL, &request, error);

  g_clear_pointer (&source, ds_source_unref);
  ds_cache_clear (NULL);
  return atomic_load (&asked.n_asked);
}

/* @n_bytes: what is read there, or other units, of which a question covers at most @n_each */
static void
check (const char *path, gsize n_bytes, gsize n_each)
{
  g_autoptr (GError) error = NULL;
  gsize n = open_and_count (path, G_MAXSIZE, &error);

  g_assert_no_error (error);
  g_test_message ("%s: %zu questions for %zu bytes", path, n, n_bytes);
  g_assert_cmpuint (n, >=, n_bytes / n_each);
  for (guint i = 0; i < 8; i++)
    {
      gsize last = 1 + (n - 1) * i / 8, asked = open_and_count (path, last, &error);

      g_assert_error (error, DS_ERROR, DS_ERROR_CANCELLED);
      g_clear_error (&error);
      g_assert_cmpuint (asked, <, last + N_LATE);
    }
}

static void
write_picture (const char *folder, const char *name, const char *type)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, WIDTH, HEIGHT);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  guint8 *pixels = gdk_pixbuf_get_pixels (pixbuf);
  guint32 state = 1;

  for (gsize i = 0; i < gdk_pixbuf_get_byte_length (pixbuf); i++)
    pixels[i] = (guint8) ((state = state * 1664525 + 1013904223) >> 24);
  g_assert_true (gdk_pixbuf_save (pixbuf, path, type, NULL, NULL));
}

static gsize
get_size (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL), *contents = NULL;
  gsize n;

  g_assert_true (g_file_get_contents (path, &contents, &n, NULL));
  return n;
}

static void
test_images (void)
{
  static const struct
  {
    const char *name;
    gsize n_each;
  } types[] = { { "jpeg", 1 << 13 }, { "png", 1 << 13 }, { "bmp", 1 << 13 }, { "tiff", 1 << 18 } };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autofree char *folder = fixture_make_folder ();

      write_picture (folder, "one", types[i].name);
      write_picture (folder, "two", types[i].name);
      check (folder, 2 * get_size (folder, "one"), types[i].n_each);
      fixture_remove_folder (folder);
    }
}

/* A GIF without repetitions: a code of nine bits for each pixel, and one that forgets them. */
static void
write_gif (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GByteArray) file = g_byte_array_new ();
  const guint8 header[] = { 'G',         'I',          'F',          '8',  '9', 'a', WIDTH % 256,
                            WIDTH / 256, HEIGHT % 256, HEIGHT / 256, 0xf7, 0,   0 };
  const guint8 picture[] = { 0x2c,         0, 0, 0, 0, WIDTH % 256, WIDTH / 256, HEIGHT % 256,
                             HEIGHT / 256, 0, 8 };
  const guint8 end[] = { 0, 0x3b };
  guint8 block[256] = { 0 }, colours[768];
  guint32 bits = 0;
  guint n_bits = 0;

  for (guint i = 0; i < sizeof colours; i++)
    colours[i] = (guint8) (i * 7);
  g_byte_array_append (file, header, sizeof header);
  g_byte_array_append (file, colours, sizeof colours);
  g_byte_array_append (file, picture, sizeof picture);
  for (gsize i = 0, n_codes = 0; i < WIDTH * HEIGHT; n_codes++)
    {
      guint code = n_codes % 250 == 0 ? 256 : (guint) (i++ * 7919 % 251);

      bits |= code << n_bits;
      for (n_bits += 9; n_bits >= 8; n_bits -= 8, bits >>= 8)
        {
          block[++block[0]] = (guint8) bits;
          if (block[0] < 255)
            continue;
          g_byte_array_append (file, block, sizeof block);
          block[0] = 0;
        }
    }
  block[++block[0]] = (guint8) bits;
  g_byte_array_append (file, block, block[0] + 1);
  g_byte_array_append (file, end, sizeof end);
  g_assert_true (g_file_set_contents (path, (const char *) file->data, file->len, NULL));
}

/* Each row. */
static void
test_gif (void)
{
  g_autofree char *folder = fixture_make_folder ();

  write_gif (folder, "one");
  write_gif (folder, "two");
  check (folder, 2 * HEIGHT, 1);
  fixture_remove_folder (folder);
}

/* Of few bytes: each row is asked about while it is decoded, and then while it is compared
 * with the one before. */
static void
test_sheet (void)
{
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "sheet.png", NULL);
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, WIDTH, HEIGHT);

  gdk_pixbuf_fill (pixbuf, 0);
  gdk_pixbuf_get_pixels (pixbuf)[0] = 255;
  g_assert_true (gdk_pixbuf_save (pixbuf, path, "png", NULL, NULL));
  check (path, 2 * HEIGHT, 1);
  fixture_remove_folder (folder);
}

/* A photo that lies on its side: its rows are converted, then turned. */
static void
test_turned (void)
{
  static const guint8 orientation[] = "\xff\xe1\0\42Exif\0\0II*\0\10\0\0\0"
                                      "\1\0\22\1\3\0\1\0\0\0\6\0\0\0\0\0\0";
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "one", NULL), *contents = NULL;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  gsize n;

  write_picture (folder, "one", "jpeg");
  g_assert_true (g_file_get_contents (path, &contents, &n, NULL));
  g_byte_array_append (bytes, (const guint8 *) contents, 2);
  g_byte_array_append (bytes, orientation, sizeof orientation);
  g_byte_array_append (bytes, (const guint8 *) contents + 2, (guint) n - 2);
  g_free (fixture_write (folder, "one", bytes));
  check (folder, HEIGHT + WIDTH / 32, 1);
  fixture_remove_folder (folder);
}

static void
add_entry (struct archive *archive, const char *name, const void *bytes, gsize n)
{
  struct archive_entry *entry = archive_entry_new ();

  archive_entry_set_pathname (entry, name);
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_perm (entry, 0600);
  archive_entry_set_size (entry, (la_int64_t) n);
  g_assert_cmpint (archive_write_header (archive, entry), ==, ARCHIVE_OK);
  g_assert_cmpint (archive_write_data (archive, bytes, n), ==, n);
  archive_entry_free (entry);
}

/* A picture behind 8 MB that nobody wants: passing over these can be cancelled, too. */
static void
test_archive (void)
{
  g_autofree char *folder = fixture_make_folder (), *pictures = fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "images.tar.gz", NULL);
  g_autofree char *picture = NULL, *bytes = NULL;
  const gsize n_noise = 8 << 20;
  g_autofree guint8 *noise = g_malloc (n_noise);
  struct archive *archive = archive_write_new ();
  guint32 state = 1;
  gsize n;

  for (gsize i = 0; i < n_noise; i++)
    noise[i] = (guint8) ((state = state * 1664525 + 1013904223) >> 24);
  write_picture (pictures, "one", "png");
  picture = g_build_filename (pictures, "one", NULL);
  g_assert_true (g_file_get_contents (picture, &bytes, &n, NULL));
  archive_write_set_format_ustar (archive);
  archive_write_add_filter_gzip (archive);
  archive_write_set_filter_option (archive, "gzip", "compression-level", "1");
  g_assert_cmpint (archive_write_open_filename (archive, path), ==, ARCHIVE_OK);
  add_entry (archive, "noise.bin", noise, n_noise);
  add_entry (archive, "one.png", bytes, n);
  g_assert_cmpint (archive_write_free (archive), ==, ARCHIVE_OK);
  check (path, n_noise, 1 << 17);
  fixture_remove_folder (pictures);
  fixture_remove_folder (folder);
}

/* (transfer full): a version 1 file of numbers [n, 256]; @bytes: of them all. */
static GByteArray *
make_npy (const char *type, gboolean fortran, const void *bytes, gsize n_bytes)
{
  g_autofree char *text
    = g_strdup_printf ("{'descr': '<%s', 'fortran_order': %s, 'shape': (%zu, 256), }", type,
                       fortran ? "True" : "False", n_bytes / 256 / (gsize) (type[1] - '0'));
  g_autofree char *header = g_strdup_printf ("%-117s\n", text);
  const guint16 n = GUINT16_TO_LE (118);
  GByteArray *file = g_byte_array_new ();

  g_byte_array_append (file, (const guint8 *) "\x93NUMPY\1\0", 8);
  g_byte_array_append (file, (const guint8 *) &n, 2);
  g_byte_array_append (file, (const guint8 *) header, 118);
  g_byte_array_append (file, bytes, (guint) n_bytes);
  return file;
}

static float *
make_floats (gsize n)
{
  float *values = g_new (float, n);

  for (gsize i = 0; i < n; i++)
    values[i] = (float) (i * 7919 % 10007);
  return values;
}

static void
test_arrays (void)
{
  const gsize n = 1 << 20, n_bytes = n * sizeof (float);
  g_autofree char *folder = fixture_make_folder ();
  g_autofree float *values = make_floats (n);
  g_autoptr (GByteArray) rows = make_npy ("f4", FALSE, values, n_bytes);
  g_autoptr (GByteArray) columns = make_npy ("f4", TRUE, values, n_bytes);
  g_autoptr (GByteArray) packed = fixture_pack (rows);
  g_autofree char *path = fixture_write (folder, "rows.npy", rows);
  g_autofree char *turned = fixture_write (folder, "columns.npy", columns);
  g_autofree char *gzip = fixture_write (folder, "rows.npy.gz", packed);
  g_autofree char *zip = g_build_filename (folder, "rows.npz", NULL);
  struct archive *archive = archive_write_new ();

  archive_write_set_format_zip (archive);
  g_assert_cmpint (archive_write_open_filename (archive, zip), ==, ARCHIVE_OK);
  add_entry (archive, "rows.npy", rows->data, rows->len);
  g_assert_cmpint (archive_write_free (archive), ==, ARCHIVE_OK);
  check (path, 2 * n_bytes, 1 << 18);
  check (turned, 3 * n_bytes, 1 << 18);
  check (gzip, 3 * n_bytes, 1 << 20);
  check (zip, 3 * n_bytes, 1 << 20);
  fixture_remove_folder (folder);
}

static void
test_idx (void)
{
  const guint32 dims[] = { 8192, 32, 32, 0 };
  const gsize n = 8192 * 1024;
  g_autofree char *folder = fixture_make_folder ();
  g_autofree guint8 *bytes = g_malloc (n);
  g_autoptr (GByteArray) file = NULL, packed = NULL;
  g_autofree char *path = NULL;

  for (gsize i = 0; i < n; i++)
    bytes[i] = (guint8) (i * 7919 % 251);
  file = fixture_make_idx (0x08, dims, bytes, n);
  packed = fixture_pack (file);
  path = fixture_write (folder, "images-idx3-ubyte.gz", packed);
  check (path, n, 1 << 20);
  fixture_remove_folder (folder);
}

/* A list of rows, and one long recording. */
static void
test_tables (void)
{
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *list = g_build_filename (folder, "list.csv", NULL);
  g_autofree char *recording = g_build_filename (folder, "recording.csv", NULL);
  g_autoptr (GString) rows = g_string_new (NULL), steps = g_string_new ("time,left,right\n");

  for (guint i = 0; i < 20000; i++)
    for (guint k = 0; k < 50; k++)
      g_string_append_printf (rows, "%u%c", (i * 50 + k) * 7919 % 1009, k < 49 ? ',' : '\n');
  for (guint i = 0; i < 200000; i++)
    g_string_append_printf (steps, "%u,%u,%u.5\n", i, i * 7919 % 1009, i * 7907 % 503);
  g_assert_true (g_file_set_contents (list, rows->str, (gssize) rows->len, NULL));
  g_assert_true (g_file_set_contents (recording, steps->str, (gssize) steps->len, NULL));
  check (list, rows->len, 1 << 16);
  check (recording, steps->len, 1 << 16);
  fixture_remove_folder (folder);
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* More than are sorted at once, whatever comes first and last; those that are the same stay
 * one behind the other.
 */
static void
test_sort (void)
{
  for (guint n = 4095; n < 40000; n = n * 2 + 1)
    {
      g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
      g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
      Asked asked = { .last = 3 };
      const DsProgress progress = { .is_cancelled = is_cancelled_cb, .data = &asked };
      g_autoptr (GError) error = NULL;

      for (guint i = 0; i < n; i++)
        g_ptr_array_add (names, g_strdup_printf ("%u", i * 7919 % 10007));
      for (guint i = 0; i < n; i++)
        g_ptr_array_add (sorted, names->pdata[i]);
      g_assert_true (ds_sort (sorted, compare_names, NULL, &error));
      g_ptr_array_sort (names, compare_names);
      g_assert_cmpmem (sorted->pdata, n * sizeof (gpointer), names->pdata, n * sizeof (gpointer));
      if (n > 10000)
        {
          g_assert_false (ds_sort (sorted, compare_names, &progress, &error));
          g_assert_error (error, DS_ERROR, DS_ERROR_CANCELLED);
        }
    }
}

static void
count_labels_cb (gpointer data, const char *phase, gsize done, gsize total)
{
  *(guint *) data += strcmp (phase, "Reading labels") == 0;
}

/* Names that are listed, and looked for in a table that lies beside them. */
static void
test_folder (void)
{
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *table = g_build_filename (folder, "labels.csv", NULL);
  guint n_told = 0;
  const DsProgress progress = { .report = count_labels_cb, .data = &n_told };
  const DsRequest request = { .progress = &progress };
  g_autoptr (DsSource) source = NULL;

  for (guint i = 0; i < 3000; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s/%u.txt", folder, i);

      g_assert_true (g_file_set_contents (name, "", 0, NULL));
    }
  write_picture (folder, "0.png", "png");
  check (folder, 3000, 512);
  g_assert_true (g_file_set_contents (table, "file,label\n0.png,a\n", -1, NULL));
  source = ds_source_open (folder, NULL, &request, NULL);
  g_assert_nonnull (source);
  g_assert_cmpuint (n_told, >=, 3000 / 1024 + 2);
  fixture_remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_autofree char *cache = fixture_make_folder ();
  int status;

  g_setenv ("XDG_CACHE_HOME", cache, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cancel/images", test_images);
  g_test_add_func ("/cancel/gif", test_gif);
  g_test_add_func ("/cancel/sheet", test_sheet);
  g_test_add_func ("/cancel/turned", test_turned);
  g_test_add_func ("/cancel/archive", test_archive);
  g_test_add_func ("/cancel/arrays", test_arrays);
  g_test_add_func ("/cancel/idx", test_idx);
  g_test_add_func ("/cancel/tables", test_tables);
  g_test_add_func ("/cancel/sort", test_sort);
  g_test_add_func ("/cancel/folder", test_folder);
  status = g_test_run ();
  fixture_remove_tree (cache);
  return status;
}
