/* SPDX-License-Identifier: MIT */
/* A recipe as JSON, through the option descriptors alone: the recipe's own
 * fields by name, "loss_options" and "optimizer_options" as their classes
 * describe them.
 */
#pragma once

#include "app/project/json.h"
#include "engine/training/recipe.h"

G_BEGIN_DECLS

/** The recipe as JSON; (transfer full): an object; any thread. */
json_t *wb_recipe_to_json (const AeRecipe *recipe) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Reads a recipe; what is absent has its default.
 *
 * @recipe: (out): unchanged on failure
 * @error: WB_ERROR_CONTENTS, naming the field
 */
gboolean wb_recipe_from_json (json_t *json, AeRecipe *recipe, GError **error);

G_END_DECLS
