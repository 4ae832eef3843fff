/* SPDX-License-Identifier: MIT */
#include "app/cli/settings.h"

#include <string.h>

#include "app/edit/edit.h"

static gboolean
apply (WbProject *project, const char *setting, GError **error)
{
  const char *equals = strchr (setting, '=');
  g_autofree char *name = NULL;
  g_autoptr (GError) cause = NULL;

  if (equals == NULL)
    return wb_cli_refuse (error, WB_CLI_USAGE,
                          "--set takes NAME=VALUE, and “%s” has no “=”. “hourglass-cli recipe” "
                          "lists the names.",
                          setting);
  name = g_strndup (setting, (gsize) (equals - setting));
  g_strstrip (name);
  if (wb_edit_apply (&(WbEdit) { WB_EDIT_RECIPE, .name = name, .text = equals + 1 }, project,
                     &cause))
    return TRUE;
  return wb_cli_refuse (error, WB_CLI_USAGE, "--set %s: %s", name, cause->message);
}

gboolean
wb_cli_apply_settings (const WbArguments *arguments, WbProject *project, GError **error)
{
  const char *text = wb_arguments_get_text (arguments, "set");
  g_auto (GStrv) settings = text != NULL ? g_strsplit (text, ",", -1) : NULL;

  for (guint i = 0; settings != NULL && settings[i] != NULL; i++)
    if (!apply (project, settings[i], error))
      return FALSE;
  return TRUE;
}
