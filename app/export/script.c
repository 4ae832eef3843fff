/* SPDX-License-Identifier: MIT */
#include "app/export/script.h"

#include <math.h>
#include <string.h>

#include "app/export/lost.h"
#include "app/export/scripts-resources.h"
#include "app/project/atomic-file.h"

#define N_CHECKED 4

char *
wb_script_get_template (const char *name)
{
  g_autofree char *path = g_strconcat ("/hourglass/scripts/", name, NULL);
  g_autoptr (GBytes) bytes = g_resource_lookup_data (wb_scripts_get_resource (), path, 0, NULL);

  g_assert (bytes != NULL);
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

void
wb_script_fill (GString *text, const char *name, const char *value)
{
  g_autofree char *mark = g_strdup_printf ("{{%s}}", name);

  g_string_replace (text, mark, value, 0);
}

void
wb_script_fill_number (GString *text, const char *name, double value)
{
  gboolean whole = value == floor (value) && fabs (value) < 1e15;
  g_autofree char *number = whole ? g_strdup_printf ("%.0f", value) : wb_number_to_text (value);

  wb_script_fill (text, name, number);
}

char *
wb_script_shape (const AeShape *shape)
{
  GString *text = g_string_new ("(");

  for (guint i = 0; i < shape->rank; i++)
    g_string_append_printf (text, "%s%u", i > 0 ? ", " : "", shape->dims[i]);
  g_string_append (text, shape->rank == 1 ? ",)" : ")");
  return g_string_free (text, FALSE);
}

void
wb_script_line (GString *code, guint depth, const char *format, ...)
{
  va_list arguments;

  g_string_append_printf (code, "%*s", (int) depth * 4, "");
  va_start (arguments, format);
  g_string_append_vprintf (code, format, arguments);
  va_end (arguments);
  g_string_append_c (code, '\n');
}

double
wb_script_get_option (const AeOption *options, gconstpointer values, const char *name)
{
  const AeOption *option = options != NULL ? ae_options_find (options, name) : NULL;
  AeValue value = { 0 };

  if (option == NULL)
    return 0;
  ae_option_get (option, values, &value);
  return option->kind == AE_OPTION_FLOAT ? value.real : (double) value.integer;
}

/* The factor of the rate, with options of the schedule in braces. */
static const struct
{
  const char *name;
  const char *code;
} schedules[] = {
  { "cosine",
    "    factor = {floor} + {1 - floor} * (1 + np.cos(np.pi * min(epoch / {decay_epochs}, 1))) / 2"
    "\n" },
  { "exponential", "    factor = {decay}**epoch\n" },
  { "plateau", "    best, waited, factor = np.inf, 0, 1.0\n"
               "    for loss in losses:\n"
               "        waited += 1\n"
               "        if loss < best - {min_delta}:\n"
               "            best, waited = loss, 0\n"
               "        elif waited >= {patience}:\n"
               "            factor, waited = factor * {factor}, 0\n"
               "    factor = max(factor, {floor})\n" },
  { "step", "    factor = {factor} ** (epoch // {step_epochs})\n" },
};

static void
fill_option (GString *text, const char *name, double value)
{
  g_autofree char *mark = g_strdup_printf ("{%s}", name);
  g_autofree char *number = g_strdup_printf ("%.9g", value);

  g_string_replace (text, mark, number, 0);
}

static void
append_schedule (GString *code, const AeRecipe *recipe)
{
  const AeScheduleClass *klass = ae_recipe_get_schedule (recipe);
  g_autoptr (GString) text = g_string_new ("    factor = 1\n");

  for (guint i = 0; i < G_N_ELEMENTS (schedules); i++)
    if (g_str_equal (schedules[i].name, klass->name))
      g_string_assign (text, schedules[i].code);
  for (const AeOption *option = klass->options; option != NULL && option->name != NULL; option++)
    {
      double value = wb_script_get_option (klass->options, recipe->schedule_options, option->name);

      fill_option (text, option->name, value);
      if (g_str_equal (option->name, "floor"))
        fill_option (text, "1 - floor", 1 - value);
    }
  g_string_append (code, text->str);
  g_string_append_printf (code, "    return %.9g * rise * factor", recipe->learning_rate);
}

static const char *
get_corruption (AeCorruption corruption)
{
  static const char *const code[] = {
    [AE_CORRUPTION_NONE] = "",
    [AE_CORRUPTION_GAUSSIAN]
    = "    x = np.clip(x + {{amount}} * random.standard_normal(x.shape), 0, 1)\n",
    [AE_CORRUPTION_SALT_AND_PEPPER]
    = "    drawn = random.random(x.shape)\n"
      "    x = np.where(drawn < {{amount}}, np.where(drawn < {{amount}} / 2, 0, 1), x)\n",
    [AE_CORRUPTION_MASKING] = "    x = np.where(random.random(x.shape) < {{amount}}, 0, x)\n",
    [AE_CORRUPTION_BLUR]
    = "    radius = int(np.ceil(3 * {{amount}}))\n"
      "    weights = np.exp(-0.5 * (np.arange(-radius, radius + 1) / {{amount}}) ** 2)\n"
      "    weights /= weights.sum()\n"
      "    for axis in range(1, x.ndim - 1):\n"
      "        margins = [(radius, radius) if i == axis else (0, 0) for i in range(x.ndim)]\n"
      "        padded = np.pad(x, margins, mode=\"edge\")\n"
      "        places = [np.arange(k, k + x.shape[axis]) for k in range(2 * radius + 1)]\n"
      "        x = sum(w * padded.take(p, axis) for w, p in zip(weights, places))\n",
  };

  return code[corruption];
}

char *
wb_script_describe_recipe (const AeRecipe *recipe)
{
  g_autofree char *template = wb_script_get_template ("recipe");
  GString *text = g_string_new (template);
  g_autoptr (GString) schedule = g_string_new (NULL);
  gboolean corrupts = recipe->corruption_amount > 0;

  append_schedule (schedule, recipe);
  wb_script_fill (text, "after",
                  recipe->warm_up > 0 ? "    epoch = max(epoch - {{warm_up}}, 0)\n" : "");
  wb_script_fill (text, "rise", recipe->warm_up > 0 ? "min(epoch / {{warm_up}}, 1)" : "1");
  wb_script_fill_number (text, "warm_up", recipe->warm_up);
  wb_script_fill (text, "schedule", schedule->str);
  wb_script_fill (text, "corruption",
                  get_corruption (corrupts ? recipe->corruption : AE_CORRUPTION_NONE));
  wb_script_fill_number (text, "amount", recipe->corruption_amount);
  return g_string_free (text, FALSE);
}

/* What the trainings of the scripts do not do: they run for a number of epochs. */
static const char *const left_out[] = {
  "beta_warm_up", "patience", "min_delta", "validation_split", "keep_best", NULL,
};

gboolean
wb_script_keeps (const WbExportModel *model, const char *setting)
{
  const AeRecipe *recipe = wb_checkpoint_get_recipe (model->checkpoint);

  /* It counts for nobody without patience. */
  if (g_str_equal (setting, "min_delta") && recipe->patience == 0)
    return TRUE;
  return wb_script_can_train (model) && !g_strv_contains (left_out, setting);
}

gboolean
wb_script_can_train (const WbExportModel *model)
{
  return model->part == WB_EXPORT_WHOLE
         && ae_shape_size (&model->input) == ae_shape_size (&model->output);
}

/* The name of the weights beside @path: "simple_torch.safetensors". */
static char *
get_weights_path (const char *path)
{
  gsize length = strlen (path) - (g_str_has_suffix (path, ".py") ? strlen (".py") : 0);

  return g_strdup_printf ("%.*s.safetensors", (int) length, path);
}

void
wb_script_fill_training (GString *text, const WbExportModel *model)
{
  const AeRecipe *recipe = wb_checkpoint_get_recipe (model->checkpoint);
  const DsScaling *scaling = model->reference != NULL
                               ? wb_data_reference_get_scaling (model->reference)
                               : NULL;

  wb_script_fill_number (text, "epochs_done",
                         wb_checkpoint_get_position (model->checkpoint)->epoch);
  wb_script_fill_number (text, "batch_size", (double) recipe->batch_size);
  wb_script_fill_number (text, "seed", (double) recipe->seed);
  wb_script_fill_number (text, "beta", wb_export_model_get_beta (model));
  wb_script_fill_number (text, "scale", scaling != NULL ? scaling->factor : 1);
  wb_script_fill_number (text, "offset", scaling != NULL ? -scaling->offset * scaling->factor : 0);
  wb_script_fill (text, "shuffle", recipe->shuffle ? "True" : "False");
}

#define USAGE \
  "    python3 {{file}} DATA.npy     trains on with the same recipe and an optimizer that\n" \
  "                                  begins anew; [EPOCHS] may follow. Keras' mnist.npz is\n" \
  "                                  data, too\n"
#define MAIN \
  "    if len(sys.argv) > 1:\n" \
  "        main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else {{epochs}})\n" \
  "    else:\n" \
  "        sys.exit(0 if self_check() else 1)"

void
wb_script_fill_file (GString *text,
                     const WbExportClass *klass,
                     const WbExportModel *model,
                     const char *path,
                     const char *training)
{
  g_autofree char *lost = wb_export_describe_lost (klass, model);
  g_autofree char *paragraph = g_strconcat ("\n", lost, "\n", NULL);
  static const char *const titles[] = { "An autoencoder", "The encoder of an autoencoder",
                                        "The decoder of an autoencoder" };
  const AeRecipe *recipe = wb_checkpoint_get_recipe (model->checkpoint);
  gboolean trains = wb_script_can_train (model);
  g_autofree char *shape = wb_script_shape (&model->input);
  g_autofree char *weights_path = get_weights_path (path);
  g_autofree char *weights = g_path_get_basename (weights_path), *file = g_path_get_basename (path);

  wb_script_fill (text, "training", training);
  wb_script_fill (text, "lost", lost != NULL ? paragraph : "");
  wb_script_fill (text, "usage", trains ? USAGE : "");
  wb_script_fill (text, "main", trains ? MAIN : "    sys.exit(0 if self_check() else 1)");
  wb_script_fill (text, "title", titles[model->part]);
  wb_script_fill (text, "version", HG_VERSION);
  wb_script_fill (text, "file", file);
  wb_script_fill (text, "weights", weights);
  wb_script_fill (text, "shape", shape);
  wb_script_fill_number (text, "epochs", (double) recipe->epochs);
}

static void
add_samples (WbSafetensorsWriter *writer,
             const char *name,
             const AeShape *shape,
             const float *values)
{
  guint64 dims[AE_MAX_RANK + 1] = { N_CHECKED };

  for (guint i = 0; i < shape->rank; i++)
    dims[i + 1] = shape->dims[i];
  wb_safetensors_writer_add (writer, name, WB_DTYPE_F32, shape->rank + 1, dims, values);
}

/* @x: @y: (out) (transfer full): to be freed once @writer has saved */
static gboolean
add_check (const WbExportModel *model,
           const WbExportOptions *options,
           WbSafetensorsWriter *writer,
           float **x,
           float **y,
           GError **error)
{
  g_autoptr (AeNetwork) network = wb_checkpoint_make_network (model->checkpoint, error);
  gsize size = network != NULL ? ae_shape_size (ae_network_get_shape (network, 0)) : 0;
  g_autofree float *samples = g_new (float, N_CHECKED * size + 1);

  *x = g_new (float, N_CHECKED * ae_shape_size (&model->input));
  *y = g_new (float, N_CHECKED * ae_shape_size (&model->output));
  if (network == NULL)
    return FALSE;
  if (options != NULL && options->n_samples >= N_CHECKED)
    memcpy (samples, options->samples, N_CHECKED * size * sizeof (float));
  else
    ae_random_uniform (&(AeRandomKey) { .seed = 1 }, samples, N_CHECKED * size);
  if (!ae_network_predict (network, 0, model->first - 1, N_CHECKED, samples, *x, error)
      || !ae_network_predict (network, model->first - 1, model->first + model->n_layers - 1,
                              N_CHECKED, *x, *y, error))
    return FALSE;
  add_samples (writer, "check.x", &model->input, *x);
  add_samples (writer, "check.y", &model->output, *y);
  return TRUE;
}

gboolean
wb_script_save (const WbExportModel *model,
                const WbExportOptions *options,
                WbSafetensorsWriter *writer,
                const char *text,
                const char *path,
                GError **error)
{
  g_autofree float *x = NULL, *y = NULL;
  g_autofree char *weights_path = get_weights_path (path);
  g_autoptr (WbAtomicFile) weights = wb_atomic_file_new (weights_path, error);
  g_autoptr (WbAtomicFile) file = weights != NULL ? wb_atomic_file_new (path, error) : NULL;

  return file != NULL && add_check (model, options, writer, &x, &y, error)
         && wb_safetensors_writer_write (writer, weights, error)
         && wb_atomic_file_write (file, text, strlen (text), error)
         && wb_atomic_file_commit_both (weights, file, error);
}
