/* SPDX-License-Identifier: MIT */
/* Several processes, called ranks, that train one network together: each runs
 * the whole training, with the same weights, but only its share of a batch's
 * lanes, and gets from the others what it needs of theirs. Whoever starts the
 * ranks says how bytes go from one to another; what is sent, and in which order
 * it is added up, is the trainer's (trainer-exchange.c).
 */
#pragma once

#include "engine/optimizer.h"

G_BEGIN_DECLS

/** More ranks than a batch has lanes would have nothing to do. */
#define AE_MAX_RANKS AE_MAX_LANES

/** AePiece: bytes for or from another rank. */
typedef struct
{
  guint rank;
  gpointer data;
  gsize size;
} AePiece;

/**
 * AeExchange: a rank's way to the others. All ranks make the same steps on the
 * same samples, so that each knows what the others send.
 * @rank: this one's number, from 0
 * @n_ranks: at most AE_MAX_RANKS
 * @swap: sends @out and fills in @in, and returns when both are done; pieces
 *   between two ranks come in the order in which they were sent. Called by the
 *   thread that trains. AE_ERROR_RANK where another rank does not answer
 */
typedef struct
{
  gpointer data;
  guint rank;
  guint n_ranks;
  gboolean (*swap) (gpointer data,
                    const AePiece *out,
                    guint n_out,
                    const AePiece *in,
                    guint n_in,
                    GError **error);
} AeExchange;

/** The first of @n lanes that a rank computes; it has those up to the next rank's first. */
static inline guint
ae_exchange_first_lane (guint n, guint rank, guint n_ranks)
{
  return n * rank / n_ranks;
}

G_END_DECLS
