/* SPDX-License-Identifier: MIT */
/* How long the density of 70,000 points and its contours take, which are to be there in 5
 * milliseconds. Milliseconds of the thread, the best and the middle of some runs, one thread.
 *
 * bench-density
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "app/latent/contour.h"
#include "engine/random.h"

#define N_POINTS  70000
#define N_CLUSTER 10
#define N_LEVELS  4
#define RUNS      101

static float *
draw_clusters (void)
{
  float *points = g_new (float, 2 * N_POINTS);

  ae_random_normal (&(AeRandomKey) { .seed = 1 }, points, 2 * N_POINTS);
  for (guint i = 0; i < N_POINTS; i++)
    {
      points[2 * i] += (float) (i % N_CLUSTER * 3 % 7 * 2);
      points[2 * i + 1] += (float) (i % N_CLUSTER * 5 % 11);
    }
  return points;
}

static double
read_msec (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (double) time.tv_sec * 1e3 + (double) time.tv_nsec / 1e6;
}

static double
run (const float *points)
{
  static const double shares[N_LEVELS] = { .2, .5, .8, .95 };
  const double begin = read_msec ();
  WbBox box = wb_box_fit (N_POINTS, points);
  g_autoptr (WbDensity) density = wb_density_new (N_POINTS, points, &box);
  double levels[N_LEVELS];

  wb_density_find_levels (density, N_LEVELS, shares, levels);
  for (guint i = 0; i < N_LEVELS; i++)
    wb_contour_free (
      wb_contour_new (WB_DENSITY_SIDE, WB_DENSITY_SIDE, density->values, &box, levels[i]));
  return read_msec () - begin;
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
  g_autofree float *points = draw_clusters ();
  double times[RUNS];

  for (guint i = 0; i < RUNS; i++)
    times[i] = run (points);
  qsort (times, RUNS, sizeof *times, compare);
  printf ("%d points, %d contours: %.2f ms best, %.2f ms middle\n", N_POINTS, N_LEVELS, times[0],
          times[RUNS / 2]);
  return 0;
}
