/* SPDX-License-Identifier: MIT */
/* Eight neighbours at a time, in two vectors that any machine has; what fills a row up has no
 * weight.
 */
#include "app/latent/attraction.h"

#include <string.h>

#define LANES 4

typedef float V __attribute__ ((vector_size (4 * LANES)));

typedef struct
{
  V x;
  V y;
} Sums;

/* Adds four neighbours, the first of which is entry @e. */
static inline void
add (const WbAffinities *a, const float *places, gsize e, float x, float y, Sums *sums)
{
  const float *p = places + 2 * (gsize) a->columns[e];
  const float *q = places + 2 * (gsize) a->columns[e + 1];
  const float *r = places + 2 * (gsize) a->columns[e + 2];
  const float *s = places + 2 * (gsize) a->columns[e + 3];
  const V dx = x - (V) { p[0], q[0], r[0], s[0] }, dy = y - (V) { p[1], q[1], r[1], s[1] };
  V force;

  memcpy (&force, a->weights + e, sizeof force);
  force /= 1 + dx * dx + dy * dy;
  sums->x += force * dx;
  sums->y += force * dy;
}

void
wb_attraction_find (const WbAffinities *affinities, const float *places, gsize i, float pull[2])
{
  const float x = places[2 * i], y = places[2 * i + 1];
  Sums a = { { 0 }, { 0 } }, b = { { 0 }, { 0 } };

  G_STATIC_ASSERT (WB_AFFINITIES_FILL == 2 * LANES);
  for (gsize e = affinities->starts[i]; e < affinities->ends[i]; e += 2 * LANES)
    {
      add (affinities, places, e, x, y, &a);
      add (affinities, places, e + LANES, x, y, &b);
    }
  a.x += b.x;
  a.y += b.y;
  pull[0] = (a.x[0] + a.x[1]) + (a.x[2] + a.x[3]);
  pull[1] = (a.y[0] + a.y[1]) + (a.y[2] + a.y[3]);
}
