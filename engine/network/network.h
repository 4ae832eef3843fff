/* SPDX-License-Identifier: MIT */
/* A model made ready to run: a plan in which every size is known, and one
 * arena with all weights. Activations live in workspaces, one for each shard
 * that is under way, so that many threads can run one network at a time as
 * long as nobody writes its weights.
 *
 * A network belongs to the thread that made it; workspaces to the thread that
 * uses them. After planning, running it allocates nothing.
 */
#pragma once

#include "engine/model/model.h"

G_BEGIN_DECLS

typedef struct _AeNetwork AeNetwork;
typedef struct _AeWorkspace AeWorkspace;

/**
 * AeWeight: one weight of the network.
 * @layer_id: @name: "weights/<layer_id>/<name>" in files
 * @offset: of its first value in the parameter arena, a multiple of 64
 * @values: into the arena
 */
typedef struct
{
  guint layer;
  guint layer_id;
  AeParam param;
  gsize size;
  gsize offset;
  float *values;
} AeWeight;

/**
 * Plans a network and draws its weights: each one a function of @seed, its
 * layer's id and its name's place alone.
 *
 * @error: AE_ERROR_SHAPE or AE_ERROR_MODEL when the model cannot run (the
 *   message begins with the layer's number and type), AE_ERROR_MEMORY
 */
AeNetwork *
ae_network_new (const AeModel *model, guint64 seed, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ae_network_free (AeNetwork *network);

/** Draws all weights anew, as ae_network_new() does. */
void ae_network_reset (AeNetwork *network, guint64 seed);

const AeModel *ae_network_get_model (const AeNetwork *network);
guint ae_network_get_n_layers (const AeNetwork *network);

/** Layer @index's output shape. */
const AeShape *ae_network_get_shape (const AeNetwork *network, guint index);

/** The layer whose output is the code. */
guint ae_network_get_code (const AeNetwork *network);

/** Whether the output has as many values as the input: what is compared in training.
 * AE_ERROR_MODEL. */
gboolean ae_network_check_reconstruction (const AeNetwork *network, GError **error);

/** Samples that go through the network at once: the size of a shard. */
guint ae_network_get_shard (const AeNetwork *network);

/** The number of trained values. */
gsize ae_network_count_params (const AeNetwork *network);

/** Multiplications and additions of layer @index's forward pass for one sample, counted dense. */
double ae_network_get_flops (const AeNetwork *network, guint index);

guint ae_network_get_n_weights (const AeNetwork *network);
const AeWeight *ae_network_get_weight (const AeNetwork *network, guint index);
const AeWeight *ae_network_find_weight (const AeNetwork *network, guint layer_id, const char *name);

/** The arena of all weights, trained ones first; gaps between weights are zero. */
float *ae_network_get_params (AeNetwork *network, gsize *n_values);

/** Values of the arena that are trained: an optimizer passes over [0, this). */
gsize ae_network_get_n_trained (const AeNetwork *network);

/** To be called after writing weights and before the next run (packs them). */
void ae_network_weights_changed (AeNetwork *network);

/**
 * Copies what the weights of two networks have in common: what a layer that
 * became wider or narrower keeps. Axis by axis that are the first values, of a
 * convolution's window the middle; the rest stays as it is.
 *
 * @weight: @from_weight: of @network and of @from
 * @values: [weight->size], the weight's own or an optimizer's for it
 * @from_values: [from_weight->size], likewise
 *
 * Returns: values copied; 0 where the ranks differ.
 */
gsize ae_network_transfer_layer (const AeNetwork *network,
                                 const AeWeight *weight,
                                 float *values,
                                 const AeNetwork *from,
                                 const AeWeight *from_weight,
                                 const float *from_values);

/**
 * Takes the weights of the layers that both networks have (by id and name), as
 * ae_network_transfer_layer() does; the rest stays as drawn.
 *
 * @kept: (nullable): values to begin with
 */
void ae_network_transfer_weights (AeNetwork *network, const AeNetwork *from, gsize *kept);

/** A network with the same plan and a copy of the weights; (transfer full). NULL only with
 * AE_ERROR_MEMORY. */
AeNetwork *ae_network_copy (const AeNetwork *network, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** AeLayerTime: seconds spent in a layer, summed over the passes of a run. */
typedef struct
{
  double forward;
  double backward;
} AeLayerTime;

/**
 * AeRun: how a pass through the network is to be done.
 * @training: noise and dropout are on, what backward needs is kept
 * @skip_activation: leave out the activation that ends the network (a loss
 *   that is fused with it takes its place)
 * @keep_all: every layer's output is wanted afterwards; else a layer's whose
 *   work the next one does may be left out
 * @n_batch: samples in the whole batch
 * @loss_scale: what one sample counts: 1 / n_batch
 * @beta: weight of the divergence of a variational code
 * @seed: @step: @sample: key of the random numbers; @sample is the first
 *   sample's place in the batch
 * @times: (nullable): one for each layer, added to
 * @statistics: (nullable): sums over the whole batch for the layers that
 *   measure; NULL when this shard is the whole batch
 * @assign: backward assigns the gradients, and adds them to nothing
 */
typedef struct
{
  gboolean training;
  gboolean skip_activation;
  gboolean keep_all;
  guint n_batch;
  float loss_scale;
  float beta;
  guint64 seed;
  guint64 step;
  guint32 sample;
  AeLayerTime *times;
  double *statistics;
  gboolean assign;
} AeRun;

/**
 * Memory for @n samples on their way: activations, and gradients too when
 * @training; (transfer full). AE_ERROR_MEMORY.
 */
AeWorkspace *ae_workspace_new (const AeNetwork *network, guint n, gboolean training, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
void ae_workspace_free (AeWorkspace *workspace);

/** Layer @index's output, [n, shape]; index 0 is where the input goes. */
float *ae_workspace_get_output (AeWorkspace *workspace, guint index);

/** Where the loss writes dLoss/dy of the last layer, [n, shape]. */
float *ae_workspace_get_gradient (AeWorkspace *workspace);

/**
 * Runs layers @from + 1 to @to on @n samples; the input is layer @from's
 * output in the workspace.
 *
 * @penalty: (nullable): where to add, summed over samples, the penalties on
 *   activities, which count in training alone; not that of an activation that
 *   is skipped, see ae_network_sum_output_penalty()
 *
 * Returns: the sum over samples of what layers add to the loss themselves
 */
double ae_network_forward (const AeNetwork *network,
                           AeWorkspace *workspace,
                           guint n,
                           guint from,
                           guint to,
                           const AeRun *run,
                           double *penalty);

/**
 * The penalty on the activities that end the network, summed over samples, 0
 * outside training. For a run that skipped the last activation, after the
 * loss has put its values in place.
 */
double ae_network_sum_output_penalty (const AeNetwork *network,
                                      AeWorkspace *workspace,
                                      guint n,
                                      const AeRun *run);

/**
 * Runs layers @from down to @to + 1 backward, after a training forward of the
 * same samples. Where @from is the last layer, it begins with what is in
 * ae_workspace_get_gradient(); else it continues from where it stopped.
 *
 * @gradients: arena laid out like the parameters; added to, but for run->assign
 */
void ae_network_backward (const AeNetwork *network,
                          AeWorkspace *workspace,
                          guint n,
                          guint from,
                          guint to,
                          const AeRun *run,
                          float *gradients);

/** The first layer after @index that needs sums over the whole batch; 0 when there is none. */
guint ae_network_get_next_with_statistics (const AeNetwork *network, guint index);

/** The size of AeRun's statistics. */
gsize ae_network_get_n_statistics (const AeNetwork *network);

/**
 * Adds the sums of layer @index, one that measures, for this shard: before its
 * forward, or with @backward before its backward.
 *
 * @sums: laid out like AeRun's statistics
 */
void ae_network_add_statistics (const AeNetwork *network,
                                AeWorkspace *workspace,
                                guint n,
                                guint index,
                                gboolean backward,
                                const AeRun *run,
                                double *sums);

/** Moves the frozen weights of layer @index by the batch's statistics. */
void ae_network_update_statistics (AeNetwork *network, guint index, const AeRun *run);

/**
 * Adds the gradient of the penalties on kernels, once a step.
 *
 * Returns: the penalties themselves
 */
double ae_network_penalize_weights (const AeNetwork *network, float *gradients);

/** The activation that ends the network: what a fused loss looks at. */
AeActivation ae_network_get_last_activation (const AeNetwork *network);

/**
 * Evaluates layers @from + 1 to @to on any number of samples, shard by shard.
 *
 * @x: [n, shape of @from]; @y: [n, shape of @to]
 * @error: AE_ERROR_MODEL where a skip comes from before @from, AE_ERROR_MEMORY
 */
gboolean ae_network_predict (const AeNetwork *network,
                             guint from,
                             guint to,
                             gsize n,
                             const float *x,
                             float *y,
                             GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AeNetwork, ae_network_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AeWorkspace, ae_workspace_free)

G_END_DECLS
