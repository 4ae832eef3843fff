/* SPDX-License-Identifier: MIT */
/* The safetensors format: every kind of tensor comes back as it went, and no
 * header that lies is believed.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/error.h"
#include "app/project/project-run.h"
#include "app/project/safetensors.h"
#include "tests/app/project/project-fixture.h"

static char *
write_file (const char *folder, const char *header, gsize n_data)
{
  char *path = g_build_filename (folder, "a.safetensors", NULL);
  g_autoptr (GString) out = g_string_new (NULL);
  guint64 n = strlen (header);

  g_string_append_len (out, (const char *) &n, 8);
  g_string_append (out, header);
  for (gsize i = 0; i < n_data; i++)
    g_string_append_c (out, (char) i);
  fixture_write (path, out->str, out->len);
  return path;
}

static void
test_round_trip (void)
{
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "a.safetensors", NULL);
  g_autoptr (WbSafetensorsWriter) writer = wb_safetensors_writer_new ();
  g_autoptr (WbSafetensors) file = NULL;
  g_autoptr (GError) error = NULL;
  const guint64 dims[] = { 3, 2, 1 };
  guint8 values[6 * 8];

  for (guint i = 0; i < sizeof values; i++)
    values[i] = (guint8) (i * 37 + 1);
  for (guint i = 0; i < WB_N_DTYPES; i++)
    wb_safetensors_writer_add (writer, wb_dtype_get_name (i), i, 3, dims, values);
  wb_safetensors_writer_add (writer, "one", WB_DTYPE_F32, 0, NULL, values);
  wb_safetensors_writer_add (writer, "none", WB_DTYPE_F32, 1, (guint64[]) { 0 }, NULL);
  wb_safetensors_writer_set_metadata (writer, "a \"key\"", "a\ntext €");
  g_assert_true (wb_safetensors_writer_save (writer, path, NULL, NULL));

  file = wb_safetensors_open (path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (wb_safetensors_get_n_tensors (file), ==, WB_N_DTYPES + 2);
  g_assert_cmpstr (wb_safetensors_get_metadata (file, "a \"key\""), ==, "a\ntext €");
  for (guint i = 0; i < WB_N_DTYPES; i++)
    {
      const WbTensor *tensor = wb_safetensors_find (file, wb_dtype_get_name (i));
      guint8 found[6 * 8];

      g_assert_cmpint (tensor->dtype, ==, i);
      g_assert_cmpuint (tensor->begin % wb_dtype_get_size (i), ==, 0);
      g_assert_cmpmem (tensor->dims, sizeof dims, dims, sizeof dims);
      g_assert_true (wb_safetensors_read (file, tensor, found, NULL));
      g_assert_cmpmem (found, tensor->n_bytes, values, 6 * wb_dtype_get_size (i));
      g_assert_true (wb_safetensors_read_part (file, tensor, 2, 3, found, NULL));
      g_assert_cmpmem (found, 3 * wb_dtype_get_size (i), values + 2 * wb_dtype_get_size (i),
                       3 * wb_dtype_get_size (i));
    }
  g_assert_cmpuint (wb_safetensors_find (file, "one")->n_values, ==, 1);
  g_assert_cmpuint (wb_safetensors_find (file, "none")->n_values, ==, 0);
  g_assert_null (wb_safetensors_find (file, "two"));
  fixture_remove (folder);
}

/* Data begin on a multiple of eight bytes, whatever the header's length. */
static void
test_header_is_padded (void)
{
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "a.safetensors", NULL);

  for (guint i = 1; i < 10; i++)
    {
      g_autoptr (WbSafetensorsWriter) writer = wb_safetensors_writer_new ();
      g_autofree char *name = g_strnfill (i, 'x');
      g_autoptr (GBytes) bytes = NULL;
      const char *file;
      guint64 n;

      wb_safetensors_writer_add (writer, name, WB_DTYPE_U8, 1, (guint64[]) { 1 }, "A");
      g_assert_true (wb_safetensors_writer_save (writer, path, NULL, NULL));
      bytes = fixture_read (path);
      file = g_bytes_get_data (bytes, NULL);
      memcpy (&n, file, 8);
      g_assert_cmpuint (n % 8, ==, 0);
      g_assert_cmpuint (g_bytes_get_size (bytes), ==, 8 + n + 1);
      g_assert_cmpint (file[8 + n], ==, 'A');
    }
  fixture_remove (folder);
}

#define T(rest) "{\"a\":{" rest "}}"
#define F4      "\"dtype\":\"F32\",\"shape\":[1]"

/* Headers in front of eight bytes. */
static const struct
{
  const char *header;
  const char *words;
} bad[] = {
  { "{}", "8 bytes after the last tensor" },
  { T (F4 ",\"data_offsets\":[0,4]"), "4 bytes after the last tensor" },
  { T (F4 ",\"data_offsets\":[4,8]"), "begins at byte 4" },
  { T (F4 ",\"data_offsets\":[0,8]"), "takes 4 bytes and is given 8" },
  { T (F4 ",\"data_offsets\":[8,12]"), "cut short" },
  { T (F4 ",\"data_offsets\":[4,0]"), "no place" },
  { T (F4 ",\"data_offsets\":[0]"), "no place" },
  { T (F4 ",\"data_offsets\":[0,4,8]"), "no place" },
  { T (F4 ",\"data_offsets\":[-4,0]"), "no place" },
  { T (F4 ",\"data_offsets\":[0.0,4]"), "no place" },
  { T (F4 ",\"data_offsets\":[0,9223372036854775807]"), "cut short" },
  { T (F4), "nothing else" },
  { T (F4 ",\"data_offsets\":[0,4],\"x\":1"), "nothing else" },
  { T (F4 ",\"offsets\":[0,4]"), "no place" },
  { "{\"a\":7}", "nothing else" },
  { "{\"a\":{" F4 ",\"data_offsets\":[0,4]},\"b\":{" F4 ",\"data_offsets\":[0,4]}}",
    "begins at byte 0" },
  { "{\"a\":{" F4 ",\"data_offsets\":[0,4]},\"b\":{" F4 ",\"data_offsets\":[3,7]}}",
    "begins at byte 3" },
  { "{\"a\":{" F4 ",\"data_offsets\":[0,4]},\"a\":{" F4 ",\"data_offsets\":[4,8]}}",
    "duplicate object key" },
  { T ("\"dtype\":\"F33\",\"shape\":[1],\"data_offsets\":[0,4]"), "the type “F33”" },
  { T ("\"dtype\":5,\"shape\":[1],\"data_offsets\":[0,4]"), "the type “?”" },
  { T ("\"dtype\":\"F32\",\"shape\":2,\"data_offsets\":[0,8]"), "no shape" },
  { T ("\"dtype\":\"F32\",\"shape\":[1,1,1,1,1,1,1,1,2],\"data_offsets\":[0,8]"), "no shape" },
  { T ("\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]"), "impossible" },
  { T ("\"dtype\":\"F32\",\"shape\":[\"2\"],\"data_offsets\":[0,8]"), "impossible" },
  { T ("\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,8]"),
    "impossible" },
  { T ("\"dtype\":\"F32\",\"shape\":[4611686018427387906],\"data_offsets\":[0,8]"), "impossible" },
  { "{\"__metadata__\":{\"a\":1}}", "__metadata__" },
  { "{\"__metadata__\":[]}", "__metadata__" },
  { "{\"a\"}", "not JSON" },
};

static void
test_bad_headers (void)
{
  g_autofree char *folder = fixture_make_folder ();

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *path = write_file (folder, bad[i].header, 8);
      g_autoptr (GError) error = NULL;

      g_assert_null (wb_safetensors_open (path, &error));
      g_assert_error (error, WB_ERROR, WB_ERROR_DAMAGED);
      if (strstr (error->message, bad[i].words) == NULL)
        g_error ("%s: “%s” does not say “%s”", bad[i].header, error->message, bad[i].words);
    }
  fixture_remove (folder);
}

/* Tensors may stand in any order in the header; empty ones take no place. */
static void
test_order (void)
{
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path
    = write_file (folder,
                  "{\"b\":{" F4 ",\"data_offsets\":[4,8]},\"e\":{\"dtype\":\"U8\",\"shape\":[0,3],"
                  "\"data_offsets\":[4,4]},\"a\":{" F4 ",\"data_offsets\":[0,4]}}   ",
                  8);
  g_autoptr (GError) error = NULL;
  g_autoptr (WbSafetensors) file = wb_safetensors_open (path, &error);
  guint8 bytes[4];

  g_assert_no_error (error);
  g_assert_true (wb_safetensors_read (file, wb_safetensors_find (file, "b"), bytes, NULL));
  g_assert_cmpmem (bytes, 4, "\4\5\6\7", 4);
  fixture_remove (folder);
}

/* A file with a hole: five gigabytes that take no room. */
static void
test_large_offsets (void)
{
  g_autofree char *folder = fixture_make_folder ();
  const guint64 large = G_GUINT64_CONSTANT (5) << 30;
  g_autofree char *header = g_strdup_printf (
    "{\"hole\":{\"dtype\":\"U8\",\"shape\":[%" G_GUINT64_FORMAT
    "],\"data_offsets\":[0,%" G_GUINT64_FORMAT
    "]},\"end\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[%" G_GUINT64_FORMAT
    ",%" G_GUINT64_FORMAT "]}}",
    large, large, large, large + 2);
  g_autofree char *path = write_file (folder, header, 0);
  g_autoptr (WbSafetensors) file = NULL;
  g_autoptr (GError) error = NULL;
  FILE *stream = fopen (path, "r+b");
  guint8 bytes[2];

  if (fseeko (stream, (off_t) (8 + strlen (header) + large), SEEK_SET) != 0
      || fwrite ("XY", 1, 2, stream) != 2 || fclose (stream) != 0)
    {
      g_test_skip ("skipped: the file system takes no file of 5 GB");
      fixture_remove (folder);
      return;
    }
  file = wb_safetensors_open (path, &error);
  g_assert_no_error (error);
  g_assert_true (wb_safetensors_read (file, wb_safetensors_find (file, "end"), bytes, NULL));
  g_assert_cmpmem (bytes, 2, "XY", 2);
  fixture_remove (folder);
}

/* More than 100 MB of header are not read, even where the file has them. */
static void
test_large_header (void)
{
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = write_file (folder, "{", 0);
  g_autoptr (GError) error = NULL;
  guint64 n = 16 * 1024 * 1024 + 1;
  FILE *stream = fopen (path, "r+b");

  g_assert_cmpuint (fwrite (&n, 1, 8, stream), ==, 8);
  g_assert_cmpint (fclose (stream), ==, 0);
  g_assert_cmpint (truncate (path, (off_t) n + 8), ==, 0);
  g_assert_null (wb_safetensors_open (path, &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_DAMAGED);
  g_assert_nonnull (strstr (error->message, "more than 16777216 are not read"));
  fixture_remove (folder);
}

/* A file that is cut short after it was opened gives an error, not a crash. */
static void
test_cut_short_later (void)
{
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = write_file (folder, T (F4 ",\"data_offsets\":[0,4]"), 4);
  g_autoptr (WbSafetensors) file = wb_safetensors_open (path, NULL);
  g_autoptr (GError) error = NULL;
  guint8 bytes[4];

  g_assert_nonnull (file);
  g_assert_cmpint (truncate (path, 20), ==, 0);
  g_assert_false (wb_safetensors_read (file, wb_safetensors_find (file, "a"), bytes, &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_DAMAGED);
  fixture_remove (folder);
}

static gboolean
is_real (const char *column)
{
  return !g_str_has_suffix (column, "step") && !g_str_has_suffix (column, "epoch");
}

/* A file that is long and holds nothing: @columns of so many rows each. */
static void
refuse_history (const char *const *columns, guint64 n_rows)
{
  g_autofree char *folder = fixture_make_folder ();
  g_autoptr (GString) header = g_string_new ("{");
  g_autoptr (GHashTable) taken = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (WbSafetensors) file = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  guint n = 0;

  for (; columns[n] != NULL; n++)
    g_string_append_printf (header,
                            "%s\"history/%s\":{\"dtype\":\"%s\",\"shape\":[%" G_GUINT64_FORMAT
                            "],\"data_offsets\":[%" G_GUINT64_FORMAT ",%" G_GUINT64_FORMAT "]}",
                            n > 0 ? "," : "", columns[n], is_real (columns[n]) ? "F64" : "U64",
                            n_rows, n * n_rows * 8, (n + 1) * n_rows * 8);
  g_string_append_c (header, '}');
  path = write_file (folder, header->str, 0);
  g_assert_cmpint (truncate (path, (off_t) (8 + header->len + n * n_rows * 8)), ==, 0);
  file = wb_safetensors_open (path, &error);
  g_assert_no_error (error);
  g_assert_null (wb_history_read (file, "history", 1, NULL, taken, &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_CONTENTS);
  fixture_remove (folder);
}

/* No memory for rows that the file does not have. */
static void
test_hollow_history (void)
{
  const char *const losses[] = { "losses/step", "losses/loss", NULL };
  const char *const epochs[] = {
    "losses/step", "losses/loss",    "epochs/epoch",           "epochs/step",
    "epochs/loss", "epochs/penalty", "epochs/validation_loss", "epochs/seconds",
    NULL
  };

  refuse_history (losses, (guint64) 1 << 36);
  refuse_history (epochs, 8000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/safetensors/round-trip", test_round_trip);
  g_test_add_func ("/safetensors/header-is-padded", test_header_is_padded);
  g_test_add_func ("/safetensors/bad-headers", test_bad_headers);
  g_test_add_func ("/safetensors/order", test_order);
  g_test_add_func ("/safetensors/large-offsets", test_large_offsets);
  g_test_add_func ("/safetensors/large-header", test_large_header);
  g_test_add_func ("/safetensors/hollow-history", test_hollow_history);
  g_test_add_func ("/safetensors/cut-short-later", test_cut_short_later);
  return g_test_run ();
}
