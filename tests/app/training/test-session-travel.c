/* SPDX-License-Identifier: MIT */
/* Any step of a training is had again to the last bit: weights, optimizer, history and
 * best weights are those that a run had that was looked at after every step, on any
 * number of threads, across changes of the recipe and other models; and who goes on
 * from there comes to where the run came.
 *
 * Tried against: an epoch that ends without its row, changes at the frame's own step
 * left out, a frame of the part before taken for a step of the next, the best weights
 * of the frame instead of the best epoch's.
 */
#include "app/templates/template.h"
#include "app/training/run.h"
#include "app/training/travel.h"
#include "data/source.h"
#include "headless-harness.h"
#include "tests/patience.h"

#define MEGABYTE (1024 * 1024)
#define NEVER    1e9 /* seconds of training */

/**
 * Trained: a run that was looked at after every step.
 * @moments: WbCheckpoint of each step, from 0
 * @every: so many steps lie between key frames
 */
typedef struct
{
  WbRun *run;
  WbKeyFrames *frames;
  GPtrArray *moments;
  guint every;
} Trained;

static gint64
get_deadline (void)
{
  return g_get_monotonic_time () + test_get_patience_usec ();
}

static void
note (Trained *self)
{
  g_autoptr (GError) error = NULL;
  WbCheckpoint *checkpoint = wb_run_make_checkpoint (self->run, &error);
  guint step = (guint) wb_run_get_position (self->run)->step;

  g_assert_no_error (error);
  if (step < self->moments->len)
    {
      wb_checkpoint_unref (self->moments->pdata[step]);
      self->moments->pdata[step] = checkpoint;
    }
  else
    g_ptr_array_add (self->moments, checkpoint);
  g_assert_cmpuint (self->moments->len, ==, step + 1);
}

static Trained *
begin_with (AeModel *model, const AeRecipe *recipe, DsDataset *training, DsDataset *validation)
{
  Trained *self = g_new0 (Trained, 1);
  g_autoptr (GError) error = NULL;

  self->every = 7;
  self->run = wb_run_new ();
  self->frames = wb_key_frames_new ();
  self->moments = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_checkpoint_unref);
  wb_key_frames_set_budget (self->frames, 500 * MEGABYTE, 0, NULL);
  wb_run_set_key_frames (self->run, self->frames);
  wb_run_set_threads (self->run, 2, &error);
  wb_run_set_recipe (self->run, recipe, &error);
  wb_run_set_model (self->run, model, &error);
  g_assert_no_error (error);
  wb_run_set_data (self->run, training, validation);
  wb_run_set_epochs_planned (self->run, 9);
  note (self);
  return self;
}

static Trained *
begin (const AeRecipe *recipe)
{
  g_autoptr (DsDataset) training = harness_make_data (HARNESS_SAMPLES, 1);
  g_autoptr (DsDataset) validation = harness_make_data (HARNESS_VALIDATION, 2);
  g_autoptr (AeModel) model = harness_make_model (12);

  return begin_with (model, recipe, training, validation);
}

static void
trained_free (Trained *self)
{
  wb_run_free (self->run);
  wb_key_frames_free (self->frames);
  g_ptr_array_unref (self->moments);
  g_free (self);
}

static void
train_to (Trained *self, guint64 step)
{
  const WbPosition *position = wb_run_get_position (self->run);
  g_autoptr (GError) error = NULL;

  while (position->step < step || wb_run_is_validating (self->run))
    {
      wb_key_frames_set_interval (self->frames, position->step % self->every == 0 ? 0 : NEVER);
      wb_run_advance (self->run, &error);
      g_assert_no_error (error);
      note (self);
    }
}

static void
change (Trained *self, const AeRecipe *recipe)
{
  g_assert_true (wb_run_set_recipe (self->run, recipe, NULL));
  note (self);
}

static WbCheckpoint *
go_to (Trained *self, WbTravel *travel, guint64 step)
{
  const WbCheckpoint *newest = g_ptr_array_index (self->moments, self->moments->len - 1);
  g_autoptr (WbArrival) arrival = NULL;

  wb_travel_go (travel, step, wb_history_copy (wb_checkpoint_get_history (newest)), TRUE);
  g_assert_true (wb_travel_wait (travel, get_deadline ()));
  arrival = wb_travel_take_arrival (travel);
  g_assert_nonnull (arrival);
  g_assert_no_error (arrival->error);
  return g_steal_pointer (&arrival->checkpoint);
}

static void
check_step (Trained *self, WbTravel *travel, guint64 step)
{
  g_autoptr (WbCheckpoint) checkpoint = go_to (self, travel, step);

  g_test_message ("step %u", (guint) step);
  harness_assert_equal (self->moments->pdata[step], checkpoint);
}

/* In an order without order, then each one after the other. */
static void
check_all (Trained *self, guint n_threads)
{
  WbTravel *travel = wb_travel_new (self->frames);
  guint n = self->moments->len;

  wb_travel_set_threads (travel, n_threads);
  for (guint i = 0; i < n; i++)
    check_step (self, travel, (i * 17 + 5) % n);
  for (guint i = 0; i < n; i++)
    check_step (self, travel, i);
  wb_travel_free (travel);
}

static void
test_threads (void)
{
  AeRecipe recipe = harness_make_recipe ();
  Trained *trained = begin (&recipe);

  train_to (trained, 44);
  for (guint n_threads = 1; n_threads <= 3; n_threads++)
    check_all (trained, n_threads);
  trained_free (trained);
}

/* At a frame's own step, between two, several at once, and another optimizer. */
static void
test_changes (void)
{
  AeRecipe recipe = harness_make_recipe ();
  Trained *trained = begin (&recipe);

  train_to (trained, 7);
  recipe.learning_rate = 0.01;
  change (trained, &recipe);
  train_to (trained, 10);
  recipe.corruption = 1;
  recipe.corruption_amount = 0.4;
  change (trained, &recipe);
  recipe.batch_size = 31;
  change (trained, &recipe);
  train_to (trained, 17);
  g_assert_true (ae_recipe_set_optimizer (&recipe, "sgd", NULL));
  recipe.learning_rate = 0.3;
  change (trained, &recipe);
  train_to (trained, 20);
  recipe.shuffle = FALSE;
  change (trained, &recipe);
  train_to (trained, 50);
  recipe.learning_rate = 0.2;
  change (trained, &recipe);
  check_all (trained, 2);
  trained_free (trained);
}

/* The rate makes later epochs worse, so that the best one is behind. */
static void
test_best (void)
{
  AeRecipe recipe = harness_make_recipe ();
  Trained *trained;

  recipe.keep_best = TRUE;
  recipe.learning_rate = 0.5;
  recipe.warm_up = 0.5;
  g_assert_true (ae_recipe_set_schedule (&recipe, "plateau", NULL));
  g_assert_true (ae_options_set_text (ae_recipe_get_schedule (&recipe)->options,
                                      recipe.schedule_options, "patience=1", NULL));
  trained = begin (&recipe);
  train_to (trained, 70);
  check_all (trained, 2);
  trained_free (trained);
}

static void
test_swaps (void)
{
  AeRecipe recipe = harness_make_recipe ();
  Trained *trained = begin (&recipe);
  g_autoptr (AeModel) other = harness_make_model (20);
  g_autoptr (AeModel) third = harness_make_model (5);
  g_autoptr (DsDataset) data = harness_make_data (300, 3);

  train_to (trained, 10);
  g_assert_true (wb_run_set_model (trained->run, other, NULL));
  train_to (trained, 19);
  wb_run_set_data (trained->run, data, NULL);
  train_to (trained, 25);
  g_assert_true (wb_run_set_model (trained->run, third, NULL));
  train_to (trained, 40);
  /* A moment is what the next step begins with. */
  wb_checkpoint_unref (trained->moments->pdata[10]);
  wb_checkpoint_unref (trained->moments->pdata[19]);
  wb_checkpoint_unref (trained->moments->pdata[25]);
  {
    WbTravel *travel = wb_travel_new (trained->frames);

    trained->moments->pdata[10] = go_to (trained, travel, 10);
    trained->moments->pdata[19] = go_to (trained, travel, 19);
    trained->moments->pdata[25] = go_to (trained, travel, 25);
    wb_travel_free (travel);
  }
  g_assert_true (ae_model_equal (wb_checkpoint_get_model (trained->moments->pdata[10]), other));
  g_assert_true (ae_model_equal (wb_checkpoint_get_model (trained->moments->pdata[25]), third));
  check_all (trained, 2);
  trained_free (trained);
}

/* Thinned frames are farther apart, and what is in the file is as good. */
static void
test_thinned (void)
{
  AeRecipe recipe = harness_make_recipe ();
  Trained *trained = begin (&recipe);
  gsize frame;

  train_to (trained, 1);
  frame = wb_key_frames_get_state (trained->frames).n_bytes;
  trained_free (trained);
  trained = begin (&recipe);
  wb_key_frames_set_budget (trained->frames, 4 * frame, 3 * frame, g_get_tmp_dir ());
  trained->every = 1;
  for (guint step = 1; step <= 60; step++)
    {
      train_to (trained, step);
      while (wb_key_frames_wants_to_spill (trained->frames))
        wb_key_frames_spill (trained->frames);
    }
  g_assert_cmpuint (wb_key_frames_get_state (trained->frames).n_frames, <=, 7);
  g_assert_cmpuint (wb_key_frames_get_state (trained->frames).n_spilled_bytes, >, 0);
  check_all (trained, 2);
  trained_free (trained);
}

static void
test_template (gconstpointer data)
{
  const WbTemplate *template = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DsSource) source = ds_source_open (DS_BUILT_IN, NULL, NULL, &error);
  g_autoptr (DsDataset) training = NULL, validation = NULL;
  g_autoptr (WbProject) project = wb_template_build (template, &AE_SHAPE (3, 28, 28, 1), &error);
  Trained *trained;

  g_assert_no_error (error);
  training = ds_dataset_new_slice (ds_source_get_training (source), 0, 60);
  validation = ds_dataset_new_slice (ds_source_get_validation (source), 0, 16);
  project->recipe.batch_size = 16;
  trained = begin_with (project->model, &project->recipe, training, validation);
  trained->every = 3;
  train_to (trained, 7);
  for (guint n_threads = 1; n_threads <= 3; n_threads++)
    {
      WbTravel *travel = wb_travel_new (trained->frames);

      wb_travel_set_threads (travel, n_threads);
      for (guint i = 0; i < 8; i++)
        check_step (trained, travel, (i * 3 + 2) % 8);
      wb_travel_free (travel);
    }
  trained_free (trained);
}

/* Of many requests in a row the last one alone is fulfilled, and after a rest none. */
static void
test_cancelled (void)
{
  AeRecipe recipe = harness_make_recipe ();
  Trained *trained = begin (&recipe);
  WbTravel *travel = wb_travel_new (trained->frames);
  const WbHistory *history;
  g_autoptr (WbArrival) arrival = NULL;
  g_autoptr (WbSnapshot) snapshot = NULL;
  guint64 request = 0;

  trained->every = 1000;
  train_to (trained, 60);
  history = wb_checkpoint_get_history (trained->moments->pdata[60]);
  for (guint i = 0; i < 40; i++)
    request = wb_travel_go (travel, 59 - i, wb_history_copy (history), FALSE);
  g_assert_true (wb_travel_wait (travel, get_deadline ()));
  arrival = wb_travel_take_arrival (travel);
  snapshot = wb_travel_take_snapshot (travel);
  g_assert_cmpuint (arrival->request, ==, request);
  g_assert_cmpuint (snapshot->step, ==, 20);
  wb_travel_go (travel, 60, wb_history_copy (history), TRUE);
  wb_travel_rest (travel);
  g_assert_false (wb_travel_is_busy (travel));
  g_assert_null (wb_travel_take_arrival (travel));
  g_assert_null (wb_travel_take_snapshot (travel));
  check_step (trained, travel, 33);
  wb_travel_free (travel);
  trained_free (trained);
}

/* What was trained before a run went back, and is not of it any more. */
static void
test_gone_back (void)
{
  AeRecipe recipe = harness_make_recipe ();
  Trained *trained = begin (&recipe);
  g_autoptr (WbCheckpoint) twenty = NULL;

  train_to (trained, 40);
  twenty = wb_checkpoint_ref (trained->moments->pdata[20]);
  g_assert_true (wb_run_restore (trained->run, twenty, NULL));
  g_assert_cmpuint (wb_key_frames_get_state (trained->frames).n_frames, ==, 3);
  g_ptr_array_set_size (trained->moments, 21);
  recipe.learning_rate = 0.02;
  change (trained, &recipe);
  train_to (trained, 45);
  check_all (trained, 2);
  wb_run_restart (trained->run, 8);
  g_assert_cmpuint (wb_key_frames_get_state (trained->frames).n_frames, ==, 0);
  g_ptr_array_set_size (trained->moments, 0);
  note (trained);
  train_to (trained, 20);
  check_all (trained, 1);
  trained_free (trained);
}

/* What a run has left counts again when it comes back, to its end or to a moment before it, and
 * whatever it did elsewhere. */
static void
test_taken_back (void)
{
  AeRecipe recipe = harness_make_recipe (), other = recipe;
  Trained *trained = begin (&recipe);
  g_autoptr (GPtrArray) elsewhere = g_ptr_array_new_with_free_func (
    (GDestroyNotify) wb_checkpoint_unref);
  GPtrArray *moments = trained->moments;

  train_to (trained, 20);
  recipe.learning_rate = 0.02;
  change (trained, &recipe);
  train_to (trained, 40);
  wb_run_restart (trained->run, 8);
  g_assert_cmpuint (wb_key_frames_get_state (trained->frames).n_frames, ==, 0);
  trained->moments = elsewhere;
  note (trained);
  train_to (trained, 15);
  trained->moments = moments;
  g_assert_true (wb_run_restore (trained->run, moments->pdata[40], NULL));
  check_all (trained, 2);
  g_assert_true (wb_run_restore (trained->run, elsewhere->pdata[15], NULL));
  trained->moments = elsewhere;
  check_all (trained, 2);
  g_assert_true (wb_run_restore (trained->run, moments->pdata[30], NULL));
  g_ptr_array_set_size (elsewhere, 0);
  for (guint i = 0; i <= 30; i++)
    g_ptr_array_add (elsewhere, wb_checkpoint_ref (moments->pdata[i]));
  other.learning_rate = 0.3;
  change (trained, &other);
  train_to (trained, 45);
  check_all (trained, 2);
  trained->moments = moments;
  g_assert_true (wb_run_restore (trained->run, moments->pdata[40], NULL));
  check_all (trained, 2);
  train_to (trained, 50);
  check_all (trained, 2);
  trained_free (trained);
}

/* What is put aside has its share of the budget, and no more than that. */
static void
test_room (void)
{
  AeRecipe recipe = harness_make_recipe ();
  Trained *trained = begin (&recipe);
  g_autoptr (WbCheckpoint) end = NULL;
  gsize frame;

  train_to (trained, 1);
  frame = wb_key_frames_get_state (trained->frames).n_bytes;
  wb_key_frames_set_budget (trained->frames, 8 * frame, 0, NULL);
  trained->every = 1;
  train_to (trained, 20);
  end = wb_checkpoint_ref (trained->moments->pdata[20]);
  for (guint i = 1; i <= 12; i++)
    {
      wb_run_restart (trained->run, 100 + i);
      g_ptr_array_set_size (trained->moments, 0);
      note (trained);
      train_to (trained, 20);
      g_assert_cmpuint (wb_key_frames_get_state (trained->frames).n_frames, >, 0);
      g_assert_cmpuint (wb_key_frames_get_state (trained->frames).n_bytes, <=, 8 * frame);
      if (i > 1)
        continue;
      g_assert_cmpuint (wb_key_frames_get_state (trained->frames).n_frames, >=, 3);
      g_assert_true (wb_run_restore (trained->run, end, NULL));
      g_assert_cmpuint (wb_key_frames_get_state (trained->frames).n_frames, >=, 3);
    }
  check_all (trained, 1);
  g_assert_true (wb_run_restore (trained->run, end, NULL));
  g_assert_cmpuint (wb_key_frames_get_state (trained->frames).n_frames, ==, 0);
  trained_free (trained);
}

static WbSession *
open_session (const AeRecipe *recipe)
{
  WbSession *session = harness_open (2);

  wb_session_keep_moments (session, 64 * MEGABYTE, 0);
  wb_session_set_recipe (session, recipe);
  return session;
}

static void
got_cb (WbCheckpoint *checkpoint, const GError *error, gpointer data)
{
  WbCheckpoint **out = data;

  g_assert_no_error (error);
  *out = wb_checkpoint_ref (checkpoint);
}

static WbCheckpoint *
visit (WbSession *session, guint64 step)
{
  WbCheckpoint *checkpoint = NULL;
  guint64 visited = 0;

  wb_session_visit (session, step);
  g_assert_true (wb_session_wait_visited (session, get_deadline ()));
  g_assert_true (wb_session_get_visited_step (session, &visited));
  g_assert_cmpuint (visited, ==, step);
  g_assert_cmpuint (wb_session_get_visited (session)->step, ==, step);
  wb_session_request_visited (session, got_cb, &checkpoint);
  g_assert_true (wb_session_wait_visited (session, get_deadline ()));
  return checkpoint;
}

/* Who goes on from a moment comes to where the run came, the best weights among it. */
static void
test_forked (void)
{
  AeRecipe recipe = harness_make_recipe ();
  g_autoptr (WbCheckpoint) end = NULL, moment = NULL, again = NULL;
  WbSession *session;

  recipe.keep_best = TRUE;
  recipe.learning_rate = 0.5;
  session = open_session (&recipe);
  wb_session_start (session, 6);
  harness_wait_for_state (session, WB_RUN_DONE);
  end = harness_make_checkpoint (session);
  moment = visit (session, 44);
  g_assert_cmpuint (wb_session_get_snapshot (session)->step, ==, 78);
  wb_session_go_back (session, moment, &recipe, wb_checkpoint_get_model (moment));
  harness_wait_applied (session);
  g_assert_null (wb_session_get_visited (session));
  g_assert_cmpuint (wb_session_get_snapshot (session)->step, ==, 44);
  wb_session_start (session, 6 - wb_checkpoint_get_position (moment)->epochs_planned);
  wb_session_resume (session);
  harness_wait_for_state (session, WB_RUN_DONE);
  again = harness_make_checkpoint (session);
  harness_assert_equal (end, again);
  harness_close (session);
}

/* The past is looked at while training goes on, and the present is not touched. */
static void
test_beside_training (void)
{
  AeRecipe recipe = harness_make_recipe ();
  WbSession *session = open_session (&recipe), *plain = harness_open (1);
  g_autoptr (WbCheckpoint) moment = NULL, end = NULL, expected = NULL;

  wb_session_start (plain, 40);
  harness_wait_for_state (plain, WB_RUN_DONE);
  expected = harness_make_checkpoint (plain);
  wb_session_start (session, 40);
  harness_wait_for_step (session, 100);
  for (guint64 step = 90; step > 0; step -= 15)
    {
      g_clear_pointer (&moment, wb_checkpoint_unref);
      moment = visit (session, step);
      g_assert_cmpuint (wb_checkpoint_get_position (moment)->step, ==, step);
    }
  wb_session_leave_past (session);
  g_assert_null (wb_session_get_visited (session));
  harness_wait_for_state (session, WB_RUN_DONE);
  end = harness_make_checkpoint (session);
  harness_assert_equal (expected, end);
  harness_close (plain);
  harness_close (session);
}

/* What is visited shows what the measures ask for; a restart ends the visit. */
static void
test_measured (void)
{
  AeRecipe recipe = harness_make_recipe ();
  WbSession *session = open_session (&recipe);
  g_autoptr (DsDataset) data = harness_make_data (HARNESS_VALIDATION, 2);
  g_autoptr (WbCheckpoint) moment = NULL;
  g_autoptr (AeNetwork) network = NULL;
  g_autoptr (WbProbe) probe = NULL;
  WbMeasure measure = { WB_MEASURE_PROBE, .dataset = data, .n = 4, .focus = 1, .rate = 15 };
  const WbProbe *shown;
  guint64 step;

  wb_session_measure (session, &measure);
  wb_session_start (session, 3);
  harness_wait_for_state (session, WB_RUN_DONE);
  moment = visit (session, 20);
  network = wb_checkpoint_make_network (moment, NULL);
  probe = wb_probe_measure (network, &measure, &recipe, NULL);
  shown = wb_snapshot_get (wb_session_get_visited (session), WB_MEASURE_PROBE);
  g_assert_cmpuint (shown->step, ==, 20);
  g_assert_cmpmem (shown->outputs, 4 * shown->size * sizeof (float), probe->outputs,
                   4 * probe->size * sizeof (float));
  measure.n = 7;
  wb_session_measure (session, &measure);
  g_assert_true (wb_session_wait_visited (session, get_deadline ()));
  shown = wb_snapshot_get (wb_session_get_visited (session), WB_MEASURE_PROBE);
  g_assert_cmpuint (shown->n, ==, 7);
  wb_session_restart (session, 0);
  harness_wait_applied (session);
  g_assert_false (wb_session_get_visited_step (session, &step));
  wb_session_visit (session, 3);
  g_assert_false (wb_session_get_visited_step (session, &step));
  harness_close (session);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session-travel/any-number-of-threads", test_threads);
  g_test_add_func ("/session-travel/changes-of-the-recipe", test_changes);
  g_test_add_func ("/session-travel/best-weights", test_best);
  g_test_add_func ("/session-travel/other-models-and-data", test_swaps);
  g_test_add_func ("/session-travel/thinned-and-spilled", test_thinned);
  g_test_add_func ("/session-travel/cancelled", test_cancelled);
  g_test_add_func ("/session-travel/gone-back", test_gone_back);
  g_test_add_func ("/session-travel/taken-back", test_taken_back);
  g_test_add_func ("/session-travel/room-for-what-is-put-aside", test_room);
  g_test_add_func ("/session-travel/forked", test_forked);
  g_test_add_func ("/session-travel/beside-training", test_beside_training);
  g_test_add_func ("/session-travel/measured", test_measured);
  for (guint i = 0; wb_templates ()[i] != NULL; i++)
    {
      g_autofree char *path = g_strdup_printf ("/session-travel/template/%s",
                                               wb_templates ()[i]->name);

      if (!g_str_equal (wb_templates ()[i]->name, "blank"))
        g_test_add_data_func (path, wb_templates ()[i], test_template);
    }
  return g_test_run ();
}
