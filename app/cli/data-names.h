/* SPDX-License-Identifier: MIT */
/* Names of sets in place of paths: --data mnist. */
#pragma once

#include "app/cli/arguments.h"

G_BEGIN_DECLS

/**
 * Finds what a word for data means: a path that exists, or built-in, is itself; another word
 * without a slash may be the name of a set that lies on this computer.
 *
 * @error: WB_CLI_USAGE where several sets have that name; WB_CLI_FAILED where it can be
 *   downloaded, and was not
 *
 * Returns: (transfer full): the location, also of a path that is not there; or NULL.
 */
char *wb_cli_find_data (const char *word, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Replaces the names of --data and --validation by paths; errors as wb_cli_find_data(). */
gboolean wb_cli_find_named_data (WbArguments *arguments, GError **error);

G_END_DECLS
