/* SPDX-License-Identifier: MIT */
#include "app/latent/shepard.h"

#include <math.h>
#include <string.h>

#define FOUND (WB_SHEPARD_POINTS + 1)

typedef struct
{
  double square; /* of the distance */
  gsize index;
} Near;

/* The nearest points in order; returns how many there are. */
static guint
find_nearest (gsize n, gsize p, const float *points, const float *at, Near *near)
{
  guint found = 0;

  for (gsize i = 0; i < n; i++)
    {
      const double limit = found == FOUND ? near[FOUND - 1].square : INFINITY;
      double square = 0;
      guint to;

      for (gsize j = 0; j < p && square < limit; j++)
        square += (double) (points[i * p + j] - at[j]) * (points[i * p + j] - at[j]);
      if (!(square < limit))
        continue;
      for (to = found < FOUND ? found++ : FOUND - 1; to > 0 && near[to - 1].square > square; to--)
        near[to] = near[to - 1];
      near[to] = (Near) { square, i };
    }
  return found;
}

static double
weigh (const Near *near, double radius)
{
  const double r = sqrt (near->square), weight = (radius - r) / (radius * r);

  return weight * weight;
}

void
wb_shepard_interpolate (gsize n,
                        gsize p,
                        const float *points,
                        gsize q,
                        const float *values,
                        const float *at,
                        float *out)
{
  Near near[FOUND];
  const guint found = find_nearest (n, p, points, at, near);
  const double radius = found == FOUND ? sqrt (near[FOUND - 1].square) : INFINITY;
  double weights[FOUND], total = 0;
  guint counted = MIN (found, WB_SHEPARD_POINTS);

  for (guint a = 0; a < counted; a++)
    total += weights[a] = isinf (radius) ? 1 / near[a].square : weigh (&near[a], radius);
  /* At a point weights are infinite; where all are equally far away they are 0. */
  if (counted < 2 || !isfinite (total) || total <= 0)
    {
      memcpy (out, values + (counted > 0 ? near[0].index : 0) * q, q * sizeof (float));
      return;
    }
  for (gsize j = 0; j < q; j++)
    {
      double sum = 0;

      for (guint a = 0; a < counted; a++)
        sum += weights[a] * values[near[a].index * q + j];
      out[j] = (float) (sum / total);
    }
}
