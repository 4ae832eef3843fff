/* SPDX-License-Identifier: MIT */
/* Samples on the way from one to another: A, the pictures between, B, with the names of the
 * ends below them.
 *
 * Plain data owned by the caller and read while drawing; any thread.
 */
#pragma once

#include "app/figures/image.h"

G_BEGIN_DECLS

#define WB_STRIP_LEAST_TILE 28
#define WB_STRIP_MOST_TILE  64
#define WB_STRIP_LINE       18 /* the names */
#define WB_STRIP_MOST       15 /* pictures between */

/**
 * WbStrip:
 * @shape: of a sample
 * @samples: [n + 2, size]: A, the pictures between, B
 * @n: pictures between
 * @ends: names of A and B
 * @middle: (nullable): words below the pictures between
 * @marked: has an outline: 0 is A, n + 1 is B; -1 for none
 */
typedef struct
{
  AeShape shape;
  const float *samples;
  guint n;
  const char *ends[2];
  const char *middle;
  int marked;
} WbStrip;

/** How many pictures fit between the ends. */
guint wb_strip_count (double width, double height);

/** What @n pictures between take, in tiles of the largest size. */
void wb_strip_get_natural_size (guint n, double *width, double *height);

/** The picture at a place, counted from A; -1 where there is none. */
int wb_strip_pick (guint n, double width, double height, double x);

void
wb_strip_draw (const WbStrip *self, cairo_t *cr, double width, double height, const WbStyle *style);

G_END_DECLS
