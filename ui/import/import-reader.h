/* SPDX-License-Identifier: MIT */
/* Reads data for an import sheet, and once more for each change of the choices:
 * first a few samples, then all. Reading has a thread of its own, one at a time;
 * one that is not wanted any more is cancelled.
 *
 * The signal "changed" is emitted when there are other samples, an error, or that
 * all is read. Main thread only.
 */
#pragma once

#include <gio/gio.h>

#include "ui/import/import-samples.h"

G_BEGIN_DECLS

#define HG_TYPE_IMPORT_READER (hg_import_reader_get_type ())
G_DECLARE_FINAL_TYPE (HgImportReader, hg_import_reader, HG, IMPORT_READER, GObject)

/**
 * HgImportProgress:
 * @phase: what is being done, for people
 * @done: how many entries are
 * @total: how many there are, 0 while that is unknown
 * @seconds: since reading began
 */
typedef struct
{
  const char *phase;
  gsize done;
  gsize total;
  double seconds;
} HgImportProgress;

HgImportReader *hg_import_reader_new (const char *location) G_GNUC_WARN_UNUSED_RESULT;

/**
 * hg_import_reader_start:
 * @options: (nullable): the choices made
 *
 * Reads from the beginning with these.
 */
void hg_import_reader_start (HgImportReader *self, DsImportOptions *options);

/**
 * hg_import_reader_stop:
 *
 * No signal comes after it.
 */
void hg_import_reader_stop (HgImportReader *self);

/**
 * hg_import_reader_get_samples:
 *
 * Returns: (nullable): the newest samples, of a few or of all; NULL before the
 *   first and after an error
 */
const HgImportSamples *hg_import_reader_get_samples (HgImportReader *self);

/**
 * hg_import_reader_get_source:
 *
 * Returns: (nullable): all of the data, read with the choices of now; NULL
 *   until then
 */
DsSource *hg_import_reader_get_source (HgImportReader *self);

/**
 * hg_import_reader_get_error:
 *
 * Returns: (nullable): why the data cannot be read with these choices
 */
const GError *hg_import_reader_get_error (HgImportReader *self);

/**
 * hg_import_reader_get_progress:
 * @progress: (out): where the reading is
 *
 * Returns: FALSE where nothing is being read
 */
gboolean hg_import_reader_get_progress (HgImportReader *self, HgImportProgress *progress);

G_END_DECLS
