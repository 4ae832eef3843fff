/* SPDX-License-Identifier: MIT */
/* What each value of a code has learned of what the data knows of its samples. A pure
 * function; any thread.
 */
#pragma once

#include "data/dataset.h"

G_BEGIN_DECLS

/**
 * The factor that each value of the code goes with, by Pearson's correlation over the
 * samples. A factor that only repeats the class is a name, not a number, and is left out.
 *
 * @dataset: whose first n samples the codes are of
 * @codes: [n, d]
 * @factors: (out): [d]: numbers of factors
 * @correlations: (out): [d]: from -1 to 1; 0 where there is nothing to correlate
 * Returns: FALSE where the data has no factors.
 */
gboolean wb_factors_correlate (DsDataset *dataset,
                               gsize n,
                               gsize size,
                               const float *codes,
                               guint *factors,
                               double *correlations);

G_END_DECLS
