/* SPDX-License-Identifier: MIT */
/* Trainings of a window are logged for TensorBoard, where a person has switched that on; a
 * disk that cannot be written is told once, and the training goes on.
 */
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "tests/faults/faults.h"
#include "tests/ui/ui-fixture.h"
#include "ui/settings.h"

#define SIDE      8
#define N_SAMPLES 400

static char *home;

typedef struct
{
  UiFixture ui;
  char *folder; /* of the logs */
  char *data;
  GSettings *settings;
  guint n;
  guint epochs;
  guint64 step;
  const char *words;
} Fixture;

static void
write_data (Fixture *self)
{
  guint8 file[16 + N_SAMPLES * SIDE * SIDE] = { 0, 0, 8, 3,    0, 0, 1, N_SAMPLES - 256,
                                                0, 0, 0, SIDE, 0, 0, 0, SIDE };

  for (guint i = 16; i < sizeof file; i++)
    file[i] = (guint8) (i * 7919 % 251);
  self->data = g_build_filename (home, "some-idx3-ubyte", NULL);
  g_assert_true (g_file_set_contents (self->data, (char *) file, sizeof file, NULL));
}

static void
set_recipe (Fixture *self, const char *name, const char *text)
{
  g_assert_true (wb_document_edit (hg_workspace_get_document (self->ui.workspace),
                                   &(WbEdit) { WB_EDIT_RECIPE, .name = name, .text = text }, NULL));
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->settings = hg_settings_new ();
  g_settings_reset (self->settings, "tensorboard");
  g_settings_reset (self->settings, "tensorboard-folder");
  self->folder = hg_settings_get_log_folder (self->settings);
  write_data (self);
  self->ui.data = self->data;
  ui_fixture_open (&self->ui, NULL, "simple");
  ui_wait_data (&self->ui);
  set_recipe (self, "epochs", "2");
  set_recipe (self, "patience", "0");
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  ui_fixture_close (&self->ui);
  g_settings_reset (self->settings, "tensorboard");
  g_object_unref (self->settings);
  g_free (self->folder);
  g_free (self->data);
}

/* What is in a folder whose name has @part: how many, and (transfer full) the first. */
static guint
count (const char *folder, const char *part, char **first)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (strstr (name, part) != NULL && n++ == 0 && first != NULL)
      *first = g_build_filename (folder, name, NULL);
  return n;
}

static gboolean
is_done (gpointer data)
{
  Fixture *self = data;

  return hg_workspace_get_state (self->ui.workspace) == WB_RUN_DONE
         && hg_workspace_get_newest (self->ui.workspace)->epoch == self->epochs;
}

/* Two epochs more. */
static void
train (Fixture *self)
{
  self->epochs += 2;
  gtk_widget_activate_action (GTK_WIDGET (self->ui.window), "win.train", NULL);
  ui_wait_until (is_done, self, "the end of the training");
}

/* @n files of events in the folder of the one run, and its codes. */
static gboolean
is_logged (gpointer data)
{
  Fixture *self = data;
  g_autofree char *run = NULL;

  return count (self->folder, "Simple", &run) == 1 && count (run, "tfevents", NULL) == self->n
         && count (run, "projector_config.pbtxt", NULL) == 1;
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

static gboolean
is_on (gpointer data)
{
  return g_settings_get_boolean (((Fixture *) data)->settings, "tensorboard");
}

static void
switch_on (Fixture *self)
{
  GtkWidget *preferences = NULL, *button;

  ui_key (&self->ui, GDK_KEY_comma, GDK_CONTROL_MASK);
  ui_wait_until (has_preferences, &preferences, "the preferences");
  ui_wait_frames (&self->ui, 10);
  g_assert_nonnull (ui_find_words (preferences, "hourglass/tensorboard"));
  button = ui_find_type (preferences, GTK_TYPE_SWITCH, 0);
  g_assert_false (gtk_switch_get_active (GTK_SWITCH (button)));
  ui_click (&self->ui, button);
  ui_wait_until (is_on, self, "the switch");
  ui_key (&self->ui, GDK_KEY_Escape, 0);
}

static gboolean
is_reset (gpointer data)
{
  return hg_workspace_get_newest (((Fixture *) data)->ui.workspace)->step == 0;
}

static gboolean
has_two (gpointer data)
{
  return count (((Fixture *) data)->folder, "Simple", NULL) == 2;
}

/* A run has one folder, also when it goes on; another run has another. */
static void
test_logged (Fixture *self, gconstpointer data)
{
  g_assert_cmpuint (count (self->folder, "Simple", NULL), ==, 0);
  switch_on (self);
  train (self);
  self->n = 1;
  ui_wait_until (is_logged, self, "the log");
  train (self);
  self->n = 2;
  ui_wait_until (is_logged, self, "the log to go on");
  gtk_widget_activate_action (GTK_WIDGET (self->ui.window), "win.reset", NULL);
  ui_wait_until (is_reset, self, "the reset");
  self->epochs = 0;
  train (self);
  ui_wait_until (has_two, self, "another log");
  g_settings_set_boolean (self->settings, "tensorboard", FALSE);
  train (self);
  g_assert_cmpuint (count (self->folder, "Simple", NULL), ==, 2);
}

/* A change of the model begins another run. */
static void
test_changed (Fixture *self, gconstpointer data)
{
  AeModel *model = hg_workspace_get_model (self->ui.workspace);
  const guint id = ae_model_get_layer (model, 1)->id;

  g_clear_pointer (&self->folder, g_free);
  self->folder = g_build_filename (home, "changed", NULL);
  g_settings_set_string (self->settings, "tensorboard-folder", self->folder);
  g_settings_set_boolean (self->settings, "tensorboard", TRUE);
  train (self);
  self->n = 1;
  ui_wait_until (is_logged, self, "the log");
  g_assert_true (
    wb_document_edit (hg_workspace_get_document (self->ui.workspace),
                      &(WbEdit) { WB_EDIT_OPTION, .id = id, .name = "units", .text = "7" }, NULL));
  train (self);
  ui_wait_until (has_two, self, "another log");
}

/* A second without a frame: time for the whole training of a document that was just opened. */
static void
opened_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  Fixture *self = data;

  g_assert_true (hg_workspace_open_data_finish (self->ui.workspace, result, NULL));
  set_recipe (self, "patience", "0");
  wb_session_start (hg_workspace_get_session (self->ui.workspace), 2);
  g_usleep (G_USEC_PER_SEC);
}

static void
test_at_once (Fixture *self, gconstpointer data)
{
  g_clear_pointer (&self->folder, g_free);
  self->folder = g_build_filename (home, "at-once", NULL);
  g_settings_set_string (self->settings, "tensorboard-folder", self->folder);
  g_settings_set_boolean (self->settings, "tensorboard", TRUE);
  hg_workspace_open_data (self->ui.workspace, self->data, wb_template_find ("simple"), opened_cb,
                          self);
  self->n = 1;
  ui_wait_until (is_logged, self, "the log");
}

static gboolean
are_logged (gpointer data)
{
  Fixture *self = data;
  g_autofree char *sweep = NULL;
  guint n = 0;

  if (count (self->folder, "Simple", &sweep) != 1)
    return FALSE;
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *name = g_strdup_printf ("learning_rate=0.0%u,seed=1", i + 1);
      g_autofree char *run = g_build_filename (sweep, name, NULL);

      n += count (run, "tfevents", NULL);
    }
  return n == 2;
}

/* Each run of a sweep has a folder in that of the sweep. */
static void
test_sweep (Fixture *self, gconstpointer data)
{
  g_clear_pointer (&self->folder, g_free);
  self->folder = g_build_filename (home, "sweeps", NULL);
  g_settings_set_string (self->settings, "tensorboard-folder", self->folder);
  g_settings_set_boolean (self->settings, "tensorboard", TRUE);
  g_assert_true (hg_workspace_start_sweep (self->ui.workspace, "learning_rate=0.01,0.02", 1, NULL));
  ui_wait_until (are_logged, self, "the logs");
}

static gboolean
is_told (gpointer data)
{
  Fixture *self = data;

  return ui_find_words (GTK_WIDGET (self->ui.window), self->words) != NULL;
}

static gboolean
goes_on (gpointer data)
{
  Fixture *self = data;

  return hg_workspace_get_newest (self->ui.workspace)->step > self->step;
}

/* A disk that is full in the middle of a training. */
static void
test_full (Fixture *self, gconstpointer data)
{
  set_recipe (self, "epochs", "100000");
  g_clear_pointer (&self->folder, g_free);
  self->folder = g_build_filename (home, "full", NULL);
  g_settings_set_string (self->settings, "tensorboard-folder", self->folder);
  g_settings_set_boolean (self->settings, "tensorboard", TRUE);
  faults_arm (self->folder, ENOSPC, 20, 0);
  gtk_widget_activate_action (GTK_WIDGET (self->ui.window), "win.train", NULL);
  self->words = g_strerror (ENOSPC);
  ui_wait_until (is_told, self, "the failure");
  self->step = hg_workspace_get_newest (self->ui.workspace)->step;
  ui_wait_until (goes_on, self, "the training to go on");
  g_assert_cmpuint (faults_disarm (), >, 0);
  g_assert_cmpuint (count (self->folder, "Simple", NULL), ==, 1);
  gtk_widget_activate_action (GTK_WIDGET (self->ui.window), "win.train", NULL);
}

/* A folder that cannot be made. */
static void
test_refused (Fixture *self, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (self->data, "logs", NULL);

  g_settings_set_string (self->settings, "tensorboard-folder", folder);
  g_settings_set_boolean (self->settings, "tensorboard", TRUE);
  train (self);
  self->words = "TensorBoard";
  ui_wait_until (is_told, self, "the failure");
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "/tensorboard/logged", test_logged },   { "/tensorboard/changed", test_changed },
    { "/tensorboard/at-once", test_at_once }, { "/tensorboard/sweep", test_sweep },
    { "/tensorboard/full", test_full },       { "/tensorboard/refused", test_refused },
  };

  home = g_dir_make_tmp ("hourglass-XXXXXX", NULL);
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  if (!ui_fixture_init (&argc, &argv))
    return 77;
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
