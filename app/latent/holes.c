/* SPDX-License-Identifier: MIT */
#include "app/latent/holes.h"

#include <math.h>

#include "engine/random.h"

#define SHARE 0.95

double
wb_prior_find_radius (double share)
{
  return sqrt (-2 * log (1 - share));
}

void
wb_posterior_draw (gsize n,
                   gsize size,
                   const float *means,
                   const float *deviations,
                   const guint axes[2],
                   float *points)
{
  ae_random_normal (&(AeRandomKey) { .seed = 1 }, points, 2 * n);
  for (gsize i = 0; i < n; i++)
    for (guint axis = 0; axis < 2; axis++)
      {
        const gsize at = i * size + axes[axis];

        points[2 * i + axis] = means[at] + deviations[at] * points[2 * i + axis];
      }
}

/* Above 0 in a hole. */
static float
measure_hole (double x, double y, double density)
{
  const double squares = x * x + y * y, radius = wb_prior_find_radius (SHARE);
  const double prior = exp (-squares / 2) / (2 * G_PI);

  return (float) (squares < radius * radius ? prior / WB_HOLES_RATIO - density : -density);
}

WbContour *
wb_holes_find (const WbDensity *posterior)
{
  const guint side = WB_DENSITY_SIDE;
  const WbBox *box = &posterior->box;
  const double width = (box->x_upper - box->x_lower) / side;
  const double height = (box->y_upper - box->y_lower) / side;
  g_autofree float *values = g_new (float, side *side);

  for (guint row = 0; row < side; row++)
    for (guint column = 0; column < side; column++)
      values[row * side + column] = measure_hole (box->x_lower + (column + .5) * width,
                                                  box->y_lower + (row + .5) * height,
                                                  posterior->values[row * side + column]);
  return wb_contour_new (side, side, values, box, 1e-6);
}

double
wb_posterior_measure_divergence (const WbDensity *posterior)
{
  const guint side = WB_DENSITY_SIDE;
  const WbBox *box = &posterior->box;
  const double width = (box->x_upper - box->x_lower) / side;
  const double height = (box->y_upper - box->y_lower) / side;
  double sum = 0;

  for (guint cell = 0; cell < side * side; cell++)
    {
      const double density = posterior->values[cell];
      const double x = box->x_lower + (cell % side + .5) * width;
      const double y = box->y_lower + (cell / side + .5) * height;

      if (density > 0)
        sum += density * (log (density * 2 * G_PI) + (x * x + y * y) / 2);
    }
  return sum * width * height;
}
