/* SPDX-License-Identifier: MIT */
/* Ghosts: what the next epoch would be with other values of a setting. Each begins at
 * the same checkpoint and is trained in a thread of its own, to the same bits as a run
 * that is given that value there; the true run is not touched. They are read while they
 * train, and one that has ended can be gone on from.
 *
 * Belongs to the thread that made it. Nothing here waits for a step.
 */
#pragma once

#include "app/project/checkpoint.h"
#include "app/project/project.h"
#include "data/dataset.h"

G_BEGIN_DECLS

#define WB_MAX_GHOSTS 5

typedef struct _WbGhosts WbGhosts;

/**
 * WbGhostUpdate: what came of a ghost since it was read last.
 * @points: (element-type WbLossPoint): the losses of its steps
 * @output: (nullable): what it makes of the sample that is followed, where that is new
 * @ended: the epoch is trained, or the loss was no longer a number: @diverged
 * @loss: validation loss of the last whole epoch, or where none has ended the mean of
 *   its steps so far; NAN before the first
 */
typedef struct
{
  GArray *points;
  float *output;
  gboolean ended;
  gboolean diverged;
  double loss;
} WbGhostUpdate;

/**
 * Begins at once.
 *
 * @checkpoint: where they begin
 * @projects: (element-type WbProject): model and recipe of each; at most WB_MAX_GHOSTS
 * @training: @validation: (nullable): the data of all
 * @sample: (nullable): [values of a sample]: one that is followed
 */
WbGhosts *wb_ghosts_new (WbCheckpoint *checkpoint,
                         const GPtrArray *projects,
                         DsDataset *training,
                         DsDataset *validation,
                         const float *sample) G_GNUC_WARN_UNUSED_RESULT;

/** They end after the steps they are at, by themselves. NULL is allowed. */
void wb_ghosts_free (WbGhosts *self);

void wb_ghosts_read (WbGhosts *self, guint index, WbGhostUpdate *update);
void wb_ghost_update_clear (WbGhostUpdate *update);

/** (transfer full) (nullable): where a ghost has ended; NULL before, and where it diverged. */
WbCheckpoint *wb_ghosts_get_checkpoint (WbGhosts *self, guint index) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbGhosts, wb_ghosts_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WbGhostUpdate, wb_ghost_update_clear)

G_END_DECLS
