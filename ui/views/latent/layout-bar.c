/* SPDX-License-Identifier: MIT */
#include "ui/views/latent/layout-bar.h"

#include <glib/gi18n.h>

#include "ui/format.h"
#include "ui/tooltip.h"
#include "ui/wheel.h"

#define MOST_SEED 9999

struct _HgLayoutBar
{
  AdwBin parent_instance;

  HgLatent *latent; /* the view's; weak, since a hidden button that was clicked leaves GTK with a
                       reference to its parents (4.8) */
  const WbLayoutClass *method; /* (nullable): whose settings are shown */
  GtkLabel *state;
  GtkLabel *trust;
  GtkWidget *progress;
  GtkWidget *button;
  GtkWidget *settings;
  GtkLabel *neighbours_title;
  GtkAdjustment *neighbours;
  GtkAdjustment *seed;
  gboolean is_setting;
};

G_DEFINE_FINAL_TYPE (HgLayoutBar, hg_layout_bar, ADW_TYPE_BIN)

/* "t-SNE: 340 of 1,000"; (transfer full). */
static char *
layout_bar_describe (HgCodeLayout *layout)
{
  const WbLayoutClass *method = hg_code_layout_get_method (layout);
  g_autofree char *done = hg_format_count (hg_code_layout_get_iteration (layout));
  g_autofree char *all = hg_format_count (method->n_iterations);

  if (hg_code_layout_is_stopped (layout))
    return g_strdup_printf (_ ("%s: stopped after %s of %s"), method->title, done, all);
  if (!hg_code_layout_is_busy (layout))
    return g_strdup_printf (_ ("%s: done"), method->title);
  if (hg_code_layout_get_iteration (layout) == 0)
    return g_strdup_printf (_ ("%s: starting; looking for neighbours"), method->title);
  return g_strdup_printf (_ ("%s: %s of %s"), method->title, done, all);
}

static void
layout_bar_show_trust (HgLayoutBar *self)
{
  const WbJudgement *judgement = hg_latent_get_judgement (self->latent);
  g_autofree char *trustworthiness = NULL, *continuity = NULL, *text = NULL, *words = NULL;

  if (judgement == NULL)
    {
      gtk_label_set_text (self->trust, "");
      return;
    }
  trustworthiness = hg_format_real (judgement->trustworthiness, "%.3f");
  continuity = hg_format_real (judgement->continuity, "%.3f");
  text = g_strdup_printf (_ ("Trustworthiness %s · continuity %s"), trustworthiness, continuity);
  words = g_strdup_printf (_ ("Of %d neighbours each: 1 where none in the picture is invented, and "
                              "where none is torn away"),
                           WB_JUDGEMENT_NEIGHBOURS);
  gtk_label_set_text (self->trust, text);
  hg_tooltip_set (GTK_WIDGET (self->trust), words);
}

static void
layout_bar_show (HgLayoutBar *self)
{
  const WbLatentMap *map = hg_latent_get_map (self->latent);
  HgCodeLayout *layout = hg_latent_get_layout (self->latent);
  g_autofree char *text = NULL;
  gboolean busy;

  gtk_widget_set_visible (GTK_WIDGET (self), map != NULL && map->codes->size > 2);
  gtk_widget_set_visible (GTK_WIDGET (self->state), layout != NULL);
  gtk_widget_set_visible (self->progress, layout != NULL);
  gtk_widget_set_visible (self->button, layout != NULL);
  gtk_widget_set_visible (self->settings, layout != NULL);
  layout_bar_show_trust (self);
  gtk_widget_set_visible (GTK_WIDGET (self->trust), TRUE);
  if (layout == NULL)
    return;
  text = layout_bar_describe (layout);
  busy = hg_code_layout_is_busy (layout);
  gtk_label_set_text (self->state, text);
  hg_tooltip_set (GTK_WIDGET (self->state), text);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress),
                                 (double) hg_code_layout_get_iteration (layout)
                                   / hg_code_layout_get_method (layout)->n_iterations);
  gtk_widget_set_visible (self->progress, busy);
  gtk_widget_set_visible (GTK_WIDGET (self->trust), !busy);
  gtk_widget_set_visible (GTK_WIDGET (self->state),
                          busy || hg_latent_get_judgement (self->latent) == NULL);
  gtk_button_set_label (GTK_BUTTON (self->button), busy ? _ ("Cancel") : _ ("Start Again"));
}

static void
layout_bar_latent_changed_cb (HgLayoutBar *self, guint changes)
{
  if (changes & (HG_LATENT_LAYOUT | HG_LATENT_MAP | HG_LATENT_PLACES | HG_LATENT_JUDGEMENT))
    layout_bar_show (self);
}

static void
layout_bar_start (HgLayoutBar *self)
{
  const WbLayoutOptions options = { .neighbours = gtk_adjustment_get_value (self->neighbours),
                                    .seed = (guint) gtk_adjustment_get_value (self->seed) };

  if (!self->is_setting)
    hg_latent_set_layout (self->latent, self->method, &options);
}

static void
layout_bar_clicked_cb (HgLayoutBar *self)
{
  HgCodeLayout *layout = hg_latent_get_layout (self->latent);

  if (layout != NULL && hg_code_layout_is_busy (layout))
    hg_latent_stop_layout (self->latent);
  else
    layout_bar_start (self);
}

static void
layout_bar_dispose (GObject *object)
{
  HgLayoutBar *self = HG_LAYOUT_BAR (object);

  g_clear_weak_pointer (&self->latent);
  G_OBJECT_CLASS (hg_layout_bar_parent_class)->dispose (object);
}

static void
hg_layout_bar_class_init (HgLayoutBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = layout_bar_dispose;
}

static void
layout_bar_add_row (GtkGrid *grid,
                    int row,
                    GtkWidget *title,
                    GtkAdjustment *value,
                    const char *tooltip)
{
  GtkWidget *spin = gtk_spin_button_new (value, 1, 0);

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_set_tooltip_text (spin, tooltip);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (spin), GTK_ACCESSIBLE_RELATION_LABELLED_BY, title,
                                  NULL, -1);
  hg_wheel_needs_focus (spin);
  gtk_grid_attach (grid, title, 0, row, 1, 1);
  gtk_grid_attach (grid, spin, 1, row, 1, 1);
}

static GtkWidget *
layout_bar_build_settings (HgLayoutBar *self)
{
  GtkWidget *button = gtk_menu_button_new (), *popover = gtk_popover_new ();
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_row_spacing (GTK_GRID (grid), 8);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  self->neighbours_title = GTK_LABEL (gtk_label_new (NULL));
  layout_bar_add_row (GTK_GRID (grid), 0, GTK_WIDGET (self->neighbours_title), self->neighbours,
                      _ ("About how many neighbours of a code count"));
  layout_bar_add_row (GTK_GRID (grid), 1, gtk_label_new (_ ("Seed")), self->seed,
                      _ ("0 starts from principal components, others from chance"));
  gtk_popover_set_child (GTK_POPOVER (popover), grid);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "emblem-system-symbolic");
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _ ("Settings of the layout"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Settings of the layout"), -1);
  return button;
}

static GtkWidget *
layout_bar_build_progress (void)
{
  GtkWidget *progress = gtk_progress_bar_new ();

  gtk_widget_set_hexpand (progress, TRUE);
  gtk_widget_set_valign (progress, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (progress), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Progress of the layout"), -1);
  return progress;
}

static void
layout_bar_style_label (GtkLabel *label)
{
  gtk_label_set_xalign (label, 0);
  gtk_label_set_ellipsize (label, PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (GTK_WIDGET (label), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (label), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (label), "numeric");
}

static void
hg_layout_bar_init (HgLayoutBar *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  self->neighbours = gtk_adjustment_new (30, 5, 50, 1, 5, 0);
  self->seed = gtk_adjustment_new (0, 0, MOST_SEED, 1, 10, 0);
  self->state = GTK_LABEL (gtk_label_new (NULL));
  self->trust = GTK_LABEL (gtk_label_new (NULL));
  self->progress = layout_bar_build_progress ();
  self->settings = layout_bar_build_settings (self);
  self->button = gtk_button_new ();
  layout_bar_style_label (self->state);
  layout_bar_style_label (self->trust);
  gtk_widget_set_hexpand (GTK_WIDGET (self->trust), TRUE);
  gtk_widget_add_css_class (self->button, "caption");
  gtk_widget_add_css_class (box, "layout-bar");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->state));
  gtk_box_append (GTK_BOX (box), self->progress);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->trust));
  gtk_box_append (GTK_BOX (box), self->button);
  gtk_box_append (GTK_BOX (box), self->settings);
  adw_bin_set_child (ADW_BIN (self), box);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (layout_bar_clicked_cb), self);
  g_signal_connect_swapped (self->neighbours, "value-changed", G_CALLBACK (layout_bar_start), self);
  g_signal_connect_swapped (self->seed, "value-changed", G_CALLBACK (layout_bar_start), self);
}

void
hg_layout_bar_set_latent (HgLayoutBar *self, HgLatent *latent)
{
  g_set_weak_pointer (&self->latent, latent);
  g_signal_connect_object (latent, "changed", G_CALLBACK (layout_bar_latent_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

void
hg_layout_bar_start (HgLayoutBar *self, const WbLayoutClass *method)
{
  if (self->method != method)
    {
      self->is_setting = TRUE;
      self->method = method;
      gtk_label_set_text (self->neighbours_title, _ (method->neighbours_title));
      gtk_adjustment_configure (self->neighbours, method->neighbours, method->least, method->most,
                                1, 5, 0);
      self->is_setting = FALSE;
    }
  layout_bar_start (self);
}
