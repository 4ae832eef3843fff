/* SPDX-License-Identifier: MIT */
/* A run's description in JSON; its history is tensors, see project-run.h. */
#include "app/project/run-record.h"

#include <glib/gi18n-lib.h>

#include "app/error.h"
#include "app/project/model-json.h"
#include "app/project/recipe-json.h"

static const char *const outcomes[] = {
  [WB_RUN_STOPPED] = "stopped",
  [WB_RUN_FINISHED] = "finished",
  [WB_RUN_BEST] = "best",
  [WB_RUN_DIVERGED] = "diverged",
};

WbRunRecord *
wb_run_record_new (const WbRunRecord *values)
{
  WbRunRecord *self = g_memdup2 (values, sizeof *values);

  g_atomic_ref_count_init (&self->references);
  self->name = g_strdup (values->name);
  ae_model_ref (self->model);
  if (self->data != NULL)
    wb_data_reference_ref (self->data);
  self->history = wb_history_copy (values->history);
  return self;
}

void
wb_run_record_unref (WbRunRecord *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->references))
    return;
  g_free (self->name);
  ae_model_unref (self->model);
  wb_data_reference_unref (self->data);
  wb_history_free (self->history);
  g_free (self);
}

json_t *
wb_run_record_to_json (const WbRunRecord *self, const char *folder)
{
  json_t *json = json_object ();

  json_object_set_new (json, "id", json_integer (self->id));
  json_object_set_new (json, "name", json_string (self->name));
  json_object_set_new (json, "outcome", json_string (outcomes[self->outcome]));
  json_object_set_new (json, "when", json_integer (self->when));
  json_object_set_new (json, "model", wb_model_to_json (self->model));
  json_object_set_new (json, "recipe", wb_recipe_to_json (&self->recipe));
  if (self->data != NULL)
    json_object_set_new (json, "data", wb_data_reference_to_json (self->data, folder));
  json_object_set_new (json, "loss_stride", json_integer (wb_history_get_stride (self->history)));
  json_object_set_new (json, "flags", wb_flags_to_json (wb_history_get_flags (self->history)));
  return json;
}

static gboolean
read_plain (json_t *json, WbRunRecord *self, GError **error)
{
  const char *outcome = json_string_value (json_object_get (json, "outcome"));
  guint64 id = 0;

  self->name = (char *) json_string_value (json_object_get (json, "name"));
  self->when = json_integer_value (json_object_get (json, "when"));
  self->outcome = WB_RUN_STOPPED;
  while (self->outcome < WB_N_RUN_OUTCOMES && g_strcmp0 (outcome, outcomes[self->outcome]) != 0)
    self->outcome++;
  if (wb_json_get_uint (json_object_get (json, "id"), &id) && id > 0 && id <= G_MAXUINT
      && self->name != NULL && self->outcome < WB_N_RUN_OUTCOMES)
    {
      self->id = (guint) id;
      return TRUE;
    }
  g_set_error (error, WB_ERROR, WB_ERROR_CONTENTS,
               _ ("The list of runs cannot be read: a run needs an id from 1, a name and an "
                  "outcome. The file is damaged."));
  return FALSE;
}

WbRunRecord *
wb_run_record_from_json (json_t *json, const char *folder, const WbHistory *history, GError **error)
{
  json_t *data_json = json_object_get (json, "data");
  g_autoptr (AeModel) model = NULL;
  g_autoptr (WbDataReference) data = NULL;
  WbRunRecord values = { .history = (WbHistory *) history };

  if (!read_plain (json, &values, error)
      || !wb_recipe_from_json (json_object_get (json, "recipe"), &values.recipe, error))
    return NULL;
  model = wb_model_from_json (json_object_get (json, "model"), error);
  if (model == NULL)
    return NULL;
  if (data_json != NULL)
    data = wb_data_reference_from_json (data_json, folder, error);
  if (data_json != NULL && data == NULL)
    return NULL;
  values.model = model;
  values.data = data;
  return wb_run_record_new (&values);
}
