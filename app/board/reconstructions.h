/* SPDX-License-Identifier: MIT */
/* Samples over what came out of the network, as a picture in an event file. */
#pragma once

#include "app/board/event-file.h"
#include "app/training/monitor.h"

G_BEGIN_DECLS

/**
 * Adds the samples of a probe in a row, below them, where the recipe corrupts, what the
 * network was given, and below that the outputs; of series their lines.
 *
 * @error: WB_ERROR_FILE
 * Returns: FALSE with @error set.
 */
gboolean wb_reconstructions_add (WbEventFile *file,
                                 const WbProbe *probe,
                                 guint64 step,
                                 double wall_time,
                                 GError **error);

G_END_DECLS
