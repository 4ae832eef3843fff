/* SPDX-License-Identifier: MIT */
/* What is drawn over the points: where the pointer is and what is there. */
#include "ui/views/latent/cloud-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/figures/image.h"
#include "app/figures/mark.h"
#include "app/latent/nearest.h"
#include "ui/format.h"

#define CARD_PICTURE 84
#define CARD_AIR     8
#define CARD_AWAY    14
#define NEIGHBOURS   12

static void
draw_crosshair (HgCloud *self, cairo_t *cr, double x, double y, const WbStyle *style)
{
  cairo_save (cr);
  cairo_rectangle (cr, self->x_axis.start, self->y_axis.end, self->x_axis.end - self->x_axis.start,
                   self->y_axis.start - self->y_axis.end);
  cairo_clip (cr);
  wb_colour_set (&style->dim, cr);
  cairo_set_line_width (cr, 1);
  cairo_set_dash (cr, (double[]) { 3, 3 }, 2, 0);
  cairo_move_to (cr, self->x_axis.start, floor (y) + .5);
  cairo_line_to (cr, self->x_axis.end, floor (y) + .5);
  cairo_move_to (cr, floor (x) + .5, self->y_axis.start);
  cairo_line_to (cr, floor (x) + .5, self->y_axis.end);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
  wb_mark_ring (cr, x, y, 5, &style->text, &style->card);
  cairo_restore (cr);
}

/* Lines from the nearest sample to those that are near to it in truth. */
static void
draw_neighbours (HgCloud *self, cairo_t *cr, const WbStyle *style)
{
  const WbLatentMap *map = hg_latent_get_map (self->latent);
  const guint32 sample = hg_latent_get_sight (self->latent)->nearest;
  const double x = wb_axis_to_pixel (&self->x_axis, map->places[2 * sample]);
  const double y = wb_axis_to_pixel (&self->y_axis, map->places[2 * sample + 1]);
  guint32 neighbours[NEIGHBOURS];
  const guint n = wb_nearest_codes (map->codes->n, map->codes->size, map->codes->values, sample,
                                    NEIGHBOURS, neighbours);

  cairo_save (cr);
  cairo_rectangle (cr, self->x_axis.start, self->y_axis.end, self->x_axis.end - self->x_axis.start,
                   self->y_axis.start - self->y_axis.end);
  cairo_clip (cr);
  cairo_set_line_width (cr, 1);
  for (guint i = 0; i < n; i++)
    {
      const float *place = map->places + 2 * (gsize) neighbours[i];
      const double to_x = wb_axis_to_pixel (&self->x_axis, place[0]);
      const double to_y = wb_axis_to_pixel (&self->y_axis, place[1]);

      wb_colour_set (&style->text, cr);
      cairo_move_to (cr, x, y);
      cairo_line_to (cr, to_x, to_y);
      cairo_stroke (cr);
      wb_mark_ring (cr, to_x, to_y, 3, &style->text, &style->card);
    }
  wb_mark_ring (cr, x, y, 4, &style->accent, &style->card);
  cairo_restore (cr);
}

/* What the manifold beside it shows. */
static void
draw_range (HgCloud *self, cairo_t *cr, const WbStyle *style)
{
  double lower[2], upper[2], left, top;

  for (guint axis = 0; axis < 2; axis++)
    hg_latent_get_bounds (self->latent, axis, &lower[axis], &upper[axis]);
  left = floor (wb_axis_to_pixel (&self->x_axis, lower[0])) + .5;
  top = floor (wb_axis_to_pixel (&self->y_axis, upper[1])) + .5;
  cairo_save (cr);
  cairo_rectangle (cr, self->x_axis.start, self->y_axis.end, self->x_axis.end - self->x_axis.start,
                   self->y_axis.start - self->y_axis.end);
  cairo_clip (cr);
  cairo_rectangle (cr, left, top, wb_axis_to_pixel (&self->x_axis, upper[0]) - left,
                   wb_axis_to_pixel (&self->y_axis, lower[1]) - top);
  wb_colour_set (&style->dim, cr);
  cairo_set_line_width (cr, 1);
  cairo_set_dash (cr, (double[]) { 2, 2 }, 2, 0);
  cairo_stroke (cr);
  cairo_restore (cr);
}

/* As exact as a hundredth of the axis. */
static char *
format_place (const WbAxis *axis, double value)
{
  return hg_format_real (value, axis->upper - axis->lower > .5 ? "%.2f" : "%.2g");
}

/* The lines below the picture: where it is, and which sample is near. */
static void
describe (HgCloud *self, char **place, char **sample)
{
  g_autofree char *name = hg_latent_name_sample (self->latent,
                                                 hg_latent_get_sight (self->latent)->nearest);
  g_autofree char *x = NULL;
  g_autofree char *y = NULL;
  double at[2];

  hg_latent_get_place (self->latent, at);
  x = format_place (&self->x_axis, at[0]);
  y = format_place (&self->y_axis, at[1]);
  *place = hg_latent_get_map (self->latent)->codes->size > 1 ? g_strdup_printf ("%s  %s", x, y)
                                                             : g_strdup (x);
  *sample = g_strdup_printf (_ ("nearest: %s"), name);
}

static void
draw_card (HgCloud *self, WbText *text, double x, double y)
{
  const WbLatentMap *map = hg_latent_get_map (self->latent);
  WbPicture picture = {
    hg_latent_get_sight (self->latent)->picture, map->shape, WB_MAP_IMAGE, 0, 1, NULL
  };
  double line = 16 * MAX (1, text->style->text_scale), width, height;
  g_autofree char *place = NULL;
  g_autofree char *sample = NULL;

  describe (self, &place, &sample);
  wb_text_set_font (text, WB_TEXT_CAPTION, FALSE);
  width = MAX (CARD_PICTURE, wb_text_width (text, sample)) + 2 * CARD_AIR;
  height = CARD_PICTURE + 2 * line + 2 * CARD_AIR + 2;
  x += x + CARD_AWAY + width > gtk_widget_get_width (GTK_WIDGET (self)) ? -CARD_AWAY - width
                                                                        : CARD_AWAY;
  y += y + CARD_AWAY + height > gtk_widget_get_height (GTK_WIDGET (self)) ? -CARD_AWAY - height
                                                                          : CARD_AWAY;
  y = MAX (y, 2);
  wb_mark_rounded (text->cr, x + .5, y + .5, width, height, 8);
  wb_colour_set (&text->style->card, text->cr);
  cairo_fill_preserve (text->cr);
  wb_colour_set (&text->style->line, text->cr);
  cairo_set_line_width (text->cr, 1);
  cairo_stroke (text->cr);
  wb_picture_draw (&picture, text->cr, x + (width - CARD_PICTURE) / 2, y + CARD_AIR, CARD_PICTURE,
                   CARD_PICTURE, text->style);
  wb_text_draw (text, sample, x + width / 2, y + height - CARD_AIR - line / 2, .5,
                &text->style->dim);
  wb_text_set_font (text, WB_TEXT_CAPTION, TRUE);
  wb_text_draw (text, place, x + width / 2, y + height - CARD_AIR - 1.5 * line, .5,
                &text->style->text);
}

void
hg_cloud_draw_overlay (HgCloud *self, GtkSnapshot *out, const WbStyle *style)
{
  graphene_rect_t whole = GRAPHENE_RECT_INIT (0, 0,
                                              (float) gtk_widget_get_width (GTK_WIDGET (self)),
                                              (float) gtk_widget_get_height (GTK_WIDGET (self)));
  cairo_t *cr = gtk_snapshot_append_cairo (out, &whole);
  WbText text;
  double place[2], x, y;

  wb_text_init (&text, cr, style);
  wb_text_set_font (&text, WB_TEXT_CAPTION, TRUE);
  draw_range (self, cr, style);
  hg_cloud_lasso_draw (self, cr, style);
  hg_cloud_ends_draw (self, &text);
  hg_cloud_drawn_draw (self, &text);
  if (hg_latent_get_code (self->latent) != NULL)
    {
      hg_latent_get_place (self->latent, place);
      x = wb_axis_to_pixel (&self->x_axis, place[0]);
      y = wb_axis_to_pixel (&self->y_axis, place[1]);
      if (self->hovered)
        draw_neighbours (self, cr, style);
      draw_crosshair (self, cr, x, y, style);
      if (self->hovered && hg_latent_get_sight (self->latent)->picture != NULL)
        draw_card (self, &text, x, y);
    }
  wb_text_clear (&text);
  cairo_destroy (cr);
}
