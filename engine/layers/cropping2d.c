/* SPDX-License-Identifier: MIT */
/* Cropping2D: the image without some rows and columns at its rim.
 *   dx is dy with zeros in their place.
 */
#include <string.h>

#include "engine/error.h"
#include "engine/layers/padding.h"
#include "engine/translation.h"

static const AeOption options[] = {
  { .name = "cropping",
    .title = N_ ("Cropping"),
    .kind = AE_OPTION_SIZES,
    .help = N_ ("Rows and columns to take off at the top, bottom, left and right."),
    .sizes = { 4, { 0, 0, 0, 0 } },
    .min = 0,
    .max = 4096,
    .min_count = 4,
    .max_count = 4 },
  { NULL },
};

static gboolean
shape (const void *values,
       const AeShape *x_shape,
       const AeShape *x2_shape,
       AeShape *y_shape,
       GError **error)
{
  AeMargins m = ae_margins_get (values);
  g_autofree char *text = ae_shape_to_string (x_shape);

  if (x_shape->rank != 3)
    return ae_refuse (error, AE_ERROR_SHAPE,
                      _ ("Cropping2D needs height × width × channels and gets %s"), text);
  if (m.top + m.bottom >= x_shape->dims[0] || m.left + m.right >= x_shape->dims[1])
    return ae_refuse (error, AE_ERROR_SHAPE,
                      _ ("Cropping2D takes %u rows and %u columns off an image of %s: nothing "
                         "would be left"),
                      m.top + m.bottom, m.left + m.right, text);
  *y_shape = AE_SHAPE (3, x_shape->dims[0] - m.top - m.bottom, x_shape->dims[1] - m.left - m.right,
                       x_shape->dims[2]);
  return TRUE;
}

static void
forward (const AePass *pass)
{
  AeMargins m = ae_margins_get (pass->options);
  const guint *d = pass->y_shape.dims;

  ae_margins_cut (&m, pass->n, d[0], d[1], d[2], pass->x, pass->y);
}

static void
backward (const AePass *pass)
{
  AeMargins m = ae_margins_get (pass->options);
  const guint *d = pass->y_shape.dims;

  if (pass->dx == NULL)
    return;
  memset (pass->dx, 0, pass->n * ae_shape_size (&pass->x_shape) * sizeof (float));
  ae_margins_put (&m, pass->n, d[0], d[1], d[2], pass->dy, pass->dx);
}

static const AeProbe probes[] = {
  { "cropping=1,0,1,2", { 3, { 3, 5, 2 } } },
  { NULL },
};

const AeLayerClass ae_layer_cropping2d = {
  .type = "Cropping2D",
  .title = N_ ("Cropping2D"),
  .group = N_ ("Convolution"),
  .summary = N_ ("Takes rows and columns off the rim of an image."),
  .icon = "m 5 1.5 l 5 11 l 14.5 11 m 1.5 5 l 11 5 l 11 14.5 s",
  .flags = AE_LAYER_KEEPS_RANGE,
  .options_size = sizeof (AeSizes),
  .options = options,
  .shape = shape,
  .forward = forward,
  .backward = backward,
  .mirror = ae_margins_mirror,
  .probes = probes,
};
