/* SPDX-License-Identifier: MIT */
/* MaxPooling1D: y is the largest value in each window of steps, by feature.
 *   dx gets dy where that value stands; of equal ones, at the first.
 */
#include "engine/layers/pooling.h"
#include "engine/model/mirror.h"
#include "engine/translation.h"

typedef struct
{
  gint64 pool_size;
  gint64 strides;
  guint padding;
} MaxPooling1d;

static const AeOption options[] = {
  { .name = "pool_size",
    .title = N_ ("Pool size"),
    .kind = AE_OPTION_INT,
    .help = N_ ("How many steps a window has."),
    .offset = G_STRUCT_OFFSET (MaxPooling1d, pool_size),
    .value = 2,
    .min = 1,
    .max = 4096 },
  { .name = "strides",
    .title = N_ ("Strides"),
    .kind = AE_OPTION_INT,
    .help = N_ ("How far the window moves; 0 for its own size."),
    .offset = G_STRUCT_OFFSET (MaxPooling1d, strides),
    .value = 0,
    .min = 0,
    .max = 4096 },
  AE_OPTION_PADDING (MaxPooling1d),
  { NULL },
};

static gboolean
place (AeWindow *window, const MaxPooling1d *self, const AeShape *x_shape, GError **error)
{
  return ae_window_place_1d (window, "MaxPooling1D", x_shape, (guint) self->pool_size,
                             (guint) self->strides, self->padding, error);
}

static gboolean
shape (const void *values,
       const AeShape *x_shape,
       const AeShape *x2_shape,
       AeShape *y_shape,
       GError **error)
{
  AeWindow window;

  if (!place (&window, values, x_shape, error))
    return FALSE;
  *y_shape = AE_SHAPE (2, window.out_width, window.channels);
  return TRUE;
}

static AePool2d
get_pool (const AePass *pass)
{
  AeWindow window = { 0 };

  place (&window, pass->options, &pass->x_shape, NULL);
  return ae_pool_from_window (&window);
}

static void
forward (const AePass *pass)
{
  AePool2d pool = get_pool (pass);

  ae_kernels ()->pool->max (&pool, pass->n, pass->x, pass->y);
}

static void
backward (const AePass *pass)
{
  AePool2d pool = get_pool (pass);

  if (pass->dx != NULL)
    ae_kernels ()->pool->max_backward (&pool, pass->n, pass->x, pass->y, pass->dy, pass->dx);
}

static gboolean
mirror (AeMirror *self, guint index, GError **error)
{
  gint64 strides = ae_mirror_get_int (self, index, "strides");

  return ae_mirror_stretch (self, index,
                            strides > 0 ? strides : ae_mirror_get_int (self, index, "pool_size"),
                            error);
}

static const AeProbe probes[] = {
  { "padding=same", { 2, { 5, 2 } } },
  { "pool_size=3,strides=1", { 2, { 5, 2 } } },
  { NULL },
};

const AeLayerClass ae_layer_max_pooling1d = {
  .type = "MaxPooling1D",
  .title = N_ ("MaxPooling1D"),
  .group = N_ ("Sequence"),
  .summary = N_ ("Shortens a series: keeps the largest value of every window."),
  .icon = "m 2.5 4 l 2.5 12 m 6 4 l 6 12 m 9.5 4 l 9.5 12 m 13 6.5 l 13 9.5 s",
  .flags = AE_LAYER_KEEPS_RANGE,
  .options_size = sizeof (MaxPooling1d),
  .options = options,
  .shape = shape,
  .forward = forward,
  .backward = backward,
  .mirror = mirror,
  .probes = probes,
};
