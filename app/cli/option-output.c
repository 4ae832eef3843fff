/* SPDX-License-Identifier: MIT */
#include "app/cli/option-output.h"

#include <stdio.h>

#include "app/cli/output.h"
#include "app/project/model-json.h"

static const char *const kinds[] = {
  [AE_OPTION_INT] = "integer",   [AE_OPTION_FLOAT] = "number", [AE_OPTION_BOOL] = "boolean",
  [AE_OPTION_CHOICE] = "choice", [AE_OPTION_SIZES] = "sizes",  [AE_OPTION_LAYER] = "layer",
};

static gboolean
has_range (const AeOption *option)
{
  return option->kind == AE_OPTION_INT || option->kind == AE_OPTION_FLOAT
         || option->kind == AE_OPTION_SIZES;
}

static char *
describe_range (const AeOption *option)
{
  char low[G_ASCII_DTOSTR_BUF_SIZE], high[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (low, sizeof low, "%.10g", option->min);
  g_ascii_formatd (high, sizeof high, "%.10g", option->max);
  if (option->kind == AE_OPTION_CHOICE)
    {
      g_autofree char *list = g_strjoinv (", ", (char **) option->choices);

      return g_strdup_printf ("one of %s", list);
    }
  if (has_range (option))
    return g_strdup_printf ("%s, %s to %s", kinds[option->kind], low, high);
  return g_strdup (kinds[option->kind]);
}

void
wb_cli_print_option (const char *prefix, const AeOption *option, gconstpointer values)
{
  g_autofree char *standard = ae_option_to_text (option, values);
  g_autofree char *range = describe_range (option);

  printf ("  %s%s=%s\n      %s (%s)\n", prefix, option->name, standard, option->help, range);
}

json_t *
wb_cli_option_to_json (const char *prefix, const AeOption *option, gconstpointer values)
{
  g_autofree char *name = g_strconcat (prefix, option->name, NULL);
  json_t *object = json_object ();

  json_object_set_new (object, "name", json_string (name));
  json_object_set_new (object, "kind", json_string (kinds[option->kind]));
  json_object_set_new (object, "default", wb_option_to_json (option, values));
  if (has_range (option))
    {
      wb_cli_add_real (object, "min", option->min);
      wb_cli_add_real (object, "max", option->max);
    }
  if (option->kind == AE_OPTION_CHOICE)
    {
      json_t *choices = json_array ();

      for (guint i = 0; option->choices[i] != NULL; i++)
        json_array_append_new (choices, json_string (option->choices[i]));
      json_object_set_new (object, "choices", choices);
    }
  json_object_set_new (object, "help", json_string (option->help));
  return object;
}
