/* SPDX-License-Identifier: MIT */
/* The probe: the samples that are followed live, and what the network makes of
 * them at one moment: inputs, outputs, what each costs, and for the one in
 * focus every layer's output.
 *
 * A WbProbe is such a moment, and read only. A WbProbeRunner makes them; it
 * belongs to the thread that owns the network.
 */
#pragma once

#include "data/dataset.h"
#include "engine/network/network.h"
#include "engine/training/recipe.h"

G_BEGIN_DECLS

/**
 * WB_PROBE_MAX:
 *
 * So many samples can be followed at once.
 */
#define WB_PROBE_MAX 256

/**
 * WB_PROBE_DRAWN:
 *
 * In the place of a sample's number: it is in no data set, somebody drew it.
 */
#define WB_PROBE_DRAWN G_MAXUINT32

/**
 * WbActivation:
 * @layer_id: which layer
 * @shape: of its output
 * @values: [product of @shape]; of layer 0 the sample itself
 */
typedef struct
{
  guint layer_id;
  AeShape shape;
  const float *values;
} WbActivation;

/**
 * WbProbe:
 * @step: after so many steps
 * @n: how many samples are followed
 * @indices: [n]: their numbers in the data set, or WB_PROBE_DRAWN
 * @size: values in one sample
 * @targets: [n, size]: the samples
 * @inputs: [n, size]: what the network was given: @targets, or with a recipe
 *   that corrupts, the samples with their noise
 * @outputs: [n, size]
 * @errors: [n]: each sample's loss, without penalties
 * @focus: which of them @activations shows
 * @n_layers: layers of the model that ran
 * @activations: [n_layers]
 * @code: the number of the layer that is a variational code, or 0
 * @deviations: (nullable): [values of @code]: the standard deviations around its
 *   activations, which are the means
 *
 * Everything is read only.
 */
typedef struct
{
  guint64 step;
  guint n;
  const guint32 *indices;
  gsize size;
  const float *targets;
  const float *inputs;
  const float *outputs;
  const double *errors;
  guint focus;
  guint n_layers;
  const WbActivation *activations;
  guint code;
  const float *deviations;
  float *memory;
} WbProbe;

void wb_probe_free (WbProbe *self);

/**
 * Returns: whether different samples all give the same output: a network whose units are dead, or
 *   saturated, which more steps do not bring back.
 */
gboolean wb_probe_is_constant (const WbProbe *self);

typedef struct _WbProbeRunner WbProbeRunner;

/**
 * @dataset: where the samples are; not needed any more afterwards
 * @indices: [n]: which ones, each below the count of @dataset, or WB_PROBE_DRAWN
 * @n: how many, 1 to WB_PROBE_MAX
 * @focus: which of them shows its activations, below @n
 * @drawing: (nullable): [values of a sample]: what was drawn; copied
 * Returns: (transfer full): a runner that waits for its network.
 */
WbProbeRunner *wb_probe_runner_new (DsDataset *dataset,
                                    const guint32 *indices,
                                    guint n,
                                    guint focus,
                                    const float *drawing) G_GNUC_WARN_UNUSED_RESULT;

/** NULL is allowed. */
void wb_probe_runner_free (WbProbeRunner *self);

/**
 * @network: (nullable): what to run; not owned
 * @error: AE_ERROR_SHAPE where the samples do not fit, AE_ERROR_MODEL where the output is of
 *   another size than they are, AE_ERROR_MEMORY
 * Returns: whether the runner can run.
 */
gboolean
wb_probe_runner_set_network (WbProbeRunner *self, const AeNetwork *network, GError **error);

/**
 * To be called by the thread that owns the network, between two steps.
 *
 * @recipe: says how errors are counted
 * @step: steps done, for the record
 * Returns: (transfer full) (nullable): the moment, NULL without a network.
 */
WbProbe *wb_probe_runner_run (WbProbeRunner *self,
                              const AeRecipe *recipe,
                              guint64 step) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbProbe, wb_probe_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbProbeRunner, wb_probe_runner_free)

G_END_DECLS
