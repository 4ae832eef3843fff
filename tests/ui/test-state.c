/* SPDX-License-Identifier: MIT */
/* What a window keeps, and what folds away when it is narrow. */
#include "tests/ui/ui-fixture.h"

#include "ui/canvas/canvas.h"
#include "ui/settings.h"

static gboolean
is_shown (UiFixture *self, const char *property)
{
  gboolean shown;

  g_object_get (self->window, property, &shown, NULL);
  return shown;
}

static void
test_narrow (void)
{
  UiFixture self = { 0 };
  g_autoptr (GSettings) settings = hg_settings_new ();

  g_settings_set (settings, "window-size", "(ii)", 1300, 800);
  ui_fixture_open (&self, NULL, "simple");
  g_assert_true (is_shown (&self, "palette-shown"));
  g_assert_true (is_shown (&self, "inspector-shown"));
  ui_resize (&self, 1215);
  g_assert_true (is_shown (&self, "inspector-shown"));
  ui_resize (&self, 1180);
  g_assert_false (is_shown (&self, "inspector-shown"));
  g_assert_true (is_shown (&self, "palette-shown"));
  ui_key (&self, GDK_KEY_F9, GDK_SHIFT_MASK);
  g_assert_true (is_shown (&self, "inspector-shown"));
  ui_key (&self, GDK_KEY_F9, GDK_SHIFT_MASK);
  ui_resize (&self, 930);
  g_assert_true (is_shown (&self, "palette-shown"));
  ui_resize (&self, 880);
  g_assert_false (is_shown (&self, "palette-shown"));
  g_assert_true (g_settings_get_boolean (settings, "palette-shown"));
  g_assert_true (g_settings_get_boolean (settings, "inspector-shown"));
  ui_resize (&self, 1300);
  g_assert_true (is_shown (&self, "palette-shown"));
  g_assert_true (is_shown (&self, "inspector-shown"));
  ui_key (&self, GDK_KEY_F9, 0);
  g_assert_false (g_settings_get_boolean (settings, "palette-shown"));
  ui_resize (&self, 880);
  ui_resize (&self, 1300);
  g_assert_false (is_shown (&self, "palette-shown"));
  ui_fixture_close (&self);
  g_settings_reset (settings, "palette-shown");
  g_settings_reset (settings, "window-size");
}

static gboolean
is_folded (gpointer data)
{
  return is_shown (data, "folded");
}

static gboolean
is_closed (gpointer data)
{
  return ((UiFixture *) data)->window == NULL;
}

static void
test_kept (void)
{
  UiFixture self = { 0 };
  g_autoptr (GSettings) settings = hg_settings_new ();
  GtkWidget *canvas;
  int width, height;

  g_settings_set (settings, "window-size", "(ii)", 1300, 800);
  ui_fixture_open (&self, NULL, "deep");
  ui_key (&self, GDK_KEY_plus, GDK_CONTROL_MASK | GDK_SHIFT_MASK);
  ui_resize (&self, 1210);
  ui_key (&self, GDK_KEY_F11, 0);
  ui_wait_until (is_folded, &self, "the strip");
  gtk_window_close (GTK_WINDOW (self.window));
  ui_wait_until (is_closed, &self, "the window to close");
  ui_fixture_close (&self);

  ui_fixture_open (&self, NULL, "deep");
  canvas = ui_find_type (GTK_WIDGET (self.window), HG_TYPE_CANVAS, 0);
  gtk_window_get_default_size (GTK_WINDOW (self.window), &width, &height);
  g_assert_cmpint (width, ==, 1210);
  g_assert_true (is_folded (&self));
  g_assert_cmpfloat (hg_canvas_get_zoom (HG_CANVAS (canvas)), >, 1.1f);
  ui_fixture_close (&self);
  g_settings_reset (settings, "window-size");
  g_settings_reset (settings, "canvas-folded");
  g_settings_reset (settings, "zoom");
}

int
main (int argc, char **argv)
{
  if (!ui_fixture_init (&argc, &argv))
    return 77;
  g_test_add_func ("/state/narrow", test_narrow);
  g_test_add_func ("/state/kept", test_kept);
  return g_test_run ();
}
