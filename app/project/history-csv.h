/* SPDX-License-Identifier: MIT */
/* The curves of a history as a table of text. Pure; any thread. */
#pragma once

#include "app/project/history.h"

G_BEGIN_DECLS

/**
 * A line for each point of the loss; the validation loss stands at the last point of its epoch.
 * What is not known is empty.
 *
 * Returns: (transfer full): CSV with names.
 */
char *wb_history_to_csv (const WbHistory *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
