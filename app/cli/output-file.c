/* SPDX-License-Identifier: MIT */
/* Files are told apart by what they are, not by their names: links lead to the same one. */
#include "app/cli/output-file.h"

#include <string.h>

#include "app/project/atomic-file.h"
#include "app/templates/template.h"
#include "data/mapped-file.h"

gboolean
wb_cli_check_free (const WbArguments *arguments, const char *path, GError **error)
{
  gboolean dangling = g_file_test (path, G_FILE_TEST_IS_SYMLINK)
                      && !g_file_test (path, G_FILE_TEST_EXISTS);

  if (wb_arguments_has (arguments, "force")
      || (!g_file_test (path, G_FILE_TEST_IS_REGULAR) && !dangling))
    return TRUE;
  return wb_cli_refuse (error, WB_CLI_FAILED,
                        "“%s” is there already and is not overwritten. Name another file with "
                        "-o, train it further by giving its name in place of the template, or "
                        "overwrite it with --force.",
                        path);
}

static gboolean
is_same_file (const char *a, const char *b)
{
  WbFileStamp left, right;

  wb_file_stamp_read (&left, a);
  wb_file_stamp_read (&right, b);
  return wb_file_stamp_is_same_file (&left, &right);
}

static gboolean
is_word (const WbArguments *arguments, const char *path)
{
  for (guint i = 0; i < wb_arguments_get_n_words (arguments); i++)
    {
      const char *word = wb_arguments_get_word (arguments, i);

      if (wb_template_find (word) == NULL && is_same_file (word, path))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_data (const WbArguments *arguments, const char *path)
{
  const WbCliGrammar *grammar = wb_arguments_get_grammar (arguments);
  const WbCliOption *option;

  for (guint i = 0; (option = wb_cli_grammar_get_option (grammar, i)) != NULL; i++)
    if (option->kind == WB_CLI_INPUT && wb_arguments_has (arguments, option->name)
        && is_same_file (wb_arguments_get_text (arguments, option->name), path))
      return TRUE;
  return ds_mapped_file_was_opened (path);
}

gboolean
wb_cli_check_overwrites (const WbArguments *arguments, GError **error)
{
  const WbCliGrammar *grammar = wb_arguments_get_grammar (arguments);

  for (const WbCliOption *option = grammar->options; option->name != NULL; option++)
    {
      const char *path = wb_arguments_get_text (arguments, option->name);
      gboolean may_be_word = grammar->writes_back && strcmp (option->name, "output") == 0;

      if (option->kind != WB_CLI_OUTPUT || path == NULL
          || !g_file_test (path, G_FILE_TEST_IS_REGULAR)
          || !((!may_be_word && is_word (arguments, path)) || is_data (arguments, path)))
        continue;
      return wb_cli_refuse (error, WB_CLI_USAGE,
                            "--%s: “%s” is read by this command and would be lost. Name another "
                            "file.",
                            option->name, path);
    }
  return TRUE;
}

gboolean
wb_cli_check_folder (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    g_set_error (error, WB_CLI_ERROR, WB_CLI_FAILED, "“%s” is a folder. Name a file in it.", path);
  else if (!g_file_test (folder, G_FILE_TEST_IS_DIR))
    g_set_error (error, WB_CLI_ERROR, WB_CLI_FAILED,
                 "There is no folder “%s” to write “%s” to. Make it first.", folder, path);
  else
    return TRUE;
  return FALSE;
}

gboolean
wb_cli_check_output (const char *path, GError **error)
{
  return wb_cli_check_folder (path, error) && wb_atomic_file_probe (path, 0, error);
}

static gboolean
check_ending (const char *path, const char *const *endings, GError **error)
{
  g_autofree char *list = g_strjoinv (" or ", (char **) endings);

  for (guint i = 0; endings[i] != NULL; i++)
    if (g_str_has_suffix (path, endings[i]))
      return TRUE;
  return wb_cli_refuse (error, WB_CLI_USAGE, "The ending of “%s” tells the format: it must be %s.",
                        path, list);
}

gboolean
wb_cli_require_output (const WbArguments *arguments,
                       const char *example,
                       const char *const *endings,
                       GError **error)
{
  const char *path = wb_arguments_get_text (arguments, "output");

  if (path != NULL)
    return check_ending (path, endings, error) && wb_cli_check_output (path, error);
  return wb_cli_refuse (error, WB_CLI_USAGE, "Say where to write: -o %s.", example);
}
