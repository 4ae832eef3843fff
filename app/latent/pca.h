/* SPDX-License-Identifier: MIT */
/* Principal components (Pearson, 1901; Hotelling, 1933): the directions in which
 * codes differ most.
 *
 * Letters: n codes of d values, k components. A WbPca is immutable; any thread.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WbPca:
 * @size: d
 * @n_components: k
 * @mean: [d]: of the codes
 * @axes: [k, d]: of length 1, at right angles, that of the largest variance first; the
 *   largest value of each is positive, so that they do not turn round by chance
 * @found: [k, d]: the same, before they were aligned
 * @variances: [k]: of the codes along each axis
 * @total_variance: along all d axes
 */
typedef struct
{
  gsize size;
  guint n_components;
  float *mean;
  float *axes;
  float *found;
  double *variances;
  double total_variance;
} WbPca;

/**
 * Finds the first components of codes. Takes n·d² multiplications, and d³ for the
 * eigenvectors; one thread.
 *
 * @x: [n, d]: all finite
 * @n_components: k, at most d
 * Returns: (transfer full) (nullable): NULL where @x is not finite.
 */
WbPca *
wb_pca_new (gsize n, gsize size, const float *x, guint n_components) G_GNUC_WARN_UNUSED_RESULT;
void wb_pca_free (WbPca *self);

/**
 * Turns axes round that point against those of @before, of the same size: a picture that is
 * drawn again and again stands still then. Two axes turn in their plane, too, as Procrustes
 * would (Schönemann, 1966): where codes differ as much in one direction as in another, a
 * little learning turns the components by any angle, and they are no longer quite the
 * components. Axes that were found as before are those of before, bit for bit.
 */
void wb_pca_align (WbPca *self, const WbPca *before);

/** @places: (out): [n, k]: where the codes @x, [n, d], lie along the axes */
void wb_pca_project (const WbPca *self, gsize n, const float *x, float *places);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbPca, wb_pca_free)

G_END_DECLS
