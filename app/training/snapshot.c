/* SPDX-License-Identifier: MIT */
#include "app/training/snapshot.h"

#include <math.h>

WbSnapshot *
wb_snapshot_new (void)
{
  WbSnapshot *self = g_new0 (WbSnapshot, 1);

  self->references = 1;
  self->loss = NAN;
  self->seconds_left = -1;
  ae_recipe_init (&self->recipe);
  self->new_history = wb_history_new ();
  return self;
}

WbSnapshot *
wb_snapshot_ref (WbSnapshot *self)
{
  g_atomic_int_inc (&self->references);
  return self;
}

void
wb_snapshot_unref (WbSnapshot *self)
{
  if (!g_atomic_int_dec_and_test (&self->references))
    return;
  g_clear_pointer (&self->model, ae_model_unref);
  for (WbMeasureKind kind = 0; kind < WB_N_MEASURES; kind++)
    g_clear_pointer (&self->measured[kind], wb_measured_unref);
  wb_history_free (self->new_history);
  g_free (self->shares);
  g_free (self->message);
  g_free (self);
}

/* Puts the new history of @older, which nobody took, before that of @self. */
static void
merge_older (WbSnapshot *self, const WbSnapshot *older)
{
  WbHistory *merged;

  if (self->replaces)
    return;
  merged = wb_history_copy (older->new_history);
  wb_history_append (merged, self->new_history);
  wb_history_free (self->new_history);
  self->new_history = merged;
  self->replaces = older->replaces;
}

gconstpointer
wb_snapshot_get (const WbSnapshot *self, WbMeasureKind kind)
{
  return self != NULL && self->measured[kind] != NULL ? self->measured[kind]->value : NULL;
}

void
wb_mailbox_put (WbMailbox *self, WbSnapshot *snapshot)
{
  WbSnapshot *unread = wb_mailbox_take (self);

  if (unread != NULL)
    {
      merge_older (snapshot, unread);
      wb_snapshot_unref (unread);
    }
  /* Only one thread puts, so it is still empty. */
  g_atomic_pointer_set (&self->slot, snapshot);
}

WbSnapshot *
wb_mailbox_take (WbMailbox *self)
{
  return g_atomic_pointer_exchange (&self->slot, NULL);
}

gboolean
wb_mailbox_is_empty (WbMailbox *self)
{
  return g_atomic_pointer_get (&self->slot) == NULL;
}
