/* SPDX-License-Identifier: MIT */
/* The popover's words and buttons; whoever shows it places it. */
#include "ui/window/problem-popover.h"

struct _HgProblemPopover
{
  GtkPopover parent_instance;

  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *happened;
  GtkLabel *expected;
  GtkLabel *why;
  GtkBox *fixes;
  GtkActionable *dismiss;
};

G_DEFINE_FINAL_TYPE (HgProblemPopover, hg_problem_popover, GTK_TYPE_POPOVER)

static gboolean
problem_popover_key_pressed_cb (HgProblemPopover *self, guint key)
{
  if (key != GDK_KEY_Escape)
    return FALSE;
  gtk_popover_popdown (GTK_POPOVER (self));
  return TRUE;
}

static void
hg_problem_popover_class_init (HgProblemPopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/hourglass/Hourglass/problem-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, HgProblemPopover, icon);
  gtk_widget_class_bind_template_child (widget_class, HgProblemPopover, title);
  gtk_widget_class_bind_template_child (widget_class, HgProblemPopover, happened);
  gtk_widget_class_bind_template_child (widget_class, HgProblemPopover, expected);
  gtk_widget_class_bind_template_child (widget_class, HgProblemPopover, why);
  gtk_widget_class_bind_template_child (widget_class, HgProblemPopover, fixes);
  gtk_widget_class_bind_template_child (widget_class, HgProblemPopover, dismiss);
  gtk_widget_class_bind_template_callback (widget_class, gtk_popover_popdown);
}

static void
hg_problem_popover_init (HgProblemPopover *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (problem_popover_key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

HgProblemPopover *
hg_problem_popover_new (void)
{
  return g_object_new (HG_TYPE_PROBLEM_POPOVER, NULL);
}

static void
problem_popover_add_fix (HgProblemPopover *self, const WbProblem *problem, guint index)
{
  GtkWidget *button = gtk_button_new_with_label (problem->fixes[index].label);

  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(su)", problem->code, index);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.fix");
  if (index == 0)
    gtk_widget_add_css_class (button, "suggested-action");
  gtk_box_append (self->fixes, button);
}

void
hg_problem_popover_set_problem (HgProblemPopover *self, const WbProblem *problem)
{
  GtkWidget *child;
  gboolean error = problem->severity == WB_SEVERITY_ERROR;

  gtk_image_set_from_icon_name (self->icon,
                                error ? "dialog-error-symbolic" : "dialog-warning-symbolic");
  gtk_widget_set_css_classes (GTK_WIDGET (self->icon),
                              (const char *[]) { error ? "error" : "warning", NULL });
  gtk_label_set_text (self->title, problem->title);
  gtk_label_set_text (self->happened, problem->happened);
  gtk_label_set_text (self->expected, problem->expected);
  gtk_label_set_text (self->why, problem->why);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->fixes))) != NULL)
    gtk_box_remove (self->fixes, child);
  for (guint i = 0; i < MIN (problem->n_fixes, 2); i++)
    problem_popover_add_fix (self, problem, i);
  gtk_actionable_set_action_target (self->dismiss, "s", problem->code);
  gtk_actionable_set_action_name (self->dismiss, "win.dismiss");
  gtk_widget_set_visible (GTK_WIDGET (self->dismiss), problem->measured);
  gtk_widget_set_visible (GTK_WIDGET (self->fixes), problem->n_fixes > 0);
}
