/* SPDX-License-Identifier: MIT */
/* In two passes: a variance of large values that hardly differ is exact, too. */
#include "app/latent/dimensions.h"

#include <math.h>
#include <stdlib.h>

static void
find_means (gsize n, gsize size, const float *codes, WbDimension *out)
{
  for (gsize j = 0; j < size; j++)
    out[j] = (WbDimension) { .index = (guint) j, .lower = codes[j], .upper = codes[j] };
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < size; j++)
      {
        double value = codes[i * size + j];

        out[j].mean += value;
        out[j].lower = MIN (out[j].lower, value);
        out[j].upper = MAX (out[j].upper, value);
      }
  for (gsize j = 0; j < size; j++)
    out[j].mean /= (double) n;
}

static double
divergence_of (double mean, double deviation)
{
  double variance = deviation * deviation;

  return (mean * mean + variance - 1 - log (variance)) / 2;
}

static void
find_divergences (gsize n,
                  gsize size,
                  const float *codes,
                  const float *deviations,
                  WbDimension *out)
{
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < size; j++)
      out[j].divergence += divergence_of (codes[i * size + j], deviations[i * size + j]);
  for (gsize j = 0; j < size; j++)
    out[j].divergence /= (double) n;
}

void
wb_dimensions_measure (gsize n,
                       gsize size,
                       const float *codes,
                       const float *deviations,
                       WbDimension *out)
{
  g_return_if_fail (n > 0);
  find_means (n, size, codes, out);
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < size; j++)
      {
        double difference = codes[i * size + j] - out[j].mean;

        out[j].variance += difference * difference;
      }
  for (gsize j = 0; j < size; j++)
    {
      out[j].variance /= (double) n;
      out[j].active = out[j].variance > WB_DIMENSION_ACTIVE;
      out[j].divergence = deviations != NULL ? 0 : NAN;
    }
  if (deviations != NULL)
    find_divergences (n, size, codes, deviations, out);
}

static double
weight_of (const WbDimension *self)
{
  return isnan (self->divergence) ? self->variance : self->divergence;
}

static int
compare (const void *a, const void *b)
{
  const WbDimension *left = a, *right = b;
  double difference = weight_of (right) - weight_of (left);

  if (difference != 0 && !isnan (difference))
    return difference > 0 ? 1 : -1;
  return left->index < right->index ? -1 : 1;
}

void
wb_dimensions_sort (WbDimension *dimensions, gsize size)
{
  qsort (dimensions, size, sizeof *dimensions, compare);
}

guint
wb_dimensions_count_active (const WbDimension *dimensions, gsize size)
{
  guint n = 0;

  for (gsize j = 0; j < size; j++)
    n += dimensions[j].active ? 1 : 0;
  return n;
}
