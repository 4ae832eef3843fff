/* SPDX-License-Identifier: MIT */
/*
 * What reading and drawing cost: nanoseconds per 28×28 sample gathered in
 * order (hot) and shuffled (47 MB, from memory), and milliseconds for all
 * 60,000 drawn digits on one core. Prints; never fails.
 */
#include "data/order.h"
#include "data/builtin/strokes.h"

#define BATCH 256
#define N     60000

static double
now (void)
{
  return (double) g_get_monotonic_time () * 1e-6;
}

/* Best of several epochs, in ns per sample. */
static double
time_epochs (DsDataset *dataset, const guint32 *order, gsize n)
{
  g_autofree float *batch = g_new (float, BATCH * DS_STROKES_PIXELS);
  double best = G_MAXDOUBLE;

  for (guint repeat = 0; repeat < 7; repeat++)
    {
      double start = now ();

      for (gsize i = 0; i + BATCH <= n; i += BATCH)
        ds_dataset_read (dataset, order + i, BATCH, batch);
      best = MIN (best, (now () - start) / (double) (n / BATCH * BATCH));
    }
  return best * 1e9;
}

int
main (void)
{
  g_autoptr (DsDataset) dataset = ds_strokes_new (DS_STROKES_SEED);
  g_autofree guint32 *order = g_new (guint32, N);
  g_autofree guint8 *pixels = g_malloc ((gsize) N * DS_STROKES_PIXELS);
  g_autoptr (DsDataset) memory = NULL;
  double start = now ();

  for (guint i = 0; i < N; i++)
    ds_strokes_draw (DS_STROKES_SEED, i, pixels + i * DS_STROKES_PIXELS);
  g_print ("draw 60000 digits: %.0f ms\n", (now () - start) * 1e3);

  memory = ds_dataset_new_from_memory ("bench", ds_dataset_get_shape (dataset), DS_SAMPLE_BYTE,
                                       pixels, N, NULL, NULL);
  ds_order_fill_unshuffled (order, N);
  for (guint i = 0; i < N; i++)
    order[i] %= BATCH;
  g_print ("read, hot: %.0f ns per sample\n", time_epochs (memory, order, N));
  ds_order_fill_unshuffled (order, N);
  g_print ("read, in order: %.0f ns per sample\n", time_epochs (memory, order, N));

  start = now ();
  ds_order_fill (order, N, 1, 1);
  g_print ("order of 60000: %.2f ms\n", (now () - start) * 1e3);
  g_print ("read, shuffled: %.0f ns per sample\n", time_epochs (memory, order, N));
  g_print ("read, shuffled, built-in: %.0f ns per sample\n", time_epochs (dataset, order, N));
  return 0;
}
