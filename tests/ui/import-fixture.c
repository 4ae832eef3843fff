/* SPDX-License-Identifier: MIT */
/* See the header. */
#include "tests/ui/import-fixture.h"

#include <cairo.h>
#include <math.h>

#define N_OF_A_CLASS 40

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
char *
import_make_images (void)
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

/* 4 rows of 6 tiles of 16x16, on white, 2 pixels apart and from the rim. */
char *
import_make_tiles (const char *folder)
{
  char *path = g_build_filename (folder, "tiles.png", NULL);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 6 * 18 + 2,
                                                         4 * 18 + 2);
  cairo_t *cr = cairo_create (surface);

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  for (guint i = 0; i < 24; i++)
    {
      const double x = 2 + i % 6 * 18, y = 2 + i / 6 * 18;

      cairo_rectangle (cr, x, y, 16, 16);
      cairo_set_source_rgb (cr, 0, i / 30., .2);
      cairo_fill (cr);
      cairo_arc (cr, x + 8, y + 8, 3 + i % 4, 0, 2 * G_PI);
      cairo_set_source_rgb (cr, .9, .6, .1);
      cairo_fill (cr);
    }
  cairo_destroy (cr);
  g_assert_cmpint (cairo_surface_write_to_png (surface, path), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (surface);
  return path;
}

/* 400 steps of two channels, and the time. */
char *
import_make_recording (const char *folder)
{
  char *path = g_build_filename (folder, "recording.csv", NULL);
  g_autoptr (GString) csv = g_string_new ("time,left,right\n");

  for (guint i = 0; i < 400; i++)
    g_string_append_printf (csv, "%u,%d,%d\n", i, (int) (500 + 400 * sin (i * .2)),
                            (int) (500 + 300 * cos (i * .1)));
  g_assert_true (g_file_set_contents (path, csv->str, -1, NULL));
  return path;
}

void
import_remove_folder (const char *folder)
{
  const char *command[] = { "rm", "-r", folder, NULL };

  g_assert_true (g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
                               NULL, NULL, NULL));
}

HgImportSheet *
import_find_sheet (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (HG_IS_IMPORT_SHEET (l->data) && gtk_widget_get_mapped (l->data))
      return l->data;
  return NULL;
}

gboolean
import_is_open (gpointer data)
{
  Import *self = data;

  self->sheet = import_find_sheet ();
  return self->sheet != NULL;
}

static gboolean
is_closed (gpointer data)
{
  return import_find_sheet () == NULL;
}

static gboolean
is_read (gpointer data)
{
  return hg_import_sheet_get_source (((Import *) data)->sheet) != NULL;
}

void
import_wait_sheet (Import *self)
{
  double x, y;

  ui_wait_until (import_is_open, self, "the sheet");
  ui_wait_until (is_read, self, "all to be read");
  ui_get_middle (GTK_WIDGET (self->sheet), &x, &y);
  ui_move (x, y);
  ui_wait_events ();
}

void
import_wait_closed (Import *self)
{
  ui_wait_until (is_closed, self, "the sheet to be closed");
  self->sheet = NULL;
}

void
import_open (Import *self, gboolean recording)
{
  self->folder = recording ? g_dir_make_tmp ("hourglass-XXXXXX", NULL) : import_make_images ();
  self->path = recording ? import_make_recording (self->folder) : NULL;
  ui_fixture_open (&self->ui, NULL, "simple");
  hg_window_open_path (self->ui.window, recording ? self->path : self->folder);
  ui_answer (&self->ui, "Use for This Model");
  import_wait_sheet (self);
}

void
import_close (Import *self)
{
  ui_fixture_close (&self->ui);
  import_remove_folder (self->folder);
  g_free (self->folder);
  g_free (self->path);
}

/* A part of a row: its title has the same name. */
GtkWidget *
import_find_part (Import *self, GType type, const char *name)
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

GtkWidget *
import_find_button (Import *self, const char *label)
{
  GtkWidget *button;

  for (guint i = 0; (button = ui_find_type (GTK_WIDGET (self->sheet), GTK_TYPE_BUTTON, i)) != NULL;
       i++)
    if (g_strcmp0 (gtk_button_get_label (GTK_BUTTON (button)), label) == 0)
      return button;
  g_assert_not_reached ();
}

const DsShape *
import_get_shape (DsSource *source)
{
  return ds_dataset_get_shape (ds_source_get_training (source));
}

const char *
import_get_choices (DsSource *source)
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

  return source != NULL && g_str_has_prefix (import_get_choices (source), wanted->choices);
}

void
import_wait_choices (Import *self, const char *choices)
{
  Wanted wanted = { self, choices };

  ui_wait_until (has_choices, &wanted, choices);
}

gboolean
import_has_other_data (gpointer data)
{
  UiFixture *self = data;
  DsSource *source = hg_workspace_get_source (self->workspace);

  return !hg_workspace_is_opening (self->workspace) && source != NULL
         && !g_str_equal (ds_source_get_location (source), DS_BUILT_IN);
}

gboolean
import_has_built_in (gpointer data)
{
  UiFixture *self = data;
  DsSource *source = hg_workspace_get_source (self->workspace);

  return source != NULL && g_str_equal (ds_source_get_location (source), DS_BUILT_IN);
}

gboolean
import_has_epoch (gpointer data)
{
  const WbSnapshot *snapshot = hg_workspace_get_snapshot (((UiFixture *) data)->workspace);

  return snapshot != NULL && snapshot->epoch >= 1;
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

gboolean
import_is_shown (gpointer widget)
{
  return gtk_widget_get_mapped (widget) && gtk_widget_get_width (widget) > 0;
}

void
import_drop (Import *self, const char *const *paths)
{
  GtkWidget *files = show_files (paths);
  double x, y;

  ui_wait_until (import_is_shown, files, "the files");
  ui_let_pass (100);
  ui_get_middle (GTK_WIDGET (self->ui.window), &x, &y);
  ui_drag (&self->ui, 60, 40, x, y, GTK_WIDGET (self->ui.window));
  gtk_window_destroy (GTK_WINDOW (files));
}
