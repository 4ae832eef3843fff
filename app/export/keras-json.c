/* SPDX-License-Identifier: MIT */
/* The graph as configuration. Keras 3 names modules and gives each tensor's
 * shape where it is taken; Keras 2 and TensorFlow.js have lists of names.
 */
#include "app/export/keras-config.h"

#include "app/export/lost.h"
#include "app/project/recipe-json.h"

static json_t *
describe_shape (const AeShape *shape)
{
  json_t *array = json_array ();

  json_array_append_new (array, json_null ());
  for (guint i = 0; i < shape->rank; i++)
    json_array_append_new (array, json_integer (shape->dims[i]));
  return array;
}

/* Where a value comes from: the layer's only output of its only use. */
static json_t *
point_at (const WbKerasLayer *layer)
{
  return json_pack ("[s,i,i]", layer->name, 0, 0);
}

static json_t *
describe_tensor (const WbKerasLayer *layer)
{
  return json_pack ("{s:s, s:{s:o, s:s, s:o}}", "class_name", "__keras_tensor__", "config", "shape",
                    describe_shape (&layer->y_shape), "dtype", "float32", "keras_history",
                    point_at (layer));
}

static json_t *
describe_inputs_of_keras_3 (const WbKerasGraph *graph, const WbKerasLayer *layer)
{
  json_t *first, *second;

  if (layer->inputs[0] < 0)
    return json_array ();
  first = describe_tensor (wb_keras_graph_get_layer (graph, (guint) layer->inputs[0]));
  if (layer->inputs[1] < 0)
    return json_pack ("[{s:[o], s:{}}]", "args", first, "kwargs");
  second = describe_tensor (wb_keras_graph_get_layer (graph, (guint) layer->inputs[1]));
  return json_pack ("[{s:[[o,o]], s:{}}]", "args", first, second, "kwargs");
}

static json_t *
describe_inputs_as_list (const WbKerasGraph *graph, const WbKerasLayer *layer)
{
  json_t *node = json_array ();

  for (guint i = 0; i < 2 && layer->inputs[i] >= 0; i++)
    {
      json_t *from = point_at (wb_keras_graph_get_layer (graph, (guint) layer->inputs[i]));

      json_array_append_new (from, json_object ());
      json_array_append_new (node, from);
    }
  if (json_array_size (node) > 0)
    return json_pack ("[o]", node);
  return node;
}

static json_t *
describe_config (const WbKerasGraph *graph, const WbKerasLayer *layer)
{
  json_t *config = json_deep_copy (layer->config);

  json_object_set_new (config, "name", json_string (layer->name));
  json_object_set_new (config, "dtype", json_string ("float32"));
  if (layer->model_layer >= 0)
    {
      json_object_set_new (config, "trainable", json_true ());
      return config;
    }
  json_object_set_new (config, graph->dialect == WB_KERAS_3 ? "batch_shape" : "batch_input_shape",
                       describe_shape (&layer->y_shape));
  json_object_set_new (config, "sparse", json_false ());
  return config;
}

static json_t *
describe_layer (const WbKerasGraph *graph, const WbKerasLayer *layer)
{
  json_t *json = json_pack ("{s:s, s:s, s:o}", "class_name", layer->class_name, "name", layer->name,
                            "config", describe_config (graph, layer));

  if (graph->dialect != WB_KERAS_3)
    {
      json_object_set_new (json, "inbound_nodes", describe_inputs_as_list (graph, layer));
      return json;
    }
  json_object_set_new (json, "module", json_string ("keras.layers"));
  json_object_set_new (json, "registered_name", json_null ());
  json_object_set_new (json, "inbound_nodes", describe_inputs_of_keras_3 (graph, layer));
  return json;
}

json_t *
wb_keras_graph_to_json (const WbKerasGraph *self)
{
  json_t *layers = json_array (), *outputs = json_array (), *json;

  for (guint i = 0; i < self->layers->len; i++)
    json_array_append_new (layers, describe_layer (self, wb_keras_graph_get_layer (self, i)));
  for (guint i = 0; i < self->n_outputs; i++)
    json_array_append_new (outputs, point_at (wb_keras_graph_get_layer (self, self->outputs[i])));
  json = json_pack ("{s:s, s:{s:s, s:b, s:o, s:[o], s:o}}", "class_name", "Functional", "config",
                    "name", "hourglass", "trainable", TRUE, "layers", layers, "input_layers",
                    point_at (wb_keras_graph_get_layer (self, 0)), "output_layers", outputs);
  if (self->dialect == WB_KERAS_3)
    {
      json_object_set_new (json, "module", json_string ("keras.src.models.functional"));
      json_object_set_new (json, "registered_name", json_string ("Functional"));
    }
  return json;
}

json_t *
wb_keras_describe_origin (const WbExportClass *klass, const WbExportModel *model)
{
  g_autofree char *lost = wb_export_describe_lost (klass, model);
  const AeRecipe *recipe = wb_checkpoint_get_recipe (model->checkpoint);

  return json_pack ("{s:s, s:o, s:s*}", "writer", "Hourglass " HG_VERSION, "recipe",
                    wb_recipe_to_json (recipe), "notes", lost);
}
