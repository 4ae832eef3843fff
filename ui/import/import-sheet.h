/* SPDX-License-Identifier: MIT */
/* How data are to be read, chosen while the first samples show what comes of
 * it. All is read meanwhile; what was skipped is shown at the end, with reasons.
 *
 * The signal "imported" is emitted when a person took the data, "unneeded" when there
 * is nothing to choose, or nothing that can be read; where the sheet is closed
 * without either, nothing has happened.
 */
#pragma once

#include <adwaita.h>

#include "data/source.h"

G_BEGIN_DECLS

#define HG_TYPE_IMPORT_SHEET (hg_import_sheet_get_type ())
G_DECLARE_FINAL_TYPE (HgImportSheet, hg_import_sheet, HG, IMPORT_SHEET, AdwWindow)

/**
 * hg_import_sheet_open:
 * @parent: a window
 * @location: a file or folder
 *
 * Looks in a thread at what there is, and presents the sheet as soon as there is
 * something to choose, or where that takes longer than a person waits.
 *
 * Returns: (transfer none): the sheet, over @parent; it closes by itself after
 *   "unneeded"
 */
HgImportSheet *hg_import_sheet_open (GtkWindow *parent,
                                     const char *location) G_GNUC_WARN_UNUSED_RESULT;

/**
 * hg_import_sheet_get_location:
 *
 * Returns: what it was opened for
 */
const char *hg_import_sheet_get_location (HgImportSheet *self);

/**
 * hg_import_sheet_get_source:
 *
 * Returns: (nullable): all of the data, read with the choices made; not NULL
 *   once they are imported
 */
DsSource *hg_import_sheet_get_source (HgImportSheet *self);

G_END_DECLS
