/* SPDX-License-Identifier: MIT */
/* The views below the model: pages of a stack, rows of the menu and of the
 * window of shortcuts, all from the table of views.
 */
#include "ui/window/window-private.h"

#include <glib/gi18n.h>

#include "ui/view.h"

/* (nullable): the one that is shown. */
static const HgView *
find_view (HgWindow *self)
{
  const HgView *const *views = hg_views ();

  for (guint i = 0; views[i] != NULL; i++)
    if (g_strcmp0 (views[i]->name, hg_window_get_view (self)) == 0)
      return views[i];
  return NULL;
}

gboolean
hg_window_undo_in_view (HgWindow *self, gboolean redo)
{
  const HgView *view = find_view (self);
  GtkWidget *shown = adw_view_stack_get_visible_child (self->views);

  return view != NULL && view->undo != NULL && gtk_widget_get_focus_child (shown) != NULL
         && gtk_widget_is_ancestor (gtk_root_get_focus (GTK_ROOT (self)), shown)
         && view->undo (shown, redo);
}

static gboolean
undo_cb (GtkWidget *views, GVariant *redo, gpointer window)
{
  return hg_window_undo_in_view (window, g_variant_get_boolean (redo));
}

/* Where the document has nothing to undo, the window's own keys do nothing, and these
 * are asked. */
static void
add_undo_keys (HgWindow *self)
{
  static const char *const keys[] = { "<Control>z", "<Control><Shift>z|<Control>y" };
  GtkEventController *controller = gtk_shortcut_controller_new ();

  for (guint redo = 0; redo < G_N_ELEMENTS (keys); redo++)
    gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (controller),
      gtk_shortcut_new_with_arguments (gtk_shortcut_trigger_parse_string (keys[redo]),
                                       gtk_callback_action_new (undo_cb, self, NULL), "b",
                                       (gboolean) redo));
  gtk_widget_add_controller (GTK_WIDGET (self->views), controller);
}

/* The canvas unfolds again after a view for which it was folded. */
static void
view_shown_cb (HgWindow *self)
{
  const HgView *view = find_view (self);
  gboolean large = view != NULL && view->large;

  if (large && !self->folded)
    {
      self->folded_for_view = TRUE;
      hg_window_set_folded (self, TRUE);
    }
  else if (!large && self->folded_for_view)
    {
      self->folded_for_view = FALSE;
      hg_window_set_folded (self, FALSE);
    }
  g_object_notify (G_OBJECT (self), "view");
}

const char *
hg_window_get_view (HgWindow *self)
{
  const char *name = self->views != NULL ? adw_view_stack_get_visible_child_name (self->views)
                                         : NULL;

  return name != NULL ? name : "";
}

void
hg_window_set_view (HgWindow *self, const char *name)
{
  if (adw_view_stack_get_child_by_name (self->views, name) != NULL)
    adw_view_stack_set_visible_child_name (self->views, name);
}

static void
add_view (HgWindow *self, const HgView *view)
{
  g_autofree char *action = g_strdup_printf ("win.view::%s", view->name);
  AdwViewStackPage *page = adw_view_stack_add_titled (self->views, view->create (self->workspace),
                                                      view->name, _ (view->title));

  adw_view_stack_page_set_icon_name (page, view->icon);
  g_menu_append (self->views_menu, _ (view->title), action);
}

/* As GtkBuilder does it, for parents that let nobody else. */
static void
add_child (GtkBuilder *builder, gpointer parent, gpointer child)
{
  GTK_BUILDABLE_GET_IFACE (parent)->add_child (GTK_BUILDABLE (parent), builder, G_OBJECT (child),
                                               NULL);
}

static void
init_shortcuts (HgWindow *self)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource (
    "/io/github/hourglass/Hourglass/shortcuts.ui");
  GtkShortcutsWindow *window = GTK_SHORTCUTS_WINDOW (
    gtk_builder_get_object (builder, "help_overlay"));
  const HgView *const *views = hg_views ();

  for (guint i = 0; views[i] != NULL; i++)
    {
      g_autofree char *keys = g_strdup_printf (HG_VIEW_KEYS, i + 1);

      add_child (builder, gtk_builder_get_object (builder, "views"),
                 g_object_new (GTK_TYPE_SHORTCUTS_SHORTCUT, "title", _ (views[i]->title),
                               "accelerator", keys, NULL));
    }
  add_child (builder, window, gtk_builder_get_object (builder, "section"));
  gtk_application_window_set_help_overlay (GTK_APPLICATION_WINDOW (self), window);
}

void
hg_window_init_views (HgWindow *self)
{
  const HgView *const *views = hg_views ();

  for (guint i = 0; views[i] != NULL; i++)
    add_view (self, views[i]);
  add_undo_keys (self);
  gtk_widget_set_visible (self->switcher_band, views[1] != NULL);
  g_signal_connect_object (self->views, "notify::visible-child-name", G_CALLBACK (view_shown_cb),
                           self, G_CONNECT_SWAPPED);
  init_shortcuts (self);
}
