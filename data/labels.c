/* SPDX-License-Identifier: MIT */
/*
 * Texts get numbers as they come; the end sorts the texts and renumbers.
 */
#include "data/labels.h"

#include <string.h>

struct _DsLabels
{
  GHashTable *numbers; /* text → number + 1 */
  GPtrArray *texts;    /* by number, UTF-8 */
  GArray *labels;
};

DsLabels *
ds_labels_new (void)
{
  DsLabels *self = g_new (DsLabels, 1);

  self->numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->texts = g_ptr_array_new_with_free_func (g_free);
  self->labels = g_array_new (FALSE, FALSE, sizeof (gint));
  return self;
}

void
ds_labels_free (DsLabels *self)
{
  g_hash_table_unref (self->numbers);
  g_ptr_array_unref (self->texts);
  g_array_unref (self->labels);
  g_free (self);
}

void
ds_labels_add (DsLabels *self, const char *text)
{
  gint number = GPOINTER_TO_INT (g_hash_table_lookup (self->numbers, text)) - 1;

  if (number < 0)
    {
      number = (gint) self->texts->len;
      g_ptr_array_add (self->texts, g_utf8_make_valid (text, -1));
      g_hash_table_insert (self->numbers, g_strdup (text), GINT_TO_POINTER (number + 1));
    }
  g_array_append_val (self->labels, number);
}

guint
ds_labels_get_n_classes (DsLabels *self)
{
  return self->texts->len;
}

static gboolean
is_number (const char *text)
{
  char *end;

  g_ascii_strtod (text, &end);
  return end != text && *end == '\0';
}

static gint
compare_numbers (gconstpointer a, gconstpointer b, gpointer data)
{
  char **texts = data;
  const char *first = texts[*(const gint *) a], *second = texts[*(const gint *) b];
  double x = g_ascii_strtod (first, NULL), y = g_ascii_strtod (second, NULL);

  return x < y ? -1 : x > y ? 1 : strcmp (first, second);
}

static gint
compare_texts (gconstpointer a, gconstpointer b, gpointer data)
{
  char **texts = data;

  return strcmp (texts[*(const gint *) a], texts[*(const gint *) b]);
}

gint *
ds_labels_finish (DsLabels *self, char ***names)
{
  const guint n = self->texts->len;
  g_autofree gint *order = g_new (gint, n + 1);
  g_autofree gint *places = g_new (gint, n + 1);
  gboolean numbers = TRUE;
  gint *labels = g_new (gint, self->labels->len + 1);

  for (guint i = 0; i < n; i++)
    {
      order[i] = (gint) i;
      numbers = numbers && is_number (self->texts->pdata[i]);
    }
  g_qsort_with_data (order, (gint) n, sizeof *order, numbers ? compare_numbers : compare_texts,
                     self->texts->pdata);
  *names = g_new0 (char *, n + 1);
  for (guint i = 0; i < n; i++)
    {
      (*names)[i] = g_strdup (self->texts->pdata[order[i]]);
      places[order[i]] = (gint) i;
    }
  for (guint i = 0; i < self->labels->len; i++)
    labels[i] = places[g_array_index (self->labels, gint, i)];
  return labels;
}
