/* SPDX-License-Identifier: MIT */
/* --set: any setting of the recipe from the command line, as “hourglass-cli recipe” lists
 * them.
 */
#pragma once

#include "app/cli/arguments.h"
#include "app/project/project.h"

G_BEGIN_DECLS

#define WB_CLI_SET_OPTION \
  { \
    "set", 0, WB_CLI_TEXT, "NAME=VALUE,…", 0, 0, "settings that “hourglass-cli recipe” lists" \
  }

/**
 * Applies --set to a project's recipe, in the order given.
 *
 * @error: WB_CLI_USAGE
 */
gboolean wb_cli_apply_settings (const WbArguments *arguments, WbProject *project, GError **error);

G_END_DECLS
