/* SPDX-License-Identifier: MIT */
#include "app/latent/factors.h"

#include <math.h>

#include "app/latent/factor-table.h"

/* 0 where one does not vary. */
static double
correlate (gsize n, const float *x, gsize stride, const float *y)
{
  double x_mean, y_mean, x_deviation, y_deviation, both = 0;

  wb_column_measure (n, x, stride, &x_mean, &x_deviation);
  wb_column_measure (n, y, 1, &y_mean, &y_deviation);
  if (x_deviation == 0 || y_deviation == 0)
    return 0;
  for (gsize i = 0; i < n; i++)
    both += (x[i * stride] - x_mean) * (y[i] - y_mean);
  return both / ((double) n * x_deviation * y_deviation);
}

gboolean
wb_factors_correlate (DsDataset *dataset,
                      gsize n,
                      gsize size,
                      const float *codes,
                      guint *factors,
                      double *correlations)
{
  g_autoptr (WbFactorTable) table = wb_factor_table_new (dataset, n);

  for (gsize j = 0; j < size; j++)
    correlations[j] = factors[j] = 0;
  if (table == NULL)
    return FALSE;
  for (guint f = 0; f < table->n_factors; f++)
    for (gsize j = 0; j < size && table->n_classes[f] == 0; j++)
      {
        double r = correlate (n, codes + j, size, table->values + f * n);

        if (fabs (r) <= fabs (correlations[j]))
          continue;
        correlations[j] = r;
        factors[j] = table->indices[f];
      }
  return TRUE;
}
