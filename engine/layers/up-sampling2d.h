/* SPDX-License-Identifier: MIT */
/* What a convolution has to know of the UpSampling2D before it. */
#pragma once

#include "engine/layer.h"

G_BEGIN_DECLS

/** Whether a layer is an UpSampling2D that doubles height and width, nearest. */
gboolean ae_up_sampling2d_doubles (const AeLayerClass *klass, const void *options);

G_END_DECLS
