/* SPDX-License-Identifier: MIT */
/* Writes what the exports make: real and whole tensors, the default domain. */
#include <glib/gi18n-lib.h>

#include "app/error.h"
#include "app/onnx/onnx-fields.h"
#include "app/onnx/onnx-file.h"
#include "app/onnx/protobuf.h"
#include "app/project/atomic-file.h"

static void
add_entry (GByteArray *out, guint field, const char *key, const char *value)
{
  GByteArray *entry = g_byte_array_new ();

  wb_protobuf_add_text (entry, ONNX_ENTRY_KEY, key);
  wb_protobuf_add_text (entry, ONNX_ENTRY_VALUE, value);
  wb_protobuf_add_message (out, field, entry);
}

static void
add_integers (GByteArray *out, const WbOnnxTensor *tensor)
{
  g_autofree gint64 *raw = g_new (gint64, MAX (tensor->n, 1));

  for (gsize i = 0; i < tensor->n; i++)
    raw[i] = GINT64_TO_LE (tensor->integers[i]);
  wb_protobuf_add_bytes (out, ONNX_TENSOR_RAW, raw, tensor->n * sizeof raw[0]);
}

static void
add_reals (GByteArray *out, const WbOnnxTensor *tensor)
{
#if G_BYTE_ORDER == G_LITTLE_ENDIAN
  wb_protobuf_add_bytes (out, ONNX_TENSOR_RAW, tensor->reals, tensor->n * sizeof (float));
#else
  const guint32 *bits = (const guint32 *) tensor->reals;
  g_autofree guint32 *raw = g_new (guint32, MAX (tensor->n, 1));

  for (gsize i = 0; i < tensor->n; i++)
    raw[i] = GUINT32_TO_LE (bits[i]);
  wb_protobuf_add_bytes (out, ONNX_TENSOR_RAW, raw, tensor->n * sizeof raw[0]);
#endif
}

static GByteArray *
make_tensor (const char *name, const WbOnnxTensor *tensor)
{
  GByteArray *out = g_byte_array_new ();
  gboolean is_integer = tensor->integers != NULL;

  for (guint i = 0; i < tensor->rank; i++)
    wb_protobuf_add_varint (out, ONNX_TENSOR_DIMS, (guint64) tensor->dims[i]);
  wb_protobuf_add_varint (out, ONNX_TENSOR_TYPE, is_integer ? ONNX_INT64 : ONNX_FLOAT);
  wb_protobuf_add_text (out, ONNX_TENSOR_NAME, name);
  if (is_integer)
    add_integers (out, tensor);
  else
    add_reals (out, tensor);
  return out;
}

/* A single number has a field of its own, a list another. */
static GByteArray *
make_attribute (const WbOnnxAttribute *attribute)
{
  GByteArray *out = g_byte_array_new ();

  wb_protobuf_add_text (out, ONNX_ATTRIBUTE_NAME, attribute->name);
  for (guint i = 0; i < attribute->reals->len; i++)
    wb_protobuf_add_float (out,
                           attribute->kind == WB_ONNX_ATTRIBUTE_REAL ? ONNX_ATTRIBUTE_REAL
                                                                     : ONNX_ATTRIBUTE_REALS,
                           g_array_index (attribute->reals, float, i));
  for (guint i = 0; i < attribute->integers->len; i++)
    wb_protobuf_add_varint (out,
                            attribute->kind == WB_ONNX_ATTRIBUTE_INTEGER ? ONNX_ATTRIBUTE_INTEGER
                                                                         : ONNX_ATTRIBUTE_INTEGERS,
                            (guint64) g_array_index (attribute->integers, gint64, i));
  for (guint i = 0; i < attribute->texts->len; i++)
    wb_protobuf_add_text (out,
                          attribute->kind == WB_ONNX_ATTRIBUTE_TEXT ? ONNX_ATTRIBUTE_TEXT
                                                                    : ONNX_ATTRIBUTE_TEXTS,
                          g_ptr_array_index (attribute->texts, i));
  if (attribute->tensor != NULL)
    wb_protobuf_add_message (out, ONNX_ATTRIBUTE_TENSOR, make_tensor ("", attribute->tensor));
  wb_protobuf_add_varint (out, ONNX_ATTRIBUTE_KIND, attribute->kind);
  return out;
}

static GByteArray *
make_node (const WbOnnxNode *node)
{
  GByteArray *out = g_byte_array_new ();

  for (guint i = 0; i < node->inputs->len; i++)
    wb_protobuf_add_text (out, ONNX_NODE_INPUT, g_ptr_array_index (node->inputs, i));
  for (guint i = 0; i < node->outputs->len; i++)
    wb_protobuf_add_text (out, ONNX_NODE_OUTPUT, g_ptr_array_index (node->outputs, i));
  wb_protobuf_add_text (out, ONNX_NODE_NAME, node->name);
  wb_protobuf_add_text (out, ONNX_NODE_TYPE, node->type);
  for (guint i = 0; i < node->attributes->len; i++)
    wb_protobuf_add_message (out, ONNX_NODE_ATTRIBUTE,
                             make_attribute (g_ptr_array_index (node->attributes, i)));
  if (node->domain[0] != '\0')
    wb_protobuf_add_text (out, ONNX_NODE_DOMAIN, node->domain);
  return out;
}

static GByteArray *
make_shape (const WbOnnxValueInfo *info)
{
  GByteArray *out = g_byte_array_new ();

  for (guint i = 0; i < info->rank; i++)
    {
      GByteArray *dim = g_byte_array_new ();

      if (info->dims[i] < 0)
        wb_protobuf_add_text (dim, ONNX_DIM_NAME, "batch");
      else
        wb_protobuf_add_varint (dim, ONNX_DIM_VALUE, (guint64) info->dims[i]);
      wb_protobuf_add_message (out, ONNX_SHAPE_DIM, dim);
    }
  return out;
}

static void
add_value_info (GByteArray *out, guint field, const WbOnnxValueInfo *info)
{
  GByteArray *tensor = g_byte_array_new (), *type = g_byte_array_new ();
  GByteArray *value = g_byte_array_new ();

  wb_protobuf_add_varint (tensor, ONNX_TENSOR_TYPE_ELEMENT,
                          info->is_integer ? ONNX_INT64 : ONNX_FLOAT);
  wb_protobuf_add_message (tensor, ONNX_TENSOR_TYPE_SHAPE, make_shape (info));
  wb_protobuf_add_message (type, ONNX_TYPE_TENSOR, tensor);
  wb_protobuf_add_text (value, ONNX_VALUE_NAME, info->name);
  wb_protobuf_add_message (value, ONNX_VALUE_TYPE, type);
  wb_protobuf_add_message (out, field, value);
}

static GByteArray *
make_graph (const WbOnnxModel *model)
{
  GByteArray *out = g_byte_array_new ();

  for (guint i = 0; i < model->nodes->len; i++)
    wb_protobuf_add_message (out, ONNX_GRAPH_NODE, make_node (g_ptr_array_index (model->nodes, i)));
  wb_protobuf_add_text (out, ONNX_GRAPH_NAME, "hourglass");
  for (guint i = 0; i < model->constant_names->len; i++)
    {
      const char *name = g_ptr_array_index (model->constant_names, i);

      wb_protobuf_add_message (out, ONNX_GRAPH_INITIALIZER,
                               make_tensor (name, g_hash_table_lookup (model->constants, name)));
    }
  for (guint i = 0; i < model->inputs->len; i++)
    add_value_info (out, ONNX_GRAPH_INPUT, g_ptr_array_index (model->inputs, i));
  for (guint i = 0; i < model->outputs->len; i++)
    add_value_info (out, ONNX_GRAPH_OUTPUT, g_ptr_array_index (model->outputs, i));
  return out;
}

/* In the order of their names, so that a model is written in one way alone. */
static void
add_metadata (GByteArray *out, const WbOnnxModel *model)
{
  g_autoptr (GList) keys = g_list_sort (g_hash_table_get_keys (model->metadata),
                                        (GCompareFunc) g_strcmp0);

  for (GList *key = keys; key != NULL; key = key->next)
    add_entry (out, ONNX_MODEL_METADATA, key->data,
               g_hash_table_lookup (model->metadata, key->data));
}

static gboolean
is_too_large (const WbOnnxModel *model)
{
  gsize bytes = 1 << 20;

  for (guint i = 0; i < model->constant_names->len; i++)
    {
      const WbOnnxTensor *tensor = g_hash_table_lookup (model->constants,
                                                        g_ptr_array_index (model->constant_names,
                                                                           i));

      bytes += tensor->n * (tensor->integers != NULL ? sizeof (gint64) : sizeof (float));
    }
  return bytes > WB_ONNX_MAX_BYTES;
}

static GByteArray *
make_model (const WbOnnxModel *model)
{
  GByteArray *out = g_byte_array_new (), *opset = g_byte_array_new ();

  wb_protobuf_add_varint (out, ONNX_MODEL_IR_VERSION, (guint64) model->ir_version);
  wb_protobuf_add_text (out, ONNX_MODEL_PRODUCER, model->producer);
  wb_protobuf_add_message (out, ONNX_MODEL_GRAPH, make_graph (model));
  wb_protobuf_add_text (opset, ONNX_OPSET_DOMAIN, "");
  wb_protobuf_add_varint (opset, ONNX_OPSET_VERSION, (guint64) model->opset);
  wb_protobuf_add_message (out, ONNX_MODEL_OPSET, opset);
  add_metadata (out, model);
  return out;
}

gboolean
wb_onnx_save (const WbOnnxModel *model, const char *path, GError **error)
{
  g_autoptr (WbAtomicFile) file = NULL;
  g_autoptr (GByteArray) bytes = NULL;

  if (is_too_large (model))
    return wb_refuse (error, WB_ERROR_EXPORT,
                      _ ("An ONNX file holds 2 GB at most, and the weights are more. Export "
                         "safetensors, or a part of the model."));
  file = wb_atomic_file_new (path, error);
  if (file == NULL)
    return FALSE;
  bytes = make_model (model);
  return wb_atomic_file_write (file, bytes->data, bytes->len, error)
         && wb_atomic_file_commit (file, error);
}
