/* SPDX-License-Identifier: MIT */
/* The samples are 8×8 bumps at places that a small generator draws: easy to
 * learn in a moment, even under a sanitizer.
 */
#include "headless-harness.h"

#include "tests/patience.h"

#define SIDE 8

static guint32
draw (guint32 *state)
{
  *state = *state * 1664525u + 1013904223u;
  return *state >> 16;
}

static void
draw_bump (guint8 *pixels, guint32 *state)
{
  int x = (int) (draw (state) % SIDE), y = (int) (draw (state) % SIDE);

  for (int i = 0; i < SIDE * SIDE; i++)
    {
      int distance = ABS (i % SIDE - x) + ABS (i / SIDE - y);

      pixels[i] = (guint8) MAX (255 - 60 * distance, 0);
    }
}

DsDataset *
harness_make_data (gsize n, guint seed)
{
  DsShape shape = { 3, { SIDE, SIDE, 1 } };
  g_autofree guint8 *pixels = g_new (guint8, n * SIDE * SIDE);
  g_autoptr (GError) error = NULL;
  DsDataset *dataset;
  guint32 state = seed;

  for (gsize i = 0; i < n; i++)
    draw_bump (pixels + i * SIDE * SIDE, &state);
  dataset = ds_dataset_new_from_memory ("bumps", &shape, DS_SAMPLE_BYTE, pixels, n, NULL, &error);
  g_assert_no_error (error);
  return dataset;
}

static AeModel *
append (AeModel *model, const char *type, const char *options)
{
  g_autoptr (AeModel) before = model;
  g_autoptr (GError) error = NULL;
  AeModel *after = ae_model_append (before, type, options, &error);

  g_assert_no_error (error);
  return after;
}

/* Dropout is in it so that random numbers are part of what must go on. */
AeModel *
harness_make_model (guint n_units)
{
  AeShape input = AE_SHAPE (3, SIDE, SIDE, 1);
  g_autofree char *code = g_strdup_printf ("units=%u,activation=relu", n_units);
  AeModel *model = ae_model_new (&input);

  model = append (model, "Flatten", "");
  model = append (model, "Dense", code);
  model = append (model, "Dropout", "rate=0.1");
  return append (model, "Dense", "units=64,activation=sigmoid");
}

AeRecipe
harness_make_recipe (void)
{
  AeRecipe recipe;

  ae_recipe_init (&recipe);
  recipe.batch_size = 48; /* 600 samples: a smaller last batch */
  recipe.seed = 7;
  return recipe;
}

WbSession *
harness_open (guint n_threads)
{
  WbSession *session = wb_session_new ();
  g_autoptr (DsDataset) training = harness_make_data (HARNESS_SAMPLES, 1);
  g_autoptr (DsDataset) validation = harness_make_data (HARNESS_VALIDATION, 2);
  g_autoptr (AeModel) model = harness_make_model (12);
  AeRecipe recipe = harness_make_recipe ();

  wb_session_set_threads (session, n_threads);
  wb_session_open (session, model, &recipe, training, validation, NULL);
  return session;
}

void
harness_close (WbSession *session)
{
  wb_session_close (session);
  g_assert_finalize_object (session);
}

void
harness_wait_until (WbSession *session, HarnessCondition condition, gpointer data)
{
  gint64 deadline = g_get_monotonic_time () + test_get_patience_usec ();

  while (!condition (session, data))
    {
      wb_session_wait (session, deadline);
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
    }
}

static gboolean
has_state (WbSession *session, gpointer data)
{
  WbSnapshot *snapshot = wb_session_get_snapshot (session);

  return snapshot->command_id >= wb_session_get_last_command (session)
         && snapshot->state == *(WbRunState *) data;
}

void
harness_wait_for_state (WbSession *session, WbRunState state)
{
  harness_wait_until (session, has_state, &state);
}

static gboolean
is_still (WbSession *session, gpointer data)
{
  WbSnapshot *snapshot = wb_session_get_snapshot (session);

  return snapshot->command_id >= wb_session_get_last_command (session)
         && snapshot->state != WB_RUN_RUNNING;
}

void
harness_wait_still (WbSession *session)
{
  harness_wait_until (session, is_still, NULL);
}

static gboolean
has_step (WbSession *session, gpointer data)
{
  return wb_session_get_snapshot (session)->step >= *(guint64 *) data;
}

void
harness_wait_for_step (WbSession *session, guint64 step)
{
  harness_wait_until (session, has_step, &step);
}

void
harness_wait_applied (WbSession *session)
{
  g_assert_true (
    wb_session_wait_applied (session, g_get_monotonic_time () + test_get_patience_usec ()));
}

WbCheckpoint *
harness_make_checkpoint (WbSession *session)
{
  g_autoptr (GError) error = NULL;
  WbCheckpoint *checkpoint = wb_session_wait_checkpoint (session, &error);

  g_assert_no_error (error);
  g_assert_nonnull (checkpoint);
  return checkpoint;
}

void
harness_assert_steps (WbSession *session, guint64 last)
{
  const WbHistory *history = wb_session_get_history (session);
  gsize n = 0;
  const WbLossPoint *losses = wb_history_get_losses (history, &n);

  g_assert_cmpuint (wb_history_get_stride (history), ==, 1);
  g_assert_cmpuint (n, ==, last);
  for (gsize i = 0; i < n; i++)
    g_assert_cmpuint (losses[i].step, ==, i + 1);
}

void
harness_assert_equal (const WbCheckpoint *a, const WbCheckpoint *b)
{
  g_assert_cmpuint (wb_checkpoint_get_position (a)->step, ==, wb_checkpoint_get_position (b)->step);
  g_assert_cmpuint (wb_checkpoint_get_position (a)->samples, ==,
                    wb_checkpoint_get_position (b)->samples);
  g_assert_true (wb_history_equal (wb_checkpoint_get_history (a), wb_checkpoint_get_history (b)));
  g_assert_true (wb_checkpoint_equal (a, b));
}

WbRun *
harness_make_run (const AeRecipe *recipe)
{
  WbRun *run = wb_run_new ();
  g_autoptr (AeModel) model = harness_make_model (12);
  g_autoptr (DsDataset) training = harness_make_data (HARNESS_SAMPLES, 1);
  g_autoptr (DsDataset) validation = harness_make_data (HARNESS_VALIDATION, 2);
  g_autoptr (GError) error = NULL;

  wb_run_set_recipe (run, recipe, &error);
  wb_run_set_model (run, model, &error);
  g_assert_no_error (error);
  wb_run_set_data (run, training, validation);
  return run;
}

guint
harness_train_to (WbRun *run, guint epoch)
{
  gboolean early = FALSE;
  g_autoptr (GError) error = NULL;

  wb_run_set_epochs_planned (run, epoch);
  while (!early && wb_run_get_position (run)->epoch < epoch)
    {
      guint before = wb_run_get_position (run)->epoch;

      wb_run_advance (run, &error);
      g_assert_no_error (error);
      if (wb_run_get_position (run)->epoch > before)
        wb_run_has_ended (run, &early);
    }
  return wb_run_get_position (run)->epoch;
}

WbCheckpoint *
harness_keep (WbRun *run)
{
  g_autoptr (GError) error = NULL;
  WbCheckpoint *checkpoint = wb_run_make_checkpoint (run, &error);

  g_assert_no_error (error);
  return checkpoint;
}
