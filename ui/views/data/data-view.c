/* SPDX-License-Identifier: MIT */
/* The data browser: every sample of a part of the data as a tile, the selected
 * one with its numbers, and what the part is like as a whole.
 */
#include "ui/view.h"

#include <glib/gi18n.h>

#include "app/data/batch-bridge.h"
#include "ui/format.h"
#include "ui/sample-tile.h"
#include "ui/shortcuts.h"
#include "ui/views/data/data-summary.h"
#include "ui/views/data/sample-list.h"
#include "ui/views/data/sample-values.h"
#include "ui/wheel.h"

#define TILE        48
#define DETAIL_TILE 56
#define LEFT_OUT    0.25 /* how opaque the tile of a removed sample is */

/* In the order of the drop-down. */
enum
{
  PART_TRAINING,
  PART_TEST,
};

/* The first in the drop-down of orders; by class stands there where the data have
 * labels, and then each factor. */
enum
{
  ORDER_STORED,
  ORDER_BY_CLASS,
};

#define HG_TYPE_DATA_VIEW (hg_data_view_get_type ())
G_DECLARE_FINAL_TYPE (HgDataView, hg_data_view, HG, DATA_VIEW, AdwBin)

struct _HgDataView
{
  AdwBin parent_instance;

  GtkStack *pages;
  GtkLabel *count;
  GtkDropDown *part;
  GtkDropDown *order;
  GtkSpinButton *number;
  GtkGridView *grid;
  AdwBin *tile_place;
  GtkLabel *name;
  GtkLabel *facts;
  GtkLabel *factors;
  GtkButton *remove;
  GtkPopover *values_popover;
  GtkLabel *values;
  HgDataSummary *summary;
  HgSampleTile *tile;

  HgWorkspace *workspace;
  DsDataset *data; /* the part that is shown */
  AeShape shape;
  float *sample; /* one, while it is read */
  HgSampleList *list;
  GtkSingleSelection *selection;
  gboolean setting;
};

G_DEFINE_FINAL_TYPE (HgDataView, hg_data_view, ADW_TYPE_BIN)

static gboolean
data_view_is_training (HgDataView *self)
{
  return gtk_drop_down_get_selected (self->part) == PART_TRAINING;
}

static gboolean
data_view_is_removed (HgDataView *self, guint32 number)
{
  return hg_workspace_is_removed (self->workspace, data_view_is_training (self), number);
}

static char *
data_view_name_sample (HgDataView *self, guint32 number)
{
  g_autofree char *name = hg_workspace_name_sample (self->workspace, data_view_is_training (self),
                                                    number);

  return data_view_is_removed (self, number) ? g_strdup_printf (_ ("%s, removed"), name)
                                             : g_steal_pointer (&name);
}

static const float *
data_view_read (HgDataView *self, guint32 number)
{
  ds_dataset_read (self->data, &number, 1, self->sample);
  return self->sample;
}

static guint32
data_view_get_number (HgDataView *self)
{
  return hg_sample_list_get_number (self->list,
                                    gtk_single_selection_get_selected (self->selection));
}

static void
data_view_select (HgDataView *self, guint position)
{
  gtk_single_selection_set_selected (self->selection, position);
  gtk_widget_activate_action (GTK_WIDGET (self->grid), "list.scroll-to-item", "u", position);
}

static char *
data_view_describe_values (const float *values, gsize n)
{
  double sum = 0, n_zeros = 0;
  float minimum = values[0], maximum = values[0];
  g_autofree char *low = NULL, *mean = NULL, *high = NULL, *zeros = NULL;

  for (gsize i = 0; i < n; i++)
    {
      sum += (double) values[i];
      n_zeros += values[i] == 0;
      minimum = MIN (minimum, values[i]);
      maximum = MAX (maximum, values[i]);
    }
  low = hg_format_real ((double) minimum, "%.3g");
  mean = hg_format_real (sum / (double) n, "%.3g");
  high = hg_format_real ((double) maximum, "%.3g");
  zeros = hg_format_share (n_zeros / (double) n);
  return g_strdup_printf (_ ("%s to %s, mean %s, %s zeros"), low, high, mean, zeros);
}

/* A label that may be cut says all in its tooltip. */
static void
data_view_show_text (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (label), text);
}

/* "digit 5, shear 0.12"; empty where the data have no factors. */
static char *
data_view_describe_factors (HgDataView *self, guint32 number)
{
  const char *const *names = ds_dataset_get_factor_names (self->data);
  guint n = ds_dataset_get_n_factors (self->data);
  g_autofree float *values = g_new (float, n);
  GString *text = g_string_new (NULL);

  if (n > 0)
    ds_dataset_read_factors (self->data, number, 1, values);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *value = hg_format_real ((double) values[i], "%.3g");

      g_string_append_printf (text, "%s%s %s", i > 0 ? ", " : "", names[i], value);
    }
  return g_string_free (text, FALSE);
}

static void
data_view_show_selected (HgDataView *self)
{
  guint32 number = data_view_get_number (self);
  const float *values = data_view_read (self, number);
  g_autofree char *name = data_view_name_sample (self, number);
  g_autofree char *facts = data_view_describe_values (values,
                                                      ds_dataset_get_sample_size (self->data));
  g_autofree char *factors = data_view_describe_factors (self, number);

  gtk_popover_popdown (self->values_popover);
  hg_sample_tile_set_sample (self->tile, &self->shape, values,
                             hg_workspace_is_ink (self->workspace));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->tile), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  data_view_show_text (self->name, name);
  data_view_show_text (self->facts, facts);
  data_view_show_text (self->factors, factors);
  gtk_widget_set_visible (GTK_WIDGET (self->factors), factors[0] != '\0');
  gtk_button_set_label (self->remove,
                        data_view_is_removed (self, number) ? _ ("Put Back") : _ ("Remove"));
  self->setting = TRUE;
  gtk_spin_button_set_value (self->number, number + 1.);
  self->setting = FALSE;
}

static void
data_view_selected_cb (HgDataView *self)
{
  if (!self->setting)
    data_view_show_selected (self);
}

static void
data_view_number_changed_cb (HgDataView *self)
{
  guint32 number = (guint32) gtk_spin_button_get_value_as_int (self->number) - 1;

  if (!self->setting && self->list != NULL)
    data_view_select (self, hg_sample_list_find (self->list, number));
}

/* As hg_sample_list_new() has it. */
static int
data_view_get_order (HgDataView *self)
{
  const guint chosen = gtk_drop_down_get_selected (self->order);
  const guint n_before = ds_dataset_get_labels (self->data) != NULL ? 2 : 1;

  if (chosen == ORDER_STORED)
    return HG_ORDER_STORED;
  return chosen < n_before ? HG_ORDER_BY_CLASS : (int) (chosen - n_before);
}

/* The orders that the data have; the chosen one stays where they are those of before. */
static void
data_view_list_orders (HgDataView *self)
{
  const char *const *factors = ds_dataset_get_factor_names (self->data);
  g_autoptr (GtkStringList) orders = gtk_string_list_new (NULL);
  GtkStringList *before = GTK_STRING_LIST (gtk_drop_down_get_model (self->order));
  gboolean same;
  guint n;

  gtk_string_list_append (orders, _ ("As stored"));
  if (ds_dataset_get_labels (self->data) != NULL)
    gtk_string_list_append (orders, _ ("By class"));
  for (guint i = 0; i < ds_dataset_get_n_factors (self->data); i++)
    gtk_string_list_take (orders, g_strdup_printf (_ ("By %s"), factors[i]));
  n = g_list_model_get_n_items (G_LIST_MODEL (orders));
  same = n == g_list_model_get_n_items (G_LIST_MODEL (before));
  for (guint i = 0; same && i < n; i++)
    same = g_str_equal (gtk_string_list_get_string (orders, i),
                        gtk_string_list_get_string (before, i));
  gtk_widget_set_visible (GTK_WIDGET (self->order), n > 1);
  if (same)
    return;
  self->setting = TRUE;
  gtk_drop_down_set_model (self->order, G_LIST_MODEL (orders));
  self->setting = FALSE;
}

static void
data_view_count (HgDataView *self)
{
  gsize n = ds_dataset_get_count (self->data);
  gsize n_removed = hg_workspace_count_removed (self->workspace, data_view_is_training (self));
  g_autofree char *count = hg_format_count (n), *removed = hg_format_count (n_removed);
  const char *words = hg_workspace_get_sample_words (self->workspace, n);
  g_autofree char *text = n_removed > 0
                            ? g_strdup_printf (_ ("%s %s, %s removed"), count, words, removed)
                            : g_strdup_printf ("%s %s", count, words);
  float value, least, largest;

  if (hg_sample_list_get_factor (self->list, 0, &value, &least, &largest))
    {
      g_autofree char *low = hg_format_real ((double) least, "%.3g");
      g_autofree char *high = hg_format_real ((double) largest, "%.3g");
      g_autofree char *more = g_strdup_printf (_ ("%s, %s from %s to %s"), text,
                                               ds_dataset_get_factor_names (
                                                 self->data)[data_view_get_order (self)],
                                               low, high);

      data_view_show_text (self->count, more);
      return;
    }
  data_view_show_text (self->count, text);
}

/* Shows the samples in the chosen order, with @number selected. */
static void
data_view_list (HgDataView *self, guint32 number)
{
  self->setting = TRUE;
  g_clear_object (&self->list);
  self->list = hg_sample_list_new (self->data, data_view_get_order (self));
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->list));
  gtk_spin_button_set_range (self->number, 1, (double) ds_dataset_get_count (self->data));
  self->setting = FALSE;
  data_view_select (self, hg_sample_list_find (self->list, number));
  data_view_show_selected (self);
  data_view_count (self);
}

static void
data_view_order_changed_cb (HgDataView *self)
{
  if (self->list != NULL && !self->setting)
    data_view_list (self, data_view_get_number (self));
}

static void
data_view_class_activated_cb (HgDataView *self, guint label)
{
  guint position;

  gtk_drop_down_set_selected (self->order, ORDER_BY_CLASS);
  position = hg_sample_list_find_class (self->list, (gint) label);
  if (position < g_list_model_get_n_items (G_LIST_MODEL (self->list)))
    data_view_select (self, position);
}

static void
data_view_show_data (HgDataView *self)
{
  self->shape = wb_batch_bridge_shape (ds_dataset_get_shape (self->data));
  self->sample = g_renew (float, self->sample, ds_dataset_get_sample_size (self->data));
  data_view_list_orders (self);
  data_view_list (self, 0);
}

static void
data_view_name_tile (HgDataView *self, GtkWidget *tile, guint32 number)
{
  g_autofree char *name = data_view_name_sample (self, number);

  gtk_widget_set_opacity (tile, data_view_is_removed (self, number) ? LEFT_OUT : 1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (tile), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* Other samples may be removed than before. */
static void
data_view_show_removed (HgDataView *self)
{
  if (self->list == NULL)
    return;
  for (GtkWidget *cell = gtk_widget_get_first_child (GTK_WIDGET (self->grid)); cell != NULL;
       cell = gtk_widget_get_next_sibling (cell))
    {
      GtkWidget *tile = gtk_widget_get_first_child (cell);
      GtkListItem *item = tile != NULL ? g_object_get_data (G_OBJECT (tile), "item") : NULL;
      HgSample *sample = item != NULL ? gtk_list_item_get_item (item) : NULL;

      if (sample != NULL)
        data_view_name_tile (self, tile, hg_sample_get_number (sample));
    }
  data_view_show_selected (self);
  data_view_count (self);
}

/* Another data set, another part of it, or none. */
static void
data_view_update (HgDataView *self)
{
  DsDataset *data = data_view_is_training (self) ? hg_workspace_get_training (self->workspace)
                                                 : hg_workspace_get_validation (self->workspace);

  gtk_stack_set_visible_child_name (self->pages, data != NULL ? "samples" : "none");
  if (data == self->data)
    {
      data_view_show_removed (self);
      return;
    }
  self->setting = TRUE;
  gtk_single_selection_set_model (self->selection, NULL);
  self->setting = FALSE;
  g_clear_object (&self->list);
  g_clear_pointer (&self->data, ds_dataset_unref);
  self->data = data != NULL ? ds_dataset_ref (data) : NULL;
  if (data != NULL)
    data_view_show_data (self);
  hg_data_summary_set_data (self->summary, data, hg_workspace_is_ink (self->workspace));
}

static void
data_view_changed_cb (gpointer widget, guint changes)
{
  if (changes & (HG_CHANGED_DATA | HG_CHANGED_FOLLOWED | HG_CHANGED_RECIPE))
    data_view_update (widget);
}

static void
data_view_follow_cb (HgDataView *self)
{
  if (self->list == NULL)
    return;
  if (data_view_is_training (self))
    hg_workspace_follow_training (self->workspace, data_view_get_number (self));
  else
    hg_workspace_follow_sample (self->workspace, data_view_get_number (self));
}

static void
data_view_remove_cb (HgDataView *self)
{
  guint32 number;

  if (self->list == NULL)
    return;
  number = data_view_get_number (self);
  if (!hg_workspace_set_removed (self->workspace, data_view_is_training (self), number,
                                 !data_view_is_removed (self, number)))
    gtk_widget_error_bell (GTK_WIDGET (self));
}

static void
data_view_values_shown_cb (HgDataView *self)
{
  g_autofree char *text = NULL;

  if (self->list == NULL)
    return;
  text = hg_sample_values_to_text (&self->shape,
                                   data_view_read (self, data_view_get_number (self)));
  gtk_label_set_text (self->values, text);
}

/* Only of what the pointer rests on, so that scrolling needs no names. */
static gboolean
data_view_query_tooltip_cb (HgDataView *self,
                            int x,
                            int y,
                            gboolean by_keyboard,
                            GtkTooltip *tooltip,
                            GtkWidget *tile)
{
  GtkListItem *item = g_object_get_data (G_OBJECT (tile), "item");
  g_autofree char *name = data_view_name_sample (self, hg_sample_get_number (
                                                         gtk_list_item_get_item (item)));

  gtk_tooltip_set_text (tooltip, name);
  return TRUE;
}

static void
data_view_setup_tile_cb (HgDataView *self, GtkListItem *item)
{
  GtkWidget *tile = hg_sample_tile_new (TILE);

  g_object_set_data (G_OBJECT (tile), "item", item);
  gtk_widget_set_has_tooltip (tile, TRUE);
  g_signal_connect_object (tile, "query-tooltip", G_CALLBACK (data_view_query_tooltip_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_list_item_set_child (item, tile);
}

/* Where the factor that is sorted by lies between its extremes; -1 without one. */
static double
data_view_get_share (HgDataView *self, guint32 number)
{
  float value, least, largest;

  if (!hg_sample_list_get_factor (self->list, number, &value, &least, &largest))
    return -1;
  return largest > least ? (double) ((value - least) / (largest - least)) : 0;
}

static void
data_view_bind_tile_cb (HgDataView *self, GtkListItem *item)
{
  GtkWidget *tile = gtk_list_item_get_child (item);
  guint32 number = hg_sample_get_number (gtk_list_item_get_item (item));

  hg_sample_tile_set_sample (HG_SAMPLE_TILE (tile), &self->shape, data_view_read (self, number),
                             hg_workspace_is_ink (self->workspace));
  hg_sample_tile_set_share (HG_SAMPLE_TILE (tile), data_view_get_share (self, number));
  data_view_name_tile (self, tile, number);
}

/* A popover that is open when its window goes would outlive it. */
static void
data_view_unmap (GtkWidget *widget)
{
  gtk_popover_popdown (HG_DATA_VIEW (widget)->values_popover);
  GTK_WIDGET_CLASS (hg_data_view_parent_class)->unmap (widget);
}

static void
data_view_dispose (GObject *object)
{
  HgDataView *self = HG_DATA_VIEW (object);

  g_clear_object (&self->selection);
  g_clear_object (&self->list);
  g_clear_pointer (&self->data, ds_dataset_unref);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (hg_data_view_parent_class)->dispose (object);
}

static void
data_view_finalize (GObject *object)
{
  g_free (HG_DATA_VIEW (object)->sample);
  G_OBJECT_CLASS (hg_data_view_parent_class)->finalize (object);
}

static void
data_view_bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, HgDataView, pages);
  gtk_widget_class_bind_template_child (widget_class, HgDataView, count);
  gtk_widget_class_bind_template_child (widget_class, HgDataView, part);
  gtk_widget_class_bind_template_child (widget_class, HgDataView, order);
  gtk_widget_class_bind_template_child (widget_class, HgDataView, number);
  gtk_widget_class_bind_template_child (widget_class, HgDataView, grid);
  gtk_widget_class_bind_template_child (widget_class, HgDataView, tile_place);
  gtk_widget_class_bind_template_child (widget_class, HgDataView, name);
  gtk_widget_class_bind_template_child (widget_class, HgDataView, facts);
  gtk_widget_class_bind_template_child (widget_class, HgDataView, factors);
  gtk_widget_class_bind_template_child (widget_class, HgDataView, remove);
  gtk_widget_class_bind_template_child (widget_class, HgDataView, values_popover);
  gtk_widget_class_bind_template_child (widget_class, HgDataView, values);
  gtk_widget_class_bind_template_child (widget_class, HgDataView, summary);
  gtk_widget_class_bind_template_callback (widget_class, data_view_update);
  gtk_widget_class_bind_template_callback (widget_class, data_view_order_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, data_view_number_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, data_view_class_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, data_view_follow_cb);
  gtk_widget_class_bind_template_callback (widget_class, data_view_remove_cb);
  gtk_widget_class_bind_template_callback (widget_class, data_view_values_shown_cb);
}

static void
hg_data_view_class_init (HgDataViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = data_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = data_view_finalize;
  widget_class->unmap = data_view_unmap;
  hg_keys_add (widget_class);
  g_type_ensure (HG_TYPE_DATA_SUMMARY);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hourglass/Hourglass/data-view.ui");
  data_view_bind_children (widget_class);
}

static void
hg_data_view_init (HgDataView *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  hg_wheel_needs_focus (GTK_WIDGET (self->number));
  self->tile = HG_SAMPLE_TILE (hg_sample_tile_new (DETAIL_TILE));
  adw_bin_set_child (self->tile_place, GTK_WIDGET (self->tile));
  self->selection = gtk_single_selection_new (NULL);
  g_signal_connect_object (self->selection, "notify::selected", G_CALLBACK (data_view_selected_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (factory, "setup", G_CALLBACK (data_view_setup_tile_cb), self);
  g_signal_connect_swapped (factory, "bind", G_CALLBACK (data_view_bind_tile_cb), self);
  gtk_grid_view_set_factory (self->grid, factory);
  gtk_grid_view_set_model (self->grid, GTK_SELECTION_MODEL (self->selection));
}

static GtkWidget *
data_view_create (HgWorkspace *workspace)
{
  HgDataView *self = g_object_new (HG_TYPE_DATA_VIEW, NULL);

  self->workspace = g_object_ref (workspace);
  hg_view_watch (GTK_WIDGET (self), workspace, data_view_changed_cb);
  return GTK_WIDGET (self);
}

const HgView hg_view_data = {
  .name = "data",
  .title = N_ ("Data"),
  .icon = "image-x-generic-symbolic",
  .create = data_view_create,
};
