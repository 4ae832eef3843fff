/* SPDX-License-Identifier: MIT */
/* ONNX models as models here: see onnx-reader.h. In the end both are run on the
 * trial batch, so that what was read in another meaning does not pass.
 */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "app/error.h"
#include "app/import/import.h"
#include "app/import/onnx-reader.h"
#include "app/onnx/onnx-file.h"
#include "app/onnx/onnx-run.h"

#define N_TRIAL   2
#define MAX_NODES 65536

/* Products that reading a file may take: some, and more for a larger one. Every
 * weight meets as many places as a large image has. */
#define WORK          (G_GUINT64_CONSTANT (1) << 30)
#define WORK_PER_BYTE 65536

/** The largest difference that passes, relative to values above 1. */
#define TOLERANCE 1e-4

static const WbOnnxReading *
find_reading (const char *type)
{
  static const WbOnnxReading *const tables[] = {
    wb_onnx_shape_readings,  wb_onnx_function_readings, wb_onnx_product_readings,
    wb_onnx_window_readings, wb_onnx_sequence_readings,
  };

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    for (const WbOnnxReading *row = tables[i]; row->type != NULL; row++)
      if (g_str_equal (row->type, type))
        return row;
  return NULL;
}

static void
free_view (gpointer data)
{
  WbOnnxView *view = data;

  g_free (view->kernel);
  g_free (view->bias);
  g_free (view);
}

static void
free_weight (gpointer data)
{
  g_free (((WbOnnxWeight *) data)->values);
  g_free (data);
}

static guint64
count_bytes (const WbOnnxModel *onnx)
{
  guint64 n = 0;

  for (guint i = 0; i < onnx->constant_names->len; i++)
    {
      const WbOnnxTensor *tensor = g_hash_table_lookup (onnx->constants,
                                                        g_ptr_array_index (onnx->constant_names,
                                                                           i));

      n += tensor->n * sizeof (float);
    }
  return n;
}

static void
reader_init (WbOnnxReader *self, WbOnnxModel *onnx, GPtrArray *notes)
{
  *self = (WbOnnxReader) {
    .onnx = onnx,
    .values = wb_onnx_values_new (),
    .live = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
    .views = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_view),
    .counts = g_hash_table_new (g_str_hash, g_str_equal),
    .shapes = g_array_new (FALSE, FALSE, sizeof (AeShape)),
    .weights = g_ptr_array_new_with_free_func (free_weight),
    .notes = notes,
    .work = WORK + WORK_PER_BYTE * count_bytes (onnx),
  };
}

static void
reader_clear (WbOnnxReader *self)
{
  g_clear_pointer (&self->values, g_hash_table_unref);
  g_clear_pointer (&self->live, g_hash_table_unref);
  g_clear_pointer (&self->views, g_hash_table_unref);
  g_clear_pointer (&self->counts, g_hash_table_unref);
  g_clear_pointer (&self->shapes, g_array_unref);
  g_clear_pointer (&self->weights, g_ptr_array_unref);
  g_clear_pointer (&self->model, ae_model_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WbOnnxReader, reader_clear)

/* Counts, for each value, the nodes that the outputs need and that take it. */
static void
count_uses (WbOnnxReader *self, guint n_outputs)
{
  GPtrArray *nodes = self->onnx->nodes;

  g_hash_table_remove_all (self->counts);
  for (guint i = 0; i < n_outputs; i++)
    {
      const WbOnnxValueInfo *info = g_ptr_array_index (self->onnx->outputs, i);

      g_hash_table_insert (self->counts, info->name, GUINT_TO_POINTER (1));
    }
  for (guint i = nodes->len; i > 0; i--)
    {
      const WbOnnxNode *node = g_ptr_array_index (nodes, i - 1);
      gboolean needed = FALSE;

      for (guint k = 0; k < node->outputs->len; k++)
        needed = needed || g_hash_table_contains (self->counts, node->outputs->pdata[k]);
      for (guint k = 0; needed && k < node->inputs->len; k++)
        {
          const char *input = wb_onnx_node_get_input (node, k);
          guint n = input != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (self->counts, input))
                                  : 0;

          if (input != NULL)
            g_hash_table_insert (self->counts, (gpointer) input, GUINT_TO_POINTER (n + 1));
        }
    }
}

static gboolean
is_needed (const WbOnnxReader *self, const WbOnnxNode *node)
{
  for (guint k = 0; k < node->outputs->len; k++)
    if (g_hash_table_contains (self->counts, node->outputs->pdata[k]))
      return TRUE;
  return FALSE;
}

/* Whether a node does the same whatever the order of its input's axes is. */
static gboolean
is_careless (const WbOnnxNode *node)
{
  static const char *const others[] = { "Identity", "Cast", "Pad", "Dropout", NULL };

  if (g_str_equal (node->type, "Concat") || g_str_equal (node->type, "Softmax")
      || g_str_has_prefix (node->type, "Reduce"))
    return FALSE;
  for (const WbOnnxReading *row = wb_onnx_function_readings; row->type != NULL; row++)
    if (g_str_equal (row->type, node->type))
      return TRUE;
  return g_strv_contains (others, node->type);
}

/* The first node behind the input that cares for the order of its axes. */
static const WbOnnxNode *
find_first_node (const WbOnnxReader *self, const char *name)
{
  for (guint i = 0; name != NULL && i < self->onnx->nodes->len; i++)
    {
      const WbOnnxNode *node = g_ptr_array_index (self->onnx->nodes, i);
      gboolean takes = FALSE;

      for (guint k = 0; k < node->inputs->len; k++)
        takes = takes || g_str_equal (node->inputs->pdata[k], name);
      if (!takes || !is_needed (self, node) || g_str_equal (node->type, "Shape"))
        continue;
      if (!is_careless (node))
        return node;
      name = wb_onnx_node_get_output (node, 0);
    }
  return NULL;
}

static gboolean
is_channels (gint64 size)
{
  return size >= 1 && size <= 4;
}

/* Whether the input has its channels before its places: what takes it first
 * tells, else where an axis of a few channels is. */
static gboolean
has_channels_first (const WbOnnxReader *self, const WbOnnxValueInfo *info)
{
  static const char *const windows[] = { "Conv",        "ConvTranspose",      "MaxPool",
                                         "AveragePool", "BatchNormalization", "GlobalAveragePool",
                                         "Resize",      "Upsample",           NULL };
  const WbOnnxNode *first = find_first_node (self, info->name);

  if (info->rank != 3 && info->rank != 4)
    return FALSE;
  if (first != NULL && g_strv_contains (windows, first->type))
    return TRUE;
  if ((first != NULL && g_str_equal (first->type, "Transpose"))
      || g_str_equal (self->onnx->producer, "Hourglass") || info->rank != 4
      || !is_channels (info->dims[1]) || is_channels (info->dims[3]))
    return FALSE;
  if (info->dims[1] > 1)
    g_ptr_array_add (self->notes,
                     g_strdup_printf (_ ("The input “%s” was taken for channels × height × width; "
                                         "samples here are height × width × channels."),
                                      info->name));
  return TRUE;
}

static gboolean
has_steps_first (const WbOnnxReader *self, const WbOnnxValueInfo *info)
{
  const WbOnnxNode *first = find_first_node (self, info->name);

  return info->rank == 3 && first != NULL
         && (g_str_equal (first->type, "LSTM") || g_str_equal (first->type, "GRU"));
}

static void
choose_axes (const WbOnnxReader *self, const WbOnnxValueInfo *info, int axes[WB_ONNX_MAX_RANK])
{
  for (guint i = 0; i < info->rank; i++)
    axes[i] = (int) i;
  if (has_channels_first (self, info))
    {
      axes[1] = (int) info->rank - 1;
      for (guint i = 2; i < info->rank; i++)
        axes[i] = (int) i - 1;
    }
  else if (has_steps_first (self, info))
    {
      axes[0] = 1;
      axes[1] = 0;
    }
}

static gboolean
check_input (const WbOnnxModel *onnx, const WbOnnxValueInfo *info, const int *axes, GError **error)
{
  if (info->is_integer || info->rank < 2 || info->rank > AE_MAX_RANK)
    return wb_refuse (
      error, WB_ERROR_CONTENTS,
      _ ("The input “%s” is not a batch of lists, series or images of numbers, which "
         "is what models here take."),
      info->name);
  for (guint i = 0; i < info->rank; i++)
    if (info->dims[i] < 1 && axes[i] != WB_AXIS_BATCH)
      return wb_refuse (error, WB_ERROR_CONTENTS,
                        _ (
                          "Axis %u of the input “%s” has no size in the file, and models here have "
                          "samples of one size. Export it with all sizes but the batch's."),
                        i + 1, info->name);
  return TRUE;
}

/* The Input layer, and the numbers of the trial. */
static gboolean
read_input (WbOnnxReader *self, const WbOnnxValueInfo *info, GError **error)
{
  AeShape shape = { .rank = info->rank - 1 };
  gint64 dims[WB_ONNX_MAX_RANK];
  WbOnnxView view = { .rank = info->rank };
  WbOnnxTensor *tensor;

  choose_axes (self, info, view.axes);
  if (!check_input (self->onnx, info, view.axes, error))
    return FALSE;
  for (guint i = 0; i < info->rank; i++)
    {
      dims[i] = info->dims[i] > 0 ? info->dims[i] : N_TRIAL;
      if (view.axes[i] > 0)
        shape.dims[view.axes[i] - 1] = (guint) dims[i];
    }
  tensor = wb_onnx_tensor_new (FALSE, info->rank, dims);
  if (tensor == NULL || ae_shape_size (&shape) > 1 << 24)
    {
      g_clear_pointer (&tensor, wb_onnx_tensor_unref);
      return wb_refuse (error, WB_ERROR_CONTENTS,
                        _ ("A sample of the input “%s” has more than 16 million numbers."),
                        info->name);
    }
  ae_random_uniform (&(AeRandomKey) { .seed = 3 }, tensor->reals, tensor->n);
  self->model = ae_model_new (&shape);
  g_array_append_val (self->shapes, shape);
  g_hash_table_insert (self->values, g_strdup (info->name), tensor);
  g_hash_table_add (self->live, g_strdup (info->name));
  g_hash_table_insert (self->views, g_strdup (info->name), g_memdup2 (&view, sizeof view));
  return TRUE;
}

/* Shapes are constants, random numbers are not. */
static void
mark_live (WbOnnxReader *self)
{
  gboolean live = g_str_has_prefix (self->node->type, "RandomNormal");

  for (guint i = 0; i < self->node->inputs->len; i++)
    live = live || wb_onnx_reader_is_live (self, i);
  if (!live || g_str_equal (self->node->type, "Shape"))
    return;
  for (guint i = 0; i < self->node->outputs->len; i++)
    if (wb_onnx_node_get_output (self->node, i) != NULL)
      g_hash_table_add (self->live, g_strdup (wb_onnx_node_get_output (self->node, i)));
}

static gboolean
run_node (WbOnnxReader *self, GError **error)
{
  if (!wb_onnx_run_node (self->onnx, self->node, self->values, &self->work, error))
    return FALSE;
  mark_live (self);
  return TRUE;
}

static gboolean
gives_live (const WbOnnxReader *self)
{
  for (guint i = 0; i < self->node->outputs->len; i++)
    if (g_hash_table_contains (self->live, self->node->outputs->pdata[i]))
      return TRUE;
  return FALSE;
}

static gboolean
read_node (WbOnnxReader *self, GError **error)
{
  const WbOnnxReading *reading;

  if (!gives_live (self))
    return TRUE;
  reading = find_reading (self->node->type);
  if (reading == NULL)
    return wb_onnx_reader_refuse (self, error,
                                  _ ("no layer here does what this operator does. See "
                                     "“hourglass-cli layers” for those there are."));
  return reading->read (self, error);
}

static gboolean
for_needed_nodes (WbOnnxReader *self,
                  gboolean (*each) (WbOnnxReader *self, GError **error),
                  GError **error)
{
  GPtrArray *nodes = self->onnx->nodes;

  if (nodes->len > MAX_NODES)
    return wb_refuse (error, WB_ERROR_CONTENTS, _ ("The graph has more than %d nodes."), MAX_NODES);
  for (guint i = 0; i < nodes->len; i++)
    {
      self->node = g_ptr_array_index (nodes, i);
      if (is_needed (self, self->node) && !each (self, error))
        return FALSE;
    }
  return TRUE;
}

/* An encoder that outputs a mean and the logarithm of a variance, both
 * products of one layer's output, ends in a Gaussian code. */
static gboolean
read_gaussian_code (WbOnnxReader *self, GError **error)
{
  const WbOnnxValueInfo *first = g_ptr_array_index (self->onnx->outputs, 0);
  const WbOnnxValueInfo *second = g_ptr_array_index (self->onnx->outputs, 1);
  WbOnnxView *m = wb_onnx_reader_find_view (self, first->name);
  WbOnnxView *v = wb_onnx_reader_find_view (self, second->name);

  if (m == NULL || v == NULL || m->kind != WB_VIEW_LINEAR || v->kind != WB_VIEW_LINEAR
      || m->layer != v->layer || m->units != v->units || m->bias == NULL || v->bias == NULL)
    return TRUE;
  if (!wb_onnx_reader_append (self, m, error, "GaussianCode", "units=%" G_GSIZE_FORMAT, m->units))
    return FALSE;
  wb_onnx_reader_add_weight (self, "mean_kernel", m->in * m->units, g_steal_pointer (&m->kernel));
  wb_onnx_reader_add_weight (self, "mean_bias", m->units, g_steal_pointer (&m->bias));
  wb_onnx_reader_add_weight (self, "log_variance_kernel", v->in * v->units,
                             g_steal_pointer (&v->kernel));
  wb_onnx_reader_add_weight (self, "log_variance_bias", v->units, g_steal_pointer (&v->bias));
  m->kind = v->kind = WB_VIEW_PLAIN;
  m->layer = wb_onnx_reader_get_last (self);
  g_ptr_array_add (self->notes,
                   g_strdup_printf (_ ("The outputs “%s” and “%s” were read as the mean and the "
                                       "logarithm of the variance of a Gaussian code."),
                                    first->name, second->name));
  return TRUE;
}

/* Where the samples come channels-first or steps-first, an output like them leaves
 * so, too: here both have the samples' order. Any other order is a layer's work. */
static gboolean
arrange_output (WbOnnxReader *self, WbOnnxView *view, GError **error)
{
  static const int natural[WB_ONNX_MAX_RANK] = { 0, 1, 2, 3, 4, 5, 6, 7 };
  const WbOnnxValueInfo *in = g_ptr_array_index (self->onnx->inputs, 0);
  const WbOnnxValueInfo *out = g_ptr_array_index (self->onnx->outputs, 0);
  const WbOnnxView *input = wb_onnx_reader_find_view (self, in->name);
  const WbOnnxTensor *x = wb_onnx_reader_find_tensor (self, in->name);
  const WbOnnxTensor *y = wb_onnx_reader_find_tensor (self, out->name);
  gboolean is_like = wb_onnx_tensor_has_shape (y, x->rank, x->dims);
  int first[WB_ONNX_MAX_RANK] = { 0, (int) view->rank - 1, 1, 2, 3, 4, 5, 6 };
  gboolean is_first = input->axes[1] == (int) input->rank - 1
                      && memcmp (first, view->axes, view->rank * sizeof first[0]) == 0;

  return is_first || wb_onnx_reader_arrange (self, view, is_like ? input->axes : natural, error);
}

/* What was gathered for the output becomes layers; other outputs are left out. */
static gboolean
make_output_layers (WbOnnxReader *self, GError **error)
{
  const WbOnnxValueInfo *info = g_ptr_array_index (self->onnx->outputs, 0);
  WbOnnxView *view;

  if (self->onnx->outputs->len > 1 && !read_gaussian_code (self, error))
    return FALSE;
  view = wb_onnx_reader_find_view (self, info->name);
  if (view == NULL)
    return wb_refuse (error, WB_ERROR_CONTENTS, _ ("The output “%s” does not depend on the input."),
                      info->name);
  view = wb_onnx_reader_make_layers (self, info->name, error);
  if (view == NULL)
    return FALSE;
  if (view->layer != wb_onnx_reader_get_last (self))
    return wb_refuse (error, WB_ERROR_CONTENTS,
                      _ ("The output “%s” is not what the last layer outputs: a branch continues "
                         "beside it. Export a part with one output."),
                      info->name);
  if (!arrange_output (self, view, error))
    return FALSE;
  for (guint i = 1; i < self->onnx->outputs->len; i++)
    {
      const WbOnnxValueInfo *other = g_ptr_array_index (self->onnx->outputs, i);
      const WbOnnxView *beside = wb_onnx_reader_find_view (self, other->name);

      if (beside == NULL || beside->kind != WB_VIEW_PLAIN)
        g_ptr_array_add (self->notes,
                         g_strdup_printf (_ ("The output “%s” was left out."), other->name));
    }
  return TRUE;
}

static AeNetwork *
make_network (const WbOnnxReader *self, GError **error)
{
  g_autoptr (AeNetwork) network = ae_network_new (self->model, 1, error);

  for (guint i = 0; network != NULL && i < ae_network_get_n_weights (network); i++)
    {
      const AeWeight *weight = ae_network_get_weight (network, i);
      const WbOnnxWeight *read = wb_onnx_reader_find_weight (self, weight->layer_id,
                                                             weight->param.name);

      if (read == NULL || read->n != weight->size)
        {
          wb_refuse (error, WB_ERROR_CONTENTS,
                     _ ("Layer %u has no weight “%s” in the file, or one of another size. Export "
                        "the model again."),
                     weight->layer + 1, weight->param.name);
          return NULL;
        }
      memcpy (weight->values, read->values, weight->size * sizeof (float));
    }
  if (network != NULL)
    ae_network_weights_changed (network);
  return g_steal_pointer (&network);
}

/* A value of the graph in the order of a layer's numbers: the batch first, then
 * the layer's axes; (transfer full). */
static float *
copy_in_order (const WbOnnxTensor *tensor, const WbOnnxView *view)
{
  float *values = g_new (float, MAX (tensor->n, 1));
  gint64 strides[WB_ONNX_MAX_RANK] = { 0 }, stride = 1;

  for (int axis = (int) WB_ONNX_MAX_RANK - 1; axis >= 0; axis--)
    for (guint i = 0; i < view->rank; i++)
      if (view->axes[i] == axis)
        {
          strides[i] = stride;
          stride *= tensor->dims[i];
        }
  for (gsize i = 0; i < tensor->n; i++)
    {
      gint64 rest = (gint64) i, at = 0;

      for (guint k = tensor->rank; k > 0; rest /= tensor->dims[k - 1], k--)
        at += rest % tensor->dims[k - 1] * strides[k - 1];
      values[at] = tensor->reals[i];
    }
  return values;
}

static double
compare (const float *a, const float *b, gsize n)
{
  double difference = 0;

  for (gsize i = 0; i < n; i++)
    {
      double d = fabs ((double) a[i] - b[i]) / MAX (1, fabs (a[i]));

      difference = isnan (d) ? INFINITY : MAX (difference, d);
    }
  return difference;
}

static gboolean
check_network (const WbOnnxReader *self, const AeNetwork *network, GError **error)
{
  const WbOnnxValueInfo *in = g_ptr_array_index (self->onnx->inputs, 0);
  const WbOnnxValueInfo *out = g_ptr_array_index (self->onnx->outputs, 0);
  const WbOnnxTensor *x = wb_onnx_reader_find_tensor (self, in->name);
  const WbOnnxTensor *y = wb_onnx_reader_find_tensor (self, out->name);
  guint last = ae_network_get_n_layers (network) - 1;
  gsize n = x->n / ae_shape_size (ae_network_get_shape (network, 0));
  g_autofree float *samples = copy_in_order (x, wb_onnx_reader_find_view (self, in->name));
  g_autofree float *theirs = copy_in_order (y, wb_onnx_reader_find_view (self, out->name));
  g_autofree float *ours = g_new (float, n * ae_shape_size (ae_network_get_shape (network, last)));
  double difference = INFINITY;

  if (!ae_network_predict (network, 0, last, n, samples, ours, error))
    return FALSE;
  if (y->n == n * ae_shape_size (ae_network_get_shape (network, last)))
    difference = compare (theirs, ours, y->n);
  return difference <= TOLERANCE
         || wb_refuse (error, WB_ERROR_CONTENTS,
                       _ ("What was read computes something else than the file: the outputs differ "
                          "by %g. Report this, with the file."),
                       difference);
}

static gboolean
check_graph (const WbOnnxModel *onnx, GError **error)
{
  if (onnx->opset < 7 || onnx->opset > 25)
    return wb_refuse (error, WB_ERROR_CONTENTS,
                      _ ("The model's operators are of version %d, and those of 7 to 25 can be "
                         "read here. Export it with one of these."),
                      (int) CLAMP (onnx->opset, 0, G_MAXINT));
  if (onnx->inputs->len != 1)
    return wb_refuse (error, WB_ERROR_CONTENTS,
                      _ ("The model has %u inputs, and models here have one. Export a part with "
                         "one input."),
                      onnx->inputs->len);
  if (onnx->outputs->len == 0)
    return wb_refuse (error, WB_ERROR_CONTENTS, _ ("The model has no output. Export it with one."));
  return TRUE;
}

/* All values of the trial first, then what computes them. */
static gboolean
read_nodes (WbOnnxReader *self, guint n_outputs, GError **error)
{
  if (!for_needed_nodes (self, run_node, error))
    return FALSE;
  if (wb_onnx_reader_roll_loops (self))
    count_uses (self, n_outputs);
  return for_needed_nodes (self, read_node, error);
}

/* Reads what the first @n_outputs need. */
static AeNetwork *
read_outputs (WbOnnxModel *onnx, guint n_outputs, GPtrArray *notes, GError **error)
{
  g_auto (WbOnnxReader) reader = { 0 };
  g_autoptr (AeNetwork) network = NULL;

  reader_init (&reader, onnx, notes);
  count_uses (&reader, n_outputs);
  if (!read_input (&reader, g_ptr_array_index (onnx->inputs, 0), error)
      || !read_nodes (&reader, n_outputs, error) || !make_output_layers (&reader, error))
    return NULL;
  wb_onnx_reader_simplify (&reader);
  network = make_network (&reader, error);
  if (network == NULL || !check_network (&reader, network, error))
    return NULL;
  return g_steal_pointer (&network);
}

/* A second output may be a variance; what else it is need not be a layer. */
static AeNetwork *
read_onnx (const char *path, GPtrArray *notes, GError **error)
{
  g_autoptr (WbOnnxModel) onnx = wb_onnx_load (path, error);
  AeNetwork *network = NULL;

  if (onnx == NULL || !check_graph (onnx, error))
    return NULL;
  if (onnx->outputs->len > 1)
    network = read_outputs (onnx, 2, notes, NULL);
  if (network != NULL)
    return network;
  g_ptr_array_set_size (notes, 0);
  return read_outputs (onnx, 1, notes, error);
}

/* The file begins with its version, a small number, and names a producer or a
 * graph next. */
static gboolean
sniff (const char *path, const guint8 *head, gsize n)
{
  return n > 3 && head[0] == 0x08 && head[1] < 32
         && (head[2] == 0x12 || head[2] == 0x3a || g_str_has_suffix (path, ".onnx"));
}

static const char *const extensions[] = { ".onnx", NULL };

const WbImportClass wb_import_onnx = {
  .name = "onnx",
  .title = N_ ("ONNX"),
  .extensions = extensions,
  .summary = N_ ("A graph as PyTorch, Keras and others write it"),
  .sniff = sniff,
  .read = read_onnx,
};
