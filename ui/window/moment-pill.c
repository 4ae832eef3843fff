/* SPDX-License-Identifier: MIT */
#include "ui/window/moment-pill.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "ui/format.h"

/* What the bar over the model has at its end: the pill stands before it. */
#define ZOOM_BUTTONS 136

struct _HgMomentPill
{
  GtkBox parent_instance;

  HgWorkspace *workspace;
  GtkLabel *words;
  GtkWidget *other;
  GtkButton *buttons[2];
};

G_DEFINE_FINAL_TYPE (HgMomentPill, hg_moment_pill, GTK_TYPE_BOX)

static const struct
{
  const char *label;
  const char *icon;
  const char *action;
  const char *tooltip;
} buttons[] = {
  { N_ ("Latest"), "go-last-symbolic", "win.latest", N_ ("Back to the newest step (Alt+End)") },
  { N_ ("Continue from Here"), "media-playback-start-symbolic", "win.continue-here",
    N_ ("Train on from this step as a new run (Ctrl+Shift+Return)") },
};

static void
moment_pill_update (HgMomentPill *self)
{
  const WbSnapshot *newest = hg_workspace_get_newest (self->workspace);
  guint64 step;
  gboolean past = newest != NULL && hg_workspace_get_visited_step (self->workspace, &step);
  g_autofree char *shown = NULL, *all = NULL, *text = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self), past);
  if (!past)
    return;
  shown = hg_format_count (step);
  all = hg_format_count (newest->step);
  text = g_strdup_printf (_ ("Step %s of %s"), shown, all);
  gtk_label_set_text (self->words, text);
  gtk_widget_set_visible (self->other, hg_workspace_shows_other_model (self->workspace));
}

static void
moment_pill_workspace_changed_cb (HgMomentPill *self, guint changes)
{
  if (changes & (HG_CHANGED_MOMENT | HG_CHANGED_SNAPSHOT | HG_CHANGED_COMPARED))
    moment_pill_update (self);
}

static void
moment_pill_dispose (GObject *object)
{
  g_clear_object (&HG_MOMENT_PILL (object)->workspace);
  G_OBJECT_CLASS (hg_moment_pill_parent_class)->dispose (object);
}

static void
hg_moment_pill_class_init (HgMomentPillClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = moment_pill_dispose;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_STATUS);
}

static void
moment_pill_show_button (GtkButton *button, guint i, gboolean folded)
{
  if (folded)
    gtk_button_set_icon_name (button, buttons[i].icon);
  else
    gtk_button_set_label (button, _ (buttons[i].label));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (buttons[i].label), -1);
}

static void
hg_moment_pill_init (HgMomentPill *self)
{
  GtkWidget *widget = GTK_WIDGET (self), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 2);

  self->words = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->words), "numeric");
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->words));
  self->other = gtk_label_new (_ ("of another model"));
  gtk_widget_add_css_class (self->other, "other");
  gtk_widget_set_tooltip_text (self->other,
                               _ ("The layers and their numbers are those of the model as it is "
                                  "now; marked ones were others at this step"));
  gtk_box_append (GTK_BOX (self), self->other);
  for (guint i = 0; i < G_N_ELEMENTS (buttons); i++)
    {
      self->buttons[i] = GTK_BUTTON (gtk_button_new ());
      gtk_actionable_set_action_name (GTK_ACTIONABLE (self->buttons[i]), buttons[i].action);
      gtk_widget_set_tooltip_text (GTK_WIDGET (self->buttons[i]), _ (buttons[i].tooltip));
      gtk_widget_add_css_class (GTK_WIDGET (self->buttons[i]), "flat");
      gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->buttons[i]));
    }
  gtk_box_append (GTK_BOX (self), box);
  hg_moment_pill_set_folded (self, FALSE);
  gtk_widget_add_css_class (widget, "moment-pill");
  gtk_widget_set_visible (widget, FALSE);
}

void
hg_moment_pill_set_folded (HgMomentPill *self, gboolean folded)
{
  gtk_widget_set_halign (GTK_WIDGET (self), folded ? GTK_ALIGN_START : GTK_ALIGN_END);
  gtk_widget_set_valign (GTK_WIDGET (self), folded ? GTK_ALIGN_END : GTK_ALIGN_START);
  gtk_widget_set_margin_end (GTK_WIDGET (self), folded ? 0 : ZOOM_BUTTONS);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self),
                                  folded ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  if (folded)
    gtk_widget_add_css_class (GTK_WIDGET (self), "folded");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "folded");
  for (guint i = 0; i < G_N_ELEMENTS (buttons); i++)
    moment_pill_show_button (self->buttons[i], i, folded);
}

void
hg_moment_pill_set_workspace (HgMomentPill *self, HgWorkspace *workspace)
{
  g_set_object (&self->workspace, workspace);
  g_signal_connect_object (workspace, "changed", G_CALLBACK (moment_pill_workspace_changed_cb),
                           self, G_CONNECT_SWAPPED);
  moment_pill_update (self);
}
