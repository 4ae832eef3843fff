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

/** One option's value as JSON; (transfer full). */
WbJson *
wb_option_to_json (const AeOption *option, gconstpointer values)
{
  g_autofree char *text = NULL;
  WbJson *array;
  AeValue value;

  ae_option_get (option, values, &value);
  switch (option->kind)
    {
    case AE_OPTION_FLOAT:
      return wb_json_new_real (value.real);
    case AE_OPTION_BOOL:
      return wb_json_new_bool (value.integer != 0);
    case AE_OPTION_CHOICE:
      return wb_json_new_string (option->choices[value.integer]);
    case AE_OPTION_SIZES:
      array = wb_json_new_array ();
      for (guint i = 0; i < value.sizes.rank; i++)
        wb_json_append (array, wb_json_new_uint (value.sizes.dims[i]));
      return array;
    case AE_OPTION_INT:
    case AE_OPTION_LAYER:
      break;
    }
  return wb_json_new_int (value.integer);
}

/** The struct @values that @options (nullable) describe as a JSON object; (transfer full). */
WbJson *
wb_options_to_json (const AeOption *options, gconstpointer values)
{
  WbJson *json = wb_json_new_object ();

  for (; options != NULL && options->name != NULL; options++)
    wb_json_add (json, options->name, wb_option_to_json (options, values));
  return json;
}

static gboolean
read_sizes (const WbJson *json, AeSizes *sizes)
{
  guint64 size;

  if (wb_json_get_kind (json) != WB_JSON_ARRAY
      || wb_json_get_length (json) > AE_MAX_RANK)
    return FALSE;
  sizes->rank = wb_json_get_length (json);
  for (guint i = 0; i < sizes->rank; i++)
    {
      if (!wb_json_get_uint (wb_json_get_item (json, i), &size)
          || size > G_MAXUINT)
        return FALSE;
      sizes->dims[i] = (guint) size;
    }
  return TRUE;
}

static gboolean
read_value (const AeOption *option, const WbJson *json, AeValue *value)
{
  gboolean boolean;

  switch (option->kind)
    {
    case AE_OPTION_FLOAT:
      return wb_json_get_real (json, &value->real);
    case AE_OPTION_BOOL:
      if (!wb_json_get_bool (json, &boolean))
        return FALSE;
      value->integer = boolean;
      return TRUE;
    case AE_OPTION_SIZES:
      return read_sizes (json, &value->sizes);
    case AE_OPTION_LAYER:
      return wb_json_get_int (json, &value->integer) && value->integer >= 0
             && value->integer <= G_MAXUINT;
    case AE_OPTION_INT:
      return wb_json_get_int (json, &value->integer);
    case AE_OPTION_CHOICE:
      break;
    }
  return FALSE;
}

static const char *
describe_kind (const AeOption *option)
{
  static const char *const names[] = {
    [AE_OPTION_INT] = N_("a whole number"),
    [AE_OPTION_FLOAT] = N_("a number"),
    [AE_OPTION_BOOL] = N_("true or false"),
    [AE_OPTION_CHOICE] = N_("a text"),
    [AE_OPTION_SIZES] = N_("a list of whole numbers"),
    [AE_OPTION_LAYER] = N_("a layer's id"),
  };

  return _(names[option->kind]);
}

/**
 * Reads one option into its struct.
 *
 * @error: AE_ERROR_OPTION, naming the option; the struct is then unchanged
 */
gboolean
wb_option_from_json (const AeOption *option,
                     gpointer values,
                     const WbJson *json,
                     GError **error)
{
  AeValue value = { 0 };

  if (option->kind == AE_OPTION_CHOICE && wb_json_get_string (json) != NULL)
    return ae_option_set_text (option, values, wb_json_get_string (json), error);
  if (read_value (option, json, &value))
    return ae_option_set (option, values, &value, error);
  g_set_error (error, AE_ERROR, AE_ERROR_OPTION, _("%s is %s; it takes %s"),
               option->name, wb_json_kind_to_string (wb_json_get_kind (json)),
               describe_kind (option));
  return FALSE;
}

/**
 * Reads an object of options into their struct, which holds the defaults.
 *
 * @error: AE_ERROR_OPTION for an unknown name, a value of the wrong kind or
 *   out of range
 */
gboolean
wb_options_from_json (const AeOption *options,
                      gpointer values,
                      const WbJson *json,
                      GError **error)
{
  if (wb_json_get_kind (json) != WB_JSON_OBJECT)
    {
      g_set_error (error, AE_ERROR, AE_ERROR_OPTION,
                   _("the options are %s; they are written as an object"),
                   wb_json_kind_to_string (wb_json_get_kind (json)));
      return FALSE;
    }
  for (guint i = 0; i < wb_json_get_length (json); i++)
    {
      const char *name = wb_json_get_name (json, i);
      const AeOption *option = ae_options_find (options, name);

      if (option == NULL)
        {
          g_set_error (error, AE_ERROR, AE_ERROR_OPTION,
                       _("there is no option “%s”"), name);
          return FALSE;
        }
      if (!wb_option_from_json (option, values, wb_json_get_item (json, i), error))
        return FALSE;
    }
  return TRUE;
}

static WbJson *
layer_to_json (const AeLayer *layer)
{
  WbJson *json = wb_json_new_object ();

  wb_json_add (json, "id", wb_json_new_uint (layer->id));
  wb_json_add (json, "type", wb_json_new_string (layer->klass->type));
  wb_json_add (json, "options",
               wb_options_to_json (layer->klass->options, layer->options));
  return json;
}

/** The model as JSON; (transfer full): an object; any thread. */
WbJson *
wb_model_to_json (const AeModel *model)
{
  WbJson *json = wb_json_new_object (), *layers = wb_json_new_array ();

  for (guint i = 0; i < ae_model_get_n_layers (model); i++)
    wb_json_append (layers, layer_to_json (ae_model_get_layer (model, i)));
  wb_json_add (json, "layers", layers);
  wb_json_add (json, "code", wb_json_new_uint (ae_model_get_code_id (model)));
  return json;
}

static gboolean
refuse (GError **error, guint index, const char *what)
{
  g_set_error (error, WB_ERROR, WB_ERROR_CONTENTS, _("Layer %u: %s."), index + 1,
               what);
  return FALSE;
}

static const AeLayerClass *
read_class (const WbJson *json, guint index, GError **error)
{
  const char *type = wb_json_get_string (wb_json_find (json, "type"));
  const AeLayerClass *klass = type != NULL ? ae_layer_class_find (type) : NULL;

  if (type == NULL)
    refuse (error, index, _("it has no type"));
  else if (klass == NULL)
    g_set_error (error, WB_ERROR, WB_ERROR_CONTENTS,
                 _("Layer %u: this Hourglass has no layer of the type “%s”. It may "
                   "come from a newer one."), index + 1, type);
  else if ((index == 0) != ((klass->flags & AE_LAYER_INPUT) != 0))
    {
      refuse (error, index, _("a model begins with its one Input layer"));
      return NULL;
    }
  return klass;
}

static gboolean
read_id (const WbJson *json, const AeModel *model, guint index, guint *id, GError **error)
{
  guint64 number;

  if (!wb_json_get_uint (wb_json_find (json, "id"), &number) || number == 0
      || number > G_MAXUINT / 2)
    return refuse (error, index, _("its id is no whole number from 1"));
  *id = (guint) number;
  if (model != NULL && ae_model_find (model, *id) >= 0)
    return refuse (error, index, _("another layer has the same id"));
  return TRUE;
}

static gpointer
read_options (const WbJson *json,
              const AeLayerClass *klass,
              guint index,
              GError **error)
{
  g_autofree gpointer values = g_malloc0 (MAX (klass->options_size, 1));
  const WbJson *options = wb_json_find (json, "options");
  g_autoptr (GError) own = NULL;

  ae_options_init (klass->options, values);
  if (options == NULL
      || wb_options_from_json (klass->options, values, options, &own))
    return g_steal_pointer (&values);
  g_set_error (error, WB_ERROR, WB_ERROR_CONTENTS, _("Layer %u, %s: %s."), index + 1,
               klass->type, own->message);
  return NULL;
}

static AeModel *
read_layer (AeModel *model, const WbJson *json, guint index, GError **error)
{
  const AeLayerClass *klass = read_class (json, index, error);
  g_autofree gpointer options = NULL;
  g_autoptr (AeModel) first = NULL;
  guint id;

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
  refuse (error, index, _("the id of the Input is 1"));
  return NULL;
}

static AeModel *
read_code (AeModel *model, const WbJson *json, GError **error)
{
  const WbJson *member = wb_json_find (json, "code");
  guint64 id = 0;

  if (member != NULL
      && (!wb_json_get_uint (member, &id) || id > G_MAXUINT
          || (id != AE_MODEL_CODE_AUTOMATIC && ae_model_find (model, (guint) id) < 0)))
    {
      g_set_error (error, WB_ERROR, WB_ERROR_CONTENTS,
                   _("The model's code names a layer that does not exist."));
      return NULL;
    }
  return ae_model_with_code (model, (guint) id);
}

/**
 * Reads a model. Whether its shapes fit is the checker's business.
 *
 * @error: WB_ERROR_CONTENTS, naming the layer by its number, and the option
 *
 * Returns: (transfer full): the model, or NULL; any thread.
 */
AeModel *
wb_model_from_json (const WbJson *json, GError **error)
{
  const WbJson *layers = wb_json_find (json, "layers");
  g_autoptr (AeModel) model = NULL;

  if (layers == NULL || wb_json_get_kind (layers) != WB_JSON_ARRAY
      || wb_json_get_length (layers) == 0
      || wb_json_get_length (layers) > MAX_LAYERS)
    {
      g_set_error (error, WB_ERROR, WB_ERROR_CONTENTS,
                   _("The model has no list of 1 to %d layers."), MAX_LAYERS);
      return NULL;
    }
  for (guint i = 0; i < wb_json_get_length (layers); i++)
    {
      AeModel *longer = read_layer (model, wb_json_get_item (layers, i), i, error);

      g_clear_pointer (&model, ae_model_unref);
      model = longer;
      if (model == NULL)
        return NULL;
    }
  return read_code (model, json, error);
}
