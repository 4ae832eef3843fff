/* SPDX-License-Identifier: MIT */
/* New samples: codes from the prior of a variational model, from a mixture of Gaussians of
 * any other, decoded; and how good they are. Pure functions; any thread.
 *
 * Letters: n codes of d values.
 */
#pragma once

#include "app/latent/coverage.h"
#include "app/latent/mixture.h"
#include "data/dataset.h"
#include "engine/network/network.h"

G_BEGIN_DECLS

/** Real and made samples that are compared, at most. */
#define WB_SAMPLING_JUDGED 5000

/**
 * @mixture: (nullable): NULL for the prior, a normal distribution
 * @codes: (out): [n, @size]: depend on @seed and their number alone
 */
void wb_sampling_draw (const WbMixture *mixture, gsize size, guint64 seed, gsize n, float *codes);

/**
 * Compares as many made samples as real ones, along the 50 principal components of the real
 * ones. Of samples of more than 1,024 values, means of neighbouring values are compared.
 *
 * @dataset: of the real samples, the first ones of which are taken
 * Returns: FALSE where samples are too few, where the decoder needs more than the code, or
 *   gives what is not a sample of @dataset.
 */
gboolean wb_sampling_judge (AePool *pool,
                            const AeNetwork *network,
                            DsDataset *dataset,
                            const WbMixture *mixture,
                            WbCoverage *out);

G_END_DECLS
