/* SPDX-License-Identifier: MIT */
/* Rows and columns added around an image, or taken off: what ZeroPadding2D and
 * Cropping2D share. Images are [H, W, C].
 */
#pragma once

#include "engine/model/mirror.h"

G_BEGIN_DECLS

/** (top, bottom), (left, right) as Keras has them, in one list of four. */
typedef struct
{
  guint top, bottom, left, right;
} AeMargins;

/** The margins of layers whose only option is a list of four, an AeSizes. */
AeMargins ae_margins_get (const void *options);

/**
 * Copies each of @n small images [h, w, c] into its place in a large one of
 * [top + h + bottom, left + w + right, c], whose rim is left alone.
 */
void ae_margins_put (const AeMargins *margins,
                     guint n,
                     guint h,
                     guint w,
                     guint c,
                     const float *small,
                     float *large);

/** The reverse: cuts the small images out of the large ones. */
void ae_margins_cut (const AeMargins *margins,
                     guint n,
                     guint h,
                     guint w,
                     guint c,
                     const float *large,
                     float *small);

/** The `mirror` of both. */
gboolean ae_margins_mirror (AeMirror *mirror, guint index, GError **error);

G_END_DECLS
