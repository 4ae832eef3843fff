/* SPDX-License-Identifier: MIT */
/*
 * Finding a scaling, saying it, and the loops that apply it.
 */
#include <locale.h>
#include <math.h>
#include <sys/mman.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "data/convert.h"
#include "data/error.h"
#include "data/random.h"
#include "data/scaling.h"
#include "data/shape.h"

static void
check_bytes (guint8 maximum, double divisor)
{
  guint8 values[] = { 0, maximum, 1, 0 };
  DsScaling scaling = ds_scaling_find_for_bytes (values, 4);

  g_assert_cmpfloat (scaling.offset, ==, 0);
  g_assert_cmpfloat (scaling.factor, ==, 1 / divisor);
}

static void
test_bytes (void)
{
  const guint8 zeros[3] = { 0 };

  check_bytes (1, 1);
  check_bytes (2, 2);
  check_bytes (16, 16);
  check_bytes (17, 255);
  check_bytes (255, 255);
  g_assert_cmpfloat (ds_scaling_find_for_bytes (zeros, 3).factor, ==, 1 / 255.0);
  g_assert_cmpfloat (ds_scaling_find_for_bytes (NULL, 0).factor, ==, 1 / 255.0);
}

/* A large set of small values is not read from end to end: behind the first page
 * of each stretch lies what nobody looks at. */
static void
test_large (void)
{
  const gsize n = (gsize) 1 << 30;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  int descriptor = g_file_open_tmp ("hourglass-scaling-XXXXXX", &path, &error);
  guint8 *values;

  g_assert_no_error (error);
  g_assert_cmpint (ftruncate (descriptor, (off_t) n), ==, 0);
  values = mmap (NULL, n, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  g_assert_true (values != MAP_FAILED);
  values[0] = 9;
  values[5000] = 200;
  g_assert_cmpfloat (ds_scaling_find_for_bytes (values, n).factor, ==, 1 / 9.0);
  values[n / 2] = 200;
  g_assert_cmpfloat (ds_scaling_find_for_bytes (values, n).factor, ==, 1 / 255.0);
  munmap (values, n);
  close (descriptor);
  g_unlink (path);
}

static void
check_range (double minimum, double maximum, double offset, double factor)
{
  g_autoptr (GError) error = NULL;
  DsScaling scaling;

  g_assert_true (ds_scaling_find_for_range (minimum, maximum, &scaling, &error));
  g_assert_no_error (error);
  g_assert_cmpfloat (scaling.offset, ==, offset);
  g_assert_cmpfloat (scaling.factor, ==, factor);
}

static void
check_no_range (double minimum, double maximum)
{
  g_autoptr (GError) error = NULL;
  DsScaling scaling;

  g_assert_false (ds_scaling_find_for_range (minimum, maximum, &scaling, &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_VALUES);
}

static void
test_range (void)
{
  check_range (0, 1, 0, 1);
  check_range (0.25, 0.25, 0, 1);
  check_range (0, 0.5, 0, 1);
  check_range (0, 2, 0, 0.5);
  check_range (-1, 1, -1, 0.5);
  check_range (-32768, 32767, -32768, 1 / 65535.0);
  check_range (-1e-9, 1, -1e-9, 1 / (1 + 1e-9));
  check_no_range (5, 5);
  check_no_range (-G_MAXDOUBLE, G_MAXDOUBLE);
  check_no_range (2, 2 + 1e-320);
  check_no_range (-1e-320, 0);
  check_no_range (-INFINITY, 1);
  check_no_range (NAN, NAN);
}

static void
test_valid (void)
{
  const DsScaling bad[] = { { NAN, 1 },      { INFINITY, 1 }, { 0, NAN },
                            { 0, INFINITY }, { 0, 0 },        { 0, -1 } };

  g_assert_true (ds_scaling_is_valid (&DS_SCALING_IDENTITY));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (ds_scaling_is_valid (&bad[i]));
}

static void
check_words (DsScaling scaling, const char *expected)
{
  g_autofree char *words = ds_scaling_to_string (&scaling);

  g_assert_cmpstr (words, ==, expected);
}

static void
test_words (void)
{
  /* Where this locale is there, its comma must not show. */
  setlocale (LC_NUMERIC, "de_DE.UTF-8");
  check_words (DS_SCALING_IDENTITY, "taken as they are");
  check_words ((DsScaling) { 0, 1 / 255.0 }, "divided by 255");
  check_words ((DsScaling) { 0, 1 / 2.5 }, "divided by 2.5");
  check_words ((DsScaling) { -3, 1 / 8.5 }, "mapped from -3 … 5.5 to 0 … 1");
  setlocale (LC_NUMERIC, "C");
}

/* Every length and alignment near a vector's: fast and plain agree in all
 * bits, and neither writes past its end. */
static void
test_loops (void)
{
  DsConvertBytes fast = ds_convert_choose_bytes ();
  DsRandom random = ds_random_init (1, 2, 3);
  guint8 in[256 + 16];
  float a[256 + 16], b[256 + 16];

  for (guint i = 0; i < G_N_ELEMENTS (in); i++)
    in[i] = (guint8) ds_random_next (&random);

  for (guint start = 0; start < 8; start++)
    for (gsize n = 0; n <= 256; n++)
      {
        for (guint i = 0; i < G_N_ELEMENTS (a); i++)
          a[i] = b[i] = -7;
        fast (in + start, n, 3.5f, 1 / 251.5f, a + start);
        ds_convert_bytes_plain (in + start, n, 3.5f, 1 / 251.5f, b + start);
        g_assert_cmpmem (a, sizeof a, b, sizeof b);
        g_assert_cmpfloat (a[start + n], ==, -7);
        for (gsize i = 0; i < n; i++)
          g_assert_cmpfloat (a[start + i], ==, (in[start + i] - 3.5f) * (1 / 251.5f));
      }
}

static void
test_shape (void)
{
  const DsShape image = { 3, { 28, 28, 1 } };
  const DsShape list = { 1, { 784 } };
  const DsShape huge = { 4, { G_MAXUINT, G_MAXUINT, G_MAXUINT, G_MAXUINT } };
  const DsShape empty = { 2, { 5, 0 } };
  const DsShape none = { 0 };
  const DsShape wide = { 9, { 1, 1, 1, 1 } };
  g_autofree char *words = ds_shape_to_string (&image);

  g_assert_cmpstr (words, ==, "28×28×1");
  g_assert_cmpuint (ds_shape_get_size (&image), ==, 784);
  g_assert_cmpuint (ds_shape_get_size (&huge), ==, 0);
  g_assert_cmpuint (ds_shape_get_size (&empty), ==, 0);
  g_assert_cmpuint (ds_shape_get_size (&none), ==, 0);
  g_assert_cmpuint (ds_shape_get_size (&wide), ==, 0);
  g_assert_true (ds_shape_is_equal (&image, &(DsShape) { 3, { 28, 28, 1 } }));
  g_assert_false (ds_shape_is_equal (&image, &(DsShape) { 3, { 28, 28, 3 } }));
  g_assert_false (ds_shape_is_equal (&image, &list));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scaling/bytes", test_bytes);
  g_test_add_func ("/scaling/large", test_large);
  g_test_add_func ("/scaling/range", test_range);
  g_test_add_func ("/scaling/valid", test_valid);
  g_test_add_func ("/scaling/words", test_words);
  g_test_add_func ("/scaling/loops", test_loops);
  g_test_add_func ("/shape", test_shape);
  return g_test_run ();
}
