/* SPDX-License-Identifier: MIT */
/* Training steps for their own sake: what bench and profile measure. Nothing
 * is validated and nothing is saved.
 */
#pragma once

#include "app/project.h"
#include "data/source.h"
#include "engine/trainer.h"

G_BEGIN_DECLS

typedef struct _WbExercise WbExercise;

WbProject *wb_exercise_open_model (const char *word,
                                   DsSource *source,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
WbExercise *wb_exercise_new (const WbProject *project,
                             DsDataset *training,
                             AePool *pool,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
void wb_exercise_free (WbExercise *self);
gboolean wb_exercise_warm_up (WbExercise *self, double seconds, GError **error);
gboolean wb_exercise_run (WbExercise *self, double seconds, double *rate, GError **error);
gboolean wb_exercise_time_decoder (WbExercise *self,
                                   double seconds,
                                   double *one,
                                   double *grid,
                                   GError **error);
AeTrainer *wb_exercise_get_trainer (WbExercise *self);
const AeNetwork *wb_exercise_get_network (WbExercise *self);
guint64 wb_exercise_get_samples (WbExercise *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbExercise, wb_exercise_free)

G_END_DECLS
