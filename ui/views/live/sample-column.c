/* SPDX-License-Identifier: MIT */
/* Tiles are drawn by the figures' own picture; the column keeps its values, so
 * that another size or style needs no other values.
 */
#include "ui/views/live/sample-column.h"

#include <math.h>

#include "app/figures/image.h"
#include "app/figures/mark.h"
#include "app/figures/text.h"
#include "ui/figure-style.h"
#include "ui/format.h"

#define NUMBER_AIR 6 /* between it and the outline */
#define CHART_GAP  8 /* between the charts of two columns */

struct _HgSampleColumn
{
  HgFigureWidget parent_instance;

  AeShape shape;
  float *tiles[3];
  gboolean has_tile[3];
  gboolean ink;
  gboolean compared;
  AeShape difference_shape;
  gsize size;
  char *number;
  char *name;
  gboolean worst;
  gboolean selected;
  int tile;
  int gap;
};

G_DEFINE_FINAL_TYPE (HgSampleColumn, hg_sample_column, HG_TYPE_FIGURE_WIDGET)

static double
sample_column_row_top (HgSampleColumn *self, guint row)
{
  return HG_SAMPLE_TOP + row * (self->tile + self->gap);
}

/* The lines of a series have all the width that there is. */
static double
sample_column_get_tile_width (HgSampleColumn *self)
{
  if (wb_picture_get_kind (&self->shape) == WB_PICTURE_SERIES)
    return MAX (gtk_widget_get_width (GTK_WIDGET (self)) - CHART_GAP, self->tile);
  return self->tile;
}

static void
sample_column_draw_tile (HgSampleColumn *self,
                         cairo_t *cr,
                         guint row,
                         const WbPicture *picture,
                         const WbStyle *style)
{
  double tile = self->tile, wide = sample_column_get_tile_width (self);
  double x = floor ((gtk_widget_get_width (GTK_WIDGET (self)) - wide) / 2);
  double y = sample_column_row_top (self, row);

  wb_mark_rounded (cr, x + .5, y + .5, wide - 1, tile - 1, tile >= 48 ? 6 : 4);
  if (picture == NULL)
    {
      wb_colour_set (&style->line, cr);
      cairo_set_line_width (cr, 1);
      cairo_set_dash (cr, (double[]) { 3, 3 }, 2, 0);
      cairo_stroke (cr);
      cairo_set_dash (cr, NULL, 0, 0);
      return;
    }
  wb_colour_set (&style->tile, cr);
  cairo_fill_preserve (cr);
  wb_colour_set (&style->line, cr);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
  wb_picture_draw (picture, cr, x + 2, y + 2, wide - 4, tile - 4, style);
}

static void
sample_column_begin_number (HgSampleColumn *self, WbText *text, cairo_t *cr, const WbStyle *style)
{
  wb_text_init (text, cr, style);
  wb_text_set_font (text, self->tile < 44 ? WB_TEXT_MIN : WB_TEXT_CAPTION, self->worst);
}

static void
sample_column_draw_number (HgSampleColumn *self, cairo_t *cr, const WbStyle *style)
{
  g_auto (WbText) text;

  sample_column_begin_number (self, &text, cr, style);
  wb_text_draw (&text, self->number, gtk_widget_get_width (GTK_WIDGET (self)) / 2.,
                sample_column_row_top (self, 3) + HG_SAMPLE_NUMBER / 2. - 4, .5,
                self->worst ? &style->amber_text : &style->dim);
}

/* Around tile and number, with air on both sides. */
static double
sample_column_find_outline (HgSampleColumn *self, cairo_t *cr, const WbStyle *style)
{
  double width = sample_column_get_tile_width (self) + 6;
  g_auto (WbText) text;

  sample_column_begin_number (self, &text, cr, style);
  if (self->number != NULL)
    width = MAX (width, wb_text_width (&text, self->number) + 2 * NUMBER_AIR);
  return MIN (width, gtk_widget_get_width (GTK_WIDGET (self)) - 2);
}

static void
sample_column_draw_outline (HgSampleColumn *self, cairo_t *cr, const WbStyle *style)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  double w;

  if (!self->selected)
    return;
  w = sample_column_find_outline (self, cr, style);
  wb_mark_rounded (cr, (width - w) / 2, 1, w,
                   sample_column_row_top (self, 3) + HG_SAMPLE_NUMBER - 4, 6);
  wb_colour_set (&style->accent, cr);
  cairo_set_line_width (cr, 2);
  cairo_stroke (cr);
}

static void
sample_column_draw (GtkWidget *widget, cairo_t *cr, double width, double height)
{
  HgSampleColumn *self = HG_SAMPLE_COLUMN (widget);
  WbStyle style;

  if (self->size == 0 || self->tile < 8)
    return;
  hg_figure_style_init_pixels (&style, widget, self->ink);
  for (guint i = 0; i < 3; i++)
    {
      WbPicture picture = { self->tiles[i], self->shape, WB_MAP_IMAGE, 0, 1 };

      if (i == 2 && self->compared)
        picture = (WbPicture) { self->tiles[i], self->difference_shape, WB_MAP_ERROR, -1, 1 };
      else if (i == (self->compared ? 1 : 2))
        picture.reference = self->tiles[0];
      sample_column_draw_tile (self, cr, i, self->has_tile[i] ? &picture : NULL, &style);
    }
  if (self->number != NULL)
    sample_column_draw_number (self, cr, &style);
  sample_column_draw_outline (self, cr, &style);
}

/* Asked for when the pointer rests here: a tooltip that is set has GTK ask the
 * display for the pointer, ten columns fifteen times a second. */
static gboolean
sample_column_query_tooltip (GtkWidget *widget,
                             int x,
                             int y,
                             gboolean keyboard,
                             GtkTooltip *tooltip)
{
  gtk_tooltip_set_text (tooltip, HG_SAMPLE_COLUMN (widget)->name);
  return TRUE;
}

static void
sample_column_finalize (GObject *object)
{
  HgSampleColumn *self = HG_SAMPLE_COLUMN (object);

  for (guint i = 0; i < 3; i++)
    g_free (self->tiles[i]);
  g_free (self->number);
  g_free (self->name);
  G_OBJECT_CLASS (hg_sample_column_parent_class)->finalize (object);
}

static void
hg_sample_column_class_init (HgSampleColumnClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sample_column_finalize;
  HG_FIGURE_WIDGET_CLASS (klass)->draw = sample_column_draw;
  widget_class->query_tooltip = sample_column_query_tooltip;
  gtk_widget_class_set_css_name (widget_class, "sample");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
}

static void
hg_sample_column_init (HgSampleColumn *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
}

GtkWidget *
hg_sample_column_new (void)
{
  return g_object_new (HG_TYPE_SAMPLE_COLUMN, NULL);
}

static void
sample_column_make_room (HgSampleColumn *self, gsize size)
{
  if (self->size == size)
    return;
  self->size = size;
  for (guint i = 0; i < 3; i++)
    self->tiles[i] = g_renew (float, self->tiles[i], size);
}

void
hg_sample_column_set_face (HgSampleColumn *self, const HgSampleFace *face)
{
  gsize size = ae_shape_size (face->shape);
  g_autofree char *series = hg_format_series (face->shape);

  sample_column_make_room (self, size);
  self->shape = *face->shape;
  for (guint i = 0; i < 3; i++)
    {
      self->has_tile[i] = face->tiles[i] != NULL;
      if (self->has_tile[i])
        memcpy (self->tiles[i], face->tiles[i], size * sizeof (float));
    }
  self->ink = face->ink;
  self->compared = face->compared;
  if (face->compared)
    {
      wb_picture_difference (&self->shape, self->tiles[1], self->tiles[0], self->tiles[2],
                             &self->difference_shape);
      self->has_tile[2] = TRUE;
    }
  g_free (self->number);
  self->number = g_strdup (face->number);
  self->worst = face->worst;
  if (self->selected != face->selected)
    gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_SELECTED,
                                 face->selected, -1);
  self->selected = face->selected;
  g_free (self->name);
  self->name = g_strdup (face->name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, face->name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, series, -1);
  hg_figure_widget_redraw (self);
}

const char *
hg_sample_column_get_name (HgSampleColumn *self)
{
  return self->name;
}

void
hg_sample_column_set_tile (HgSampleColumn *self, int tile, int gap)
{
  if (self->tile == tile && self->gap == gap)
    return;
  self->tile = tile;
  self->gap = gap;
  hg_figure_widget_redraw (self);
}
