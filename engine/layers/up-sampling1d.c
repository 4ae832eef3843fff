/* SPDX-License-Identifier: MIT */
/* UpSampling1D: every step `size` times.
 *   dx = Σ dy over the repetitions
 */
#include "engine/error.h"
#include "engine/layers/pooling.h"
#include "engine/model/mirror.h"
#include "engine/translation.h"

typedef struct
{
  gint64 size;
} UpSampling1d;

static const AeOption options[] = {
  { .name = "size",
    .title = N_ ("Factor"),
    .kind = AE_OPTION_INT,
    .help = N_ ("How many times every step comes."),
    .offset = G_STRUCT_OFFSET (UpSampling1d, size),
    .value = 2,
    .min = 1,
    .max = 4096 },
  { NULL },
};

static gboolean
shape (const void *values,
       const AeShape *x_shape,
       const AeShape *x2_shape,
       AeShape *y_shape,
       GError **error)
{
  g_autofree char *text = NULL;

  *y_shape = *x_shape;
  y_shape->dims[0] *= (guint) ((const UpSampling1d *) values)->size;
  if (x_shape->rank == 2)
    return TRUE;
  text = ae_shape_to_string (x_shape);
  return ae_refuse (error, AE_ERROR_SHAPE,
                    _ ("UpSampling1D needs steps × features and gets %s; put a Reshape before it"),
                    text);
}

static AePool2d
get_pool (const AePass *pass)
{
  const guint *d = pass->x_shape.dims;

  return ae_pool_for_growth (1, d[0], d[1], 1,
                             (guint) ((const UpSampling1d *) pass->options)->size);
}

static void
forward (const AePass *pass)
{
  AePool2d pool = get_pool (pass);

  ae_kernels ()->pool->spread (&pool, pass->n, 1, pass->x, pass->y);
}

static void
backward (const AePass *pass)
{
  AePool2d pool = get_pool (pass);

  if (pass->dx != NULL)
    ae_kernels ()->pool->gather (&pool, pass->n, 1, pass->dy, pass->dx);
}

static gboolean
mirror (AeMirror *self, guint index, GError **error)
{
  return ae_mirror_append (self, error, "MaxPooling1D", "pool_size=%" G_GINT64_FORMAT,
                           ae_mirror_get_int (self, index, "size"));
}

static const AeProbe probes[] = {
  { "size=3", { 2, { 4, 2 } } },
  { NULL },
};

const AeLayerClass ae_layer_up_sampling1d = {
  .type = "UpSampling1D",
  .title = N_ ("UpSampling1D"),
  .group = N_ ("Sequence"),
  .summary = N_ ("Lengthens a series by repeating every step."),
  .icon = "m 3 6.5 l 3 9.5 m 6.5 4 l 6.5 12 m 10 4 l 10 12 m 13.5 4 l 13.5 12 s",
  .flags = AE_LAYER_KEEPS_RANGE,
  .options_size = sizeof (UpSampling1d),
  .options = options,
  .shape = shape,
  .forward = forward,
  .backward = backward,
  .mirror = mirror,
  .probes = probes,
};
