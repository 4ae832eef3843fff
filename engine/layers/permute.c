/* SPDX-License-Identifier: MIT */
/* Permute: axis i of y is axis dims[i] of x, counted from 1 as in Keras.
 *   dx is dy with the axes put back.
 */
#include "engine/error.h"
#include "engine/layer.h"
#include "engine/model/mirror.h"
#include "engine/translation.h"

typedef struct
{
  AeSizes dims;
} Permute;

static const AeOption options[] = {
  { .name = "dims",
    .title = N_ ("Axes"),
    .kind = AE_OPTION_SIZES,
    .help = N_ ("The new order of the axes, counted from 1."),
    .offset = G_STRUCT_OFFSET (Permute, dims),
    .sizes = { 2, { 2, 1 } },
    .min = 1,
    .max = 3,
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
  const AeSizes *dims = &((const Permute *) values)->dims;
  guint seen = 0;

  y_shape->rank = x_shape->rank;
  for (guint i = 0; i < dims->rank && dims->dims[i] <= x_shape->rank; i++)
    {
      seen |= 1u << dims->dims[i];
      y_shape->dims[i] = x_shape->dims[dims->dims[i] - 1];
    }
  if (dims->rank == x_shape->rank && seen == (1u << (x_shape->rank + 1)) - 2)
    return TRUE;
  return ae_refuse (error, AE_ERROR_SHAPE,
                    _ ("Permute needs each axis from 1 to %u once, in the order that is wanted"),
                    x_shape->rank);
}

/* The distance in x between neighbours along each axis of y; missing axes
 * have one place. */
static void
get_strides (const AePass *pass, gsize strides[3], gsize counts[3])
{
  const AeSizes *dims = &((const Permute *) pass->options)->dims;
  gsize x_strides[3] = { 1, 1, 1 };

  for (guint i = pass->x_shape.rank - 1; i > 0; i--)
    x_strides[i - 1] = x_strides[i] * pass->x_shape.dims[i];
  for (guint i = 0; i < 3; i++)
    {
      strides[i] = i < dims->rank ? x_strides[dims->dims[i] - 1] : 0;
      counts[i] = i < dims->rank ? pass->y_shape.dims[i] : 1;
    }
}

static void
forward (const AePass *pass)
{
  gsize strides[3], counts[3], size = ae_shape_size (&pass->x_shape);
  float *y = pass->y;

  get_strides (pass, strides, counts);
  for (guint s = 0; s < pass->n; s++)
    for (gsize i = 0; i < counts[0]; i++)
      for (gsize j = 0; j < counts[1]; j++)
        for (gsize k = 0; k < counts[2]; k++)
          *y++ = pass->x[s * size + i * strides[0] + j * strides[1] + k * strides[2]];
}

static void
backward (const AePass *pass)
{
  gsize strides[3], counts[3], size = ae_shape_size (&pass->x_shape);
  const float *dy = pass->dy;

  if (pass->dx == NULL)
    return;
  get_strides (pass, strides, counts);
  for (guint s = 0; s < pass->n; s++)
    for (gsize i = 0; i < counts[0]; i++)
      for (gsize j = 0; j < counts[1]; j++)
        for (gsize k = 0; k < counts[2]; k++)
          pass->dx[s * size + i * strides[0] + j * strides[1] + k * strides[2]] = *dy++;
}

static gboolean
mirror (AeMirror *self, guint index, GError **error)
{
  const Permute *permute = ae_mirror_get_layer (self, index)->options;
  guint inverse[AE_MAX_RANK] = { 0 };
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < permute->dims.rank; i++)
    inverse[permute->dims.dims[i] - 1] = i + 1;
  for (guint i = 0; i < permute->dims.rank; i++)
    g_string_append_printf (text, "%s%u", i > 0 ? "," : "", inverse[i]);
  return ae_mirror_append (self, error, "Permute", "dims=%s", text->str);
}

static const AeProbe probes[] = {
  { "dims=2,1", { 2, { 3, 4 } } },
  { "dims=3,1,2", { 3, { 2, 3, 4 } } },
  { "dims=1", { 1, { 4 } } },
  { NULL },
};

const AeLayerClass ae_layer_permute = {
  .type = "Permute",
  .title = N_ ("Permute"),
  .group = N_ ("Core"),
  .summary = N_ ("Puts the axes into another order."),
  .icon = "m 3 5 l 13 5 m 10.5 2.5 l 13 5 l 10.5 7.5 m 13 11 l 3 11 m 5.5 8.5 l 3 11 l 5.5 13.5 s",
  .flags = AE_LAYER_KEEPS_RANGE,
  .options_size = sizeof (Permute),
  .options = options,
  .shape = shape,
  .forward = forward,
  .backward = backward,
  .mirror = mirror,
  .probes = probes,
};
