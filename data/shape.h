/* SPDX-License-Identifier: MIT */
/*
 * The shape of one sample, channels last as in Keras: an image is
 * [height, width, channels] (28x28 grey ones are [28, 28, 1]), a series is
 * [time, features], a list of D numbers is [D]. A shape is a plain value;
 * entries of dims past the rank are 0.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define DS_SHAPE_MAX_RANK 4

/**
 * DsShape:
 * @rank: how many of @dims count, 1 to 4
 * @dims: the sizes along the axes, the last one varies fastest in memory
 */
typedef struct
{
  guint rank;
  guint dims[DS_SHAPE_MAX_RANK];
} DsShape;

/**
 * Returns: the number of values in one sample, 0 where the rank or an axis is
 *   0 or the product does not fit; any thread.
 */
gsize ds_shape_get_size (const DsShape *self);

/**
 * @a: a shape
 * @b: another one
 *
 * Returns: whether rank and all axes agree; any thread.
 */
gboolean ds_shape_is_equal (const DsShape *a, const DsShape *b);

/** Returns: (transfer full): the axes for a reader, "28×28×1"; any thread. */
char *ds_shape_to_string (const DsShape *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
