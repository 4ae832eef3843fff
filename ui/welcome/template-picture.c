/* SPDX-License-Identifier: MIT */
/* Bars, ribbon and tiles; see the header. */
#include "ui/welcome/template-picture.h"

#include <math.h>

#include "app/figures/hourglass.h"
#include "app/figures/image.h"
#include "app/figures/mark.h"
#include "ui/canvas/canvas-style.h"
#include "ui/figure-style.h"

#define HEIGHT     92
#define TILE       44.
#define BAR_MAX    14.
#define BAR_HIGH   80.
#define BAR_LOW    22.
#define NOISE_SEED 7

typedef struct
{
  HgRole role;
  gsize size;
  gboolean steps; /* a series: time steps, one above the other */
  gboolean lines; /* a code that a penalty keeps sparse */
} Bar;

struct _HgTemplatePicture
{
  HgFigureWidget parent_instance;

  Bar *bars;
  guint n_bars;
  double noise;
  float *input;
  float *target;
  AeShape shape;
  gboolean ink;
};

G_DEFINE_FINAL_TYPE (HgTemplatePicture, hg_template_picture, HG_TYPE_FIGURE_WIDGET)

static void
template_picture_set_source (cairo_t *cr, const GdkRGBA *colour)
{
  gdk_cairo_set_source_rgba (cr, colour);
}

/* Turns about what is drawn from here on between @x and @x + @width. */
static void
template_picture_mirror (cairo_t *cr, double x, double width)
{
  cairo_translate (cr, 2 * x + width, 0);
  cairo_scale (cr, -1, 1);
}

static double
template_picture_bar_height (const HgTemplatePicture *self, guint index)
{
  gsize least = G_MAXSIZE, most = 1;

  for (guint i = 0; i < self->n_bars; i++)
    {
      least = MIN (least, self->bars[i].size);
      most = MAX (most, self->bars[i].size);
    }
  if (most <= least)
    return BAR_HIGH;
  return BAR_LOW
         + (BAR_HIGH - BAR_LOW) * log ((double) self->bars[index].size / least)
             / log ((double) most / least);
}

/* The edge of the ribbon from one bar to the next, above or below the axis. */
static void
template_picture_curve_on (cairo_t *cr, double x0, double y0, double x1, double y1)
{
  double middle = (x0 + x1) / 2;

  cairo_curve_to (cr, middle, y0, middle, y1, x1, y1);
}

static void
template_picture_draw_half (const HgTemplatePicture *self,
                            cairo_t *cr,
                            const double *x,
                            const double *y,
                            guint first,
                            guint last,
                            HgRole role)
{
  const HgRoleStyle *style = &hg_canvas_style_get ()->roles[role];
  double axis = HEIGHT / 2.;

  cairo_move_to (cr, x[first], axis - y[first]);
  for (guint i = first; i < last; i++)
    template_picture_curve_on (cr, x[i], axis - y[i], x[i + 1], axis - y[i + 1]);
  cairo_line_to (cr, x[last], axis + y[last]);
  for (guint i = last; i > first; i--)
    template_picture_curve_on (cr, x[i], axis + y[i], x[i - 1], axis + y[i - 1]);
  cairo_close_path (cr);
  template_picture_set_source (cr, &style->fill);
  cairo_fill (cr);
}

static guint
template_picture_find_code (const HgTemplatePicture *self)
{
  for (guint i = 0; i < self->n_bars; i++)
    if (self->bars[i].role == HG_ROLE_CODE)
      return i;
  return 0;
}

/* From the input's tile through all bars to the output's. */
static void
template_picture_draw_ribbon (const HgTemplatePicture *self,
                              cairo_t *cr,
                              const double *middles,
                              double start,
                              double end)
{
  guint n = self->n_bars + 2, code = template_picture_find_code (self) + 1;
  g_autofree double *x = g_new (double, n), *y = g_new (double, n);

  x[0] = start;
  x[n - 1] = end;
  y[0] = y[n - 1] = TILE / 2 - 2;
  for (guint i = 0; i < self->n_bars; i++)
    {
      x[i + 1] = middles[i];
      y[i + 1] = template_picture_bar_height (self, i) / 2 + 1;
    }
  template_picture_draw_half (self, cr, x, y, 0, code, HG_ROLE_ENCODER);
  template_picture_draw_half (self, cr, x, y, code, n - 1, HG_ROLE_DECODER);
}

/* Light lines across a bar: rows of time, or units that stay silent. */
static void
template_picture_cut_bar (cairo_t *cr, double x, double width, double height, guint n, double at)
{
  const HgCanvasStyle *style = hg_canvas_style_get ();
  double top = HEIGHT / 2. - height / 2;

  cairo_set_line_width (cr, at);
  template_picture_set_source (cr, &style->paper);
  for (guint i = 1; i < n; i++)
    {
      double y = top + height * i / n;

      cairo_move_to (cr, x, y);
      cairo_line_to (cr, x + width, y);
    }
  cairo_stroke (cr);
}

static void
template_picture_draw_bar (const HgTemplatePicture *self,
                           cairo_t *cr,
                           guint index,
                           double middle,
                           double width)
{
  const Bar *bar = &self->bars[index];
  const HgRoleStyle *style = &hg_canvas_style_get ()->roles[bar->role];
  double height = template_picture_bar_height (self, index);

  wb_mark_rounded (cr, middle - width / 2, (HEIGHT - height) / 2, width, height,
                   MIN (3, width / 4));
  template_picture_set_source (cr, &style->colour);
  cairo_fill (cr);
  if (bar->steps)
    template_picture_cut_bar (cr, middle - width / 2, width, height, 7, 1.5);
  else if (bar->lines)
    template_picture_cut_bar (cr, middle - width / 2, width, height, 5, 1.6);
}

static void
template_picture_set_dashes (cairo_t *cr)
{
  const double dashes[] = { 4, 3 };

  cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0);
}

static void
template_picture_draw_tile (const HgTemplatePicture *self,
                            cairo_t *cr,
                            const float *values,
                            double x,
                            const WbStyle *style)
{
  const HgCanvasStyle *colours = hg_canvas_style_get ();
  double y = (HEIGHT - TILE) / 2;
  WbPicture picture = { .values = values, .map = WB_MAP_IMAGE, .upper = 1 };

  cairo_save (cr);
  wb_mark_rounded (cr, x + .5, y + .5, TILE - 1, TILE - 1, 5);
  template_picture_set_source (cr, &colours->paper);
  cairo_fill_preserve (cr);
  cairo_set_line_width (cr, 1);
  template_picture_set_source (cr, values != NULL ? &colours->paper_line : &colours->wire);
  if (values == NULL)
    template_picture_set_dashes (cr);
  cairo_stroke (cr);
  cairo_restore (cr);
  if (values == NULL)
    return;
  picture.shape = self->shape;
  cairo_save (cr);
  /* A sample is no art: it stays as it is. */
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    template_picture_mirror (cr, x, TILE);
  wb_picture_draw (&picture, cr, x + 4, y + 4, TILE - 8, TILE - 8, style);
  cairo_restore (cr);
}

/* Nothing between the tiles yet: room for layers. */
static void
template_picture_draw_blank (cairo_t *cr, double start, double end)
{
  const HgCanvasStyle *style = hg_canvas_style_get ();
  double middle = (start + end) / 2, axis = HEIGHT / 2.;

  cairo_save (cr);
  cairo_set_line_width (cr, 1.5);
  template_picture_set_source (cr, &style->wire);
  template_picture_set_dashes (cr);
  wb_mark_rounded (cr, start + 12, 10, end - start - 24, HEIGHT - 20, 8);
  cairo_stroke (cr);
  cairo_restore (cr);
  cairo_set_line_width (cr, 1.5);
  template_picture_set_source (cr, &style->dim);
  cairo_move_to (cr, middle - 8, axis);
  cairo_line_to (cr, middle + 8, axis);
  cairo_move_to (cr, middle, axis - 8);
  cairo_line_to (cr, middle, axis + 8);
  cairo_stroke (cr);
}

static void
template_picture_draw_model (const HgTemplatePicture *self, cairo_t *cr, double start, double end)
{
  double pitch = (end - start - 16) / self->n_bars;
  double width = CLAMP (pitch * .62, 3, BAR_MAX);
  g_autofree double *middles = g_new (double, self->n_bars);

  pitch = MIN (pitch, 44);
  for (guint i = 0; i < self->n_bars; i++)
    middles[i] = (start + end) / 2 + (i - (self->n_bars - 1) / 2.) * pitch;
  template_picture_draw_ribbon (self, cr, middles, start, end);
  for (guint i = 0; i < self->n_bars; i++)
    template_picture_draw_bar (self, cr, i, middles[i], width);
}

static void
template_picture_draw (GtkWidget *widget, cairo_t *cr, double width, double height)
{
  HgTemplatePicture *self = HG_TEMPLATE_PICTURE (widget);
  double start = 4 + TILE + 6, end = width - start;
  WbStyle style;

  cairo_translate (cr, 0, (height - HEIGHT) / 2);
  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    template_picture_mirror (cr, 0, width);
  hg_figure_style_init_pixels (&style, widget, self->ink);
  if (self->n_bars > 1)
    template_picture_draw_model (self, cr, start, end);
  else
    template_picture_draw_blank (cr, start, end);
  template_picture_draw_tile (self, cr, self->noise > 0 ? self->input : self->target, 4, &style);
  template_picture_draw_tile (self, cr, self->n_bars > 1 ? self->target : NULL, end + 6, &style);
}

static void
template_picture_finalize (GObject *object)
{
  HgTemplatePicture *self = HG_TEMPLATE_PICTURE (object);

  g_free (self->bars);
  g_free (self->input);
  g_free (self->target);
  G_OBJECT_CLASS (hg_template_picture_parent_class)->finalize (object);
}

static void
hg_template_picture_class_init (HgTemplatePictureClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = template_picture_finalize;
  HG_FIGURE_WIDGET_CLASS (klass)->draw = template_picture_draw;
  hg_figure_widget_class_set_size (HG_FIGURE_WIDGET_CLASS (klass), 220, HEIGHT, 240, HEIGHT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
hg_template_picture_init (HgTemplatePicture *self)
{
}

static gboolean
template_picture_is_penalised (const AeLayer *layer)
{
  const AeOption *option = ae_options_find (layer->klass->options, "activity_l1");
  AeValue value;

  if (option == NULL)
    return FALSE;
  ae_option_get (option, layer->options, &value);
  return value.real > 0;
}

/* One bar for what goes in, one for the code, one for every other layer that
 * does more than to lead values elsewhere. */
static void
template_picture_list_bars (HgTemplatePicture *self, AeModel *model, const AeShape *shapes)
{
  guint n_layers = ae_model_get_n_layers (model);
  guint code = ae_model_get_code (model, shapes);

  self->bars = g_new0 (Bar, n_layers);
  for (guint i = 0; i < n_layers; i++)
    {
      const AeLayer *layer = ae_model_get_layer (model, i);
      Bar *bar = &self->bars[self->n_bars];

      if (i > 0 && i != code && wb_hourglass_is_taper (layer->klass))
        continue;
      bar->role = i == code ? HG_ROLE_CODE : i < code ? HG_ROLE_ENCODER : HG_ROLE_DECODER;
      bar->size = ae_shape_size (&shapes[i]);
      bar->steps = i > 0 && shapes[i].rank == 2;
      bar->lines = i == code && template_picture_is_penalised (layer);
      self->n_bars++;
    }
}

void
hg_template_picture_set_project (HgTemplatePicture *self, const WbProject *project)
{
  g_autofree AeShape *shapes = NULL;

  g_clear_pointer (&self->bars, g_free);
  self->n_bars = 0;
  self->noise = 0;
  hg_figure_widget_redraw (self);
  if (project == NULL)
    return;
  shapes = g_new0 (AeShape, ae_model_get_n_layers (project->model));
  if (!ae_model_infer (project->model, shapes, NULL, NULL))
    return;
  if (project->recipe.corruption == AE_CORRUPTION_GAUSSIAN)
    self->noise = project->recipe.corruption_amount;
  template_picture_list_bars (self, project->model, shapes);
}

/* From the standard normal distribution. */
static double
template_picture_draw_normal (GRand *random)
{
  double radius = sqrt (-2 * log (1 - g_rand_double (random)));

  return radius * cos (2 * G_PI * g_rand_double (random));
}

void
hg_template_picture_set_sample (HgTemplatePicture *self,
                                const float *values,
                                const AeShape *shape,
                                gboolean ink)
{
  gsize size = values != NULL ? ae_shape_size (shape) : 0;
  g_autoptr (GRand) random = g_rand_new_with_seed (NOISE_SEED);

  g_free (self->target);
  g_free (self->input);
  self->target = g_memdup2 (values, size * sizeof (float));
  self->input = g_memdup2 (values, size * sizeof (float));
  self->shape = *shape;
  self->ink = ink;
  for (gsize i = 0; i < size; i++)
    self->input[i] = (float) CLAMP (values[i] + self->noise * template_picture_draw_normal (random),
                                    0, 1);
  hg_figure_widget_redraw (self);
}
