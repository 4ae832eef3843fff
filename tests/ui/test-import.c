/* SPDX-License-Identifier: MIT */
/* The import sheet, used as a person does: a folder of images with a broken one
 * among them, and a recording. What was chosen is what is imported, what was
 * skipped is told by name, and a sheet that is closed leaves all as it was.
 */
#include "tests/ui/import-fixture.h"

#include "ui/import/import-reader.h"
#include "ui/import/import-row.h"
#include "ui/sample-tile.h"
#include "ui/views/live/sample-column.h"

/* Types into a number, as a person does. */
static void
type_number (Import *self, const char *name, const char *digits)
{
  gtk_widget_grab_focus (import_find_part (self, GTK_TYPE_SPIN_BUTTON, name));
  ui_key (&self->ui, GDK_KEY_a, GDK_CONTROL_MASK);
  for (; *digits != '\0'; digits++)
    ui_key (&self->ui, GDK_KEY_0 + (guint) (*digits - '0'), 0);
}

static void
test_cancel (void)
{
  Import self = { 0 };

  import_open (&self, FALSE);
  g_assert_nonnull (ui_find_named (GTK_WIDGET (self.sheet), "81 found = 80 read + 1 skipped"));
  g_assert_nonnull (ui_find_named (GTK_WIDGET (self.sheet), "dogs"));
  g_assert_nonnull (ui_find_named (GTK_WIDGET (self.sheet), "32×24"));
  g_assert_nonnull (ui_find_type (GTK_WIDGET (self.sheet), HG_TYPE_SAMPLE_TILE, 63));
  ui_key (&self.ui, GDK_KEY_Escape, 0);
  import_wait_closed (&self);
  g_assert_true (import_has_built_in (&self.ui));
  g_assert_false (hg_workspace_is_modified (self.ui.workspace));
  g_assert_false (wb_document_can_undo (hg_workspace_get_document (self.ui.workspace)));
  import_close (&self);
}

/* What is being typed when the sheet goes is not waited for. */
static void
test_typed (void)
{
  Import self = { 0 };

  import_open (&self, FALSE);
  type_number (&self, "Size: width", "16");
  gtk_window_destroy (GTK_WINDOW (self.sheet));
  import_wait_closed (&self);
  g_assert_true (import_has_built_in (&self.ui));
  import_close (&self);
}

/* Whether the row of an option is there to be used. */
static gboolean
offers (Import *self, GType type, const char *name)
{
  return gtk_widget_get_mapped (import_find_part (self, type, name));
}

static void
test_choices (void)
{
  Import self = { 0 };
  const DsShape *shape;
  DsSource *source;

  import_open (&self, FALSE);
  import_wait_choices (&self, "size=24x24 fit=crop");
  g_assert_true (offers (&self, GTK_TYPE_SPIN_BUTTON, "Size: width"));
  gtk_widget_grab_focus (import_find_part (&self, GTK_TYPE_SPIN_BUTTON, "Size: width"));
  ui_key (&self.ui, GDK_KEY_Up, 0); /* a button that is held on a busy machine goes on */
  import_wait_choices (&self, "size=25x24 fit=crop");
  gtk_widget_grab_focus (import_find_part (&self, GTK_TYPE_DROP_DOWN, "Fit"));
  ui_key (&self.ui, GDK_KEY_space, 0);
  ui_key (&self.ui, GDK_KEY_End, 0);
  ui_key (&self.ui, GDK_KEY_Return, 0);
  import_wait_choices (&self, "size=25x24 fit=stretch");
  type_number (&self, "Size: height", "16");
  ui_key (&self.ui, GDK_KEY_Return, 0);
  ui_wait_until (import_has_other_data, &self.ui, "the images to be imported");
  source = hg_workspace_get_source (self.ui.workspace);
  shape = import_get_shape (source);
  g_assert_true (shape->rank == 3 && shape->dims[0] == 16 && shape->dims[1] == 25
                 && shape->dims[2] == 3);
  g_assert_nonnull (ui_find_named (GTK_WIDGET (self.sheet), "cats/broken.png"));
  ui_key (&self.ui, GDK_KEY_Return, 0);
  import_wait_closed (&self);
  wb_document_undo (hg_workspace_get_document (self.ui.workspace));
  ui_wait_until (import_has_built_in, &self.ui, "the digits to be back");
  g_assert_false (wb_document_can_undo (hg_workspace_get_document (self.ui.workspace)));
  import_close (&self);
}

/* What is being typed is imported, and a field that waits with the sheet has no cursor. */
static void
test_mnemonic (void)
{
  Import self = { 0 };
  const DsShape *shape;

  import_open (&self, FALSE);
  type_number (&self, "Size: height", "16");
  ui_key (&self.ui, GDK_KEY_i, GDK_ALT_MASK);
  ui_wait_until (import_has_other_data, &self.ui, "the images to be imported");
  shape = import_get_shape (hg_workspace_get_source (self.ui.workspace));
  g_assert_cmpuint (shape->dims[0], ==, 16);
  ui_let_pass (1000);
  ui_key (&self.ui, GDK_KEY_Return, 0);
  import_wait_closed (&self);
  import_close (&self);
}

static void
choose_number (Import *self, const char *name, int number)
{
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (import_find_part (self, GTK_TYPE_SPIN_BUTTON, name)),
                             number);
}

/* A sheet's gap and margin are proposed, and corrected: 0 is a number, and "auto" below it. */
static void
test_sheet (void)
{
  Import self = { .folder = g_dir_make_tmp ("hourglass-XXXXXX", NULL) };
  GtkWidget *gap;

  self.path = import_make_tiles (self.folder);
  self.ui.data = self.path;
  ui_fixture_open (&self.ui, NULL, NULL);
  import_wait_sheet (&self);
  import_wait_choices (&self, "alpha=false tile=16x16 gap=2x2 margin=2x2");
  gap = import_find_part (&self, GTK_TYPE_SPIN_BUTTON, "Gap: width");
  g_assert_cmpfloat (gtk_spin_button_get_value (GTK_SPIN_BUTTON (gap)), ==, 2);
  choose_number (&self, "Tile: width", 18);
  choose_number (&self, "Tile: height", 16);
  import_wait_choices (&self, "alpha=false tile=18x16 gap=0x2 margin=0x2");
  choose_number (&self, "Gap: width", 0);
  choose_number (&self, "Gap: height", 0);
  import_wait_choices (&self, "alpha=false tile=18x16 gap=0x0 margin=0x0");
  choose_number (&self, "Gap: width", -1);
  import_wait_choices (&self, "alpha=false tile=18x16 gap=0x2 margin=0x2");
  import_close (&self);
}

/* From a folder to a convolutional model that has trained in colour. */
static void
test_train (void)
{
  Import self = { .folder = import_make_images () };
  const DsReport *report;
  DsSource *source;

  self.ui.data = self.folder;
  ui_fixture_open (&self.ui, NULL, "conv");
  import_wait_sheet (&self);
  ui_click (&self.ui, import_find_button (&self, "_Import"));
  ui_wait_until (import_has_other_data, &self.ui, "the images to be imported");
  ui_click (&self.ui, import_find_button (&self, "_Close"));
  import_wait_closed (&self);
  source = hg_workspace_get_source (self.ui.workspace);
  report = ds_source_get_report (source);
  g_assert_cmpuint (report->n_found, ==, 81);
  g_assert_cmpuint (report->n_read, ==, 80);
  g_assert_cmpstr (report->skipped[0].name, ==, "cats/broken.png");
  g_assert_cmpuint (import_get_shape (source)->dims[2], ==, 3);
  g_assert_null (hg_workspace_get_error (self.ui.workspace));
  gtk_widget_activate_action (GTK_WIDGET (self.ui.window), "win.step-epoch", NULL);
  ui_wait_until (import_has_epoch, &self.ui, "an epoch");
  import_close (&self);
}

/* Real data, where they are: NULL and a skipped test where not. */
static char *
find_data (const char *name)
{
  const char *given = g_getenv ("HOURGLASS_DATA");
  g_autofree char *path = given != NULL ? g_build_filename (given, name, NULL)
                                        : g_test_build_filename (G_TEST_DIST, "..", "..", "shared",
                                                                 "data", name, NULL);

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&path);
  g_test_skip ("skipped: the real data is not on this machine");
  return NULL;
}

/* Tiles of all kinds of PNG train the convolutional model in colour. */
static void
test_tiles (void)
{
  Import self = { .folder = find_data ("crawl_tiles") };
  const DsReport *report;

  if (self.folder == NULL)
    return;
  self.ui.data = self.folder;
  ui_fixture_open (&self.ui, NULL, "conv");
  import_wait_sheet (&self);
  ui_click (&self.ui, import_find_button (&self, "_Import"));
  ui_wait_until (import_has_other_data, &self.ui, "the tiles to be imported");
  import_wait_closed (&self);
  report = ds_source_get_report (hg_workspace_get_source (self.ui.workspace));
  g_assert_cmpuint (report->n_found, ==, 2425);
  g_assert_cmpuint (report->n_found, ==, report->n_read + report->n_skipped);
  g_assert_cmpuint (import_get_shape (hg_workspace_get_source (self.ui.workspace))->dims[2], >=, 3);
  g_assert_null (hg_workspace_get_error (self.ui.workspace));
  gtk_widget_activate_action (GTK_WIDGET (self.ui.window), "win.step-epoch", NULL);
  ui_wait_until (import_has_epoch, &self.ui, "an epoch in colour");
  ui_fixture_close (&self.ui);
  g_free (self.folder);
}

/* Heartbeats train the recurrent model, and its reconstructions are curves: wider
 * than they are high, with input and output over each other. */
static void
test_heartbeats (void)
{
  Import self = { .path = find_data ("timeseries/ECG5000_TRAIN.csv") };
  GtkWidget *column;

  if (self.path == NULL)
    return;
  self.ui.data = self.path;
  ui_fixture_open (&self.ui, NULL, "seq2seq");
  import_wait_sheet (&self);
  ui_click (&self.ui, import_find_button (&self, "_Import"));
  ui_wait_until (import_has_other_data, &self.ui, "the heartbeats to be imported");
  import_wait_closed (&self);
  g_assert_true (
    ae_shape_equal (&hg_workspace_get_shapes (self.ui.workspace)[0], &AE_SHAPE (2, 140, 1)));
  g_assert_null (hg_workspace_get_error (self.ui.workspace));
  gtk_widget_activate_action (GTK_WIDGET (self.ui.window), "win.step-epoch", NULL);
  ui_wait_until (import_has_epoch, &self.ui, "an epoch of heartbeats");
  ui_wait_frames (&self.ui, 5);
  column = ui_find_type (GTK_WIDGET (self.ui.window), HG_TYPE_SAMPLE_COLUMN, 0);
  g_assert_cmpint (gtk_widget_get_width (column), >, 60);
  ui_fixture_close (&self.ui);
  g_free (self.path);
}

static void
test_recording (void)
{
  Import self = { 0 };
  const DsShape *shape;

  import_open (&self, TRUE);
  import_wait_choices (&self, "window=");
  g_assert_true (offers (&self, GTK_TYPE_SPIN_BUTTON, "Window"));
  g_assert_false (offers (&self, GTK_TYPE_SPIN_BUTTON, "Size: width"));
  g_assert_false (offers (&self, GTK_TYPE_DROP_DOWN, "Fit"));
  type_number (&self, "Window", "50");
  type_number (&self, "Stride", "10");
  ui_key (&self.ui, GDK_KEY_Return, 0);
  import_wait_closed (&self);
  ui_wait_until (import_has_other_data, &self.ui, "the recording to be imported");
  shape = import_get_shape (hg_workspace_get_source (self.ui.workspace));
  g_assert_true (shape->rank == 2 && shape->dims[0] == 50 && shape->dims[1] == 2);
  g_assert_nonnull (strstr (import_get_choices (hg_workspace_get_source (self.ui.workspace)),
                            "window=50 stride=10"));
  import_close (&self);
}

static gboolean
is_refused (gpointer data)
{
  return !gtk_widget_get_sensitive (import_find_button (data, "_Import"));
}

/* What is not a size is of no use, and says so in its place. */
static void
test_failure (void)
{
  Import self = { 0 };

  import_open (&self, TRUE);
  type_number (&self, "Window", "5000");
  ui_key (&self.ui, GDK_KEY_Return, 0);
  ui_wait_until (is_refused, &self, "the window to be refused");
  ui_let_pass (500); /* a button that is pressed by a key says so after a while */
  g_assert_true (import_is_open (&self));
  g_assert_true (import_has_built_in (&self.ui));
  g_assert_true (GTK_IS_TEXT (gtk_window_get_focus (GTK_WINDOW (self.sheet))));
  g_assert_nonnull (ui_find_named (GTK_WIDGET (self.sheet), "5000"));
  ui_key (&self.ui, GDK_KEY_Escape, 0);
  import_wait_closed (&self);
  g_assert_true (import_has_built_in (&self.ui));
  import_close (&self);
}

static gboolean
is_null (gpointer data)
{
  return *(gpointer *) data == NULL;
}

static void
count_cb (guint *n)
{
  *n += 1;
}

/* IDX files of one size have nothing to choose, nor has what cannot be read: no sheet
 * is ever shown. */
static void
check_unneeded (GtkWindow *parent, const char *path)
{
  HgImportSheet *sheet = hg_import_sheet_open (parent, path);
  guint n_shown = 0, n_unneeded = 0;

  g_signal_connect_swapped (sheet, "map", G_CALLBACK (count_cb), &n_shown);
  g_signal_connect_swapped (sheet, "unneeded", G_CALLBACK (count_cb), &n_unneeded);
  g_object_add_weak_pointer (G_OBJECT (sheet), (gpointer *) &sheet);
  ui_wait_until (is_null, &sheet, "the sheet to be gone");
  g_assert_cmpuint (n_unneeded, ==, 1);
  g_assert_cmpuint (n_shown, ==, 0);
}

static void
test_plain (void)
{
  g_autofree char *folder = g_dir_make_tmp ("hourglass-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "small-idx3-ubyte", NULL);
  GtkWindow *parent = GTK_WINDOW (gtk_window_new ());
  char file[16 + 4 * 64] = { 0 };

  memcpy (file, "\0\0\10\3\0\0\0\4\0\0\0\10\0\0\0\10", 16);
  g_assert_true (g_file_set_contents (path, file, sizeof file, NULL));
  check_unneeded (parent, path);
  check_unneeded (parent, "/nowhere/at/all");
  gtk_window_destroy (parent);
  import_remove_folder (folder);
}

static gboolean
is_whole (gpointer data)
{
  return hg_import_reader_get_source (data) != NULL;
}

static gboolean
is_idle (gpointer data)
{
  HgImportProgress progress;

  return !hg_import_reader_get_progress (data, &progress);
}

/* Of several choices in a row the last one is read; one that is stopped says
 * nothing any more. */
static void
test_reader (void)
{
  g_autofree char *folder = import_make_images ();
  g_autoptr (HgImportReader) reader = hg_import_reader_new (folder);
  g_autoptr (DsImportOptions) small = ds_import_options_new_from_text ("size=8x8", NULL);
  g_autoptr (DsImportOptions) grey = ds_import_options_new_from_text ("grey=true", NULL);
  guint n_changed = 0;

  g_signal_connect_swapped (reader, "changed", G_CALLBACK (count_cb), &n_changed);
  hg_import_reader_start (reader, small);
  hg_import_reader_start (reader, NULL);
  hg_import_reader_start (reader, grey);
  ui_wait_until (is_whole, reader, "the images to be read");
  g_assert_cmpuint (n_changed, ==, 2);
  g_assert_cmpuint (import_get_shape (hg_import_reader_get_source (reader))->dims[0], ==, 24);
  g_assert_cmpuint (import_get_shape (hg_import_reader_get_source (reader))->dims[2], ==, 1);
  hg_import_reader_start (reader, small);
  hg_import_reader_stop (reader);
  ui_wait_until (is_idle, reader, "the reading to end");
  g_assert_cmpuint (n_changed, ==, 2);
  import_remove_folder (folder);
}

/* Every option of every format has a row whose value can be chosen and is read
 * by the table. */
static void
test_rows (void)
{
  guint n;
  const DsOption *options = ds_option_get_all (&n);

  for (guint i = 0; i < n; i++)
    {
      GtkWidget *row = g_object_ref_sink (hg_import_row_new (&options[i]));

      g_assert_null (hg_import_row_get_value (HG_IMPORT_ROW (row)));
      hg_import_row_propose (HG_IMPORT_ROW (row), NULL);
      g_assert_null (hg_import_row_get_value (HG_IMPORT_ROW (row)));
      g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), ==,
                       options[i].title);
      g_object_unref (row);
    }
}

int
main (int argc, char **argv)
{
  if (!ui_fixture_init (&argc, &argv))
    return 77;
  g_test_add_func ("/import/rows", test_rows);
  g_test_add_func ("/import/reader", test_reader);
  g_test_add_func ("/import/plain", test_plain);
  g_test_add_func ("/import/cancel", test_cancel);
  g_test_add_func ("/import/typed", test_typed);
  g_test_add_func ("/import/choices", test_choices);
  g_test_add_func ("/import/mnemonic", test_mnemonic);
  g_test_add_func ("/import/sheet", test_sheet);
  g_test_add_func ("/import/train", test_train);
  g_test_add_func ("/import/tiles", test_tiles);
  g_test_add_func ("/import/heartbeats", test_heartbeats);
  g_test_add_func ("/import/recording", test_recording);
  g_test_add_func ("/import/failure", test_failure);
  return g_test_run ();
}
