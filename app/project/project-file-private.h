/* SPDX-License-Identifier: MIT */
/* The names that the reader and the writer of projects share. */
#pragma once

#include "app/project/json.h"
#include "app/project/project-file.h"

#define KEY_FORMAT   "format"
#define KEY_VERSION  "format_version"
#define KEY_MODEL    "model"
#define KEY_RECIPE   "recipe"
#define KEY_DATA     "data"
#define KEY_REMOVED  "removed_samples" /* or not there */
#define KEY_RUN      "run"
#define KEY_RUNS     "runs"
#define KEY_SWEEP    "sweep"    /* or not there */
#define KEY_MIRRORED "mirrored" /* "true", or not there */

/* Members of the run. Its id is that of its record in the list. Its own model and recipe stand
 * there only where the document has been edited since its last step. */
#define RUN_ID       "id"
#define RUN_POSITION "position"
#define RUN_STRIDE   "loss_stride"
#define RUN_FLAGS    "flags"
#define RUN_MODEL    "model"
#define RUN_RECIPE   "recipe"

/* The histories of all runs but that of the checkpoint, in the order of the list. Each run says
 * how many points and rows are its own. */
#define RUNS_FOLDER "runs"

/* The tensor with the weights of a run, by its id. */
#define WB_RUN_WEIGHTS_NAME "runs/%u/weights"

/* What a file in @folder says about @project in JSON, each under its key. */
json_t *wb_project_to_json (const WbProject *project, const char *folder) G_GNUC_WARN_UNUSED_RESULT;
