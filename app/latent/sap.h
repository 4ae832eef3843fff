/* SPDX-License-Identifier: MIT */
/* Separated attribute predictability (Kumar, Sattigeri, Balakrishnan, "Variational
 * inference of disentangled latent concepts from unlabeled observations", 2018,
 * section 3): for each factor, by how much the one value of the code that predicts it best
 * does better than the second best,
 *   SAP = mean over factors of (S1 - S2)
 * S of a number is the R² of a straight line, cov² / (var · var). S of the class is the
 * balanced accuracy of thresholds: of each of WB_FACTOR_BINS parts of the value's range the
 * class is told that has the largest share of itself there.
 *
 * Letters: n codes of d values. A pure function; any thread.
 */
#pragma once

#include "app/latent/factor-table.h"

G_BEGIN_DECLS

/** @codes: [n of @factors, @size] */
double wb_sap_measure (gsize size, const float *codes, const WbFactorTable *factors);

G_END_DECLS
