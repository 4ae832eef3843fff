/* SPDX-License-Identifier: MIT */
/* A run trained again gives the weights that it ended with, to the last bit: each
 * template on one thread and on two, a run that was stopped in the middle of an epoch,
 * one whose recipe was changed on the way, and one that ended with its best epoch.
 */
#include "app/error.h"
#include "app/project/run-hash.h"
#include "app/project/run-list.h"
#include "app/runs/replay.h"
#include "app/templates/template.h"
#include "data/source.h"
#include "tests/app/training/headless-harness.h"

static WbRunRecord *
make_record (WbSession *session, AeModel *model)
{
  g_autoptr (WbCheckpoint) checkpoint = harness_make_checkpoint (session);
  g_autoptr (WbProject) project = wb_project_new (model, wb_checkpoint_get_recipe (checkpoint));

  wb_project_set_checkpoint (project, checkpoint);
  wb_run_list_record (project, HARNESS_SAMPLES, FALSE, 0);
  return wb_run_record_ref (project->runs->pdata[0]);
}

static void
assert_same (const WbRunRecord *run, DsDataset *training, DsDataset *validation, guint n_threads)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WbCheckpoint) checkpoint = wb_replay (run, training, validation, n_threads, NULL, NULL,
                                                   &error);
  g_autofree char *weights = NULL;

  g_assert_no_error (error);
  weights = wb_weights_hash (checkpoint);
  g_assert_cmpstr (weights, ==, run->weights);
  g_assert_true (wb_history_equal (wb_checkpoint_get_history (checkpoint), run->history));
}

static void
check (WbSession *session)
{
  g_autoptr (DsDataset) training = harness_make_data (HARNESS_SAMPLES, 1);
  g_autoptr (DsDataset) validation = harness_make_data (HARNESS_VALIDATION, 2);
  g_autoptr (AeModel) model = harness_make_model (12);
  g_autoptr (WbRunRecord) run = make_record (session, model);

  assert_same (run, training, validation, 1);
  assert_same (run, training, validation, 3);
  harness_close (session);
}

static void
test_stopped (void)
{
  WbSession *session = harness_open (2);

  wb_session_step_epoch (session);
  harness_wait_still (session);
  for (guint i = 0; i < 5; i++)
    {
      wb_session_step (session);
      harness_wait_still (session);
    }
  check (session);
}

static void
test_changed (void)
{
  WbSession *session = harness_open (2);
  AeRecipe recipe = harness_make_recipe ();

  for (guint i = 0; i < 4; i++)
    {
      wb_session_step (session);
      harness_wait_still (session);
    }
  g_assert_true (ae_recipe_set_optimizer (&recipe, "sgd", NULL));
  recipe.learning_rate = 0.3;
  wb_session_set_recipe (session, &recipe);
  wb_session_step_epoch (session);
  harness_wait_still (session);
  recipe.batch_size = 31;
  recipe.learning_rate = 0.2;
  wb_session_set_recipe (session, &recipe);
  wb_session_step_epoch (session);
  harness_wait_still (session);
  check (session);
}

/* The rate makes the last epochs worse than the best. */
static void
test_best (void)
{
  WbSession *session = harness_open (1);
  AeRecipe recipe = harness_make_recipe ();

  recipe.keep_best = TRUE;
  recipe.learning_rate = 0.5;
  wb_session_set_recipe (session, &recipe);
  wb_session_start (session, 6);
  harness_wait_for_state (session, WB_RUN_DONE);
  check (session);
}

static void
test_refused (void)
{
  WbSession *session = harness_open (1);
  g_autoptr (AeModel) model = harness_make_model (9);
  g_autoptr (WbRunRecord) run = NULL;
  g_autoptr (GError) error = NULL;

  wb_session_step (session);
  harness_wait_still (session);
  wb_session_set_model (session, model);
  wb_session_step (session);
  harness_wait_still (session);
  run = make_record (session, model);
  g_assert_false (wb_replay_check (run, &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_CONTENTS);
  harness_close (session);
}

static gboolean
stop_at_three (gpointer data, guint64 step, guint64 n_steps)
{
  g_assert_cmpuint (n_steps, ==, 13);
  return step < 3;
}

static void
test_cancelled (void)
{
  WbSession *session = harness_open (1);
  g_autoptr (DsDataset) training = harness_make_data (HARNESS_SAMPLES, 1);
  g_autoptr (AeModel) model = harness_make_model (12);
  g_autoptr (WbRunRecord) run = NULL;
  g_autoptr (GError) error = NULL;

  wb_session_step_epoch (session);
  harness_wait_still (session);
  run = make_record (session, model);
  g_assert_null (wb_replay (run, training, NULL, 1, stop_at_three, NULL, &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_EDIT);
  harness_close (session);
}

/* Two epochs of a few samples, trained on two threads. */
static void
test_template (gconstpointer data)
{
  const WbTemplate *template = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DsSource) source = ds_source_open (DS_BUILT_IN, NULL, &error);
  g_autoptr (DsDataset) training = NULL, validation = NULL;
  g_autoptr (WbProject) project = wb_template_build (template, &AE_SHAPE (3, 28, 28, 1), &error);
  g_autoptr (WbRunRecord) run = NULL;
  WbSession *session = wb_session_new ();

  g_assert_no_error (error);
  training = ds_dataset_new_slice (ds_source_get_training (source), 0, 96);
  validation = ds_dataset_new_slice (ds_source_get_validation (source), 0, 32);
  project->recipe.batch_size = 40;
  wb_session_set_threads (session, 2);
  wb_session_open (session, project->model, &project->recipe, training, validation, NULL);
  wb_session_start (session, 2);
  harness_wait_for_state (session, WB_RUN_DONE);
  run = make_record (session, project->model);
  assert_same (run, training, validation, 1);
  assert_same (run, training, validation, 2);
  harness_close (session);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/replay/stopped", test_stopped);
  g_test_add_func ("/replay/changed", test_changed);
  g_test_add_func ("/replay/best", test_best);
  g_test_add_func ("/replay/refused", test_refused);
  g_test_add_func ("/replay/cancelled", test_cancelled);
  for (guint i = 0; wb_templates ()[i] != NULL; i++)
    {
      g_autofree char *path = g_strdup_printf ("/replay/template/%s", wb_templates ()[i]->name);

      if (!g_str_equal (wb_templates ()[i]->name, "blank"))
        g_test_add_data_func (path, wb_templates ()[i], test_template);
    }
  return g_test_run ();
}
