/* SPDX-License-Identifier: MIT */
/* The views below the model: the table, the switcher, keys and menu, and that a
 * view works only while it is seen.
 */
#include "tests/ui/ui-fixture.h"

#include "ui/settings.h"
#include "ui/view.h"
#include "ui/workspace/workspace-private.h"

static void
test_table (void)
{
  const HgView *const *views = hg_views ();

  for (guint i = 0; views[i] != NULL; i++)
    {
      g_assert_cmpuint (strlen (views[i]->title), >, 0);
      g_assert_true (g_str_has_suffix (views[i]->icon, "-symbolic"));
      for (guint k = 0; k < i; k++)
        g_assert_cmpstr (views[i]->name, !=, views[k]->name);
    }
  g_assert_cmpstr (views[0]->name, ==, "live");
}

static AdwViewStack *
find_stack (UiFixture *self)
{
  return ADW_VIEW_STACK (ui_find_type (GTK_WIDGET (self->window), ADW_TYPE_VIEW_STACK, 0));
}

static const char *
get_view (UiFixture *self)
{
  return adw_view_stack_get_visible_child_name (find_stack (self));
}

static void
test_switch (void)
{
  UiFixture self = { 0 };
  const HgView *const *views = hg_views ();
  guint n;

  ui_fixture_open (&self, NULL, "simple");
  for (n = 0; views[n] != NULL; n++)
    {
      ui_key (&self, GDK_KEY_1 + n, GDK_ALT_MASK);
      g_assert_cmpstr (get_view (&self), ==, views[n]->name);
    }
  ui_key (&self, GDK_KEY_1, GDK_ALT_MASK);
  g_assert_cmpuint (n, >=, 2);
  for (guint i = n; i-- > 0;)
    {
      ui_wait_frames (&self, 10); /* another room for the model moves the switcher */
      ui_click (&self,
                ui_find_named (ui_find_type (GTK_WIDGET (self.window), ADW_TYPE_VIEW_SWITCHER, 0),
                               views[i]->title));
      g_assert_cmpstr (get_view (&self), ==, views[i]->name);
    }
  g_assert_true (
    gtk_widget_activate_action (GTK_WIDGET (self.window), "win.view", "s", views[1]->name));
  g_assert_cmpstr (get_view (&self), ==, views[1]->name);
  ui_fixture_close (&self);
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
  const char *second = hg_views ()[1]->name;

  ui_fixture_open (&self, NULL, "simple");
  ui_key (&self, GDK_KEY_2, GDK_ALT_MASK);
  gtk_window_close (GTK_WINDOW (self.window));
  ui_wait_until (is_closed, &self, "the window to close");
  ui_fixture_close (&self);
  ui_fixture_open (&self, NULL, "simple");
  g_assert_cmpstr (get_view (&self), ==, second);
  ui_fixture_close (&self);
  g_settings_set_string (settings, "view", "a view that was removed");
  ui_fixture_open (&self, NULL, "simple");
  g_assert_cmpstr (get_view (&self), ==, "live");
  ui_fixture_close (&self);
  g_settings_reset (settings, "view");
}

static guint told, n_told;

static void
told_cb (gpointer widget, guint changes)
{
  g_assert_true (gtk_widget_get_mapped (widget));
  told = changes;
  n_told++;
}

/* The window answers some changes with others. */
static void
assert_told (UiFixture *self, HgChanges changes, gboolean expected)
{
  n_told = 0;
  hg_workspace_emit_changed (self->workspace, changes);
  ui_wait_frames (self, 2);
  g_assert_cmpint (n_told > 0, ==, expected);
  n_told = 0;
}

static void
test_watch (void)
{
  UiFixture self = { 0 };
  AdwViewStack *stack;
  GtkWidget *view = gtk_label_new ("A view");

  ui_fixture_open (&self, NULL, "simple");
  stack = find_stack (&self);
  hg_view_watch (view, self.workspace, told_cb);
  adw_view_stack_add_named (stack, view, "test");
  assert_told (&self, HG_CHANGED_RECIPE, FALSE);
  adw_view_stack_set_visible_child (stack, view);
  g_assert_cmpuint (n_told, ==, 1);
  g_assert_cmphex (told, ==, HG_CHANGED_ALL);
  assert_told (&self, HG_CHANGED_RECIPE, TRUE);
  ui_key (&self, GDK_KEY_1, GDK_ALT_MASK);
  assert_told (&self, HG_CHANGED_RECIPE, FALSE);
  assert_told (&self, HG_CHANGED_FOLLOWED, FALSE);
  adw_view_stack_set_visible_child (stack, view);
  g_assert_cmpuint (n_told, ==, 1);
  g_assert_cmphex (told & HG_CHANGED_RECIPE, !=, 0);
  g_assert_cmphex (told & HG_CHANGED_FOLLOWED, !=, 0);
  adw_view_stack_set_visible_child_name (stack, "live");
  adw_view_stack_remove (stack, view);
  assert_told (&self, HG_CHANGED_RECIPE, FALSE);
  ui_fixture_close (&self);
}

static void
test_welcome (void)
{
  UiFixture self = { 0 };

  ui_fixture_open (&self, NULL, "simple");
  ui_key (&self, GDK_KEY_n, GDK_CONTROL_MASK);
  ui_wait_frames (&self, 30);
  ui_key (&self, GDK_KEY_2, GDK_ALT_MASK);
  g_assert_cmpstr (get_view (&self), ==, "live");
  ui_key (&self, GDK_KEY_Escape, 0);
  ui_wait_frames (&self, 30);
  ui_key (&self, GDK_KEY_2, GDK_ALT_MASK);
  g_assert_cmpstr (get_view (&self), ==, hg_views ()[1]->name);
  ui_key (&self, GDK_KEY_1, GDK_ALT_MASK);
  ui_fixture_close (&self);
}

int
main (int argc, char **argv)
{
  if (!ui_fixture_init (&argc, &argv))
    return 77;
  g_test_add_func ("/views/table", test_table);
  g_test_add_func ("/views/switch", test_switch);
  g_test_add_func ("/views/kept", test_kept);
  g_test_add_func ("/views/watch", test_watch);
  g_test_add_func ("/views/welcome", test_welcome);
  return g_test_run ();
}
