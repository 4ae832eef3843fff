/* SPDX-License-Identifier: MIT */
/* The data check the values, in their own words; here they are only collected. */
#include "app/cli/import-options.h"

static const struct
{
  WbCliKind kind;
  const char *value;
} kinds[] = {
  [DS_OPTION_SIZE] = { WB_CLI_TEXT, "WxH" },  [DS_OPTION_COUNT] = { WB_CLI_TEXT, "N" },
  [DS_OPTION_BOOL] = { WB_CLI_SWITCH, NULL }, [DS_OPTION_CHOICE] = { WB_CLI_TEXT, NULL },
  [DS_OPTION_TEXT] = { WB_CLI_TEXT, "NAME" }, [DS_OPTION_FILE] = { WB_CLI_INPUT, "FILE" },
};

static WbCliOption
make_option (const DsOption *row)
{
  return (WbCliOption) {
    .name = row->name,
    .kind = kinds[row->kind].kind,
    .value = row->kind == DS_OPTION_CHOICE ? g_strjoinv ("|", (char **) row->choices)
                                           : kinds[row->kind].value,
    .help = g_strdup_printf ("%s Else: %s.", row->help, row->automatic),
  };
}

const WbCliOption *
wb_cli_import_options (void)
{
  static WbCliOption *options = NULL;

  if (g_once_init_enter (&options))
    {
      guint n;
      const DsOption *rows = ds_option_get_all (&n);
      WbCliOption *made = g_new0 (WbCliOption, n + 1);

      for (guint i = 0; i < n; i++)
        made[i] = make_option (&rows[i]);
      g_once_init_leave (&options, made);
    }
  return options;
}

const char *
wb_cli_get_first_import (const WbArguments *arguments)
{
  for (const WbCliOption *option = wb_cli_import_options (); option->name != NULL; option++)
    if (wb_arguments_has (arguments, option->name))
      return option->name;
  return NULL;
}

static gboolean
set_choice (DsImportOptions **options, const char *name, const char *value, GError **error)
{
  g_autoptr (DsImportOptions) before = *options;
  g_autoptr (GError) cause = NULL;

  *options = ds_import_options_new_with (before, name, value, &cause);
  if (*options == NULL)
    g_set_error (error, WB_CLI_ERROR, WB_CLI_USAGE, "--%s: %s", name, cause->message);
  return *options != NULL;
}

/* A file is the one that is named from here, else one in the data. */
static char *
read_value (const WbCliOption *option, const char *text)
{
  return option->kind == WB_CLI_INPUT && g_file_test (text, G_FILE_TEST_EXISTS)
           ? g_canonicalize_filename (text, NULL)
           : g_strdup (text);
}

gboolean
wb_cli_read_imports (const WbArguments *arguments,
                     const WbDataReference *learned,
                     DsImportOptions **choices,
                     WbDataReference **rest,
                     GError **error)
{
  g_autoptr (DsImportOptions) given = NULL;
  g_autoptr (DsImportOptions) others
    = learned != NULL ? ds_import_options_new_merged (wb_data_reference_get_options (learned), NULL)
                      : NULL;

  for (const WbCliOption *option = wb_cli_import_options (); option->name != NULL; option++)
    {
      const char *text = wb_arguments_get_text (arguments, option->name);
      g_autofree char *value = text != NULL ? read_value (option, text) : NULL;

      if (value != NULL
          && (!set_choice (&given, option->name, value, error)
              || !set_choice (&others, option->name, NULL, error)))
        return FALSE;
    }
  *choices = g_steal_pointer (&given);
  *rest = learned != NULL ? wb_data_reference_new_with_options (learned, others) : NULL;
  return TRUE;
}
