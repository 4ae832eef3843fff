/* SPDX-License-Identifier: MIT */
/* Samples may be drawn or read from a disk for it, so it takes a while: what is
 * being found for other data, or is not seen any more, is cancelled.
 */
#include "ui/views/data/data-summary.h"

#include <glib/gi18n.h>

#include "app/data/batch-bridge.h"
#include "app/data/data-statistics.h"
#include "ui/count-row.h"
#include "ui/format.h"
#include "ui/sample-tile.h"
#include "ui/widget-task.h"

#define MEAN_SIZE 76

struct _HgDataSummary
{
  AdwBin parent_instance;

  GtkStack *pages;
  AdwBin *mean_place;
  GtkLabel *minimum;
  GtkLabel *mean;
  GtkLabel *maximum;
  GtkLabel *zeros;
  GtkLabel *failure;
  GtkWidget *classes;
  GtkListView *class_list;
  HgSampleTile *mean_tile;

  DsDataset *data;
  gboolean ink;
  WbDataStatistics *statistics;
  GCancellable *cancellable;
  gsize largest; /* of the counts */
};

enum
{
  CLASS_ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HgDataSummary, hg_data_summary, ADW_TYPE_BIN)

static void
data_summary_set_real (GtkLabel *label, double value)
{
  g_autofree char *text = hg_format_real (value, "%.3g");

  gtk_label_set_text (label, text);
}

static void
data_summary_show_classes (HgDataSummary *self)
{
  const char *const *names = ds_dataset_get_class_names (self->data);
  g_autoptr (GtkStringList) list = gtk_string_list_new (names);
  g_autoptr (GtkNoSelection) model = gtk_no_selection_new (G_LIST_MODEL (g_steal_pointer (&list)));

  self->largest = 1;
  for (guint i = 0; i < self->statistics->n_classes; i++)
    self->largest = MAX (self->largest, self->statistics->class_counts[i]);
  gtk_widget_set_visible (self->classes, self->statistics->n_classes > 0);
  gtk_list_view_set_model (self->class_list, GTK_SELECTION_MODEL (model));
}

static void
data_summary_show_statistics (HgDataSummary *self)
{
  const WbDataStatistics *statistics = self->statistics;
  AeShape shape = wb_batch_bridge_shape (ds_dataset_get_shape (self->data));
  g_autofree char *zeros = hg_format_share (statistics->zeros);

  hg_sample_tile_set_sample (self->mean_tile, &shape, statistics->mean_sample, self->ink);
  data_summary_set_real (self->minimum, statistics->minimum);
  data_summary_set_real (self->mean, statistics->mean);
  data_summary_set_real (self->maximum, statistics->maximum);
  gtk_label_set_text (self->zeros, zeros);
  data_summary_show_classes (self);
  gtk_stack_set_visible_child_name (self->pages, "found");
}

static void
data_summary_find_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  WbDataStatistics *statistics = wb_data_statistics_new (data, cancellable, &error);

  if (statistics != NULL)
    g_task_return_pointer (task, statistics, (GDestroyNotify) wb_data_statistics_free);
  else
    g_task_return_error (task, error);
}

static void
data_summary_found_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  HgDataSummary *self = data;
  g_autoptr (GError) error = NULL;
  WbDataStatistics *statistics = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->cancellable);
  self->statistics = statistics;
  if (statistics != NULL)
    {
      data_summary_show_statistics (self);
      return;
    }
  gtk_label_set_text (self->failure, error->message);
  gtk_stack_set_visible_child_name (self->pages, "failed");
}

static void
data_summary_start (HgDataSummary *self)
{
  if (self->data == NULL || self->statistics != NULL || self->cancellable != NULL
      || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  gtk_stack_set_visible_child_name (self->pages, "finding");
  hg_task_start (&self->cancellable, data_summary_find_in_thread, ds_dataset_ref (self->data),
                 (GDestroyNotify) ds_dataset_unref, data_summary_found_cb, self);
}

static void
data_summary_setup_class_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  gtk_list_item_set_child (item, hg_count_row_new ());
}

static void
data_summary_bind_class_cb (HgDataSummary *self, GtkListItem *item)
{
  guint label = gtk_list_item_get_position (item);

  hg_count_row_set (gtk_list_item_get_child (item), ds_dataset_get_class_names (self->data)[label],
                    self->statistics->class_counts[label], self->largest, self->statistics->n);
}

static void
data_summary_class_activated_cb (HgDataSummary *self, guint position)
{
  g_signal_emit (self, signals[CLASS_ACTIVATED], 0, position);
}

static void
data_summary_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (hg_data_summary_parent_class)->map (widget);
  data_summary_start (HG_DATA_SUMMARY (widget));
}

static void
data_summary_unmap (GtkWidget *widget)
{
  hg_task_cancel (&HG_DATA_SUMMARY (widget)->cancellable);
  GTK_WIDGET_CLASS (hg_data_summary_parent_class)->unmap (widget);
}

static void
data_summary_dispose (GObject *object)
{
  HgDataSummary *self = HG_DATA_SUMMARY (object);

  hg_task_cancel (&self->cancellable);
  g_clear_pointer (&self->data, ds_dataset_unref);
  g_clear_pointer (&self->statistics, wb_data_statistics_free);
  G_OBJECT_CLASS (hg_data_summary_parent_class)->dispose (object);
}

static void
hg_data_summary_class_init (HgDataSummaryClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = data_summary_dispose;
  widget_class->map = data_summary_map;
  widget_class->unmap = data_summary_unmap;
  signals[CLASS_ACTIVATED] = g_signal_new ("class-activated", HG_TYPE_DATA_SUMMARY,
                                           G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                           G_TYPE_UINT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hourglass/Hourglass/data-summary.ui");
  gtk_widget_class_bind_template_child (widget_class, HgDataSummary, pages);
  gtk_widget_class_bind_template_child (widget_class, HgDataSummary, mean_place);
  gtk_widget_class_bind_template_child (widget_class, HgDataSummary, minimum);
  gtk_widget_class_bind_template_child (widget_class, HgDataSummary, mean);
  gtk_widget_class_bind_template_child (widget_class, HgDataSummary, maximum);
  gtk_widget_class_bind_template_child (widget_class, HgDataSummary, zeros);
  gtk_widget_class_bind_template_child (widget_class, HgDataSummary, failure);
  gtk_widget_class_bind_template_child (widget_class, HgDataSummary, classes);
  gtk_widget_class_bind_template_child (widget_class, HgDataSummary, class_list);
  gtk_widget_class_bind_template_callback (widget_class, data_summary_class_activated_cb);
}

static void
hg_data_summary_init (HgDataSummary *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  self->mean_tile = HG_SAMPLE_TILE (hg_sample_tile_new (MEAN_SIZE));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->mean_tile), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Mean sample"), -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->mean_tile), _ ("Mean of all samples"));
  adw_bin_set_child (self->mean_place, GTK_WIDGET (self->mean_tile));
  g_signal_connect (factory, "setup", G_CALLBACK (data_summary_setup_class_cb), NULL);
  g_signal_connect_swapped (factory, "bind", G_CALLBACK (data_summary_bind_class_cb), self);
  gtk_list_view_set_factory (self->class_list, factory);
}

void
hg_data_summary_set_data (HgDataSummary *self, DsDataset *data, gboolean ink)
{
  hg_task_cancel (&self->cancellable);
  gtk_list_view_set_model (self->class_list, NULL);
  g_clear_pointer (&self->statistics, wb_data_statistics_free);
  g_clear_pointer (&self->data, ds_dataset_unref);
  self->data = data != NULL ? ds_dataset_ref (data) : NULL;
  self->ink = ink;
  data_summary_start (self);
}
