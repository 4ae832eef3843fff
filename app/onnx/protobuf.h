/* SPDX-License-Identifier: MIT */
/* The wire format of protocol buffers, as much of it as ONNX and TensorBoard need: varints,
 * 32-bit and 64-bit numbers, and pieces with a length.
 * https://protobuf.dev/programming-guides/encoding/
 *
 * A reader is a view of bytes that it does not own and never leaves.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void wb_protobuf_add_varint (GByteArray *out, guint field, guint64 value);
void wb_protobuf_add_double (GByteArray *out, guint field, double value);
void wb_protobuf_add_float (GByteArray *out, guint field, float value);
void wb_protobuf_add_bytes (GByteArray *out, guint field, gconstpointer bytes, gsize n);
void wb_protobuf_add_text (GByteArray *out, guint field, const char *text);

/** Adds @message and frees it. */
void wb_protobuf_add_message (GByteArray *out, guint field, GByteArray *message);

typedef enum
{
  WB_WIRE_VARINT = 0,
  WB_WIRE_FIXED64 = 1,
  WB_WIRE_BYTES = 2,
  WB_WIRE_FIXED32 = 5,
} WbWire;

/** What is left to read: [at, end). */
typedef struct
{
  const guint8 *at;
  const guint8 *end;
} WbProtobuf;

/**
 * WbProtobufField:
 * @number: which field of its message
 * @value: of a varint or a fixed number, its bits
 * @bytes: @n_bytes: of a piece with a length, where it lies
 */
typedef struct
{
  guint number;
  WbWire wire;
  guint64 value;
  const guint8 *bytes;
  gsize n_bytes;
} WbProtobufField;

/**
 * Reads the next field.
 *
 * @error: WB_ERROR_DAMAGED: a piece that ends behind the end, an unknown kind
 *
 * Returns: FALSE at the end, and with @error set where the bytes make no sense
 */
gboolean wb_protobuf_next (WbProtobuf *self, WbProtobufField *field, GError **error);

/** A reader of @bytes, which may be NULL where @n is 0. */
WbProtobuf wb_protobuf_begin (gconstpointer bytes, gsize n);

/** The message that a field holds; empty where it is not a piece with a length. */
WbProtobuf wb_protobuf_enter (const WbProtobufField *field);

/** Reads the next number of a packed list of varints; FALSE at its end or where it is cut. */
gboolean wb_protobuf_next_packed (WbProtobuf *self, guint64 *value);

/** The text of a field, valid UTF-8 or repaired to be; (transfer full). */
char *wb_protobuf_dup_text (const WbProtobufField *field) G_GNUC_WARN_UNUSED_RESULT;

/** The number of a 32-bit field. */
float wb_protobuf_get_float (const WbProtobufField *field);

G_END_DECLS
