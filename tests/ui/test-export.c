/* SPDX-License-Identifier: MIT */
/* Exporting from the window, with pointer and keys (workflow W11): possible
 * once something is trained; parts and formats are chosen, what a format cannot
 * say is told before, and what is written has the weights of its part and was
 * checked.
 */
#include "tests/faults/faults.h"
#include "tests/ui/ui-fixture.h"

#include <errno.h>
#include <glib/gstdio.h>

#include "app/onnx/onnx-file.h"
#include "app/project/safetensors.h"
#include "ui/export/export-dialog.h"
#include "ui/window/window-private.h"

typedef struct
{
  UiFixture ui;
  GtkWidget *dialog;
  char *folder;
} Fixture;

static GtkWidget *
find_dialog (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *at = windows; at != NULL; at = at->next)
    if (HG_IS_EXPORT_DIALOG (at->data))
      return at->data;
  return NULL;
}

static gboolean
is_open (gpointer data)
{
  GtkWidget *dialog = find_dialog ();

  return dialog != NULL && gtk_widget_get_mapped (dialog);
}

static gboolean
is_closed (gpointer data)
{
  return find_dialog () == NULL;
}

/* Trains a step, and opens the dialog with its key. */
static void
fixture_open (Fixture *self, const char *template)
{
  ui_fixture_open (&self->ui, NULL, template);
  ui_key (&self->ui, GDK_KEY_e, GDK_CONTROL_MASK);
  g_assert_null (find_dialog ());
  gtk_widget_activate_action (GTK_WIDGET (self->ui.window), "win.step", NULL);
  ui_wait_until (ui_has_trained, &self->ui, "a step");
  ui_key (&self->ui, GDK_KEY_e, GDK_CONTROL_MASK);
  ui_wait_until (is_open, NULL, "the dialog");
  self->dialog = find_dialog ();
  self->folder = g_dir_make_tmp ("export-XXXXXX", NULL);
  hg_export_dialog_set_folder (HG_EXPORT_DIALOG (self->dialog), self->folder);
}

static void
fixture_remove_folder (Fixture *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      g_remove (path);
    }
  g_rmdir (self->folder);
  g_free (self->folder);
}

static void
fixture_close (Fixture *self)
{
  fixture_remove_folder (self);
  ui_fixture_close (&self->ui);
}

static gboolean
is_named (GtkWidget *widget, const char *name)
{
  return ui_find_named (widget, name) != NULL;
}

/* The check box of the row of a format. */
static GtkWidget *
find_check (Fixture *self, const char *title)
{
  GtkWidget *row;

  for (guint i = 0; (row = ui_find_type (self->dialog, ADW_TYPE_PREFERENCES_ROW, i)) != NULL; i++)
    if (g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), title))
      return ui_find_type (row, GTK_TYPE_CHECK_BUTTON, 0);
  g_assert_not_reached ();
}

static GtkWidget *
find_button (Fixture *self)
{
  return gtk_window_get_default_widget (GTK_WINDOW (self->dialog));
}

static void
toggle (Fixture *self, const char *title)
{
  GtkWidget *check = find_check (self, title);
  gboolean before = gtk_check_button_get_active (GTK_CHECK_BUTTON (check));

  ui_click (&self->ui, check);
  g_assert_cmpint (gtk_check_button_get_active (GTK_CHECK_BUTTON (check)), ==, !before);
}

static GtkWidget *
find_part (Fixture *self, guint part)
{
  return ui_find_type (self->dialog, GTK_TYPE_TOGGLE_BUTTON, part);
}

static gboolean
is_checked (gpointer data)
{
  GtkWidget *revealer = ui_find_type (((Fixture *) data)->dialog, GTK_TYPE_REVEALER, 0);

  for (guint i = 0; revealer != NULL; i++)
    {
      revealer = ui_find_type (((Fixture *) data)->dialog, GTK_TYPE_REVEALER, i);
      if (revealer != NULL && gtk_revealer_get_child_revealed (GTK_REVEALER (revealer))
          && ui_find_type (revealer, GTK_TYPE_IMAGE, 0) != NULL
          && g_str_has_prefix (gtk_label_get_label (
                                 GTK_LABEL (ui_find_type (revealer, GTK_TYPE_LABEL, 0))),
                               "Checked: max difference"))
        return TRUE;
    }
  return FALSE;
}

static gboolean
fill (gpointer data, const WbCheckpointTensor *tensor, float *out, GError **error)
{
  return TRUE;
}

static WbCheckpoint *
make_checkpoint (AeModel *model)
{
  g_autoptr (WbHistory) history = wb_history_new ();
  WbPosition position = { .epoch = 1, .step = 1 };
  AeRecipe recipe;

  ae_recipe_init (&recipe);
  return wb_checkpoint_new (model, &recipe, &position, history, fill, NULL, NULL);
}

static WbSafetensors *
open_written (Fixture *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_autoptr (GError) error = NULL;
  WbSafetensors *file = wb_safetensors_open (path, &error);

  g_assert_no_error (error);
  return file;
}

/* The encoder as TensorFlow.js and as weights, by pointer and key. */
static void
test_written (void)
{
  Fixture self = { 0 };
  g_autoptr (WbSafetensors) file = NULL;
  g_autofree char *json = NULL;

  fixture_open (&self, "simple");
  ui_click (&self.ui, find_part (&self, 1));
  g_assert_true (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (find_part (&self, 1))));
  toggle (&self, "TensorFlow.js Layers");
  toggle (&self, "Safetensors");
  ui_click (&self.ui, find_button (&self));
  ui_wait_until (is_checked, &self, "the result");
  file = open_written (&self, "simple-encoder.safetensors");
  g_assert_cmpuint (wb_safetensors_get_n_tensors (file), ==, 2);
  g_assert_nonnull (wb_safetensors_find (file, "dense/kernel"));
  json = g_build_filename (self.folder, "simple-encoder.json", NULL);
  g_assert_true (g_file_test (json, G_FILE_TEST_EXISTS));
  gtk_window_close (GTK_WINDOW (self.dialog));
  ui_wait_until (is_closed, NULL, "the dialog's end");
  fixture_close (&self);
}

/* Nothing chosen is nothing to export. */
static void
test_nothing_chosen (void)
{
  Fixture self = { 0 };

  fixture_open (&self, "simple");
  g_assert_true (gtk_widget_get_sensitive (find_button (&self)));
  toggle (&self, "ONNX");
  g_assert_false (gtk_widget_get_sensitive (find_button (&self)));
  gtk_window_close (GTK_WINDOW (self.dialog));
  fixture_close (&self);
}

/* What a format cannot say stands in its row, which cannot be chosen. */
static void
test_refused (void)
{
  Fixture self = { 0 };
  g_autoptr (AeModel) input = ae_model_new (&AE_SHAPE (2, 28, 28));
  g_autoptr (AeModel) model = NULL;
  g_autoptr (WbCheckpoint) checkpoint = NULL;
  GtkWidget *check;

  model = ae_model_append (input, "GRU", "units=3,reset_after=true,return_sequences=true", NULL);
  ui_fixture_open (&self.ui, NULL, "simple");
  checkpoint = make_checkpoint (model);
  self.dialog = GTK_WIDGET (hg_export_dialog_new (GTK_WINDOW (self.ui.window), "gates", "/nowhere",
                                                  checkpoint, NULL, NULL));
  check = find_check (&self, "TensorFlow.js Layers");
  g_assert_false (gtk_widget_is_sensitive (check));
  g_assert_true (is_named (self.dialog, "GRU, layer 2, cannot be written for TensorFlow.js: a GRU "
                                        "resets before the product there. Train with “Reset after” "
                                        "off, or choose another format."));
  g_assert_true (gtk_widget_is_sensitive (find_check (&self, "Safetensors")));
  gtk_window_destroy (GTK_WINDOW (self.dialog));
  ui_fixture_close (&self.ui);
}

/* What a format will lose stands in its row, which can be chosen all the same. */
static void
test_told (void)
{
  Fixture self = { 0 };
  g_autoptr (AeModel) input = ae_model_new (&AE_SHAPE (2, 28, 28));
  g_autoptr (AeModel) encoder = ae_model_append (input, "Dense", "units=3", NULL);
  g_autoptr (AeModel) model = ae_model_append (encoder, "SparseCode", "rho=0.2", NULL);
  g_autoptr (WbCheckpoint) checkpoint = make_checkpoint (model);

  ui_fixture_open (&self.ui, NULL, "simple");
  self.dialog = GTK_WIDGET (hg_export_dialog_new (GTK_WINDOW (self.ui.window), "sparse", "/nowhere",
                                                  checkpoint, NULL, NULL));
  g_assert_true (gtk_widget_is_sensitive (find_check (&self, "Keras")));
  g_assert_true (is_named (self.dialog, "Opens with keras.saving.load_model in Keras 3\n"
                                        "Not carried over: rho of SparseCode, layer 3."));
  g_assert_true (is_named (self.dialog, "Needs samples: open data first."));
  gtk_window_destroy (GTK_WINDOW (self.dialog));
  ui_fixture_close (&self.ui);
}

static GtkWidget *
find_row (Fixture *self, const char *title)
{
  return gtk_widget_get_ancestor (find_check (self, title), ADW_TYPE_EXPANDER_ROW);
}

/* A row that the arrow of another one opened, and that has come to rest. */
static gboolean
is_unfolded (gpointer row)
{
  return gtk_widget_get_mapped (row) && gtk_widget_get_height (row) > 40;
}

static GtkWidget *
find_choice (GtkWidget *row, const char *title)
{
  GtkWidget *choice;

  for (guint i = 0; (choice = ui_find_type (row, ADW_TYPE_ACTION_ROW, i)) != NULL; i++)
    if (g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (choice)), title))
      return choice;
  g_assert_not_reached ();
}

/* Opens a format's options with the arrow; lower rows are scrolled to by the focus. */
static GtkWidget *
unfold (Fixture *self, const char *format, const char *title)
{
  GtkWidget *row = find_row (self, format), *choice = find_choice (row, title);

  gtk_widget_grab_focus (find_check (self, format));
  ui_wait_frames (&self->ui, 2);
  ui_click (&self->ui, ui_find_words (row, format));
  ui_wait_until (is_unfolded, choice, "the options");
  return choice;
}

static gboolean
is_selected (gpointer row)
{
  return adw_combo_row_get_selected (ADW_COMBO_ROW (row)) == 2;
}

static gboolean
is_popped_up (gpointer row)
{
  GtkWidget *popover = ui_find_type (row, GTK_TYPE_POPOVER, 0);

  return popover != NULL && gtk_widget_get_mapped (popover);
}

/* The third of a row's choices, by pointer and keys. */
static void
choose_third (Fixture *self, GtkWidget *row)
{
  ui_click (&self->ui, row);
  ui_wait_until (is_popped_up, row, "the choices");
  ui_key (&self->ui, GDK_KEY_Down, 0);
  ui_key (&self->ui, GDK_KEY_Down, 0);
  ui_key (&self->ui, GDK_KEY_Return, 0);
  ui_wait_until (is_selected, row, "the choice");
}

static gboolean
is_idle (gpointer data)
{
  return gtk_widget_is_sensitive (find_button (data));
}

static gboolean
is_there (gpointer path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static gboolean
has_failed (gpointer data)
{
  Fixture *self = data;

  return ui_find_words (self->dialog, "C source could not be exported") != NULL;
}

/* Reads the graph that was written. */
static void
assert_opset (Fixture *self, const char *name, int opset)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (WbOnnxModel) onnx = wb_onnx_load (path, &error);

  g_assert_no_error (error);
  g_assert_cmpint (onnx->opset, ==, opset);
}

static void
assert_written (Fixture *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);

  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* W11: a part and formats with their options, saved, checked as they are written, shown, and
 * replaced when that is what the answer says. */
static void
test_elsewhere (void)
{
  Fixture self = { 0 };
  g_autofree char *path = NULL;

  fixture_open (&self, "simple");
  ui_click (&self.ui, find_part (&self, 2));
  choose_third (&self, unfold (&self, "ONNX", "Operator set"));
  gtk_widget_grab_focus (find_check (&self, "C source"));
  ui_wait_frames (&self.ui, 2);
  toggle (&self, "C source");
  gtk_widget_grab_focus (find_check (&self, "Model picture"));
  ui_wait_frames (&self.ui, 2);
  toggle (&self, "Model picture");
  g_assert_false (gtk_widget_is_sensitive (find_check (&self, "Codes")));
  ui_click (&self.ui, find_button (&self));
  ui_wait_until (is_checked, &self, "the result");
  g_assert_nonnull (ui_find_words (self.dialog, "ONNX, C source: read back, run on samples"));
  g_assert_nonnull (ui_find_words (self.dialog, "Model picture: written"));
  assert_opset (&self, "simple-decoder.onnx", 17);
  assert_written (&self, "simple-decoder.c");
  assert_written (&self, "simple-decoder.svg");
  path = g_build_filename (self.folder, "simple-decoder.onnx", NULL);
  g_remove (path);
  ui_click (&self.ui, find_button (&self));
  ui_answer (&self.ui, "Replace");
  ui_wait_until (is_there, path, "the files anew");
  ui_wait_until (is_idle, &self, "the job's end");
  ui_wait_until (is_checked, &self, "the result");
  gtk_window_close (GTK_WINDOW (self.dialog));
  ui_wait_until (is_closed, NULL, "the dialog's end");
  fixture_close (&self);
}

/* One weight of each channel is so large that the others are nothing beside it in bytes. */
static gboolean
fill_uneven (gpointer data, const WbCheckpointTensor *tensor, float *out, GError **error)
{
  for (gsize i = 0; i < tensor->size; i++)
    out[i] = g_str_has_suffix (tensor->name, "bias") ? 0 : i < 4 ? 1000 : 1;
  return TRUE;
}

/* A file that does not do what the model does is shown as what it is, and lies beside. */
static void
test_failed_check (void)
{
  Fixture self = { 0 };
  g_autoptr (AeModel) input = ae_model_new (&AE_SHAPE (3, 28, 28, 1));
  g_autoptr (AeModel) encoder = ae_model_append (input, "Dense", "units=4", NULL);
  g_autoptr (AeModel) model = ae_model_append (encoder, "Dense", "units=784", NULL);
  g_autoptr (WbHistory) history = wb_history_new ();
  g_autoptr (WbCheckpoint) checkpoint = NULL;
  WbPosition position = { .epoch = 1, .step = 1 };
  AeRecipe recipe;

  ae_recipe_init (&recipe);
  checkpoint = wb_checkpoint_new (model, &recipe, &position, history, fill_uneven, NULL, NULL);
  ui_fixture_open (&self.ui, NULL, "simple");
  self.folder = g_dir_make_tmp ("export-XXXXXX", NULL);
  self.dialog = GTK_WIDGET (hg_export_dialog_new (GTK_WINDOW (self.ui.window), "uneven",
                                                  self.folder, checkpoint, NULL,
                                                  hg_workspace_get_source (self.ui.workspace)));
  gtk_window_present (GTK_WINDOW (self.dialog));
  ui_wait_until (is_open, NULL, "the dialog");
  ui_click (&self.ui, find_part (&self, 1));
  toggle (&self, "ONNX");
  ui_click (&self.ui, unfold (&self, "C source", "8-bit integers"));
  toggle (&self, "C source");
  ui_click (&self.ui, find_button (&self));
  ui_wait_until (has_failed, &self, "the failure");
  g_assert_nonnull (ui_find_words (self.dialog, "8-bit integers spoil the output"));
  assert_written (&self, "uneven-encoder.c.failed");
  gtk_window_close (GTK_WINDOW (self.dialog));
  ui_wait_until (is_closed, NULL, "the dialog's end");
  fixture_close (&self);
}

static gboolean
is_told_full (gpointer data)
{
  Fixture *self = data;

  return ui_find_words (self->dialog, "ONNX could not be exported") != NULL
         && ui_find_words (self->dialog, g_strerror (ENOSPC)) != NULL;
}

/* A full disk is told, and nothing is left on it. */
static void
test_full (void)
{
  Fixture self = { 0 };
  g_autoptr (GDir) files = NULL;

  fixture_open (&self, "simple");
  faults_arm (self.folder, ENOSPC, 2, 0);
  ui_click (&self.ui, find_button (&self));
  ui_wait_until (is_told_full, &self, "the failure");
  g_assert_cmpuint (faults_disarm (), >, 0);
  files = g_dir_open (self.folder, 0, NULL);
  g_assert_null (g_dir_read_name (files));
  gtk_window_close (GTK_WINDOW (self.dialog));
  ui_wait_until (is_closed, NULL, "the dialog's end");
  fixture_close (&self);
}

/* Weights that are asked for when the window goes do not come. */
static void
test_closed (void)
{
  UiFixture self = { 0 };

  ui_fixture_open (&self, NULL, "simple");
  hg_window_export (self.window);
  ui_fixture_close (&self);
  g_assert_null (find_dialog ());
}

static gboolean
is_gone (gpointer pointer)
{
  return *(gpointer *) pointer == NULL;
}

/* Dialog and window are closed while files are written: what comes back finds both gone. */
static void
test_closed_while_writing (void)
{
  Fixture self = { 0 };
  g_autofree char *path = NULL;
  gpointer dialog;

  fixture_open (&self, "simple");
  toggle (&self, "ONNX");
  gtk_widget_grab_focus (find_check (&self, "C source"));
  ui_wait_frames (&self.ui, 2);
  toggle (&self, "C source");
  ui_click (&self.ui, find_button (&self));
  g_assert_false (gtk_widget_is_sensitive (find_button (&self)));
  dialog = self.dialog;
  g_object_add_weak_pointer (G_OBJECT (dialog), &dialog);
  gtk_window_close (GTK_WINDOW (self.dialog));
  ui_fixture_close (&self.ui);
  ui_wait_until (is_gone, &dialog, "the dialog to be let go");
  path = g_build_filename (self.folder, "simple.c", NULL);
  ui_wait_until (is_there, path, "the file that was asked for");
  fixture_remove_folder (&self);
}

int
main (int argc, char **argv)
{
  if (!ui_fixture_init (&argc, &argv))
    return 77;
  g_test_add_func ("/export/written", test_written);
  g_test_add_func ("/export/nothing-chosen", test_nothing_chosen);
  g_test_add_func ("/export/refused", test_refused);
  g_test_add_func ("/export/told", test_told);
  g_test_add_func ("/export/closed", test_closed);
  g_test_add_func ("/export/closed-while-writing", test_closed_while_writing);
  g_test_add_func ("/export/elsewhere", test_elsewhere);
  g_test_add_func ("/export/failed-check", test_failed_check);
  g_test_add_func ("/export/full", test_full);
  return g_test_run ();
}
