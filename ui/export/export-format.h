/* SPDX-License-Identifier: MIT */
/* A format in the export dialog: a row made from its class, with a check box,
 * its options behind an arrow, and the reason where a part cannot be written.
 */
#pragma once

#include <adwaita.h>

#include "app/export/export.h"

G_BEGIN_DECLS

typedef struct
{
  const WbExportClass *klass;
  GtkWidget *row;
  GtkCheckButton *check;
  GtkLabel *extension;
  GtkSwitch *int8; /* this and the next three are NULL where the format has no such choice */
  AdwComboRow *opset;
  AdwComboRow *batch;
  AdwComboRow *ending;
  gboolean accepted;
} HgExportFormat;

/** The row has no parent yet. */
HgExportFormat *hg_export_format_new (const WbExportClass *klass) G_GNUC_WARN_UNUSED_RESULT;
void hg_export_format_free (HgExportFormat *self);

/** Shows whether the part can be written. @refusal: (nullable): why there is no part; @has_data:
 * whether there are samples. */
void hg_export_format_set_model (HgExportFormat *self,
                                 const WbExportModel *model,
                                 const char *refusal,
                                 gboolean has_data);

/** What was chosen, without data. */
WbExportOptions hg_export_format_get_options (const HgExportFormat *self);

/** The extension of the file that was chosen; (transfer none). */
const char *hg_export_format_get_extension (const HgExportFormat *self);

/** Whether it is chosen, and can be written. */
gboolean hg_export_format_is_chosen (const HgExportFormat *self);

G_END_DECLS
