/* SPDX-License-Identifier: MIT */
/* Bars share the width; those that would be thinner than a pixel are drawn
 * beside each other without gaps. The highest one takes the height.
 */
#include "ui/inspector/bars.h"

#include "app/figures/mark.h"
#include "app/figures/text.h"
#include "ui/figure-style.h"

#define HEIGHT     64
#define WORDS      16
#define WIDEST_BAR 40.0

struct _HgBars
{
  HgFigureWidget parent_instance;

  double *values;
  guint n;
  double quiet;
  char *left;
  char *right;
  WbRole role;
};

G_DEFINE_FINAL_TYPE (HgBars, hg_bars, HG_TYPE_FIGURE_WIDGET)

static double
bars_find_highest (const HgBars *self)
{
  double highest = 0;

  for (guint i = 0; i < self->n; i++)
    highest = MAX (highest, self->values[i]);
  return highest;
}

static void
bars_draw_values (HgBars *self, cairo_t *cr, double width, double height)
{
  double highest = bars_find_highest (self);
  double step = MIN (width / self->n, WIDEST_BAR);
  double gap = step >= 4 ? 2 : 0;
  WbColour colour = wb_role_colour (self->role), pale = colour;

  pale.alpha = .35;
  for (guint i = 0; i < self->n; i++)
    {
      double part = highest > 0 ? self->values[i] / highest : 0;
      double tall = MAX (part * height, self->values[i] > 0 ? 1 : 0);

      wb_colour_set (self->values[i] > self->quiet ? &colour : &pale, cr);
      wb_mark_rounded (cr, i * step, height - tall, step - gap, tall, MIN (2, tall / 2));
      cairo_fill (cr);
    }
}

static void
bars_draw (GtkWidget *widget, cairo_t *cr, double width, double height)
{
  HgBars *self = HG_BARS (widget);
  double bottom = height - WORDS;
  g_auto (WbText) text = { 0 };
  WbStyle style;

  if (self->n == 0 || width < 8 || bottom < 8)
    return;
  hg_figure_style_init (&style, widget);
  bars_draw_values (self, cr, width, bottom);
  wb_colour_set (&style.line, cr);
  cairo_rectangle (cr, 0, bottom, width, 1);
  cairo_fill (cr);
  wb_text_init (&text, cr, &style);
  wb_text_set_font (&text, WB_TEXT_TICK, FALSE);
  wb_text_draw (&text, self->left, 0, bottom + 9, 0, &style.dim);
  wb_text_draw (&text, self->right, width, bottom + 9, 1, &style.dim);
}

static void
bars_finalize (GObject *object)
{
  HgBars *self = HG_BARS (object);

  g_free (self->values);
  g_free (self->left);
  g_free (self->right);
  G_OBJECT_CLASS (hg_bars_parent_class)->finalize (object);
}

static void
hg_bars_class_init (HgBarsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bars_finalize;
  HG_FIGURE_WIDGET_CLASS (klass)->draw = bars_draw;
  hg_figure_widget_class_set_size (HG_FIGURE_WIDGET_CLASS (klass), 80, HEIGHT + WORDS, 80,
                                   HEIGHT + WORDS);
}

static void
hg_bars_init (HgBars *self)
{
  self->left = g_strdup ("");
  self->right = g_strdup ("");
  self->role = WB_ROLE_ENCODER;
}

GtkWidget *
hg_bars_new (void)
{
  return g_object_new (HG_TYPE_BARS, NULL);
}

void
hg_bars_set_values (HgBars *self, const double *values, guint n, double quiet)
{
  g_free (self->values);
  self->values = g_memdup2 (values, n * sizeof *values);
  self->n = n;
  self->quiet = quiet;
  hg_figure_widget_redraw (self);
}

void
hg_bars_set_words (HgBars *self, const char *left, const char *right)
{
  g_free (self->left);
  g_free (self->right);
  self->left = g_strdup (left);
  self->right = g_strdup (right);
  hg_figure_widget_redraw (self);
}

void
hg_bars_set_role (HgBars *self, WbRole role)
{
  self->role = role;
  hg_figure_widget_redraw (self);
}
