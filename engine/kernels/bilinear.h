/* SPDX-License-Identifier: MIT */
/* Images that grow by whole factors, blended between the four nearest places:
 * centres on centres and the rim repeated, as Keras does.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** AeBilinear: of x [height, width, channels], and how many times larger y is. */
typedef struct
{
  guint height;
  guint width;
  guint channels;
  guint factor_height;
  guint factor_width;
} AeBilinear;

/**
 * AeBilinearKernels: of @n images
 * @forward: y from x
 * @backward: dx from dy, each goes back to where it was read, by the same shares
 */
typedef struct
{
  void (*forward) (const AeBilinear *grow, guint n, const float *x, float *y);
  void (*backward) (const AeBilinear *grow, guint n, const float *dy, float *dx);
} AeBilinearKernels;

G_END_DECLS
