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

/**
 * A share is taken of all samples that no validation set of the data's own
 * leaves out. It leaves at least one sample on either side; of a single sample,
 * and of a share of 0, nothing is held back. Windows of a recording that reach
 * across the cut are in neither part.
 *
 * @recipe: its validation_split decides
 * @source: the data
 * @removed: (nullable): samples that are left out; see removed-samples.h
 * @trained: (out) (transfer full): what to train on
 * @validating: (out) (transfer full): what validates
 */
void wb_data_split (const AeRecipe *recipe,
                    DsSource *source,
                    const GArray *removed,
                    DsDataset **trained,
                    DsDataset **validating);

/**
 * @recipe: @source: as in wb_data_split()
 *
 * Returns: the number among all samples of the first one that validates.
 */
gsize wb_data_split_get_first (const AeRecipe *recipe, DsSource *source);

G_END_DECLS
