/* SPDX-License-Identifier: MIT */
/* The newest history takes the place of one that waits still, so that what waits is never
 * more than a history holds, however slow the disk is.
 *
 * Lock rule: what stands below @mutex is under it; the file, and what stands before it,
 * is the thread's, once that has begun.
 */
#include "app/board/board.h"

#include <pthread.h>
#include <stdatomic.h>

#include "app/board/event-file.h"
#include "app/board/projector.h"
#include "app/board/reconstructions.h"

/* Measures of reconstructions in a second, while training runs. */
#define RATE 1

static const char *const metrics[] = { "epoch/validation_loss", "epoch/training_loss", NULL };

/**
 * Work: what the thread is to do.
 * @back: the run has gone back to @step and @epoch before it made @history
 * @history: (nullable): what is new
 * @snapshot: (nullable): whose probe is drawn where it @draws
 */
typedef struct
{
  gboolean back;
  guint64 step;
  guint epoch;
  WbHistory *history;
  WbSnapshot *snapshot;
  gboolean draws;
  WbBoardEnd *end;
} Work;

/**
 * @experiment: (nullable): @begin: what the log begins with, until then
 * @goes_on: the run has steps that the folder may have a log of: those up to @step and @epoch,
 *   which are 0 once it turns out that it has none
 * @drawn: the step whose reconstructions were drawn last
 * @time: of the last event
 * @taken_step: @taken_epoch: the last ones that the thread has taken
 * @due: the epoch after which reconstructions are drawn again
 */
struct _WbBoard
{
  char *folder;
  GByteArray *experiment;
  GByteArray *begin;
  gboolean goes_on;
  guint64 step;
  guint epoch;
  guint64 drawn;
  double time;
  WbEventFile *file;

  atomic_bool hurries;
  GThread *thread; /* nullable: the system gave none */
  pthread_mutex_t mutex;
  pthread_cond_t changed;
  Work work;
  guint64 taken_step;
  guint taken_epoch;
  guint due;
  gboolean busy;
  gboolean quits;
  gboolean failed;
  GError *error;
};

static void
end_free (WbBoardEnd *end)
{
  if (end == NULL)
    return;
  g_clear_pointer (&end->checkpoint, wb_checkpoint_unref);
  g_clear_pointer (&end->dataset, ds_dataset_unref);
  g_free (end);
}

static void
work_clear (Work *work)
{
  g_clear_pointer (&work->history, wb_history_free);
  g_clear_pointer (&work->snapshot, wb_snapshot_unref);
  g_clear_pointer (&work->end, end_free);
  *work = (Work) { 0 };
}

static gboolean
has_work (const WbBoard *self)
{
  return self->work.history != NULL || self->work.end != NULL;
}

/* Events of one log come in the order of their times. */
static double
make_time (WbBoard *self, double time)
{
  self->time = MAX (self->time, time);
  return self->time;
}

static double
get_time (void)
{
  return (double) g_get_real_time () / G_USEC_PER_SEC;
}

static gboolean
open_file (WbBoard *self, GError **error)
{
  gboolean goes_on = self->goes_on && wb_event_file_is_in (self->folder);
  double now = get_time ();

  self->file = wb_event_file_new (self->folder, goes_on ? self->step + 1 : 0, error);
  if (self->file == NULL)
    return FALSE;
  if (goes_on)
    return wb_event_file_flush (self->file, error);
  self->step = 0;
  self->epoch = 0;
  if (self->experiment != NULL)
    wb_event_file_add_data (self->file, now, WB_HPARAMS_EXPERIMENT, WB_HPARAMS_PLUGIN,
                            g_steal_pointer (&self->experiment));
  wb_event_file_add_data (self->file, now, WB_HPARAMS_BEGIN, WB_HPARAMS_PLUGIN,
                          g_steal_pointer (&self->begin));
  return wb_event_file_flush (self->file, error);
}

static void
write_epoch (WbBoard *self, const WbEpochRow *row, double time)
{
  const WbEventScalar scalars[] = {
    { "epoch/training_loss", row->loss },
    { "epoch/validation_loss", row->validation_loss },
    { "epoch/reconstruction", row->loss - row->penalty },
    { "epoch/kl_loss", row->divergence },
    { "epoch/seconds", row->seconds },
  };

  wb_event_file_add (self->file, row->step, make_time (self, time), scalars,
                     G_N_ELEMENTS (scalars));
}

static void
write_step (WbBoard *self, const WbLossPoint *point, double time)
{
  const WbEventScalar scalar = { "step/training_loss", point->loss };

  wb_event_file_add (self->file, point->step, make_time (self, time), &scalar, 1);
}

/* A history tells no times, but how long its epochs took: the last one has ended now, and
 * steps were made at equal distances. Points of an older file do not know their epoch. */
static void
write_history (WbBoard *self, const WbHistory *history)
{
  gsize n_points, at = 0;
  guint n_rows;
  const WbLossPoint *points = wb_history_get_losses (history, &n_points);
  const WbEpochRow *rows = wb_history_get_epochs (history, &n_rows);
  double now = get_time (), begin = now;

  for (guint i = 0; i < n_rows; i++)
    begin -= rows[i].epoch > self->epoch ? rows[i].seconds : 0;
  while (at < n_points && points[at].step <= self->step)
    at++;
  for (guint i = 0; i < n_rows; i++)
    {
      if (rows[i].epoch <= self->epoch)
        continue;
      for (; at < n_points && points[at].step <= rows[i].step; at++)
        write_step (self, &points[at],
                    begin + rows[i].seconds * CLAMP (points[at].epoch - rows[i].epoch + 1, 0, 1));
      begin += rows[i].seconds;
      write_epoch (self, &rows[i], begin);
    }
  for (; at < n_points; at++)
    write_step (self, &points[at], now);
}

static gboolean
draw (WbBoard *self, const WbProbe *probe, guint64 step, GError **error)
{
  if (probe == NULL || step == self->drawn)
    return TRUE;
  self->drawn = step;
  return wb_reconstructions_add (self->file, probe, step, make_time (self, get_time ()), error);
}

WbMeasure
wb_board_measure (DsDataset *dataset, guint32 numbers[WB_BOARD_SAMPLES])
{
  const gsize count = ds_dataset_get_count (dataset);
  const guint n = (guint) MIN (WB_BOARD_SAMPLES, count);

  for (guint i = 0; i < n; i++)
    numbers[i] = (guint32) (i * count / n);
  return (WbMeasure) { WB_MEASURE_PROBE, .dataset = dataset, .indices = numbers, .n = n,
                       .rate = RATE };
}

/* What the weights at the end make of the samples. */
static gboolean
write_network (WbBoard *self, const WbBoardEnd *end, GError **error)
{
  const guint64 step = wb_checkpoint_get_position (end->checkpoint)->step;
  guint32 numbers[WB_BOARD_SAMPLES];
  WbMeasure measure = wb_board_measure (end->dataset, numbers);
  g_autoptr (AeNetwork) network = wb_checkpoint_make_network (end->checkpoint, error);
  g_autoptr (WbProbe) probe = NULL;

  if (network == NULL)
    return FALSE;
  if (self->drawn != step)
    probe = wb_probe_measure (network, &measure, wb_checkpoint_get_recipe (end->checkpoint), error);
  return (self->drawn == step || probe != NULL) && draw (self, probe, step, error)
         && (!end->codes
             || wb_projector_write (self->folder, network, end->dataset, &self->hurries, error));
}

static gboolean
write_end (WbBoard *self, const WbBoardEnd *end, GError **error)
{
  double now = make_time (self, get_time ());

  if (end->checkpoint != NULL && end->dataset != NULL && !write_network (self, end, error))
    return FALSE;
  if (end->outcome != WB_RUN_STOPPED)
    wb_event_file_add_data (self->file, now, WB_HPARAMS_END, WB_HPARAMS_PLUGIN,
                            wb_hparams_end (end->outcome, now));
  return TRUE;
}

static gboolean
write_work (WbBoard *self, const Work *work, GError **error)
{
  const WbProbe *probe = wb_snapshot_get (work->snapshot, WB_MEASURE_PROBE);

  if (work->back)
    {
      wb_event_file_go_back (self->file, work->step + 1);
      self->step = MIN (self->step, work->step);
      self->epoch = MIN (self->epoch, work->epoch);
    }
  if (work->history != NULL)
    write_history (self, work->history);
  return (!(work->draws || work->end != NULL) || probe == NULL
          || draw (self, probe, probe->step, error))
         && (work->end == NULL || write_end (self, work->end, error))
         && wb_event_file_flush (self->file, error);
}

/* The snapshot stays, for the end. */
static Work
take_work (WbBoard *self)
{
  Work work = self->work;
  gsize n_points = 0;
  guint n_rows = 0;
  const WbLossPoint *points = NULL;
  const WbEpochRow *rows = NULL;

  if (work.history != NULL)
    {
      points = wb_history_get_losses (work.history, &n_points);
      rows = wb_history_get_epochs (work.history, &n_rows);
    }
  if (n_points > 0)
    self->taken_step = points[n_points - 1].step;
  if (n_rows > 0)
    {
      self->taken_step = MAX (self->taken_step, rows[n_rows - 1].step);
      self->taken_epoch = rows[n_rows - 1].epoch;
    }
  self->work = (Work) { 0 };
  if (work.snapshot != NULL)
    self->work.snapshot = wb_snapshot_ref (work.snapshot);
  return work;
}

/* Under the mutex: what is asked for from here on is not done. */
static void
fail (WbBoard *self, GError *error)
{
  self->failed = TRUE;
  self->error = error;
}

static void *
write_cb (void *data)
{
  WbBoard *self = data;
  GError *error = NULL;

  open_file (self, &error);
  pthread_mutex_lock (&self->mutex);
  for (;;)
    {
      Work work;

      if (error != NULL)
        fail (self, g_steal_pointer (&error));
      if (self->failed)
        work_clear (&self->work);
      self->busy = FALSE;
      pthread_cond_broadcast (&self->changed);
      while (!has_work (self) && !self->quits)
        pthread_cond_wait (&self->changed, &self->mutex);
      if (!has_work (self))
        break;
      work = take_work (self);
      self->busy = TRUE;
      pthread_mutex_unlock (&self->mutex);
      write_work (self, &work, &error);
      work_clear (&work);
      pthread_mutex_lock (&self->mutex);
    }
  pthread_mutex_unlock (&self->mutex);
  return NULL;
}

WbBoard *
wb_board_new (const char *folder, const WbRunRecord *run, const char *const *varied)
{
  WbBoard *self = g_new0 (WbBoard, 1);

  self->folder = g_strdup (folder);
  self->begin = wb_hparams_begin (run);
  if (varied != NULL)
    self->experiment = wb_hparams_experiment (run, varied, metrics);
  self->goes_on = run->position.step > run->position.from_step;
  self->step = run->position.step;
  self->epoch = run->position.epoch;
  self->taken_step = run->position.from_step;
  self->taken_epoch = run->position.from_epoch;
  self->due = run->position.epoch + 1;
  atomic_init (&self->hurries, FALSE);
  pthread_mutex_init (&self->mutex, NULL);
  pthread_cond_init (&self->changed, NULL);
  pthread_mutex_lock (&self->mutex);
  self->thread = g_thread_try_new ("board", write_cb, self, &self->error);
  self->busy = self->thread != NULL;
  self->failed = self->thread == NULL;
  pthread_mutex_unlock (&self->mutex);
  return self;
}

/* Whether reconstructions are drawn after the last epoch: after the first ones, then each time
 * that a tenth more are done, so that the log of a long run stays small. */
static gboolean
is_drawn (WbBoard *self, const WbHistory *history)
{
  guint n_rows, epoch;
  const WbEpochRow *rows = wb_history_get_epochs (history, &n_rows);

  epoch = n_rows > 0 ? rows[n_rows - 1].epoch : 0;
  if (epoch < self->due)
    return FALSE;
  self->due = MAX (epoch + 1, epoch + epoch / 10);
  return TRUE;
}

void
wb_board_add (WbBoard *self, const WbHistory *history, WbSnapshot *snapshot)
{
  Work *work = &self->work;

  pthread_mutex_lock (&self->mutex);
  if (!self->failed)
    {
      if (snapshot != NULL && snapshot->step < self->taken_step)
        {
          work->back = TRUE;
          work->step = self->taken_step = snapshot->step;
          work->epoch = self->taken_epoch = snapshot->epoch;
          self->due = MIN (self->due, snapshot->epoch + 1);
        }
      g_clear_pointer (&work->history, wb_history_free);
      work->history = wb_history_new_after (history, self->taken_step, self->taken_epoch);
      if (snapshot != NULL)
        {
          g_clear_pointer (&work->snapshot, wb_snapshot_unref);
          work->snapshot = wb_snapshot_ref (snapshot);
        }
      work->draws = is_drawn (self, history) || work->draws;
      pthread_cond_broadcast (&self->changed);
    }
  pthread_mutex_unlock (&self->mutex);
}

void
wb_board_end (WbBoard *self, const WbBoardEnd *end)
{
  WbBoardEnd *copy = g_memdup2 (end, sizeof *end);

  if (copy->checkpoint != NULL)
    wb_checkpoint_ref (copy->checkpoint);
  if (copy->dataset != NULL)
    ds_dataset_ref (copy->dataset);
  pthread_mutex_lock (&self->mutex);
  g_clear_pointer (&self->work.end, end_free);
  if (self->failed)
    end_free (copy);
  else
    self->work.end = copy;
  pthread_cond_broadcast (&self->changed);
  pthread_mutex_unlock (&self->mutex);
}

gboolean
wb_board_is_idle (WbBoard *self)
{
  gboolean idle;

  pthread_mutex_lock (&self->mutex);
  idle = !self->busy && !has_work (self);
  pthread_mutex_unlock (&self->mutex);
  return idle;
}

GError *
wb_board_take_error (WbBoard *self)
{
  GError *error;

  pthread_mutex_lock (&self->mutex);
  error = g_steal_pointer (&self->error);
  pthread_mutex_unlock (&self->mutex);
  return error;
}

gboolean
wb_board_wait (WbBoard *self, GError **error)
{
  GError *failure;

  pthread_mutex_lock (&self->mutex);
  while (self->busy || has_work (self))
    pthread_cond_wait (&self->changed, &self->mutex);
  failure = g_steal_pointer (&self->error);
  pthread_mutex_unlock (&self->mutex);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

void
wb_board_free (WbBoard *self)
{
  if (self == NULL)
    return;
  atomic_store (&self->hurries, TRUE);
  pthread_mutex_lock (&self->mutex);
  self->quits = TRUE;
  pthread_cond_broadcast (&self->changed);
  pthread_mutex_unlock (&self->mutex);
  if (self->thread != NULL)
    g_thread_join (self->thread);
  wb_event_file_close (self->file, NULL);
  work_clear (&self->work);
  g_clear_pointer (&self->begin, g_byte_array_unref);
  g_clear_pointer (&self->experiment, g_byte_array_unref);
  g_clear_error (&self->error);
  pthread_cond_destroy (&self->changed);
  pthread_mutex_destroy (&self->mutex);
  g_free (self->folder);
  g_free (self);
}
