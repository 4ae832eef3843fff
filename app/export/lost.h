/* SPDX-License-Identifier: MIT */
/* What a format cannot say of a model: settings of layers and of the recipe that
 * are not as usual and that a file will not have. People are told before they
 * choose where to save, and the file says it, too. Pure functions; any thread.
 */
#pragma once

#include "app/export/export.h"

G_BEGIN_DECLS

/**
 * Names the settings that are not as usual and that the class does not keep.
 *
 * Returns: (transfer full) (nullable): one or two sentences; NULL where nothing is lost
 */
char *wb_export_describe_lost (const WbExportClass *klass,
                               const WbExportModel *model) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
