/* SPDX-License-Identifier: MIT */
/* WbSession: training as the main thread sees it. Behind it one thread owns
 * the network and works; commands go to it and are applied between two steps,
 * snapshots come back. No function here waits for the trainer but those whose
 * name says so.
 *
 * It needs no main loop. A window calls wb_session_pull() in its frame tick
 * for as long as wb_session_is_active(), and begins to tick at "woken"; the
 * command line calls wb_session_wait().
 *
 * Belongs to the thread that made it, which must wb_session_close() it before
 * it lets go of it.
 */
#pragma once

#include <glib-object.h>

#include "app/project/checkpoint.h"
#include "app/training/snapshot.h"
#include "data/dataset.h"

G_BEGIN_DECLS

#define WB_TYPE_SESSION (wb_session_get_type ())
G_DECLARE_FINAL_TYPE (WbSession, wb_session, WB, SESSION, GObject)

/**
 * WbCheckpointReady:
 * @checkpoint: (nullable) (transfer none): NULL where there is nothing to keep
 * @error: (nullable): why there is none
 *
 * Called by wb_session_pull(), in the session's own thread.
 */
typedef void (*WbCheckpointReady) (WbCheckpoint *checkpoint,
                                   const GError *error,
                                   gpointer data);

WbSession *wb_session_new (void) G_GNUC_WARN_UNUSED_RESULT;
void wb_session_close (WbSession *self);

void wb_session_open (WbSession *self,
                      AeModel *model,
                      const AeRecipe *recipe,
                      DsDataset *training,
                      DsDataset *validation,
                      WbCheckpoint *checkpoint);
void wb_session_set_model (WbSession *self, AeModel *model);
void wb_session_set_recipe (WbSession *self, const AeRecipe *recipe);
void wb_session_set_data (WbSession *self, DsDataset *training, DsDataset *validation);
void wb_session_set_checkpoint (WbSession *self, WbCheckpoint *checkpoint);
void wb_session_go_back (WbSession *self,
                         WbCheckpoint *checkpoint,
                         const AeRecipe *recipe,
                         AeModel *model);
void wb_session_set_threads (WbSession *self, guint n_threads);
void wb_session_set_low_priority (WbSession *self, gboolean low_priority);
void wb_session_follow (WbSession *self,
                        DsDataset *dataset,
                        const guint32 *indices,
                        guint n,
                        guint focus);
void wb_session_follow_drawing (WbSession *self,
                                DsDataset *dataset,
                                const guint32 *indices,
                                guint n,
                                guint focus,
                                const float *drawing);
void wb_session_set_wants_network (WbSession *self, gboolean wants);

void wb_session_start (WbSession *self, guint n_epochs);
void wb_session_pause (WbSession *self);
void wb_session_resume (WbSession *self);
void wb_session_step (WbSession *self);
void wb_session_step_epoch (WbSession *self);
void wb_session_stop (WbSession *self);
void wb_session_restart (WbSession *self, guint n_epochs);
void wb_session_restart_with_seed (WbSession *self, gint64 seed, guint n_epochs);

guint64 wb_session_get_last_command (WbSession *self);
gboolean wb_session_is_active (WbSession *self);
gboolean wb_session_pull (WbSession *self);
gboolean wb_session_wait (WbSession *self, gint64 deadline_usec);
gboolean wb_session_wait_applied (WbSession *self, gint64 deadline_usec);
WbSnapshot *wb_session_get_snapshot (WbSession *self);
const WbHistory *wb_session_get_history (WbSession *self);

void wb_session_request_checkpoint (WbSession *self,
                                    WbCheckpointReady ready,
                                    gpointer data);
WbCheckpoint *wb_session_wait_checkpoint (WbSession *self,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
