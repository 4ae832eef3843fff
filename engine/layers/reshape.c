/* SPDX-License-Identifier: MIT */
/* Reshape: the same numbers seen with another shape, in C order. */
#include "engine/error.h"
#include "engine/layer.h"
#include "engine/model/mirror.h"
#include "engine/translation.h"

typedef struct
{
  AeSizes target_shape;
} Reshape;

static const AeOption options[] = {
  { .name = "target_shape",
    .title = N_ ("Target shape"),
    .kind = AE_OPTION_SIZES,
    .help = N_ ("The new shape; its numbers multiply to as many values as come in."),
    .offset = G_STRUCT_OFFSET (Reshape, target_shape),
    .sizes = { 3, { 28, 28, 1 } },
    .min = 1,
    .max = 1 << 24,
    .min_count = 1,
    .max_count = 3 },
  { NULL },
};

static gboolean
shape (const void *values,
       const AeShape *x_shape,
       const AeShape *x2_shape,
       AeShape *y_shape,
       GError **error)
{
  const AeSizes *target = &((const Reshape *) values)->target_shape;
  g_autofree char *text = NULL;

  *y_shape = *target;
  if (ae_shape_size (target) == ae_shape_size (x_shape))
    return TRUE;
  text = ae_shape_to_string (target);
  return ae_refuse (error, AE_ERROR_SHAPE, _ ("Reshape to %s needs %zu numbers and gets %zu"), text,
                    ae_shape_size (target), ae_shape_size (x_shape));
}

static gboolean
mirror (AeMirror *self, guint index, GError **error)
{
  return ae_mirror_reshape (self, &self->shapes[index - 1], error);
}

static const AeProbe probes[] = {
  { "target_shape=2,3,2", { 1, { 12 } } },
  { "target_shape=12", { 2, { 3, 4 } } },
  { NULL },
};

const AeLayerClass ae_layer_reshape = {
  .type = "Reshape",
  .title = N_ ("Reshape"),
  .group = N_ ("Core"),
  .summary = N_ ("Sees the same numbers with another shape."),
  .icon = "r 2.5 5 4 6 s r 9.5 2.5 4 11 s",
  .flags = AE_LAYER_VIEW | AE_LAYER_KEEPS_RANGE,
  .options_size = sizeof (Reshape),
  .options = options,
  .shape = shape,
  .mirror = mirror,
  .probes = probes,
};
