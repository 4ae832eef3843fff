/* SPDX-License-Identifier: MIT */
/* UpSampling2D: an image grows by whole factors.
 *   nearest: y[i, j] = x[i / f, j / g]
 *   bilinear: y is read between the four nearest places, centres on centres
 *   and the rim repeated, as Keras does
 *   dx: each dy goes back to where it was read, by the same shares
 */
#include "engine/layers/up-sampling2d.h"

#include <math.h>
#include <string.h>

#include "engine/error.h"
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
  g_set_error (error, AE_ERROR, AE_ERROR_SHAPE,
               _ ("UpSampling2D needs height × width × channels and gets %s; put "
                  "a Reshape before it"),
               text);
  return FALSE;
}

/* Where an output place reads along one axis: two input places and the share
 * of the second. */
typedef struct
{
  guint first;
  guint second;
  float share;
} Reading;

static Reading
read_axis (guint place, guint factor, guint size)
{
  double at = (place + 0.5) / factor - 0.5;
  double low = floor (at);

  return (Reading) {
    .first = (guint) MAX (low, 0),
    .second = (guint) MIN (low + 1, size - 1),
    .share = (float) (at - low),
  };
}

/* Calls for each of the four places that (i, j) reads are unrolled into
 * offsets and shares. */
static void
read_place (const AePass *pass, guint i, guint j, gsize offsets[4], float shares[4])
{
  const guint *factors = ((const UpSampling2d *) pass->options)->size.dims;
  const guint *d = pass->x_shape.dims;
  Reading row = read_axis (i, factors[0], d[0]);
  Reading column = read_axis (j, factors[1], d[1]);

  for (guint k = 0; k < 4; k++)
    {
      guint r = k < 2 ? row.first : row.second;
      guint c = k % 2 == 0 ? column.first : column.second;

      offsets[k] = ((gsize) r * d[1] + c) * d[2];
      shares[k] = (k < 2 ? 1 - row.share : row.share)
                  * (k % 2 == 0 ? 1 - column.share : column.share);
    }
}

static void
blend (const AePass *pass)
{
  const guint *out = pass->y_shape.dims;
  gsize channels = out[2], x_size = ae_shape_size (&pass->x_shape);
  float *y = pass->y;

  for (guint s = 0; s < pass->n; s++)
    for (guint i = 0; i < out[0]; i++)
      for (guint j = 0; j < out[1]; j++, y += channels)
        {
          gsize at[4];
          float share[4];

          read_place (pass, i, j, at, share);
          for (gsize c = 0; c < channels; c++)
            {
              const float *x = pass->x + s * x_size + c;

              y[c] = share[0] * x[at[0]] + share[1] * x[at[1]] + share[2] * x[at[2]]
                     + share[3] * x[at[3]];
            }
        }
}

static void
blend_back (const AePass *pass)
{
  const guint *out = pass->y_shape.dims;
  gsize channels = out[2], x_size = ae_shape_size (&pass->x_shape);
  const float *dy = pass->dy;

  memset (pass->dx, 0, pass->n * x_size * sizeof (float));
  for (guint s = 0; s < pass->n; s++)
    for (guint i = 0; i < out[0]; i++)
      for (guint j = 0; j < out[1]; j++, dy += channels)
        {
          gsize at[4];
          float share[4];

          read_place (pass, i, j, at, share);
          for (guint k = 0; k < 4; k++)
            for (gsize c = 0; c < channels; c++)
              pass->dx[s * x_size + at[k] + c] += share[k] * dy[c];
        }
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

  if (((const UpSampling2d *) pass->options)->interpolation == BILINEAR)
    blend (pass);
  else
    ae_kernels ()->pool->spread (&pool, pass->n, 1, pass->x, pass->y);
}

static void
backward (const AePass *pass)
{
  AePool2d pool = get_pool (pass);

  if (pass->dx == NULL)
    return;
  if (((const UpSampling2d *) pass->options)->interpolation == BILINEAR)
    blend_back (pass);
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
