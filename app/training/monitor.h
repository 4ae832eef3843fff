/* SPDX-License-Identifier: MIT */
/* What is looked at while a network trains, for those who cannot touch it. Views
 * register measures with a session; each snapshot carries what they gave last:
 * a probe (samples, and what the network makes of them), the divergence of a
 * variational code, the codes of many samples.
 *
 * A WbMonitor takes the measures, rarely enough to cost the training next to
 * nothing, and at once when what is to be seen is another thing. It belongs to
 * the training thread; what it gives is immutable, for any thread.
 */
#pragma once

#include "data/dataset.h"
#include "engine/network/network.h"
#include "engine/training/recipe.h"

G_BEGIN_DECLS

/**
 * WB_PROBE_MAX:
 *
 * How many samples can be followed at once.
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
 * @step: after this many steps
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

/**
 * WB_DIVERGENCE_ACTIVE:
 *
 * In nats: a dimension with more is active.
 */
#define WB_DIVERGENCE_ACTIVE 0.01

/**
 * WbDivergence:
 * @units: dimensions of the code
 * @n_active: those above WB_DIVERGENCE_ACTIVE
 * @total: nats for a sample, before beta: the sum of @nats
 * @nats: [units]: mean over the samples
 */
typedef struct
{
  guint units;
  guint n_active;
  double total;
  double *nats;
} WbDivergence;

/**
 * WbCodes:
 * @indices: (nullable): [n]: the samples' numbers; NULL for the first @n
 * @size: values in one code
 * @values: [n, size]
 * @deviations: (nullable): [n, size]: of a variational code, whose means @values are
 * @network: the weights that they were computed with
 */
typedef struct
{
  guint n;
  guint32 *indices;
  gsize size;
  float *values;
  float *deviations;
  AeNetwork *network;
} WbCodes;

/**
 * WbMeasureKind: what a measure gives.
 * @WB_MEASURE_PROBE: a WbProbe of the samples
 * @WB_MEASURE_DIVERGENCE: a WbDivergence over the samples, of a variational code
 * @WB_MEASURE_CODES: WbCodes of the samples, computed a few at a time
 */
typedef enum
{
  WB_MEASURE_PROBE,
  WB_MEASURE_DIVERGENCE,
  WB_MEASURE_CODES,
  WB_N_MEASURES,
} WbMeasureKind;

/**
 * WbMeasure:
 * @dataset: where the samples are
 * @indices: [n]: their numbers; WB_PROBE_DRAWN stands for @drawing. NULL for the first @n
 * @n: how many; 0 for none any more
 * @focus: which of them shows its activations; of a probe
 * @drawing: (nullable): [values of a sample]: one that is in no data set; of a probe
 * @code: (nullable): [@code_size]: takes the place of the code of the sample in focus: layers
 *   behind the code, and the output, are of this one, where it has the size of the network's code
 * @rate: at most this many a second, and no more than a small share of the time
 */
typedef struct
{
  WbMeasureKind kind;
  DsDataset *dataset;
  const guint32 *indices;
  guint n;
  guint focus;
  const float *drawing;
  const float *code;
  gsize code_size;
  double rate;
} WbMeasure;

/**
 * WbMeasured: what a measure gave after @step steps: immutable, atomically
 * counted; any thread.
 */
typedef struct
{
  guint64 step;
  gpointer value;
  GDestroyNotify free;
  int references;
} WbMeasured;

/** (transfer full): with copies of @indices and @drawing. */
WbMeasure *wb_measure_copy (const WbMeasure *self) G_GNUC_WARN_UNUSED_RESULT;
void wb_measure_free (WbMeasure *self);

void wb_measured_unref (WbMeasured *self);

/** Whether there is a variational code to measure. */
gboolean wb_divergence_has (const AeModel *model);

/**
 * Measures the code of a network whose model has one, see wb_divergence_has(); of several, the
 * last. Takes as long as encoding the samples does.
 *
 * @n_samples: at most this many of @dataset, the first ones; 0 for all
 * @error: AE_ERROR_MEMORY
 * Returns: (transfer full): the measure, or NULL.
 */
WbDivergence *wb_divergence_measure (const AeNetwork *network,
                                     DsDataset *dataset,
                                     gsize n_samples,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
void wb_divergence_free (WbDivergence *self);

/**
 * Looks at samples once, by the thread that owns the network.
 *
 * @measure: a WB_MEASURE_PROBE
 * @recipe: says how errors are counted
 * @error: AE_ERROR_SHAPE where the samples do not fit, AE_ERROR_MODEL where the output is of
 *   another size than they are, AE_ERROR_MEMORY
 * Returns: (transfer full): the moment, or NULL.
 */
WbProbe *wb_probe_measure (const AeNetwork *network,
                           const WbMeasure *measure,
                           const AeRecipe *recipe,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
void wb_probe_free (WbProbe *self);

/**
 * Returns: whether different samples all give the same output: a network whose units are dead, or
 *   saturated, which more steps do not bring back.
 */
gboolean wb_probe_is_constant (const WbProbe *self);

/**
 * @code: a layer that is a variational code, of @units
 * @x: [n, values of the layer before]: what comes into it
 * @out: (out): [n, units]: the standard deviations around each mean
 */
void
wb_code_read_deviations (const AeNetwork *network, guint code, gsize n, const float *x, float *out);

typedef struct _WbMonitor WbMonitor;

WbMonitor *wb_monitor_new (void) G_GNUC_WARN_UNUSED_RESULT;
void wb_monitor_free (WbMonitor *self);

/** Takes the place of the measure of its kind; copied. */
void wb_monitor_set_measure (WbMonitor *self, const WbMeasure *measure);

/** Another network, or other weights in it; (nullable), not owned. */
void wb_monitor_set_network (WbMonitor *self, AeNetwork *network);

/** What was measured does not hold any more: the next time comes at once. */
void wb_monitor_set_stale (WbMonitor *self, WbMeasureKind kind);

/** The network has the weights of another moment: all is measured again, and begun anew. */
void wb_monitor_set_moved (WbMonitor *self);

/**
 * Takes the measures whose time has come.
 *
 * @recipe: says how errors are counted
 * @step: steps done
 * @running: more steps are to come
 */
void wb_monitor_update (WbMonitor *self, const AeRecipe *recipe, guint64 step, gboolean running);

/** Whether a measure is under way that takes several pieces of work. */
gboolean wb_monitor_has_work (const WbMonitor *self);

/** Does a piece of it, if it is time to; whether it is then done. */
gboolean wb_monitor_work (WbMonitor *self, gboolean running);

/** @measured: (out) (transfer full): by kind: what was measured last, NULL where nothing was */
void wb_monitor_report (WbMonitor *self, WbMeasured *measured[WB_N_MEASURES]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbProbe, wb_probe_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbDivergence, wb_divergence_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbMonitor, wb_monitor_free)

G_END_DECLS
