/* SPDX-License-Identifier: MIT */
/* Disentanglement, completeness and informativeness (Eastwood and Williams, "A framework
 * for the quantitative evaluation of disentangled representations", 2018, section 2).
 * A regressor predicts each factor j from the code; R(i,j) is how much it uses value i.
 *   D(i) = 1 - H(P(i,.)) with P(i,j) = R(i,j) / Σ over j, and H in units of log F
 *   D    = Σ D(i) · Σ R(i,.) / Σ R           does a value follow one factor alone?
 *   C(j) = 1 - H(Q(.,j)) with Q(i,j) = R(i,j) / Σ over i, and H in units of log d
 *   C    = mean of C(j)                      is a factor in one value alone?
 *   I(j) = the error of the prediction, as a share of that of guessing the mean
 * The regressor is the paper's first one, a lasso, so R is the size of its weights for
 * values and factors of variance 1. Of the class there is a prediction of 0 or 1 for each
 * class, and R is the mean of their weights. A lasso sees straight lines alone.
 *
 * Letters: n codes of d values, F factors. A pure function; any thread.
 */
#pragma once

#include "app/latent/factor-table.h"

G_BEGIN_DECLS

/** The lasso's weight on the sum of its weights, for values of variance 1. */
#define WB_DCI_PENALTY 0.01

/** One of this many samples is not learned from: the error is that of these. */
#define WB_DCI_HELD_OUT 5

/**
 * WbDci:
 * @disentanglement: @completeness: 0 to 1, 1 is best
 * @error: of samples that were not learned from: 0 is best, 1 is no better than the mean
 */
typedef struct
{
  double disentanglement;
  double completeness;
  double error;
} WbDci;

/**
 * @codes: [n of @factors, @size]: at least WB_DCI_HELD_OUT samples
 * @dci: (out): the scores
 */
void wb_dci_measure (gsize size, const float *codes, const WbFactorTable *factors, WbDci *dci);

/** The scores that follow from importances alone: the error is left as it is.
 *
 * @importances: [@size, @n_factors]: none below 0
 */
void wb_dci_score (gsize size, guint n_factors, const double *importances, WbDci *dci);

G_END_DECLS
