/* SPDX-License-Identifier: MIT */
/* Flatten: the same numbers as one list, in C order. */
#include "engine/layer.h"
#include "engine/model/mirror.h"
#include "engine/translation.h"

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

static gboolean
mirror (AeMirror *self, guint index, GError **error)
{
  /* A first Flatten needs no answer: losses compare the values in order. */
  return index == 1 || ae_mirror_reshape (self, &self->shapes[index - 1], error);
}

static const AeProbe probes[] = {
  { "", { 3, { 2, 3, 2 } } },
  { "", { 1, { 5 } } },
  { NULL },
};

const AeLayerClass ae_layer_flatten = {
  .type = "Flatten",
  .title = N_ ("Flatten"),
  .group = N_ ("Core"),
  .summary = N_ ("Makes one list of an image or a series."),
  .icon = "r 2.5 4.5 6 7 s m 12.5 2.5 l 12.5 13.5 s",
  .flags = AE_LAYER_VIEW | AE_LAYER_KEEPS_RANGE,
  .shape = shape,
  .mirror = mirror,
  .probes = probes,
};
