/* SPDX-License-Identifier: MIT */
/* How data are imported, as options of every command that opens data: one for each
 * row of the table in data/import-options.h.
 */
#pragma once

#include "app/cli/arguments.h"
#include "app/project/data-reference.h"

G_BEGIN_DECLS

/** The options, ended by a NULL name, for WbCliGrammar; (transfer none). */
const WbCliOption *wb_cli_import_options (void);

/** The name of the first that was given, or NULL; (transfer none). */
const char *wb_cli_get_first_import (const WbArguments *arguments);

/**
 * What was chosen.
 *
 * @learned: (nullable): the data of a model
 * @choices: (out) (transfer full): what was given
 * @rest: (out) (transfer full) (nullable): @learned without the choices that were
 *   given anew, also as "auto"
 * @error: WB_CLI_USAGE
 */
gboolean wb_cli_read_imports (const WbArguments *arguments,
                              const WbDataReference *learned,
                              DsImportOptions **choices,
                              WbDataReference **rest,
                              GError **error);

G_END_DECLS
