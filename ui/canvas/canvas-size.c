/* SPDX-License-Identifier: MIT */
/* How large the canvas wants to be, and the layout it has at a size. Zoomed in
 * it wants a multiple of what it is seen through: so its size follows the
 * viewport's, and that is looked at whenever the canvas is allocated.
 */
#include "ui/canvas/canvas-private.h"

#include <math.h>

/* How much larger the desktop wants text than at 96 dots per inch. */
float
hg_canvas_get_text_scale (HgCanvas *self)
{
  int dpi = -1;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-xft-dpi", &dpi, NULL);
  return dpi > 0 ? CLAMP (dpi / (96.f * PANGO_SCALE), 1, 3) : 1;
}

static void
get_view_size (HgCanvas *self, graphene_size_t *size)
{
  GtkWidget *viewport = gtk_widget_get_parent (GTK_WIDGET (self));

  graphene_size_init (size, viewport != NULL ? gtk_widget_get_width (viewport) : 0,
                      viewport != NULL ? gtk_widget_get_height (viewport) : 0);
}

/* The layout at the canvas' present size, with one connector held open or -1.
 */
HgLayout *
hg_canvas_create_layout (HgCanvas *self, int open, float opening)
{
  return hg_canvas_create_layout_at (self, gtk_widget_get_width (GTK_WIDGET (self)),
                                     gtk_widget_get_height (GTK_WIDGET (self)), open, opening);
}

/* The same at another size. */
HgLayout *
hg_canvas_create_layout_at (HgCanvas *self, float width, float height, int open, float opening)
{
  graphene_size_t view;
  HgLayoutInput input = {
    .boxes = self->items->specs,
    .n_boxes = self->items->n_items,
    .width = width,
    .height = height,
    .zoom = self->zoom,
    .open = hg_items_is_blank (self->items) ? 0 : open,
    .opening = hg_items_is_blank (self->items) ? 1 : opening,
    .open_width = HG_CANVAS_OPEN_WIDTH,
    .text = hg_canvas_get_text_scale (self),
    .arcs = self->items->has_arcs,
    .mirrored = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL,
  };

  get_view_size (self, &view);
  input.overview = view.width > 0 && width > view.width + 1;
  return hg_layout_new (&input);
}

/* Zoomed in, the canvas is so many times as wide and high as what it is seen
 * through; a strip is always seen whole. */
void
hg_canvas_get_min_size (HgCanvas *self, int *width, int *height)
{
  graphene_size_t view;
  float least;

  get_view_size (self, &view);
  *width = *height = 112;
  if (self->items == NULL || (view.height > 0 && view.height < HG_CANVAS_STRIP_HEIGHT))
    return;
  least = hg_geometry_min_width (self->items->specs, self->items->n_items, self->zoom);
  if (self->open >= 0)
    least += HG_CANVAS_OPEN_WIDTH;
  if (self->zoom > 1)
    {
      least = MAX (least, view.width * self->zoom);
      *height = (int) hg_geometry_min_height (view.height, self->zoom,
                                              hg_canvas_get_text_scale (self));
    }
  *width = (int) least;
}

void
hg_canvas_measure (GtkWidget *widget,
                   GtkOrientation orientation,
                   int for_size,
                   int *minimum,
                   int *natural,
                   int *minimum_baseline,
                   int *natural_baseline)
{
  HgCanvas *self = HG_CANVAS (widget);
  int width, height;

  hg_canvas_get_min_size (self, &width, &height);
  get_view_size (self, &self->view_seen);
  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      *minimum = height;
      *natural = MAX (height, 452);
      return;
    }
  *minimum = width;
  *natural = MAX (width, 920);
}

/* What the canvas needs follows what it is seen through, which it is only told
 * of when that has its size already. */
static gboolean
measure_again_cb (gpointer data)
{
  HG_CANVAS (data)->measure_again = 0;
  hg_canvas_relayout (data);
  return G_SOURCE_REMOVE;
}

void
hg_canvas_compare_view (HgCanvas *self)
{
  graphene_size_t view;

  get_view_size (self, &view);
  if (!graphene_size_equal (&view, &self->view_seen) && self->measure_again == 0)
    self->measure_again = g_idle_add_full (G_PRIORITY_HIGH_IDLE, measure_again_cb, self, NULL);
}
