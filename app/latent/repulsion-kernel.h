/* SPDX-License-Identifier: MIT */
/* The innermost loop of app/latent/repulsion.h, compiled once for each set of vectors that
 * the machine may have. All sets give the same bits: a target is one lane, whose sums are
 * made in the order of the sources.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Targets that are looked at together. */
#define WB_REPULSION_GROUP 32

/**
 * WbSources: what pushes. Of each its place, and how many points it stands for.
 */
typedef struct
{
  guint n;
  const float *x;
  const float *y;
  const float *masses;
} WbSources;

/**
 * WbTargets: what is pushed.
 * @x, @y: their places
 * @total: (inout): grows by the sum of m / (1 + d²)
 * @push_x, @push_y: (inout): grow by the sum of m·d / (1 + d²)², away from the source
 */
typedef struct
{
  float x[WB_REPULSION_GROUP];
  float y[WB_REPULSION_GROUP];
  float total[WB_REPULSION_GROUP];
  float push_x[WB_REPULSION_GROUP];
  float push_y[WB_REPULSION_GROUP];
} WbTargets;

typedef void (*WbRepulsionKernel) (const WbSources *sources, WbTargets *targets);

void wb_repulsion_plain (const WbSources *sources, WbTargets *targets);
void wb_repulsion_avx2 (const WbSources *sources, WbTargets *targets);
void wb_repulsion_avx512 (const WbSources *sources, WbTargets *targets);

G_END_DECLS
