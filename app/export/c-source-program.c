/* SPDX-License-Identifier: MIT */
/* The parts of an exported C file: what it says of itself, what it declares, and
 * the functions that run its layers.
 */
#include <math.h>

#include "app/export/c-source-private.h"
#include "app/export/lost.h"

/* Which of its functions the file has. */
gboolean
wb_c_source_encodes (const WbCSource *self)
{
  return self->n_encoder > 0;
}

gboolean
wb_c_source_reconstructs (const WbCSource *self)
{
  return self->model->part == WB_EXPORT_WHOLE;
}

gboolean
wb_c_source_returns_input (const WbCSource *self)
{
  return self->model->part != WB_EXPORT_ENCODER
         && ae_model_returns_input (wb_checkpoint_get_model (self->model->checkpoint));
}

gboolean
wb_c_source_scores (const WbCSource *self)
{
  return wb_c_source_reconstructs (self) && wb_c_source_returns_input (self);
}

static gsize
count_values (const WbCSource *self, guint value)
{
  const WbExportModel *model = self->model;

  return ae_shape_size (value == 0 ? &model->input : &model->layers[value - 1].y_shape);
}

/* Appends with the file's prefix for $p and in $_name, in capitals in $N_NAME. */
static void
append (WbCSource *self, GString *text, const char *words)
{
  for (const char *c = words; *c != '\0'; c++)
    if (*c != '$')
      g_string_append_c (text, *c);
    else if (c[1] == '_')
      g_string_append (text, self->prefix);
    else
      g_string_append (text, *++c == 'N' ? self->macro : self->prefix);
}

void
wb_c_source_append_format (WbCSource *self, GString *text, const char *format, ...)
{
  g_autofree char *words = NULL;
  va_list arguments;

  va_start (arguments, format);
  words = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  append (self, text, words);
}

/* "28x28x1" */
static void
append_shape (GString *text, const AeShape *shape)
{
  for (guint i = 0; i < shape->rank; i++)
    g_string_append_printf (text, "%s%u", i > 0 ? "x" : "", shape->dims[i]);
}

static void
append_layer_line (GString *text, const WbExportModel *model, guint index)
{
  const WbExportLayer *layer = &model->layers[index];

  g_string_append_printf (text, "%u %s: ", model->first + index, layer->name);
  append_shape (text, &layer->x_shape);
  g_string_append (text, " -> ");
  append_shape (text, &layer->y_shape);
  if (layer->activation != AE_ACTIVATION_LINEAR)
    g_string_append_printf (text, ", %s", ae_activation_names[layer->activation]);
}

static gsize
count_weights (const WbExportModel *model)
{
  gsize n = 0;

  for (guint i = 0; i < model->n_layers; i++)
    for (guint k = 0; k < model->layers[i].n_params; k++)
      n += ae_shape_size (&model->layers[i].params[k].shape);
  return n;
}

void
wb_c_source_append_head (WbCSource *self, GString *text)
{
  const WbExportModel *model = self->model;
  const AeRecipe *recipe = wb_checkpoint_get_recipe (model->checkpoint);
  g_autofree char *lost = wb_export_describe_lost (&wb_export_c_source, model);

  wb_c_source_append_format (self, text,
                             "/* $p: an autoencoder's %s, written by Hourglass " HG_VERSION ".\n"
                             " *\n",
                             model->part == WB_EXPORT_WHOLE ? "encoder and decoder"
                                                            : wb_export_part_names[model->part]);
  for (guint i = 0; i < model->n_layers; i++)
    {
      g_string_append (text, " *   ");
      append_layer_line (text, model, i);
      g_string_append_c (text, '\n');
    }
  if (lost != NULL)
    g_string_append_printf (text, " *\n * %s\n", lost);
  wb_c_source_append_format (
    self, text,
    " *\n"
    " * Epochs: %u, with %s on %s.\n"
    " * Weights: %zu, %s. Work space: %zu bytes, no heap.\n"
    " *\n"
    " * C99; nothing but libm is needed. To use it, and to test it:\n"
    " *\n"
    " *   cc -std=c99 -O3 -c $p.c\n"
    " *   cc -std=c99 -O3 -D$N_SELF_TEST $p.c -lm && ./a.out\n"
    " *\n"
    "%s"
    " * #define $N_HEADER before including this file takes the declarations alone. The\n"
    " * functions share their work space: call them from one thread at a time.\n"
    " */\n",
    wb_checkpoint_get_position (model->checkpoint)->epoch, ae_recipe_get_optimizer (recipe)->name,
    ae_recipe_get_loss (recipe)->name, count_weights (model),
    self->tensors != NULL ? "in 8-bit integers" : "in float32",
    self->tensors != NULL ? self->memory.size + self->n_work * sizeof (float)
                          : self->memory.size * sizeof (float),
    self->trains ? " * With -D$N_TRAIN it has $_train_step (), too, and continues to learn.\n *\n"
                 : "");
}

const DsScaling *
wb_c_source_get_scaling (const WbCSource *self)
{
  static const DsScaling identity = { 0, 1 };
  const WbDataReference *reference = self->model->reference;
  const DsScaling *scaling = reference != NULL ? wb_data_reference_get_scaling (reference) : NULL;

  return scaling != NULL ? scaling : &identity;
}

static void
append_scaling (WbCSource *self, GString *text)
{
  const DsScaling *scaling = wb_c_source_get_scaling (self);

  append (self, text,
          "/* Values are scaled as in training: (x - offset) * factor. */\n"
          "#ifndef $N_FACTOR\n"
          "#define $N_OFFSET ");
  wb_c_source_append_float (text, scaling->offset);
  append (self, text, "\n#define $N_FACTOR ");
  wb_c_source_append_float (text, scaling->factor);
  g_string_append (text, "\n#endif\n\n");
}

static void
append_threshold (WbCSource *self, GString *text, double threshold)
{
  if (isinf (threshold))
    append (self, text,
            "/* What usual samples score is not known: none were at hand. Measure it. */\n"
            "#ifndef $N_THRESHOLD\n"
            "#define $N_THRESHOLD HUGE_VALF\n"
            "#endif\n\n");
  else
    {
      wb_c_source_append_format (self, text,
                                 "/* %g %% of the samples at hand score less. */\n"
                                 "#ifndef $N_THRESHOLD\n"
                                 "#define $N_THRESHOLD ",
                                 100 * WB_C_SOURCE_USUAL);
      wb_c_source_append_float (text, threshold);
      g_string_append (text, "\n#endif\n\n");
    }
}

void
wb_c_source_append_declarations (WbCSource *self, GString *text, double threshold)
{
  gboolean whole = wb_c_source_reconstructs (self);

  g_string_append (text, "#include <math.h>\n#include <stddef.h>\n#include <stdint.h>\n\n");
  if (wb_c_source_encodes (self) || whole)
    wb_c_source_append_format (self, text, "#define $N_INPUTS %zu\n", count_values (self, 0));
  wb_c_source_append_format (self, text, "#define $N_CODE %zu\n",
                             count_values (self, self->n_encoder));
  if (self->decodes || whole)
    wb_c_source_append_format (self, text, "#define $N_OUTPUTS %zu\n",
                               count_values (self, self->model->n_layers));
  g_string_append_c (text, '\n');
  append_scaling (self, text);
  if (wb_c_source_scores (self))
    append_threshold (self, text, threshold);
  if (wb_c_source_encodes (self))
    append (self, text,
            "/* The code of a sample. */\n"
            "void $_encode (const float x[$N_INPUTS], float code[$N_CODE]);\n\n");
  if (self->decodes)
    append (self, text,
            "/* What a code stands for. */\n"
            "void $_decode (const float code[$N_CODE], float y[$N_OUTPUTS]);\n\n");
  if (whole)
    append (self, text,
            "/* Both, one after the other. */\n"
            "void $_reconstruct (const float x[$N_INPUTS], float y[$N_OUTPUTS]);\n\n");
  if (wb_c_source_scores (self))
    append (self, text,
            "/* How badly a sample is reconstructed: the mean squared error of its scaled values.\n"
            " * More than $N_THRESHOLD is unusual. */\n"
            "float $_score (const float x[$N_INPUTS]);\n\n");
  wb_c_train_append_declarations (self, text);
}

static char *
place (gsize offset)
{
  return g_strdup_printf (offset > 0 ? "memory + %zu" : "memory", offset);
}

static void
places_clear (WbCPlaces *at)
{
  g_free (at->x);
  g_free (at->x2);
  g_free (at->y);
  g_free (at->scratch);
}

static void
emit_floats (WbCSource *self, guint index)
{
  const WbExportLayer *layer = &self->model->layers[index];
  const gsize *values = self->memory.values;
  WbCPlaces at = { place (values[index]), layer->x2 >= 0 ? place (values[layer->x2]) : NULL,
                   place (values[index + 1]), place (self->memory.scratch[index]) };

  wb_c_layer_emit (self, layer, &at);
  g_string_append_printf (self->body, "  %s_ON_LAYER (%u, %s, %zu);\n", self->macro, index, at.y,
                          ae_shape_size (&layer->y_shape));
  places_clear (&at);
}

static void
emit_layer (WbCSource *self, guint index)
{
  g_string_append (self->body, "  /* ");
  append_layer_line (self->body, self->model, index);
  g_string_append (self->body, " */\n");
  if (self->tensors != NULL)
    wb_c_int8_emit (self, index);
  else
    emit_floats (self, index);
}

/* A function that runs layers [from, to) in the memory. */
static void
emit_run (WbCSource *self, const char *name, guint from, guint to)
{
  if (from == to)
    return;
  wb_c_source_append_format (self, self->body,
                             "static void\n"
                             "$_run_%s (void)\n"
                             "{\n"
                             "%s",
                             name,
                             self->tensors == NULL ? "  float *const memory = $_memory;\n\n" : "");
  for (guint i = from; i < to; i++)
    {
      emit_layer (self, i);
      if (i + 1 < to)
        g_string_append_c (self->body, '\n');
    }
  g_string_append (self->body, "}\n\n");
}

static void
emit_memory (WbCSource *self)
{
  wb_c_source_append_format (self, self->body,
                             "/* Define this to look at every layer's output, [size]. */\n"
                             "#ifndef $N_ON_LAYER\n"
                             "#define $N_ON_LAYER(layer, y, size) (void) 0\n"
                             "#endif\n\n"
                             "static float $_memory[%zu];\n\n",
                             self->memory.size);
}

/* The code lies among the bytes, or where every output does. */
static void
emit_encode (WbCSource *self)
{
  gsize code = self->memory.values[self->n_encoder];
  g_autofree char *copy = NULL;

  if (self->tensors == NULL)
    copy = g_strdup_printf ("copy ($N_CODE, $_memory + %zu, code)", code);
  else if (wb_c_source_reconstructs (self))
    copy = g_strdup_printf ("to_floats ($N_CODE, $_tensors + %u, $_bytes + %zu, code)",
                            self->n_encoder, code);
  else
    copy = g_strdup ("copy ($N_CODE, $_memory, code)");
  g_hash_table_add (self->used, g_strndup (copy, strcspn (copy, " ")));
  wb_c_source_append_format (self, self->body,
                             "void\n"
                             "$_encode (const float x[$N_INPUTS], float code[$N_CODE])\n"
                             "{\n"
                             "  $_take (x);\n"
                             "  $_run_encoder ();\n"
                             "  $_%s;\n"
                             "}\n\n",
                             copy);
}

/* "12 + " before an index, nothing for the first place; (transfer full). */
static char *
make_offset (gsize offset)
{
  return offset > 0 ? g_strdup_printf ("%zu + ", offset) : g_strdup ("");
}

static void
emit_take (WbCSource *self)
{
  g_autofree char *place_of_x = make_offset (self->memory.values[0]);
  g_autofree char *put = NULL;

  if (self->tensors == NULL)
    put = g_strdup_printf ("$_memory[%si] = (x[i] - $N_OFFSET) * $N_FACTOR", place_of_x);
  else
    put = g_strdup_printf ("$_bytes[%si] = $_quantize ($_tensors, (x[i] - $N_OFFSET) * "
                           "$N_FACTOR)",
                           place_of_x);
  wb_c_source_append_format (self, self->body,
                             "/* Puts a sample, scaled, where the first layer reads it. */\n"
                             "static void\n"
                             "$_take (const float x[$N_INPUTS])\n"
                             "{\n"
                             "  for (size_t i = 0; i < $N_INPUTS; i++)\n"
                             "    %s;\n"
                             "}\n\n",
                             put);
  if (self->tensors != NULL)
    g_hash_table_add (self->used, g_strdup ("quantize"));
}

static void
emit_give (WbCSource *self)
{
  g_autofree char *output = make_offset (self->output);

  wb_c_source_append_format (self, self->body,
                             "/* Takes the output of the last layer%s. */\n"
                             "static void\n"
                             "$_give (float y[$N_OUTPUTS])\n"
                             "{\n"
                             "  for (size_t i = 0; i < $N_OUTPUTS; i++)\n"
                             "    y[i] = $_memory[%si]%s;\n"
                             "}\n\n",
                             wb_c_source_returns_input (self) ? " back to the data's own values"
                                                              : "",
                             output,
                             wb_c_source_returns_input (self) ? " / $N_FACTOR + $N_OFFSET" : "");
}

static void
emit_decode (WbCSource *self)
{
  gsize code = self->memory.values[self->n_encoder];
  g_autofree char *copy = g_strdup_printf ("copy ($N_CODE, code, $_memory + %zu)", code);

  if (self->tensors != NULL)
    {
      g_free (copy);
      copy = g_strdup_printf ("to_bytes ($N_CODE, $_tensors + %u, code, $_bytes + %zu)",
                              self->n_encoder, code);
    }
  g_hash_table_add (self->used, g_strndup (copy, strcspn (copy, " ")));
  wb_c_source_append_format (self, self->body,
                             "void\n"
                             "$_decode (const float code[$N_CODE], float y[$N_OUTPUTS])\n"
                             "{\n"
                             "  $_%s;\n"
                             "  $_run_decoder ();\n"
                             "  $_give (y);\n"
                             "}\n\n",
                             copy);
}

static void
emit_reconstruct (WbCSource *self)
{
  gboolean behind = self->n_encoder < self->model->n_layers;

  wb_c_source_append_format (self, self->body,
                             "void\n"
                             "$_reconstruct (const float x[$N_INPUTS], float y[$N_OUTPUTS])\n"
                             "{\n"
                             "  $_take (x);\n"
                             "%s%s"
                             "  $_give (y);\n"
                             "}\n\n",
                             wb_c_source_encodes (self) ? "  $_run_encoder ();\n" : "",
                             behind ? "  $_run_decoder ();\n" : "");
}

static void
emit_score (WbCSource *self)
{
  gboolean behind = self->n_encoder < self->model->n_layers;
  g_autofree char *output = make_offset (self->output);

  wb_c_source_append_format (
    self, self->body,
    "float\n"
    "$_score (const float x[$N_INPUTS])\n"
    "{\n"
    "  float sum = 0;\n\n"
    "  $_take (x);\n"
    "%s%s"
    "  for (size_t i = 0; i < $N_INPUTS; i++)\n"
    "    {\n"
    "      float error = $_memory[%si] - (x[i] - $N_OFFSET) * $N_FACTOR;\n\n"
    "      sum += error * error;\n"
    "    }\n"
    "  return sum / $N_INPUTS;\n"
    "}\n\n",
    wb_c_source_encodes (self) ? "  $_run_encoder ();\n" : "",
    behind ? "  $_run_decoder ();\n" : "", output);
}

void
wb_c_source_emit_program (WbCSource *self)
{
  guint n = self->model->n_layers;
  gboolean whole = wb_c_source_reconstructs (self);

  if (self->tensors != NULL)
    wb_c_int8_begin (self);
  else
    emit_memory (self);
  emit_run (self, "encoder", 0, self->n_encoder);
  emit_run (self, "decoder", self->n_encoder, n);
  if (wb_c_source_encodes (self) || whole)
    emit_take (self);
  if (self->decodes || whole)
    emit_give (self);
  if (wb_c_source_encodes (self))
    emit_encode (self);
  if (self->decodes)
    emit_decode (self);
  if (whole)
    emit_reconstruct (self);
  if (wb_c_source_scores (self))
    emit_score (self);
}
