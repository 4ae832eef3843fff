/* SPDX-License-Identifier: MIT */
/* What the pooling layers share: options, shapes, the plan of the kernels. */
#pragma once

#include "engine/kernels.h"
#include "engine/layers/sliding-window.h"
#include "engine/translation.h"

G_BEGIN_DECLS

typedef struct
{
  AeSizes pool_size;
  AeSizes strides;
  guint padding;
} AePoolOptions;

#define AE_OPTION_POOL_SIZE(Type) \
  { \
    .name = "pool_size", .title = N_ ("Pool size"), .kind = AE_OPTION_SIZES, \
    .help = N_ ("Height and width of the pool."), .offset = G_STRUCT_OFFSET (Type, pool_size), \
    .sizes = { 2, { 2, 2 } }, .min = 1, .max = 64, .min_count = 2, .max_count = 2 \
  }

#define AE_OPTION_POOL_STRIDES(Type) \
  { \
    .name = "strides", .title = N_ ("Strides"), .kind = AE_OPTION_SIZES, \
    .help = N_ ("How far the pool moves, down and across; 0 for its own size."), \
    .offset = G_STRUCT_OFFSET (Type, strides), .sizes = { 2, { 0, 0 } }, .min = 0, .max = 64, \
    .min_count = 2, .max_count = 2 \
  }

/** The descriptors of AePoolOptions. */
extern const AeOption ae_pool_options[];

/** y [OH, OW, C] for x [H, W, C]; @type for the message. AE_ERROR_SHAPE. */
gboolean ae_pool_infer (const AePoolOptions *options,
                        const char *type,
                        const AeShape *x_shape,
                        AeShape *y_shape,
                        GError **error);

/** What the kernels want to know of a window. */
AePool2d ae_pool_from_window (const AeWindow *window);

/** The same for a pass of a layer with AePoolOptions. */
AePool2d ae_pool_for_pass (const AePass *pass);

/** Images [H, W, C] that grow by whole factors: the pool that goes back. */
AePool2d
ae_pool_for_growth (guint height, guint width, guint channels, guint factor_h, guint factor_w);

/** The `mirror` of pools: growth by the strides. */
gboolean ae_pool_mirror (AeMirror *mirror, guint index, GError **error);

G_END_DECLS
