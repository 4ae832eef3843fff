/* SPDX-License-Identifier: MIT */
/* The plan of a network, shared by the files that make it and run it. */
#pragma once

#include "engine/network/arena.h"
#include "engine/network/network.h"

G_BEGIN_DECLS

/* Samples that a shard may have at the most, and floats of activations that
 * it should not exceed: it is to stay in the second-level cache of a core. */
#define AE_MAX_SHARD    64
#define AE_SHARD_FLOATS 160000

/* Samples of a shard where a layer is recurrent, at the least. */
#define AE_MIN_RECURRENT_SHARD 8

/**
 * AePlanStep: one layer in the plan.
 * @source: the layer it joins, or -1
 * @storage: the layer whose output memory this one's output is (views)
 * @keeps_input: the values before the activation are kept, apart from y
 * @is_identity: they are the input, which the activation reads itself
 * @trained_before: something before this layer is trained, so dx is wanted
 * @source_trained: something up to its source is trained, so dx2 is wanted
 * @is_source: a later layer joins this one's output
 * @fuses: it can do the work of the layer before it as well
 * @first_weight: @n_weights: its weights in the network's list
 * @packed: offset in the arena of packed weights
 * @statistics: offset of its sums over the batch
 * @activity_l1: @activity_l2: penalties on its output; @kernel_l1, @kernel_l2:
 *   on the weights called kernel
 */
typedef struct
{
  const AeLayer *layer;
  AeShape x_shape;
  AeShape y_shape;
  AeShape x2_shape;
  gsize y_size;
  int source;
  guint storage;
  AeActivation activation;
  gboolean keeps_input;
  gboolean is_identity;
  gboolean trained_before;
  gboolean source_trained;
  gboolean is_source;
  gboolean fuses;
  guint first_weight;
  guint n_weights;
  AeLayerNeeds needs;
  gsize packed;
  gsize statistics;
  double activity_l1;
  double activity_l2;
  double kernel_l1;
  double kernel_l2;
} AePlanStep;

struct _AeNetwork
{
  AeModel *model;
  guint n_steps;
  AePlanStep *steps;
  AeShape *shapes;
  guint code;
  guint last;
  guint shard;
  GArray *weights;
  AeArena params;
  gsize n_trained;
  AeArena packed;
  gsize n_statistics;
};

/**
 * AeWorkspace: offsets into one arena, by layer.
 * @y: outputs; @z: values before the activation, where they are kept
 * @skip: dLoss/dy that comes through a skip
 * @gradient: two buffers that take turns as dy and dx; @turn is dy's
 * @statistics: sums of layers that measure, when this shard is the whole batch
 */
struct _AeWorkspace
{
  const AeNetwork *network;
  guint n;
  AeArena arena;
  gsize *y;
  gsize *z;
  gsize *kept;
  gsize *skip;
  gsize scratch;
  gsize gradient[2];
  guint turn;
  double *statistics;
};

/* Fills in everything but the weights' values. */
gboolean ae_network_plan (AeNetwork *network, GError **error);

/* What layer @index is given in a pass; gradients are left NULL. @w has room
 * for AE_MAX_PARAMS. */
void ae_network_fill_pass (const AeNetwork *network,
                           AeWorkspace *workspace,
                           guint n,
                           guint index,
                           const AeRun *run,
                           const float **w,
                           AePass *pass);

/* Penalties on a layer's output: whether there are any in this run, their sum
 * over n values, and their gradient, added to d. */
gboolean ae_plan_step_is_penalized (const AePlanStep *step, const AeRun *run);
double ae_plan_step_sum_penalty (const AePlanStep *step, gsize n, const float *y);
void
ae_plan_step_penalize (const AePlanStep *step, gsize n, const AeRun *run, const float *y, float *d);

G_END_DECLS
