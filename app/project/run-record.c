/* SPDX-License-Identifier: MIT */
/* A run's description in JSON; its history is tensors, see project-run.h. */
#include "app/project/run-record.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "app/error.h"
#include "app/project/model-json.h"
#include "app/project/project-run.h"
#include "app/project/recipe-json.h"
#include "app/project/run-weights.h"

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
  if (self->removed != NULL)
    g_array_ref (self->removed);
  self->history = wb_history_copy (values->history);
  if (self->kept != NULL)
    g_bytes_ref (self->kept);
  self->note = g_strdup (values->note);
  self->folder = g_strdup (values->folder);
  self->hash = g_strdup (values->hash);
  self->weights = g_strdup (values->weights);
  self->kernels = g_strdup (values->kernels);
  return self;
}

WbRunRecord *
wb_run_record_ref (WbRunRecord *self)
{
  g_atomic_ref_count_inc (&self->references);
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
  g_clear_pointer (&self->removed, g_array_unref);
  wb_history_free (self->history);
  g_clear_pointer (&self->kept, g_bytes_unref);
  g_free (self->note);
  g_free (self->folder);
  g_free (self->hash);
  g_free (self->weights);
  g_free (self->kernels);
  g_free (self);
}

gboolean
wb_run_record_has_data (const WbRunRecord *self,
                        const WbDataReference *data,
                        const GArray *removed,
                        double validation_split)
{
  const char *digests[] = { self->data != NULL ? wb_data_reference_get_digest (self->data) : NULL,
                            data != NULL ? wb_data_reference_get_digest (data) : NULL };

  return self->recipe.validation_split == validation_split
         && wb_removed_samples_equal (self->removed, removed)
         && (digests[0] != NULL && digests[1] != NULL
               ? strcmp (digests[0], digests[1]) == 0
               : wb_data_reference_has_same_samples (self->data, data));
}

const char *
wb_run_outcome_get_name (WbRunOutcome outcome)
{
  return outcomes[outcome];
}

gsize
wb_run_record_get_kept_size (const WbRunRecord *self)
{
  return self->kept != NULL ? g_bytes_get_size (self->kept) : 0;
}

static const WbEpochRow *
get_last_row (const WbRunRecord *self, guint *n)
{
  const WbEpochRow *rows = wb_history_get_epochs (self->history, n);

  return *n > 0 ? &rows[*n - 1] : NULL;
}

double
wb_run_record_get_best_loss (const WbRunRecord *self)
{
  const WbEpochRow *best = wb_history_get_best (self->history);

  return best != NULL ? wb_epoch_row_get_judged_loss (best) : NAN;
}

double
wb_run_record_get_last_loss (const WbRunRecord *self)
{
  guint n;
  const WbEpochRow *last = get_last_row (self, &n);

  return last != NULL ? wb_epoch_row_get_judged_loss (last) : NAN;
}

gboolean
wb_run_record_never_began (const WbRunRecord *self)
{
  return self->outcome == WB_RUN_DIVERGED && self->position.step == self->position.from_step
         && isnan (wb_run_record_get_last_loss (self));
}

guint
wb_run_record_get_epochs (const WbRunRecord *self)
{
  guint n;
  const WbEpochRow *last = get_last_row (self, &n);

  return last != NULL ? last->epoch : self->position.from_epoch;
}

double
wb_run_record_get_seconds (const WbRunRecord *self)
{
  guint n;
  const WbEpochRow *rows = wb_history_get_epochs (self->history, &n);
  double seconds = 0;

  for (guint i = 0; i < n; i++)
    seconds += rows[i].seconds;
  return seconds;
}

double
wb_run_record_get_rate (const WbRunRecord *self)
{
  double seconds = wb_run_record_get_seconds (self);
  guint n;

  get_last_row (self, &n);
  return seconds > 0 ? (double) self->n_samples * n / seconds : 0;
}

static void
add_text (json_t *json, const char *name, const char *text)
{
  if (text != NULL)
    json_object_set_new (json, name, json_string (text));
}

/* What the run was and ended as; nothing that an older file does not have. */
static void
add_end (json_t *json, const WbRunRecord *self)
{
  if (self->removed != NULL)
    json_object_set_new (json, "removed_samples", wb_removed_samples_to_json (self->removed));
  if (self->n_samples > 0)
    json_object_set_new (json, "samples", json_integer ((json_int_t) self->n_samples));
  if (self->position.step > 0)
    json_object_set_new (json, "position", wb_position_to_json (&self->position));
  if (self->from > 0)
    json_object_set_new (json, "from", json_integer (self->from));
  add_text (json, "note", self->note);
  add_text (json, "folder", self->folder);
  if (self->starred)
    json_object_set_new (json, "starred", json_true ());
  add_text (json, "hash", self->hash);
  add_text (json, "weights", self->weights);
  add_text (json, "kernels", self->kernels);
}

/* All but its points and rows. */
static void
add_history (json_t *json, const WbHistory *history)
{
  gsize n_losses;
  guint n_epochs;

  wb_history_get_losses (history, &n_losses);
  wb_history_get_epochs (history, &n_epochs);
  json_object_set_new (json, "losses", json_integer ((json_int_t) n_losses));
  json_object_set_new (json, "epochs", json_integer (n_epochs));
  json_object_set_new (json, "loss_stride", json_integer (wb_history_get_stride (history)));
  json_object_set_new (json, "flags", wb_flags_to_json (wb_history_get_flags (history)));
}

json_t *
wb_run_record_to_json (const WbRunRecord *self, const char *folder, WbRunParts parts)
{
  json_t *json = json_object ();

  json_object_set_new (json, "id", json_integer (self->id));
  json_object_set_new (json, "name", json_string (self->name));
  json_object_set_new (json, "outcome", json_string (outcomes[self->outcome]));
  json_object_set_new (json, "when", json_integer (self->when));
  if (parts & WB_RUN_MODEL)
    json_object_set_new (json, "model", wb_model_to_json (self->model));
  json_object_set_new (json, "recipe", wb_recipe_to_json (&self->recipe));
  if (self->data != NULL)
    json_object_set_new (json, "data", wb_data_reference_to_json (self->data, folder));
  add_end (json, self);
  if (parts & WB_RUN_WEIGHTS)
    json_object_set_new (json, "kept", json_true ());
  if (!(parts & WB_RUN_HISTORY))
    return json;
  add_history (json, self->history);
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
  return wb_refuse (error, WB_ERROR_CONTENTS,
                    _ ("The list of runs cannot be read: a run needs an id from 1, a name and an "
                       "outcome. The file is damaged."));
}

static gboolean
read_end (json_t *json, WbRunRecord *self, GError **error)
{
  json_t *position = json_object_get (json, "position");
  guint64 from = 0;

  if (wb_json_get_uint (json_object_get (json, "from"), &from) && from <= G_MAXUINT)
    self->from = (guint) from;
  wb_json_get_uint (json_object_get (json, "samples"), &self->n_samples);
  self->note = (char *) json_string_value (json_object_get (json, "note"));
  self->folder = (char *) json_string_value (json_object_get (json, "folder"));
  self->starred = json_is_true (json_object_get (json, "starred"));
  self->hash = (char *) json_string_value (json_object_get (json, "hash"));
  self->weights = (char *) json_string_value (json_object_get (json, "weights"));
  self->kernels = (char *) json_string_value (json_object_get (json, "kernels"));
  return (position == NULL || wb_position_from_json (position, &self->position, error))
         && wb_removed_samples_from_json (json_object_get (json, "removed_samples"), &self->removed,
                                          error);
}

static gboolean
check_kept (const AeModel *model, const WbRunRecord *self, GError **error)
{
  gsize n = self->kept != NULL ? g_bytes_get_size (self->kept) / sizeof (float) : 0;

  if (n == 0 || n == wb_run_weights_count (model))
    return TRUE;
  return wb_refuse (error, WB_ERROR_CONTENTS,
                    _ ("The weights of “%s” are %zu values, and its model needs %zu. The file is "
                       "damaged."),
                    self->name, n, wb_run_weights_count (model));
}

WbRunRecord *
wb_run_record_from_json (json_t *json,
                         const char *folder,
                         const WbHistory *history,
                         GBytes *kept,
                         const WbRunRecord *before,
                         GError **error)
{
  json_t *data_json = json_object_get (json, "data");
  json_t *model_json = json_object_get (json, "model");
  g_autoptr (AeModel) model = NULL;
  g_autoptr (WbDataReference) data = NULL;
  g_autoptr (GArray) removed = NULL;
  WbRunRecord values = { .history = (WbHistory *) history, .kept = kept };

  if (!read_plain (json, &values, error)
      || !wb_recipe_from_json (json_object_get (json, "recipe"), &values.recipe, error))
    return NULL;
  if (!read_end (json, &values, error))
    return NULL;
  removed = values.removed;
  model = model_json == NULL && before != NULL ? ae_model_ref (before->model)
                                               : wb_model_from_json (model_json, error);
  if (model == NULL || !check_kept (model, &values, error))
    return NULL;
  if (data_json != NULL)
    data = wb_data_reference_from_json (data_json, folder, error);
  if (data_json != NULL && data == NULL)
    return NULL;
  values.model = model;
  values.data = data;
  return wb_run_record_new (&values);
}
