/* SPDX-License-Identifier: MIT */
/* One table says how each type of layer is written. Most options have Keras'
 * names, so that a row is a list of them.
 */
#include "app/export/keras-config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/project/model-json.h"

/* A layer on its way into the graph. */
typedef struct
{
  WbKerasGraph *graph;
  const WbExportLayer *layer;
  int index;          /* of the layer in its part */
  int at;             /* the graph's layer with the value so far */
  gboolean ends_code; /* the part is an encoder that ends with the layer */
} Maker;

static double
get_real (const WbExportLayer *layer, const char *name)
{
  return wb_export_layer_get_option (layer, name).real;
}

static gint64
get_int (const WbExportLayer *layer, const char *name)
{
  return wb_export_layer_get_option (layer, name).integer;
}

static gboolean
has_option (const WbExportLayer *layer, const char *name)
{
  return ae_options_find (layer->klass->options, name) != NULL;
}

/* Copies options with Keras' names: "units use_bias". */
static void
copy_options (json_t *config, const WbExportLayer *layer, const char *names)
{
  g_auto (GStrv) words = g_strsplit (names, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      const AeOption *option = ae_options_find (layer->klass->options, words[i]);

      if (option != NULL)
        json_object_set_new (config, option->name, wb_option_to_json (option, layer->options));
    }
}

/* Adds a layer that takes the value so far, and makes its output that value. */
static WbKerasLayer *
append (Maker *maker, const char *class_name, char *name, const AeShape *y_shape)
{
  GArray *layers = maker->graph->layers;
  WbKerasLayer layer = { .class_name = class_name,
                         .name = name,
                         .config = json_object (),
                         .y_shape = *y_shape,
                         .inputs = { maker->at, -1 },
                         .model_layer = maker->index };

  g_array_append_val (layers, layer);
  maker->at = (int) layers->len - 1;
  return &g_array_index (layers, WbKerasLayer, maker->at);
}

static void
add_weight (WbKerasLayer *layer,
            const WbExportLayer *from,
            guint param,
            const char *name,
            const char *group)
{
  layer->weights[layer->n_weights++] = (WbKerasWeight) { .name = g_strdup (name),
                                                         .group = group,
                                                         .shape = from->params[param].shape,
                                                         .values = from->weights[param] };
}

static void
add_weights (WbKerasLayer *layer, const WbExportLayer *from, const char *group)
{
  for (guint i = 0; i < from->n_params; i++)
    add_weight (layer, from, i, from->params[i].name, group);
}

/* Keras 2 and TensorFlow.js know "silu" as "swish". */
static const char *
name_activation (const Maker *maker)
{
  if (maker->layer->activation == AE_ACTIVATION_SILU && maker->graph->dialect != WB_KERAS_3)
    return "swish";
  return ae_activation_names[maker->layer->activation];
}

/* They have leaky_relu as a layer alone. */
static gboolean
has_leaky_layer (const Maker *maker)
{
  return maker->layer->activation == AE_ACTIVATION_LEAKY_RELU
         && maker->graph->dialect != WB_KERAS_3;
}

static void
set_activation (const Maker *maker, json_t *config)
{
  json_object_set_new (config, "activation",
                       json_string (has_leaky_layer (maker) ? "linear" : name_activation (maker)));
}

static void
set_slope (const Maker *maker, json_t *config, double slope)
{
  json_object_set_new (config, maker->graph->dialect == WB_KERAS_3 ? "negative_slope" : "alpha",
                       json_real (slope));
}

static void
append_leaky_layer (Maker *maker)
{
  char *name = g_strconcat (maker->layer->name, "_leaky_relu", NULL);
  WbKerasLayer *layer = append (maker, "LeakyReLU", name, &maker->layer->y_shape);

  set_slope (maker, layer->config, 0.2);
}

static void
set_penalty (const Maker *maker, json_t *config, const char *field, const char *l1, const char *l2)
{
  double sum = get_real (maker->layer, l1), squares = get_real (maker->layer, l2);
  json_t *penalty;

  if (sum == 0 && squares == 0)
    return;
  penalty = json_pack ("{s:s, s:{s:f, s:f}}", "class_name", "L1L2", "config", "l1", sum, "l2",
                       squares);
  if (maker->graph->dialect == WB_KERAS_3)
    {
      json_object_set_new (penalty, "module", json_string ("keras.regularizers"));
      json_object_set_new (penalty, "registered_name", json_null ());
    }
  json_object_set_new (config, field, penalty);
}

/* What Keras calls a field of the kernel; a depthwise one has names of its own. */
static const char *
name_kernel_field (const Maker *maker, const char *kernel, const char *depthwise)
{
  return g_str_equal (maker->layer->klass->type, "DepthwiseConv2D") ? depthwise : kernel;
}

/* How weights were drawn, where that is not as usual. TensorFlow.js spells one name another way. */
static void
set_initializer (const Maker *maker, json_t *config, const char *name, const char *field)
{
  const AeOption *option = ae_options_find (maker->layer->klass->options, name);
  const char *choice;

  if (option == NULL || get_int (maker->layer, name) == (gint64) option->value)
    return;
  choice = wb_export_layer_get_choice (maker->layer, name);
  if (maker->graph->dialect == WB_KERAS_TFJS && g_str_has_prefix (choice, "lecun_"))
    choice = g_str_equal (choice, "lecun_normal") ? "le_cun_normal" : "le_cun_uniform";
  json_object_set_new (config, field, json_string (choice));
}

static void
set_initializers (const Maker *maker, json_t *config)
{
  set_initializer (maker, config, "kernel_initializer",
                   name_kernel_field (maker, "kernel_initializer", "depthwise_initializer"));
  set_initializer (maker, config, "recurrent_initializer", "recurrent_initializer");
}

/* What training alone reads of a kernel. */
static void
set_kernel_fields (const Maker *maker, json_t *config)
{
  set_initializers (maker, config);
  set_penalty (maker, config,
               name_kernel_field (maker, "kernel_regularizer", "depthwise_regularizer"),
               "kernel_l1", "kernel_l2");
  if (has_option (maker->layer, "recurrent_initializer"))
    set_penalty (maker, config, "recurrent_regularizer", "kernel_l1", "kernel_l2");
}

/* TensorFlow.js has no penalties on activities. */
static void
set_activity_penalty (const Maker *maker, json_t *config)
{
  if (maker->graph->dialect != WB_KERAS_TFJS)
    set_penalty (maker, config, "activity_regularizer", "activity_l1", "activity_l2");
}

typedef struct _Row Row;

/**
 * Row:
 * @options: those that Keras has under the same name
 * @image: whether Keras asks where the channels are
 * @fields: (nullable): writes what is not one of @options
 * @make: (nullable): writes the layer in place of append_row()
 * @refuse: (nullable): why the layer cannot be written, or NULL
 */
struct _Row
{
  const char *type;
  const char *options;
  gboolean image;
  void (*fields) (const Maker *maker, json_t *config);
  void (*make) (Maker *maker, const Row *row);
  const char *(*refuse) (const WbExportLayer *layer, WbKerasDialect dialect);
};

static WbKerasLayer *
append_row (Maker *maker, const Row *row)
{
  const WbExportLayer *from = maker->layer;
  WbKerasLayer *layer = append (maker, row->type, g_strdup (from->name), &from->y_shape);

  copy_options (layer->config, from, row->options);
  if (row->image)
    json_object_set_new (layer->config, "data_format", json_string ("channels_last"));
  if (from->klass->activation != NULL)
    set_activation (maker, layer->config);
  set_kernel_fields (maker, layer->config);
  set_activity_penalty (maker, layer->config);
  if (row->fields != NULL)
    row->fields (maker, layer->config);
  return layer;
}

static void
make_plain (Maker *maker, const Row *row)
{
  add_weights (append_row (maker, row), maker->layer, "");
}

/* A Dense of this engine takes an image as a list; Keras' acts on the last axis. */
static void
append_flatten (Maker *maker)
{
  const WbExportLayer *layer = maker->layer;
  AeShape list = AE_SHAPE (1, (guint) ae_shape_size (&layer->x_shape));

  append (maker, "Flatten", g_strconcat (layer->name, "_flatten", NULL), &list);
}

static void
make_dense (Maker *maker, const Row *row)
{
  if (maker->layer->x_shape.rank > 2)
    append_flatten (maker);
  make_plain (maker, row);
}

static void
write_slope (const Maker *maker, json_t *config)
{
  set_slope (maker, config, get_real (maker->layer, "negative_slope"));
}

static void
write_last_axis (const Maker *maker, json_t *config)
{
  json_object_set_new (config, "axis", json_integer (-1));
}

/* Sizes, or a single number, as a list; strides of 0 are the pool's own size. */
static json_t *
list_sizes (const WbExportLayer *layer, const char *name)
{
  AeValue value = wb_export_layer_get_option (layer, name);
  AeValue pool = wb_export_layer_get_option (layer, "pool_size");
  json_t *array = json_array ();

  if (value.sizes.rank == 0)
    json_array_append_new (array, json_integer (value.integer != 0 ? value.integer : pool.integer));
  for (guint i = 0; i < value.sizes.rank; i++)
    json_array_append_new (array, json_integer (value.sizes.dims[i] != 0 ? value.sizes.dims[i]
                                                                         : pool.sizes.dims[i]));
  return array;
}

static void
write_window (const Maker *maker, json_t *config)
{
  static const char *const names[] = { "kernel_size", "pool_size", "strides" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (has_option (maker->layer, names[i]))
      json_object_set_new (config, names[i], list_sizes (maker->layer, names[i]));
}

/* Ours are top, bottom, left, right. */
static void
write_margins (const Maker *maker, json_t *config)
{
  const char *name = maker->layer->klass->options[0].name;
  AeSizes m = wb_export_layer_get_option (maker->layer, name).sizes;

  json_object_set_new (config, name,
                       json_pack ("[[i,i],[i,i]]", m.dims[0], m.dims[1], m.dims[2], m.dims[3]));
}

static void
write_recurrence (const Maker *maker, json_t *config)
{
  json_object_set_new (config, "activation", json_string ("tanh"));
  json_object_set_new (config, "recurrent_activation", json_string ("sigmoid"));
}

/* Keras 2 and TensorFlow.js call a depthwise kernel so. */
static void
make_depthwise (Maker *maker, const Row *row)
{
  WbKerasLayer *layer = append_row (maker, row);

  add_weights (layer, maker->layer, "");
  g_free (layer->weights[0].name);
  layer->weights[0].name = g_strdup ("depthwise_kernel");
}

static void
make_recurrent (Maker *maker, const Row *row)
{
  add_weights (append_row (maker, row), maker->layer, "cell");
}

/* A layer inside another one, as its JSON. */
static json_t *
wrap (const Maker *maker, const char *class_name, const char *name, json_t *config)
{
  json_object_set_new (config, "name", json_string (name));
  if (maker->graph->dialect == WB_KERAS_TFJS)
    return json_pack ("{s:s, s:o}", "class_name", class_name, "config", config);
  return json_pack ("{s:s, s:s, s:o, s:n}", "module", "keras.layers", "class_name", class_name,
                    "config", config, "registered_name");
}

/* Keras does not count the activity of a layer inside another one. */
static void
append_activity_penalty (Maker *maker)
{
  const WbExportLayer *layer = maker->layer;
  double l1 = get_real (layer, "activity_l1"), l2 = get_real (layer, "activity_l2");
  WbKerasLayer *penalty;

  if ((l1 == 0 && l2 == 0) || maker->graph->dialect == WB_KERAS_TFJS)
    return;
  penalty = append (maker, "ActivityRegularization", g_strconcat (layer->name, "_activity", NULL),
                    &layer->y_shape);
  json_object_set_new (penalty->config, "l1", json_real (l1));
  json_object_set_new (penalty->config, "l2", json_real (l2));
}

static void
make_time_distributed (Maker *maker, const Row *row)
{
  const WbExportLayer *from = maker->layer;
  WbKerasLayer *layer = append (maker, row->type, g_strdup (from->name), &from->y_shape);
  g_autofree char *name = g_strconcat (from->name, "_dense", NULL);
  json_t *config = json_object ();

  copy_options (config, from, row->options);
  set_activation (maker, config);
  set_kernel_fields (maker, config);
  json_object_set_new (layer->config, "layer", wrap (maker, "Dense", name, config));
  add_weights (layer, from, "layer");
  append_activity_penalty (maker);
}

static json_t *
make_direction (const Maker *maker, const Row *row, const char *class_name, gboolean backward)
{
  g_autofree char *name = g_ascii_strdown (class_name, -1);
  g_autofree char *own = g_strconcat (backward ? "backward_" : "forward_", name, NULL);
  json_t *config = json_object ();

  copy_options (config, maker->layer, row->options);
  write_recurrence (maker, config);
  if (g_str_equal (class_name, "GRU"))
    json_object_set_new (config, "reset_after", json_true ());
  json_object_set_new (config, "go_backwards", json_boolean (backward));
  set_kernel_fields (maker, config);
  /* The wrapper puts "forward_" before the name of the layer that it is given,
   * unless both are given. */
  return wrap (maker, class_name, maker->graph->dialect == WB_KERAS_3 ? own : name, config);
}

static void
make_bidirectional (Maker *maker, const Row *row)
{
  static const char *const groups[] = { "forward_layer/cell", "backward_layer/cell" };
  const WbExportLayer *from = maker->layer;
  const char *class_name = wb_export_layer_get_choice (from, "layer");
  g_autofree char *cell = g_ascii_strdown (class_name, -1);
  WbKerasLayer *layer = append (maker, row->type, g_strdup (from->name), &from->y_shape);
  guint n = from->n_params / 2;

  copy_options (layer->config, from, "merge_mode");
  json_object_set_new (layer->config, "layer", make_direction (maker, row, class_name, FALSE));
  if (maker->graph->dialect == WB_KERAS_3)
    json_object_set_new (layer->config, "backward_layer",
                         make_direction (maker, row, class_name, TRUE));
  for (guint i = 0; i < from->n_params; i++)
    {
      const char *side = i < n ? "forward_" : "backward_";
      g_autofree char *name = g_strdup_printf ("%s%s/%s", side, cell,
                                               from->params[i].name + strlen (side));

      add_weight (layer, from, i, name, groups[i / n]);
    }
  append_activity_penalty (maker);
}

static WbKerasLayer *
append_projection (Maker *maker, const char *suffix, guint first_param)
{
  const WbExportLayer *from = maker->layer;
  WbKerasLayer *layer = append (maker, "Dense", g_strconcat (from->name, suffix, NULL),
                                &from->y_shape);

  copy_options (layer->config, from, "units");
  set_initializers (maker, layer->config);
  json_object_set_new (layer->config, "activation", json_string ("linear"));
  json_object_set_new (layer->config, "use_bias", json_true ());
  add_weight (layer, from, first_param, "kernel", "");
  add_weight (layer, from, first_param + 1, "bias", "");
  return layer;
}

static void
make_gaussian_code (Maker *maker, const Row *row)
{
  int x, mean;

  if (maker->layer->x_shape.rank > 1)
    append_flatten (maker);
  x = maker->at;
  append_projection (maker, "_mean", 0);
  if (!maker->ends_code)
    return;
  mean = maker->at;
  maker->at = x;
  append_projection (maker, "_log_variance", 2);
  maker->graph->n_outputs = 2;
  maker->graph->outputs[1] = (guint) maker->at;
  maker->at = mean;
}

static void
append_reshape (Maker *maker, char *name, const AeShape *shape)
{
  WbKerasLayer *layer = append (maker, "Reshape", name, shape);
  json_t *target = json_array ();

  for (guint i = 0; i < shape->rank; i++)
    json_array_append_new (target, json_integer (shape->dims[i]));
  json_object_set_new (layer->config, "target_shape", target);
}

/* TensorFlow.js flattens no list. */
static void
make_flatten (Maker *maker, const Row *row)
{
  const WbExportLayer *from = maker->layer;

  if (maker->graph->dialect == WB_KERAS_TFJS && from->x_shape.rank == 1)
    append_reshape (maker, g_strdup (from->name), &from->y_shape);
  else
    make_plain (maker, row);
}

/* TensorFlow.js lengthens images alone: a series is one of width 1. */
static void
make_up_sampling1d (Maker *maker, const Row *row)
{
  const WbExportLayer *from = maker->layer;
  const guint *x = from->x_shape.dims, *y = from->y_shape.dims;
  AeShape image = AE_SHAPE (3, x[0], 1, x[1]), longer = AE_SHAPE (3, y[0], 1, y[1]);
  WbKerasLayer *layer;

  if (maker->graph->dialect != WB_KERAS_TFJS)
    {
      make_plain (maker, row);
      return;
    }
  append_reshape (maker, g_strconcat (from->name, "_image", NULL), &image);
  layer = append (maker, "UpSampling2D", g_strdup (from->name), &longer);
  json_object_set_new (layer->config, "size", json_pack ("[i,i]", (int) get_int (from, "size"), 1));
  append_reshape (maker, g_strconcat (from->name, "_series", NULL), &from->y_shape);
}

static void
make_sparse_code (Maker *maker, const Row *row)
{
  const WbExportLayer *from = maker->layer;
  WbKerasLayer *layer = append (maker, "Activation", g_strdup (from->name), &from->y_shape);

  json_object_set_new (layer->config, "activation", json_string ("linear"));
}

static const char *
refuse_elu (const WbExportLayer *layer, WbKerasDialect dialect)
{
  if (dialect != WB_KERAS_TFJS || get_real (layer, "alpha") == 1)
    return NULL;
  return _ ("its alpha must be 1 there. Set alpha to 1, or choose another format.");
}

static const char *
refuse_gru (const WbExportLayer *layer, WbKerasDialect dialect)
{
  if (dialect != WB_KERAS_TFJS || get_int (layer, "reset_after") == 0)
    return NULL;
  return _ ("a GRU resets before the product there. Train with “Reset after” off, or choose "
            "another format.");
}

static const char *
refuse_bidirectional (const WbExportLayer *layer, WbKerasDialect dialect)
{
  if (dialect != WB_KERAS_TFJS || g_str_equal (wb_export_layer_get_choice (layer, "layer"), "LSTM"))
    return NULL;
  return _ ("a GRU resets before the product there. Use an LSTM in it, or choose another format.");
}

static const char *
refuse_up_sampling (const WbExportLayer *layer, WbKerasDialect dialect)
{
  if (dialect != WB_KERAS_TFJS
      || g_str_equal (wb_export_layer_get_choice (layer, "interpolation"), "nearest"))
    return NULL;
  return _ ("bilinear interpolation reads other places there. Use nearest, or choose another "
            "format.");
}

static const char *
refuse_depthwise (const WbExportLayer *layer, WbKerasDialect dialect)
{
  AeSizes strides = wb_export_layer_get_option (layer, "strides").sizes;

  if (strides.dims[0] == strides.dims[1])
    return NULL;
  return _ ("its strides must be equal there. Use the same stride down and across, or choose "
            "another format.");
}

#define CONVOLUTION "filters kernel_size strides padding use_bias"
#define RECURRENT   "units return_sequences use_bias"

static const Row rows[] = {
  { "Dense", "units use_bias", .make = make_dense },
  { "Activation", "" },
  { "LeakyReLU", "", .fields = write_slope },
  { "ELU", "alpha", .refuse = refuse_elu },
  { "PReLU", "" },
  { "Flatten", "", .make = make_flatten },
  { "Reshape", "target_shape" },
  { "Permute", "dims" },
  { "Add", "" },
  { "Concatenate", "", .fields = write_last_axis },
  { "Dropout", "rate" },
  { "BatchNormalization", "momentum epsilon", .fields = write_last_axis },
  { "LayerNormalization", "epsilon", .fields = write_last_axis },
  { "Conv2D", CONVOLUTION, TRUE },
  { "Conv2DTranspose", CONVOLUTION, TRUE },
  { "DepthwiseConv2D", "kernel_size strides padding depth_multiplier use_bias", TRUE,
    .make = make_depthwise, .refuse = refuse_depthwise },
  { "MaxPooling2D", "pool_size padding", TRUE, .fields = write_window },
  { "AveragePooling2D", "pool_size padding", TRUE, .fields = write_window },
  { "GlobalAveragePooling2D", "", TRUE },
  { "UpSampling2D", "size interpolation", TRUE, .refuse = refuse_up_sampling },
  { "ZeroPadding2D", "", TRUE, .fields = write_margins },
  { "Cropping2D", "", TRUE, .fields = write_margins },
  { "Conv1D", "filters padding use_bias", TRUE, .fields = write_window },
  { "MaxPooling1D", "padding", TRUE, .fields = write_window },
  { "UpSampling1D", "size", .make = make_up_sampling1d },
  { "LSTM", RECURRENT " unit_forget_bias", .fields = write_recurrence, .make = make_recurrent },
  { "GRU", RECURRENT " reset_after", .fields = write_recurrence, .make = make_recurrent,
    .refuse = refuse_gru },
  { "Bidirectional", RECURRENT, .make = make_bidirectional, .refuse = refuse_bidirectional },
  { "RepeatVector", "n" },
  { "TimeDistributed", "units use_bias", .make = make_time_distributed },
  { "GaussianCode", "", .make = make_gaussian_code },
  { "SparseCode", "", .make = make_sparse_code },
  { "GaussianNoise", "stddev" },
};

static const Row *
find_row (const char *type)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (rows[i].type, type))
      return &rows[i];
  return NULL;
}

static const char *
get_dialect_title (WbKerasDialect dialect)
{
  return dialect == WB_KERAS_TFJS ? "TensorFlow.js" : "Keras";
}

gboolean
wb_keras_accepts (const WbExportModel *model, WbKerasDialect dialect, GError **error)
{
  for (guint i = 0; i < model->n_layers; i++)
    {
      const WbExportLayer *layer = &model->layers[i];
      const Row *row = find_row (layer->klass->type);
      const char *reason = row == NULL           ? _ ("it has no such layer.")
                           : row->refuse != NULL ? row->refuse (layer, dialect)
                                                 : NULL;

      if (reason != NULL)
        return wb_export_refuse_layer (model, i, get_dialect_title (dialect), reason, error);
    }
  return TRUE;
}

gboolean
wb_keras_keeps (WbKerasDialect dialect, const WbExportLayer *layer, const char *setting)
{
  if (layer == NULL)
    return TRUE;
  if (dialect == WB_KERAS_TFJS && g_str_has_prefix (setting, "activity_"))
    return FALSE;
  return !g_str_equal (layer->klass->type, "SparseCode");
}

/* The graph's layer with value @value of the part, see WbExportModel. */
static int
find_value (const GArray *ends, int value)
{
  return value < 0 ? -1 : g_array_index (ends, int, value);
}

static void
append_layer (WbKerasGraph *graph, const WbExportModel *model, guint index, GArray *ends)
{
  Maker maker = { .graph = graph,
                  .layer = &model->layers[index],
                  .index = (int) index,
                  .at = find_value (ends, (int) index),
                  .ends_code = model->part == WB_EXPORT_ENCODER && index + 1 == model->n_layers };
  const Row *row = find_row (maker.layer->klass->type);

  if (row->make != NULL)
    row->make (&maker, row);
  else
    make_plain (&maker, row);
  if (maker.layer->x2 >= 0)
    g_array_index (graph->layers, WbKerasLayer, maker.at).inputs[1] = find_value (ends,
                                                                                  maker.layer->x2);
  if (has_leaky_layer (&maker))
    append_leaky_layer (&maker);
  g_array_append_val (ends, maker.at);
}

/* The samples' shape where the last layer outputs another one. */
static int
append_reconstruction (WbKerasGraph *graph, const WbExportModel *model, int at)
{
  const WbExportLayer *last = &model->layers[model->n_layers - 1];
  Maker maker = { .graph = graph, .layer = last, .index = (int) model->n_layers - 1, .at = at };

  if (!ae_shape_equal (&last->y_shape, &model->output))
    append_reshape (&maker, g_strdup ("reconstruction"), &model->output);
  return maker.at;
}

WbKerasGraph *
wb_keras_graph_new (const WbExportModel *model, WbKerasDialect dialect)
{
  WbKerasGraph *self = g_new0 (WbKerasGraph, 1);
  g_autoptr (GArray) ends = g_array_new (FALSE, FALSE, sizeof (int));
  Maker maker = { .graph = self, .index = -1, .at = -1 };

  self->dialect = dialect;
  self->n_outputs = 1;
  self->layers = g_array_new (FALSE, TRUE, sizeof (WbKerasLayer));
  append (&maker, "InputLayer", g_strdup ("input"), &model->input);
  g_array_append_val (ends, maker.at);
  for (guint i = 0; i < model->n_layers; i++)
    append_layer (self, model, i, ends);
  self->outputs[0] = (guint) append_reconstruction (self, model,
                                                    find_value (ends, (int) model->n_layers));
  return self;
}

void
wb_keras_graph_free (WbKerasGraph *self)
{
  for (guint i = 0; i < self->layers->len; i++)
    {
      WbKerasLayer *layer = &g_array_index (self->layers, WbKerasLayer, i);

      for (guint k = 0; k < layer->n_weights; k++)
        g_free (layer->weights[k].name);
      g_free (layer->name);
      json_decref (layer->config);
    }
  g_array_unref (self->layers);
  g_free (self);
}

const WbKerasLayer *
wb_keras_graph_get_layer (const WbKerasGraph *self, guint index)
{
  return &g_array_index (self->layers, WbKerasLayer, index);
}
