/* SPDX-License-Identifier: MIT */
/* One task works at a time. It owns copies of all that it needs, and what it finds is
 * thrown away where its samples are not the ones that are wanted any more.
 */
#include "ui/views/runs/run-results.h"

#include "ui/thread-task.h"

/* A run is judged with this many samples, where they take no more memory than this. */
#define JUDGED       2000
#define JUDGED_BYTES ((gsize) 32 << 20)

/* Results beyond these are of ticked runs alone. */
#define MAX_RESULTS 64

/**
 * Job:
 * @owner: (nullable): NULL when the result is not needed any more
 * @numbers: (nullable): [n]: as for wb_sample_block_new()
 * @block: (nullable): the samples; NULL to read them first
 */
typedef struct
{
  HgRunResults *owner;
  WbRunRecord *run;
  DsDataset *dataset;
  AeRecipe recipe;
  gboolean judges;
  guint32 *numbers;
  gsize n;
  WbSampleBlock *block;
  WbReconstruction *made;
  GError *error;
} Job;

/**
 * HgRunResults:
 * @seed: decides which samples are shown
 * @dataset: (nullable): what @shown and @judged are read from
 * @recipe: whose corruption they have
 * @found: WbRunRecord → HgRunResult
 */
struct _HgRunResults
{
  HgWorkspace *workspace;
  void (*func) (gpointer data);
  gpointer data;
  GPtrArray *runs;
  HgRunSamples samples;
  guint seed;
  DsDataset *dataset;
  AeRecipe recipe;
  WbSampleBlock *shown;
  WbSampleBlock *judged;
  GHashTable *found;
  Job *job;
};

static void run_results_work (HgRunResults *self);

static void
result_free (gpointer data)
{
  HgRunResult *result = data;

  wb_reconstruction_free (result->shown);
  wb_reconstruction_free (result->judged);
  g_free (result->problem);
  g_free (result);
}

static void
job_free (gpointer data)
{
  Job *job = data;

  wb_run_record_unref (job->run);
  ds_dataset_unref (job->dataset);
  g_free (job->numbers);
  wb_sample_block_unref (job->block);
  wb_reconstruction_free (job->made);
  g_clear_error (&job->error);
  g_free (job);
}

HgRunResults *
hg_run_results_new (HgWorkspace *workspace, void (*func) (gpointer data), gpointer data)
{
  HgRunResults *self = g_new0 (HgRunResults, 1);

  self->workspace = workspace;
  self->func = func;
  self->data = data;
  self->runs = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_run_record_unref);
  self->found = g_hash_table_new_full (NULL, NULL, (GDestroyNotify) wb_run_record_unref,
                                       result_free);
  return self;
}

/* What a task is at is not waited for any more. */
static void
run_results_leave_job (HgRunResults *self)
{
  if (self->job != NULL)
    self->job->owner = NULL;
  self->job = NULL;
}

static void
forget_shown (gpointer run, gpointer data, gpointer nothing)
{
  HgRunResult *result = data;

  g_clear_pointer (&result->shown, wb_reconstruction_free);
}

/* Other samples are to be shown; those that judge stay. */
static void
run_results_forget_shown (HgRunResults *self)
{
  run_results_leave_job (self);
  g_clear_pointer (&self->shown, wb_sample_block_unref);
  g_hash_table_foreach (self->found, forget_shown, NULL);
}

static void
run_results_forget (HgRunResults *self)
{
  run_results_forget_shown (self);
  g_clear_pointer (&self->judged, wb_sample_block_unref);
  g_hash_table_remove_all (self->found);
}

void
hg_run_results_free (HgRunResults *self)
{
  if (self == NULL)
    return;
  run_results_forget (self);
  g_hash_table_unref (self->found);
  g_ptr_array_unref (self->runs);
  g_clear_pointer (&self->dataset, ds_dataset_unref);
  g_free (self);
}

static HgRunResult *
run_results_find (HgRunResults *self, const WbRunRecord *run)
{
  HgRunResult *result = g_hash_table_lookup (self->found, run);

  if (result == NULL)
    {
      result = g_new0 (HgRunResult, 1);
      g_hash_table_insert (self->found, wb_run_record_ref ((WbRunRecord *) run), result);
    }
  return result;
}

const HgRunResult *
hg_run_results_get (HgRunResults *self, const WbRunRecord *run)
{
  return run_results_find (self, run);
}

const WbSampleBlock *
hg_run_results_get_shown (HgRunResults *self)
{
  return self->shown;
}

gboolean
hg_run_results_are_training (HgRunResults *self)
{
  return self->samples == HG_RUN_TRAINING;
}

static gboolean
run_results_lack (HgRunResults *self, const WbRunRecord *run, gboolean judged)
{
  const HgRunResult *result = run_results_find (self, run);

  return run->kept != NULL && result->problem == NULL
         && (judged ? result->judged : result->shown) == NULL;
}

/* Whether the samples that runs differ about can be found. */
static gboolean
run_results_are_judged (HgRunResults *self)
{
  for (guint i = 0; i < self->runs->len; i++)
    if (run_results_lack (self, self->runs->pdata[i], TRUE))
      return FALSE;
  return TRUE;
}

gboolean
hg_run_results_are_complete (HgRunResults *self)
{
  for (guint i = 0; i < self->runs->len; i++)
    if (run_results_lack (self, self->runs->pdata[i], FALSE))
      return FALSE;
  return run_results_are_judged (self);
}

/* Evenly spread, from a place that the seed decides. */
static guint32 *
run_results_spread (HgRunResults *self, gsize *n)
{
  gsize count = ds_dataset_get_count (self->dataset);
  gsize stride, from;
  guint32 *numbers;

  *n = MIN (HG_RUN_SHOWN, count);
  stride = count / *n;
  from = (gsize) 2654435761U * self->seed % count;
  numbers = g_new (guint32, *n);
  for (gsize i = 0; i < *n; i++)
    numbers[i] = (guint32) ((from + i * stride) % count);
  return numbers;
}

static guint32 *
run_results_pick (HgRunResults *self, gsize *n)
{
  g_autoptr (GPtrArray) judged = g_ptr_array_new ();

  for (guint i = 0; i < self->runs->len; i++)
    {
      HgRunResult *result = run_results_find (self, self->runs->pdata[i]);

      if (result->judged != NULL)
        g_ptr_array_add (judged, result->judged);
    }
  if (self->samples != HG_RUN_DIFFERENT || judged->len < 2)
    return run_results_spread (self, n);
  *n = MIN (HG_RUN_SHOWN, self->judged->n);
  return wb_reconstructions_find_different ((WbReconstruction *const *) judged->pdata, judged->len,
                                            *n);
}

static void
work_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;

  if (job->block == NULL)
    job->block = wb_sample_block_new (job->dataset, job->numbers, job->n, &job->recipe,
                                      &job->error);
  if (job->block != NULL)
    job->made = wb_reconstruction_new (job->run, job->block, !job->judges, &job->error);
  g_task_return_boolean (task, TRUE);
}

static gboolean
is_compared (gpointer run, gpointer result, gpointer data)
{
  return !g_ptr_array_find (((HgRunResults *) data)->runs, run, NULL);
}

static void
worked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Job *job = g_task_get_task_data (G_TASK (result));
  HgRunResults *self = job->owner;
  WbSampleBlock **block;
  HgRunResult *found;

  if (self == NULL)
    return;
  self->job = NULL;
  block = job->judges ? &self->judged : &self->shown;
  if (*block == NULL && job->block != NULL)
    *block = wb_sample_block_ref (job->block);
  found = run_results_find (self, job->run);
  if (job->error != NULL && found->problem == NULL)
    found->problem = g_strdup (job->error->message);
  if (job->made != NULL && job->judges)
    found->judged = g_steal_pointer (&job->made);
  else if (job->made != NULL)
    found->shown = g_steal_pointer (&job->made);
  if (g_hash_table_size (self->found) > MAX_RESULTS)
    g_hash_table_foreach_remove (self->found, is_compared, self);
  run_results_work (self);
  self->func (self->data);
}

static gsize
run_results_count_judged (HgRunResults *self)
{
  gsize bytes = ds_dataset_get_sample_size (self->dataset) * sizeof (float);

  return CLAMP (JUDGED_BYTES / bytes, HG_RUN_SHOWN, JUDGED);
}

static void
run_results_start (HgRunResults *self, WbRunRecord *run, gboolean judges)
{
  WbSampleBlock *block = judges ? self->judged : self->shown;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, worked_cb, NULL);
  Job *job = g_new0 (Job, 1);

  job->owner = self;
  job->run = wb_run_record_ref (run);
  job->dataset = ds_dataset_ref (self->dataset);
  job->recipe = self->recipe;
  job->judges = judges;
  if (block != NULL)
    job->block = wb_sample_block_ref (block);
  else if (judges)
    job->n = run_results_count_judged (self);
  else
    job->numbers = run_results_pick (self, &job->n);
  self->job = job;
  g_task_set_task_data (task, job, job_free);
  hg_task_run_in_thread (task, work_in_thread);
}

/* What is seen comes first, unless it depends on what is judged. */
static void
run_results_work (HgRunResults *self)
{
  gboolean first = self->samples == HG_RUN_DIFFERENT && !run_results_are_judged (self);

  if (self->job != NULL || self->dataset == NULL)
    return;
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < self->runs->len; i++)
      {
        gboolean judges = (pass == 1) != first;

        if (!run_results_lack (self, self->runs->pdata[i], judges))
          continue;
        run_results_start (self, self->runs->pdata[i], judges);
        return;
      }
}

static gboolean
is_same_list (const GPtrArray *a, const GPtrArray *b)
{
  for (guint i = 0; a->len == b->len && i < a->len; i++)
    if (a->pdata[i] != b->pdata[i])
      return FALSE;
  return a->len == b->len;
}

void
hg_run_results_set_runs (HgRunResults *self, const GPtrArray *runs)
{
  if (is_same_list (self->runs, runs))
    return;
  g_ptr_array_set_size (self->runs, 0);
  for (guint i = 0; i < runs->len; i++)
    g_ptr_array_add (self->runs, wb_run_record_ref (runs->pdata[i]));
  if (self->samples == HG_RUN_DIFFERENT)
    run_results_forget_shown (self);
  run_results_work (self);
}

static gboolean
is_same_noise (const AeRecipe *a, const AeRecipe *b)
{
  return a->corruption == b->corruption && a->corruption_amount == b->corruption_amount
         && (a->corruption == AE_CORRUPTION_NONE || a->seed == b->seed);
}

void
hg_run_results_update (HgRunResults *self)
{
  DsDataset *dataset = self->samples == HG_RUN_TRAINING
                         ? hg_workspace_get_training (self->workspace)
                         : hg_workspace_get_validation (self->workspace);
  const AeRecipe *recipe = wb_document_get_recipe (hg_workspace_get_document (self->workspace));

  if (dataset == self->dataset && is_same_noise (recipe, &self->recipe))
    return;
  run_results_forget (self);
  g_clear_pointer (&self->dataset, ds_dataset_unref);
  self->dataset = dataset != NULL ? ds_dataset_ref (dataset) : NULL;
  self->recipe = *recipe;
  run_results_work (self);
}

void
hg_run_results_set_samples (HgRunResults *self, HgRunSamples samples)
{
  if (samples == self->samples)
    return;
  self->samples = samples;
  run_results_forget_shown (self);
  hg_run_results_update (self);
  run_results_work (self);
}

void
hg_run_results_shuffle (HgRunResults *self)
{
  self->seed++;
  run_results_forget_shown (self);
  run_results_work (self);
}
