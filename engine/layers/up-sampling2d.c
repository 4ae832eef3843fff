/* SPDX-License-Identifier: MIT */
/* UpSampling2D: an image grows by whole factors.
 *   nearest: y[i, j] = x[i / f, j / g]
 *   bilinear: y is read between the four nearest places, centres on centres
 *   and the rim repeated, as Keras does
 *   dx: each dy goes back to where it was read, by the same shares
 */
#include "engine/layers/up-sampling2d.h"

#include "engine/error.h"
#include "engine/kernels.h"
#include "engine/layers/pooling.h"
#include "engine/model/mirror.h"
#include "engine/translation.h"

typedef struct
{
  AeSizes size;
  guint interpolation;
} UpSampling2d;

enum
{
  NEAREST,
  BILINEAR,
};

static const char *const interpolations[] = { "nearest", "bilinear", NULL };

static const AeOption options[] = {
  { .name = "size",
    .title = N_ ("Factors"),
    .kind = AE_OPTION_SIZES,
    .help = N_ ("How many times higher and wider."),
    .offset = G_STRUCT_OFFSET (UpSampling2d, size),
    .sizes = { 2, { 2, 2 } },
    .min = 1,
    .max = 64,
    .min_count = 2,
    .max_count = 2 },
  { .name = "interpolation",
    .title = N_ ("Interpolation"),
    .kind = AE_OPTION_CHOICE,
    .help = N_ ("Repeat every place, or blend between places."),
    .offset = G_STRUCT_OFFSET (UpSampling2d, interpolation),
    .choices = interpolations,
    .value = NEAREST },
  { NULL },
};

static gboolean
shape (const void *values,
       const AeShape *x_shape,
       const AeShape *x2_shape,
       AeShape *y_shape,
       GError **error)
{
  const guint *factors = ((const UpSampling2d *) values)->size.dims;
  g_autofree char *text = NULL;

  *y_shape = AE_SHAPE (3, x_shape->dims[0] * factors[0], x_shape->dims[1] * factors[1],
                       x_shape->dims[2]);
  if (x_shape->rank == 3)
    return TRUE;
  text = ae_shape_to_string (x_shape);
  return ae_refuse (error, AE_ERROR_SHAPE,
                    _ ("UpSampling2D needs height × width × channels and gets %s; put a Reshape "
                       "before it"),
                    text);
}

static AeBilinear
get_bilinear (const AePass *pass)
{
  const UpSampling2d *self = pass->options;
  const guint *d = pass->x_shape.dims;

  return (AeBilinear) { d[0], d[1], d[2], self->size.dims[0], self->size.dims[1] };
}

static AePool2d
get_pool (const AePass *pass)
{
  const UpSampling2d *self = pass->options;
  const guint *d = pass->x_shape.dims;

  return ae_pool_for_growth (d[0], d[1], d[2], self->size.dims[0], self->size.dims[1]);
}

static void
forward (const AePass *pass)
{
  AePool2d pool = get_pool (pass);
  AeBilinear bilinear = get_bilinear (pass);

  if (((const UpSampling2d *) pass->options)->interpolation == BILINEAR)
    ae_kernels ()->bilinear->forward (&bilinear, pass->n, pass->x, pass->y);
  else
    ae_kernels ()->pool->spread (&pool, pass->n, 1, pass->x, pass->y);
}

static void
backward (const AePass *pass)
{
  AePool2d pool = get_pool (pass);
  AeBilinear bilinear = get_bilinear (pass);

  if (pass->dx == NULL)
    return;
  if (((const UpSampling2d *) pass->options)->interpolation == BILINEAR)
    ae_kernels ()->bilinear->backward (&bilinear, pass->n, pass->dy, pass->dx);
  else
    ae_kernels ()->pool->gather (&pool, pass->n, 1, pass->dy, pass->dx);
}

static gboolean
mirror (AeMirror *self, guint index, GError **error)
{
  g_autofree char *size = ae_mirror_get_text (self, index, "size");

  return ae_mirror_append (self, error, "AveragePooling2D", "pool_size=%s", size);
}

static const AeProbe probes[] = {
  { "size=2,3", { 3, { 2, 3, 2 } } },
  { "size=2,2,interpolation=bilinear", { 3, { 3, 2, 2 } } },
  { "size=3,1,interpolation=bilinear", { 3, { 2, 2, 1 } } },
  { NULL },
};

const AeLayerClass ae_layer_up_sampling2d = {
  .type = "UpSampling2D",
  .title = N_ ("UpSampling2D"),
  .group = N_ ("Convolution"),
  .summary = N_ ("Grows an image by whole factors."),
  .icon = "m 13 2.5 l 3 5.5 l 3 10.5 l 13 13.5 z s",
  .flags = AE_LAYER_KEEPS_RANGE,
  .options_size = sizeof (UpSampling2d),
  .options = options,
  .shape = shape,
  .forward = forward,
  .backward = backward,
  .mirror = mirror,
  .probes = probes,
};

gboolean
ae_up_sampling2d_doubles (const AeLayerClass *klass, const void *values)
{
  const UpSampling2d *self = values;

  return klass == &ae_layer_up_sampling2d && self->interpolation == NEAREST
         && self->size.dims[0] == 2 && self->size.dims[1] == 2;
}
