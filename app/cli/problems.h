/* SPDX-License-Identifier: MIT */
/* The checker for commands that run a model: they refuse what check refuses. */
#pragma once

#include "app/checker/checker.h"
#include "data/source.h"

G_BEGIN_DECLS

/** What the checker is to know of data, divided as @recipe says, without @removed (nullable). */
void wb_cli_describe_data (WbDataFacts *facts,
                           DsSource *source,
                           const AeRecipe *recipe,
                           const GArray *removed);

/**
 * Whether the checker finds no error in the project.
 *
 * @name: what the project is called in the error
 * @warns: print warnings, too
 * @error: WB_CLI_FAILED with the problem's text
 */
gboolean wb_cli_refuse_errors (const WbProject *project,
                               const WbDataFacts *facts,
                               const char *name,
                               gboolean warns,
                               GError **error);

G_END_DECLS
