/* SPDX-License-Identifier: MIT */
/* Numbers about samples. */
#include "app/latent/map-values.h"

/* One sample far out does not make all others the same. */
static void
test_stretch (void)
{
  float values[200];
  double lower, upper;

  for (guint i = 0; i < 200; i++)
    values[i] = (float) i;
  values[199] = 1e6f;
  wb_values_stretch (200, values, &lower, &upper);
  g_assert_cmpfloat (lower, ==, 1);
  g_assert_cmpfloat (upper, ==, 198);
  g_assert_cmpfloat (values[1], ==, 0);
  g_assert_cmpfloat (values[198], ==, 1);
  g_assert_cmpfloat (values[199], >, 1);
}

static void
test_equal (void)
{
  float values[3] = { 2, 2, 2 };
  double lower, upper;

  wb_values_stretch (3, values, &lower, &upper);
  g_assert_cmpfloat (lower, ==, upper);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpfloat (values[i], ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/map-values/stretch", test_stretch);
  g_test_add_func ("/map-values/equal", test_equal);
  return g_test_run ();
}
