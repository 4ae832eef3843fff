/* SPDX-License-Identifier: MIT */
/* A run is laid beside the model as a list: for each layer of the model the run's layer,
 * or none, and behind it the run's layers that the model has none for.
 */
#include "app/runs/structure.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/option.h"

/* Names of more runs than this are not listed. */
#define MAX_NAMED 4

/**
 * Aligned:
 * @layers: [n]: of the run, in the place of the model's layer; NULL for none
 * @behind: [n]: "Dropout, Dense": layers of the run that follow there alone; or ""
 */
typedef struct
{
  const char *name;
  const AeLayer **layers;
  char **behind;
} Aligned;

/* A matched pair of the same id is worth more than one of the same type alone. */
static guint
get_worth (const AeLayer *a, const AeLayer *b)
{
  if (a->klass != b->klass)
    return 0;
  return a->id == b->id ? 3 : 2;
}

/* [n_a + 1, n_b + 1]: what can be matched of the layers from each pair of places on. */
static guint *
count_matches (const AeModel *a, const AeModel *b)
{
  guint n_a = ae_model_get_n_layers (a), n_b = ae_model_get_n_layers (b), row = n_b + 1;
  guint *worth = g_new0 (guint, (n_a + 1) * row);

  for (guint i = n_a; i-- > 0;)
    for (guint j = n_b; j-- > 0;)
      {
        guint pair = get_worth (ae_model_get_layer (a, i), ae_model_get_layer (b, j));
        guint apart = MAX (worth[(i + 1) * row + j], worth[i * row + j + 1]);

        worth[i * row + j] = pair > 0 ? MAX (apart, pair + worth[(i + 1) * row + j + 1]) : apart;
      }
  return worth;
}

static void
add_behind (Aligned *self, guint place, const AeLayer *layer)
{
  char *before = self->behind[place];

  self->behind[place] = *before == '\0' ? g_strdup (layer->klass->type)
                                        : g_strconcat (before, ", ", layer->klass->type, NULL);
  g_free (before);
}

static void
align (Aligned *self, const AeModel *model, const WbRunRecord *run)
{
  guint n = ae_model_get_n_layers (model), n_own = ae_model_get_n_layers (run->model), i = 0, j = 0;
  g_autofree guint *worth = count_matches (model, run->model);
  const guint row = n_own + 1;

  self->name = run->name;
  self->layers = g_new0 (const AeLayer *, n);
  self->behind = g_new0 (char *, n + 1);
  for (guint k = 0; k < n; k++)
    self->behind[k] = g_strdup ("");
  while (i < n || j < n_own)
    {
      const AeLayer *own = j < n_own ? ae_model_get_layer (run->model, j) : NULL;
      guint pair = i < n && own != NULL ? get_worth (ae_model_get_layer (model, i), own) : 0;

      if (pair > 0 && worth[i * row + j] == pair + worth[(i + 1) * row + j + 1])
        {
          self->layers[i++] = own;
          j++;
        }
      else if (own != NULL && (i == n || worth[i * row + j] == worth[i * row + j + 1]))
        {
          add_behind (self, i > 0 ? i - 1 : 0, own);
          j++;
        }
      else
        i++;
    }
}

static void
aligned_clear (gpointer data)
{
  Aligned *self = data;

  g_free (self->layers);
  g_strfreev (self->behind);
}

static void
add_line (GString *text, const char *line)
{
  if (text->len > 0)
    g_string_append_c (text, '\n');
  g_string_append (text, line);
}

/* "Units: Run 1 32, Run 2 16", where it is not the same in all runs that have the layer. */
static void
compare_option (const GArray *runs, guint place, const AeOption *option, GString *text)
{
  g_autoptr (GString) line = g_string_new (NULL);
  g_autofree char *first = NULL;
  gboolean differs = FALSE;
  guint n = 0;

  g_string_printf (line, "%s:", _ (option->title));
  for (guint i = 0; i < runs->len; i++)
    {
      const Aligned *run = &g_array_index (runs, Aligned, i);
      const AeLayer *layer = run->layers[place];
      g_autofree char *value = layer != NULL ? ae_option_to_text (option, layer->options) : NULL;

      if (value == NULL)
        continue;
      differs = differs || (first != NULL && strcmp (first, value) != 0);
      if (n++ < MAX_NAMED)
        g_string_append_printf (line, "%s %s %s", n > 1 ? "," : "", run->name, value);
      if (first == NULL)
        first = g_steal_pointer (&value);
    }
  if (n > MAX_NAMED)
    g_string_append (line, ", …");
  if (differs)
    add_line (text, line->str);
}

/* Which runs do not have the layer, where others do. */
static gboolean
compare_presence (const GArray *runs, guint place, GString *text)
{
  g_autoptr (GString) names = g_string_new (NULL);
  g_autofree char *line = NULL;
  guint n = 0;

  for (guint i = 0; i < runs->len; i++)
    {
      const Aligned *run = &g_array_index (runs, Aligned, i);

      if (run->layers[place] == NULL && n++ < MAX_NAMED)
        g_string_append_printf (names, "%s%s", n > 1 ? ", " : "", run->name);
    }
  if (n == 0 || n == runs->len)
    return n == 0;
  line = g_strdup_printf (_ ("Not in %s"), names->str);
  add_line (text, line);
  return TRUE;
}

static void
compare_behind (const GArray *runs, guint place, GString *text)
{
  gboolean differs = FALSE;

  for (guint i = 1; i < runs->len; i++)
    differs = differs
              || strcmp (g_array_index (runs, Aligned, 0).behind[place],
                         g_array_index (runs, Aligned, i).behind[place])
                   != 0;
  for (guint i = 0; differs && i < MIN (runs->len, MAX_NAMED); i++)
    {
      const Aligned *run = &g_array_index (runs, Aligned, i);
      g_autofree char *line = g_strdup_printf (_ ("After it %s has %s"), run->name,
                                               run->behind[place]);

      if (*run->behind[place] != '\0')
        add_line (text, line);
    }
}

GHashTable *
wb_run_structure_compare (const AeModel *model, const GPtrArray *runs)
{
  g_autoptr (GHashTable) found = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  g_autoptr (GArray) aligned = g_array_new (FALSE, TRUE, sizeof (Aligned));

  g_array_set_clear_func (aligned, aligned_clear);
  g_array_set_size (aligned, runs->len);
  for (guint i = 0; i < runs->len; i++)
    align (&g_array_index (aligned, Aligned, i), model, runs->pdata[i]);
  for (guint i = 0; i < ae_model_get_n_layers (model); i++)
    {
      const AeLayer *layer = ae_model_get_layer (model, i);
      const AeOption *option = layer->klass->options;
      g_autoptr (GString) text = g_string_new (NULL);

      if (compare_presence (aligned, i, text))
        for (; option != NULL && option->name != NULL; option++)
          compare_option (aligned, i, option, text);
      compare_behind (aligned, i, text);
      if (text->len > 0)
        g_hash_table_insert (found, GUINT_TO_POINTER (layer->id), g_strdup (text->str));
    }
  return g_hash_table_size (found) > 0 ? g_steal_pointer (&found) : NULL;
}
