/* SPDX-License-Identifier: MIT */
/* Lay-out: a column of labels, then n columns of tiles as large as width and
 * height allow, the numbers, the key. A tile keeps the proportions of its
 * picture and has a thin frame, as a picture on paper would.
 */
#include "app/figures/image-grid.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "app/figures/mark.h"
#include "app/number.h"
#include "app/figures/text.h"

#define COLUMN_GAP      4.0
#define ROW_GAP         8.0
#define PAD             2.0
#define TILE_MIN        6.0
#define TILE_MAX        112.0
#define NATURAL_PICTURE 56.0
#define RADIUS_SMALL    4.0
#define RADIUS_LARGE    6.0

typedef struct
{
  double labels; /* width of the labels with their gap */
  double tile_w;
  double tile_h;
  double numbers; /* height of the numbers' row */
  double key;     /* height of the key */
  double pitch_x;
  double pitch_y;
  double top;
} Layout;

WbImageRow
wb_image_row (const char *label, const float *values)
{
  return (WbImageRow) { label, values, NULL, WB_MAP_IMAGE, 0, 1 };
}

WbImageRow
wb_image_row_output (const char *label, const float *values, const float *reference)
{
  return (WbImageRow) { label, values, reference, WB_MAP_IMAGE, 0, 1 };
}

WbImageRow
wb_image_row_error (const char *label, const float *values, const float *reference)
{
  return (WbImageRow) { label, values, reference, WB_MAP_ERROR, -1, 1 };
}

static double
picture_ratio (const AeShape *shape)
{
  guint width, height;

  wb_picture_get_size (shape, &width, &height);
  return CLAMP (width / (double) MAX (1, height), 0.25, 4.0);
}

/* Whole pixels of a comfortable size, and the frame around them. */
static double
natural_tile (const AeShape *shape)
{
  guint width, height;

  wb_picture_get_size (shape, &width, &height);
  return CLAMP (height * MAX (1, round (NATURAL_PICTURE / height)), 28, TILE_MAX) + 2 * PAD;
}

static double
scale_of (const WbStyle *style)
{
  return MAX (1, style->text_scale);
}

static double
measure_labels (const WbImageGrid *self, WbText *text)
{
  double widest = 0;

  wb_text_set_font (text, WB_TEXT_CAPTION, FALSE);
  for (guint i = 0; i < self->n_rows; i++)
    if (self->rows[i].label != NULL)
      widest = MAX (widest, wb_text_width (text, self->rows[i].label));
  if (self->numbers != NULL && self->numbers_label != NULL)
    widest = MAX (widest, wb_text_width (text, self->numbers_label));
  return widest > 0 ? ceil (widest) + 12 : 0;
}

static double
measure_numbers (const WbImageGrid *self, WbText *text)
{
  char number[WB_NUMBER_SIZE];
  double widest = 0;

  wb_text_set_font (text, WB_TEXT_TICK, TRUE);
  for (guint i = 0; self->numbers != NULL && i < self->n; i++)
    {
      wb_number_format (number, self->numbers[i], self->decimals);
      widest = MAX (widest, wb_text_width (text, number));
    }
  return widest;
}

static void
lay_out (const WbImageGrid *self, WbText *text, double width, double height, Layout *l)
{
  double scale = scale_of (text->style), ratio = picture_ratio (&self->shape);
  double by_width, by_height;

  l->labels = measure_labels (self, text);
  l->numbers = self->numbers != NULL ? 22 * scale : 0;
  l->key = self->error_key ? 34 * scale : 0;
  by_width = (width - l->labels - 6 - COLUMN_GAP * (self->n - 1.0)) / MAX (1, self->n) / ratio;
  by_height = (height - l->numbers - l->key - 6) / MAX (1, self->n_rows) - ROW_GAP;
  l->tile_h = floor (CLAMP (MIN (by_width, by_height), TILE_MIN, TILE_MAX));
  l->tile_w = floor (l->tile_h * ratio);
  l->pitch_x = MAX (l->tile_w, MIN (l->tile_w * 1.6, measure_numbers (self, text))) + COLUMN_GAP;
  if (l->pitch_x * self->n > width - l->labels)
    l->pitch_x = l->tile_w + COLUMN_GAP;
  l->pitch_y = l->tile_h + ROW_GAP;
  l->top = 5;
}

void
wb_image_grid_get_natural_size (const WbImageGrid *self,
                                const WbStyle *style,
                                double *width,
                                double *height)
{
  cairo_surface_t *surface = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, NULL);
  cairo_t *cr = cairo_create (surface);
  double tile = natural_tile (&self->shape);
  g_auto (WbText) text = { 0 };

  wb_text_init (&text, cr, style);
  *width = ceil (measure_labels (self, &text) + 6
                 + self->n * (ceil (tile * picture_ratio (&self->shape)) + COLUMN_GAP));
  *height = ceil (self->n_rows * (tile + ROW_GAP) + 6
                  + (self->numbers != NULL ? 22 : 0) * scale_of (style)
                  + (self->error_key ? 34 : 0) * scale_of (style));
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static void
draw_frame (cairo_t *cr,
            double x,
            double y,
            double width,
            double height,
            const WbStyle *style,
            gboolean dashed)
{
  static const double dashes[] = { 4, 3 };
  double radius = MIN (width, height) >= 48 ? RADIUS_LARGE : RADIUS_SMALL;

  cairo_save (cr);
  wb_mark_rounded (cr, x + 0.5, y + 0.5, width - 1, height - 1, radius);
  if (!dashed)
    {
      wb_colour_set (&style->tile, cr);
      cairo_fill_preserve (cr);
    }
  else
    cairo_set_dash (cr, dashes, 2, 0);
  wb_colour_set (&style->line, cr);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
draw_picture (const WbPicture *picture,
              cairo_t *cr,
              double x,
              double y,
              double w,
              double h,
              const WbStyle *style)
{
  double radius = MIN (w, h) >= 48 ? RADIUS_LARGE : RADIUS_SMALL;

  /* So many that a frame would hide them. */
  if (MIN (w, h) < 12)
    {
      wb_picture_draw (picture, cr, x, y, w, h, style);
      return;
    }
  draw_frame (cr, x, y, w, h, style, FALSE);
  cairo_save (cr);
  wb_mark_rounded (cr, x + 1, y + 1, w - 2, h - 2, radius - 1);
  cairo_clip (cr);
  wb_picture_draw (picture, cr, x + PAD, y + PAD, w - 2 * PAD, h - 2 * PAD, style);
  cairo_restore (cr);
}

/* What a tile shows. @scratch has room for a sample. */
static WbPicture
tile_picture (const WbImageGrid *self, const WbImageRow *row, guint column, float *scratch)
{
  gsize size = ae_shape_size (&self->shape);
  WbPicture picture = { row->values + column * size, self->shape, row->map, row->lower,
                        row->upper };

  if (row->reference != NULL && row->map == WB_MAP_ERROR)
    {
      wb_picture_difference (&self->shape, row->values + column * size,
                             row->reference + column * size, scratch, &picture.shape);
      picture.values = scratch;
    }
  else if (row->reference != NULL)
    picture.reference = row->reference + column * size;
  return picture;
}

static void
draw_row (const WbImageGrid *self, guint index, WbText *text, const Layout *l, float *scratch)
{
  const WbImageRow *row = &self->rows[index];
  double y = l->top + index * l->pitch_y;

  wb_text_set_font (text, WB_TEXT_CAPTION, FALSE);
  if (row->label != NULL)
    wb_text_draw (text, row->label, 0, y + l->tile_h / 2, 0, &text->style->dim);
  for (guint i = 0; i < self->n; i++)
    {
      double x = l->labels + i * l->pitch_x + (l->pitch_x - l->tile_w) / 2;

      x = floor (x);
      if (row->values == NULL)
        draw_frame (text->cr, x, y, l->tile_w, l->tile_h, text->style, TRUE);
      else
        {
          WbPicture picture = tile_picture (self, row, i, scratch);

          draw_picture (&picture, text->cr, x, y, l->tile_w, l->tile_h, text->style);
        }
    }
}

guint
wb_image_grid_find_worst (const double *numbers, guint n)
{
  guint worst = 0;

  for (guint i = 1; i < n; i++)
    if (numbers[i] > numbers[worst] || isnan (numbers[worst]))
      worst = i;
  return worst;
}

/* Numbers that would run into each other are left out, never the worst. */
static void
draw_numbers (const WbImageGrid *self, WbText *text, const Layout *l)
{
  double y = l->top + self->n_rows * l->pitch_y + l->numbers / 2 - 3;
  guint worst = wb_image_grid_find_worst (self->numbers, self->n);
  guint every = (guint) ceil ((measure_numbers (self, text) + 3) / l->pitch_x);
  char number[WB_NUMBER_SIZE];

  wb_text_set_font (text, WB_TEXT_CAPTION, FALSE);
  if (self->numbers_label != NULL)
    wb_text_draw (text, self->numbers_label, 0, y, 0, &text->style->dim);
  for (guint i = 0; i < self->n; i++)
    {
      if (i != worst
          && (i % every != 0 || (every > 1 && ABS ((int) i - (int) worst) < (int) every)))
        continue;
      wb_number_format (number, self->numbers[i], self->decimals);
      wb_text_set_font (text, WB_TEXT_TICK, i == worst);
      wb_text_draw (text, number, l->labels + (i + 0.5) * l->pitch_x, y, 0.5,
                    i == worst ? &text->style->amber_text : &text->style->dim);
    }
}

static void
draw_ramp (cairo_t *cr, double x, double y, double width, double height, gboolean dark)
{
  const guint32 *table = wb_colour_map (WB_MAP_ERROR, dark);
  cairo_pattern_t *ramp = cairo_pattern_create_linear (x, 0, x + width, 0);

  for (guint i = 0; i <= 8; i++)
    {
      WbColour c = wb_colour (table[MIN (i * 32, 255)], 1);

      cairo_pattern_add_color_stop_rgb (ramp, i / 8.0, c.red, c.green, c.blue);
    }
  cairo_rectangle (cr, x, y, width, height);
  cairo_set_source (cr, ramp);
  cairo_fill (cr);
  cairo_pattern_destroy (ramp);
}

static void
draw_mean (const WbImageGrid *self, WbText *text, double right, double y)
{
  char number[WB_NUMBER_SIZE], words[40];
  double sum = 0;

  for (guint i = 0; i < self->n; i++)
    sum += self->numbers[i];
  wb_number_format (number, sum / self->n, self->decimals + 1);
  wb_text_set_font (text, WB_TEXT_CAPTION, TRUE);
  wb_text_draw (text, number, right, y, 1, &text->style->text);
  right -= wb_text_width (text, number) + 10;
  g_snprintf (words, sizeof words, _ ("Mean of these %u"), self->n);
  wb_text_set_font (text, WB_TEXT_CAPTION, FALSE);
  wb_text_draw (text, words, right, y, 1, &text->style->dim);
}

gboolean
wb_style_shows_ink (const WbStyle *style, const AeShape *shape)
{
  return !style->dark && !style->as_stored && wb_picture_get_kind (shape) == WB_PICTURE_IMAGE
         && ae_shape_last (shape) == 1;
}

/* Where pixels are no ink on paper, the key speaks of the values. */
static void
draw_key (const WbImageGrid *self, WbText *text, const Layout *l)
{
  gboolean ink = wb_style_shows_ink (text->style, &self->shape);
  const char *less = ink ? _ ("too light") : _ ("too low");
  const char *more = ink ? _ ("too dark") : _ ("too high");
  double y = l->top + self->n_rows * l->pitch_y + l->numbers + l->key / 2;
  double right = l->labels + self->n * l->pitch_x - COLUMN_GAP / 2, x = l->labels + 4;

  wb_text_set_font (text, WB_TEXT_CAPTION, FALSE);
  wb_text_draw (text, _ ("Error"), 0, y, 0, &text->style->dim);
  if (l->labels < wb_text_width (text, _ ("Error")) + 8)
    x = wb_text_width (text, _ ("Error")) + 16;
  wb_text_draw (text, less, x, y, 0, &text->style->dim);
  x += wb_text_width (text, less) + 8;
  draw_ramp (text->cr, x, y - 4, 88, 8, text->style->dark);
  x += 96;
  wb_text_draw (text, more, x, y, 0, &text->style->dim);
  x += wb_text_width (text, more);
  if (self->numbers != NULL && self->n > 0 && right - x > 160 * scale_of (text->style))
    draw_mean (self, text, right, y);
}

static void
draw_selection (const WbImageGrid *self, cairo_t *cr, const WbStyle *style, const Layout *l)
{
  double x = floor (l->labels + self->selected * l->pitch_x + (l->pitch_x - l->tile_w) / 2);
  double height = self->n_rows * l->pitch_y - ROW_GAP + l->numbers;

  wb_mark_rounded (cr, x - 2, l->top - 2, l->tile_w + 4, height + 6, RADIUS_LARGE);
  wb_colour_set (&style->accent, cr);
  cairo_set_line_width (cr, 2);
  cairo_stroke (cr);
}

void
wb_image_grid_draw (const WbImageGrid *self,
                    cairo_t *cr,
                    double width,
                    double height,
                    const WbStyle *style)
{
  g_autofree float *scratch = g_new (float, MAX (1, ae_shape_size (&self->shape)));
  WbText text;
  Layout l;

  cairo_save (cr);
  wb_text_init (&text, cr, style);
  lay_out (self, &text, width, height, &l);
  for (guint i = 0; i < self->n_rows; i++)
    draw_row (self, i, &text, &l, scratch);
  if (self->numbers != NULL && self->n > 0)
    draw_numbers (self, &text, &l);
  if (self->error_key)
    draw_key (self, &text, &l);
  if (self->selected >= 0 && (guint) self->selected < self->n)
    draw_selection (self, cr, style, &l);
  wb_text_clear (&text);
  cairo_restore (cr);
}

/* Lines are drawn anew in a thin frame, all else is pixels. */
static void
paint_enlarged (cairo_t *cr,
                const WbPicture *picture,
                guint x,
                guint y,
                guint factor,
                const WbStyle *style)
{
  cairo_surface_t *surface;
  guint width, height;

  if (wb_picture_get_kind (&picture->shape) == WB_PICTURE_SERIES)
    {
      wb_picture_get_size (&picture->shape, &width, &height);
      width *= factor;
      height *= factor;
      wb_colour_set (&style->grid, cr);
      cairo_set_line_width (cr, 1);
      cairo_rectangle (cr, x + .5, y + .5, width - 1., height - 1.);
      cairo_stroke (cr);
      wb_picture_draw (picture, cr, x + PAD, y + PAD, width - 2 * PAD, height - 2 * PAD, style);
      return;
    }
  surface = wb_picture_to_surface (picture, style->dark);
  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_scale (cr, factor, factor);
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  cairo_restore (cr);
  cairo_surface_destroy (surface);
}

cairo_surface_t *
wb_image_grid_to_surface (const WbImageGrid *self,
                          guint factor,
                          guint max_columns,
                          const WbStyle *style)
{
  g_autofree float *scratch = g_new (float, MAX (1, ae_shape_size (&self->shape)));
  guint k = MAX (1, factor), columns = max_columns > 0 ? MIN (max_columns, self->n) : self->n;
  guint width, height, n_blocks, block_height;
  cairo_surface_t *surface;
  cairo_t *cr;

  wb_picture_get_size (&self->shape, &width, &height);
  columns = MAX (1, columns);
  n_blocks = (self->n + columns - 1) / columns;
  block_height = self->n_rows * (height + 1) * k + 2 * k;
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32,
                                        (int) MIN (columns * (width + 1) * k - k, 65535),
                                        (int) MIN ((gsize) MAX (1, n_blocks) * block_height - 3 * k,
                                                   65535));
  cr = cairo_create (surface);
  wb_colour_set (&style->card, cr);
  cairo_paint (cr);
  for (guint i = 0; i < self->n; i++)
    for (guint r = 0; r < self->n_rows; r++)
      if (self->rows[r].values != NULL)
        {
          WbPicture picture = tile_picture (self, &self->rows[r], i, scratch);

          if (style->as_stored && picture.map == WB_MAP_IMAGE)
            picture.map = WB_MAP_STORED;
          paint_enlarged (cr, &picture, i % columns * (width + 1) * k,
                          i / columns * block_height + r * (height + 1) * k, k, style);
        }
  cairo_destroy (cr);
  return surface;
}

static double
sheet_tile (const WbContactSheet *self, guint columns, double width, double height, double label)
{
  double ratio = picture_ratio (&self->picture.shape);
  guint rows = (self->n + columns - 1) / columns;
  double by_width = ((width + COLUMN_GAP) / columns - COLUMN_GAP) / ratio;
  double by_height = (height + COLUMN_GAP) / rows - COLUMN_GAP - label;

  return MIN (by_width, by_height);
}

static double
sheet_label (const WbContactSheet *self, double scale)
{
  return self->labels != NULL ? 18 * scale : 0;
}

guint
wb_contact_sheet_get_columns (const WbContactSheet *self, double width, double height)
{
  double best = -INFINITY;
  guint best_columns = 1;

  if (self->columns > 0)
    return self->columns;
  for (guint columns = 1; columns <= self->n; columns++)
    {
      double tile = sheet_tile (self, columns, width, height, sheet_label (self, 1));

      if (tile > best)
        {
          best = tile;
          best_columns = columns;
        }
    }
  return best_columns;
}

static void
draw_sheet_tile (const WbContactSheet *self,
                 guint i,
                 WbText *text,
                 double x,
                 double y,
                 double w,
                 double h)
{
  WbPicture picture = self->picture;

  picture.values += i * ae_shape_size (&picture.shape);
  draw_picture (&picture, text->cr, x, y, w, h, text->style);
  if (self->labels != NULL && self->labels[i] != NULL)
    wb_text_draw (text, self->labels[i], x + w / 2, y + h + text->size * 0.8, 0.5,
                  &text->style->dim);
  if (self->selected != (int) i)
    return;
  wb_mark_rounded (text->cr, x - 2, y - 2, w + 4, h + 4, RADIUS_LARGE);
  wb_colour_set (&text->style->accent, text->cr);
  cairo_set_line_width (text->cr, 2);
  cairo_stroke (text->cr);
}

void
wb_contact_sheet_draw (const WbContactSheet *self,
                       cairo_t *cr,
                       double width,
                       double height,
                       const WbStyle *style)
{
  guint columns = wb_contact_sheet_get_columns (self, width, height);
  double label = sheet_label (self, scale_of (style));
  double h = floor (MAX (4, sheet_tile (self, columns, width, height, label)));
  double w = floor (h * picture_ratio (&self->picture.shape));
  WbText text;

  cairo_save (cr);
  wb_text_init (&text, cr, style);
  wb_text_set_font (&text, WB_TEXT_TICK, FALSE);
  for (guint i = 0; i < self->n; i++)
    draw_sheet_tile (self, i, &text, i % columns * (w + COLUMN_GAP),
                     i / columns * (h + label + COLUMN_GAP), w, h);
  wb_text_clear (&text);
  cairo_restore (cr);
}
