/* SPDX-License-Identifier: MIT */
/* See the header. */
#include "ui/damage.h"

#define COLOURS 4096

void
hg_damage_whole (GtkWidget *widget, GtkSnapshot *out)
{
  static guint n;

  n = (n + 1) % COLOURS;
  gtk_snapshot_append_color (out, &(GdkRGBA) { .red = (float) n / COLOURS },
                             &GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (widget),
                                                  (float) gtk_widget_get_height (widget)));
}
