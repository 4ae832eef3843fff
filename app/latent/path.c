/* SPDX-License-Identifier: MIT */
#include "app/latent/path.h"

#include <math.h>

#define LEAST_ANGLE 1e-6

static double
multiply (gsize size, const float *a, const float *b)
{
  double sum = 0;

  for (gsize i = 0; i < size; i++)
    sum += (double) a[i] * b[i];
  return sum;
}

/* The angle between two codes, 0 where there is none. */
static double
find_angle (gsize size, const float *a, const float *b)
{
  double lengths = sqrt (multiply (size, a, a)) * sqrt (multiply (size, b, b));

  return lengths > 0 ? acos (CLAMP (multiply (size, a, b) / lengths, -1, 1)) : 0;
}

void
wb_path_get (WbPathKind kind, gsize size, const float *a, const float *b, double share, float *code)
{
  double angle = kind == WB_PATH_SPHERICAL ? find_angle (size, a, b) : 0;
  double of_a = 1 - share, of_b = share;

  if (angle > LEAST_ANGLE && angle < G_PI - LEAST_ANGLE)
    {
      of_a = sin ((1 - share) * angle) / sin (angle);
      of_b = sin (share * angle) / sin (angle);
    }
  for (gsize i = 0; i < size; i++)
    code[i] = (float) (of_a * a[i] + of_b * b[i]);
}

void
wb_path_add_difference (gsize size,
                        const float *base,
                        const float *a,
                        const float *b,
                        double strength,
                        float *code)
{
  for (gsize i = 0; i < size; i++)
    code[i] = (float) (base[i] + strength * ((double) b[i] - a[i]));
}
