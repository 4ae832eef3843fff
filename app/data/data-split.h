/* SPDX-License-Identifier: MIT */
/* The parts of a project's data, the same for the window, training and every
 * command: the data's own two sets or, where the recipe asks for a share of the
 * samples, two parts of one. Where a file has no validation set and no share is
 * asked for, its last tenth validates. Samples that were removed are in no part; they
 * are left out after the parts are made, so that no other sample changes its part.
 */
#pragma once

#include "data/source.h"
#include "engine/training/recipe.h"

G_BEGIN_DECLS

void wb_data_split (const AeRecipe *recipe,
                    DsSource *source,
                    const GArray *removed,
                    DsDataset **trained,
                    DsDataset **validating);
gsize wb_data_split_get_first (const AeRecipe *recipe, DsSource *source);

G_END_DECLS
