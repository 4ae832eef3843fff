/* SPDX-License-Identifier: MIT */
/* One divider for all pictures: left of it they are one run's, right of it the other's.
 * It follows the pointer inside the picture that is pressed, and the arrow keys.
 */
#include <glib/gi18n.h>
#include <math.h>

#include "ui/figure-style.h"
#include "ui/format.h"
#include "ui/views/runs/run-comparison.h"

#define SIDE         14
#define NAMES        26
#define GAP          12
#define LARGEST      168
#define KNOB         5
#define STEP         0.05
#define PAGE         0.25
#define LEAST_HEIGHT 150

typedef struct
{
  double size;
  double left;
  gsize n;
} Layout;

static Layout
lay_out (HgRunComparison *self, GtkWidget *widget)
{
  const WbSampleBlock *block = hg_run_results_get_shown (self->results);
  double room = gtk_widget_get_width (widget) - 2 * SIDE;
  Layout layout = { .size = CLAMP (gtk_widget_get_height (widget) - NAMES - GAP, 24, LARGEST) };

  layout.n = (gsize) MAX ((room + GAP) / (layout.size + GAP), 1);
  layout.n = MIN (layout.n, block != NULL ? block->n : HG_RUN_SHOWN);
  layout.left = floor (SIDE + (room - (double) layout.n * (layout.size + GAP) + GAP) / 2);
  return layout;
}

/* @right: of the divider */
static void
draw_half (HgRunComparison *self,
           cairo_t *cr,
           gboolean right,
           gsize index,
           double x,
           double size,
           const WbStyle *style)
{
  double at = x + floor (size * self->wipe);

  cairo_save (cr);
  cairo_rectangle (cr, right ? at : x, NAMES, right ? x + size - at : at - x, size);
  cairo_clip (cr);
  hg_run_comparison_draw_tile (self, cr,
                               hg_run_comparison_get_output (self, self->pair[right], index), x,
                               NAMES, size, style);
  cairo_restore (cr);
}

static void
draw_divider (HgRunComparison *self, cairo_t *cr, double x, double size, const WbStyle *style)
{
  double at = floor (x + size * self->wipe) + 0.5;

  wb_colour_set (&style->accent, cr);
  cairo_set_line_width (cr, 2);
  cairo_move_to (cr, at, NAMES);
  cairo_line_to (cr, at, NAMES + size);
  cairo_stroke (cr);
  cairo_arc (cr, at, NAMES + size / 2, KNOB, 0, 2 * G_PI);
  cairo_fill (cr);
}

static void
draw_names (HgRunComparison *self, GtkWidget *widget, cairo_t *cr, const WbStyle *style)
{
  double half = gtk_widget_get_width (widget) / 2. - SIDE - GAP;

  for (guint i = 0; i < 2; i++)
    {
      WbColour colour = wb_run_colour (style, hg_run_item_get_colour (self->pair[i]));

      hg_run_comparison_draw_words (widget, cr, hg_run_item_get_record (self->pair[i])->name,
                                    i == 0 ? SIDE : gtk_widget_get_width (widget) - SIDE - half,
                                    NAMES / 2., half, i, &colour, TRUE);
    }
}

static void
run_wipe_draw (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  HgRunComparison *self = data;
  Layout layout = lay_out (self, GTK_WIDGET (area));
  WbStyle style;

  hg_figure_style_init_pixels (&style, GTK_WIDGET (area), hg_workspace_is_ink (self->workspace));
  if (self->pair[0] == NULL)
    {
      hg_run_comparison_draw_words (GTK_WIDGET (area), cr, _ ("Tick two runs to wipe between them"),
                                    SIDE, height / 2., width - 2 * SIDE, 0, &style.dim, FALSE);
      return;
    }
  draw_names (self, GTK_WIDGET (area), cr, &style);
  for (gsize i = 0; i < layout.n; i++)
    {
      double x = layout.left + (double) i * (layout.size + GAP);

      draw_half (self, cr, FALSE, i, x, layout.size, &style);
      draw_half (self, cr, TRUE, i, x, layout.size, &style);
      draw_divider (self, cr, x, layout.size, &style);
    }
}

/* "Run 1 on the left 50 %, Run 2 on the right" */
static void
run_wipe_name (GtkWidget *widget, HgRunComparison *self)
{
  g_autofree char *share = hg_format_share (self->wipe), *text = NULL;

  text = self->pair[0] != NULL
           ? g_strdup_printf (_ ("%s on the left %s, %s on the right"),
                              hg_run_item_get_record (self->pair[0])->name, share,
                              hg_run_item_get_record (self->pair[1])->name)
           : g_strdup (_ ("Tick two runs to wipe between them"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Wipe between two runs"), GTK_ACCESSIBLE_PROPERTY_VALUE_MIN,
                                  0., GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, 1.,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, self->wipe,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
}

void
hg_run_wipe_update (GtkWidget *widget)
{
  run_wipe_name (widget, g_object_get_data (G_OBJECT (widget), "comparison"));
  gtk_widget_queue_draw (widget);
}

static void
run_wipe_set (GtkWidget *widget, double wipe)
{
  HgRunComparison *self = g_object_get_data (G_OBJECT (widget), "comparison");

  self->wipe = CLAMP (wipe, 0, 1);
  hg_run_wipe_update (widget);
}

/* Between two pictures the nearer one counts. */
static void
run_wipe_point (GtkWidget *widget, double x)
{
  Layout layout = lay_out (g_object_get_data (G_OBJECT (widget), "comparison"), widget);
  double place = layout.size + GAP, inside = x - layout.left + GAP / 2.;
  double index = CLAMP (floor (inside / place), 0, (double) layout.n - 1);

  run_wipe_set (widget, (x - layout.left - index * place) / layout.size);
}

static void
drag_begun_cb (GtkWidget *widget, double x, double y)
{
  gtk_widget_grab_focus (widget);
  run_wipe_point (widget, x);
}

/* The picture in which the drag began, wherever the pointer is now. */
static void
dragged_cb (GtkWidget *widget, double dx, double dy, GtkGestureDrag *drag)
{
  Layout layout = lay_out (g_object_get_data (G_OBJECT (widget), "comparison"), widget);
  double place = layout.size + GAP, x, y, index;

  gtk_gesture_drag_get_start_point (drag, &x, &y);
  index = CLAMP (floor ((x - layout.left + GAP / 2.) / place), 0, (double) layout.n - 1);
  run_wipe_set (widget, (x + dx - layout.left - index * place) / layout.size);
}

static gboolean
key_cb (GtkWidget *widget, guint key)
{
  HgRunComparison *self = g_object_get_data (G_OBJECT (widget), "comparison");
  static const struct
  {
    guint key;
    double step;
  } steps[] = {
    { GDK_KEY_Left, -STEP },     { GDK_KEY_Right, STEP },      { GDK_KEY_Down, -STEP },
    { GDK_KEY_Up, STEP },        { GDK_KEY_Page_Down, -PAGE }, { GDK_KEY_Page_Up, PAGE },
    { GDK_KEY_Home, -INFINITY }, { GDK_KEY_End, INFINITY },
  };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (steps[i].key == key)
      {
        run_wipe_set (widget, self->wipe + steps[i].step);
        return TRUE;
      }
  return FALSE;
}

GtkWidget *
hg_run_wipe_new (HgRunComparison *comparison)
{
  GtkWidget *self = g_object_new (GTK_TYPE_DRAWING_AREA, "accessible-role",
                                  GTK_ACCESSIBLE_ROLE_SLIDER, "focusable", TRUE, "content-height",
                                  LEAST_HEIGHT, NULL);
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_object_set_data (G_OBJECT (self), "comparison", comparison);
  gtk_widget_set_cursor_from_name (self, "col-resize");
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self), run_wipe_draw, comparison, NULL);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begun_cb), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (dragged_cb), self);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (self, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (self, keys);
  hg_figure_style_watch (self, G_CALLBACK (gtk_widget_queue_draw));
  return self;
}
