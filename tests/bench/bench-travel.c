/* SPDX-License-Identifier: MIT */
/* How long it takes to go to a step of the past, and what keeping moments costs a
 * training: the simple template on the built-in digits. In seconds of the processor, all
 * threads together, so that other programs do not count; the clock's stand beside them.
 */
#include <math.h>
#include <stdlib.h>
#include <time.h>

#include "app/templates/template.h"
#include "app/training/session.h"
#include "data/source.h"

#define N_EPOCHS 6
#define N_VISITS 40
#define N_ROUNDS 4

static double
get_cpu_seconds (void)
{
  struct timespec time;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double) time.tv_sec + (double) time.tv_nsec * 1e-9;
}

static double
get_seconds (void)
{
  return (double) g_get_monotonic_time () / G_USEC_PER_SEC;
}

static WbSession *
open_session (DsSource *source, const WbProject *project, gboolean keeps)
{
  WbSession *session = wb_session_new ();

  if (keeps)
    wb_session_keep_moments (session, 64 * 1024 * 1024, 256 * 1024 * 1024);
  wb_session_open (session, project->model, &project->recipe, ds_source_get_training (source),
                   ds_source_get_validation (source), NULL);
  wb_session_wait_applied (session, -1);
  return session;
}

/* Returns the processor's seconds. */
static double
train (WbSession *session, guint n_epochs)
{
  double begin = get_cpu_seconds ();

  wb_session_start (session, n_epochs);
  wb_session_wait_applied (session, -1);
  while (wb_session_get_snapshot (session)->state != WB_RUN_DONE)
    wb_session_wait (session, -1);
  return get_cpu_seconds () - begin;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const double *x = a, *y = b;

  return *x < *y ? -1 : *x > *y;
}

static void
bench_visits (DsSource *source, const WbProject *project)
{
  WbSession *session = open_session (source, project, TRUE);
  double cpu[N_VISITS], clock[N_VISITS], trained = train (session, N_EPOCHS);
  guint64 n_steps = wb_session_get_snapshot (session)->step;
  WbKeyFramesState state = wb_session_get_moments (session);

  for (guint i = 0; i < N_VISITS; i++)
    {
      double begin = get_cpu_seconds (), clock_begin = get_seconds ();

      wb_session_visit (session, (i * 7919 + 101) % n_steps);
      wb_session_wait_visited (session, G_MAXINT64);
      cpu[i] = get_cpu_seconds () - begin;
      clock[i] = get_seconds () - clock_begin;
    }
  qsort (cpu, N_VISITS, sizeof (double), compare);
  qsort (clock, N_VISITS, sizeof (double), compare);
  g_print ("%u epochs, %u steps, %.1f s of the processor; %u moments, %.1f MB\n", N_EPOCHS,
           (guint) n_steps, trained, state.n_frames,
           (double) (state.n_bytes + state.n_spilled_bytes) / 1e6);
  g_print ("a visit, processor: median %.0f ms, 90%% %.0f ms, longest %.0f ms\n",
           1000 * cpu[N_VISITS / 2], 1000 * cpu[N_VISITS * 9 / 10], 1000 * cpu[N_VISITS - 1]);
  g_print ("a visit, clock:     median %.0f ms, 90%% %.0f ms, longest %.0f ms\n",
           1000 * clock[N_VISITS / 2], 1000 * clock[N_VISITS * 9 / 10], 1000 * clock[N_VISITS - 1]);
  wb_session_close (session);
  g_object_unref (session);
}

/* One session after the other, turn by turn; the least of each counts. */
static void
bench_cost (DsSource *source, const WbProject *project)
{
  WbSession *sessions[] = { open_session (source, project, FALSE),
                            open_session (source, project, TRUE) };
  double least[] = { INFINITY, INFINITY };

  for (guint i = 0; i < 2 * N_ROUNDS; i++)
    least[i % 2] = MIN (least[i % 2], train (sessions[i % 2], 1));
  g_print ("an epoch, processor: %.3f s without moments, %.3f s with them: %+.1f %%\n", least[0],
           least[1], 100 * (least[1] / least[0] - 1));
  for (guint i = 0; i < 2; i++)
    {
      wb_session_close (sessions[i]);
      g_object_unref (sessions[i]);
    }
}

int
main (void)
{
  g_autoptr (DsSource) source = ds_source_open (DS_BUILT_IN, NULL, NULL);
  g_autoptr (WbProject) project = wb_template_build (wb_template_find ("simple"),
                                                     &AE_SHAPE (3, 28, 28, 1), NULL);

  bench_visits (source, project);
  bench_cost (source, project);
  return 0;
}
