/* SPDX-License-Identifier: MIT */
/* A traversal: one value of a code moves while the others stay, and what is decoded shows
 * what it has learned. Pure functions; any thread.
 *
 * Letters: n codes of d values.
 */
#pragma once

#include "app/latent/dimensions.h"

G_BEGIN_DECLS

/** Standard deviations on both sides. */
#define WB_TRAVERSAL_REACH 3

/**
 * How far a value goes: around 0 in units of the prior, else around its own mean.
 *
 * @lower, @upper: (out): lower < upper
 */
void wb_traversal_get_range (double mean,
                             double deviation,
                             gboolean variational,
                             double *lower,
                             double *upper);

/**
 * @base: [@size]: the code that the other values are of
 * @value: the number of the one that moves
 * @n: at least 2: from @lower to @upper
 * @codes: (out): [n, @size]
 */
void wb_traversal_make (gsize size,
                        const float *base,
                        guint value,
                        double lower,
                        double upper,
                        guint n,
                        float *codes);

G_END_DECLS
