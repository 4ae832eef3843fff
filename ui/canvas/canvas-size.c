/* SPDX-License-Identifier: MIT */
/* How large the canvas wants to be, and the layout it has at a size. Zoomed in
 * it wants a multiple of what it is seen through: so its size follows the
 * viewport's, and that is looked at whenever the canvas is allocated.
 */
#include "ui/canvas/canvas-private.h"

/* How much larger the desktop wants text than at 96 dots per inch. */
static float
get_text_scale (HgCanvas *self)
{
  int dpi = -1;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-xft-dpi", &dpi, NULL);
  return dpi > 0 ? CLAMP (dpi / (96.f * PANGO_SCALE), 1, 3) : 1;
}

void
hg_canvas_get_view_size (HgCanvas *self, graphene_size_t *size)
{
  GtkWidget *viewport = gtk_widget_get_parent (GTK_WIDGET (self));

  graphene_size_init (size, viewport != NULL ? gtk_widget_get_width (viewport) : 0,
                      viewport != NULL ? gtk_widget_get_height (viewport) : 0);
}

HgLayout *
hg_canvas_create_layout (HgCanvas *self, float width, float height, int open, float opening)
{
  graphene_size_t view;
  HgLayoutInput input = {
    .boxes = self->items->specs,
    .n_boxes = self->items->n_items,
    .width = width,
    .height = height,
    .zoom = hg_canvas_get_zoom (self),
    .open = hg_items_is_blank (self->items) ? 0 : open,
    .opening = hg_items_is_blank (self->items) ? 1 : opening,
    .open_width = HG_CANVAS_OPEN_WIDTH,
    .text = get_text_scale (self),
    .arcs = self->items->has_arcs,
    .mirrored = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL,
  };

  hg_canvas_get_view_size (self, &view);
  input.overview = view.width > 0 && width > view.width + 1;
  return hg_layout_new (&input);
}

void
hg_canvas_get_min_size (HgCanvas *self, int *width, int *height)
{
  graphene_size_t view;
  float least, zoom = hg_canvas_get_zoom (self);

  hg_canvas_get_view_size (self, &view);
  *width = *height = 112;
  if (self->items == NULL || (view.height > 0 && view.height < HG_CANVAS_STRIP_HEIGHT))
    return;
  least = hg_geometry_min_width (self->items->specs, self->items->n_items, zoom);
  if (self->aim->open >= 0)
    least += HG_CANVAS_OPEN_WIDTH;
  if (zoom > 1)
    {
      least = MAX (least, view.width * zoom);
      *height = (int) hg_geometry_min_height (view.height, zoom, get_text_scale (self));
    }
  *width = (int) least;
}
