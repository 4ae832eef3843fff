/* SPDX-License-Identifier: MIT */
#include "app/export/lost.h"

#include <glib/gi18n-lib.h>

static void
append_name (GString *names, const char *prefix, const char *name)
{
  g_string_append_printf (names, "%s%s%s", names->len > 0 ? ", " : "", prefix, name);
}

/* Those of @values that differ from a fresh struct's and that the class does not keep. */
static void
append_lost (GString *names,
             const WbExportClass *klass,
             const WbExportModel *model,
             const WbExportLayer *layer,
             const AeOption *options,
             const char *prefix,
             gconstpointer values,
             gconstpointer usual)
{
  for (const AeOption *option = options; option != NULL && option->name != NULL; option++)
    {
      const AeOption one[] = { *option, { NULL } };
      g_autofree char *setting = g_strconcat (prefix, option->name, NULL);

      if (!ae_options_equal (one, values, usual) && !klass->keeps (model, layer, setting))
        append_name (names, prefix, option->name);
    }
}

static void
append_layer (GString *lost, const WbExportClass *klass, const WbExportModel *model, guint index)
{
  const WbExportLayer *layer = &model->layers[index];
  g_autofree gpointer usual = g_malloc0 (layer->klass->options_size + 1);
  g_autoptr (GString) names = g_string_new (NULL);

  ae_options_init (layer->klass->options, usual);
  append_lost (names, klass, model, layer, layer->klass->options, "", layer->options, usual);
  if (names->len == 0)
    return;
  g_string_append (lost, lost->len > 0 ? "; " : "");
  g_string_append_printf (lost, _ ("%s of %s, layer %u"), names->str, layer->klass->type,
                          model->first + index + 1);
}

/* A part of a model is not trained: nobody misses the recipe there. */
static void
append_recipe (GString *lost, const WbExportClass *klass, const WbExportModel *model)
{
  const AeRecipe *recipe = wb_checkpoint_get_recipe (model->checkpoint);
  const AeOptimizerClass *optimizer = ae_recipe_get_optimizer (recipe);
  g_autoptr (GString) names = g_string_new (NULL);
  AeRecipe usual;

  if (model->part != WB_EXPORT_WHOLE)
    return;
  ae_recipe_init (&usual);
  append_lost (names, klass, model, NULL, ae_recipe_options, "", recipe, &usual);
  ae_recipe_set_loss (&usual, ae_recipe_get_loss (recipe)->name, NULL);
  ae_recipe_set_optimizer (&usual, optimizer->name, NULL);
  ae_recipe_set_schedule (&usual, ae_recipe_get_schedule (recipe)->name, NULL);
  append_lost (names, klass, model, NULL, ae_recipe_get_loss (recipe)->options, "loss.",
               recipe->loss_options, usual.loss_options);
  append_lost (names, klass, model, NULL, optimizer->options, "optimizer.",
               recipe->optimizer_options, usual.optimizer_options);
  append_lost (names, klass, model, NULL, ae_recipe_get_schedule (recipe)->options, "schedule.",
               recipe->schedule_options, usual.schedule_options);
  if (names->len == 0)
    return;
  g_string_append (lost, lost->len > 0 ? "; " : "");
  g_string_append_printf (lost, _ ("%s of the recipe"), names->str);
}

/* The checkpoint has them, and no file does. */
static void
append_moments (GString *lost, const WbExportClass *klass, const WbExportModel *model)
{
  const AeOptimizerClass *optimizer = ae_recipe_get_optimizer (
    wb_checkpoint_get_recipe (model->checkpoint));

  if (klass->trains == NULL || !klass->trains (model) || optimizer->n_slots == 0
      || wb_checkpoint_get_position (model->checkpoint)->step == 0)
    return;
  g_string_append (lost, lost->len > 0 ? "; " : "");
  g_string_append_printf (lost, _ ("the moments of %s, which begin anew"), _ (optimizer->title));
}

char *
wb_export_describe_lost (const WbExportClass *klass, const WbExportModel *model)
{
  g_autofree char *remark = klass->remark != NULL ? klass->remark (model) : NULL;
  g_autoptr (GString) lost = g_string_new (NULL);

  for (guint i = 0; klass->keeps != NULL && i < model->n_layers; i++)
    append_layer (lost, klass, model, i);
  if (klass->keeps != NULL)
    append_recipe (lost, klass, model);
  append_moments (lost, klass, model);
  if (lost->len == 0)
    return g_steal_pointer (&remark);
  if (remark != NULL)
    return g_strdup_printf (_ ("Not carried over: %s. %s"), lost->str, remark);
  return g_strdup_printf (_ ("Not carried over: %s."), lost->str);
}
