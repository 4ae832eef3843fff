/* SPDX-License-Identifier: MIT */
/* Runs as TensorBoard's plugin for hyper-parameters compares them: the messages of
 *   https://github.com/tensorflow/tensorboard/blob/master/tensorboard/plugins/hparams/plugin_data.proto
 * Settings have the names of differences.h; "model" is what the run trained, in a few characters.
 * Of a run, the values of all settings are written, and how it ended. What is compared
 * TensorBoard finds by itself, the union of all runs and what differs in them; a sweep
 * knows it, and says so in an experiment.
 *
 * Pure functions; any thread. What they return is (transfer full).
 */
#pragma once

#include "app/project/run-record.h"

G_BEGIN_DECLS

#define WB_HPARAMS_PLUGIN     "hparams"
#define WB_HPARAMS_EXPERIMENT "_hparams_/experiment"
#define WB_HPARAMS_BEGIN      "_hparams_/session_start_info"
#define WB_HPARAMS_END        "_hparams_/session_end_info"

/**
 * @run: one of those that are compared: its model and recipe
 * @varied: names of the settings that are not the same in all, ended by NULL
 * @metrics: names of the scalars that runs are judged by, ended by NULL
 */
GByteArray *wb_hparams_experiment (const WbRunRecord *run,
                                   const char *const *varied,
                                   const char *const *metrics) G_GNUC_WARN_UNUSED_RESULT;

/** @run: its model, recipe and begin */
GByteArray *wb_hparams_begin (const WbRunRecord *run) G_GNUC_WARN_UNUSED_RESULT;

/** @ended: in seconds since 1970 */
GByteArray *wb_hparams_end (WbRunOutcome outcome, double ended) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
