/* SPDX-License-Identifier: MIT */
/* The bar follows the adjustment of the canvas' viewport, and draws from the
 * canvas' own layout. */
#include "ui/canvas/overview.h"

#include <glib/gi18n.h>

#include "ui/canvas/canvas-private.h"
#include "ui/canvas/canvas-style.h"

#define BAR_HEIGHT 6.f
#define HEIGHT     24
#define MARGIN     12.f

struct _HgOverview
{
  GtkWidget parent_instance;

  HgCanvas *canvas;
  GtkAdjustment *adjustment;
  double grip;
};

G_DEFINE_FINAL_TYPE (HgOverview, hg_overview, GTK_TYPE_WIDGET)

static float
overview_get_length (HgOverview *self)
{
  return MAX (gtk_widget_get_width (GTK_WIDGET (self)) - 2 * MARGIN, 1);
}

/* From the canvas' x to the bar's. */
static float
overview_to_bar (HgOverview *self, double x)
{
  double upper = MAX (gtk_adjustment_get_upper (self->adjustment), 1);

  return MARGIN + (float) (x / upper) * overview_get_length (self);
}

static void
overview_draw_boxes (HgOverview *self, GtkSnapshot *out)
{
  const HgCanvasStyle *style = hg_canvas_style_get ();
  const HgLayout *layout = self->canvas->layout;
  float y = HEIGHT - 6 - BAR_HEIGHT;

  for (guint i = 0; i < layout->n_boxes; i++)
    {
      const graphene_rect_t *rect = &layout->boxes[i].rect;
      float x = overview_to_bar (self, rect->origin.x);
      float width = overview_to_bar (self, rect->origin.x + rect->size.width) - x;

      gtk_snapshot_append_color (out, &style->roles[self->canvas->items->items[i].role].line,
                                 &GRAPHENE_RECT_INIT (x, y, MAX (width, 1), BAR_HEIGHT));
    }
}

static void
overview_snapshot (GtkWidget *widget, GtkSnapshot *out)
{
  HgOverview *self = HG_OVERVIEW (widget);
  const GdkRGBA *accent = &hg_canvas_style_get ()->accent;
  GskRoundedRect frame;
  double value;
  float x;

  if (self->canvas == NULL || self->canvas->layout == NULL)
    return;
  overview_draw_boxes (self, out);
  value = gtk_adjustment_get_value (self->adjustment);
  x = overview_to_bar (self, value);
  gsk_rounded_rect_init_from_rect (
    &frame,
    &GRAPHENE_RECT_INIT (
      x, HEIGHT - 8 - BAR_HEIGHT,
      overview_to_bar (self, value + gtk_adjustment_get_page_size (self->adjustment)) - x,
      BAR_HEIGHT + 4),
    4);
  gtk_snapshot_append_border (out, &frame, (float[4]) { 2, 2, 2, 2 },
                              (GdkRGBA[4]) { *accent, *accent, *accent, *accent });
}

static void
overview_measure (GtkWidget *widget,
                  GtkOrientation orientation,
                  int for_size,
                  int *minimum,
                  int *natural,
                  int *minimum_baseline,
                  int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? HEIGHT : 0;
}

/* A press within the frame takes hold of it; beside it, its middle goes there.
 */
static void
overview_pressed_cb (HgOverview *self, double x, double y)
{
  double page = gtk_adjustment_get_page_size (self->adjustment);
  double place = (x - MARGIN) / overview_get_length (self)
                 * gtk_adjustment_get_upper (self->adjustment);
  double within = place - gtk_adjustment_get_value (self->adjustment);

  self->grip = within >= 0 && within <= page ? within : page / 2;
  gtk_adjustment_set_value (self->adjustment, place - self->grip);
}

static void
overview_dragged_cb (HgOverview *self, double dx, double dy, GtkGestureDrag *drag)
{
  double x, y;

  gtk_gesture_drag_get_start_point (drag, &x, &y);
  gtk_adjustment_set_value (self->adjustment, (x + dx - MARGIN) / overview_get_length (self)
                                                  * gtk_adjustment_get_upper (self->adjustment)
                                                - self->grip);
}

static void
overview_adjusted_cb (HgOverview *self)
{
  GtkAdjustment *a = self->adjustment;
  double page = gtk_adjustment_get_page_size (a);

  gtk_widget_set_visible (GTK_WIDGET (self), gtk_adjustment_get_upper (a) > page + 1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_MAX,
                                  MAX (gtk_adjustment_get_upper (a) - page, 0),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, gtk_adjustment_get_value (a),
                                  -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
overview_dispose (GObject *object)
{
  HgOverview *self = HG_OVERVIEW (object);

  g_clear_object (&self->adjustment);
  g_clear_object (&self->canvas);
  G_OBJECT_CLASS (hg_overview_parent_class)->dispose (object);
}

static void
hg_overview_class_init (HgOverviewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = overview_dispose;
  widget_class->snapshot = overview_snapshot;
  widget_class->measure = overview_measure;
  gtk_widget_class_set_css_name (widget_class, "overview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SCROLLBAR);
}

static void
hg_overview_init (HgOverview *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (overview_pressed_cb), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (overview_dragged_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Overview of the model"), -1);
}

void
hg_overview_set_canvas (HgOverview *self, HgCanvas *canvas)
{
  g_return_if_fail (self->canvas == NULL);
  self->canvas = g_object_ref (canvas);
  self->adjustment = g_object_ref (hg_canvas_get_adjustment (canvas, GTK_ORIENTATION_HORIZONTAL));
  g_signal_connect_object (self->adjustment, "changed", G_CALLBACK (overview_adjusted_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->adjustment, "value-changed", G_CALLBACK (overview_adjusted_cb),
                           self, G_CONNECT_SWAPPED);
  overview_adjusted_cb (self);
}
