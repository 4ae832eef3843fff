/* SPDX-License-Identifier: MIT */
/* The view that moves while a model learns: the loss on the left, and what the
 * model makes of the followed samples on the right.
 */
#include "ui/view.h"

#include <glib/gi18n.h>

#include "ui/format.h"
#include "ui/settings.h"
#include "ui/shortcuts.h"
#include "ui/views/live/finding-row.h"
#include "ui/views/live/legend.h"
#include "ui/views/live/live-figures.h"
#include "ui/views/live/loss-view.h"
#include "ui/views/live/reconstructions.h"
#include "ui/views/live/scrubber.h"

#define HG_TYPE_LIVE_VIEW (hg_live_view_get_type ())
G_DECLARE_FINAL_TYPE (HgLiveView, hg_live_view, HG, LIVE_VIEW, AdwBin)

struct _HgLiveView
{
  AdwBin parent_instance;

  HgFindingRow *finding;
  HgLossView *loss;
  HgScrubber *scrubber;
  GtkToggleButton *play;
  GtkWidget *parts;
  GtkWidget *divergence;
  GtkWidget *log_button;
  GtkMenuButton *loss_more;
  GtkMenuButton *reconstructions_more;
  GtkLabel *moment;
  GtkStack *samples;
  HgReconstructions *reconstructions;
  AdwStatusPage *missing;
  HgWorkspace *workspace;
  GSettings *settings;
};

G_DEFINE_FINAL_TYPE (HgLiveView, hg_live_view, ADW_TYPE_BIN)

/* Where the data was, and why it cannot be opened there. */
static void
live_view_show_missing (HgLiveView *self, const char *reason)
{
  const char *location = wb_data_reference_get_location (
    wb_document_get_data (hg_workspace_get_document (self->workspace)));
  g_autofree char *path = g_filename_display_name (location);
  g_autofree char *text = g_markup_printf_escaped (
    "<b>%s</b>\n%s", path,
    g_file_test (location, G_FILE_TEST_EXISTS)
      ? reason
      : _ ("Nothing is there any more. Locate the data where it is now, or "
           "use other data."));

  adw_status_page_set_description (self->missing, text);
}

static void
live_view_update_samples (HgLiveView *self)
{
  const char *reason = hg_workspace_get_missing (self->workspace);

  if (reason != NULL)
    live_view_show_missing (self, reason);
  gtk_stack_set_visible_child (self->samples, reason != NULL ? GTK_WIDGET (self->missing)
                                                             : GTK_WIDGET (self->reconstructions));
}

static void
live_view_changed_cb (gpointer widget, guint changes)
{
  HgLiveView *self = HG_LIVE_VIEW (widget);
  const WbSnapshot *snapshot = hg_workspace_get_snapshot (self->workspace);
  g_autofree char *epoch = NULL;
  g_autofree char *text = NULL;

  if (changes & HG_CHANGED_DATA)
    live_view_update_samples (self);
  if ((changes & HG_CHANGED_SNAPSHOT) == 0 || snapshot == NULL)
    return;
  epoch = hg_format_count (snapshot->epoch);
  if (snapshot->step > 0)
    text = g_strdup_printf (ngettext ("after %s epoch", "after %s epochs", snapshot->epoch), epoch);
  gtk_label_set_text (self->moment, text != NULL ? text : "");
}

static void
live_view_log_changed_cb (HgLiveView *self)
{
  hg_loss_view_set_logarithmic (self->loss,
                                g_settings_get_boolean (self->settings, "logarithmic-loss"));
}

static void
live_view_curves_changed_cb (HgLiveView *self)
{
  const WbLossChart *chart = hg_loss_view_get_chart (self->loss);

  gtk_widget_set_visible (self->parts, wb_loss_chart_has_parts (chart));
  gtk_widget_set_visible (self->divergence, wb_loss_chart_has_divergence (chart));
}

static void
live_view_play_changed_cb (HgLiveView *self)
{
  gtk_button_set_icon_name (GTK_BUTTON (self->play), gtk_toggle_button_get_active (self->play)
                                                       ? "media-playback-pause-symbolic"
                                                       : "media-playback-start-symbolic");
}

static void
live_view_dispose (GObject *object)
{
  g_clear_object (&HG_LIVE_VIEW (object)->workspace);
  g_clear_object (&HG_LIVE_VIEW (object)->settings);
  G_OBJECT_CLASS (hg_live_view_parent_class)->dispose (object);
}

static void
hg_live_view_class_init (HgLiveViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = live_view_dispose;
  hg_keys_add (widget_class);
  g_type_ensure (HG_TYPE_FINDING_ROW);
  g_type_ensure (HG_TYPE_KEY);
  g_type_ensure (HG_TYPE_LOSS_VIEW);
  g_type_ensure (HG_TYPE_RECONSTRUCTIONS);
  g_type_ensure (HG_TYPE_SCRUBBER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hourglass/Hourglass/live-view.ui");
  gtk_widget_class_bind_template_child (widget_class, HgLiveView, finding);
  gtk_widget_class_bind_template_child (widget_class, HgLiveView, loss);
  gtk_widget_class_bind_template_child (widget_class, HgLiveView, scrubber);
  gtk_widget_class_bind_template_child (widget_class, HgLiveView, play);
  gtk_widget_class_bind_template_child (widget_class, HgLiveView, parts);
  gtk_widget_class_bind_template_child (widget_class, HgLiveView, divergence);
  gtk_widget_class_bind_template_child (widget_class, HgLiveView, log_button);
  gtk_widget_class_bind_template_child (widget_class, HgLiveView, loss_more);
  gtk_widget_class_bind_template_child (widget_class, HgLiveView, reconstructions_more);
  gtk_widget_class_bind_template_child (widget_class, HgLiveView, moment);
  gtk_widget_class_bind_template_child (widget_class, HgLiveView, samples);
  gtk_widget_class_bind_template_child (widget_class, HgLiveView, reconstructions);
  gtk_widget_class_bind_template_child (widget_class, HgLiveView, missing);
}

static void
hg_live_view_init (HgLiveView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->settings = hg_settings_new ();
  g_settings_bind (self->settings, "logarithmic-loss", self->log_button, "active",
                   G_SETTINGS_BIND_DEFAULT);
  g_signal_connect_object (self->settings, "changed::logarithmic-loss",
                           G_CALLBACK (live_view_log_changed_cb), self, G_CONNECT_SWAPPED);
  live_view_log_changed_cb (self);
  g_signal_connect_object (self->play, "notify::active", G_CALLBACK (live_view_play_changed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->loss, "curves-changed", G_CALLBACK (live_view_curves_changed_cb),
                           self, G_CONNECT_SWAPPED);
}

static GtkWidget *
live_view_create (HgWorkspace *workspace)
{
  HgLiveView *self = g_object_new (HG_TYPE_LIVE_VIEW, NULL);

  self->workspace = g_object_ref (workspace);
  hg_view_watch (GTK_WIDGET (self), workspace, live_view_changed_cb);
  hg_finding_row_set_workspace (self->finding, workspace);
  hg_loss_view_set_workspace (self->loss, workspace);
  hg_scrubber_set_workspace (self->scrubber, self->loss, workspace);
  hg_reconstructions_set_workspace (self->reconstructions, workspace);
  hg_loss_menu_add (self->loss_more, self->loss);
  hg_reconstructions_menu_add (self->reconstructions_more, self->reconstructions);
  return GTK_WIDGET (self);
}

const HgView hg_view_live = {
  .name = "live",
  .title = N_ ("Live"),
  .icon = "media-record-symbolic",
  .create = live_view_create,
};
