/* SPDX-License-Identifier: MIT */
#include "app/onnx/protobuf.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/error.h"

static void
add_raw_varint (GByteArray *out, guint64 value)
{
  guint8 bytes[10];
  guint n = 0;

  for (; value >= 0x80; value >>= 7)
    bytes[n++] = (guint8) (value | 0x80);
  bytes[n++] = (guint8) value;
  g_byte_array_append (out, bytes, n);
}

static void
add_key (GByteArray *out, guint field, WbWire wire)
{
  add_raw_varint (out, (guint64) field << 3 | wire);
}

void
wb_protobuf_add_varint (GByteArray *out, guint field, guint64 value)
{
  add_key (out, field, WB_WIRE_VARINT);
  add_raw_varint (out, value);
}

void
wb_protobuf_add_double (GByteArray *out, guint field, double value)
{
  guint64 bits;

  memcpy (&bits, &value, sizeof bits);
  bits = GUINT64_TO_LE (bits);
  add_key (out, field, WB_WIRE_FIXED64);
  g_byte_array_append (out, (const guint8 *) &bits, sizeof bits);
}

void
wb_protobuf_add_float (GByteArray *out, guint field, float value)
{
  guint32 bits;

  memcpy (&bits, &value, sizeof bits);
  bits = GUINT32_TO_LE (bits);
  add_key (out, field, WB_WIRE_FIXED32);
  g_byte_array_append (out, (const guint8 *) &bits, sizeof bits);
}

void
wb_protobuf_add_bytes (GByteArray *out, guint field, gconstpointer bytes, gsize n)
{
  add_key (out, field, WB_WIRE_BYTES);
  add_raw_varint (out, n);
  g_byte_array_append (out, bytes, (guint) n);
}

void
wb_protobuf_add_text (GByteArray *out, guint field, const char *text)
{
  wb_protobuf_add_bytes (out, field, text, strlen (text));
}

void
wb_protobuf_add_message (GByteArray *out, guint field, GByteArray *message)
{
  wb_protobuf_add_bytes (out, field, message->data, message->len);
  g_byte_array_unref (message);
}

gboolean
wb_protobuf_next_packed (WbProtobuf *self, guint64 *value)
{
  *value = 0;
  for (guint shift = 0; self->at < self->end && shift < 64; shift += 7)
    {
      guint8 byte = *self->at++;

      *value |= (guint64) (byte & 0x7f) << shift;
      if (byte < 0x80)
        return TRUE;
    }
  return FALSE;
}

/* A number of @size bytes, the low ones first. */
static gboolean
read_fixed (WbProtobuf *self, gsize size, guint64 *value)
{
  *value = 0;
  if ((gsize) (self->end - self->at) < size)
    return FALSE;
  for (gsize i = 0; i < size; i++)
    *value |= (guint64) self->at[i] << (8 * i);
  self->at += size;
  return TRUE;
}

static gboolean
read_bytes (WbProtobuf *self, WbProtobufField *field)
{
  guint64 n;

  if (!wb_protobuf_next_packed (self, &n) || n > (guint64) (self->end - self->at))
    return FALSE;
  field->bytes = self->at;
  field->n_bytes = (gsize) n;
  self->at += n;
  return TRUE;
}

static gboolean
read_value (WbProtobuf *self, WbProtobufField *field)
{
  switch (field->wire)
    {
    case WB_WIRE_VARINT:
      return wb_protobuf_next_packed (self, &field->value);
    case WB_WIRE_FIXED64:
      return read_fixed (self, 8, &field->value);
    case WB_WIRE_BYTES:
      return read_bytes (self, field);
    case WB_WIRE_FIXED32:
      return read_fixed (self, 4, &field->value);
    default:
      return FALSE;
    }
}

gboolean
wb_protobuf_next (WbProtobuf *self, WbProtobufField *field, GError **error)
{
  guint64 key = 0;

  *field = (WbProtobufField) { 0 };
  if (self->at >= self->end)
    return FALSE;
  if (!wb_protobuf_next_packed (self, &key) || key >> 3 == 0 || key >> 3 > G_MAXINT)
    return wb_refuse (error, WB_ERROR_DAMAGED,
                      _ ("The file is damaged: where a field was expected there is none. It may "
                         "have been cut short; get it again."));
  field->number = (guint) (key >> 3);
  field->wire = (WbWire) (key & 7);
  return read_value (self, field)
         || wb_refuse (error, WB_ERROR_DAMAGED,
                       _ ("The file is damaged: field %u says that it continues where the file "
                          "ends. It may have been cut short; get it again."),
                       field->number);
}

WbProtobuf
wb_protobuf_begin (gconstpointer bytes, gsize n)
{
  const guint8 *begin = bytes != NULL ? bytes : (const guint8 *) "";

  return (WbProtobuf) { begin, begin + n };
}

WbProtobuf
wb_protobuf_enter (const WbProtobufField *field)
{
  return wb_protobuf_begin (field->bytes, field->n_bytes);
}

char *
wb_protobuf_dup_text (const WbProtobufField *field)
{
  return g_utf8_make_valid (field->bytes != NULL ? (const char *) field->bytes : "",
                            (gssize) field->n_bytes);
}

float
wb_protobuf_get_float (const WbProtobufField *field)
{
  guint32 bits = (guint32) field->value;
  float value;

  memcpy (&value, &bits, sizeof value);
  return value;
}
