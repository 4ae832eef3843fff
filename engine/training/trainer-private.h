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
};

/* Makes sure that there are @n places; allocates only when there were fewer
 * ever since. */
gboolean ae_trainer_provide_places (AeTrainer *self, guint n, GError **error);

G_END_DECLS
