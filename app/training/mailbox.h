/* SPDX-License-Identifier: MIT */
/* A mailbox holds one thing, the newest. One thread puts, another takes, and
 * neither ever waits: whoever gets the old thing out owns it. A producer that
 * must not lose what nobody took yet takes it back first and merges.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  gpointer slot;
} WbMailbox;

/** @thing: (transfer full) (nullable). Returns (transfer full) (nullable): what lay in it. */
static inline gpointer
wb_mailbox_put (WbMailbox *self, gpointer thing)
{
  return g_atomic_pointer_exchange (&self->slot, thing);
}

/** (transfer full) (nullable): what lay in it; it is empty now. */
static inline gpointer
wb_mailbox_take (WbMailbox *self)
{
  return g_atomic_pointer_exchange (&self->slot, NULL);
}

static inline gboolean
wb_mailbox_is_empty (WbMailbox *self)
{
  return g_atomic_pointer_get (&self->slot) == NULL;
}

G_END_DECLS
