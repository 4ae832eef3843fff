/* SPDX-License-Identifier: MIT */
#include "app/onnx/onnx-tensor-read.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "app/error.h"
#include "app/onnx/onnx-fields.h"

/* What a TensorProto says of itself, before its numbers are looked at. */
typedef struct
{
  char *name;
  guint64 type;
  guint rank;
  gint64 dims[WB_ONNX_MAX_RANK];
  WbProtobufField raw;
  GArray *lists; /* of WbProtobufField: values in lists of their own type */
  char *location;
  guint64 offset;
  gboolean is_external;
} Header;

static void
header_clear (Header *self)
{
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->location, g_free);
  g_clear_pointer (&self->lists, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Header, header_clear)

static gboolean
add_dim (Header *self, guint64 dim, GError **error)
{
  if (self->rank < WB_ONNX_MAX_RANK && dim <= WB_ONNX_MAX_BYTES)
    {
      self->dims[self->rank++] = (gint64) dim;
      return TRUE;
    }
  return wb_refuse (error, WB_ERROR_CONTENTS,
                    _ ("A tensor has more than %d axes, or one of more than 2 GB. Such models "
                       "cannot be read here."),
                    WB_ONNX_MAX_RANK);
}

static gboolean
read_dims (Header *self, const WbProtobufField *field, GError **error)
{
  WbProtobuf packed = wb_protobuf_enter (field);
  guint64 dim;

  if (field->wire == WB_WIRE_VARINT)
    return add_dim (self, field->value, error);
  while (wb_protobuf_next_packed (&packed, &dim))
    if (!add_dim (self, dim, error))
      return FALSE;
  return TRUE;
}

static gboolean
read_external (Header *self, WbProtobuf entry, GError **error)
{
  g_autofree char *key = NULL, *value = NULL;
  GError *local = NULL;
  WbProtobufField field;

  while (wb_protobuf_next (&entry, &field, &local))
    {
      char **text = field.number == ONNX_ENTRY_KEY     ? &key
                    : field.number == ONNX_ENTRY_VALUE ? &value
                                                       : NULL;

      if (text == NULL)
        continue;
      g_free (*text);
      *text = wb_protobuf_dup_text (&field);
    }
  if (local != NULL)
    {
      g_propagate_error (error, local);
      return FALSE;
    }
  if (g_strcmp0 (key, "location") == 0)
    {
      g_free (self->location);
      self->location = g_steal_pointer (&value);
    }
  else if (g_strcmp0 (key, "offset") == 0 && value != NULL)
    return g_ascii_string_to_unsigned (value, 10, 0, WB_ONNX_MAX_BYTES, &self->offset, NULL)
           || wb_refuse (error, WB_ERROR_DAMAGED,
                         _ ("The file is damaged: weights in another file begin there at “%s”, "
                            "which is not a place in a file of 2 GB at most."),
                         value);
  return TRUE;
}

static gboolean
read_field (Header *self, const WbProtobufField *field, GError **error)
{
  switch (field->number)
    {
    case ONNX_TENSOR_DIMS:
      return read_dims (self, field, error);
    case ONNX_TENSOR_TYPE:
      self->type = field->value;
      return TRUE;
    case ONNX_TENSOR_NAME:
      g_free (self->name);
      self->name = wb_protobuf_dup_text (field);
      return TRUE;
    case ONNX_TENSOR_RAW:
      self->raw = *field;
      return TRUE;
    case ONNX_TENSOR_EXTERNAL:
      return read_external (self, wb_protobuf_enter (field), error);
    case ONNX_TENSOR_LOCATION:
      self->is_external = field->value == 1;
      return TRUE;
    case ONNX_TENSOR_FLOATS:
    case ONNX_TENSOR_INT32S:
    case ONNX_TENSOR_INT64S:
    case ONNX_TENSOR_DOUBLES:
    case ONNX_TENSOR_UINT64S:
      g_array_append_val (self->lists, *field);
      return TRUE;
    default:
      return TRUE;
    }
}

static gboolean
read_header (Header *self, WbProtobuf message, GError **error)
{
  GError *local = NULL;
  WbProtobufField field;

  self->lists = g_array_new (FALSE, FALSE, sizeof (WbProtobufField));
  while (wb_protobuf_next (&message, &field, &local))
    if (!read_field (self, &field, error))
      return FALSE;
  if (self->name == NULL)
    self->name = g_strdup ("");
  if (local != NULL)
    g_propagate_error (error, local);
  return local == NULL;
}

/* Bytes of a number, 0 for types that are not read. */
static gsize
get_size (guint64 type)
{
  static const guint8 sizes[] = {
    [ONNX_FLOAT] = 4,    [ONNX_UINT8] = 1,  [ONNX_INT8] = 1,   [ONNX_UINT16] = 2,
    [ONNX_INT16] = 2,    [ONNX_INT32] = 4,  [ONNX_INT64] = 8,  [ONNX_BOOL] = 1,
    [ONNX_FLOAT16] = 2,  [ONNX_DOUBLE] = 8, [ONNX_UINT32] = 4, [ONNX_UINT64] = 8,
    [ONNX_BFLOAT16] = 2,
  };

  return type < G_N_ELEMENTS (sizes) ? sizes[type] : 0;
}

static gboolean
is_real (guint64 type)
{
  return type == ONNX_FLOAT || type == ONNX_FLOAT16 || type == ONNX_DOUBLE || type == ONNX_BFLOAT16;
}

static float
from_half (guint bits)
{
  int exponent = bits >> 10 & 31, mantissa = bits & 1023;
  double value = exponent == 0    ? ldexp (mantissa, -24)
                 : exponent == 31 ? (mantissa == 0 ? INFINITY : NAN)
                                  : ldexp (1024 + mantissa, exponent - 25);

  return (float) (bits >> 15 != 0 ? -value : value);
}

static float
from_bits (guint32 bits)
{
  float value;

  memcpy (&value, &bits, sizeof value);
  return value;
}

/* The bits of one number as the number itself. */
static void
set_value (WbOnnxTensor *tensor, gsize index, guint64 type, guint64 bits)
{
  double wide;

  switch (type)
    {
    case ONNX_FLOAT:
      tensor->reals[index] = from_bits ((guint32) bits);
      return;
    case ONNX_FLOAT16:
      tensor->reals[index] = from_half ((guint) bits & 0xffff);
      return;
    case ONNX_BFLOAT16:
      tensor->reals[index] = from_bits ((guint32) bits << 16);
      return;
    case ONNX_DOUBLE:
      memcpy (&wide, &bits, sizeof wide);
      tensor->reals[index] = (float) wide;
      return;
    case ONNX_INT8:
      tensor->integers[index] = (gint8) bits;
      return;
    case ONNX_INT16:
      tensor->integers[index] = (gint16) bits;
      return;
    case ONNX_INT32:
      tensor->integers[index] = (gint32) bits;
      return;
    default:
      tensor->integers[index] = (gint64) bits;
      return;
    }
}

static gboolean
take_raw (WbOnnxTensor *tensor, guint64 type, const guint8 *bytes)
{
  gsize size = get_size (type);

  if (type == ONNX_FLOAT && G_BYTE_ORDER == G_LITTLE_ENDIAN)
    {
      memcpy (tensor->reals, bytes, tensor->n * size);
      return TRUE;
    }
  for (gsize i = 0; i < tensor->n; i++, bytes += size)
    {
      guint64 bits = 0;

      for (gsize k = 0; k < size; k++)
        bits |= (guint64) bytes[k] << (8 * k);
      set_value (tensor, i, type, bits);
    }
  return TRUE;
}

/* Numbers in a list of their type: floats and doubles as they are, others as
 * varints; one by one or packed. */
static gboolean
take_list (WbOnnxTensor *tensor, guint64 type, const WbProtobufField *field, gsize *at)
{
  WbProtobuf packed = wb_protobuf_enter (field);
  gsize size = field->number == ONNX_TENSOR_FLOATS    ? 4
               : field->number == ONNX_TENSOR_DOUBLES ? 8
                                                      : 0;
  guint64 bits;

  if (field->wire != WB_WIRE_BYTES)
    {
      if (*at < tensor->n)
        set_value (tensor, (*at)++, type, field->value);
      return TRUE;
    }
  while (packed.at < packed.end && *at < tensor->n)
    {
      bits = 0;
      if (size == 0 && !wb_protobuf_next_packed (&packed, &bits))
        return FALSE;
      if (size > (gsize) (packed.end - packed.at))
        return FALSE;
      for (gsize k = 0; k < size; k++)
        bits |= (guint64) *packed.at++ << (8 * k);
      set_value (tensor, (*at)++, type, bits);
    }
  return TRUE;
}

static gboolean
refuse_size (const Header *self, GError **error)
{
  return wb_refuse (error, WB_ERROR_DAMAGED,
                    _ ("The file is damaged: the tensor “%s” has another number of values than "
                       "its shape says. Get the file again."),
                    self->name);
}

static gboolean
take_lists (const Header *self, WbOnnxTensor *tensor, GError **error)
{
  gsize at = 0;

  for (guint i = 0; i < self->lists->len; i++)
    if (!take_list (tensor, self->type, &g_array_index (self->lists, WbProtobufField, i), &at))
      return refuse_size (self, error);
  return at == tensor->n || refuse_size (self, error);
}

/* A location that stays in the model's folder. */
static gboolean
is_inside (const char *location)
{
  g_auto (GStrv) parts = g_strsplit_set (location, "/\\", -1);

  return location[0] != '\0' && !g_path_is_absolute (location)
         && !g_strv_contains ((const char *const *) parts, "..");
}

static gboolean
take_external (const Header *self, const char *folder, WbOnnxTensor *tensor, GError **error)
{
  gsize n_bytes = tensor->n * get_size (self->type);
  g_autoptr (GMappedFile) file = NULL;
  g_autofree char *path = NULL;

  if (folder == NULL || self->location == NULL || !is_inside (self->location))
    return wb_refuse (error, WB_ERROR_CONTENTS,
                      _ ("The weights “%s” lie in another file, “%s”, which is not in the "
                         "model's folder. Put it beside the model."),
                      self->name, self->location != NULL ? self->location : "");
  path = g_build_filename (folder, self->location, NULL);
  file = g_mapped_file_new (path, FALSE, NULL);
  if (file == NULL)
    return wb_refuse (error, WB_ERROR_FILE,
                      _ ("The model keeps its weights in “%s”, which cannot be read. Put that "
                         "file beside the model."),
                      path);
  if (self->offset > g_mapped_file_get_length (file)
      || n_bytes > g_mapped_file_get_length (file) - self->offset)
    return wb_refuse (error, WB_ERROR_DAMAGED,
                      _ ("The weights “%s” continue after the end of “%s”. The two files do not "
                         "belong together, or one was cut short."),
                      self->name, path);
  return n_bytes == 0
         || take_raw (tensor, self->type,
                      (const guint8 *) g_mapped_file_get_contents (file) + self->offset);
}

/* Whether the file holds what the shape promises, before memory is taken for it. */
static gboolean
has_values (const Header *self)
{
  gsize n = 1, size = get_size (self->type), listed = 0;

  if (self->is_external)
    return TRUE;
  for (guint i = 0; i < self->rank; i++)
    if (!g_size_checked_mul (&n, n, (gsize) self->dims[i]))
      return FALSE;
  for (guint i = 0; i < self->lists->len; i++)
    {
      const WbProtobufField *field = &g_array_index (self->lists, WbProtobufField, i);

      listed += field->wire == WB_WIRE_BYTES ? field->n_bytes : 1;
    }
  if (self->raw.bytes != NULL || self->lists->len == 0)
    return g_size_checked_mul (&n, n, size) && n == self->raw.n_bytes;
  return n <= listed;
}

WbOnnxTensor *
wb_onnx_read_tensor (WbProtobuf message, const char *folder, char **name, GError **error)
{
  g_auto (Header) header = { 0 };
  g_autoptr (WbOnnxTensor) tensor = NULL;
  gboolean read;

  if (!read_header (&header, message, error))
    return NULL;
  if (get_size (header.type) == 0)
    {
      wb_refuse (error, WB_ERROR_CONTENTS,
                 _ ("The tensor “%s” is of a type of numbers that cannot be read here (number %u). "
                    "Export the model with float32 weights."),
                 header.name, (guint) header.type);
      return NULL;
    }
  if (has_values (&header))
    tensor = wb_onnx_tensor_new (!is_real (header.type), header.rank, header.dims);
  if (tensor == NULL)
    {
      refuse_size (&header, error);
      return NULL;
    }
  if (header.is_external)
    read = take_external (&header, folder, tensor, error);
  else if (header.raw.bytes != NULL)
    read = take_raw (tensor, header.type, header.raw.bytes);
  else
    read = take_lists (&header, tensor, error);
  *name = g_steal_pointer (&header.name);
  if (!read)
    g_clear_pointer (name, g_free);
  return read ? g_steal_pointer (&tensor) : NULL;
}
