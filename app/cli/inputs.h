/* SPDX-License-Identifier: MIT */
/* What commands work on: a project from a file or a template, data from a
 * location, a network ready to run.
 */
#pragma once

#include "app/cli/output-file.h"
#include "app/project/project-file.h"
#include "app/templates/template.h"
#include "data/source.h"
#include "engine/network/network.h"

G_BEGIN_DECLS

/** The option that names data, for the tables of commands. */
#define WB_CLI_DATA_OPTION \
  { \
    "data", 0, WB_CLI_INPUT, "DATA", 0, 0, "a path, a name or built-in; else what the file names" \
  }

#define WB_CLI_PART_OPTION \
  { \
    "part", 0, WB_CLI_TEXT, "PART", 0, 0, \
      "training or validation; else validation, of another file the whole" \
  }

#define WB_CLI_THREADS_OPTION \
  { \
    "threads", 0, WB_CLI_INT, "N", 1, 256, "threads; else as many as there are cores" \
  }

#define WB_CLI_JSON_OPTION \
  { \
    "json", 0, WB_CLI_FLAG, NULL, 0, 0, "one JSON object a line on stdout" \
  }

const WbTemplate *wb_cli_find_template (const char *word, gboolean *is_file, GError **error);
WbProject *wb_cli_open_project (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
WbProject *wb_cli_open_trained (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
const char *wb_cli_get_location (const WbArguments *arguments, const WbProject *project);
DsSource *wb_cli_open_source (const WbArguments *arguments,
                              const char *location,
                              const char *validation,
                              const WbProject *project,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean wb_cli_is_own_data (const WbArguments *arguments, const WbProject *project);
DsSource *wb_cli_open_data (const WbArguments *arguments,
                            const WbProject *project,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
const char *wb_cli_get_part (const WbArguments *arguments, const WbProject *project);
DsDataset *wb_cli_open_part (const WbArguments *arguments,
                             const WbProject *project,
                             const AeNetwork *network,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * How many samples --count asks for.
 *
 * @name: @n: what has them, and how many there are
 * @otherwise: without the option, if there are so many
 * @error: WB_CLI_FAILED where they are fewer
 */
gboolean wb_cli_get_count (const WbArguments *arguments,
                           const char *name,
                           gsize n,
                           gsize otherwise,
                           gsize *count,
                           GError **error);
AeNetwork *wb_cli_make_network (const WbProject *project, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
