/* SPDX-License-Identifier: MIT */
/* Text is read into a list of layers first, so that text that is none changes
 * nothing; it goes by the same descriptors as everything else.
 */
#include "app/edit/layer-text.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "app/error.h"

#define MAX_LAYERS 1000

/* A line of an layer text. */
typedef struct
{
  const AeLayerClass *klass;
  gpointer options;
} Line;

static void
line_clear (gpointer data)
{
  g_free (((Line *) data)->options);
}

static gpointer
make_defaults (const AeLayerClass *klass)
{
  gpointer values = g_malloc0 (MAX (klass->options_size, 1));

  ae_options_init (klass->options, values);
  return values;
}

/* The line, from 1, on which the layer with this id stands; 0 for none. */
static guint
find_line (const AeModel *model, const GArray *indices, guint id)
{
  int index = ae_model_find (model, id);

  for (guint i = 0; i < indices->len; i++)
    if (index == (int) g_array_index (indices, guint, i))
      return i + 1;
  return 0;
}

static void
write_option (GString *text,
              const AeModel *model,
              const AeLayer *layer,
              const AeOption *option,
              const GArray *indices)
{
  g_autofree gpointer defaults = make_defaults (layer->klass);
  g_autofree char *value = ae_option_to_text (option, layer->options);
  g_autofree char *usual = ae_option_to_text (option, defaults);
  AeValue source;

  if (option->kind == AE_OPTION_LAYER)
    {
      ae_option_get (option, layer->options, &source);
      g_free (value);
      value = g_strdup_printf ("%u", find_line (model, indices, (guint) source.integer));
    }
  if (strcmp (value, usual) != 0)
    g_string_append_printf (text, ",%s=%s", option->name, value);
}

static char *
write_layer (const AeModel *model, guint index, const GArray *indices)
{
  const AeLayer *layer = ae_model_get_layer (model, index);
  const AeOption *option = layer->klass->options;
  GString *text = g_string_new (NULL);

  for (; option != NULL && option->name != NULL; option++)
    write_option (text, model, layer, option, indices);
  if (text->len > 0)
    text->str[0] = ' ';
  g_string_prepend (text, layer->klass->type);
  return g_string_free (text, FALSE);
}

static gboolean
contains (const guint *ids, guint n_ids, guint id)
{
  for (guint i = 0; i < n_ids; i++)
    if (ids[i] == id)
      return TRUE;
  return FALSE;
}

char *
wb_layer_text_write (const AeModel *model, const guint *ids, guint n_ids)
{
  g_autoptr (GArray) indices = g_array_new (FALSE, FALSE, sizeof (guint));
  GString *text = g_string_new (NULL);

  for (guint i = 1; i < ae_model_get_n_layers (model); i++)
    if (contains (ids, n_ids, ae_model_get_layer (model, i)->id))
      g_array_append_val (indices, i);
  for (guint i = 0; i < indices->len; i++)
    {
      g_autofree char *line = write_layer (model, g_array_index (indices, guint, i), indices);

      g_string_append_printf (text, "%s\n", line);
    }
  return g_string_free (text, FALSE);
}

static gboolean
refuse (GError **error, guint number, const char *what)
{
  return wb_refuse (error, WB_ERROR_EDIT,
                    _ ("This text is not a list of layers. Line %u: %s. A layer is a line such as "
                       "“Dense units=32,activation=relu”."),
                    number, what);
}

static gboolean
read_line (GArray *lines, char *text, guint number, GError **error)
{
  char *options = strpbrk (text, " \t");
  g_autoptr (GError) cause = NULL;
  g_autofree char *what = NULL;
  Line line;

  if (options != NULL)
    *options++ = '\0';
  line.klass = ae_layer_class_find (text);
  if (line.klass == NULL || (line.klass->flags & AE_LAYER_INPUT) != 0)
    {
      what = line.klass == NULL ? g_strdup_printf (_ ("there is no layer type “%.40s”"), text)
                                : g_strdup (_ ("a model has one Input, and it stays"));
      return refuse (error, number, what);
    }
  line.options = make_defaults (line.klass);
  g_array_append_val (lines, line);
  if (options == NULL
      || ae_options_set_text (line.klass->options, line.options, g_strstrip (options), &cause))
    return TRUE;
  return refuse (error, number, cause->message);
}

static GArray *
read_text (const char *text, GError **error)
{
  g_autoptr (GArray) lines = g_array_new (FALSE, FALSE, sizeof (Line));
  g_auto (GStrv) all = NULL;

  g_array_set_clear_func (lines, line_clear);
  if (!g_utf8_validate (text, -1, NULL))
    {
      refuse (error, 1, _ ("it is not text"));
      return NULL;
    }
  all = g_strsplit (text, "\n", MAX_LAYERS + 2);
  for (guint i = 0; all[i] != NULL; i++)
    {
      char *line = g_strstrip (all[i]);

      if (*line != '\0' && *line != '#' && !read_line (lines, line, i + 1, error))
        return NULL;
    }
  if (lines->len > 0 && lines->len <= MAX_LAYERS)
    return g_steal_pointer (&lines);
  refuse (error, 1,
          lines->len == 0 ? _ ("there is no layer") : _ ("there are more than 1000 layers"));
  return NULL;
}

/* What named a line names the layer that came of it. */
static void
link_skips (const Line *line, guint first_id, guint n_lines)
{
  for (const AeOption *option = line->klass->options; option != NULL && option->name != NULL;
       option++)
    {
      AeValue value;

      if (option->kind != AE_OPTION_LAYER)
        continue;
      ae_option_get (option, line->options, &value);
      value.integer = value.integer >= 1 && value.integer <= n_lines ? first_id + value.integer - 1
                                                                     : 0;
      ae_option_set (option, line->options, &value, NULL);
    }
}

gboolean
wb_layer_text_insert (WbProject *project,
                      guint index,
                      const char *text,
                      GArray *ids,
                      GError **error)
{
  g_autoptr (GArray) lines = read_text (text, error);
  guint first = project->last_id + 1;

  if (lines == NULL)
    return FALSE;
  if (index < 1 || index > ae_model_get_n_layers (project->model))
    return wb_refuse (error, WB_ERROR_EDIT,
                      _ ("Layers cannot be put at place %u; places go from 2 to %u."), index + 1,
                      ae_model_get_n_layers (project->model) + 1);
  for (guint i = 0; i < lines->len; i++)
    {
      const Line *line = &g_array_index (lines, Line, i);
      guint id = first + i;
      AeModel *longer;

      link_skips (line, first, lines->len);
      longer = ae_model_insert (project->model, index + i, line->klass, line->options, id);
      wb_project_set_model (project, longer);
      ae_model_unref (longer);
      if (ids != NULL)
        g_array_append_val (ids, id);
    }
  return TRUE;
}
