/* SPDX-License-Identifier: MIT */
/* What a run is known by: a short hash of all that decides how it goes, and one of
 * the weights that came of it. Two runs of the same hash have the same weights after
 * the same number of steps, on CPUs of the same instruction set.
 */
#pragma once

#include "app/project/checkpoint.h"
#include "app/project/data-reference.h"
#include "app/project/removed-samples.h"

G_BEGIN_DECLS

/**
 * The hash of model, recipe with its seed, data, changes on the way and
 * AE_ARITHMETIC_VERSION. How many epochs were planned does not count. Data count by what
 * their samples are, see ds_digest(): moved or renamed they are the same, changed they
 * are others. Where that is not known they count by name and import.
 *
 * @data: @removed: (nullable): as a project has them
 * @position: (nullable): where it stands, which tells what it began with; NULL for a run
 *   that begins with the weights of its seed
 * @flags: the changes that were made while it trained
 *
 * Returns: (transfer full): 12 hexadecimal digits.
 */
char *wb_run_hash (const AeModel *model,
                   const AeRecipe *recipe,
                   const WbDataReference *data,
                   const GArray *removed,
                   const WbPosition *position,
                   const GPtrArray *flags) G_GNUC_WARN_UNUSED_RESULT;

/**
 * The number that WbPosition has of weights: the first 63 bits of wb_weights_hash().
 *
 * @hash: (nullable): what that gave
 */
guint64 wb_weights_number (const char *hash);

/** SHA-256 of the weights in place, by name, to the last bit: (transfer full). */
char *wb_weights_hash (const WbCheckpoint *checkpoint) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
