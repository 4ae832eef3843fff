/* SPDX-License-Identifier: MIT */
/* Writing files in a thread: which formats of one part, and what came of each. */
#pragma once

#include <gio/gio.h>

#include "app/export/export.h"

G_BEGIN_DECLS

/**
 * HgExportItem:
 * @report: @error: what came of it; of @error NULL where it was written
 */
typedef struct
{
  const WbExportClass *klass;
  WbExportOptions options;
  char *path;
  WbExportReport report;
  GError *error;
} HgExportItem;

/**
 * HgExportJob: belongs to the thread that writes until it has come back.
 * @source: (nullable): data to check and to calibrate with
 * @items: of HgExportItem
 */
typedef struct
{
  WbCheckpoint *checkpoint;
  WbDataReference *reference;
  DsSource *source;
  WbExportPart part;
  GPtrArray *items;
} HgExportJob;

HgExportJob *hg_export_job_new (WbCheckpoint *checkpoint,
                                WbDataReference *reference,
                                DsSource *source,
                                WbExportPart part) G_GNUC_WARN_UNUSED_RESULT;
void hg_export_job_free (HgExportJob *self);

/** @options: without data; @path: (transfer full) */
void hg_export_job_add (HgExportJob *self,
                        const WbExportClass *klass,
                        const WbExportOptions *options,
                        char *path);

/**
 * Writes all files.
 *
 * @self: (transfer full)
 * @gone: cancelled when @data is not there any more: the files are written all the same
 * @callback: called on the main thread with @data; hg_export_job_finish() gives the job
 */
void hg_export_job_run (HgExportJob *self,
                        GCancellable *gone,
                        GAsyncReadyCallback callback,
                        gpointer data);

/** Returns: (transfer none): the job, whose items say what came of them; NULL where nobody is
 * there any more. */
const HgExportJob *hg_export_job_finish (GAsyncResult *result);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HgExportJob, hg_export_job_free)

G_END_DECLS
