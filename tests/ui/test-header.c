/* SPDX-License-Identifier: MIT */
/* What the header says of the run, at any width and size of text. */
#include "tests/ui/ui-fixture.h"

#include <string.h>

#include "ui/settings.h"
#include "ui/window/problem-popover.h"

static gboolean
is_done (gpointer self)
{
  return hg_workspace_get_state (((UiFixture *) self)->workspace) == WB_RUN_DONE;
}

static gboolean
shows (UiFixture *self, const char *words)
{
  return ui_find_words (GTK_WIDGET (self->window), words) != NULL;
}

static gboolean
is_hidden (gpointer widget)
{
  return !gtk_widget_get_mapped (widget);
}

static void
set_recipe (UiFixture *self, const char *name, const char *value)
{
  g_assert_true (wb_document_edit (hg_workspace_get_document (self->workspace),
                                   &(WbEdit) { WB_EDIT_RECIPE, .name = name, .text = value },
                                   NULL));
}

static void
set_text_scale (double scale)
{
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", (int) (96 * 1024 * scale), NULL);
}

/* After an epoch and a step. */
static void
open_paused (UiFixture *self)
{
  ui_fixture_open (self, NULL, "simple");
  set_recipe (self, "batch_size", "4096");
  wb_session_step_epoch (hg_workspace_get_session (self->workspace));
  ui_wait_until (is_done, self, "an epoch");
  wb_session_step (hg_workspace_get_session (self->workspace));
  ui_wait_until (ui_is_paused, self, "a step");
  ui_wait_frames (self, 10);
}

static gboolean
says_narrow (gpointer self)
{
  return shows (self, "1/2 · Built-in digits") || shows (self, "Paused after 1 of 2 epochs");
}

static void
test_narrow (void)
{
  static const double scales[] = { 1, 1.5 };
  static const int widths[] = { 1440, 1100, 900, 800, 760, 720 };
  UiFixture self = { 0 };
  g_autoptr (GSettings) settings = hg_settings_new ();

  g_settings_set (settings, "window-size", "(ii)", 1440, 800);
  open_paused (&self);
  for (guint i = 0; i < G_N_ELEMENTS (scales); i++)
    for (guint j = 0; j < G_N_ELEMENTS (widths) - i; j++)
      {
        set_text_scale (scales[i]);
        ui_resize (&self, widths[j]);
        ui_wait_until (says_narrow, &self, "the epoch in the header");
      }
  set_text_scale (1);
  ui_fixture_close (&self);
  g_settings_reset (settings, "window-size");
}

static void
test_pause (void)
{
  UiFixture self = { 0 };

  open_paused (&self);
  g_assert_true (shows (&self, "Paused after 1 of 2 epochs · loss 0."));
  ui_fixture_close (&self);
}

static gboolean
says_why (gpointer self)
{
  return shows (self, "Stopped: no improvement");
}

static void
test_early (void)
{
  UiFixture self = { 0 };

  ui_fixture_open (&self, NULL, "simple");
  set_recipe (&self, "patience", "1");
  set_recipe (&self, "min_delta", "100");
  set_recipe (&self, "epochs", "9");
  ui_key (&self, GDK_KEY_Return, GDK_CONTROL_MASK);
  ui_wait_until (is_done, &self, "the early end");
  ui_wait_until (says_why, &self, "the reason in the header");
  g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (
                              ui_find_type (GTK_WIDGET (self.window), ADW_TYPE_SQUEEZER, 0)),
                            "not improved by at least 100 for 1"));
  ui_fixture_close (&self);
}

/* A batch that does not run cannot be asked for, and the button says why. */
static void
test_step (void)
{
  UiFixture self = { 0 };
  WbDocument *document;
  GtkWidget *step, *popover;
  guint last;

  ui_fixture_open (&self, NULL, "simple");
  document = hg_workspace_get_document (self.workspace);
  step = ui_find_named (GTK_WIDGET (self.window), "Step");
  g_assert_true (gtk_widget_is_sensitive (step));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (step), ==, "Train one batch (.)");
  last = ae_model_get_layer (wb_document_get_model (document), 2)->id;
  g_assert_true (wb_document_edit (
    document, &(WbEdit) { WB_EDIT_OPTION, .id = last, .name = "units", .text = "9" }, NULL));
  g_assert_false (gtk_widget_is_sensitive (step));
  g_assert_true (g_str_has_prefix (gtk_widget_get_tooltip_text (step), "The model cannot run: "));
  popover = ui_find_type (GTK_WIDGET (self.window), HG_TYPE_PROBLEM_POPOVER, 0);
  gtk_popover_popdown (GTK_POPOVER (popover));
  ui_wait_until (is_hidden, popover, "the words about the edit to be gone");
  ui_key (&self, GDK_KEY_period, 0);
  g_assert_true (gtk_widget_get_mapped (popover));
  wb_document_undo (document);
  g_assert_true (gtk_widget_is_sensitive (step));
  ui_fixture_close (&self);
}

static char *
find_mnist (void)
{
  const char *folder = g_getenv ("HOURGLASS_DATA");

  return g_build_filename (folder != NULL ? folder : "../shared/data", "mnist",
                           "train-images-idx3-ubyte.gz", NULL);
}

static void
test_name (void)
{
  UiFixture self = { 0 };
  g_autofree char *path = find_mnist ();

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("there is no MNIST (HOURGLASS_DATA)");
      return;
    }
  self.data = path;
  ui_fixture_open (&self, NULL, "simple");
  ui_wait_frames (&self, 10);
  g_assert_true (shows (&self, "MNIST · 60,000 images · 28×28×1"));
  ui_fixture_close (&self);
}

int
main (int argc, char **argv)
{
  if (!ui_fixture_init (&argc, &argv))
    return 77;
  g_test_add_func ("/header/narrow", test_narrow);
  g_test_add_func ("/header/pause", test_pause);
  g_test_add_func ("/header/step", test_step);
  g_test_add_func ("/header/early", test_early);
  g_test_add_func ("/header/name", test_name);
  return g_test_run ();
}
