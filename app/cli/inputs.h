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

/**
 * Tells a template from a file.
 *
 * @is_file: (out): the word names a file, perhaps one that is not there
 * @error: WB_CLI_USAGE where it is neither, with the nearest template
 *
 * Returns: (transfer none): the template, or NULL.
 */
const WbTemplate *wb_cli_find_template (const char *word, gboolean *is_file, GError **error);

/**
 * Loads a project file and prints the note about it; (transfer full). Any error of
 * wb_project_load().
 */
WbProject *wb_cli_open_project (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Where the data are: --data, else what the project (nullable) names, else built-in; (transfer
 * none).
 */
const char *wb_cli_get_location (const WbArguments *arguments, const WbProject *project);

/**
 * Opens data as the project's model has learned with, and with the import options
 * that were given.
 *
 * @arguments: of the command: none of its outputs may be a file of the data
 * @validation: (nullable): where the validation set is, if elsewhere
 * @project: (nullable)
 * @error: any DS_ERROR; WB_CLI_USAGE
 *
 * Returns: (transfer full): the source, or NULL.
 */
DsSource *wb_cli_open_source (const WbArguments *arguments,
                              const char *location,
                              const char *validation,
                              const WbProject *project,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Whether the data is the project's (nullable): --data is not there, or names it. */
gboolean wb_cli_is_own_data (const WbArguments *arguments, const WbProject *project);

/**
 * Opens --data with --validation, or what the project (nullable) names.
 *
 * @error: any DS_ERROR
 *
 * Returns: (transfer full): the source, or NULL.
 */
DsSource *wb_cli_open_data (const WbArguments *arguments,
                            const WbProject *project,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * What wb_cli_open_part() opens: "training", "validation" or, of another file
 * than the project's, none of which has trained, "whole".
 */
const char *wb_cli_get_part (const WbArguments *arguments, const WbProject *project);

/**
 * Opens the samples that a command works on: --part of them, else what
 * validates the project's training; see wb_cli_get_part().
 *
 * @error: WB_CLI_USAGE, any DS_ERROR, AE_ERROR_SHAPE where the model takes others
 *
 * Returns: (transfer full): the samples, or NULL.
 */
DsDataset *wb_cli_open_part (const WbArguments *arguments,
                             const WbProject *project,
                             const AeNetwork *network,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * How many samples --count asks for.
 *
 * @name: @n: what has them, and how many there are
 * @otherwise: without the option, if there are this many
 * @error: WB_CLI_FAILED where they are fewer
 */
gboolean wb_cli_get_count (const WbArguments *arguments,
                           const char *name,
                           gsize n,
                           gsize otherwise,
                           gsize *count,
                           GError **error);

/**
 * The project's model with its weights, or with those that its seed draws.
 *
 * @error: AE_ERROR_SHAPE, AE_ERROR_MODEL, AE_ERROR_MEMORY
 *
 * Returns: (transfer full): the network, or NULL.
 */
AeNetwork *wb_cli_make_network (const WbProject *project, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * wb_cli_make_network() of a file, with a word where the model has not learned anything yet.
 *
 * @project: (out) (transfer full): what is in the file; NULL where it cannot be loaded
 * @error: any error of wb_project_load() and wb_cli_make_network()
 *
 * Returns: (transfer full): the network, or NULL.
 */
AeNetwork *wb_cli_open_network (const char *path,
                                WbProject **project,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
