/* SPDX-License-Identifier: MIT */
#include "ui/figure-actions.h"

#include <glib/gi18n.h>

#define ACTIONS "figure-actions"

static const HgFigureActions *
get_actions (GSimpleAction *action)
{
  return g_object_get_data (G_OBJECT (action), ACTIONS);
}

static void
copy_cb (GSimpleAction *action, GVariant *parameter, GtkWidget *figure)
{
  g_autofree char *text = get_actions (action)->copy (figure);

  if (text != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (figure), text);
}

static void
save_cb (GSimpleAction *action, GVariant *scale, GtkWidget *figure)
{
  const HgFigureActions *actions = get_actions (action);

  hg_saving_save_figure (figure, _ (actions->title), actions->file, actions->draw,
                         g_variant_get_double (scale));
}

static void
add (GSimpleActionGroup *group,
     const char *name,
     const GVariantType *type,
     GCallback callback,
     GtkWidget *figure,
     const HgFigureActions *actions)
{
  g_autoptr (GSimpleAction) action = g_simple_action_new (name, type);

  g_object_set_data (G_OBJECT (action), ACTIONS, (gpointer) actions);
  g_signal_connect_object (action, "activate", callback, figure, 0);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
}

GSimpleActionGroup *
hg_figure_actions_add (GtkWidget *scope, GtkWidget *figure, const HgFigureActions *actions)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();

  add (group, "copy", NULL, G_CALLBACK (copy_cb), figure, actions);
  add (group, "save", G_VARIANT_TYPE_DOUBLE, G_CALLBACK (save_cb), figure, actions);
  gtk_widget_insert_action_group (scope, actions->prefix, G_ACTION_GROUP (group));
  return group;
}

static void
append (GMenu *menu, const char *label, const HgFigureActions *actions, const char *action)
{
  g_autofree char *name = g_strconcat (actions->prefix, ".", action, NULL);

  g_menu_append (menu, label, name);
}

GMenuModel *
hg_figure_actions_create_menu (const HgFigureActions *actions)
{
  GMenu *menu = g_menu_new ();

  append (menu, _ ("Copy as Table"), actions, "copy");
  append (menu, _ ("Save Figure…"), actions, "save(1.0)");
  append (menu, _ ("Save Figure Twice as Large…"), actions, "save(2.0)");
  append (menu, _ ("Save Figure Four Times as Large…"), actions, "save(4.0)");
  return G_MENU_MODEL (menu);
}

void
hg_figure_menu_add (GtkMenuButton *button, GtkWidget *figure, const HgFigureActions *actions)
{
  g_autoptr (GMenuModel) menu = hg_figure_actions_create_menu (actions);

  hg_figure_actions_add (GTK_WIDGET (button), figure, actions);
  gtk_menu_button_set_menu_model (button, menu);
}
