/* SPDX-License-Identifier: MIT */
/* ZeroPadding2D: rows and columns of zeros around the image.
 *   dx is dy without them.
 */
#include <string.h>

#include "engine/error.h"
#include "engine/layers/padding.h"
#include "engine/translation.h"

static const AeOption options[] = {
  { .name = "padding",
    .title = N_ ("Padding"),
    .kind = AE_OPTION_SIZES,
    .help = N_ ("Zeros to add at the top, bottom, left and right."),
    .sizes = { 4, { 1, 1, 1, 1 } },
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
  g_autofree char *text = NULL;

  if (x_shape->rank == 3)
    {
      *y_shape = AE_SHAPE (3, x_shape->dims[0] + m.top + m.bottom,
                           x_shape->dims[1] + m.left + m.right, x_shape->dims[2]);
      return TRUE;
    }
  text = ae_shape_to_string (x_shape);
  return ae_refuse (error, AE_ERROR_SHAPE,
                    _ ("ZeroPadding2D needs height × width × channels and gets %s"), text);
}

static void
forward (const AePass *pass)
{
  AeMargins m = ae_margins_get (pass->options);
  const guint *d = pass->x_shape.dims;

  memset (pass->y, 0, pass->n * ae_shape_size (&pass->y_shape) * sizeof (float));
  ae_margins_put (&m, pass->n, d[0], d[1], d[2], pass->x, pass->y);
}

static void
backward (const AePass *pass)
{
  AeMargins m = ae_margins_get (pass->options);
  const guint *d = pass->x_shape.dims;

  if (pass->dx != NULL)
    ae_margins_cut (&m, pass->n, d[0], d[1], d[2], pass->dy, pass->dx);
}

static const AeProbe probes[] = {
  { "padding=1,0,2,1", { 3, { 2, 3, 2 } } },
  { NULL },
};

const AeLayerClass ae_layer_zero_padding2d = {
  .type = "ZeroPadding2D",
  .title = N_ ("ZeroPadding2D"),
  .group = N_ ("Convolution"),
  .summary = N_ ("Adds rows and columns of zeros around an image."),
  .icon = "r 2 2 12 12 s r 5.5 5.5 5 5 f",
  .flags = AE_LAYER_KEEPS_RANGE,
  .options_size = sizeof (AeSizes),
  .options = options,
  .shape = shape,
  .forward = forward,
  .backward = backward,
  .mirror = ae_margins_mirror,
  .probes = probes,
};
