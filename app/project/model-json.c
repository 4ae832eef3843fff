/* SPDX-License-Identifier: MIT */
/* Nothing here knows a layer: types come from the registry, values go through
 * ae_option_set(), which knows the ranges.
 */
#include "app/project/model-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/error.h"
#include "engine/error.h"

#define MAX_LAYERS 4096

json_t *
wb_option_to_json (const AeOption *option, gconstpointer values)
{
  json_t *array;
  AeValue value;

  ae_option_get (option, values, &value);
  switch (option->kind)
    {
    case AE_OPTION_FLOAT:
      return json_real (value.real);
    case AE_OPTION_BOOL:
      return json_boolean (value.integer != 0);
    case AE_OPTION_CHOICE:
      return json_string (option->choices[value.integer]);
    case AE_OPTION_SIZES:
      array = json_array ();
      for (guint i = 0; i < value.sizes.rank; i++)
        json_array_append_new (array, json_integer (value.sizes.dims[i]));
      return array;
    case AE_OPTION_INT:
    case AE_OPTION_LAYER:
      break;
    }
  return json_integer (value.integer);
}

json_t *
wb_options_to_json (const AeOption *options, gconstpointer values)
{
  json_t *json = json_object ();

  for (; options != NULL && options->name != NULL; options++)
    json_object_set_new (json, options->name, wb_option_to_json (options, values));
  return json;
}

static gboolean
read_sizes (json_t *json, AeSizes *sizes)
{
  guint64 size;

  if (!json_is_array (json) || json_array_size (json) > AE_MAX_RANK)
    return FALSE;
  sizes->rank = (guint) json_array_size (json);
  for (guint i = 0; i < sizes->rank; i++)
    {
      if (!wb_json_get_uint (json_array_get (json, i), &size) || size > G_MAXUINT)
        return FALSE;
      sizes->dims[i] = (guint) size;
    }
  return TRUE;
}

static gboolean
read_value (const AeOption *option, json_t *json, AeValue *value)
{
  switch (option->kind)
    {
    case AE_OPTION_FLOAT:
      return wb_json_get_real (json, &value->real);
    case AE_OPTION_BOOL:
      value->integer = json_is_true (json);
      return json_is_boolean (json);
    case AE_OPTION_SIZES:
      return read_sizes (json, &value->sizes);
    case AE_OPTION_LAYER:
      value->integer = json_integer_value (json);
      return json_is_integer (json) && value->integer >= 0 && value->integer <= G_MAXUINT;
    case AE_OPTION_INT:
      value->integer = json_integer_value (json);
      return json_is_integer (json);
    case AE_OPTION_CHOICE:
      break;
    }
  return FALSE;
}

static const char *
describe_kind (const AeOption *option)
{
  static const char *const names[] = {
    [AE_OPTION_INT] = N_ ("a whole number"),
    [AE_OPTION_FLOAT] = N_ ("a number"),
    [AE_OPTION_BOOL] = N_ ("true or false"),
    [AE_OPTION_CHOICE] = N_ ("a text"),
    [AE_OPTION_SIZES] = N_ ("a list of whole numbers"),
    [AE_OPTION_LAYER] = N_ ("a layer's id"),
  };

  return _ (names[option->kind]);
}

gboolean
wb_option_from_json (const AeOption *option, gpointer values, json_t *json, GError **error)
{
  AeValue value = { 0 };

  if (option->kind == AE_OPTION_CHOICE && json_string_value (json) != NULL)
    return ae_option_set_text (option, values, json_string_value (json), error);
  if (read_value (option, json, &value))
    return ae_option_set (option, values, &value, error);
  return ae_refuse (error, AE_ERROR_OPTION, _ ("%s is %s; it takes %s"), option->name,
                    wb_json_describe (json), describe_kind (option));
}

gboolean
wb_options_from_json (const AeOption *options, gpointer values, json_t *json, GError **error)
{
  const char *name;
  json_t *member;

  if (!json_is_object (json))
    return ae_refuse (error, AE_ERROR_OPTION,
                      _ ("the options are %s; they are written as an object"),
                      wb_json_describe (json));
  json_object_foreach (json, name, member)
  {
    const AeOption *option = ae_options_find (options, name);

    if (option == NULL)
      return ae_refuse (error, AE_ERROR_OPTION, _ ("there is no option “%s”"), name);
    if (!wb_option_from_json (option, values, member, error))
      return FALSE;
  }
  return TRUE;
}

static json_t *
layer_to_json (const AeLayer *layer)
{
  json_t *json = json_object ();

  json_object_set_new (json, "id", json_integer (layer->id));
  json_object_set_new (json, "type", json_string (layer->klass->type));
  json_object_set_new (json, "options", wb_options_to_json (layer->klass->options, layer->options));
  return json;
}

json_t *
wb_model_to_json (const AeModel *model)
{
  json_t *json = json_object (), *layers = json_array ();

  for (guint i = 0; i < ae_model_get_n_layers (model); i++)
    json_array_append_new (layers, layer_to_json (ae_model_get_layer (model, i)));
  json_object_set_new (json, "layers", layers);
  json_object_set_new (json, "code", json_integer (ae_model_get_code_id (model)));
  return json;
}

static gboolean
refuse (GError **error, guint index, const char *what)
{
  return wb_refuse (error, WB_ERROR_CONTENTS, _ ("Layer %u: %s."), index + 1, what);
}

static const AeLayerClass *
read_class (json_t *json, guint index, GError **error)
{
  const char *type = json_string_value (json_object_get (json, "type"));
  const AeLayerClass *klass = type != NULL ? ae_layer_class_find (type) : NULL;

  if (type == NULL)
    refuse (error, index, _ ("it has no type"));
  else if (klass == NULL)
    g_set_error (error, WB_ERROR, WB_ERROR_CONTENTS,
                 _ ("Layer %u: this Hourglass has no layer of the type “%s”. It may "
                    "come from a newer one."),
                 index + 1, type);
  else if ((index == 0) != ((klass->flags & AE_LAYER_INPUT) != 0))
    {
      refuse (error, index, _ ("a model begins with its one Input layer"));
      return NULL;
    }
  return klass;
}

static gboolean
read_id (json_t *json, const AeModel *model, guint index, guint *id, GError **error)
{
  guint64 number;

  if (!wb_json_get_uint (json_object_get (json, "id"), &number) || number == 0
      || number > G_MAXUINT / 2)
    return refuse (error, index, _ ("its id is not a positive integer"));
  *id = (guint) number;
  if (model != NULL && ae_model_find (model, *id) >= 0)
    return refuse (error, index, _ ("another layer has the same id"));
  return TRUE;
}

static gpointer
read_options (json_t *json, const AeLayerClass *klass, guint index, GError **error)
{
  g_autofree gpointer values = g_malloc0 (MAX (klass->options_size, 1));
  json_t *options = json_object_get (json, "options");
  g_autoptr (GError) own = NULL;

  ae_options_init (klass->options, values);
  if (options == NULL || wb_options_from_json (klass->options, values, options, &own))
    return g_steal_pointer (&values);
  g_set_error (error, WB_ERROR, WB_ERROR_CONTENTS, _ ("Layer %u, %s: %s."), index + 1, klass->type,
               own->message);
  return NULL;
}

static AeModel *
read_layer (AeModel *model, json_t *json, guint index, GError **error)
{
  const AeLayerClass *klass = read_class (json, index, error);
  g_autofree gpointer options = NULL;
  g_autoptr (AeModel) first = NULL;
  guint id = 0;

  if (klass == NULL || !read_id (json, model, index, &id, error))
    return NULL;
  options = read_options (json, klass, index, error);
  if (options == NULL)
    return NULL;
  if (index > 0)
    return ae_model_insert (model, index, klass, options, id);
  first = ae_model_new (&AE_SHAPE (1, 1));
  if (ae_model_get_layer (first, 0)->id == id)
    return ae_model_with_options (first, 0, options);
  refuse (error, index, _ ("the id of the Input is 1"));
  return NULL;
}

static AeModel *
read_code (AeModel *model, json_t *json, GError **error)
{
  json_t *member = json_object_get (json, "code");
  guint64 id = 0;

  if (member != NULL
      && (!wb_json_get_uint (member, &id) || id > G_MAXUINT
          || (id != AE_MODEL_CODE_AUTOMATIC && ae_model_find (model, (guint) id) < 0)))
    {
      g_set_error (error, WB_ERROR, WB_ERROR_CONTENTS,
                   _ ("The model's code names a layer that does not exist."));
      return NULL;
    }
  return ae_model_with_code (model, (guint) id);
}

AeModel *
wb_model_from_json (json_t *json, GError **error)
{
  json_t *layers = json_object_get (json, "layers");
  g_autoptr (AeModel) model = NULL;

  if (json_array_size (layers) == 0 || json_array_size (layers) > MAX_LAYERS)
    {
      g_set_error (error, WB_ERROR, WB_ERROR_CONTENTS,
                   _ ("The model has no list of 1 to %d layers."), MAX_LAYERS);
      return NULL;
    }
  for (guint i = 0; i < json_array_size (layers); i++)
    {
      AeModel *longer = read_layer (model, json_array_get (layers, i), i, error);

      g_clear_pointer (&model, ae_model_unref);
      model = longer;
      if (model == NULL)
        return NULL;
    }
  return read_code (model, json, error);
}
