/* SPDX-License-Identifier: MIT */
/* A run: network, trainer, data and the place in the training, without any
 * thread of its own. What it does is cut into small pieces of work, a step or
 * a slice of a validation, and all else happens between two of them. Where it
 * stands is told by a checkpoint, and a run made from one goes on bit for bit.
 *
 * Belongs to one thread: the worker of a session.
 */
#pragma once

#include "app/project/checkpoint.h"
#include "data/dataset.h"

G_BEGIN_DECLS

typedef struct _WbRun WbRun;

/**
 * WbRunSpeed:
 * @samples_per_second: 0 before it is known
 * @flops_per_second: likewise, see wb_speed_count_flops(); 0 too where the
 *   model is so small that other things than arithmetic take the time
 * @seconds_left: negative before it is known
 */
typedef struct
{
  double samples_per_second;
  double flops_per_second;
  double seconds_left;
} WbRunSpeed;

WbRun *wb_run_new (void) G_GNUC_WARN_UNUSED_RESULT;
void wb_run_free (WbRun *self);

gboolean wb_run_set_model (WbRun *self, AeModel *model, GError **error);
gboolean wb_run_set_recipe (WbRun *self, const AeRecipe *recipe, GError **error);
void wb_run_set_data (WbRun *self, DsDataset *training, DsDataset *validation);
gboolean wb_run_set_threads (WbRun *self, guint n_threads, GError **error);
void wb_run_set_low_priority (WbRun *self, gboolean low_priority);
void wb_run_begin (WbRun *self);
void wb_run_set_epochs_planned (WbRun *self, guint epochs);

gboolean wb_run_check (WbRun *self, GError **error);
gboolean wb_run_advance (WbRun *self, GError **error);
void wb_run_restart (WbRun *self, gint64 seed);
gboolean wb_run_has_ended (WbRun *self, gboolean *early);
guint wb_run_end (WbRun *self);
void wb_run_go_back (WbRun *self);

WbCheckpoint *wb_run_make_checkpoint (WbRun *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean wb_run_restore (WbRun *self, WbCheckpoint *checkpoint, GError **error);

AeNetwork *wb_run_get_network (WbRun *self);
const AeRecipe *wb_run_get_recipe (WbRun *self);
const WbPosition *wb_run_get_position (WbRun *self);
gboolean wb_run_is_validating (WbRun *self);
double wb_run_get_validated (WbRun *self);
guint64 wb_run_get_samples_per_epoch (WbRun *self);
WbRunSpeed wb_run_get_speed (WbRun *self);
float *wb_run_get_shares (WbRun *self, guint *n_layers) G_GNUC_WARN_UNUSED_RESULT;
gsize wb_run_get_n_transferred (WbRun *self);
WbHistory *wb_run_take_new_history (WbRun *self, gboolean *replaces) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbRun, wb_run_free)

G_END_DECLS
