/* SPDX-License-Identifier: MIT */
/* How long MIG, DCI and SAP of 10,000 codes of the built-in set take, which are to be there
 * in a second. Milliseconds, the best and the middle of some runs, one thread.
 *
 * bench-disentanglement
 */
#include <stdio.h>
#include <stdlib.h>

#include "app/latent/disentanglement.h"
#include "data/builtin/strokes.h"
#include "engine/random.h"

#define RUNS 9

static const gsize sizes[] = { 2, 32, 128 };

static double
run (DsDataset *dataset, gsize size, const float *codes)
{
  gint64 begin = g_get_monotonic_time ();
  WbDisentanglement scores;

  if (!wb_disentanglement_measure (dataset, WB_DISENTANGLEMENT_SAMPLES, size, codes, &scores))
    abort ();
  return (double) (g_get_monotonic_time () - begin) / 1000;
}

static int
compare (const void *a, const void *b)
{
  double left = *(const double *) a, right = *(const double *) b;

  return (left > right) - (left < right);
}

int
main (void)
{
  g_autoptr (DsDataset) dataset = ds_strokes_new (1);

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      const gsize n = WB_DISENTANGLEMENT_SAMPLES * sizes[i];
      g_autofree float *codes = g_new (float, n);
      double times[RUNS];

      ae_random_normal (&(AeRandomKey) { .seed = 1 }, codes, n);
      for (guint k = 0; k < RUNS; k++)
        times[k] = run (dataset, sizes[i], codes);
      qsort (times, RUNS, sizeof *times, compare);
      printf ("%d codes of %u values: %.1f ms best, %.1f ms middle\n", WB_DISENTANGLEMENT_SAMPLES,
              (guint) sizes[i], times[0], times[RUNS / 2]);
    }
  return 0;
}
