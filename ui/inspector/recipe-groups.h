/* SPDX-License-Identifier: MIT */
/* Which of the recipe's options stand together in the inspector. An option that
 * no group names stands in the last one, so that none is ever missing.
 */
#pragma once

#include "engine/option.h"

G_BEGIN_DECLS

typedef enum
{
  HG_RECIPE_LOSS,
  HG_RECIPE_LOSS_SETTINGS, /* of the loss that is chosen */
  HG_RECIPE_VARIATIONAL,
  HG_RECIPE_OPTIMIZER,
  HG_RECIPE_OPTIMIZER_SETTINGS,
  HG_RECIPE_SCHEDULE_SETTINGS,
  HG_RECIPE_PENALTIES, /* options of the layer that makes the code */
  HG_RECIPE_NOISE,
  HG_RECIPE_TRAINING,
  HG_N_RECIPE_GROUPS,
} HgRecipeGroup;

/**
 * @group: one that holds options of the recipe itself
 *
 * Returns: (transfer none): descriptors, ended by a NULL name; for ever
 */
const AeOption *hg_recipe_group_get_options (HgRecipeGroup group);

/**
 * @options: (nullable): of a layer
 *
 * Returns: (transfer full): those that penalise what goes through it or its
 *   weights, made for sliders; ended by a NULL name, g_free()
 */
AeOption *hg_recipe_list_penalties (const AeOption *options) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
