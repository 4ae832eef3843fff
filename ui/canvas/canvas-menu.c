/* SPDX-License-Identifier: MIT */
/* The context menu: of what is selected, or of a connector and of the canvas
 * where there is no block. It opens by the second button, the Menu key, or
 * Shift+F10.
 */
#include "ui/canvas/canvas-private.h"

#include <glib/gi18n.h>

static void
append (GMenu *menu, const char *label, const char *action)
{
  g_menu_append (menu, label, action);
}

static void
append_section (GMenu *menu, GMenu *section)
{
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
  g_object_unref (section);
}

/* Every layer of the registry, by group. */
static GMenu *
create_replace_menu (void)
{
  const AeLayerClass *const *layers = ae_layer_classes ();
  g_autoptr (GHashTable) groups = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                                         g_object_unref);
  GMenu *menu = g_menu_new ();

  for (guint i = 0; layers[i] != NULL; i++)
    {
      GMenu *group = g_hash_table_lookup (groups, layers[i]->group);
      g_autoptr (GMenuItem) item = NULL;

      if (layers[i]->flags & AE_LAYER_INPUT)
        continue;
      if (group == NULL)
        {
          group = g_menu_new ();
          g_hash_table_insert (groups, (gpointer) layers[i]->group, group);
          g_menu_append_submenu (menu, _ (layers[i]->group), G_MENU_MODEL (group));
        }
      item = g_menu_item_new (layers[i]->type, NULL);
      g_menu_item_set_action_and_target (item, "win.replace", "s", layers[i]->type);
      g_menu_append_item (group, item);
    }
  return menu;
}

static GMenu *
create_clipboard_section (gboolean has_layer)
{
  GMenu *section = g_menu_new ();

  if (has_layer)
    {
      append (section, _ ("Cu_t"), "win.cut");
      append (section, _ ("_Copy"), "win.copy");
    }
  append (section, _ ("_Paste"), "win.paste");
  append (section, has_layer ? _ ("_Duplicate") : _ ("Select _All"),
          has_layer ? "win.duplicate" : "win.select-all");
  return section;
}

static GMenu *
create_structure_section (HgCanvas *self, gboolean has_layer)
{
  g_autoptr (GArray) ids = hg_workspace_list_selection (self->workspace);
  GMenu *section = g_menu_new ();

  if (has_layer && ids->len == 1)
    append (section, _ ("Make This the C_ode"), "win.make-code");
  if (has_layer && ids->len == 2)
    {
      append (section, _ ("Skip Between Them, _Added"), "win.add-skip::Add");
      append (section, _ ("Skip Between Them, Concate_nated"), "win.add-skip::Concatenate");
    }
  append (section, _ ("_Mirror the Encoder"), "win.mirror");
  return section;
}

static GMenuModel *
create_menu (HgCanvas *self, gboolean has_layer)
{
  g_autoptr (GArray) ids = hg_workspace_list_selection (self->workspace);
  GMenu *menu = g_menu_new (), *add = g_menu_new ();

  append (add, has_layer ? _ ("_Add a Layer After…") : _ ("_Add a Layer Here…"), "win.search");
  if (has_layer && ids->len == 1)
    {
      g_autoptr (GMenu) replace = create_replace_menu ();

      g_menu_append_submenu (add, _ ("_Replace With"), G_MENU_MODEL (replace));
    }
  append_section (menu, add);
  append_section (menu, create_clipboard_section (has_layer));
  append_section (menu, create_structure_section (self, has_layer));
  if (has_layer)
    {
      GMenu *last = g_menu_new ();

      append (last, _ ("Move _Left"), "win.move-left");
      append (last, _ ("Move Ri_ght"), "win.move-right");
      append (last, _ ("_Delete"), "win.remove");
      append_section (menu, last);
    }
  return G_MENU_MODEL (menu);
}

/* @has_layer: whether it is about the selected layers, or about what may be put
 * behind them */
static void
open_menu (HgCanvas *self, gboolean has_layer, double x, double y)
{
  g_autoptr (GMenuModel) model = create_menu (self, has_layer);

  hg_canvas_open_menu (self, model, x, y);
}

static gboolean
is_about_layers (HgCanvas *self)
{
  g_autoptr (GArray) ids = hg_workspace_list_selection (self->workspace);

  return ids->len > 0;
}

/* A block that is not selected is, first; of a connector the block before it
 * is, so that what is added or pasted comes here. */
static void
released_cb (GtkGestureClick *gesture, int n_press, double x, double y, HgCanvas *self)
{
  int block = hg_canvas_find_block (self, x, y), index = block;
  guint id;

  if (self->items == NULL || self->layout == NULL)
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  if (block < 0)
    index = hg_layout_find_connector (self->layout, NULL, (float) x, (float) y);
  id = index >= 0 ? self->items->items[index].id : 0;
  if (block < 0 || !hg_workspace_is_selected (self->workspace, id))
    hg_workspace_select (self->workspace, id);
  open_menu (self, block >= 0 && is_about_layers (self), x, y);
}

void
hg_canvas_popup_menu (HgCanvas *self)
{
  GtkWidget *block = hg_canvas_get_block (self, hg_workspace_get_selected (self->workspace));
  double x = gtk_widget_get_width (GTK_WIDGET (self)) / 2.;
  double y = gtk_widget_get_height (GTK_WIDGET (self)) / 2.;

  if (block != NULL)
    {
      const graphene_rect_t *body = hg_block_get_body (HG_BLOCK (block));

      gtk_widget_translate_coordinates (block, GTK_WIDGET (self),
                                        body->origin.x + body->size.width / 2,
                                        body->origin.y + body->size.height / 2, &x, &y);
    }
  open_menu (self, is_about_layers (self), x, y);
}

void
hg_canvas_init_menu (HgCanvas *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect (click, "released", G_CALLBACK (released_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}
