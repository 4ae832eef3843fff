/* SPDX-License-Identifier: MIT */
/* The session as a window drives it: commands, states, snapshots, shut-down.
 * What must agree bit for bit is in test-session-replay.c.
 */
#include <math.h>
#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "data/source.h"
#include "headless-harness.h"

#define STEPS_PER_EPOCH 13 /* 600 samples, 48 a batch */

static void
test_trains (void)
{
  WbSession *session = harness_open (2);
  const WbEpochRow *rows;
  guint n_rows = 0;

  wb_session_start (session, 3);
  harness_wait_for_state (session, WB_RUN_DONE);

  harness_assert_steps (session, 3 * STEPS_PER_EPOCH);
  rows = wb_history_get_epochs (wb_session_get_history (session), &n_rows);
  g_assert_cmpuint (n_rows, ==, 3);
  for (guint i = 0; i < n_rows; i++)
    {
      g_assert_cmpuint (rows[i].epoch, ==, i + 1);
      g_assert_cmpuint (rows[i].step, ==, (i + 1) * STEPS_PER_EPOCH);
      g_assert_true (isfinite (rows[i].loss) && isfinite (rows[i].validation_loss));
    }
  g_assert_cmpfloat (rows[2].loss, <, rows[0].loss);
  g_assert_cmpfloat (rows[2].validation_loss, <, rows[0].validation_loss);
  g_assert_cmpuint (wb_session_get_snapshot (session)->steps_per_epoch, ==, STEPS_PER_EPOCH);
  harness_close (session);
}

/* The mean of an epoch's row is that of its samples, not of its steps. */
static void
test_epoch_mean (void)
{
  WbSession *session = harness_open (1);
  const WbLossPoint *losses;
  const WbEpochRow *rows;
  gsize n = 0;
  guint n_rows = 0;
  double sum = 0;

  wb_session_start (session, 1);
  harness_wait_for_state (session, WB_RUN_DONE);
  losses = wb_history_get_losses (wb_session_get_history (session), &n);
  rows = wb_history_get_epochs (wb_session_get_history (session), &n_rows);
  for (gsize i = 0; i < n; i++)
    sum += losses[i].loss * (i + 1 < n ? 48 : 600 - 12 * 48);
  g_assert_cmpfloat_with_epsilon (rows[0].loss, sum / 600, 1e-9);
  harness_close (session);
}

static void
test_states (void)
{
  WbSession *session = harness_open (2);
  guint64 step;

  wb_session_start (session, 100000);
  harness_wait_for_step (session, 5);
  wb_session_pause (session);
  harness_wait_for_state (session, WB_RUN_PAUSED);
  step = wb_session_get_snapshot (session)->step;
  g_assert_false (wb_session_is_active (session));

  wb_session_step (session);
  harness_wait_for_state (session, WB_RUN_PAUSED);
  g_assert_cmpuint (wb_session_get_snapshot (session)->step, ==, step + 1);

  wb_session_step_epoch (session);
  harness_wait_for_state (session, WB_RUN_PAUSED);
  g_assert_cmpuint (wb_session_get_snapshot (session)->samples, ==, 0);
  g_assert_cmpuint (wb_session_get_snapshot (session)->step % STEPS_PER_EPOCH, ==, 0);
  step = wb_session_get_snapshot (session)->step;

  wb_session_resume (session);
  harness_wait_for_step (session, step + 3);
  wb_session_stop (session);
  harness_wait_for_state (session, WB_RUN_IDLE);
  step = wb_session_get_snapshot (session)->step;
  wb_session_resume (session);
  harness_wait_applied (session);
  g_assert_cmpint (wb_session_get_snapshot (session)->state, ==, WB_RUN_IDLE);
  g_assert_cmpuint (wb_session_get_snapshot (session)->step, ==, step);
  harness_close (session);
}

/* A window pulls while the session is active, and no longer: nothing may come
 * after that. */
static void
test_nothing_after_the_end (void)
{
  WbSession *session = harness_open (1);

  for (guint64 step = 1; step <= 200; step++)
    {
      wb_session_step (session);
      while (wb_session_is_active (session))
        wb_session_pull (session);
      g_assert_cmpuint (wb_session_get_snapshot (session)->step, ==, step);
      g_assert_cmpint (wb_session_get_snapshot (session)->state, !=, WB_RUN_RUNNING);
    }
  harness_close (session);
}

/* One more epoch after the end is one more, and while it runs it adds up. */
static void
test_start_adds (void)
{
  WbSession *session = harness_open (1);

  wb_session_start (session, 1);
  harness_wait_for_state (session, WB_RUN_DONE);
  wb_session_start (session, 1);
  wb_session_start (session, 1);
  harness_wait_for_state (session, WB_RUN_DONE);
  g_assert_cmpuint (wb_session_get_snapshot (session)->epoch, >=, 2);
  g_assert_cmpuint (wb_session_get_snapshot (session)->epoch, <=, 3);
  harness_assert_steps (session, wb_session_get_snapshot (session)->step);
  harness_close (session);
}

/* An epoch that is under way is planned already. */
static void
test_start_while_under_way (void)
{
  WbSession *session = harness_open (1);

  wb_session_step (session);
  harness_wait_for_state (session, WB_RUN_PAUSED);
  g_assert_cmpuint (wb_session_get_snapshot (session)->epochs_planned, ==, 1);
  wb_session_start (session, 2);
  harness_wait_for_state (session, WB_RUN_DONE);
  g_assert_cmpuint (wb_session_get_snapshot (session)->epoch, ==, 3);
  harness_close (session);
}

/* A screen that does not look for a while loses nothing. */
static void
test_stalled_screen (void)
{
  WbSession *session = harness_open (2);

  wb_session_start (session, 4);
  while (wb_session_is_active (session)
         && !wb_session_wait_applied (session, g_get_monotonic_time ()))
    ;
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (WbCheckpoint) checkpoint = harness_make_checkpoint (session);

      g_assert_nonnull (checkpoint);
    }
  harness_wait_for_state (session, WB_RUN_DONE);
  harness_assert_steps (session, 4 * STEPS_PER_EPOCH);
  harness_close (session);
}

static void
test_recipe (void)
{
  WbSession *session = harness_open (2);
  AeRecipe recipe = harness_make_recipe ();
  g_autoptr (WbCheckpoint) before = NULL;
  g_autoptr (WbCheckpoint) after = NULL;
  const GPtrArray *flags;
  guint64 samples;

  wb_session_start (session, 100);
  harness_wait_for_step (session, 2);
  wb_session_pause (session);
  wb_session_step_epoch (session);
  harness_wait_for_state (session, WB_RUN_PAUSED);
  before = harness_make_checkpoint (session);
  samples = wb_checkpoint_get_position (before)->samples;

  recipe.learning_rate = 0;
  recipe.batch_size = 100;
  wb_session_set_recipe (session, &recipe);
  wb_session_step (session);
  harness_wait_for_state (session, WB_RUN_PAUSED);
  after = harness_make_checkpoint (session);
  g_assert_cmpuint (wb_checkpoint_get_position (after)->samples, ==, samples + 100);
  for (guint i = 0; i < wb_checkpoint_get_n_tensors (after); i++)
    {
      const WbCheckpointTensor *a = wb_checkpoint_get_tensor (before, i);
      const WbCheckpointTensor *b = wb_checkpoint_get_tensor (after, i);
      gboolean same = memcmp (a->values, b->values, a->size * sizeof (float)) == 0;

      /* A rate of 0 leaves the weights; the optimizer goes on from where it was. */
      g_assert_true (same == (a->slot == WB_CHECKPOINT_WEIGHT));
    }
  /* Each change that had an effect is kept where it was made. */
  flags = wb_history_get_flags (wb_checkpoint_get_history (after));
  g_assert_cmpuint (flags->len, ==, 2);
  g_assert_cmpstr (((const WbFlag *) flags->pdata[0])->name, ==, "learning_rate");
  g_assert_cmpuint (((const WbFlag *) flags->pdata[0])->step, ==,
                    wb_checkpoint_get_position (before)->step);
  g_assert_true (wb_flags_equal (flags, wb_history_get_flags (wb_session_get_history (session))));
  harness_close (session);
}

/* At a rate of 0 no epoch is better than the first; why it ended is still known
 * when another model comes. */
static void
test_stops_early (void)
{
  WbSession *session = harness_open (2);
  AeRecipe recipe = harness_make_recipe ();
  g_autoptr (AeModel) model = harness_make_model (9);
  g_autoptr (WbCheckpoint) end = NULL;

  recipe.learning_rate = 0;
  recipe.patience = 2;
  recipe.batch_size = 5;
  wb_session_set_recipe (session, &recipe);
  wb_session_start (session, 100);
  harness_wait_for_state (session, WB_RUN_DONE);
  g_assert_cmpuint (wb_session_get_snapshot (session)->epoch, ==, 3);
  g_assert_cmpuint (wb_session_get_snapshot (session)->epochs_planned, ==, 3);
  g_assert_nonnull (strstr (wb_session_get_snapshot (session)->message,
                            "after epoch 3: the validation loss has not improved for 2"));
  wb_session_set_model (session, model);
  harness_wait_still (session);
  g_assert_true (wb_session_get_snapshot (session)->ended_early);
  g_assert_nonnull (wb_session_get_snapshot (session)->message);
  end = harness_make_checkpoint (session);
  wb_session_go_back (session, end, &recipe, model);
  harness_wait_applied (session);
  g_assert_cmpint (wb_session_get_snapshot (session)->state, ==, WB_RUN_DONE);
  g_assert_true (wb_session_get_snapshot (session)->ended_early);
  wb_session_start (session, 100);
  harness_wait_applied (session);
  harness_wait_for_state (session, WB_RUN_DONE);
  g_assert_cmpuint (wb_session_get_snapshot (session)->epoch, ==, 6);
  harness_close (session);
}

/* What falls by less than the least improvement has not fallen. */
static void
test_stops_at_small_improvements (void)
{
  WbSession *session = harness_open (2);
  AeRecipe recipe = harness_make_recipe ();

  recipe.patience = 2;
  recipe.batch_size = 5;
  recipe.min_delta = 1000;
  wb_session_set_recipe (session, &recipe);
  wb_session_start (session, 100);
  harness_wait_for_state (session, WB_RUN_DONE);
  g_assert_cmpuint (wb_session_get_snapshot (session)->epoch, ==, 3);
  g_assert_nonnull (strstr (wb_session_get_snapshot (session)->message,
                            "has not improved by at least 1,000 for 2 epochs"));
  recipe.patience = 0;
  wb_session_set_recipe (session, &recipe);
  wb_session_start (session, 1);
  harness_wait_applied (session);
  harness_wait_for_state (session, WB_RUN_DONE);
  g_assert_false (wb_session_get_snapshot (session)->ended_early);
  harness_close (session);
}

static void
test_keeps_best (void)
{
  WbSession *session = harness_open (2);
  AeRecipe recipe = harness_make_recipe ();
  g_autoptr (WbCheckpoint) best = NULL;
  g_autoptr (WbCheckpoint) end = NULL;

  recipe.keep_best = TRUE;
  wb_session_set_recipe (session, &recipe);
  wb_session_start (session, 3);
  harness_wait_for_state (session, WB_RUN_DONE);
  best = harness_make_checkpoint (session);
  recipe.learning_rate = 2;
  wb_session_set_recipe (session, &recipe);
  wb_session_start (session, 2);
  harness_wait_for_state (session, WB_RUN_DONE);
  end = harness_make_checkpoint (session);
  g_assert_cmpuint (wb_history_get_best (wb_checkpoint_get_history (end))->epoch, ==, 3);
  for (guint i = 0; i < wb_checkpoint_get_n_tensors (end); i++)
    {
      const WbCheckpointTensor *a = wb_checkpoint_get_tensor (best, i);
      const WbCheckpointTensor *b = wb_checkpoint_get_tensor (end, i);
      gboolean same = memcmp (a->values, b->values, a->size * sizeof (float)) == 0;

      g_assert_true (same == (a->slot == WB_CHECKPOINT_WEIGHT));
    }
  g_assert_nonnull (strstr (wb_session_get_snapshot (session)->message, "epoch 3"));
  harness_close (session);
}

static gboolean
has_failed (WbSession *session, gpointer data)
{
  return wb_session_get_snapshot (session)->failure == *(WbFailure *) data;
}

static void
wait_for_failure (WbSession *session, WbFailure failure)
{
  harness_wait_until (session, has_failed, &failure);
}

static void
test_model_changes (void)
{
  WbSession *session = harness_open (2);
  g_autoptr (AeModel) model = harness_make_model (12);
  g_autoptr (AeModel) wider = NULL;
  g_autoptr (AeModel) broken = NULL;
  g_autoptr (WbCheckpoint) before = NULL;
  g_autoptr (WbCheckpoint) after = NULL;
  guint64 step;

  wb_session_start (session, 100000);
  harness_wait_for_step (session, 20);
  wb_session_pause (session);
  before = harness_make_checkpoint (session);
  step = wb_checkpoint_get_position (before)->step;

  wider = ae_model_insert (model, 2, ae_layer_class_find ("Dense"), NULL, 0);
  wb_session_set_model (session, wider);
  after = harness_make_checkpoint (session);
  g_assert_true (ae_model_equal (wb_checkpoint_get_model (after), wider));
  g_assert_cmpuint (wb_checkpoint_get_position (after)->step, ==, step);
  g_assert_cmpuint (wb_session_get_snapshot (session)->n_transferred, >, 0);
  g_assert_cmpuint (wb_session_get_snapshot (session)->n_transferred, <,
                    wb_session_get_snapshot (session)->n_values);
  for (guint i = 0; i < wb_checkpoint_get_n_tensors (before); i++)
    {
      const WbCheckpointTensor *a = wb_checkpoint_get_tensor (before, i);
      const WbCheckpointTensor *b = wb_checkpoint_find_tensor (after, a->name);

      if (a->size == b->size)
        g_assert_cmpmem (a->values, a->size * sizeof (float), b->values, b->size * sizeof (float));
    }

  wb_session_resume (session);
  harness_wait_for_step (session, step + 5);
  broken = ae_model_remove (wider, ae_model_get_n_layers (wider) - 1);
  wb_session_set_model (session, broken);
  wait_for_failure (session, WB_FAILURE_MODEL);
  g_assert_cmpint (wb_session_get_snapshot (session)->state, ==, WB_RUN_PAUSED);
  g_assert_nonnull (wb_session_get_snapshot (session)->message);
  wb_session_resume (session);
  harness_wait_for_state (session, WB_RUN_PAUSED);
  g_assert_cmpint (wb_session_get_snapshot (session)->failure, ==, WB_FAILURE_MODEL);

  wb_session_set_model (session, model);
  harness_wait_for_state (session, WB_RUN_PAUSED);
  g_assert_cmpint (wb_session_get_snapshot (session)->failure, ==, WB_FAILURE_NONE);
  step = wb_session_get_snapshot (session)->step;
  wb_session_resume (session);
  harness_wait_for_step (session, step + 5);
  harness_close (session);
}

static void
test_data_changes (void)
{
  WbSession *session = harness_open (2);
  g_autoptr (DsDataset) other = harness_make_data (100, 9);
  const guint8 three[3] = { 1, 2, 255 };
  DsShape small = { 1, { 3 } };
  g_autoptr (GError) error = NULL;
  g_autoptr (DsDataset) misfit = ds_dataset_new_from_memory ("three", &small, DS_SAMPLE_BYTE, three,
                                                             1, NULL, &error);

  g_assert_no_error (error);
  wb_session_start (session, 100000);
  harness_wait_for_step (session, 3);
  wb_session_set_data (session, misfit, NULL);
  wait_for_failure (session, WB_FAILURE_DATA);
  g_assert_cmpint (wb_session_get_snapshot (session)->state, ==, WB_RUN_PAUSED);
  g_assert_nonnull (strstr (wb_session_get_snapshot (session)->message, "three"));

  wb_session_set_data (session, other, NULL);
  wb_session_step_epoch (session);
  harness_wait_for_state (session, WB_RUN_PAUSED);
  g_assert_cmpint (wb_session_get_snapshot (session)->failure, ==, WB_FAILURE_NONE);
  g_assert_cmpuint (wb_session_get_snapshot (session)->samples_per_epoch, ==, 100);
  harness_close (session);
}

/* 8×8 images in a file that somebody can cut. */
static DsSource *
open_file (char **path)
{
  const guint8 head[] = { 0, 0, 8, 3, 0, 0, 0x08, 0, 0, 0, 0, 8, 0, 0, 0, 8 };
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  int descriptor = g_file_open_tmp ("hourglass-session-XXXXXX", path, &error);
  DsSource *source;

  g_assert_no_error (error);
  close (descriptor);
  g_byte_array_append (bytes, head, sizeof head);
  for (guint i = 0; i < 2048 * 64; i++)
    {
      guint8 value = (guint8) (i * 7 % 251);

      g_byte_array_append (bytes, &value, 1);
    }
  g_file_set_contents (*path, (const char *) bytes->data, bytes->len, &error);
  g_assert_no_error (error);
  source = ds_source_open (*path, NULL, NULL, &error);
  g_assert_no_error (error);
  return source;
}

/* The same steps on samples that nobody cuts. */
static WbCheckpoint *
train_whole (DsDataset *dataset, guint64 n_steps)
{
  WbSession *session = harness_open (2);
  guint64 per_epoch = (ds_dataset_get_count (dataset) + 47) / 48;
  WbCheckpoint *checkpoint;

  wb_session_set_data (session, dataset, NULL);
  if (n_steps >= per_epoch)
    {
      wb_session_start (session, (guint) (n_steps / per_epoch));
      harness_wait_still (session);
    }
  for (guint64 step = n_steps / per_epoch * per_epoch; step < n_steps; step++)
    {
      wb_session_step (session);
      harness_wait_still (session);
    }
  checkpoint = harness_make_checkpoint (session);
  harness_close (session);
  return checkpoint;
}

static void
assert_same_weights (WbCheckpoint *a, WbCheckpoint *b)
{
  g_assert_cmpuint (wb_checkpoint_get_position (a)->step, ==, wb_checkpoint_get_position (b)->step);
  for (guint i = 0; i < wb_checkpoint_get_n_tensors (a); i++)
    {
      const WbCheckpointTensor *x = wb_checkpoint_get_tensor (a, i);
      const WbCheckpointTensor *y = wb_checkpoint_get_tensor (b, i);

      g_assert_cmpmem (x->values, x->size * sizeof (float), y->values, y->size * sizeof (float));
    }
}

/* One error, a pause, and no step on what is not in the file any more. */
static void
test_file_cut (void)
{
  WbSession *session = harness_open (2);
  g_autofree char *path = NULL;
  g_autofree char *whole_path = NULL;
  g_autoptr (DsSource) cut = open_file (&path);
  g_autoptr (DsSource) whole = open_file (&whole_path);
  g_autoptr (WbCheckpoint) checkpoint = NULL;
  g_autoptr (WbCheckpoint) expected = NULL;

  wb_session_set_data (session, ds_source_get_training (cut), NULL);
  wb_session_start (session, 100000);
  harness_wait_for_step (session, 5);
  g_assert_cmpint (truncate (path, 5000), ==, 0);
  wait_for_failure (session, WB_FAILURE_FILE);
  g_assert_cmpint (wb_session_get_snapshot (session)->state, ==, WB_RUN_PAUSED);
  g_assert_nonnull (strstr (wb_session_get_snapshot (session)->message, path));
  checkpoint = harness_make_checkpoint (session);
  expected = train_whole (ds_source_get_training (whole),
                          wb_checkpoint_get_position (checkpoint)->step);
  assert_same_weights (checkpoint, expected);

  wb_session_resume (session);
  harness_wait_applied (session);
  g_assert_cmpint (wb_session_get_snapshot (session)->state, ==, WB_RUN_PAUSED);
  g_assert_cmpint (wb_session_get_snapshot (session)->failure, ==, WB_FAILURE_FILE);
  g_assert_cmpuint (wb_session_get_snapshot (session)->step, ==,
                    wb_checkpoint_get_position (checkpoint)->step);
  wb_session_set_data (session, ds_source_get_training (whole), NULL);
  harness_wait_applied (session);
  g_assert_cmpint (wb_session_get_snapshot (session)->failure, ==, WB_FAILURE_NONE);
  wb_session_step (session);
  harness_wait_still (session);
  g_assert_cmpuint (wb_session_get_snapshot (session)->step, ==,
                    wb_checkpoint_get_position (checkpoint)->step + 1);
  harness_close (session);
  g_unlink (path);
  g_unlink (whole_path);
}

/* A validation set is a file like another. */
static void
test_validation_cut (void)
{
  WbSession *session = harness_open (2);
  g_autoptr (DsDataset) training = harness_make_data (HARNESS_SAMPLES, 1);
  g_autofree char *path = NULL;
  g_autoptr (DsSource) cut = open_file (&path);

  wb_session_set_data (session, training, ds_source_get_training (cut));
  wb_session_start (session, 100000);
  harness_wait_for_step (session, 5);
  g_assert_cmpint (truncate (path, 5000), ==, 0);
  wait_for_failure (session, WB_FAILURE_FILE);
  g_assert_cmpint (wb_session_get_snapshot (session)->state, ==, WB_RUN_PAUSED);
  harness_close (session);
  g_unlink (path);
}

static void
test_diverges (void)
{
  WbSession *session = harness_open (2);
  AeRecipe recipe = harness_make_recipe ();
  g_autoptr (AeModel) sigmoid = harness_make_model (12);
  g_autoptr (AeModel) model = ae_model_append (sigmoid, "Dense", "units=64", NULL);
  g_autoptr (WbCheckpoint) checkpoint = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (ae_recipe_set_optimizer (&recipe, "sgd", &error));
  g_assert_true (ae_recipe_set_loss (&recipe, "mean_squared_error", &error));
  wb_session_set_model (session, model);
  wb_session_set_recipe (session, &recipe);
  wb_session_start (session, 2);
  harness_wait_for_state (session, WB_RUN_DONE);
  recipe.learning_rate = 1e38;
  wb_session_set_recipe (session, &recipe);
  wb_session_start (session, 100);
  wait_for_failure (session, WB_FAILURE_NUMERIC);

  g_assert_cmpint (wb_session_get_snapshot (session)->state, ==, WB_RUN_PAUSED);
  g_assert_cmpfloat (wb_session_get_snapshot (session)->proposed_rate, ==, 1e37);
  g_assert_nonnull (strstr (wb_session_get_snapshot (session)->message, "1e37"));
  g_assert_cmpuint (wb_session_get_snapshot (session)->step, ==, 2 * STEPS_PER_EPOCH);
  harness_assert_steps (session, 2 * STEPS_PER_EPOCH);
  checkpoint = harness_make_checkpoint (session);
  for (guint i = 0; i < wb_checkpoint_get_n_tensors (checkpoint); i++)
    {
      const WbCheckpointTensor *tensor = wb_checkpoint_get_tensor (checkpoint, i);

      for (gsize j = 0; j < tensor->size; j++)
        g_assert_true (isfinite (tensor->values[j]));
    }

  recipe.learning_rate = 1e-3;
  wb_session_set_recipe (session, &recipe);
  wb_session_step_epoch (session);
  harness_wait_for_state (session, WB_RUN_PAUSED);
  g_assert_cmpint (wb_session_get_snapshot (session)->failure, ==, WB_FAILURE_NONE);
  harness_assert_steps (session, 3 * STEPS_PER_EPOCH);
  harness_close (session);
}

/* One share for each layer, the rest for what is no layer's; none of a network
 * that has not been timed. */
static void
test_shares (void)
{
  WbSession *session = harness_open (2);
  g_autoptr (AeModel) model = harness_make_model (3);
  g_autoptr (AeModel) shorter = ae_model_remove (model, 3);
  const WbSnapshot *snapshot;
  float sum = 0;

  harness_wait_applied (session);
  g_assert_null (wb_session_get_snapshot (session)->shares);
  wb_session_start (session, 2);
  harness_wait_for_state (session, WB_RUN_DONE);
  snapshot = wb_session_get_snapshot (session);
  g_assert_cmpuint (snapshot->n_shares, ==, ae_model_get_n_layers (snapshot->model));
  for (guint i = 0; i < snapshot->n_shares; i++)
    {
      g_assert_cmpfloat (snapshot->shares[i], >=, 0);
      sum += snapshot->shares[i];
    }
  g_assert_cmpfloat (snapshot->shares[snapshot->n_shares - 1], >, 0);
  g_assert_cmpfloat (sum, >, 0);
  g_assert_cmpfloat (sum, <, 1);
  wb_session_set_model (session, shorter);
  harness_wait_applied (session);
  g_assert_null (wb_session_get_snapshot (session)->shares);
  harness_close (session);
}

static void
test_follows (void)
{
  WbSession *session = harness_open (2);
  g_autoptr (DsDataset) dataset = harness_make_data (HARNESS_VALIDATION, 2);
  const guint32 indices[] = { 5, 0, 77 };
  g_autoptr (WbCheckpoint) checkpoint = NULL;
  g_autoptr (AeNetwork) network = NULL;
  g_autoptr (GError) error = NULL;
  const WbProbe *probe;
  float samples[3 * 64], outputs[3 * 64];

  wb_session_measure (session, &(WbMeasure) { WB_MEASURE_PROBE, .dataset = dataset,
                                              .indices = indices, .n = 3, .focus = 2, .rate = 15 });
  wb_session_start (session, 2);
  harness_wait_for_state (session, WB_RUN_DONE);

  checkpoint = harness_make_checkpoint (session);
  network = wb_checkpoint_make_network (checkpoint, &error);
  g_assert_no_error (error);
  ds_dataset_read (dataset, indices, 3, samples);
  g_assert_true (ae_network_predict (network, 0, 4, 3, samples, outputs, &error));
  probe = wb_snapshot_get (wb_session_get_snapshot (session), WB_MEASURE_PROBE);
  g_assert_cmpuint (probe->step, ==, 2 * STEPS_PER_EPOCH);
  g_assert_cmpmem (probe->targets, sizeof samples, samples, sizeof samples);
  g_assert_cmpmem (probe->inputs, sizeof samples, samples, sizeof samples);
  g_assert_cmpmem (probe->outputs, sizeof outputs, outputs, sizeof outputs);
  g_assert_cmpuint (probe->n_layers, ==, 5);
  g_assert_cmpmem (probe->activations[4].values, 64 * sizeof (float), outputs + 2 * 64,
                   64 * sizeof (float));
  for (guint i = 0; i < 3; i++)
    {
      double error_sum = 0;

      for (guint j = 0; j < 64; j++)
        {
          double t = samples[i * 64 + j];
          double y = CLAMP (outputs[i * 64 + j], 1e-7f, 1 - 1e-7f);

          error_sum -= t * log (y) + (1 - t) * log (1 - y);
        }
      g_assert_cmpfloat_with_epsilon (probe->errors[i], error_sum / 64, 1e-4);
    }
  harness_close (session);
}

static void
ready_cb (WbCheckpoint *checkpoint, const GError *error, gpointer data)
{
  g_assert_no_error (error);
  *(WbCheckpoint **) data = wb_checkpoint_ref (checkpoint);
}

static gboolean
is_there (WbSession *session, gpointer data)
{
  return *(WbCheckpoint **) data != NULL;
}

static void
woken_cb (WbSession *session, guint *count)
{
  (*count)++;
}

static void
test_checkpoint_arrives (void)
{
  WbSession *session = harness_open (2);
  g_autoptr (WbCheckpoint) checkpoint = NULL;
  guint woken = 0;

  g_signal_connect (session, "woken", G_CALLBACK (woken_cb), &woken);
  wb_session_start (session, 100000);
  g_assert_true (wb_session_is_active (session));
  wb_session_request_checkpoint (session, ready_cb, &checkpoint);
  g_assert_cmpuint (woken, ==, 2);
  harness_wait_until (session, is_there, &checkpoint);
  g_assert_true (ae_model_equal (wb_checkpoint_get_model (checkpoint),
                                 wb_session_get_snapshot (session)->model));
  harness_close (session);
}

/* However early or late, closing ends the thread and loses nothing that leaks. */
static void
test_closes (void)
{
  for (guint i = 0; i < 20; i++)
    {
      WbSession *session = harness_open (1 + i % 3);

      if (i % 2 == 0)
        wb_session_start (session, 100000);
      if (i % 4 == 0)
        harness_wait_for_step (session, i);
      wb_session_close (session);
      wb_session_start (session, 1);
      g_assert_false (wb_session_is_active (session));
      g_assert_finalize_object (session);
    }
}

static void
test_changes_threads (void)
{
  WbSession *session = harness_open (1);

  wb_session_start (session, 6);
  for (guint i = 1; i < 40; i++)
    {
      wb_session_set_threads (session, 1 + i % 3);
      wb_session_set_low_priority (session, TRUE);
      harness_wait_applied (session);
    }
  harness_wait_for_state (session, WB_RUN_DONE);
  harness_assert_steps (session, 6 * STEPS_PER_EPOCH);
  harness_close (session);
}

/* An Input alone copies its samples: nothing is trained and no epoch is counted. */
static void
test_layers_deleted (void)
{
  WbSession *session = harness_open (1);
  g_autoptr (AeModel) model = harness_make_model (12);
  g_autoptr (AeModel) blank = ae_model_ref (model);

  wb_session_start (session, 1000000);
  harness_wait_for_step (session, 20);
  while (ae_model_get_n_layers (blank) > 1)
    {
      AeModel *shorter = ae_model_remove (blank, ae_model_get_n_layers (blank) - 1);

      ae_model_unref (blank);
      blank = shorter;
    }
  wb_session_set_model (session, blank);
  harness_wait_for_state (session, WB_RUN_PAUSED);
  wb_session_resume (session);
  harness_wait_applied (session);
  g_assert_cmpint (wb_session_get_snapshot (session)->state, ==, WB_RUN_PAUSED);
  g_assert_nonnull (strstr (wb_session_get_snapshot (session)->message, "no layers"));
  harness_close (session);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/layers-deleted", test_layers_deleted);
  g_test_add_func ("/session/trains-and-every-loss-arrives-once", test_trains);
  g_test_add_func ("/session/epoch-row-is-the-mean-of-its-samples", test_epoch_mean);
  g_test_add_func ("/session/pause-step-resume-stop", test_states);
  g_test_add_func ("/session/nothing-comes-after-the-end", test_nothing_after_the_end);
  g_test_add_func ("/session/start-means-so-many-more", test_start_adds);
  g_test_add_func ("/session/start-while-under-way", test_start_while_under_way);
  g_test_add_func ("/session/stalled-screen-loses-nothing", test_stalled_screen);
  g_test_add_func ("/session/recipe-counts-from-the-next-step", test_recipe);
  g_test_add_func ("/session/stops-early", test_stops_early);
  g_test_add_func ("/session/stops-early-small", test_stops_at_small_improvements);
  g_test_add_func ("/session/ends-with-the-best-weights", test_keeps_best);
  g_test_add_func ("/session/model-changes-keep-weights", test_model_changes);
  g_test_add_func ("/session/data-changes", test_data_changes);
  g_test_add_func ("/session/file-cut-while-it-trains", test_file_cut);
  g_test_add_func ("/session/file-cut-while-it-validates", test_validation_cut);
  g_test_add_func ("/session/divergence-goes-back-and-proposes", test_diverges);
  g_test_add_func ("/session/follows-samples", test_follows);
  g_test_add_func ("/session/layers-share-the-time", test_shares);
  g_test_add_func ("/session/checkpoint-arrives-by-pull", test_checkpoint_arrives);
  g_test_add_func ("/session/closes-at-any-moment", test_closes);
  g_test_add_func ("/session/threads-change-while-it-runs", test_changes_threads);
  return g_test_run ();
}
