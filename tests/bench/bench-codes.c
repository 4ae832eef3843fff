/* SPDX-License-Identifier: MIT */
/* How long the exact 12 neighbours of 10,000 codes of 32 values take, and two principal
 * components of 70,000 samples of 784. Seconds of the clock and of the processors: on a busy
 * machine the clock says little, and the processors' is at most as many times as long as there
 * are cores.
 *
 * bench-codes
 */
#include <stdio.h>
#include <time.h>

#include "app/latent/neighbours.h"
#include "app/latent/pca.h"
#include "engine/random.h"

#define N_CODES  10000
#define CODE     32
#define N_IMAGES 70000
#define IMAGE    784
#define NEAREST  12

static void
print_since (const char *what, gint64 clock_usec, clock_t processor)
{
  printf ("%-40s %6.2f s, %6.2f s of processors\n", what,
          (double) (g_get_monotonic_time () - clock_usec) / 1e6,
          (double) (clock () - processor) / CLOCKS_PER_SEC);
}

static float *
draw_values (gsize n)
{
  float *x = g_new (float, n);

  ae_random_normal (&(AeRandomKey) { .seed = 1 }, x, n);
  return x;
}

static void
measure_neighbours (AePool *pool)
{
  g_autofree float *x = draw_values ((gsize) N_CODES * CODE);
  g_autofree guint32 *neighbours = g_new (guint32, (gsize) N_CODES * NEAREST);
  g_autofree float *distances = g_new (float, (gsize) N_CODES * NEAREST);
  const gint64 began = g_get_monotonic_time ();
  const clock_t processor = clock ();

  wb_neighbours_find (pool, N_CODES, CODE, x, NEAREST, neighbours, distances);
  print_since ("12 neighbours of 10,000 × 32", began, processor);
}

static void
measure_pca (void)
{
  g_autofree float *x = draw_values ((gsize) N_IMAGES * IMAGE);
  const gint64 began = g_get_monotonic_time ();
  const clock_t processor = clock ();
  g_autoptr (WbPca) pca = wb_pca_new (N_IMAGES, IMAGE, x, 2);

  print_since ("two components of 70,000 × 784", began, processor);
}

int
main (void)
{
  g_autoptr (AePool) pool = ae_pool_new (0);

  for (guint i = 0; i < 3; i++)
    measure_neighbours (pool);
  for (guint i = 0; i < 3; i++)
    measure_pca ();
  return 0;
}
