/* SPDX-License-Identifier: MIT */
/* Drawn again when what it shows, or its size, changes. */
#include "ui/views/runs/run-plot.h"

#include <glib/gi18n.h>
#include <math.h>

#include "ui/figure-style.h"
#include "ui/format.h"
#include "ui/views/runs/run-item.h"

#define SIDE 14
#define FOOT 10

struct _HgRunPlot
{
  HgFigureWidget parent_instance;

  GPtrArray *items; /* of HgRunItem, whose records the curves are of */
  GArray *curves;
  WbRunChart chart;
  double epoch; /* of the past that is shown, else NAN */
  double step;
};

G_DEFINE_FINAL_TYPE (HgRunPlot, hg_run_plot, HG_TYPE_FIGURE_WIDGET)

/* "3 runs compared: Run 1 0.0906, Baseline 0.1074" */
static void
run_plot_name (HgRunPlot *self)
{
  GString *text = g_string_new (NULL);
  double at = isnan (self->chart.crosshair) ? INFINITY : self->chart.crosshair, x, loss;

  g_string_append_printf (text,
                          ngettext ("Loss of %u run", "Loss of %u runs", self->chart.n_curves),
                          self->chart.n_curves);
  for (guint i = 0; i < self->chart.n_curves; i++)
    if (wb_run_chart_read (&self->chart, i, MIN (at, G_MAXDOUBLE), &x, &loss))
      {
        g_autofree char *number = hg_format_loss (loss);

        g_string_append_printf (text, "%s%s %s", i == 0 ? ": " : ", ", self->chart.curves[i].name,
                                number);
      }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text->str,
                                  -1);
  g_string_free (text, TRUE);
}

static void
run_plot_changed (HgRunPlot *self)
{
  run_plot_name (self);
  hg_figure_widget_redraw (self);
}

static void
run_plot_draw (GtkWidget *widget, cairo_t *cr, double width, double height)
{
  WbStyle style;

  if (width < 80 || height < 60)
    return;
  hg_figure_style_init (&style, widget);
  cairo_translate (cr, SIDE, 0);
  wb_run_chart_draw (&HG_RUN_PLOT (widget)->chart, cr, width - 2 * SIDE, height - FOOT, &style);
}

/* The place under the pointer: a whole epoch or step. */
static void
run_plot_moved_cb (HgRunPlot *self, double x, double y)
{
  GtkWidget *widget = GTK_WIDGET (self);
  WbAxis x_axis, y_axis;
  WbStyle style;
  double at;

  hg_figure_style_init (&style, widget);
  wb_run_chart_lay_out (&self->chart, gtk_widget_get_width (widget) - 2 * SIDE,
                        gtk_widget_get_height (widget) - FOOT, &style, &x_axis, &y_axis);
  at = wb_axis_to_value (&x_axis, x - SIDE);
  if (self->chart.x != WB_RUN_CHART_SECONDS)
    at = MAX (round (at), 1);
  self->chart.crosshair = self->chart.n_curves > 0 && at >= x_axis.lower && at <= x_axis.upper
                            ? at
                            : NAN;
  run_plot_changed (self);
}

/* Without a pointer the crosshair is at the moment that is shown. */
static void
run_plot_rest (HgRunPlot *self)
{
  self->chart.crosshair = self->chart.x == WB_RUN_CHART_EPOCHS  ? self->epoch
                          : self->chart.x == WB_RUN_CHART_STEPS ? self->step
                                                                : NAN;
  run_plot_changed (self);
}

void
hg_run_plot_set_moment (HgRunPlot *self, HgWorkspace *workspace)
{
  guint64 step;
  gboolean past = hg_workspace_get_visited_step (workspace, &step);

  if (past ? self->step == (double) step : isnan (self->step))
    return;
  self->step = past ? (double) step : NAN;
  self->epoch = past ? hg_workspace_step_to_epoch (workspace, step) : NAN;
  run_plot_rest (self);
}

/* In an epoch. Older files say how many steps there were. */
static guint64
run_plot_count_samples (const WbRunRecord *run)
{
  guint n;
  const WbEpochRow *rows = wb_history_get_epochs (run->history, &n);

  if (run->n_samples > 0 || n == 0)
    return run->n_samples;
  return rows[0].step / rows[0].epoch * (guint64) run->recipe.batch_size;
}

void
hg_run_plot_set_runs (HgRunPlot *self, const GPtrArray *items, gpointer selected)
{
  g_ptr_array_set_size (self->items, 0);
  g_array_set_size (self->curves, 0);
  for (guint i = 0; i < items->len; i++)
    {
      HgRunItem *item = items->pdata[i];
      const WbRunRecord *run = hg_run_item_get_record (item);
      WbRunCurve curve = { run->name, run->history, hg_run_item_get_colour (item), item == selected,
                           run_plot_count_samples (run) };

      g_ptr_array_add (self->items, g_object_ref (item));
      g_array_append_val (self->curves, curve);
    }
  self->chart.curves = (const WbRunCurve *) (const void *) self->curves->data;
  self->chart.n_curves = self->curves->len;
  run_plot_changed (self);
}

void
hg_run_plot_set_x (HgRunPlot *self, WbRunChartX x)
{
  self->chart.x = x;
  run_plot_rest (self);
}

void
hg_run_plot_set_training (HgRunPlot *self, gboolean training)
{
  self->chart.training = training;
  run_plot_changed (self);
}

void
hg_run_plot_set_log (HgRunPlot *self, gboolean log)
{
  self->chart.log = log;
  run_plot_changed (self);
}

void
hg_run_plot_set_smoothing (HgRunPlot *self, double smoothing)
{
  self->chart.smoothing = smoothing;
  run_plot_changed (self);
}

const WbRunChart *
hg_run_plot_get_chart (HgRunPlot *self)
{
  return &self->chart;
}

static void
run_plot_dispose (GObject *object)
{
  HgRunPlot *self = HG_RUN_PLOT (object);

  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->curves, g_array_unref);
  G_OBJECT_CLASS (hg_run_plot_parent_class)->dispose (object);
}

static void
hg_run_plot_class_init (HgRunPlotClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = run_plot_dispose;
  HG_FIGURE_WIDGET_CLASS (klass)->draw = run_plot_draw;
  hg_figure_widget_class_set_size (HG_FIGURE_WIDGET_CLASS (klass), 260, 120, 500, 280);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "loss");
}

static void
hg_run_plot_init (HgRunPlot *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();

  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->curves = g_array_new (FALSE, FALSE, sizeof (WbRunCurve));
  self->chart.crosshair = self->epoch = self->step = NAN;
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (run_plot_moved_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (run_plot_rest), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  run_plot_name (self);
}
