/* SPDX-License-Identifier: MIT */
/* Shapes: their size, last axis, comparison and text. */
#include "engine/shape.h"

static void
test_size (void)
{
  g_assert_cmpuint (ae_shape_size (&AE_SHAPE (3, 28, 27, 2)), ==, 28 * 27 * 2);
  g_assert_cmpuint (ae_shape_size (&AE_SHAPE (1, 5)), ==, 5);
  g_assert_cmpuint (ae_shape_size (&AE_SHAPE (2, 65536, 65537)), ==, (gsize) 65536 * 65537);
  g_assert_cmpuint (ae_shape_size (&AE_SHAPE (2, 7, 0)), ==, 0);
  g_assert_cmpuint (ae_shape_size (&(AeShape) { 0 }), ==, 0);
  g_assert_cmpuint (ae_shape_size (&AE_SHAPE (0, 7, 7)), ==, 0);
}

static void
test_last (void)
{
  g_assert_cmpuint (ae_shape_last (&AE_SHAPE (3, 28, 27, 2)), ==, 2);
  g_assert_cmpuint (ae_shape_last (&AE_SHAPE (1, 5)), ==, 5);
  g_assert_cmpuint (ae_shape_last (&AE_SHAPE (4, 1, 2, 3, 4)), ==, 4);
  g_assert_cmpuint (ae_shape_last (&(AeShape) { 0 }), ==, 0);
}

/* Axes past the rank do not count. */
static void
test_equal (void)
{
  g_assert_true (ae_shape_equal (&AE_SHAPE (2, 3, 4), &AE_SHAPE (2, 3, 4, 9)));
  g_assert_false (ae_shape_equal (&AE_SHAPE (2, 3, 4), &AE_SHAPE (2, 4, 3)));
  g_assert_false (ae_shape_equal (&AE_SHAPE (2, 3, 4), &AE_SHAPE (2, 3, 5)));
  g_assert_false (ae_shape_equal (&AE_SHAPE (2, 3, 4), &AE_SHAPE (3, 3, 4, 1)));
  g_assert_true (ae_shape_equal (&AE_SHAPE (0, 3), &AE_SHAPE (0, 4)));
}

static void
check_text (AeShape shape, const char *expected)
{
  g_autofree char *text = ae_shape_to_string (&shape);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_text (void)
{
  check_text (AE_SHAPE (3, 28, 28, 1), "28×28×1");
  check_text (AE_SHAPE (1, 784), "784");
  check_text ((AeShape) { 0 }, "?");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/shape/size", test_size);
  g_test_add_func ("/shape/last", test_last);
  g_test_add_func ("/shape/equal", test_equal);
  g_test_add_func ("/shape/text", test_text);
  return g_test_run ();
}
