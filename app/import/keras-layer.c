/* SPDX-License-Identifier: MIT */
/* Options are found by name, because ours have Keras' names. A field that no
 * option has must have the one value that this engine's layers have.
 */
#include "app/import/keras-layer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/error.h"
#include "app/project/model-json.h"

/* What is read at the moment. */
typedef struct
{
  const AeLayerClass *klass;
  gpointer options;
  json_t *config;
  const AeShape *x_shape;
} Reading;

/* Fields that mean nothing for what a layer computes, or only how its weights
 * were drawn first, or that are read by other names. */
static const char *const ignored[] = {
  "name",
  "trainable",
  "dtype",
  "batch_input_shape",
  "batch_shape",
  "input_shape",
  "sparse",
  "ragged",
  "implementation",
  "unroll",
  "time_major",
  "seed",
  "bias_initializer",
  "gamma_initializer",
  "beta_initializer",
  "moving_mean_initializer",
  "moving_variance_initializer",
  "alpha_initializer",
  "depthwise_initializer",
  "kernel_initializer",
  "recurrent_initializer",
  "activity_regularizer",
  "kernel_regularizer",
  "recurrent_regularizer",
  "depthwise_regularizer",
  "renorm_momentum",
  "fused",
  "input_dtype",
  "autocast",
  "zero_output_for_mask",
  "use_cudnn",
  "layer",
  "backward_layer",
  "build_config",
  "optional",
  "quantization_config",
  "reset_after",
  "lora_rank",
  "synchronized",
  "units",
  "axis",
  "activation",
  "recurrent_activation",
  "alpha",
  "negative_slope",
  "output_padding",
};

/* Fields with the one value that is read, as JSON; null is taken, too. */
static const struct
{
  const char *name;
  const char *value;
} fixed[] = {
  { "data_format", "\"channels_last\"" },
  { "dilation_rate", "1" },
  { "groups", "1" },
  { "center", "true" },
  { "scale", "true" },
  { "dropout", "0" },
  { "recurrent_dropout", "0" },
  { "stateful", "false" },
  { "return_state", "false" },
  { "go_backwards", "false" },
  { "rms_scaling", "false" },
  { "max_value", "null" },
  { "threshold", "0" },
  { "renorm", "false" },
  { "noise_shape", "null" },
  { "shared_axes", "null" },
  { "mask", "null" },
  { "kernel_constraint", "null" },
  { "recurrent_constraint", "null" },
  { "bias_constraint", "null" },
  { "depthwise_constraint", "null" },
  { "gamma_constraint", "null" },
  { "beta_constraint", "null" },
  { "alpha_constraint", "null" },
  { "bias_regularizer", "null" },
  { "gamma_regularizer", "null" },
  { "beta_regularizer", "null" },
  { "alpha_regularizer", "null" },
};

static gboolean
refuse (GError **error, const char *name, json_t *value, const char *wanted)
{
  g_autofree char *text = wb_json_to_text (value);

  return wb_refuse (error, WB_ERROR_CONTENTS,
                    _ ("its %s is %s, and only %s can be read. Change it in the program that wrote "
                       "the model, and save it again."),
                    name, text, wanted);
}

/* One number, or a list of it: [1, 1]. */
static gboolean
is_number (json_t *json, double wanted)
{
  gsize n = json_array_size (json);

  if (!json_is_array (json))
    return json_is_number (json) && json_number_value (json) == wanted;
  for (gsize i = 0; i < n; i++)
    if (!is_number (json_array_get (json, i), wanted))
      return FALSE;
  return n > 0;
}

static gboolean
is_fixed_value (json_t *json, const char *wanted)
{
  g_autoptr (json_t) value = json_loads (wanted, JSON_DECODE_ANY, NULL);

  return json_is_null (json) || json_equal (json, value)
         || (json_is_number (value) && is_number (json, json_number_value (value)));
}

static gboolean
check_field (const Reading *reading, const char *name, json_t *value, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (ignored); i++)
    if (g_str_equal (ignored[i], name))
      return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (fixed); i++)
    if (g_str_equal (fixed[i].name, name))
      return is_fixed_value (value, fixed[i].value) ? TRUE
                                                    : refuse (error, name, value, fixed[i].value);
  if (ae_options_find (reading->klass->options, name) != NULL || json_is_null (value))
    return TRUE;
  return wb_refuse (error, WB_ERROR_CONTENTS,
                    _ ("it has a field “%s”, which is not known here. Leave it out in the program "
                       "that wrote the model, and save it again."),
                    name);
}

static gboolean
set_number (const Reading *reading, const char *name, double number, GError **error)
{
  const AeOption *option = ae_options_find (reading->klass->options, name);
  AeValue value = { .integer = (gint64) number, .real = number };

  return ae_option_set (option, reading->options, &value, error);
}

/* Keras writes a pair or one number for sizes, and a list of one for a number. */
static gboolean
read_option (const Reading *reading, const AeOption *option, json_t *json, GError **error)
{
  AeValue value = { 0 };

  if (option->kind == AE_OPTION_INT && json_array_size (json) == 1)
    return read_option (reading, option, json_array_get (json, 0), error);
  if (option->kind == AE_OPTION_SIZES && json_is_integer (json))
    {
      value.sizes.rank = option->max_count;
      for (guint i = 0; i < option->max_count; i++)
        value.sizes.dims[i] = (guint) CLAMP (json_integer_value (json), 0, G_MAXINT);
      return ae_option_set (option, reading->options, &value, error);
    }
  return wb_option_from_json (option, reading->options, json, error);
}

/* Top, bottom, left, right from 1, [1, 2] or [[1, 2], [3, 4]]. */
static gboolean
read_margins (const Reading *reading, const AeOption *option, json_t *json, GError **error)
{
  AeValue value = { .sizes = { 4, { 0 } } };

  for (guint i = 0; i < 4; i++)
    {
      json_t *axis = json_is_array (json) ? json_array_get (json, i / 2) : json;
      json_t *side = json_is_array (axis) ? json_array_get (axis, i % 2) : axis;

      if (!json_is_integer (side) || json_integer_value (side) < 0)
        return refuse (error, option->name, json, "[[1, 2], [3, 4]]");
      value.sizes.dims[i] = (guint) MIN (json_integer_value (side), G_MAXINT);
    }
  return ae_option_set (option, reading->options, &value, error);
}

/* One axis of -1 is as long as the numbers that come in want. */
static gboolean
read_target_shape (const Reading *reading, const AeOption *option, json_t *json, GError **error)
{
  AeValue value = { .sizes.rank = (guint) MIN (json_array_size (json), AE_MAX_RANK) };
  gsize rest = ae_shape_size (reading->x_shape);
  int open = -1;

  for (guint i = 0; i < value.sizes.rank; i++)
    {
      json_int_t size = json_integer_value (json_array_get (json, i));

      value.sizes.dims[i] = (guint) CLAMP (size, 0, G_MAXINT);
      if (size < 0)
        open = (int) i;
      else
        rest = size > 0 ? rest / (gsize) size : rest;
    }
  if (open >= 0)
    value.sizes.dims[open] = (guint) rest;
  return ae_option_set (option, reading->options, &value, error);
}

/* Strides that are absent or null are the pool's size, which is 0 here. */
static gboolean
has_null_default (json_t *json)
{
  return json == NULL || json_is_null (json);
}

static gboolean
read_options (const Reading *reading, GError **error)
{
  const AeOption *option = reading->klass->options;

  for (; option != NULL && option->name != NULL; option++)
    {
      json_t *json = json_object_get (reading->config, option->name);
      gboolean read = TRUE;

      if (has_null_default (json) || g_str_equal (option->name, "activation")
          || g_str_has_suffix (option->name, "_initializer") || option->kind == AE_OPTION_LAYER
          || g_str_equal (option->name, "layer"))
        continue;
      if (option->kind == AE_OPTION_SIZES && option->max_count == 4)
        read = read_margins (reading, option, json, error);
      else if (g_str_equal (option->name, "target_shape"))
        read = read_target_shape (reading, option, json, error);
      else
        read = read_option (reading, option, json, error);
      if (!read)
        return FALSE;
    }
  return TRUE;
}

/* An activation is a name, or an object that has one. */
static const char *
get_activation_name (json_t *json)
{
  const char *name = json_string_value (json);

  if (json_is_object (json))
    name = json_string_value (json_object_get (json, "class_name"));
  if (json_is_object (json) && json_is_string (json_object_get (json, "config")))
    name = json_string_value (json_object_get (json, "config"));
  if (name == NULL && json_is_null (json))
    return "linear";
  return name != NULL && g_str_equal (name, "swish") ? "silu" : name;
}

static gboolean
read_activation (const Reading *reading, GError **error)
{
  json_t *json = json_object_get (reading->config, "activation");
  const char *name = json != NULL ? get_activation_name (json) : "linear";
  const AeOption *option;

  if (reading->klass->activation == NULL)
    return TRUE;
  option = ae_options_find (reading->klass->options, reading->klass->activation);
  return ae_option_set_text (option, reading->options, name != NULL ? name : "?", error);
}

/* {"class_name": "L1L2", "config": {"l1": …, "l2": …}}, or L1 or L2 alone. */
static gboolean
read_penalty (const Reading *reading, const char *field, const char *prefix, GError **error)
{
  json_t *json = json_object_get (reading->config, field);
  json_t *config = json_object_get (json, "config");
  const char *const norms[] = { "l1", "l2" };

  if (has_null_default (json))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (norms); i++)
    {
      g_autofree char *name = g_strdup_printf ("%s_%s", prefix, norms[i]);
      json_t *amount = json_object_get (config, norms[i]);

      if (!json_is_number (amount) || json_number_value (amount) == 0)
        continue;
      if (ae_options_find (reading->klass->options, name) == NULL)
        return refuse (error, field, json, "null");
      if (!set_number (reading, name, json_number_value (amount), error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_initializer (const Reading *reading, const char *field)
{
  const AeOption *option = ae_options_find (reading->klass->options, field);
  json_t *json = json_object_get (reading->config, field);
  const char *name = json_is_object (json)
                       ? json_string_value (json_object_get (json, "class_name"))
                       : json_string_value (json);
  g_autoptr (GString) own = g_string_new (NULL);

  for (const char *c = name; option != NULL && c != NULL && *c != '\0'; c++)
    {
      if (g_ascii_isupper (*c) && own->len > 0)
        g_string_append_c (own, '_');
      g_string_append_c (own, g_ascii_tolower (*c));
    }
  /* How weights were drawn does not matter any more once they are read. */
  return own->len > 0 && ae_option_set_text (option, reading->options, own->str, NULL);
}

static gboolean
read_common (const Reading *reading, GError **error)
{
  const char *name;
  json_t *value;

  json_object_foreach (reading->config, name, value)
  {
    if (!check_field (reading, name, value, error))
      return FALSE;
  }
  read_initializer (reading, "kernel_initializer");
  read_initializer (reading, "recurrent_initializer");
  return read_options (reading, error) && read_activation (reading, error)
         && read_penalty (reading, "kernel_regularizer", "kernel", error)
         && read_penalty (reading, "activity_regularizer", "activity", error);
}

static gboolean
read_slope (const Reading *reading, GError **error)
{
  json_t *slope = json_object_get (reading->config, "negative_slope");

  slope = slope != NULL ? slope : json_object_get (reading->config, "alpha");
  return read_common (reading, error)
         && (!json_is_number (slope)
             || set_number (reading, "negative_slope", json_number_value (slope), error));
}

static gboolean
read_last_axis (const Reading *reading, GError **error)
{
  json_t *axis = json_object_get (reading->config, "axis");

  if (axis != NULL && !is_number (axis, -1) && !is_number (axis, reading->x_shape->rank))
    return refuse (error, "axis", axis, "-1");
  return read_common (reading, error);
}

static gboolean
check_function (json_t *config, const char *field, const char *wanted, GError **error)
{
  json_t *json = json_object_get (config, field);
  const char *name = json != NULL ? get_activation_name (json) : wanted;

  return name != NULL && g_str_equal (name, wanted) ? TRUE : refuse (error, field, json, wanted);
}

/* A GRU that does not say when it resets is one of Keras 1 or of TensorFlow.js. */
static gboolean
read_recurrent (const Reading *reading, GError **error)
{
  if (!read_common (reading, error)
      || !check_function (reading->config, "activation", "tanh", error)
      || !check_function (reading->config, "recurrent_activation", "sigmoid", error))
    return FALSE;
  if (!g_str_equal (reading->klass->type, "GRU")
      || json_object_get (reading->config, "reset_after") != NULL)
    return TRUE;
  return set_number (reading, "reset_after", FALSE, error);
}

/* The layer inside another one; its fields become this one's. */
static json_t *
get_inner (const Reading *reading, const char **class_name)
{
  json_t *inner = json_object_get (reading->config, "layer");

  *class_name = json_string_value (json_object_get (inner, "class_name"));
  *class_name = *class_name != NULL ? *class_name : "?";
  return json_object_get (inner, "config");
}

static gboolean
read_time_distributed (const Reading *reading, GError **error)
{
  const char *class_name;
  Reading inner = *reading;

  inner.config = get_inner (reading, &class_name);
  if (!g_str_equal (class_name, "Dense"))
    return wb_refuse (error, WB_ERROR_CONTENTS,
                      _ ("it repeats a layer of type %s, and only Dense can be read. Take another "
                         "layer in the program that wrote the model, and save it again."),
                      class_name);
  return read_common (&inner, error);
}

static gboolean
read_bidirectional (const Reading *reading, GError **error)
{
  const AeOption *layer = ae_options_find (reading->klass->options, "layer");
  const AeOption *merge = ae_options_find (reading->klass->options, "merge_mode");
  json_t *mode = json_object_get (reading->config, "merge_mode");
  const char *class_name;
  Reading inner = *reading;

  inner.config = get_inner (reading, &class_name);
  if (!ae_option_set_text (layer, reading->options, class_name, error)
      || (mode != NULL && !wb_option_from_json (merge, reading->options, mode, error))
      || !read_common (&inner, error) || !check_function (inner.config, "activation", "tanh", error)
      || !check_function (inner.config, "recurrent_activation", "sigmoid", error))
    return FALSE;
  if (g_str_equal (class_name, "GRU")
      && !json_is_true (json_object_get (inner.config, "reset_after")))
    return wb_refuse (error, WB_ERROR_CONTENTS, "%s",
                      _ ("its GRU resets before the product, and only after it can be read. Build "
                         "it with reset_after=True, and save it again."));
  return TRUE;
}

/* Layers that are an Activation here. */
static gboolean
read_as_activation (const Reading *reading, const char *activation, GError **error)
{
  json_t *slope = json_object_get (reading->config, "negative_slope");
  const AeOption *option = ae_options_find (reading->klass->options, "activation");

  if (slope != NULL && !is_number (slope, 0))
    return refuse (error, "negative_slope", slope, "0");
  return read_common (reading, error)
         && ae_option_set_text (option, reading->options, activation, error);
}

static gboolean
read_relu (const Reading *reading, GError **error)
{
  return read_as_activation (reading, "relu", error);
}

static gboolean
read_softmax (const Reading *reading, GError **error)
{
  json_t *axis = json_object_get (reading->config, "axis");

  if (axis != NULL && !is_number (axis, -1))
    return refuse (error, "axis", axis, "-1");
  return read_as_activation (reading, "softmax", error);
}

/* Classes with another name here, or with fields of their own. */
static const struct
{
  const char *class_name;
  const char *type;
  gboolean (*read) (const Reading *reading, GError **error);
} rows[] = {
  { "LeakyReLU", "LeakyReLU", read_slope },
  { "BatchNormalization", "BatchNormalization", read_last_axis },
  { "LayerNormalization", "LayerNormalization", read_last_axis },
  { "Concatenate", "Concatenate", read_last_axis },
  { "LSTM", "LSTM", read_recurrent },
  { "GRU", "GRU", read_recurrent },
  { "TimeDistributed", "TimeDistributed", read_time_distributed },
  { "Bidirectional", "Bidirectional", read_bidirectional },
  { "ReLU", "Activation", read_relu },
  { "Softmax", "Activation", read_softmax },
};

gboolean
wb_keras_layer_read (const char *class_name,
                     json_t *config,
                     const AeShape *x_shape,
                     const AeLayerClass **klass,
                     gpointer *options,
                     GError **error)
{
  gboolean (*read) (const Reading *, GError **) = read_common;
  const char *type = class_name;
  Reading reading = { .config = config, .x_shape = x_shape };
  g_autofree gpointer own = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (rows[i].class_name, class_name))
      {
        type = rows[i].type;
        read = rows[i].read;
      }
  reading.klass = ae_layer_class_find (type);
  if (reading.klass == NULL || reading.klass->flags & AE_LAYER_INPUT)
    return wb_refuse (error, WB_ERROR_CONTENTS,
                      _ ("there is no such layer here. Build the model without it, and save it "
                         "again."));
  own = g_malloc0 (MAX (reading.klass->options_size, 1));
  ae_options_init (reading.klass->options, own);
  reading.options = own;
  if (!read (&reading, error))
    return FALSE;
  *klass = reading.klass;
  *options = g_steal_pointer (&own);
  return TRUE;
}
