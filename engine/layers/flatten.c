/* SPDX-License-Identifier: MIT */
/* Flatten: the same numbers as one list, in C order. */
#include "engine/layer.h"
#include "engine/words.h"

static gboolean
shape (const void *values,
       const AeShape *x_shape,
       const AeShape *x2_shape,
       AeShape *y_shape,
       GError **error)
{
  *y_shape = AE_SHAPE (1, (guint) ae_shape_size (x_shape));
  return TRUE;
}

static const AeProbe probes[] = {
  { "", { 3, { 2, 3, 2 } } },
  { "", { 1, { 5 } } },
  { NULL },
};

const AeLayerClass ae_layer_flatten = {
  .type = "Flatten",
  .title = N_("Flatten"),
  .group = N_("Core"),
  .summary = N_("Makes one list of an image or a series."),
  .flags = AE_LAYER_VIEW,
  .shape = shape,
  .probes = probes,
};
