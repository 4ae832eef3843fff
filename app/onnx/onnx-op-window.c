/* SPDX-License-Identifier: MIT */
/* Convolutions, pools, and images that grow. x [N, C, H, W], or [N, C, W]. */
#include <math.h>
#include <string.h>

#include "app/onnx/onnx-window.h"

/* The places [from, to) of the window at output place @out that lie on the image. */
static void
clip (const WbOnnxAxis *axis, gint64 out, gint64 *from, gint64 *to)
{
  gint64 first = out * axis->stride - axis->before;

  *from = first >= 0 ? 0 : (-first + axis->dilation - 1) / axis->dilation;
  *to = first >= axis->in ? 0 : MIN (axis->size, (axis->in - first - 1) / axis->dilation + 1);
}

static WbOnnxTensor *
make_output (WbOnnxCall *call, const WbOnnxWindow *window, gint64 channels, GError **error)
{
  gint64 dims[] = { window->n, channels, window->axes[0].out, window->axes[1].out };

  if (window->rank == 1)
    dims[2] = dims[3];
  return wb_onnx_call_make (call, 0, FALSE, window->rank + 2, dims, error);
}

/* Image @index of a tensor of images. */
static const float *
get_image (const float *values, const WbOnnxWindow *window, gint64 index)
{
  return values + index * window->axes[0].in * window->axes[1].in;
}

/* One output place of one filter: Σ w·x over @channels of @x. */
static double
convolve_place (const WbOnnxWindow *window,
                gint64 channels,
                const float *x,
                const float *w,
                gint64 i,
                gint64 j)
{
  const WbOnnxAxis *down = &window->axes[0], *across = &window->axes[1];
  gint64 p0, p1, q0, q1;
  double sum = 0;

  clip (down, i, &p0, &p1);
  clip (across, j, &q0, &q1);
  for (gint64 c = 0; c < channels; c++)
    for (gint64 p = p0; p < p1; p++)
      {
        gint64 row = i * down->stride - down->before + p * down->dilation;
        const float *line = get_image (x, window, c) + row * across->in;
        const float *weights = w + (c * down->size + p) * across->size;

        for (gint64 q = q0; q < q1; q++)
          sum += (double) weights[q]
                 * line[j * across->stride - across->before + q * across->dilation];
      }
  return sum;
}

/* Whether bias @b has a number for each of @channels. */
static gboolean
fits_bias (const WbOnnxTensor *b, gint64 channels)
{
  return b == NULL || (b->reals != NULL && (gint64) b->n == channels);
}

static gboolean
run_conv (WbOnnxCall *call, GError **error)
{
  const WbOnnxTensor *x = call->inputs[0];
  const WbOnnxTensor *w = call->inputs[1];
  const WbOnnxTensor *b = call->n_inputs > 2 ? call->inputs[2] : NULL;
  gint64 group = wb_onnx_node_get_integer (call->node, "group", 1), filters, channels, place = 0;
  WbOnnxWindow window;
  WbOnnxTensor *y;

  if (w->rank != x->rank || group < 1
      || !wb_onnx_window_read (&window, call->node, x->rank, x->dims, w->dims + 2, FALSE)
      || w->dims[1] > G_MAXINT32 || group > G_MAXINT32 || w->dims[1] * group != x->dims[1]
      || w->dims[0] % group != 0 || !fits_bias (b, w->dims[0])
      || w->n != (gsize) (w->dims[0] * w->dims[1] * window.axes[0].size * window.axes[1].size))
    return wb_onnx_call_refuse_shapes (call, error);
  filters = w->dims[0];
  channels = w->dims[1];
  y = make_output (call, &window, filters, error);
  if (y == NULL
      || !wb_onnx_call_spend (call, (double) y->n * (double) (w->n / (gsize) filters), error))
    return FALSE;
  for (gint64 n = 0; n < window.n; n++)
    for (gint64 k = 0; k < filters; k++)
      for (gint64 i = 0; i < window.axes[0].out; i++)
        for (gint64 j = 0; j < window.axes[1].out; j++)
          y->reals[place++]
            = (float) (convolve_place (&window, channels,
                                       get_image (x->reals, &window,
                                                  n * window.channels
                                                    + k / (filters / group) * channels),
                                       w->reals + k * (gint64) (w->n / (gsize) filters), i, j)
                       + (b != NULL ? b->reals[k] : 0));
  return TRUE;
}

/* Spreads one input value over an output channel, which sums in doubles. */
static void
spread_place (const WbOnnxWindow *window, float x, const float *w, gint64 i, gint64 j, double *y)
{
  const WbOnnxAxis *down = &window->axes[0], *across = &window->axes[1];

  for (gint64 p = 0; p < down->size; p++)
    for (gint64 q = 0; q < across->size; q++)
      {
        gint64 row = i * down->stride - down->before + p * down->dilation;
        gint64 column = j * across->stride - across->before + q * across->dilation;

        if (row >= 0 && row < down->out && column >= 0 && column < across->out)
          y[row * across->out + column] += (double) x * w[p * across->size + q];
      }
}

/* Channel @k of sample @n: w is [C, filters of a group, window]. */
static void
transpose_channel (const WbOnnxWindow *window,
                   const WbOnnxTensor *x,
                   const WbOnnxTensor *w,
                   gint64 n,
                   gint64 k,
                   gint64 group,
                   double *y)
{
  gint64 filters = w->dims[1], channels = window->channels / group, first = k / filters * channels;
  gint64 size = window->axes[0].size * window->axes[1].size;

  for (gint64 c = first; c < first + channels; c++)
    {
      const float *image = get_image (x->reals, window, n * window->channels + c);

      for (gint64 i = 0; i < window->axes[0].in; i++)
        for (gint64 j = 0; j < window->axes[1].in; j++)
          spread_place (window, image[i * window->axes[1].in + j],
                        w->reals + (c * filters + k % filters) * size, i, j, y);
    }
}

static gboolean
run_conv_transpose (WbOnnxCall *call, GError **error)
{
  const WbOnnxTensor *x = call->inputs[0];
  const WbOnnxTensor *w = call->inputs[1];
  const WbOnnxTensor *b = call->n_inputs > 2 ? call->inputs[2] : NULL;
  gint64 group = wb_onnx_node_get_integer (call->node, "group", 1), filters;
  g_autofree double *sums = NULL;
  WbOnnxWindow window;
  WbOnnxTensor *y;
  gsize size;

  if (w->rank != x->rank || group < 1 || group > G_MAXINT16 || w->dims[1] > G_MAXINT32
      || !wb_onnx_window_read (&window, call->node, x->rank, x->dims, w->dims + 2, TRUE)
      || w->dims[0] != x->dims[1] || x->dims[1] % group != 0 || !fits_bias (b, w->dims[1] * group)
      || w->n != (gsize) (w->dims[0] * w->dims[1] * window.axes[0].size * window.axes[1].size))
    return wb_onnx_call_refuse_shapes (call, error);
  filters = w->dims[1] * group;
  y = make_output (call, &window, filters, error);
  if (y == NULL || !wb_onnx_call_spend (call, (double) x->n * (double) w->n, error))
    return FALSE;
  size = (gsize) (window.axes[0].out * window.axes[1].out);
  sums = g_new (double, size);
  for (gsize image = 0; image < (gsize) (window.n * filters); image++)
    {
      gint64 k = (gint64) image % filters;

      for (gsize i = 0; i < size; i++)
        sums[i] = b != NULL ? b->reals[k] : 0;
      transpose_channel (&window, x, w, (gint64) image / filters, k, group, sums);
      for (gsize i = 0; i < size; i++)
        y->reals[image * size + i] = (float) sums[i];
    }
  return TRUE;
}

typedef enum
{
  LARGEST_VALUE,
  MEAN_OF_INSIDE,
  MEAN_OF_ALL,
} Pooling;

static float
pool_place (const WbOnnxWindow *window, Pooling pooling, const float *x, gint64 i, gint64 j)
{
  const WbOnnxAxis *down = &window->axes[0], *across = &window->axes[1];
  gint64 p0, p1, q0, q1, n = 0;
  double largest = -INFINITY, sum = 0;

  clip (down, i, &p0, &p1);
  clip (across, j, &q0, &q1);
  for (gint64 p = p0; p < p1; p++)
    for (gint64 q = q0; q < q1; q++, n++)
      {
        gint64 row = i * down->stride - down->before + p * down->dilation;
        gint64 column = j * across->stride - across->before + q * across->dilation;
        float value = x[row * across->in + column];

        largest = MAX (largest, value);
        sum += value;
      }
  if (pooling == MEAN_OF_ALL)
    n = down->size * across->size;
  return (float) (pooling == LARGEST_VALUE ? largest : sum / (double) MAX (n, 1));
}

static gboolean
run_pool (WbOnnxCall *call, GError **error)
{
  const WbOnnxTensor *x = call->inputs[0];
  gboolean all = wb_onnx_node_get_integer (call->node, "count_include_pad", 0) != 0;
  Pooling pooling = g_str_equal (call->node->type, "MaxPool") ? LARGEST_VALUE
                    : all                                     ? MEAN_OF_ALL
                                                              : MEAN_OF_INSIDE;
  WbOnnxWindow window;
  WbOnnxTensor *y;
  gint64 place = 0;

  if (!wb_onnx_window_read (&window, call->node, x->rank, x->dims, NULL, FALSE))
    return wb_onnx_call_refuse_shapes (call, error);
  y = make_output (call, &window, window.channels, error);
  if (y == NULL
      || !wb_onnx_call_spend (call,
                              (double) y->n * (double) (window.axes[0].size * window.axes[1].size),
                              error))
    return FALSE;
  for (gint64 image = 0; image < window.n * window.channels; image++)
    for (gint64 i = 0; i < window.axes[0].out; i++)
      for (gint64 j = 0; j < window.axes[1].out; j++)
        y->reals[place++] = pool_place (&window, pooling, get_image (x->reals, &window, image), i,
                                        j);
  return TRUE;
}

static gboolean
run_global_pool (WbOnnxCall *call, GError **error)
{
  const WbOnnxTensor *x = call->inputs[0];
  gboolean mean = g_str_equal (call->node->type, "GlobalAveragePool");
  gint64 dims[WB_ONNX_MAX_RANK];
  WbOnnxTensor *y;
  gsize size;

  if (x->rank < 3 || x->n == 0)
    return wb_onnx_call_refuse_shapes (call, error);
  for (guint i = 0; i < x->rank; i++)
    dims[i] = i < 2 ? x->dims[i] : 1;
  y = wb_onnx_call_make (call, 0, FALSE, x->rank, dims, error);
  size = y != NULL ? x->n / y->n : 0;
  for (gsize i = 0; y != NULL && i < y->n; i++)
    {
      double sum = 0, largest = -INFINITY;

      for (gsize k = 0; k < size; k++)
        {
          sum += x->reals[i * size + k];
          largest = MAX (largest, x->reals[i * size + k]);
        }
      y->reals[i] = (float) (mean ? sum / (double) size : largest);
    }
  return y != NULL;
}

/* Where an axis reads while it grows: the two nearest places and the share of
 * the second. */
typedef struct
{
  gint64 first;
  gint64 second;
  double share;
} Reading;

typedef struct
{
  const char *coordinates;
  const char *rounding;
  gboolean linear;
} Resizing;

static Reading
read_axis (const Resizing *how, gint64 place, gint64 in, gint64 out, double scale)
{
  gboolean asymmetric = g_str_equal (how->coordinates, "asymmetric");
  gboolean corners = g_str_equal (how->coordinates, "align_corners");
  double at = asymmetric ? (double) place / scale
              : corners  ? (out > 1 ? (double) place * (double) (in - 1) / (double) (out - 1) : 0)
                         : ((double) place + 0.5) / scale - 0.5;
  double low = floor (at);

  if (g_str_equal (how->coordinates, "pytorch_half_pixel") && out == 1)
    at = low = 0;
  if (!how->linear)
    {
      low = g_str_equal (how->rounding, "floor")               ? floor (at)
            : g_str_equal (how->rounding, "ceil")              ? ceil (at)
            : g_str_equal (how->rounding, "round_prefer_ceil") ? floor (at + 0.5)
                                                               : ceil (at - 0.5);
      low = CLAMP (low, 0, (double) (in - 1));
      return (Reading) { (gint64) low, (gint64) low, 0 };
    }
  return (Reading) { (gint64) CLAMP (low, 0, (double) (in - 1)),
                     (gint64) CLAMP (low + 1, 0, (double) (in - 1)), at - low };
}

/* One axis after the other, which is the same as all at a time. */
static WbOnnxTensor *
resize_axis (WbOnnxCall *call,
             const WbOnnxTensor *x,
             const Resizing *how,
             guint axis,
             gint64 out,
             double scale,
             GError **error)
{
  gint64 dims[WB_ONNX_MAX_RANK], in = x->dims[axis];
  gsize after = 1, before;
  WbOnnxTensor *y;

  memcpy (dims, x->dims, sizeof dims);
  dims[axis] = out;
  y = wb_onnx_call_make (call, 0, FALSE, x->rank, dims, error);
  if (y == NULL)
    return NULL;
  for (guint i = axis + 1; i < x->rank; i++)
    after *= (gsize) x->dims[i];
  before = x->n / (after * (gsize) in);
  for (gsize i = 0; i < before; i++)
    for (gint64 k = 0; k < out; k++)
      {
        Reading reading = read_axis (how, k, in, out, scale);
        const float *one = x->reals + (i * (gsize) in + (gsize) reading.first) * after;
        const float *other = x->reals + (i * (gsize) in + (gsize) reading.second) * after;
        float *to = y->reals + (i * (gsize) out + (gsize) k) * after;

        for (gsize c = 0; c < after; c++)
          to[c] = (float) ((1 - reading.share) * one[c] + reading.share * other[c]);
      }
  return y;
}

static gboolean
plan_resize (const WbOnnxCall *call,
             const WbOnnxTensor *x,
             gint64 out[WB_ONNX_MAX_RANK],
             double scales[WB_ONNX_MAX_RANK])
{
  const WbOnnxAttribute *listed = wb_onnx_node_find (call->node, "scales");
  guint place = g_str_equal (call->node->type, "Upsample") || call->opset < 11 ? 1 : 2, n;
  const WbOnnxTensor *tensor = place < call->n_inputs ? call->inputs[place] : NULL;
  const gint64 *sizes = wb_onnx_call_get_integers (call, "sizes", 3, &n);

  for (guint i = 0; i < x->rank; i++)
    {
      if (tensor != NULL && tensor->n == x->rank && tensor->reals != NULL)
        scales[i] = tensor->reals[i];
      else if (listed != NULL && listed->reals->len == x->rank)
        scales[i] = g_array_index (listed->reals, float, i);
      else if (sizes != NULL && n == x->rank && x->dims[i] > 0)
        scales[i] = (double) sizes[i] / (double) x->dims[i];
      else
        return FALSE;
      if (!(scales[i] > 0 && scales[i] < G_MAXINT16) || x->dims[i] <= 0)
        return FALSE;
      out[i] = sizes != NULL && n == x->rank ? sizes[i]
                                             : (gint64) floor ((double) x->dims[i] * scales[i]);
    }
  return TRUE;
}

static gboolean
run_resize (WbOnnxCall *call, GError **error)
{
  const WbOnnxTensor *x = call->inputs[0];
  gboolean old = g_str_equal (call->node->type, "Upsample") || call->opset < 11;
  const char *mode = wb_onnx_node_get_text (call->node, "mode", "nearest");
  Resizing how = {
    .coordinates = wb_onnx_node_get_text (call->node, "coordinate_transformation_mode",
                                          old ? "asymmetric" : "half_pixel"),
    .rounding = wb_onnx_node_get_text (call->node, "nearest_mode",
                                       old ? "floor" : "round_prefer_floor"),
    .linear = g_str_equal (mode, "linear"),
  };
  gint64 out[WB_ONNX_MAX_RANK];
  double scales[WB_ONNX_MAX_RANK];
  g_autoptr (WbOnnxTensor) grown = NULL;

  if (!plan_resize (call, x, out, scales) || (!how.linear && !g_str_equal (mode, "nearest")))
    return wb_onnx_call_refuse_shapes (call, error);
  grown = wb_onnx_tensor_reshape (x, x->rank, x->dims);
  for (guint i = 0; i < x->rank; i++)
    if (scales[i] != 1)
      {
        WbOnnxTensor *next = resize_axis (call, grown, &how, i, out[i], scales[i], error);

        if (next == NULL)
          return FALSE;
        if (next->n == 0)
          return wb_onnx_call_refuse_shapes (call, error);
        wb_onnx_tensor_unref (grown);
        grown = g_steal_pointer (&call->outputs[0]);
      }
  call->outputs[0] = g_steal_pointer (&grown);
  return TRUE;
}

const WbOnnxOperator wb_onnx_window_operators[] = {
  { "Conv", "rr", run_conv },
  { "ConvTranspose", "rr", run_conv_transpose },
  { "MaxPool", "r", run_pool },
  { "AveragePool", "r", run_pool },
  { "GlobalAveragePool", "r", run_global_pool },
  { "GlobalMaxPool", "r", run_global_pool },
  { "Resize", "r", run_resize },
  { "Upsample", "r", run_resize },
  { NULL },
};
