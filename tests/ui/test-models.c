/* SPDX-License-Identifier: MIT */
/* Models of other programs, opened as projects are: by path, at the start. */
#include <glib/gstdio.h>
#include <string.h>

#include "app/onnx/onnx-file.h"
#include "tests/ui/ui-fixture.h"

static void
add_constant (WbOnnxModel *model, const char *name, gint64 rows, gint64 columns)
{
  WbOnnxTensor *tensor = wb_onnx_tensor_new (FALSE, 2, (const gint64[]) { rows, columns });

  for (gsize i = 0; i < tensor->n; i++)
    tensor->reals[i] = 0.001f * (float) (i % 13) - 0.006f;
  wb_onnx_model_add_constant (model, name, tensor);
}

/* An image to 16 to 784 numbers, as another program writes it. */
static void
write_model (const char *path, const char *last)
{
  g_autoptr (WbOnnxModel) model = wb_onnx_model_new ();
  g_autoptr (GError) error = NULL;

  wb_onnx_model_add_input (model, "x", 3, (const guint[]) { 28, 28, 1 });
  wb_onnx_model_add_output (model, "y", 1, (const guint[]) { 784 });
  add_constant (model, "a", 784, 16);
  add_constant (model, "b", 16, 784);
  wb_onnx_model_add_node (model, "Flatten", (const char *[]) { "x", NULL }, "list");
  wb_onnx_model_add_node (model, "MatMul", (const char *[]) { "list", "a", NULL }, "code");
  wb_onnx_model_add_node (model, "MatMul", (const char *[]) { "code", "b", NULL }, "z");
  wb_onnx_model_add_node (model, last, (const char *[]) { "z", NULL }, "y");
  wb_onnx_save (model, path, &error);
  g_assert_no_error (error);
}

static gboolean
has_opened (gpointer data)
{
  UiFixture *self = data;
  AeModel *model = wb_document_get_model (hg_workspace_get_document (self->workspace));

  return ae_model_get_n_layers (model) == 4;
}

static gboolean
has_weights (gpointer data)
{
  const WbSnapshot *snapshot = hg_workspace_get_snapshot (((UiFixture *) data)->workspace);

  return snapshot != NULL && snapshot->step == 1;
}

static gboolean
has_trained (gpointer data)
{
  return hg_workspace_get_snapshot (((UiFixture *) data)->workspace)->step > 1;
}

/* The file's name, its weights, no file of its own; and it trains on. */
static void
check_model (UiFixture *self)
{
  g_autofree char *title = NULL;

  ui_wait_until (has_opened, self, "the model");
  ui_wait_data (self);
  ui_wait_until (has_weights, self, "its weights");
  title = hg_workspace_get_title (self->workspace);
  g_assert_cmpstr (title, ==, "tiny");
  g_assert_null (wb_document_get_path (hg_workspace_get_document (self->workspace)));
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.step", NULL);
  ui_wait_until (has_trained, self, "a step");
}

static void
test_open (void)
{
  UiFixture self = { 0 };
  g_autofree char *folder = g_dir_make_tmp ("models-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "tiny.onnx", NULL);

  write_model (path, "Sigmoid");
  ui_fixture_open (&self, NULL, "deep");
  hg_window_open_path (self.window, path);
  check_model (&self);
  ui_fixture_close (&self);
  g_remove (path);
  g_rmdir (folder);
}

static void
test_start (void)
{
  UiFixture self = { 0 };
  g_autofree char *folder = g_dir_make_tmp ("models-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "tiny.onnx", NULL);

  write_model (path, "Sigmoid");
  ui_fixture_open (&self, path, NULL);
  check_model (&self);
  ui_fixture_close (&self);
  g_remove (path);
  g_rmdir (folder);
}

static gboolean
is_told (gpointer data)
{
  GtkWidget **dialog = data;
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *window = windows; window != NULL; window = window->next)
    if (ADW_IS_MESSAGE_DIALOG (window->data))
      *dialog = window->data;
  return *dialog != NULL;
}

/* What cannot be read is named, and the document stays. */
static void
test_refused (void)
{
  UiFixture self = { 0 };
  g_autofree char *folder = g_dir_make_tmp ("models-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "tiny.onnx", NULL);
  GtkWidget *dialog = NULL;
  AeModel *before;

  write_model (path, "NonZero");
  ui_fixture_open (&self, NULL, "simple");
  before = wb_document_get_model (hg_workspace_get_document (self.workspace));
  hg_window_open_path (self.window, path);
  ui_wait_until (is_told, &dialog, "the reason");
  g_assert_nonnull (strstr (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (dialog)), "NonZero"));
  g_assert_true (before == wb_document_get_model (hg_workspace_get_document (self.workspace)));
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "close");
  ui_fixture_close (&self);
  g_remove (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  if (!ui_fixture_init (&argc, &argv))
    return 77;
  g_test_add_func ("/models/open", test_open);
  g_test_add_func ("/models/start", test_start);
  g_test_add_func ("/models/refused", test_refused);
  return g_test_run ();
}
