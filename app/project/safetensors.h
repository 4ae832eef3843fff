/* SPDX-License-Identifier: MIT */
/* The safetensors format: eight bytes with the header's length, a JSON header
 * with every tensor's type, shape and place, then the bytes themselves.
 *
 * The reader trusts nothing: before the first value is read, every tensor has
 * a known type, a size that is its shape times its type, and a place inside
 * the file that neither overlaps another nor leaves a gap. Values are read
 * from the file straight to where the caller wants them, and the writer takes
 * them from where they are. The writer puts the CRC-32 of each tensor's bytes,
 * as zlib counts it, into the metadata: a JSON object of numbers by name.
 */
#pragma once

#include "app/project/atomic-file.h"
#include "app/project/json.h"

G_BEGIN_DECLS

#define WB_TENSOR_MAX_RANK 8

/** The key of the metadata under which the checksums stand. */
#define WB_TENSOR_CHECKSUMS "crc32"

typedef enum
{
  WB_DTYPE_BOOL,
  WB_DTYPE_U8,
  WB_DTYPE_I8,
  WB_DTYPE_F8_E5M2,
  WB_DTYPE_F8_E4M3,
  WB_DTYPE_U16,
  WB_DTYPE_I16,
  WB_DTYPE_F16,
  WB_DTYPE_BF16,
  WB_DTYPE_U32,
  WB_DTYPE_I32,
  WB_DTYPE_F32,
  WB_DTYPE_U64,
  WB_DTYPE_I64,
  WB_DTYPE_F64,
  WB_N_DTYPES,
} WbDtype;

/**
 * WbTensor:
 * @name: unique in its file, never "__metadata__"
 * @rank: @dims: its shape; rank 0 is one value
 * @n_values: the product of @dims
 * @n_bytes: that times the size of a value
 * @begin: of its first byte, counted from the end of the header
 */
typedef struct
{
  char *name;
  WbDtype dtype;
  guint rank;
  guint64 dims[WB_TENSOR_MAX_RANK];
  guint64 n_values;
  guint64 n_bytes;
  guint64 begin;
} WbTensor;

/** The type as it stands in a header: "F32"; static. */
const char *wb_dtype_get_name (WbDtype dtype);

/** The bytes of one value. */
gsize wb_dtype_get_size (WbDtype dtype);

/** "784×32", "one value" for rank 0; (transfer full). */
char *wb_tensor_shape_to_string (const WbTensor *tensor) G_GNUC_WARN_UNUSED_RESULT;

typedef struct _WbSafetensors WbSafetensors;

/**
 * Opens a file and checks its whole header.
 *
 * @error: WB_ERROR_FILE, WB_ERROR_FORMAT or WB_ERROR_DAMAGED
 *
 * Returns: (transfer full): the open file, or NULL. Used by one thread at a
 *   time; values are read when they are asked for.
 */
WbSafetensors *wb_safetensors_open (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Closes the file. NULL is allowed. */
void wb_safetensors_free (WbSafetensors *self);

guint wb_safetensors_get_n_tensors (const WbSafetensors *self);

/** Tensor number @index in the order of the file; (transfer none). */
const WbTensor *wb_safetensors_get_tensor (const WbSafetensors *self, guint index);

/** The tensor called @name, or NULL; (transfer none). */
const WbTensor *wb_safetensors_find (const WbSafetensors *self, const char *name);

/** All metadata, an object of texts, or NULL; (transfer none). */
json_t *wb_safetensors_get_all_metadata (const WbSafetensors *self);

/** The text under @key, or NULL; (transfer none). */
const char *wb_safetensors_get_metadata (const WbSafetensors *self, const char *key);

/**
 * Reads a tensor's values.
 *
 * @values: (out): n_bytes of the tensor
 * @error: as wb_safetensors_read_part()
 */
gboolean
wb_safetensors_read (WbSafetensors *self, const WbTensor *tensor, gpointer values, GError **error);

/**
 * Reads some of a tensor's values.
 *
 * @first: @n: which ones, within its n_values
 * @values: (out): [n]
 * @error: WB_ERROR_FILE, or WB_ERROR_DAMAGED where the file was cut short since
 */
gboolean wb_safetensors_read_part (WbSafetensors *self,
                                   const WbTensor *tensor,
                                   guint64 first,
                                   guint64 n,
                                   gpointer values,
                                   GError **error);

/**
 * Reads every tensor and compares it with its checksum, if the file has one of it.
 *
 * @error: WB_ERROR_DAMAGED names the first tensor with other values; WB_ERROR_FILE
 */
gboolean wb_safetensors_verify (WbSafetensors *self, GError **error);

typedef struct _WbSafetensorsWriter WbSafetensorsWriter;

/** A file without a tensor; (transfer full). Used by one thread at a time. */
WbSafetensorsWriter *wb_safetensors_writer_new (void) G_GNUC_WARN_UNUSED_RESULT;

/** NULL is allowed. */
void wb_safetensors_writer_free (WbSafetensorsWriter *self);

/** Puts @text under @key of the metadata; both are valid UTF-8. */
void
wb_safetensors_writer_set_metadata (WbSafetensorsWriter *self, const char *key, const char *text);

/**
 * Adds a tensor of a new name.
 *
 * @dims: [rank]
 * @values: in C order; kept, not copied: it must stay until the file is saved
 */
void wb_safetensors_writer_add (WbSafetensorsWriter *self,
                                const char *name,
                                WbDtype dtype,
                                guint rank,
                                const guint64 *dims,
                                gconstpointer values);

/**
 * Writes everything, values straight from where they are, into a file that is still to
 * be committed.
 *
 * @error: WB_ERROR_FILE
 */
gboolean
wb_safetensors_writer_write (WbSafetensorsWriter *self, WbAtomicFile *file, GError **error);

/**
 * Writes the file atomically.
 *
 * @stamp: (inout) (nullable): of the file that may be replaced, then of the new
 *   one; NULL to replace any
 * @error: WB_ERROR_FILE, WB_ERROR_CHANGED; the old file is then unchanged
 */
gboolean wb_safetensors_writer_save (WbSafetensorsWriter *self,
                                     const char *path,
                                     WbFileStamp *stamp,
                                     GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbSafetensors, wb_safetensors_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbSafetensorsWriter, wb_safetensors_writer_free)

G_END_DECLS
