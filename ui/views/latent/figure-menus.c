/* SPDX-License-Identifier: MIT */
#include "ui/views/latent/figure-menus.h"

#include <glib/gi18n.h>

static void
around_cb (GSimpleAction *action, GVariant *around, HgManifoldView *manifold)
{
  g_simple_action_set_state (action, around);
  hg_latent_set_around_base (hg_manifold_view_get_latent (manifold),
                             g_str_equal (g_variant_get_string (around, NULL), "sample"));
}

void
hg_manifold_menu_add (GtkMenuButton *button, HgManifoldView *manifold)
{
  GSimpleActionGroup *group = hg_figure_actions_add (GTK_WIDGET (button), GTK_WIDGET (manifold),
                                                     &hg_manifold_view_actions);
  g_autoptr (GSimpleAction) around = g_simple_action_new_stateful ("around", G_VARIANT_TYPE_STRING,
                                                                   g_variant_new_string ("mean"));
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) others = g_menu_new ();
  g_autoptr (GMenuModel) save = hg_figure_actions_create_menu (&hg_manifold_view_actions);

  g_signal_connect_object (around, "change-state", G_CALLBACK (around_cb), manifold, 0);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (around));
  g_menu_append (others, _ ("At Their Mean"), "manifold.around::mean");
  g_menu_append (others, _ ("As in the Sample Clicked Last"), "manifold.around::sample");
  g_menu_append_section (menu, _ ("Other values of the code"), G_MENU_MODEL (others));
  g_menu_append_section (menu, NULL, save);
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
}

static void
animation_cb (GSimpleAction *action, GVariant *parameter, HgPathStrip *strip)
{
  hg_saving_save_figure (GTK_WIDGET (strip), _ ("Save the animation from A to B"),
                         "interpolation.apng", hg_path_strip_actions.draw, 2);
}

void
hg_path_menu_add (GtkMenuButton *button, HgPathStrip *strip)
{
  GSimpleActionGroup *group = hg_figure_actions_add (GTK_WIDGET (button), GTK_WIDGET (strip),
                                                     &hg_path_strip_actions);
  g_autoptr (GSimpleAction) animation = g_simple_action_new ("animation", NULL);
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) animations = g_menu_new ();
  g_autoptr (GMenuModel) save = hg_figure_actions_create_menu (&hg_path_strip_actions);

  g_signal_connect_object (animation, "activate", G_CALLBACK (animation_cb), strip, 0);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (animation));
  g_menu_append (animations, _ ("Save Animation as APNG…"), "path.animation");
  g_menu_append_section (menu, NULL, save);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (animations));
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
}
