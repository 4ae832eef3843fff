/* SPDX-License-Identifier: MIT */
/* The owner and each thread hold the whole; the last one frees it, so that nobody waits.
 * Lock rule: what stands below @mutex is under it, @ended is atomic, the rest is written
 * before the threads begin.
 */
#include "app/runs/ghosts.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>

#include "app/training/run.h"

/* So often a ghost that trains tells what it has come to. */
#define REPORT_USEC (G_USEC_PER_SEC / 20)

typedef struct
{
  WbGhosts *ghosts;
  WbProject *project;
  GArray *points; /* since they were read */
  float *output;  /* likewise */
  gboolean ended;
  gboolean diverged;
  double loss;
  WbCheckpoint *checkpoint;
} Ghost;

struct _WbGhosts
{
  gatomicrefcount references;
  WbCheckpoint *checkpoint;
  DsDataset *training;
  DsDataset *validation;
  float *sample;
  guint n;
  atomic_bool ended;

  pthread_mutex_t mutex;
  Ghost ghosts[WB_MAX_GHOSTS];
};

static void
unref (WbGhosts *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  for (guint i = 0; i < self->n; i++)
    {
      Ghost *ghost = &self->ghosts[i];

      wb_project_free (ghost->project);
      g_array_unref (ghost->points);
      g_free (ghost->output);
      g_clear_pointer (&ghost->checkpoint, wb_checkpoint_unref);
    }
  wb_checkpoint_unref (self->checkpoint);
  ds_dataset_unref (self->training);
  g_clear_pointer (&self->validation, ds_dataset_unref);
  pthread_mutex_destroy (&self->mutex);
  g_free (self->sample);
  g_free (self);
}

static gboolean
begin (const WbGhosts *self, const WbProject *project, WbRun *run)
{
  if (!wb_run_set_threads (run, 1, NULL))
    return FALSE;
  wb_run_set_low_priority (run, TRUE);
  wb_run_set_data (run, self->training, self->validation);
  return wb_run_restore (run, self->checkpoint, NULL)
         && (ae_model_equal (project->model, wb_checkpoint_get_model (self->checkpoint))
             || wb_run_set_model (run, project->model, NULL))
         && wb_run_set_recipe (run, &project->recipe, NULL) && wb_run_check (run, NULL);
}

static float *
reconstruct (const WbGhosts *self, const AeNetwork *network)
{
  guint last = ae_network_get_n_layers (network) - 1;
  float *output;

  if (self->sample == NULL)
    return NULL;
  output = g_new (float, ae_shape_size (ae_network_get_shape (network, last)));
  if (!ae_network_predict (network, 0, last, 1, self->sample, output, NULL))
    g_clear_pointer (&output, g_free);
  return output;
}

/* Of an epoch that has ended since, or of the first steps before one has. */
static double
judge (double before, const WbHistory *update)
{
  guint n_rows;
  gsize n;
  const WbEpochRow *rows = wb_history_get_epochs (update, &n_rows);
  const WbLossPoint *points = wb_history_get_losses (update, &n);
  double sum = 0;

  if (n_rows > 0)
    return wb_epoch_row_get_judged_loss (&rows[n_rows - 1]);
  if (!isnan (before) || n == 0)
    return before;
  for (gsize i = 0; i < n; i++)
    sum += points[i].loss;
  return sum / (double) n;
}

/* Puts what has come since the last report where the owner reads it. */
static void
report (Ghost *ghost, WbRun *run)
{
  g_autoptr (WbSnapshot) snapshot = wb_snapshot_new ();
  float *output = reconstruct (ghost->ghosts, wb_run_get_network (run));
  const WbLossPoint *points;
  gsize n;

  wb_run_report (run, snapshot);
  points = wb_history_get_losses (snapshot->new_history, &n);
  pthread_mutex_lock (&ghost->ghosts->mutex);
  g_array_append_vals (ghost->points, points, (guint) n);
  ghost->loss = judge (ghost->loss, snapshot->new_history);
  g_free (ghost->output);
  ghost->output = output;
  pthread_mutex_unlock (&ghost->ghosts->mutex);
}

/* An epoch's steps from here, and what validates at its end; FALSE where it failed. */
static gboolean
advance (Ghost *ghost, WbRun *run)
{
  const WbPosition *position = wb_run_get_position (run);
  guint64 first = position->step, n = ds_dataset_get_count (ghost->ghosts->training);
  guint64 batch = (guint64) ghost->project->recipe.batch_size;
  guint64 end = first + (n + batch - 1) / batch;
  gint64 told = g_get_monotonic_time ();

  while (position->step < end || wb_run_is_validating (run))
    {
      if (atomic_load (&ghost->ghosts->ended) || !wb_run_advance (run, NULL))
        return FALSE;
      if (g_get_monotonic_time () - told < REPORT_USEC)
        continue;
      report (ghost, run);
      told = g_get_monotonic_time ();
    }
  report (ghost, run);
  return TRUE;
}

static void *
work (void *data)
{
  Ghost *ghost = data;
  WbGhosts *self = ghost->ghosts;
  WbRun *run = wb_run_new ();
  WbCheckpoint *checkpoint = NULL;

  if (begin (self, ghost->project, run))
    {
      g_autoptr (WbSnapshot) before = wb_snapshot_new ();

      /* What was before the ghost is none of its update. */
      wb_run_report (run, before);
      if (advance (ghost, run))
        checkpoint = wb_run_make_checkpoint (run, NULL);
    }
  pthread_mutex_lock (&self->mutex);
  ghost->ended = TRUE;
  ghost->diverged = checkpoint == NULL;
  ghost->checkpoint = checkpoint;
  pthread_mutex_unlock (&self->mutex);
  wb_run_free (run);
  unref (self);
  return NULL;
}

static void
start (WbGhosts *self, Ghost *ghost)
{
  pthread_t thread;

  g_atomic_ref_count_inc (&self->references);
  if (pthread_create (&thread, NULL, work, ghost) == 0)
    pthread_detach (thread);
  else
    {
      ghost->ended = ghost->diverged = TRUE;
      unref (self);
    }
}

WbGhosts *
wb_ghosts_new (WbCheckpoint *checkpoint,
               const GPtrArray *projects,
               DsDataset *training,
               DsDataset *validation,
               const float *sample)
{
  WbGhosts *self = g_new0 (WbGhosts, 1);

  g_atomic_ref_count_init (&self->references);
  self->checkpoint = wb_checkpoint_ref (checkpoint);
  self->training = ds_dataset_ref (training);
  self->validation = validation != NULL ? ds_dataset_ref (validation) : NULL;
  if (sample != NULL)
    self->sample = g_memdup2 (sample, ds_dataset_get_sample_size (training) * sizeof *sample);
  self->n = MIN (projects->len, WB_MAX_GHOSTS);
  atomic_init (&self->ended, FALSE);
  pthread_mutex_init (&self->mutex, NULL);
  for (guint i = 0; i < self->n; i++)
    self->ghosts[i] = (Ghost) { .ghosts = self,
                                .project = wb_project_copy (projects->pdata[i]),
                                .points = g_array_new (FALSE, FALSE, sizeof (WbLossPoint)),
                                .loss = NAN };
  for (guint i = 0; i < self->n; i++)
    start (self, &self->ghosts[i]);
  return self;
}

void
wb_ghosts_free (WbGhosts *self)
{
  if (self == NULL)
    return;
  atomic_store (&self->ended, TRUE);
  unref (self);
}

void
wb_ghosts_read (WbGhosts *self, guint index, WbGhostUpdate *update)
{
  Ghost *ghost = &self->ghosts[index];
  GArray *empty = g_array_new (FALSE, FALSE, sizeof (WbLossPoint));

  pthread_mutex_lock (&self->mutex);
  *update = (WbGhostUpdate) { .points = ghost->points,
                              .output = ghost->output,
                              .ended = ghost->ended,
                              .diverged = ghost->diverged,
                              .loss = ghost->loss };
  ghost->points = empty;
  ghost->output = NULL;
  pthread_mutex_unlock (&self->mutex);
}

void
wb_ghost_update_clear (WbGhostUpdate *update)
{
  g_clear_pointer (&update->points, g_array_unref);
  g_clear_pointer (&update->output, g_free);
}

WbCheckpoint *
wb_ghosts_get_checkpoint (WbGhosts *self, guint index)
{
  WbCheckpoint *checkpoint;

  pthread_mutex_lock (&self->mutex);
  checkpoint = self->ghosts[index].checkpoint;
  if (checkpoint != NULL)
    wb_checkpoint_ref (checkpoint);
  pthread_mutex_unlock (&self->mutex);
  return checkpoint;
}
