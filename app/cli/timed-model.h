/* SPDX-License-Identifier: MIT */
/* Training steps for their own sake: what bench and profile measure. Nothing
 * is validated and nothing is saved.
 */
#pragma once

#include "app/project/project.h"
#include "data/source.h"
#include "engine/training/trainer.h"

G_BEGIN_DECLS

typedef struct _WbTimedModel WbTimedModel;

WbProject *wb_timed_model_open_model (const char *word,
                                      DsSource *source,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
WbTimedModel *wb_timed_model_new (const WbProject *project,
                                  DsDataset *training,
                                  AePool *pool,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
void wb_timed_model_free (WbTimedModel *self);
gboolean wb_timed_model_warm_up (WbTimedModel *self, double seconds, GError **error);
gboolean wb_timed_model_run (WbTimedModel *self, double seconds, double *rate, GError **error);
gboolean wb_timed_model_time_decoder (WbTimedModel *self,
                                      double seconds,
                                      double *one,
                                      double *grid,
                                      GError **error);
AeTrainer *wb_timed_model_get_trainer (WbTimedModel *self);
const AeNetwork *wb_timed_model_get_network (WbTimedModel *self);
guint64 wb_timed_model_get_samples (WbTimedModel *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbTimedModel, wb_timed_model_free)

G_END_DECLS
