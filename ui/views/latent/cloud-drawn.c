/* SPDX-License-Identifier: MIT */
/* A digit that somebody draws is a point among the others while it is drawn. */
#include "ui/views/latent/cloud-private.h"

#include <glib/gi18n.h>

#include "app/figures/mark.h"

#define RADIUS 7

void
hg_cloud_drawn_update (HgCloud *self)
{
  const WbLatentMap *map = hg_latent_get_map (self->latent);
  const float *values = hg_workspace_get_drawing (hg_latent_get_workspace (self->latent));

  g_clear_pointer (&self->drawn, g_free);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (map == NULL || values == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  self->drawn = g_new (float, map->codes->size);
  if (!wb_latent_map_encode (map, values, self->drawn))
    g_clear_pointer (&self->drawn, g_free);
}

static void
workspace_changed_cb (HgCloud *self, guint changes)
{
  if (changes & HG_CHANGED_FOLLOWED)
    hg_cloud_drawn_update (self);
}

void
hg_cloud_drawn_watch (HgCloud *self)
{
  g_signal_connect_object (hg_latent_get_workspace (self->latent), "changed",
                           G_CALLBACK (workspace_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "map", G_CALLBACK (hg_cloud_drawn_update), NULL);
}

void
hg_cloud_drawn_draw (HgCloud *self, WbText *text)
{
  const WbLatentMap *map = hg_latent_get_map (self->latent);
  float place[2];
  double x, y;

  if (self->drawn == NULL || map == NULL)
    return;
  wb_plane_project (map->plane, 1, self->drawn, place);
  x = CLAMP (wb_axis_to_pixel (&self->x_axis, place[0]), self->x_axis.start, self->x_axis.end);
  y = CLAMP (wb_axis_to_pixel (&self->y_axis, place[1]), self->y_axis.end, self->y_axis.start);
  wb_mark_ring (text->cr, x, y, RADIUS, &text->style->accent, &text->style->card);
  wb_mark_dot (text->cr, x, y, RADIUS / 2., &text->style->accent);
  wb_mark_rounded (text->cr, x + RADIUS + 2, y - 9, wb_text_width (text, _ ("Drawn")) + 8, 18, 4);
  wb_colour_set (&text->style->card, text->cr);
  cairo_fill (text->cr);
  wb_text_draw (text, _ ("Drawn"), x + RADIUS + 6, y, 0, &text->style->accent);
}

const float *
hg_cloud_get_drawn (HgCloud *self)
{
  return self->drawn;
}
