/* SPDX-License-Identifier: MIT */
/* The mutual information gap (Chen, Li, Grosse, Duvenaud, "Isolating sources of
 * disentanglement in variational autoencoders", 2018, section 4.1): for each factor v, by
 * how much the value of the code that tells most of it tells more than the second best,
 * as a share of all that there is to tell,
 *   MIG = mean over v of (I(z1; v) - I(z2; v)) / H(v)
 * with I and H counted in WB_FACTOR_BINS equal parts of each range. 1 where each factor
 * has one value of the code to itself, 0 where it is spread.
 *
 * Letters: n codes of d values. A pure function; any thread.
 */
#pragma once

#include "app/latent/factor-table.h"

G_BEGIN_DECLS

/** @codes: [n of @factors, @size] */
double wb_mig_measure (gsize size, const float *codes, const WbFactorTable *factors);

G_END_DECLS
