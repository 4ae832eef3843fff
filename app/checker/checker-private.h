/* SPDX-License-Identifier: MIT */
/* What the rules of the checker share. A rule looks at a WbCheck and reports
 * what it finds; a fix is offered only where trying it shows that it fixes.
 */
#pragma once

#include "app/checker/checker.h"

G_BEGIN_DECLS

/**
 * WbCheck: one run of the checker.
 * @shapes: every layer's output; rank 0 from @culprit on
 * @culprit: the first layer that cannot run, -1 when all can
 * @message: why it cannot, in the engine's words
 */
typedef struct
{
  AeModel *model;
  const AeRecipe *recipe;
  const WbDataFacts *facts;
  guint n_layers;
  AeShape *shapes;
  int culprit;
  char *message;
  GPtrArray *problems;
} WbCheck;

/** What a layer does to the size of an image, or to the steps of a series. */
typedef enum
{
  WB_SCALE_NONE,
  WB_SCALE_DOWN,
  WB_SCALE_UP,
} WbScale;

/* Rules, in the files of their subjects. Each reports at most one problem. */

/** M1: the data has another shape than the Input. */
void wb_rule_input (WbCheck *check);

/** M2: there is only the Input. */
void wb_rule_empty (WbCheck *check);

/** S3: a layer for images on a list of numbers, or the like. */
void wb_rule_kind (WbCheck *check);

/** S4: the numbers of a Reshape do not multiply to what comes in. */
void wb_rule_reshape (WbCheck *check);

/** S5: a kernel without padding that is larger than what it slides over. */
void wb_rule_kernel (WbCheck *check);

/** M3: whatever else a layer refuses, in the engine's words. */
void wb_rule_layer (WbCheck *check);

/** S2: an image of other channels. */
void wb_rule_channels (WbCheck *check);

/** S1: a layer that shrinks or grows what no other grows or shrinks. */
void wb_rule_pairs (WbCheck *check);

/** S1: the reconstruction has another size than the samples. */
void wb_rule_size (WbCheck *check);

/** S7: a loss that needs outputs between 0 and 1 behind another activation. */
void wb_rule_loss (WbCheck *check);

/** S8: data outside of what the output can be. */
void wb_rule_range (WbCheck *check);

/** S6: nothing keeps the network from copying. */
void wb_rule_bottleneck (WbCheck *check);

/** M4: a skip around the code. */
void wb_rule_skip (WbCheck *check);

/** S9: the map shows two dimensions of the code. */
void wb_rule_map (WbCheck *check);

/** S10: a very large layer. */
void wb_rule_weights (WbCheck *check);

/** S11: nothing to tell apart. */
void wb_rule_alike (WbCheck *check);

/** S12: a few values far away leave all the others a sliver of the range. */
void wb_rule_outlier (WbCheck *check);

/** S13: what validates is another mix of classes than what trains. */
void wb_rule_parts (WbCheck *check);

/** S14: images of channels × height × width. */
void wb_rule_layout (WbCheck *check);

/** S15: Adadelta, whose steps are small by themselves, at the rate of others. */
void wb_rule_rate (WbCheck *check);

/** S16: statistics of a batch of one sample. */
void wb_rule_batch (WbCheck *check);

/** For rules: a new problem, whose texts the rule fills in; (transfer none). */
WbProblem *wb_check_report (WbCheck *check, int layer, WbSeverity severity, const char *code);

/**
 * Offers a fix that changes the model; @label and @model (nullable: then no fix is offered) are
 * (transfer full).
 */
void wb_problem_add_fix (WbProblem *problem, char *label, AeModel *model);

/** Offers a fix that changes the recipe; @label is (transfer full). */
void wb_problem_add_recipe_fix (WbProblem *problem, char *label, const AeRecipe *recipe);

const AeLayer *wb_check_layer (const WbCheck *check, guint index);

/** "Layer 3, Dense", for the beginning of a sentence; (transfer full). */
char *wb_check_name_layer (const WbCheck *check, guint index);

/** "an image of 28×28×1", "28 steps of 28 features", "a list of 784 numbers"; (transfer full). */
char *wb_check_name_shape (const AeShape *shape);

/** "1,234,567", by the locale; (transfer full). */
char *wb_format_count (guint64 count);

/** What the reconstruction is compared with: the samples, which the Input names. */
const AeShape *wb_check_target (const WbCheck *check);

/** Whether the output lies where the loss needs it. */
gboolean wb_loss_suits (const AeModel *model, const AeRecipe *recipe);

/** Whether the first @n_layers can run. */
gboolean wb_model_reaches (const AeModel *model, guint n_layers);

/** @model (transfer full) (nullable) where it fits its samples, else NULL; (transfer full). */
AeModel *wb_model_accept (AeModel *model);

/** Reads an option by name; FALSE where the layer has none of that name. */
gboolean wb_layer_get (const AeLayer *layer, const char *name, AeValue *value);

/** Whether the layer shrinks or grows, and by which @factors: down and across. */
WbScale wb_layer_get_scale (const AeLayer *layer, guint factors[2]);

/** The chosen name of a CHOICE, or NULL where the layer has no such option; static. */
const char *wb_layer_get_choice (const AeLayer *layer, const char *name);

/**
 * The model with another option of layer @index; (transfer full), NULL where the layer does not
 * take it.
 */
AeModel *wb_model_set (AeModel *model, guint index, const char *name, const char *text);

/**
 * The model with another layer before layer @index; (transfer full), NULL where there is no such
 * layer or option.
 */
AeModel *wb_model_insert (AeModel *model, guint index, const char *type, const char *options);

G_END_DECLS
