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
void wb_rule_input (WbCheck *check);
void wb_rule_empty (WbCheck *check);
void wb_rule_kind (WbCheck *check);
void wb_rule_reshape (WbCheck *check);
void wb_rule_kernel (WbCheck *check);
void wb_rule_layer (WbCheck *check);
void wb_rule_channels (WbCheck *check);
void wb_rule_pairs (WbCheck *check);
void wb_rule_size (WbCheck *check);
void wb_rule_loss (WbCheck *check);
void wb_rule_range (WbCheck *check);
void wb_rule_bottleneck (WbCheck *check);
void wb_rule_skip (WbCheck *check);
void wb_rule_map (WbCheck *check);
void wb_rule_weights (WbCheck *check);
void wb_rule_alike (WbCheck *check);
void wb_rule_outlier (WbCheck *check);
void wb_rule_parts (WbCheck *check);
void wb_rule_layout (WbCheck *check);
void wb_rule_rate (WbCheck *check);
void wb_rule_batch (WbCheck *check);

WbProblem *wb_check_report (WbCheck *check, int layer, WbSeverity severity, const char *code);
void wb_problem_add_fix (WbProblem *problem, char *label, AeModel *model);
void wb_problem_add_recipe_fix (WbProblem *problem, char *label, const AeRecipe *recipe);

const AeLayer *wb_check_layer (const WbCheck *check, guint index);
char *wb_check_name_layer (const WbCheck *check, guint index);
char *wb_check_name_shape (const AeShape *shape);
char *wb_format_count (guint64 count);

const AeShape *wb_check_target (const WbCheck *check);
gboolean wb_loss_suits (const AeModel *model, const AeRecipe *recipe);
gboolean wb_model_reaches (const AeModel *model, guint n_layers);
AeModel *wb_model_accept (AeModel *model);
gboolean wb_layer_get (const AeLayer *layer, const char *name, AeValue *value);
WbScale wb_layer_get_scale (const AeLayer *layer, guint factors[2]);
const char *wb_layer_get_choice (const AeLayer *layer, const char *name);
AeModel *wb_model_set (AeModel *model, guint index, const char *name, const char *text);
AeModel *wb_model_insert (AeModel *model, guint index, const char *type, const char *options);

G_END_DECLS
