/* SPDX-License-Identifier: MIT */
/* The trainer: one step at a time. A step gathers a batch, runs it shard by
 * shard on the pool, adds the shards' gradients in a fixed order and updates
 * the weights. Its result depends on (network, recipe, samples, seed, step)
 * alone, never on the number of threads, and a step allocates nothing.
 *
 * The trainer and its network belong to one thread; the pool's threads work
 * only while a call is running.
 */
#pragma once

#include "engine/network/network.h"
#include "engine/thread-pool.h"
#include "engine/training/exchange.h"
#include "engine/training/recipe.h"

G_BEGIN_DECLS

typedef struct _AeTrainer AeTrainer;

/**
 * Grows with every change after which the same training on the same CPU gives other
 * bits: two runs with different numbers need not agree.
 */
#define AE_ARITHMETIC_VERSION 1

/**
 * AeSource: where samples come from.
 * @read: writes the @n samples with these numbers to @out, [n, size], in
 *   [0, 1]; called from several threads at once; allocates nothing
 * @check: (nullable): whether what was read is sound; asked after each batch,
 *   and where it is not, the step fails with its error and changes no weight
 */
typedef struct
{
  gpointer data;
  gsize n_samples;
  AeShape shape;
  void (*read) (gpointer data, const guint32 *indices, gsize n, float *out);
  gboolean (*check) (gpointer data, GError **error);
} AeSource;

/**
 * AeLossValue:
 * @total: mean over the samples: what is minimised
 * @divergence: the part of it that layers add: of a variational code, times beta
 * @penalty: the part of it that penalties on weights and activities add; the
 *   rest is the reconstruction
 */
typedef struct
{
  double total;
  double divergence;
  double penalty;
} AeLossValue;

/**
 * @network: kept, not owned; must outlive the trainer
 * @pool: likewise
 * @error: AE_ERROR_MODEL when the output's size is not the input's,
 *   AE_ERROR_MEMORY
 */
AeTrainer *ae_trainer_new (AeNetwork *network, AePool *pool, const AeRecipe *recipe, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
void ae_trainer_free (AeTrainer *trainer);

/**
 * Other hyper-parameters from the next step on. The optimizer's own values are
 * kept when the optimizer stays the same, and start anew otherwise.
 */
gboolean ae_trainer_set_recipe (AeTrainer *trainer, const AeRecipe *recipe, GError **error);
const AeRecipe *ae_trainer_get_recipe (const AeTrainer *trainer);

/**
 * From now on the trainer computes its share of each step and evaluation, and has the
 * rest from the others; results are those of one rank alone.
 *
 * @exchange: (nullable): kept, not owned; NULL or one rank for none
 */
void ae_trainer_set_exchange (AeTrainer *trainer, const AeExchange *exchange);

/**
 * One step on the samples numbered @indices.
 *
 * @n: any number from 1; usually the recipe's batch size
 * @error: that of @source's check, or AE_ERROR_NUMERIC when the loss is not
 *   finite, and the weights are then those of before the step; or when the gradient is not, and
 * weights and slots are then worth nothing: go back to what was kept of them. AE_ERROR_RANK where
 * another rank does not answer: the weights are those of before the step
 */
gboolean ae_trainer_step (AeTrainer *trainer,
                          const AeSource *source,
                          const guint32 *indices,
                          guint n,
                          AeLossValue *loss,
                          GError **error);

/**
 * The loss without training: noise and dropout off, penalties on weights and
 * activities left out; what layers themselves add (the divergence of a
 * variational code) stays in.
 *
 * @indices: (nullable): which samples; NULL for the first @n
 */
gboolean ae_trainer_evaluate (AeTrainer *trainer,
                              const AeSource *source,
                              const guint32 *indices,
                              gsize n,
                              AeLossValue *loss,
                              GError **error);

/** Steps done since the weights were drawn. */
guint64 ae_trainer_get_step (const AeTrainer *trainer);
void ae_trainer_set_step (AeTrainer *trainer, guint64 step);

/** Slot @slot's values, laid out like the trained parameters; NULL past the last slot. */
float *ae_trainer_get_slot (AeTrainer *trainer, guint slot, gsize *n_values);

/** The parts of a step that are no layer's. */
typedef enum
{
  AE_PART_GATHER, /* reading samples, corrupting them */
  AE_PART_LOSS,
  AE_PART_UPDATE, /* the optimizer's pass, and packing the weights */
  AE_N_PARTS,
} AePart;

/** Starts measuring where the time of steps goes, from zero, or stops it. */
void ae_trainer_profile (AeTrainer *trainer, gboolean on);

/** Seconds of layer @index since ae_trainer_profile(), summed over the threads. */
AeLayerTime ae_trainer_get_layer_time (const AeTrainer *trainer, guint index);

/** Seconds of a part, likewise. */
double ae_trainer_get_part_time (const AeTrainer *trainer, AePart part);

/** Back to the first step: slots as at the start, step 0. The weights are left alone. */
void ae_trainer_reset (AeTrainer *trainer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AeTrainer, ae_trainer_free)

G_END_DECLS
