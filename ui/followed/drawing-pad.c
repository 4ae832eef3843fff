/* SPDX-License-Identifier: MIT */
/* A stroke is a line of soft round dots; where strokes cross, the darker one
 * stays, as ink does.
 */
#include "ui/followed/drawing-pad.h"

#include <math.h>
#include <string.h>

#include "app/figures/image.h"
#include "app/figures/mark.h"
#include "ui/figure-style.h"

#define PAD_SIZE 196
#define PIXELS   128   /* no more to a side can be drawn on */
#define STROKE   0.045 /* radius of a dot, of the longer side */
#define SOFTNESS 0.9   /* pixels from full ink to none */

struct _HgDrawingPad
{
  HgFigureWidget parent_instance;

  AeShape shape;
  float *values;
  gboolean ink;
  double x; /* the last point, in pixels of the sample */
  double y;
};

enum
{
  DRAWN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HgDrawingPad, hg_drawing_pad, HG_TYPE_FIGURE_WIDGET)

static void
drawing_pad_draw (GtkWidget *widget, cairo_t *cr, double width, double height)
{
  HgDrawingPad *self = HG_DRAWING_PAD (widget);
  WbPicture picture = { self->values, self->shape, WB_MAP_IMAGE, 0, 1 };
  WbStyle style;

  if (self->values == NULL)
    return;
  hg_figure_style_init_pixels (&style, widget, self->ink);
  wb_mark_rounded (cr, .5, .5, width - 1, height - 1, 8);
  wb_colour_set (&style.tile, cr);
  cairo_fill_preserve (cr);
  wb_colour_set (&style.line, cr);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
  wb_picture_draw (&picture, cr, 2, 2, width - 4, height - 4, &style);
}

/* The square that the picture is fitted into, and its pixels' size. */
static double
drawing_pad_get_scale (HgDrawingPad *self, double *left, double *top)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self)) - 4;
  double height = gtk_widget_get_height (GTK_WIDGET (self)) - 4;
  double scale = MIN (width / self->shape.dims[1], height / self->shape.dims[0]);

  *left = 2 + (width - scale * self->shape.dims[1]) / 2;
  *top = 2 + (height - scale * self->shape.dims[0]) / 2;
  return scale;
}

static void
drawing_pad_put_dot (HgDrawingPad *self, double cx, double cy)
{
  int h = (int) self->shape.dims[0], w = (int) self->shape.dims[1];
  guint channels = self->shape.dims[2];
  double radius = MAX (STROKE * MAX (h, w), .6);
  int reach = (int) ceil (radius + SOFTNESS);

  for (int y = MAX ((int) cy - reach, 0); y <= MIN ((int) cy + reach, h - 1); y++)
    for (int x = MAX ((int) cx - reach, 0); x <= MIN ((int) cx + reach, w - 1); x++)
      {
        double distance = hypot (x + .5 - cx, y + .5 - cy);
        float ink = (float) CLAMP ((radius + SOFTNESS - distance) / SOFTNESS, 0, 1);

        for (guint c = 0; c < MIN (channels, 3); c++)
          {
            float *value = &self->values[((gsize) y * w + x) * channels + c];

            *value = MAX (*value, ink);
          }
      }
}

static void
drawing_pad_draw_to (HgDrawingPad *self, double px, double py)
{
  double left, top, scale = drawing_pad_get_scale (self, &left, &top);
  double x = (px - left) / scale, y = (py - top) / scale;
  guint n = (guint) ceil (hypot (x - self->x, y - self->y) * 3) + 1;

  for (guint i = 1; i <= n; i++)
    drawing_pad_put_dot (self, self->x + (x - self->x) * i / n, self->y + (y - self->y) * i / n);
  self->x = x;
  self->y = y;
  hg_figure_widget_redraw (self);
  g_signal_emit (self, signals[DRAWN], 0);
}

static void
drawing_pad_begun_cb (HgDrawingPad *self, double x, double y)
{
  double left, top, scale;

  if (self->values == NULL)
    return;
  scale = drawing_pad_get_scale (self, &left, &top);
  self->x = (x - left) / scale;
  self->y = (y - top) / scale;
  drawing_pad_draw_to (self, x, y);
}

static void
drawing_pad_moved_cb (HgDrawingPad *self, double dx, double dy, GtkGestureDrag *drag)
{
  double x, y;

  if (self->values != NULL && gtk_gesture_drag_get_start_point (drag, &x, &y))
    drawing_pad_draw_to (self, x + dx, y + dy);
}

static void
drawing_pad_finalize (GObject *object)
{
  g_free (HG_DRAWING_PAD (object)->values);
  G_OBJECT_CLASS (hg_drawing_pad_parent_class)->finalize (object);
}

static void
hg_drawing_pad_class_init (HgDrawingPadClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = drawing_pad_finalize;
  HG_FIGURE_WIDGET_CLASS (klass)->draw = drawing_pad_draw;
  hg_figure_widget_class_set_size (HG_FIGURE_WIDGET_CLASS (klass), PAD_SIZE, PAD_SIZE, PAD_SIZE,
                                   PAD_SIZE);
  signals[DRAWN] = g_signal_new ("drawn", HG_TYPE_DRAWING_PAD, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
hg_drawing_pad_init (HgDrawingPad *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drawing_pad_begun_cb), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drawing_pad_moved_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "crosshair");
}

GtkWidget *
hg_drawing_pad_new (void)
{
  return g_object_new (HG_TYPE_DRAWING_PAD, NULL);
}

gboolean
hg_drawing_pad_set_shape (HgDrawingPad *self, const AeShape *shape)
{
  if (self->values != NULL && ae_shape_equal (&self->shape, shape))
    return TRUE;
  g_clear_pointer (&self->values, g_free);
  if (shape->rank != 3 || shape->dims[0] > PIXELS || shape->dims[1] > PIXELS
      || (shape->dims[2] != 1 && shape->dims[2] != 3))
    return FALSE;
  self->shape = *shape;
  self->values = g_new0 (float, ae_shape_size (shape));
  hg_figure_widget_redraw (self);
  return TRUE;
}

void
hg_drawing_pad_set_ink (HgDrawingPad *self, gboolean ink)
{
  self->ink = ink;
  hg_figure_widget_redraw (self);
}

const float *
hg_drawing_pad_get_values (HgDrawingPad *self)
{
  return self->values;
}

void
hg_drawing_pad_clear (HgDrawingPad *self)
{
  if (self->values == NULL)
    return;
  memset (self->values, 0, ae_shape_size (&self->shape) * sizeof (float));
  hg_figure_widget_redraw (self);
  g_signal_emit (self, signals[DRAWN], 0);
}
