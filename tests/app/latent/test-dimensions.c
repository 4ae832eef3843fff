/* SPDX-License-Identifier: MIT */
/* Moments and divergences of codes that are few enough to compute by hand. */
#include <math.h>

#include "app/latent/dimensions.h"

#define EPSILON 1e-6

static void
test_moments (void)
{
  /* The last is far from 0 and hardly differs. */
  static const float codes[4 * 3] = {
    1, .1f, 10000, -1, .1f, 10001, 1, .1f, 10000, -1, .1f, 10001
  };
  WbDimension out[3];

  wb_dimensions_measure (4, 3, codes, NULL, out);
  g_assert_cmpfloat_with_epsilon (out[0].mean, 0, EPSILON);
  g_assert_cmpfloat_with_epsilon (out[0].variance, 1, EPSILON);
  g_assert_cmpfloat_with_epsilon (out[0].lower, -1, EPSILON);
  g_assert_cmpfloat_with_epsilon (out[0].upper, 1, EPSILON);
  g_assert_cmpfloat_with_epsilon (out[1].variance, 0, EPSILON);
  g_assert_cmpfloat_with_epsilon (out[2].variance, .25, EPSILON);
  g_assert_true (out[0].active && !out[1].active && out[2].active);
  g_assert_true (isnan (out[0].divergence));
  g_assert_cmpuint (wb_dimensions_count_active (out, 3), ==, 2);
}

static void
test_divergence (void)
{
  /* The prior itself; a mean of 2; a deviation of a half. */
  static const float codes[2 * 3] = { 0, 2, 0, 0, 2, 0 };
  static const float deviations[2 * 3] = { 1, 1, .5f, 1, 1, .5f };
  WbDimension out[3];

  wb_dimensions_measure (2, 3, codes, deviations, out);
  g_assert_cmpfloat_with_epsilon (out[0].divergence, 0, EPSILON);
  g_assert_cmpfloat_with_epsilon (out[1].divergence, 2, EPSILON);
  g_assert_cmpfloat_with_epsilon (out[2].divergence, (.25 - 1 + log (4)) / 2, EPSILON);
  g_assert_cmpuint (wb_dimensions_count_active (out, 3), ==, 0);
}

static void
test_order (void)
{
  WbDimension plain[4] = { { .index = 0, .variance = 1, .divergence = NAN },
                           { .index = 1, .variance = 3, .divergence = NAN },
                           { .index = 2, .variance = 1, .divergence = NAN },
                           { .index = 3, .variance = 2, .divergence = NAN } };
  WbDimension variational[2] = { { .index = 0, .variance = 9, .divergence = .1 },
                                 { .index = 1, .variance = 1, .divergence = 3 } };
  static const guint order[4] = { 1, 3, 0, 2 };

  wb_dimensions_sort (plain, 4);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpuint (plain[i].index, ==, order[i]);
  wb_dimensions_sort (variational, 2);
  g_assert_cmpuint (variational[0].index, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dimensions/moments", test_moments);
  g_test_add_func ("/dimensions/divergence", test_divergence);
  g_test_add_func ("/dimensions/order", test_order);
  return g_test_run ();
}
