/* SPDX-License-Identifier: MIT */
/* The chart is given each snapshot once, as it comes, and drawn again for it. Scrolling and
 * pinching zoom the epochs, dragging moves them, a double click shows all.
 */
#include "ui/views/live/loss-view.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#include "ui/figure-style.h"
#include "ui/format.h"

/* Between the card's edge and the chart. */
#define SIDE 14
#define FOOT 10

#define ZOOM_STEP   1.25
#define ZOOM_NARROW 0.5 /* epochs: no narrower */
#define GLIDE_MSEC  250

struct _HgLossView
{
  HgFigureWidget parent_instance;

  HgWorkspace *workspace;
  WbLossChart *chart;
  const char *message; /* where there is no curve yet */
  gboolean faded;
  double crosshair;
  double pointer_x;
  WbAxis grabbed; /* the axis when a drag or a pinch began */
  AdwAnimation *glide;
  double best_from[2]; /* epoch and loss of the best before */
  double best_to[2];
};

enum
{
  CURVES_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HgLossView, hg_loss_view, HG_TYPE_FIGURE_WIDGET)

static void
loss_view_draw (GtkWidget *widget, cairo_t *cr, double width, double height)
{
  WbStyle style;

  if (width < 60 || height < 60)
    return;
  hg_figure_style_init (&style, widget);
  cairo_translate (cr, SIDE, 0);
  wb_loss_chart_draw (HG_LOSS_VIEW (widget)->chart, cr, width - 2 * SIDE, height - FOOT, &style);
}

static void
loss_view_append_parts (GString *text, const WbLossReading *reading)
{
  g_autofree char *reconstruction = hg_format_loss (reading->reconstruction);
  g_autofree char *divergence = hg_format_loss (reading->divergence);

  if (!isnan (reading->divergence))
    g_string_append_printf (text, _ (", reconstruction %s, KL %s"), reconstruction, divergence);
  else if (!isnan (reading->reconstruction))
    g_string_append_printf (text, _ (", reconstruction %s"), reconstruction);
}

/* "Loss, epoch 12, training 0.0985, validation 0.0955, best 0.0955 at epoch 12",
 * or "Loss. Press Train to see the loss fall" */
static void
loss_view_name_chart (HgLossView *self)
{
  GString *text = g_string_new (_ ("Loss"));
  WbLossReading reading;
  double epoch, best;

  if (wb_loss_chart_read (self->chart, isnan (self->crosshair) ? 1e9 : self->crosshair, &reading))
    {
      g_autofree char *at = hg_format_real (reading.epoch, "%.0f");
      g_autofree char *training = hg_format_loss (reading.training);
      g_autofree char *validation = hg_format_loss (reading.validation);

      g_string_append_printf (text, _ (", epoch %s, training %s"), at, training);
      if (!isnan (reading.validation))
        g_string_append_printf (text, _ (", validation %s"), validation);
      loss_view_append_parts (text, &reading);
    }
  else if (self->message != NULL)
    g_string_append_printf (text, ". %s", self->message);
  if (wb_loss_chart_get_best (self->chart, &epoch, &best))
    {
      g_autofree char *shown = hg_format_loss (best);
      g_autofree char *at = hg_format_real (epoch, "%.0f");

      g_string_append_printf (text, _ (", best %s at epoch %s"), shown, at);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text->str,
                                  -1);
  g_string_free (text, TRUE);
}

static void
loss_view_set_crosshair (HgLossView *self, double epoch)
{
  self->crosshair = epoch;
  wb_loss_chart_get_look (self->chart)->crosshair = epoch;
  loss_view_name_chart (self);
  hg_figure_widget_redraw (self);
}

static void
loss_view_lay_out (HgLossView *self, WbLossPlot *plot)
{
  GtkWidget *widget = GTK_WIDGET (self);
  WbStyle style;

  hg_figure_style_init (&style, widget);
  wb_loss_chart_lay_out (self->chart, gtk_widget_get_width (widget) - 2 * SIDE,
                         gtk_widget_get_height (widget) - FOOT, &style, plot);
}

/* Shows the epochs from @from on for @length, inside what there is; all of them
 * where that is no less. */
static void
loss_view_show_window (HgLossView *self, double from, double length)
{
  WbLossLook *look = wb_loss_chart_get_look (self->chart);
  WbLossPlot plot;

  look->from = look->to = NAN;
  loss_view_lay_out (self, &plot);
  length = MAX (length, ZOOM_NARROW);
  if (length < plot.x.upper - plot.x.lower)
    {
      look->from = CLAMP (from, plot.x.lower, plot.x.upper - length);
      look->to = look->from + length;
    }
  hg_figure_widget_redraw (self);
}

/* Zooms @axis so that the epoch at a pixel stays there. */
static void
loss_view_zoom (HgLossView *self, const WbAxis *axis, double x, double factor)
{
  double epoch = wb_axis_to_value (axis, x - SIDE);
  double length = MAX ((axis->upper - axis->lower) * factor, ZOOM_NARROW);
  double part = (epoch - axis->lower) / (axis->upper - axis->lower);

  loss_view_show_window (self, epoch - CLAMP (part, 0, 1) * length, length);
}

static gboolean
loss_view_scrolled_cb (HgLossView *self, double dx, double dy)
{
  WbLossPlot plot;

  loss_view_lay_out (self, &plot);
  if (fabs (dx) > fabs (dy))
    loss_view_show_window (self, plot.x.lower + dx * (plot.x.upper - plot.x.lower) / 10,
                           plot.x.upper - plot.x.lower);
  else
    loss_view_zoom (self, &plot.x, self->pointer_x, pow (ZOOM_STEP, dy));
  return TRUE;
}

static void
loss_view_grabbed_cb (HgLossView *self)
{
  WbLossPlot plot;

  loss_view_lay_out (self, &plot);
  self->grabbed = plot.x;
}

static void
loss_view_pinched_cb (HgLossView *self, double scale, GtkGesture *gesture)
{
  double x = self->pointer_x, y;

  gtk_gesture_get_bounding_box_center (gesture, &x, &y);
  loss_view_zoom (self, &self->grabbed, x, 1 / scale);
}

static void
loss_view_dragged_cb (HgLossView *self, double dx, double dy)
{
  const WbAxis *axis = &self->grabbed;
  double length = axis->upper - axis->lower;

  loss_view_show_window (self, axis->lower - dx * length / (axis->end - axis->start), length);
}

static void
loss_view_pressed_cb (HgLossView *self, int n_presses)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (n_presses == 2)
    loss_view_show_window (self, 0, INFINITY);
}

static void
loss_view_moved_cb (HgLossView *self, double x, double y)
{
  WbLossPlot plot;

  self->pointer_x = x;
  loss_view_lay_out (self, &plot);
  loss_view_set_crosshair (self, wb_axis_to_value (&plot.x, x - SIDE));
}

static void
loss_view_left_cb (HgLossView *self)
{
  loss_view_set_crosshair (self, NAN);
}

static gboolean
loss_view_key_pressed_cb (HgLossView *self, guint key)
{
  WbLossReading reading;
  double epoch = self->crosshair;

  if (key == GDK_KEY_Escape)
    {
      loss_view_set_crosshair (self, NAN);
      loss_view_show_window (self, 0, INFINITY);
      return TRUE;
    }
  if (key != GDK_KEY_Left && key != GDK_KEY_Right)
    return FALSE;
  if (!wb_loss_chart_read (self->chart, isnan (epoch) ? 1e9 : epoch, &reading))
    return FALSE;
  loss_view_set_crosshair (self, isnan (epoch)
                                   ? reading.epoch
                                   : MAX (reading.epoch + (key == GDK_KEY_Left ? -1 : 1), 1));
  return TRUE;
}

static const char *
loss_view_choose_message (HgLossView *self)
{
  if (hg_workspace_get_error (self->workspace) != NULL)
    return _ ("Waiting for a valid model");
  if (hg_workspace_get_state (self->workspace) == WB_RUN_RUNNING)
    return NULL;
  return _ ("Press Train to see the loss fall");
}

static void
loss_view_glide_cb (double part, gpointer data)
{
  HgLossView *self = data;
  WbLossLook *look = wb_loss_chart_get_look (self->chart);
  const double *from = self->best_from, *to = self->best_to;

  look->best_epoch = part < 1 ? from[0] + part * (to[0] - from[0]) : NAN;
  look->best_loss = part < 1 ? from[1] + part * (to[1] - from[1]) : NAN;
  hg_figure_widget_redraw (self);
}

/* The green dot glides to a new best. */
static void
loss_view_follow_best (HgLossView *self)
{
  double epoch, loss;
  gboolean moved;

  if (!wb_loss_chart_get_best (self->chart, &epoch, &loss))
    {
      self->best_to[0] = NAN;
      return;
    }
  moved = epoch > self->best_to[0];
  memcpy (self->best_from, self->best_to, sizeof self->best_from);
  self->best_to[0] = epoch;
  self->best_to[1] = loss;
  if (moved && gtk_widget_get_mapped (GTK_WIDGET (self)))
    adw_animation_play (self->glide);
}

/* Losses are added; of flags there are few, and one may have gone again. */
static gboolean
loss_view_add_snapshot (HgLossView *self, const WbSnapshot *snapshot)
{
  const WbHistory *all = wb_session_get_history (hg_workspace_get_session (self->workspace));
  gsize n_losses;
  guint n_epochs;

  wb_history_get_losses (snapshot->new_history, &n_losses);
  wb_history_get_epochs (snapshot->new_history, &n_epochs);
  wb_loss_chart_add_history (self->chart, snapshot->new_history,
                             (double) snapshot->steps_per_epoch);
  if (snapshot->replaces || wb_history_get_flags (snapshot->new_history)->len > 0)
    wb_loss_chart_set_flags (self->chart, wb_history_get_flags (all));
  if (n_epochs > 0 || snapshot->replaces)
    loss_view_follow_best (self);
  return n_losses > 0 || n_epochs > 0 || snapshot->replaces
         || wb_history_get_flags (snapshot->new_history)->len > 0;
}

static void
loss_view_show_newest (HgLossView *self)
{
  const WbSnapshot *snapshot = hg_workspace_get_newest (self->workspace);
  gboolean had_parts = wb_loss_chart_has_parts (self->chart);
  gboolean had_divergence = wb_loss_chart_has_divergence (self->chart);
  WbLossLook *look = wb_loss_chart_get_look (self->chart);

  if (snapshot == NULL)
    return;
  if (snapshot->replaces)
    {
      wb_loss_chart_clear (self->chart);
      look->from = look->to = NAN;
    }
  look->planned = snapshot->epochs_planned;
  if (!loss_view_add_snapshot (self, snapshot))
    return;
  loss_view_name_chart (self);
  hg_figure_widget_redraw (self);
  if (wb_loss_chart_has_parts (self->chart) != had_parts
      || wb_loss_chart_has_divergence (self->chart) != had_divergence)
    g_signal_emit (self, signals[CURVES_CHANGED], 0);
}

static void
loss_view_show_ghosts (HgLossView *self)
{
  const GPtrArray *ghosts = hg_workspace_get_ghosts (self->workspace);

  wb_loss_chart_clear_ghosts (self->chart);
  for (guint i = 0; ghosts != NULL && i < ghosts->len; i++)
    {
      const HgGhost *ghost = ghosts->pdata[i];
      guint curve = wb_loss_chart_add_ghost (self->chart);

      for (guint j = 0; j < ghost->points->len; j++)
        {
          const WbLossPoint *point = &g_array_index (ghost->points, WbLossPoint, j);

          wb_loss_chart_add_ghost_point (self->chart, curve, point->epoch, point->loss);
        }
    }
  hg_figure_widget_redraw (self);
}

static void
loss_view_update_state (HgLossView *self)
{
  const char *message = loss_view_choose_message (self);
  gboolean faded = hg_workspace_get_error (self->workspace) != NULL;

  if (message == self->message && faded == self->faded)
    return;
  self->message = message;
  self->faded = faded;
  wb_loss_chart_set_message (self->chart, message);
  wb_loss_chart_get_look (self->chart)->faded = faded;
  loss_view_name_chart (self);
  hg_figure_widget_redraw (self);
}

static void
loss_view_show_moment (HgLossView *self)
{
  guint64 step;
  gboolean past = hg_workspace_get_visited_step (self->workspace, &step);

  wb_loss_chart_get_look (self->chart)->playhead = past
                                                     ? hg_workspace_step_to_epoch (self->workspace,
                                                                                   step)
                                                     : NAN;
  hg_figure_widget_redraw (self);
}

static void
loss_view_workspace_changed_cb (HgLossView *self, guint changes)
{
  if (changes & HG_CHANGED_SNAPSHOT)
    loss_view_show_newest (self);
  if (changes & HG_CHANGED_GHOSTS)
    loss_view_show_ghosts (self);
  if (changes & HG_CHANGED_MOMENT)
    loss_view_show_moment (self);
  loss_view_update_state (self);
}

static void
loss_view_dispose (GObject *object)
{
  HgLossView *self = HG_LOSS_VIEW (object);

  g_clear_object (&self->glide);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (hg_loss_view_parent_class)->dispose (object);
}

static void
loss_view_finalize (GObject *object)
{
  wb_loss_chart_free (HG_LOSS_VIEW (object)->chart);
  G_OBJECT_CLASS (hg_loss_view_parent_class)->finalize (object);
}

static void
hg_loss_view_class_init (HgLossViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = loss_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = loss_view_finalize;
  HG_FIGURE_WIDGET_CLASS (klass)->draw = loss_view_draw;
  hg_figure_widget_class_set_size (HG_FIGURE_WIDGET_CLASS (klass), 280, 120, 346, 280);
  signals[CURVES_CHANGED] = g_signal_new ("curves-changed", HG_TYPE_LOSS_VIEW, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name (widget_class, "loss");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_l, 0, "win.toggle-log", NULL);
}

static void
loss_view_add_gestures (HgLossView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *scroll = gtk_event_controller_scroll_new (
    GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkGesture *pinch = gtk_gesture_zoom_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (loss_view_scrolled_cb), self);
  g_signal_connect_swapped (pinch, "begin", G_CALLBACK (loss_view_grabbed_cb), self);
  g_signal_connect_swapped (pinch, "scale-changed", G_CALLBACK (loss_view_pinched_cb), self);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (loss_view_grabbed_cb), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (loss_view_dragged_cb), self);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (loss_view_pressed_cb), self);
  gtk_widget_add_controller (widget, scroll);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (pinch));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
}

static void
hg_loss_view_init (HgLossView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->chart = wb_loss_chart_new ();
  self->crosshair = self->best_to[0] = NAN;
  self->glide = adw_timed_animation_new (widget, 0, 1, GLIDE_MSEC,
                                         adw_callback_animation_target_new (loss_view_glide_cb,
                                                                            self, NULL));
  wb_loss_chart_get_look (self->chart)->legend = FALSE;
  wb_loss_chart_get_look (self->chart)->flags_on_hover = TRUE;
  gtk_widget_set_focusable (widget, TRUE);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (loss_view_moved_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (loss_view_left_cb), self);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (loss_view_key_pressed_cb), self);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, keys);
  loss_view_add_gestures (self);
  loss_view_name_chart (self);
}

void
hg_loss_view_set_workspace (HgLossView *self, HgWorkspace *workspace)
{
  g_set_object (&self->workspace, workspace);
  g_signal_connect_object (workspace, "changed", G_CALLBACK (loss_view_workspace_changed_cb), self,
                           G_CONNECT_SWAPPED);
  loss_view_workspace_changed_cb (self, HG_CHANGED_ALL);
}

void
hg_loss_view_get_axis (HgLossView *self, WbAxis *x)
{
  WbLossPlot plot;

  loss_view_lay_out (self, &plot);
  *x = plot.x;
  x->start += SIDE;
  x->end += SIDE;
}

void
hg_loss_view_set_logarithmic (HgLossView *self, gboolean logarithmic)
{
  wb_loss_chart_get_look (self->chart)->log = logarithmic;
  hg_figure_widget_redraw (self);
}

const WbLossChart *
hg_loss_view_get_chart (HgLossView *self)
{
  return self->chart;
}

HgWorkspace *
hg_loss_view_get_workspace (HgLossView *self)
{
  return self->workspace;
}
