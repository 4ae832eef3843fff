/* SPDX-License-Identifier: MIT */
/* Codes as TensorBoard's projector shows them, in files of a run's folder: one line of
 * numbers a sample, its label, and a sheet of all samples as small pictures.
 *
 * Any thread, one call at a time on one folder.
 */
#pragma once

#include "app/latent/stop.h"
#include "data/dataset.h"
#include "engine/network/network.h"

G_BEGIN_DECLS

/** How many samples are shown, evenly spread over their set; fewer where codes have many values. */
#define WB_PROJECTOR_SAMPLES 5000

/**
 * Encodes samples and writes the files. Each is the old or the new one, whatever happens;
 * the last of them is the one that the projector looks for.
 *
 * @dataset: of samples that the network takes; those without a label get their number
 * @stop: (nullable): nothing more is written once it is set
 * @error: WB_ERROR_FILE, AE_ERROR_MEMORY, DS_ERROR_CHANGED
 * Returns: FALSE with @error set.
 */
gboolean wb_projector_write (const char *folder,
                             const AeNetwork *network,
                             DsDataset *dataset,
                             const atomic_bool *stop,
                             GError **error);

G_END_DECLS
