/* SPDX-License-Identifier: MIT */
/* Arrays: what NumPy writes is read, what is written NumPy reads, and what
 * cannot be read is refused in words.
 */
#include <locale.h>
#include <string.h>

#include "app/error.h"
#include "app/project/npy.h"
#include "tests/app/project/project-fixture.h"

static char *
write_npy (const char *folder, guint version, const char *header, const char *values, gsize n)
{
  char *path = g_build_filename (folder, "a.npy", NULL);
  g_autoptr (GString) out = g_string_new_len ("\x93NUMPY", 6);
  guint32 length = (guint32) strlen (header);

  g_string_append_c (out, (char) version);
  g_string_append_c (out, 0);
  g_string_append_len (out, (const char *) &length, version == 1 ? 2 : 4);
  g_string_append (out, header);
  g_string_append_len (out, values, (gssize) n);
  fixture_write (path, out->str, out->len);
  return path;
}

static void
test_round_trip (void)
{
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "a.npy", NULL);
  const gsize dims[] = { 2, 3, 1 };
  const float values[] = { 0.1f, -0.0f, 1e-45f, 3.4e38f, 5, 6 };
  const gint64 whole[] = { G_MAXINT64, G_MININT64, 3 };
  g_autoptr (WbNpy) array = NULL;
  g_autoptr (WbNpy) vector = NULL;

  g_assert_true (wb_npy_write (path, WB_NPY_F4, 3, dims, values, NULL));
  array = wb_npy_read (path, NULL);
  g_assert_cmpint (array->type, ==, WB_NPY_F4);
  g_assert_cmpuint (array->rank, ==, 3);
  g_assert_cmpmem (array->dims, sizeof dims, dims, sizeof dims);
  g_assert_cmpmem (array->values, sizeof values, values, sizeof values);
  g_assert_true (wb_npy_write (path, WB_NPY_I8, 1, dims + 1, whole, NULL));
  vector = wb_npy_read (path, NULL);
  g_assert_cmpuint (vector->rank, ==, 1);
  g_assert_cmpmem (vector->values, sizeof whole, whole, sizeof whole);
  fixture_remove (folder);
}

static void
test_layout (void)
{
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "a.npy", NULL);
  const gsize dims[] = { 3 };
  const guint8 values[] = { 1, 2, 3 };
  g_autoptr (GBytes) bytes = NULL;
  const char *file;
  gsize n;

  g_assert_true (wb_npy_write (path, WB_NPY_U1, 1, dims, values, NULL));
  bytes = fixture_read (path);
  file = g_bytes_get_data (bytes, &n);
  g_assert_cmpuint (n, ==, 128 + 3);
  g_assert_cmpmem (file, 10, "\x93NUMPY\x01\x00\x76\x00", 10);
  g_assert_cmpint (file[127], ==, '\n');
  g_assert_true (
    g_str_has_prefix (file + 10, "{'descr': '|u1', 'fortran_order': False, 'shape': (3,), }"));
  fixture_remove (folder);
}

static void
test_types (void)
{
  static const struct
  {
    guint version;
    const char *type;
    const char *values;
    gsize n;
  } cases[] = {
    { 1, "<f4", "\0\0\x80\x3f\0\0\0\xc0", 8 },
    { 2, "<f8", "\0\0\0\0\0\0\xf0\x3f\0\0\0\0\0\0\0\xc0", 16 },
    { 1, "<i4", "\x01\0\0\0\xfe\xff\xff\xff", 8 },
    { 2, "<i8", "\x01\0\0\0\0\0\0\0\xfe\xff\xff\xff\xff\xff\xff\xff", 16 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *folder = fixture_make_folder ();
      g_autofree char *header = g_strdup_printf (
        "{\"shape\": (1, 2), 'descr':'%s','fortran_order': False}  \n", cases[i].type);
      g_autofree char *path = write_npy (folder, cases[i].version, header, cases[i].values,
                                         cases[i].n);
      g_autoptr (GError) error = NULL;
      g_autoptr (WbNpy) array = wb_npy_read (path, &error);
      g_autofree float *floats = NULL;

      g_assert_no_error (error);
      floats = wb_npy_to_floats (array);
      g_assert_cmpfloat (floats[0], ==, 1);
      g_assert_cmpfloat (floats[1], ==, -2);
      fixture_remove (folder);
    }
}

static const struct
{
  guint version;
  const char *header;
  int code;
  const char *words;
} bad[] = {
  { 3, "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}", WB_ERROR_VERSION, "version 3" },
  { 1, "{'descr': '>f4', 'fortran_order': False, 'shape': (2,)}", WB_ERROR_CONTENTS, ">f4" },
  { 1, "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,)}", WB_ERROR_CONTENTS,
    "type" },
  { 1, "{'descr': '<f4', 'fortran_order': True, 'shape': (2,)}", WB_ERROR_CONTENTS, "Fortran" },
  { 1, "{'descr': '<f4', 'fortran_order': 0, 'shape': (2,)}", WB_ERROR_DAMAGED, "header" },
  { 1, "{'descr': '<f4', 'fortran_order': False, 'shape': (3,)}", WB_ERROR_DAMAGED, "promises 3" },
  { 1, "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)}", WB_ERROR_DAMAGED, "promises 1" },
  { 1, "{'descr': '<f4', 'fortran_order': False, 'shape': (-2,)}", WB_ERROR_DAMAGED, "shape" },
  { 1, "{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807,9)}",
    WB_ERROR_DAMAGED, "shape" },
  { 1, "{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904,)}",
    WB_ERROR_DAMAGED, "promises" },
  { 1, "{'descr': '<f4', 'fortran_order': False, 'shape': (1,1,1,1,1,1,1,1,2)}", WB_ERROR_CONTENTS,
    "axes" },
  { 1, "{'descr': '<f4', 'fortran_order': False}", WB_ERROR_DAMAGED, "header" },
  { 1, "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,)}", WB_ERROR_DAMAGED,
    "header" },
  { 1, "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} x", WB_ERROR_DAMAGED, "header" },
  { 1, "{'descr': '<f4', 'fortran_order': False, 'shape': (2,", WB_ERROR_DAMAGED, "shape" },
  { 1, "{'descr': '<f4", WB_ERROR_CONTENTS, "type" },
  { 1, "", WB_ERROR_DAMAGED, "header" },
};

static void
test_bad_headers (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *folder = fixture_make_folder ();
      g_autofree char *path = write_npy (folder, bad[i].version, bad[i].header, "12345678", 8);
      g_autoptr (GError) error = NULL;

      g_assert_null (wb_npy_read (path, &error));
      g_assert_error (error, WB_ERROR, bad[i].code);
      if (strstr (error->message, bad[i].words) == NULL)
        g_error ("“%s” does not say “%s”", error->message, bad[i].words);
      fixture_remove (folder);
    }
}

static void
test_every_length (void)
{
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = write_npy (folder, 2,
                                     "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}",
                                     "12345678", 8);
  g_autoptr (GBytes) bytes = fixture_read (path);

  for (gsize n = 0; n < g_bytes_get_size (bytes); n++)
    {
      g_autoptr (GError) error = NULL;

      fixture_write (path, g_bytes_get_data (bytes, NULL), n);
      g_assert_null (wb_npy_read (path, &error));
      g_assert_error (error, WB_ERROR, (n < 10 ? WB_ERROR_FORMAT : WB_ERROR_DAMAGED));
    }
  g_assert_null (wb_npy_read (folder, NULL));
  fixture_remove (folder);
}

static void
test_csv (void)
{
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "a.csv", NULL);
  const char *const titles[] = { "code, first", "the \"second\"" };
  const float values[] = { 0.1f, -2.5f, 1e-7f, 16777216 };
  static const char expected[] = "\"code, first\",\"the \"\"second\"\"\"\n"
                                 "0.100000001,-2.5\n1.00000001e-07,16777216\n";
  g_autoptr (GBytes) bytes = NULL;
  const char *locale = fixture_set_comma_locale ();

  g_test_message ("locale: %s", locale != NULL ? locale : "skipped, none with a comma");
  g_assert_true (wb_csv_write (path, 2, 2, values, titles, NULL));
  setlocale (LC_ALL, "C");
  bytes = fixture_read (path);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), expected,
                   sizeof expected - 1);
  fixture_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/npy/round-trip", test_round_trip);
  g_test_add_func ("/npy/layout", test_layout);
  g_test_add_func ("/npy/types", test_types);
  g_test_add_func ("/npy/bad-headers", test_bad_headers);
  g_test_add_func ("/npy/every-length", test_every_length);
  g_test_add_func ("/csv/exact-text", test_csv);
  return g_test_run ();
}
