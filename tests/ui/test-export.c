/* SPDX-License-Identifier: MIT */
/* Exporting from the window: possible once something is trained, and what is
 * written has the weights of the part that was asked for.
 */
#include "tests/ui/ui-fixture.h"

#include <glib/gstdio.h>

#include "app/project/safetensors.h"
#include "ui/window/window-private.h"

static gboolean
is_trained (gpointer data)
{
  const WbSnapshot *snapshot = hg_workspace_get_snapshot (((UiFixture *) data)->workspace);

  return snapshot != NULL && snapshot->step > 0;
}

static gboolean
is_told (gpointer data)
{
  GtkWidget *toast = ui_find_type (data, HG_TYPE_TOAST, 0);

  return ui_find_named (toast, "Exported as simple.safetensors") != NULL;
}

static void
test_trained (void)
{
  UiFixture self = { 0 };
  g_autofree char *folder = g_dir_make_tmp ("export-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "simple", NULL);
  g_autofree char *written = g_strconcat (path, ".safetensors", NULL);
  g_autoptr (WbSafetensors) file = NULL;
  g_autoptr (GError) error = NULL;

  ui_fixture_open (&self, NULL, "simple");
  ui_wait_data (&self);
  gtk_widget_activate_action (GTK_WIDGET (self.window), "win.export", NULL);
  g_assert_null (self.window->chooser);
  gtk_widget_activate_action (GTK_WIDGET (self.window), "win.step", NULL);
  ui_wait_until (is_trained, &self, "a step");
  hg_window_export_to (self.window, path, "encoder");
  ui_wait_until (is_told, self.window, "the export");
  file = wb_safetensors_open (written, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (wb_safetensors_get_n_tensors (file), ==, 2);
  g_assert_nonnull (wb_safetensors_find (file, "dense/kernel"));
  g_assert_null (wb_safetensors_find (file, "dense_1/kernel"));
  ui_fixture_close (&self);
  g_remove (written);
  g_rmdir (folder);
}

/* Weights that are asked for when the window goes do not come. */
static void
test_closed (void)
{
  UiFixture self = { 0 };

  ui_fixture_open (&self, NULL, "simple");
  ui_wait_data (&self);
  hg_window_export_to (self.window, "/nowhere/model.safetensors", "full");
  ui_fixture_close (&self);
}

int
main (int argc, char **argv)
{
  if (!ui_fixture_init (&argc, &argv))
    return 77;
  g_test_add_func ("/export/trained", test_trained);
  g_test_add_func ("/export/closed", test_closed);
  return g_test_run ();
}
