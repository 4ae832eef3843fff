/* SPDX-License-Identifier: MIT */
/* The newest frame is fetched by a timer that runs only while the layout works. A thread that
 * ends is waited for in another one: the window does not stand still for it.
 */
#include "ui/views/latent/code-layout.h"

#include <gio/gio.h>

#include "ui/thread-task.h"

#define POLL_MSEC 33

struct _HgCodeLayout
{
  const WbLayoutClass *method;
  WbLayoutOptions options;
  HgCodeLayoutFunc func;
  gpointer data;
  WbLayoutRun *run;
  WbLatentMap *map; /* (nullable): the newest that the run was given */
  float *places;    /* (nullable): [n, 2]: of the samples of @map */
  gboolean stopped;
  gboolean paused;
  guint iteration;
  guint timer;
};

HgCodeLayout *
hg_code_layout_new (const WbLayoutClass *method,
                    const WbLayoutOptions *options,
                    HgCodeLayoutFunc func,
                    gpointer data)
{
  HgCodeLayout *self = g_new0 (HgCodeLayout, 1);

  *self = (HgCodeLayout) { .method = method, .options = *options, .func = func, .data = data };
  return self;
}

static void
free_in_thread (GTask *task, gpointer source, gpointer run, GCancellable *cancellable)
{
  wb_layout_run_free (run);
  g_task_return_boolean (task, TRUE);
}

static void
end_run (HgCodeLayout *self)
{
  g_autoptr (GTask) task = NULL;

  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->run == NULL)
    return;
  wb_layout_run_stop (self->run);
  task = g_task_new (NULL, NULL, NULL, NULL);
  g_task_set_task_data (task, g_steal_pointer (&self->run), NULL);
  hg_task_run_in_thread (task, free_in_thread);
}

static void
clear (HgCodeLayout *self)
{
  end_run (self);
  g_clear_pointer (&self->map, wb_latent_map_unref);
  g_clear_pointer (&self->places, g_free);
}

void
hg_code_layout_free (HgCodeLayout *self)
{
  if (self == NULL)
    return;
  clear (self);
  g_free (self);
}

const WbLayoutClass *
hg_code_layout_get_method (HgCodeLayout *self)
{
  return self->method;
}

static gboolean
poll_cb (gpointer data)
{
  HgCodeLayout *self = data;
  const gboolean busy = wb_layout_run_is_busy (self->run);
  WbLayoutFrame *frame = wb_layout_run_take (self->run);
  const guint iteration = wb_layout_run_get_iteration (self->run);

  if (frame != NULL)
    {
      g_free (self->places);
      self->places = g_steal_pointer (&frame->places);
      wb_layout_frame_free (frame);
    }
  if (!busy)
    self->timer = 0;
  if (frame != NULL || iteration != self->iteration || !busy)
    {
      self->iteration = iteration;
      self->func (self, frame != NULL, self->data);
    }
  return busy ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static gboolean
has_samples_of (HgCodeLayout *self, const WbLatentMap *map)
{
  return self->map != NULL && map->dataset == self->map->dataset
         && map->codes->n == self->map->codes->n && map->codes->size == self->map->codes->size;
}

void
hg_code_layout_set_map (HgCodeLayout *self, WbLatentMap *map, const float *over)
{
  if (!has_samples_of (self, map))
    clear (self);
  if (self->map != NULL)
    wb_latent_map_unref (self->map);
  self->map = wb_latent_map_ref (map);
  if (self->stopped)
    return;
  if (self->run != NULL)
    wb_layout_run_set_map (self->run, map);
  else
    {
      self->run = wb_layout_run_new (self->method, &self->options, map, over);
      wb_layout_run_set_paused (self->run, self->paused);
    }
  if (self->timer == 0)
    self->timer = g_timeout_add (POLL_MSEC, poll_cb, self);
}

const float *
hg_code_layout_get_places (HgCodeLayout *self, const WbLatentMap *map)
{
  return has_samples_of (self, map) ? self->places : NULL;
}

void
hg_code_layout_set_paused (HgCodeLayout *self, gboolean paused)
{
  self->paused = paused;
  if (self->run != NULL)
    wb_layout_run_set_paused (self->run, paused);
}

void
hg_code_layout_stop (HgCodeLayout *self)
{
  self->stopped = TRUE;
  end_run (self);
}

gboolean
hg_code_layout_is_stopped (HgCodeLayout *self)
{
  return self->stopped;
}

gboolean
hg_code_layout_is_busy (HgCodeLayout *self)
{
  return self->run != NULL && wb_layout_run_is_busy (self->run);
}

guint
hg_code_layout_get_iteration (HgCodeLayout *self)
{
  return self->iteration;
}
