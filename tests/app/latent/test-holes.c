/* SPDX-License-Identifier: MIT */
/* Codes that are the prior have no hole, and codes that leave a part of it out have one
 * there. The aggregated posterior has the means and deviations of its codes.
 */
#include <math.h>

#include "app/latent/holes.h"
#include "engine/random.h"

#define N 40000

static float *
draw_prior (void)
{
  float *points = g_new (float, 2 * N);

  ae_random_normal (&(AeRandomKey) { .seed = 5 }, points, 2 * N);
  return points;
}

static WbContour *
find_holes (const float *points)
{
  const WbBox box = { -5, 5, -5, 5 };
  g_autoptr (WbDensity) density = wb_density_new (N, points, &box);

  return wb_holes_find (density);
}

static void
test_none (void)
{
  g_autofree float *points = draw_prior ();
  g_autoptr (WbContour) holes = find_holes (points);

  g_assert_cmpuint (holes->n_lines, ==, 0);
}

static double
measure_divergence (const float *points)
{
  const WbBox box = { -6, 6, -6, 6 };
  g_autoptr (WbDensity) density = wb_density_new (N, points, &box);

  return wb_posterior_measure_divergence (density);
}

/* Codes that are the prior are 0 nats from it, moved by 1 they are half a nat. */
static void
test_divergence (void)
{
  g_autofree float *points = draw_prior ();

  g_assert_cmpfloat (fabs (measure_divergence (points)), <, .02);
  for (guint i = 0; i < N; i++)
    points[2 * i + 1] += 1;
  g_assert_cmpfloat_with_epsilon (measure_divergence (points), .5, .04);
}

/* Nothing right of 0.5 and below: the hole has a place at (1.2, -1.2) within its line. */
static void
test_hole (void)
{
  g_autofree float *points = draw_prior ();
  g_autoptr (WbContour) holes = NULL;
  double x_lower = INFINITY, x_upper = -INFINITY, y_upper = -INFINITY;

  for (guint i = 0; i < N; i++)
    if (points[2 * i] > .5f && points[2 * i + 1] < -.5f)
      points[2 * i] = points[2 * i + 1] = 0;
  holes = find_holes (points);
  g_assert_cmpuint (holes->n_lines, >=, 1);
  for (guint p = 0; p < holes->starts[holes->n_lines]; p++)
    {
      double x = holes->points[2 * p], y = holes->points[2 * p + 1];

      x_lower = MIN (x_lower, x);
      x_upper = MAX (x_upper, x);
      y_upper = MAX (y_upper, y);
      g_assert_cmpfloat (hypot (x, y), <, wb_prior_find_radius (.95) + .1);
    }
  g_assert_cmpfloat_with_epsilon (x_lower, .6, .3);
  g_assert_cmpfloat (x_upper, >, 1.8);
  g_assert_cmpfloat_with_epsilon (y_upper, -.6, .3);
}

static void
test_radius (void)
{
  g_autofree float *points = draw_prior ();
  guint inside = 0;

  for (guint i = 0; i < N; i++)
    inside += hypot (points[2 * i], points[2 * i + 1]) < wb_prior_find_radius (.75);
  g_assert_cmpfloat_with_epsilon (inside / (double) N, .75, .01);
}

static void
test_posterior (void)
{
  g_autofree float *means = g_new (float, 3 * N);
  g_autofree float *deviations = g_new (float, 3 * N);
  g_autofree float *points = g_new (float, 2 * N);
  const guint axes[] = { 2, 0 };
  double x = 0, xx = 0, y = 0;

  for (guint i = 0; i < N; i++)
    for (guint j = 0; j < 3; j++)
      {
        means[3 * i + j] = (float) j;
        deviations[3 * i + j] = .5f;
      }
  wb_posterior_draw (N, 3, means, deviations, axes, points);
  for (guint i = 0; i < N; i++)
    {
      x += points[2 * i] / (double) N;
      y += points[2 * i + 1] / (double) N;
      xx += points[2 * i] * points[2 * i] / (double) N;
    }
  g_assert_cmpfloat_with_epsilon (x, 2, .02);
  g_assert_cmpfloat_with_epsilon (y, 0, .02);
  g_assert_cmpfloat_with_epsilon (xx - x * x, .25, .02);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/holes/divergence", test_divergence);
  g_test_add_func ("/holes/none", test_none);
  g_test_add_func ("/holes/hole", test_hole);
  g_test_add_func ("/holes/radius", test_radius);
  g_test_add_func ("/holes/posterior", test_posterior);
  return g_test_run ();
}
