/* SPDX-License-Identifier: MIT */
/* Lays one picture of points over another of the same points (Schönemann, "A generalized
 * solution of the orthogonal Procrustes problem", 1966; in the plane its solution is an
 * angle). A pure function; any thread.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Turns and moves points, and mirrors them where that is better, so that they are as near
 * to others as they can be: the sum of squared distances is least. Sizes stay. Points that
 * are equal to the others do not change in any bit.
 *
 * @to: [n, 2]: pairs of which one is not finite do not count
 * @places: (inout): [n, 2]
 */
void wb_procrustes_align (gsize n, const float *to, float *places);

G_END_DECLS
