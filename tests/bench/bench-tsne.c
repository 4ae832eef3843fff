/* SPDX-License-Identifier: MIT */
/* How long t-SNE takes on codes of ten groups: its first picture, which is its start, neighbours
 * with one iteration, the others; and how far its picture can be trusted. On all cores, or as many
 * threads as are said. Seconds of the clock and of the processors.
 *
 * bench-tsne [CODES [VALUES [THREADS [ITERATIONS]]]]
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "app/latent/layout.h"
#include "app/latent/neighbours.h"
#include "engine/random.h"

#define N_GROUPS 10
#define JUDGED   12

static float *
draw_codes (gsize n, gsize d)
{
  float *x = g_new (float, n *d), *middles = g_new (float, N_GROUPS *d);

  ae_random_normal (&(AeRandomKey) { .seed = 1 }, x, n * d);
  ae_random_normal (&(AeRandomKey) { .seed = 2 }, middles, N_GROUPS * d);
  for (gsize i = 0; i < n * d; i++)
    x[i] += 2 * middles[i / d % N_GROUPS * d + i % d];
  g_free (middles);
  return x;
}

static void
print_since (const char *what, gint64 *clock_usec, clock_t *processor)
{
  const gint64 now = g_get_monotonic_time ();

  printf ("%-12s %8.2f s, %8.2f s of processors\n", what, (double) (now - *clock_usec) / 1e6,
          (double) (clock () - *processor) / CLOCKS_PER_SEC);
  *clock_usec = now;
  *processor = clock ();
}

int
main (int argc, char **argv)
{
  const gsize n = argc > 1 ? (gsize) atoi (argv[1]) : 10000;
  const gsize d = argc > 2 ? (gsize) atoi (argv[2]) : 32;
  g_autoptr (AePool) pool = ae_pool_new (argc > 3 ? (guint) atoi (argv[3]) : 0);
  guint iterations = argc > 4 ? (guint) atoi (argv[4]) : wb_layout_tsne.n_iterations;
  g_autofree float *x = draw_codes (n, d);
  gint64 clock_usec = g_get_monotonic_time ();
  clock_t processor = clock ();
  g_autoptr (WbLayout) tsne = wb_layout_new (&wb_layout_tsne, pool, n, d, x,
                                             &(WbLayoutOptions) { .neighbours = 30 });
  double trustworthiness, continuity;

  print_since ("first picture", &clock_usec, &processor);
  wb_layout_advance (tsne);
  print_since ("neighbours", &clock_usec, &processor);
  while (iterations-- > 0 && wb_layout_advance (tsne))
    continue;
  print_since ("iterations", &clock_usec, &processor);
  wb_neighbours_judge (pool, n, d, x, wb_layout_get_places (tsne), JUDGED, &trustworthiness,
                       &continuity);
  printf ("of %d neighbours: trustworthiness %.4f, continuity %.4f\n", JUDGED, trustworthiness,
          continuity);
  return 0;
}
