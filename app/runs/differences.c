/* SPDX-License-Identifier: MIT */
/* Each run is compared with the first one; of a thousand runs of a sweep all but one
 * setting are found equal without making a text of them.
 */
#include "app/runs/differences.h"

#include <glib/gi18n-lib.h>

#include "app/edit/edit.h"

/* The option of a layer: "2.units". */
static const AeOption *
find_in_layer (const AeModel *model, const char *name, gconstpointer *values, guint *index)
{
  char *end;
  guint64 place = g_ascii_strtoull (name, &end, 10);
  const AeLayer *layer;

  if (end == name || *end != '.' || place == 0 || place > ae_model_get_n_layers (model))
    return NULL;
  place--;
  layer = ae_model_get_layer (model, (guint) place);
  *values = layer->options;
  *index = (guint) place;
  return layer->klass->options != NULL ? ae_options_find (layer->klass->options, end + 1) : NULL;
}

/* The option of a run's layer, whose index is put in @layer, or of its recipe, of which
 * @recipe is a copy. */
static const AeOption *
find_setting (const WbRunRecord *run,
              const char *name,
              AeRecipe *recipe,
              gconstpointer *values,
              int *layer)
{
  guint index;
  gpointer own;
  const AeOption *option = find_in_layer (run->model, name, values, &index);

  *layer = option != NULL ? (int) index : -1;
  if (option != NULL)
    return option;
  *recipe = run->recipe;
  option = wb_recipe_find_option (recipe, name, &own);
  *values = own;
  return option;
}

char *
wb_run_get_setting (const WbRunRecord *run, const char *name)
{
  AeRecipe recipe;
  gconstpointer values;
  int layer;
  const AeOption *option = find_setting (run, name, &recipe, &values, &layer);

  return option != NULL ? ae_option_to_text (option, values) : NULL;
}

char *
wb_run_get_setting_title (const WbRunRecord *run, const char *name)
{
  AeRecipe recipe;
  gconstpointer values;
  int layer;
  const AeOption *option = find_setting (run, name, &recipe, &values, &layer);

  if (layer < 0)
    return g_strdup (option != NULL ? _ (option->title) : name);
  return g_strdup_printf (_ ("%s %u, %s"),
                          ae_model_get_layer (run->model, (guint) layer)->klass->type,
                          (guint) layer + 1, _ (option->title));
}

AeOptionKind
wb_run_get_setting_kind (const WbRunRecord *run, const char *name)
{
  AeRecipe recipe;
  gconstpointer values;
  int layer;

  return find_setting (run, name, &recipe, &values, &layer)->kind;
}

static gboolean
have_same_layers (const AeModel *a, const AeModel *b)
{
  guint n = ae_model_get_n_layers (a);

  if (ae_model_get_n_layers (b) != n)
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (ae_model_get_layer (a, i)->klass != ae_model_get_layer (b, i)->klass)
      return FALSE;
  return TRUE;
}

static void
add (GPtrArray *names, const char *part, const char *name)
{
  g_autofree char *whole = g_strconcat (part, name, NULL);

  if (!g_ptr_array_find_with_equal_func (names, whole, g_str_equal, NULL))
    g_ptr_array_add (names, g_steal_pointer (&whole));
}

static void
compare (GPtrArray *names,
         const char *part,
         const AeOption *options,
         gconstpointer a,
         gconstpointer b)
{
  for (; options != NULL && options->name != NULL; options++)
    {
      const AeOption one[] = { *options, { NULL } };

      if (!ae_options_equal (one, a, b))
        add (names, part, options->name);
    }
}

static void
compare_recipes (GPtrArray *names, const AeRecipe *a, const AeRecipe *b)
{
  compare (names, "", ae_recipe_options, a, b);
  if (a->loss == b->loss)
    compare (names, "loss.", ae_recipe_get_loss (a)->options, a->loss_options, b->loss_options);
  if (a->optimizer == b->optimizer)
    compare (names, "optimizer.", ae_recipe_get_optimizer (a)->options, a->optimizer_options,
             b->optimizer_options);
  if (a->schedule == b->schedule)
    compare (names, "schedule.", ae_recipe_get_schedule (a)->options, a->schedule_options,
             b->schedule_options);
}

static void
compare_models (GPtrArray *names, const AeModel *a, const AeModel *b)
{
  for (guint i = 0; i < ae_model_get_n_layers (a); i++)
    {
      const AeLayer *x = ae_model_get_layer (a, i), *y = ae_model_get_layer (b, i);
      g_autofree char *part = g_strdup_printf ("%u.", i + 1);

      if (x->options != y->options)
        compare (names, part, x->klass->options, x->options, y->options);
    }
}

/* The recipe's settings by their order in it, then those of the layers by place. */
static void
sort (GPtrArray *names)
{
  GPtrArray *sorted = g_ptr_array_new ();

  for (const AeOption *option = ae_recipe_options; option->name != NULL; option++)
    for (guint i = 0; i < names->len; i++)
      if (g_str_equal (names->pdata[i], option->name))
        g_ptr_array_add (sorted, names->pdata[i]);
  for (guint i = 0; i < names->len; i++)
    if (!g_ptr_array_find (sorted, names->pdata[i], NULL))
      g_ptr_array_add (sorted, names->pdata[i]);
  for (guint i = 0; i < names->len; i++)
    names->pdata[i] = sorted->pdata[i];
  g_ptr_array_unref (sorted);
}

GPtrArray *
wb_run_differences (const GPtrArray *runs)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  const WbRunRecord *first = runs->len > 0 ? runs->pdata[0] : NULL;
  gboolean same_layers = TRUE;

  for (guint i = 1; i < runs->len; i++)
    same_layers = same_layers
                  && have_same_layers (first->model, ((WbRunRecord *) runs->pdata[i])->model);
  for (guint i = 1; i < runs->len; i++)
    {
      const WbRunRecord *run = runs->pdata[i];

      if (!ae_recipe_equal (&first->recipe, &run->recipe))
        compare_recipes (names, &first->recipe, &run->recipe);
      if (same_layers && !ae_model_equal (first->model, run->model))
        compare_models (names, first->model, run->model);
    }
  sort (names);
  return names;
}

static void
add_all (GPtrArray *names, const char *part, const AeOption *options)
{
  for (; options != NULL && options->name != NULL; options++)
    add (names, part, options->name);
}

GPtrArray *
wb_run_list_settings (const WbRunRecord *run)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  add_all (names, "", ae_recipe_options);
  add_all (names, "loss.", ae_recipe_get_loss (&run->recipe)->options);
  add_all (names, "optimizer.", ae_recipe_get_optimizer (&run->recipe)->options);
  add_all (names, "schedule.", ae_recipe_get_schedule (&run->recipe)->options);
  for (guint i = 0; i < ae_model_get_n_layers (run->model); i++)
    {
      g_autofree char *part = g_strdup_printf ("%u.", i + 1);

      add_all (names, part, ae_model_get_layer (run->model, i)->klass->options);
    }
  return names;
}

/* A variational code says most of a model; else the first layer with weights does. */
static const char *
find_kind (const AeModel *model, const AeShape *shapes)
{
  const char *kind = NULL;

  for (guint i = 1; i < ae_model_get_n_layers (model); i++)
    {
      const AeLayerClass *klass = ae_model_get_layer (model, i)->klass;

      if (klass->flags & AE_LAYER_LATENT)
        return klass->type;
      if (kind == NULL && ae_model_count_params (model, i, shapes) > 0)
        kind = klass->type;
    }
  return kind;
}

char *
wb_run_describe_model (const AeModel *model)
{
  guint n = ae_model_get_n_layers (model);
  g_autofree AeShape *shapes = g_new0 (AeShape, n);
  const char *kind;

  if (!ae_model_infer (model, shapes, NULL, NULL))
    return g_strdup ("");
  kind = find_kind (model, shapes);
  return g_strdup_printf ("%s · %" G_GSIZE_FORMAT, kind != NULL ? kind : "Input",
                          ae_shape_size (&shapes[ae_model_get_code (model, shapes)]));
}
