/* SPDX-License-Identifier: MIT */
/* How an import went, told on the command line. */
#pragma once

#include "app/project/json.h"
#include "data/source.h"

G_BEGIN_DECLS

/** Prints what was found, read and left out, the sizes, the choices and the notes. */
void wb_cli_print_import (DsSource *source);

/** The choices (nullable) by name, as texts; (transfer full). */
json_t *wb_cli_import_to_json (const DsImportOptions *options) G_GNUC_WARN_UNUSED_RESULT;

/** Adds the same to a JSON object, with all that was left out. */
void wb_cli_add_import (json_t *object, DsSource *source);

/** Writes what was left out as CSV: name, reason. WB_CLI_FAILED. */
gboolean wb_cli_save_skipped (DsSource *source, const char *path, GError **error);

G_END_DECLS
