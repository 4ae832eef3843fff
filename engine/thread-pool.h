/* SPDX-License-Identifier: MIT */
/* Fork and join: a fixed set of threads that work off numbered items. Which
 * thread takes which item is left to chance, so an item may only write what
 * belongs to it; results are then the same for any number of threads.
 *
 * The caller works too: a pool of one thread starts none. Every thread of a
 * pool flushes denormal numbers while it works (the caller's setting is put
 * back afterwards). A pool belongs to the thread that runs it.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _AePool AePool;

/**
 * @item: which piece of the work, 0 to n_items - 1
 * @worker: which thread does it, 0 to n_threads - 1: names private workspace
 */
typedef void (*AePoolFunc) (gpointer data, guint item, guint worker);

/** @n_threads: 1 to 256, or 0 for as many as the machine has cores; (transfer full). */
AePool *ae_pool_new (guint n_threads) G_GNUC_WARN_UNUSED_RESULT;

/** Ends and joins the threads. */
void ae_pool_free (AePool *pool);

guint ae_pool_get_n_threads (const AePool *pool);

/** Calls @func for every item and returns when all are done. Allocates nothing. */
void ae_pool_run (AePool *pool, guint n_items, AePoolFunc func, gpointer data);

/**
 * How much the other threads leave to the rest of the program: with TRUE they
 * run at a lower priority, so that a window on the same cores stays smooth.
 */
void ae_pool_set_low_priority (AePool *pool, gboolean low_priority);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AePool, ae_pool_free)

G_END_DECLS
