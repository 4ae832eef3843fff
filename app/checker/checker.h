/* SPDX-License-Identifier: MIT */
/* The checker: what is wrong with a model, in words, with fixes. A pure
 * function of the model, the recipe and a description of the data, fast enough
 * to run after every edit; the window and the command line show its text.
 *
 * The rules stand in a table (checker.c). Only the first cause is an
 * error: what cannot be judged before it is fixed is reported as waiting.
 */
#pragma once

#include "app/project/project.h"
#include "data/fit.h"

G_BEGIN_DECLS

/**
 * WbSeverity:
 * @WB_SEVERITY_ERROR: the model cannot run
 * @WB_SEVERITY_WAITING: cannot be judged before the error is fixed
 * @WB_SEVERITY_WARNING: it runs, and will disappoint
 * @WB_SEVERITY_NOTE: worth knowing
 */
typedef enum
{
  WB_SEVERITY_ERROR,
  WB_SEVERITY_WAITING,
  WB_SEVERITY_WARNING,
  WB_SEVERITY_NOTE,
} WbSeverity;

/**
 * WbDataFacts: what the checker knows of the data.
 * @shape: of one sample; rank 0 where no data is open
 * @minimum: @maximum: of the values a network gets to see
 * @usual_minimum: @usual_maximum: of the values of a middling sample
 * @alike: all samples are the same
 * @flat: every sample is of one value throughout
 * @n_samples: to train on
 * @n_validating: samples that validate
 * @n_classes: that the labels name, 0 where there are none
 * @n_classes_validating: those among them that validate
 * @scaling: what @minimum and @maximum have been through
 * @flops_per_second: multiplications and additions as measured, see
 *   wb_speed_measure(); 0 where nothing was measured yet: with it a large
 *   layer's time can be told
 */
typedef struct
{
  AeShape shape;
  double minimum;
  double maximum;
  double usual_minimum;
  double usual_maximum;
  gboolean alike;
  gboolean flat;
  gsize n_samples;
  gsize n_validating;
  guint n_classes;
  guint n_classes_validating;
  double flops_per_second;
  DsScaling scaling;
} WbDataFacts;

/** To begin with: no data, values from 0 to 1. */
#define WB_DATA_FACTS_NONE \
  { \
    .maximum = 1, .usual_maximum = 1, .scaling = { 0, 1 } \
  }

/**
 * WbFix: one way to fix a problem, ready to be applied.
 * @label: of its button: "Use sigmoid"
 * @model: @recipe: as they are afterwards
 * @scaling: (nullable): the data's scaling afterwards; NULL to leave it
 * @mirrors: the decoder is then the encoder's mirror image, and follows it
 * @resets: the weights are then those that the seed draws
 * @fit: (nullable): the size of the data's images afterwards; NULL to leave it
 */
typedef struct
{
  char *label;
  AeModel *model;
  AeRecipe recipe;
  DsScaling *scaling;
  DsFit *fit;
  gboolean mirrors;
  gboolean resets;
} WbFix;

#define WB_MAX_FIXES 4

/**
 * WbProblem:
 * @layer: its number in the model, -1 where it belongs to no layer
 * @last_layer: the same; of a problem that waits the last layer that does
 * @code: "S1" to "S16", or "M1" for a model that is not one; of the doctor the name
 *   of the check
 * @title: in a few words; the rest are sentences
 * @measured: found in a training, by the doctor: it can be dismissed
 * @fixes: the best first
 */
typedef struct
{
  int layer;
  int last_layer;
  WbSeverity severity;
  const char *code;
  char *title;
  char *happened;
  char *expected;
  char *why;
  gboolean measured;
  guint n_fixes;
  WbFix fixes[WB_MAX_FIXES];
} WbProblem;

/**
 * Describes a data set: its shape, count and scaling, and its values. Any
 * thread; where values leave [0, 1] it reads the whole set, to know by how much.
 */
void wb_data_facts_set_dataset (WbDataFacts *facts, DsDataset *dataset);

/**
 * Describes what of the data trains and what validates, by their labels. Any
 * thread; no sample is read.
 */
void wb_data_facts_set_parts (WbDataFacts *facts, DsDataset *training, DsDataset *validation);

/**
 * Checks a model.
 *
 * @facts: (nullable): NULL where no data is open; what needs data is not judged
 *
 * Returns: (transfer full): an array of WbProblem, freed with
 *   g_ptr_array_unref(), errors first; empty for a model without blemish. Any
 *   thread; under 1 ms.
 */
GPtrArray *wb_check (const AeModel *model,
                     const AeRecipe *recipe,
                     const WbDataFacts *facts) G_GNUC_WARN_UNUSED_RESULT;

/** The error among @problems, or NULL where the model can be trained; (transfer none). */
const WbProblem *wb_problems_get_error (const GPtrArray *problems);

/** Whether one of them could tell a time, if the machine's speed were measured. */
gboolean wb_problems_want_speed (const GPtrArray *problems, const WbDataFacts *facts);

/** The problem as lines for a terminal, without a line feed at the end; (transfer full). */
char *wb_problem_to_text (const WbProblem *problem, const AeModel *model) G_GNUC_WARN_UNUSED_RESULT;

/** "error", "waiting", "warning" or "note"; static. */
const char *wb_severity_get_name (WbSeverity severity);

/** Makes what the fix promises. */
void wb_fix_apply (const WbFix *fix, WbProject *project);

/** (transfer full): a problem without words or fixes. */
WbProblem *
wb_problem_new (int layer, WbSeverity severity, const char *code) G_GNUC_WARN_UNUSED_RESULT;

/** @self: (transfer full) (nullable) */
void wb_problem_free (WbProblem *self);

G_END_DECLS
