/* SPDX-License-Identifier: MIT */
#include "tests/ui/latent-fixture.h"

static gboolean
has_map (gpointer data)
{
  return hg_latent_get_map (((LatentView *) data)->latent) != NULL;
}

gboolean
latent_view_has_other_map (gpointer data)
{
  LatentView *self = data;
  WbLatentMap *map = hg_latent_get_map (self->latent);

  return map != NULL && map != self->seen;
}

void
latent_view_open (LatentView *self, const char *data, const char *template)
{
  *self = (LatentView) { .ui = { .data = data } };
  ui_fixture_open (&self->ui, NULL, template);
  ui_wait_data (&self->ui);
  gtk_widget_activate_action (GTK_WIDGET (self->ui.window), "win.view", "s", "latent");
  self->cloud = ui_find_type (GTK_WIDGET (self->ui.window), HG_TYPE_CLOUD, 0);
  self->latent = hg_cloud_get_latent (HG_CLOUD (self->cloud));
  ui_wait_until (has_map, self, "the codes");
  ui_wait_frames (&self->ui, 30);
}

void
latent_view_close (LatentView *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self->ui.window), "win.view", "s", "live");
  ui_fixture_close (&self->ui);
}

char *
latent_view_read_clipboard (LatentView *self)
{
  GdkContentProvider *content = gdk_clipboard_get_content (gtk_widget_get_clipboard (self->cloud));
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_STRING);
  g_assert_true (gdk_content_provider_get_value (content, &value, NULL));
  return g_value_dup_string (&value);
}
