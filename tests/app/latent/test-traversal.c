/* SPDX-License-Identifier: MIT */
/* One value moves, the others stay; and what values are called. */
#include "app/latent/axis-name.h"
#include "app/latent/traversal.h"

static void
test_make (void)
{
  const float base[] = { 1, 2, 3 };
  float codes[5 * 3];

  wb_traversal_make (3, base, 1, -4, 4, 5, codes);
  for (guint i = 0; i < 5; i++)
    {
      g_assert_cmpfloat (codes[3 * i], ==, 1);
      g_assert_cmpfloat (codes[3 * i + 1], ==, -4.f + 2 * (float) i);
      g_assert_cmpfloat (codes[3 * i + 2], ==, 3);
    }
}

static void
test_range (void)
{
  double lower, upper;

  wb_traversal_get_range (5, 2, FALSE, &lower, &upper);
  g_assert_cmpfloat (lower, ==, -1);
  g_assert_cmpfloat (upper, ==, 11);
  wb_traversal_get_range (5, 2, TRUE, &lower, &upper);
  g_assert_cmpfloat (lower, ==, -3);
  g_assert_cmpfloat (upper, ==, 3);
  wb_traversal_get_range (0, 0, FALSE, &lower, &upper);
  g_assert_cmpfloat (lower, <, upper);
}

static void
test_name (void)
{
  g_autofree char *first = wb_axis_name (0);
  g_autofree char *many = wb_axis_name (127);

  g_assert_cmpstr (first, ==, "z₁");
  g_assert_cmpstr (many, ==, "z₁₂₈");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/traversal/make", test_make);
  g_test_add_func ("/traversal/range", test_range);
  g_test_add_func ("/traversal/name", test_name);
  return g_test_run ();
}
