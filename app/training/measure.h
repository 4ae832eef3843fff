/* SPDX-License-Identifier: MIT */
/* What views ask a session to look at, again and again: a measure is registered
 * under its kind, the training thread takes it when it has the time, and each
 * snapshot carries what came last.
 */
#pragma once

#include "data/dataset.h"
#include "engine/network/network.h"

G_BEGIN_DECLS

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
 * @rate: at most so many a second, and no more than a small share of the time
 */
typedef struct
{
  WbMeasureKind kind;
  DsDataset *dataset;
  const guint32 *indices;
  guint n;
  guint focus;
  const float *drawing;
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

/**
 * WbCodes:
 * @indices: (nullable): [n]: the samples' numbers; NULL for the first @n
 * @size: values in one code
 * @values: [n, size]
 * @network: the weights that they were computed with
 */
typedef struct
{
  guint n;
  guint32 *indices;
  gsize size;
  float *values;
  AeNetwork *network;
} WbCodes;

/** (transfer full): with copies of @indices and @drawing. */
WbMeasure *wb_measure_copy (const WbMeasure *self) G_GNUC_WARN_UNUSED_RESULT;
void wb_measure_free (WbMeasure *self);

/** @value: (transfer full). */
WbMeasured *
wb_measured_new (guint64 step, gpointer value, GDestroyNotify free) G_GNUC_WARN_UNUSED_RESULT;
WbMeasured *wb_measured_ref (WbMeasured *self);
void wb_measured_unref (WbMeasured *self);

void wb_codes_free (WbCodes *self);

G_END_DECLS
