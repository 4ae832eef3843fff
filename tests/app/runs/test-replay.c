/* SPDX-License-Identifier: MIT */
/* A run trained again gives the weights that it ended with, to the last bit: each
 * template on one thread and on two, a run that was stopped in the middle of an epoch,
 * one whose recipe was changed on the way, one that ended with its best epoch, and those
 * that began with the weights of another run.
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

typedef struct
{
  DsDataset *training;
  DsDataset *validation;
} Parts;

static gboolean
open_parts (gpointer data,
            const WbRunRecord *run,
            DsDataset **training,
            DsDataset **validation,
            GError **error)
{
  const Parts *parts = data;

  *training = ds_dataset_ref (parts->training);
  *validation = parts->validation != NULL ? ds_dataset_ref (parts->validation) : NULL;
  return TRUE;
}

static void
assert_same_of (const GPtrArray *runs, const WbRunRecord *run, Parts *parts, guint n_threads)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WbCheckpoint) checkpoint = wb_replay (runs, run, n_threads, open_parts, NULL, parts,
                                                   &error);
  g_autoptr (WbHistory) history = NULL;
  g_autofree char *weights = NULL;

  g_assert_no_error (error);
  weights = wb_weights_hash (checkpoint);
  g_assert_cmpstr (weights, ==, run->weights);
  history = wb_history_new_after (wb_checkpoint_get_history (checkpoint), run->position.from_step,
                                  run->position.from_epoch);
  g_assert_true (wb_history_equal (history, run->history));
}

static void
assert_same (const WbRunRecord *run, DsDataset *training, DsDataset *validation, guint n_threads)
{
  Parts parts = { training, validation };

  assert_same_of (NULL, run, &parts, n_threads);
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

/* Records where a session is, and where a run was left meanwhile. */
typedef struct
{
  WbSession *session;
  WbProject *project;
  guint n_left;
} Recorder;

static void
record (Recorder *self, WbCheckpoint *checkpoint)
{
  wb_project_set_checkpoint (self->project, checkpoint);
  wb_run_list_record (self->project, HARNESS_SAMPLES, FALSE, 0);
}

static void
left_cb (WbCheckpoint *checkpoint, guint64 command_id, gpointer data)
{
  Recorder *self = data;

  g_assert_cmpuint (command_id, >, 0);
  self->n_left++;
  record (self, checkpoint);
}

static void
recorder_init (Recorder *self)
{
  g_autoptr (AeModel) model = harness_make_model (12);
  AeRecipe recipe = harness_make_recipe ();

  *self = (Recorder) { harness_open (2), wb_project_new (model, &recipe), 0 };
  wb_session_set_run_left (self->session, left_cb, self);
}

static WbRunRecord *
step (Recorder *self, guint n)
{
  g_autoptr (WbCheckpoint) checkpoint = NULL;

  for (guint i = 0; i < n; i++)
    {
      wb_session_step (self->session);
      harness_wait_still (self->session);
    }
  checkpoint = harness_make_checkpoint (self->session);
  record (self, checkpoint);
  return wb_run_list_find (self->project->runs, self->project->run_id);
}

static void
recorder_clear (Recorder *self)
{
  harness_close (self->session);
  wb_project_free (self->project);
}

/* Another model, another loss and other data each begin a run of their own with the weights
 * that there are, which is trained again with those before it. */
static void
test_left (void)
{
  Recorder recorder;
  AeRecipe recipe = harness_make_recipe ();
  g_autoptr (AeModel) model = harness_make_model (9);
  g_autoptr (DsDataset) training = harness_make_data (HARNESS_SAMPLES, 1);
  g_autoptr (DsDataset) validation = harness_make_data (HARNESS_VALIDATION, 2);
  Parts parts = { training, validation };
  const WbRunRecord *run;
  guint n;

  recorder_init (&recorder);
  wb_session_set_data (recorder.session, training, validation);
  step (&recorder, 15);
  wb_session_set_model (recorder.session, model);
  recipe.learning_rate = 0.01;
  wb_session_set_recipe (recorder.session, &recipe);
  step (&recorder, 7);
  recipe.learning_rate = 0.02;
  wb_session_set_recipe (recorder.session, &recipe);
  step (&recorder, 14);
  g_assert_true (ae_recipe_set_loss (&recipe, "mean_absolute_error", NULL));
  wb_session_set_recipe (recorder.session, &recipe);
  run = step (&recorder, 9);
  g_assert_cmpuint (recorder.n_left, ==, 2);
  g_assert_cmpuint (recorder.project->runs->len, ==, 3);
  g_assert_cmpuint (run->id, ==, 3);
  g_assert_cmpuint (run->from, ==, 2);
  g_assert_cmpuint (run->position.from_step, ==, 36);
  for (guint i = 0; i < 3; i++)
    {
      assert_same_of (recorder.project->runs, recorder.project->runs->pdata[i], &parts, 1);
      assert_same_of (recorder.project->runs, recorder.project->runs->pdata[i], &parts, 3);
    }
  wb_history_get_epochs (((WbRunRecord *) recorder.project->runs->pdata[1])->history, &n);
  g_assert_cmpuint (n, ==, 1);
  recorder_clear (&recorder);
}

/* The run that another one began with has gone on since, after an undo; then the other is
 * forked. */
static void
test_gone_on (void)
{
  Recorder recorder;
  AeRecipe recipe = harness_make_recipe ();
  g_autoptr (AeModel) model = harness_make_model (9);
  g_autoptr (DsDataset) training = harness_make_data (HARNESS_SAMPLES, 1);
  g_autoptr (DsDataset) validation = harness_make_data (HARNESS_VALIDATION, 2);
  g_autoptr (WbCheckpoint) before = NULL, second = NULL;
  Parts parts = { training, validation };
  const WbRunRecord *run;

  recorder_init (&recorder);
  wb_session_set_data (recorder.session, training, validation);
  step (&recorder, 4);
  before = harness_make_checkpoint (recorder.session);
  wb_session_set_model (recorder.session, model);
  step (&recorder, 3);
  second = harness_make_checkpoint (recorder.session);
  wb_session_go_back (recorder.session, before, &recipe, wb_checkpoint_get_model (before));
  harness_wait_still (recorder.session);
  recorder.project->run_id = 1;
  recipe.learning_rate = 0.01;
  wb_session_set_recipe (recorder.session, &recipe);
  step (&recorder, 5);
  g_assert_cmpuint (recorder.project->runs->len, ==, 2);
  g_assert_cmpuint (recorder.project->run_id, ==, 1);
  assert_same_of (recorder.project->runs, recorder.project->runs->pdata[0], &parts, 1);
  assert_same_of (recorder.project->runs, recorder.project->runs->pdata[1], &parts, 1);
  wb_session_go_back (recorder.session, second, wb_checkpoint_get_recipe (second), model);
  harness_wait_still (recorder.session);
  recorder.project->run_id = 0;
  recipe.learning_rate = 0.02;
  wb_session_set_recipe (recorder.session, &recipe);
  run = step (&recorder, 2);
  g_assert_cmpuint (recorder.project->runs->len, ==, 3);
  g_assert_cmpuint (run->from, ==, 1);
  assert_same_of (recorder.project->runs, run, &parts, 1);
  recorder_clear (&recorder);
}

static void
test_other_data (void)
{
  Recorder recorder;
  g_autoptr (DsDataset) training = harness_make_data (HARNESS_SAMPLES, 1);
  g_autoptr (DsDataset) others = harness_make_data (HARNESS_SAMPLES, 5);
  const WbRunRecord *run;
  Parts parts = { others, NULL };
  g_autoptr (GError) error = NULL;

  recorder_init (&recorder);
  wb_session_set_data (recorder.session, training, NULL);
  step (&recorder, 4);
  wb_session_set_data (recorder.session, others, NULL);
  run = step (&recorder, 3);
  g_assert_cmpuint (run->position.from_step, ==, 4);
  g_assert_cmpuint (run->position.samples, ==, 3 * (guint64) harness_make_recipe ().batch_size);
  g_assert_null (wb_replay (recorder.project->runs, run, 1, open_parts, NULL, &parts, &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_CONTENTS);
  recorder_clear (&recorder);
}

/* The weights that it began with were those of the best epoch, put back at the end. */
static void
test_from_best (void)
{
  Recorder recorder;
  AeRecipe recipe = harness_make_recipe ();
  g_autoptr (AeModel) model = harness_make_model (9);
  g_autoptr (DsDataset) training = harness_make_data (HARNESS_SAMPLES, 1);
  g_autoptr (DsDataset) validation = harness_make_data (HARNESS_VALIDATION, 2);
  Parts parts = { training, validation };
  const WbRunRecord *run;

  recorder_init (&recorder);
  recipe.keep_best = TRUE;
  recipe.learning_rate = 0.5;
  wb_session_set_recipe (recorder.session, &recipe);
  wb_session_set_data (recorder.session, training, validation);
  do
    {
      wb_session_start (recorder.session, 1);
      harness_wait_for_state (recorder.session, WB_RUN_DONE);
      run = step (&recorder, 0);
    }
  while (!run->position.best_in_place && run->position.epoch < 40);
  g_assert_true (run->position.best_in_place);
  wb_session_set_model (recorder.session, model);
  run = step (&recorder, 3);
  g_assert_cmpuint (wb_run_record_get_epochs (run), ==, run->position.epoch);
  g_assert_cmpuint (run->from, ==, 1);
  assert_same_of (recorder.project->runs, run, &parts, 1);
  recorder_clear (&recorder);
}

static void
test_refused (void)
{
  Recorder recorder;
  g_autoptr (AeModel) model = harness_make_model (9);
  g_autoptr (GPtrArray) alone = NULL;
  g_autoptr (GArray) first = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GError) error = NULL;
  const WbRunRecord *run;
  guint id = 1;

  recorder_init (&recorder);
  step (&recorder, 2);
  wb_session_set_model (recorder.session, model);
  run = step (&recorder, 1);
  g_assert_true (wb_replay_check (recorder.project->runs, run, NULL));
  g_array_append_val (first, id);
  alone = wb_run_list_remove (recorder.project->runs, first);
  g_assert_false (wb_replay_check (alone, run, &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_CONTENTS);
  recorder_clear (&recorder);
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
  Parts parts = { training, NULL };
  g_autoptr (GError) error = NULL;

  wb_session_step_epoch (session);
  harness_wait_still (session);
  run = make_record (session, model);
  g_assert_null (wb_replay (NULL, run, 1, open_parts, stop_at_three, &parts, &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_EDIT);
  harness_close (session);
}

/* Two epochs of a few samples, trained on two threads. */
static void
test_template (gconstpointer data)
{
  const WbTemplate *template = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DsSource) source = ds_source_open (DS_BUILT_IN, NULL, NULL, &error);
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
  g_test_add_func ("/replay/left", test_left);
  g_test_add_func ("/replay/gone-on", test_gone_on);
  g_test_add_func ("/replay/other-data", test_other_data);
  g_test_add_func ("/replay/from-best", test_from_best);
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
