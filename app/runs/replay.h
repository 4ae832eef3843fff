/* SPDX-License-Identifier: MIT */
/* Trains a run again from its seed. Training is exact to the bit, for any number of
 * threads, so the weights come out the same; on a CPU of another instruction set the
 * last bits may differ.
 */
#pragma once

#include "app/project/checkpoint.h"
#include "app/project/run-record.h"
#include "data/dataset.h"

G_BEGIN_DECLS

/**
 * WbReplayProgress:
 * @step: steps done
 * @n_steps: of how many
 *
 * Returns: FALSE to end the replay.
 */
typedef gboolean (*WbReplayProgress) (gpointer data, guint64 step, guint64 n_steps);

/**
 * Whether a run holds all that is needed.
 *
 * @error: WB_ERROR_CONTENTS where it was recorded by a version that did not note where
 *   it ended, or where layers were changed while it trained
 */
gboolean wb_replay_check (const WbRunRecord *run, GError **error);

/**
 * Trains to the step that the run ended at, with the changes of the recipe that were
 * made on the way.
 *
 * @training: @validation: (nullable): the parts of the run's data
 * @n_threads: 0 for as many as there are cores
 * @progress: (nullable): called before each step
 * @error: as wb_replay_check(); any AE_ERROR of a training; WB_ERROR_EDIT where
 *   @progress ended it
 *
 * Returns: (transfer full): where it ended, or NULL.
 */
WbCheckpoint *wb_replay (const WbRunRecord *run,
                         DsDataset *training,
                         DsDataset *validation,
                         guint n_threads,
                         WbReplayProgress progress,
                         gpointer data,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
