/* SPDX-License-Identifier: MIT */
/* A run of a project: what was trained, on what, how it went, and, as long as there is
 * room, the weights that came of it; they are had again by training from the same seed.
 * Immutable and counted; any thread.
 */
#pragma once

#include "app/project/data-reference.h"
#include "app/project/checkpoint.h"
#include "app/project/removed-samples.h"

G_BEGIN_DECLS

typedef enum
{
  WB_RUN_STOPPED,
  WB_RUN_FINISHED,
  WB_RUN_BEST,
  WB_RUN_DIVERGED,
  WB_N_RUN_OUTCOMES,
} WbRunOutcome;

/**
 * WbRunRecord:
 * @id: from 1, of one run of the project
 * @name: as people call it
 * @from: the run whose end it began with, where its position says that it did; 0 where that is
 *   not in the project
 * @model: @recipe: in effect at its last step; the recipe has the seed
 * @data: (nullable): what it was trained on
 * @removed: (nullable): the samples of it that were left out
 * @n_samples: how many trained; 0 where that is not known
 * @position: where it ended; its step is 0 in files of version 2
 * @history: all of it, from the step on that it began at
 * @kept: (nullable): the weights that it ended with, see run-weights.h
 * @note: (nullable): what a person wrote about it
 * @folder: (nullable): the name of the folder that a person put it into
 * @starred: a person marked it
 * @hash: (nullable): see wb_run_hash()
 * @weights: (nullable): see wb_weights_hash(): of the weights it ended with
 * @kernels: (nullable): the instruction set that computed them: "avx2"
 * @outcome: how it ended: by hand, after all epochs, back at its best epoch, or
 *   where the loss was no longer a number
 * @when: its begin, in seconds since 1970
 */
typedef struct
{
  gatomicrefcount references;
  guint id;
  guint from;
  char *name;
  AeModel *model;
  AeRecipe recipe;
  WbDataReference *data;
  GArray *removed;
  guint64 n_samples;
  WbPosition position;
  WbHistory *history;
  WbRunOutcome outcome;
  gint64 when;
  GBytes *kept;
  char *note;
  char *folder;
  gboolean starred;
  char *hash;
  char *weights;
  char *kernels;
} WbRunRecord;

/**
 * @values: copied, and what it points to counted or copied
 *
 * Returns: (transfer full): the record
 */
WbRunRecord *wb_run_record_new (const WbRunRecord *values) G_GNUC_WARN_UNUSED_RESULT;

/** (transfer full): @self, held once more. */
WbRunRecord *wb_run_record_ref (WbRunRecord *self);

/** @self: (transfer full) (nullable): lets go of it */
void wb_run_record_unref (WbRunRecord *self);

/**
 * Whether it was trained on these samples: by what they are, where that is known, else by how
 * their files are called.
 *
 * @data: @removed: (nullable)
 */
gboolean wb_run_record_has_data (const WbRunRecord *self,
                                 const WbDataReference *data,
                                 const GArray *removed,
                                 double validation_split);

/** How an outcome is called in files and on the command line: "best"; static. */
const char *wb_run_outcome_get_name (WbRunOutcome outcome);

/** Bytes of weights that it keeps. */
gsize wb_run_record_get_kept_size (const WbRunRecord *self);

/** What it is judged by: of the best epoch, or NAN before the first one's end. */
double wb_run_record_get_best_loss (const WbRunRecord *self);

/** The same of the last epoch. */
double wb_run_record_get_last_loss (const WbRunRecord *self);

/** Whether it diverged before its first epoch's end: its weights are those that it began with. */
gboolean wb_run_record_never_began (const WbRunRecord *self);

/** Whole epochs since the weights were drawn, the time its own took, and samples in a second of it,
 * 0 where not known. */
guint wb_run_record_get_epochs (const WbRunRecord *self);
double wb_run_record_get_seconds (const WbRunRecord *self);
double wb_run_record_get_rate (const WbRunRecord *self);

/**
 * WbRunParts: what of a run stands in the file. The other history and weights are those of
 *   the project's checkpoint, the other model is that of the run before it in the list.
 */
typedef enum
{
  WB_RUN_HISTORY = 1 << 0,
  WB_RUN_WEIGHTS = 1 << 1,
  WB_RUN_MODEL = 1 << 2,
} WbRunParts;

/**
 * @folder: as for wb_data_reference_to_json()
 *
 * Returns: (transfer full): all but the points and rows of the history
 */
json_t *wb_run_record_to_json (const WbRunRecord *self,
                               const char *folder,
                               WbRunParts parts) G_GNUC_WARN_UNUSED_RESULT;

/**
 * @history: its history
 * @kept: (nullable): its weights
 * @before: (nullable): the run before it in the list
 * @error: WB_ERROR_CONTENTS
 *
 * Returns: (transfer full): what wb_run_record_to_json() wrote, or NULL
 */
WbRunRecord *wb_run_record_from_json (json_t *json,
                                      const char *folder,
                                      const WbHistory *history,
                                      GBytes *kept,
                                      const WbRunRecord *before,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbRunRecord, wb_run_record_unref)

G_END_DECLS
