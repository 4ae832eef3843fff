/* SPDX-License-Identifier: MIT */
/* A Python file that builds the model in Keras, checks itself and trains on, and
 * the weights beside it. It is written from the same graph as Keras' own files;
 * layers that Keras does not have are classes in the file.
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/export/keras-config.h"
#include "app/export/script.h"

extern const WbExportClass wb_export_keras_script;

static void append_value (GString *text, json_t *value);

/* name=value of every field that says something. */
static void
append_fields (GString *text, json_t *config)
{
  const char *name, *separator = "";
  json_t *value;

  json_object_foreach (config, name, value)
  {
    if (json_is_null (value) || g_str_equal (name, "data_format")
        || (g_str_equal (name, "go_backwards") && json_is_false (value)))
      continue;
    g_string_append_printf (text, "%s%s=", separator, name);
    append_value (text, value);
    separator = ", ";
  }
}

/* {"class_name": …, "config": …}: a layer, or a penalty. */
static void
append_object (GString *text, json_t *object)
{
  const char *class_name = json_string_value (json_object_get (object, "class_name"));

  g_string_append_printf (text, "%s.%s(",
                          g_str_equal (class_name, "L1L2") ? "keras.regularizers" : "layers",
                          class_name);
  append_fields (text, json_object_get (object, "config"));
  g_string_append_c (text, ')');
}

static void
append_list (GString *text, json_t *list)
{
  gsize n = json_array_size (list);

  g_string_append_c (text, '(');
  for (gsize i = 0; i < n; i++)
    {
      g_string_append (text, i > 0 ? ", " : "");
      append_value (text, json_array_get (list, i));
    }
  g_string_append (text, n == 1 ? ",)" : ")");
}

static void
append_value (GString *text, json_t *value)
{
  g_autofree char *plain = NULL;

  if (json_is_object (value))
    append_object (text, value);
  else if (json_is_array (value))
    append_list (text, value);
  else if (json_is_boolean (value))
    g_string_append (text, json_is_true (value) ? "True" : "False");
  else
    {
      plain = wb_json_to_text (value);
      g_string_append (text, plain);
    }
}

/* Whether @layer is of a class that stands in the file, not in Keras. */
static gboolean
is_own (const WbExportModel *model,
        const WbKerasGraph *graph,
        const WbKerasLayer *layer,
        const char *type)
{
  const char *stands_for = g_str_equal (type, "GaussianCode") ? "Dense" : "Activation";

  return layer->model_layer >= 0 && graph->n_outputs == 1
         && g_str_equal (model->layers[layer->model_layer].klass->type, type)
         && g_str_equal (layer->class_name, stands_for);
}

static void
append_call (GString *code,
             const WbExportModel *model,
             const WbKerasGraph *graph,
             const WbKerasLayer *layer)
{
  const WbExportLayer *from = &model->layers[layer->model_layer];

  if (is_own (model, graph, layer, "GaussianCode"))
    g_string_append_printf (code, "GaussianCode(%u", ae_shape_last (&from->y_shape));
  else if (is_own (model, graph, layer, "SparseCode"))
    g_string_append_printf (code, "SparseCode(%.9g, %.9g",
                            wb_script_get_option (from->klass->options, from->options, "rho"),
                            wb_script_get_option (from->klass->options, from->options, "weight"));
  else
    {
      g_string_append_printf (code, "layers.%s(", layer->class_name);
      append_fields (code, layer->config);
      if (code->str[code->len - 1] == '(')
        {
          g_string_append_printf (code, "name=\"%s\")", layer->name);
          return;
        }
    }
  g_string_append_printf (code, ", name=\"%s\")", layer->name);
}

static const char *
get_variable (const WbKerasGraph *graph, int index)
{
  return index == 0 ? "inputs" : wb_keras_graph_get_layer (graph, (guint) index)->name;
}

static char *
describe_layers (const WbExportModel *model, const WbKerasGraph *graph)
{
  GString *code = g_string_new ("    inputs = layers.Input(SHAPE, name=\"input\")\n");

  for (guint i = 1; i < graph->layers->len; i++)
    {
      const WbKerasLayer *layer = wb_keras_graph_get_layer (graph, i);

      g_string_append_printf (code, "    %s = ", layer->name);
      append_call (code, model, graph, layer);
      if (layer->inputs[1] >= 0)
        g_string_append_printf (code, "([%s, %s])\n", get_variable (graph, layer->inputs[0]),
                                get_variable (graph, layer->inputs[1]));
      else
        g_string_append_printf (code, "(%s)\n", get_variable (graph, layer->inputs[0]));
    }
  if (graph->n_outputs == 2)
    g_string_append_printf (code, "    return keras.Model(inputs, [%s, %s])\n",
                            get_variable (graph, (int) graph->outputs[0]),
                            get_variable (graph, (int) graph->outputs[1]));
  else
    g_string_append_printf (code, "    return keras.Model(inputs, %s)\n",
                            get_variable (graph, (int) graph->outputs[0]));
  return g_string_free (code, FALSE);
}

/* The weights of a layer in the file: a code of a class of ours has the model's. */
static guint
list_weights (const WbExportModel *model,
              const WbKerasGraph *graph,
              const WbKerasLayer *layer,
              WbKerasWeight weights[AE_MAX_PARAMS])
{
  const WbExportLayer *from = &model->layers[MAX (layer->model_layer, 0)];

  memcpy (weights, layer->weights, sizeof layer->weights);
  if (!is_own (model, graph, layer, "GaussianCode"))
    return layer->n_weights;
  for (guint i = 0; i < from->n_params; i++)
    weights[i] = (WbKerasWeight) { .name = (char *) from->params[i].name,
                                   .shape = from->params[i].shape,
                                   .values = from->weights[i] };
  return from->n_params;
}

static char *
describe_names (const WbExportModel *model, const WbKerasGraph *graph)
{
  GString *code = g_string_new (NULL);

  for (guint i = 0; i < graph->layers->len; i++)
    {
      const WbKerasLayer *layer = wb_keras_graph_get_layer (graph, i);
      WbKerasWeight weights[AE_MAX_PARAMS];
      guint n = list_weights (model, graph, layer, weights);

      for (guint k = 0; k < n; k++)
        g_string_append_printf (code, "%s\"%s\"", k > 0 ? ", " : "", weights[k].name);
      if (n > 0)
        {
          g_autofree char *start = g_strdup_printf ("    \"%s\": (", layer->name);
          char *line = strrchr (code->str, '\n');

          g_string_insert (code, line != NULL ? line - code->str + 1 : 0, start);
          g_string_append (code, n == 1 ? ",),\n" : "),\n");
        }
    }
  return g_string_free (code, FALSE);
}

static void
add_weights (const WbExportModel *model, const WbKerasGraph *graph, WbSafetensorsWriter *writer)
{
  for (guint i = 0; i < graph->layers->len; i++)
    {
      const WbKerasLayer *layer = wb_keras_graph_get_layer (graph, i);
      WbKerasWeight weights[AE_MAX_PARAMS];
      guint n = list_weights (model, graph, layer, weights);

      for (guint k = 0; k < n; k++)
        {
          g_autofree char *name = g_strdup_printf ("%s/%s", layer->name, weights[k].name);
          const AeShape *shape = &weights[k].shape;
          guint64 dims[AE_MAX_RANK];

          for (guint d = 0; d < shape->rank; d++)
            dims[d] = shape->dims[d];
          wb_safetensors_writer_add (writer, name, WB_DTYPE_F32, shape->rank, dims,
                                     weights[k].values);
        }
    }
}

/* The classes of ours that the model has. */
static char *
describe_classes (const WbExportModel *model, const WbKerasGraph *graph)
{
  static const char *const types[][2] = { { "GaussianCode", "gaussian-code" },
                                          { "SparseCode", "sparse-code" } };
  GString *code = g_string_new (NULL);

  for (guint t = 0; t < G_N_ELEMENTS (types); t++)
    for (guint i = 0; i < graph->layers->len; i++)
      if (is_own (model, graph, wb_keras_graph_get_layer (graph, i), types[t][0]))
        {
          g_autofree char *text = wb_script_get_template (types[t][1]);

          g_string_append (code, text);
          break;
        }
  return g_string_free (code, FALSE);
}

/* Options of an optimizer have Keras' names. */
static char *
describe_optimizer (const AeRecipe *recipe)
{
  static const char *const classes[][2] = {
    { "adam", "Adam" },       { "adamw", "AdamW" },     { "sgd", "SGD" },
    { "rmsprop", "RMSprop" }, { "adagrad", "Adagrad" }, { "adadelta", "Adadelta" },
  };
  const AeOptimizerClass *klass = ae_recipe_get_optimizer (recipe);
  GString *text = g_string_new ("keras.optimizers.");

  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    if (g_str_equal (classes[i][0], klass->name))
      g_string_append_printf (text, "%s(", classes[i][1]);
  g_string_append_printf (text, "%.9g", recipe->learning_rate);
  for (const AeOption *option = klass->options; option != NULL && option->name != NULL; option++)
    {
      double value = wb_script_get_option (klass->options, recipe->optimizer_options, option->name);

      if (option->kind == AE_OPTION_BOOL)
        g_string_append_printf (text, ", %s=%s", option->name, value != 0 ? "True" : "False");
      else
        g_string_append_printf (text, ", %s=%.9g", option->name, value);
    }
  if (recipe->clip_norm > 0)
    g_string_append_printf (text, ", global_clipnorm=%.9g", recipe->clip_norm);
  g_string_append_c (text, ')');
  return g_string_free (text, FALSE);
}

/* A sample is one row, but for a loss that is of rows. */
static void
fill_loss (GString *text, const WbExportModel *model)
{
  const AeRecipe *recipe = wb_checkpoint_get_recipe (model->checkpoint);
  const AeLossClass *klass = ae_recipe_get_loss (recipe);
  gboolean of_rows = g_str_equal (klass->name, "cosine_similarity");
  gsize size = ae_shape_size (&model->output);
  g_autoptr (GString) call = g_string_new (NULL), rows = g_string_new (NULL);

  g_string_printf (call, "keras.losses.%s(target, y", klass->name);
  if (g_str_equal (klass->name, "huber"))
    g_string_append_printf (call, ", %.9g",
                            wb_script_get_option (klass->options, recipe->loss_options, "delta"));
  g_string_append_c (call, ')');
  if (of_rows)
    {
      g_string_prepend (call, "ops.mean(");
      g_string_append (call, ", axis=1)");
      g_string_printf (rows, "(-1, %" G_GSIZE_FORMAT ", %u)", size / ae_shape_last (&model->output),
                       ae_shape_last (&model->output));
    }
  else
    g_string_printf (rows, "(-1, %" G_GSIZE_FORMAT ")", size);
  if (recipe->reduction == AE_REDUCTION_SUM)
    g_string_append_printf (call, " * %" G_GSIZE_FORMAT, size);
  wb_script_fill (text, "loss", call->str);
  wb_script_fill (text, "rows", rows->str);
}

static char *
describe_training (const WbExportModel *model)
{
  const AeRecipe *recipe = wb_checkpoint_get_recipe (model->checkpoint);
  g_autofree char *template = wb_script_get_template ("keras-training");
  g_autofree char *optimizer = describe_optimizer (recipe);
  g_autofree char *rest = wb_script_describe_recipe (recipe);
  GString *text = g_string_new (template);

  wb_script_fill (text, "recipe", g_strstrip (rest));
  wb_script_fill (text, "optimizer", optimizer);
  fill_loss (text, model);
  wb_script_fill_training (text, model);
  return g_string_free (text, FALSE);
}

static char *
describe_file (const WbExportModel *model, const WbKerasGraph *graph, const char *path)
{
  gboolean trains = wb_script_can_train (model);
  g_autofree char *template = wb_script_get_template ("keras");
  g_autofree char *training = trains ? describe_training (model) : g_strdup ("");
  g_autofree char *layers = describe_layers (model, graph);
  g_autofree char *names = describe_names (model, graph);
  g_autofree char *classes = describe_classes (model, graph);
  GString *text = g_string_new (template);

  wb_script_fill (text, "layers", layers);
  wb_script_fill (text, "names", names);
  wb_script_fill (text, "classes", classes);
  wb_script_fill_number (text, "beta", wb_export_model_get_beta (model));
  wb_script_fill_file (text, &wb_export_keras_script, model, path, training);
  return g_string_free (text, FALSE);
}

static gboolean
accepts (const WbExportModel *model, GError **error)
{
  return wb_keras_accepts (model, WB_KERAS_3, error);
}

/* The class of a Gaussian code draws its weights as Keras does. */
static gboolean
keeps (const WbExportModel *model, const WbExportLayer *layer, const char *setting)
{
  if (layer == NULL)
    return wb_script_keeps (model, setting);
  return !g_str_equal (layer->klass->type, "GaussianCode") || model->part == WB_EXPORT_ENCODER;
}

static gboolean
write_script (const WbExportModel *model,
              const WbExportOptions *options,
              const char *path,
              GError **error)
{
  g_autoptr (WbKerasGraph) graph = wb_keras_graph_new (model, WB_KERAS_3);
  g_autofree char *text = describe_file (model, graph, path);
  g_autoptr (WbSafetensorsWriter) writer = wb_safetensors_writer_new ();

  add_weights (model, graph, writer);
  return wb_script_save (model, options, writer, text, path, error);
}

const WbExportClass wb_export_keras_script = {
  .name = "keras-script",
  .title = N_ ("Keras script"),
  .extension = "_keras.py",
  .summary = N_ ("Builds and trains the same model in Python"),
  .accepts = accepts,
  .keeps = keeps,
  .trains = wb_script_can_train,
  .write = write_script,
};
