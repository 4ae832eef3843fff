/* SPDX-License-Identifier: MIT */
/* A mixture of Gaussians fitted to codes, to draw new ones from: by expectation and
 * maximization (Dempster, Laird, Rubin, "Maximum likelihood from incomplete data via the
 * EM algorithm", 1977), started from k-means++ (Arthur and Vassilvitskii, 2007); as many
 * Gaussians as have the least
 *   BIC = p log n - 2 log L
 * (Schwarz, "Estimating the dimension of a model", 1978), L the likelihood of n codes and p
 * how many numbers the mixture has. Bit for bit the same with any number of threads.
 *
 * Letters: n codes of d values, k Gaussians. A WbMixture is immutable; any thread.
 */
#pragma once

#include "engine/thread-pool.h"

G_BEGIN_DECLS

#define WB_MIXTURE_MOST    16   /* Gaussians */
#define WB_MIXTURE_SAMPLES 4000 /* codes that are looked at, evenly chosen */

/** Codes of more values have Gaussians whose values do not vary together. */
#define WB_MIXTURE_FULL 32

/**
 * WbMixture:
 * @n_components: k
 * @size: d
 * @full: values vary together
 * @weights: [k]: sum up to 1
 * @means: [k, d]
 * @spreads: [k, d, d] where @full, lower triangles L: covariances are L·Lᵀ; else [k, d],
 *   deviations
 * @lower, @upper: [d]: of the codes; what is drawn is held between them
 * @bic: of the codes that were looked at
 */
typedef struct
{
  guint n_components;
  gsize size;
  gboolean full;
  double *weights;
  double *means;
  double *spreads;
  float *lower;
  float *upper;
  double bic;
} WbMixture;

/**
 * @x: [n, @size]: all finite, n at least 1
 * Returns: (transfer full): the mixture.
 */
WbMixture *
wb_mixture_fit (AePool *pool, gsize n, gsize size, const float *x) G_GNUC_WARN_UNUSED_RESULT;

/** The same with a given number of Gaussians, of which there are at most n. */
WbMixture *wb_mixture_fit_components (AePool *pool,
                                      gsize n,
                                      gsize size,
                                      const float *x,
                                      guint n_components) G_GNUC_WARN_UNUSED_RESULT;
void wb_mixture_free (WbMixture *self);

/** @codes: (out): [n, d]: depend on @seed and their number alone */
void wb_mixture_draw (const WbMixture *self, guint64 seed, gsize n, float *codes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbMixture, wb_mixture_free)

G_END_DECLS
