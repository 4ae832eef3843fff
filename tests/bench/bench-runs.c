/* SPDX-License-Identifier: MIT */
/* What a list of a thousand runs costs without a window: to save it, to open its file, to
 * find the settings that differ, and to lay the structures of two beside each other. Each
 * run has 100 epochs, a thinned curve and, as far as there is room, its weights.
 * Milliseconds of CPU, the best and the middle of some rounds.
 *
 * bench-runs [RUNS [FILE]]    with FILE, the project is written there, and nothing measured
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <glib/gstdio.h>

#include "app/project/project-file.h"
#include "app/project/run-list.h"
#include "app/project/run-weights.h"
#include "app/runs/differences.h"
#include "app/runs/structure.h"
#include "app/templates/template.h"

#define ROUNDS 9
#define EPOCHS 100

static double
read_cpu (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

static WbHistory *
make_history (guint run)
{
  WbHistory *history = wb_history_new ();

  for (guint i = 1; i <= WB_RUN_MAX_LOSSES; i++)
    wb_history_add_point (history,
                          &(WbLossPoint) { .step = i,
                                           .loss = 1.0 / (i + run),
                                           .epoch = (double) i * EPOCHS / WB_RUN_MAX_LOSSES });
  for (guint i = 1; i <= EPOCHS; i++)
    wb_history_add_epoch (history, &(WbEpochRow) { .epoch = i,
                                                   .step = 10 * i,
                                                   .loss = 1.0 / (i + run),
                                                   .validation_loss = 1.1 / (i + run),
                                                   .seconds = 0.5 });
  return history;
}

/* A sweep of learning rates and seeds on the convolutional template. */
static WbProject *
make_project (guint n_runs)
{
  WbProject *project = wb_template_build (wb_template_find ("conv"), &AE_SHAPE (3, 28, 28, 1),
                                          NULL);
  gsize size = wb_run_weights_count (project->model) * sizeof (float);

  project->runs = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_run_record_unref);
  for (guint i = 1; i <= n_runs; i++)
    {
      g_autofree char *name = g_strdup_printf ("run %u", i);
      g_autoptr (WbHistory) history = make_history (i);
      g_autoptr (GBytes) kept = i * size <= WB_RUN_MAX_KEPT
                                  ? g_bytes_new_take (g_malloc0 (size), size)
                                  : NULL;
      WbRunRecord values = { .id = i,
                             .name = name,
                             .model = project->model,
                             .recipe = project->recipe,
                             .history = history,
                             .n_samples = 60000,
                             .position = { .step = 10 * EPOCHS, .epoch = EPOCHS },
                             .kept = kept,
                             .when = i,
                             .hash = (char *) "0123456789ab" };

      values.recipe.seed = i;
      values.recipe.learning_rate = i % 2 == 0 ? 0.001 : 0.01;
      g_ptr_array_add (project->runs, wb_run_record_new (&values));
    }
  return project;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const double *x = a, *y = b;

  return *x < *y ? -1 : *x > *y;
}

static void
print (const char *name, double *times)
{
  qsort (times, ROUNDS, sizeof *times, compare);
  printf ("%-12s %8.1f %8.1f ms\n", name, times[0], times[ROUNDS / 2]);
}

int
main (int argc, char **argv)
{
  guint n_runs = argc > 1 ? (guint) atoi (argv[1]) : 1000;
  g_autoptr (WbProject) project = make_project (n_runs);
  g_autofree char *folder = g_dir_make_tmp ("bench-runs-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "runs.hourglass", NULL);
  double times[4][ROUNDS];
  static const char *const names[] = { "save", "open", "differences", "structure" };

  if (argc > 2)
    return wb_project_save (project, argv[2], NULL) ? 0 : 1;
  for (guint i = 0; i < ROUNDS; i++)
    {
      g_autoptr (WbProject) read = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) settings = NULL, two = g_ptr_array_new ();
      g_autoptr (GHashTable) structure = NULL;
      double at[5] = { read_cpu () };

      if (!wb_project_save (project, path, &error)
          || (at[1] = read_cpu (), !wb_project_load (path, &read, NULL, &error)))
        {
          fprintf (stderr, "bench-runs: %s\n", error->message);
          return 1;
        }
      at[2] = read_cpu ();
      settings = wb_run_differences (read->runs);
      at[3] = read_cpu ();
      g_ptr_array_add (two, read->runs->pdata[0]);
      g_ptr_array_add (two, read->runs->pdata[1]);
      structure = wb_run_structure_compare (read->model, two);
      at[4] = read_cpu ();
      for (guint j = 0; j < 4; j++)
        times[j][i] = at[j + 1] - at[j];
    }
  printf ("%u runs      best   median\n", n_runs);
  for (guint j = 0; j < 4; j++)
    print (names[j], times[j]);
  g_remove (path);
  g_rmdir (folder);
  return 0;
}
