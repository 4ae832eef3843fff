/* SPDX-License-Identifier: MIT */
/* A ghost's losses, its end and its weights are those of a training that is given its
 * value where it begins, to the last bit; one that diverges says so, and all can be let
 * go of while they train.
 */
#include <math.h>
#include <string.h>

#include "app/project/run-hash.h"
#include "app/runs/ghosts.h"
#include "app/training/run.h"
#include "tests/app/training/headless-harness.h"

#define RATES 3

static const double rates[RATES] = { 0.0001, 0.01, 0.05 };

static WbRun *
begin (DsDataset *training, DsDataset *validation)
{
  WbRun *run = wb_run_new ();
  g_autoptr (AeModel) model = harness_make_model (12);
  AeRecipe recipe = harness_make_recipe ();

  g_assert_true (wb_run_set_threads (run, 1, NULL));
  g_assert_true (wb_run_set_recipe (run, &recipe, NULL));
  wb_run_set_data (run, training, validation);
  g_assert_true (wb_run_set_model (run, model, NULL));
  return run;
}

static void
step (WbRun *run, guint n)
{
  for (guint i = 0; i < n; i++)
    g_assert_true (wb_run_advance (run, NULL));
}

static GPtrArray *
make_projects (const WbCheckpoint *checkpoint, const double *values, guint n)
{
  GPtrArray *projects = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_project_free);

  for (guint i = 0; i < n; i++)
    {
      WbProject *project = wb_project_new (wb_checkpoint_get_model (checkpoint),
                                           wb_checkpoint_get_recipe (checkpoint));

      project->recipe.learning_rate = values[i];
      g_ptr_array_add (projects, project);
    }
  return projects;
}

/* Reads a ghost until it has ended; its points are (transfer full). */
static GArray *
wait_end (WbGhosts *ghosts, guint index, gboolean *diverged, float **output, double *loss)
{
  GArray *points = g_array_new (FALSE, FALSE, sizeof (WbLossPoint));

  for (gboolean ended = FALSE; !ended;)
    {
      g_auto (WbGhostUpdate) news = { 0 };

      wb_ghosts_read (ghosts, index, &news);
      g_array_append_vals (points, news.points->data, news.points->len);
      if (news.output != NULL)
        {
          g_free (*output);
          *output = g_steal_pointer (&news.output);
        }
      *diverged = news.diverged;
      *loss = news.loss;
      ended = news.ended;
      if (!ended)
        g_usleep (1000);
    }
  return points;
}

/* The same by hand: (transfer full) where it ends. */
static WbCheckpoint *
train (WbCheckpoint *from, double rate, DsDataset *training, DsDataset *validation, guint64 end)
{
  g_autoptr (WbRun) run = begin (training, validation);
  AeRecipe recipe = *wb_checkpoint_get_recipe (from);

  recipe.learning_rate = rate;
  g_assert_true (wb_run_restore (run, from, NULL));
  g_assert_true (wb_run_set_recipe (run, &recipe, NULL));
  while (wb_run_get_position (run)->step < end || wb_run_is_validating (run))
    g_assert_true (wb_run_advance (run, NULL));
  return wb_run_make_checkpoint (run, NULL);
}

static void
assert_same_losses (const GArray *points, const WbHistory *history)
{
  gsize n;
  const WbLossPoint *losses = wb_history_get_losses (history, &n);

  g_assert_cmpuint (n, >=, points->len);
  for (guint i = 0; i < points->len; i++)
    {
      const WbLossPoint *a = &g_array_index (points, WbLossPoint, i);
      const WbLossPoint *b = &losses[n - points->len + i];

      g_assert_cmpuint (a->step, ==, b->step);
      g_assert_true (memcmp (&a->loss, &b->loss, sizeof a->loss) == 0);
    }
}

static void
assert_same (const WbCheckpoint *a, const WbCheckpoint *b)
{
  g_autofree char *left = wb_weights_hash (a), *right = wb_weights_hash (b);

  g_assert_cmpstr (left, ==, right);
  g_assert_cmpfloat (wb_checkpoint_get_recipe (a)->learning_rate, ==,
                     wb_checkpoint_get_recipe (b)->learning_rate);
}

/* From the middle of an epoch and from its end. */
static void
test_bits (gconstpointer data)
{
  g_autoptr (DsDataset) training = harness_make_data (HARNESS_SAMPLES, 1);
  g_autoptr (DsDataset) validation = harness_make_data (HARNESS_VALIDATION, 2);
  g_autoptr (WbRun) run = begin (training, validation);
  g_autofree float *sample = g_new0 (float, ds_dataset_get_sample_size (training));
  g_autoptr (WbCheckpoint) checkpoint = NULL;
  g_autoptr (GPtrArray) projects = NULL;
  g_autoptr (WbGhosts) ghosts = NULL;
  double losses[RATES];

  step (run, GPOINTER_TO_UINT (data));
  checkpoint = wb_run_make_checkpoint (run, NULL);
  projects = make_projects (checkpoint, rates, RATES);
  ghosts = wb_ghosts_new (checkpoint, projects, training, validation, sample);
  for (guint i = 0; i < RATES; i++)
    {
      gboolean diverged = TRUE;
      g_autofree float *output = NULL;
      g_autoptr (GArray) points = wait_end (ghosts, i, &diverged, &output, &losses[i]);
      g_autoptr (WbCheckpoint) end = wb_ghosts_get_checkpoint (ghosts, i);
      g_autoptr (WbCheckpoint) real = NULL;

      g_assert_false (diverged);
      g_assert_nonnull (output);
      g_assert_cmpuint (points->len, ==, 13);
      real = train (checkpoint, rates[i], training, validation,
                    wb_checkpoint_get_position (checkpoint)->step + 13);
      assert_same_losses (points, wb_checkpoint_get_history (real));
      assert_same (end, real);
    }
  g_assert_cmpfloat (losses[0], !=, losses[1]);
}

/* With a rate that is no number the weights are none, nor is the next loss. */
static void
test_diverged (void)
{
  g_autoptr (DsDataset) training = harness_make_data (HARNESS_SAMPLES, 1);
  g_autoptr (WbRun) run = begin (training, NULL);
  g_autoptr (WbCheckpoint) checkpoint = NULL;
  g_autoptr (GPtrArray) projects = NULL;
  g_autoptr (WbGhosts) ghosts = NULL;
  g_autoptr (GArray) points = NULL;
  g_autofree float *output = NULL;
  const double rate = NAN;
  gboolean diverged = FALSE;
  double loss;

  step (run, 3);
  checkpoint = wb_run_make_checkpoint (run, NULL);
  projects = make_projects (checkpoint, &rate, 1);
  ghosts = wb_ghosts_new (checkpoint, projects, training, NULL, NULL);
  points = wait_end (ghosts, 0, &diverged, &output, &loss);
  g_assert_true (diverged);
  g_assert_null (wb_ghosts_get_checkpoint (ghosts, 0));
}

/* Nobody waits for those that are let go of. */
static void
test_ended (void)
{
  g_autoptr (DsDataset) training = harness_make_data (HARNESS_SAMPLES, 1);
  g_autoptr (WbRun) run = begin (training, NULL);
  g_autoptr (WbCheckpoint) checkpoint = NULL;
  g_autoptr (GPtrArray) projects = NULL;

  step (run, 3);
  checkpoint = wb_run_make_checkpoint (run, NULL);
  projects = make_projects (checkpoint, rates, RATES);
  for (guint i = 0; i < 20; i++)
    wb_ghosts_free (wb_ghosts_new (checkpoint, projects, training, NULL, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/ghosts/middle", GUINT_TO_POINTER (5), test_bits);
  g_test_add_data_func ("/ghosts/end", GUINT_TO_POINTER (14), test_bits);
  g_test_add_func ("/ghosts/diverged", test_diverged);
  g_test_add_func ("/ghosts/ended", test_ended);
  return g_test_run ();
}
