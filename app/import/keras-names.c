/* SPDX-License-Identifier: MIT */
#include "app/import/keras-names.h"

/* Keras puts "_" between a small letter and a capital, and before the last
 * capital of a run. */
char *
wb_keras_to_snake_case (const char *class_name)
{
  GString *name = g_string_new (NULL);

  for (const char *c = class_name; *c != '\0'; c++)
    {
      gboolean starts_word = g_ascii_isupper (c[0]) && g_ascii_islower (c[1]);
      gboolean after_small = c > class_name && g_ascii_islower (c[-1]) && g_ascii_isupper (c[0]);

      if (c > class_name && (starts_word || after_small))
        g_string_append_c (name, '_');
      g_string_append_c (name, g_ascii_tolower (*c));
    }
  return g_string_free (name, FALSE);
}

GHashTable *
wb_keras_counts_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

char *
wb_keras_count_name (GHashTable *counts, const char *class_name)
{
  g_autofree char *name = wb_keras_to_snake_case (class_name);
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, name));

  g_hash_table_insert (counts, g_strdup (name), GUINT_TO_POINTER (n + 1));
  return n == 0 ? g_steal_pointer (&name) : g_strdup_printf ("%s_%u", name, n);
}
