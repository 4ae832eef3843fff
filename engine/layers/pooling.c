/* SPDX-License-Identifier: MIT */
/* Options and geometry of pools. */
#include "engine/layers/pooling.h"

const AeOption ae_pool_options[] = {
  AE_OPTION_POOL_SIZE (AePoolOptions),
  AE_OPTION_POOL_STRIDES (AePoolOptions),
  AE_OPTION_PADDING (AePoolOptions),
  { NULL },
};

gboolean
ae_pool_infer (const AePoolOptions *options,
               const char *type,
               const AeShape *x_shape,
               AeShape *y_shape,
               GError **error)
{
  AeWindow window;

  if (!ae_window_place (&window, type, x_shape, &options->pool_size, &options->strides,
                        options->padding, error))
    return FALSE;
  *y_shape = AE_SHAPE (3, window.out_height, window.out_width, window.channels);
  return TRUE;
}

AePool2d
ae_pool_from_window (const AeWindow *window)
{
  return (AePool2d) {
    .height = window->height,
    .width = window->width,
    .channels = window->channels,
    .pool_height = window->size_h,
    .pool_width = window->size_w,
    .stride_height = window->stride_h,
    .stride_width = window->stride_w,
    .pad_top = window->top,
    .pad_left = window->left,
    .out_height = window->out_height,
    .out_width = window->out_width,
  };
}

AePool2d
ae_pool_for_pass (const AePass *pass)
{
  const AePoolOptions *options = pass->options;
  AeWindow window = { 0 };

  ae_window_place (&window, "", &pass->x_shape, &options->pool_size, &options->strides,
                   options->padding, NULL);
  return ae_pool_from_window (&window);
}

AePool2d
ae_pool_for_growth (guint height, guint width, guint channels, guint factor_h, guint factor_w)
{
  return (AePool2d) {
    .height = height * factor_h,
    .width = width * factor_w,
    .channels = channels,
    .pool_height = factor_h,
    .pool_width = factor_w,
    .stride_height = factor_h,
    .stride_width = factor_w,
    .out_height = height,
    .out_width = width,
  };
}

gboolean
ae_pool_mirror (AeMirror *self, guint index, GError **error)
{
  const AePoolOptions *options = ae_mirror_get_layer (self, index)->options;
  const guint *step = options->strides.dims[0] > 0 ? options->strides.dims
                                                   : options->pool_size.dims;

  if ((step[0] > 1 || step[1] > 1)
      && !ae_mirror_append (self, error, "UpSampling2D", "size=%u,%u", step[0], step[1]))
    return FALSE;
  return ae_mirror_trim (self, &self->shapes[index - 1], error);
}
