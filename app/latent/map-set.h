/* SPDX-License-Identifier: MIT */
/* Samples of a map as a data set of their own. A pure function; any thread. */
#pragma once

#include "app/latent/map.h"

G_BEGIN_DECLS

/**
 * Writes samples as they are seen by the model, to an .npz file that opens as data: x has the
 * samples, and y their classes where there are any, by their numbers.
 *
 * @samples: [n]: their numbers, at least one
 * @error: WB_ERROR_CONTENTS where they are too many for the format, WB_ERROR_FILE
 */
gboolean wb_latent_map_write_set (const WbLatentMap *self,
                                  gsize n,
                                  const guint32 *samples,
                                  const char *path,
                                  GError **error);

G_END_DECLS
