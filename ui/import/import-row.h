/* SPDX-License-Identifier: MIT */
/* One choice of an import sheet, made from the row of an option in the table of
 * data/import-options.c. Until a person chooses, it shows what the format does
 * by itself.
 *
 * The signal "changed" is emitted when a person has chosen something else.
 */
#pragma once

#include <adwaita.h>

#include "data/import-options.h"

G_BEGIN_DECLS

#define HG_TYPE_IMPORT_ROW (hg_import_row_get_type ())
G_DECLARE_FINAL_TYPE (HgImportRow, hg_import_row, HG, IMPORT_ROW, AdwActionRow)

GtkWidget *hg_import_row_new (const DsOption *option) G_GNUC_WARN_UNUSED_RESULT;
const DsOption *hg_import_row_get_option (HgImportRow *self);

/**
 * hg_import_row_get_value:
 *
 * Returns: (nullable): what was chosen, as text; NULL for what the format does
 *   by itself
 */
const char *hg_import_row_get_value (HgImportRow *self);

/**
 * hg_import_row_propose:
 * @value: (nullable): what the format does by itself, where it says so
 *
 * Has no effect on what was chosen.
 */
void hg_import_row_propose (HgImportRow *self, const char *value);

/**
 * hg_import_row_commit:
 *
 * Takes what is being typed.
 */
void hg_import_row_commit (HgImportRow *self);

G_END_DECLS
