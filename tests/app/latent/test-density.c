/* SPDX-License-Identifier: MIT */
/* The density of points whose density is known, and lines of equal height around shapes
 * whose length is.
 */
#include <math.h>

#include "app/latent/contour.h"
#include "engine/random.h"

#define N    70000
#define SIDE WB_DENSITY_SIDE

static float *
draw_normal (void)
{
  float *points = g_new (float, 2 * N);

  ae_random_normal (&(AeRandomKey) { .seed = 4 }, points, 2 * N);
  return points;
}

static double
sum_cells (const WbDensity *density)
{
  const WbBox *box = &density->box;
  double sum = 0;

  for (guint i = 0; i < SIDE * SIDE; i++)
    sum += density->values[i];
  return sum * (box->x_upper - box->x_lower) * (box->y_upper - box->y_lower) / (SIDE * SIDE);
}

static void
test_normal (void)
{
  static const double shares[] = { .5, .9 };
  g_autofree float *points = draw_normal ();
  const WbBox box = { -6, 6, -6, 6 };
  g_autoptr (WbDensity) density = wb_density_new (N, points, &box);
  double levels[2];

  g_assert_cmpfloat_with_epsilon (sum_cells (density), 1, 1e-3);
  g_assert_cmpfloat_with_epsilon (density->values[SIDE / 2 * SIDE + SIDE / 2], 1 / (2 * G_PI),
                                  0.01);
  /* Outside a radius r lies e^(-r²/2), where the density is as high over 2π. */
  wb_density_find_levels (density, 2, shares, levels);
  g_assert_cmpfloat_with_epsilon (levels[0], .5 / (2 * G_PI), 0.006);
  g_assert_cmpfloat_with_epsilon (levels[1], .1 / (2 * G_PI), 0.003);
}

/* Two points: the density is as wide along x as along y, and where they are. */
static void
test_places (void)
{
  static const float points[] = { -1, .5f, 1, -.5f, NAN, 0, 30, 30 };
  const WbBox box = { -2, 2, -2, 2 };
  g_autoptr (WbDensity) density = wb_density_new (4, points, &box);
  const float *left = density->values + (gsize) (2.5 / 4 * SIDE) * SIDE + (gsize) (1. / 4 * SIDE);
  const float *right = density->values + (gsize) (1.5 / 4 * SIDE) * SIDE + (gsize) (3. / 4 * SIDE);

  g_assert_cmpfloat (*left, >, 0);
  g_assert_cmpfloat_with_epsilon (*left / *right, 1, 1e-5);
  g_assert_cmpfloat_with_epsilon (sum_cells (density), .5, 1e-2);
  g_assert_cmpfloat (density->values[(gsize) (1.5 / 4 * SIDE) * SIDE + SIDE / 4], <, *left / 10);
}

static void
test_degenerate (void)
{
  static const float same[] = { 3, 3, 3, 3 }, none[] = { NAN, NAN };
  WbBox box = wb_box_fit (2, same);
  g_autoptr (WbDensity) density = wb_density_new (2, same, &box);
  g_autoptr (WbDensity) empty = NULL;
  double level;

  g_assert_cmpfloat (box.x_lower, <, 3);
  g_assert_cmpfloat (box.x_upper, >, 3);
  g_assert_cmpfloat_with_epsilon (sum_cells (density), 1, 1e-3);
  box = wb_box_fit (1, none);
  empty = wb_density_new (1, none, &box);
  g_assert_cmpfloat (sum_cells (empty), ==, 0);
  wb_density_find_levels (empty, 1, &(double) { .5 }, &level);
  g_assert_cmpfloat (level, ==, 0);
}

static float *
draw_cone (guint side)
{
  float *values = g_new (float, side * side);

  for (guint i = 0; i < side * side; i++)
    values[i] = (float) -hypot ((i % side + .5) / side * 2 - 1, (i / side + .5) / side * 2 - 1);
  return values;
}

static double
measure (const WbContour *contour, guint line)
{
  double length = 0;

  for (guint i = contour->starts[line] + 1; i < contour->starts[line + 1]; i++)
    length += hypot (contour->points[2 * i] - contour->points[2 * i - 2],
                     contour->points[2 * i + 1] - contour->points[2 * i - 1]);
  return length;
}

static void
test_circle (void)
{
  g_autofree float *values = draw_cone (100);
  const WbBox box = { -1, 1, -1, 1 };
  g_autoptr (WbContour) contour = wb_contour_new (100, 100, values, &box, -.5);
  guint end = contour->starts[1] - 1;

  g_assert_cmpuint (contour->n_lines, ==, 1);
  g_assert_cmpfloat_with_epsilon (measure (contour, 0), G_PI, 0.01);
  g_assert_cmpfloat (contour->points[0], ==, contour->points[2 * end]);
  g_assert_cmpfloat (contour->points[1], ==, contour->points[2 * end + 1]);
  for (guint i = 0; i <= end; i++)
    g_assert_cmpfloat_with_epsilon (hypot (contour->points[2 * i], contour->points[2 * i + 1]), .5,
                                    1e-3);
}

/* A larger circle is cut by the border into four arcs. */
static void
test_border (void)
{
  g_autofree float *values = draw_cone (200);
  const WbBox box = { -1, 1, -1, 1 };
  g_autoptr (WbContour) contour = wb_contour_new (200, 200, values, &box, -1.1);
  g_autoptr (WbContour) none = wb_contour_new (200, 200, values, &box, 1);

  g_assert_cmpuint (contour->n_lines, ==, 4);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpfloat_with_epsilon (measure (contour, i), 1.1 * (G_PI / 2 - 2 * acos (1 / 1.1)),
                                    0.03);
  g_assert_cmpuint (none->n_lines, ==, 0);
}

/* Opposite corners are one piece where the middle is high, else two. */
static void
test_saddle (void)
{
  static const float together[] = { 1, .4f, .4f, 1 }, apart[] = { 1, 0, 0, .9f };
  const WbBox box = { 0, 2, 0, 2 };
  g_autoptr (WbContour) one = wb_contour_new (2, 2, together, &box, .5);
  g_autoptr (WbContour) two = wb_contour_new (2, 2, apart, &box, .5);

  g_assert_cmpuint (one->n_lines, ==, 2);
  g_assert_cmpuint (two->n_lines, ==, 2);
  /* The high corners are the lower left and the upper right one: its lines are short there. */
  g_assert_cmpfloat (measure (one, 0), <, .4);
  g_assert_cmpfloat_with_epsilon (measure (two, 0), M_SQRT1_2, .1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/density/normal", test_normal);
  g_test_add_func ("/density/places", test_places);
  g_test_add_func ("/density/degenerate", test_degenerate);
  g_test_add_func ("/contour/circle", test_circle);
  g_test_add_func ("/contour/border", test_border);
  g_test_add_func ("/contour/saddle", test_saddle);
  return g_test_run ();
}
