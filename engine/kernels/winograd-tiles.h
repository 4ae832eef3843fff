/* SPDX-License-Identifier: MIT */
/* The inner parts of Winograd's minimal filtering F(2x2, 3x3) (Lavin and Gray,
 * "Fast algorithms for convolutional neural networks", 2016): tiles of 2x2
 * outputs are made from 4x4 inputs through 16 products instead of 36. Compiled
 * once for each set.
 *
 * When the input is upsampled, two of a tile's four rows are equal and so are two
 * of its columns; one transformed row and column of four is then zero, and 9
 * products are left.
 *
 * Letters: P positions (16 or 9), T tiles, C channels, K filters. C and K are
 * multiples of the set's lanes. V [P, T, C], M [P, T, K], U [P, C, K].
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AeTiles:
 * @rows: @cols: tiles of an image; T is their product
 * @height: @width: of the image of outputs; the last tiles may hang over it
 * @channels: of the image that is read or written
 * @upsampled: 9 positions instead of 16
 */
typedef struct
{
  guint rows;
  guint cols;
  guint height;
  guint width;
  guint channels;
  gboolean upsampled;
} AeTiles;

/**
 * AeWinogradKernels:
 * @take: V from x in a frame [2·rows + 2, 2·cols + 2, C]; when upsampled from x
 *   before the upsampling, in [rows + 2, cols + 2, C]
 * @give: y [height, width, K] from M; @bias is nullable; @relu: max (y, 0)
 * @take_back: dM from dy, the transpose of @give
 * @give_back: adds dV to dx in its frame, the transpose of @take; upsampled only
 * @multiply: M = V · U at every position
 * @add_products: dU += Vᵀ · dM at every position
 * @pack: U from w [3, 3, C, K]; @unpack: dw += what dU makes of it
 */
typedef struct
{
  void (*take) (const AeTiles *tiles, const float *x, float *v);
  void (*give) (const AeTiles *tiles, const float *m, const float *bias, gboolean relu, float *y);
  void (*take_back) (const AeTiles *tiles, const float *dy, float *dm);
  void (*give_back) (const AeTiles *tiles, const float *dv, float *dx);
  void (*multiply) (guint positions,
                    guint tiles,
                    guint channels,
                    guint filters,
                    const float *v,
                    const float *u,
                    float *m);
  void (*add_products) (guint positions,
                        guint tiles,
                        guint channels,
                        guint filters,
                        const float *v,
                        const float *dm,
                        float *du);
  void (*pack) (gboolean upsampled, gsize size, const float *w, float *u);
  void (*unpack) (gboolean upsampled, gsize size, const float *du, float *dw);
} AeWinogradKernels;

G_END_DECLS
