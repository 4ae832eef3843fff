/* SPDX-License-Identifier: MIT */
/* See the header. */
#include "app/data/skipped-csv.h"

static void
append_quoted (GString *text, const char *field, char end)
{
  g_string_append_c (text, '"');
  for (; *field != '\0'; field++)
    g_string_append_printf (text, *field == '"' ? "\"%c" : "%c", *field);
  g_string_append_printf (text, "\"%c", end);
}

char *
wb_skipped_to_csv (const DsReport *report)
{
  GString *text = g_string_new ("name,reason\n");

  for (gsize i = 0; i < report->n_skipped; i++)
    {
      append_quoted (text, report->skipped[i].name, ',');
      append_quoted (text, report->skipped[i].reason, '\n');
    }
  return g_string_free (text, FALSE);
}
