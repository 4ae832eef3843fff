/* SPDX-License-Identifier: MIT */
/* A project in one .hourglass file, which is a safetensors file:
 *   weights/<layer id>/<weight>            Keras' weight names and shapes
 *   optimizer/<slot>/<layer id>/<weight>   the optimizer's values
 *   best/<layer id>/<weight>               those of the best epoch, if kept, or
 *   last/<layer id>/<weight>               of the last step, to continue from, where
 *                                          weights/ are those of the best epoch
 *   history/…                              one value for each step or epoch
 *   runs/losses/…, runs/epochs/…           the same of the other runs, one after the other in
 *                                          the order of their list
 *   runs/<run>/weights                     the weights of another run, in one row: see
 *                                          run-weights.h
 *   metadata: format, format_version, model, recipe, data, run, runs, crc32
 * A file of version 1 has no runs: its history is that of the newest one. Since
 * version 3 the newest run stands in the list, too, where its history is not repeated. Until
 * then the history of another run was history/<run>/…, and each run named its model.
 * Clock times and thread counts stand in history/ or the metadata only.
 * Other keys and tensors are ignored and reported.
 */
#pragma once

#include "app/project/atomic-file.h"
#include "app/project/project.h"

G_BEGIN_DECLS

#define WB_PROJECT_EXTENSION ".hourglass"
#define WB_PROJECT_FORMAT    "hourglass"
#define WB_PROJECT_VERSION   4

/**
 * Loads a project with everything in it.
 *
 * @project: (out) (transfer full): unchanged on failure
 * @note: (out) (optional) (nullable) (transfer full): a sentence about what is in
 *   the file and is not known here, or NULL
 * @error: any WB_ERROR, or AE_ERROR where the saved weights' model cannot run;
 *   the message begins with the file's name
 *
 * Any thread.
 */
gboolean wb_project_load (const char *path, WbProject **project, char **note, GError **error);

/**
 * Saves a project atomically: whatever happens, the file is the old or the new
 * one.
 *
 * @error: WB_ERROR_FILE; the old file is then unchanged
 *
 * Any thread, on a copy of its own.
 */
gboolean wb_project_save (const WbProject *project, const char *path, GError **error);

/**
 * The same, if the file is still the one that was seen.
 *
 * @stamp: (inout) (nullable): of the file that may be replaced, then of the new
 *   one; NULL to replace any
 * @error: also WB_ERROR_CHANGED
 */
gboolean wb_project_save_over (const WbProject *project,
                               const char *path,
                               WbFileStamp *stamp,
                               GError **error);

G_END_DECLS
