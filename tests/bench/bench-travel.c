/* SPDX-License-Identifier: MIT */
/* How long it takes to go to a step of the past, and what keeping moments costs a
 * training: the simple template on the built-in digits. In seconds of the processor, all
 * threads together, so that other programs do not count; the clock's stand beside them.
 *
 * bench-travel cost: what key frames and saving on the way cost the thread that trains, and
 * what the thread takes that writes: of the simple and the convolutional template.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <glib/gstdio.h>

#include "app/project/project-file.h"
#include "app/templates/template.h"
#include "app/thread-time.h"
#include "app/training/run.h"
#include "app/training/session.h"
#include "app/training/travel.h"
#include "data/source.h"

#define N_EPOCHS 6
#define N_VISITS 40
#define N_ROUNDS 4

/* Seconds of a block of steps, how many blocks there are of each kind, and from one save on the
 * way to the next. */
#define BLOCK    1.0
#define N_BLOCKS 24
#define AUTOSAVE 10.0

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

static WbRun *
make_run (DsSource *source, const WbProject *project, WbKeyFrames *frames)
{
  WbRun *run = wb_run_new ();

  wb_run_set_key_frames (run, frames);
  wb_run_set_threads (run, 1, NULL);
  wb_run_set_recipe (run, &project->recipe, NULL);
  wb_run_set_model (run, project->model, NULL);
  wb_run_set_data (run, ds_source_get_training (source), ds_source_get_validation (source));
  return run;
}

/* This thread's seconds for so many steps. */
static double
advance (WbRun *run, guint n)
{
  double begin = wb_thread_get_seconds ();

  for (guint i = 0; i < n; i++)
    wb_run_advance (run, NULL);
  return wb_thread_get_seconds () - begin;
}

/* What a save takes the thread that trains; @written: the other one. */
static double
save (WbRun *run, WbProject *project, double *written)
{
  double begin = wb_thread_get_seconds (), made;
  g_autoptr (WbCheckpoint) checkpoint = wb_run_make_checkpoint (run, NULL);
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "bench-travel.hourglass", NULL);

  made = wb_thread_get_seconds ();
  wb_project_set_checkpoint (project, checkpoint);
  wb_project_save (project, path, NULL);
  g_unlink (path);
  *written = wb_thread_get_seconds () - made;
  return made - begin;
}

/* Two runs turn by turn, a block of steps each; one of them keeps moments. */
static void
bench_thread (DsSource *source, const char *template)
{
  g_autoptr (WbProject) project = wb_template_build (wb_template_find (template),
                                                     &AE_SHAPE (3, 28, 28, 1), NULL);
  g_autoptr (WbKeyFrames) frames = wb_key_frames_new ();
  WbTravel *travel = wb_travel_new (frames);
  WbRun *runs[] = { make_run (source, project, NULL), make_run (source, project, frames) };
  double sums[] = { 0, 0 }, ratios[N_BLOCKS], made, written;
  guint n;

  wb_key_frames_set_budget (frames, 64 * 1024 * 1024, 256 * 1024 * 1024, NULL);
  advance (runs[1], 10);
  n = (guint) MAX (1, 20 * BLOCK / advance (runs[0], 20));
  for (guint i = 0; i < N_BLOCKS; i++)
    {
      double seconds[2];

      for (guint k = 0; k < 2; k++)
        seconds[(k + i) % 2] = advance (runs[(k + i) % 2], n);
      sums[0] += seconds[0];
      sums[1] += seconds[1];
      ratios[i] = seconds[1] / seconds[0];
    }
  qsort (ratios, N_BLOCKS, sizeof (double), compare);
  made = save (runs[1], project, &written);
  g_print ("%s: %u blocks of %u steps: %.2f s without moments, %.2f s with %u: %+.2f %%, median "
           "%+.2f %%\n",
           template, N_BLOCKS, n, sums[0], sums[1], wb_key_frames_get_state (frames).n_frames,
           100 * (sums[1] / sums[0] - 1), 100 * (ratios[N_BLOCKS / 2] - 1));
  g_print ("%s: a save: %.1f ms of training every %.0f s, %.2f %%; %.0f ms beside it, %.2f %%\n",
           template, 1000 * made, AUTOSAVE, 100 * made / AUTOSAVE, 1000 * written,
           100 * written / MAX (AUTOSAVE, 100 * written));
  wb_travel_free (travel);
  for (guint i = 0; i < 2; i++)
    wb_run_free (runs[i]);
}

int
main (int argc, char **argv)
{
  g_autoptr (DsSource) source = ds_source_open (DS_BUILT_IN, NULL, NULL, NULL);
  g_autoptr (WbProject) project = wb_template_build (wb_template_find ("simple"),
                                                     &AE_SHAPE (3, 28, 28, 1), NULL);

  if (argc > 1 && strcmp (argv[1], "cost") == 0)
    {
      bench_thread (source, "simple");
      bench_thread (source, "conv");
      return 0;
    }
  bench_visits (source, project);
  bench_cost (source, project);
  return 0;
}
