/* SPDX-License-Identifier: MIT */
/* Small functions for layers that treat every number by itself. */
#pragma once

#include "engine/layer.h"

G_BEGIN_DECLS

/** A shape function: y has the shape of x. */
gboolean ae_shape_same (const void *options,
                        const AeShape *x_shape,
                        const AeShape *x2_shape,
                        AeShape *y_shape,
                        GError **error);

/** Numbers in the pass's shard of x. */
gsize ae_pass_count (const AePass *pass);

/** y = x and dx = dy: forward and backward of layers that do nothing (now). */
void ae_pass_forward_identity (const AePass *pass);
void ae_pass_backward_identity (const AePass *pass);

G_END_DECLS
