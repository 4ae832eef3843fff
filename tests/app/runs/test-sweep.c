/* SPDX-License-Identifier: MIT */
/* A sweep: which trainings it has, what it refuses, that each is the run that a training
 * by itself is, and that the best one's weights are left.
 */
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "app/data/data-split.h"
#include "app/error.h"
#include "app/project/run-hash.h"
#include "app/project/run-list.h"
#include "app/runs/sweep-runner.h"
#include "tests/app/training/headless-harness.h"

static WbProject *
make_base (void)
{
  g_autoptr (AeModel) model = harness_make_model (12);
  AeRecipe recipe = harness_make_recipe ();

  recipe.epochs = 2;
  return wb_project_new (model, &recipe);
}

static void
test_jobs (void)
{
  g_autoptr (WbProject) base = make_base ();
  g_autoptr (GPtrArray) jobs = NULL, seeds = NULL, rates = NULL;
  const WbSweepJob *job;

  jobs = wb_sweep_new (base, "learning_rate=0.1, 0.01; 3.units=4,5,6", 2, NULL);
  g_assert_cmpuint (jobs->len, ==, 12);
  job = jobs->pdata[0];
  g_assert_cmpstr (job->name, ==, "Learning rate 0.1, Dense 3, Units 4, seed 7");
  g_assert_cmpstr (job->values, ==, "learning_rate=0.1 3.units=4");
  job = jobs->pdata[11];
  g_assert_cmpstr (job->name, ==, "Learning rate 0.01, Dense 3, Units 6, seed 8");
  g_assert_cmpfloat (job->project->recipe.learning_rate, ==, 0.01);
  g_assert_cmpint (job->project->recipe.seed, ==, 8);
  g_assert_false (ae_model_equal (job->project->model, base->model));
  seeds = wb_sweep_new (base, NULL, 3, NULL);
  g_assert_cmpuint (seeds->len, ==, 3);
  g_assert_cmpstr (((WbSweepJob *) seeds->pdata[2])->values, ==, "");
  g_assert_cmpstr (((WbSweepJob *) seeds->pdata[2])->name, ==, "seed 9");
  rates = wb_sweep_new (base, "learning_rate=0.1,0.01", 1, NULL);
  g_assert_cmpstr (((WbSweepJob *) rates->pdata[1])->name, ==, "Learning rate 0.01");
}

static void
test_refused (void)
{
  static const struct
  {
    const char *vary;
    const char *words;
  } cases[] = {
    { "learning_rate", "not a setting with its values" },
    { "learning_rate=", "not a setting with its values" },
    { "learning_rat=1", "no setting “learning_rat”" },
    { "learning_rate=fast", "fast" },
    { "1.units=3", "layers 2 to" },
    { "99.units=3", "layers 2 to" },
  };
  g_autoptr (WbProject) base = make_base ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_null (wb_sweep_new (base, cases[i].vary, 1, &error));
      if (strstr (error->message, cases[i].words) == NULL)
        g_error ("“%s” does not say “%s”", error->message, cases[i].words);
      g_clear_error (&error);
    }
  g_assert_null (wb_sweep_new (base, "seed=1,2,3", WB_SWEEP_MAX, &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_EDIT);
}

/* Trains a job and records it; NULL where it was refused. */
static WbRunRecord *
train (WbProject *project,
       const WbSweepJob *job,
       DsDataset *training,
       DsDataset *validation,
       WbReplayProgress progress,
       GError **error)
{
  g_autoptr (WbSweepResult) result = wb_sweep_train (job, training, validation, 2, progress, NULL,
                                                     error);

  return result != NULL ? wb_sweep_record (project, job, result) : NULL;
}

static gboolean
open_parts (gpointer data,
            const WbRunRecord *run,
            DsDataset **training,
            DsDataset **validation,
            GError **error)
{
  DsDataset **parts = data;

  *training = ds_dataset_ref (parts[0]);
  *validation = ds_dataset_ref (parts[1]);
  return TRUE;
}

static void
test_train (void)
{
  g_autoptr (WbProject) base = make_base (), project = wb_project_copy (base);
  g_autoptr (GPtrArray) jobs = wb_sweep_new (base, "learning_rate=0.00001,0.01", 2, NULL);
  g_autoptr (DsDataset) training = harness_make_data (HARNESS_SAMPLES, 1);
  g_autoptr (DsDataset) validation = harness_make_data (HARNESS_VALIDATION, 2);
  DsDataset *parts[] = { training, validation };
  g_autofree char *weights = NULL;
  g_autoptr (GArray) rows = NULL;
  WbRunRecord *best;

  for (guint i = 0; i < jobs->len; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (wb_sweep_find (project->runs, jobs->pdata[i]));
      train (project, jobs->pdata[i], training, validation, NULL, &error);
      g_assert_no_error (error);
      g_assert_nonnull (wb_sweep_find (project->runs, jobs->pdata[i]));
    }
  g_assert_cmpuint (project->runs->len, ==, 4);
  rows = wb_sweep_summarize (jobs, 2, project->runs);
  g_assert_cmpuint (rows->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      const WbSweepRow *row = &g_array_index (rows, WbSweepRow, i);
      double a = wb_run_record_get_best_loss (project->runs->pdata[2 * i]);
      double b = wb_run_record_get_best_loss (project->runs->pdata[2 * i + 1]);

      g_assert_cmpstr (row->job->values, ==,
                       i == 0 ? "learning_rate=0.00001" : "learning_rate=0.01");
      g_assert_cmpuint (row->n_done, ==, 2);
      g_assert_cmpfloat (row->median, ==, (a + b) / 2);
      g_assert_cmpfloat (row->low, ==, MIN (a, b));
      g_assert_cmpfloat (row->high, ==, MAX (a, b));
    }
  best = wb_run_list_get_best (project->runs);
  g_assert_cmpfloat (best->recipe.learning_rate, ==, 0.01);
  g_assert_cmpuint (project->run_id, ==, best->id);
  weights = wb_weights_hash (project->checkpoint);
  g_assert_cmpstr (weights, ==, best->weights);
  for (guint i = 0; i < 4; i++)
    {
      const WbRunRecord *run = project->runs->pdata[i];
      g_autoptr (WbCheckpoint) again = wb_replay (NULL, run, 1, open_parts, NULL, parts, NULL);
      g_autofree char *hash = wb_weights_hash (again);

      g_assert_cmpstr (run->name, ==, ((WbSweepJob *) jobs->pdata[i])->name);
      g_assert_cmpstr (hash, ==, run->weights);
    }
}

static gboolean
stop (gpointer data, guint64 step, guint64 n_steps)
{
  g_assert_cmpuint (n_steps, ==, 26);
  return step < 3;
}

/* A run that was stopped is none; one that diverges is, and the sweep goes on. */
static void
test_ends (void)
{
  g_autoptr (WbProject) base = make_base (), project = wb_project_copy (base);
  g_autoptr (GPtrArray) jobs = wb_sweep_new (base, "optimizer=sgd;learning_rate=0.1,1e36", 1, NULL);
  g_autoptr (DsDataset) training = harness_make_data (HARNESS_SAMPLES, 1);
  g_autoptr (GError) error = NULL;
  const WbRunRecord *run;

  g_assert_null (jobs);
  jobs = wb_sweep_new (base, "optimizer=sgd;learning_rate=0.1,100", 1, &error);
  g_assert_no_error (error);
  g_assert_null (train (project, jobs->pdata[0], training, NULL, stop, &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_EDIT);
  g_assert_null (project->runs);
  g_clear_error (&error);
  run = train (project, jobs->pdata[1], training, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (run);
}

/* A file of some images of 8×8, opened; its parts are what training and validation have. */
static DsSource *
open_source (void)
{
  guint8 file[16 + 300 * 64] = { 0, 0, 8, 3, 0, 0, 1, 44, 0, 0, 0, 8, 0, 0, 0, 8 };
  g_autofree char *folder = g_dir_make_tmp ("hourglass-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "some-idx3-ubyte", NULL);
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  g_autoptr (GError) error = NULL;
  DsSource *source;

  for (gsize i = 16; i < sizeof file; i++)
    file[i] = (guint8) g_rand_int (random);
  g_assert_true (g_file_set_contents (path, (char *) file, sizeof file, NULL));
  source = ds_source_open (path, NULL, NULL, &error);
  g_assert_no_error (error);
  g_remove (path);
  g_rmdir (folder);
  return source;
}

/* Takes outcomes until so many jobs are done. */
static void
wait_done (WbSweepRunner *runner, GPtrArray *jobs, WbProject *project, guint n)
{
  while (wb_sweep_runner_count_done (runner) < n)
    {
      g_autoptr (WbSweepOutcome) outcome = wb_sweep_runner_take (runner);
      guint id;

      if (outcome == NULL)
        {
          g_usleep (1000);
          continue;
        }
      g_assert_no_error (outcome->error);
      {
        g_autoptr (GPtrArray) runs = wb_sweep_add_run (project->runs, jobs->pdata[outcome->index],
                                                       outcome->result, &id);

        g_assert_cmpuint (id, >, 0);
        wb_project_set_runs (project, runs);
      }
    }
}

/* Trained by threads, a job's run is the one that it is by itself; what is trained
 * before is not trained again, and a pause is one. */
static void
test_runner (void)
{
  g_autoptr (WbProject) base = make_base (), alone = wb_project_copy (base);
  g_autoptr (WbProject) project = wb_project_copy (base);
  g_autoptr (DsSource) source = open_source ();
  g_autoptr (DsDataset) training = NULL, validation = NULL;
  g_autoptr (GPtrArray) jobs = wb_sweep_new (base, "learning_rate=0.001,0.01", 2, NULL);
  WbSweepRunner *runner = wb_sweep_runner_new (jobs, NULL, source);

  wb_data_split (&base->recipe, source, NULL, &training, &validation);
  wb_sweep_runner_set_paused (runner, TRUE);
  g_assert_true (wb_sweep_runner_get_paused (runner));
  g_assert_cmpfloat (wb_sweep_runner_get_seconds_left (runner), <, 0);
  wb_sweep_runner_set_paused (runner, FALSE);
  wait_done (runner, jobs, project, 4);
  g_assert_cmpfloat (wb_sweep_runner_get_share (runner), >, 0.5);
  wb_sweep_runner_free (runner);
  for (guint i = 0; i < 4; i++)
    {
      const WbRunRecord *run = train (alone, jobs->pdata[i], training, validation, NULL, NULL);

      g_assert_cmpstr (run->weights, ==, wb_sweep_find (project->runs, jobs->pdata[i])->weights);
    }
  runner = wb_sweep_runner_new (jobs, project->runs, source);
  g_assert_cmpuint (wb_sweep_runner_count_done (runner), ==, 4);
  g_assert_null (wb_sweep_runner_take (runner));
  wb_sweep_runner_free (runner);
}

/* Ended in the middle, it is through at once and has recorded nothing. */
static void
test_cancelled (void)
{
  g_autoptr (WbProject) base = make_base ();
  g_autoptr (DsSource) source = open_source ();
  g_autoptr (GPtrArray) jobs = NULL;
  WbSweepRunner *runner;

  base->recipe.epochs = 100000;
  jobs = wb_sweep_new (base, NULL, 3, NULL);
  runner = wb_sweep_runner_new (jobs, NULL, source);
  wb_sweep_runner_set_paused (runner, TRUE);
  g_assert_null (wb_sweep_runner_take (runner));
  wb_sweep_runner_free (runner);
}

/* Time goes with epochs, arithmetic and samples, and is shared by those at once. */
static void
test_time (void)
{
  g_autoptr (WbProject) base = make_base ();
  g_autoptr (GPtrArray) one = wb_sweep_new (base, NULL, 1, NULL);
  g_autoptr (GPtrArray) four = wb_sweep_new (base, "epochs=2,4", 2, NULL);
  g_autoptr (DsDataset) training = harness_make_data (HARNESS_SAMPLES, 1);
  double seconds = wb_sweep_predict_seconds (base, 100, one, 1000, 300, 1);
  guint n_threads;

  g_assert_cmpfloat_with_epsilon (seconds, 2 * (1000 + 100) / 100., 1e-9);
  g_assert_cmpfloat_with_epsilon (wb_sweep_predict_seconds (base, 100, four, 1000, 300, 2),
                                  3 * seconds, 1e-9);
  g_assert_cmpfloat (wb_sweep_measure_speed (base, training, 1, NULL), >, 0);
  g_assert_cmpuint (wb_sweep_count_at_once (four, 8, &n_threads), ==, 4);
  g_assert_cmpuint (n_threads, ==, 2);
  g_assert_cmpuint (wb_sweep_count_at_once (one, 2, &n_threads), ==, 1);
  g_assert_cmpuint (n_threads, ==, 2);
}

/* A plan is read as it was written; one without its parts is refused. */
static void
test_plan (void)
{
  g_autoptr (WbProject) base = make_base ();
  g_autoptr (WbSweepPlan) plan = wb_sweep_plan_new (
    &(WbSweepPlan) { .model = base->model,
                     .recipe = base->recipe,
                     .vary = (char *) "learning_rate=0.1,0.2",
                     .n_seeds = 3,
                     .hash = (char *) "abc" });
  g_autoptr (json_t) json = wb_sweep_plan_to_json (plan);
  g_autoptr (WbSweepPlan) again = wb_sweep_plan_from_json (json, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (ae_model_equal (again->model, plan->model));
  g_assert_true (ae_recipe_equal (&again->recipe, &plan->recipe));
  g_assert_cmpstr (again->vary, ==, plan->vary);
  g_assert_cmpstr (again->hash, ==, plan->hash);
  g_assert_cmpuint (again->n_seeds, ==, 3);
  json_object_del (json, "seeds");
  g_assert_null (wb_sweep_plan_from_json (json, &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_CONTENTS);
}

static void
test_median (void)
{
  const double odd[] = { 3, NAN, 1, 2 }, even[] = { 4, 1, 2, 3 }, none[] = { NAN };

  g_assert_cmpfloat (wb_sweep_get_median (odd, 4), ==, 2);
  g_assert_cmpfloat (wb_sweep_get_median (even, 4), ==, 2.5);
  g_assert_true (isnan (wb_sweep_get_median (none, 1)));
}

static void
test_range (void)
{
  g_autofree char *even = wb_sweep_make_range (0, 1, 5, FALSE);
  g_autofree char *logarithmic = wb_sweep_make_range (1e-4, 1e-1, 4, TRUE);

  g_assert_cmpstr (even, ==, "0,0.25,0.5,0.75,1");
  g_assert_cmpstr (logarithmic, ==, "0.0001,0.001,0.01,0.1");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sweep/jobs", test_jobs);
  g_test_add_func ("/sweep/refused", test_refused);
  g_test_add_func ("/sweep/train", test_train);
  g_test_add_func ("/sweep/ends", test_ends);
  g_test_add_func ("/sweep/runner", test_runner);
  g_test_add_func ("/sweep/cancelled", test_cancelled);
  g_test_add_func ("/sweep/time", test_time);
  g_test_add_func ("/sweep/plan", test_plan);
  g_test_add_func ("/sweep/median", test_median);
  g_test_add_func ("/sweep/range", test_range);
  return g_test_run ();
}
