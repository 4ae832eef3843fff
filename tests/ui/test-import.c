/* SPDX-License-Identifier: MIT */
/* The import sheet, used as a person does: a folder of images with a broken one
 * among them, and a recording. What was chosen is what is imported, what was
 * skipped is told by name, and a sheet that is closed leaves all as it was.
 */
#ifndef _GNU_SOURCE
#  define _GNU_SOURCE /* leases */
#endif

#include "tests/ui/ui-fixture.h"

#include <cairo.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>
#include <unistd.h>

#include "ui/import/import-reader.h"
#include "ui/import/import-row.h"
#include "ui/import/import-sheet.h"
#include "ui/sample-tile.h"
#include "ui/views/live/sample-column.h"
#include "ui/window/problem-popover.h"

#define N_OF_A_CLASS 40

typedef struct
{
  UiFixture ui;
  char *folder;
  char *path; /* nullable: of a recording in the folder */
  HgImportSheet *sheet;
} Import;

static void
write_image (const char *folder, const char *class, guint i)
{
  g_autofree char *name = g_strdup_printf ("%02u.png", i);
  g_autofree char *place = g_build_filename (folder, class, NULL);
  g_autofree char *path = g_build_filename (place, name, NULL);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, i % 4 == 0 ? 32 : 24,
                                                         24);
  cairo_t *cr = cairo_create (surface);

  g_mkdir_with_parents (place, 0700);
  cairo_set_source_rgb (cr, i / (double) N_OF_A_CLASS, class[0] == 'c', .5);
  cairo_arc (cr, 12, 12, 4 + i % 7, 0, 2 * G_PI);
  cairo_fill (cr);
  cairo_destroy (cr);
  g_assert_cmpint (cairo_surface_write_to_png (surface, path), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (surface);
}

/* 80 images in colour of two classes, of 24x24 most, and one that is broken. */
static char *
make_images (void)
{
  char *folder = g_dir_make_tmp ("hourglass-XXXXXX", NULL);
  g_autofree char *broken = g_build_filename (folder, "cats", "broken.png", NULL);

  for (guint i = 0; i < N_OF_A_CLASS; i++)
    {
      write_image (folder, "cats", i);
      write_image (folder, "dogs", i);
    }
  g_assert_true (g_file_set_contents (broken, "\x89PNG\r\n\x1a\nno more", -1, NULL));
  return folder;
}

/* 400 steps of two channels, and the time. */
static char *
make_recording (const char *folder)
{
  char *path = g_build_filename (folder, "recording.csv", NULL);
  g_autoptr (GString) csv = g_string_new ("time,left,right\n");

  for (guint i = 0; i < 400; i++)
    g_string_append_printf (csv, "%u,%d,%d\n", i, (int) (500 + 400 * sin (i * .2)),
                            (int) (500 + 300 * cos (i * .1)));
  g_assert_true (g_file_set_contents (path, csv->str, -1, NULL));
  return path;
}

static void
remove_folder (const char *folder)
{
  const char *command[] = { "rm", "-r", folder, NULL };

  g_assert_true (g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
                               NULL, NULL, NULL));
}

static HgImportSheet *
find_sheet (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (HG_IS_IMPORT_SHEET (l->data) && gtk_widget_get_mapped (l->data))
      return l->data;
  return NULL;
}

static gboolean
is_open (gpointer data)
{
  Import *self = data;

  self->sheet = find_sheet ();
  return self->sheet != NULL;
}

static gboolean
is_closed (gpointer data)
{
  return find_sheet () == NULL;
}

static gboolean
is_read (gpointer data)
{
  return hg_import_sheet_get_source (((Import *) data)->sheet) != NULL;
}

static void
wait_sheet (Import *self)
{
  double x, y;

  ui_wait_until (is_open, self, "the sheet");
  ui_wait_until (is_read, self, "all to be read");
  ui_get_middle (GTK_WIDGET (self->sheet), &x, &y);
  ui_move (x, y);
  ui_wait_events ();
}

static void
wait_closed (Import *self)
{
  ui_wait_until (is_closed, self, "the sheet to be closed");
  self->sheet = NULL;
}

static void
import_open (Import *self, gboolean recording)
{
  self->folder = recording ? g_dir_make_tmp ("hourglass-XXXXXX", NULL) : make_images ();
  self->path = recording ? make_recording (self->folder) : NULL;
  ui_fixture_open (&self->ui, NULL, "simple");
  ui_wait_data (&self->ui);
  hg_window_open_path (self->ui.window, recording ? self->path : self->folder);
  ui_answer (&self->ui, "Use for This Model");
  wait_sheet (self);
}

static void
import_close (Import *self)
{
  ui_fixture_close (&self->ui);
  remove_folder (self->folder);
  g_free (self->folder);
  g_free (self->path);
}

/* A part of a row: its title has the same name. */
static GtkWidget *
find_part (Import *self, GType type, const char *name)
{
  GtkWidget *part;

  for (guint i = 0; (part = ui_find_type (GTK_WIDGET (self->sheet), type, i)) != NULL; i++)
    {
      g_autofree char *mismatch = gtk_test_accessible_check_property (GTK_ACCESSIBLE (part),
                                                                      GTK_ACCESSIBLE_PROPERTY_LABEL,
                                                                      name);

      if (mismatch == NULL)
        return part;
    }
  g_assert_not_reached ();
}

static GtkWidget *
find_button (Import *self, const char *label)
{
  GtkWidget *button;

  for (guint i = 0; (button = ui_find_type (GTK_WIDGET (self->sheet), GTK_TYPE_BUTTON, i)) != NULL;
       i++)
    if (g_strcmp0 (gtk_button_get_label (GTK_BUTTON (button)), label) == 0)
      return button;
  g_assert_not_reached ();
}

/* Types into a number, as a person does. */
static void
type_number (Import *self, const char *name, const char *digits)
{
  gtk_widget_grab_focus (find_part (self, GTK_TYPE_SPIN_BUTTON, name));
  ui_key (&self->ui, GDK_KEY_a, GDK_CONTROL_MASK);
  for (; *digits != '\0'; digits++)
    ui_key (&self->ui, GDK_KEY_0 + (guint) (*digits - '0'), 0);
}

static const DsShape *
get_shape (DsSource *source)
{
  return ds_dataset_get_shape (ds_source_get_training (source));
}

static const char *
get_choices (DsSource *source)
{
  return ds_source_get_report (source)->options;
}

typedef struct
{
  Import *import;
  const char *choices;
} Wanted;

static gboolean
has_choices (gpointer data)
{
  Wanted *wanted = data;
  DsSource *source = hg_import_sheet_get_source (wanted->import->sheet);

  return source != NULL && g_str_has_prefix (get_choices (source), wanted->choices);
}

static void
wait_choices (Import *self, const char *choices)
{
  Wanted wanted = { self, choices };

  ui_wait_until (has_choices, &wanted, choices);
}

static gboolean
has_other_data (gpointer data)
{
  UiFixture *self = data;
  DsSource *source = hg_workspace_get_source (self->workspace);

  return !hg_workspace_is_opening (self->workspace) && source != NULL
         && !g_str_equal (ds_source_get_location (source), DS_BUILT_IN);
}

static gboolean
has_built_in (gpointer data)
{
  UiFixture *self = data;
  DsSource *source = hg_workspace_get_source (self->workspace);

  return source != NULL && g_str_equal (ds_source_get_location (source), DS_BUILT_IN);
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
  wait_closed (&self);
  g_assert_true (has_built_in (&self.ui));
  g_assert_false (hg_workspace_is_modified (self.ui.workspace));
  g_assert_false (wb_document_can_undo (hg_workspace_get_document (self.ui.workspace)));
  import_close (&self);
}

static void
test_choices (void)
{
  Import self = { 0 };
  const DsShape *shape;
  DsSource *source;

  import_open (&self, FALSE);
  wait_choices (&self, "size=24x24 fit=crop");
  gtk_widget_grab_focus (find_part (&self, GTK_TYPE_SPIN_BUTTON, "Size: width"));
  ui_key (&self.ui, GDK_KEY_Up, 0); /* a button that is held on a busy machine goes on */
  wait_choices (&self, "size=25x24 fit=crop");
  gtk_widget_grab_focus (find_part (&self, GTK_TYPE_DROP_DOWN, "Fit"));
  ui_key (&self.ui, GDK_KEY_space, 0);
  ui_key (&self.ui, GDK_KEY_End, 0);
  ui_key (&self.ui, GDK_KEY_Return, 0);
  wait_choices (&self, "size=25x24 fit=stretch");
  type_number (&self, "Size: height", "16");
  ui_key (&self.ui, GDK_KEY_Return, 0);
  ui_wait_until (has_other_data, &self.ui, "the images to be imported");
  source = hg_workspace_get_source (self.ui.workspace);
  shape = get_shape (source);
  g_assert_true (shape->rank == 3 && shape->dims[0] == 16 && shape->dims[1] == 25
                 && shape->dims[2] == 3);
  g_assert_nonnull (ui_find_named (GTK_WIDGET (self.sheet), "cats/broken.png"));
  ui_key (&self.ui, GDK_KEY_Return, 0);
  wait_closed (&self);
  wb_document_undo (hg_workspace_get_document (self.ui.workspace));
  ui_wait_until (has_built_in, &self.ui, "the digits to be back");
  g_assert_false (wb_document_can_undo (hg_workspace_get_document (self.ui.workspace)));
  import_close (&self);
}

static gboolean
has_epoch (gpointer data)
{
  const WbSnapshot *snapshot = hg_workspace_get_snapshot (((UiFixture *) data)->workspace);

  return snapshot != NULL && snapshot->epoch >= 1;
}

/* From a folder to a convolutional model that has trained in colour. */
static void
test_train (void)
{
  Import self = { .folder = make_images () };
  const DsReport *report;
  DsSource *source;

  self.ui.data = self.folder;
  ui_fixture_open (&self.ui, NULL, "conv");
  wait_sheet (&self);
  ui_click (&self.ui, find_button (&self, "_Import"));
  ui_wait_until (has_other_data, &self.ui, "the images to be imported");
  ui_click (&self.ui, find_button (&self, "_Close"));
  wait_closed (&self);
  source = hg_workspace_get_source (self.ui.workspace);
  report = ds_source_get_report (source);
  g_assert_cmpuint (report->n_found, ==, 81);
  g_assert_cmpuint (report->n_read, ==, 80);
  g_assert_cmpstr (report->skipped[0].name, ==, "cats/broken.png");
  g_assert_cmpuint (get_shape (source)->dims[2], ==, 3);
  g_assert_null (hg_workspace_get_error (self.ui.workspace));
  gtk_widget_activate_action (GTK_WIDGET (self.ui.window), "win.step-epoch", NULL);
  ui_wait_until (has_epoch, &self.ui, "an epoch");
  import_close (&self);
}

/* A small window, as of a file manager, whose files can be dragged. */
static GtkWidget *
show_files (const char *const *paths)
{
  GtkWidget *window = gtk_window_new (), *label = gtk_label_new ("files");
  GtkDragSource *source = gtk_drag_source_new ();
  GSList *files = NULL;

  for (guint i = 0; paths[i] != NULL; i++)
    files = g_slist_append (files, g_file_new_for_path (paths[i]));
  gtk_drag_source_set_content (source, gdk_content_provider_new_typed (GDK_TYPE_FILE_LIST, files));
  g_slist_free_full (files, g_object_unref);
  gtk_widget_add_controller (label, GTK_EVENT_CONTROLLER (source));
  gtk_window_set_child (GTK_WINDOW (window), label);
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), 120, 80);
  gtk_window_present (GTK_WINDOW (window));
  return window;
}

static gboolean
is_shown (gpointer widget)
{
  return gtk_widget_get_mapped (widget) && gtk_widget_get_width (widget) > 0;
}

static void
drop (Import *self, const char *const *paths)
{
  GtkWidget *files = show_files (paths);
  double x, y;

  ui_wait_until (is_shown, files, "the files");
  ui_let_pass (100);
  ui_get_middle (GTK_WIDGET (self->ui.window), &x, &y);
  ui_drag (&self->ui, 60, 40, x, y, GTK_WIDGET (self->ui.window));
  gtk_window_destroy (GTK_WINDOW (files));
}

/* The first that is offered beside the layer at fault. */
static void
click_fix (UiFixture *self)
{
  g_autofree char *label = g_strdup (hg_workspace_get_error (self->workspace)->fixes[0].label);
  GtkWidget *popover = ui_find_type (GTK_WIDGET (self->window), HG_TYPE_PROBLEM_POPOVER, 0);

  g_test_message ("%s", label);
  ui_wait_until (is_shown, popover, "the problem");
  ui_click (self, ui_find_named (popover, label));
  ui_wait_frames (self, 20);
}

/* A folder dropped on the window: looked at, chosen, imported, trained. */
static void
test_own_images (void)
{
  Import self = { .folder = make_images () };
  const DsReport *report;

  ui_fixture_open (&self.ui, NULL, "conv");
  ui_wait_data (&self.ui);
  drop (&self, (const char *[]) { self.folder, NULL });
  ui_answer (&self.ui, "Use for This Model");
  wait_sheet (&self);
  g_assert_nonnull (ui_find_type (GTK_WIDGET (self.sheet), HG_TYPE_SAMPLE_TILE, 63));
  g_assert_nonnull (ui_find_named (GTK_WIDGET (self.sheet), "dogs"));
  wait_choices (&self, "size=24x24 fit=crop");
  gtk_widget_grab_focus (find_part (&self, GTK_TYPE_DROP_DOWN, "Fit"));
  ui_key (&self.ui, GDK_KEY_space, 0);
  ui_key (&self.ui, GDK_KEY_End, 0);
  ui_key (&self.ui, GDK_KEY_Return, 0);
  wait_choices (&self, "size=24x24 fit=stretch");
  ui_click (&self.ui, find_button (&self, "_Import"));
  ui_wait_until (has_other_data, &self.ui, "the images to be imported");
  g_assert_nonnull (ui_find_named (GTK_WIDGET (self.sheet), "81 found = 80 read + 1 skipped"));
  g_assert_nonnull (ui_find_named (GTK_WIDGET (self.sheet), "cats/broken.png"));
  ui_click (&self.ui, find_button (&self, "_Close"));
  wait_closed (&self);
  report = ds_source_get_report (hg_workspace_get_source (self.ui.workspace));
  g_assert_cmpuint (report->n_found, ==, report->n_read + report->n_skipped);
  g_assert_true (
    ae_shape_equal (&hg_workspace_get_shapes (self.ui.workspace)[0], &AE_SHAPE (3, 24, 24, 3)));
  for (guint i = 0; i < 4 && hg_workspace_get_error (self.ui.workspace) != NULL; i++)
    click_fix (&self.ui);
  g_assert_null (hg_workspace_get_error (self.ui.workspace));
  ui_click (&self.ui, ui_find_named (GTK_WIDGET (self.ui.window), "Train"));
  ui_wait_until (has_epoch, &self.ui, "an epoch");
  import_close (&self);
}

/* Of several pictures their folder is opened. */
static void
test_pictures (void)
{
  Import self = { .folder = make_images () };
  g_autofree char *first = g_build_filename (self.folder, "cats", "00.png", NULL);
  g_autofree char *second = g_build_filename (self.folder, "cats", "01.png", NULL);

  ui_fixture_open (&self.ui, NULL, "simple");
  ui_wait_data (&self.ui);
  drop (&self, (const char *[]) { first, second, NULL });
  ui_answer (&self.ui, "Use for This Model");
  wait_sheet (&self);
  g_assert_nonnull (ui_find_named (GTK_WIDGET (self.sheet), "41 found = 40 read + 1 skipped"));
  ui_key (&self.ui, GDK_KEY_Escape, 0);
  wait_closed (&self);
  import_close (&self);
}

/* Of a pair the images are opened, whichever comes first; they find their labels. */
static void
test_pair (void)
{
  Import self = { .folder = g_dir_make_tmp ("hourglass-XXXXXX", NULL) };
  g_autofree char *labels = g_build_filename (self.folder, "small-labels-idx1-ubyte", NULL);
  g_autofree char *images = g_build_filename (self.folder, "small-images-idx3-ubyte", NULL);
  char file[16 + 4 * 64] = { 0 };

  memcpy (file, "\0\0\10\3\0\0\0\4\0\0\0\10\0\0\0\10", 16);
  g_assert_true (g_file_set_contents (images, file, sizeof file, NULL));
  g_assert_true (g_file_set_contents (labels, "\0\0\10\1\0\0\0\4\0\1\0\1", 12, NULL));
  ui_fixture_open (&self.ui, NULL, "simple");
  ui_wait_data (&self.ui);
  drop (&self, (const char *[]) { labels, images, NULL });
  ui_answer (&self.ui, "Use for This Model");
  ui_wait_until (has_other_data, &self.ui, "the images to be opened");
  g_assert_true (
    g_str_has_suffix (ds_source_get_location (hg_workspace_get_source (self.ui.workspace)),
                      "images-idx3-ubyte"));
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
  wait_sheet (&self);
  ui_click (&self.ui, find_button (&self, "_Import"));
  ui_wait_until (has_other_data, &self.ui, "the tiles to be imported");
  wait_closed (&self);
  report = ds_source_get_report (hg_workspace_get_source (self.ui.workspace));
  g_assert_cmpuint (report->n_found, ==, 2425);
  g_assert_cmpuint (report->n_found, ==, report->n_read + report->n_skipped);
  g_assert_cmpuint (get_shape (hg_workspace_get_source (self.ui.workspace))->dims[2], >=, 3);
  g_assert_null (hg_workspace_get_error (self.ui.workspace));
  gtk_widget_activate_action (GTK_WIDGET (self.ui.window), "win.step-epoch", NULL);
  ui_wait_until (has_epoch, &self.ui, "an epoch in colour");
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
  wait_sheet (&self);
  ui_click (&self.ui, find_button (&self, "_Import"));
  ui_wait_until (has_other_data, &self.ui, "the heartbeats to be imported");
  wait_closed (&self);
  g_assert_true (
    ae_shape_equal (&hg_workspace_get_shapes (self.ui.workspace)[0], &AE_SHAPE (2, 140, 1)));
  g_assert_null (hg_workspace_get_error (self.ui.workspace));
  gtk_widget_activate_action (GTK_WIDGET (self.ui.window), "win.step-epoch", NULL);
  ui_wait_until (has_epoch, &self.ui, "an epoch of heartbeats");
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
  type_number (&self, "Window", "50");
  type_number (&self, "Stride", "10");
  ui_key (&self.ui, GDK_KEY_Return, 0);
  wait_closed (&self);
  ui_wait_until (has_other_data, &self.ui, "the recording to be imported");
  shape = get_shape (hg_workspace_get_source (self.ui.workspace));
  g_assert_true (shape->rank == 2 && shape->dims[0] == 50 && shape->dims[1] == 2);
  g_assert_nonnull (
    strstr (get_choices (hg_workspace_get_source (self.ui.workspace)), "window=50 stride=10"));
  import_close (&self);
}

static gboolean
is_refused (gpointer data)
{
  return !gtk_widget_get_sensitive (find_button (data, "_Import"));
}

/* What is not a size is of no use, and says so in its place. */
static void
test_failure (void)
{
  Import self = { 0 };

  import_open (&self, TRUE);
  type_number (&self, "Window", "5000");
  ui_key (&self.ui, GDK_KEY_Tab, 0);
  ui_wait_until (is_refused, &self, "the window to be refused");
  g_assert_nonnull (ui_find_named (GTK_WIDGET (self.sheet), "5000"));
  ui_key (&self.ui, GDK_KEY_Escape, 0);
  wait_closed (&self);
  g_assert_true (has_built_in (&self.ui));
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
  remove_folder (folder);
}

/* A file on a slow disk: whoever opens it waits until it is released. */
static int
hold_file (const char *path)
{
  int file = open (path, O_RDONLY | O_CLOEXEC);

  signal (SIGIO, SIG_IGN);
  if (fcntl (file, F_SETLEASE, F_WRLCK) == 0)
    return file;
  close (file);
  g_test_skip ("this file system has no leases");
  return -1;
}

static void
release_file (int file)
{
  g_assert_cmpint (fcntl (file, F_SETLEASE, F_UNLCK), ==, 0);
  close (file);
}

static gboolean
is_looking (gpointer data)
{
  return ui_find_words (GTK_WIDGET (((Import *) data)->ui.window), "Looking at what there is…")
         != NULL;
}

static gboolean
is_not_looking (gpointer data)
{
  return !is_looking (data);
}

static gboolean
is_asked (gpointer data)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (ADW_IS_MESSAGE_DIALOG (l->data) && gtk_widget_get_mapped (l->data))
      return TRUE;
  return FALSE;
}

/* What a path leads to is found while the window lives: frames are drawn, buttons can
 * be pressed, and a person may give up. */
static void
test_slow_path (void)
{
  Import self = { .folder = g_dir_make_tmp ("hourglass-XXXXXX", NULL) };
  int held;

  self.path = make_recording (self.folder);
  ui_fixture_open (&self.ui, NULL, "simple");
  ui_wait_data (&self.ui);
  held = hold_file (self.path);
  if (held >= 0)
    {
      drop (&self, (const char *[]) { self.path, NULL });
      ui_wait_until (is_looking, &self, "the words that it takes long");
      ui_wait_frames (&self.ui, 3);
      ui_click (&self.ui, ui_find_named (GTK_WIDGET (self.ui.window), "Cancel"));
      ui_wait_until (is_not_looking, &self, "the words to be gone");
      release_file (held);
      ui_wait_frames (&self.ui, 20);
      g_assert_false (is_asked (&self));
      hg_window_open_path (self.ui.window, self.path);
      ui_answer (&self.ui, "Cancel");
    }
  import_close (&self);
}

/* The sheet over the question's answer, while the file cannot be opened yet. */
static int
open_held (Import *self)
{
  int held;

  hg_window_open_path (self->ui.window, self->path);
  ui_wait_until (is_asked, self, "the question");
  held = hold_file (self->path);
  if (held < 0)
    return held;
  ui_answer (&self->ui, "Use for This Model");
  ui_wait_until (is_open, self, "the sheet before it knows what to show");
  ui_wait_frames (&self->ui, 3);
  g_assert_null (ui_find_type (GTK_WIDGET (self->sheet), HG_TYPE_IMPORT_ROW, 0));
  g_assert_false (gtk_widget_get_sensitive (find_button (self, "_Import")));
  return held;
}

/* The same of how data are read: the sheet is there meanwhile, and can be closed. */
static void
test_slow_sheet (void)
{
  Import self = { .folder = g_dir_make_tmp ("hourglass-XXXXXX", NULL) };
  int held;

  self.path = make_recording (self.folder);
  ui_fixture_open (&self.ui, NULL, "simple");
  ui_wait_data (&self.ui);
  held = open_held (&self);
  if (held >= 0)
    {
      release_file (held);
      wait_sheet (&self);
      g_assert_nonnull (ui_find_type (GTK_WIDGET (self.sheet), HG_TYPE_IMPORT_ROW, 0));
      ui_key (&self.ui, GDK_KEY_Escape, 0);
      wait_closed (&self);
      held = open_held (&self);
      ui_key (&self.ui, GDK_KEY_Escape, 0);
      wait_closed (&self);
      release_file (held);
      ui_wait_frames (&self.ui, 20);
      g_assert_null (find_sheet ());
      g_assert_true (has_built_in (&self.ui));
    }
  import_close (&self);
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
  g_autofree char *folder = make_images ();
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
  g_assert_cmpuint (get_shape (hg_import_reader_get_source (reader))->dims[0], ==, 24);
  g_assert_cmpuint (get_shape (hg_import_reader_get_source (reader))->dims[2], ==, 1);
  hg_import_reader_start (reader, small);
  hg_import_reader_stop (reader);
  ui_wait_until (is_idle, reader, "the reading to end");
  g_assert_cmpuint (n_changed, ==, 2);
  remove_folder (folder);
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
  g_test_add_func ("/import/slow-path", test_slow_path);
  g_test_add_func ("/import/slow-sheet", test_slow_sheet);
  g_test_add_func ("/import/cancel", test_cancel);
  g_test_add_func ("/import/choices", test_choices);
  g_test_add_func ("/import/train", test_train);
  g_test_add_func ("/import/own-images", test_own_images);
  g_test_add_func ("/import/pictures", test_pictures);
  g_test_add_func ("/import/pair", test_pair);
  g_test_add_func ("/import/tiles", test_tiles);
  g_test_add_func ("/import/heartbeats", test_heartbeats);
  g_test_add_func ("/import/recording", test_recording);
  g_test_add_func ("/import/failure", test_failure);
  return g_test_run ();
}
