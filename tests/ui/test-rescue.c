/* SPDX-License-Identifier: MIT */
/* A rate 50 times too high: the training stops where the loss is no number any more, goes
 * back to the last good moment and offers a tenth of the rate, which trains on. The same
 * weights and those of a new seed are two commands, and both can be undone.
 */
#include "tests/ui/ui-fixture.h"

#include <math.h>

typedef struct
{
  UiFixture ui;
  guint64 step;
} Rescue;

static WbDocument *
get_document (Rescue *self)
{
  return hg_workspace_get_document (self->ui.workspace);
}

static const WbSnapshot *
get_snapshot (Rescue *self)
{
  return hg_workspace_get_snapshot (self->ui.workspace);
}

static void
set (Rescue *self, const char *name, const char *text)
{
  g_assert_true (wb_document_edit (get_document (self),
                                   &(WbEdit) { WB_EDIT_RECIPE, .name = name, .text = text }, NULL));
}

static gboolean
is_diverged (gpointer data)
{
  return get_snapshot (data)->failure == WB_FAILURE_NUMERIC
         && get_snapshot (data)->state != WB_RUN_RUNNING
         && ui_find_named (GTK_WIDGET (((Rescue *) data)->ui.window), "Continue at 0.25") != NULL;
}

static gboolean
goes_on (gpointer data)
{
  return get_snapshot (data)->step > ((Rescue *) data)->step
         && get_snapshot (data)->failure == WB_FAILURE_NONE;
}

static gboolean
is_at_start (gpointer data)
{
  return get_snapshot (data)->step == 0;
}

static gboolean
is_still (gpointer data)
{
  return get_snapshot (data)->state != WB_RUN_RUNNING;
}

static gboolean
has_weights (const WbCheckpoint *checkpoint)
{
  for (guint i = 0; i < wb_checkpoint_get_n_tensors (checkpoint); i++)
    {
      const WbCheckpointTensor *tensor = wb_checkpoint_get_tensor (checkpoint, i);

      for (gsize j = 0; j < tensor->size; j++)
        if (!isfinite (tensor->values[j]))
          return FALSE;
    }
  return TRUE;
}

static float
read_weight (Rescue *self)
{
  g_autoptr (WbCheckpoint) checkpoint
    = wb_session_wait_checkpoint (hg_workspace_get_session (self->ui.workspace), NULL);

  return wb_checkpoint_get_tensor (checkpoint, 0)->values[0];
}

static void
open_window (Rescue *self)
{
  guint last;

  ui_fixture_open (&self->ui, NULL, "simple");
  last = ae_model_get_layer (wb_document_get_model (get_document (self)), 2)->id;
  g_assert_true (wb_document_edit (get_document (self),
                                   &(WbEdit) { WB_EDIT_OPTION, .id = last, .name = "activation",
                                               .text = "linear" },
                                   NULL));
  set (self, "loss", "mean_squared_error");
  set (self, "reduction", "sum");
  set (self, "optimizer", "sgd");
}

static void
test_rate (void)
{
  Rescue self = { 0 };
  WbSession *session;
  g_autoptr (WbCheckpoint) back = NULL;

  open_window (&self);
  session = hg_workspace_get_session (self.ui.workspace);
  set (&self, "learning_rate", "0.05");
  wb_session_step (session);
  ui_wait_until (goes_on, &self, "a step at the right rate");
  ui_wait_until (is_still, &self, "a pause");
  set (&self, "learning_rate", "2.5");
  gtk_widget_activate_action (GTK_WIDGET (self.ui.window), "win.train", NULL);
  ui_wait_until (is_diverged, &self, "the training to stop and offer a tenth");
  back = wb_session_wait_checkpoint (session, NULL);
  g_assert_true (has_weights (back));
  self.step = get_snapshot (&self)->step;
  ui_click (&self.ui, ui_find_named (GTK_WIDGET (self.ui.window), "Continue at 0.25"));
  ui_wait_until (goes_on, &self, "the training to go on");
  g_assert_cmpfloat (wb_document_get_recipe (get_document (&self))->learning_rate, ==, 0.25);
  ui_fixture_close (&self.ui);
}

/* Back to the start, by one of two commands, and the first weight that is there then. */
static float
restart (Rescue *self, GdkModifierType modifiers)
{
  ui_key (&self->ui, GDK_KEY_r, modifiers);
  ui_wait_until (is_at_start, self, "the start");
  ui_wait_frames (&self->ui, 3);
  return read_weight (self);
}

static void
step (Rescue *self)
{
  self->step = 0;
  wb_session_step (hg_workspace_get_session (self->ui.workspace));
  ui_wait_until (goes_on, self, "a step");
  ui_wait_until (is_still, self, "a pause");
  ui_wait_frames (&self->ui, 3);
}

static void
test_restart (void)
{
  Rescue self = { 0 };
  gint64 seed;
  float first, same, other;

  open_window (&self);
  seed = wb_document_get_recipe (get_document (&self))->seed;
  step (&self);
  first = restart (&self, GDK_CONTROL_MASK | GDK_SHIFT_MASK);
  g_assert_cmpint (wb_document_get_recipe (get_document (&self))->seed, ==, seed);
  step (&self);
  same = restart (&self, GDK_CONTROL_MASK | GDK_SHIFT_MASK);
  step (&self);
  other = restart (&self, GDK_CONTROL_MASK | GDK_ALT_MASK);
  g_assert_cmpfloat (first, ==, same);
  g_assert_cmpfloat (first, !=, other);
  g_assert_cmpint (wb_document_get_recipe (get_document (&self))->seed, !=, seed);
  wb_document_undo (get_document (&self));
  g_assert_cmpint (wb_document_get_recipe (get_document (&self))->seed, ==, seed);
  ui_fixture_close (&self.ui);
}

int
main (int argc, char **argv)
{
  if (!ui_fixture_init (&argc, &argv))
    return 77;
  g_test_add_func ("/rescue/rate", test_rate);
  g_test_add_func ("/rescue/restart", test_restart);
  return g_test_run ();
}
