/* SPDX-License-Identifier: MIT */
/* Work is cut into small pieces, a step, a slice of codes, a frame to be spilled, and
 * between two of them the thread looks for another request. From where it stands it goes
 * on where that is shorter than from the frame.
 *
 * A checkpoint of a recipe that keeps the best weights needs those of the epoch that
 * was the best then: they are trained again first.
 *
 * Lock rule: what others write stands under the mutex, and @newest is read between the
 * pieces; the rest belongs to the thread alone.
 */
#include "app/training/travel.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <time.h>

#include "app/error.h"
#include "app/training/run.h"

/**
 * Request: where to go.
 * @via: an earlier step to go to first, whose weights are @best; 0 for none
 * @via_known: that was looked for
 */
typedef struct
{
  guint64 number;
  guint64 step;
  guint64 via;
  gboolean via_known;
  WbHistory *history;
  gboolean checkpoint;
  WbCheckpoint *best;
  gboolean placed;
  gboolean arrived;
} Request;

struct _WbTravel
{
  pthread_t thread;
  gboolean broken;
  pthread_mutex_t mutex;
  pthread_cond_t came;
  pthread_cond_t still;
  WbKeyFrames *frames;
  guint64 n_requests;
  Request *next;
  WbMeasure *measures[WB_N_MEASURES];
  guint n_threads;
  gboolean other_threads;
  gboolean quit;
  WbArrival *arrival;
  WbSnapshot *snapshot;
  atomic_uint_fast64_t newest; /* the last request; a number without a request for none */
  atomic_bool busy;

  Request *request;
  WbRun *run;
  WbMonitor *monitor;
  AeNetwork *measured; /* the monitor's */
  guint64 part;        /* of the frame that the run started from */
  GArray *changes;     /* on the way */
  guint n_changed;
};

static void
request_free (Request *self)
{
  if (self == NULL)
    return;
  wb_history_free (self->history);
  g_clear_pointer (&self->best, wb_checkpoint_unref);
  g_free (self);
}

void
wb_arrival_free (WbArrival *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->checkpoint, wb_checkpoint_unref);
  g_clear_error (&self->error);
  g_free (self);
}

static gboolean
is_newest (WbTravel *self)
{
  return self->request != NULL && atomic_load (&self->newest) == self->request->number;
}

static gboolean
has_work (WbTravel *self)
{
  return is_newest (self) && (!self->request->arrived || wb_monitor_has_work (self->monitor));
}

/* Publishes a snapshot and an arrival (transfer full) (nullable), unless there is
 * another request by now. */
static void
give (WbTravel *self, WbSnapshot *snapshot, WbArrival *arrival)
{
  pthread_mutex_lock (&self->mutex);
  if (is_newest (self))
    {
      if (snapshot != NULL)
        {
          WbSnapshot *old = self->snapshot;

          self->snapshot = g_steal_pointer (&snapshot);
          snapshot = old;
        }
      if (arrival != NULL)
        {
          wb_arrival_free (self->arrival);
          self->arrival = g_steal_pointer (&arrival);
        }
    }
  pthread_mutex_unlock (&self->mutex);
  g_clear_pointer (&snapshot, wb_snapshot_unref);
  wb_arrival_free (arrival);
}

static WbSnapshot *
make_snapshot (WbTravel *self)
{
  WbSnapshot *snapshot = wb_snapshot_new ();

  wb_run_report (self->run, snapshot);
  wb_monitor_report (self->monitor, snapshot->measured);
  snapshot->state = WB_RUN_PAUSED;
  return snapshot;
}

static WbArrival *
arrival_new (const Request *request)
{
  WbArrival *arrival = g_new0 (WbArrival, 1);

  arrival->request = request->number;
  return arrival;
}

static void
fail (WbTravel *self, GError *error)
{
  WbArrival *arrival = arrival_new (self->request);

  arrival->error = error;
  self->request->arrived = TRUE;
  self->part = 0;
  give (self, NULL, arrival);
}

/* Measures the network where it is. @passing: only what is quick. */
static void
measure (WbTravel *self, gboolean passing)
{
  const WbPosition *position = wb_run_get_position (self->run);
  AeNetwork *network = wb_run_get_network (self->run);

  if (network != self->measured)
    wb_monitor_set_network (self->monitor, network);
  else if (!passing)
    wb_monitor_set_moved (self->monitor);
  self->measured = network;
  wb_monitor_set_stale (self->monitor, WB_MEASURE_PROBE);
  wb_monitor_update (self->monitor, wb_run_get_recipe (self->run), position->step, passing);
}

/* The step at which the epoch ended that was the best when a frame was made. */
static guint64
find_best_step (const Request *request, const WbKeyFrame *frame)
{
  guint n = 0;
  const WbEpochRow *rows = wb_history_get_epochs (request->history, &n);

  for (guint i = 0; request->checkpoint && frame->recipe.keep_best && i < n; i++)
    if (rows[i].epoch == frame->position.best_epoch)
      return rows[i].step;
  return 0;
}

/* What was changed at the step where the run stands may have been changed since it came
 * there; to change it again changes nothing. */
static void
take_changes (WbTravel *self, WbKeyFrame *frame)
{
  guint64 step = wb_run_get_position (self->run)->step;

  g_clear_pointer (&self->changes, g_array_unref);
  self->changes = g_array_ref (frame->changes);
  self->n_changed = 0;
  while (self->n_changed < self->changes->len
         && g_array_index (self->changes, WbKeyChange, self->n_changed).step < step)
    self->n_changed++;
}

/* Brings the run to the frame, unless it stands between that and where it is to go. */
static gboolean
restore (WbTravel *self, WbKeyFrame *frame, guint64 target, GError **error)
{
  const WbPosition *position = wb_run_get_position (self->run);
  const Request *request = self->request;

  if (self->part == frame->part && position->step >= frame->position.step
      && position->step <= target && !(request->checkpoint && frame->recipe.keep_best))
    return TRUE;
  self->part = frame->part;
  if (!wb_run_restore_frame (self->run, frame, request->history, request->best, error))
    return FALSE;
  if (position->step < target && !request->checkpoint)
    {
      measure (self, TRUE);
      give (self, make_snapshot (self), NULL);
    }
  return TRUE;
}

static void
begin (WbTravel *self)
{
  Request *request = self->request;
  guint64 target = request->via > 0 ? request->via : request->step;
  g_autoptr (WbKeyFrame) frame = wb_key_frames_find (self->frames, target);
  GError *error = NULL;

  if (frame == NULL && request->via > 0)
    {
      request->via = 0;
      return;
    }
  if (frame == NULL)
    {
      wb_refuse (&error, WB_ERROR_FILE,
                 _ ("Step %" PRIu64 " cannot be had again: the moments before it are not kept any "
                    "more. Choose a later one."),
                 target);
      fail (self, error);
      return;
    }
  if (!request->via_known)
    request->via = find_best_step (request, frame);
  request->via_known = TRUE;
  if (request->via > 0 && request->via < target)
    return;
  if (!restore (self, frame, target, &error))
    {
      fail (self, error);
      return;
    }
  take_changes (self, frame);
  request->placed = TRUE;
}

static gboolean
apply_changes (WbTravel *self, GError **error)
{
  guint64 step = wb_run_get_position (self->run)->step;

  while (self->n_changed < self->changes->len)
    {
      const WbKeyChange *change = &g_array_index (self->changes, WbKeyChange, self->n_changed);

      if (change->step > step)
        break;
      if (!wb_run_set_recipe (self->run, &change->recipe, error))
        return FALSE;
      self->n_changed++;
    }
  return TRUE;
}

static void
arrive (WbTravel *self)
{
  Request *request = self->request;
  g_autoptr (WbArrival) arrival = NULL;

  if (request->via > 0)
    {
      request->best = wb_run_make_checkpoint (self->run, NULL);
      request->via = 0;
      request->placed = FALSE;
      self->part = 0;
      return;
    }
  arrival = arrival_new (request);
  request->arrived = TRUE;
  if (request->checkpoint)
    arrival->checkpoint = wb_run_make_checkpoint (self->run, &arrival->error);
  measure (self, FALSE);
  give (self, make_snapshot (self), g_steal_pointer (&arrival));
}

/* A piece of the way. */
static void
go (WbTravel *self)
{
  Request *request = self->request;
  GError *error = NULL;

  if (!request->placed)
    begin (self);
  if (!request->placed || request->arrived)
    return;
  if (!apply_changes (self, &error))
    fail (self, error);
  else if (wb_run_has_replayed (self->run, request->history,
                                request->via > 0 ? request->via : request->step))
    arrive (self);
  else if (!wb_run_replay (self->run, request->history, &error))
    fail (self, error);
}

static void
work (WbTravel *self)
{
  if (is_newest (self) && !self->request->arrived)
    go (self);
  else if (is_newest (self) && wb_monitor_has_work (self->monitor))
    {
      if (wb_monitor_work (self->monitor, FALSE))
        give (self, make_snapshot (self), NULL);
    }
  else if (wb_key_frames_wants_to_spill (self->frames))
    wb_key_frames_spill (self->frames);
}

/* Takes what was sent: under the lock. */
static gboolean
take_measures (WbTravel *self, WbMeasure *measures[WB_N_MEASURES])
{
  gboolean any = FALSE;

  for (WbMeasureKind kind = 0; kind < WB_N_MEASURES; kind++)
    {
      measures[kind] = g_steal_pointer (&self->measures[kind]);
      any = any || measures[kind] != NULL;
    }
  return any;
}

static void
set_measures (WbTravel *self, WbMeasure *measures[WB_N_MEASURES])
{
  for (WbMeasureKind kind = 0; kind < WB_N_MEASURES; kind++)
    if (measures[kind] != NULL)
      {
        wb_monitor_set_measure (self->monitor, measures[kind]);
        wb_measure_free (measures[kind]);
      }
  if (!is_newest (self) || !self->request->arrived || self->part == 0)
    return;
  wb_monitor_update (self->monitor, wb_run_get_recipe (self->run),
                     wb_run_get_position (self->run)->step, FALSE);
  give (self, make_snapshot (self), NULL);
}

static gboolean
has_measures (WbTravel *self)
{
  for (WbMeasureKind kind = 0; kind < WB_N_MEASURES; kind++)
    if (self->measures[kind] != NULL)
      return TRUE;
  return FALSE;
}

/* Whether there is anything to do: under the lock. Measures wait for a request. */
static gboolean
is_idle (WbTravel *self)
{
  return !self->quit && self->next == NULL && !has_work (self)
         && !(is_newest (self) && has_measures (self))
         && !wb_key_frames_wants_to_spill (self->frames);
}

/* Sleeps where there is nothing to do; FALSE when the thread is to end. */
static gboolean
receive (WbTravel *self)
{
  WbMeasure *measures[WB_N_MEASURES];
  gboolean quit, measured = FALSE, other_threads;
  guint n_threads;

  pthread_mutex_lock (&self->mutex);
  while (is_idle (self))
    {
      atomic_store (&self->busy, FALSE);
      pthread_cond_broadcast (&self->still);
      pthread_cond_wait (&self->came, &self->mutex);
    }
  quit = self->quit;
  other_threads = self->other_threads;
  n_threads = self->n_threads;
  self->other_threads = FALSE;
  if (self->next != NULL)
    {
      request_free (self->request);
      self->request = g_steal_pointer (&self->next);
    }
  if (is_newest (self))
    measured = take_measures (self, measures);
  pthread_mutex_unlock (&self->mutex);
  if (other_threads)
    wb_run_set_threads (self->run, n_threads, NULL);
  if (measured)
    set_measures (self, measures);
  return !quit;
}

static void *
run (gpointer data)
{
  WbTravel *self = data;

  self->run = wb_run_new ();
  self->monitor = wb_monitor_new ();
  while (receive (self))
    work (self);
  wb_monitor_free (self->monitor);
  wb_run_free (self->run);
  return NULL;
}

/* The thread that adds frames says that there are some to spill. */
static void
full_cb (gpointer data)
{
  WbTravel *self = data;

  pthread_mutex_lock (&self->mutex);
  pthread_cond_signal (&self->came);
  pthread_mutex_unlock (&self->mutex);
}

WbTravel *
wb_travel_new (WbKeyFrames *frames)
{
  WbTravel *self = g_new0 (WbTravel, 1);
  pthread_condattr_t attributes;
  sigset_t all, before;

  self->frames = frames;
  pthread_mutex_init (&self->mutex, NULL);
  pthread_condattr_init (&attributes);
  pthread_condattr_setclock (&attributes, CLOCK_MONOTONIC);
  pthread_cond_init (&self->came, &attributes);
  pthread_cond_init (&self->still, &attributes);
  pthread_condattr_destroy (&attributes);
  /* Signals are the main thread's, see thread.c. */
  sigfillset (&all);
  sigdelset (&all, SIGBUS);
  pthread_sigmask (SIG_BLOCK, &all, &before);
  self->broken = pthread_create (&self->thread, NULL, run, self) != 0;
  pthread_sigmask (SIG_SETMASK, &before, NULL);
  if (!self->broken)
    wb_key_frames_set_full_callback (frames, full_cb, self);
  return self;
}

void
wb_travel_free (WbTravel *self)
{
  if (self == NULL)
    return;
  wb_key_frames_set_full_callback (self->frames, NULL, NULL);
  if (!self->broken)
    {
      wb_travel_rest (self);
      pthread_mutex_lock (&self->mutex);
      self->quit = TRUE;
      pthread_cond_signal (&self->came);
      pthread_mutex_unlock (&self->mutex);
      pthread_join (self->thread, NULL);
    }
  request_free (self->next);
  request_free (self->request);
  for (WbMeasureKind kind = 0; kind < WB_N_MEASURES; kind++)
    g_clear_pointer (&self->measures[kind], wb_measure_free);
  wb_arrival_free (self->arrival);
  g_clear_pointer (&self->snapshot, wb_snapshot_unref);
  g_clear_pointer (&self->changes, g_array_unref);
  pthread_cond_destroy (&self->came);
  pthread_cond_destroy (&self->still);
  pthread_mutex_destroy (&self->mutex);
  g_free (self);
}

void
wb_travel_set_threads (WbTravel *self, guint n_threads)
{
  pthread_mutex_lock (&self->mutex);
  self->n_threads = n_threads;
  self->other_threads = TRUE;
  pthread_mutex_unlock (&self->mutex);
}

void
wb_travel_measure (WbTravel *self, const WbMeasure *measure)
{
  pthread_mutex_lock (&self->mutex);
  g_clear_pointer (&self->measures[measure->kind], wb_measure_free);
  self->measures[measure->kind] = wb_measure_copy (measure);
  if (self->request != NULL)
    atomic_store (&self->busy, !self->broken);
  pthread_cond_signal (&self->came);
  pthread_mutex_unlock (&self->mutex);
}

/* Another request (transfer full) (nullable) counts from now on. */
static guint64
replace_request (WbTravel *self, Request *request)
{
  WbSnapshot *snapshot;
  WbArrival *arrival;
  guint64 number;

  pthread_mutex_lock (&self->mutex);
  number = ++self->n_requests;
  atomic_store (&self->newest, number);
  request_free (self->next);
  self->next = request;
  snapshot = g_steal_pointer (&self->snapshot);
  arrival = g_steal_pointer (&self->arrival);
  if (request != NULL)
    request->number = number;
  if (request != NULL && self->broken)
    {
      self->arrival = arrival_new (request);
      wb_refuse (&self->arrival->error, WB_ERROR_FILE,
                 _ ("The system gives this program no thread to go back in time with. Close other "
                    "programs and start it again."));
    }
  atomic_store (&self->busy, request != NULL && !self->broken);
  pthread_cond_signal (&self->came);
  pthread_mutex_unlock (&self->mutex);
  g_clear_pointer (&snapshot, wb_snapshot_unref);
  wb_arrival_free (arrival);
  return number;
}

guint64
wb_travel_go (WbTravel *self, guint64 step, WbHistory *history, gboolean checkpoint)
{
  Request *request = g_new0 (Request, 1);

  request->step = step;
  request->history = history;
  request->checkpoint = checkpoint;
  return replace_request (self, request);
}

void
wb_travel_rest (WbTravel *self)
{
  replace_request (self, NULL);
}

gboolean
wb_travel_is_busy (WbTravel *self)
{
  gboolean waiting;

  if (atomic_load (&self->busy))
    return TRUE;
  pthread_mutex_lock (&self->mutex);
  waiting = self->snapshot != NULL || self->arrival != NULL;
  pthread_mutex_unlock (&self->mutex);
  return waiting;
}

WbSnapshot *
wb_travel_take_snapshot (WbTravel *self)
{
  WbSnapshot *snapshot;

  pthread_mutex_lock (&self->mutex);
  snapshot = g_steal_pointer (&self->snapshot);
  pthread_mutex_unlock (&self->mutex);
  return snapshot;
}

WbArrival *
wb_travel_take_arrival (WbTravel *self)
{
  WbArrival *arrival;

  pthread_mutex_lock (&self->mutex);
  arrival = g_steal_pointer (&self->arrival);
  pthread_mutex_unlock (&self->mutex);
  return arrival;
}

gboolean
wb_travel_wait (WbTravel *self, gint64 deadline_usec)
{
  struct timespec deadline = { (time_t) (deadline_usec / G_USEC_PER_SEC),
                               (long) (deadline_usec % G_USEC_PER_SEC) * 1000 };
  gboolean late = FALSE;

  pthread_mutex_lock (&self->mutex);
  while (!late && atomic_load (&self->busy))
    late = pthread_cond_timedwait (&self->still, &self->mutex, &deadline) != 0;
  pthread_mutex_unlock (&self->mutex);
  return !late;
}
