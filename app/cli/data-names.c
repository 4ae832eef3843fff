/* SPDX-License-Identifier: MIT */
/* See the header. */
#include "app/cli/data-names.h"

#include <string.h>

#include "data/error.h"
#include "data/known/found-set.h"
#include "data/source.h"

char *
wb_cli_find_data (const char *word, GError **error)
{
  g_autoptr (GError) cause = NULL;
  char *path;

  if (strchr (word, G_DIR_SEPARATOR) != NULL || strcmp (word, DS_BUILT_IN) == 0
      || g_file_test (word, G_FILE_TEST_EXISTS) || g_file_test (word, G_FILE_TEST_IS_SYMLINK))
    return g_strdup (word);
  path = ds_found_sets_find (word, &cause);
  if (path != NULL)
    return path;
  if (g_error_matches (cause, DS_ERROR, DS_ERROR_MISMATCH))
    g_set_error_literal (error, WB_CLI_ERROR, WB_CLI_USAGE, cause->message);
  else if (ds_known_set_find (word) != NULL)
    g_set_error (error, WB_CLI_ERROR, WB_CLI_FAILED, "%s “hourglass-cli get %s” downloads it.",
                 cause->message, word);
  else
    return g_strdup (word);
  return NULL;
}

gboolean
wb_cli_find_named_data (WbArguments *arguments, GError **error)
{
  static const char *const names[] = { "data", "validation" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *word = wb_arguments_get_text (arguments, names[i]);
      g_autofree char *path = NULL;

      if (word == NULL)
        continue;
      path = wb_cli_find_data (word, error);
      if (path == NULL)
        return FALSE;
      wb_arguments_set_text (arguments, names[i], path);
    }
  return TRUE;
}
