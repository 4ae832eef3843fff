/* SPDX-License-Identifier: MIT */
/* layers: the layer registry with every option, its range and its default. */
#include <stdio.h>
#include <string.h>

#include "app/cli/command.h"
#include "app/cli/inputs.h"
#include "app/cli/nearest.h"
#include "app/cli/option-output.h"
#include "app/cli/output.h"
#include "engine/layer.h"

/* An options struct is small; the registry's tests hold it to that. */
typedef struct
{
  _Alignas(16) guint8 bytes[1024];
} Values;

static void
print_json (const AeLayerClass *layer, gconstpointer values)
{
  json_t *object = json_object ();
  json_t *options = json_array ();
  const AeOption *option;

  json_object_set_new (object, "type", json_string (layer->type));
  json_object_set_new (object, "title", json_string (layer->title));
  json_object_set_new (object, "group", json_string (layer->group));
  json_object_set_new (object, "summary", json_string (layer->summary));
  for (option = layer->options; option != NULL && option->name != NULL; option++)
    json_array_append_new (options, wb_cli_option_to_json ("", option, values));
  json_object_set_new (object, "options", options);
  wb_cli_print_json (object);
}

static void
print_layer (const AeLayerClass *layer, gboolean json)
{
  Values values = { { 0 } };
  const AeOption *option;

  g_return_if_fail (layer->options_size <= sizeof values);

  ae_options_init (layer->options, &values);
  if (json)
    {
      print_json (layer, &values);
      return;
    }
  printf ("%s  (%s)\n  %s\n", layer->type, layer->group, layer->summary);
  for (option = layer->options; option != NULL && option->name != NULL; option++)
    wb_cli_print_option ("", option, &values);
}

static gboolean
refuse_type (const char *type, GError **error)
{
  g_autoptr (GPtrArray) types = g_ptr_array_new ();
  g_autofree char *hint = NULL;

  for (guint i = 0; ae_layer_classes ()[i] != NULL; i++)
    g_ptr_array_add (types, (gpointer) ae_layer_classes ()[i]->type);
  g_ptr_array_add (types, NULL);
  hint = wb_cli_suggest (type, (const char *const *) types->pdata);
  return wb_cli_refuse (error, WB_CLI_USAGE, "There is no layer “%s”.%s", type, hint);
}

static gboolean
run (const WbArguments *arguments, GError **error)
{
  const char *type = wb_arguments_get_word (arguments, 0);
  gboolean json = wb_arguments_has (arguments, "json");

  if (type != NULL && ae_layer_class_find (type) == NULL)
    return refuse_type (type, error);
  for (guint i = 0; ae_layer_classes ()[i] != NULL; i++)
    if (type == NULL || strcmp (ae_layer_classes ()[i]->type, type) == 0)
      print_layer (ae_layer_classes ()[i], json);
  return TRUE;
}

static const WbCliOption options[] = {
  WB_CLI_JSON_OPTION,
  { NULL },
};

const WbCliCommand wb_cli_layers = {
  .name = "layers",
  .grammar = { "[TYPE]", 0, 1, options },
  .summary = "lists the layers with their options, ranges and defaults",
  .run = run,
};
