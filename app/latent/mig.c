/* SPDX-License-Identifier: MIT */
#include "app/latent/mig.h"

#include <math.h>

/* -Σ p log p of counts that sum up to n, in nats */
static double
find_entropy (gsize n, guint n_bins, const guint *counts)
{
  double entropy = 0;

  for (guint i = 0; i < n_bins; i++)
    if (counts[i] > 0)
      entropy -= counts[i] / (double) n * log (counts[i] / (double) n);
  return entropy;
}

static double
count_entropy (gsize n, guint n_bins, const guint16 *bins)
{
  g_autofree guint *counts = g_new0 (guint, n_bins);

  for (gsize i = 0; i < n; i++)
    counts[bins[i]]++;
  return find_entropy (n, n_bins, counts);
}

static double
count_joint_entropy (gsize n, const guint16 *code, guint n_bins, const guint16 *factor)
{
  g_autofree guint *counts = g_new0 (guint, (gsize) WB_FACTOR_BINS * n_bins);

  for (gsize i = 0; i < n; i++)
    counts[code[i] * n_bins + factor[i]]++;
  return find_entropy (n, WB_FACTOR_BINS * n_bins, counts);
}

double
wb_mig_measure (gsize size, const float *codes, const WbFactorTable *factors)
{
  const gsize n = factors->n;
  g_autofree guint16 *code_bins = g_new (guint16, size *n);
  g_autofree double *entropies = g_new (double, size);
  g_autofree guint16 *bins = g_new (guint16, n);
  double sum = 0;

  for (gsize j = 0; j < size; j++)
    {
      wb_column_cut (n, codes + j, size, code_bins + j * n);
      entropies[j] = count_entropy (n, WB_FACTOR_BINS, code_bins + j * n);
    }
  for (guint f = 0; f < factors->n_factors; f++)
    {
      guint n_bins = wb_factor_table_cut (factors, f, bins);
      double entropy = count_entropy (n, n_bins, bins), first = 0, second = 0;

      for (gsize j = 0; j < size; j++)
        {
          /* I(z; v) = H(z) + H(v) - H(z, v) */
          double own = entropies[j] + entropy
                       - count_joint_entropy (n, code_bins + j * n, n_bins, bins);

          second = MAX (second, MIN (own, first));
          first = MAX (first, own);
        }
      sum += (first - second) / entropy;
    }
  return sum / factors->n_factors;
}
