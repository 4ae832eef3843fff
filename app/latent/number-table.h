/* SPDX-License-Identifier: MIT */
/* Numbers as a table of text, for those who copy what they see. A pure function; any thread. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WbColumns: columns that belong together.
 * @name: of the column; with a number from 1 behind it where there are several
 * @size: how many; 0 for none
 * @values: [n, @size]
 */
typedef struct
{
  const char *name;
  gsize size;
  const float *values;
} WbColumns;

/**
 * A header and n lines; numbers with a full stop.
 *
 * Returns: (transfer full): CSV
 */
char *wb_number_table_to_csv (gsize n,
                              guint n_columns,
                              const WbColumns *columns) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
