/* SPDX-License-Identifier: MIT */
/*
 * What a person waits for when data are opened: milliseconds to the first 64
 * samples, to all of them, and from Cancel to the end at its worst of ten
 * moments. Prints one line for each PATH; never fails. Without the cache of
 * decoded images of before, so that each reading is a first one.
 */
#include <stdatomic.h>

#include "data/cache.h"
#include "data/source.h"

#define N_SHOWN   64
#define N_CANCELS 10

/* Who cancels: at a moment of its own. */
typedef struct
{
  _Atomic gint64 at; /* of the monotonic clock */
} Canceller;

static gboolean
is_cancelled_cb (gpointer data)
{
  return g_get_monotonic_time () >= atomic_load (&((Canceller *) data)->at);
}

/* Milliseconds of reading, until it is cancelled or done. */
static double
time_open (const char *path, gsize max_samples, double cancel_after_msec)
{
  gint64 start = g_get_monotonic_time ();
  Canceller canceller = { start + (gint64) (cancel_after_msec * 1e3) };
  const DsProgress progress = { NULL, is_cancelled_cb, &canceller };
  const DsRequest request = { .progress = &progress, .max_samples = max_samples };
  g_autoptr (DsSource) source = ds_source_open_request (path, NULL, &request, NULL);

  double msec = (double) (g_get_monotonic_time () - start) * 1e-3;

  ds_cache_clear (NULL);
  return msec;
}

static double
find_worst_cancel (const char *path, double whole_msec)
{
  double worst = 0;

  for (guint i = 0; i < N_CANCELS; i++)
    {
      double after = whole_msec * (i + .5) / N_CANCELS, taken = time_open (path, 0, after);

      worst = MAX (worst, taken - after);
    }
  return worst;
}

int
main (int argc, char *argv[])
{
  g_autofree char *cache = g_dir_make_tmp ("bench-XXXXXX", NULL);

  g_setenv ("XDG_CACHE_HOME", cache, TRUE);
  g_print ("%-32s %10s %10s %10s\n", "ms", "first 64", "all", "cancel");
  for (int i = 1; i < argc; i++)
    {
      g_autofree char *name = g_path_get_basename (argv[i]);
      double first = time_open (argv[i], N_SHOWN, 1e9), all = time_open (argv[i], 0, 1e9);

      g_print ("%-32s %10.0f %10.0f %10.0f\n", name, first, all, find_worst_cancel (argv[i], all));
    }
  return 0;
}
