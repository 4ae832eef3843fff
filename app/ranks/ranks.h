/* SPDX-License-Identifier: MIT */
/* Several processes that do one thing together, started by mpirun or by whatever else
 * starts programs of MPI: each is a rank, and rank 0 is the one that people hear and
 * that writes files.
 *
 * A process that was started alone has nothing to do with any of this: it loads no MPI.
 */
#pragma once

#include "engine/training/exchange.h"

G_BEGIN_DECLS

typedef struct _WbRanks WbRanks;

/**
 * Meets the others, where this process was started as one of several.
 *
 * @ranks: (out) (transfer full) (nullable): NULL where it was started alone
 * @error: WB_ERROR_RANKS where it was not, and cannot meet them
 * Returns: whether it can continue.
 */
gboolean wb_ranks_join (WbRanks **ranks, GError **error);

/**
 * Waits for all others to leave, too; where one of them is lost, does not.
 *
 * @self: (nullable): who
 */
void wb_ranks_leave (WbRanks *self);

/** Of no ranks (NULL) there is one, with number 0. */
guint wb_ranks_get_rank (const WbRanks *self);
guint wb_ranks_get_n (const WbRanks *self);

/**
 * (transfer none) (nullable): how a trainer swaps with the others; NULL of no ranks. Its swaps
 * fail from the moment on that a message has come, or that wb_ranks_stop_waiting() was called.
 */
const AeExchange *wb_ranks_get_exchange (WbRanks *self);

/**
 * Somebody does not answer, and will not: a swap under way fails, and nobody is waited for any
 * more. Any thread.
 */
void wb_ranks_stop_waiting (WbRanks *self);

/** A message to one rank: copied, and never waited for. */
void wb_ranks_send (WbRanks *self, guint rank, gconstpointer data, gsize size);

/** (transfer full) (nullable): a message that has come, and from @rank (out). */
GBytes *wb_ranks_receive (WbRanks *self, guint *rank);

/**
 * Each rank says whether it is ready and what it is about to do, and waits until all have.
 *
 * @problem: (nullable): why it is not
 * @plan: the same on all ranks, if they do the same
 * @error: WB_ERROR_RANKS, on each rank, where one is not ready or does something else;
 *   the message names the rank
 * Returns: whether all are.
 */
gboolean wb_ranks_agree (WbRanks *self, const char *problem, const char *plan, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbRanks, wb_ranks_leave)

G_END_DECLS
