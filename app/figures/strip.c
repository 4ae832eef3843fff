/* SPDX-License-Identifier: MIT */
#include "app/figures/strip.h"

#include <math.h>

#include "app/figures/mark.h"
#include "app/figures/text.h"

#define GAP   6
#define ARROW 20 /* between an end and the pictures beside it */

typedef struct
{
  guint n;
  double width;
  double tile;
} Layout;

static Layout
lay_out (guint n, double width, double height)
{
  return (Layout) {
    n, width, CLAMP (floor (height) - WB_STRIP_LINE, WB_STRIP_LEAST_TILE, WB_STRIP_MOST_TILE)
  };
}

/* The left edge of a picture: 0 is A, n + 1 is B. */
static double
find_left (const Layout *self, guint index)
{
  double inner = self->n * (self->tile + GAP) - GAP;
  double left = floor ((self->width - 2 * (self->tile + ARROW) - inner) / 2);

  if (index == 0)
    return left;
  return left + self->tile + ARROW
         + (index <= self->n ? (index - 1) * (self->tile + GAP) : inner + ARROW);
}

guint
wb_strip_count (double width, double height)
{
  Layout layout = lay_out (0, width, height);
  double room = width - 2 * layout.tile - 2 * ARROW;

  return (guint) CLAMP (floor ((room + GAP) / (layout.tile + GAP)), 1, WB_STRIP_MOST);
}

void
wb_strip_get_natural_size (guint n, double *width, double *height)
{
  *width = 2 * (WB_STRIP_MOST_TILE + ARROW) + n * (WB_STRIP_MOST_TILE + GAP) - GAP;
  *height = WB_STRIP_MOST_TILE + WB_STRIP_LINE;
}

int
wb_strip_pick (guint n, double width, double height, double x)
{
  Layout layout = lay_out (n, width, height);

  for (guint i = 0; i <= n + 1; i++)
    if (x >= find_left (&layout, i) && x < find_left (&layout, i) + layout.tile)
      return (int) i;
  return -1;
}

static void
draw_tile (const WbStrip *self, const Layout *layout, WbText *text, guint index)
{
  const double x = find_left (layout, index), tile = layout->tile;
  const gboolean marked = (int) index == self->marked;
  WbPicture picture = {
    self->samples + index * ae_shape_size (&self->shape), self->shape, WB_MAP_IMAGE, 0, 1, NULL
  };

  wb_mark_rounded (text->cr, x + .5, .5, tile - 1, tile - 1, tile >= 48 ? 6 : 4);
  wb_colour_set (&text->style->tile, text->cr);
  cairo_fill_preserve (text->cr);
  wb_colour_set (marked ? &text->style->accent : &text->style->line, text->cr);
  cairo_set_line_width (text->cr, marked ? 2 : 1);
  cairo_stroke (text->cr);
  wb_picture_draw (&picture, text->cr, x + 2, 2, tile - 4, tile - 4, text->style);
}

static void
draw_end (const WbStrip *self, const Layout *layout, WbText *text, guint end)
{
  guint index = end == 0 ? 0 : self->n + 1;
  double tile = layout->tile, x = find_left (layout, index);
  g_autofree char *words = g_strdup_printf ("%s  %s", end == 0 ? "A" : "B", self->ends[end]);

  draw_tile (self, layout, text, index);
  wb_text_draw (text, "›", end == 0 ? x + tile + ARROW / 2. : x - ARROW / 2., tile / 2, .5,
                &text->style->dim);
  wb_text_draw (text, words, end == 0 ? x : x + tile, tile + WB_STRIP_LINE / 2. + 1, end,
                &text->style->text);
}

void
wb_strip_draw (const WbStrip *self, cairo_t *cr, double width, double height, const WbStyle *style)
{
  Layout layout = lay_out (self->n, width, height);
  WbText text;

  wb_text_init (&text, cr, style);
  wb_text_set_font (&text, WB_TEXT_CAPTION, FALSE);
  for (guint i = 1; i <= self->n; i++)
    draw_tile (self, &layout, &text, i);
  draw_end (self, &layout, &text, 0);
  draw_end (self, &layout, &text, 1);
  if (self->middle != NULL)
    wb_text_draw (&text, self->middle,
                  (find_left (&layout, 1) + find_left (&layout, self->n) + layout.tile) / 2,
                  layout.tile + WB_STRIP_LINE / 2. + 1, .5, &style->text);
  wb_text_clear (&text);
}
