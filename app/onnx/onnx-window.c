/* SPDX-License-Identifier: MIT */
#include "app/onnx/onnx-window.h"

#define LARGEST (1 << 24)

/* Number @index of a list, or @fallback where there is no list. */
static gint64
get_item (const WbOnnxNode *node, const char *name, guint index, gint64 fallback)
{
  const WbOnnxAttribute *attribute = wb_onnx_node_find (node, name);

  if (attribute == NULL || attribute->integers->len == 0)
    return fallback;
  return index < attribute->integers->len ? g_array_index (attribute->integers, gint64, index) : -1;
}

/* Shares what is added between the two ends, the odd one at the end but for
 * SAME_LOWER. */
static void
share_padding (WbOnnxAxis *axis, gint64 total, gboolean lower)
{
  axis->before = lower ? (total + 1) / 2 : total / 2;
  axis->after = total - axis->before;
}

static void
place (const WbOnnxNode *node, WbOnnxAxis *axis)
{
  const char *mode = wb_onnx_node_get_text (node, "auto_pad", "NOTSET");
  gint64 covered = (axis->size - 1) * axis->dilation + 1, room;

  if (g_str_has_prefix (mode, "SAME"))
    {
      axis->out = (axis->in + axis->stride - 1) / axis->stride;
      share_padding (axis, MAX ((axis->out - 1) * axis->stride + covered - axis->in, 0),
                     g_str_equal (mode, "SAME_LOWER"));
      return;
    }
  room = axis->in + axis->before + axis->after - covered;
  if (wb_onnx_node_get_integer (node, "ceil_mode", 0) != 0)
    {
      axis->out = room < 0 ? 0 : (room + axis->stride - 1) / axis->stride + 1;
      /* The last window begins on the image or before it. */
      if ((axis->out - 1) * axis->stride >= axis->in + axis->before)
        axis->out--;
    }
  else
    axis->out = room < 0 ? 0 : room / axis->stride + 1;
}

static void
place_transposed (const WbOnnxNode *node, WbOnnxAxis *axis, guint index)
{
  const char *mode = wb_onnx_node_get_text (node, "auto_pad", "NOTSET");
  gint64 extra = get_item (node, "output_padding", index, 0);
  gint64 wanted = get_item (node, "output_shape", index, 0);
  gint64 full = (axis->in - 1) * axis->stride + (axis->size - 1) * axis->dilation + 1 + extra;

  if (wanted == 0 && g_str_has_prefix (mode, "SAME"))
    wanted = axis->in * axis->stride;
  if (wanted > 0)
    share_padding (axis, MAX (full - wanted, 0), g_str_equal (mode, "SAME_UPPER"));
  axis->out = wanted > 0 ? wanted : full - axis->before - axis->after;
}

static gboolean
is_sound (const WbOnnxAxis *axis)
{
  return axis->in > 0 && axis->in <= LARGEST && axis->size > 0 && axis->size <= LARGEST
         && axis->stride > 0 && axis->stride <= LARGEST && axis->dilation > 0
         && axis->dilation <= LARGEST && axis->before >= 0 && axis->before <= LARGEST
         && axis->after >= 0 && axis->after <= LARGEST;
}

gboolean
wb_onnx_window_read (WbOnnxWindow *self,
                     const WbOnnxNode *node,
                     guint x_rank,
                     const gint64 *x_dims,
                     const gint64 *kernel,
                     gboolean transposed)
{
  if (x_rank < 3 || x_rank > 4)
    return FALSE;
  self->n = x_dims[0];
  self->channels = x_dims[1];
  self->rank = x_rank - 2;
  self->axes[0] = (WbOnnxAxis) { 1, 1, 1, 1, 1, 0, 0 };
  for (guint i = 0; i < self->rank; i++)
    {
      WbOnnxAxis *axis = &self->axes[2 - self->rank + i];

      *axis = (WbOnnxAxis) {
        .in = x_dims[2 + i],
        .size = get_item (node, "kernel_shape", i, kernel != NULL ? kernel[i] : -1),
        .stride = get_item (node, "strides", i, 1),
        .dilation = get_item (node, "dilations", i, 1),
        .before = get_item (node, "pads", i, 0),
        .after = get_item (node, "pads", self->rank + i, 0),
      };
      if (!is_sound (axis))
        return FALSE;
      if (transposed)
        place_transposed (node, axis, i);
      else
        place (node, axis);
      if (axis->out <= 0 || axis->out > LARGEST)
        return FALSE;
    }
  return TRUE;
}
