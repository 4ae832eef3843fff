/* SPDX-License-Identifier: MIT */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/error.h"
#include "app/onnx/onnx-fields.h"
#include "app/onnx/onnx-file.h"
#include "app/onnx/onnx-tensor-read.h"

/* What is read into, and where weights in other files may lie. */
typedef struct
{
  WbOnnxModel *model;
  const char *folder;
  gboolean has_graph;
} Reader;

/* Reads one field of a message into @object. */
typedef gboolean (*ReadField) (Reader *self,
                               gpointer object,
                               const WbProtobufField *field,
                               GError **error);

static gboolean
read_message (Reader *self, WbProtobuf message, ReadField read, gpointer object, GError **error)
{
  GError *local = NULL;
  WbProtobufField field;

  while (wb_protobuf_next (&message, &field, &local))
    if (!read (self, object, &field, error))
      return FALSE;
  if (local != NULL)
    g_propagate_error (error, local);
  return local == NULL;
}

static void
take_text (char **text, const WbProtobufField *field)
{
  g_free (*text);
  *text = wb_protobuf_dup_text (field);
}

static void
add_real (WbOnnxAttribute *attribute, guint32 bits)
{
  WbProtobufField field = { .value = bits };
  float value = wb_protobuf_get_float (&field);

  g_array_append_val (attribute->reals, value);
}

static void
read_reals (WbOnnxAttribute *attribute, const WbProtobufField *field)
{
  if (field->wire == WB_WIRE_FIXED32)
    add_real (attribute, (guint32) field->value);
  for (gsize i = 0; i + 4 <= field->n_bytes; i += 4)
    add_real (attribute, (guint32) field->bytes[i] | (guint32) field->bytes[i + 1] << 8
                           | (guint32) field->bytes[i + 2] << 16
                           | (guint32) field->bytes[i + 3] << 24);
}

static void
read_integers (WbOnnxAttribute *attribute, const WbProtobufField *field)
{
  WbProtobuf packed = wb_protobuf_enter (field);
  guint64 value = field->value;

  if (field->wire == WB_WIRE_VARINT)
    g_array_append_val (attribute->integers, value);
  else
    while (wb_protobuf_next_packed (&packed, &value))
      g_array_append_val (attribute->integers, value);
}

static gboolean
read_attribute_tensor (Reader *self,
                       WbOnnxAttribute *attribute,
                       const WbProtobufField *field,
                       GError **error)
{
  g_autofree char *name = NULL;

  g_clear_pointer (&attribute->tensor, wb_onnx_tensor_unref);
  attribute->tensor = wb_onnx_read_tensor (wb_protobuf_enter (field), self->folder, &name, error);
  return attribute->tensor != NULL;
}

static gboolean
read_attribute (Reader *self, gpointer object, const WbProtobufField *field, GError **error)
{
  WbOnnxAttribute *attribute = object;

  switch (field->number)
    {
    case ONNX_ATTRIBUTE_NAME:
      take_text (&attribute->name, field);
      break;
    case ONNX_ATTRIBUTE_REAL:
    case ONNX_ATTRIBUTE_REALS:
      read_reals (attribute, field);
      break;
    case ONNX_ATTRIBUTE_INTEGER:
    case ONNX_ATTRIBUTE_INTEGERS:
      read_integers (attribute, field);
      break;
    case ONNX_ATTRIBUTE_TEXT:
    case ONNX_ATTRIBUTE_TEXTS:
      g_ptr_array_add (attribute->texts, wb_protobuf_dup_text (field));
      break;
    case ONNX_ATTRIBUTE_TENSOR:
      return read_attribute_tensor (self, attribute, field, error);
    case ONNX_ATTRIBUTE_GRAPH:
      attribute->kind = WB_ONNX_ATTRIBUTE_GRAPH;
      break;
    case ONNX_ATTRIBUTE_KIND:
      attribute->kind = (WbOnnxAttributeKind) field->value;
      break;
    default:
      break;
    }
  return TRUE;
}

static gboolean
add_attribute (Reader *self, WbOnnxNode *node, const WbProtobufField *field, GError **error)
{
  g_autoptr (WbOnnxAttribute) attribute = wb_onnx_attribute_new ();

  attribute->name = g_strdup ("");
  if (!read_message (self, wb_protobuf_enter (field), read_attribute, attribute, error))
    return FALSE;
  g_ptr_array_add (node->attributes, g_steal_pointer (&attribute));
  return TRUE;
}

static gboolean
read_node (Reader *self, gpointer object, const WbProtobufField *field, GError **error)
{
  WbOnnxNode *node = object;

  switch (field->number)
    {
    case ONNX_NODE_INPUT:
      g_ptr_array_add (node->inputs, wb_protobuf_dup_text (field));
      break;
    case ONNX_NODE_OUTPUT:
      g_ptr_array_add (node->outputs, wb_protobuf_dup_text (field));
      break;
    case ONNX_NODE_NAME:
      take_text (&node->name, field);
      break;
    case ONNX_NODE_TYPE:
      take_text (&node->type, field);
      break;
    case ONNX_NODE_DOMAIN:
      take_text (&node->domain, field);
      break;
    case ONNX_NODE_ATTRIBUTE:
      return add_attribute (self, node, field, error);
    default:
      break;
    }
  return TRUE;
}

static gboolean
add_node (Reader *self, const WbProtobufField *field, GError **error)
{
  g_autoptr (WbOnnxNode) node = wb_onnx_node_new ();

  node->type = g_strdup ("");
  node->domain = g_strdup ("");
  node->name = g_strdup ("");
  if (!read_message (self, wb_protobuf_enter (field), read_node, node, error))
    return FALSE;
  if (g_str_equal (node->domain, "ai.onnx"))
    node->domain[0] = '\0';
  g_ptr_array_add (self->model->nodes, g_steal_pointer (&node));
  return TRUE;
}

static gboolean
read_dim (Reader *self, gpointer object, const WbProtobufField *field, GError **error)
{
  gint64 *dim = object;

  if (field->number == ONNX_DIM_VALUE && field->value > 0 && field->value <= G_MAXINT32)
    *dim = (gint64) field->value;
  return TRUE;
}

static gboolean
read_shape (Reader *self, gpointer object, const WbProtobufField *field, GError **error)
{
  WbOnnxValueInfo *info = object;

  if (field->number != ONNX_SHAPE_DIM)
    return TRUE;
  if (info->rank == WB_ONNX_MAX_RANK)
    return wb_refuse (error, WB_ERROR_CONTENTS,
                      _ ("“%s” has more than %d axes. Such models cannot be read here."),
                      info->name != NULL ? info->name : "", WB_ONNX_MAX_RANK);
  info->dims[info->rank] = -1;
  return read_message (self, wb_protobuf_enter (field), read_dim, &info->dims[info->rank++], error);
}

static gboolean
read_tensor_type (Reader *self, gpointer object, const WbProtobufField *field, GError **error)
{
  WbOnnxValueInfo *info = object;

  if (field->number == ONNX_TENSOR_TYPE_ELEMENT)
    info->is_integer = field->value != ONNX_FLOAT && field->value != ONNX_FLOAT16
                       && field->value != ONNX_DOUBLE && field->value != ONNX_BFLOAT16;
  if (field->number == ONNX_TENSOR_TYPE_SHAPE)
    return read_message (self, wb_protobuf_enter (field), read_shape, info, error);
  return TRUE;
}

static gboolean
read_type (Reader *self, gpointer object, const WbProtobufField *field, GError **error)
{
  if (field->number == ONNX_TYPE_TENSOR)
    return read_message (self, wb_protobuf_enter (field), read_tensor_type, object, error);
  return TRUE;
}

static gboolean
read_value_info (Reader *self, gpointer object, const WbProtobufField *field, GError **error)
{
  WbOnnxValueInfo *info = object;

  if (field->number == ONNX_VALUE_NAME)
    take_text (&info->name, field);
  if (field->number == ONNX_VALUE_TYPE)
    return read_message (self, wb_protobuf_enter (field), read_type, info, error);
  return TRUE;
}

static gboolean
add_value_info (Reader *self, GPtrArray *list, const WbProtobufField *field, GError **error)
{
  WbOnnxValueInfo *info = g_new0 (WbOnnxValueInfo, 1);

  info->name = g_strdup ("");
  g_ptr_array_add (list, info);
  return read_message (self, wb_protobuf_enter (field), read_value_info, info, error);
}

static gboolean
add_constant (Reader *self, const WbProtobufField *field, GError **error)
{
  g_autofree char *name = NULL;
  WbOnnxTensor *tensor = wb_onnx_read_tensor (wb_protobuf_enter (field), self->folder, &name,
                                              error);

  if (tensor == NULL)
    return FALSE;
  wb_onnx_model_add_constant (self->model, name, tensor);
  return TRUE;
}

static gboolean
read_graph (Reader *self, gpointer object, const WbProtobufField *field, GError **error)
{
  switch (field->number)
    {
    case ONNX_GRAPH_NODE:
      return add_node (self, field, error);
    case ONNX_GRAPH_INITIALIZER:
      return add_constant (self, field, error);
    case ONNX_GRAPH_INPUT:
      return add_value_info (self, self->model->inputs, field, error);
    case ONNX_GRAPH_OUTPUT:
      return add_value_info (self, self->model->outputs, field, error);
    case ONNX_GRAPH_SPARSE:
      return wb_refuse (error, WB_ERROR_CONTENTS,
                        _ ("The model has sparse weights, which cannot be read here. Export it "
                           "with dense ones."));
    default:
      return TRUE;
    }
}

typedef struct
{
  char *key;
  char *value;
} Entry;

static gboolean
read_entry (Reader *self, gpointer object, const WbProtobufField *field, GError **error)
{
  Entry *entry = object;

  if (field->number == ONNX_ENTRY_KEY)
    take_text (&entry->key, field);
  if (field->number == ONNX_ENTRY_VALUE)
    take_text (&entry->value, field);
  return TRUE;
}

static gboolean
add_metadata (Reader *self, const WbProtobufField *field, GError **error)
{
  Entry entry = { g_strdup (""), g_strdup ("") };
  gboolean read = read_message (self, wb_protobuf_enter (field), read_entry, &entry, error);

  g_hash_table_insert (self->model->metadata, entry.key, entry.value);
  return read;
}

typedef struct
{
  char *domain;
  gint64 version;
} Opset;

static gboolean
read_opset (Reader *self, gpointer object, const WbProtobufField *field, GError **error)
{
  Opset *opset = object;

  if (field->number == ONNX_OPSET_DOMAIN)
    take_text (&opset->domain, field);
  if (field->number == ONNX_OPSET_VERSION)
    opset->version = (gint64) field->value;
  return TRUE;
}

static gboolean
add_opset (Reader *self, const WbProtobufField *field, GError **error)
{
  Opset opset = { g_strdup (""), 0 };
  gboolean read = read_message (self, wb_protobuf_enter (field), read_opset, &opset, error);

  if (opset.domain[0] == '\0' || g_str_equal (opset.domain, "ai.onnx"))
    self->model->opset = opset.version;
  g_free (opset.domain);
  return read;
}

static gboolean
read_model (Reader *self, gpointer object, const WbProtobufField *field, GError **error)
{
  switch (field->number)
    {
    case ONNX_MODEL_IR_VERSION:
      self->model->ir_version = (gint64) field->value;
      return TRUE;
    case ONNX_MODEL_PRODUCER:
      take_text (&self->model->producer, field);
      return TRUE;
    case ONNX_MODEL_GRAPH:
      self->has_graph = TRUE;
      return read_message (self, wb_protobuf_enter (field), read_graph, NULL, error);
    case ONNX_MODEL_OPSET:
      return add_opset (self, field, error);
    case ONNX_MODEL_METADATA:
      return add_metadata (self, field, error);
    default:
      return TRUE;
    }
}

/* In old files every constant is among the inputs, too. */
static void
drop_constant_inputs (WbOnnxModel *model)
{
  for (guint i = model->inputs->len; i > 0; i--)
    {
      const WbOnnxValueInfo *info = g_ptr_array_index (model->inputs, i - 1);

      if (g_hash_table_contains (model->constants, info->name))
        g_ptr_array_remove_index (model->inputs, i - 1);
    }
}

WbOnnxModel *
wb_onnx_parse (gconstpointer bytes, gsize n, const char *folder, GError **error)
{
  g_autoptr (WbOnnxModel) model = wb_onnx_model_new ();
  Reader reader = { .model = model, .folder = folder };
  WbProtobuf message = wb_protobuf_begin (bytes, n);

  model->opset = 0;
  if (!read_message (&reader, message, read_model, NULL, error))
    return NULL;
  drop_constant_inputs (model);
  if (reader.has_graph && model->opset > 0)
    return g_steal_pointer (&model);
  wb_refuse (error, WB_ERROR_FORMAT,
             _ ("This is not an ONNX model: its graph, or the version of its operators, "
                "is missing."));
  return NULL;
}

WbOnnxModel *
wb_onnx_load (const char *path, GError **error)
{
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  WbOnnxModel *model;

  if (file == NULL)
    {
      wb_refuse (error, WB_ERROR_FILE,
                 _ ("“%s” cannot be read. Choose a file that exists and that you may read."), path);
      return NULL;
    }
  model = wb_onnx_parse (g_mapped_file_get_contents (file), g_mapped_file_get_length (file), folder,
                         error);
  if (model == NULL)
    g_prefix_error (error, "“%s”: ", path);
  return model;
}
