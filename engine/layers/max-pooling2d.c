/* SPDX-License-Identifier: MIT */
/* MaxPooling2D: y is the largest value in each window of its channel.
 *   dx gets dy where that value stands; of equal ones, at the first.
 */
#include "engine/layers/pooling.h"
#include "engine/translation.h"

static gboolean
shape (const void *values,
       const AeShape *x_shape,
       const AeShape *x2_shape,
       AeShape *y_shape,
       GError **error)
{
  return ae_pool_infer (values, "MaxPooling2D", x_shape, y_shape, error);
}

static void
forward (const AePass *pass)
{
  AePool2d pool = ae_pool_for_pass (pass);

  ae_kernels ()->pool->max (&pool, pass->n, pass->x, pass->y);
}

static void
backward (const AePass *pass)
{
  AePool2d pool = ae_pool_for_pass (pass);

  if (pass->dx != NULL)
    ae_kernels ()->pool->max_backward (&pool, pass->n, pass->x, pass->y, pass->dy, pass->dx);
}

static const AeProbe probes[] = {
  { "padding=same", { 3, { 3, 3, 2 } } },
  { "pool_size=3,2,strides=1,2", { 3, { 4, 4, 1 } } },
  { NULL },
};

const AeLayerClass ae_layer_max_pooling2d = {
  .type = "MaxPooling2D",
  .title = N_ ("MaxPooling2D"),
  .group = N_ ("Convolution"),
  .summary = N_ ("Shrinks an image: keeps the largest value of every window."),
  .icon = "m 3 2.5 l 13 5.5 l 13 10.5 l 3 13.5 z s",
  .flags = AE_LAYER_KEEPS_RANGE,
  .options_size = sizeof (AePoolOptions),
  .options = ae_pool_options,
  .shape = shape,
  .forward = forward,
  .backward = backward,
  .mirror = ae_pool_mirror,
  .probes = probes,
};
