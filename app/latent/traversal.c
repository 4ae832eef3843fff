/* SPDX-License-Identifier: MIT */
#include "app/latent/traversal.h"

#include <string.h>

#define LEAST_DEVIATION 1e-6

void
wb_traversal_get_range (double mean,
                        double deviation,
                        gboolean variational,
                        double *lower,
                        double *upper)
{
  double middle = variational ? 0 : mean;
  double reach = WB_TRAVERSAL_REACH * (variational ? 1 : MAX (deviation, LEAST_DEVIATION));

  *lower = middle - reach;
  *upper = middle + reach;
}

void
wb_traversal_make (gsize size,
                   const float *base,
                   guint value,
                   double lower,
                   double upper,
                   guint n,
                   float *codes)
{
  for (guint i = 0; i < n; i++)
    {
      memcpy (codes + i * size, base, size * sizeof (float));
      codes[i * size + value] = (float) (lower + (upper - lower) * i / (n - 1));
    }
}
