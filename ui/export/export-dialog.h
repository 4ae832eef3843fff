/* SPDX-License-Identifier: MIT */
/* Writing a trained model for other programs: which part of it, in which
 * formats, and where to. What is written is checked, and the result is shown.
 */
#pragma once

#include <adwaita.h>

#include "app/export/export.h"

G_BEGIN_DECLS

#define HG_TYPE_EXPORT_DIALOG (hg_export_dialog_get_type ())
G_DECLARE_FINAL_TYPE (HgExportDialog, hg_export_dialog, HG, EXPORT_DIALOG, AdwWindow)

/**
 * @parent: the window it lies over
 * @title: of the project; files are named by it
 * @folder: where files go unless a person chooses another place
 * @checkpoint: what is exported
 * @reference: @source: (nullable): the data, for scaling and for samples
 *
 * Returns: (transfer none): a dialog, not yet presented
 */
HgExportDialog *hg_export_dialog_new (GtkWindow *parent,
                                      const char *title,
                                      const char *folder,
                                      WbCheckpoint *checkpoint,
                                      WbDataReference *reference,
                                      DsSource *source) G_GNUC_WARN_UNUSED_RESULT;

/** Where files go; the dialog's "Change" leads here too. */
void hg_export_dialog_set_folder (HgExportDialog *self, const char *folder);

G_END_DECLS
