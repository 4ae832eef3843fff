/* SPDX-License-Identifier: MIT */
#include "tests/app/export/export-cases.h"

#include <math.h>
#include <string.h>

#include "app/templates/template.h"

static void
export_case_free (ExportCase *self)
{
  g_free (self->name);
  wb_export_model_free (self->model);
  g_free (self);
}

static gboolean
draw (gpointer data, const WbCheckpointTensor *tensor, float *out, GError **error)
{
  gboolean variance = g_str_equal (tensor->param.name, "moving_variance");
  double size = tensor->param.fan_in > 0 ? sqrt (3.0 / (double) tensor->param.fan_in) : 0.3;

  for (gsize i = 0; i < tensor->size; i++)
    out[i] = (float) (variance ? g_rand_double_range (data, 0.5, 1.5)
                               : g_rand_double_range (data, -size, size));
  return TRUE;
}

WbCheckpoint *
export_cases_make_checkpoint (AeModel *model, const AeRecipe *recipe, guint seed)
{
  g_autoptr (WbHistory) history = wb_history_new ();
  WbPosition position = { .epoch = 3, .step = 30 };
  GRand *random = g_rand_new_with_seed (seed);
  g_autoptr (GError) error = NULL;
  WbCheckpoint *checkpoint = wb_checkpoint_new (model, recipe, &position, history, draw, random,
                                                &error);

  g_assert_no_error (error);
  g_rand_free (random);
  return checkpoint;
}

static void
add_case (GPtrArray *cases, char *name, WbCheckpoint *checkpoint, WbExportPart part)
{
  ExportCase *self = g_new0 (ExportCase, 1);
  g_autoptr (GError) error = NULL;

  self->name = name;
  self->model = wb_export_model_new (checkpoint, NULL, part, &error);
  g_assert_no_error (error);
  g_ptr_array_add (cases, self);
}

static void
add_template (GPtrArray *cases, const WbTemplate *template)
{
  AeShape shape = AE_SHAPE (3, 28, 28, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (WbProject) project = wb_template_build (template, &shape, &error);
  g_autoptr (WbCheckpoint) checkpoint = NULL;

  g_assert_no_error (error);
  if (ae_model_get_n_layers (project->model) < 3)
    return;
  checkpoint = export_cases_make_checkpoint (project->model, &project->recipe, 1);
  for (guint part = WB_EXPORT_WHOLE; part <= WB_EXPORT_DECODER; part++)
    add_case (cases, g_strdup_printf ("%s-%s", template->name, wb_export_part_names[part]),
              checkpoint, (WbExportPart) part);
}

/* Behind the Input an Activation, for a skip to come from the Input. */
static AeModel *
make_model (const AeLayerClass *klass, const AeProbe *probe, const char *options)
{
  g_autoptr (AeModel) input = ae_model_new (&probe->x_shape);
  g_autoptr (AeModel) before = ae_model_append (input, "Activation", "activation=tanh", NULL);
  g_autofree char *skip = g_strdup_printf ("source=%u", ae_model_get_layer (input, 0)->id);
  gboolean joins = klass->flags & AE_LAYER_JOINS;
  g_autoptr (GError) error = NULL;
  AeModel *model = ae_model_append (before, klass->type, joins ? skip : options, &error);

  g_assert_no_error (error);
  return model;
}

/* @name: (transfer full) */
static void
add_probe (GPtrArray *cases,
           const AeLayerClass *klass,
           const AeProbe *probe,
           const char *options,
           char *name,
           guint seed)
{
  g_autoptr (AeModel) model = make_model (klass, probe, options);
  g_autoptr (WbCheckpoint) checkpoint = NULL;
  AeRecipe recipe;

  ae_recipe_init (&recipe);
  checkpoint = export_cases_make_checkpoint (model, &recipe, seed);
  add_case (cases, name, checkpoint, WB_EXPORT_WHOLE);
}

/* What training alone reads, and a client has to understand all the same. */
static const char *const training[] = {
  "kernel_initializer=lecun_normal",
  "recurrent_initializer=he_uniform",
  "unit_forget_bias=false",
  "kernel_l1=0.01",
  "kernel_l2=0.02",
  "activity_l1=0.03",
  "activity_l2=0.04",
};

static char *
add_training (const AeLayerClass *klass, const char *options)
{
  GString *text = g_string_new (options);

  for (guint i = 0; i < G_N_ELEMENTS (training); i++)
    {
      g_autofree char *name = g_strndup (training[i], strcspn (training[i], "="));

      if (ae_options_find (klass->options, name) != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? "," : "", training[i]);
    }
  return g_string_free (text, FALSE);
}

static void
add_layer (GPtrArray *cases, const AeLayerClass *klass)
{
  const AeProbe *probes = klass->probes;
  g_autofree char *trained = add_training (klass, probes[0].options);

  if (klass->flags & AE_LAYER_INPUT)
    return;
  for (guint i = 0; probes[i].options != NULL; i++)
    add_probe (cases, klass, &probes[i], probes[i].options,
               g_strdup_printf ("%s-%u", klass->type, i + 1), i + 1);
  if (!g_str_equal (trained, probes[0].options))
    add_probe (cases, klass, &probes[0], trained, g_strdup_printf ("%s-trained", klass->type), 9);
}

GPtrArray *
export_cases_make (void)
{
  GPtrArray *cases = g_ptr_array_new_with_free_func ((GDestroyNotify) export_case_free);
  const WbTemplate *const *templates = wb_templates ();
  const AeLayerClass *const *layers = ae_layer_classes ();

  for (guint i = 0; templates[i] != NULL; i++)
    add_template (cases, templates[i]);
  for (guint i = 0; layers[i] != NULL; i++)
    add_layer (cases, layers[i]);
  return cases;
}

float *
export_cases_make_samples (const WbExportModel *model, gsize n)
{
  gsize size = n * ae_shape_size (&model->input);
  float *x = g_new (float, size);

  ae_random_uniform (&(AeRandomKey) { .seed = 7 }, x, size);
  return x;
}

float *
export_cases_run (const WbExportModel *model, gsize n, const float *x)
{
  g_autoptr (GError) error = NULL;
  AeNetwork *network = wb_checkpoint_make_network (model->checkpoint, &error);
  float *y = g_new (float, n * ae_shape_size (&model->output));

  ae_network_predict (network, model->first - 1, model->first + model->n_layers - 1, n, x, y,
                      &error);
  g_assert_no_error (error);
  ae_network_free (network);
  return y;
}
