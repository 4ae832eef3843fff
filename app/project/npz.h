/* SPDX-License-Identifier: MIT */
/* Arrays under names in one file: NumPy's .npz, a zip file of .npy arrays that are not
 * compressed (PKWARE's APPNOTE 6.3, sections 4.3.7 and 4.3.12).
 */
#pragma once

#include "app/project/npy.h"

G_BEGIN_DECLS

/**
 * WbNpzArray:
 * @name: without .npy
 * @dims: [rank]
 * @values: in C order
 */
typedef struct
{
  const char *name;
  WbNpyType type;
  guint rank;
  const gsize *dims;
  gconstpointer values;
} WbNpzArray;

/**
 * Writes arrays, atomically; the same bytes for the same arrays.
 *
 * @arrays: [n]
 * @error: WB_ERROR_CONTENTS above 4 GB, WB_ERROR_FILE
 */
gboolean wb_npz_write (const char *path, guint n, const WbNpzArray *arrays, GError **error);

G_END_DECLS
