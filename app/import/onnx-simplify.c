/* SPDX-License-Identifier: MIT */
/* What a graph says in several nodes and a model in one layer. Each rule looks
 * at one place and changes the model there, or does not; they are tried until
 * none does.
 */
#include <string.h>

#include "app/import/onnx-reader.h"

static const AeLayer *
get_layer (const WbOnnxReader *self, guint index)
{
  return ae_model_get_layer (self->model, index);
}

static gboolean
is_type (const WbOnnxReader *self, guint index, const char *type)
{
  return index < self->shapes->len && g_str_equal (get_layer (self, index)->klass->type, type);
}

static void
take_model (WbOnnxReader *self, AeModel *model)
{
  guint n = ae_model_get_n_layers (model);

  ae_model_unref (self->model);
  self->model = model;
  g_array_set_size (self->shapes, n);
  ae_model_infer (model, &g_array_index (self->shapes, AeShape, 0), NULL, NULL);
}

/* Whether a skip begins at the layer. */
static gboolean
is_source (const WbOnnxReader *self, guint index)
{
  for (guint i = index + 1; i < self->shapes->len; i++)
    if (ae_model_get_source (self->model, i) == (int) index)
      return TRUE;
  return FALSE;
}

/* Sets options from text. */
static void
change (WbOnnxReader *self, guint index, const char *text)
{
  const AeLayer *layer = get_layer (self, index);
  g_autofree gpointer options = g_memdup2 (layer->options, layer->klass->options_size);

  if (ae_options_set_text (layer->klass->options, options, text, NULL))
    take_model (self, ae_model_with_options (self->model, index, options));
}

/* Takes layer @index out; skips from it begin at the layer before. */
static void
drop (WbOnnxReader *self, guint index)
{
  g_autofree char *source = g_strdup_printf ("source=%u", get_layer (self, index - 1)->id);

  for (guint i = index + 1; i < self->shapes->len; i++)
    if (ae_model_get_source (self->model, i) == (int) index)
      change (self, i, source);
  take_model (self, ae_model_remove (self->model, index));
}

static gboolean
is_linear (const WbOnnxReader *self, guint index)
{
  const AeLayer *layer = get_layer (self, index);

  return layer->klass->activation != NULL && !is_type (self, index, "Activation")
         && ae_layer_class_activation (layer->klass, layer->options) == AE_ACTIVATION_LINEAR;
}

/* An Activation into the layer before it. */
static gboolean
join_activation (WbOnnxReader *self, guint index)
{
  const AeLayer *layer = get_layer (self, index);
  g_autofree char *text = NULL;

  if (!is_type (self, index, "Activation") || !is_linear (self, index - 1)
      || is_source (self, index - 1))
    return FALSE;
  text = g_strconcat ("activation=",
                      ae_activation_names[ae_layer_class_activation (layer->klass, layer->options)],
                      NULL);
  change (self, index - 1, text);
  drop (self, index);
  return TRUE;
}

/* A BatchNormalization that append_affine() made: its moments are 0 and 1 - ε. */
static gboolean
is_affine (const WbOnnxReader *self, guint index)
{
  const WbOnnxWeight *mean, *variance;

  if (!is_type (self, index, "BatchNormalization"))
    return FALSE;
  mean = wb_onnx_reader_find_weight (self, get_layer (self, index)->id, "moving_mean");
  variance = wb_onnx_reader_find_weight (self, get_layer (self, index)->id, "moving_variance");
  for (gsize i = 0; mean != NULL && variance != NULL && i < mean->n; i++)
    if (mean->values[i] != 0 || variance->values[i] != 1 - 0.001f)
      return FALSE;
  return mean != NULL && variance != NULL;
}

static gboolean
has_kernel (const WbOnnxReader *self, guint index)
{
  return is_type (self, index, "Dense") || is_type (self, index, "Conv2D")
         || is_type (self, index, "Conv1D") || is_type (self, index, "Conv2DTranspose");
}

/* Kernels end in the axis of the filters; a transposed one's is the last but one. */
static gsize
count_behind_filters (const WbOnnxReader *self, guint index)
{
  return is_type (self, index, "Conv2DTranspose")
           ? ae_shape_last (&g_array_index (self->shapes, AeShape, index - 1))
           : 1;
}

/* y = scale·(x·w + b) + offset is x·(scale·w) + (scale·b + offset). */
static gboolean
join_affine (WbOnnxReader *self, guint index)
{
  guint before = index - 1;
  WbOnnxWeight *kernel, *bias, *scale, *offset;
  gsize behind;
  guint id;

  if (!is_affine (self, index) || !has_kernel (self, before) || !is_linear (self, before)
      || is_source (self, before))
    return FALSE;
  id = get_layer (self, before)->id;
  behind = count_behind_filters (self, before);
  scale = wb_onnx_reader_find_weight (self, get_layer (self, index)->id, "gamma");
  offset = wb_onnx_reader_find_weight (self, get_layer (self, index)->id, "beta");
  kernel = wb_onnx_reader_find_weight (self, id, "kernel");
  bias = wb_onnx_reader_find_weight (self, id, "bias");
  if (bias == NULL)
    {
      bias = g_new (WbOnnxWeight, 1);
      *bias = (WbOnnxWeight) { id, "bias", scale->n, g_new0 (float, scale->n) };
      g_ptr_array_add (self->weights, bias);
      change (self, before, "use_bias=true");
    }
  for (gsize i = 0; i < kernel->n; i++)
    kernel->values[i] *= scale->values[i / behind % scale->n];
  for (gsize i = 0; i < bias->n; i++)
    bias->values[i] = bias->values[i] * scale->values[i] + offset->values[i];
  drop (self, index);
  return TRUE;
}

/* Half of the sum of both directions is their mean. */
static gboolean
join_mean (WbOnnxReader *self, guint index)
{
  const WbOnnxWeight *scale, *offset;
  g_autofree char *mode = NULL;
  const AeLayer *before = get_layer (self, index - 1);

  if (!is_affine (self, index) || !is_type (self, index - 1, "Bidirectional")
      || is_source (self, index - 1))
    return FALSE;
  mode = ae_option_to_text (ae_options_find (before->klass->options, "merge_mode"),
                            before->options);
  scale = wb_onnx_reader_find_weight (self, get_layer (self, index)->id, "gamma");
  offset = wb_onnx_reader_find_weight (self, get_layer (self, index)->id, "beta");
  for (gsize i = 0; i < scale->n; i++)
    if (scale->values[i] != 0.5f || offset->values[i] != 0)
      return FALSE;
  if (!g_str_equal (mode, "sum"))
    return FALSE;
  change (self, index - 1, "merge_mode=ave");
  drop (self, index);
  return TRUE;
}

static AeSizes
get_sizes (const WbOnnxReader *self, guint index, const char *name)
{
  const AeLayer *layer = get_layer (self, index);
  AeValue value = { 0 };

  ae_option_get (ae_options_find (layer->klass->options, name), layer->options, &value);
  return value.sizes;
}

/* An affine one behind a Cropping2D does the same before it. */
static gboolean
swap_cropping (WbOnnxReader *self, guint index)
{
  if (!is_affine (self, index) || !is_type (self, index - 1, "Cropping2D")
      || is_source (self, index - 1))
    return FALSE;
  take_model (self, ae_model_move (self->model, index, index - 1));
  return TRUE;
}

/* Two Cropping2D are one. */
static gboolean
join_cropping (WbOnnxReader *self, guint index)
{
  g_autofree char *text = NULL;
  AeSizes a, b;

  if (!is_type (self, index, "Cropping2D") || !is_type (self, index - 1, "Cropping2D")
      || is_source (self, index - 1))
    return FALSE;
  a = get_sizes (self, index - 1, "cropping");
  b = get_sizes (self, index, "cropping");
  text = g_strdup_printf ("cropping=%u,%u,%u,%u", a.dims[0] + b.dims[0], a.dims[1] + b.dims[1],
                          a.dims[2] + b.dims[2], a.dims[3] + b.dims[3]);
  drop (self, index);
  change (self, index - 1, text);
  return TRUE;
}

/* A transposed convolution that is cropped as padding “same” would. */
static gboolean
join_same (WbOnnxReader *self, guint index)
{
  AeSizes kernel, strides, cut;

  if (!is_type (self, index, "Cropping2D") || !is_type (self, index - 1, "Conv2DTranspose")
      || !is_linear (self, index - 1) || is_source (self, index - 1))
    return FALSE;
  kernel = get_sizes (self, index - 1, "kernel_size");
  strides = get_sizes (self, index - 1, "strides");
  cut = get_sizes (self, index, "cropping");
  for (guint i = 0; i < 2; i++)
    {
      guint total = kernel.dims[i] > strides.dims[i] ? kernel.dims[i] - strides.dims[i] : 0;

      if (cut.dims[2 * i] != total / 2 || cut.dims[2 * i + 1] != total - total / 2)
        return FALSE;
    }
  drop (self, index);
  change (self, index - 1, "padding=same");
  return TRUE;
}

static gboolean
is_view (const WbOnnxReader *self, guint index)
{
  return is_type (self, index, "Reshape") || is_type (self, index, "Flatten");
}

/* A shape that nobody sees, or that is the same as before. */
static gboolean
drop_shape (WbOnnxReader *self, guint index)
{
  const AeShape *shapes = &g_array_index (self->shapes, AeShape, 0);
  gboolean unseen = is_view (self, index + 1) && !is_source (self, index);

  if (!is_view (self, index) || (!unseen && !ae_shape_equal (&shapes[index - 1], &shapes[index])))
    return FALSE;
  drop (self, index);
  return TRUE;
}

/* For each number of y = Permute (x), its place in x. */
static gsize *
list_places (const AeSizes *dims, const AeShape *x, const AeShape *y)
{
  gsize n = ae_shape_size (x), strides[AE_MAX_RANK] = { 0 };
  gsize *places = g_new (gsize, n);

  for (guint i = 0; i < y->rank; i++)
    {
      strides[i] = 1;
      for (guint k = dims->dims[i]; k < x->rank; k++)
        strides[i] *= x->dims[k];
    }
  for (gsize i = 0; i < n; i++)
    {
      gsize rest = i;

      places[i] = 0;
      for (guint k = y->rank; k > 0; rest /= y->dims[k - 1], k--)
        places[i] += rest % y->dims[k - 1] * strides[k - 1];
    }
  return places;
}

/* Layers that do the same to every number, so that an order can pass them. */
static gboolean
passes_order (const WbOnnxReader *self, guint index)
{
  return is_type (self, index, "Dropout") || is_type (self, index, "LeakyReLU")
         || is_type (self, index, "ELU")
         || (is_type (self, index, "Activation")
             && ae_layer_class_activation (get_layer (self, index)->klass,
                                           get_layer (self, index)->options)
                  != AE_ACTIVATION_SOFTMAX);
}

/* Permute, Flatten, Dense: the rows of the Dense's kernel are in another order. */
static gboolean
join_order_before (WbOnnxReader *self, guint index)
{
  const AeShape *shapes = &g_array_index (self->shapes, AeShape, 0);
  g_autofree gsize *places = NULL;
  g_autofree float *old = NULL;
  guint dense = index + 2;
  WbOnnxWeight *kernel;
  AeSizes order;
  gsize units;

  if (!is_type (self, index, "Permute") || !is_type (self, index + 1, "Flatten")
      || is_source (self, index) || is_source (self, index + 1))
    return FALSE;
  while (passes_order (self, dense) && !is_source (self, dense))
    dense++;
  if (!is_type (self, dense, "Dense"))
    return FALSE;
  order = get_sizes (self, index, "dims");
  places = list_places (&order, &shapes[index - 1], &shapes[index]);
  kernel = wb_onnx_reader_find_weight (self, get_layer (self, dense)->id, "kernel");
  units = kernel->n / ae_shape_size (&shapes[index]);
  old = g_memdup2 (kernel->values, kernel->n * sizeof (float));
  for (gsize i = 0; i < kernel->n / units; i++)
    memcpy (kernel->values + places[i] * units, old + i * units, units * sizeof (float));
  drop (self, index);
  return TRUE;
}

static void
turn_columns (WbOnnxWeight *weight, const gsize *places, gsize units)
{
  g_autofree float *old = NULL;

  if (weight == NULL)
    return;
  old = g_memdup2 (weight->values, weight->n * sizeof (float));
  for (gsize i = 0; i < weight->n; i++)
    weight->values[i] = old[i / units * units + places[i % units]];
}

/* Dense, Reshape, Permute: the columns are, and the Reshape is to the new order. */
static gboolean
join_order_after (WbOnnxReader *self, guint index)
{
  const AeShape *shapes = &g_array_index (self->shapes, AeShape, 0);
  g_autofree gsize *places = NULL;
  g_autofree char *text = NULL;
  AeShape shape;
  AeSizes order;
  guint dense = index - 2, id;
  gsize units;

  if (index < 3 || !is_type (self, index, "Permute") || !is_type (self, index - 1, "Reshape")
      || is_source (self, index - 1) || is_source (self, index - 2))
    return FALSE;
  while (dense > 1 && passes_order (self, dense) && !is_source (self, dense - 1))
    dense--;
  if (!is_type (self, dense, "Dense") || shapes[dense].rank != 1
      || ae_layer_class_activation (get_layer (self, dense)->klass,
                                    get_layer (self, dense)->options)
           == AE_ACTIVATION_SOFTMAX)
    return FALSE;
  order = get_sizes (self, index, "dims");
  shape = shapes[index];
  places = list_places (&order, &shapes[index - 1], &shape);
  units = ae_shape_size (&shape);
  id = get_layer (self, dense)->id;
  turn_columns (wb_onnx_reader_find_weight (self, id, "kernel"), places, units);
  turn_columns (wb_onnx_reader_find_weight (self, id, "bias"), places, units);
  text = shape.rank == 3
           ? g_strdup_printf ("target_shape=%u,%u,%u", shape.dims[0], shape.dims[1], shape.dims[2])
           : g_strdup_printf ("target_shape=%u,%u", shape.dims[0], shape.dims[1]);
  drop (self, index);
  change (self, index - 1, text);
  return TRUE;
}

/* Growth along one axis after growth along the other. */
static gboolean
join_growth (WbOnnxReader *self, guint index)
{
  g_autofree char *text = NULL;
  AeValue a, b, smooth[2];

  if (!is_type (self, index, "UpSampling2D") || !is_type (self, index - 1, "UpSampling2D")
      || is_source (self, index - 1))
    return FALSE;
  for (guint i = 0; i < 2; i++)
    {
      const AeLayer *layer = get_layer (self, index - i);

      ae_option_get (ae_options_find (layer->klass->options, "size"), layer->options,
                     i == 0 ? &a : &b);
      ae_option_get (ae_options_find (layer->klass->options, "interpolation"), layer->options,
                     &smooth[i]);
    }
  if (smooth[0].integer != 0 || smooth[1].integer != 0 || a.sizes.dims[0] * b.sizes.dims[0] > 64
      || a.sizes.dims[1] * b.sizes.dims[1] > 64 || (a.sizes.dims[0] != 1 && a.sizes.dims[1] != 1)
      || (b.sizes.dims[0] != 1 && b.sizes.dims[1] != 1))
    return FALSE;
  text = g_strdup_printf ("size=%u,%u", a.sizes.dims[0] * b.sizes.dims[0],
                          a.sizes.dims[1] * b.sizes.dims[1]);
  drop (self, index);
  change (self, index - 1, text);
  return TRUE;
}

static gboolean
simplify_at (WbOnnxReader *self, guint index)
{
  static gboolean (*const rules[]) (WbOnnxReader *, guint) = {
    join_affine,      join_mean,   join_activation, drop_shape,    join_order_before,
    join_order_after, join_growth, swap_cropping,   join_cropping, join_same,
  };

  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    if (rules[i](self, index))
      return TRUE;
  return FALSE;
}

void
wb_onnx_reader_simplify (WbOnnxReader *self)
{
  guint index = 1;

  while (index < self->shapes->len)
    if (simplify_at (self, index))
      index = index > 2 ? index - 2 : 1;
    else
      index++;
}
