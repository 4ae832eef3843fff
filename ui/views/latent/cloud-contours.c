/* SPDX-License-Identifier: MIT */
/* Lines of equal density over the points, each around a share of them. In the plane of a
 * variational code's own values they are those of the aggregated posterior, and the prior
 * is drawn beside it, with the holes that it leaves.
 */
#include "ui/views/latent/cloud-private.h"

#include <glib/gi18n.h>

#include "app/figures/mark.h"
#include "app/latent/contour.h"
#include "app/latent/holes.h"
#include "ui/format.h"

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

static const double shares[N_LINES] = { .25, .5, .75, .95 };

/* Whether both axes are values of a variational code. */
static gboolean
has_prior (const WbLatentMap *map)
{
  const WbPlane *plane = map->plane;

  return map->variational && map->codes->deviations != NULL && plane->pca == NULL
         && !wb_plane_is_layout (plane) && MAX (plane->axes[0], plane->axes[1]) < plane->size;
}

/* (transfer full): [n, 2]: codes from the aggregated posterior */
static float *
draw_posterior (const WbLatentMap *map)
{
  const WbCodes *codes = map->codes;
  float *points = g_new (float, 2 * codes->n);

  wb_posterior_draw (codes->n, codes->size, codes->values, codes->deviations, map->plane->axes,
                     points);
  return points;
}

/* A box that has the circle of the prior in it, too. */
static WbBox
widen (WbBox box)
{
  const double reach = wb_prior_find_radius (shares[N_LINES - 1]) + .2;

  return (WbBox) { MIN (box.x_lower, -reach), MAX (box.x_upper, reach), MIN (box.y_lower, -reach),
                   MAX (box.y_upper, reach) };
}

static void
draw_lines (const WbDensity *density,
            cairo_t *cr,
            const WbAxis *x,
            const WbAxis *y,
            const WbStyle *style)
{
  WbColour colour = wb_colour_mix (&style->text, &style->card, .25);
  double levels[N_LINES];

  wb_density_find_levels (density, N_LINES, shares, levels);
  for (guint i = 0; i < N_LINES; i++)
    {
      g_autoptr (WbContour) contour = wb_contour_new (WB_DENSITY_SIDE, WB_DENSITY_SIDE,
                                                      density->values, &density->box, levels[i]);

      trace (contour, cr, x, y);
    }
  wb_colour_set (&colour, cr);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
}

static void
draw_prior (cairo_t *cr, const WbAxis *x, const WbAxis *y, const WbStyle *style)
{
  const double middle_x = wb_axis_to_pixel (x, 0), middle_y = wb_axis_to_pixel (y, 0);

  for (guint i = 0; i < N_LINES; i++)
    {
      const double radius = wb_prior_find_radius (shares[i]);

      cairo_save (cr);
      cairo_translate (cr, middle_x, middle_y);
      cairo_scale (cr, wb_axis_to_pixel (x, radius) - middle_x,
                   middle_y - wb_axis_to_pixel (y, radius));
      cairo_new_sub_path (cr);
      cairo_arc (cr, 0, 0, 1, 0, 2 * G_PI);
      cairo_restore (cr);
    }
  wb_colour_set (&style->accent, cr);
  cairo_set_line_width (cr, 1);
  cairo_set_dash (cr, (double[]) { 4, 3 }, 2, 0);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}

static void
draw_holes (const WbDensity *density,
            cairo_t *cr,
            const WbAxis *x,
            const WbAxis *y,
            const WbStyle *style)
{
  g_autoptr (WbContour) holes = wb_holes_find (density);
  WbColour colour = style->bad;

  colour.alpha = .18;
  trace (holes, cr, x, y);
  wb_colour_set (&colour, cr);
  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_EVEN_ODD);
  cairo_fill (cr);
}

/* What the two kinds of lines are, and how far the codes are from the prior. */
static void
draw_key (const WbDensity *density,
          cairo_t *cr,
          const WbAxis *x,
          const WbAxis *y,
          const WbStyle *style)
{
  g_autofree char *number = hg_format_real (MAX (wb_posterior_measure_divergence (density), 0),
                                            "%.2f");
  g_autofree char *divergence = g_strdup_printf (_ ("KL %s nats"), number);
  const char *words[] = { _ ("Codes"), _ ("Prior"), _ ("Holes"), divergence };
  const WbColour colours[] = { style->text, style->accent, style->bad, style->dim };
  double left = x->start + 10, width = 0;
  WbText text;

  wb_text_init (&text, cr, style);
  wb_text_set_font (&text, WB_TEXT_TICK, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    width += wb_text_width (&text, words[i]) + 12;
  wb_mark_rounded (cr, x->start + 4, y->start - 12 - text.size * .8, width, text.size * 1.6, 4);
  wb_colour_set (&style->card, cr);
  cairo_fill (cr);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      wb_text_draw (&text, words[i], left, y->start - 12, 0, &colours[i]);
      left += wb_text_width (&text, words[i]) + 12;
    }
  wb_text_clear (&text);
}

void
hg_cloud_draw_contours (HgCloud *self,
                        cairo_t *cr,
                        const WbAxis *x,
                        const WbAxis *y,
                        const WbStyle *style)
{
  const WbLatentMap *map = hg_latent_get_map (self->latent);
  const gboolean prior = map != NULL && has_prior (map);
  g_autofree float *drawn = prior ? draw_posterior (map) : NULL;
  const float *points = prior ? drawn : self->scatter.points;
  WbBox box = wb_box_fit (self->scatter.n, points);
  g_autoptr (WbDensity) density = NULL;

  if (prior)
    box = widen (box);
  density = wb_density_new (self->scatter.n, points, &box);
  cairo_save (cr);
  cairo_rectangle (cr, x->start, y->end, x->end - x->start, y->start - y->end);
  cairo_clip (cr);
  if (prior)
    draw_holes (density, cr, x, y, style);
  draw_lines (density, cr, x, y, style);
  if (prior)
    {
      draw_prior (cr, x, y, style);
      draw_key (density, cr, x, y, style);
    }
  cairo_restore (cr);
}
