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

gboolean
latent_view_rests (gpointer data)
{
  LatentView *self = data;
  const WbSnapshot *snapshot = hg_workspace_get_snapshot (self->ui.workspace);
  const WbLatentMap *map = hg_latent_get_map (self->latent);

  return snapshot->state != WB_RUN_RUNNING && map != NULL && map->step == snapshot->step;
}

char *
latent_view_find_data (const char *name)
{
  const char *given = g_getenv ("HOURGLASS_DATA");
  g_autofree char *path = given != NULL ? g_build_filename (given, name, NULL)
                                        : g_test_build_filename (G_TEST_DIST, "..", "..", "shared",
                                                                 "data", name, NULL);

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&path);
  g_test_skip ("skipped: the real data is not on this machine");
  return NULL;
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
