/* SPDX-License-Identifier: MIT */
/* Lists are short: what a person picks by hand. */
#include "app/project/removed-samples.h"

#include <glib/gi18n-lib.h>

#include "app/error.h"

static guint32
get_number (const GArray *self, guint i)
{
  return g_array_index (self, guint32, i);
}

static guint
count_numbers (const GArray *self)
{
  return self != NULL ? self->len : 0;
}

GArray *
wb_removed_samples_new_with (const GArray *self, guint32 number, gboolean removed)
{
  GArray *copy = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint i = 0;

  for (; i < count_numbers (self) && get_number (self, i) < number; i++)
    g_array_append_val (copy, g_array_index (self, guint32, i));
  if (removed)
    g_array_append_val (copy, number);
  for (; i < count_numbers (self); i++)
    if (get_number (self, i) != number)
      g_array_append_val (copy, g_array_index (self, guint32, i));
  if (copy->len == 0)
    g_clear_pointer (&copy, g_array_unref);
  return copy;
}

gboolean
wb_removed_samples_equal (const GArray *a, const GArray *b)
{
  gboolean equal = count_numbers (a) == count_numbers (b);

  for (guint i = 0; equal && a != b && i < count_numbers (a); i++)
    equal = get_number (a, i) == get_number (b, i);
  return equal;
}

gboolean
wb_removed_samples_contain (const GArray *self, guint32 number)
{
  for (guint i = 0; i < count_numbers (self); i++)
    if (get_number (self, i) == number)
      return TRUE;
  return FALSE;
}

guint32 *
wb_removed_samples_find (const GArray *self, gsize first, gsize n, gsize *n_found)
{
  guint32 *found = g_new (guint32, count_numbers (self) + 1);

  *n_found = 0;
  for (guint i = 0; i < count_numbers (self); i++)
    if (get_number (self, i) >= first && get_number (self, i) - first < n)
      found[(*n_found)++] = (guint32) (get_number (self, i) - first);
  return found;
}

json_t *
wb_removed_samples_to_json (const GArray *self)
{
  json_t *json = json_array ();

  for (guint i = 0; i < count_numbers (self); i++)
    json_array_append_new (json, json_integer (get_number (self, i)));
  return json;
}

gboolean
wb_removed_samples_from_json (json_t *json, GArray **samples, GError **error)
{
  g_autoptr (GArray) read = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (gsize i = 0; i < json_array_size (json); i++)
    {
      guint64 value;
      guint32 number;

      if (!wb_json_get_uint (json_array_get (json, i), &value) || value >= G_MAXUINT32
          || (i > 0 && value <= get_number (read, (guint) i - 1)))
        return wb_refuse (error, WB_ERROR_CONTENTS,
                          _ ("The numbers of the samples that were removed must be whole and "
                             "ascending."));
      number = (guint32) value;
      g_array_append_val (read, number);
    }
  *samples = read->len > 0 ? g_steal_pointer (&read) : NULL;
  return TRUE;
}
