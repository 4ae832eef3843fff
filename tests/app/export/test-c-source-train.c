/* SPDX-License-Identifier: MIT */
/* train_step () of C source beside the engine with its plain kernels: the same weights
 * after the same hundred batches, for every layer that has a way back, and for every
 * template.
 *
 * Adam divides a gradient by its own size, so that where gradients cancel, the order of a
 * sum decides the direction of a step: through several layers of ReLUs rounding grows until
 * the weights are others. The engine does that to itself: /rounding trains it twice, from
 * weights that differ in their last bit, and compares. After 1, 100, 300 and 1,000 steps of
 * the deep template (12x12, batches of 8) the C file is 7e-8, 3e-7, 4e-6 and 1e-2 from the
 * engine, and the engine 6e-8, 4e-7, 6e-6 and 6e-2 from itself.
 *
 * Broken on purpose: dx of a convolution, the bias of a dense layer, beta_2 in Adam's
 * correction, a skip whose slope is assigned instead of added.
 */
#include <math.h>
#include <string.h>

#include "app/export/c-source-private.h"
#include "app/templates/template.h"
#include "engine/kernels.h"
#include "tests/app/export/c-source-fixture.h"

#define N_SAMPLES 40
#define BATCH     8
#define SANITIZE  "-fsanitize=undefined -fno-sanitize-recover=all"

static void
read_samples (gpointer data, const guint32 *indices, gsize n, float *out)
{
  const float *samples = ((gpointer *) data)[0];
  gsize size = *(const gsize *) ((gpointer *) data)[1];

  for (gsize i = 0; i < n; i++)
    memcpy (out + i * size, samples + indices[i] * size, size * sizeof (float));
}

/* Trains the network on the batches in their order; returns the last loss. */
static double
train_engine (AeNetwork *network, const AeRecipe *recipe, guint steps, const float *samples)
{
  gsize size = ae_shape_size (ae_network_get_shape (network, 0));
  gpointer data[] = { (gpointer) samples, &size };
  AeSource source = { data, N_SAMPLES, *ae_network_get_shape (network, 0), read_samples, NULL };
  g_autoptr (AePool) pool = ae_pool_new (1);
  g_autoptr (AeTrainer) trainer = ae_trainer_new (network, pool, recipe, NULL);
  AeLossValue loss = { 0 };

  for (guint step = 0; step < steps; step++)
    {
      guint32 indices[BATCH];

      for (guint i = 0; i < BATCH; i++)
        indices[i] = (step * BATCH + i) % N_SAMPLES;
      g_assert_true (ae_trainer_step (trainer, &source, indices, BATCH, &loss, NULL));
    }
  return loss.total - loss.penalty;
}

/* A program that does the same, and writes its last loss and its weights. */
static void
write_user (const WbExportModel *model, guint steps, const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "user.c", NULL);
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (
    text,
    "#define MODEL_TRAIN\n#include \"model.c\"\n#include <stdio.h>\n"
    "int main (void) {\n"
    "  static float x[%d][MODEL_INPUTS];\n  float loss = 0;\n"
    "  FILE *in = fopen (\"%s/x\", \"rb\"), *out = fopen (\"%s/y\", \"wb\");\n"
    "  if (in == NULL || out == NULL || fread (x, sizeof x, 1, in) != 1)\n"
    "    return 1;\n"
    "  for (int step = 0; step < %u; step++)\n"
    "    loss = model_train_step (x[step * %d %% %d], x[step * %d %% %d], %d);\n"
    "  fwrite (&loss, sizeof loss, 1, out);\n",
    N_SAMPLES, folder, folder, steps, BATCH, N_SAMPLES, BATCH, N_SAMPLES, BATCH);
  for (guint i = 0; i < model->n_layers; i++)
    for (guint k = 0; k < model->layers[i].n_params; k++)
      g_string_append_printf (text, "  fwrite (model_%s_%s, sizeof model_%s_%s, 1, out);\n",
                              model->layers[i].name, model->layers[i].params[k].name,
                              model->layers[i].name, model->layers[i].params[k].name);
  g_string_append (text, "  return fclose (out);\n}\n");
  fixture_write (path, text->str, text->len);
}

/* The largest difference between the weights in the file and the network's. */
static double
compare_weights (const WbExportModel *model, AeNetwork *network, const float *written)
{
  double largest = 0;

  for (guint i = 0; i < model->n_layers; i++)
    for (guint k = 0; k < model->layers[i].n_params; k++)
      {
        const AeWeight *weight = ae_network_find_weight (network, model->layers[i].id,
                                                         model->layers[i].params[k].name);

        for (gsize at = 0; at < weight->size; at++, written++)
          largest = MAX (largest, fabs ((double) *written - weight->values[at]));
      }
  return largest;
}

/* The largest difference between two networks of one model. */
static double
compare_networks (const AeNetwork *a, const AeNetwork *b)
{
  double largest = 0;

  for (guint i = 0; i < ae_network_get_n_weights (a); i++)
    for (gsize at = 0; at < ae_network_get_weight (a, i)->size; at++)
      largest = MAX (largest, fabs ((double) ae_network_get_weight (a, i)->values[at]
                                    - ae_network_get_weight (b, i)->values[at]));
  return largest;
}

/* Moves every weight to the next float, up or down. */
static void
nudge (AeNetwork *network)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (5);

  for (guint i = 0; i < ae_network_get_n_weights (network); i++)
    {
      const AeWeight *weight = ae_network_get_weight (network, i);

      for (gsize at = 0; at < weight->size; at++)
        weight->values[at] = nextafterf (weight->values[at],
                                         g_rand_boolean (random) ? INFINITY : -INFINITY);
    }
  ae_network_weights_changed (network);
}

/* How far two trainings of the engine itself part that differ in the last bit. */
static double
measure_rounding (WbCheckpoint *checkpoint,
                  const AeRecipe *recipe,
                  guint steps,
                  const float *samples)
{
  g_autoptr (AeNetwork) plain = wb_checkpoint_make_network (checkpoint, NULL);
  g_autoptr (AeNetwork) nudged = wb_checkpoint_make_network (checkpoint, NULL);

  nudge (nudged);
  train_engine (plain, recipe, steps, samples);
  train_engine (nudged, recipe, steps, samples);
  return compare_networks (plain, nudged);
}

/* Trains the engine and a C file. @bound: how far they may be apart; 0 for four times as
 * far as rounding alone drives the engine from itself. */
static void
train_both (AeModel *drawn, const AeRecipe *recipe, guint steps, double bound)
{
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "model.c", NULL);
  g_autofree char *user = g_build_filename (folder, "user.c", NULL);
  g_autofree char *in = g_build_filename (folder, "x", NULL);
  g_autofree char *out = g_build_filename (folder, "y", NULL);
  g_autoptr (WbCheckpoint) checkpoint = fixture_make_random (drawn, recipe);
  g_autoptr (AeNetwork) network = wb_checkpoint_make_network (checkpoint, NULL);
  g_autoptr (WbExportModel) model = wb_export_model_new (checkpoint, NULL, WB_EXPORT_WHOLE, NULL);
  gsize n = N_SAMPLES * ae_shape_size (&model->input);
  g_autofree float *samples = g_new (float, n);
  g_autoptr (GBytes) bytes = NULL;
  const float *written;
  double loss, difference;

  ae_random_uniform (&(AeRandomKey) { .seed = 4 }, samples, n);
  fixture_export (checkpoint, NULL, WB_EXPORT_WHOLE, path);
  write_user (model, steps, folder);
  fixture_write (in, samples, n * sizeof (float));
  g_free (fixture_compile ("gcc", SANITIZE, user));
  bytes = fixture_read (out);
  written = g_bytes_get_data (bytes, NULL);
  loss = train_engine (network, recipe, steps, samples);
  difference = compare_weights (model, network, written + 1);
  if (bound == 0)
    bound = 4 * measure_rounding (checkpoint, recipe, steps, samples);
  g_test_message ("loss %g, differs by %g; weights by %g; at most %g", loss, loss - written[0],
                  difference, bound);
  g_assert_cmpfloat (fabs (written[0] - loss), <=, bound * MAX (1, fabs (loss)));
  g_assert_cmpfloat (difference, <=, bound);
  fixture_remove (folder);
}

static gboolean
can_train (AeModel *drawn, const AeRecipe *recipe)
{
  g_autoptr (WbCheckpoint) checkpoint = fixture_make_random (drawn, recipe);
  g_autoptr (WbExportModel) model = wb_export_model_new (checkpoint, NULL, WB_EXPORT_WHOLE, NULL);
  gboolean can = TRUE;

  for (guint i = 0; i < model->n_layers; i++)
    can = can && wb_c_layer_find (model->layers[i].klass) != NULL
          && wb_c_layer_find_back_obstacle (&model->layers[i]) == NULL;
  return can;
}

static void
test_layer (gconstpointer data)
{
  static const char *const losses[] = { "binary_crossentropy", "mean_squared_error",
                                        "mean_absolute_error" };
  const AeLayerClass *klass = data;
  guint n = 0;

  for (const AeProbe *probe = klass->probes; probe->options != NULL; probe++, n++)
    {
      g_autoptr (AeModel) model = fixture_make_between (klass, probe, probe->options);
      AeRecipe recipe;

      ae_recipe_init (&recipe);
      g_assert_true (ae_recipe_set_loss (&recipe, losses[n % 3], NULL));
      g_assert_true (ae_recipe_set_optimizer (&recipe, n % 2 == 0 ? "sgd" : "adam", NULL));
      if (can_train (model, &recipe))
        train_both (model, &recipe, 100, 1e-6);
    }
}

static WbProject *
build (const WbTemplate *template, const char *optimizer, const AeShape *shape)
{
  WbProject *project = wb_template_build (template, shape, NULL);

  project->recipe.corruption = 0;
  project->recipe.batch_size = BATCH;
  g_assert_true (ae_recipe_set_optimizer (&project->recipe, optimizer, NULL));
  g_assert_true (can_train (project->model, &project->recipe));
  return project;
}

/* Training of two templates makes much of rounding: of two values in a pool that are near each
 * other it chooses, and the ELBO's gradients are steep. */
static void
test_template (gconstpointer data)
{
  const WbTemplate *template = data;
  gboolean pools = g_str_equal (template->name, "denoise");
  double bound = pools || g_str_equal (template->name, "variational") ? 1e-5 : 1e-6;
  AeShape shape = pools ? AE_SHAPE (3, 8, 8, 1) : AE_SHAPE (3, 12, 12, 1);
  g_autoptr (WbProject) descent = build (template, "sgd", &shape);
  g_autoptr (WbProject) adam = build (template, "adam", &shape);

  train_both (descent->model, &descent->recipe, 100, bound);
  train_both (adam->model, &adam->recipe, 100, bound);
}

/* 300 steps of Adam in the deep template: no further than rounding explains. */
static void
test_rounding (void)
{
  g_autoptr (WbProject) project = build (wb_template_find ("deep"), "adam",
                                         &AE_SHAPE (3, 12, 12, 1));

  train_both (project->model, &project->recipe, 300, 0);
}

/* What cannot be trained says so when the macro asks for it. */
static void
test_refused (void)
{
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "model.c", NULL);
  g_autofree char *text = NULL;
  g_autoptr (AeModel) model = ae_model_new (&AE_SHAPE (1, 6));
  g_autoptr (WbCheckpoint) checkpoint = NULL;

  fixture_append (&model, "BatchNormalization", "");
  fixture_append (&model, "Dense", "units=6,activation=sigmoid");
  checkpoint = fixture_make_random (model, NULL);
  fixture_export (checkpoint, NULL, WB_EXPORT_WHOLE, path);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (
    strstr (text, "#error \"model cannot be trained here: batch_normalization, its way back"));
  fixture_remove (folder);
}

int
main (int argc, char **argv)
{
  g_setenv ("HOURGLASS_KERNELS", "plain", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpstr (ae_kernels ()->name, ==, "plain");
  g_test_add_func ("/c-source-train/refused", test_refused);
  g_test_add_func ("/c-source-train/rounding", test_rounding);
  for (guint i = 0; ae_layer_classes ()[i] != NULL; i++)
    {
      g_autofree char *path = g_strconcat ("/c-source-train/layers/", ae_layer_classes ()[i]->type,
                                           NULL);

      if ((ae_layer_classes ()[i]->flags & AE_LAYER_INPUT) == 0)
        g_test_add_data_func (path, ae_layer_classes ()[i], test_layer);
    }
  for (guint i = 0; wb_templates ()[i] != NULL; i++)
    {
      const WbTemplate *template = wb_templates ()[i];
      g_autofree char *path = g_strconcat ("/c-source-train/templates/", template->name, NULL);

      /* A blank model has no layers to train. */
      if (!g_str_equal (template->name, "blank"))
        g_test_add_data_func (path, template, test_template);
    }
  return g_test_run ();
}
