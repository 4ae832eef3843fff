/* SPDX-License-Identifier: MIT */
/* A step holds the state on its other side, and going over it swaps that with
 * the current one.
 */
#include "app/document/undo.h"

#define BURST_MSEC 1000
#define MAX_STEPS  1000

typedef struct
{
  gpointer state;
  char *label;
  char *key;
} Step;

struct _WbUndo
{
  GEqualFunc equal;
  GDestroyNotify free;
  GQueue steps[2]; /* of Step, the nearest first */
  guint group_depth;
  char *group_label;
  gpointer group_start; /* NULL before the first edit of the group */
  guint burst_msec;
  gboolean burst_ended;
  gint64 last_edit_usec;
};

/* Frees a step but for its state. */
static gpointer
take_state (Step *step)
{
  gpointer state = step->state;

  g_free (step->label);
  g_free (step->key);
  g_free (step);
  return state;
}

static void
drop_last (WbUndo *self, WbUndoWay way)
{
  self->free (take_state (g_queue_pop_tail (&self->steps[way])));
}

WbUndo *
wb_undo_new (GEqualFunc equal, GDestroyNotify free)
{
  WbUndo *self = g_new0 (WbUndo, 1);

  self->equal = equal;
  self->free = free;
  self->burst_msec = BURST_MSEC;
  return self;
}

void
wb_undo_clear (WbUndo *self)
{
  gpointer start = wb_undo_cancel_group (self);

  if (start != NULL)
    self->free (start);
  for (WbUndoWay way = WB_UNDO_BACK; way <= WB_UNDO_FORWARD; way++)
    while (self->steps[way].length > 0)
      drop_last (self, way);
}

void
wb_undo_free (WbUndo *self)
{
  wb_undo_clear (self);
  g_free (self);
}

static gboolean
continues_burst (WbUndo *self, const char *key, gint64 now)
{
  Step *last = g_queue_peek_head (&self->steps[WB_UNDO_BACK]);

  return key != NULL && last != NULL && g_strcmp0 (last->key, key) == 0 && !self->burst_ended
         && now - self->last_edit_usec <= (gint64) self->burst_msec * 1000;
}

static void
add_step (WbUndo *self, gpointer before, const char *label, const char *key)
{
  Step *step = g_new (Step, 1);

  *step = (Step) { before, g_strdup (label), g_strdup (key) };
  g_queue_push_head (&self->steps[WB_UNDO_BACK], step);
  if (self->steps[WB_UNDO_BACK].length > MAX_STEPS)
    drop_last (self, WB_UNDO_BACK);
  while (self->steps[WB_UNDO_FORWARD].length > 0)
    drop_last (self, WB_UNDO_FORWARD);
}

gpointer
wb_undo_push (WbUndo *self, gpointer before, gpointer after, const char *label, const char *key)
{
  gint64 now = g_get_monotonic_time ();
  gboolean joins = self->group_depth > 0 ? self->group_start != NULL
                                         : continues_burst (self, key, now);

  if (joins)
    self->free (before);
  else if (self->group_depth > 0)
    self->group_start = before;
  else
    add_step (self, before, label, key);
  self->burst_ended = FALSE;
  self->last_edit_usec = now;
  if (joins && self->group_depth == 0
      && self->equal (wb_undo_get_state (self, WB_UNDO_BACK, 0), after))
    return take_state (g_queue_pop_head (&self->steps[WB_UNDO_BACK]));
  return NULL;
}

gpointer
wb_undo_go (WbUndo *self, WbUndoWay way, gpointer here)
{
  Step *step = g_queue_pop_head (&self->steps[way]);
  gpointer there = step->state;

  step->state = here;
  g_queue_push_head (&self->steps[!way], step);
  self->burst_ended = TRUE;
  return there;
}

gpointer
wb_undo_get_state (WbUndo *self, WbUndoWay way, guint i)
{
  Step *step = g_queue_peek_nth (&self->steps[way], i);

  return step != NULL ? step->state : NULL;
}

const char *
wb_undo_get_label (WbUndo *self, WbUndoWay way)
{
  Step *step = self->group_depth == 0 ? g_queue_peek_head (&self->steps[way]) : NULL;

  return step != NULL ? step->label : NULL;
}

void
wb_undo_begin_group (WbUndo *self, const char *label)
{
  if (self->group_depth++ == 0)
    self->group_label = g_strdup (label);
}

gboolean
wb_undo_is_in_group (WbUndo *self)
{
  return self->group_depth > 0;
}

gpointer
wb_undo_end_group (WbUndo *self, gpointer after)
{
  g_autofree char *label = NULL;
  gpointer start;

  if (self->group_depth > 1)
    {
      self->group_depth--;
      return NULL;
    }
  label = g_strdup (self->group_label);
  start = wb_undo_cancel_group (self);
  if (start == NULL || self->equal (start, after))
    return start;
  add_step (self, start, label, NULL);
  return NULL;
}

gpointer
wb_undo_cancel_group (WbUndo *self)
{
  self->group_depth = 0;
  self->burst_ended = TRUE;
  g_clear_pointer (&self->group_label, g_free);
  return g_steal_pointer (&self->group_start);
}

void
wb_undo_set_burst_msec (WbUndo *self, guint msec)
{
  self->burst_msec = msec;
}

void
wb_undo_end_burst (WbUndo *self)
{
  self->burst_ended = TRUE;
}
