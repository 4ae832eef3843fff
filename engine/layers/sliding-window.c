/* SPDX-License-Identifier: MIT */
/* Where windows go, one axis at a time. */
#include "engine/layers/sliding-window.h"

#include "engine/error.h"
#include "engine/translation.h"

const char *const ae_padding_names[] = {
  [AE_PADDING_VALID] = "valid",
  [AE_PADDING_SAME] = "same",
  NULL,
};

static gboolean
place_axis (guint in, guint size, guint stride, guint padding, guint *out, guint *before)
{
  guint covered;

  *before = 0;
  if (padding == AE_PADDING_VALID)
    {
      *out = in >= size ? (in - size) / stride + 1 : 0;
      return in >= size;
    }
  *out = (in + stride - 1) / stride;
  covered = (*out - 1) * stride + size;
  if (covered > in)
    *before = (covered - in) / 2;
  return TRUE;
}

static gboolean
place (AeWindow *window, const char *type, guint padding, GError **error)
{
  gboolean down = place_axis (window->height, window->size_h, window->stride_h, padding,
                              &window->out_height, &window->top);
  gboolean across = place_axis (window->width, window->size_w, window->stride_w, padding,
                                &window->out_width, &window->left);

  if (down && across)
    return TRUE;
  return ae_refuse (error, AE_ERROR_SHAPE,
                    _ ("A %u×%u window without padding cannot slide over %u×%u: %s needs padding "
                       "“same” or a smaller window"),
                    window->size_h, window->size_w, window->height, window->width, type);
}

gboolean
ae_window_place (AeWindow *window,
                 const char *type,
                 const AeShape *x_shape,
                 const AeSizes *size,
                 const AeSizes *strides,
                 guint padding,
                 GError **error)
{
  g_autofree char *text = NULL;

  if (x_shape->rank == 3)
    {
      *window = (AeWindow) {
        .height = x_shape->dims[0],
        .width = x_shape->dims[1],
        .channels = x_shape->dims[2],
        .size_h = size->dims[0],
        .size_w = size->dims[1],
        .stride_h = strides->dims[0] > 0 ? strides->dims[0] : size->dims[0],
        .stride_w = strides->dims[1] > 0 ? strides->dims[1] : size->dims[1],
      };
      return place (window, type, padding, error);
    }
  text = ae_shape_to_string (x_shape);
  return ae_refuse (error, AE_ERROR_SHAPE,
                    _ ("%s needs height × width × channels and gets %s; put a Reshape before it"),
                    type, text);
}

gboolean
ae_window_place_1d (AeWindow *window,
                    const char *type,
                    const AeShape *x_shape,
                    guint size,
                    guint stride,
                    guint padding,
                    GError **error)
{
  g_autofree char *text = NULL;

  if (x_shape->rank == 2)
    {
      *window = (AeWindow) {
        .height = 1,
        .width = x_shape->dims[0],
        .channels = x_shape->dims[1],
        .size_h = 1,
        .size_w = size,
        .stride_h = 1,
        .stride_w = stride > 0 ? stride : size,
      };
      return place (window, type, padding, error);
    }
  text = ae_shape_to_string (x_shape);
  return ae_refuse (error, AE_ERROR_SHAPE,
                    _ ("%s needs steps × features and gets %s; put a Reshape before it"), type,
                    text);
}

gboolean
ae_window_append_mirror (AeMirror *self, guint index, const char *type, GError **error)
{
  const AeShape *x = &self->shapes[index - 1];
  g_autofree char *activation = ae_mirror_get_activation (self, index);
  g_autofree char *kernel = ae_mirror_get_text (self, index, "kernel_size");
  g_autofree char *strides = ae_mirror_get_text (self, index, "strides");
  g_autofree char *padding = ae_mirror_get_text (self, index, "padding");

  return ae_mirror_append (self, error, type,
                           "filters=%u,kernel_size=%s,strides=%s,padding=%s,activation=%s",
                           x->dims[2], kernel, strides, padding, activation)
         && ae_mirror_trim (self, x, error);
}

gboolean
ae_window_mirror (AeMirror *self, guint index, GError **error)
{
  const AeShape *x = &self->shapes[index - 1], *y = &self->shapes[index];
  g_autofree char *padding = ae_mirror_get_text (self, index, "padding");
  gboolean same_size = x->dims[0] == y->dims[0] && x->dims[1] == y->dims[1]
                       && g_str_equal (padding, "same");

  return ae_window_append_mirror (self, index, same_size ? "Conv2D" : "Conv2DTranspose", error);
}
