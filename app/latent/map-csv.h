/* SPDX-License-Identifier: MIT */
/* The codes of a map as a table of text. Pure functions; any thread. */
#pragma once

#include "app/latent/map.h"

G_BEGIN_DECLS

/**
 * A header and a line for each sample: its number from 1, its class where there are
 * classes, its place in the plane, and its code; numbers with a full stop.
 *
 * @n: of @samples
 * @samples: (nullable): their numbers; NULL for all of the map
 * Returns: (transfer full): CSV
 */
GString *wb_latent_map_to_csv (const WbLatentMap *self,
                               gsize n,
                               const guint32 *samples) G_GNUC_WARN_UNUSED_RESULT;

/** @error: DS_ERROR or G_FILE_ERROR: what went wrong with the file */
gboolean wb_latent_map_write_csv (const WbLatentMap *self,
                                  gsize n,
                                  const guint32 *samples,
                                  const char *path,
                                  GError **error);

G_END_DECLS
