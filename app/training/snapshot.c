/* SPDX-License-Identifier: MIT */
/* The counts are GLib's inlined atomics rather than gatomicrefcount, whose
 * functions a thread sanitizer cannot see into.
 */
#include "app/training/snapshot.h"

#include <math.h>

/**
 * wb_snapshot_new:
 *
 * Returns: (transfer full): a snapshot of nothing, to be filled in by the one
 *   thread that knows it.
 */
WbSnapshot *
wb_snapshot_new (void)
{
  WbSnapshot *self = g_new0 (WbSnapshot, 1);

  self->references = 1;
  self->loss = NAN;
  self->seconds_left = -1;
  ae_recipe_init (&self->recipe);
  self->news = wb_history_new ();
  return self;
}

/**
 * wb_snapshot_ref:
 * @self: a snapshot
 *
 * Returns: (transfer full): @self, held once more; any thread.
 */
WbSnapshot *
wb_snapshot_ref (WbSnapshot *self)
{
  g_atomic_int_inc (&self->references);
  return self;
}

/**
 * wb_snapshot_unref:
 * @self: (transfer full): a snapshot
 *
 * Lets go of it; the last one frees it. Any thread.
 */
void
wb_snapshot_unref (WbSnapshot *self)
{
  if (!g_atomic_int_dec_and_test (&self->references))
    return;
  g_clear_pointer (&self->model, ae_model_unref);
  g_clear_pointer (&self->probe, wb_probe_unref);
  g_clear_pointer (&self->divergence, wb_divergence_unref);
  g_clear_pointer (&self->network, wb_frozen_network_unref);
  wb_history_free (self->news);
  g_free (self->shares);
  g_free (self->message);
  g_free (self);
}

/**
 * wb_snapshot_merge_older:
 * @self: a snapshot that nobody else holds yet
 * @older: the one before it, which nobody took
 *
 * Puts the news of @older before those of @self, so that nothing that happened
 * is lost with it.
 */
void
wb_snapshot_merge_older (WbSnapshot *self, const WbSnapshot *older)
{
  WbHistory *merged;

  if (self->replaces)
    return;
  merged = wb_history_copy (older->news);
  wb_history_append (merged, self->news);
  wb_history_free (self->news);
  self->news = merged;
  self->replaces = older->replaces;
}

/**
 * wb_frozen_network_new:
 * @network: (transfer full): nobody writes it from now on
 * @step: after so many steps
 *
 * Returns: (transfer full): the network, counted.
 */
WbFrozenNetwork *
wb_frozen_network_new (AeNetwork *network, guint64 step)
{
  WbFrozenNetwork *self = g_new0 (WbFrozenNetwork, 1);

  self->references = 1;
  self->network = network;
  self->step = step;
  return self;
}

/**
 * wb_frozen_network_ref:
 * @self: a frozen network
 *
 * Returns: (transfer full): @self, held once more; any thread.
 */
WbFrozenNetwork *
wb_frozen_network_ref (WbFrozenNetwork *self)
{
  g_atomic_int_inc (&self->references);
  return self;
}

/**
 * wb_frozen_network_unref:
 * @self: (transfer full): a frozen network
 *
 * Lets go of it; the last one frees it. Any thread.
 */
void
wb_frozen_network_unref (WbFrozenNetwork *self)
{
  if (!g_atomic_int_dec_and_test (&self->references))
    return;
  ae_network_free (self->network);
  g_free (self);
}
