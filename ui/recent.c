/* SPDX-License-Identifier: MIT */
/* See the header. */
#include "ui/recent.h"

#include <string.h>

#define KEY "recent-projects"

static GPtrArray *
read_without (GSettings *settings, const char *path)
{
  GPtrArray *paths = g_ptr_array_new_null_terminated (HG_RECENT_MAX + 1, g_free, TRUE);
  g_auto (GStrv) old = g_settings_get_strv (settings, KEY);

  for (guint i = 0; old[i] != NULL; i++)
    if (strcmp (old[i], path) != 0)
      g_ptr_array_add (paths, g_strdup (old[i]));
  return paths;
}

static void
store (GSettings *settings, GPtrArray *paths)
{
  if (paths->len > HG_RECENT_MAX)
    g_ptr_array_set_size (paths, HG_RECENT_MAX);
  g_settings_set_strv (settings, KEY, (const char *const *) paths->pdata);
}

void
hg_recent_add (GSettings *settings, const char *path)
{
  g_autoptr (GPtrArray) paths = NULL;

  if (!g_utf8_validate (path, -1, NULL)) /* no text, which settings hold */
    return;
  paths = read_without (settings, path);
  g_ptr_array_insert (paths, 0, g_strdup (path));
  store (settings, paths);
}

char **
hg_recent_list (GSettings *settings)
{
  g_auto (GStrv) all = g_settings_get_strv (settings, KEY);
  GStrvBuilder *found = g_strv_builder_new ();
  char **paths;

  for (guint i = 0; all[i] != NULL; i++)
    if (g_file_test (all[i], G_FILE_TEST_IS_REGULAR))
      g_strv_builder_add (found, all[i]);
  paths = g_strv_builder_end (found);
  g_strv_builder_unref (found);
  return paths;
}
