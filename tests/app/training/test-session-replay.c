/* SPDX-License-Identifier: MIT */
/* What must agree to the last bit: any number of threads, a run cut in two
 * anywhere, a run begun again with the same seed, and a checkpoint that went
 * through a file.
 */
#include <glib/gstdio.h>

#include "app/project/project-file.h"
#include "headless-harness.h"

#define N_EPOCHS 3

/* What the next sessions train with. */
static AeRecipe recipe;

static WbSession *
open_session (guint n_threads)
{
  WbSession *session = harness_open (n_threads);

  wb_session_set_recipe (session, &recipe);
  return session;
}

static WbCheckpoint *
run_through (guint n_threads)
{
  WbSession *session = open_session (n_threads);
  WbCheckpoint *checkpoint;

  wb_session_start (session, N_EPOCHS);
  harness_wait_for_state (session, WB_RUN_DONE);
  checkpoint = harness_make_checkpoint (session);
  harness_close (session);
  return checkpoint;
}

static void
test_threads (void)
{
  g_autoptr (WbCheckpoint) one = run_through (1);
  g_autoptr (WbCheckpoint) two = run_through (2);
  g_autoptr (WbCheckpoint) three = run_through (3);

  harness_assert_equal (one, two);
  harness_assert_equal (one, three);
}

/* Stops after @n_steps, as somebody would who presses Step so often. */
static WbCheckpoint *
run_part (guint n_steps)
{
  WbSession *session = open_session (1 + n_steps % 3);
  WbCheckpoint *checkpoint;

  for (guint i = 0; i < n_steps; i++)
    {
      wb_session_step (session);
      harness_wait_still (session);
    }
  checkpoint = harness_make_checkpoint (session);
  harness_close (session);
  return checkpoint;
}

static WbCheckpoint *
run_rest (WbCheckpoint *part, guint n_threads)
{
  WbSession *session = wb_session_new ();
  g_autoptr (DsDataset) training = harness_make_data (HARNESS_SAMPLES, 1);
  g_autoptr (DsDataset) validation = harness_make_data (HARNESS_VALIDATION, 2);
  WbCheckpoint *checkpoint;

  wb_session_set_threads (session, n_threads);
  wb_session_open (session, wb_checkpoint_get_model (part), wb_checkpoint_get_recipe (part),
                   training, validation, part);
  wb_session_start (session, N_EPOCHS - wb_checkpoint_get_position (part)->epochs_planned);
  harness_wait_for_state (session, WB_RUN_DONE);
  checkpoint = harness_make_checkpoint (session);
  g_assert_true (
    wb_history_equal (wb_session_get_history (session), wb_checkpoint_get_history (checkpoint)));
  harness_close (session);
  return checkpoint;
}

static void
test_resumed (void)
{
  g_autoptr (WbCheckpoint) whole = run_through (2);
  const guint cuts[] = { 1, 7, 13, 20, 26 };

  for (guint i = 0; i < G_N_ELEMENTS (cuts); i++)
    {
      g_autoptr (WbCheckpoint) part = run_part (cuts[i]);
      g_autoptr (WbCheckpoint) rest = NULL;

      g_assert_cmpuint (wb_checkpoint_get_position (part)->step, ==, cuts[i]);
      rest = run_rest (part, 1 + i % 3);
      harness_assert_equal (whole, rest);
    }
}

static void
compare_through_file (void)
{
  g_autoptr (WbCheckpoint) whole = run_through (2);
  g_autoptr (WbCheckpoint) part = run_part (17);
  g_autoptr (WbCheckpoint) rest = NULL;
  g_autoptr (WbProject) project = wb_project_new (wb_checkpoint_get_model (part),
                                                  wb_checkpoint_get_recipe (part));
  g_autoptr (WbProject) again = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("hourglass-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, "part.hourglass", NULL);

  g_assert_no_error (error);
  wb_project_set_checkpoint (project, part);
  g_assert_true (wb_project_save (project, path, &error));
  g_assert_true (wb_project_load (path, &again, NULL, &error));
  g_assert_no_error (error);
  harness_assert_equal (part, again->checkpoint);
  rest = run_rest (again->checkpoint, 3);
  harness_assert_equal (whole, rest);
  g_unlink (path);
  g_rmdir (folder);
}

static void
test_through_file (void)
{
  compare_through_file ();
}

/* In the middle of an epoch the best weights are still those of its beginning. */
static void
check_best (void)
{
  g_autoptr (WbCheckpoint) before = run_part (13);
  g_autoptr (WbCheckpoint) after = run_part (17);

  for (guint i = 0; i < wb_checkpoint_get_n_tensors (after); i++)
    {
      const WbCheckpointTensor *best = wb_checkpoint_get_tensor (after, i);
      g_autofree char *name = g_strdup_printf ("weights/%u/%s", best->layer_id, best->param.name);
      const WbCheckpointTensor *weight = wb_checkpoint_find_tensor (before, name);

      if (best->slot == WB_CHECKPOINT_OTHER)
        g_assert_cmpmem (best->values, best->size * sizeof (float), weight->values,
                         weight->size * sizeof (float));
    }
  g_assert_nonnull (wb_checkpoint_find_tensor (after, "best/3/kernel"));
}

/* The rate follows from the place in the run, and the best weights are in it.
 * No epoch is good enough for this plateau, so the rate falls after each. */
static void
test_schedule (void)
{
  g_autoptr (WbCheckpoint) plain = run_through (1);
  g_autoptr (WbCheckpoint) scheduled = NULL;
  g_autoptr (GError) error = NULL;

  recipe.warm_up = 1.5;
  recipe.keep_best = TRUE;
  g_assert_true (ae_recipe_set_schedule (&recipe, "plateau", &error));
  g_assert_true (ae_options_set_text (ae_recipe_get_schedule (&recipe)->options,
                                      recipe.schedule_options, "patience=1,min_delta=1000",
                                      &error));
  scheduled = run_through (1);
  g_assert_cmpfloat (wb_checkpoint_get_recipe (scheduled)->learning_rate, ==, recipe.learning_rate);
  g_assert_false (
    wb_history_equal (wb_checkpoint_get_history (plain), wb_checkpoint_get_history (scheduled)));
  compare_through_file ();
  check_best ();
  recipe = harness_make_recipe ();
}

static gboolean
same_weights (const WbCheckpoint *a, const WbCheckpoint *b)
{
  const WbCheckpointTensor *x = wb_checkpoint_find_tensor (a, "weights/3/kernel");
  const WbCheckpointTensor *y = wb_checkpoint_find_tensor (b, "weights/3/kernel");

  return memcmp (x->values, y->values, x->size * sizeof (float)) == 0;
}

/* A schedule is read at the number of steps done: the first of one batch an
 * epoch goes at the whole rate, and the first of a warm-up stands still. */
static void
test_step_index (void)
{
  g_autoptr (WbCheckpoint) drawn = NULL;
  g_autoptr (WbCheckpoint) plain = NULL;
  g_autoptr (WbCheckpoint) first = NULL;
  g_autoptr (WbCheckpoint) second = NULL;
  g_autoptr (WbCheckpoint) warm = NULL;
  g_autoptr (WbCheckpoint) warmer = NULL;

  recipe.batch_size = HARNESS_SAMPLES;
  drawn = run_part (0);
  plain = run_part (1);
  g_assert_true (ae_recipe_set_schedule (&recipe, "step", NULL));
  g_assert_true (ae_options_set_text (ae_recipe_get_schedule (&recipe)->options,
                                      recipe.schedule_options, "step_epochs=1,factor=0", NULL));
  first = run_part (1);
  second = run_part (2);
  g_assert_false (same_weights (drawn, plain));
  g_assert_true (same_weights (plain, first));
  g_assert_true (same_weights (first, second));
  recipe.warm_up = 10;
  warm = run_part (1);
  warmer = run_part (2);
  g_assert_true (same_weights (drawn, warm));
  g_assert_false (same_weights (warm, warmer));
  recipe = harness_make_recipe ();
}

static void
test_restart (void)
{
  WbSession *session = harness_open (2);
  g_autoptr (WbCheckpoint) first = NULL;
  g_autoptr (WbCheckpoint) again = NULL;
  g_autoptr (WbCheckpoint) other = NULL;

  wb_session_start (session, N_EPOCHS);
  harness_wait_for_state (session, WB_RUN_DONE);
  first = harness_make_checkpoint (session);

  wb_session_restart (session, N_EPOCHS);
  harness_wait_for_state (session, WB_RUN_DONE);
  again = harness_make_checkpoint (session);
  harness_assert_equal (first, again);
  harness_assert_steps (session, wb_checkpoint_get_position (again)->step);

  wb_session_restart_with_seed (session, 8, N_EPOCHS);
  harness_wait_for_state (session, WB_RUN_DONE);
  other = harness_make_checkpoint (session);
  g_assert_cmpint (wb_checkpoint_get_recipe (other)->seed, ==, 8);
  g_assert_false (
    wb_history_equal (wb_checkpoint_get_history (first), wb_checkpoint_get_history (other)));
  harness_close (session);
}

/* Undoing an edit before the first step leaves nothing behind. */
static void
test_edit_before_start (void)
{
  WbSession *session = harness_open (2);
  g_autoptr (WbCheckpoint) plain = run_through (1);
  g_autoptr (AeModel) model = harness_make_model (12);
  g_autoptr (AeModel) other = harness_make_model (5);
  AeRecipe other_recipe = recipe;
  g_autoptr (WbCheckpoint) edited = NULL;

  wb_session_set_model (session, other);
  harness_wait_applied (session);
  other_recipe.seed = 99;
  wb_session_set_recipe (session, &other_recipe);
  wb_session_set_model (session, model);
  harness_wait_applied (session);
  wb_session_set_recipe (session, &recipe);
  wb_session_start (session, N_EPOCHS);
  harness_wait_for_state (session, WB_RUN_DONE);
  edited = harness_make_checkpoint (session);
  harness_assert_equal (plain, edited);
  harness_close (session);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  recipe = harness_make_recipe ();
  g_test_add_func ("/session-replay/any-number-of-threads", test_threads);
  g_test_add_func ("/session-replay/resumed-as-if-never-stopped", test_resumed);
  g_test_add_func ("/session-replay/resumed-through-a-file", test_through_file);
  g_test_add_func ("/session-replay/schedules-and-best-weights-go-on", test_schedule);
  g_test_add_func ("/session-replay/schedules-read-the-step-index", test_step_index);
  g_test_add_func ("/session-replay/restart-with-the-same-weights", test_restart);
  g_test_add_func ("/session-replay/edits-before-the-start-leave-no-trace", test_edit_before_start);
  return g_test_run ();
}
