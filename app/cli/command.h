/* SPDX-License-Identifier: MIT */
/* A command of hourglass-cli is one const description in one file and one row
 * in cli/meson.build. Help, suggestions and the reading of its options take
 * all they know from it.
 */
#pragma once

#include "app/cli/arguments.h"

G_BEGIN_DECLS

/**
 * WbCliCommand:
 * @name: as typed
 * @summary: one line of the list of commands
 * @details: (nullable): what its help adds, wrapped to 78 columns
 * @rows_title: @get_row: (nullable): what its help lists, of a table that is made elsewhere:
 *   row @index has a name and a (transfer full) text; FALSE behind the last
 * @run: does it; WB_CLI_USAGE where the command line turns out to be wrong
 */
typedef struct
{
  const char *name;
  WbCliGrammar grammar;
  const char *summary;
  const char *details;
  const char *rows_title;
  gboolean (*get_row) (guint index, const char **name, char **text);
  gboolean (*run) (const WbArguments *arguments, GError **error);
} WbCliCommand;

/** Every command in the order of the help, ended by NULL; (transfer none). */
const WbCliCommand *const *wb_cli_commands (void);

/** The command called @name, or NULL with WB_CLI_USAGE that suggests another; (transfer none). */
const WbCliCommand *wb_cli_command_find (const char *name, GError **error);

/** What is said of an option: the values that it takes, and its help; (transfer full). */
char *wb_cli_option_describe (const WbCliOption *option) G_GNUC_WARN_UNUSED_RESULT;

/** The help of one command; (transfer full). */
char *wb_cli_command_describe (const WbCliCommand *self) G_GNUC_WARN_UNUSED_RESULT;

/** The help of the whole program; (transfer full). */
char *wb_cli_describe (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
