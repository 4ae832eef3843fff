/* SPDX-License-Identifier: MIT */
/* What is shown is read from the workspace when it changes; what a person does
 * goes to the workspace at once.
 */
#include "ui/followed/followed-popover.h"

#include <glib/gi18n.h>

#include "app/data/batch-bridge.h"
#include "app/figures/image.h"
#include "ui/followed/drawing-pad.h"
#include "ui/sample-tile.h"
#include "ui/wheel.h"

#define SERIES 110 /* height of a chart */

struct _HgFollowedPopover
{
  GtkPopover parent_instance;

  HgWorkspace *workspace;
  GtkSpinButton *number;
  GtkWidget *class_line;
  GtkDropDown *class;
  GtkWidget *next;
  GtkWidget *series;
  GtkWidget *pad_box;
  HgDrawingPad *pad;
  DsSource *source; /* whose classes are listed */
  gboolean setting;
};

G_DEFINE_FINAL_TYPE (HgFollowedPopover, hg_followed_popover, GTK_TYPE_POPOVER)

static void
followed_popover_number_changed_cb (HgFollowedPopover *self)
{
  if (!self->setting)
    hg_workspace_follow_sample (self->workspace,
                                (guint32) gtk_spin_button_get_value_as_int (self->number) - 1);
}

static void
followed_popover_class_chosen_cb (HgFollowedPopover *self)
{
  guint chosen = gtk_drop_down_get_selected (self->class);

  if (!self->setting && chosen != GTK_INVALID_LIST_POSITION
      && !hg_workspace_follow_class (self->workspace, (gint) chosen))
    gtk_widget_error_bell (GTK_WIDGET (self->class));
}

static void
followed_popover_drawn_cb (HgFollowedPopover *self)
{
  hg_workspace_follow_drawing (self->workspace, hg_drawing_pad_get_values (self->pad));
}

static void
followed_popover_list_classes (HgFollowedPopover *self, DsDataset *samples)
{
  const char *const *names = ds_dataset_get_class_names (samples);
  gboolean labelled = names != NULL && ds_dataset_get_labels (samples) != NULL;
  g_autoptr (GtkStringList) list = gtk_string_list_new (labelled ? names : NULL);

  gtk_widget_set_visible (self->class_line, labelled);
  gtk_drop_down_set_model (self->class, G_LIST_MODEL (list));
}

static void
followed_popover_show_data (HgFollowedPopover *self, DsSource *source, DsDataset *samples)
{
  AeShape shape = wb_batch_bridge_shape (ds_dataset_get_shape (samples));

  gtk_spin_button_set_range (self->number, 1, (double) ds_dataset_get_count (samples));
  if (source != self->source)
    followed_popover_list_classes (self, samples);
  self->source = source;
  hg_drawing_pad_set_ink (self->pad, hg_workspace_is_ink (self->workspace));
  gtk_widget_set_visible (self->pad_box, hg_drawing_pad_set_shape (self->pad, &shape));
}

/* There is no drawing a series: it is shown where the pad would be. */
static void
followed_popover_show_series (HgFollowedPopover *self, DsDataset *samples)
{
  AeShape shape = wb_batch_bridge_shape (ds_dataset_get_shape (samples));
  g_autofree float *values = NULL;

  gtk_widget_set_visible (self->series, wb_picture_get_kind (&shape) == WB_PICTURE_SERIES);
  if (!gtk_widget_get_visible (self->series))
    return;
  values = g_new (float, ae_shape_size (&shape));
  hg_workspace_read_followed (self->workspace, hg_workspace_get_focus (self->workspace), values);
  hg_sample_tile_set_sample (HG_SAMPLE_TILE (self->series), &shape, values,
                             hg_workspace_is_ink (self->workspace));
}

static void
followed_popover_update (HgFollowedPopover *self)
{
  DsSource *source = hg_workspace_get_source (self->workspace);
  DsDataset *samples = hg_workspace_get_validation (self->workspace);
  const gint *labels;
  guint32 number;

  if (source == NULL)
    return;
  self->setting = TRUE;
  followed_popover_show_data (self, source, samples);
  followed_popover_show_series (self, samples);
  number = hg_workspace_get_followed (self->workspace, hg_workspace_get_focus (self->workspace));
  labels = ds_dataset_get_labels (samples);
  if (number != HG_DRAWN)
    gtk_spin_button_set_value (self->number, number + 1.);
  if (number != HG_DRAWN && labels != NULL)
    gtk_drop_down_set_selected (self->class, (guint) labels[number]);
  self->setting = FALSE;
}

static void
followed_popover_workspace_changed_cb (HgFollowedPopover *self, guint changes)
{
  if (changes & (HG_CHANGED_DATA | HG_CHANGED_FOLLOWED))
    followed_popover_update (self);
}

static GtkWidget *
followed_popover_append_line (GtkWidget *box, const char *title, GtkWidget *control)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *label = gtk_label_new (title);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);
  gtk_box_append (GTK_BOX (line), label);
  gtk_box_append (GTK_BOX (line), control);
  gtk_box_append (GTK_BOX (box), line);
  return line;
}

static void
followed_popover_build_class (HgFollowedPopover *self, GtkWidget *box)
{
  self->class = GTK_DROP_DOWN (gtk_drop_down_new (NULL, NULL));
  self->class_line = followed_popover_append_line (box, _ ("Class"), GTK_WIDGET (self->class));
  self->next = gtk_button_new_from_icon_name ("go-next-symbolic");
  gtk_widget_set_tooltip_text (self->next, _ ("Next sample of this class"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->next), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Next sample of this class"), -1);
  gtk_box_append (GTK_BOX (self->class_line), self->next);
  g_signal_connect_object (self->class, "notify::selected",
                           G_CALLBACK (followed_popover_class_chosen_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->next, "clicked", G_CALLBACK (followed_popover_class_chosen_cb),
                           self, G_CONNECT_SWAPPED);
}

static void
followed_popover_build_pad (HgFollowedPopover *self, GtkWidget *box)
{
  GtkWidget *clear = gtk_button_new_with_label (_ ("Clear"));

  self->pad_box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  self->pad = HG_DRAWING_PAD (hg_drawing_pad_new ());
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->pad), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Drawing pad"), -1);
  followed_popover_append_line (self->pad_box, _ ("Draw one"), clear);
  gtk_widget_set_halign (GTK_WIDGET (self->pad), GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (self->pad_box), GTK_WIDGET (self->pad));
  gtk_box_append (GTK_BOX (box), self->pad_box);
  g_signal_connect_object (clear, "clicked", G_CALLBACK (hg_drawing_pad_clear), self->pad,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->pad, "drawn", G_CALLBACK (followed_popover_drawn_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
followed_popover_dispose (GObject *object)
{
  g_clear_object (&HG_FOLLOWED_POPOVER (object)->workspace);
  G_OBJECT_CLASS (hg_followed_popover_parent_class)->dispose (object);
}

static void
hg_followed_popover_class_init (HgFollowedPopoverClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = followed_popover_dispose;
}

static void
hg_followed_popover_init (HgFollowedPopover *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);

  gtk_widget_add_css_class (box, "followed-choice");
  self->number = GTK_SPIN_BUTTON (gtk_spin_button_new_with_range (1, 2, 1));
  hg_wheel_needs_focus (GTK_WIDGET (self->number));
  followed_popover_append_line (box, _ ("Number"), GTK_WIDGET (self->number));
  followed_popover_build_class (self, box);
  self->series = hg_sample_tile_new (SERIES);
  gtk_widget_set_size_request (self->series, 2 * SERIES, SERIES);
  gtk_box_append (GTK_BOX (box), self->series);
  followed_popover_build_pad (self, box);
  g_signal_connect_object (self->number, "value-changed",
                           G_CALLBACK (followed_popover_number_changed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_popover_set_child (GTK_POPOVER (self), box);
}

void
hg_followed_popover_set_workspace (HgFollowedPopover *self, HgWorkspace *workspace)
{
  g_set_object (&self->workspace, workspace);
  g_signal_connect_object (workspace, "changed", G_CALLBACK (followed_popover_workspace_changed_cb),
                           self, G_CONNECT_SWAPPED);
  followed_popover_update (self);
}
