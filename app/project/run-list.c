/* SPDX-License-Identifier: MIT */
/* A run continued where the epochs and changes that were recorded are the first of those
 * that it has now; a training that began again, or went back and took another way, is a
 * run of its own, and so is what began with another model, other data or another loss.
 * Training is exact, so an earlier moment on the same way is known.
 */
#include "app/project/run-list.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "app/error.h"
#include "app/project/checkpoint.h"
#include "app/project/run-hash.h"
#include "app/project/run-weights.h"
#include "engine/kernels.h"

static GPtrArray *
list_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) wb_run_record_unref);
}

static GPtrArray *
list_copy (const GPtrArray *runs)
{
  GPtrArray *copy = list_new ();

  for (guint i = 0; runs != NULL && i < runs->len; i++)
    g_ptr_array_add (copy, wb_run_record_ref (runs->pdata[i]));
  return copy;
}

WbRunRecord *
wb_run_list_find (const GPtrArray *runs, guint id)
{
  for (guint i = 0; runs != NULL && i < runs->len; i++)
    if (((WbRunRecord *) runs->pdata[i])->id == id)
      return runs->pdata[i];
  return NULL;
}

static gboolean
is_called (const WbRunRecord *run, const char *name)
{
  g_autofree char *id = g_strdup_printf ("%u", run->id);

  return strcmp (id, name) == 0 || strcmp (run->name, name) == 0
         || (run->hash != NULL && strlen (name) >= 4 && g_str_has_prefix (run->hash, name));
}

WbRunRecord *
wb_run_list_find_named (const GPtrArray *runs, const char *name, GError **error)
{
  WbRunRecord *found = NULL;
  guint n = 0;

  for (guint i = 0; runs != NULL && i < runs->len; i++)
    if (is_called (runs->pdata[i], name))
      {
        found = runs->pdata[i];
        n++;
      }
  if (n == 1)
    return found;
  g_set_error (error, WB_ERROR, WB_ERROR_EDIT,
               n == 0 ? _ ("The project has no run “%s”. A run is named by its number, its name "
                           "or the beginning of its hash.")
                      : _ ("Several runs of the project are called “%s”. Name one by its number."),
               name);
  return NULL;
}

static gboolean
share_epochs (const WbHistory *a, const WbHistory *b)
{
  guint n_a, n_b;
  const WbEpochRow *rows_a = wb_history_get_epochs (a, &n_a);
  const WbEpochRow *rows_b = wb_history_get_epochs (b, &n_b);

  for (guint i = 0; i < MIN (n_a, n_b); i++)
    if (rows_a[i].step != rows_b[i].step || rows_a[i].judge != rows_b[i].judge
        || memcmp (&rows_a[i].loss, &rows_b[i].loss, sizeof (double)) != 0)
      return FALSE;
  return TRUE;
}

/* Whether the same was changed up to a step. */
static gboolean
share_flags (const WbHistory *a, const WbHistory *b, guint64 step)
{
  const GPtrArray *flags[] = { wb_history_get_flags (a), wb_history_get_flags (b) };
  guint n[2] = { 0, 0 };

  for (guint i = 0; i < 2; i++)
    while (n[i] < flags[i]->len && ((WbFlag *) flags[i]->pdata[n[i]])->step < step)
      n[i]++;
  for (guint i = 0; n[0] == n[1] && i < n[0]; i++)
    {
      const WbFlag *x = flags[0]->pdata[i], *y = flags[1]->pdata[i];

      if (x->step != y->step || x->layer_id != y->layer_id || strcmp (x->name, y->name) != 0
          || strcmp (x->after, y->after) != 0)
        return FALSE;
    }
  return n[0] == n[1];
}

/* What a checkpoint's history has of its run. */
static WbHistory *
get_history (const WbCheckpoint *checkpoint)
{
  const WbPosition *position = wb_checkpoint_get_position (checkpoint);

  return wb_history_new_after (wb_checkpoint_get_history (checkpoint), position->from_step,
                               position->from_epoch);
}

/* Whether one of them is an earlier moment of the other. */
static gboolean
is_same_way (const WbRunRecord *run, const WbCheckpoint *checkpoint)
{
  const WbPosition *position = wb_checkpoint_get_position (checkpoint);
  g_autoptr (WbHistory) history = get_history (checkpoint);

  return run->position.from_step == position->from_step
         && run->position.from_weights == position->from_weights
         && share_epochs (run->history, history)
         && share_flags (run->history, history, MIN (run->position.step, position->step));
}

/* The run that another one began with, 0 where there is none: it ended there, or has gone on
 * since, which a run that began at the same place knows.
 */
static guint
find_origin (const GPtrArray *runs, const WbPosition *position)
{
  for (guint i = 0; position->from_step > 0 && runs != NULL && i < runs->len; i++)
    {
      const WbRunRecord *run = runs->pdata[i];

      if (run->position.step == position->from_step && !wb_run_record_never_began (run)
          && wb_weights_number (run->weights) == position->from_weights)
        return run->id;
      if (run->from != 0 && run->position.from_step == position->from_step
          && run->position.from_weights == position->from_weights)
        return run->from;
    }
  return 0;
}

static WbRunOutcome
find_outcome (const WbPosition *position, gboolean diverged)
{
  if (diverged)
    return WB_RUN_DIVERGED;
  if (position->best_in_place)
    return WB_RUN_BEST;
  return position->samples == 0 && position->epoch >= position->epochs_planned ? WB_RUN_FINISHED
                                                                               : WB_RUN_STOPPED;
}

guint
wb_run_list_find_free_id (const GPtrArray *runs)
{
  guint last = 0;

  for (guint i = 0; runs != NULL && i < runs->len; i++)
    last = MAX (last, ((WbRunRecord *) runs->pdata[i])->id);
  return last + 1;
}

static WbRunRecord *
make_record (const WbProject *project,
             const WbRunRecord *before,
             guint64 n_samples,
             gboolean diverged,
             gint64 when)
{
  const WbCheckpoint *checkpoint = project->checkpoint;
  const WbPosition *position = wb_checkpoint_get_position (checkpoint);
  g_autoptr (WbHistory) history = get_history (checkpoint);
  guint id = before != NULL ? before->id : wb_run_list_find_free_id (project->runs);
  g_autofree char *name = g_strdup_printf (_ ("Run %u"), id);
  g_autofree char *weights = wb_weights_hash (checkpoint);
  g_autoptr (GBytes) kept = wb_run_weights_new (checkpoint);
  WbRunRecord values = {
    .id = id,
    .from = before != NULL ? before->from : find_origin (project->runs, position),
    .name = before != NULL ? before->name : name,
    .note = before != NULL ? before->note : NULL,
    .folder = before != NULL ? before->folder : NULL,
    .starred = before != NULL && before->starred,
    .model = wb_checkpoint_get_model (checkpoint),
    .recipe = *wb_checkpoint_get_recipe (checkpoint),
    .data = project->data,
    .removed = project->removed,
    .n_samples = n_samples,
    .position = *position,
    .history = history,
    .outcome = find_outcome (position, diverged),
    .when = before != NULL ? before->when : when,
    .weights = weights,
    .kept = kept,
    .kernels = (char *) ae_kernels ()->name,
  };
  g_autofree char *hash = wb_run_hash (values.model, &values.recipe, values.data, values.removed,
                                       position, wb_history_get_flags (history));

  values.hash = hash;
  return wb_run_record_new (&values);
}

/* Puts a copy of run @index with these values in its place. */
static void
replace (GPtrArray *runs, guint index, const WbRunRecord *values)
{
  WbRunRecord *before = runs->pdata[index];

  runs->pdata[index] = wb_run_record_new (values);
  wb_run_record_unref (before);
}

/* The curves of earlier runs, coarser: all of a thousand runs must fit a file. */
static void
thin (GPtrArray *runs, guint newest)
{
  for (guint i = 0; i < runs->len; i++)
    {
      WbRunRecord *run = runs->pdata[i];
      gsize n_losses;

      wb_history_get_losses (run->history, &n_losses);
      if (run->id != newest && n_losses > WB_RUN_MAX_LOSSES)
        {
          g_autoptr (WbHistory) history = wb_history_new_thinned (run->history, WB_RUN_MAX_LOSSES);
          WbRunRecord values = *run;

          values.history = history;
          replace (runs, i, &values);
        }
    }
}

/* Leaves the weights of runs out until the rest has room: of the oldest first, but for
 * the newest, the best and those with a star. */
static void
bound_weights (GPtrArray *runs, guint newest)
{
  const WbRunRecord *best = wb_run_list_get_best (runs);
  gsize size = 0;

  for (guint i = 0; i < runs->len; i++)
    size += wb_run_record_get_kept_size (runs->pdata[i]);
  for (guint i = 0; i < runs->len && size > WB_RUN_MAX_KEPT; i++)
    {
      WbRunRecord values = *(WbRunRecord *) runs->pdata[i];

      if (values.kept == NULL || values.id == newest || values.starred || runs->pdata[i] == best)
        continue;
      size -= wb_run_record_get_kept_size (&values);
      values.kept = NULL;
      replace (runs, i, &values);
    }
}

/* What is recorded already: a moment of the run, or where it ended, no other way. */
static gboolean
is_recorded (const WbRunRecord *before, const WbRunRecord *run)
{
  if (before == NULL)
    return FALSE;
  if (wb_run_record_never_began (before))
    return wb_run_record_never_began (run) && strcmp (run->hash, before->hash) == 0;
  return run->position.step < before->position.step
         || (run->position.step == before->position.step && run->outcome == before->outcome
             && g_strcmp0 (run->weights, before->weights) == 0);
}

void
wb_run_list_record (WbProject *project, guint64 n_samples, gboolean diverged, gint64 when)
{
  WbRunRecord *before = wb_run_list_find (project->runs, project->run_id), *continued, *run;
  g_autoptr (GPtrArray) runs = list_copy (project->runs);
  const WbPosition *position;
  guint place;

  if (project->checkpoint == NULL)
    return;
  position = wb_checkpoint_get_position (project->checkpoint);
  if (position->step == position->from_step && !diverged)
    return;
  if (before != NULL && !is_same_way (before, project->checkpoint))
    before = NULL;
  continued = before != NULL && !wb_run_record_never_began (before) ? before : NULL;
  if (before != NULL && position->step == before->position.step)
    diverged = diverged || before->outcome == WB_RUN_DIVERGED;
  run = make_record (project, continued, n_samples, diverged, when);
  if (is_recorded (before, run))
    {
      wb_run_record_unref (run);
      return;
    }
  if (continued != NULL && g_ptr_array_find (runs, continued, &place))
    {
      wb_run_record_unref (runs->pdata[place]);
      runs->pdata[place] = run;
    }
  else
    g_ptr_array_add (runs, run);
  thin (runs, run->id);
  bound_weights (runs, run->id);
  wb_project_set_runs (project, runs);
  project->run_id = run->id;
}

static gboolean
copy_tensor (gpointer data, const WbCheckpointTensor *tensor, float *out, GError **error)
{
  memcpy (out, wb_checkpoint_find_tensor (data, tensor->name)->values,
          tensor->size * sizeof (float));
  return TRUE;
}

void
wb_run_list_begin_here (WbProject *project)
{
  const WbRunRecord *run = wb_run_list_find (project->runs, project->run_id);
  WbCheckpoint *before = project->checkpoint;
  g_autoptr (WbCheckpoint) checkpoint = NULL;
  WbPosition position;

  if (run == NULL || before == NULL
      || wb_run_record_has_data (run, project->data, project->removed,
                                 project->recipe.validation_split))
    return;
  position = *wb_checkpoint_get_position (before);
  if (position.step == position.from_step)
    return;
  position.from_step = position.step;
  position.from_epoch = position.epoch;
  position.from_weights = wb_weights_number (run->weights);
  position.samples = 0;
  position.loss_sum = position.penalty_sum = position.divergence_sum = position.seconds = 0;
  checkpoint = wb_checkpoint_new (wb_checkpoint_get_model (before),
                                  wb_checkpoint_get_recipe (before), &position,
                                  wb_checkpoint_get_history (before), copy_tensor, before, NULL);
  if (checkpoint != NULL)
    wb_project_set_checkpoint (project, checkpoint);
}

GPtrArray *
wb_run_list_set_words (const GPtrArray *runs, guint id, const WbRunWords *words)
{
  GPtrArray *copy = list_copy (runs);

  for (guint i = 0; i < copy->len; i++)
    {
      WbRunRecord values = *(WbRunRecord *) copy->pdata[i];

      if (values.id != id)
        continue;
      values.name = words->name;
      values.note = words->note;
      values.folder = words->folder;
      values.starred = words->starred;
      replace (copy, i, &values);
    }
  return copy;
}

static gboolean
contains (const GArray *ids, guint id)
{
  for (guint i = 0; i < ids->len; i++)
    if (g_array_index (ids, guint, i) == id)
      return TRUE;
  return FALSE;
}

GPtrArray *
wb_run_list_remove (const GPtrArray *runs, const GArray *ids)
{
  GPtrArray *copy = list_new ();

  for (guint i = 0; runs != NULL && i < runs->len; i++)
    if (!contains (ids, ((WbRunRecord *) runs->pdata[i])->id))
      g_ptr_array_add (copy, wb_run_record_ref (runs->pdata[i]));
  return copy;
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  const WbRunRecord *x = *(WbRunRecord *const *) a, *y = *(WbRunRecord *const *) b;

  return x->id < y->id ? -1 : x->id > y->id;
}

GPtrArray *
wb_run_list_insert (const GPtrArray *runs, const GPtrArray *more)
{
  GPtrArray *copy = list_copy (runs);

  for (guint i = 0; i < more->len; i++)
    {
      WbRunRecord *run = more->pdata[i];

      if (wb_run_list_find (runs, run->id) == NULL)
        g_ptr_array_add (copy, wb_run_record_ref (run));
    }
  g_ptr_array_sort (copy, compare_ids);
  return copy;
}

gboolean
wb_run_list_is_passage (const GPtrArray *runs, const WbRunRecord *run, const WbRunRecord *live)
{
  if (!isnan (wb_run_record_get_last_loss (run)) || run->outcome == WB_RUN_DIVERGED)
    return FALSE;
  if (live != NULL && live->id != run->id && live->position.from_step == run->position.step)
    return TRUE;
  for (guint i = 0; i < runs->len; i++)
    if (((WbRunRecord *) runs->pdata[i])->from == run->id)
      return TRUE;
  return FALSE;
}

WbRunRecord *
wb_run_list_get_best (const GPtrArray *runs)
{
  WbRunRecord *best = NULL;

  for (guint i = runs != NULL ? runs->len : 0; i-- > 0;)
    {
      WbRunRecord *run = runs->pdata[i];
      double loss = wb_run_record_get_best_loss (run);

      if (!isnan (loss)
          && (best == NULL
              || (ae_recipe_has_same_loss (&run->recipe, &best->recipe)
                  && loss <= wb_run_record_get_best_loss (best))))
        best = run;
    }
  return best;
}
