/* SPDX-License-Identifier: MIT */
/* RepeatVector: x [D] becomes y [n, D], every step the same.
 *   dx = Σ over the steps of dy
 */
#include <string.h>

#include "engine/error.h"
#include "engine/layer.h"
#include "engine/model/mirror.h"
#include "engine/translation.h"

typedef struct
{
  gint64 n;
} RepeatVector;

static const AeOption options[] = {
  { .name = "n",
    .title = N_ ("Times"),
    .kind = AE_OPTION_INT,
    .help = N_ ("How many steps to make of the one list."),
    .offset = G_STRUCT_OFFSET (RepeatVector, n),
    .value = 28,
    .min = 1,
    .max = 65536,
    .logarithmic = TRUE },
  { NULL },
};

static gboolean
shape (const void *values,
       const AeShape *x_shape,
       const AeShape *x2_shape,
       AeShape *y_shape,
       GError **error)
{
  guint n = (guint) ((const RepeatVector *) values)->n;
  g_autofree char *text = NULL;

  *y_shape = AE_SHAPE (2, n, x_shape->dims[0]);
  if (x_shape->rank == 1)
    return TRUE;
  text = ae_shape_to_string (x_shape);
  return ae_refuse (error, AE_ERROR_SHAPE,
                    _ ("RepeatVector repeats a list of numbers and gets %s; put a Flatten before "
                       "it, or a recurrent layer that returns its last output alone"),
                    text);
}

static void
forward (const AePass *pass)
{
  gsize size = pass->x_shape.dims[0], times = pass->y_shape.dims[0];

  for (guint s = 0; s < pass->n; s++)
    for (gsize i = 0; i < times; i++)
      memcpy (pass->y + (s * times + i) * size, pass->x + s * size, size * sizeof (float));
}

static void
backward (const AePass *pass)
{
  gsize size = pass->x_shape.dims[0], times = pass->y_shape.dims[0];

  if (pass->dx == NULL)
    return;
  memset (pass->dx, 0, pass->n * size * sizeof (float));
  for (guint s = 0; s < pass->n; s++)
    for (gsize i = 0; i < times; i++)
      for (gsize k = 0; k < size; k++)
        pass->dx[s * size + k] += pass->dy[(s * times + i) * size + k];
}

static gboolean
mirror (AeMirror *self, guint index, GError **error)
{
  g_autofree char *activation = ae_mirror_get_activation (self, index);

  return ae_mirror_append (self, error, "Flatten", "%s", "")
         && ae_mirror_append (self, error, "Dense", "units=%u,activation=%s",
                              self->shapes[index - 1].dims[0], activation);
}

static const AeProbe probes[] = {
  { "n=3", { 1, { 4 } } },
  { "n=1", { 1, { 2 } } },
  { NULL },
};

const AeLayerClass ae_layer_repeat_vector = {
  .type = "RepeatVector",
  .title = N_ ("RepeatVector"),
  .group = N_ ("Sequence"),
  .summary = N_ ("Makes a series of one list by repeating it."),
  .icon = "m 3.5 3 l 3.5 13 m 8 3 l 8 13 m 12.5 3 l 12.5 13 s",
  .flags = AE_LAYER_KEEPS_RANGE,
  .options_size = sizeof (RepeatVector),
  .options = options,
  .shape = shape,
  .forward = forward,
  .backward = backward,
  .mirror = mirror,
  .probes = probes,
};
