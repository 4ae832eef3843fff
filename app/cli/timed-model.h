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

/**
 * @word: a template's name or a project's path
 * @source: whose shape a template is built for
 *
 * Returns: (transfer full): the project, or NULL with an error.
 */
WbProject *wb_timed_model_open_model (const char *word,
                                      DsSource *source,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * @training: must outlive the timed, and so must @pool
 *
 * Returns: (transfer full): ready to run, or NULL with an error.
 */
WbTimedModel *wb_timed_model_new (const WbProject *project,
                                  DsDataset *training,
                                  AePool *pool,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** wb_timed_model_free: @self may be NULL. */
void wb_timed_model_free (WbTimedModel *self);

/**
 * Reads the samples once and trains, so that what is measured afterwards is
 * neither the disk nor a cold cache.
 *
 * @seconds: train for so long
 * @error: AE_ERROR_NUMERIC
 *
 * Returns: whether all steps went well.
 */
gboolean wb_timed_model_warm_up (WbTimedModel *self, double seconds, GError **error);

/**
 * @seconds: train for so long, at least one step
 * @rate: (out): samples a second
 * @error: AE_ERROR_NUMERIC
 *
 * Returns: whether all steps went well.
 */
gboolean wb_timed_model_run (WbTimedModel *self, double seconds, double *rate, GError **error);

/**
 * Decodes codes of samples on the calling thread alone.
 *
 * @seconds: how long to measure, about
 * @one: (out): median seconds from one code to its sample
 * @grid: (out): likewise from 400 codes, a grid of 20 × 20
 * @error: AE_ERROR_MEMORY
 *
 * Returns: whether it could be done.
 */
gboolean wb_timed_model_time_decoder (WbTimedModel *self,
                                      double seconds,
                                      double *one,
                                      double *grid,
                                      GError **error);

/** wb_timed_model_get_trainer: (transfer none). */
AeTrainer *wb_timed_model_get_trainer (WbTimedModel *self);

/** wb_timed_model_get_network: (transfer none). */
const AeNetwork *wb_timed_model_get_network (WbTimedModel *self);

/** wb_timed_model_get_samples: how many the last wb_timed_model_run() trained. */
guint64 wb_timed_model_get_samples (WbTimedModel *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbTimedModel, wb_timed_model_free)

G_END_DECLS
