/* SPDX-License-Identifier: MIT */
/* Whether what a command is to write can be written: asked before hours of work. */
#pragma once

#include "app/cli/arguments.h"

G_BEGIN_DECLS

#define WB_CLI_FORCE_OPTION \
  { \
    "force", 0, WB_CLI_FLAG, NULL, 0, 0, "overwrite a file that is there already" \
  }

/** Whether no file is at @path yet, or --force overwrites it. WB_CLI_FAILED. */
gboolean wb_cli_check_free (const WbArguments *arguments, const char *path, GError **error);

/**
 * Whether no option names a file to be written that is read: by its word, as
 * --data, or as a part of data that is open already.
 *
 * @error: WB_CLI_USAGE
 */
gboolean wb_cli_check_overwrites (const WbArguments *arguments, GError **error);

/** Whether the folder that @path is to stand in is there. WB_CLI_FAILED. */
gboolean wb_cli_check_folder (const char *path, GError **error);

/** Whether @path can be written. WB_CLI_FAILED, WB_ERROR_FILE. */
gboolean wb_cli_check_output (const char *path, GError **error);

/**
 * Whether --output is there and can be written.
 *
 * @example: for the error
 * @endings: ends with NULL; the format follows from it
 * @error: WB_CLI_USAGE, WB_CLI_FAILED, WB_ERROR_FILE
 */
gboolean wb_cli_require_output (const WbArguments *arguments,
                                const char *example,
                                const char *const *endings,
                                GError **error);

G_END_DECLS
