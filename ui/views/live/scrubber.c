/* SPDX-License-Identifier: MIT */
/* The axis says where a step is, that of a chart also while it is zoomed. The moments that
 * are kept are asked for a few times a second only.
 */
#include "ui/views/live/scrubber.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/figures/text.h"
#include "ui/figure-style.h"
#include "ui/format.h"
#include "ui/tooltip.h"
#include "ui/view.h"

#define HEIGHT       30
#define OWN_HEIGHT   48 /* with an axis */
#define OWN_SIDE     16
#define TICK_GAP     64
#define TRACK        4
#define KNOB         8 /* its radius */
#define REFRESH_USEC (G_USEC_PER_SEC / 4)

struct _HgScrubber
{
  HgFigureWidget parent_instance;

  HgLossView *loss; /* nullable */
  HgWorkspace *workspace;
  GArray *key_frames; /* guint64 */
  gint64 refreshed_usec;
  double grabbed_x;
};

G_DEFINE_FINAL_TYPE (HgScrubber, hg_scrubber, HG_TYPE_FIGURE_WIDGET)

static int
scrubber_get_height (const HgScrubber *self)
{
  return self->loss != NULL ? HEIGHT : OWN_HEIGHT;
}

static void
scrubber_find_axis (HgScrubber *self, WbAxis *axis)
{
  const WbSnapshot *newest = hg_workspace_get_newest (self->workspace);

  if (self->loss != NULL)
    {
      hg_loss_view_get_axis (self->loss, axis);
      return;
    }
  wb_axis_init (axis, FALSE, 0,
                MAX (hg_workspace_get_newest_epoch (self->workspace),
                     newest != NULL ? MAX (newest->epochs_planned, 1) : 1));
  wb_axis_set_pixels (axis, OWN_SIDE, MAX (gtk_widget_get_width (GTK_WIDGET (self)), 60) - OWN_SIDE,
                      TICK_GAP);
}

static double
scrubber_find_x (HgScrubber *self, const WbAxis *axis, guint64 step)
{
  return wb_axis_to_pixel (axis, hg_workspace_step_to_epoch (self->workspace, step));
}

static void
scrubber_draw_track (cairo_t *cr, double from, double to, double y, const WbColour *colour)
{
  if (!(to > from))
    return;
  wb_colour_set (colour, cr);
  cairo_set_line_width (cr, TRACK);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_move_to (cr, from, y);
  cairo_line_to (cr, to, y);
  cairo_stroke (cr);
}

static void
scrubber_draw_key_frames (HgScrubber *self,
                          cairo_t *cr,
                          const WbAxis *axis,
                          double y,
                          const WbStyle *style)
{
  cairo_set_line_width (cr, 1);
  wb_colour_set (&style->dim, cr);
  for (guint i = 0; i < self->key_frames->len; i++)
    {
      double x = floor (scrubber_find_x (self, axis, g_array_index (self->key_frames, guint64, i)))
                 + .5;

      if (x < axis->start || x > axis->end)
        continue;
      cairo_move_to (cr, x, y + TRACK + 2);
      cairo_line_to (cr, x, y + TRACK + 5);
    }
  cairo_stroke (cr);
}

static void
scrubber_draw_dot (cairo_t *cr, double x, double y, double radius, const WbColour *colour)
{
  wb_colour_set (colour, cr);
  cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
  cairo_fill (cr);
}

static void
scrubber_draw_knob (cairo_t *cr, double x, double y, const WbColour *colour, const WbStyle *style)
{
  WbColour shade = wb_colour (0, style->dark ? .5 : .2);
  WbColour white = wb_colour (0xffffff, 1);

  scrubber_draw_dot (cr, x, y + 1, KNOB + .5, &shade);
  scrubber_draw_dot (cr, x, y, KNOB, &white);
  scrubber_draw_dot (cr, x, y, KNOB - 4, colour);
}

static void
scrubber_draw_words (HgScrubber *self,
                     cairo_t *cr,
                     const WbAxis *axis,
                     double y,
                     const WbStyle *style)
{
  char number[WB_NUMBER_SIZE];
  guint64 best;
  WbText text;

  wb_text_init (&text, cr, style);
  wb_text_set_font (&text, WB_TEXT_TICK, FALSE);
  for (guint i = 0; i < axis->n_ticks; i++)
    {
      wb_axis_format_tick (axis, i, number);
      wb_text_draw (&text, number, wb_axis_to_pixel (axis, axis->ticks[i]), y + 18, 0.5,
                    &style->dim);
    }
  if (hg_workspace_get_best_step (self->workspace, &best))
    wb_text_draw (&text, _ ("best"), scrubber_find_x (self, axis, best), y - 13, 0.5, &style->good);
  wb_text_clear (&text);
}

static void
scrubber_draw_moments (HgScrubber *self, cairo_t *cr, const WbAxis *axis)
{
  GtkWidget *widget = GTK_WIDGET (self);
  double y = floor (scrubber_get_height (self) / 2.) - 2, end, x;
  guint64 step, first;
  gboolean past = hg_workspace_get_visited_step (self->workspace, &step);
  gboolean can = hg_workspace_get_first_step (self->workspace, &first);
  WbColour done, colour;
  WbStyle style;

  hg_figure_style_init (&style, widget);
  scrubber_draw_track (cr, axis->start, axis->end, y, &style.grid);
  if (!can)
    return;
  colour = past ? style.amber_text : style.training;
  done = wb_colour_mix (&style.grid, &style.dim, .5);
  end = CLAMP (scrubber_find_x (self, axis, hg_workspace_get_newest (self->workspace)->step),
               axis->start, axis->end);
  x = scrubber_find_x (self, axis, hg_workspace_get_shown_step (self->workspace));
  scrubber_draw_track (cr, axis->start, end, y, &done);
  scrubber_draw_track (cr, axis->start, CLAMP (x, axis->start, axis->end), y, &colour);
  scrubber_draw_key_frames (self, cr, axis, y, &style);
  if (self->loss == NULL)
    scrubber_draw_words (self, cr, axis, y, &style);
  if (hg_workspace_get_best_step (self->workspace, &step))
    scrubber_draw_dot (cr, scrubber_find_x (self, axis, step), y, 3.5, &style.good);
  if (x >= axis->start - 1 && x <= axis->end + 1)
    scrubber_draw_knob (cr, x, y, &colour, &style);
}

static void
scrubber_draw (GtkWidget *widget, cairo_t *cr, double width, double height)
{
  HgScrubber *self = HG_SCRUBBER (widget);
  WbAxis axis;

  if (self->workspace == NULL || width < 60)
    return;
  scrubber_find_axis (self, &axis);
  scrubber_draw_moments (self, cr, &axis);
}

static void
scrubber_measure (GtkWidget *widget,
                  GtkOrientation orientation,
                  int for_size,
                  int *minimum,
                  int *natural,
                  int *minimum_baseline,
                  int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL
                          ? scrubber_get_height (HG_SCRUBBER (widget))
                          : 100;
}

/* "Epoch 12.4 of 50, step 5,100" */
static char *
scrubber_describe (HgScrubber *self)
{
  guint64 step = hg_workspace_get_shown_step (self->workspace);
  const WbSnapshot *newest = hg_workspace_get_newest (self->workspace);
  g_autofree char *epoch = hg_format_real (hg_workspace_step_to_epoch (self->workspace, step),
                                           "%.1f");
  g_autofree char *number = hg_format_count (step);

  return g_strdup_printf (_ ("Epoch %s of %u, step %s"), epoch,
                          newest != NULL ? newest->epochs_planned : 0, number);
}

static void
scrubber_name (HgScrubber *self)
{
  g_autofree char *text = scrubber_describe (self);
  guint64 first;
  gboolean can = hg_workspace_get_first_step (self->workspace, &first);
  const WbSnapshot *newest = hg_workspace_get_newest (self->workspace);

  gtk_widget_set_sensitive (GTK_WIDGET (self), can);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_MIN,
                                  (double) first, GTK_ACCESSIBLE_PROPERTY_VALUE_MAX,
                                  newest != NULL ? (double) newest->step : 0.,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_NOW,
                                  (double) hg_workspace_get_shown_step (self->workspace),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
}

/* What is kept, how much room that takes, and where. */
static void
scrubber_update_tooltip (HgScrubber *self)
{
  WbKeyFramesState state = wb_session_get_moments (hg_workspace_get_session (self->workspace));
  guint64 step;
  g_autofree char *memory = g_format_size (state.n_bytes);
  g_autofree char *spilled = g_format_size (state.n_spilled_bytes);
  g_autofree char *text = NULL;

  /* It would cover the chart that somebody looks at. */
  if (hg_workspace_get_visited_step (self->workspace, &step))
    text = NULL;
  else if (state.too_large)
    text = g_strdup (_ ("This model is too large for its past to be kept."));
  else if (state.n_frames == 0)
    text = g_strdup (_ ("Train, then drag here to see any earlier step"));
  else
    text = g_strdup_printf (
      ngettext ("Drag to any step. %u moment is kept: %s in memory, %s in the cache folder, both "
                "freed at the end.",
                "Drag to any step. %u moments are kept: %s in memory, %s in the cache folder, both "
                "freed at the end.",
                state.n_frames),
      state.n_frames, memory, spilled);
  hg_tooltip_set (GTK_WIDGET (self), text);
}

static void
scrubber_refresh (HgScrubber *self)
{
  gint64 now = g_get_monotonic_time ();

  if (now - self->refreshed_usec >= REFRESH_USEC
      && hg_workspace_get_session (self->workspace) != NULL)
    {
      self->refreshed_usec = now;
      g_array_unref (self->key_frames);
      self->key_frames = wb_session_list_moments (hg_workspace_get_session (self->workspace));
      scrubber_update_tooltip (self);
    }
  scrubber_name (self);
  hg_figure_widget_redraw (self);
}

static void
scrubber_workspace_changed_cb (gpointer widget, guint changes)
{
  if (changes & (HG_CHANGED_SNAPSHOT | HG_CHANGED_MOMENT))
    scrubber_refresh (widget);
}

static void
scrubber_go_to_pixel (HgScrubber *self, double x)
{
  WbAxis axis;

  scrubber_find_axis (self, &axis);
  hg_workspace_visit (self->workspace,
                      x >= axis.end ? G_MAXUINT64
                                    : hg_workspace_epoch_to_step (self->workspace,
                                                                  wb_axis_to_value (&axis, x)));
}

static void
scrubber_grabbed_cb (HgScrubber *self, double x)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->grabbed_x = x;
  scrubber_go_to_pixel (self, x);
}

static void
scrubber_dragged_cb (HgScrubber *self, double dx)
{
  scrubber_go_to_pixel (self, self->grabbed_x + dx);
}

/* By a number of steps, to either side. */
static void
scrubber_move (HgScrubber *self, gboolean later, guint64 by)
{
  guint64 shown = hg_workspace_get_shown_step (self->workspace);

  hg_workspace_visit (self->workspace, later ? shown + by : shown - MIN (shown, by));
}

static gboolean
scrubber_key_pressed_cb (HgScrubber *self, guint key, guint code, GdkModifierType modifiers)
{
  const WbSnapshot *newest = hg_workspace_get_newest (self->workspace);

  if (newest == NULL || (modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK)))
    return FALSE;
  if (key == GDK_KEY_Left || key == GDK_KEY_Right)
    scrubber_move (self, key == GDK_KEY_Right, 1);
  else if (key == GDK_KEY_Page_Up || key == GDK_KEY_Page_Down)
    scrubber_move (self, key == GDK_KEY_Page_Down, MAX (newest->steps_per_epoch, 1));
  else if (key == GDK_KEY_Home)
    hg_workspace_visit (self->workspace, 0);
  else if (key == GDK_KEY_End || key == GDK_KEY_Escape)
    hg_workspace_leave_past (self->workspace);
  else
    return FALSE;
  return TRUE;
}

static void
scrubber_dispose (GObject *object)
{
  HgScrubber *self = HG_SCRUBBER (object);

  g_clear_object (&self->workspace);
  g_clear_object (&self->loss);
  G_OBJECT_CLASS (hg_scrubber_parent_class)->dispose (object);
}

static void
scrubber_finalize (GObject *object)
{
  g_array_unref (HG_SCRUBBER (object)->key_frames);
  G_OBJECT_CLASS (hg_scrubber_parent_class)->finalize (object);
}

static void
hg_scrubber_class_init (HgScrubberClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = scrubber_dispose;
  G_OBJECT_CLASS (klass)->finalize = scrubber_finalize;
  HG_FIGURE_WIDGET_CLASS (klass)->draw = scrubber_draw;
  widget_class->measure = scrubber_measure;
  gtk_widget_class_set_css_name (widget_class, "scrubber");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SLIDER);
}

static void
hg_scrubber_init (HgScrubber *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->key_frames = g_array_new (FALSE, FALSE, sizeof (guint64));
  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_sensitive (widget, FALSE);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (scrubber_grabbed_cb), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (scrubber_dragged_cb), self);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (scrubber_key_pressed_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (widget, keys);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Moment of the training"), -1);
}

void
hg_scrubber_set_workspace (HgScrubber *self, HgLossView *loss, HgWorkspace *workspace)
{
  g_set_object (&self->loss, loss);
  g_set_object (&self->workspace, workspace);
  hg_view_watch (GTK_WIDGET (self), workspace, scrubber_workspace_changed_cb);
}
