/* SPDX-License-Identifier: MIT */
/* A label lays out all of its text at once, so a large sample is cut. */
#include "ui/views/data/sample-values.h"

#include <glib/gi18n.h>

#include "ui/format.h"

#define MOST 4096

/* Behind value @i: the end of a line, of a pixel, or the next channel. */
static const char *
separator (const AeShape *shape, gsize i)
{
  gsize channels = shape->rank == 3 ? shape->dims[2] : 1;
  gsize line = shape->rank > 1 ? shape->dims[shape->rank - (shape->rank == 3 ? 2 : 1)] : 8;

  if ((i + 1) % (channels * line) == 0)
    return "\n";
  return (i + 1) % channels == 0 ? "  " : "/";
}

char *
hg_sample_values_to_text (const AeShape *shape, const float *values)
{
  GString *text = g_string_new (NULL);
  gsize n = ae_shape_size (shape);

  for (gsize i = 0; i < MIN (n, MOST); i++)
    {
      g_autofree char *value = hg_format_real ((double) values[i], "%.3f");

      g_string_append_printf (text, "%s%s", value, separator (shape, i));
    }
  if (n > MOST)
    {
      g_autofree char *shown = hg_format_count (MOST);
      g_autofree char *all = hg_format_count (n);

      g_string_append_c (text, '\n');
      g_string_append_printf (text, _ ("The first %s of %s values"), shown, all);
    }
  return g_string_free (text, FALSE);
}
