/* SPDX-License-Identifier: MIT */
/* The checker for commands that run a model: they refuse what check refuses. */
#pragma once

#include "app/checker/checker.h"
#include "data/source.h"

G_BEGIN_DECLS

void wb_cli_describe_data (WbDataFacts *facts,
                           DsSource *source,
                           const AeRecipe *recipe,
                           const GArray *removed);
gboolean wb_cli_refuse_errors (const WbProject *project,
                               const WbDataFacts *facts,
                               const char *name,
                               gboolean warns,
                               GError **error);

G_END_DECLS
