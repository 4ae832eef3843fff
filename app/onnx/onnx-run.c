/* SPDX-License-Identifier: MIT */
#include "app/onnx/onnx-run.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/error.h"
#include "app/onnx/onnx-operators.h"

/* Memory counts, too, and so does a node that does nothing. */
#define WORK_OF_A_VALUE 32
#define WORK_OF_A_NODE  4096

static const WbOnnxOperator *const tables[] = {
  wb_onnx_elementwise_operators, wb_onnx_shape_operators,     wb_onnx_matrix_operators,
  wb_onnx_window_operators,      wb_onnx_recurrent_operators,
};

static const WbOnnxOperator *
find_operator (const WbOnnxNode *node)
{
  if (node->domain[0] != '\0')
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    for (const WbOnnxOperator *row = tables[i]; row->type != NULL; row++)
      if (g_str_equal (row->type, node->type))
        return row;
  return NULL;
}

gboolean
wb_onnx_call_refuse (const WbOnnxCall *call, GError **error, const char *reason)
{
  const char *output = wb_onnx_node_get_output (call->node, 0);
  const char *name = call->node->name[0] != '\0' ? call->node->name : output;

  return wb_refuse (error, WB_ERROR_CONTENTS, "%s “%s”: %s", call->node->type,
                    name != NULL ? name : "", reason);
}

gboolean
wb_onnx_call_refuse_shapes (const WbOnnxCall *call, GError **error)
{
  return wb_onnx_call_refuse (call, error,
                              _ ("the shapes of its inputs or its settings do not fit together. "
                                 "Export the model again, with a newer exporter."));
}

const WbOnnxTensor *
wb_onnx_call_get_input (const WbOnnxCall *call, guint index, GError **error)
{
  if (index < call->n_inputs && call->inputs[index] != NULL)
    return call->inputs[index];
  wb_onnx_call_refuse (call, error,
                       _ ("an input is missing that it needs. The file is damaged; get it again."));
  return NULL;
}

const gint64 *
wb_onnx_call_get_integers (const WbOnnxCall *call, const char *name, guint index, guint *n)
{
  const WbOnnxAttribute *attribute = wb_onnx_node_find (call->node, name);
  const WbOnnxTensor *tensor = index < call->n_inputs ? call->inputs[index] : NULL;

  *n = 0;
  if (attribute != NULL)
    {
      *n = attribute->integers->len;
      return &g_array_index (attribute->integers, gint64, 0);
    }
  if (tensor == NULL || tensor->integers == NULL)
    return NULL;
  *n = (guint) MIN (tensor->n, G_MAXUINT);
  return tensor->integers;
}

gboolean
wb_onnx_call_spend (const WbOnnxCall *call, double amount, GError **error)
{
  if (amount <= (double) *call->work)
    {
      *call->work -= (guint64) amount;
      return TRUE;
    }
  return wb_onnx_call_refuse (call, error,
                              _ ("it would take too long to compute here, or too much memory."));
}

WbOnnxTensor *
wb_onnx_call_make (WbOnnxCall *call,
                   guint index,
                   gboolean is_integer,
                   guint rank,
                   const gint64 *dims,
                   GError **error)
{
  double size = WORK_OF_A_VALUE;
  WbOnnxTensor *tensor;

  for (guint i = 0; i < rank; i++)
    size *= (double) MAX (dims[i], 0);
  if (!wb_onnx_call_spend (call, size, error))
    return NULL;
  tensor = wb_onnx_tensor_new (is_integer, rank, dims);
  if (tensor == NULL)
    {
      wb_onnx_call_refuse_shapes (call, error);
      return NULL;
    }
  g_clear_pointer (&call->outputs[index], wb_onnx_tensor_unref);
  return call->outputs[index] = tensor;
}

gboolean
wb_onnx_axis (gint64 axis, guint rank, guint *index)
{
  if (axis < 0)
    axis += rank;
  *index = (guint) axis;
  return axis >= 0 && axis < rank;
}

void
wb_onnx_get_strides (const WbOnnxTensor *tensor, gint64 strides[WB_ONNX_MAX_RANK])
{
  gint64 stride = 1;

  for (guint i = tensor->rank; i > 0; i--)
    {
      strides[i - 1] = stride;
      stride *= tensor->dims[i - 1];
    }
}

void
wb_onnx_copy_strided (const WbOnnxTensor *in,
                      gint64 offset,
                      const gint64 *strides,
                      WbOnnxTensor *out)
{
  gint64 at[WB_ONNX_MAX_RANK] = { 0 }, from = offset;

  for (gsize i = 0; i < out->n; i++)
    {
      if (in->reals != NULL)
        out->reals[i] = in->reals[from];
      else
        out->integers[i] = in->integers[from];
      for (guint axis = out->rank; axis > 0; axis--)
        {
          from += strides[axis - 1];
          if (++at[axis - 1] < out->dims[axis - 1])
            break;
          from -= strides[axis - 1] * out->dims[axis - 1];
          at[axis - 1] = 0;
        }
    }
}

/* The size along an axis counted from the last one; 1 where there is none. */
static gint64
get_size_from_end (const WbOnnxTensor *tensor, guint axis)
{
  return axis < tensor->rank ? tensor->dims[tensor->rank - 1 - axis] : 1;
}

gboolean
wb_onnx_broadcast (const WbOnnxTensor *a,
                   const WbOnnxTensor *b,
                   guint *rank,
                   gint64 dims[WB_ONNX_MAX_RANK])
{
  *rank = MAX (a->rank, b->rank);
  for (guint i = 0; i < *rank; i++)
    {
      gint64 one = get_size_from_end (a, i), other = get_size_from_end (b, i);

      if (one != other && one != 1 && other != 1)
        return FALSE;
      dims[*rank - 1 - i] = one == 1 ? other : one;
    }
  return TRUE;
}

void
wb_onnx_get_broadcast_strides (const WbOnnxTensor *tensor,
                               guint rank,
                               gint64 strides[WB_ONNX_MAX_RANK])
{
  gint64 stride = 1;

  for (guint i = 0; i < rank; i++)
    {
      gint64 size = get_size_from_end (tensor, i);

      strides[rank - 1 - i] = size == 1 ? 0 : stride;
      stride *= size;
    }
}

static void
free_tensor (gpointer tensor)
{
  wb_onnx_tensor_unref (tensor);
}

GHashTable *
wb_onnx_values_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_tensor);
}

/* Looks the inputs up; NULL with @error where one was never made. */
static const WbOnnxTensor **
collect_inputs (const WbOnnxModel *model,
                const WbOnnxNode *node,
                GHashTable *values,
                GError **error)
{
  g_autofree const WbOnnxTensor **inputs = g_new0 (const WbOnnxTensor *, node->inputs->len + 1);

  for (guint i = 0; i < node->inputs->len; i++)
    {
      const char *name = wb_onnx_node_get_input (node, i);

      if (name == NULL)
        continue;
      inputs[i] = g_hash_table_lookup (values, name);
      if (inputs[i] == NULL)
        inputs[i] = g_hash_table_lookup (model->constants, name);
      if (inputs[i] != NULL)
        continue;
      wb_refuse (error, WB_ERROR_CONTENTS,
                 _ ("%s takes “%s”, which nothing before it makes: the graph has a loop or is "
                    "not whole. Get the file again."),
                 node->type, name);
      return NULL;
    }
  return g_steal_pointer (&inputs);
}

/* Outputs that only training has are not made: who takes one finds it missing. */
static void
take_outputs (WbOnnxCall *call, GHashTable *values)
{
  for (guint i = 0; i < WB_ONNX_MAX_OUTPUTS; i++)
    {
      const char *name = wb_onnx_node_get_output (call->node, i);

      if (name != NULL && call->outputs[i] != NULL)
        g_hash_table_insert (values, g_strdup (name), g_steal_pointer (&call->outputs[i]));
      g_clear_pointer (&call->outputs[i], wb_onnx_tensor_unref);
    }
}

static gboolean
check_inputs (const WbOnnxCall *call, const WbOnnxOperator *row, GError **error)
{
  for (guint i = 0; row->inputs[i] != '\0'; i++)
    {
      const WbOnnxTensor *tensor = wb_onnx_call_get_input (call, i, error);

      if (tensor == NULL)
        return FALSE;
      if (row->inputs[i] == 'r' && tensor->reals == NULL)
        return wb_onnx_call_refuse (call, error,
                                    _ ("it works on whole numbers here. Export the model with "
                                       "float32."));
    }
  return TRUE;
}

gboolean
wb_onnx_run_node (const WbOnnxModel *model,
                  const WbOnnxNode *node,
                  GHashTable *values,
                  guint64 *work,
                  GError **error)
{
  const WbOnnxOperator *row = find_operator (node);
  g_autofree const WbOnnxTensor **inputs = collect_inputs (model, node, values, error);
  WbOnnxCall call = { .node = node,
                      .opset = model->opset,
                      .n_inputs = node->inputs->len,
                      .inputs = inputs,
                      .work = work };

  if (inputs == NULL)
    return FALSE;
  if (g_str_equal (node->type, "Loop") || g_str_equal (node->type, "Scan"))
    return wb_onnx_call_refuse (&call, error,
                                _ ("it is a loop, and only layers can be read here. Where it is a "
                                   "recurrent layer of Keras, import the file that Keras saves."));
  if (row == NULL)
    return wb_onnx_call_refuse (&call, error,
                                _ (
                                  "this operator is not known here. Export the model without it."));
  if (wb_onnx_call_spend (&call, WORK_OF_A_NODE, error) && check_inputs (&call, row, error)
      && row->run (&call, error))
    {
      take_outputs (&call, values);
      return TRUE;
    }
  for (guint i = 0; i < WB_ONNX_MAX_OUTPUTS; i++)
    g_clear_pointer (&call.outputs[i], wb_onnx_tensor_unref);
  return FALSE;
}

GHashTable *
wb_onnx_run (const WbOnnxModel *model,
             GHashTable *inputs,
             guint n_nodes,
             guint64 max_work,
             GError **error)
{
  g_autoptr (GHashTable) values = wb_onnx_values_new ();
  GHashTableIter iter;
  gpointer name, tensor;

  g_hash_table_iter_init (&iter, inputs);
  while (g_hash_table_iter_next (&iter, &name, &tensor))
    g_hash_table_insert (values, g_strdup (name), wb_onnx_tensor_ref (tensor));
  for (guint i = 0; i < MIN (n_nodes, model->nodes->len); i++)
    if (!wb_onnx_run_node (model, g_ptr_array_index (model->nodes, i), values, &max_work, error))
      return NULL;
  return g_steal_pointer (&values);
}
