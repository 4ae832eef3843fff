/* SPDX-License-Identifier: MIT */
/* A checkpoint: all that a run needs to continue bit for bit as if it had never
 * stopped. Model, recipe, every weight and every value of the optimizer as
 * named tensors, the place in the run, and its history. Random numbers need no
 * saving: they are functions of seed and step.
 *
 * Immutable and atomically counted; any thread may hold and read one.
 */
#pragma once

#include "app/project/history.h"
#include "engine/training/trainer.h"

G_BEGIN_DECLS

typedef struct _WbCheckpoint WbCheckpoint;

/**
 * Stand in place of an optimizer's slot: the weight in place, and at the other
 * moment: the best epoch's or, where that is in place, the last step's.
 */
#define WB_CHECKPOINT_WEIGHT -1
#define WB_CHECKPOINT_OTHER  -2

/**
 * WbCheckpointTensor:
 * @name: as in project files: "weights/<layer id>/<name>",
 *   "optimizer/<slot>/<layer id>/<name>" (a frozen weight has no slots), or,
 *   with a recipe that keeps the best weights, "best/<layer id>/<name>" or, where
 *   those are in place, "last/<layer id>/<name>"
 * @slot: the optimizer's slot, or one of the two above
 * @layer_id: the layer it belongs to
 * @param: the weight it belongs to, with its Keras name and shape
 * @size: values in it, the product of the shape
 * @values: [size]; NULL while the checkpoint is being made
 */
typedef struct
{
  const char *name;
  int slot;
  guint layer_id;
  AeParam param;
  gsize size;
  const float *values;
} WbCheckpointTensor;

/**
 * WbPosition:
 * @step: steps since the weights were drawn
 * @epoch: whole epochs done
 * @epochs_planned: where the run ends, counted like @epoch
 * @begun: the epoch at which training was begun last: improvement is waited for
 *   from there
 * @from_step: the steps that were another run's: at the last of them the model, the
 *   data or the loss became others, and a run of its own began; 0 for one that began
 *   with the weights of its seed
 * @from_epoch: whole epochs of those
 * @from_weights: what it began with: wb_weights_number() of those weights
 * @best_epoch: the epoch whose weights are kept as the best, 0 for none
 * @best_in_place: the network has those weights, and training continues from the
 *   last step's, which are kept beside
 * @samples: samples of the running epoch that have been trained, 0 between epochs
 * @loss_sum: @penalty_sum: @divergence_sum: over those samples, each step's mean
 *   times its samples
 * @seconds: the running epoch's time so far
 *
 * The place in a run.
 */
typedef struct
{
  guint64 step;
  guint epoch;
  guint epochs_planned;
  guint begun;
  guint64 from_step;
  guint from_epoch;
  guint64 from_weights;
  guint best_epoch;
  gboolean best_in_place;
  guint64 samples;
  double loss_sum;
  double penalty_sum;
  double divergence_sum;
  double seconds;
} WbPosition;

/**
 * WbCheckpointFunc:
 * @data: as given to wb_checkpoint_new()
 * @tensor: which one is wanted
 * @out: (out): [tensor->size], filled with zeros
 * @error: why it cannot be had
 *
 * Writes one tensor's values.
 */
typedef gboolean (*WbCheckpointFunc) (gpointer data,
                                      const WbCheckpointTensor *tensor,
                                      float *out,
                                      GError **error);

/**
 * @model: what the weights belong to
 * @recipe: in effect at the next step; its optimizer decides which slots there are
 * @position: the place in the run
 * @history: (nullable): copied; NULL for an empty one
 * @fill: called once for each tensor, in their order, before this returns
 * @data: for @fill
 * @error: AE_ERROR_SHAPE or AE_ERROR_MODEL where the model cannot run,
 *   AE_ERROR_MEMORY, and whatever @fill gives
 *
 * Returns: (transfer full): the checkpoint, or NULL.
 */
WbCheckpoint *wb_checkpoint_new (AeModel *model,
                                 const AeRecipe *recipe,
                                 const WbPosition *position,
                                 const WbHistory *history,
                                 WbCheckpointFunc fill,
                                 gpointer data,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * To be called by the thread that owns both. One copy of all weights and
 * slots.
 *
 * @network: what is trained
 * @trainer: what trains it, between two steps
 * @position: the place in the run; its step is the trainer's
 * @history: (nullable): copied
 * @other: (nullable): of the same model, where the weights of the other moment
 *   are: the best epoch's or, where @position says that those are in place, the
 *   last step's; NULL where there is no other
 * @error: AE_ERROR_MEMORY
 *
 * Returns: (transfer full): the checkpoint, or NULL.
 */
WbCheckpoint *wb_checkpoint_new_from_trainer (AeNetwork *network,
                                              AeTrainer *trainer,
                                              const WbPosition *position,
                                              const WbHistory *history,
                                              const WbCheckpoint *other,
                                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer full): @self, held once more; any thread. */
WbCheckpoint *wb_checkpoint_ref (WbCheckpoint *self);

/**
 * Lets go of it; the last one frees it. Any thread.
 *
 * @self: (transfer full): a checkpoint
 */
void wb_checkpoint_unref (WbCheckpoint *self);

/** Returns: (transfer none): what the weights belong to. */
AeModel *wb_checkpoint_get_model (const WbCheckpoint *self);

/** Returns: (transfer none): the recipe that the next step follows. */
const AeRecipe *wb_checkpoint_get_recipe (const WbCheckpoint *self);

/** Returns: (transfer none): the place in the run. */
const WbPosition *wb_checkpoint_get_position (const WbCheckpoint *self);

/** Returns: (transfer none): the run up to here. */
const WbHistory *wb_checkpoint_get_history (const WbCheckpoint *self);

/** Returns: how many tensors there are, weights and optimizer slots together. */
guint wb_checkpoint_get_n_tensors (const WbCheckpoint *self);

/**
 * @index: below wb_checkpoint_get_n_tensors()
 *
 * Returns: (transfer none): the tensor; weights come first.
 */
const WbCheckpointTensor *wb_checkpoint_get_tensor (const WbCheckpoint *self, guint index);

/**
 * @name: "weights/2/kernel"
 *
 * Returns: (transfer none) (nullable): the tensor of that name.
 */
const WbCheckpointTensor *wb_checkpoint_find_tensor (const WbCheckpoint *self, const char *name);

/**
 * @a: a checkpoint
 * @b: another one
 *
 * Returns: whether all agrees to the last bit, times by the clock apart.
 */
gboolean wb_checkpoint_equal (const WbCheckpoint *a, const WbCheckpoint *b);

/**
 * @error: AE_ERROR_MEMORY
 *
 * Returns: (transfer full): a network with these weights, ready to run.
 */
AeNetwork *wb_checkpoint_make_network (const WbCheckpoint *self,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Puts network and trainer back where they were. To be called by the thread
 * that owns both, between two steps.
 *
 * @network: of the same model
 * @trainer: (nullable): of that network, with the checkpoint's optimizer; NULL
 *   to bring back the weights alone
 */
void wb_checkpoint_restore (const WbCheckpoint *self, AeNetwork *network, AeTrainer *trainer);

/**
 * Gives the network the weights of a moment, and leaves the optimizer alone.
 *
 * @network: of the same model
 * @best: those of the best epoch that the checkpoint knows of; else of its last step
 */
void wb_checkpoint_restore_weights (const WbCheckpoint *self, AeNetwork *network, gboolean best);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbCheckpoint, wb_checkpoint_unref)

G_END_DECLS
