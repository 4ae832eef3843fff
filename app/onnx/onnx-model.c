/* SPDX-License-Identifier: MIT */
#include "app/onnx/onnx-model.h"

#include <string.h>

static void
clear_tensor (gpointer data)
{
  WbOnnxTensor *self = data;

  g_free (self->reals);
  g_free (self->integers);
}

/* The number of values of a shape; FALSE where they would not fit. */
static gboolean
count_values (guint rank, const gint64 *dims, gsize *n)
{
  *n = 1;
  for (guint i = 0; i < rank; i++)
    if (dims[i] < 0 || !g_size_checked_mul (n, *n, (gsize) dims[i])
        || *n > WB_ONNX_MAX_BYTES / sizeof (float))
      return FALSE;
  return TRUE;
}

WbOnnxTensor *
wb_onnx_tensor_new (gboolean is_integer, guint rank, const gint64 *dims)
{
  WbOnnxTensor *self;
  gpointer values;
  gsize n;

  if (rank > WB_ONNX_MAX_RANK || !count_values (rank, dims, &n))
    return NULL;
  values = g_try_malloc0_n (MAX (n, 1), is_integer ? sizeof (gint64) : sizeof (float));
  if (values == NULL)
    return NULL;
  self = g_rc_box_new0 (WbOnnxTensor);
  self->rank = rank;
  self->n = n;
  if (rank > 0)
    memcpy (self->dims, dims, rank * sizeof dims[0]);
  if (is_integer)
    self->integers = values;
  else
    self->reals = values;
  return self;
}

WbOnnxTensor *
wb_onnx_tensor_new_integers (const gint64 *values, guint n)
{
  gint64 dims[] = { n };
  WbOnnxTensor *self = wb_onnx_tensor_new (TRUE, 1, dims);

  memcpy (self->integers, values, n * sizeof values[0]);
  return self;
}

WbOnnxTensor *
wb_onnx_tensor_ref (WbOnnxTensor *self)
{
  return g_rc_box_acquire (self);
}

void
wb_onnx_tensor_unref (WbOnnxTensor *self)
{
  g_rc_box_release_full (self, clear_tensor);
}

WbOnnxTensor *
wb_onnx_tensor_reshape (const WbOnnxTensor *self, guint rank, const gint64 *dims)
{
  WbOnnxTensor *other = wb_onnx_tensor_new (self->integers != NULL, rank, dims);

  if (other == NULL || other->n != self->n)
    {
      g_clear_pointer (&other, wb_onnx_tensor_unref);
      return NULL;
    }
  if (self->integers != NULL)
    memcpy (other->integers, self->integers, self->n * sizeof (gint64));
  else
    memcpy (other->reals, self->reals, self->n * sizeof (float));
  return other;
}

gboolean
wb_onnx_tensor_has_shape (const WbOnnxTensor *self, guint rank, const gint64 *dims)
{
  return self->rank == rank && memcmp (self->dims, dims, rank * sizeof dims[0]) == 0;
}

static void
free_value_info (gpointer data)
{
  g_free (((WbOnnxValueInfo *) data)->name);
  g_free (data);
}

WbOnnxModel *
wb_onnx_model_new (void)
{
  WbOnnxModel *self = g_new0 (WbOnnxModel, 1);

  self->ir_version = WB_ONNX_IR_VERSION;
  self->opset = WB_ONNX_OPSET;
  self->producer = g_strdup ("");
  self->nodes = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_onnx_node_free);
  self->constants = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                           (GDestroyNotify) wb_onnx_tensor_unref);
  self->constant_names = g_ptr_array_new ();
  self->inputs = g_ptr_array_new_with_free_func (free_value_info);
  self->outputs = g_ptr_array_new_with_free_func (free_value_info);
  self->metadata = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
wb_onnx_model_free (WbOnnxModel *self)
{
  g_free (self->producer);
  g_ptr_array_unref (self->nodes);
  g_ptr_array_unref (self->constant_names);
  g_hash_table_unref (self->constants);
  g_ptr_array_unref (self->inputs);
  g_ptr_array_unref (self->outputs);
  g_hash_table_unref (self->metadata);
  g_free (self);
}

void
wb_onnx_model_add_constant (WbOnnxModel *self, const char *name, WbOnnxTensor *tensor)
{
  char *own = g_strdup (name);

  /* The table keeps the first key of a name, so that the list stays right. */
  if (!g_hash_table_contains (self->constants, name))
    g_ptr_array_add (self->constant_names, own);
  g_hash_table_insert (self->constants, own, tensor);
}

static void
add_info (GPtrArray *list, const char *name, guint rank, const guint *dims)
{
  WbOnnxValueInfo *info = g_new0 (WbOnnxValueInfo, 1);

  info->name = g_strdup (name);
  info->rank = rank + 1;
  info->dims[0] = -1;
  for (guint i = 0; i < rank; i++)
    info->dims[i + 1] = dims[i];
  g_ptr_array_add (list, info);
}

void
wb_onnx_model_add_input (WbOnnxModel *self, const char *name, guint rank, const guint *dims)
{
  add_info (self->inputs, name, rank, dims);
}

void
wb_onnx_model_add_output (WbOnnxModel *self, const char *name, guint rank, const guint *dims)
{
  add_info (self->outputs, name, rank, dims);
}

WbOnnxNode *
wb_onnx_model_add_node (WbOnnxModel *self,
                        const char *type,
                        const char *const *inputs,
                        const char *output)
{
  WbOnnxNode *node = wb_onnx_node_new ();

  node->type = g_strdup (type);
  node->domain = g_strdup ("");
  node->name = g_strdup (output);
  for (; *inputs != NULL; inputs++)
    g_ptr_array_add (node->inputs, g_strdup (*inputs));
  g_ptr_array_add (node->outputs, g_strdup (output));
  g_ptr_array_add (self->nodes, node);
  return node;
}

WbOnnxNode *
wb_onnx_node_new (void)
{
  WbOnnxNode *self = g_new0 (WbOnnxNode, 1);

  self->inputs = g_ptr_array_new_with_free_func (g_free);
  self->outputs = g_ptr_array_new_with_free_func (g_free);
  self->attributes = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_onnx_attribute_free);
  return self;
}

void
wb_onnx_node_free (WbOnnxNode *self)
{
  g_free (self->type);
  g_free (self->domain);
  g_free (self->name);
  g_ptr_array_unref (self->inputs);
  g_ptr_array_unref (self->outputs);
  g_ptr_array_unref (self->attributes);
  g_free (self);
}

WbOnnxAttribute *
wb_onnx_attribute_new (void)
{
  WbOnnxAttribute *self = g_new0 (WbOnnxAttribute, 1);

  self->reals = g_array_new (FALSE, FALSE, sizeof (float));
  self->integers = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->texts = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
wb_onnx_attribute_free (WbOnnxAttribute *self)
{
  g_free (self->name);
  g_array_unref (self->reals);
  g_array_unref (self->integers);
  g_ptr_array_unref (self->texts);
  g_clear_pointer (&self->tensor, wb_onnx_tensor_unref);
  g_free (self);
}

static WbOnnxAttribute *
add_attribute (WbOnnxNode *self, const char *name, WbOnnxAttributeKind kind)
{
  WbOnnxAttribute *attribute = wb_onnx_attribute_new ();

  attribute->name = g_strdup (name);
  attribute->kind = kind;
  g_ptr_array_add (self->attributes, attribute);
  return attribute;
}

void
wb_onnx_node_add_real (WbOnnxNode *self, const char *name, float value)
{
  WbOnnxAttribute *attribute = add_attribute (self, name, WB_ONNX_ATTRIBUTE_REAL);

  g_array_append_val (attribute->reals, value);
}

void
wb_onnx_node_add_integer (WbOnnxNode *self, const char *name, gint64 value)
{
  WbOnnxAttribute *attribute = add_attribute (self, name, WB_ONNX_ATTRIBUTE_INTEGER);

  g_array_append_val (attribute->integers, value);
}

void
wb_onnx_node_add_integers (WbOnnxNode *self, const char *name, guint n, const gint64 *values)
{
  WbOnnxAttribute *attribute = add_attribute (self, name, WB_ONNX_ATTRIBUTE_INTEGERS);

  g_array_append_vals (attribute->integers, values, n);
}

void
wb_onnx_node_add_text (WbOnnxNode *self, const char *name, const char *text)
{
  g_ptr_array_add (add_attribute (self, name, WB_ONNX_ATTRIBUTE_TEXT)->texts, g_strdup (text));
}

const WbOnnxAttribute *
wb_onnx_node_find (const WbOnnxNode *self, const char *name)
{
  for (guint i = 0; i < self->attributes->len; i++)
    {
      const WbOnnxAttribute *attribute = g_ptr_array_index (self->attributes, i);

      if (g_str_equal (attribute->name, name))
        return attribute;
    }
  return NULL;
}

gint64
wb_onnx_node_get_integer (const WbOnnxNode *self, const char *name, gint64 fallback)
{
  const WbOnnxAttribute *attribute = wb_onnx_node_find (self, name);

  if (attribute == NULL || attribute->integers->len == 0)
    return fallback;
  return g_array_index (attribute->integers, gint64, 0);
}

float
wb_onnx_node_get_real (const WbOnnxNode *self, const char *name, float fallback)
{
  const WbOnnxAttribute *attribute = wb_onnx_node_find (self, name);

  if (attribute == NULL || attribute->reals->len == 0)
    return fallback;
  return g_array_index (attribute->reals, float, 0);
}

const char *
wb_onnx_node_get_text (const WbOnnxNode *self, const char *name, const char *fallback)
{
  const WbOnnxAttribute *attribute = wb_onnx_node_find (self, name);

  if (attribute == NULL || attribute->texts->len == 0)
    return fallback;
  return g_ptr_array_index (attribute->texts, 0);
}

static const char *
get_name (GPtrArray *names, guint index)
{
  const char *name = index < names->len ? g_ptr_array_index (names, index) : "";

  return name[0] != '\0' ? name : NULL;
}

const char *
wb_onnx_node_get_input (const WbOnnxNode *self, guint index)
{
  return get_name (self->inputs, index);
}

const char *
wb_onnx_node_get_output (const WbOnnxNode *self, guint index)
{
  return get_name (self->outputs, index);
}
