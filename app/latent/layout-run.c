/* SPDX-License-Identifier: MIT */
/* The thread advances the layout, leaves a frame when one is due, and sleeps when there is
 * nothing to do. Of newer codes only the newest count; between two changes of them there
 * are some iterations, so that a fast training does not keep it at looking for neighbours.
 */
#include "app/latent/layout-run.h"

#include <pthread.h>

#ifdef __linux__
#  include <sys/resource.h>
#  include <sys/syscall.h>
#  include <unistd.h>
#endif

#include "app/latent/procrustes.h"

#define LOW_PRIORITY_NICE 10
#define FRAME_USEC        (G_USEC_PER_SEC / 20)
#define LEAST_ITERATIONS  20 /* between two changes of the codes */

/* What stands below @frame is the thread's own. */
struct _WbLayoutRun
{
  pthread_t thread;
  const WbLayoutClass *method;
  WbLayoutOptions options;
  atomic_bool stop;
  gboolean has_thread;
  atomic_bool busy;
  atomic_uint iteration;
  pthread_mutex_t mutex;
  pthread_cond_t map_came;
  WbLatentMap *next;
  gboolean paused;
  WbLayoutFrame *frame;

  AePool *pool;
  WbLayout *layout;
  WbLatentMap *map;
  float *shown; /* (nullable): [n, 2]: of the last frame, or what the first is laid over */
  gboolean has_frame;
  gboolean moved; /* since the last frame */
  gint64 frame_usec;
};

void
wb_layout_frame_free (WbLayoutFrame *self)
{
  if (self == NULL)
    return;
  wb_latent_map_unref (self->map);
  g_free (self->places);
  g_free (self);
}

/* The newest map that has not been seen; with @wait there is one, unless it is to stop; with
 * @later it can wait. */
static WbLatentMap *
take_map (WbLayoutRun *self, gboolean wait, gboolean later)
{
  WbLatentMap *map = NULL;

  pthread_mutex_lock (&self->mutex);
  while ((self->paused || (wait && self->next == NULL)) && !atomic_load (&self->stop))
    {
      if (!self->paused)
        atomic_store (&self->busy, FALSE);
      pthread_cond_wait (&self->map_came, &self->mutex);
    }
  if (!later)
    map = g_steal_pointer (&self->next);
  pthread_mutex_unlock (&self->mutex);
  return map;
}

static void
leave_frame (WbLayoutRun *self)
{
  const gsize size = 2 * self->map->codes->n * sizeof (float);
  WbLayoutFrame *frame = g_new (WbLayoutFrame, 1), *before;

  frame->map = wb_latent_map_ref (self->map);
  if (self->moved || !self->has_frame)
    {
      frame->places = g_memdup2 (wb_layout_get_places (self->layout), size);
      if (self->shown != NULL)
        wb_procrustes_align (self->map->codes->n, self->shown, frame->places);
      g_free (self->shown);
      self->shown = g_memdup2 (frame->places, size);
    }
  else
    frame->places = g_memdup2 (self->shown, size);
  self->has_frame = TRUE;
  self->moved = FALSE;
  self->frame_usec = g_get_monotonic_time ();
  pthread_mutex_lock (&self->mutex);
  before = self->frame;
  self->frame = frame;
  pthread_mutex_unlock (&self->mutex);
  wb_layout_frame_free (before);
}

static void
apply_map (WbLayoutRun *self, WbLatentMap *map)
{
  const WbCodes *codes = map->codes;

  g_clear_pointer (&self->map, wb_latent_map_unref);
  self->map = map;
  if (self->layout != NULL)
    wb_layout_set_codes (self->layout, codes->values);
  else
    self->layout = wb_layout_new (self->method, self->pool, codes->n, codes->size, codes->values,
                                  &self->options);
  if (self->layout != NULL && !atomic_load (&self->stop))
    leave_frame (self);
}

/* Returns whether there is more to do. */
static gboolean
advance (WbLayoutRun *self)
{
  const guint before = wb_layout_get_iteration (self->layout);
  const gboolean more = wb_layout_advance (self->layout);
  const guint now = wb_layout_get_iteration (self->layout);

  self->moved = self->moved || now != before;
  atomic_store (&self->iteration, now);
  if (self->moved && !atomic_load (&self->stop)
      && (!more || g_get_monotonic_time () - self->frame_usec >= FRAME_USEC))
    leave_frame (self);
  return more;
}

static void
lower_priority (void)
{
#ifdef __linux__
  setpriority (PRIO_PROCESS, (id_t) syscall (SYS_gettid), LOW_PRIORITY_NICE);
#endif
}

static gpointer
work (gpointer data)
{
  WbLayoutRun *self = data;
  gboolean works = FALSE;
  guint rest = 0;

  lower_priority ();
  self->pool = ae_pool_new (0);
  ae_pool_set_low_priority (self->pool, TRUE);
  while (!atomic_load (&self->stop))
    {
      WbLatentMap *map = take_map (self, !works, rest > 0);

      if (map != NULL)
        {
          apply_map (self, map);
          rest = LEAST_ITERATIONS;
        }
      works = self->layout != NULL && !atomic_load (&self->stop) && advance (self);
      rest = works && rest > 0 ? rest - 1 : 0;
    }
  wb_layout_free (self->layout);
  ae_pool_free (self->pool);
  return NULL;
}

WbLayoutRun *
wb_layout_run_new (const WbLayoutClass *method,
                   const WbLayoutOptions *options,
                   WbLatentMap *map,
                   const float *over)
{
  WbLayoutRun *self = g_new0 (WbLayoutRun, 1);

  self->method = method;
  self->options = *options;
  self->options.stop = &self->stop;
  self->next = wb_latent_map_ref (map);
  self->shown = g_memdup2 (over, over != NULL ? 2 * map->codes->n * sizeof *over : 0);
  atomic_init (&self->busy, TRUE);
  pthread_mutex_init (&self->mutex, NULL);
  pthread_cond_init (&self->map_came, NULL);
  /* Without a thread the codes stay where they are. */
  self->has_thread = pthread_create (&self->thread, NULL, work, self) == 0;
  if (!self->has_thread)
    atomic_store (&self->busy, FALSE);
  return self;
}

void
wb_layout_run_stop (WbLayoutRun *self)
{
  pthread_mutex_lock (&self->mutex);
  atomic_store (&self->stop, TRUE);
  pthread_cond_signal (&self->map_came);
  pthread_mutex_unlock (&self->mutex);
}

void
wb_layout_run_free (WbLayoutRun *self)
{
  if (self == NULL)
    return;
  wb_layout_run_stop (self);
  if (self->has_thread)
    pthread_join (self->thread, NULL);
  pthread_mutex_destroy (&self->mutex);
  pthread_cond_destroy (&self->map_came);
  g_clear_pointer (&self->map, wb_latent_map_unref);
  g_clear_pointer (&self->next, wb_latent_map_unref);
  g_clear_pointer (&self->frame, wb_layout_frame_free);
  g_free (self->shown);
  g_free (self);
}

void
wb_layout_run_set_map (WbLayoutRun *self, WbLatentMap *map)
{
  WbLatentMap *before;

  pthread_mutex_lock (&self->mutex);
  before = self->next;
  self->next = wb_latent_map_ref (map);
  atomic_store (&self->busy, self->has_thread && !atomic_load (&self->stop));
  pthread_cond_signal (&self->map_came);
  pthread_mutex_unlock (&self->mutex);
  g_clear_pointer (&before, wb_latent_map_unref);
}

void
wb_layout_run_set_paused (WbLayoutRun *self, gboolean paused)
{
  pthread_mutex_lock (&self->mutex);
  self->paused = paused;
  pthread_cond_signal (&self->map_came);
  pthread_mutex_unlock (&self->mutex);
}

WbLayoutFrame *
wb_layout_run_take (WbLayoutRun *self)
{
  WbLayoutFrame *frame;

  pthread_mutex_lock (&self->mutex);
  frame = g_steal_pointer (&self->frame);
  pthread_mutex_unlock (&self->mutex);
  return frame;
}

guint
wb_layout_run_get_iteration (WbLayoutRun *self)
{
  return atomic_load (&self->iteration);
}

gboolean
wb_layout_run_is_busy (WbLayoutRun *self)
{
  return atomic_load (&self->busy);
}
