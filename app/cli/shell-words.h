/* SPDX-License-Identifier: MIT */
/* What the placeholders of the command tables can stand for: “TEMPLATE” is one of these,
 * “FORMAT” one of those. Completions are made of it.
 */
#pragma once

#include "app/cli/command.h"

G_BEGIN_DECLS

/** The words that an option's value may be, separated by blanks, "" where there is no list;
 * (transfer full). */
char *wb_cli_list_values (const WbCliOption *option) G_GNUC_WARN_UNUSED_RESULT;

/** The same of a command's words. */
char *wb_cli_list_words (const WbCliCommand *command) G_GNUC_WARN_UNUSED_RESULT;

/** Whether an option's value is a file. */
gboolean wb_cli_takes_file (const WbCliOption *option);

G_END_DECLS
