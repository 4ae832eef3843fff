/* SPDX-License-Identifier: MIT */
/* GlobalAveragePooling2D: y[c] is the mean of channel c.
 *   dx = dy / (H·W)
 */
#include "engine/error.h"
#include "engine/layers/pooling.h"
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

  *y_shape = AE_SHAPE (1, ae_shape_last (x_shape));
  if (x_shape->rank == 3)
    return TRUE;
  text = ae_shape_to_string (x_shape);
  return ae_refuse (error, AE_ERROR_SHAPE,
                    _ ("GlobalAveragePooling2D needs height × width × channels and gets %s; put "
                       "a Reshape before it"),
                    text);
}

static AePool2d
get_pool (const AePass *pass)
{
  return ae_pool_for_growth (1, 1, pass->x_shape.dims[2], pass->x_shape.dims[0],
                             pass->x_shape.dims[1]);
}

static void
forward (const AePass *pass)
{
  AePool2d pool = get_pool (pass);

  ae_kernels ()->pool->gather (&pool, pass->n, 0, pass->x, pass->y);
}

static void
backward (const AePass *pass)
{
  AePool2d pool = get_pool (pass);

  if (pass->dx != NULL)
    ae_kernels ()->pool->spread (&pool, pass->n, 0, pass->dy, pass->dx);
}

static gboolean
mirror (AeMirror *self, guint index, GError **error)
{
  const AeShape *x = &self->shapes[index - 1];

  return ae_mirror_reshape (self, &AE_SHAPE (3, 1, 1, x->dims[2]), error)
         && ae_mirror_append (self, error, "UpSampling2D", "size=%u,%u", x->dims[0], x->dims[1]);
}

static const AeProbe probes[] = {
  { "", { 3, { 3, 2, 4 } } },
  { NULL },
};

const AeLayerClass ae_layer_global_average_pooling2d = {
  .type = "GlobalAveragePooling2D",
  .title = N_ ("GlobalAveragePooling2D"),
  .group = N_ ("Convolution"),
  .summary = N_ ("Keeps one number of every channel: its mean."),
  .icon = "m 3 2.5 l 12 7 l 12 9 l 3 13.5 z s o 13 8 1.6 f",
  .shape = shape,
  .forward = forward,
  .backward = backward,
  .mirror = mirror,
  .probes = probes,
};
