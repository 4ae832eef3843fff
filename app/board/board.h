/* SPDX-License-Identifier: MIT */
/* A run's log for TensorBoard, in a folder of its own: the losses of its steps and epochs,
 * reconstructions of some samples, its settings and how it ended, and at the end its codes
 * (projector.h). A thread writes; nothing here waits for the disk but what says so. What
 * cannot be written ends the log, and nothing else.
 *
 * A run that continues is logged on in the folder that has its log, from the step it is at;
 * in another folder the log begins with all that the history has.
 *
 * Belongs to the thread that made it.
 */
#pragma once

#include "app/board/hparams.h"
#include "app/training/snapshot.h"
#include "data/dataset.h"

G_BEGIN_DECLS

/** How many samples are reconstructed. */
#define WB_BOARD_SAMPLES 10

typedef struct _WbBoard WbBoard;

/**
 * What a session is to measure, so that its snapshots have reconstructions to draw.
 *
 * @dataset: samples of it, evenly spread
 * @numbers: (out): which; what is returned points to them and to @dataset
 */
WbMeasure wb_board_measure (DsDataset *dataset, guint32 numbers[WB_BOARD_SAMPLES]);

/**
 * Begins to log into @folder, which is made where it is missing.
 *
 * @run: its model, recipe and begin; its position where it continues, whose steps up to
 *   from_step are another run's
 * @varied: (nullable): names of the settings in which the runs beside it differ, where that
 *   is known, ended by NULL
 *
 * Returns: (transfer full): the log; nothing of @run is needed any more.
 */
WbBoard *wb_board_new (const char *folder,
                       const WbRunRecord *run,
                       const char *const *varied) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Logs what is new.
 *
 * @history: of the run so far
 * @snapshot: (nullable): of the same moment, where it is newer than the one before; its probe is
 * drawn after an epoch: after each at first, later less often
 */
void wb_board_add (WbBoard *self, const WbHistory *history, WbSnapshot *snapshot);

/**
 * WbBoardEnd: a run as it ended.
 * @outcome: one that was stopped may go on
 * @checkpoint: (nullable): its weights
 * @dataset: (nullable): samples that are reconstructed once more
 * @codes: whether they are shown by their codes, too
 */
typedef struct
{
  WbRunOutcome outcome;
  WbCheckpoint *checkpoint;
  DsDataset *dataset;
  gboolean codes;
} WbBoardEnd;

/** Logs the end; nothing is logged after it. */
void wb_board_end (WbBoard *self, const WbBoardEnd *end);

/** Whether all is written that is to be, or nothing can be written any more. */
gboolean wb_board_is_idle (WbBoard *self);

/** (transfer full) (nullable): why the log has ended before its time; once. */
GError *wb_board_take_error (WbBoard *self) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Waits until all is written.
 *
 * @error: WB_ERROR_FILE, and any error of reading samples or of encoding them
 */
gboolean wb_board_wait (WbBoard *self, GError **error);

/** Ends the log (nullable) with what is written; waits for the disk, and not for codes. */
void wb_board_free (WbBoard *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbBoard, wb_board_free)

G_END_DECLS
