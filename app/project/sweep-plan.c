/* SPDX-License-Identifier: MIT */
/* See the header. */
#include "app/project/sweep-plan.h"

#include <glib/gi18n-lib.h>

#include "app/error.h"
#include "app/project/model-json.h"
#include "app/project/recipe-json.h"

WbSweepPlan *
wb_sweep_plan_new (const WbSweepPlan *values)
{
  WbSweepPlan *self = g_memdup2 (values, sizeof *values);

  g_atomic_ref_count_init (&self->references);
  ae_model_ref (self->model);
  self->vary = g_strdup (values->vary);
  self->hash = g_strdup (values->hash);
  return self;
}

WbSweepPlan *
wb_sweep_plan_ref (WbSweepPlan *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
wb_sweep_plan_unref (WbSweepPlan *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->references))
    return;
  ae_model_unref (self->model);
  g_free (self->vary);
  g_free (self->hash);
  g_free (self);
}

json_t *
wb_sweep_plan_to_json (const WbSweepPlan *self)
{
  json_t *json = json_object ();

  json_object_set_new (json, "model", wb_model_to_json (self->model));
  json_object_set_new (json, "recipe", wb_recipe_to_json (&self->recipe));
  json_object_set_new (json, "vary", json_string (self->vary));
  json_object_set_new (json, "seeds", json_integer (self->n_seeds));
  json_object_set_new (json, "hash", json_string (self->hash));
  return json;
}

WbSweepPlan *
wb_sweep_plan_from_json (json_t *json, GError **error)
{
  WbSweepPlan values = { .vary = (char *) json_string_value (json_object_get (json, "vary")),
                         .hash = (char *) json_string_value (json_object_get (json, "hash")) };
  g_autoptr (AeModel) model = NULL;
  guint64 n_seeds = 0;

  if (values.vary == NULL || values.hash == NULL
      || !wb_json_get_uint (json_object_get (json, "seeds"), &n_seeds) || n_seeds == 0
      || n_seeds > G_MAXINT)
    {
      wb_refuse (error, WB_ERROR_CONTENTS,
                 _ ("The project's sweep lacks what it varies, or how many seeds. The file is "
                    "damaged."));
      return NULL;
    }
  model = wb_model_from_json (json_object_get (json, "model"), error);
  if (model == NULL
      || !wb_recipe_from_json (json_object_get (json, "recipe"), &values.recipe, error))
    return NULL;
  values.model = model;
  values.n_seeds = (guint) n_seeds;
  return wb_sweep_plan_new (&values);
}
