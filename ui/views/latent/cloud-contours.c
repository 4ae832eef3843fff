/* SPDX-License-Identifier: MIT */
/* Lines of equal density over the points, each around a share of them. */
#include "ui/views/latent/cloud-private.h"

#include "app/latent/contour.h"

#define N_LINES 4

static void
trace (const WbContour *contour, cairo_t *cr, const WbAxis *x, const WbAxis *y)
{
  for (guint i = 0; i < contour->n_lines; i++)
    for (guint p = contour->starts[i]; p < contour->starts[i + 1]; p++)
      {
        double px = wb_axis_to_pixel (x, contour->points[2 * p]);
        double py = wb_axis_to_pixel (y, contour->points[2 * p + 1]);

        if (p == contour->starts[i])
          cairo_move_to (cr, px, py);
        else
          cairo_line_to (cr, px, py);
      }
}

void
hg_cloud_draw_contours (HgCloud *self,
                        cairo_t *cr,
                        const WbAxis *x,
                        const WbAxis *y,
                        const WbStyle *style)
{
  static const double shares[N_LINES] = { .25, .5, .75, .95 };
  WbBox box = wb_box_fit (self->scatter.n, self->scatter.points);
  g_autoptr (WbDensity) density = wb_density_new (self->scatter.n, self->scatter.points, &box);
  WbColour colour = wb_colour_mix (&style->text, &style->card, .25);
  double levels[N_LINES];

  wb_density_find_levels (density, N_LINES, shares, levels);
  cairo_save (cr);
  cairo_rectangle (cr, x->start, y->end, x->end - x->start, y->start - y->end);
  cairo_clip (cr);
  for (guint i = 0; i < N_LINES; i++)
    {
      g_autoptr (WbContour) contour = wb_contour_new (WB_DENSITY_SIDE, WB_DENSITY_SIDE,
                                                      density->values, &box, levels[i]);

      trace (contour, cr, x, y);
    }
  wb_colour_set (&colour, cr);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
  cairo_restore (cr);
}
