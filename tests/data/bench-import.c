/* SPDX-License-Identifier: MIT */
/*
 * What a person waits for when data are opened: milliseconds to the first 64
 * samples and to all of them, and what the processor works, in all threads
 * together, to read all, and from Cancel to the end at its worst of ten moments:
 * this does not depend on what else the machine does. Prints one line for each
 * PATH; never fails. Without the cache of decoded images of before, so that each
 * reading is a first one.
 */
#include <time.h>

#include "data/cache.h"
#include "data/source.h"

#define N_SHOWN   64
#define N_CANCELS 10

static double
get_msec (clockid_t clock)
{
  struct timespec now;

  clock_gettime (clock, &now);
  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec * 1e-6;
}

/* Who cancels: when the processor has worked so long. */
static gboolean
is_cancelled_cb (gpointer data)
{
  return get_msec (CLOCK_PROCESS_CPUTIME_ID) >= *(const double *) data;
}

/* Milliseconds of reading, until it is cancelled or done. */
static double
time_open (const char *path, gsize max_samples, clockid_t clock, double cancel_after_msec)
{
  double start = get_msec (clock);
  double cancel_at = get_msec (CLOCK_PROCESS_CPUTIME_ID) + cancel_after_msec;
  const DsProgress progress = { NULL, is_cancelled_cb, &cancel_at };
  const DsRequest request = { .progress = &progress, .max_samples = max_samples };
  g_autoptr (DsSource) source = ds_source_open (path, NULL, &request, NULL);

  double msec = get_msec (clock) - start;

  ds_cache_clear (NULL);
  return msec;
}

static double
find_worst_cancel (const char *path, double whole_msec)
{
  double worst = 0;

  for (guint i = 0; i < N_CANCELS; i++)
    {
      double after = whole_msec * (i + .5) / N_CANCELS;
      double taken = time_open (path, 0, CLOCK_PROCESS_CPUTIME_ID, after);

      worst = MAX (worst, taken - after);
    }
  return worst;
}

int
main (int argc, char *argv[])
{
  g_autofree char *cache = g_dir_make_tmp ("bench-XXXXXX", NULL);

  g_setenv ("XDG_CACHE_HOME", cache, TRUE);
  g_print ("%-32s %10s %10s %10s %10s\n", "ms", "first 64", "all", "CPU", "cancel CPU");
  for (int i = 1; i < argc; i++)
    {
      g_autofree char *name = g_path_get_basename (argv[i]);
      double first = time_open (argv[i], N_SHOWN, CLOCK_MONOTONIC, 1e9);
      double all = time_open (argv[i], 0, CLOCK_MONOTONIC, 1e9);
      double cpu = time_open (argv[i], 0, CLOCK_PROCESS_CPUTIME_ID, 1e9);

      g_print ("%-32s %10.0f %10.0f %10.0f %10.0f\n", name, first, all, cpu,
               find_worst_cancel (argv[i], cpu));
    }
  return 0;
}
