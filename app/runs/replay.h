/* SPDX-License-Identifier: MIT */
/* Trains a run again from its seed; where it began with the weights of another run, that
 * one before it. Training is exact to the bit, for any number of threads, so the weights
 * come out the same; on a CPU of another instruction set the last bits may differ.
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
 * WbReplayOpen:
 * @run: the run that is trained again, or one that it began with
 * @training: @validation: (out) (transfer full) (nullable): the parts of its data
 * @error: why they cannot be had
 */
typedef gboolean (*WbReplayOpen) (gpointer data,
                                  const WbRunRecord *run,
                                  DsDataset **training,
                                  DsDataset **validation,
                                  GError **error);

/**
 * Whether a run holds all that is needed.
 *
 * @runs: (nullable): all runs of its project
 * @error: WB_ERROR_CONTENTS where it was recorded by a version that did not note where
 *   it ended, or did not part runs where layers were changed; or where the run that it
 *   began with is not there
 */
gboolean wb_replay_check (const GPtrArray *runs, const WbRunRecord *run, GError **error);

/**
 * Trains to the step that the run ended at, with the changes of the recipe that were
 * made on the way.
 *
 * @runs: (nullable): all runs of its project
 * @n_threads: 0 for as many as there are cores
 * @open_data: gives data
 * @progress: (nullable): called before each step
 * @data: for both
 * @error: as wb_replay_check(), also where what it began with comes out otherwise now; any
 *   error of @open_data; any AE_ERROR of a training; WB_ERROR_EDIT where @progress ended it
 *
 * Returns: (transfer full): where it ended, or NULL.
 */
WbCheckpoint *wb_replay (const GPtrArray *runs,
                         const WbRunRecord *run,
                         guint n_threads,
                         WbReplayOpen open_data,
                         WbReplayProgress progress,
                         gpointer data,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
