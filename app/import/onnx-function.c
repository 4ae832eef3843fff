/* SPDX-License-Identifier: MIT */
/* Operators that work on each number or each row: gathered, then told by what
 * they compute on numbers that are chosen for it.
 */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "app/import/onnx-reader.h"

/* The value that a function of @name is a function of. */
static const char *
get_base (const WbOnnxView *view, const char *name)
{
  return view->kind == WB_VIEW_SCALAR || view->kind == WB_VIEW_ROW ? view->base : name;
}

/* The node's output is a function of @base. */
static void
gather (WbOnnxReader *self, const WbOnnxView *view, const char *base, WbViewKind kind)
{
  WbOnnxView gathered = { .kind = kind, .layer = view->layer, .rank = view->rank, .base = base };

  memcpy (gathered.axes, view->axes, sizeof gathered.axes);
  wb_onnx_reader_put_copy (self, 0, &gathered);
}

/* What a function may be of: a product need not be a layer before the function is one. */
static WbOnnxView *
get_operand (WbOnnxReader *self, guint index, GError **error)
{
  const char *name = wb_onnx_node_get_input (self->node, index);
  WbOnnxView *view = wb_onnx_reader_find_view (self, name);

  if (view != NULL && view->kind != WB_VIEW_NOISE)
    return view;
  return wb_onnx_reader_make_layers (self, name, error);
}

/* Whether a constant is the same number for all channels. */
static gboolean
is_single (const WbOnnxReader *self, const WbOnnxView *view, const WbOnnxTensor *constant)
{
  gsize channels = view->kind == WB_VIEW_LINEAR
                     ? view->units
                     : ae_shape_last (wb_onnx_reader_get_shape (self, view->layer));

  return constant->n == 1 && (constant->rank == 0 || view->kind == WB_VIEW_SCALAR || channels > 1);
}

static gboolean
read_unary (WbOnnxReader *self, GError **error)
{
  const char *name = wb_onnx_node_get_input (self->node, 0);
  WbOnnxView *view = get_operand (self, 0, error);

  if (view == NULL)
    return FALSE;
  gather (self, view, get_base (view, name),
          view->kind == WB_VIEW_ROW ? WB_VIEW_ROW : WB_VIEW_SCALAR);
  return TRUE;
}

/* The deviation of random numbers: their product with a function of a value. */
static gboolean
read_noise_factor (WbOnnxReader *self, guint noise, GError **error)
{
  const char *factor = wb_onnx_node_get_input (self->node, 1 - noise);
  const WbOnnxView *view = wb_onnx_reader_find_view (self,
                                                     wb_onnx_node_get_input (self->node, noise));
  WbOnnxView scaled = *view;

  if (!g_str_equal (self->node->type, "Mul") || view->base != NULL)
    return wb_onnx_reader_refuse (self, error,
                                  _ ("it draws random numbers in another way than a Gaussian code "
                                     "does. Export the encoder and the decoder by themselves."));
  scaled.base = factor;
  wb_onnx_reader_put_copy (self, 0, &scaled);
  return TRUE;
}

/* A number, or one for each channel; a function of rows takes both. */
static gboolean
read_with_constant (WbOnnxReader *self, guint live, GError **error)
{
  const char *name = wb_onnx_node_get_input (self->node, live);
  const WbOnnxTensor *constant = wb_onnx_reader_get_constant (self, 1 - live);
  WbOnnxView *view = get_operand (self, live, error), plain;
  g_autofree float *channels = NULL;
  gboolean divides = g_str_equal (self->node->type, "Div");
  gboolean adds = g_str_equal (self->node->type, "Add"),
           subtracts = g_str_equal (self->node->type, "Sub");
  guint n;
  float *scale, *offset;

  if (view == NULL)
    return FALSE;
  if (constant == NULL)
    return wb_onnx_reader_refuse (self, error, _ ("its other input is not a constant of numbers."));
  if (view->kind == WB_VIEW_ROW || is_single (self, view, constant))
    {
      gather (self, view, get_base (view, name),
              view->kind == WB_VIEW_ROW ? WB_VIEW_ROW : WB_VIEW_SCALAR);
      return TRUE;
    }
  view = wb_onnx_reader_make_layers (self, name, error);
  if (view == NULL)
    return FALSE;
  channels = wb_onnx_reader_spread_channels (self, view, constant);
  if (channels == NULL && constant->dims[constant->rank - 1] > 1)
    {
      if (!wb_onnx_reader_arrange_last (self, view, error))
        return FALSE;
      channels = wb_onnx_reader_spread_channels (self, view, constant);
    }
  if (channels == NULL || (live == 1 && divides)
      || (!adds && !subtracts && !divides && !g_str_equal (self->node->type, "Mul")))
    return wb_onnx_reader_refuse (self, error,
                                  _ ("its constant has more than a number for each channel, or "
                                     "is used in a way that no layer here has."));
  n = ae_shape_last (wb_onnx_reader_get_shape (self, view->layer));
  scale = g_new (float, n);
  offset = g_new0 (float, n);
  for (guint i = 0; i < n; i++)
    {
      scale[i] = adds        ? 1
                 : subtracts ? (live == 1 ? -1 : 1)
                 : divides   ? 1 / channels[i]
                             : channels[i];
      offset[i] = adds ? channels[i] : subtracts ? (live == 1 ? channels[i] : -channels[i]) : 0;
    }
  plain = *view;
  if (!wb_onnx_reader_append_affine (self, &plain, scale, offset, error))
    return FALSE;
  wb_onnx_reader_put_copy (self, 0, &plain);
  return TRUE;
}

/* z = mean + e^(v/2)·ε, where both are products of one layer's output. */
static gboolean
read_sampling (WbOnnxReader *self, guint noise, GError **error)
{
  WbOnnxView *mean = wb_onnx_reader_find_view (self,
                                               wb_onnx_node_get_input (self->node, 1 - noise));
  const WbOnnxView *random = wb_onnx_reader_find_view (self,
                                                       wb_onnx_node_get_input (self->node, noise));
  WbOnnxView *deviation = wb_onnx_reader_find_view (self, random->base);
  WbOnnxView *v = deviation != NULL ? wb_onnx_reader_find_view (self, deviation->base) : NULL;
  static const float probe[] = { 0, 1, -2 };
  const int axes[] = { 0, 1 };

  if (v == NULL || mean == NULL || v->kind != WB_VIEW_LINEAR || mean->kind != WB_VIEW_LINEAR
      || v->layer != mean->layer || v->units != mean->units || v->bias == NULL
      || mean->bias == NULL)
    return wb_onnx_reader_refuse (self, error,
                                  _ ("it draws random numbers in another way than a Gaussian code "
                                     "does. Export the encoder and the decoder by themselves."));
  for (guint i = 0; i < G_N_ELEMENTS (probe); i++)
    {
      g_autoptr (WbOnnxTensor) x = NULL, y = NULL;
      const WbOnnxTensor *like = wb_onnx_reader_find_tensor (self, deviation->base);

      x = wb_onnx_tensor_new (FALSE, like->rank, like->dims);
      for (gsize k = 0; k < x->n; k++)
        x->reals[k] = probe[i];
      y = wb_onnx_reader_compute (self, deviation->base, x, random->base);
      if (y == NULL || y->n == 0 || fabs (y->reals[0] - exp (probe[i] / 2)) > 1e-5)
        return wb_onnx_reader_refuse (self, error,
                                      _ ("its deviation is not e to half of a logarithm of the "
                                         "variance, as that of a Gaussian code is."));
    }
  if (!wb_onnx_reader_append (self, mean, error, "GaussianCode", "units=%" G_GSIZE_FORMAT,
                              mean->units))
    return FALSE;
  wb_onnx_reader_add_weight (self, "mean_kernel", mean->in * mean->units,
                             g_steal_pointer (&mean->kernel));
  wb_onnx_reader_add_weight (self, "mean_bias", mean->units, g_steal_pointer (&mean->bias));
  wb_onnx_reader_add_weight (self, "log_variance_kernel", v->in * v->units,
                             g_steal_pointer (&v->kernel));
  wb_onnx_reader_add_weight (self, "log_variance_bias", v->units, g_steal_pointer (&v->bias));
  wb_onnx_reader_put (self, 2, axes);
  return TRUE;
}

/* The two halves of a Bidirectional, put together in one of its ways. */
static gboolean
read_merge (WbOnnxReader *self, const WbOnnxView *half, const char *mode, GError **error)
{
  guint last = wb_onnx_reader_get_last (self);
  const AeLayer *layer = ae_model_get_layer (self->model, last);
  AeShape *shape = &g_array_index (self->shapes, AeShape, last);
  g_autofree gpointer options = g_memdup2 (layer->options, layer->klass->options_size);
  AeModel *model;
  WbOnnxView whole = *half;

  if (half->layer != last || !ae_options_set_text (layer->klass->options, options, mode, error))
    return half->layer == last
             ? FALSE
             : wb_onnx_reader_refuse (self, error, _ ("other layers come between."));
  model = ae_model_with_options (self->model, last, options);
  ae_model_unref (self->model);
  self->model = model;
  if (!g_str_equal (mode, "merge_mode=concat"))
    shape->dims[shape->rank - 1] /= 2;
  whole.side = 0;
  wb_onnx_reader_put_copy (self, 0, &whole);
  return TRUE;
}

/* A skip: one of the two is the last layer, the other an earlier one. */
static gboolean
read_join (WbOnnxReader *self, const char *type, GError **error)
{
  WbOnnxView *a = wb_onnx_reader_make_input_layers (self, 0, error);
  WbOnnxView *b = a != NULL ? wb_onnx_reader_make_input_layers (self, 1, error) : NULL;
  gboolean a_last, same;
  const WbOnnxView *spine, *skip;
  WbOnnxView *joined;

  if (b == NULL)
    return FALSE;
  a_last = a->layer == wb_onnx_reader_get_last (self);
  spine = a_last ? a : b;
  skip = a_last ? b : a;
  same = a->rank == b->rank && memcmp (a->axes, b->axes, a->rank * sizeof a->axes[0]) == 0;
  if (!same)
    return wb_onnx_reader_refuse (self, error,
                                  _ ("its two inputs have their axes in different orders here."));
  if (!wb_onnx_reader_append (self, spine, error, type, "source=%u",
                              ae_model_get_layer (self->model, skip->layer)->id))
    return FALSE;
  joined = wb_onnx_reader_put (self, spine->rank, spine->axes);
  if (!a_last && joined != NULL && g_str_equal (type, "Concatenate"))
    joined->swapped = ae_shape_last (wb_onnx_reader_get_shape (self, skip->layer));
  return TRUE;
}

static gboolean
read_two (WbOnnxReader *self, GError **error)
{
  const char *names[] = { wb_onnx_node_get_input (self->node, 0),
                          wb_onnx_node_get_input (self->node, 1) };
  WbOnnxView *views[2];
  const char *type = self->node->type;

  for (guint i = 0; i < 2; i++)
    {
      views[i] = wb_onnx_reader_find_view (self, names[i]);
      if (views[i] == NULL)
        return wb_onnx_reader_refuse (self, error,
                                      _ ("it takes a value that no layer here outputs."));
    }
  for (guint i = 0; i < 2; i++)
    if (views[i]->kind == WB_VIEW_NOISE)
      return g_str_equal (type, "Add") ? read_sampling (self, i, error)
                                       : read_noise_factor (self, i, error);
  if (views[0]->side != 0 && views[1]->side != 0 && views[0]->side != views[1]->side)
    return read_merge (self, views[0],
                       g_str_equal (type, "Add") ? "merge_mode=sum" : "merge_mode=mul", error);
  if (g_str_equal (get_base (views[0], names[0]), get_base (views[1], names[1])))
    {
      const WbOnnxView *view = views[0]->kind == WB_VIEW_PLAIN ? views[1] : views[0];
      gboolean row = views[0]->kind == WB_VIEW_ROW || views[1]->kind == WB_VIEW_ROW;

      gather (self, view, get_base (views[0], names[0]), row ? WB_VIEW_ROW : WB_VIEW_SCALAR);
      return TRUE;
    }
  if (g_str_equal (type, "Add"))
    return read_join (self, "Add", error);
  return wb_onnx_reader_refuse (self, error,
                                _ ("no layer here joins two branches in this way. Add and "
                                   "Concatenate do."));
}

/* A product waits for its offset, so that both are one layer. */
static gboolean
read_bias (WbOnnxReader *self, guint live, GError **error)
{
  const WbOnnxView *view = wb_onnx_reader_find_view (self,
                                                     wb_onnx_node_get_input (self->node, live));
  const WbOnnxTensor *constant = wb_onnx_reader_get_constant (self, 1 - live);
  WbOnnxView *sum;

  if (view->bias != NULL || constant == NULL || constant->n != view->units
      || constant->dims[MAX (constant->rank, 1) - 1] != (gint64) view->units)
    return read_with_constant (self, live, error);
  sum = wb_onnx_reader_put_copy (self, 0, view);
  sum->bias = g_memdup2 (constant->reals, view->units * sizeof (float));
  return TRUE;
}

static gboolean
read_binary (WbOnnxReader *self, GError **error)
{
  guint live = wb_onnx_reader_is_live (self, 0) ? 0 : 1;
  const WbOnnxView *view;

  if (wb_onnx_reader_is_live (self, 0) && wb_onnx_reader_is_live (self, 1))
    return read_two (self, error);
  view = wb_onnx_reader_find_view (self, wb_onnx_node_get_input (self->node, live));
  if (view != NULL && view->kind == WB_VIEW_LINEAR && g_str_equal (self->node->type, "Add"))
    return read_bias (self, live, error);
  return read_with_constant (self, live, error);
}

/* One of two functions of the same value, by a third. */
static gboolean
read_where (WbOnnxReader *self, GError **error)
{
  const char *base = NULL;
  const WbOnnxView *view = NULL;

  for (guint i = 0; i < 3; i++)
    {
      const char *name = wb_onnx_node_get_input (self->node, i);

      if (!wb_onnx_reader_is_live (self, i))
        continue;
      view = get_operand (self, i, error);
      if (view == NULL)
        return FALSE;
      if (base != NULL && !g_str_equal (base, get_base (view, name)))
        return wb_onnx_reader_refuse (self, error,
                                      _ ("no layer here joins two branches in this way. Add and "
                                         "Concatenate do."));
      base = get_base (view, name);
    }
  gather (self, view, base, view->kind == WB_VIEW_ROW ? WB_VIEW_ROW : WB_VIEW_SCALAR);
  return TRUE;
}

static gboolean
read_concat (WbOnnxReader *self, GError **error)
{
  const WbOnnxView *a = wb_onnx_reader_find_view (self, wb_onnx_node_get_input (self->node, 0));
  const WbOnnxView *b = wb_onnx_reader_find_view (self, wb_onnx_node_get_input (self->node, 1));
  gint64 axis = wb_onnx_node_get_integer (self->node, "axis", 1);

  if (a == NULL || b == NULL || self->node->inputs->len != 2)
    return wb_onnx_reader_refuse (self, error,
                                  _ ("Concatenate joins two values of layers here. Join more "
                                     "of them one after the other."));
  if (a->side == 1 && b->side == 2)
    return read_merge (self, a, "merge_mode=concat", error);
  axis += axis < 0 ? a->rank : 0;
  if (axis != wb_onnx_reader_find_channels (self, a))
    return wb_onnx_reader_refuse (self, error,
                                  _ ("it joins along another axis than the channels."));
  return read_join (self, "Concatenate", error);
}

static gboolean
read_softmax (WbOnnxReader *self, GError **error)
{
  WbOnnxView *view = wb_onnx_reader_make_input_layers (self, 0, error);
  gint64 axis = wb_onnx_node_get_integer (self->node, "axis", self->onnx->opset < 13 ? 1 : -1);

  if (view == NULL)
    return FALSE;
  axis += axis < 0 ? view->rank : 0;
  if (axis + 1 == view->rank && !wb_onnx_reader_arrange_last (self, view, error))
    return FALSE;
  if (axis != wb_onnx_reader_find_channels (self, view)
      || (self->onnx->opset < 13 && axis + 1 != view->rank))
    return wb_onnx_reader_refuse (self, error, _ ("it is over another axis than the channels."));
  if (!wb_onnx_reader_append (self, view, error, "Activation", "activation=softmax"))
    return FALSE;
  wb_onnx_reader_put_last (self, view);
  return TRUE;
}

/* The mean or the sum of rows begins a function of rows; that of an image's places is a layer. */
static gboolean
read_mean (WbOnnxReader *self, GError **error)
{
  const char *name = wb_onnx_node_get_input (self->node, 0);
  const char *output = wb_onnx_node_get_output (self->node, 0);
  WbOnnxView *view = get_operand (self, 0, error);
  const WbOnnxTensor *x = wb_onnx_reader_get_tensor (self, 0);
  const WbOnnxTensor *y = output != NULL ? wb_onnx_reader_find_tensor (self, output) : NULL;
  const AeShape *shape;
  int channels;

  if (view != NULL && view->kind != WB_VIEW_ROW)
    view = wb_onnx_reader_make_layers (self, name, error);
  if (view == NULL || y == NULL)
    return FALSE;
  channels = wb_onnx_reader_find_channels (self, view);
  shape = wb_onnx_reader_get_shape (self, view->layer);
  if (channels >= 0 && y->rank == x->rank && y->n * (gsize) x->dims[channels] == x->n
      && y->dims[channels] == 1)
    {
      gather (self, view, get_base (view, name), WB_VIEW_ROW);
      return TRUE;
    }
  view = wb_onnx_reader_make_layers (self, name, error);
  if (view == NULL)
    return FALSE;
  if (!g_str_equal (self->node->type, "ReduceMean") || shape->rank != 3
      || y->n != (gsize) x->dims[0] * shape->dims[2] || channels < 0)
    return wb_onnx_reader_refuse (self, error,
                                  _ ("no layer here takes the mean along these axes."));
  if (!wb_onnx_reader_append (self, view, error, "GlobalAveragePooling2D", "%s", ""))
    return FALSE;
  if (y->rank == 2)
    return wb_onnx_reader_put (self, 2, NULL) != NULL;
  return wb_onnx_reader_put (self, 4,
                             channels == 1 ? (const int[]) { 0, 1, -1, -1 }
                                           : (const int[]) { 0, -1, -1, 1 })
         != NULL;
}

static gboolean
read_random (WbOnnxReader *self, GError **error)
{
  const WbOnnxTensor *y = wb_onnx_reader_find_tensor (self,
                                                      wb_onnx_node_get_output (self->node, 0));
  WbOnnxView noise = { .kind = WB_VIEW_NOISE, .rank = y->rank };

  wb_onnx_reader_put_copy (self, 0, &noise);
  return TRUE;
}

static gboolean
read_prelu (WbOnnxReader *self, GError **error)
{
  WbOnnxView *view = wb_onnx_reader_make_input_layers (self, 0, error), plain;
  const WbOnnxTensor *slope = wb_onnx_reader_get_constant (self, 1);
  const WbOnnxTensor *x = wb_onnx_reader_get_tensor (self, 0);
  gint64 strides[WB_ONNX_MAX_RANK], stride = 1;
  const AeShape *shape;
  float *alpha;
  gsize size;

  if (view == NULL)
    return FALSE;
  if (slope == NULL || slope->rank > x->rank || view->rank != x->rank)
    return wb_onnx_reader_refuse (self, error, _ ("its slopes are not constants."));
  for (guint i = 0; i < x->rank; i++)
    {
      gint64 d = i < slope->rank ? slope->dims[slope->rank - 1 - i] : 1;

      strides[x->rank - 1 - i] = d == 1 ? 0 : stride;
      stride *= d;
    }
  shape = wb_onnx_reader_get_shape (self, view->layer);
  size = ae_shape_size (shape);
  alpha = g_new0 (float, size);
  for (gsize i = 0; i < size; i++)
    {
      gsize rest = i;
      gint64 at = 0;

      for (guint axis = shape->rank; axis > 0; rest /= shape->dims[axis - 1], axis--)
        for (guint k = 0; k < view->rank; k++)
          if (view->axes[k] == (int) axis)
            at += (gint64) (rest % shape->dims[axis - 1]) * strides[k];
      alpha[i] = slope->reals[at];
    }
  plain = *view;
  if (!wb_onnx_reader_append (self, view, error, "PReLU", "%s", ""))
    {
      g_free (alpha);
      return FALSE;
    }
  wb_onnx_reader_add_weight (self, "alpha", size, alpha);
  wb_onnx_reader_put_last (self, &plain);
  return TRUE;
}

const WbOnnxReading wb_onnx_function_readings[] = {
  { "Abs", read_unary },
  { "Clip", read_unary },
  { "Elu", read_unary },
  { "Erf", read_unary },
  { "Exp", read_unary },
  { "Gelu", read_unary },
  { "HardSigmoid", read_unary },
  { "LeakyRelu", read_unary },
  { "Log", read_unary },
  { "Mish", read_unary },
  { "Neg", read_unary },
  { "Reciprocal", read_unary },
  { "Relu", read_unary },
  { "Selu", read_unary },
  { "Sigmoid", read_unary },
  { "Softplus", read_unary },
  { "Softsign", read_unary },
  { "Sqrt", read_unary },
  { "Tanh", read_unary },
  { "Add", read_binary },
  { "Sub", read_binary },
  { "Mul", read_binary },
  { "Div", read_binary },
  { "Pow", read_binary },
  { "Min", read_binary },
  { "Max", read_binary },
  { "Greater", read_binary },
  { "GreaterOrEqual", read_binary },
  { "Less", read_binary },
  { "LessOrEqual", read_binary },
  { "Not", read_unary },
  { "Where", read_where },
  { "Concat", read_concat },
  { "Softmax", read_softmax },
  { "ReduceMean", read_mean },
  { "ReduceSum", read_mean },
  { "RandomNormalLike", read_random },
  { "PRelu", read_prelu },
  { NULL },
};
