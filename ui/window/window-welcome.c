/* SPDX-License-Identifier: MIT */
/* The page of a new model lies over the workbench, which stays as it is below:
 * a training goes on, and Escape leads back to it. Actions that would change
 * what cannot be seen wait until then.
 */
#include "ui/window/window-private.h"

#define PAGE_WORKBENCH "workbench"
#define PAGE_WELCOME   "welcome"

static void
create_cb (HgWindow *self)
{
  hg_window_new_from (self, hg_welcome_get_template (self->welcome)->name,
                      hg_welcome_get_source (self->welcome));
}

static void
open_path_cb (HgWindow *self, const char *path)
{
  hg_window_open_path (self, path);
}

/* The workbench becomes the first of two pages. */
static void
make_pages (HgWindow *self)
{
  GtkWidget *workbench = g_object_ref (gtk_overlay_get_child (self->overlay));

  self->pages = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_transition_type (self->pages, GTK_STACK_TRANSITION_TYPE_CROSSFADE);
  gtk_overlay_set_child (self->overlay, GTK_WIDGET (self->pages));
  gtk_stack_add_named (self->pages, workbench, PAGE_WORKBENCH);
  g_object_unref (workbench);
  self->welcome = hg_welcome_new (gtk_menu_button_get_menu_model (self->menu_button),
                                  self->settings);
  gtk_stack_add_named (self->pages, GTK_WIDGET (self->welcome), PAGE_WELCOME);
  g_signal_connect_object (self->welcome, "create", G_CALLBACK (create_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->welcome, "open-path", G_CALLBACK (open_path_cb), self,
                           G_CONNECT_SWAPPED);
}

gboolean
hg_window_is_welcoming (HgWindow *self)
{
  return self->pages != NULL
         && gtk_stack_get_visible_child (self->pages) == GTK_WIDGET (self->welcome);
}

/* Every action of the window's class but those of files. */
static void
enable_unseen (HgWindow *self, gboolean enabled)
{
  static const char *const seen[] = {
    "win.new", "win.welcome", "win.leave-welcome", "win.open", "win.save", "win.save-as", NULL,
  };
  GtkWidgetClass *klass = GTK_WIDGET_GET_CLASS (self);
  const GVariantType *parameter;
  const char *name, *property;
  GType owner;

  for (guint i = 0; gtk_widget_class_query_action (klass, i, &owner, &name, &parameter, &property);
       i++)
    if (g_str_has_prefix (name, "win.") && !g_strv_contains (seen, name))
      gtk_widget_action_set_enabled (GTK_WIDGET (self), name, enabled);
}

void
hg_window_hold_actions (HgWindow *self)
{
  gboolean welcoming = hg_window_is_welcoming (self);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.leave-welcome", welcoming);
  if (welcoming)
    enable_unseen (self, FALSE);
}

static void
show_page (HgWindow *self, const char *name)
{
  /* A stack moves a focus that it has to the next widget of its new page. */
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  gtk_stack_set_visible_child_name (self->pages, name);
  enable_unseen (self, TRUE);
  hg_window_update_run_actions (self);
  hg_window_update_actions (self);
  hg_window_update_title (self);
}

void
hg_window_show_welcome (HgWindow *self)
{
  if (self->pages == NULL)
    make_pages (self);
  if (self->problem != NULL)
    gtk_popover_popdown (GTK_POPOVER (self->problem));
  hg_welcome_prepare (self->welcome, hg_workspace_get_source (self->workspace));
  show_page (self, PAGE_WELCOME);
}

void
hg_window_leave_welcome (HgWindow *self)
{
  if (!hg_window_is_welcoming (self))
    return;
  show_page (self, PAGE_WORKBENCH);
  hg_canvas_focus_selected (self->canvas);
}
