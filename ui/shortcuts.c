/* SPDX-License-Identifier: MIT */
/* See the header. */
#include "ui/shortcuts.h"

void
hg_keys_add (GtkWidgetClass *klass)
{
  gtk_widget_class_add_binding_action (klass, GDK_KEY_space, 0, "win.train", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_period, 0, "win.step", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_greater, GDK_SHIFT_MASK, "win.step-epoch",
                                       NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_period, GDK_SHIFT_MASK, "win.step-epoch",
                                       NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_slash, 0, "win.search", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_bracketleft, 0, "win.follow-previous", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_bracketright, 0, "win.follow-next", NULL);
}
