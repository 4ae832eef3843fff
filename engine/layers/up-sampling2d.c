/* SPDX-License-Identifier: MIT */
/* UpSampling2D: an image grows by whole factors.
 *   nearest: y[i, j] = x[i / f, j / g]
 *   bilinear: y is read between the four nearest places, centres on centres
 *   and the rim repeated, as Keras does
 *   dx: each dy goes back to where it was read, by the same shares
 */
#include "engine/layers/up-sampling2d.h"

#include <string.h>

#include "engine/error.h"
#include "engine/layers/elementwise.h"
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

/* What the outputs with one remainder by the factor read along an axis: between
 * the place before theirs and it, or it and the next one; the share of the second. */
typedef struct
{
  guint before;
  float share;
} Reading;

static Reading
read_axis (guint remainder, guint factor)
{
  double at = (remainder + 0.5) / factor - 0.5;

  return (Reading) { .before = at < 0, .share = (float) (at < 0 ? at + 1 : at) };
}

/* The two places of a reading around @place; the rim is repeated. */
static void
find_pair (const Reading *reading, guint place, guint size, guint pair[2])
{
  pair[0] = place > 0 ? place - reading->before : 0;
  pair[1] = MIN (place + 1 - reading->before, size - 1);
}

/* The four pixels of x that a pixel of y is blended from, and their shares. */
typedef struct
{
  gsize offsets[4];
  float shares[4];
} Blend;

/* @x: offset of the image, @y: of the pixel */
typedef void (*Visit) (const AePass *pass, const Blend *blend, gsize x, gsize y);

/* The pixels of row @i of y whose columns have one remainder. */
static void
visit_columns (const AePass *pass, guint sample, guint i, guint remainder, Visit visit)
{
  const guint *factors = ((const UpSampling2d *) pass->options)->size.dims;
  const guint *d = pass->x_shape.dims;
  gsize x = sample * ae_shape_size (&pass->x_shape), y = sample * ae_shape_size (&pass->y_shape);
  Reading row = read_axis (i % factors[0], factors[0]);
  Reading column = read_axis (remainder, factors[1]);
  Blend blend = { .shares = { (1 - row.share) * (1 - column.share), (1 - row.share) * column.share,
                              row.share * (1 - column.share), row.share * column.share } };
  guint rows[2], columns[2];

  find_pair (&row, i / factors[0], d[0], rows);
  for (guint j = 0; j < d[1]; j++)
    {
      find_pair (&column, j, d[1], columns);
      for (guint k = 0; k < 4; k++)
        blend.offsets[k] = ((gsize) rows[k / 2] * d[1] + columns[k % 2]) * d[2];
      visit (pass, &blend, x,
             y + ((gsize) i * pass->y_shape.dims[1] + j * factors[1] + remainder) * d[2]);
    }
}

static void
visit_all (const AePass *pass, Visit visit)
{
  const guint *factors = ((const UpSampling2d *) pass->options)->size.dims;

  for (guint s = 0; s < pass->n; s++)
    for (guint i = 0; i < pass->y_shape.dims[0]; i++)
      for (guint remainder = 0; remainder < factors[1]; remainder++)
        visit_columns (pass, s, i, remainder, visit);
}

static void
blend_pixel (const AePass *pass, const Blend *blend, gsize at, gsize y_at)
{
  const float *share = blend->shares, *x = pass->x + at;
  float *restrict y = pass->y + y_at;

  for (guint c = 0; c < pass->x_shape.dims[2]; c++)
    y[c] = share[0] * x[blend->offsets[0] + c] + share[1] * x[blend->offsets[1] + c]
           + share[2] * x[blend->offsets[2] + c] + share[3] * x[blend->offsets[3] + c];
}

static void
blend_pixel_back (const AePass *pass, const Blend *blend, gsize at, gsize y_at)
{
  const float *restrict dy = pass->dy + y_at;

  for (guint k = 0; k < 4; k++)
    {
      float *restrict dx = pass->dx + at + blend->offsets[k];

      for (guint c = 0; c < pass->x_shape.dims[2]; c++)
        dx[c] += blend->shares[k] * dy[c];
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
    visit_all (pass, blend_pixel);
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
    {
      memset (pass->dx, 0, ae_pass_count (pass) * sizeof (float));
      visit_all (pass, blend_pixel_back);
    }
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
