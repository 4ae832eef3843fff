/* SPDX-License-Identifier: MIT */
/* Dense, for the layers that are made of it. */
#pragma once

#include "engine/layers/options.h"
#include "engine/model/mirror.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 units;
  guint activation;
  gboolean use_bias;
  guint kernel_initializer;
  AePenalties penalties;
} AeDenseOptions;

extern const AeOption ae_dense_options[];

guint ae_dense_params (const void *options,
                       const AeShape *x_shape,
                       const AeShape *y_shape,
                       AeParam params[AE_MAX_PARAMS]);
void ae_dense_needs (const void *options,
                     const AeShape *x_shape,
                     const AeShape *y_shape,
                     AeLayerNeeds *needs);
void ae_dense_forward (const AePass *pass);
void ae_dense_backward (const AePass *pass);
double ae_dense_flops (const void *options, const AeShape *x_shape, const AeShape *y_shape);
gboolean ae_dense_mirror (AeMirror *mirror, guint index, GError **error);

G_END_DECLS
