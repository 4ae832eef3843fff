/* SPDX-License-Identifier: MIT */
/* What ranks.c asks of the module that knows MPI: nothing but bytes between processes.
 * The module is loaded where this process is one of several, and nowhere else, so that
 * the program runs without MPI and starts no slower for it.
 */
#pragma once

#include "engine/training/exchange.h"

G_BEGIN_DECLS

/** The symbol that the module defines, a WbRanksModule. */
#define WB_RANKS_MODULE_SYMBOL "wb_ranks_module"

/**
 * WbRanksModule: all but join() and leave() may be called by any thread.
 * @join: meets the others; FALSE where MPI cannot be begun
 * @swap: AeExchange's swap. Returns FALSE where a message has come from anybody, or
 *   where @stop, an atomic, is set
 * @send: a message, which is copied; comes after those sent to @rank before
 * @receive: (transfer full) (nullable): a message that has come, and from whom
 * @leave: after every rank has called it; messages that nobody received are forgotten
 */
typedef struct
{
  gboolean (*join) (guint *rank, guint *n_ranks);
  gboolean (
    *swap) (const AePiece *out, guint n_out, const AePiece *in, guint n_in, const int *stop);
  void (*send) (guint rank, gconstpointer data, gsize size);
  GBytes *(*receive) (guint *rank);
  void (*leave) (void);
} WbRanksModule;

extern const WbRanksModule wb_ranks_module;

G_END_DECLS
