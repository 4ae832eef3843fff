/* SPDX-License-Identifier: MIT */
/* Points inside a line. */
#include <math.h>

#include "app/latent/lasso.h"

#define N 4000

/* A U: what lies between its arms is outside. */
static void
test_shape (void)
{
  const float line[] = { 0, 0, 3, 0, 3, 3, 2, 3, 2, 1, 1, 1, 1, 3, 0, 3 };
  const float points[] = {
    .5f, 2, 1.5f, 2, 2.5f, 2, 1.5f, .5f, -1, 2, 4, .5f, NAN, 1, 1, INFINITY
  };
  guint8 inside[8];

  g_assert_cmpuint (wb_lasso_find (8, points, 8, line, inside), ==, 3);
  g_assert_cmpmem (inside, 8, ((guint8[]) { 1, 0, 1, 1, 0, 0, 0, 0 }), 8);
}

/* As many corners as a hand draws: a circle holds what is nearer than its radius. */
static void
test_circle (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  float line[2 * 300], points[2 * N];
  guint8 inside[N];

  for (guint i = 0; i < 300; i++)
    {
      line[2 * i] = (float) (5 + cos (2 * G_PI * i / 300));
      line[2 * i + 1] = (float) (-7 + sin (2 * G_PI * i / 300));
    }
  for (guint i = 0; i < N; i++)
    {
      points[2 * i] = (float) g_rand_double_range (random, 3, 7);
      points[2 * i + 1] = (float) g_rand_double_range (random, -9, -5);
    }
  wb_lasso_find (N, points, 300, line, inside);
  for (guint i = 0; i < N; i++)
    {
      double distance = hypot (points[2 * i] - 5, points[2 * i + 1] + 7);

      if (fabs (distance - 1) > 1e-3)
        g_assert_cmpuint (inside[i], ==, distance < 1);
    }
}

static void
test_nothing (void)
{
  const float points[] = { 0, 0, 1, 1 }, line[] = { 0, 0, 1, 1, 2, 2 };
  const float flat[] = { -1, 0, 1, 0, 2, 0 };
  guint8 inside[2];

  g_assert_cmpuint (wb_lasso_find (2, points, 2, line, inside), ==, 0);
  g_assert_cmpuint (wb_lasso_find (2, points, 3, flat, inside), ==, 0);
  g_assert_cmpuint (wb_lasso_find (0, NULL, 3, line, NULL), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lasso/shape", test_shape);
  g_test_add_func ("/lasso/circle", test_circle);
  g_test_add_func ("/lasso/nothing", test_nothing);
  return g_test_run ();
}
