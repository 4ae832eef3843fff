/* SPDX-License-Identifier: MIT */
/* Codes between two codes: along a straight line, or along the great circle (Shoemake,
 * 1985; White, 2016), on which codes keep the length that those of a normal
 * distribution have. Pure functions; any thread.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  WB_PATH_STRAIGHT,
  WB_PATH_SPHERICAL,
} WbPathKind;

/**
 * The code at a share of the way. Spherical: straight where the angle between the two
 * is below 1e-6 rad, or one of them is 0; opposite codes have no great circle of their
 * own and are straight, too.
 *
 * @a, @b: [size]
 * @share: 0 at @a, 1 at @b
 * @code: (out): [size]
 */
void wb_path_get (WbPathKind kind,
                  gsize size,
                  const float *a,
                  const float *b,
                  double share,
                  float *code);

/**
 * Moves a code along the difference of two others: what makes B of A is added to it.
 *
 * @base, @a, @b: [size]
 * @strength: 1 adds the whole difference, -1 takes it away
 * @code: (out): [size]; may be @base
 */
void wb_path_add_difference (gsize size,
                             const float *base,
                             const float *a,
                             const float *b,
                             double strength,
                             float *code);

G_END_DECLS
