/* SPDX-License-Identifier: MIT */
/* What tells runs apart: the settings of recipe and layers that are not the same in all
 * of them. A setting is named as in flags and on the command line: "learning_rate",
 * "schedule.factor", and of a layer "2.units", by its number, from 1 for the Input.
 */
#pragma once

#include "app/project/run-record.h"

G_BEGIN_DECLS

/**
 * The settings that differ, in the order of the recipe and then of the layers. Layers
 * are compared where all models have the same ones in the same order.
 *
 * @runs: (element-type WbRunRecord)
 *
 * Returns: (transfer full) (element-type utf8): their names; frees with its texts.
 */
GPtrArray *wb_run_differences (const GPtrArray *runs) G_GNUC_WARN_UNUSED_RESULT;

/** All settings of a run, those of its recipe first; (transfer full) (element-type utf8): their
 * names; frees with its texts. */
GPtrArray *wb_run_list_settings (const WbRunRecord *run) G_GNUC_WARN_UNUSED_RESULT;

/** The value of a setting of a run as text: (transfer full) (nullable). */
char *wb_run_get_setting (const WbRunRecord *run, const char *name) G_GNUC_WARN_UNUSED_RESULT;

/** What such a value is; of a setting that the run has. */
AeOptionKind wb_run_get_setting_kind (const WbRunRecord *run, const char *name);

/** A setting's title for a person, of the run that has it: "Learning rate", "Dense 2, units". */
char *wb_run_get_setting_title (const WbRunRecord *run, const char *name) G_GNUC_WARN_UNUSED_RESULT;

/** A model in a few characters, "Conv2D · 128": what it is made of, and the code's size. */
char *wb_run_describe_model (const AeModel *model) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
