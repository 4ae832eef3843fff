/* SPDX-License-Identifier: MIT */
/* Two vectors of targets at a time, so that one divides while the other adds. No product is
 * joined with an addition (-ffp-contract=off): the bits are those of any other set.
 */
#include "app/latent/repulsion-kernel.h"

#include <string.h>

#define LANES AE_LANES

typedef float V __attribute__ ((vector_size (4 * LANES)));

static inline V
load (const float *from)
{
  V v;

  memcpy (&v, from, sizeof v);
  return v;
}

static inline void
store (float *to, V v)
{
  memcpy (to, &v, sizeof v);
}

static void
run_pair (const WbSources *sources, WbTargets *targets, guint first)
{
  V x[2], y[2], total[2], push_x[2], push_y[2];

  for (guint a = 0; a < 2; a++)
    {
      x[a] = load (targets->x + first + a * LANES);
      y[a] = load (targets->y + first + a * LANES);
      total[a] = load (targets->total + first + a * LANES);
      push_x[a] = load (targets->push_x + first + a * LANES);
      push_y[a] = load (targets->push_y + first + a * LANES);
    }
  for (guint i = 0; i < sources->n; i++)
    for (guint a = 0; a < 2; a++)
      {
        const V dx = x[a] - sources->x[i], dy = y[a] - sources->y[i];
        const V near = 1 / (1 + dx * dx + dy * dy), all = sources->masses[i] * near;
        const V force = all * near;

        total[a] += all;
        push_x[a] += force * dx;
        push_y[a] += force * dy;
      }
  for (guint a = 0; a < 2; a++)
    {
      store (targets->total + first + a * LANES, total[a]);
      store (targets->push_x + first + a * LANES, push_x[a]);
      store (targets->push_y + first + a * LANES, push_y[a]);
    }
}

void
WB_KERNEL (const WbSources *sources, WbTargets *targets)
{
  for (guint first = 0; first < WB_REPULSION_GROUP; first += 2 * LANES)
    run_pair (sources, targets, first);
}
