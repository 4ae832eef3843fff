/* SPDX-License-Identifier: MIT */
/* Popovers over the canvas: the context menu, and one that points to a box
 * wherever the box goes. They hang on what the canvas is scrolled in: GTK would
 * place a child of the canvas anew as soon as that moves, where it pointed
 * before, off the screen too; and scroll the canvas to the child that has the
 * focus.
 */
#include "ui/canvas/canvas-private.h"

struct _HgPopovers
{
  GtkWidget *menu;
  GtkPopover *pointing;
  guint pointed_id;
};

void
hg_canvas_init_popovers (HgCanvas *self)
{
  self->popovers = g_new0 (HgPopovers, 1);
}

void
hg_canvas_free_popovers (HgCanvas *self)
{
  g_clear_weak_pointer (&self->popovers->menu);
  g_clear_weak_pointer (&self->popovers->pointing);
  g_free (self->popovers);
}

/* Points to what is seen of @rect, which is in the canvas; where nothing is, to
 * the edge of the view that is nearest: a popover cannot be where there is no
 * screen. */
static void
set_pointing_to (HgCanvas *self, GtkPopover *popover, const graphene_rect_t *rect)
{
  GtkWidget *viewport = gtk_widget_get_parent (GTK_WIDGET (self));
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (popover));
  graphene_rect_t view, seen = hg_canvas_get_view (self);
  float right, bottom, x, y;
  int x0, y0, x1, y1;

  if (!gtk_widget_compute_bounds (viewport, parent, &view))
    return;
  x = rect->origin.x - seen.origin.x + view.origin.x;
  y = rect->origin.y - seen.origin.y + view.origin.y;
  right = view.origin.x + MAX (view.size.width, 1);
  bottom = view.origin.y + MAX (view.size.height, 1);
  x0 = (int) CLAMP (x, view.origin.x, right - 1);
  y0 = (int) CLAMP (y, view.origin.y, bottom - 1);
  x1 = (int) CLAMP (x + rect->size.width, x0 + 1, right);
  y1 = (int) CLAMP (y + rect->size.height, y0 + 1, bottom);
  gtk_popover_set_pointing_to (popover, &(GdkRectangle) { x0, y0, x1 - x0, y1 - y0 });
}

void
hg_canvas_update_popovers (HgCanvas *self)
{
  int index = hg_items_find (self->items, self->popovers->pointed_id);

  if (self->popovers->pointing != NULL && index >= 0)
    set_pointing_to (self, self->popovers->pointing, &self->layout->boxes[index].rect);
}

void
hg_canvas_add_popover (HgCanvas *self, GtkPopover *popover)
{
  gtk_widget_set_parent (GTK_WIDGET (popover),
                         gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_OVERLAY));
}

void
hg_canvas_point_to (HgCanvas *self, GtkWidget *block, GtkPopover *popover)
{
  self->popovers->pointed_id = hg_block_get_id (HG_BLOCK (block));
  g_set_weak_pointer (&self->popovers->pointing, popover);
  if (self->layout != NULL)
    hg_canvas_update_popovers (self);
}

/* The focus goes back to where the menu came from, unless what was chosen put
 * it elsewhere. */
static gboolean
take_focus_back_cb (gpointer data)
{
  HgCanvas *self = data;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *menu = root != NULL ? self->popovers->menu : NULL;

  if (menu != NULL && (focus == NULL || focus == menu || gtk_widget_is_ancestor (focus, menu)))
    hg_canvas_focus_selected (self);
  return G_SOURCE_REMOVE;
}

static void
closed_cb (HgCanvas *self)
{
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, take_focus_back_cb, g_object_ref (self),
                   g_object_unref);
}

static void
create_menu (HgCanvas *self)
{
  g_set_weak_pointer (&self->popovers->menu, gtk_popover_menu_new_from_model (NULL));
  gtk_popover_set_has_arrow (GTK_POPOVER (self->popovers->menu), FALSE);
  gtk_widget_set_halign (self->popovers->menu, GTK_ALIGN_START);
  hg_canvas_add_skip_actions (self, self->popovers->menu);
  hg_canvas_add_popover (self, GTK_POPOVER (self->popovers->menu));
  g_signal_connect_object (self->popovers->menu, "closed", G_CALLBACK (closed_cb), self,
                           G_CONNECT_SWAPPED);
}

void
hg_canvas_open_menu (HgCanvas *self, GMenuModel *model, double x, double y)
{
  if (self->popovers->menu == NULL)
    create_menu (self);
  gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (self->popovers->menu), model);
  set_pointing_to (self, GTK_POPOVER (self->popovers->menu),
                   &GRAPHENE_RECT_INIT ((float) x, (float) y, 1, 1));
  gtk_popover_popup (GTK_POPOVER (self->popovers->menu));
}
