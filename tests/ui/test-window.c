/* SPDX-License-Identifier: MIT */
/* The window in use, with a real pointer and real keys. */
#include "tests/ui/ui-fixture.h"

#include <glib/gstdio.h>

#include "tests/patience.h"
#include "ui/canvas/canvas.h"
#include "ui/format.h"
#include "ui/inspector/layer-page.h"
#include "ui/inspector/recipe-page.h"
#include "ui/palette/palette.h"
#include "ui/settings.h"
#include "ui/window/problem-popover.h"
#include "ui/window/toast.h"

static GtkWidget *
find_block (UiFixture *self, guint id)
{
  GtkWidget *canvas = ui_find_type (GTK_WIDGET (self->window), HG_TYPE_CANVAS, 0);

  return hg_canvas_get_block (HG_CANVAS (canvas), id);
}

static guint
count_layers (UiFixture *self)
{
  return ae_model_get_n_layers (hg_workspace_get_model (self->workspace));
}

static const char *
get_type (UiFixture *self, guint index)
{
  return ae_model_get_layer (hg_workspace_get_model (self->workspace), index)->klass->type;
}

/* Drags a palette row into the middle between two boxes. */
static void
drag_between (UiFixture *self, const char *type, guint left, guint right)
{
  double x0, y0, x1, y1, x2, y2;

  ui_get_middle (ui_find_palette_row (self, type), &x0, &y0);
  ui_get_middle (find_block (self, left), &x1, &y1);
  ui_get_middle (find_block (self, right), &x2, &y2);
  ui_drag (self, x0, y0, (x1 + x2) / 2, (y1 + y2) / 2,
           ui_find_type (GTK_WIDGET (self->window), HG_TYPE_CANVAS, 0));
}

static guint
get_id (UiFixture *self, guint index)
{
  return ae_model_get_layer (hg_workspace_get_model (self->workspace), index)->id;
}

static void
test_drag (void)
{
  UiFixture self = { 0 };
  guint before;

  ui_fixture_open (&self, NULL, "deep");
  before = count_layers (&self);
  drag_between (&self, "Dropout", get_id (&self, 1), get_id (&self, 2));
  g_assert_cmpuint (count_layers (&self), ==, before + 1);
  g_assert_cmpstr (get_type (&self, 2), ==, "Dropout");
  g_assert_cmpint (hg_workspace_get_selected_layer (self.workspace), ==, 2);
  ui_key (&self, GDK_KEY_z, GDK_CONTROL_MASK);
  g_assert_cmpuint (count_layers (&self), ==, before);
  ui_key (&self, GDK_KEY_z, GDK_CONTROL_MASK | GDK_SHIFT_MASK);
  g_assert_cmpuint (count_layers (&self), ==, before + 1);
  ui_fixture_close (&self);
}

#define REFUSAL "Add has nothing to join here"

static gboolean
shows (GtkWidget *from, const char *words)
{
  return ui_find_words (from, words) != NULL;
}

static gboolean
hint_refuses (gpointer data)
{
  UiFixture *self = data;

  return shows (ui_find_type (GTK_WIDGET (self->window), HG_TYPE_PALETTE, 0), REFUSAL);
}

static gboolean
toast_refuses (gpointer data)
{
  UiFixture *self = data;

  return shows (ui_find_type (GTK_WIDGET (self->window), HG_TYPE_TOAST, 0), REFUSAL);
}

/* What cannot be dropped says why, also once it was let go of. */
static void
test_refused_drop (void)
{
  UiFixture self = { 0 };
  gint64 deadline = g_get_monotonic_time () + test_get_patience_usec ();
  double x, y, x1, y1, x2, y2;
  guint before;

  ui_fixture_open (&self, NULL, "simple");
  before = count_layers (&self);
  ui_get_middle (ui_find_palette_row (&self, "Add"), &x, &y);
  ui_get_middle (find_block (&self, get_id (&self, 0)), &x1, &y1);
  ui_get_middle (find_block (&self, get_id (&self, 1)), &x2, &y2);
  ui_move (x, y);
  ui_let_pass (60);
  ui_press ();
  for (guint i = 1; !hint_refuses (&self); i++)
    {
      double part = MIN (i / 10., 1);

      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      ui_move (x + part * ((x1 + x2) / 2 - x) + i % 2, y + part * ((y1 + y2) / 2 - y));
      ui_let_pass (20);
    }
  g_assert_false (toast_refuses (&self));
  ui_release ();
  ui_wait_until (toast_refuses, &self, "the reason");
  g_assert_cmpuint (count_layers (&self), ==, before);
  ui_fixture_close (&self);
}

/* A layer dropped before the code's marker makes the code. */
static void
test_drag_code (void)
{
  UiFixture self = { 0 };

  ui_fixture_open (&self, NULL, "simple");
  drag_between (&self, "Dense", get_id (&self, 1), HG_ID_CODE);
  g_assert_cmpuint (count_layers (&self), ==, 4);
  g_assert_cmpuint (ae_model_get_code_id (hg_workspace_get_model (self.workspace)), ==,
                    get_id (&self, 2));
  ui_key (&self, GDK_KEY_z, GDK_CONTROL_MASK);
  g_assert_cmpuint (count_layers (&self), ==, 3);
  ui_fixture_close (&self);
}

static void
test_delete (void)
{
  UiFixture self = { 0 };
  guint before, first;

  ui_fixture_open (&self, NULL, "deep");
  before = count_layers (&self);
  first = ae_model_get_layer (hg_workspace_get_model (self.workspace), 1)->id;
  ui_click (&self, find_block (&self, first));
  g_assert_cmpuint (hg_workspace_get_selected (self.workspace), ==, first);
  ui_key (&self, GDK_KEY_Right, 0);
  g_assert_cmpint (hg_workspace_get_selected_layer (self.workspace), ==, 2);
  ui_key (&self, GDK_KEY_Delete, 0);
  g_assert_cmpuint (count_layers (&self), ==, before - 1);
  g_assert_null (hg_workspace_get_error (self.workspace));
  ui_key (&self, GDK_KEY_z, GDK_CONTROL_MASK);
  g_assert_cmpuint (count_layers (&self), ==, before);
  ui_fixture_close (&self);
}

#define N_STEPS 100

static gsize
get_losses (UiFixture *self, const WbLossPoint **losses)
{
  WbSession *session = hg_workspace_get_session (self->workspace);
  gsize n;

  *losses = wb_history_get_losses (wb_session_get_history (session), &n);
  return n;
}

static gboolean
has_steps (gpointer data)
{
  const WbLossPoint *losses;

  return get_losses (data, &losses) > N_STEPS;
}

/* The inspector says what the selected layer takes of the time, "23 %". */
static gboolean
shows_share (gpointer data)
{
  UiFixture *self = data;
  double share = hg_workspace_get_share (self->workspace,
                                         hg_workspace_get_selected (self->workspace));
  g_autofree char *text = hg_format_share (share);
  GtkWidget *label = ui_find_named (GTK_WIDGET (self->window), text);

  return share > 0 && label != NULL && gtk_widget_get_mapped (label);
}

static void
test_train (void)
{
  UiFixture self = { 0 };
  const WbLossPoint *losses;

  ui_fixture_open (&self, NULL, "simple");
  ui_click (&self, ui_find_named (GTK_WIDGET (self.window), "Train"));
  ui_wait_until (has_steps, &self, "some steps");
  get_losses (&self, &losses);
  g_assert_cmpfloat (losses[N_STEPS].loss, <, losses[0].loss * .6);
  ui_click (&self, ui_find_named (GTK_WIDGET (self.window), "Pause"));
  ui_wait_until (ui_is_paused, &self, "a pause");
  g_assert_nonnull (ui_find_named (GTK_WIDGET (self.window), "Train"));
  g_assert_nonnull (wb_snapshot_get (hg_workspace_get_snapshot (self.workspace), WB_MEASURE_PROBE));
  ui_wait_until (shows_share, &self, "the share of the time");
  ui_fixture_close (&self);
}

static guint
count_flags (UiFixture *self)
{
  WbSession *session = hg_workspace_get_session (self->workspace);

  return wb_history_get_flags (wb_session_get_history (session))->len;
}

static gboolean
has_flag (gpointer data)
{
  return count_flags (data) == 1;
}

/* As before the edit: its mark on the curve is gone, too. */
static gboolean
has_gone_back (gpointer data)
{
  UiFixture *self = data;
  const WbSnapshot *snapshot = hg_workspace_get_snapshot (self->workspace);

  return count_flags (self) == 0 && ae_model_get_n_layers (snapshot->model) == count_layers (self);
}

static gboolean
says_what_was_kept (gpointer data)
{
  return ui_find_words (GTK_WIDGET (((UiFixture *) data)->window), "Kept ") != NULL;
}

static gboolean
says_where_it_is (gpointer data)
{
  return ui_find_words (GTK_WIDGET (((UiFixture *) data)->window), "Back to the weights of step ")
         != NULL;
}

/* A layer that is deleted and brought back while the model trains. */
static void
test_undo_while_training (void)
{
  UiFixture self = { 0 };

  ui_fixture_open (&self, NULL, "deep");
  ui_click (&self, ui_find_named (GTK_WIDGET (self.window), "Train"));
  ui_wait_until (ui_is_running, &self, "some steps");
  ui_click (&self, find_block (&self, get_id (&self, 2)));
  ui_key (&self, GDK_KEY_Delete, 0);
  ui_wait_until (has_flag, &self, "a training without the layer");
  ui_wait_until (says_what_was_kept, &self, "what was kept");
  ui_key (&self, GDK_KEY_z, GDK_CONTROL_MASK);
  ui_wait_until (has_gone_back, &self, "the weights of before");
  ui_wait_until (says_where_it_is, &self, "the step gone back to");
  g_assert_true (ui_is_running (&self));
  g_assert_nonnull (wb_document_get_checkpoint (hg_workspace_get_document (self.workspace)));
  ui_fixture_close (&self);
}

/* Where the weights came back to is not said any more when redo leaves them. */
static void
test_redo_reset (void)
{
  UiFixture self = { 0 };
  GtkWidget *toast;

  ui_fixture_open (&self, NULL, "simple");
  gtk_widget_activate_action (GTK_WIDGET (self.window), "win.step", NULL);
  ui_wait_until (ui_has_trained, &self, "a step");
  ui_wait_frames (&self, 3);
  gtk_widget_activate_action (GTK_WIDGET (self.window), "win.reset", NULL);
  ui_key (&self, GDK_KEY_z, GDK_CONTROL_MASK);
  ui_wait_until (says_where_it_is, &self, "the step gone back to");
  ui_key (&self, GDK_KEY_z, GDK_CONTROL_MASK | GDK_SHIFT_MASK);
  toast = ui_find_type (GTK_WIDGET (self.window), HG_TYPE_TOAST, 0);
  g_assert_false (
    gtk_revealer_get_reveal_child (GTK_REVEALER (ui_find_type (toast, GTK_TYPE_REVEALER, 0))));
  ui_fixture_close (&self);
}

/* Without the pointer: search, insert, go there, train. */
static void
test_keyboard (void)
{
  UiFixture self = { 0 };
  const AeLayer *layer;
  guint before;

  ui_fixture_open (&self, NULL, "deep");
  before = count_layers (&self);
  ui_move (700, 120);
  ui_key (&self, GDK_KEY_Home, 0);
  ui_key (&self, GDK_KEY_Right, 0);
  g_assert_cmpint (hg_workspace_get_selected_layer (self.workspace), ==, 1);
  ui_key (&self, GDK_KEY_slash, 0);
  for (const char *letter = "dense 48"; *letter != '\0'; letter++)
    ui_key (&self, *letter, 0);
  ui_key (&self, GDK_KEY_Return, 0);
  g_assert_cmpuint (count_layers (&self), ==, before + 1);
  layer = ae_model_get_layer (hg_workspace_get_model (self.workspace), 2);
  g_assert_cmpuint (layer->id, ==, hg_workspace_get_selected (self.workspace));
  g_assert_cmpuint (ae_shape_size (&hg_workspace_get_shapes (self.workspace)[2]), ==, 48);
  ui_key (&self, GDK_KEY_space, 0);
  ui_wait_until (ui_is_running, &self, "the training");
  ui_key (&self, GDK_KEY_space, 0);
  ui_wait_until (ui_is_paused, &self, "a pause");
  ui_fixture_close (&self);
}

static GtkWindow *
find_dialog (UiFixture *self)
{
  GListModel *windows = gtk_window_get_toplevels ();
  GtkWindow *found = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (window))
        found = window;
    }
  return found;
}

static gboolean
has_dialog (gpointer data)
{
  return find_dialog (data) != NULL;
}

static void
test_damaged (void)
{
  UiFixture self = { 0 };
  g_autofree char *folder = g_dir_make_tmp ("hourglass-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "damaged.hourglass", NULL);
  GtkWindow *dialog;
  const char *body;

  g_assert_true (g_file_set_contents (path, "\xff\xff\xff\xff\xff\xff\xff\x7f{]", 10, NULL));
  ui_fixture_open (&self, path, NULL);
  ui_wait_until (has_dialog, &self, "the words about the file");
  dialog = find_dialog (&self);
  body = adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (dialog));
  g_assert_nonnull (strstr (body, "damaged.hourglass"));
  gtk_window_destroy (dialog);
  g_assert_cmpuint (count_layers (&self), ==, 3);
  ui_fixture_close (&self);
  g_remove (path);
  g_rmdir (folder);
}

static gboolean
is_closed (gpointer data)
{
  return ((UiFixture *) data)->window == NULL;
}

static void
test_close (void)
{
  UiFixture self = { 0 };

  ui_fixture_open (&self, NULL, "deep");
  ui_click (&self, ui_find_named (GTK_WIDGET (self.window), "Train"));
  ui_wait_until (ui_is_running, &self, "the training");
  gtk_window_close (GTK_WINDOW (self.window));
  ui_wait_until (has_dialog, &self, "the question about what was trained");
  g_assert_nonnull (self.window);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (find_dialog (&self)), "discard");
  ui_wait_until (is_closed, &self, "the window to close");
  ui_fixture_close (&self);
}

/* What was trained is in the file, and the next start shows it again. */
static void
test_reopen (void)
{
  UiFixture self = { 0 };
  g_autofree char *folder = g_dir_make_tmp ("hourglass-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "kept.hourglass", NULL);
  g_autoptr (GSettings) settings = hg_settings_new ();
  guint64 step;

  ui_fixture_open (&self, NULL, "simple");
  wb_session_start (hg_workspace_get_session (self.workspace), 1);
  ui_wait_until (ui_is_running, &self, "the training");
  wb_session_pause (hg_workspace_get_session (self.workspace));
  ui_wait_until (ui_is_paused, &self, "a pause");
  g_assert_true (hg_workspace_is_modified (self.workspace));
  ui_save (&self, path);
  g_assert_false (hg_workspace_is_modified (self.workspace));
  step = hg_workspace_get_snapshot (self.workspace)->step;
  ui_fixture_close (&self);

  g_settings_set_string (settings, "last-project", path);
  ui_fixture_open (&self, NULL, NULL);
  ui_wait_until (ui_is_paused, &self, "the project to be open");
  g_assert_cmpuint (hg_workspace_get_snapshot (self.workspace)->step, ==, step);
  g_assert_false (hg_workspace_is_modified (self.workspace));
  ui_fixture_close (&self);
  g_settings_reset (settings, "last-project");
  g_remove (path);
  g_rmdir (folder);
}

static gboolean
has_other_data (gpointer data)
{
  UiFixture *self = data;
  DsSource *source = hg_workspace_get_source (self->workspace);

  return source != NULL && !g_str_equal (ds_source_get_location (source), DS_BUILT_IN);
}

/* Data that is dropped on the window is offered to the model: the input follows,
 * one undo goes back. */
static void
test_data (void)
{
  UiFixture self = { 0 };
  g_autofree char *folder = g_dir_make_tmp ("hourglass-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "small-idx3-ubyte", NULL);
  g_autofree guint8 *file = g_malloc0 (16 + 40 * 8 * 8);

  memcpy (file, "\0\0\10\3\0\0\0\50\0\0\0\10\0\0\0\10", 16);
  for (guint i = 0; i < 40 * 8 * 8; i++)
    file[16 + i] = i % 251;
  g_assert_true (g_file_set_contents (path, (char *) file, 16 + 40 * 8 * 8, NULL));
  ui_fixture_open (&self, NULL, "simple");
  hg_window_open_path (self.window, path);
  ui_answer (&self, "Cancel");
  g_assert_false (hg_workspace_is_opening (self.workspace));
  hg_window_open_path (self.window, path);
  ui_answer (&self, "Use for This Model");
  ui_wait_until (has_other_data, &self, "the other data");
  g_assert_cmpuint (ae_shape_size (&hg_workspace_get_shapes (self.workspace)[0]), ==, 64);
  g_assert_nonnull (hg_workspace_get_error (self.workspace));
  ui_key (&self, GDK_KEY_z, GDK_CONTROL_MASK);
  g_assert_cmpuint (ae_shape_size (&hg_workspace_get_shapes (self.workspace)[0]), ==, 784);
  ui_wait_data (&self);
  hg_window_open_path (self.window, "/nowhere/at/all");
  ui_answer (&self, "Use for This Model");
  ui_wait_until (has_dialog, &self, "the message");
  g_assert_nonnull (strstr (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (find_dialog (&self))),
                            "/nowhere/at/all"));
  gtk_window_destroy (find_dialog (&self));
  ui_fixture_close (&self);
  g_remove (path);
  g_rmdir (folder);
}

static void
test_problem (void)
{
  UiFixture self = { 0 };
  GtkWidget *popover;
  AeModel *model;
  guint before, last;

  ui_fixture_open (&self, NULL, "simple");
  before = count_layers (&self);
  model = hg_workspace_get_model (self.workspace);
  last = ae_model_get_layer (model, before - 1)->id;
  ui_click (&self, find_block (&self, last));
  ui_key (&self, GDK_KEY_Delete, 0);
  g_assert_nonnull (hg_workspace_get_error (self.workspace));
  popover = ui_find_type (GTK_WIDGET (self.window), HG_TYPE_PROBLEM_POPOVER, 0);
  g_assert_nonnull (popover);
  gtk_popover_popdown (GTK_POPOVER (popover));
  ui_click (&self, ui_find_named (GTK_WIDGET (self.window), "Train"));
  g_assert_true (gtk_widget_get_visible (popover));
  g_assert_cmpint (hg_workspace_get_state (self.workspace), !=, WB_RUN_RUNNING);
  ui_key (&self, GDK_KEY_z, GDK_CONTROL_MASK);
  g_assert_null (hg_workspace_get_error (self.workspace));
  ui_wait_frames (&self, 20);
  g_assert_false (gtk_widget_get_visible (popover));
  ui_fixture_close (&self);
}

static gboolean
foretells_time (gpointer data)
{
  const GPtrArray *problems = hg_workspace_get_problems (((UiFixture *) data)->workspace);

  for (guint i = 0; i < problems->len; i++)
    {
      const WbProblem *problem = g_ptr_array_index (problems, i);

      if (g_str_equal (problem->code, "S10") && strstr (problem->happened, " an epoch.") != NULL)
        return TRUE;
    }
  return FALSE;
}

/* A very large layer: the machine is measured, and its time told. */
static void
test_large (void)
{
  UiFixture self = { 0 };
  g_autoptr (GError) error = NULL;

  ui_fixture_open (&self, NULL, "simple");
  g_assert_true (hg_workspace_insert (self.workspace, ae_layer_class_find ("Dense"), "units=30000",
                                      1, FALSE, &error));
  g_assert_no_error (error);
  ui_wait_until (foretells_time, &self, "the time of an epoch");
  ui_fixture_close (&self);
}

static void
count_models_cb (HgWorkspace *workspace, guint changes, guint *n)
{
  *n += (changes & HG_CHANGED_MODEL) != 0;
}

/* A layer that becomes the code is two edits: checker, canvas and training see
 * the model once. */
static void
test_one_change (void)
{
  UiFixture self = { 0 };
  WbSession *session;
  guint64 command_id;
  guint n = 0;

  ui_fixture_open (&self, NULL, "simple");
  session = hg_workspace_get_session (self.workspace);
  g_assert_true (wb_session_wait_applied (session, -1));
  command_id = wb_session_get_last_command (session);
  g_signal_connect (self.workspace, "changed", G_CALLBACK (count_models_cb), &n);
  g_assert_true (
    hg_workspace_insert (self.workspace, ae_layer_class_find ("Dense"), "units=20", 1, TRUE, NULL));
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpuint (wb_session_get_last_command (session), ==, command_id + 1);
  g_signal_handlers_disconnect_by_data (self.workspace, &n);
  ui_fixture_close (&self);
}

static double
get_value (GtkWidget *control)
{
  return GTK_IS_SPIN_BUTTON (control) ? gtk_spin_button_get_value (GTK_SPIN_BUTTON (control))
                                      : gtk_range_get_value (GTK_RANGE (control));
}

/* Over spin buttons and sliders the wheel is for the page, unless they have the
 * focus. */
static void
check_wheel (UiFixture *self, GtkWidget *control)
{
  double before = get_value (control), x, y;

  ui_get_middle (control, &x, &y);
  ui_move (x, y);
  ui_wait_frames (self, 5);
  ui_scroll (self, 2);
  ui_scroll (self, -2);
  ui_scroll (self, -1);
  g_assert_cmpfloat (get_value (control), ==, before);
  g_assert_true (gtk_widget_grab_focus (control));
  ui_get_middle (control, &x, &y);
  ui_move (x, y);
  ui_wait_frames (self, 5);
  ui_scroll (self, -1);
  g_assert_cmpfloat (get_value (control), !=, before);
}

static void
test_wheel (void)
{
  UiFixture self = { 0 };
  GtkWidget *recipe;

  ui_fixture_open (&self, NULL, "simple");
  ui_click (&self, find_block (&self, get_id (&self, 1)));
  check_wheel (&self, ui_find_type (ui_find_type (GTK_WIDGET (self.window), HG_TYPE_LAYER_PAGE, 0),
                                    GTK_TYPE_SPIN_BUTTON, 0));
  ui_click (&self, ui_find_named (GTK_WIDGET (self.window), "Recipe"));
  recipe = ui_find_type (GTK_WIDGET (self.window), HG_TYPE_RECIPE_PAGE, 0);
  check_wheel (&self, ui_find_type (recipe, GTK_TYPE_SCALE, 0));
  ui_fixture_close (&self);
}

int
main (int argc, char **argv)
{
  if (!ui_fixture_init (&argc, &argv))
    return 77;
  g_test_add_func ("/window/drag", test_drag);
  g_test_add_func ("/window/refused-drop", test_refused_drop);
  g_test_add_func ("/window/drag-code", test_drag_code);
  g_test_add_func ("/window/delete", test_delete);
  g_test_add_func ("/window/train", test_train);
  g_test_add_func ("/window/undo-while-training", test_undo_while_training);
  g_test_add_func ("/window/redo-reset", test_redo_reset);
  g_test_add_func ("/window/keyboard", test_keyboard);
  g_test_add_func ("/window/damaged", test_damaged);
  g_test_add_func ("/window/close", test_close);
  g_test_add_func ("/window/reopen", test_reopen);
  g_test_add_func ("/window/data", test_data);
  g_test_add_func ("/window/problem", test_problem);
  g_test_add_func ("/window/large-layer", test_large);
  g_test_add_func ("/window/wheel", test_wheel);
  g_test_add_func ("/window/one-change", test_one_change);
  return g_test_run ();
}
