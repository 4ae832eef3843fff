/* SPDX-License-Identifier: MIT */
#include "app/latent/number-table.h"

static void
append_names (GString *text, guint n_columns, const WbColumns *columns)
{
  for (guint i = 0; i < n_columns; i++)
    for (gsize j = 0; j < columns[i].size; j++)
      {
        g_string_append_printf (text, "%s%s", text->len > 0 ? "," : "", columns[i].name);
        if (columns[i].size > 1)
          g_string_append_printf (text, "%" G_GSIZE_FORMAT, j + 1);
      }
}

char *
wb_number_table_to_csv (gsize n, guint n_columns, const WbColumns *columns)
{
  GString *text = g_string_new (NULL);

  append_names (text, n_columns, columns);
  for (gsize row = 0; row < n; row++)
    for (guint i = 0, first = TRUE; i < n_columns; i++)
      for (gsize j = 0; j < columns[i].size; j++, first = FALSE)
        {
          char buffer[G_ASCII_DTOSTR_BUF_SIZE];

          g_string_append_c (text, first ? '\n' : ',');
          g_string_append (text,
                           g_ascii_formatd (buffer, sizeof buffer, "%.9g",
                                            (double) columns[i].values[row * columns[i].size + j]));
        }
  g_string_append_c (text, '\n');
  return g_string_free (text, FALSE);
}
