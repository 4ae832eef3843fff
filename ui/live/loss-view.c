/* SPDX-License-Identifier: MIT */
/* The chart is given each piece of news once, as it comes; it is drawn into a
 * node that is kept until there is other news or another size.
 */
#include "ui/live/loss-view.h"

#include <adwaita.h>
#include <math.h>

#include "app/figures/loss-chart.h"
#include "ui/figure-style.h"
#include "ui/format.h"

/* Between the card's edge and the chart. */
#define SIDE 14
#define FOOT 10

struct _HgLossView
{
  GtkWidget parent_instance;

  HgWorkspace *workspace;
  WbLossChart *chart;
  GskRenderNode *node;
  double crosshair;
};

G_DEFINE_FINAL_TYPE (HgLossView, hg_loss_view, GTK_TYPE_WIDGET)

static void
redraw (HgLossView *self)
{
  g_clear_pointer (&self->node, gsk_render_node_unref);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
snapshot (GtkWidget *widget, GtkSnapshot *out)
{
  HgLossView *self = HG_LOSS_VIEW (widget);
  int width = gtk_widget_get_width (widget),
      height = gtk_widget_get_height (widget);
  WbStyle style;
  cairo_t *cr;

  if (width < 60 || height < 60)
    return;
  if (self->node == NULL)
    {
      hg_figure_style_init (&style, widget);
      self->node = gsk_cairo_node_new (
          &GRAPHENE_RECT_INIT (0, 0, width, height));
      cr = gsk_cairo_node_get_draw_context (self->node);
      cairo_translate (cr, SIDE, 0);
      wb_loss_chart_draw (self->chart, cr, width - 2 * SIDE, height - FOOT,
                          &style);
      cairo_destroy (cr);
    }
  gtk_snapshot_append_node (out, self->node);
}

static void
size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  g_clear_pointer (&HG_LOSS_VIEW (widget)->node, gsk_render_node_unref);
}

static void
measure (GtkWidget *widget,
         GtkOrientation orientation,
         int for_size,
         int *minimum,
         int *natural,
         int *minimum_baseline,
         int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_VERTICAL ? 120 : 280;
  *natural = orientation == GTK_ORIENTATION_VERTICAL ? 280 : 346;
}

/* "Loss, epoch 12, training 0.0985, validation 0.0955, best 0.0955 at epoch 12" */
static void
name_chart (HgLossView *self)
{
  GString *text = g_string_new ("Loss");
  WbLossReading reading;
  double epoch, best;

  if (wb_loss_chart_read (self->chart,
                          isnan (self->crosshair) ? 1e9 : self->crosshair,
                          &reading))
    {
      g_autofree char *training = hg_format_loss (reading.training);
      g_autofree char *validation = hg_format_loss (reading.validation);

      g_string_append_printf (text, ", epoch %.0f, training %s", reading.epoch,
                              training);
      if (!isnan (reading.validation))
        g_string_append_printf (text, ", validation %s", validation);
    }
  if (wb_loss_chart_get_best (self->chart, &epoch, &best))
    {
      g_autofree char *shown = hg_format_loss (best);

      g_string_append_printf (text, ", best %s at epoch %.0f", shown, epoch);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, text->str, -1);
  g_string_free (text, TRUE);
}

static void
set_crosshair (HgLossView *self, double epoch)
{
  self->crosshair = epoch;
  wb_loss_chart_set_crosshair (self->chart, epoch);
  name_chart (self);
  redraw (self);
}

static void
moved_cb (HgLossView *self, double x, double y)
{
  GtkWidget *widget = GTK_WIDGET (self);
  WbLossPlot plot;
  WbStyle style;

  hg_figure_style_init (&style, widget);
  wb_loss_chart_lay_out (self->chart, gtk_widget_get_width (widget) - 2 * SIDE,
                         gtk_widget_get_height (widget) - FOOT, &style, &plot);
  set_crosshair (self, wb_axis_to_value (&plot.x, x - SIDE));
}

static void
left_cb (HgLossView *self)
{
  set_crosshair (self, NAN);
}

static gboolean
key_pressed_cb (HgLossView *self, guint key)
{
  WbLossReading reading;
  double epoch = self->crosshair;

  if (key == GDK_KEY_Escape)
    {
      set_crosshair (self, NAN);
      return TRUE;
    }
  if (key != GDK_KEY_Left && key != GDK_KEY_Right)
    return FALSE;
  if (!wb_loss_chart_read (self->chart, isnan (epoch) ? 1e9 : epoch, &reading))
    return FALSE;
  set_crosshair (self,
                 isnan (epoch)
                     ? reading.epoch
                     : MAX (reading.epoch + (key == GDK_KEY_Left ? -1 : 1), 1));
  return TRUE;
}

static const char *
choose_message (HgLossView *self)
{
  if (hg_workspace_get_error (self->workspace) != NULL)
    return "Waiting for a valid model";
  if (hg_workspace_get_state (self->workspace) == WB_RUN_RUNNING)
    return NULL;
  return "Press Train to see the loss fall";
}

static void
take_news (HgLossView *self)
{
  const WbSnapshot *snapshot = hg_workspace_get_snapshot (self->workspace);
  gsize n_losses = 0;
  guint n_epochs = 0;

  if (snapshot == NULL)
    return;
  if (snapshot->replaces)
    wb_loss_chart_clear (self->chart);
  if (snapshot->news != NULL && snapshot->steps_per_epoch > 0)
    {
      wb_history_get_losses (snapshot->news, &n_losses);
      wb_history_get_epochs (snapshot->news, &n_epochs);
      if (n_losses > 0 || n_epochs > 0)
        wb_loss_chart_add_history (self->chart, snapshot->news,
                                   (double) snapshot->steps_per_epoch);
    }
  wb_loss_chart_set_planned (self->chart, snapshot->epochs_planned);
  if (!snapshot->replaces && n_losses == 0 && n_epochs == 0)
    return;
  name_chart (self);
  redraw (self);
}

static void
update_state (HgLossView *self)
{
  wb_loss_chart_set_message (self->chart, choose_message (self));
  wb_loss_chart_set_faded (self->chart,
                           hg_workspace_get_error (self->workspace) != NULL);
  redraw (self);
}

static void
workspace_changed_cb (HgLossView *self, guint changes)
{
  if (changes & HG_CHANGED_SNAPSHOT)
    take_news (self);
  if (changes & (HG_CHANGED_MODEL | HG_CHANGED_DATA))
    update_state (self);
}

static void
dispose (GObject *object)
{
  HgLossView *self = HG_LOSS_VIEW (object);

  g_clear_pointer (&self->node, gsk_render_node_unref);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (hg_loss_view_parent_class)->dispose (object);
}

static void
finalize (GObject *object)
{
  wb_loss_chart_free (HG_LOSS_VIEW (object)->chart);
  G_OBJECT_CLASS (hg_loss_view_parent_class)->finalize (object);
}

static void
hg_loss_view_class_init (HgLossViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dispose;
  G_OBJECT_CLASS (klass)->finalize = finalize;
  widget_class->snapshot = snapshot;
  widget_class->size_allocate = size_allocate;
  widget_class->measure = measure;
  gtk_widget_class_set_css_name (widget_class, "loss");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_l, 0,
                                       "win.toggle-log", NULL);
}

static void
hg_loss_view_init (HgLossView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  AdwStyleManager *manager = adw_style_manager_get_default ();

  self->chart = wb_loss_chart_new ();
  self->crosshair = NAN;
  wb_loss_chart_set_legend (self->chart, FALSE);
  gtk_widget_set_focusable (widget, TRUE);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (moved_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (left_cb), self);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb),
                            self);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, keys);
  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (redraw), self,
                           G_CONNECT_SWAPPED);
}

void
hg_loss_view_set_workspace (HgLossView *self, HgWorkspace *workspace)
{
  g_set_object (&self->workspace, workspace);
  g_signal_connect_object (workspace, "changed",
                           G_CALLBACK (workspace_changed_cb), self,
                           G_CONNECT_SWAPPED);
  workspace_changed_cb (self, HG_CHANGED_ALL);
}

void
hg_loss_view_set_logarithmic (HgLossView *self, gboolean logarithmic)
{
  wb_loss_chart_set_log (self->chart, logarithmic);
  redraw (self);
}
