/* SPDX-License-Identifier: MIT */
/* A Python file that builds the model in PyTorch, checks itself and trains on,
 * and the state_dict beside it.
 */
#include <glib/gi18n-lib.h>

#include "app/export/pytorch-layers.h"

extern const WbExportClass wb_export_pytorch_script;

/* One for each optimizer of the registry. Names are those of its options. */
static const struct
{
  const char *name;
  const char *call;
} optimizers[] = {
  { "adam", "Adam(PARAMETERS, betas=({beta_1}, {beta_2}), eps={epsilon})" },
  { "adamw",
    "AdamW(PARAMETERS, betas=({beta_1}, {beta_2}), eps={epsilon}, weight_decay={weight_decay})" },
  { "sgd", "SGD(PARAMETERS, lr=0.1, momentum={momentum}, nesterov={nesterov} == 1)" },
  { "rmsprop", "RMSprop(PARAMETERS, alpha={rho}, eps={epsilon}, momentum={momentum}, "
               "centered={centered} == 1)" },
  { "adagrad", "Adagrad(PARAMETERS, initial_accumulator_value={initial_accumulator_value}, "
               "eps={epsilon})" },
  { "adadelta", "Adadelta(PARAMETERS, rho={rho}, eps={epsilon})" },
};

static char *
describe_optimizer (const AeRecipe *recipe)
{
  const AeOptimizerClass *klass = ae_recipe_get_optimizer (recipe);
  GString *text = g_string_new ("torch.optim.");

  for (guint i = 0; i < G_N_ELEMENTS (optimizers); i++)
    if (g_str_equal (optimizers[i].name, klass->name))
      g_string_append (text, optimizers[i].call);
  for (const AeOption *option = klass->options; option != NULL && option->name != NULL; option++)
    {
      g_autofree char *mark = g_strdup_printf ("{%s}", option->name);
      g_autofree char *value = wb_number_to_text (
        wb_script_get_option (klass->options, recipe->optimizer_options, option->name));

      g_string_replace (text, mark, value, 0);
    }
  g_string_replace (text, "PARAMETERS", "(p for p in model.parameters() if p.requires_grad)", 0);
  return g_string_free (text, FALSE);
}

/* Each as a value for every number, or for every row. */
static const struct
{
  const char *name;
  const char *code;
} losses[] = {
  { "binary_crossentropy", "    loss = F.binary_cross_entropy(y.clamp(1e-7, 1 - 1e-7), target, "
                           "reduction=\"none\")" },
  { "mean_squared_error", "    loss = (y - target) ** 2" },
  { "mean_absolute_error", "    loss = (y - target).abs()" },
  { "huber", "    loss = F.huber_loss(y, target, reduction=\"none\", delta={{delta}})" },
  { "cosine_similarity", "    rows = len(y), -1, {{row}}\n"
                         "    loss = -F.cosine_similarity(y.reshape(rows), target.reshape(rows), "
                         "-1, 1e-7)" },
};

static char *
describe_loss (const WbExportModel *model, const WbPytorchCode *code)
{
  const AeRecipe *recipe = wb_checkpoint_get_recipe (model->checkpoint);
  const AeLossClass *klass = ae_recipe_get_loss (recipe);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (losses); i++)
    if (g_str_equal (losses[i].name, klass->name))
      g_string_append (text, losses[i].code);
  wb_script_fill_number (text, "delta",
                         wb_script_get_option (klass->options, recipe->loss_options, "delta"));
  wb_script_fill_number (text, "row", ae_shape_last (&model->output));
  g_string_append_printf (text, "\n    loss = loss.%s\n",
                          recipe->reduction == AE_REDUCTION_SUM ? "sum(1).mean()" : "mean()");
  g_string_append (text, code->penalties->str);
  g_string_truncate (text, text->len - 1);
  return g_string_free (text, FALSE);
}

static char *
describe_training (const WbExportModel *model, const WbPytorchCode *code)
{
  const AeRecipe *recipe = wb_checkpoint_get_recipe (model->checkpoint);
  g_autofree char *template = wb_script_get_template ("pytorch-training");
  g_autofree char *optimizer = describe_optimizer (recipe), *loss = describe_loss (model, code);
  g_autofree char *rest = wb_script_describe_recipe (recipe);
  GString *text = g_string_new (template);

  wb_script_fill (text, "recipe", g_strstrip (rest));
  wb_script_fill (text, "optimizer", optimizer);
  wb_script_fill (text, "loss", loss);
  wb_script_fill_training (text, model);
  wb_script_fill (text, "clip",
                  recipe->clip_norm > 0
                    ? "            nn.utils.clip_grad_norm_(model.parameters(), "
                      "{{clip_norm}})\n"
                    : "");
  wb_script_fill_number (text, "clip_norm", recipe->clip_norm);
  return g_string_free (text, FALSE);
}

static char *
describe_file (const WbExportModel *model, const WbPytorchCode *code, const char *path)
{
  g_autofree char *template = wb_script_get_template ("pytorch");
  g_autofree char *training = wb_script_can_train (model) ? describe_training (model, code)
                                                          : g_strdup ("");
  GString *text = g_string_new (template);

  wb_script_fill (text, "init", code->init->str);
  wb_script_fill (text, "forward", code->forward->str);
  wb_script_fill_file (text, &wb_export_pytorch_script, model, path, training);
  return g_string_free (text, FALSE);
}

static void
add_weight (WbSafetensorsWriter *writer, const WbPytorchWeight *weight)
{
  guint64 dims[AE_MAX_RANK];

  for (guint i = 0; i < weight->shape.rank; i++)
    dims[i] = weight->shape.dims[i];
  wb_safetensors_writer_add (writer, weight->name, WB_DTYPE_F32, weight->shape.rank, dims,
                             weight->values);
}

/* PyTorch counts the batches that a normalization has seen. */
static void
add_counters (WbSafetensorsWriter *writer, const WbExportModel *model)
{
  static const gint64 none = 0;

  for (guint i = 0; i < model->n_layers; i++)
    if (g_str_equal (model->layers[i].klass->type, "BatchNormalization"))
      {
        g_autofree char *name = g_strconcat (model->layers[i].name, ".num_batches_tracked", NULL);

        wb_safetensors_writer_add (writer, name, WB_DTYPE_I64, 0, NULL, &none);
      }
}

static gboolean
keeps (const WbExportModel *model, const WbExportLayer *layer, const char *setting)
{
  static const char *const left_out[] = { "kernel_initializer", "recurrent_initializer",
                                          "unit_forget_bias", NULL };

  if (layer == NULL)
    return wb_script_keeps (model, setting);
  if (g_str_has_prefix (setting, "kernel_l"))
    return wb_script_can_train (model);
  return !g_strv_contains (left_out, setting);
}

static gboolean
write_script (const WbExportModel *model,
              const WbExportOptions *options,
              const char *path,
              GError **error)
{
  g_autoptr (WbPytorchCode) code = wb_pytorch_code_new (model);
  g_autofree char *text = describe_file (model, code, path);
  g_autoptr (WbSafetensorsWriter) writer = wb_safetensors_writer_new ();

  wb_safetensors_writer_set_metadata (writer, "format", "pt");
  for (guint i = 0; i < code->weights->len; i++)
    add_weight (writer, code->weights->pdata[i]);
  add_counters (writer, model);
  return wb_script_save (model, options, writer, text, path, error);
}

const WbExportClass wb_export_pytorch_script = {
  .name = "pytorch",
  .title = N_ ("PyTorch script"),
  .extension = "_torch.py",
  .summary = N_ ("Builds and trains the same model in Python"),
  .accepts = wb_pytorch_accepts,
  .keeps = keeps,
  .trains = wb_script_can_train,
  .write = write_script,
};
