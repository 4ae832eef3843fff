/* SPDX-License-Identifier: MIT */
/* A trainer's own memory, shared by the files that make it and run it. */
#pragma once

#include "engine/network/arena.h"
#include "engine/optimizer.h"
#include "engine/training/trainer.h"

G_BEGIN_DECLS

/* Gradient buffers, each filled by its own shards in their order: see
 * trainer-step.c. */
#define LANES AE_MAX_LANES

/* Pieces of one exchange: to each rank its lanes' sums and, of the gradient, its
 * branches of the tree, which are never more than the lanes. */
#define MAX_PIECES (AE_MAX_RANKS * (LANES / 2 + 1))

/* A place for a shard: its way through the network and its clean target. */
typedef struct
{
  AeWorkspace *workspace;
  AeArena target;
} Place;

struct _AeTrainer
{
  AeNetwork *network;
  AePool *pool;
  AeRecipe recipe;
  guint64 step;
  gsize n_trained;
  gsize sample_size;
  guint last;
  GArray *places;
  AeArena arena;
  gsize gradients[LANES];
  AeArena slots;
  gsize slot_offsets[AE_MAX_SLOTS];
  GArray *barriers;
  gsize n_statistics;
  double *statistics;
  double *lane_statistics;
  gboolean profiled;
  AeLayerTime *times;
  double parts[LANES][AE_N_PARTS];
  const AeExchange *exchange;
  AePiece out[MAX_PIECES];
  AePiece in[MAX_PIECES];
};

/* Makes sure that there are @n places; allocates only when there were fewer
 * ever since. */
gboolean ae_trainer_provide_places (AeTrainer *self, guint n, GError **error);

/* Completes @rows, [n_lanes, row]: each rank has filled in those of its own lanes. */
gboolean
ae_trainer_share_rows (AeTrainer *self, guint n_lanes, double *rows, gsize row, GError **error);

/* The same, and the sum of all lanes' gradients into the buffer of lane 0. Only where
 * there are other ranks. */
gboolean
ae_trainer_share_gradient (AeTrainer *self, guint n_lanes, double *rows, gsize row, GError **error);

G_END_DECLS
