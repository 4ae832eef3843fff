/* SPDX-License-Identifier: MIT */
/* How neighbours pull a point in t-SNE: w·d / (1 + d²) each. A pure function; any thread. */
#pragma once

#include "app/latent/affinities.h"

G_BEGIN_DECLS

/**
 * @places: [n, 2]
 * @i: the point
 * @pull: (out): to the neighbours from them: a step against it comes nearer
 */
void
wb_attraction_find (const WbAffinities *affinities, const float *places, gsize i, float pull[2]);

G_END_DECLS
