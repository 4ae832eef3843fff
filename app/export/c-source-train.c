/* SPDX-License-Identifier: MIT */
/* train_step () of an exported C file, behind a macro: the samples of a batch go
 * forward and back one after the other, so that the memory is that of one; then the
 * weights are moved. Every value and the slope of the loss by it have a place of
 * their own.
 */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "app/export/c-source-private.h"

/* Where values and their slopes lie: [n_layers + 1]; what was before an activation whose
 * slope needs it: [n_layers]; and how many floats the layers want
 * beside them, one at a time. */
typedef struct
{
  gsize *offsets;
  gsize *before;
  gsize size;
  gsize work;
} Room;

static gsize
count_work (const WbExportLayer *layer)
{
  const WbCLayer *row = wb_c_layer_find (layer->klass);
  gsize forward = row->scratch != NULL ? row->scratch (layer) : 0;

  return MAX (forward, wb_c_layer_count_back_work (layer));
}

static void
room_init (Room *room, const WbExportModel *model)
{
  room->offsets = g_new0 (gsize, model->n_layers + 1);
  room->before = g_new0 (gsize, model->n_layers);
  room->size = ae_shape_size (&model->input);
  room->work = 0;
  for (guint i = 0; i < model->n_layers; i++)
    room->work = MAX (room->work, count_work (&model->layers[i]));
  for (guint i = 0; i < model->n_layers; i++)
    if ((wb_c_layer_find (model->layers[i].klass)->flags & WB_C_LAYER_PASSES)
        && !wb_c_layer_draws (&model->layers[i]))
      room->offsets[i + 1] = room->offsets[i];
    else
      {
        gsize size = ae_shape_size (&model->layers[i].y_shape);

        room->offsets[i + 1] = room->size;
        room->before[i] = room->size + size;
        room->size += ae_activation_needs_input (model->layers[i].activation) ? 2 * size : size;
      }
}

/* The layer whose sigmoid the loss takes over, -1 for none. */
static int
find_fused (const WbExportModel *model)
{
  const char *loss = ae_recipe_get_loss (wb_checkpoint_get_recipe (model->checkpoint))->name;
  int last = (int) model->n_layers - 1;

  while (last > 0 && (wb_c_layer_find (model->layers[last].klass)->flags & WB_C_LAYER_PASSES))
    last--;
  return g_str_equal (loss, "binary_crossentropy")
             && model->layers[last].activation == AE_ACTIVATION_SIGMOID
           ? last
           : -1;
}

/* The function of a loss, or NULL. */
static const char *
find_loss (const WbExportModel *model)
{
  const char *loss = ae_recipe_get_loss (wb_checkpoint_get_recipe (model->checkpoint))->name;

  if (g_str_equal (loss, "binary_crossentropy"))
    return find_fused (model) >= 0 ? "loss_bce_logits" : NULL;
  if (g_str_equal (loss, "mean_squared_error"))
    return "loss_mse";
  return g_str_equal (loss, "mean_absolute_error") ? "loss_mae" : NULL;
}

static double
get_real (const WbExportLayer *layer, const char *name)
{
  return wb_export_layer_get_option (layer, name).real;
}

static gboolean
is_penalized (const WbExportLayer *layer)
{
  return get_real (layer, "activity_l1") > 0 || get_real (layer, "activity_l2") > 0;
}

static gboolean
has_weights (const WbExportModel *model)
{
  for (guint i = 0; i < model->n_layers; i++)
    if (model->layers[i].n_params > 0)
      return TRUE;
  return FALSE;
}

char *
wb_c_train_find_obstacle (const WbCSource *self)
{
  const WbExportModel *model = self->model;
  int fused = find_fused (model);

  if (self->tensors != NULL)
    return g_strdup (_ ("8-bit integers cannot learn; export float32"));
  if (!has_weights (model))
    return g_strdup (_ ("it has no weights"));
  if (!wb_c_source_scores (self))
    return g_strdup (_ ("only a whole model that gives back its input can learn"));
  for (guint i = 0; i < model->n_layers; i++)
    {
      const char *obstacle = wb_c_layer_find_back_obstacle (&model->layers[i]);

      if (obstacle != NULL)
        return g_strdup_printf ("%s, %s", model->layers[i].name, obstacle);
    }
  if (find_loss (model) == NULL)
    return g_strdup (_ ("the loss is not in C source: use binary cross-entropy of a sigmoid, mean "
                        "squared or absolute error"));
  if (fused >= 0 && is_penalized (&model->layers[fused]))
    return g_strdup (_ ("the last layer has a penalty on its activity"));
  return NULL;
}

/* What train_step () would have to do and does not. */
static const char *const left_out[] = {
  "corruption", "corruption_amount", "beta_warm_up",       "clip_norm",
  "schedule",   "warm_up",           "optimizer.nesterov", NULL,
};

/* How weights were drawn is not in the file: they are there. */
gboolean
wb_c_train_keeps (const WbCSource *self, const WbExportLayer *layer, const char *setting)
{
  const AeRecipe *recipe = wb_checkpoint_get_recipe (self->model->checkpoint);
  const char *optimizer = ae_recipe_get_optimizer (recipe)->name;

  if (layer != NULL)
    return !g_str_has_suffix (setting, "_initializer")
           && !g_str_equal (setting, "unit_forget_bias");
  /* It says nothing where there is no corruption. */
  if (g_str_equal (setting, "corruption_amount") && recipe->corruption == AE_CORRUPTION_NONE)
    return TRUE;
  if (g_str_equal (setting, "optimizer") || g_str_has_prefix (setting, "optimizer."))
    return (g_str_equal (optimizer, "sgd") || g_str_equal (optimizer, "adam"))
           && !g_strv_contains (left_out, setting);
  return !g_str_has_prefix (setting, "schedule.") && !g_strv_contains (left_out, setting);
}

gboolean
wb_c_train_can (const WbCSource *self)
{
  g_autofree char *obstacle = wb_c_train_find_obstacle (self);

  return obstacle == NULL;
}

/* Lines of settings that a single step does not know. */
static char *
describe_rest (const AeRecipe *recipe)
{
  static const char *const names[] = { "batch_size",       "epochs",   "shuffle",   "seed",
                                       "validation_split", "patience", "min_delta", "keep_best" };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *value = ae_option_to_text (ae_options_find (ae_recipe_options, names[i]),
                                                  recipe);

      g_string_append_printf (text, "%s%s=%s%s", i % 4 == 0 ? " *   " : "", names[i], value,
                              i % 4 == 3 ? "\n" : ", ");
    }
  return g_string_free (text, FALSE);
}

void
wb_c_train_append_declarations (WbCSource *self, GString *text)
{
  const AeRecipe *recipe = wb_checkpoint_get_recipe (self->model->checkpoint);
  g_autofree char *obstacle = wb_c_train_find_obstacle (self), *rest = NULL;

  if (obstacle != NULL)
    {
      wb_c_source_append_format (
        self, text, "#ifdef $N_TRAIN\n#error \"$p cannot be trained here: %s\"\n#endif\n\n",
        obstacle);
      return;
    }
  rest = describe_rest (recipe);
  wb_c_source_append_format (
    self, text,
    "#ifdef $N_TRAIN\n"
    "/* Learns from a batch: one step of the optimizer that makes targets of\n"
    " * samples, n of each. The two are the same, or the samples are noisy.\n"
    " * Returns the loss before the step, without penalties. The optimizer begins\n"
    " * anew at a constant rate: schedule, warm-up, clipped gradients and Nesterov's\n"
    " * momentum, where the recipe had them, are not part of it. The rest of the\n"
    " * recipe is for the caller to do:\n"
    "%s */\n"
    "float $_train_step (const float *x, const float *target, size_t n);\n\n"
    "#define $N_WEIGHT static\n"
    "#else\n"
    "#define $N_WEIGHT static const\n"
    "#endif\n\n",
    rest);
}

static void
append_macro (WbCSource *self, GString *text, const char *name, double value)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (digits, sizeof digits, "%.15g", value);
  wb_c_source_append_format (self, text, "#ifndef $N_%s\n#define $N_%s %s\n#endif\n", name, name,
                             digits);
}

static void
append_float_macro (WbCSource *self, GString *text, const char *name, double value)
{
  wb_c_source_append_format (self, text, "#ifndef $N_%s\n#define $N_%s ", name, name);
  wb_c_source_append_float (text, value);
  g_string_append (text, "\n#endif\n");
}

static gboolean
diverges (const WbExportModel *model)
{
  for (guint i = 0; i < model->n_layers; i++)
    if (model->layers[i].klass->divergence != NULL)
      return TRUE;
  return FALSE;
}

static gboolean
draws (const WbExportModel *model)
{
  for (guint i = 0; i < model->n_layers; i++)
    if (wb_c_layer_draws (&model->layers[i]))
      return TRUE;
  return FALSE;
}

/* An option of the recipe's optimizer, or another value where that has none of the name. */
static double
get_setting (const WbExportModel *model, const char *name, double otherwise)
{
  const AeRecipe *recipe = wb_checkpoint_get_recipe (model->checkpoint);
  const AeOptimizerClass *optimizer = ae_recipe_get_optimizer (recipe);
  const AeOption *option = ae_options_find (optimizer->options, name);
  AeValue value;

  if (option == NULL)
    return otherwise;
  ae_option_get (option, recipe->optimizer_options, &value);
  return value.real;
}

/* Plain descent stays that; any other optimizer becomes Adam. */
static void
append_settings (WbCSource *self, GString *text)
{
  const AeRecipe *recipe = wb_checkpoint_get_recipe (self->model->checkpoint);
  const char *name = ae_recipe_get_optimizer (recipe)->name;
  gboolean sgd = g_str_equal (name, "sgd"), adam = g_str_equal (name, "adam");

  g_string_append_printf (text,
                          "/* Adam, or with 0 stochastic gradient descent. The model was "
                          "trained with %s. */\n",
                          name);
  append_macro (self, text, "ADAM", !sgd);
  append_macro (self, text, "RATE", sgd || adam ? recipe->learning_rate : 0.001);
  append_macro (self, text, "MOMENTUM", get_setting (self->model, "momentum", 0));
  append_macro (self, text, "BETA_1", get_setting (self->model, "beta_1", 0.9));
  append_macro (self, text, "BETA_2", get_setting (self->model, "beta_2", 0.999));
  append_macro (self, text, "EPSILON", get_setting (self->model, "epsilon", 1e-7));
  if (diverges (self->model))
    append_float_macro (self, text, "BETA", wb_export_model_get_beta (self->model));
  g_string_append_c (text, '\n');
}

/* Calls @each for every trained weight with its name in the file. */
typedef void (*WeightFunc) (WbCSource *self,
                            const WbExportLayer *layer,
                            const char *name,
                            gsize n,
                            gboolean is_kernel);

static void
for_each_weight (WbCSource *self, WeightFunc each)
{
  for (guint i = 0; i < self->model->n_layers; i++)
    {
      const WbExportLayer *layer = &self->model->layers[i];

      for (guint k = 0; k < layer->n_params; k++)
        {
          g_autofree char *name = wb_c_source_add_weight (self, layer, layer->params[k].name);

          each (self, layer, name, ae_shape_size (&layer->params[k].shape),
                g_str_has_suffix (name, "kernel") && !g_str_has_suffix (name, "recurrent_kernel"));
        }
    }
}

static void
declare_weight (WbCSource *self,
                const WbExportLayer *layer,
                const char *name,
                gsize n,
                gboolean is_kernel)
{
  wb_c_source_append_format (self, self->body,
                             "static float %s_g[%zu], %s_m[%zu], %s_v[$N_ADAM ? %zu : 1];\n", name,
                             n, name, n, name, n);
}

static void
clear_weight (WbCSource *self,
              const WbExportLayer *layer,
              const char *name,
              gsize n,
              gboolean is_kernel)
{
  wb_c_source_call (self, "fill (%zu, 0, %s_g)", n, name);
}

static void
update_weight (WbCSource *self,
               const WbExportLayer *layer,
               const char *name,
               gsize n,
               gboolean is_kernel)
{
  double l1 = get_real (layer, "kernel_l1"), l2 = get_real (layer, "kernel_l2");
  g_autoptr (GString) sizes = g_string_new (NULL);

  if (is_kernel && (l1 > 0 || l2 > 0))
    {
      wb_c_source_append_float (sizes, l1);
      g_string_append (sizes, ", ");
      wb_c_source_append_float (sizes, l2);
      wb_c_source_call (self, "penalize (%zu, %s, %s, %s_g)", n, sizes->str, name, name);
    }
  wb_c_source_call (self, "update (%zu, rate, %s_g, %s_m, %s_v, %s)", n, name, name, name, name);
}

static char *
place (const char *array, gsize offset)
{
  return offset > 0 ? g_strdup_printf ("%s + %zu", array, offset) : g_strdup (array);
}

/* Slopes by the input are not wanted. */
static char *
place_slope (const Room *room, guint value)
{
  return room->offsets[value] > 0 ? place ("slopes", room->offsets[value]) : g_strdup ("NULL");
}

static void
emit_penalty (WbCSource *self, const WbExportLayer *layer, const WbCPlaces *at)
{
  if (is_penalized (layer))
    wb_c_layer_emit_calls (self, layer, at,
                           "penalize ({n}, {activity_l1} * share, {activity_l2} * share, {y}, "
                           "{dy})");
}

/* An activation whose slope is a function of what came in: that is kept. */
static void
emit_bend (WbCSource *self, const Room *room, guint index, const WbCPlaces *at, gboolean back)
{
  const WbExportLayer *layer = &self->model->layers[index];
  g_autofree char *z = place ("values", room->before[index]);
  gsize size = ae_shape_size (&layer->y_shape);

  if (!ae_activation_needs_input (layer->activation))
    return;
  if (back)
    {
      wb_c_source_call (self, "%s_back (%zu, %s, %s)", ae_activation_names[layer->activation], size,
                        z, at->dy);
      return;
    }
  wb_c_source_call (self, "copy (%zu, %s, %s)", size, at->y, z);
  wb_c_layer_emit_activation (self, layer, at->y);
}

static void
emit_layer (WbCSource *self, const Room *room, guint index, gboolean back)
{
  WbExportLayer layer = self->model->layers[index];
  guint x2 = layer.x2 >= 0 ? (guint) layer.x2 : 0;
  g_autofree char *x = place ("values", room->offsets[index]);
  g_autofree char *other = place ("values", room->offsets[x2]);
  g_autofree char *y = place ("values", room->offsets[index + 1]);
  g_autofree char *dx = place_slope (room, index), *dx2 = place_slope (room, x2);
  g_autofree char *dy = place_slope (room, index + 1);
  g_autofree char *work = g_strconcat (self->prefix, "_train_work", NULL);
  WbCPlaces at = { x, other, y, work, dx, dx2, dy };

  if ((int) index == find_fused (self->model) || ae_activation_needs_input (layer.activation))
    layer.activation = AE_ACTIVATION_LINEAR;
  if (!back)
    {
      wb_c_layer_emit_training (self, &layer, &at);
      emit_bend (self, room, index, &at, FALSE);
      return;
    }
  emit_penalty (self, &layer, &at);
  emit_bend (self, room, index, &at, TRUE);
  wb_c_layer_emit_back (self, &layer, &at);
}

static void
emit_ways (WbCSource *self, const Room *room)
{
  guint n = self->model->n_layers;

  if (draws (self->model))
    wb_c_source_append_format (self, self->body,
                               "/* Where in the run it is, for random numbers. */\n"
                               "static uint32_t $_train_sample, $_train_steps;\n");
  if (diverges (self->model))
    wb_c_source_append_format (self, self->body, "static double $_train_divergence;\n");
  if (room->work > 0)
    wb_c_source_append_format (self, self->body, "static float $_train_work[%zu];\n", room->work);
  wb_c_source_append_format (self, self->body,
                             "static float $_train_values[%zu], $_train_slopes[%zu];\n\n"
                             "static void\n"
                             "$_train_forward (void)\n"
                             "{\n"
                             "  float *const values = $_train_values;\n\n",
                             room->size, room->size);
  for (guint i = 0; i < n; i++)
    emit_layer (self, room, i, FALSE);
  wb_c_source_append_format (
    self, self->body,
    "}\n\n"
    "/* From the slopes by the output; @share is what a sample counts. */\n"
    "static void\n"
    "$_train_back (float share)\n"
    "{\n"
    "  float *const values = $_train_values;\n"
    "  float *const slopes = $_train_slopes;\n\n"
    "  (void) share;\n");
  for (guint i = n; i-- > 0;)
    emit_layer (self, room, i, TRUE);
  g_string_append (self->body, "}\n\n");
}

static void
emit_update (WbCSource *self)
{
  wb_c_source_append_format (self, self->body,
                             "static void\n"
                             "$_train_update (void)\n"
                             "{\n"
                             "#if $N_ADAM\n"
                             "  static double steps = 1;\n"
                             "  float rate = (float) ($N_RATE * sqrt (1 - pow ($N_BETA_2, steps))\n"
                             "                        / (1 - pow ($N_BETA_1, steps)));\n\n"
                             "  steps++;\n"
                             "#else\n"
                             "  float rate = (float) $N_RATE;\n\n"
                             "#endif\n");
  for_each_weight (self, update_weight);
  g_string_append (self->body, "}\n\n");
}

static void
emit_step (WbCSource *self, const Room *room)
{
  const WbExportModel *model = self->model;
  const AeRecipe *recipe = wb_checkpoint_get_recipe (model->checkpoint);
  const char *loss = find_loss (model);
  gboolean random = draws (model), is_variational = diverges (model);
  gsize out = room->offsets[model->n_layers];
  gboolean mean = recipe->reduction == AE_REDUCTION_MEAN;

  wb_c_source_append_format (self, self->body,
                             "float\n"
                             "$_train_step (const float *x, const float *target, size_t n)\n"
                             "{\n"
                             "  float share = 1 / (float) n;\n"
                             "  double loss = 0;\n\n");
  for_each_weight (self, clear_weight);
  if (is_variational)
    wb_c_source_append_format (self, self->body, "  $_train_divergence = 0;\n");
  g_hash_table_add (self->used, g_strdup (loss));
  wb_c_source_append_format (
    self, self->body,
    "  for (size_t s = 0; s < n; s++, x += $N_INPUTS, target += $N_OUTPUTS)\n"
    "    {\n"
    "      float *y = $_train_values + %zu, *d = $_train_slopes + %zu;\n\n"
    "      for (size_t i = 0; i < $N_INPUTS; i++)\n"
    "        $_train_values[i] = (x[i] - $N_OFFSET) * $N_FACTOR;\n"
    "%s"
    "      $_train_forward ();\n"
    "      $_fill (%zu, 0, $_train_slopes);\n"
    "      for (size_t i = 0; i < $N_OUTPUTS; i++)\n"
    "        d[i] = (target[i] - $N_OFFSET) * $N_FACTOR;\n"
    "      loss += $_%s ($N_OUTPUTS, d, share%s, y, d);\n"
    "      $_train_back (share);\n"
    "    }\n"
    "  $_train_update ();\n"
    "%s"
    "  return (float) (loss / (double) n%s%s);\n"
    "}\n",
    out, out, random ? "      $_train_sample = (uint32_t) s;\n" : "", room->size, loss,
    mean ? " / $N_OUTPUTS" : "", random ? "  $_train_steps++;\n" : "", mean ? " / $N_OUTPUTS" : "",
    is_variational ? " + $_train_divergence / (double) n" : "");
}

void
wb_c_train_append (WbCSource *self, GHashTable *written, GString *text)
{
  g_autoptr (GHashTable) used = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTable *before = self->used;
  gsize n_weights = self->weights->len;
  Room room;

  if (!self->trains)
    return;
  room_init (&room, self->model);
  g_string_truncate (self->body, 0);
  self->used = used;
  g_hash_table_add (used, g_strdup ("update"));
  g_hash_table_add (used, g_strdup ("fill"));
  for_each_weight (self, declare_weight);
  emit_ways (self, &room);
  emit_update (self);
  emit_step (self, &room);
  wb_c_source_append_format (self, text, "#ifdef $N_TRAIN\n");
  append_settings (self, text);
  wb_c_source_append_functions (self, written, text);
  /* Weights that only training reads. */
  g_string_append (text, self->weights->str + n_weights);
  g_string_append_len (text, self->body->str, (gssize) self->body->len);
  g_string_append (text, "#endif\n\n");
  self->used = before;
  g_free (room.offsets);
  g_free (room.before);
}
