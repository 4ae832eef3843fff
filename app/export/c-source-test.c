/* SPDX-License-Identifier: MIT */
/* What an exported C file knows of data: a threshold for its scores, and samples
 * with what the model makes of them, for the test behind its macro.
 */
#include <math.h>
#include <string.h>

#include "app/export/c-source-private.h"
#include "app/sort.h"

static double
score (gsize n, const float *x, const float *y)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += ((double) y[i] - x[i]) * ((double) y[i] - x[i]);
  return sum / (double) n;
}

gboolean
wb_c_source_find_threshold (WbCSource *self,
                            AeNetwork *network,
                            const WbExportOptions *options,
                            double *threshold,
                            GError **error)
{
  gsize n = options != NULL ? options->n_samples : 0, size = ae_shape_size (&self->model->input);
  g_autofree float *y = NULL;
  g_autofree double *scores = NULL;

  *threshold = INFINITY;
  if (n == 0 || !wb_c_source_scores (self))
    return TRUE;
  y = g_new (float, n * size);
  scores = g_new (double, n);
  if (!ae_network_predict (network, 0, ae_network_get_n_layers (network) - 1, n, options->samples,
                           y, error))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    scores[i] = score (size, options->samples + i * size, y + i * size);
  qsort (scores, n, sizeof *scores, wb_compare_doubles);
  *threshold = scores[MIN (n - 1, (gsize) (WB_C_SOURCE_USUAL * (double) n))];
  return TRUE;
}

/* The samples as the data have them, and as the file will scale them. Pixels are
 * whole numbers again. */
static void
unscale (const DsScaling *scaling, gsize n, float *x, float *raw)
{
  float offset = (float) scaling->offset, factor = (float) scaling->factor;

  for (gsize i = 0; i < n; i++)
    {
      double value = x[i] / scaling->factor + scaling->offset;

      if (fabs (value - round (value)) < 1e-4)
        value = round (value);
      raw[i] = (float) value;
      x[i] = (raw[i] - offset) * factor;
    }
}

/* "static const float NAME_test_x[2][784] = …" */
static void
append_vectors (WbCSource *self,
                GString *text,
                const char *name,
                const char *size_name,
                gsize size,
                const float *values)
{
  wb_c_source_append_format (self, text, "static const float $_test_%s[%d][$N_%s] = {\n", name,
                             WB_C_SOURCE_N_VECTORS, size_name);
  for (guint i = 0; i < WB_C_SOURCE_N_VECTORS; i++)
    {
      wb_c_source_append_values (text, size, values + i * size);
      g_string_append (text, ",\n");
    }
  g_string_append (text, "};\n\n");
}

static const char compare_text[]
  = "/* The largest difference of scaled values, relative to those above 1. */\n"
    "static float\n"
    "$_compare (size_t n, float scale, const float *a, const float *b, float largest)\n"
    "{\n"
    "  for (size_t i = 0; i < n; i++)\n"
    "    {\n"
    "      float d = scale * fabsf (a[i] - b[i]) / fmaxf (1, scale * fabsf (b[i]));\n\n"
    "      largest = d <= largest ? largest : d;\n"
    "    }\n"
    "  return largest;\n"
    "}\n\n";

static void
append_main (WbCSource *self, GString *text)
{
  g_autoptr (GString) words = g_string_new (compare_text);
  gboolean gives = wb_c_source_reconstructs (self) || self->decodes;

  g_string_append (words, "int\nmain (void)\n{\n");
  if (wb_c_source_encodes (self))
    g_string_append (words, "  static float code[$N_CODE];\n");
  if (gives)
    g_string_append (words, "  static float y[$N_OUTPUTS];\n");
  g_string_append_printf (words,
                          "  float largest = 0;\n\n  for (size_t i = 0; i < %d; i++)\n    {\n",
                          WB_C_SOURCE_N_VECTORS);
  if (wb_c_source_encodes (self))
    g_string_append (words,
                     "      $_encode ($_test_x[i], code);\n"
                     "      largest = $_compare ($N_CODE, 1, code, $_test_code[i], largest);\n");
  if (self->decodes)
    g_string_append (words,
                     "      $_decode ($_test_code[i], y);\n"
                     "      largest = $_compare ($N_OUTPUTS, @, y, $_test_y[i], largest);\n");
  if (wb_c_source_reconstructs (self))
    g_string_append (words,
                     "      $_reconstruct ($_test_x[i], y);\n"
                     "      largest = $_compare ($N_OUTPUTS, @, y, $_test_y[i], largest);\n");
  g_string_append (words, "    }\n"
                          "  printf (\"$p: the largest difference is %g\\n\", (double) largest);\n"
                          "  return !(largest <= TOLERANCE);\n"
                          "}\n");
  g_string_replace (words, "TOLERANCE", self->tensors != NULL ? "0.25f" : "1e-5f", 0);
  g_string_replace (words, "@", wb_c_source_returns_input (self) ? "$N_FACTOR" : "1", 0);
  wb_c_source_append_format (self, text, "%s", words->str);
}

/* What the network makes of value 0, up to value @to. */
static float *
predict (WbCSource *self, AeNetwork *network, guint to, gsize size, const float *x, GError **error)
{
  guint before = self->model->first - 1;
  g_autofree float *y = g_new (float, WB_C_SOURCE_N_VECTORS * size);

  if (to == 0)
    memcpy (y, x, WB_C_SOURCE_N_VECTORS * size * sizeof (float));
  else if (!ae_network_predict (network, before, before + to, WB_C_SOURCE_N_VECTORS, x, y, error))
    return NULL;
  return g_steal_pointer (&y);
}

static gsize
count_values (const WbExportModel *model, guint value)
{
  return ae_shape_size (value == 0 ? &model->input : &model->layers[value - 1].y_shape);
}

/* The output in the data's own values, where it is a reconstruction. */
static void
give (const DsScaling *scaling, gsize n, float *y)
{
  for (gsize i = 0; i < n; i++)
    y[i] = y[i] / (float) scaling->factor + (float) scaling->offset;
}

gboolean
wb_c_source_append_test (WbCSource *self,
                         AeNetwork *network,
                         const WbExportOptions *options,
                         GString *text,
                         GError **error)
{
  const WbExportModel *model = self->model;
  const DsScaling *scaling = wb_c_source_get_scaling (self);
  gsize n = WB_C_SOURCE_N_VECTORS, in = count_values (model, 0);
  gsize code_size = count_values (model, self->n_encoder),
        out = count_values (model, model->n_layers);
  g_autofree float *x = wb_export_make_inputs (model, network, options, n, error);
  g_autofree float *raw = g_new (float, n * in), *code = NULL, *y = NULL;

  if (x == NULL)
    return FALSE;
  if (model->part != WB_EXPORT_DECODER)
    unscale (scaling, n * in, x, raw);
  code = predict (self, network, self->n_encoder, code_size, x, error);
  y = code != NULL ? predict (self, network, model->n_layers, out, x, error) : NULL;
  if (y == NULL)
    return FALSE;
  if (wb_c_source_returns_input (self))
    give (scaling, n * out, y);
  wb_c_source_append_format (self, text, "#ifdef $N_SELF_TEST\n#include <stdio.h>\n\n");
  if (model->part != WB_EXPORT_DECODER)
    append_vectors (self, text, "x", "INPUTS", in, raw);
  append_vectors (self, text, "code", "CODE", code_size, code);
  if (model->part != WB_EXPORT_ENCODER)
    append_vectors (self, text, "y", "OUTPUTS", out, y);
  append_main (self, text);
  g_string_append (text, "#endif\n");
  return TRUE;
}
