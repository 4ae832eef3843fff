/* SPDX-License-Identifier: MIT */
#include "app/latent/factors.h"

#include <math.h>

/* Below this share of a mean, what differs is rounding. */
#define LEAST_VARIATION 1e-6

static gboolean
varies (double squares, double n, double mean)
{
  return sqrt (squares / n) > LEAST_VARIATION * fabs (mean);
}

/* Of two columns of tables with so many values a row; 0 where one does not vary. */
static double
correlate (gsize n, const float *x, gsize x_stride, const float *y, gsize y_stride)
{
  double x_mean = 0, y_mean = 0, both = 0, xx = 0, yy = 0;

  for (gsize i = 0; i < n; i++)
    {
      x_mean += x[i * x_stride] / (double) n;
      y_mean += y[i * y_stride] / (double) n;
    }
  for (gsize i = 0; i < n; i++)
    {
      double dx = x[i * x_stride] - x_mean, dy = y[i * y_stride] - y_mean;

      both += dx * dy;
      xx += dx * dx;
      yy += dy * dy;
    }
  return varies (xx, (double) n, x_mean) && varies (yy, (double) n, y_mean) ? both / sqrt (xx * yy)
                                                                            : 0;
}

static gboolean
is_class (gsize n, const float *factor, gsize stride, const gint *labels)
{
  if (labels == NULL)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if (factor[i * stride] != (float) labels[i])
      return FALSE;
  return TRUE;
}

gboolean
wb_factors_correlate (DsDataset *dataset,
                      gsize n,
                      gsize size,
                      const float *codes,
                      guint *factors,
                      double *correlations)
{
  const guint n_factors = ds_dataset_get_n_factors (dataset);
  g_autofree float *values = NULL;

  if (n_factors == 0)
    return FALSE;
  values = g_new (float, n * n_factors);
  ds_dataset_read_factors (dataset, 0, n, values);
  for (gsize j = 0; j < size; j++)
    correlations[j] = factors[j] = 0;
  for (guint f = 0; f < n_factors; f++)
    {
      if (is_class (n, values + f, n_factors, ds_dataset_get_labels (dataset)))
        continue;
      for (gsize j = 0; j < size; j++)
        {
          double r = correlate (n, codes + j, size, values + f, n_factors);

          if (fabs (r) <= fabs (correlations[j]))
            continue;
          correlations[j] = r;
          factors[j] = f;
        }
    }
  return TRUE;
}
