/* SPDX-License-Identifier: MIT */
/* The zoom: Ctrl and the wheel, two fingers, and what the window's actions ask
 * for. Whatever is under the pointer stays there: its place along the model is
 * looked up in the old layout and found again in the new one, and the viewport
 * is scrolled by the difference before it is laid out.
 */
#include "ui/canvas/canvas-private.h"

#include <math.h>

#define WHEEL_FACTOR 1.15

struct _HgZoom
{
  float zoom;
  float pinch_zoom;         /* where two fingers began */
  graphene_point_t pointer; /* in the viewport */
};

GtkAdjustment *
hg_canvas_get_adjustment (HgCanvas *self, GtkOrientation orientation)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));

  if (!GTK_IS_SCROLLABLE (parent))
    return NULL;
  return orientation == GTK_ORIENTATION_HORIZONTAL
           ? gtk_scrollable_get_hadjustment (GTK_SCROLLABLE (parent))
           : gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (parent));
}

graphene_rect_t
hg_canvas_get_view (HgCanvas *self)
{
  GtkAdjustment *h = hg_canvas_get_adjustment (self, GTK_ORIENTATION_HORIZONTAL);
  GtkAdjustment *v = hg_canvas_get_adjustment (self, GTK_ORIENTATION_VERTICAL);

  if (h == NULL)
    return GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (GTK_WIDGET (self)),
                               gtk_widget_get_height (GTK_WIDGET (self)));
  return GRAPHENE_RECT_INIT ((float) gtk_adjustment_get_value (h),
                             (float) gtk_adjustment_get_value (v),
                             (float) gtk_adjustment_get_page_size (h),
                             (float) gtk_adjustment_get_page_size (v));
}

/* The viewport is given the new size before it is laid out, as otherwise it
 * would hold the value within the old one. */
static void
scroll_to (HgCanvas *self, GtkOrientation orientation, double size, double value)
{
  GtkAdjustment *adjustment = hg_canvas_get_adjustment (self, orientation);

  if (adjustment == NULL)
    return;
  gtk_adjustment_set_upper (adjustment, MAX (size, gtk_adjustment_get_page_size (adjustment)));
  gtk_adjustment_set_value (adjustment, round (value));
}

/*
 * @zoom: 1 is fit; held between hg_canvas_get_zoom_min() and HG_ZOOM_MAX
 * @x: @y: on the canvas; what is there stays where it is seen
 */
static void
zoom_at (HgCanvas *self, float zoom, double x, double y)
{
  graphene_rect_t view = hg_canvas_get_view (self);
  double position, height;
  int min_width, min_height;

  zoom = CLAMP (zoom, hg_canvas_get_zoom_min (self), HG_ZOOM_MAX);
  if (fabsf (zoom - 1) < .02f)
    zoom = 1;
  if (zoom == self->zoom->zoom)
    return;
  self->zoom->zoom = zoom;
  hg_canvas_relayout (self);
  g_signal_emit_by_name (self, "zoomed");
  if (self->layout == NULL)
    return;
  position = hg_layout_to_position (self->layout, x);
  height = (y - self->layout->axis) / self->layout->h_max;
  hg_canvas_get_min_size (self, &min_width, &min_height);
  /* Another turn of the wheel may come before the next frame. */
  hg_canvas_lay_out (self, MAX (min_width, view.size.width), MAX (min_height, view.size.height));
  scroll_to (self, GTK_ORIENTATION_HORIZONTAL, min_width,
             hg_layout_from_position (self->layout, position) - x + view.origin.x);
  scroll_to (self, GTK_ORIENTATION_VERTICAL, min_height,
             self->layout->axis + height * self->layout->h_max - y + view.origin.y);
}

/* Where a zoom by keys or buttons is centred: on the selected box where it is
 * seen, else in the middle. */
static void
find_centre (HgCanvas *self, double *x, double *y)
{
  graphene_rect_t view = hg_canvas_get_view (self);
  graphene_point_t middle;
  int index = self->items != NULL && self->layout != NULL
                ? hg_items_find (self->items, hg_workspace_get_selected (self->workspace))
                : -1;

  graphene_rect_get_center (&view, &middle);
  if (index >= 0)
    {
      graphene_point_t centre;

      graphene_rect_get_center (&self->layout->boxes[index].rect, &centre);
      if (graphene_rect_contains_point (&view, &centre))
        middle = centre;
    }
  *x = middle.x;
  *y = middle.y;
}

void
hg_canvas_zoom_by (HgCanvas *self, float factor)
{
  double x, y;

  find_centre (self, &x, &y);
  zoom_at (self, self->zoom->zoom * factor, x, y);
}

void
hg_canvas_zoom_fit (HgCanvas *self)
{
  hg_canvas_zoom_by (self, 1 / self->zoom->zoom);
}

void
hg_canvas_set_zoom (HgCanvas *self, float zoom)
{
  self->zoom->zoom = CLAMP (zoom, HG_ZOOM_MIN, HG_ZOOM_MAX);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

float
hg_canvas_get_zoom (HgCanvas *self)
{
  return self->zoom->zoom;
}

float
hg_canvas_get_zoom_min (HgCanvas *self)
{
  graphene_rect_t view = hg_canvas_get_view (self);

  if (self->items == NULL)
    return HG_ZOOM_MIN;
  return MIN (HG_ZOOM_MIN,
              hg_geometry_whole_zoom (self->items->specs, self->items->n_items, view.size.width));
}

/* Where there is nothing to scroll up or down, the wheel goes along the model.
 */
static gboolean
scroll_along (HgCanvas *self, double dx, double dy)
{
  GtkAdjustment *h = hg_canvas_get_adjustment (self, GTK_ORIENTATION_HORIZONTAL);
  GtkAdjustment *v = hg_canvas_get_adjustment (self, GTK_ORIENTATION_VERTICAL);
  double page;

  if (h == NULL || dx != 0 || gtk_adjustment_get_upper (v) > gtk_adjustment_get_page_size (v))
    return FALSE;
  page = gtk_adjustment_get_page_size (h);
  gtk_adjustment_set_value (h, gtk_adjustment_get_value (h) + dy * pow (page, 2. / 3));
  return TRUE;
}

static gboolean
scrolled_cb (GtkEventControllerScroll *controller, double dx, double dy, HgCanvas *self)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (
    GTK_EVENT_CONTROLLER (controller));
  graphene_rect_t view;

  if ((state & GDK_SHIFT_MASK) != 0)
    return FALSE;
  if (gtk_event_controller_scroll_get_unit (controller) != GDK_SCROLL_UNIT_WHEEL)
    dy /= 40;
  if ((state & GDK_CONTROL_MASK) == 0)
    return scroll_along (self, dx, dy);
  view = hg_canvas_get_view (self);
  zoom_at (self, self->zoom->zoom * (float) pow (WHEEL_FACTOR, -dy),
           view.origin.x + self->zoom->pointer.x, view.origin.y + self->zoom->pointer.y);
  return TRUE;
}

/* Kept in the viewport's coordinates: there it stays while the canvas moves. */
static void
moved_cb (GtkEventControllerMotion *motion, double x, double y, HgCanvas *self)
{
  gtk_widget_translate_coordinates (GTK_WIDGET (self), gtk_widget_get_parent (GTK_WIDGET (self)), x,
                                    y, &x, &y);
  self->zoom->pointer = GRAPHENE_POINT_INIT ((float) x, (float) y);
}

static void
pinch_begun_cb (HgCanvas *self)
{
  self->zoom->pinch_zoom = self->zoom->zoom;
}

static void
pinched_cb (GtkGestureZoom *gesture, double scale, HgCanvas *self)
{
  double x, y;

  if (!gtk_gesture_is_recognized (GTK_GESTURE (gesture))
      || !gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y))
    find_centre (self, &x, &y);
  zoom_at (self, self->zoom->pinch_zoom * (float) scale, x, y);
}

void
hg_canvas_init_zoom (HgCanvas *self)
{
  GtkEventController *wheel = gtk_event_controller_scroll_new (
    GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkGesture *pinch = gtk_gesture_zoom_new ();

  self->zoom = g_new0 (HgZoom, 1);
  self->zoom->zoom = 1;
  g_signal_connect (wheel, "scroll", G_CALLBACK (scrolled_cb), self);
  g_signal_connect (motion, "enter", G_CALLBACK (moved_cb), self);
  g_signal_connect (motion, "motion", G_CALLBACK (moved_cb), self);
  g_signal_connect_swapped (pinch, "begin", G_CALLBACK (pinch_begun_cb), self);
  g_signal_connect (pinch, "scale-changed", G_CALLBACK (pinched_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), wheel);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (pinch));
}
