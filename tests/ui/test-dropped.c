/* SPDX-License-Identifier: MIT */
/* Data dropped on the window, as a person does with a file manager beside it: what of
 * several files is opened, and a disk so slow that one may give up.
 */
#ifndef _GNU_SOURCE
#  define _GNU_SOURCE /* leases */
#endif

#include "tests/ui/import-fixture.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "ui/import/import-row.h"
#include "ui/sample-tile.h"
#include "ui/window/problem-popover.h"

/* The first that is offered beside the layer at fault. */
static void
click_fix (UiFixture *self)
{
  g_autofree char *label = g_strdup (hg_workspace_get_error (self->workspace)->fixes[0].label);
  GtkWidget *popover = ui_find_type (GTK_WIDGET (self->window), HG_TYPE_PROBLEM_POPOVER, 0);

  g_test_message ("%s", label);
  ui_wait_until (import_is_shown, popover, "the problem");
  ui_click (self, ui_find_named (popover, label));
  ui_wait_frames (self, 20);
}

/* A folder dropped on the window: looked at, chosen, imported, trained. */
static void
test_own_images (void)
{
  Import self = { .folder = import_make_images () };
  const DsReport *report;

  ui_fixture_open (&self.ui, NULL, "conv");
  import_drop (&self, (const char *[]) { self.folder, NULL });
  ui_answer (&self.ui, "Use for This Model");
  import_wait_sheet (&self);
  g_assert_nonnull (ui_find_type (GTK_WIDGET (self.sheet), HG_TYPE_SAMPLE_TILE, 63));
  g_assert_nonnull (ui_find_named (GTK_WIDGET (self.sheet), "dogs"));
  import_wait_choices (&self, "size=24x24 fit=crop");
  gtk_widget_grab_focus (import_find_part (&self, GTK_TYPE_DROP_DOWN, "Fit"));
  ui_key (&self.ui, GDK_KEY_space, 0);
  ui_key (&self.ui, GDK_KEY_End, 0);
  ui_key (&self.ui, GDK_KEY_Return, 0);
  import_wait_choices (&self, "size=24x24 fit=stretch");
  ui_click (&self.ui, import_find_button (&self, "_Import"));
  ui_wait_until (import_has_other_data, &self.ui, "the images to be imported");
  g_assert_nonnull (ui_find_named (GTK_WIDGET (self.sheet), "81 found = 80 read + 1 skipped"));
  g_assert_nonnull (ui_find_named (GTK_WIDGET (self.sheet), "cats/broken.png"));
  ui_click (&self.ui, import_find_button (&self, "_Close"));
  import_wait_closed (&self);
  report = ds_source_get_report (hg_workspace_get_source (self.ui.workspace));
  g_assert_cmpuint (report->n_found, ==, report->n_read + report->n_skipped);
  g_assert_true (
    ae_shape_equal (&hg_workspace_get_shapes (self.ui.workspace)[0], &AE_SHAPE (3, 24, 24, 3)));
  for (guint i = 0; i < 4 && hg_workspace_get_error (self.ui.workspace) != NULL; i++)
    click_fix (&self.ui);
  g_assert_null (hg_workspace_get_error (self.ui.workspace));
  ui_click (&self.ui, ui_find_named (GTK_WIDGET (self.ui.window), "Train"));
  ui_wait_until (import_has_epoch, &self.ui, "an epoch");
  import_close (&self);
}

/* Of several pictures their folder is opened. */
static void
test_pictures (void)
{
  Import self = { .folder = import_make_images () };
  g_autofree char *first = g_build_filename (self.folder, "cats", "00.png", NULL);
  g_autofree char *second = g_build_filename (self.folder, "cats", "01.png", NULL);

  ui_fixture_open (&self.ui, NULL, "simple");
  import_drop (&self, (const char *[]) { first, second, NULL });
  ui_answer (&self.ui, "Use for This Model");
  import_wait_sheet (&self);
  g_assert_nonnull (ui_find_named (GTK_WIDGET (self.sheet), "41 found = 40 read + 1 skipped"));
  ui_key (&self.ui, GDK_KEY_Escape, 0);
  import_wait_closed (&self);
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
  import_drop (&self, (const char *[]) { labels, images, NULL });
  ui_answer (&self.ui, "Use for This Model");
  ui_wait_until (import_has_other_data, &self.ui, "the images to be opened");
  g_assert_true (
    g_str_has_suffix (ds_source_get_location (hg_workspace_get_source (self.ui.workspace)),
                      "images-idx3-ubyte"));
  import_close (&self);
}

static gboolean
is_refused (gpointer data)
{
  return ui_find_words (GTK_WIDGET (((Import *) data)->ui.window), "do not make one data set")
         != NULL;
}

/* What does not belong together is told, and nothing is opened. */
static void
test_others (void)
{
  Import self = { .folder = g_dir_make_tmp ("hourglass-XXXXXX", NULL) };
  g_autofree char *second = g_build_filename (self.folder, "other.csv", NULL);

  self.path = import_make_recording (self.folder);
  g_assert_true (g_file_set_contents (second, "1,2\n3,4\n", -1, NULL));
  ui_fixture_open (&self.ui, NULL, "simple");
  import_drop (&self, (const char *[]) { self.path, second, NULL });
  ui_wait_until (is_refused, &self, "the words about the files");
  import_close (&self);
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

  self.path = import_make_recording (self.folder);
  ui_fixture_open (&self.ui, NULL, "simple");
  held = hold_file (self.path);
  if (held >= 0)
    {
      import_drop (&self, (const char *[]) { self.path, NULL });
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
  ui_wait_until (import_is_open, self, "the sheet before it knows what to show");
  ui_wait_frames (&self->ui, 3);
  g_assert_null (ui_find_type (GTK_WIDGET (self->sheet), HG_TYPE_IMPORT_ROW, 0));
  g_assert_false (gtk_widget_get_sensitive (import_find_button (self, "_Import")));
  return held;
}

/* The same of how data are read: the sheet is there meanwhile, and can be closed. */
static void
test_slow_sheet (void)
{
  Import self = { .folder = g_dir_make_tmp ("hourglass-XXXXXX", NULL) };
  int held;

  self.path = import_make_recording (self.folder);
  ui_fixture_open (&self.ui, NULL, "simple");
  held = open_held (&self);
  if (held >= 0)
    {
      release_file (held);
      import_wait_sheet (&self);
      g_assert_nonnull (ui_find_type (GTK_WIDGET (self.sheet), HG_TYPE_IMPORT_ROW, 0));
      ui_key (&self.ui, GDK_KEY_Escape, 0);
      import_wait_closed (&self);
      held = open_held (&self);
      ui_key (&self.ui, GDK_KEY_Escape, 0);
      import_wait_closed (&self);
      release_file (held);
      ui_wait_frames (&self.ui, 20);
      g_assert_null (import_find_sheet ());
      g_assert_true (import_has_built_in (&self.ui));
    }
  import_close (&self);
}

int
main (int argc, char **argv)
{
  if (!ui_fixture_init (&argc, &argv))
    return 77;
  g_test_add_func ("/dropped/own-images", test_own_images);
  g_test_add_func ("/dropped/pictures", test_pictures);
  g_test_add_func ("/dropped/pair", test_pair);
  g_test_add_func ("/dropped/others", test_others);
  g_test_add_func ("/dropped/slow-path", test_slow_path);
  g_test_add_func ("/dropped/slow-sheet", test_slow_sheet);
  return g_test_run ();
}
