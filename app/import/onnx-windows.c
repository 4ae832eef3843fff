/* SPDX-License-Identifier: MIT */
/* Convolutions, pools, and images that grow and shrink. What their windows add
 * around an image is “valid”, “same” as Keras has it, or a layer of its own.
 */
#include "app/onnx/onnx-window.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/import/onnx-reader.h"

/* The value's axes are [N, C, places…]; one of the places' axes may be of size
 * 1 and none of the layer's: then the window is over a series. */
typedef struct
{
  WbOnnxView *view;
  WbOnnxWindow window;
  gboolean series;
  guint first; /* 1 where only the width counts */
  gint64 pads[2 * WB_ONNX_MAX_RANK];
} Place;

static gboolean
is_still (const WbOnnxAxis *axis)
{
  return axis->in == 1 && axis->out == 1 && axis->size == 1 && axis->stride == 1;
}

static gboolean
refuse_window (const WbOnnxReader *self, GError **error)
{
  return wb_onnx_reader_refuse (self, error,
                                _ (
                                  "its window is over three axes, or its settings make no sense."));
}

/* Drops the still axis of a value that is a series seen as an image. */
static void
drop_still_axis (Place *place, WbOnnxView *seen)
{
  *seen = *place->view;
  if (place->window.rank == 2 && place->series)
    {
      guint still = place->window.axes[0].in == 1 && place->view->axes[2] == WB_AXIS_NONE ? 2 : 3;

      for (guint i = still; i + 1 < seen->rank; i++)
        seen->axes[i] = seen->axes[i + 1];
      seen->rank--;
      if (still == 3)
        place->window.axes[1] = place->window.axes[0];
    }
}

/* Whether the window at hand can take what was added around its input for its own. */
static gboolean
can_take_pads (const WbOnnxReader *self, const WbOnnxView *view)
{
  for (guint i = 0; i < 2 * view->rank; i++)
    if (view->pads[i] < 0 || (i % view->rank < 2 && view->pads[i] != 0))
      return FALSE;
  return view->lowest ? g_str_equal (self->node->type, "MaxPool")
                      : g_str_equal (self->node->type, "Conv");
}

static gboolean
take_pads (WbOnnxReader *self, Place *place, GError **error)
{
  const char *name = wb_onnx_node_get_input (self->node, 0);
  const WbOnnxView *view = wb_onnx_reader_find_view (self, name);

  memset (place->pads, 0, sizeof place->pads);
  if (view != NULL && view->kind == WB_VIEW_PADDED && can_take_pads (self, view))
    {
      memcpy (place->pads, view->pads, sizeof place->pads);
      name = view->base;
    }
  self->takes_swapped = g_str_equal (self->node->type, "Conv");
  place->view = wb_onnx_reader_make_layers (self, name, error);
  self->takes_swapped = FALSE;
  return place->view != NULL;
}

/* The window was read for the padded input. */
static void
add_pads (Place *place)
{
  guint rank = place->window.rank;

  for (guint i = 0; i < rank; i++)
    {
      WbOnnxAxis *axis = &place->window.axes[2 - rank + i];
      gint64 before = place->pads[2 + i], after = place->pads[rank + 4 + i];

      axis->in -= before + after;
      axis->before += before;
      axis->after += after;
    }
}

/* Reads the window and puts the channels last. */
static gboolean
find_place (WbOnnxReader *self,
            Place *place,
            const gint64 *kernel,
            gboolean transposed,
            WbOnnxView *seen,
            GError **error)
{
  const WbOnnxTensor *x = wb_onnx_reader_get_tensor (self, 0);
  const WbOnnxWindow *window = &place->window;

  if (!take_pads (self, place, error))
    return FALSE;
  if (!wb_onnx_window_read (&place->window, self->node, x->rank, x->dims, kernel, transposed))
    return refuse_window (self, error);
  add_pads (place);
  place->series = window->rank == 1;
  for (guint i = 0; window->rank == 2 && i < 2; i++)
    if (place->view->axes[2 + i] == WB_AXIS_NONE && is_still (&window->axes[i]))
      place->series = TRUE;
  drop_still_axis (place, seen);
  place->first = place->series ? 1 : 0;
  if (!wb_onnx_reader_arrange_channels (self, seen, error))
    return FALSE;
  *place->view = *seen;
  return TRUE;
}

/* The node's output: channels first, with the still axis where it was. */
static void
put_window (WbOnnxReader *self, const Place *place)
{
  const WbOnnxTensor *x = wb_onnx_reader_get_tensor (self, 0);
  static const int image[] = { 0, 3, 1, 2 }, series[] = { 0, 2, 1 };
  static const int flat[] = { 0, 2, -1, 1 }, tall[] = { 0, 2, 1, -1 };

  if (!place->series)
    wb_onnx_reader_put (self, 4, image);
  else if (x->rank == 3)
    wb_onnx_reader_put (self, 3, series);
  else
    wb_onnx_reader_put (self, 4, x->dims[2] == 1 ? flat : tall);
}

static void
name_window (const Place *place, const char *name, GString *options)
{
  const WbOnnxAxis *axes = place->window.axes;

  if (place->series)
    g_string_append_printf (options, "%s=%" G_GINT64_FORMAT ",strides=%" G_GINT64_FORMAT, name,
                            axes[1].size, axes[1].stride);
  else
    g_string_append_printf (options,
                            "%s=%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT ",strides=%" G_GINT64_FORMAT
                            ",%" G_GINT64_FORMAT,
                            name, axes[0].size, axes[1].size, axes[0].stride, axes[1].stride);
}

typedef enum
{
  PADDING_VALID,
  PADDING_SAME,
  PADDING_OTHER,
} Padding;

static Padding
judge_axis (const WbOnnxAxis *axis)
{
  gint64 out = (axis->in + axis->stride - 1) / axis->stride;
  gint64 total = MAX ((out - 1) * axis->stride + axis->size - axis->in, 0);

  if (axis->before == 0 && axis->out == (axis->in - axis->size) / axis->stride + 1
      && axis->in >= axis->size)
    return PADDING_VALID;
  return axis->out == out && axis->before == total / 2 ? PADDING_SAME : PADDING_OTHER;
}

/* Whether an axis that is valid would be the same with padding as well. */
static gboolean
is_both (const WbOnnxAxis *axis)
{
  gint64 out = (axis->in + axis->stride - 1) / axis->stride;

  return axis->out == out && axis->before == 0
         && (out - 1) * axis->stride + axis->size <= axis->in + 1
         && judge_axis (axis) == PADDING_VALID
         && MAX ((out - 1) * axis->stride + axis->size - axis->in, 0) == 0;
}

static Padding
judge (const Place *place)
{
  Padding all = PADDING_OTHER;
  gboolean valid = TRUE, same = TRUE;

  for (guint i = place->first; i < 2; i++)
    {
      Padding one = judge_axis (&place->window.axes[i]);

      valid = valid && one == PADDING_VALID;
      same = same && (one == PADDING_SAME || is_both (&place->window.axes[i]));
    }
  if (valid)
    all = PADDING_VALID;
  else if (same)
    all = PADDING_SAME;
  return all;
}

static gboolean
append_margins (WbOnnxReader *self,
                WbOnnxView *view,
                const char *type,
                const char *option,
                const gint64 m[4],
                GError **error)
{
  if (!wb_onnx_reader_append (self, view, error, type,
                              "%s=%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT
                              ",%" G_GINT64_FORMAT,
                              option, m[0], m[1], m[2], m[3]))
    return FALSE;
  view->layer = wb_onnx_reader_get_last (self);
  return TRUE;
}

/* Zeros around the image, as a layer: then the window is valid. What is added
 * behind and never reached is left out. */
static gboolean
append_padding (WbOnnxReader *self, Place *place, GError **error)
{
  gint64 m[4] = { 0 };

  if (place->series)
    return wb_onnx_reader_refuse (self, error,
                                  _ ("it pads a series in another way than “same” or “valid”, "
                                     "which no layer here does. Train it with one of the two."));
  for (guint i = 0; i < 2; i++)
    {
      const WbOnnxAxis *axis = &place->window.axes[i];

      m[2 * i] = axis->before;
      m[2 * i + 1] = MAX ((axis->out - 1) * axis->stride + axis->size - axis->in - axis->before, 0);
    }
  return append_margins (self, place->view, "ZeroPadding2D", "padding", m, error);
}

static gboolean
check_dilation (const WbOnnxReader *self, const Place *place, GError **error)
{
  if (place->window.axes[0].dilation == 1 && place->window.axes[1].dilation == 1)
    return TRUE;
  return wb_onnx_reader_refuse (self, error,
                                _ ("its window is dilated, which no layer here does. Use a larger "
                                   "kernel, or strides."));
}

/* ONNX' [a, b, h, w] as Keras' [h, w, b, a]; the same with one axis of places. */
static float *
turn_kernel (const WbOnnxTensor *w)
{
  gsize a = (gsize) w->dims[0], b = (gsize) w->dims[1], places = w->n / (a * b);
  float *kernel = g_new (float, w->n);

  for (gsize i = 0; i < a; i++)
    for (gsize k = 0; k < b; k++)
      for (gsize p = 0; p < places; p++)
        kernel[(p * b + k) * a + i] = w->reals[(i * b + k) * places + p];
  return kernel;
}

/* [places, in, filters]: the first @first channels of the graph are the last here. */
static void
swap_channels (float *kernel, const WbOnnxTensor *w, gsize first)
{
  gsize filters = (gsize) w->dims[0], in = (gsize) w->dims[1];
  g_autofree float *old = g_memdup2 (kernel, w->n * sizeof (float));

  for (gsize row = 0; row < w->n / filters; row++)
    {
      gsize channel = row % in, to = channel < first ? in - first + channel : channel - first;

      memcpy (kernel + (row - channel + to) * filters, old + row * filters,
              filters * sizeof (float));
    }
}

static gboolean
add_kernel (WbOnnxReader *self, gsize n, float *kernel, gsize n_bias, GError **error)
{
  const WbOnnxTensor *b = wb_onnx_reader_get_constant (self, 2);

  wb_onnx_reader_add_weight (self, "kernel", n, kernel);
  if (wb_onnx_node_get_input (self->node, 2) == NULL)
    return TRUE;
  if (b == NULL || b->n != n_bias)
    return wb_onnx_reader_refuse (self, error, _ ("its offset is not a constant list of numbers."));
  wb_onnx_reader_add_weight (self, "bias", n_bias, g_memdup2 (b->reals, n_bias * sizeof (float)));
  return TRUE;
}

static gboolean
is_depthwise (const Place *place, gint64 group)
{
  return group == place->window.channels && group > 1 && !place->series;
}

/* [C·m, 1, h, w] as [h, w, C, m]. */
static float *
turn_depthwise (const WbOnnxTensor *w)
{
  gsize filters = (gsize) w->dims[0], places = w->n / filters;
  float *kernel = g_new (float, w->n);

  for (gsize i = 0; i < filters; i++)
    for (gsize p = 0; p < places; p++)
      kernel[p * filters + i] = w->reals[i * places + p];
  return kernel;
}

static gboolean
read_conv (WbOnnxReader *self, GError **error)
{
  const WbOnnxTensor *w = wb_onnx_reader_get_constant (self, 1);
  gint64 group = wb_onnx_node_get_integer (self->node, "group", 1);
  const char *use_bias = wb_onnx_node_get_input (self->node, 2) != NULL ? "true" : "false";
  g_autoptr (GString) options = g_string_new (NULL);
  g_autofree float *kernel = NULL;
  Padding padding;
  WbOnnxView seen;
  Place place;

  if (w == NULL || w->rank < 3)
    return wb_onnx_reader_refuse (self, error, _ ("its weights are not constants."));
  if (!find_place (self, &place, w->dims + 2, FALSE, &seen, error)
      || !check_dilation (self, &place, error))
    return FALSE;
  if (group != 1 && (!is_depthwise (&place, group) || place.view->swapped > 0))
    return wb_onnx_reader_refuse (self, error,
                                  _ ("it has groups of channels. Here all channels meet all "
                                     "filters, or each has filters of its own."));
  padding = judge (&place);
  if (padding == PADDING_OTHER && !append_padding (self, &place, error))
    return FALSE;
  kernel = group != 1 ? turn_depthwise (w) : turn_kernel (w);
  if (place.view->swapped > 0)
    swap_channels (kernel, w, place.view->swapped);
  name_window (&place, "kernel_size", options);
  g_string_append_printf (options, ",padding=%s,use_bias=%s",
                          padding == PADDING_SAME ? "same" : "valid", use_bias);
  if (group != 1)
    g_string_append_printf (options, ",depth_multiplier=%" G_GINT64_FORMAT, w->dims[0] / group);
  else
    g_string_append_printf (options, ",filters=%" G_GINT64_FORMAT, w->dims[0]);
  if (!wb_onnx_reader_append (self, place.view, error,
                              group != 1     ? "DepthwiseConv2D"
                              : place.series ? "Conv1D"
                                             : "Conv2D",
                              "%s", options->str)
      || !add_kernel (self, w->n, g_steal_pointer (&kernel), (gsize) w->dims[0], error))
    return FALSE;
  put_window (self, &place);
  return TRUE;
}

/* What Keras cuts off before the first place. */
static gint64
count_cut (const WbOnnxAxis *axis, gboolean same)
{
  return same ? MAX (axis->size - axis->stride, 0) / 2 : 0;
}

static gint64
count_out (const WbOnnxAxis *axis, gboolean same)
{
  return axis->in * axis->stride + (same ? 0 : MAX (axis->size - axis->stride, 0));
}

static gboolean
is_grown (const Place *place, gboolean same)
{
  for (guint i = 0; i < 2; i++)
    if (place->window.axes[i].out != count_out (&place->window.axes[i], same)
        || place->window.axes[i].before != count_cut (&place->window.axes[i], same))
      return FALSE;
  return TRUE;
}

/* Keras' valid gives all that there is; other margins are cropped from that. */
static gboolean
append_cropping (WbOnnxReader *self, Place *place, GError **error)
{
  gint64 m[4];

  for (guint i = 0; i < 2; i++)
    {
      const WbOnnxAxis *axis = &place->window.axes[i];

      m[2 * i] = axis->before;
      m[2 * i + 1] = count_out (axis, FALSE) - axis->out - axis->before;
    }
  place->view->layer = wb_onnx_reader_get_last (self);
  return (m[0] | m[1] | m[2] | m[3]) == 0
         || append_margins (self, place->view, "Cropping2D", "cropping", m, error);
}

/* Output padding may add places that no input reaches: a larger kernel with zeros at its
 * end reaches them, and computes the same. */
static void
grow_window (const WbOnnxReader *self, Place *place)
{
  WbOnnxAxis *axes = place->window.axes;
  gboolean grown = FALSE;

  for (guint i = 0; i < 2; i++)
    {
      gint64 reach = axes[i].before + axes[i].out;

      if (reach <= count_out (&axes[i], FALSE))
        continue;
      axes[i].size = reach - axes[i].in * axes[i].stride + axes[i].stride;
      grown = TRUE;
    }
  if (grown)
    g_ptr_array_add (self->notes,
                     g_strdup_printf (_ ("The kernel of layer “%s” was made larger with zeros, so "
                                         "that it reaches its output padding."),
                                      *self->node->name != '\0'
                                        ? self->node->name
                                        : wb_onnx_node_get_output (self->node, 0)));
}

/* [h, w, filters, C] in the upper left of a kernel of the window's size. */
static float *
grow_kernel (const Place *place, const WbOnnxTensor *w, gsize *n)
{
  gsize height = (gsize) place->window.axes[0].size, width = (gsize) place->window.axes[1].size;
  gsize row = (gsize) (w->dims[0] * w->dims[1]), own = row * (gsize) w->dims[3];
  g_autofree float *kernel = turn_kernel (w);
  float *grown;

  *n = height * width * row;
  grown = g_new0 (float, *n);
  for (gsize y = 0; y < (gsize) w->dims[2]; y++)
    memcpy (grown + y * width * row, kernel + y * own, own * sizeof (float));
  return grown;
}

static gboolean
read_conv_transpose (WbOnnxReader *self, GError **error)
{
  const WbOnnxTensor *w = wb_onnx_reader_get_constant (self, 1);
  const char *use_bias = wb_onnx_node_get_input (self->node, 2) != NULL ? "true" : "false";
  g_autoptr (GString) options = g_string_new (NULL);
  WbOnnxView seen;
  gboolean same, valid;
  float *kernel;
  Place place;
  gsize n;

  if (w == NULL || w->rank < 3)
    return wb_onnx_reader_refuse (self, error, _ ("its weights are not constants."));
  if (!find_place (self, &place, w->dims + 2, TRUE, &seen, error)
      || !check_dilation (self, &place, error))
    return FALSE;
  if (place.series || wb_onnx_node_get_integer (self->node, "group", 1) != 1)
    return wb_onnx_reader_refuse (self, error,
                                  _ ("it is over a series or has groups of channels, and there is "
                                     "no such transposed layer here. UpSampling and a convolution "
                                     "do the like."));
  same = is_grown (&place, TRUE);
  valid = is_grown (&place, FALSE);
  if (!same && !valid)
    grow_window (self, &place);
  name_window (&place, "kernel_size", options);
  g_string_append_printf (options, ",padding=%s,use_bias=%s,filters=%" G_GINT64_FORMAT,
                          same && !valid ? "same" : "valid", use_bias, w->dims[1]);
  if (!wb_onnx_reader_append (self, place.view, error, "Conv2DTranspose", "%s", options->str))
    return FALSE;
  kernel = grow_kernel (&place, w, &n);
  if (!add_kernel (self, n, kernel, (gsize) w->dims[1], error)
      || (!same && !valid && !append_cropping (self, &place, error)))
    return FALSE;
  put_window (self, &place);
  return TRUE;
}

/* Whether the layer's numbers cannot be below zero, so that zeros around it
 * never are the largest. */
static gboolean
is_positive (const WbOnnxReader *self, const WbOnnxView *view)
{
  for (guint i = view->layer; i > 0; i--)
    {
      const AeLayer *layer = ae_model_get_layer (self->model, i);
      AeActivation activation = ae_layer_class_activation (layer->klass, layer->options);

      if (activation == AE_ACTIVATION_RELU || activation == AE_ACTIVATION_SIGMOID
          || activation == AE_ACTIVATION_SOFTPLUS || activation == AE_ACTIVATION_SOFTMAX)
        return TRUE;
      if (!(layer->klass->flags & AE_LAYER_KEEPS_RANGE))
        return FALSE;
    }
  return FALSE;
}

static gboolean
read_pool (WbOnnxReader *self, GError **error)
{
  gboolean largest = g_str_equal (self->node->type, "MaxPool");
  gboolean counts = wb_onnx_node_get_integer (self->node, "count_include_pad", 0) != 0;
  g_autoptr (GString) options = g_string_new (NULL);
  Padding padding;
  WbOnnxView seen;
  Place place;

  if (!find_place (self, &place, NULL, FALSE, &seen, error)
      || !check_dilation (self, &place, error))
    return FALSE;
  if (place.series && !largest)
    return wb_onnx_reader_refuse (self, error,
                                  _ ("there is no mean pooling of series here. MaxPooling1D is one "
                                     "that there is."));
  padding = judge (&place);
  if (!largest && counts && padding != PADDING_VALID)
    padding = PADDING_OTHER;
  if (padding == PADDING_OTHER)
    {
      if (largest ? !is_positive (self, place.view) : !counts)
        return wb_onnx_reader_refuse (self, error,
                                      _ ("it pads in another way than “same” or “valid”, and zeros "
                                         "around the image would change it. Put a ReLU before it, "
                                         "or train it without padding."));
      if (!append_padding (self, &place, error))
        return FALSE;
    }
  name_window (&place, "pool_size", options);
  g_string_append_printf (options, ",padding=%s", padding == PADDING_SAME ? "same" : "valid");
  if (!wb_onnx_reader_append (self, place.view, error,
                              place.series ? "MaxPooling1D"
                              : largest    ? "MaxPooling2D"
                                           : "AveragePooling2D",
                              "%s", options->str))
    return FALSE;
  put_window (self, &place);
  return TRUE;
}

static gboolean
read_global_pool (WbOnnxReader *self, GError **error)
{
  static const int axes[] = { 0, 1, -1, -1 };
  WbOnnxView *view = wb_onnx_reader_make_input_layers (self, 0, error);

  if (view == NULL || !wb_onnx_reader_arrange_channels (self, view, error)
      || !wb_onnx_reader_append (self, view, error, "GlobalAveragePooling2D", "%s", ""))
    return FALSE;
  wb_onnx_reader_put (self, 4, axes);
  return TRUE;
}

static gboolean
is_smooth (const WbOnnxReader *self)
{
  const char *mode = wb_onnx_node_get_text (self->node, "mode", "nearest");

  return g_str_equal (mode, "linear") || g_str_equal (mode, "bilinear");
}

/* Whole factors, channels apart; that it reads where a layer here does, the
 * comparison at the end tells. */
static gboolean
read_resize (WbOnnxReader *self, GError **error)
{
  WbOnnxView *view = wb_onnx_reader_make_input_layers (self, 0, error);
  const WbOnnxTensor *x = wb_onnx_reader_get_tensor (self, 0);
  const WbOnnxTensor *y = wb_onnx_reader_find_tensor (self,
                                                      wb_onnx_node_get_output (self->node, 0));
  int axes[WB_ONNX_MAX_RANK];
  guint factors[AE_MAX_RANK + 1] = { 1, 1, 1, 1, 1 };
  const AeShape *shape;
  gboolean appended;
  guint rank;

  if (view == NULL)
    return FALSE;
  shape = wb_onnx_reader_get_shape (self, view->layer);
  rank = view->rank;
  memcpy (axes, view->axes, sizeof axes);
  for (guint i = 0; i < rank; i++)
    {
      if (y->dims[i] % x->dims[i] != 0 || (axes[i] <= 0 && y->dims[i] != x->dims[i])
          || (axes[i] == (int) shape->rank && y->dims[i] != x->dims[i]))
        return wb_onnx_reader_refuse (self, error,
                                      _ ("it does not grow an image by whole factors, which is "
                                         "what UpSampling does here."));
      if (axes[i] > 0)
        factors[axes[i]] = (guint) (y->dims[i] / x->dims[i]);
    }
  if (shape->rank == 2)
    appended = !is_smooth (self)
                 ? wb_onnx_reader_append (self, view, error, "UpSampling1D", "size=%u", factors[1])
                 : wb_onnx_reader_refuse (self, error,
                                          _ (
                                            "UpSampling1D repeats steps and does not blend them."));
  else
    appended = wb_onnx_reader_append (self, view, error, "UpSampling2D",
                                      "size=%u,%u,interpolation=%s", factors[1], factors[2],
                                      is_smooth (self) ? "bilinear" : "nearest");
  if (!appended)
    return FALSE;
  wb_onnx_reader_put (self, rank, axes);
  return TRUE;
}

gboolean
wb_onnx_reader_make_pad_layers (WbOnnxReader *self, WbOnnxView *view, GError **error)
{
  gint64 added[4] = { 0 }, cut[4] = { 0 };

  if (view->lowest)
    return wb_onnx_reader_refuse (self, error,
                                  _ ("it pads with something else than zeros, and ZeroPadding2D "
                                     "is what there is here."));
  for (guint i = 0; i < 2 * view->rank; i++)
    {
      int axis = view->axes[i % view->rank];
      guint side = i / view->rank;

      if (view->pads[i] == 0)
        continue;
      if (axis < 1 || axis > 2 || wb_onnx_reader_get_shape (self, view->layer)->rank != 3)
        return wb_onnx_reader_refuse (self, error,
                                      _ ("it adds or takes off along another axis than height "
                                         "and width."));
      added[2 * ((guint) axis - 1) + side] = MAX (view->pads[i], 0);
      cut[2 * ((guint) axis - 1) + side] = MAX (-view->pads[i], 0);
    }
  if ((cut[0] | cut[1] | cut[2] | cut[3]) != 0
      && !append_margins (self, view, "Cropping2D", "cropping", cut, error))
    return FALSE;
  return (added[0] | added[1] | added[2] | added[3]) == 0
         || append_margins (self, view, "ZeroPadding2D", "padding", added, error);
}

/* Margins for each axis of the value, before and behind; a layer of them is made
 * when something takes the result. */
static gboolean
put_margins (WbOnnxReader *self, const WbOnnxView *view, const gint64 *pads, gboolean lowest)
{
  WbOnnxView padded = *view;

  padded.kind = WB_VIEW_PADDED;
  padded.base = wb_onnx_node_get_input (self->node, 0);
  padded.lowest = lowest;
  memcpy (padded.pads, pads, 2 * view->rank * sizeof pads[0]);
  wb_onnx_reader_put_copy (self, 0, &padded);
  return TRUE;
}

static gboolean
read_pad (WbOnnxReader *self, GError **error)
{
  WbOnnxView *view = wb_onnx_reader_make_input_layers (self, 0, error);
  const WbOnnxAttribute *listed = wb_onnx_node_find (self->node, "pads");
  const WbOnnxTensor *tensor = wb_onnx_reader_get_tensor (self, 1);
  const WbOnnxTensor *value = wb_onnx_reader_get_constant (self, 2);
  const char *mode = wb_onnx_node_get_text (self->node, "mode", "constant");
  const gint64 *pads = listed != NULL   ? (const gint64 *) listed->integers->data
                       : tensor != NULL ? tensor->integers
                                        : NULL;
  float filling = value != NULL && value->n == 1 ? value->reals[0]
                                                 : wb_onnx_node_get_real (self->node, "value", 0);
  /* Copies of the rim are no larger than the rim, which every window there sees. */
  gboolean lowest = g_str_equal (mode, "edge")
                    || (g_str_equal (mode, "constant") && filling < -1e30f);

  if (view == NULL)
    return FALSE;
  if (pads != NULL && (lowest || (g_str_equal (mode, "constant") && filling == 0)))
    return put_margins (self, view, pads, lowest);
  return wb_onnx_reader_refuse (self, error,
                                _ ("it pads with something else than zeros, and ZeroPadding2D "
                                   "is what there is here."));
}

/* A part of an image without gaps: Cropping2D. */
static gboolean
read_slice (WbOnnxReader *self, GError **error)
{
  WbOnnxView *view = wb_onnx_reader_make_input_layers (self, 0, error);
  const WbOnnxTensor *x = wb_onnx_reader_get_tensor (self, 0);
  const WbOnnxTensor *y = wb_onnx_reader_find_tensor (self,
                                                      wb_onnx_node_get_output (self->node, 0));
  const WbOnnxAttribute *listed[] = { wb_onnx_node_find (self->node, "starts"),
                                      wb_onnx_node_find (self->node, "axes") };
  const WbOnnxTensor *starts = wb_onnx_reader_get_tensor (self, 1);
  const WbOnnxTensor *axes = wb_onnx_reader_get_tensor (self, 3);
  const WbOnnxTensor *steps = wb_onnx_reader_get_tensor (self, 4);
  gint64 pads[2 * WB_ONNX_MAX_RANK] = { 0 };
  gsize n = listed[0] != NULL ? listed[0]->integers->len : starts != NULL ? starts->n : 0;

  if (view == NULL)
    return FALSE;
  for (gsize i = 0; steps != NULL && i < steps->n; i++)
    if (steps->integers[i] != 1)
      return wb_onnx_reader_refuse (self, error,
                                    _ ("it leaves places out, which no layer here does."));
  for (gsize i = 0; i < n; i++)
    {
      gint64 start = listed[0] != NULL ? g_array_index (listed[0]->integers, gint64, i)
                                       : starts->integers[i];
      gint64 axis = listed[1] != NULL && i < listed[1]->integers->len
                      ? g_array_index (listed[1]->integers, gint64, i)
                    : axes != NULL ? axes->integers[i]
                                   : (gint64) i;

      axis += axis < 0 ? x->rank : 0;
      start += start < 0 ? x->dims[axis] : 0;
      if (y->dims[axis] == 1 && wb_onnx_reader_is_last_step (self, view, axis, start))
        return wb_onnx_reader_put_last_step (self, view, axis, TRUE, error);
      pads[axis] = -CLAMP (start, 0, x->dims[axis]);
      pads[x->rank + axis] = y->dims[axis] - x->dims[axis] - pads[axis];
    }
  return put_margins (self, view, pads, FALSE);
}

const WbOnnxReading wb_onnx_window_readings[] = {
  { "Conv", read_conv },
  { "ConvTranspose", read_conv_transpose },
  { "MaxPool", read_pool },
  { "AveragePool", read_pool },
  { "GlobalAveragePool", read_global_pool },
  { "Resize", read_resize },
  { "Upsample", read_resize },
  { "Pad", read_pad },
  { "Slice", read_slice },
  { NULL },
};
