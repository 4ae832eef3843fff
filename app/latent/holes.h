/* SPDX-License-Identifier: MIT */
/* Where the prior of a variational code expects codes and the aggregated posterior (Hoffman
 * and Johnson, "ELBO surgery", 2016: all codes together, with their deviations) has none:
 * what is sampled there decodes to what was never learned. Pure functions; any thread.
 */
#pragma once

#include "app/latent/contour.h"

G_BEGIN_DECLS

/** The prior's density is this many times that of the codes in a hole. */
#define WB_HOLES_RATIO 10

/**
 * The radius of the circle that holds a share of the prior, a normal distribution of two
 * values: √(-2 log (1 - share)).
 */
double wb_prior_find_radius (double share);

/**
 * Codes drawn from the aggregated posterior, one for each sample.
 *
 * @means, @deviations: [n, @size]
 * @axes: two values of the code, below @size
 * @points: (out): [n, 2]: the same for the same means and deviations
 */
void wb_posterior_draw (gsize n,
                        gsize size,
                        const float *means,
                        const float *deviations,
                        const guint axes[2],
                        float *points);

/**
 * Lines around holes, within the circle of 95 % of the prior.
 *
 * @posterior: over a box that has this circle in it
 */
WbContour *wb_holes_find (const WbDensity *posterior) G_GNUC_WARN_UNUSED_RESULT;

/** In nats: the Kullback-Leibler divergence of the posterior, within its box, from the prior. */
double wb_posterior_measure_divergence (const WbDensity *posterior);

G_END_DECLS
