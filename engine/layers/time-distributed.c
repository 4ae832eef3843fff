/* SPDX-License-Identifier: MIT */
/* TimeDistributed: a Dense layer at every step of a series, the same weights
 * at each; see dense.c for the formulas. x [T, D], y [T, units].
 */
#include "engine/error.h"
#include "engine/layers/dense.h"
#include "engine/model/mirror.h"
#include "engine/translation.h"

static gboolean
shape (const void *values,
       const AeShape *x_shape,
       const AeShape *x2_shape,
       AeShape *y_shape,
       GError **error)
{
  g_autofree char *text = NULL;

  *y_shape = AE_SHAPE (2, x_shape->dims[0], (guint) ((const AeDenseOptions *) values)->units);
  if (x_shape->rank == 2)
    return TRUE;
  text = ae_shape_to_string (x_shape);
  return ae_refuse (error, AE_ERROR_SHAPE,
                    _ ("TimeDistributed needs steps × features and gets %s; put a Reshape or a "
                       "RepeatVector before it"),
                    text);
}

static gboolean
mirror (AeMirror *self, guint index, GError **error)
{
  g_autofree char *activation = ae_mirror_get_activation (self, index);

  return ae_mirror_append (self, error, "TimeDistributed", "units=%u,activation=%s",
                           self->shapes[index - 1].dims[1], activation);
}

static const AeProbe probes[] = {
  { "units=4,activation=sigmoid", { 2, { 3, 5 } } },
  { NULL },
};

const AeLayerClass ae_layer_time_distributed = {
  .type = "TimeDistributed",
  .title = N_ ("TimeDistributed"),
  .group = N_ ("Sequence"),
  .summary = N_ ("A Dense layer at every step of a series."),
  .icon = "r 2 4.5 3.2 7 r 6.4 4.5 3.2 7 r 10.8 4.5 3.2 7 f",
  .flags = AE_LAYER_ASSIGNS,
  .options_size = sizeof (AeDenseOptions),
  .options = ae_dense_options,
  .activation = "activation",
  .shape = shape,
  .params = ae_dense_params,
  .needs = ae_dense_needs,
  .forward = ae_dense_forward,
  .backward = ae_dense_backward,
  .flops = ae_dense_flops,
  .mirror = mirror,
  .probes = probes,
};
