/* SPDX-License-Identifier: MIT */
/* The sets that are found or downloaded, from a server on loopback that can be slow or wrong; home
 * is an empty folder. The program is linked with the small sets that the server has.
 */
#include "tests/ui/ui-fixture.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "data/cache.h"
#include "ui/known/set-list.h"
#include "ui/known/set-row.h"
#include "ui/welcome/welcome.h"

typedef struct
{
  UiFixture ui;
  GSubprocess *server;
  char *address;
} Sets;

static char *home;

static void
remove_folder (const char *folder)
{
  const char *command[] = { "rm", "-rf", folder, NULL };

  g_assert_true (g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
                               NULL, NULL, NULL));
}

/* An empty one, which is the place to be, too. */
static void
make_home (void)
{
  g_assert_cmpint (g_mkdir_with_parents (home, 0700), ==, 0);
  g_assert_cmpint (g_chdir (home), ==, 0);
}

/* Starts the server, whose first line is its port. */
static void
serve (Sets *self)
{
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "app", "cli", "mirror.py", NULL);
  g_autoptr (GDataInputStream) lines = NULL;
  g_autofree char *port = NULL;
  g_autoptr (GError) error = NULL;

  self->server = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                                   &error, "python3", script, NULL);
  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->server));
  port = g_data_input_stream_read_line (lines, NULL, NULL, &error);
  g_assert_no_error (error);
  self->address = g_strconcat ("http://127.0.0.1:", port, NULL);
}

/* The way the server behaves from now on. */
static void
set_mode (Sets *self, const char *mode)
{
  g_autofree char *mirrors = g_strconcat (self->address, "/", mode, NULL);

  g_setenv ("HOURGLASS_MIRRORS", mirrors, TRUE);
}

static GtkWidget *
find_list (Sets *self)
{
  return ui_find_type (GTK_WIDGET (self->ui.window), HG_TYPE_SET_LIST, 0);
}

static HgSetRow *
find_row (GtkWidget *list, const char *title)
{
  GtkWidget *row;

  for (guint i = 0; list != NULL && (row = ui_find_type (list, HG_TYPE_SET_ROW, i)) != NULL; i++)
    if (gtk_widget_get_visible (row)
        && g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), title))
      return HG_SET_ROW (row);
  return NULL;
}

static const char *
get_words (HgSetRow *row)
{
  return adw_action_row_get_subtitle (ADW_ACTION_ROW (row));
}

static gboolean
is_welcoming (gpointer data)
{
  GtkWidget *welcome = ui_find_type (GTK_WIDGET (((Sets *) data)->ui.window), HG_TYPE_WELCOME, 0);

  return welcome != NULL && gtk_widget_get_mapped (welcome)
         && hg_welcome_get_source (HG_WELCOME (welcome)) != NULL;
}

static DsSource *
get_source (Sets *self)
{
  return hg_welcome_get_source (
    HG_WELCOME (ui_find_type (GTK_WIDGET (self->ui.window), HG_TYPE_WELCOME, 0)));
}

static void
sets_open (Sets *self, const char *mode)
{
  serve (self);
  set_mode (self, mode);
  ui_fixture_open (&self->ui, NULL, "simple");
  ui_key (&self->ui, GDK_KEY_n, GDK_CONTROL_MASK);
  ui_wait_until (is_welcoming, self, "the page of a new model");
  ui_wait_frames (&self->ui, 20);
}

static void
sets_close (Sets *self)
{
  ui_fixture_close (&self->ui);
  g_subprocess_force_exit (self->server);
  g_subprocess_wait (self->server, NULL, NULL);
  g_object_unref (self->server);
  g_free (self->address);
  remove_folder (home);
  make_home ();
}

/* By key: the page scrolls to what has the focus, which a pointer then finds still. */
static void
press (Sets *self, const char *name)
{
  GtkWidget *button = ui_find_named (find_list (self), name);

  g_assert_nonnull (button);
  gtk_widget_grab_focus (button);
  ui_wait_frames (&self->ui, 20);
  ui_click (&self->ui, button);
}

static gboolean
has_downloaded (gpointer data)
{
  DsSource *source = get_source (data);

  return source != NULL && g_str_has_suffix (ds_source_get_location (source), "datasets/mnist");
}

static gboolean
is_found (gpointer data)
{
  HgSetRow *row = find_row (find_list (data), "MNIST");

  return row != NULL && g_str_has_prefix (get_words (row), "700 samples of 28×28 · ~/share/");
}

/* From Get to a model for the set: it is chosen when it is there, and listed as found. */
static void
test_get (void)
{
  Sets self = { 0 };

  sets_open (&self, "good");
  g_assert_cmpstr (get_words (find_row (find_list (&self), "MNIST")), ==,
                   "700 small images · 549.5\302\240kB to download");
  press (&self, "Get MNIST");
  ui_wait_until (has_downloaded, &self, "the set to be chosen");
  ui_wait_until (is_found, &self, "the set to be found");
  g_assert_cmpuint (ds_dataset_get_count (ds_source_get_training (get_source (&self))), ==, 600);
  sets_close (&self);
}

static gboolean
has_progress (gpointer data)
{
  HgSetRow *row = find_row (find_list (data), "MNIST");
  GtkWidget *bar = ui_find_type (GTK_WIDGET (row), GTK_TYPE_PROGRESS_BAR, 0);

  return strstr (get_words (row), "kB of 549.5\302\240kB · ") != NULL && gtk_widget_get_mapped (bar)
         && gtk_progress_bar_get_fraction (GTK_PROGRESS_BAR (bar)) > .02;
}

static gboolean
is_stopped (gpointer data)
{
  return g_str_has_prefix (get_words (find_row (find_list (data), "MNIST")), "Stopped: ");
}

/* Cancel keeps what came, and Continue asks for the rest alone. */
static void
test_cancel (void)
{
  Sets self = { 0 };

  sets_open (&self, "slow");
  press (&self, "Get MNIST");
  ui_wait_until (has_progress, &self, "the progress");
  press (&self, "Cancel getting MNIST");
  ui_wait_until (is_stopped, &self, "the download to stop");
  g_assert_null (strstr (get_words (find_row (find_list (&self), "MNIST")), "Stopped: 0\302\240"));
  g_assert_true (g_str_equal (ds_source_get_location (get_source (&self)), DS_BUILT_IN));
  set_mode (&self, "good");
  press (&self, "Continue with MNIST");
  ui_wait_until (has_downloaded, &self, "the set to be chosen");
  sets_close (&self);
}

static gboolean
has_failed (gpointer data)
{
  return gtk_widget_has_css_class (GTK_WIDGET (find_row (find_list (data), "MNIST")), "error");
}

/* Without a network it says so, and what needs none. */
static void
test_offline (void)
{
  Sets self = { 0 };

  sets_open (&self, "good");
  g_setenv ("HOURGLASS_MIRRORS", "http://127.0.0.1:1/", TRUE);
  press (&self, "Get MNIST");
  ui_wait_until (has_failed, &self, "the error");
  g_assert_nonnull (strstr (get_words (find_row (find_list (&self), "MNIST")), "offline"));
  g_assert_nonnull (strstr (get_words (find_row (find_list (&self), "MNIST")), "built-in digits"));
  set_mode (&self, "wrong");
  press (&self, "Try again to get MNIST");
  ui_wait_until (has_failed, &self, "the error");
  set_mode (&self, "good");
  press (&self, "Try again to get MNIST");
  ui_wait_until (has_downloaded, &self, "the set to be chosen");
  sets_close (&self);
}

static GtkWidget *
find_window_list (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (ADW_IS_WINDOW (l->data) && gtk_widget_get_mapped (l->data))
      return ui_find_type (l->data, HG_TYPE_SET_LIST, 0);
  return NULL;
}

static gboolean
has_window_row (gpointer data)
{
  HgSetRow *row = find_row (find_window_list (), data);

  return row != NULL && gtk_widget_get_mapped (GTK_WIDGET (row));
}

static gboolean
has_window_closed (gpointer data)
{
  return find_window_list () == NULL;
}

static gboolean
has_lists (gpointer data)
{
  UiFixture *self = data;
  DsSource *source = hg_workspace_get_source (self->workspace);

  return !hg_workspace_is_opening (self->workspace)
         && g_str_has_suffix (ds_source_get_location (source), "data/lists");
}

/* A set in one of the usual places is offered to the model that is open, too. */
static void
test_found (void)
{
  Sets self = { 0 };
  g_autofree char *folder = g_build_filename (home, "data", "lists", NULL);
  g_autofree char *path = g_build_filename (folder, "train-images-idx3-ubyte", NULL);
  guint8 bytes[16 + 40 * 64] = { 0, 0, 8, 3, 0, 0, 0, 40, 0, 0, 0, 8, 0, 0, 0, 8 };

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, (char *) bytes, sizeof bytes, NULL));
  sets_open (&self, "good");
  ui_key (&self.ui, GDK_KEY_Escape, 0);
  gtk_widget_activate_action (GTK_WIDGET (self.ui.window), "win.known-data", NULL);
  ui_wait_until (has_window_row, "lists", "the found set");
  g_assert_cmpstr (get_words (find_row (find_window_list (), "lists")), ==,
                   "40 samples of 8×8 · ~/data/lists");
  ui_click (&self.ui, GTK_WIDGET (find_row (find_window_list (), "lists")));
  ui_wait_until (has_window_closed, NULL, "the list to close");
  ui_wait_until (has_lists, &self.ui, "the found set to be open");
  gtk_widget_activate_action (GTK_WIDGET (self.ui.window), "win.known-data", NULL);
  ui_wait_until (has_window_row, "lists", "the found set");
  ui_key (&self.ui, GDK_KEY_Escape, 0);
  ui_wait_until (has_window_closed, NULL, "the list to close");
  sets_close (&self);
}

static gboolean
has_preferences (gpointer data)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (ADW_IS_PREFERENCES_WINDOW (l->data) && gtk_widget_get_mapped (l->data))
      *(GtkWidget **) data = l->data;
  return *(GtkWidget **) data != NULL;
}

/* What is kept of images is told, and cleared. */
static void
test_preferences (void)
{
  Sets self = { 0 };
  GtkWidget *preferences = NULL, *clear;
  DsCacheWriter *writer = ds_cache_writer_new ("kept", 3000);

  make_home ();
  g_assert_nonnull (writer);
  g_assert_true (ds_cache_writer_write (writer, 0, &(char[3000]) { 0 }, 3000));
  g_bytes_unref (ds_cache_writer_finish (writer, 3000, NULL));
  ds_cache_writer_free (writer);
  ui_fixture_open (&self.ui, NULL, "simple");
  ui_key (&self.ui, GDK_KEY_comma, GDK_CONTROL_MASK);
  ui_wait_until (has_preferences, &preferences, "the preferences");
  g_assert_nonnull (ui_find_named (preferences, "3.0\u00a0kB of at most 8.0\u00a0GiB"));
  ui_wait_frames (&self.ui, 10);
  clear = ui_find_named (preferences, "Clear");
  g_assert_true (gtk_widget_is_sensitive (clear));
  ui_click (&self.ui, clear);
  g_assert_cmpuint (ds_cache_get_size (), ==, 0);
  g_assert_false (gtk_widget_is_sensitive (clear));
  g_assert_nonnull (ui_find_named (preferences, "0 bytes of at most"));
  ui_key (&self.ui, GDK_KEY_Escape, 0);
  ui_fixture_close (&self.ui);
}

int
main (int argc, char **argv)
{
  g_autofree char *share = NULL;
  int result;

  home = g_dir_make_tmp ("hourglass-XXXXXX", NULL);
  share = g_build_filename (home, "share", NULL);
  g_setenv ("HOME", home, TRUE);
  g_setenv ("XDG_DATA_HOME", share, TRUE);
  g_setenv ("XDG_CACHE_HOME", home, TRUE);
  g_setenv ("no_proxy", "127.0.0.1", TRUE);
  make_home ();
  if (!ui_fixture_init (&argc, &argv))
    return 77;
  g_test_add_func ("/sets/get", test_get);
  g_test_add_func ("/sets/cancel", test_cancel);
  g_test_add_func ("/sets/offline", test_offline);
  g_test_add_func ("/sets/found", test_found);
  g_test_add_func ("/sets/preferences", test_preferences);
  result = g_test_run ();
  g_assert_cmpint (g_chdir ("/"), ==, 0);
  remove_folder (home);
  g_free (home);
  return result;
}
