/* SPDX-License-Identifier: MIT */
/* First a list of layers with the numbers of those that they take, then the
 * way back from the output, then the model along it.
 */
#include "app/import/keras-reader.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/error.h"
#include "app/import/keras-layer.h"
#include "app/import/keras-names.h"
#include "app/import/keras-padding.h"

#define MAX_LAYERS 4096
#define MAX_DEPTH  16

/* A layer of the configuration. @path: of its weights in a .keras file; @inputs: numbers in the
 * list, -1 for none; @means: @variances: the layers whose outputs a code is drawn from, -1
 * for none; @depth: layers from the input to it. A model inside the model has no place here. */
typedef struct
{
  const char *class_name;
  const char *name;
  const char *path;
  json_t *config;
  int inputs[2];
  int means;
  int variances;
  int depth;
} Node;

/* @nodes: of Node, each after those that it takes; @made: of json_t, layers that the
 * configuration leaves out; @output: the number of the node read last, or of the output. */
typedef struct
{
  GArray *nodes;
  GPtrArray *made;
  GStringChunk *paths;
  int output;
} Flow;

/* A model whose layers are read: where the weights of its layers are, how many of each class
 * there were, and how deep it lies in others. */
typedef struct
{
  const char *prefix;
  GHashTable *counts;
  guint depth;
} Place;

static const char *
get_text (json_t *json, const char *name)
{
  const char *text = json_string_value (json_object_get (json, name));

  return text != NULL ? text : "";
}

static gboolean
is_model (const char *class_name)
{
  return g_str_equal (class_name, "Functional") || g_str_equal (class_name, "Model")
         || g_str_equal (class_name, "Sequential");
}

static const char *
get_layer_name (json_t *layer)
{
  const char *name = get_text (layer, "name");

  return *name != '\0' ? name : get_text (json_object_get (layer, "config"), "name");
}

static int
get_depth (const Flow *flow, int number)
{
  return number < 0 ? -1 : g_array_index (flow->nodes, Node, number).depth;
}

static gboolean
append_node (Flow *flow,
             json_t *layer,
             const char *path,
             const int inputs[2],
             int *number,
             GError **error)
{
  Node node = { .class_name = get_text (layer, "class_name"),
                .name = get_layer_name (layer),
                .path = path,
                .config = json_object_get (layer, "config"),
                .inputs = { inputs[0], inputs[1] },
                .means = -1,
                .variances = -1 };

  node.depth = MAX (get_depth (flow, inputs[0]), get_depth (flow, inputs[1])) + 1;
  if (flow->nodes->len >= MAX_LAYERS)
    return wb_refuse (error, WB_ERROR_CONTENTS, _ ("The model has more than %d layers."),
                      MAX_LAYERS);
  g_array_append_val (flow->nodes, node);
  *number = (int) flow->nodes->len - 1;
  return TRUE;
}

/* The names that a node of Keras 3 takes: every keras_history inside its arguments. */
static void
collect_histories (json_t *json, guint depth, GPtrArray *names)
{
  json_t *history = json_object_get (json_object_get (json, "config"), "keras_history");
  gsize n = json_array_size (json);

  if (depth > MAX_DEPTH)
    return;
  if (history != NULL)
    g_ptr_array_add (names, (gpointer) json_string_value (json_array_get (history, 0)));
  for (gsize i = 0; i < n; i++)
    collect_histories (json_array_get (json, i), depth + 1, names);
}

/* Of Keras 3: [{"args": …}]; of Keras 2: [[["name", 0, 0, {}], …]], or ["name", …] inside it. */
static void
collect_inputs (json_t *layer, GPtrArray *names)
{
  json_t *node = json_array_get (json_object_get (layer, "inbound_nodes"), 0);
  gsize n = json_array_size (node);

  if (json_is_object (node))
    collect_histories (json_object_get (node, "args"), 0, names);
  for (gsize i = 0; i < n; i++)
    {
      json_t *from = json_array_get (node, i);
      json_t *name = json_is_array (from) ? json_array_get (from, 0) : from;

      if (json_is_string (name))
        g_ptr_array_add (names, (gpointer) json_string_value (name));
    }
}

static gboolean
read_flow (Flow *flow, json_t *model, int input, const char *prefix, guint depth, GError **error);

/* Appends one layer, or the layers of a model in its place, that takes @inputs. */
static gboolean
read_layer (Flow *flow,
            json_t *layer,
            const int inputs[2],
            const Place *place,
            int *number,
            GError **error)
{
  const char *class_name = get_text (layer, "class_name");
  g_autofree char *name = wb_keras_count_name (place->counts, class_name);
  g_autofree char *path = g_strdup_printf ("%slayers/%s", place->prefix, name);
  g_autofree char *prefix = g_strconcat (path, "/", NULL);

  if (!is_model (class_name))
    return append_node (flow, layer, g_string_chunk_insert (flow->paths, path), inputs, number,
                        error);
  if (place->depth >= MAX_DEPTH)
    return wb_refuse (error, WB_ERROR_CONTENTS, _ ("Models lie in one another %u deep."),
                      place->depth);
  if (!read_flow (flow, layer, inputs[0], prefix, place->depth + 1, error))
    return FALSE;
  *number = flow->output;
  return TRUE;
}

/* A model's own input layer inside another model is what goes into that. */
static gboolean
is_inner_input (json_t *layer, int input)
{
  return input >= 0 && g_str_equal (get_text (layer, "class_name"), "InputLayer");
}

static json_t *
make_input_layer (json_t *first)
{
  json_t *config = json_object_get (first, "config");
  json_t *shape = json_object_get (config, "batch_input_shape");

  shape = shape != NULL ? shape : json_object_get (config, "batch_shape");
  if (shape == NULL)
    return NULL;
  return json_pack ("{s:s, s:{s:s, s:O}}", "class_name", "InputLayer", "config", "name", "input",
                    "batch_shape", shape);
}

static gboolean
read_sequential (Flow *flow, json_t *layers, int input, const Place *place, GError **error)
{
  gsize n = json_array_size (layers);
  int at[2] = { input, -1 };

  for (gsize i = 0; i < n; i++)
    {
      json_t *layer = json_array_get (layers, i);

      if (is_inner_input (layer, input))
        continue;
      if (i == 0 && input < 0 && !g_str_equal (get_text (layer, "class_name"), "InputLayer"))
        {
          json_t *first = make_input_layer (layer);

          if (first != NULL)
            g_ptr_array_add (flow->made, first);
          if (first != NULL && !read_layer (flow, first, at, place, &at[0], error))
            return FALSE;
        }
      if (!read_layer (flow, layer, at, place, &at[0], error))
        return FALSE;
    }
  flow->output = at[0];
  return TRUE;
}

static gboolean
find_inputs (GHashTable *numbers,
             const GPtrArray *names,
             json_t *layer,
             int inputs[2],
             GError **error)
{
  if (names->len > 2)
    return wb_refuse (error, WB_ERROR_CONTENTS,
                      _ ("The layer “%s” takes %u inputs, and two at most can be read. Join them "
                         "two by two, and save the model again."),
                      get_layer_name (layer), names->len);
  for (guint i = 0; i < names->len; i++)
    {
      gpointer number;

      if (names->pdata[i] == NULL
          || !g_hash_table_lookup_extended (numbers, names->pdata[i], NULL, &number))
        return wb_refuse (error, WB_ERROR_CONTENTS,
                          _ ("The layer “%s” takes the output of “%s”, which does not come before "
                             "it. Save the model again in the program that wrote it."),
                          get_layer_name (layer),
                          names->pdata[i] != NULL ? (char *) names->pdata[i] : "?");
      inputs[i] = GPOINTER_TO_INT (number);
    }
  return TRUE;
}

/* The first output's layer: ["name", 0, 0], or a list of such. */
static const char *
get_output_name (json_t *config)
{
  json_t *outputs = json_object_get (config, "output_layers");

  while (json_is_array (json_array_get (outputs, 0)))
    outputs = json_array_get (outputs, 0);
  return json_string_value (json_array_get (outputs, 0));
}

static gboolean
read_functional (Flow *flow, json_t *config, int input, const Place *place, GError **error)
{
  json_t *layers = json_object_get (config, "layers");
  const char *output = get_output_name (config);
  g_autoptr (GHashTable) numbers = g_hash_table_new (g_str_hash, g_str_equal);
  gsize n = json_array_size (layers);
  gpointer found;

  for (gsize i = 0; i < n; i++)
    {
      json_t *layer = json_array_get (layers, i);
      g_autoptr (GPtrArray) names = g_ptr_array_new ();
      int inputs[2] = { -1, -1 }, number = input;

      collect_inputs (layer, names);
      if (!find_inputs (numbers, names, layer, inputs, error)
          || (!is_inner_input (layer, input)
              && !read_layer (flow, layer, inputs, place, &number, error)))
        return FALSE;
      g_hash_table_insert (numbers, (gpointer) get_layer_name (layer), GINT_TO_POINTER (number));
    }
  if (output == NULL || !g_hash_table_lookup_extended (numbers, output, NULL, &found))
    return wb_refuse (error, WB_ERROR_CONTENTS, "%s",
                      _ ("The model does not say which layer is its output. Save it again in the "
                         "program that wrote it."));
  flow->output = GPOINTER_TO_INT (found);
  return TRUE;
}

static gboolean
read_flow (Flow *flow, json_t *model, int input, const char *prefix, guint depth, GError **error)
{
  json_t *config = json_object_get (model, "config");
  g_autoptr (GHashTable) counts = wb_keras_counts_new ();
  Place place = { prefix, counts, depth };

  if (!g_str_equal (get_text (model, "class_name"), "Sequential"))
    return read_functional (flow, config, input, &place, error);
  /* The oldest Keras has the list itself as configuration. */
  return read_sequential (flow,
                          json_is_array (config) ? config : json_object_get (config, "layers"),
                          input, &place, error);
}

/* Which of a layer's two inputs the model's spine comes from: the longer way. Behind each
 * other they are put in their order. */
static gboolean
choose_spine (const Flow *flow, const Node *node, int *spine, int *skip, GError **error)
{
  gboolean swapped = get_depth (flow, node->inputs[1]) > get_depth (flow, node->inputs[0]);

  *spine = node->inputs[swapped ? 1 : 0];
  *skip = node->inputs[swapped ? 0 : 1];
  if (!swapped || g_str_equal (node->class_name, "Add"))
    return TRUE;
  return wb_refuse (error, WB_ERROR_CONTENTS,
                    _ ("The layer “%s” puts a skip before what comes in, and only behind it can be "
                       "read. Swap its inputs, and save the model again."),
                    node->name);
}

/* A linear Dense layer's units, or 0. */
static gint64
count_units (const Node *node)
{
  json_t *activation = json_object_get (node->config, "activation");

  if (!g_str_equal (node->class_name, "Dense")
      || (json_is_string (activation) && !g_str_equal (json_string_value (activation), "linear")))
    return 0;
  return json_integer_value (json_object_get (node->config, "units"));
}

/* A layer that is not known here, and that joins two linear Dense layers of one input, is how
 * variational models draw their code: a Lambda or a class of one's own. */
static void
find_drawn (Flow *flow, WbKerasModel *result)
{
  for (guint i = 0; i < flow->nodes->len; i++)
    {
      Node *node = &g_array_index (flow->nodes, Node, i);
      const Node *means, *variances;
      json_t *config;

      if (ae_layer_class_find (node->class_name) != NULL || node->inputs[0] < 0
          || node->inputs[1] < 0)
        continue;
      means = &g_array_index (flow->nodes, Node, node->inputs[0]);
      variances = &g_array_index (flow->nodes, Node, node->inputs[1]);
      if (count_units (means) == 0 || count_units (means) != count_units (variances)
          || means->inputs[0] != variances->inputs[0])
        continue;
      config = json_pack ("{s:I}", "units", (json_int_t) count_units (means));
      g_ptr_array_add (flow->made, config);
      g_ptr_array_add (result->drawn, g_strdup (node->name));
      node->means = node->inputs[0];
      node->variances = node->inputs[1];
      node->class_name = "GaussianCode";
      node->config = config;
      node->inputs[0] = means->inputs[0];
      node->inputs[1] = -1;
    }
}

/* What is gathered along the way from input to output. */
typedef struct
{
  const Flow *flow;
  WbKerasModel *result;
  GArray *spine; /* numbers of nodes, from the input on */
  GArray *ids;   /* [nodes]: the id of the layer with that node's output, 0 for none */
  AeSizes own;   /* of the last layer's kernel, rank 0 for all of it */
  AeSizes cut;   /* behind the last layer */
} Builder;

static gboolean
find_spine (Builder *builder, GError **error)
{
  int at = builder->flow->output, skip;

  for (; at >= 0;)
    {
      const Node *node = &g_array_index (builder->flow->nodes, Node, at);

      g_array_prepend_val (builder->spine, at);
      if (!choose_spine (builder->flow, node, &at, &skip, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_input (Builder *builder, const Node *node, GError **error)
{
  json_t *shape = json_object_get (node->config, "batch_shape");
  AeShape input = { 0 };

  shape = shape != NULL ? shape : json_object_get (node->config, "batch_input_shape");
  input.rank = (guint) MIN (MAX (json_array_size (shape), 1) - 1, AE_MAX_RANK);
  for (guint i = 0; i < input.rank; i++)
    input.dims[i] = (guint) CLAMP (json_integer_value (json_array_get (shape, i + 1)), 0, 1 << 24);
  if (input.rank == 0 || input.rank > 3 || ae_shape_size (&input) == 0
      || !g_str_equal (node->class_name, "InputLayer"))
    return wb_refuse (error, WB_ERROR_CONTENTS, "%s",
                      _ ("The model does not say the shape of its input, one to three sizes. Build "
                         "it with an Input of fixed shape, and save it again."));
  builder->result->model = ae_model_new (&input);
  return TRUE;
}

static gboolean
get_last_shape (const AeModel *model, AeShape *shape, GError **error)
{
  guint n = ae_model_get_n_layers (model);
  g_autofree AeShape *shapes = g_new0 (AeShape, n);

  if (!ae_model_infer (model, shapes, NULL, error))
    return FALSE;
  *shape = shapes[n - 1];
  return TRUE;
}

/* Writes a skip's source into the options. */
static gboolean
set_source (const Builder *builder,
            const Node *node,
            const AeLayerClass *klass,
            gpointer options,
            GError **error)
{
  const AeOption *option = ae_options_find (klass->options, "source");
  int spine, skip;
  AeValue value = { 0 };

  if (option == NULL || !choose_spine (builder->flow, node, &spine, &skip, error))
    return option == NULL;
  value.integer = skip >= 0 ? g_array_index (builder->ids, guint, skip) : 0;
  if (value.integer == 0)
    return wb_refuse (error, WB_ERROR_CONTENTS,
                      _ ("its second input does not come from a layer on the way from the input to "
                         "the output. Only a skip can be read; build the model without branches."));
  return ae_option_set (option, options, &value, error);
}

static gboolean
read_output_padding (Builder *builder,
                     const Node *node,
                     const AeShape *x_shape,
                     const AeLayerClass *klass,
                     gpointer options,
                     GError **error)
{
  json_t *padding = json_object_get (node->config, "output_padding");
  AeValue kernel;

  builder->own = builder->cut = (AeSizes) { 0 };
  if (padding == NULL || json_is_null (padding) || x_shape->rank != 3
      || !g_str_equal (klass->type, "Conv2DTranspose"))
    return TRUE;
  if (!wb_keras_read_output_padding (padding, x_shape, klass, options, &builder->own, &builder->cut,
                                     error))
    return FALSE;
  ae_option_get (ae_options_find (klass->options, "kernel_size"), options, &kernel);
  if (memcmp (kernel.sizes.dims, builder->own.dims, 2 * sizeof builder->own.dims[0]) != 0)
    g_ptr_array_add (builder->result->grown, g_strdup (node->name));
  return TRUE;
}

static gboolean
append_model_layer (Builder *builder, const Node *node, GError **error)
{
  WbKerasModel *result = builder->result;
  const AeLayerClass *klass;
  g_autofree gpointer options = NULL;
  AeShape x_shape;
  AeModel *longer;

  if (!get_last_shape (result->model, &x_shape, error)
      || !wb_keras_layer_read (node->class_name, node->config, &x_shape, &klass, &options, error)
      || !read_output_padding (builder, node, &x_shape, klass, options, error)
      || !set_source (builder, node, klass, options, error))
    return FALSE;
  longer = ae_model_insert (result->model, ae_model_get_n_layers (result->model), klass, options,
                            0);
  ae_model_unref (result->model);
  result->model = longer;
  return get_last_shape (result->model, &x_shape, error);
}

/* A penalty that Keras has as a layer belongs to the layer before it. */
static gboolean
is_penalty (const Node *node)
{
  return g_str_equal (node->class_name, "ActivityRegularization");
}

static gboolean
take_penalty (Builder *builder, const Node *node, GError **error)
{
  static const char *const names[][2] = { { "l1", "activity_l1" }, { "l2", "activity_l2" } };
  WbKerasModel *result = builder->result;
  guint last = ae_model_get_n_layers (result->model) - 1;
  const AeLayer *layer = ae_model_get_layer (result->model, last);
  g_autofree gpointer options = g_memdup2 (layer->options, MAX (layer->klass->options_size, 1));
  AeModel *changed;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const AeOption *option = ae_options_find (layer->klass->options, names[i][1]);
      double number = json_number_value (json_object_get (node->config, names[i][0]));
      AeValue value;

      if (number == 0)
        continue;
      if (option == NULL)
        return wb_refuse (error, WB_ERROR_CONTENTS,
                          _ ("its penalty is on the output of %s, which has none here. Put it "
                             "behind a layer with weights, and save the model again."),
                          layer->klass->type);
      ae_option_get (option, options, &value);
      value.real += number;
      if (!ae_option_set (option, options, &value, error))
        return FALSE;
    }
  changed = ae_model_with_options (result->model, last, options);
  ae_model_unref (result->model);
  result->model = changed;
  return TRUE;
}

/* Whose weights the layer has: its own, or those of the two that a code is drawn from. */
static void
add_names (Builder *builder, const Node *node)
{
  WbKerasModel *result = builder->result;
  const Node *nodes = (const Node *) (gconstpointer) builder->flow->nodes->data;
  const Node *first = node->means >= 0 ? &nodes[node->means] : node;
  const Node *other = node->variances >= 0 ? &nodes[node->variances] : NULL;

  g_ptr_array_add (result->names, g_strdup (first->name));
  g_ptr_array_add (result->paths, g_strdup (first->path));
  g_ptr_array_add (result->other_names, g_strdup (other != NULL ? other->name : NULL));
  g_ptr_array_add (result->other_paths, g_strdup (other != NULL ? other->path : NULL));
  g_array_append_val (result->kernels, builder->own);
}

/* A layer of our own, which has no weights in the file. */
static gboolean
append_cropping (Builder *builder, GError **error)
{
  static const Node none = { .name = "", .path = "", .means = -1, .variances = -1 };
  const guint *cut = builder->cut.dims;
  g_autofree char *text = g_strdup_printf ("cropping=%u,%u,%u,%u", cut[0], cut[1], cut[2], cut[3]);
  AeModel *longer;

  if ((cut[0] | cut[1] | cut[2] | cut[3]) == 0)
    return TRUE;
  longer = ae_model_append (builder->result->model, "Cropping2D", text, error);
  if (longer == NULL)
    return FALSE;
  ae_model_unref (builder->result->model);
  builder->result->model = longer;
  builder->own = builder->cut = (AeSizes) { 0 };
  add_names (builder, &none);
  return TRUE;
}

static gboolean
build (Builder *builder, GError **error)
{
  for (guint i = 0; i < builder->spine->len; i++)
    {
      int number = g_array_index (builder->spine, int, i);
      const Node *node = &g_array_index (builder->flow->nodes, Node, number);
      GError *own = NULL;
      guint last;

      if (i == 0              ? !read_input (builder, node, &own)
          : is_penalty (node) ? !take_penalty (builder, node, &own)
                              : !append_model_layer (builder, node, &own))
        {
          if (i == 0)
            g_propagate_error (error, own);
          else
            g_propagate_prefixed_error (error, own, _ ("The layer “%s” (%s) cannot be read: "),
                                        node->name, node->class_name);
          return FALSE;
        }
      if (!is_penalty (node))
        add_names (builder, node);
      if (!append_cropping (builder, error))
        return FALSE;
      last = ae_model_get_n_layers (builder->result->model) - 1;
      g_array_index (builder->ids, guint, number)
        = ae_model_get_layer (builder->result->model, last)->id;
    }
  return TRUE;
}

static gboolean
is_drawn_from (const Builder *builder, int number)
{
  for (guint i = 0; i < builder->spine->len; i++)
    {
      const Node *node = &g_array_index (builder->flow->nodes, Node,
                                         g_array_index (builder->spine, int, i));

      if (node->means == number || node->variances == number)
        return TRUE;
    }
  return FALSE;
}

static void
list_left_out (Builder *builder)
{
  for (guint i = 0; i < builder->flow->nodes->len; i++)
    if (g_array_index (builder->ids, guint, i) == 0 && !is_drawn_from (builder, (int) i))
      g_ptr_array_add (builder->result->left_out,
                       g_strdup (g_array_index (builder->flow->nodes, Node, i).name));
}

/* The list of layers and the way through it, into @self. */
static gboolean
read_model (WbKerasModel *self, json_t *json, Flow *flow, GError **error)
{
  g_autoptr (GArray) spine = g_array_new (FALSE, TRUE, sizeof (int));
  g_autoptr (GArray) ids = g_array_new (FALSE, TRUE, sizeof (guint));
  Builder builder = { .flow = flow, .result = self, .spine = spine, .ids = ids };

  if (!is_model (get_text (json, "class_name")))
    return wb_refuse (
      error, WB_ERROR_CONTENTS, "%s",
      _ ("It is neither a Sequential nor a Functional model. Build the model as one of them, "
         "and save it again."));
  if (!read_flow (flow, json, -1, "", 0, error))
    return FALSE;
  find_drawn (flow, self);
  g_array_set_size (ids, flow->nodes->len);
  if (!find_spine (&builder, error) || !build (&builder, error))
    return FALSE;
  if (self->model == NULL)
    return wb_refuse (error, WB_ERROR_CONTENTS, "%s", _ ("The model has no layers."));
  list_left_out (&builder);
  return TRUE;
}

WbKerasModel *
wb_keras_model_new_from_json (json_t *json, GError **error)
{
  g_autoptr (WbKerasModel) self = g_new0 (WbKerasModel, 1);
  Flow flow = { .nodes = g_array_new (FALSE, TRUE, sizeof (Node)),
                .made = g_ptr_array_new_with_free_func ((GDestroyNotify) json_decref),
                .paths = g_string_chunk_new (256),
                .output = -1 };
  gboolean done;

  self->names = g_ptr_array_new_with_free_func (g_free);
  self->paths = g_ptr_array_new_with_free_func (g_free);
  self->other_names = g_ptr_array_new_with_free_func (g_free);
  self->other_paths = g_ptr_array_new_with_free_func (g_free);
  self->left_out = g_ptr_array_new_with_free_func (g_free);
  self->drawn = g_ptr_array_new_with_free_func (g_free);
  self->grown = g_ptr_array_new_with_free_func (g_free);
  self->kernels = g_array_new (FALSE, TRUE, sizeof (AeSizes));
  done = read_model (self, json, &flow, error);
  g_array_unref (flow.nodes);
  g_ptr_array_unref (flow.made);
  g_string_chunk_free (flow.paths);
  return done ? g_steal_pointer (&self) : NULL;
}

AeNetwork *
wb_keras_read_noted (WbKerasReadFunc read, const char *path, GPtrArray *notes, GError **error)
{
  AeNetwork *network = NULL;
  g_autoptr (WbKerasModel) model = read (path, &network, error);

  for (guint i = 0; model != NULL && i < model->left_out->len; i++)
    g_ptr_array_add (notes,
                     g_strdup_printf (_ ("Layer “%s” is not on the way to the first output and "
                                         "was left out."),
                                      (const char *) g_ptr_array_index (model->left_out, i)));
  for (guint i = 0; model != NULL && i < model->drawn->len; i++)
    g_ptr_array_add (notes,
                     g_strdup_printf (_ ("Layer “%s” joins two Dense layers in a way that cannot "
                                         "be read. It was taken for the drawing of a code from "
                                         "means and logarithms of variances, in this order, and "
                                         "is a GaussianCode now."),
                                      (const char *) g_ptr_array_index (model->drawn, i)));
  for (guint i = 0; model != NULL && i < model->grown->len; i++)
    g_ptr_array_add (notes,
                     g_strdup_printf (_ ("The kernel of layer “%s” was made larger with zeros, so "
                                         "that it reaches its output padding."),
                                      (const char *) g_ptr_array_index (model->grown, i)));
  return model != NULL ? network : NULL;
}

void
wb_keras_model_free (WbKerasModel *self)
{
  g_clear_pointer (&self->model, ae_model_unref);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_clear_pointer (&self->paths, g_ptr_array_unref);
  g_clear_pointer (&self->other_names, g_ptr_array_unref);
  g_clear_pointer (&self->other_paths, g_ptr_array_unref);
  g_clear_pointer (&self->left_out, g_ptr_array_unref);
  g_clear_pointer (&self->drawn, g_ptr_array_unref);
  g_clear_pointer (&self->grown, g_ptr_array_unref);
  g_clear_pointer (&self->kernels, g_array_unref);
  g_free (self);
}

int
wb_keras_model_find (const WbKerasModel *self, const char *name)
{
  for (guint i = self->names->len; i > 0; i--)
    if (g_str_equal (self->names->pdata[i - 1], name))
      return (int) i - 1;
  return -1;
}
