/* SPDX-License-Identifier: MIT */
/* What rules say and try: names, numbers, options by name, models with one
 * change, and whether such a model would do.
 */
#include "app/checker/checker-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/number.h"

void
wb_problem_add_fix (WbProblem *problem, char *label, AeModel *model)
{
  if (model == NULL || problem->n_fixes == WB_MAX_FIXES)
    {
      g_clear_pointer (&model, ae_model_unref);
      g_free (label);
      return;
    }
  problem->fixes[problem->n_fixes++] = (WbFix) { .label = label, .model = model };
}

void
wb_problem_add_recipe_fix (WbProblem *problem, char *label, const AeRecipe *recipe)
{
  if (problem->n_fixes == WB_MAX_FIXES)
    g_free (label);
  else
    problem->fixes[problem->n_fixes++] = (WbFix) { .label = label, .recipe = *recipe };
}

const AeLayer *
wb_check_layer (const WbCheck *check, guint index)
{
  return ae_model_get_layer (check->model, index);
}

char *
wb_check_name_layer (const WbCheck *check, guint index)
{
  return g_strdup_printf (_ ("Layer %u, %s"), index + 1,
                          wb_check_layer (check, index)->klass->type);
}

char *
wb_check_name_shape (const AeShape *shape)
{
  g_autofree char *text = ae_shape_to_string (shape);
  g_autofree char *count = NULL;

  if (shape->rank == 2 && shape->dims[1] == 1)
    return g_strdup_printf (ngettext ("%u step of one feature", "%u steps of one feature",
                                      shape->dims[0]),
                            shape->dims[0]);
  if (shape->rank == 2)
    return g_strdup_printf (ngettext ("%u step of %u features", "%u steps of %u features",
                                      shape->dims[0]),
                            shape->dims[0], shape->dims[1]);
  if (shape->rank != 1)
    return g_strdup_printf (_ ("an image of %s"), text);
  count = wb_format_count (shape->dims[0]);
  return g_strdup_printf (ngettext ("a list of %s number", "a list of %s numbers", shape->dims[0]),
                          count);
}

char *
wb_format_count (guint64 count)
{
  char text[WB_NUMBER_SIZE];

  wb_number_format (text, (double) count, 0);
  return g_strdup (text);
}

const AeShape *
wb_check_target (const WbCheck *check)
{
  return &check->shapes[0];
}

gboolean
wb_model_reaches (const AeModel *model, guint n_layers)
{
  g_autofree AeShape *shapes = g_new0 (AeShape, ae_model_get_n_layers (model));
  guint culprit = 0;

  return ae_model_infer (model, shapes, &culprit, NULL) || culprit >= n_layers;
}

AeModel *
wb_model_accept (AeModel *model)
{
  if (model == NULL || ae_model_returns_input (model))
    return model;
  ae_model_unref (model);
  return NULL;
}

gboolean
wb_layer_get (const AeLayer *layer, const char *name, AeValue *value)
{
  const AeOption *option = ae_options_find (layer->klass->options, name);

  if (option != NULL)
    ae_option_get (option, layer->options, value);
  return option != NULL;
}

/* A list of two, or one number for the steps of a series; 0 is none. */
static gboolean
get_factors (const AeLayer *layer, const char *name, guint factors[2])
{
  AeValue value;

  if (!wb_layer_get (layer, name, &value))
    return FALSE;
  factors[0] = value.sizes.rank > 0 ? value.sizes.dims[0] : (guint) value.integer;
  factors[1] = value.sizes.rank > 1 ? value.sizes.dims[1] : 1;
  return factors[0] > 0;
}

WbScale
wb_layer_get_scale (const AeLayer *layer, guint factors[2])
{
  gboolean grows = strcmp (layer->klass->type, "Conv2DTranspose") == 0
                   || get_factors (layer, "size", factors);

  if (!get_factors (layer, "strides", factors) && !get_factors (layer, "pool_size", factors)
      && !get_factors (layer, "size", factors))
    factors[0] = factors[1] = 1;
  if (factors[0] * factors[1] == 1)
    return WB_SCALE_NONE;
  return grows ? WB_SCALE_UP : WB_SCALE_DOWN;
}

const char *
wb_layer_get_choice (const AeLayer *layer, const char *name)
{
  const AeOption *option = ae_options_find (layer->klass->options, name);
  AeValue value;

  if (option == NULL || option->kind != AE_OPTION_CHOICE)
    return NULL;
  ae_option_get (option, layer->options, &value);
  return option->choices[value.integer];
}

AeModel *
wb_model_set (AeModel *model, guint index, const char *name, const char *text)
{
  const AeLayer *layer = ae_model_get_layer (model, index);
  const AeOption *option = ae_options_find (layer->klass->options, name);
  g_autofree gpointer values = NULL;

  if (option == NULL)
    return NULL;
  values = g_memdup2 (layer->options, layer->klass->options_size);
  if (!ae_option_set_text (option, values, text, NULL))
    return NULL;
  return ae_model_with_options (model, index, values);
}

AeModel *
wb_model_insert (AeModel *model, guint index, const char *type, const char *options)
{
  const AeLayerClass *klass = ae_layer_class_find (type);
  g_autofree gpointer values = NULL;

  if (klass == NULL)
    return NULL;
  values = g_malloc0 (MAX (klass->options_size, 1));
  ae_options_init (klass->options, values);
  if (!ae_options_set_text (klass->options, values, options, NULL))
    return NULL;
  return ae_model_insert (model, index, klass, values, 0);
}
