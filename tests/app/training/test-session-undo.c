/* SPDX-License-Identifier: MIT */
/* Weights and undo: what an edit of the model leaves comes back to the last
 * bit, while training waits and while it runs.
 */
#include "headless-harness.h"

#define DENSE 2 /* the layer of the code */

typedef struct
{
  WbSession *session;
  WbDocument *document;
  guint dense;
  guint changes; /* the newest ones of the document */
} Fixture;

static void
changed_cb (WbDocument *document, guint changes, Fixture *self)
{
  self->changes = changes;
  wb_session_document_changed (self->session, changes);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (AeModel) model = harness_make_model (12);
  AeRecipe recipe = harness_make_recipe ();
  g_autoptr (WbProject) project = wb_project_new (model, &recipe);

  self->session = harness_open (2);
  self->document = wb_document_new (project);
  wb_document_set_burst_msec (self->document, G_MAXUINT);
  wb_session_set_document (self->session, self->document);
  self->dense = ae_model_get_layer (model, DENSE)->id;
  g_signal_connect (self->document, "changed", G_CALLBACK (changed_cb), self);
  harness_wait_applied (self->session);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  wb_session_close (self->session);
  g_assert_finalize_object (self->session);
  g_assert_finalize_object (self->document);
}

static WbCheckpoint *
train (Fixture *self, guint n_epochs)
{
  wb_session_start (self->session, n_epochs);
  harness_wait_still (self->session);
  return harness_make_checkpoint (self->session);
}

static void
set_units (Fixture *self, const char *units)
{
  g_autoptr (GError) error = NULL;

  wb_document_edit (self->document,
                    &(WbEdit) { WB_EDIT_OPTION, .id = self->dense, .name = "units", .text = units },
                    &error);
  g_assert_no_error (error);
}

static void
assert_now (Fixture *self, const WbCheckpoint *expected)
{
  g_autoptr (WbCheckpoint) now = NULL;

  harness_wait_applied (self->session);
  now = harness_make_checkpoint (self->session);
  harness_assert_equal (now, expected);
}

/* To and fro across a fork from a moment of another model: everybody hears of the model. */
static void
test_fork (Fixture *self, gconstpointer data)
{
  g_autoptr (WbCheckpoint) wide = train (self, 1);
  g_autoptr (WbCheckpoint) narrow = NULL;

  set_units (self, "5");
  harness_wait_applied (self->session);
  narrow = train (self, 1);
  wb_document_go_on_from (self->document, wide);
  assert_now (self, wide);
  wb_document_undo (self->document);
  g_assert_cmpuint (self->changes & WB_DOCUMENT_MODEL, !=, 0);
  assert_now (self, narrow);
  wb_document_redo (self->document);
  g_assert_cmpuint (self->changes & WB_DOCUMENT_MODEL, !=, 0);
  harness_wait_applied (self->session);
  g_assert_true (ae_model_equal (wb_session_get_snapshot (self->session)->model,
                                 wb_document_get_model (self->document)));
}

static gboolean
is_past (WbSession *session, gpointer data)
{
  return wb_session_get_snapshot (session)->step >= *(guint64 *) data;
}

static void
assert_paused_at (Fixture *self, const WbCheckpoint *expected)
{
  assert_now (self, expected);
  g_assert_cmpint (wb_session_get_snapshot (self->session)->state, ==, WB_RUN_PAUSED);
}

static void
start_and_undo (Fixture *self)
{
  guint64 step;

  wb_session_start (self->session, 1000000);
  harness_wait_applied (self->session);
  step = wb_session_get_snapshot (self->session)->step + 10;
  harness_wait_until (self->session, is_past, &step);
  wb_document_undo (self->document);
}

/* A run that was paused is paused when undo comes back to it from another run, which trains. */
static void
test_paused (Fixture *self, gconstpointer data)
{
  g_autoptr (WbCheckpoint) early = train (self, 1);
  g_autoptr (WbCheckpoint) paused = NULL;

  wb_session_start (self->session, 1000000);
  harness_wait_for_step (self->session, 40);
  wb_session_pause (self->session);
  harness_wait_still (self->session);
  paused = harness_make_checkpoint (self->session);
  wb_document_go_on_from (self->document, early);
  start_and_undo (self);
  assert_paused_at (self, paused);
  wb_document_reset_weights (self->document);
  start_and_undo (self);
  assert_paused_at (self, paused);
  wb_session_resume (self->session);
  wb_document_redo (self->document);
  harness_wait_applied (self->session);
  g_assert_cmpint (wb_session_get_snapshot (self->session)->state, ==, WB_RUN_PAUSED);
}

/* To and fro across a removal, with a training on each side. */
static void
test_undo_and_redo (Fixture *self, gconstpointer data)
{
  g_autoptr (WbCheckpoint) whole = train (self, 2);
  g_autoptr (WbCheckpoint) thin = NULL;
  g_autoptr (WbCheckpoint) later = NULL;

  g_assert_true (
    wb_document_edit (self->document,
                      &(WbEdit) { WB_EDIT_REMOVE, .ids = (guint[]) { self->dense }, .n_ids = 1 },
                      NULL));
  harness_wait_applied (self->session);
  g_assert_cmpuint (wb_session_get_snapshot (self->session)->n_transferred, >, 0);
  thin = train (self, 1);
  wb_document_undo (self->document);
  assert_now (self, whole);
  wb_document_redo (self->document);
  assert_now (self, thin);
  wb_document_undo (self->document);
  later = train (self, 1);
  g_assert_false (wb_checkpoint_equal (later, whole));
  wb_document_redo (self->document);
  assert_now (self, thin);
  wb_document_undo (self->document);
  assert_now (self, later);
}

/* A wider layer keeps what it had, in its weights and in its optimizer's values;
 * every other one keeps all. */
static void
test_wider (Fixture *self, gconstpointer data)
{
  g_autoptr (WbCheckpoint) narrow = train (self, 1);
  g_autoptr (WbCheckpoint) wide = NULL;
  gsize kept = 0;

  set_units (self, "14");
  wide = harness_make_checkpoint (self->session);
  for (guint i = 0; i < wb_checkpoint_get_n_tensors (narrow); i++)
    {
      const WbCheckpointTensor *old = wb_checkpoint_get_tensor (narrow, i);
      const WbCheckpointTensor *new = wb_checkpoint_find_tensor (wide, old->name);
      guint n = ae_shape_last (&old->param.shape), width = ae_shape_last (&new->param.shape);

      for (gsize j = 0; j < old->size / n; j++)
        g_assert_cmpmem (new->values + j *width, n * sizeof (float), old->values + j * n,
                         n * sizeof (float));
      kept += old->slot == WB_CHECKPOINT_WEIGHT ? old->size : 0;
    }
  g_assert_cmpuint (wb_session_get_snapshot (self->session)->n_transferred, ==, kept);
  g_assert_cmpuint (wb_session_get_snapshot (self->session)->n_values, >, kept);
}

/* Nobody has pulled between the edit and its undo. */
static void
test_early_undo (Fixture *self, gconstpointer data)
{
  g_autoptr (WbCheckpoint) whole = train (self, 1);

  g_assert_true (
    wb_document_edit (self->document,
                      &(WbEdit) { WB_EDIT_REMOVE, .ids = (guint[]) { self->dense }, .n_ids = 1 },
                      NULL));
  wb_document_undo (self->document);
  assert_now (self, whole);
}

static void
test_running (Fixture *self, gconstpointer data)
{
  const WbPosition *position;
  const WbSnapshot *snapshot;
  guint64 step = 20;

  wb_session_start (self->session, 1000000);
  harness_wait_for_step (self->session, step);
  set_units (self, "5");
  harness_wait_applied (self->session);
  step = wb_session_get_snapshot (self->session)->step + 20;
  harness_wait_until (self->session, is_past, &step);
  g_assert_cmpuint (wb_history_get_flags (wb_session_get_history (self->session))->len, ==, 1);

  wb_document_undo (self->document);
  harness_wait_applied (self->session);
  position = wb_checkpoint_get_position (wb_document_get_checkpoint (self->document));
  snapshot = wb_session_get_snapshot (self->session);
  g_assert_cmpint (snapshot->state, ==, WB_RUN_RUNNING);
  g_assert_true (ae_model_equal (snapshot->model, wb_document_get_model (self->document)));
  g_assert_cmpuint (position->step, >=, 20);
  g_assert_cmpuint (wb_history_get_flags (wb_session_get_history (self->session))->len, ==, 0);
  step = snapshot->step + 5;
  harness_wait_until (self->session, is_past, &step);
  wb_session_pause (self->session);
  harness_wait_still (self->session);
  harness_assert_steps (self->session, wb_session_get_snapshot (self->session)->step);
}

/* One gesture is one moment, and a gesture that comes back changes nothing. */
static void
test_bursts (Fixture *self, gconstpointer data)
{
  g_autoptr (WbCheckpoint) whole = train (self, 1);

  set_units (self, "11");
  harness_wait_applied (self->session);
  set_units (self, "10");
  harness_wait_applied (self->session);
  set_units (self, "12");
  g_assert_false (wb_document_can_undo (self->document));
  assert_now (self, whole);

  wb_document_begin_group (self->document, "Two");
  set_units (self, "3");
  harness_wait_applied (self->session);
  g_assert_true (
    wb_document_edit (self->document,
                      &(WbEdit) { WB_EDIT_REMOVE, .ids = (guint[]) { self->dense }, .n_ids = 1 },
                      NULL));
  wb_document_end_group (self->document);
  harness_wait_applied (self->session);
  wb_document_undo (self->document);
  assert_now (self, whole);

  wb_document_begin_group (self->document, "Nothing");
  set_units (self, "3");
  wb_document_cancel_group (self->document);
  assert_now (self, whole);
}

/* Only a step across a structure takes its weights along. */
static void
test_recipe_keeps_weights (Fixture *self, gconstpointer data)
{
  g_autoptr (WbCheckpoint) first = train (self, 1);
  g_autoptr (WbCheckpoint) second = NULL;
  guint64 step;

  wb_document_set_checkpoint (self->document, first);
  wb_document_edit (self->document,
                    &(WbEdit) { WB_EDIT_RECIPE, .name = "learning_rate", .text = "0.01" }, NULL);
  second = train (self, 1);
  wb_document_set_checkpoint (self->document, second);
  step = wb_checkpoint_get_position (second)->step;
  wb_document_undo (self->document);
  harness_wait_applied (self->session);
  g_assert_cmpuint (wb_session_get_snapshot (self->session)->step, ==, step);
  g_assert_cmpfloat (wb_session_get_snapshot (self->session)->recipe.learning_rate, ==, 0.001);
  wb_document_redo (self->document);
  assert_now (self, second);
}

/* A moment that was left untrained and visited again is asked for then. */
static void
test_second_visit (Fixture *self, gconstpointer data)
{
  g_autoptr (WbCheckpoint) trained = NULL;

  set_units (self, "5");
  harness_wait_applied (self->session);
  wb_document_undo (self->document);
  harness_wait_applied (self->session);
  trained = train (self, 1);
  wb_document_redo (self->document);
  harness_wait_applied (self->session);
  g_assert_cmpuint (wb_session_get_snapshot (self->session)->n_transferred, >, 0);
  wb_document_undo (self->document);
  assert_now (self, trained);

  set_units (self, "5");
  harness_wait_applied (self->session);
  set_units (self, "12");
  g_clear_pointer (&trained, wb_checkpoint_unref);
  trained = train (self, 1);
  set_units (self, "5");
  harness_wait_applied (self->session);
  wb_document_undo (self->document);
  assert_now (self, trained);
}

static void
assert_at_start (Fixture *self)
{
  harness_wait_applied (self->session);
  g_assert_cmpuint (wb_session_get_snapshot (self->session)->step, ==, 0);
}

/* A reset is a step like others, and what was trained after it is not lost. */
static void
test_reset (Fixture *self, gconstpointer data)
{
  g_autoptr (WbCheckpoint) first = train (self, 2);
  g_autoptr (WbCheckpoint) second = NULL;

  wb_document_reset_weights (self->document);
  g_assert_cmpstr (wb_document_get_undo_label (self->document), ==, "Reset Weights");
  assert_at_start (self);
  wb_document_undo (self->document);
  assert_now (self, first);
  wb_document_redo (self->document);
  assert_at_start (self);
  second = train (self, 1);
  wb_document_undo (self->document);
  assert_now (self, first);
  wb_document_redo (self->document);
  assert_now (self, second);
  wb_document_edit (self->document,
                    &(WbEdit) { WB_EDIT_RECIPE, .name = "learning_rate", .text = "0.5" }, NULL);
  wb_document_undo (self->document);
  assert_now (self, second);
}

/* Other data of the same shape trains the same weights: undo brings back those
 * that the data before had. */
static void
test_data (Fixture *self, gconstpointer data)
{
  g_autoptr (WbCheckpoint) first = train (self, 2);
  g_autoptr (WbCheckpoint) second = NULL;
  g_autoptr (WbDataReference) other = wb_data_reference_new ("other", NULL, NULL);

  g_assert_true (
    wb_document_edit (self->document, &(WbEdit) { WB_EDIT_DATA, .data = other }, NULL));
  assert_now (self, first);
  second = train (self, 1);
  g_assert_false (wb_checkpoint_equal (second, first));
  wb_document_undo (self->document);
  assert_now (self, first);
  wb_document_redo (self->document);
  assert_now (self, second);
}

/* Nobody has pulled between the reset and its undo. */
static void
test_early_undo_of_reset (Fixture *self, gconstpointer data)
{
  g_autoptr (WbCheckpoint) whole = train (self, 1);

  wb_document_reset_weights (self->document);
  wb_document_undo (self->document);
  assert_now (self, whole);
}

/* Nothing was trained: an edit and its undo leave the file as it was. */
static void
test_untrained (Fixture *self, gconstpointer data)
{
  set_units (self, "5");
  harness_wait_applied (self->session);
  wb_document_undo (self->document);
  wb_session_set_low_priority (self->session, FALSE); /* not seen at rest */
  wb_document_redo (self->document);
  harness_wait_applied (self->session);
  wb_document_undo (self->document);
  harness_wait_applied (self->session);
  g_assert_null (wb_document_get_checkpoint (self->document));
  g_assert_false (wb_document_get_modified (self->document));
}

static void
add_test (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_test ("/session-undo/undo-and-redo", test_undo_and_redo);
  add_test ("/session-undo/wider", test_wider);
  add_test ("/session-undo/early-undo", test_early_undo);
  add_test ("/session-undo/running", test_running);
  add_test ("/session-undo/bursts", test_bursts);
  add_test ("/session-undo/recipe-keeps-weights", test_recipe_keeps_weights);
  add_test ("/session-undo/second-visit", test_second_visit);
  add_test ("/session-undo/data", test_data);
  add_test ("/session-undo/reset", test_reset);
  add_test ("/session-undo/early-undo-of-reset", test_early_undo_of_reset);
  add_test ("/session-undo/untrained", test_untrained);
  add_test ("/session-undo/fork", test_fork);
  add_test ("/session-undo/paused", test_paused);
  return g_test_run ();
}
