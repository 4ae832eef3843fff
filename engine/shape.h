/* SPDX-License-Identifier: MIT */
/* The shape of one sample, or of one weight: up to four axes, channels last,
 * without the batch axis. Rank 0 means "not known".
 *
 * The letters used for axes in this engine: N samples, H height, W width,
 * C channels, T time steps, D features, U units.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define AE_MAX_RANK 4

typedef struct
{
  guint rank;
  guint dims[AE_MAX_RANK];
} AeShape;

/** A shape literal: AE_SHAPE (3, 28, 28, 1). */
#define AE_SHAPE(rank_, ...) ((AeShape) { (rank_), { __VA_ARGS__ } })

/** The number of values: the product of the axes, 0 for rank 0. */
gsize ae_shape_size (const AeShape *shape);

/** The last axis (features or channels), 0 for rank 0. */
guint ae_shape_last (const AeShape *shape);

gboolean ae_shape_equal (const AeShape *a, const AeShape *b);

/** "28×28×1" with U+00D7, "?" for rank 0; (transfer full). */
char *ae_shape_to_string (const AeShape *shape) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
