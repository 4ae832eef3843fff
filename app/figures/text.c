/* SPDX-License-Identifier: MIT */
/* Metrics are not hinted, so that a figure has the same widths on the screen,
 * in a PNG at twice the size and in an SVG.
 */
#include "app/figures/text.h"

#include <pango/pangocairo.h>

void
wb_text_init (WbText *self, cairo_t *cr, const WbStyle *style)
{
  PangoAttrList *attributes = pango_attr_list_new ();
  cairo_font_options_t *options = cairo_font_options_create ();

  self->cr = cr;
  self->style = style;
  self->layout = pango_cairo_create_layout (cr);
  self->font = pango_font_description_from_string (style->font);
  self->size = 0;
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options (pango_layout_get_context (self->layout), options);
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (self->layout, attributes);
  pango_layout_set_single_paragraph_mode (self->layout, TRUE);
  pango_attr_list_unref (attributes);
  cairo_font_options_destroy (options);
  wb_text_set_font (self, WB_TEXT_TICK, FALSE);
}

void
wb_text_clear (WbText *self)
{
  g_clear_object (&self->layout);
  g_clear_pointer (&self->font, pango_font_description_free);
}

void
wb_text_set_font (WbText *self, double size, gboolean bold)
{
  self->size = MAX (WB_TEXT_MIN, size * self->style->text_scale);
  pango_font_description_set_absolute_size (self->font, self->size * PANGO_SCALE);
  pango_font_description_set_weight (self->font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (self->layout, self->font);
}

double
wb_text_width (WbText *self, const char *words)
{
  PangoRectangle logical;

  pango_layout_set_text (self->layout, words, -1);
  pango_layout_get_extents (self->layout, NULL, &logical);
  return logical.width / (double) PANGO_SCALE;
}

void
wb_text_draw (WbText *self,
              const char *words,
              double x,
              double y,
              double align,
              const WbColour *colour)
{
  double width = wb_text_width (self, words);
  double baseline = pango_layout_get_baseline (self->layout) / (double) PANGO_SCALE;

  wb_colour_set (colour, self->cr);
  cairo_move_to (self->cr, x - width * align, y + 0.35 * self->size - baseline);
  pango_cairo_show_layout (self->cr, self->layout);
}
