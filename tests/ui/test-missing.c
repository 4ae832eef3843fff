/* SPDX-License-Identifier: MIT */
/* A project whose data is gone: the window says where it was and offers what to
 * do, and what was learned is still there to see.
 */
#include "tests/ui/ui-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "ui/views/live/loss-view.h"

#define SIDE     8
#define N_IMAGES 60

static char *folder;
static char *images;
static char *moved;
static char *project;

static void
write_images (void)
{
  static const guint8 head[16] = { 0, 0, 8, 3, 0, 0, 0, N_IMAGES, 0, 0, 0, SIDE, 0, 0, 0, SIDE };
  guint8 file[sizeof head + N_IMAGES * SIDE * SIDE];

  memcpy (file, head, sizeof head);
  for (gsize i = sizeof head; i < sizeof file; i++)
    file[i] = (guint8) (i * 37);
  g_assert_true (g_file_set_contents (images, (char *) file, sizeof file, NULL));
}

static gboolean
has_epoch (gpointer data)
{
  const WbSnapshot *snapshot = hg_workspace_get_snapshot (((UiFixture *) data)->workspace);

  return snapshot != NULL && snapshot->epoch > 0;
}

static gboolean
is_saved (gpointer data)
{
  return !hg_workspace_is_modified (((UiFixture *) data)->workspace)
         && g_file_test (project, G_FILE_TEST_EXISTS);
}

/* A project that was trained for an epoch on images that are then moved. */
static void
make_project (void)
{
  UiFixture self = { 0 };

  folder = g_dir_make_tmp ("hourglass-XXXXXX", NULL);
  self.data = images = g_build_filename (folder, "noise-idx3-ubyte", NULL);
  moved = g_build_filename (folder, "moved-idx3-ubyte", NULL);
  project = g_build_filename (folder, "noise.hourglass", NULL);
  write_images ();
  ui_fixture_open (&self, NULL, "simple");
  wb_session_step_epoch (hg_workspace_get_session (self.workspace));
  ui_wait_until (has_epoch, &self, "an epoch");
  hg_workspace_save (self.workspace, project, FALSE, NULL, NULL);
  ui_wait_until (is_saved, &self, "the project to be saved");
  ui_fixture_close (&self);
  g_assert_cmpint (g_rename (images, moved), ==, 0);
}

static void
remove_project (void)
{
  g_remove (moved);
  g_remove (project);
  g_rmdir (folder);
  g_free (folder);
  g_free (images);
  g_free (moved);
  g_free (project);
}

static GtkWidget *
find_shown (gpointer self, const char *name)
{
  GtkWidget *widget = ui_find_named (GTK_WIDGET (((UiFixture *) self)->window), name);

  return widget != NULL && gtk_widget_get_mapped (widget) ? widget : NULL;
}

static gboolean
has_page (gpointer self)
{
  return find_shown (self, "Locate…") != NULL;
}

static gboolean
has_curve (gpointer data)
{
  UiFixture *self = data;
  WbLossReading reading;

  return wb_loss_chart_read (hg_loss_view_get_chart (HG_LOSS_VIEW (
                               ui_find_type (GTK_WIDGET (self->window), HG_TYPE_LOSS_VIEW, 0))),
                             1, &reading);
}

static gboolean
has_source (gpointer self)
{
  return hg_workspace_get_source (((UiFixture *) self)->workspace) != NULL && !has_page (self);
}

static const char *
get_location (UiFixture *self)
{
  return wb_data_reference_get_location (
    wb_document_get_data (hg_workspace_get_document (self->workspace)));
}

static gboolean
has_moved (gpointer self)
{
  return g_str_equal (get_location (self), moved);
}

/* After other data, so that nothing of it is taken for the project's own. */
static void
open_project (UiFixture *self)
{
  ui_fixture_open (self, NULL, "simple");
  hg_window_open_path (self->window, project);
  ui_wait_until (has_page, self, "the page of missing data");
  ui_wait_frames (self, 20);
}

static void
test_page (void)
{
  UiFixture self = { 0 };

  open_project (&self);
  ui_wait_until (has_curve, &self, "the curve of the run");
  g_assert_nonnull (find_shown (&self, images));
  g_assert_nonnull (find_shown (&self, "Use Built-in Digits"));
  g_assert_null (hg_workspace_get_source (self.workspace));
  g_assert_null (hg_workspace_get_error (self.workspace));
  g_assert_false (hg_workspace_is_modified (self.workspace));
  g_assert_null (wb_snapshot_get (hg_workspace_get_snapshot (self.workspace), WB_MEASURE_PROBE));
  ui_fixture_close (&self);
}

static gboolean
has_chosen (gpointer chooser)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (chooser);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  return g_strcmp0 (path, moved) == 0;
}

static void
test_locate (void)
{
  UiFixture self = { 0 };
  g_autoptr (GFile) file = g_file_new_for_path (moved);
  GtkWidget *chooser;

  open_project (&self);
  ui_click (&self, find_shown (&self, "Locate…"));
  chooser = ui_wait_chooser ();
  g_assert_true (gtk_file_chooser_set_file (GTK_FILE_CHOOSER (chooser), file, NULL));
  ui_wait_until (has_chosen, chooser, "the file to be chosen");
  ui_wait_files (chooser);
  gtk_dialog_response (GTK_DIALOG (chooser), GTK_RESPONSE_ACCEPT);
  ui_wait_until (has_source, &self, "the located data");
  g_assert_cmpstr (get_location (&self), ==, moved);
  g_assert_true (has_curve (&self));
  g_assert_cmpuint (hg_workspace_get_snapshot (self.workspace)->epoch, ==, 1);
  ui_fixture_close (&self);
}

/* What Open is given may be data, and choosers offer kinds of files. */
static void
test_open (void)
{
  UiFixture self = { 0 };
  g_autoptr (GFile) file = g_file_new_for_path (moved);
  g_autoptr (GListModel) filters = NULL;
  GtkWidget *chooser;

  ui_fixture_open (&self, NULL, "simple");
  ui_key (&self, GDK_KEY_o, GDK_CONTROL_MASK);
  chooser = ui_wait_chooser ();
  filters = gtk_file_chooser_get_filters (GTK_FILE_CHOOSER (chooser));
  g_assert_cmpuint (g_list_model_get_n_items (filters), ==, 4);
  g_assert_true (gtk_file_chooser_set_file (GTK_FILE_CHOOSER (chooser), file, NULL));
  ui_wait_until (has_chosen, chooser, "the file to be chosen");
  ui_wait_files (chooser);
  gtk_dialog_response (GTK_DIALOG (chooser), GTK_RESPONSE_ACCEPT);
  ui_answer (&self, "Use for This Model");
  ui_wait_until (has_moved, &self, "the data");
  ui_fixture_close (&self);
}

static void
test_built_in (void)
{
  UiFixture self = { 0 };

  open_project (&self);
  ui_click (&self, find_shown (&self, "Use Built-in Digits"));
  ui_wait_until (has_source, &self, "the built-in digits");
  g_assert_cmpstr (get_location (&self), ==, DS_BUILT_IN);
  ui_fixture_close (&self);
}

static gboolean
has_note (gpointer self)
{
  return find_shown (self, "The file holds what this version of Hourglass does not know: "
                           "run.position.begum. It is ignored, and lost when you save over "
                           "the file.")
         != NULL;
}

/* What a file holds and this version does not know is named. */
static void
test_note (void)
{
  UiFixture self = { 0 };
  g_autofree char *contents = NULL;
  gsize n;

  g_assert_true (g_file_get_contents (project, &contents, &n, NULL));
  memcpy (g_strstr_len (contents + 8, (gssize) n - 8, "begun"), "begum", 5);
  g_assert_true (g_file_set_contents (project, contents, (gssize) n, NULL));
  open_project (&self);
  ui_wait_until (has_note, &self, "the note");
  ui_fixture_close (&self);
}

int
main (int argc, char **argv)
{
  int result;

  if (!ui_fixture_init (&argc, &argv))
    return 77;
  make_project ();
  g_test_add_func ("/missing/page", test_page);
  g_test_add_func ("/missing/locate", test_locate);
  g_test_add_func ("/missing/built-in", test_built_in);
  g_test_add_func ("/missing/open", test_open);
  g_test_add_func ("/missing/note", test_note);
  result = g_test_run ();
  remove_project ();
  return result;
}
