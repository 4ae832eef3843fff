/* SPDX-License-Identifier: MIT */
/* Where the schema is; see the header. */
#include "ui/settings.h"

/* <build>/hourglass and <build>/tests/ui/… find <build>/ui. */
static GSettingsSchemaSource *
find_built_source (void)
{
  static const char *const places[] = { "ui", "../../ui" };
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = program != NULL ? g_path_get_dirname (program) : NULL;

  for (guint i = 0; folder != NULL && i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *path = g_build_filename (folder, places[i], NULL);
      g_autofree char *compiled = g_build_filename (path, "gschemas.compiled", NULL);

      if (g_file_test (compiled, G_FILE_TEST_EXISTS))
        return g_settings_schema_source_new_from_directory (path,
                                                            g_settings_schema_source_get_default (),
                                                            FALSE, NULL);
    }
  return NULL;
}

static GSettingsSchema *
find_schema (void)
{
  GSettingsSchemaSource *source = find_built_source ();
  GSettingsSchema *schema = NULL;

  if (source != NULL)
    {
      schema = g_settings_schema_source_lookup (source, HG_APPLICATION_ID, TRUE);
      g_settings_schema_source_unref (source);
    }
  source = g_settings_schema_source_get_default ();
  if (schema == NULL && source != NULL)
    schema = g_settings_schema_source_lookup (source, HG_APPLICATION_ID, TRUE);
  return schema;
}

GSettings *
hg_settings_new (void)
{
  g_autoptr (GSettingsSchema) schema = find_schema ();

  if (schema == NULL)
    g_error ("The settings schema %s was not found; it belongs beside the program or into "
             "share/glib-2.0/schemas.",
             HG_APPLICATION_ID);
  return g_settings_new_full (schema, NULL, NULL);
}

char *
hg_settings_get_log_folder (GSettings *settings)
{
  g_autofree char *chosen = g_settings_get_string (settings, "tensorboard-folder");

  if (*chosen != '\0')
    return g_steal_pointer (&chosen);
  return g_build_filename (g_get_user_data_dir (), "hourglass", "tensorboard", NULL);
}
