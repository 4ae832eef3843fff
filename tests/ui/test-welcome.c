/* SPDX-License-Identifier: MIT */
/* The page of a new model, with a real pointer and real keys. */
#include "tests/ui/ui-fixture.h"

#include <glib/gstdio.h>

#include "ui/canvas/canvas.h"
#include "ui/recent.h"
#include "ui/settings.h"
#include "ui/welcome/data-choice.h"
#include "ui/welcome/template-card.h"
#include "ui/welcome/welcome.h"

static GtkWidget *
find_welcome (UiFixture *self)
{
  return ui_find_type (GTK_WIDGET (self->window), HG_TYPE_WELCOME, 0);
}

static gboolean
is_seen (gpointer data)
{
  GtkWidget *welcome = find_welcome (data);

  return welcome != NULL && gtk_widget_get_mapped (welcome)
         && hg_welcome_get_source (HG_WELCOME (welcome)) != NULL;
}

static gboolean
is_left (gpointer data)
{
  GtkWidget *canvas = ui_find_type (GTK_WIDGET (((UiFixture *) data)->window), HG_TYPE_CANVAS, 0);

  return gtk_widget_get_mapped (canvas) && !is_seen (data);
}

static GtkWidget *
find_card (UiFixture *self, const char *name)
{
  GtkWidget *card;

  for (guint i = 0; (card = ui_find_type (find_welcome (self), HG_TYPE_TEMPLATE_CARD, i)) != NULL;
       i++)
    if (g_str_equal (hg_template_card_get_template (HG_TEMPLATE_CARD (card))->name, name))
      return card;
  g_assert_not_reached ();
}

static guint
count_layers (UiFixture *self)
{
  return ae_model_get_n_layers (hg_workspace_get_model (self->workspace));
}

static const char *
get_type (UiFixture *self, guint index)
{
  return ae_model_get_layer (hg_workspace_get_model (self->workspace), index)->klass->type;
}

static gboolean
has_keys (gpointer data)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (data));

  return focus != NULL && HG_IS_TEMPLATE_CARD (focus);
}

/* Ctrl+N, and the page is there and hears the keys. */
static void
show (UiFixture *self)
{
  ui_key (self, GDK_KEY_n, GDK_CONTROL_MASK);
  ui_wait_until (is_seen, self, "the page of a new model");
  ui_wait_until (has_keys, self->window, "the cards to have the keys");
}

static void
test_start (void)
{
  UiFixture self = { 0 };

  ui_fixture_open (&self, NULL, NULL);
  g_assert_false (is_seen (&self));
  show (&self);
  g_assert_cmpstr (hg_welcome_get_template (HG_WELCOME (find_welcome (&self)))->name, ==, "simple");
  ui_key (&self, GDK_KEY_Escape, 0);
  ui_wait_until (is_left, &self, "the workbench");
  g_assert_cmpuint (count_layers (&self), ==, 3);
  ui_fixture_close (&self);
}

/* Tab leaves the cards with the choice as it is. */
static void
test_tab (void)
{
  UiFixture self = { 0 };
  GtkWidget *focus;

  ui_fixture_open (&self, NULL, "simple");
  show (&self);
  for (guint i = 0; i < 3; i++)
    ui_key (&self, GDK_KEY_Right, 0);
  ui_key (&self, GDK_KEY_Tab, 0);
  g_assert_false (has_keys (self.window));
  focus = gtk_root_get_focus (GTK_ROOT (self.window));
  g_assert_nonnull (gtk_widget_get_ancestor (focus, HG_TYPE_DATA_CHOICE));
  ui_key (&self, GDK_KEY_Tab, GDK_SHIFT_MASK);
  g_assert_true (has_keys (self.window));
  ui_key (&self, GDK_KEY_Tab, GDK_SHIFT_MASK);
  g_assert_false (has_keys (self.window));
  g_assert_cmpstr (hg_welcome_get_template (HG_WELCOME (find_welcome (&self)))->name, ==, "conv");
  ui_fixture_close (&self);
}

static void
test_keys (void)
{
  UiFixture self = { 0 };

  ui_fixture_open (&self, NULL, "simple");
  show (&self);
  for (guint i = 0; i < 3; i++)
    ui_key (&self, GDK_KEY_Right, 0);
  g_assert_true (gtk_flow_box_child_is_selected (GTK_FLOW_BOX_CHILD (find_card (&self, "conv"))));
  ui_key (&self, GDK_KEY_Return, 0);
  ui_wait_until (is_left, &self, "the workbench");
  g_assert_cmpuint (count_layers (&self), ==, 14);
  g_assert_cmpstr (get_type (&self, 1), ==, "Conv2D");
  ui_fixture_close (&self);
}

static void
test_pointer (void)
{
  UiFixture self = { 0 };

  ui_fixture_open (&self, NULL, "simple");
  ui_click (&self, ui_find_named (GTK_WIDGET (self.window), "New from template"));
  ui_wait_until (is_seen, &self, "the page of a new model");
  ui_wait_frames (&self, 20);
  ui_click (&self, find_card (&self, "deep"));
  ui_click (&self, ui_find_named (find_welcome (&self), "Create"));
  ui_wait_until (is_left, &self, "the workbench");
  g_assert_cmpuint (count_layers (&self), ==, 7);
  ui_fixture_close (&self);
}

/* 40 samples of 16 numbers. */
static char *
write_lists (const char *folder)
{
  char *path = g_build_filename (folder, "lists-idx2-ubyte", NULL);
  guint8 bytes[12 + 40 * 16] = { 0, 0, 8, 2, 0, 0, 0, 40, 0, 0, 0, 16 };

  for (guint i = 12; i < sizeof bytes; i++)
    bytes[i] = (guint8) (i * 37);
  g_assert_true (g_file_set_contents (path, (char *) bytes, sizeof bytes, NULL));
  return path;
}

static gboolean
has_chosen_lists (gpointer data)
{
  DsSource *source = hg_welcome_get_source (HG_WELCOME (find_welcome (data)));

  return !g_str_equal (ds_source_get_location (source), DS_BUILT_IN);
}

static gboolean
has_lists (gpointer data)
{
  UiFixture *self = data;

  return hg_workspace_get_shapes (self->workspace)[0].rank == 1
         && !hg_workspace_is_opening (self->workspace);
}

static void
test_data (void)
{
  UiFixture self = { 0 };
  g_autofree char *folder = g_dir_make_tmp ("hourglass-XXXXXX", NULL);
  g_autofree char *path = write_lists (folder);

  ui_fixture_open (&self, NULL, "simple");
  show (&self);
  hg_window_open_path (self.window, path);
  ui_wait_until (has_chosen_lists, &self, "the lists to be chosen");
  g_assert_false (gtk_widget_is_sensitive (find_card (&self, "conv")));
  g_assert_nonnull (gtk_widget_get_tooltip_text (find_card (&self, "conv")));
  g_assert_true (gtk_widget_is_sensitive (find_card (&self, "deep")));
  g_assert_cmpuint (hg_workspace_get_shapes (self.workspace)[0].rank, ==, 3);
  ui_click (&self, ui_find_named (find_welcome (&self), "Create"));
  ui_wait_until (has_lists, &self, "the model for the lists");
  g_assert_cmpstr (ds_source_get_location (hg_workspace_get_source (self.workspace)), ==, path);
  g_assert_null (hg_workspace_get_error (self.workspace));
  ui_fixture_close (&self);
  g_remove (path);
  g_rmdir (folder);
}

/* Data that is opened over a model may be for a new one, which it is offered. */
static void
test_new_for_data (void)
{
  UiFixture self = { 0 };
  g_autofree char *folder = g_dir_make_tmp ("hourglass-XXXXXX", NULL);
  g_autofree char *path = write_lists (folder);

  ui_fixture_open (&self, NULL, "simple");
  hg_window_open_path (self.window, path);
  ui_answer (&self, "New Model…");
  ui_wait_until (has_chosen_lists, &self, "the lists to be chosen");
  g_assert_true (gtk_widget_get_mapped (find_welcome (&self)));
  g_assert_false (wb_document_can_undo (hg_workspace_get_document (self.workspace)));
  ui_fixture_close (&self);
  g_remove (path);
  g_rmdir (folder);
}

/* What cannot be seen cannot be undone. */
static void
test_held (void)
{
  UiFixture self = { 0 };
  guint before;

  ui_fixture_open (&self, NULL, "deep");
  ui_key (&self, GDK_KEY_d, GDK_CONTROL_MASK);
  before = count_layers (&self);
  g_assert_cmpuint (before, ==, 8);
  show (&self);
  ui_key (&self, GDK_KEY_z, GDK_CONTROL_MASK);
  g_assert_cmpuint (count_layers (&self), ==, before);
  ui_key (&self, GDK_KEY_Escape, 0);
  ui_wait_until (is_left, &self, "the workbench");
  ui_key (&self, GDK_KEY_z, GDK_CONTROL_MASK);
  g_assert_cmpuint (count_layers (&self), ==, before - 1);
  ui_fixture_close (&self);
}

static gboolean
is_deep (gpointer data)
{
  return count_layers (data) == 7 && is_left (data);
}

static void
test_recent (void)
{
  UiFixture self = { 0 };
  g_autofree char *folder = g_dir_make_tmp ("hourglass-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "kept.hourglass", NULL);
  g_autoptr (GSettings) settings = hg_settings_new ();

  ui_fixture_open (&self, NULL, "deep");
  ui_save (&self, path);
  ui_fixture_close (&self);
  ui_fixture_open (&self, path, NULL);
  ui_fixture_close (&self);

  ui_fixture_open (&self, NULL, "simple");
  show (&self);
  ui_wait_frames (&self, 20);
  ui_click (&self, ui_find_named (find_welcome (&self), "kept"));
  ui_wait_until (is_deep, &self, "the project to be open");
  ui_fixture_close (&self);
  g_settings_reset (settings, "last-project");
  g_settings_reset (settings, "recent-projects");
  g_remove (path);
  g_rmdir (folder);
}

static void
test_list (void)
{
  g_autofree char *folder = g_dir_make_tmp ("hourglass-XXXXXX", NULL);
  g_autoptr (GSettings) settings = hg_settings_new ();
  g_auto (GStrv) paths = NULL;
  char *made[HG_RECENT_MAX + 2];

  for (guint i = 0; i < G_N_ELEMENTS (made); i++)
    {
      made[i] = g_strdup_printf ("%s/%u.hourglass", folder, i);
      g_assert_true (g_file_set_contents (made[i], "", 0, NULL));
      hg_recent_add (settings, made[i]);
    }
  hg_recent_add (settings, made[4]);
  g_remove (made[5]);
  paths = hg_recent_list (settings);
  g_assert_cmpuint (g_strv_length (paths), ==, HG_RECENT_MAX - 1);
  g_assert_cmpstr (paths[0], ==, made[4]);
  g_assert_cmpstr (paths[1], ==, made[HG_RECENT_MAX + 1]);
  g_assert_false (g_strv_contains ((const char *const *) paths + 1, made[4]));
  g_settings_reset (settings, "recent-projects");
  for (guint i = 0; i < G_N_ELEMENTS (made); i++)
    {
      g_remove (made[i]);
      g_free (made[i]);
    }
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  if (!ui_fixture_init (&argc, &argv))
    return 77;
  g_test_add_func ("/welcome/start", test_start);
  g_test_add_func ("/welcome/tab", test_tab);
  g_test_add_func ("/welcome/keys", test_keys);
  g_test_add_func ("/welcome/pointer", test_pointer);
  g_test_add_func ("/welcome/data", test_data);
  g_test_add_func ("/welcome/new-for-data", test_new_for_data);
  g_test_add_func ("/welcome/held", test_held);
  g_test_add_func ("/welcome/recent", test_recent);
  g_test_add_func ("/welcome/list", test_list);
  return g_test_run ();
}
