/* SPDX-License-Identifier: MIT */
/* The doctor in the window with real events: what is wrong in a training is named by
 * itself, below the loss and at its layer; a click fixes or dismisses it, undo takes the
 * fix back; and a healthy training shows nothing.
 */
#include "tests/ui/ui-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "app/checker/checker.h"
#include "ui/canvas/block.h"
#include "ui/views/live/finding-row.h"
#include "ui/workspace/workspace-private.h"

typedef struct
{
  UiFixture ui;
  const char *code;
  guint epoch;
} Case;

static const WbProblem *
find_measured (Case *self, const char *code)
{
  const GPtrArray *problems = hg_workspace_get_problems (self->ui.workspace);

  for (guint i = 0; i < problems->len; i++)
    {
      const WbProblem *problem = problems->pdata[i];

      if (problem->measured && (code == NULL || g_str_equal (problem->code, code)))
        return problem;
    }
  return NULL;
}

static gboolean
is_found (gpointer data)
{
  Case *self = data;

  return find_measured (self, self->code) != NULL;
}

static gboolean
is_trained (gpointer data)
{
  Case *self = data;
  const WbSnapshot *snapshot = hg_workspace_get_snapshot (self->ui.workspace);

  return snapshot != NULL && snapshot->epoch >= self->epoch && snapshot->state != WB_RUN_RUNNING;
}

/* What was trained up to now has been looked at. */
static gboolean
is_examined (gpointer data)
{
  const HgWorkspace *workspace = ((Case *) data)->ui.workspace;

  return !workspace->doctor.asked && workspace->doctor.step == workspace->snapshot->step;
}

static WbDocument *
get_document (Case *self)
{
  return hg_workspace_get_document (self->ui.workspace);
}

static void
set_recipe (Case *self, const char *name, const char *text)
{
  g_autoptr (GError) error = NULL;

  wb_document_edit (get_document (self), &(WbEdit) { WB_EDIT_RECIPE, .name = name, .text = text },
                    &error);
  g_assert_no_error (error);
}

static void
train (Case *self, guint n_epochs)
{
  const WbSnapshot *snapshot = hg_workspace_get_snapshot (self->ui.workspace);
  g_autofree char *epochs = g_strdup_printf ("%u", n_epochs);

  self->epoch = n_epochs + (snapshot != NULL ? snapshot->epoch : 0);
  set_recipe (self, "epochs", epochs);
  ui_click (&self->ui, ui_find_named (GTK_WIDGET (self->ui.window), "Train"));
}

static GtkWidget *
get_row (Case *self)
{
  return ui_find_type (GTK_WIDGET (self->ui.window), HG_TYPE_FINDING_ROW, 0);
}

static void
press (Case *self, const char *name)
{
  GtkWidget *widget = ui_find_named (GTK_WIDGET (self->ui.window), name);

  if (widget == NULL)
    g_error ("There is nothing called “%s”", name);
  ui_wait_frames (&self->ui, 10);
  ui_click (&self->ui, widget);
  ui_wait_frames (&self->ui, 5);
}

/* Waits for the finding, opens it below the loss, and clicks a button of it. What is found may be
 * found anew in any frame. */
static void
answer (Case *self, const char *code, const char *button)
{
  g_autofree char *happened = NULL;
  const WbProblem *problem;

  self->code = code;
  ui_wait_until (is_found, self, code);
  ui_wait_frames (&self->ui, 5);
  g_assert_true (gtk_widget_get_mapped (get_row (self)));
  while (!g_str_equal ((problem = find_measured (self, NULL))->code, code))
    {
      press (self, problem->title);
      press (self, "Dismiss");
      g_assert_nonnull (find_measured (self, NULL));
    }
  happened = g_strdup (problem->happened);
  press (self, problem->title);
  g_assert_nonnull (ui_find_words (GTK_WIDGET (self->ui.window), happened));
  press (self, button);
}

static gboolean
has_mark (Case *self, const char *title)
{
  GtkWidget *block;

  for (guint i = 0; (block = ui_find_type (GTK_WIDGET (self->ui.window), HG_TYPE_BLOCK, i)) != NULL;
       i++)
    {
      const WbProblem *problem = hg_block_get_item (HG_BLOCK (block))->problem;

      if (problem != NULL && strstr (problem->title, title) != NULL)
        return TRUE;
    }
  return FALSE;
}

static gboolean
has_flag (Case *self, const char *name)
{
  const GPtrArray *flags = wb_history_get_flags (
    wb_session_get_history (hg_workspace_get_session (self->ui.workspace)));

  for (guint i = 0; i < flags->len; i++)
    if (g_str_equal (((WbFlag *) flags->pdata[i])->name, name))
      return TRUE;
  return FALSE;
}

static void
open_template (Case *self, const char *template)
{
  ui_fixture_open (&self->ui, NULL, template);
}

/* Of a healthy training nothing is said. */
static void
test_healthy (void)
{
  Case self = { 0 };

  open_template (&self, "simple");
  train (&self, 3);
  ui_wait_until (is_trained, &self, "three epochs");
  ui_wait_until (is_examined, &self, "the examination");
  g_assert_null (find_measured (&self, NULL));
  g_assert_false (gtk_widget_get_mapped (get_row (&self)));
  ui_fixture_close (&self.ui);
}

/* A rate far too low: named below the loss, and a click sets the usual one, as a flag on
 * the curve; undo takes it back. */
static void
test_low_rate (void)
{
  Case self = { 0 };

  open_template (&self, "simple");
  set_recipe (&self, "learning_rate", "1e-7");
  train (&self, 2);
  answer (&self, "low-rate", "Set the learning rate to 0.001");
  g_assert_cmpfloat (wb_document_get_recipe (get_document (&self))->learning_rate, ==, 0.001);
  g_assert_false (gtk_widget_get_mapped (get_row (&self)));
  ui_key (&self.ui, GDK_KEY_z, GDK_CONTROL_MASK);
  g_assert_cmpfloat (wb_document_get_recipe (get_document (&self))->learning_rate, ==, 1e-7);
  wb_document_redo (get_document (&self));
  train (&self, 1);
  ui_wait_until (is_trained, &self, "another epoch");
  g_assert_true (has_flag (&self, "learning_rate"));
  ui_wait_until (is_examined, &self, "the examination");
  g_assert_null (find_measured (&self, "low-rate"));
  ui_fixture_close (&self.ui);
}

/* A rate that kills relu: the layer bears a mark, and leaky_relu takes relu's place. */
static void
test_dead_units (void)
{
  Case self = { 0 };
  const AeLayer *layer;
  g_autofree char *activation = NULL;

  open_template (&self, "simple");
  set_recipe (&self, "learning_rate", "0.3");
  train (&self, 1);
  self.code = "dead-units";
  ui_wait_until (is_found, &self, "dead units");
  ui_wait_frames (&self.ui, 5);
  g_assert_true (has_mark (&self, "has dead units"));
  answer (&self, "dead-units", "Use leaky_relu in layer 2");
  layer = ae_model_get_layer (hg_workspace_get_model (self.ui.workspace), 1);
  activation = ae_option_to_text (ae_options_find (layer->klass->options, "activation"),
                                  layer->options);
  g_assert_cmpstr (activation, ==, "leaky_relu");
  g_assert_false (has_mark (&self, "has dead units"));
  ui_fixture_close (&self.ui);
}

/* Divergence that weighs a thousand times as much: the code collapses. Dismissed, it does
 * not come back in the same run, but in the next one. */
static void
test_collapse (void)
{
  Case self = { 0 };

  open_template (&self, "variational");
  set_recipe (&self, "beta", "1000");
  train (&self, 1);
  answer (&self, "collapsed-code", "Dismiss");
  g_assert_null (find_measured (&self, NULL));
  train (&self, 1);
  ui_wait_until (is_trained, &self, "another epoch");
  ui_wait_until (is_examined, &self, "the examination");
  g_assert_null (find_measured (&self, "collapsed-code"));
  gtk_widget_activate_action (GTK_WIDGET (self.ui.window), "win.reset", NULL);
  train (&self, 1);
  answer (&self, "collapsed-code", "Set beta to 1");
  g_assert_cmpfloat (wb_document_get_recipe (get_document (&self))->beta, ==, 1);
  ui_fixture_close (&self.ui);
}

/* Images of noise, which can only be learned by heart. */
static char *
write_noise (const char *folder)
{
  gsize size = 16 + 60 * 784;
  g_autofree guint8 *file = g_malloc (size);
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  char *path = g_build_filename (folder, "noise-idx3-ubyte", NULL);

  memcpy (file, "\0\0\10\3\0\0\0\74\0\0\0\34\0\0\0\34", 16);
  for (gsize i = 16; i < size; i++)
    file[i] = g_rand_int (random) % 4 == 0 ? 255 : 0;
  g_assert_true (g_file_set_contents (path, (char *) file, (gssize) size, NULL));
  return path;
}

/* A set so small that the validation loss rises: noise is offered and added. */
static void
test_overfitting (void)
{
  Case self = { 0 };
  g_autofree char *folder = g_dir_make_tmp ("hourglass-XXXXXX", NULL);
  g_autofree char *path = write_noise (folder);

  self.ui.data = path;
  open_template (&self, "simple");
  set_recipe (&self, "learning_rate", "0.01");
  set_recipe (&self, "batch_size", "8");
  set_recipe (&self, "patience", "0");
  train (&self, 30);
  answer (&self, "overfitting", "Add noise to the input");
  g_assert_cmpint (wb_document_get_recipe (get_document (&self))->corruption, ==,
                   AE_CORRUPTION_GAUSSIAN);
  train (&self, 5);
  ui_wait_until (is_trained, &self, "more epochs");
  g_assert_true (has_flag (&self, "corruption"));
  ui_fixture_close (&self.ui);
  g_remove (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  if (!ui_fixture_init (&argc, &argv))
    return 77;
  g_test_add_func ("/findings/healthy", test_healthy);
  g_test_add_func ("/findings/low-rate", test_low_rate);
  g_test_add_func ("/findings/dead-units", test_dead_units);
  g_test_add_func ("/findings/collapse", test_collapse);
  g_test_add_func ("/findings/overfitting", test_overfitting);
  return g_test_run ();
}
