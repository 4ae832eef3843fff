/* SPDX-License-Identifier: MIT */
#include "ui/views/latent/judging.h"

#include <gio/gio.h>
#include <string.h>

#include "ui/thread-task.h"

#define REST_MSEC 500

/* While a training runs, judging rests this many times as long as it worked. */
#define SHARE 20

typedef struct
{
  HgJudging *owner; /* (nullable): NULL when the result is not needed any more */
  WbLatentMap *map;
  gint64 began_usec;
  atomic_bool stop;
} Job;

struct _HgJudging
{
  HgJudgingFunc func;
  gpointer data;
  WbLatentMap *map; /* (nullable) */
  WbJudgement *judgement;
  Job *job; /* (nullable): the task's */
  guint timer;
  gboolean running;
  gint64 next_usec; /* not before, while a training runs */
};

HgJudging *
hg_judging_new (HgJudgingFunc func, gpointer data)
{
  HgJudging *self = g_new0 (HgJudging, 1);

  self->func = func;
  self->data = data;
  return self;
}

static void
end_work (HgJudging *self)
{
  const gint64 now = g_get_monotonic_time ();

  self->next_usec = now + SHARE * (now - self->job->began_usec);
}

static void
cancel (HgJudging *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->job == NULL)
    return;
  end_work (self);
  atomic_store (&self->job->stop, TRUE);
  self->job->owner = NULL;
  self->job = NULL;
}

static void
forget (HgJudging *self)
{
  cancel (self);
  g_clear_pointer (&self->judgement, wb_judgement_free);
  g_clear_pointer (&self->map, wb_latent_map_unref);
}

void
hg_judging_free (HgJudging *self)
{
  if (self == NULL)
    return;
  forget (self);
  g_free (self);
}

static void
job_free (gpointer data)
{
  Job *job = data;

  wb_latent_map_unref (job->map);
  g_free (job);
}

static void
judge_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  const WbCodes *codes = job->map->codes;
  g_autoptr (AePool) pool = ae_pool_new (0);

  ae_pool_set_low_priority (pool, TRUE);
  g_task_return_pointer (task,
                         wb_judgement_new (pool, codes->n, codes->size, codes->values,
                                           job->map->places, &job->stop),
                         (GDestroyNotify) wb_judgement_free);
}

static void
judged_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Job *job = g_task_get_task_data (G_TASK (result));
  HgJudging *self = job->owner;

  if (self == NULL)
    return;
  end_work (self);
  self->job = NULL;
  self->judgement = g_task_propagate_pointer (G_TASK (result), NULL);
  if (self->judgement != NULL)
    self->func (self->data);
}

static gboolean
rested_cb (gpointer data)
{
  HgJudging *self = data;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, judged_cb, NULL);

  self->timer = 0;
  self->job = g_new0 (Job, 1);
  self->job->owner = self;
  self->job->map = wb_latent_map_ref (self->map);
  self->job->began_usec = g_get_monotonic_time ();
  g_task_set_task_data (task, self->job, job_free);
  hg_task_run_in_thread (task, judge_in_thread);
  return G_SOURCE_REMOVE;
}

static void
wait_for_rest (HgJudging *self)
{
  const gint64 pause = (self->next_usec - g_get_monotonic_time ()) / 1000;

  g_clear_handle_id (&self->timer, g_source_remove);
  self->timer = g_timeout_add (self->running ? (guint) MAX (pause, REST_MSEC) : REST_MSEC,
                               rested_cb, self);
}

/* Another map may be made of the same codes, in other colours. */
static gboolean
is_same (const WbLatentMap *a, const WbLatentMap *b)
{
  return a != NULL && b != NULL && a->codes == b->codes
         && memcmp (a->places, b->places, 2 * a->codes->n * sizeof *a->places) == 0;
}

void
hg_judging_set_map (HgJudging *self, WbLatentMap *map)
{
  if (is_same (self->map, map))
    return;
  forget (self);
  if (map == NULL)
    return;
  self->map = wb_latent_map_ref (map);
  wait_for_rest (self);
}

void
hg_judging_set_running (HgJudging *self, gboolean running)
{
  if (self->running == running)
    return;
  self->running = running;
  if (self->timer != 0)
    wait_for_rest (self);
}

const WbJudgement *
hg_judging_get (HgJudging *self)
{
  return self->judgement;
}
