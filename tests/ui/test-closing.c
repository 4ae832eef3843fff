/* SPDX-License-Identifier: MIT */
/* The window closes at any moment, and what was to be saved is saved. */
#include "tests/ui/ui-fixture.h"

#include <glib/gstdio.h>

#include "app/project/project-file.h"
#include "ui/canvas/block.h"
#include "ui/canvas/canvas.h"
#include "ui/inspector/layer-page.h"
#include "ui/palette/palette-row.h"
#include "ui/views/latent/cloud.h"
#include "ui/views/live/loss-view.h"

typedef struct
{
  UiFixture ui;
  char *folder;
  char *path;
} Closing;

/* What a key shows. */
static const struct Shown
{
  const char *path;
  guint key;
  GdkModifierType modifiers;
} all_shown[] = {
  { "/closing/typed/data", GDK_KEY_4, GDK_ALT_MASK },
  { "/closing/typed/latent", GDK_KEY_2, GDK_ALT_MASK },
  { "/closing/typed/sweep", GDK_KEY_r, GDK_CONTROL_MASK },
};

/* What is drawn upon, in the view of a key. */
static const struct Held
{
  const char *path;
  guint key;
  GType (*get_type) (void);
} all_held[] = {
  { "/closing/held/curve", GDK_KEY_1, hg_loss_view_get_type },
  { "/closing/held/cloud", GDK_KEY_2, hg_cloud_get_type },
};

static gboolean
is_closed (gpointer data)
{
  return ((Closing *) data)->ui.window == NULL;
}

static guint
count_dialogs (GtkWindow **last)
{
  GListModel *windows = gtk_window_get_toplevels ();
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (!ADW_IS_MESSAGE_DIALOG (window))
        continue;
      n++;
      if (last != NULL)
        *last = window;
    }
  return n;
}

static gboolean
has_dialog (gpointer data)
{
  return count_dialogs (NULL) > 0;
}

static void
respond (const char *response)
{
  GtkWindow *dialog = NULL;

  ui_wait_until (has_dialog, NULL, "the question");
  g_assert_cmpuint (count_dialogs (&dialog), ==, 1);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), response);
}

/* A project in a file, opened. */
static void
begin (Closing *self)
{
  self->folder = g_dir_make_tmp ("hourglass-XXXXXX", NULL);
  self->path = g_build_filename (self->folder, "some.hourglass", NULL);
  ui_fixture_open (&self->ui, NULL, "simple");
  ui_save (&self->ui, self->path);
  ui_fixture_close (&self->ui);
  self->ui = (UiFixture) { 0 };
  ui_fixture_open (&self->ui, self->path, NULL);
}

static void
end (Closing *self)
{
  ui_wait_until (is_closed, self, "the window to close");
  ui_fixture_close (&self->ui);
  g_remove (self->path);
  g_rmdir (self->folder);
  g_free (self->path);
  g_free (self->folder);
}

static void
assert_saved (Closing *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WbProject) project = NULL;

  wb_project_load (self->path, &project, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (project->checkpoint);
  g_assert_cmpuint (wb_checkpoint_get_position (project->checkpoint)->step, >, 0);
}

static void
close_by_key (Closing *self, gconstpointer key)
{
  if (key == NULL)
    gtk_window_close (GTK_WINDOW (self->ui.window));
  else
    ui_key (&self->ui, GPOINTER_TO_UINT (key), GDK_CONTROL_MASK);
}

static void
test_save (gconstpointer key)
{
  Closing self = { 0 };

  begin (&self);
  gtk_widget_activate_action (GTK_WIDGET (self.ui.window), "win.step", NULL);
  ui_wait_until (ui_has_trained, &self.ui, "a step");
  close_by_key (&self, key);
  respond ("save");
  end (&self);
}

/* The same from a training that goes on. */
static void
test_training (void)
{
  Closing self = { 0 };

  begin (&self);
  wb_session_start (hg_workspace_get_session (self.ui.workspace), 50);
  ui_wait_until (ui_has_trained, &self.ui, "the training");
  gtk_window_close (GTK_WINDOW (self.ui.window));
  respond ("save");
  ui_wait_until (is_closed, &self, "the window to close");
  assert_saved (&self);
  end (&self);
}

/* A save that was begun is not lost with the window. */
static void
test_saving (void)
{
  Closing self = { 0 };

  begin (&self);
  wb_session_start (hg_workspace_get_session (self.ui.workspace), 50);
  ui_wait_until (ui_has_trained, &self.ui, "the training");
  gtk_widget_activate_action (GTK_WIDGET (self.ui.window), "win.save", NULL);
  gtk_window_close (GTK_WINDOW (self.ui.window));
  respond ("discard");
  ui_wait_until (is_closed, &self, "the window to close");
  assert_saved (&self);
  end (&self);
}

/* While data is opened, which a thread does. */
static void
test_opening (void)
{
  Closing self = { 0 };

  self.folder = g_dir_make_tmp ("hourglass-XXXXXX", NULL);
  self.path = g_build_filename (self.folder, "none", NULL);
  ui_fixture_begin (&self.ui, NULL, "simple");
  g_assert_true (hg_workspace_is_opening (self.ui.workspace));
  gtk_window_close (GTK_WINDOW (self.ui.window));
  end (&self);
}

static gboolean
has_diverged (gpointer data)
{
  const WbSnapshot *snapshot = hg_workspace_get_snapshot (((Closing *) data)->ui.workspace);

  return snapshot != NULL && snapshot->failure == WB_FAILURE_NUMERIC;
}

static void
test_diverging (void)
{
  Closing self = { 0 };
  WbDocument *document;

  begin (&self);
  document = hg_workspace_get_document (self.ui.workspace);
  wb_document_edit (document,
                    &(WbEdit) {
                      WB_EDIT_OPTION,
                      .id = ae_model_get_layer (hg_workspace_get_model (self.ui.workspace), 2)->id,
                      .name = "activation", .text = "linear" },
                    NULL);
  wb_document_edit (document,
                    &(WbEdit) { WB_EDIT_RECIPE, .name = "loss", .text = "mean_squared_error" },
                    NULL);
  wb_document_edit (document, &(WbEdit) { WB_EDIT_RECIPE, .name = "reduction", .text = "sum" },
                    NULL);
  wb_document_edit (document, &(WbEdit) { WB_EDIT_RECIPE, .name = "optimizer", .text = "sgd" },
                    NULL);
  wb_document_edit (document, &(WbEdit) { WB_EDIT_RECIPE, .name = "learning_rate", .text = "100" },
                    NULL);
  wb_session_start (hg_workspace_get_session (self.ui.workspace), 50);
  ui_wait_until (has_diverged, &self, "the training to diverge");
  gtk_window_close (GTK_WINDOW (self.ui.window));
  respond ("save");
  end (&self);
}

/* However often it is told to close, the window asks once. */
static void
test_twice (void)
{
  Closing self = { 0 };

  begin (&self);
  gtk_widget_activate_action (GTK_WIDGET (self.ui.window), "win.step", NULL);
  ui_wait_until (ui_has_trained, &self.ui, "a step");
  for (guint i = 0; i < 3; i++)
    gtk_window_close (GTK_WINDOW (self.ui.window));
  gtk_widget_activate_action (GTK_WIDGET (self.ui.window), "win.new", "s", "deep");
  respond ("save");
  end (&self);
}

/* With a question of its own, a chooser, or the shortcuts before it. */
static void
test_dialog (gconstpointer action)
{
  Closing self = { 0 };

  begin (&self);
  gtk_widget_activate_action (GTK_WIDGET (self.ui.window), action, NULL);
  if (g_str_equal (action, "win.save-as"))
    ui_wait_files (ui_wait_chooser ());
  ui_wait_frames (&self.ui, 10);
  gtk_window_close (GTK_WINDOW (self.ui.window));
  end (&self);
}

/* A number that is being typed into the inspector, whose field is not left yet. */
static void
type_units (Closing *self)
{
  GtkWidget *page;

  begin (self);
  hg_workspace_select (self->ui.workspace,
                       ae_model_get_layer (hg_workspace_get_model (self->ui.workspace), 1)->id);
  ui_wait_frames (&self->ui, 3);
  page = ui_find_type (GTK_WIDGET (self->ui.window), HG_TYPE_LAYER_PAGE, 0);
  gtk_widget_grab_focus (ui_find_type (page, GTK_TYPE_SPIN_BUTTON, 0));
  ui_key (&self->ui, GDK_KEY_a, GDK_CONTROL_MASK);
  ui_key (&self->ui, GDK_KEY_7, 0);
}

static gint64
find_units (AeModel *model)
{
  const AeLayer *layer = ae_model_get_layer (model, 1);
  AeValue value;

  ae_option_get (ae_options_find (layer->klass->options, "units"), layer->options, &value);
  return value.integer;
}

/* It is an edit like others, of which the question speaks. */
static void
test_typed (gconstpointer response)
{
  Closing self = { 0 };
  g_autoptr (WbProject) project = NULL;

  type_units (&self);
  ui_key (&self.ui, GDK_KEY_q, GDK_CONTROL_MASK);
  respond (response);
  ui_wait_until (is_closed, &self, "the window to close");
  g_assert_true (wb_project_load (self.path, &project, NULL, NULL));
  g_assert_true ((find_units (project->model) == 7) == g_str_equal (response, "save"));
  end (&self);
}

/* The field reports it when the workspace is closed already. */
static void
test_typed_destroyed (void)
{
  Closing self = { 0 };

  type_units (&self);
  gtk_window_destroy (GTK_WINDOW (self.ui.window));
  end (&self);
}

/* The spin button of a number among all that are shown, NULL after the last. */
static GtkWidget *
find_spin (guint number)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);
      GtkWidget *spin;

      for (guint j = 0; (spin = ui_find_type (window, GTK_TYPE_SPIN_BUTTON, j)) != NULL; j++)
        if (gtk_widget_get_mapped (spin) && gtk_widget_is_sensitive (spin) && number-- == 0)
          return spin;
    }
  return NULL;
}

/* Wherever a number is typed when its window goes, it is reported too late to do harm;
 * at last everything goes with what was shown still open.
 */
static void
test_typed_anywhere (gconstpointer data)
{
  const struct Shown *shown = data;
  GtkWidget *spin;
  guint i = 0;

  do
    {
      Closing self = { 0 };

      begin (&self);
      ui_key (&self.ui, shown->key, shown->modifiers);
      ui_wait_frames (&self.ui, 20);
      spin = find_spin (i++);
      if (spin != NULL)
        {
          GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (spin));

          gtk_widget_grab_focus (spin);
          gtk_editable_set_text (GTK_EDITABLE (spin), "3");
          gtk_window_destroy (window);
        }
      if (self.ui.window != NULL)
        gtk_window_destroy (GTK_WINDOW (self.ui.window));
      end (&self);
    }
  while (spin != NULL);
  g_assert_cmpuint (i, >, 1);
}

static GdkDrag *
find_drag (GtkWidget *canvas)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (canvas);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DRAG_SOURCE (controller))
        return gtk_drag_source_get_drag (GTK_DRAG_SOURCE (controller));
    }
  return NULL;
}

static gboolean
is_dragged (gpointer canvas)
{
  return find_drag (canvas) != NULL;
}

/* A block is in the hand, or just dropped; the drag ends after the window. */
static void
test_dragging (gconstpointer dropped)
{
  Closing self = { 0 };
  GtkWidget *canvas;
  double x, y;

  begin (&self);
  canvas = ui_find_type (GTK_WIDGET (self.ui.window), HG_TYPE_CANVAS, 0);
  ui_get_middle (ui_find_type (canvas, HG_TYPE_BLOCK, 1), &x, &y);
  ui_move (x, y);
  ui_wait_events ();
  ui_press ();
  for (guint i = 1; i <= 8; i++)
    {
      ui_move (x + 20 * i, y);
      ui_wait_events ();
    }
  ui_wait_until (is_dragged, canvas, "the drag");
  if (dropped != NULL)
    ui_release ();
  hg_workspace_close (self.ui.workspace);
  gtk_window_destroy (GTK_WINDOW (self.ui.window));
  ui_wait_until (is_closed, &self, "the window to close");
  ui_release ();
  ui_let_pass (300);
  end (&self);
}

static gboolean
is_over (gpointer canvas)
{
  return (gtk_widget_get_state_flags (canvas) & GTK_STATE_FLAG_DROP_ACTIVE) != 0;
}

/* A row of the palette is held over the canvas. */
static void
test_over_canvas (void)
{
  Closing self = { 0 };
  GtkWidget *canvas;
  double x0, y0, x1, y1;

  begin (&self);
  canvas = ui_find_type (GTK_WIDGET (self.ui.window), HG_TYPE_CANVAS, 0);
  ui_get_middle (ui_find_type (GTK_WIDGET (self.ui.window), HG_TYPE_PALETTE_ROW, 0), &x0, &y0);
  ui_get_middle (canvas, &x1, &y1);
  ui_move (x0, y0);
  ui_wait_events ();
  ui_press ();
  for (guint i = 1; i <= 200 && !is_over (canvas); i++)
    {
      ui_move (x0 + (x1 - x0) * MIN (i, 10) / 10 + i % 2 * 2, y0 + (y1 - y0) * MIN (i, 10) / 10);
      ui_wait_events ();
    }
  ui_wait_until (is_over, canvas, "the drag to arrive");
  hg_workspace_close (self.ui.workspace);
  gtk_window_destroy (GTK_WINDOW (self.ui.window));
  ui_release ();
  ui_let_pass (300);
  end (&self);
}

/* The window goes while the pointer holds the curve or the cloud. */
static void
test_held (gconstpointer data)
{
  const struct Held *held = data;
  Closing self = { 0 };
  GtkWidget *widget;
  double x, y;

  begin (&self);
  ui_key (&self.ui, held->key, GDK_ALT_MASK);
  ui_wait_frames (&self.ui, 20);
  widget = ui_find_type (GTK_WIDGET (self.ui.window), held->get_type (), 0);
  ui_get_middle (widget, &x, &y);
  ui_move (x, y);
  ui_wait_events ();
  ui_press ();
  for (guint i = 1; i <= 8; i++)
    {
      ui_move (x + 5 * i, y);
      ui_wait_events ();
    }
  gtk_window_destroy (GTK_WINDOW (self.ui.window));
  ui_wait_until (is_closed, &self, "the window to close");
  ui_release ();
  ui_let_pass (300);
  end (&self);
}

/* Another program's clipboard that says it has text and never sends it. */
#define SILENT_TYPE (silent_get_type ())
G_DECLARE_FINAL_TYPE (Silent, silent, SILENT, , GdkContentProvider)

struct _Silent
{
  GdkContentProvider parent_instance;

  GTask *asked;
};

G_DEFINE_FINAL_TYPE (Silent, silent, GDK_TYPE_CONTENT_PROVIDER)

static GdkContentFormats *
silent_ref_formats (GdkContentProvider *provider)
{
  return gdk_content_formats_new ((const char *[]) { "text/plain;charset=utf-8" }, 1);
}

static void
silent_write_async (GdkContentProvider *provider,
                    const char *mime_type,
                    GOutputStream *stream,
                    int priority,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer data)
{
  ((Silent *) provider)->asked = g_task_new (provider, cancellable, callback, data);
}

static gboolean
silent_write_finish (GdkContentProvider *provider, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
silent_class_init (SilentClass *klass)
{
  GDK_CONTENT_PROVIDER_CLASS (klass)->ref_formats = silent_ref_formats;
  GDK_CONTENT_PROVIDER_CLASS (klass)->write_mime_type_async = silent_write_async;
  GDK_CONTENT_PROVIDER_CLASS (klass)->write_mime_type_finish = silent_write_finish;
}

static void
silent_init (Silent *self)
{
}

static gboolean
is_asked (gpointer silent)
{
  return ((Silent *) silent)->asked != NULL;
}

/* The window goes while what is to be pasted has not come; then it comes not at all. */
static void
test_pasting (void)
{
  Closing self = { 0 };
  g_autoptr (GTask) asked = NULL;
  Silent *silent = g_object_new (SILENT_TYPE, NULL);

  begin (&self);
  gdk_clipboard_set_content (gtk_widget_get_clipboard (GTK_WIDGET (self.ui.window)),
                             GDK_CONTENT_PROVIDER (silent));
  ui_wait_frames (&self.ui, 2);
  gtk_widget_activate_action (GTK_WIDGET (self.ui.window), "win.paste", NULL);
  ui_wait_until (is_asked, silent, "the text to be asked for");
  hg_workspace_close (self.ui.workspace);
  gtk_window_destroy (GTK_WINDOW (self.ui.window));
  asked = g_steal_pointer (&silent->asked);
  end (&self);
  g_task_return_new_error (asked, G_IO_ERROR, G_IO_ERROR_FAILED, "Nothing was sent.");
  ui_wait_events ();
  g_object_unref (silent);
}

/* The window goes while its question, or a chooser for the answer, is open. */
static void
test_asked_destroyed (gconstpointer response)
{
  Closing self = { 0 };

  self.folder = g_dir_make_tmp ("hourglass-XXXXXX", NULL);
  self.path = g_build_filename (self.folder, "none", NULL);
  ui_fixture_open (&self.ui, NULL, "simple");
  gtk_widget_activate_action (GTK_WIDGET (self.ui.window), "win.step", NULL);
  ui_wait_until (ui_has_trained, &self.ui, "a step");
  gtk_window_close (GTK_WINDOW (self.ui.window));
  ui_wait_until (has_dialog, NULL, "the question");
  if (response != NULL)
    {
      respond (response);
      ui_wait_files (ui_wait_chooser ());
    }
  ui_wait_frames (&self.ui, 5);
  hg_workspace_close (self.ui.workspace);
  gtk_window_destroy (GTK_WINDOW (self.ui.window));
  end (&self);
}

int
main (int argc, char **argv)
{
  if (!ui_fixture_init (&argc, &argv))
    return 77;
  g_test_add_data_func ("/closing/save/button", NULL, test_save);
  g_test_add_data_func ("/closing/save/ctrl-q", GUINT_TO_POINTER (GDK_KEY_q), test_save);
  g_test_add_data_func ("/closing/save/ctrl-w", GUINT_TO_POINTER (GDK_KEY_w), test_save);
  g_test_add_func ("/closing/training", test_training);
  g_test_add_func ("/closing/saving", test_saving);
  g_test_add_func ("/closing/opening", test_opening);
  g_test_add_func ("/closing/diverging", test_diverging);
  g_test_add_func ("/closing/twice", test_twice);
  g_test_add_data_func ("/closing/dialog/open", "win.open", test_dialog);
  g_test_add_data_func ("/closing/dialog/save", "win.save-as", test_dialog);
  g_test_add_data_func ("/closing/dialog/shortcuts", "win.show-help-overlay", test_dialog);
  g_test_add_data_func ("/closing/typed/save", "save", test_typed);
  g_test_add_data_func ("/closing/typed/discard", "discard", test_typed);
  g_test_add_func ("/closing/typed/destroyed", test_typed_destroyed);
  for (guint i = 0; i < G_N_ELEMENTS (all_held); i++)
    g_test_add_data_func (all_held[i].path, &all_held[i], test_held);
  for (guint i = 0; i < G_N_ELEMENTS (all_shown); i++)
    g_test_add_data_func (all_shown[i].path, &all_shown[i], test_typed_anywhere);
  g_test_add_data_func ("/closing/dragging/held", NULL, test_dragging);
  g_test_add_data_func ("/closing/dragging/dropped", "released", test_dragging);
  g_test_add_func ("/closing/pasting", test_pasting);
  g_test_add_func ("/closing/dragging/over-canvas", test_over_canvas);
  g_test_add_data_func ("/closing/asked/question", NULL, test_asked_destroyed);
  g_test_add_data_func ("/closing/asked/chooser", "save", test_asked_destroyed);
  return g_test_run ();
}
