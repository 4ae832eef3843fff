/* SPDX-License-Identifier: MIT */
/* A setting is listed that has a choice of values: numbers, switches and lists of names. */
#include "ui/sweep/sweep-settings.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/project/json.h"

static void
setting_free (gpointer data)
{
  HgSweepSetting *self = data;

  g_free (self->name);
  g_free (self->title);
  g_free (self->values);
  g_free (self);
}

/* @value times @factor, or for even numbers plus a part of it, in the option's range. */
static double
move (const AeOption *option, double value, int step)
{
  double ratio = option->kind == AE_OPTION_INT ? 2 : 10;
  double moved = option->logarithmic ? value * pow (ratio, step) : value * (1 + 0.5 * step);

  if (option->kind == AE_OPTION_INT)
    moved = round (option->logarithmic || value == 0 ? moved : value * pow (2, step));
  return CLAMP (moved, option->min, option->max);
}

static char *
list_numbers (const AeOption *option, double value)
{
  GString *text = g_string_new (NULL);
  double last = NAN;

  if (value == 0)
    value = option->logarithmic ? MAX (option->min, 1e-4) : MIN (1, option->max / 2);
  for (int step = -1; step <= 1; step++)
    {
      double moved = move (option, value, step);
      g_autofree char *number = wb_number_to_text (moved);

      if (moved != last)
        g_string_append_printf (text, "%s%s", text->len > 0 ? "," : "", number);
      last = moved;
    }
  return g_string_free (text, FALSE);
}

/* Values to begin with; NULL where there are none to choose from. */
static char *
list_values (const AeOption *option, gconstpointer values)
{
  AeValue value = { 0 };

  ae_option_get (option, values, &value);
  switch (option->kind)
    {
    case AE_OPTION_INT:
      return list_numbers (option, (double) value.integer);
    case AE_OPTION_FLOAT:
      return list_numbers (option, value.real);
    case AE_OPTION_BOOL:
      return g_strdup ("false,true");
    case AE_OPTION_CHOICE:
      return g_strjoinv (",", (char **) option->choices);
    default:
      return NULL;
    }
}

/* @prefix: of the name; @owner: (nullable): of the title. */
static void
add_options (GPtrArray *settings,
             const AeOption *options,
             gconstpointer values,
             const char *prefix,
             const char *owner)
{
  for (const AeOption *option = options; option != NULL && option->name != NULL; option++)
    {
      g_autofree char *some = list_values (option, values);
      HgSweepSetting *setting;

      if (some == NULL || g_str_equal (option->name, "seed"))
        continue;
      setting = g_new0 (HgSweepSetting, 1);
      setting->name = g_strconcat (prefix, option->name, NULL);
      setting->title = owner != NULL ? g_strdup_printf ("%s: %s", owner, _ (option->title))
                                     : g_strdup (_ (option->title));
      setting->values = g_steal_pointer (&some);
      setting->logarithmic = option->logarithmic;
      g_ptr_array_add (settings, setting);
    }
}

static void
add_layer (GPtrArray *settings, const AeModel *model, guint index)
{
  const AeLayer *layer = ae_model_get_layer (model, index);
  g_autofree char *prefix = g_strdup_printf ("%u.", index + 1);
  g_autofree char *owner = g_strdup_printf (_ ("Layer %u, %s"), index + 1, layer->klass->type);

  add_options (settings, layer->klass->options, layer->options, prefix, owner);
}

GPtrArray *
hg_sweep_settings_new (const WbProject *project)
{
  GPtrArray *settings = g_ptr_array_new_with_free_func (setting_free);
  const AeRecipe *recipe = &project->recipe;
  const AeOption *rate = ae_options_find (ae_recipe_options, "learning_rate");
  AeOption first[] = { *rate, { NULL } };

  add_options (settings, first, recipe, "", NULL);
  for (guint i = 1; i < ae_model_get_n_layers (project->model); i++)
    add_layer (settings, project->model, i);
  for (const AeOption *option = ae_recipe_options; option->name != NULL; option++)
    {
      AeOption one[] = { *option, { NULL } };

      if (option != rate)
        add_options (settings, one, recipe, "", NULL);
    }
  add_options (settings, ae_recipe_get_loss (recipe)->options, recipe->loss_options, "loss.",
               _ (ae_recipe_get_loss (recipe)->title));
  add_options (settings, ae_recipe_get_optimizer (recipe)->options, recipe->optimizer_options,
               "optimizer.", _ (ae_recipe_get_optimizer (recipe)->title));
  add_options (settings, ae_recipe_get_schedule (recipe)->options, recipe->schedule_options,
               "schedule.", _ (ae_recipe_get_schedule (recipe)->title));
  return settings;
}
