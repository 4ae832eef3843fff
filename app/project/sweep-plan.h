/* SPDX-License-Identifier: MIT */
/* A sweep that is under way, as a project keeps it: what its runs have in common, and
 * what is varied. Which of them are trained already, the list of runs tells.
 * Immutable and counted; any thread.
 */
#pragma once

#include "app/project/json.h"
#include "engine/model/model.h"
#include "engine/training/recipe.h"

G_BEGIN_DECLS

/**
 * WbSweepPlan:
 * @model: @recipe: what all runs have, apart from what is varied
 * @vary: as for wb_sweep_new(): "learning_rate=1e-3,1e-2"; perhaps empty
 * @n_seeds: how many runs of each
 * @hash: wb_run_hash() of @model and @recipe on the data that the sweep is of
 */
typedef struct
{
  gatomicrefcount references;
  AeModel *model;
  AeRecipe recipe;
  char *vary;
  guint n_seeds;
  char *hash;
} WbSweepPlan;

/** (transfer full): @values, copied, and what it points to counted or copied. */
WbSweepPlan *wb_sweep_plan_new (const WbSweepPlan *values) G_GNUC_WARN_UNUSED_RESULT;
WbSweepPlan *wb_sweep_plan_ref (WbSweepPlan *self);

/** NULL is allowed. */
void wb_sweep_plan_unref (WbSweepPlan *self);

json_t *wb_sweep_plan_to_json (const WbSweepPlan *self) G_GNUC_WARN_UNUSED_RESULT;

/** (transfer full): what wb_sweep_plan_to_json() wrote; NULL with WB_ERROR_CONTENTS. */
WbSweepPlan *wb_sweep_plan_from_json (json_t *json, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbSweepPlan, wb_sweep_plan_unref)

G_END_DECLS
