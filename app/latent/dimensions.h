/* SPDX-License-Identifier: MIT */
/* What each number of a code does: how much it varies and, in a variational code, how
 * far it is from the prior. A unit is active whose mean has a variance over
 * WB_DIMENSION_ACTIVE (Burda, Grosse, Salakhutdinov, "Importance weighted autoencoders",
 * 2016). The divergence of a Gaussian of mean m and deviation s from the standard one is
 *   KL = (m² + s² - 1 - log s²) / 2  nats
 * (Kingma and Welling, "Auto-encoding variational Bayes", 2014, appendix B).
 *
 * Letters: n codes of d values. Pure functions; any thread.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define WB_DIMENSION_ACTIVE 0.01

/**
 * WbDimension:
 * @index: its place in the code
 * @mean: @variance: @lower: @upper: of its values
 * @divergence: nats a code, the mean; NAN without deviations
 * @active: varies by more than WB_DIMENSION_ACTIVE
 */
typedef struct
{
  guint index;
  double mean;
  double variance;
  double lower;
  double upper;
  double divergence;
  gboolean active;
} WbDimension;

/**
 * @codes: [n, d]
 * @deviations: (nullable): [n, d], all above 0: of a variational code
 * @out: (out): [d]: in the order of the code
 */
void wb_dimensions_measure (gsize n,
                            gsize size,
                            const float *codes,
                            const float *deviations,
                            WbDimension *out);

/** The most important first: by divergence where it is known, else by variance. */
void wb_dimensions_sort (WbDimension *dimensions, gsize size);
guint wb_dimensions_count_active (const WbDimension *dimensions, gsize size);

G_END_DECLS
