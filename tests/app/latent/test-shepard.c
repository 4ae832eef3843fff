/* SPDX-License-Identifier: MIT */
/* Values between points: those of the points at the points, in between without a jump, never
 * beyond what the neighbours have.
 *
 * Mutations that fail: infinite weights, the order of the nearest, weights that are not squared.
 */
#include <math.h>

#include "app/latent/shepard.h"

#define SIDE 12
#define N    (SIDE * SIDE)

static void
lay_out (float *points, float *values)
{
  for (guint i = 0; i < N; i++)
    {
      points[2 * i] = (float) (i % SIDE) + .1f * (float) (i % 5);
      points[2 * i + 1] = (float) (i / SIDE) - .1f * (float) (i % 3);
      values[3 * i] = points[2 * i];
      values[3 * i + 1] = 2 * points[2 * i + 1];
      values[3 * i + 2] = 7;
    }
}

static void
test_points (void)
{
  float points[2 * N], values[3 * N], out[3];

  lay_out (points, values);
  for (guint i = 0; i < N; i++)
    {
      wb_shepard_interpolate (N, 2, points, 3, values, points + 2 * i, out);
      g_assert_cmpmem (out, sizeof out, values + 3 * i, sizeof out);
    }
}

/* A slope stays a slope, about; a constant stays exact. */
static void
test_between (void)
{
  float points[2 * N], values[3 * N], out[3], before = NAN;

  lay_out (points, values);
  for (float x = 2; x < SIDE - 2; x += .01f)
    {
      wb_shepard_interpolate (N, 2, points, 3, values, (float[]) { x, 5.3f }, out);
      g_assert_cmpfloat_with_epsilon (out[0], x, .5);
      g_assert_cmpfloat_with_epsilon (out[1], 10.6, 1);
      g_assert_cmpfloat_with_epsilon (out[2], 7, 1e-6);
      if (!isnan (before))
        g_assert_cmpfloat_with_epsilon (out[0], before, .05);
      before = out[0];
    }
}

/* The formula, on a line: the ninth point is at the edge. */
static void
test_formula (void)
{
  const float at = .25f;
  float points[40], values[40], out;
  double sum = 0, total = 0;

  for (guint i = 0; i < 40; i++)
    {
      points[i] = (float) i - 20;
      values[i] = (float) (i * i % 7);
    }
  for (guint i = 0; i < 40; i++)
    {
      const double r = fabs (points[i] - at), radius = 4.25;

      if (r < radius - 1e-6)
        {
          sum += pow ((radius - r) / (radius * r), 2) * values[i];
          total += pow ((radius - r) / (radius * r), 2);
        }
    }
  wb_shepard_interpolate (40, 1, points, 1, values, &at, &out);
  g_assert_cmpfloat_with_epsilon (out, sum / total, 1e-5);
}

/* One point, points that are all the same, points that are all as far away. */
static void
test_few (void)
{
  const float ring[] = { 1, 0, 0, 1, -1, 0, 0, -1 }, zero[2] = { 0, 0 };
  float same[2 * 20] = { 0 }, values[20], out;

  for (guint i = 0; i < 20; i++)
    values[i] = (float) i;
  wb_shepard_interpolate (1, 2, ring, 1, values + 5, zero, &out);
  g_assert_cmpfloat (out, ==, 5);
  wb_shepard_interpolate (4, 2, ring, 1, values, zero, &out);
  g_assert_cmpfloat_with_epsilon (out, 1.5, 1e-6);
  wb_shepard_interpolate (20, 2, same, 1, values, zero, &out);
  g_assert_cmpfloat (out, ==, 0);
  wb_shepard_interpolate (20, 2, same, 1, values, ring, &out);
  g_assert_true (isfinite (out));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/shepard/points", test_points);
  g_test_add_func ("/shepard/between", test_between);
  g_test_add_func ("/shepard/formula", test_formula);
  g_test_add_func ("/shepard/few", test_few);
  return g_test_run ();
}
