/* SPDX-License-Identifier: MIT */
/* Skips, as arcs above the spine: from the box whose output goes to the
 * box that joins it, over the highest name in between. Arcs over arcs lie
 * higher. The arc of the selected box stands out.
 */
#include "ui/canvas/canvas-private.h"

#include "ui/canvas/canvas-style.h"

#define CLEARANCE 7.f
#define ARROW     4.

/* Where a line may end above a box: over its name. */
static float
find_top (HgCanvas *self, guint index)
{
  const HgLayout *layout = self->layout;
  const HgBox *box = &layout->boxes[index];
  float top = layout->axis - MAX (box->left, box->right) / 2;
  gboolean named = self->items->items[index].kind != HG_BOX_TAPER
                   && layout->detail >= HG_DETAIL_LABELS;

  return top - (named ? HG_CANVAS_NAME_HEIGHT * layout->text : 2);
}

/* How many arcs there are below this one. */
static guint
find_level (HgCanvas *self, guint index)
{
  int source = self->items->items[index].source;
  guint level = 0;

  for (guint i = 0; i < self->items->n_items; i++)
    {
      const HgItem *other = &self->items->items[i];

      if (other->source >= 0 && i != index && other->source >= source && i <= index)
        level = MAX (level, find_level (self, i) + 1);
    }
  return level;
}

static float
find_crest (HgCanvas *self, guint from, guint to, guint level)
{
  float crest = self->layout->axis;
  float least = self->layout->strip ? 3 : HG_CANVAS_BAR_HEIGHT + 6;

  for (guint i = from; i <= to; i++)
    crest = MIN (crest, find_top (self, i));
  crest -= CLEARANCE * (1 + .8f * (float) level);
  return MAX (crest, least);
}

static void
trace_arc (cairo_t *cr, double x0, double y0, double x1, double y1, double crest)
{
  double bend = MIN (26, ABS (x1 - x0) / 2) * (x1 > x0 ? 1 : -1);

  cairo_move_to (cr, x0, y0);
  cairo_curve_to (cr, x0, crest, x0, crest, x0 + bend, crest);
  cairo_line_to (cr, x1 - bend, crest);
  cairo_curve_to (cr, x1, crest, x1, crest, x1, y1);
}

static void
trace_arrow (cairo_t *cr, double x, double y)
{
  cairo_move_to (cr, x - ARROW, y - ARROW);
  cairo_line_to (cr, x, y);
  cairo_line_to (cr, x + ARROW, y - ARROW);
}

static void
draw_arc (HgCanvas *self, cairo_t *cr, guint index)
{
  const HgCanvasStyle *style = hg_canvas_style_get ();
  const HgItem *item = &self->items->items[index];
  guint source = (guint) item->source;
  guint selected = hg_workspace_get_selected (self->workspace);
  gboolean stands_out = selected != 0
                        && (item->id == selected || self->items->items[source].id == selected);
  graphene_point_t from, to;
  double y = find_top (self, index) - 2;

  graphene_rect_get_center (&self->layout->boxes[source].rect, &from);
  graphene_rect_get_center (&self->layout->boxes[index].rect, &to);
  gdk_cairo_set_source_rgba (cr, item->error  ? &style->error
                                 : stands_out ? &style->accent
                                              : &style->roles[item->role].line);
  cairo_set_line_width (cr, stands_out || style->high_contrast ? 2 : 1.5);
  cairo_set_dash (cr, (double[]) { 4, 3 }, item->error ? 2 : 0, 0);
  trace_arc (cr, from.x, find_top (self, source) - 2, to.x, y,
             find_crest (self, source, index, find_level (self, index)));
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
  trace_arrow (cr, to.x, y);
  cairo_stroke (cr);
}

void
hg_canvas_draw_arcs (HgCanvas *self, cairo_t *cr)
{
  if (!self->items->has_arcs)
    return;
  for (guint i = 0; i < self->items->n_items; i++)
    if (self->items->items[i].source >= 0)
      draw_arc (self, cr, i);
}
