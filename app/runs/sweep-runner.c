/* SPDX-License-Identifier: MIT */
/* Each thread takes the next job that is not taken. Lock rule: what stands below @mutex
 * is under it; @steps are atomics; the rest is written before the threads begin, or
 * belongs to the owner.
 */
#include "app/runs/sweep-runner.h"

#include <pthread.h>
#include <stdatomic.h>

#include "app/data/data-split.h"

#define MAX_THREADS 64

struct _WbSweepRunner
{
  GPtrArray *jobs;
  DsSource *source;
  gboolean *before; /* [jobs]: trained before the sweep began */
  guint n_threads;  /* for each job */
  pthread_t threads[MAX_THREADS];
  guint n_running;
  guint n_done;
  gint64 begun_usec;
  gint64 paused_usec; /* the pauses that are over */
  gint64 pause_usec;  /* when the present one began */

  atomic_uint_fast64_t steps; /* that are done */
  atomic_uint_fast64_t planned;

  pthread_mutex_t mutex;
  pthread_cond_t resumed;
  guint next;
  gboolean paused;
  gboolean ended;
  GQueue outcomes; /* of WbSweepOutcome */
};

void
wb_sweep_outcome_free (WbSweepOutcome *self)
{
  if (self == NULL)
    return;
  wb_sweep_result_free (self->result);
  g_clear_error (&self->error);
  g_free (self);
}

/* Waits while the sweep is paused; FALSE where it is to end. */
static gboolean
go_on (WbSweepRunner *self)
{
  gboolean ended;

  pthread_mutex_lock (&self->mutex);
  while (self->paused && !self->ended)
    pthread_cond_wait (&self->resumed, &self->mutex);
  ended = self->ended;
  pthread_mutex_unlock (&self->mutex);
  return !ended;
}

/* One job under way, and the steps of it that are counted. */
typedef struct
{
  WbSweepRunner *runner;
  guint64 step;
} Training;

static gboolean
progress_cb (gpointer data, guint64 step, guint64 n_steps)
{
  Training *training = data;
  WbSweepRunner *self = training->runner;

  atomic_fetch_add (&self->steps, step - training->step);
  training->step = step;
  return go_on (self);
}

/* The next job, or the number of jobs where there is none. */
static guint
take_job (WbSweepRunner *self)
{
  guint index;

  pthread_mutex_lock (&self->mutex);
  while (self->next < self->jobs->len && self->before[self->next])
    self->next++;
  index = self->ended ? self->jobs->len : self->next;
  if (index < self->jobs->len)
    self->next++;
  pthread_mutex_unlock (&self->mutex);
  return index;
}

static guint64
count_steps (const WbSweepJob *job, gsize n_samples)
{
  guint64 batch = (guint64) job->project->recipe.batch_size;

  return (n_samples + batch - 1) / batch * (guint64) job->project->recipe.epochs;
}

static void
train (WbSweepRunner *self, guint index)
{
  const WbSweepJob *job = self->jobs->pdata[index];
  WbSweepOutcome *outcome = g_new0 (WbSweepOutcome, 1);
  Training under_way = { self, 0 };
  g_autoptr (DsDataset) training = NULL;
  g_autoptr (DsDataset) validation = NULL;

  wb_data_split (&job->project->recipe, self->source, job->project->removed, &training,
                 &validation);
  outcome->index = index;
  outcome->result = wb_sweep_train (job, training, validation, self->n_threads, progress_cb,
                                    &under_way, &outcome->error);
  if (outcome->result != NULL)
    {
      guint64 planned = count_steps (job, ds_dataset_get_count (training));
      guint64 done = wb_checkpoint_get_position (outcome->result->checkpoint)->step;

      /* A run that ends early, or goes back, leaves steps that are not made. */
      atomic_fetch_sub (&self->planned, planned - MIN (done, planned));
    }
  pthread_mutex_lock (&self->mutex);
  g_queue_push_tail (&self->outcomes, outcome);
  pthread_mutex_unlock (&self->mutex);
}

static void *
work (void *data)
{
  WbSweepRunner *self = data;
  guint index;

  while (go_on (self) && (index = take_job (self)) < self->jobs->len)
    train (self, index);
  return NULL;
}

static void
plan (WbSweepRunner *self, const GPtrArray *runs)
{
  guint64 planned = 0;

  for (guint i = 0; i < self->jobs->len; i++)
    {
      WbSweepJob *job = self->jobs->pdata[i];
      g_autoptr (DsDataset) training = NULL;
      g_autoptr (DsDataset) validation = NULL;

      self->before[i] = wb_sweep_find (runs, job) != NULL;
      self->n_done += self->before[i];
      if (self->before[i])
        continue;
      wb_data_split (&job->project->recipe, self->source, job->project->removed, &training,
                     &validation);
      planned += count_steps (job, ds_dataset_get_count (training));
    }
  atomic_init (&self->planned, planned);
}

WbSweepRunner *
wb_sweep_runner_new (GPtrArray *jobs, const GPtrArray *runs, DsSource *source)
{
  WbSweepRunner *self = g_new0 (WbSweepRunner, 1);
  guint n = wb_sweep_count_at_once (jobs, g_get_num_processors (), &self->n_threads);

  self->jobs = g_ptr_array_ref (jobs);
  self->source = ds_source_ref (source);
  self->before = g_new0 (gboolean, jobs->len);
  self->begun_usec = g_get_monotonic_time ();
  atomic_init (&self->steps, 0);
  pthread_mutex_init (&self->mutex, NULL);
  pthread_cond_init (&self->resumed, NULL);
  g_queue_init (&self->outcomes);
  plan (self, runs);
  for (guint i = 0; i < MIN (n, MAX_THREADS); i++)
    if (pthread_create (&self->threads[self->n_running], NULL, work, self) == 0)
      self->n_running++;
  return self;
}

void
wb_sweep_runner_free (WbSweepRunner *self)
{
  if (self == NULL)
    return;
  pthread_mutex_lock (&self->mutex);
  self->ended = TRUE;
  pthread_cond_broadcast (&self->resumed);
  pthread_mutex_unlock (&self->mutex);
  for (guint i = 0; i < self->n_running; i++)
    pthread_join (self->threads[i], NULL);
  g_queue_clear_full (&self->outcomes, (GDestroyNotify) wb_sweep_outcome_free);
  pthread_cond_destroy (&self->resumed);
  pthread_mutex_destroy (&self->mutex);
  g_ptr_array_unref (self->jobs);
  ds_source_unref (self->source);
  g_free (self->before);
  g_free (self);
}

void
wb_sweep_runner_set_paused (WbSweepRunner *self, gboolean paused)
{
  gint64 now = g_get_monotonic_time ();

  if (paused == self->paused)
    return;
  if (paused)
    self->pause_usec = now;
  else
    self->paused_usec += now - self->pause_usec;
  pthread_mutex_lock (&self->mutex);
  self->paused = paused;
  pthread_cond_broadcast (&self->resumed);
  pthread_mutex_unlock (&self->mutex);
}

gboolean
wb_sweep_runner_get_paused (const WbSweepRunner *self)
{
  return self->paused;
}

WbSweepOutcome *
wb_sweep_runner_take (WbSweepRunner *self)
{
  WbSweepOutcome *outcome;

  pthread_mutex_lock (&self->mutex);
  outcome = g_queue_pop_head (&self->outcomes);
  pthread_mutex_unlock (&self->mutex);
  self->n_done += outcome != NULL;
  return outcome;
}

guint
wb_sweep_runner_count_done (const WbSweepRunner *self)
{
  return self->n_done;
}

double
wb_sweep_runner_get_share (WbSweepRunner *self)
{
  guint64 planned = atomic_load (&self->planned);

  return planned > 0 ? MIN (1, (double) atomic_load (&self->steps) / (double) planned) : 1;
}

double
wb_sweep_runner_get_seconds_left (WbSweepRunner *self)
{
  double share = wb_sweep_runner_get_share (self);
  double seconds = (double) (g_get_monotonic_time () - self->begun_usec - self->paused_usec)
                   / G_USEC_PER_SEC;

  return share > 0 && !self->paused ? seconds * (1 - share) / share : -1;
}
