/* SPDX-License-Identifier: MIT */
/* What of the data trains and what validates: the data's own two sets or, where
 * the recipe asks for a share of the training samples, two parts of one.
 */
#pragma once

#include "data/dataset.h"
#include "engine/recipe.h"

G_BEGIN_DECLS

void wb_divide (const AeRecipe *recipe,
                DsDataset *training,
                DsDataset *validation,
                DsDataset **trained,
                DsDataset **validating);

G_END_DECLS
