/* SPDX-License-Identifier: MIT */
/* Arrays for other programs: NumPy's .npy, and CSV. Both are written
 * atomically and never in the locale's numbers.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define WB_NPY_MAX_RANK 8

typedef enum
{
  WB_NPY_F4,
  WB_NPY_F8,
  WB_NPY_I4,
  WB_NPY_I8,
  WB_NPY_U1,
} WbNpyType;

/**
 * WbNpy:
 * @dims: [rank], the first axis counts samples
 * @type: as stored
 * @values: n_values of @type in C order, in the machine's own order
 */
typedef struct
{
  WbNpyType type;
  guint rank;
  gsize dims[WB_NPY_MAX_RANK];
  gsize n_values;
  gpointer values;
} WbNpy;

/**
 * Reads an array of a type and order that can be read.
 *
 * @error: WB_ERROR_FILE, WB_ERROR_FORMAT, WB_ERROR_VERSION, WB_ERROR_DAMAGED,
 *   or WB_ERROR_CONTENTS for another type or Fortran order; the message begins
 *   with the file's name
 *
 * Returns: (transfer full): the array, or NULL; any thread.
 */
WbNpy *wb_npy_read (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** NULL is allowed. */
void wb_npy_free (WbNpy *self);

/** The values as floats, unscaled; (transfer full): [n_values]. */
float *wb_npy_to_floats (const WbNpy *self) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Writes an array, version 1, atomically.
 *
 * @dims: [rank]; @values: in C order
 * @error: WB_ERROR_FILE
 */
gboolean wb_npy_write (const char *path,
                       WbNpyType type,
                       guint rank,
                       const gsize *dims,
                       gconstpointer values,
                       GError **error);

/** What stands before the values: a multiple of 64 bytes; (transfer full). */
GString *
wb_npy_make_header (WbNpyType type, guint rank, const gsize *dims) G_GNUC_WARN_UNUSED_RESULT;

/** Bytes of the values. */
gsize wb_npy_get_size (WbNpyType type, guint rank, const gsize *dims);

/**
 * Writes a table as CSV, atomically: commas, full stops, line feeds.
 *
 * @values: [n_rows, n_columns]
 * @titles: (nullable): [n_columns], the first line
 * @error: WB_ERROR_FILE
 */
gboolean wb_csv_write (const char *path,
                       gsize n_rows,
                       gsize n_columns,
                       const float *values,
                       const char *const *titles,
                       GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbNpy, wb_npy_free)

G_END_DECLS
