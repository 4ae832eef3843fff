/* SPDX-License-Identifier: MIT */
/* The weights that a run ended with, as one block: layer after layer in the model's
 * order, each layer's in the order of its parameters. A project keeps those of its runs
 * up to a size, so that any of them can be looked at again; see wb_run_list_record().
 */
#pragma once

#include "app/project/run-record.h"

G_BEGIN_DECLS

/** The weights in place of a checkpoint: (transfer full): a copy. */
GBytes *wb_run_weights_new (const WbCheckpoint *checkpoint) G_GNUC_WARN_UNUSED_RESULT;

/** How many values the block of a model has; 0 where the model cannot run. */
gsize wb_run_weights_count (const AeModel *model);

/**
 * Makes what a run trained.
 *
 * @error: WB_ERROR_CONTENTS where the run's weights are not kept; AE_ERROR_MEMORY
 *
 * Returns: (transfer full): a network, or NULL; any thread.
 */
AeNetwork *wb_run_weights_make_network (const WbRunRecord *run,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
