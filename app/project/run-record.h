/* SPDX-License-Identifier: MIT */
/* An earlier run of a project: what was trained, on what, how it went. Its
 * weights are gone; the newest run, whose weights the project has, is the
 * project's checkpoint. Immutable and counted; any thread.
 */
#pragma once

#include "app/project/data-reference.h"
#include "app/project/history.h"

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
 * @model: @recipe: in effect at its last step; the recipe has the seed
 * @data: (nullable): what it was trained on
 * @history: all of it
 * @outcome: how it ended: by hand, after all epochs, back at its best epoch, or
 *   where the loss was no number any more
 * @when: its begin, in seconds since 1970
 */
typedef struct
{
  gatomicrefcount references;
  guint id;
  char *name;
  AeModel *model;
  AeRecipe recipe;
  WbDataReference *data;
  WbHistory *history;
  WbRunOutcome outcome;
  gint64 when;
} WbRunRecord;

/**
 * wb_run_record_new:
 * @values: copied, and what it points to counted or copied
 *
 * Returns: (transfer full): the record
 */
WbRunRecord *wb_run_record_new (const WbRunRecord *values) G_GNUC_WARN_UNUSED_RESULT;

/**
 * wb_run_record_unref:
 * @self: (transfer full) (nullable): lets go of it
 */
void wb_run_record_unref (WbRunRecord *self);

/**
 * wb_run_record_to_json:
 * @folder: as for wb_data_reference_to_json()
 *
 * Returns: (transfer full): all but the points and rows of the history
 */
json_t *wb_run_record_to_json (const WbRunRecord *self,
                               const char *folder) G_GNUC_WARN_UNUSED_RESULT;

/**
 * wb_run_record_from_json:
 * @history: its history
 * @error: WB_ERROR_CONTENTS
 *
 * Returns: (transfer full): what wb_run_record_to_json() wrote, or NULL
 */
WbRunRecord *wb_run_record_from_json (json_t *json,
                                      const char *folder,
                                      const WbHistory *history,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbRunRecord, wb_run_record_unref)

G_END_DECLS
