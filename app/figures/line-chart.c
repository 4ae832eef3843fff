/* SPDX-License-Identifier: MIT */
/* Of steps that are far more than pixels, each line goes through the lowest and
 * the highest of a few neighbours: no peak is lost, and Cairo has less to do.
 */
#include "app/figures/line-chart.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "app/figures/text.h"

#define FILL      0.22
#define BEHIND    0.5  /* of a reference, where the colour says the feature */
#define MIN_WORDS 40.0 /* height of a chart that has room for words */

typedef struct
{
  const WbPicture *picture;
  guint n;
  guint n_features;
  guint feature;
  double lower;
  double upper;
  double left;
  double width;
  double top;
  double bottom;
  guint *steps; /* room for two of each block */
  guint n_steps;
} Chart;

gboolean
wb_line_chart_suits (const WbPicture *picture)
{
  if (wb_picture_get_kind (&picture->shape) != WB_PICTURE_SERIES)
    return FALSE;
  if (picture->map == WB_MAP_ERROR)
    return picture->shape.dims[1] == 1;
  return picture->map == WB_MAP_IMAGE || picture->map == WB_MAP_STORED
         || picture->shape.dims[1] <= WB_LINE_CHART_FEATURES;
}

WbColour
wb_line_chart_colour (const WbStyle *style)
{
  return wb_run_colour (style, 0);
}

static double
value_at (const Chart *self, const float *values, guint step)
{
  return (double) values[(gsize) step * self->n_features + self->feature];
}

static double
to_x (const Chart *self, guint step)
{
  return self->left + self->width * step / (self->n - 1);
}

static double
to_y (const Chart *self, double value)
{
  double share = (CLAMP (value, self->lower, self->upper) - self->lower)
                 / (self->upper - self->lower);

  return self->bottom - share * (self->bottom - self->top);
}

static void
choose_steps (Chart *self, const float *values)
{
  guint block = MAX (1, (guint) (self->n / MAX (1, 2 * self->width)));

  self->n_steps = 0;
  for (guint from = 0; from < self->n; from += block)
    {
      guint low = from, high = from;

      for (guint i = from + 1; i < MIN (from + block, self->n); i++)
        {
          if (value_at (self, values, i) < value_at (self, values, low))
            low = i;
          if (value_at (self, values, i) > value_at (self, values, high))
            high = i;
        }
      self->steps[self->n_steps++] = MIN (low, high);
      if (low != high)
        self->steps[self->n_steps++] = MAX (low, high);
    }
}

static void
stroke_line (Chart *self, cairo_t *cr, const float *values, const WbColour *colour)
{
  choose_steps (self, values);
  for (guint i = 0; i < self->n_steps; i++)
    {
      double value = value_at (self, values, self->steps[i]);

      if (isnan (value))
        cairo_new_sub_path (cr);
      else
        cairo_line_to (cr, to_x (self, self->steps[i]), to_y (self, value));
    }
  wb_colour_set (colour, cr);
  cairo_stroke (cr);
}

static void
add_point (const Chart *self, cairo_t *cr, const float *values, guint step)
{
  double value = values != NULL ? value_at (self, values, step) : 0;

  if (!isnan (value))
    cairo_line_to (cr, to_x (self, step), to_y (self, value));
}

/* Along the values and back along the reference, or along zero where that is NULL. */
static void
fill_between (Chart *self,
              cairo_t *cr,
              const float *values,
              const float *reference,
              const WbColour *colour)
{
  choose_steps (self, values);
  for (guint i = 0; i < self->n_steps; i++)
    add_point (self, cr, values, self->steps[i]);
  for (guint i = self->n_steps; i > 0; i--)
    add_point (self, cr, reference, self->steps[i - 1]);
  cairo_close_path (cr);
  wb_colour_set (colour, cr);
  cairo_fill (cr);
}

/* What is above the zero line, and what is below it. */
static void
fill_difference (Chart *self, cairo_t *cr, const WbStyle *style)
{
  const guint32 *map = wb_colour_map (self->picture->map, style->dark);
  double zero = to_y (self, 0);

  for (guint i = 0; i < 2; i++)
    {
      WbColour colour = wb_colour (map[i == 0 ? WB_COLOUR_MAP_SIZE - 1 : 0] & 0xffffff, 1);

      cairo_save (cr);
      cairo_rectangle (cr, self->left, i == 0 ? self->top : zero, self->width,
                       i == 0 ? zero - self->top : self->bottom - zero);
      cairo_clip (cr);
      fill_between (self, cr, self->picture->values, NULL, &colour);
      cairo_restore (cr);
    }
  cairo_move_to (cr, self->left, floor (zero) + .5);
  cairo_rel_line_to (cr, self->width, 0);
  wb_colour_set (&style->line, cr);
  cairo_stroke (cr);
}

static WbColour
choose_colour (const Chart *self, const WbStyle *style)
{
  WbColourMap map = self->picture->map;

  if (self->n_features > 1)
    return wb_class_colour (style, self->feature);
  if (self->picture->reference != NULL)
    return wb_line_chart_colour (style);
  if (map == WB_MAP_IMAGE || map == WB_MAP_STORED)
    return style->text;
  return wb_colour (wb_colour_map (map, style->dark)[192] & 0xffffff, 1);
}

static void
draw_feature (Chart *self, cairo_t *cr, const WbStyle *style)
{
  const WbPicture *picture = self->picture;
  WbColour colour = choose_colour (self, style), faint = colour, behind = style->text;

  if (picture->reference != NULL)
    {
      faint.alpha = FILL;
      fill_between (self, cr, picture->values, picture->reference, &faint);
      if (self->n_features > 1)
        behind = colour;
      behind.alpha = self->n_features > 1 ? BEHIND : 1;
      stroke_line (self, cr, picture->reference, &behind);
    }
  stroke_line (self, cr, picture->values, &colour);
}

/* Where there is room for them. */
static void
draw_words (const Chart *self, cairo_t *cr, const WbStyle *style)
{
  g_autofree char *words = g_strdup_printf (_ ("%u of %u features"), WB_LINE_CHART_FEATURES,
                                            self->n_features);
  g_auto (WbText) text;

  wb_text_init (&text, cr, style);
  wb_text_set_font (&text, WB_TEXT_MIN, FALSE);
  if (wb_text_width (&text, words) + 4 <= self->width && self->bottom - self->top >= MIN_WORDS)
    wb_text_draw (&text, words, self->left + self->width - 2, self->top + text.size * .7, 1,
                  &style->dim);
}

/* Lines of one pixel are sharp where they lie in the middle of it. */
void
wb_line_chart_draw (const WbPicture *picture,
                    cairo_t *cr,
                    double x,
                    double y,
                    double width,
                    double height,
                    const WbStyle *style)
{
  gboolean difference = picture->map == WB_MAP_ERROR;
  Chart self = {
    .picture = picture,
    .n = picture->shape.dims[0],
    .n_features = picture->shape.dims[1],
    .lower = difference ? -WB_LINE_CHART_DIFFERENCE : picture->lower,
    .upper = difference ? WB_LINE_CHART_DIFFERENCE : picture->upper,
    .left = x,
    .width = width,
    .top = floor (y) + .5,
    .bottom = MAX (floor (y + height) - .5, floor (y) + .5),
  };
  g_autofree guint *steps = g_new (guint, 2 * (gsize) self.n);

  self.steps = steps;
  cairo_save (cr);
  cairo_new_path (cr);
  cairo_set_line_width (cr, 1);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  for (guint f = 0; f < MIN (self.n_features, WB_LINE_CHART_FEATURES); f++)
    {
      self.feature = f;
      if (difference)
        fill_difference (&self, cr, style);
      else
        draw_feature (&self, cr, style);
    }
  cairo_restore (cr);
  if (self.n_features > WB_LINE_CHART_FEATURES)
    draw_words (&self, cr, style);
}
