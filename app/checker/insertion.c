/* SPDX-License-Identifier: MIT */
/* Neighbours are the nearest layers on both sides that have the option at all:
 * between two convolutions a pooling says nothing of activations.
 */
#include "app/checker/insertion.h"

#include <glib/gi18n-lib.h>

#include "app/checker/checker-private.h"
#include "app/error.h"

#define MAP_DIMENSIONS 2

/* Whether it is whole: there is something to train, and the samples come out. */
static gboolean
is_whole (const AeModel *model)
{
  guint n = ae_model_get_n_layers (model);
  g_autofree AeShape *shapes = g_new0 (AeShape, n);
  gsize n_params = 0;

  if (!ae_model_returns_input (model) || !ae_model_infer (model, shapes, NULL, NULL))
    return FALSE;
  for (guint i = 0; i < n; i++)
    n_params += ae_model_count_params (model, i, shapes);
  return n_params > 0;
}

/* The choice of the nearest layer from @index on that has one, going by @step;
 * NULL without. The layer that gives the output out is none of them. */
static const char *
read_near (const AeModel *model, guint index, int step, const char *name)
{
  guint n = ae_model_get_n_layers (model);
  gboolean hidden = g_str_equal (name, "activation") && is_whole (model);

  for (guint i = index; i > 0 && i < n; i += (guint) step)
    {
      const AeLayer *layer = ae_model_get_layer (model, i);
      const char *choice = wb_layer_get_choice (layer, name);

      if (choice != NULL && !(hidden && i + 1 == n))
        return choice;
    }
  return NULL;
}

static const char *
choose_padding (const AeModel *model, guint index)
{
  const char *before = read_near (model, index - 1, -1, "padding");
  const char *behind = read_near (model, index, 1, "padding");

  return g_strcmp0 (before, "same") == 0 || g_strcmp0 (behind, "same") == 0 ? "same" : NULL;
}

static gboolean
is_map (const AeModel *tried, guint index)
{
  g_autofree AeShape *shapes = g_new0 (AeShape, ae_model_get_n_layers (tried));

  ae_model_infer (tried, shapes, NULL, NULL);
  return shapes[index].rank == 1 && shapes[index].dims[0] <= MAP_DIMENSIONS;
}

static const char *
choose_activation (const AeModel *model, const AeModel *tried, guint index)
{
  const char *before = read_near (model, index - 1, -1, "activation");
  const char *behind = read_near (model, index, 1, "activation");

  if (index == ae_model_get_n_layers (model) && is_whole (tried) && !is_whole (model))
    return "sigmoid";
  if (is_map (tried, index))
    return NULL;
  if (before != NULL && !g_str_equal (before, "linear"))
    return before;
  return behind != NULL && !g_str_equal (behind, "linear") ? behind : "relu";
}

/* A choice that is usually @usual, and that the text does not make already. */
static gboolean
is_open (const AeLayerClass *klass, const char *name, const char *usual, const char *text)
{
  const AeOption *option = ae_options_find (klass->options, name);
  g_auto (GStrv) settings = g_strsplit (text, ",", -1);
  g_autofree char *begin = g_strconcat (name, "=", NULL);

  for (guint i = 0; settings[i] != NULL; i++)
    if (g_str_has_prefix (settings[i], begin))
      return FALSE;
  return option != NULL && option->kind == AE_OPTION_CHOICE
         && g_str_equal (option->choices[(guint) option->value], usual);
}

static void
append_setting (GString *text, const char *name, const char *choice)
{
  if (choice != NULL)
    g_string_append_printf (text, "%s%s=%s", text->len > 0 ? "," : "", name, choice);
}

char *
wb_insertion_complete (const AeModel *model,
                       guint index,
                       const AeLayerClass *klass,
                       const char *options)
{
  GString *text = g_string_new (options);
  g_autoptr (AeModel) tried = NULL;

  index = CLAMP (index, 1, ae_model_get_n_layers (model));
  if (is_open (klass, "padding", "valid", text->str))
    append_setting (text, "padding", choose_padding (model, index));
  tried = wb_model_insert ((AeModel *) model, index, klass->type, text->str);
  if (tried != NULL && is_open (klass, "activation", "linear", text->str))
    append_setting (text, "activation", choose_activation (model, tried, index));
  return g_string_free (text, FALSE);
}

AeModel *
wb_insertion_try (const AeModel *model, guint index, const AeLayerClass *klass, const char *options)
{
  g_autofree char *text = wb_insertion_complete (model, index, klass, options);

  return wb_model_insert ((AeModel *) model, index, klass->type, text);
}

static gboolean
can_join (const AeLayerClass *klass, const AeShape *x_shape, const AeShape *x2_shape)
{
  g_autofree gpointer values = g_malloc0 (MAX (klass->options_size, 1));
  AeShape y_shape;

  ae_options_init (klass->options, values);
  return x_shape->rank > 0 && x2_shape->rank > 0
         && klass->shape (values, x_shape, x2_shape, &y_shape, NULL);
}

GArray *
wb_insertion_list_sources (const AeModel *model,
                           guint index,
                           const AeLayerClass *klass,
                           GError **error)
{
  g_autofree AeShape *shapes = g_new0 (AeShape, ae_model_get_n_layers (model));
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree char *comes = NULL;

  ae_model_infer (model, shapes, NULL, NULL);
  for (guint i = 0; i + 1 < index; i++)
    if (can_join (klass, &shapes[index - 1], &shapes[i]))
      g_array_append_val (ids, ae_model_get_layer (model, i)->id);
  if (ids->len > 0)
    return g_steal_pointer (&ids);
  comes = ae_shape_to_string (&shapes[index - 1]);
  g_set_error (error, WB_ERROR, WB_ERROR_EDIT,
               _ ("%s has nothing to join here: no earlier layer outputs what suits the %s "
                  "that comes in."),
               klass->type, comes);
  return NULL;
}

char *
wb_insertion_tell_misfit (const AeModel *before, const AeModel *after)
{
  guint n = ae_model_get_n_layers (after), culprit = 0;
  g_autofree AeShape *shapes = g_new0 (AeShape, n);
  g_autofree char *output = NULL, *wanted = NULL;

  if (!is_whole (before) || ae_model_returns_input (after))
    return NULL;
  if (!ae_model_infer (after, shapes, &culprit, NULL))
    return g_strdup_printf (_ ("Layer %u, %s, will no longer fit"), culprit + 1,
                            ae_model_get_layer (after, culprit)->klass->type);
  output = ae_shape_to_string (&shapes[n - 1]);
  wanted = ae_shape_to_string (&shapes[0]);
  return g_strdup_printf (_ ("The output will be %s, not %s"), output, wanted);
}
