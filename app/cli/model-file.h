/* SPDX-License-Identifier: MIT */
/* Models as text in files, for commands that take --model: the layers as the canvas copies
 * them, one a line; or as they are typed; or the JSON of project files.
 */
#pragma once

#include "app/cli/arguments.h"
#include "app/project/project.h"

G_BEGIN_DECLS

#define WB_CLI_MODEL_OPTION \
  { \
    "model", 0, WB_CLI_INPUT, "FILE.txt|.json", 0, 0, "the layers as text, in place of a TEMPLATE" \
  }

/** The recipe of the simple template and a model of the Input alone; (transfer full). */
WbProject *wb_cli_make_blank (const AeShape *shape, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * A project with the model of a file, not trained yet.
 *
 * @shape: of its input
 * @error: WB_ERROR_EDIT, naming the layer; of JSON any WB_ERROR; G_FILE_ERROR
 */
WbProject *wb_cli_open_model (const char *path,
                              const AeShape *shape,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** A project's model in one of the two forms: layers, one a line, or JSON; (transfer full). */
char *wb_cli_model_to_text (const AeModel *model, gboolean json) G_GNUC_WARN_UNUSED_RESULT;

/** Whether just one of a first word and --model was given. WB_CLI_USAGE. */
gboolean wb_cli_check_model (const WbArguments *arguments, GError **error);

G_END_DECLS
