/* SPDX-License-Identifier: MIT */
#include "app/latent/sap.h"

/* R² of a straight line; 0 where the code's value does not vary. */
static double
score_number (gsize n, const float *code, gsize stride, const float *factor)
{
  double code_mean, factor_mean, code_deviation, factor_deviation, both = 0, r;

  wb_column_measure (n, code, stride, &code_mean, &code_deviation);
  wb_column_measure (n, factor, 1, &factor_mean, &factor_deviation);
  if (code_deviation == 0 || factor_deviation == 0)
    return 0;
  for (gsize i = 0; i < n; i++)
    both += (code[i * stride] - code_mean) * (factor[i] - factor_mean);
  r = both / ((double) n * code_deviation * factor_deviation);
  return r * r;
}

/* Each part of the range adds the largest share that a class has of itself there. */
static double
score_class (gsize n, const guint16 *code, guint n_classes, const float *factor)
{
  g_autofree guint *counts = g_new0 (guint, (gsize) WB_FACTOR_BINS * n_classes);
  g_autofree guint *totals = g_new0 (guint, n_classes);
  guint n_present = 0;
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    {
      counts[code[i] * n_classes + (guint) factor[i]]++;
      totals[(guint) factor[i]]++;
    }
  for (guint c = 0; c < n_classes; c++)
    n_present += totals[c] > 0;
  for (guint bin = 0; bin < WB_FACTOR_BINS; bin++)
    {
      double most = 0;

      for (guint c = 0; c < n_classes; c++)
        if (totals[c] > 0)
          most = MAX (most, counts[bin * n_classes + c] / (double) totals[c]);
      sum += most;
    }
  return sum / n_present;
}

double
wb_sap_measure (gsize size, const float *codes, const WbFactorTable *factors)
{
  const gsize n = factors->n;
  g_autofree guint16 *bins = g_new (guint16, n);
  double sum = 0;

  for (guint f = 0; f < factors->n_factors; f++)
    {
      const float *factor = factors->values + f * n;
      double first = 0, second = 0;

      for (gsize j = 0; j < size; j++)
        {
          double score;

          if (factors->n_classes[f] > 0)
            wb_column_cut (n, codes + j, size, bins);
          score = factors->n_classes[f] > 0 ? score_class (n, bins, factors->n_classes[f], factor)
                                            : score_number (n, codes + j, size, factor);
          second = MAX (second, MIN (score, first));
          first = MAX (first, score);
        }
      sum += first - second;
    }
  return sum / factors->n_factors;
}
