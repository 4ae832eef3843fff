/* SPDX-License-Identifier: MIT */
/* Templates, walked through the registry: for every shape of data a template
 * makes a model that can run and gives back as many values as come in, or says
 * why not; for 28×28×1 the layers and counts are those of the reference.
 */
#include <string.h>

#include "app/data/batch-bridge.h"
#include "app/cli/reference.h"
#include "app/templates/template-measure.h"
#include "app/templates/template.h"
#include "data/source.h"
#include "engine/training/trainer.h"
#include "tests/app/project/project-fixture.h"

static const AeShape shapes[] = {
  { 3, { 28, 28, 1 } }, { 3, { 32, 32, 3 } }, { 3, { 30, 30, 1 } }, { 3, { 8, 8, 1 } },
  { 3, { 1, 1, 1 } },   { 2, { 28, 28 } },    { 2, { 100, 3 } },    { 1, { 784 } },
  { 1, { 5 } },         { 1, { 1 } },
};

static void
check_shape (const WbTemplate *template, const AeShape *shape)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WbProject) project = wb_template_build (template, shape, &error);
  g_autofree AeShape *outputs = NULL;
  guint n_layers;

  if (project == NULL)
    {
      g_assert_cmpstr (error->message, !=, "");
      return;
    }
  n_layers = ae_model_get_n_layers (project->model);
  outputs = g_new0 (AeShape, n_layers);
  g_assert_true (ae_model_infer (project->model, outputs, NULL, &error));
  g_assert_cmpuint (ae_shape_size (&outputs[n_layers - 1]), ==, ae_shape_size (shape));
  if (shape->rank == 3 && outputs[n_layers - 1].rank == 3)
    g_assert_true (ae_shape_equal (&outputs[n_layers - 1], shape));
}

static void
test_shapes (gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    check_shape (data, &shapes[i]);
}

/* Words for the card and the command line, and a file that reads back. */
static void
test_words_and_file (gconstpointer data)
{
  const WbTemplate *template = data;
  g_autofree char *folder = fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "t.hourglass", NULL);
  g_autofree char *text = wb_template_describe (template, &shapes[0]);
  g_autoptr (WbProject) project = wb_template_build (template, &shapes[0], NULL);
  g_autoptr (WbProject) read = NULL;

  g_assert_nonnull (text);
  g_assert_true (wb_template_find (template->name) == template);
  g_assert_true (g_ascii_islower (template->name[0]));
  g_assert_true (g_ascii_isupper (template->title[0]));
  g_assert_true (g_str_has_suffix (template->summary, "."));
  g_assert_true (wb_project_save (project, path, NULL));
  g_assert_true (wb_project_load (path, &read, NULL, NULL));
  g_assert_true (wb_project_equal (project, read));
  fixture_remove (folder);
}

/* What the reference says of a template on 28×28×1. */
static const struct
{
  const char *name;
  const char *flow;
  gsize n_parameters;
  gint64 batch_size;
  guint reduction;
} references[] = {
  { "simple", "784 → 32 → 784", 784 * 32 + 32 + 32 * 784 + 784, 256, AE_REDUCTION_MEAN },
  { "sparse", "784 → 32 → 784", 784 * 32 + 32 + 32 * 784 + 784, 256, AE_REDUCTION_MEAN },
  { "deep", "784 → 32 → 784",
    784 * 128 + 128 + 128 * 64 + 64 + 64 * 32 + 32 + 32 * 64 + 64 + 64 * 128 + 128 + 128 * 784
      + 784,
    256, AE_REDUCTION_MEAN },
  { "conv", "28×28×1 → 4×4×8 → 28×28×1", 4385, 128, AE_REDUCTION_MEAN },
  { "denoise", "28×28×1 → 7×7×32 → 28×28×1", 320 + 3 * (32 * 9 * 32 + 32) + 32 * 9 + 1, 128,
    AE_REDUCTION_MEAN },
  { "seq2seq", "28×28×1 → 32 → 28×28",
    4 * ((28 + 32) * 32 + 32) + 4 * ((32 + 28) * 28 + 28) + 28 * 28 + 28, 128, AE_REDUCTION_MEAN },
  { "variational", "784 → 2 → 784",
    784 * 256 + 256 + 2 * (256 * 2 + 2) + 2 * 256 + 256 + 256 * 784 + 784, 128, AE_REDUCTION_SUM },
  { "blank", "28×28×1", 0, 256, AE_REDUCTION_MEAN },
};

static void
test_reference (gconstpointer data)
{
  const WbTemplate *template = data;
  g_autofree char *flow = wb_template_describe (template, &shapes[0]);
  g_autoptr (WbProject) project = wb_template_build (template, &shapes[0], NULL);
  AeNetwork *network = ae_network_new (project->model, 1, NULL);
  guint i = 0;

  while (i < G_N_ELEMENTS (references) && strcmp (references[i].name, template->name) != 0)
    i++;
  if (i == G_N_ELEMENTS (references))
    g_error ("the reference says nothing of %s", template->name);
  g_assert_cmpstr (flow, ==, references[i].flow);
  g_assert_cmpuint (ae_network_count_params (network), ==, references[i].n_parameters);
  g_assert_cmpint (project->recipe.batch_size, ==, references[i].batch_size);
  g_assert_cmpuint (project->recipe.reduction, ==, references[i].reduction);
  g_assert_cmpstr (ae_recipe_get_loss (&project->recipe)->name, ==, "binary_crossentropy");
  g_assert_cmpstr (ae_recipe_get_optimizer (&project->recipe)->name, ==, "adam");
  ae_network_free (network);
}

/* Before any training every pixel is a toss-up: log 2 nats, for each pixel or
 * added up; a variational code near the prior adds little. */
static void
test_first_loss (gconstpointer data)
{
  const WbTemplate *template = data;
  g_autoptr (WbProject) project = wb_template_build (template, &shapes[0], NULL);
  g_autoptr (DsSource) samples = ds_source_open (DS_BUILT_IN, NULL, NULL, NULL);
  AeSource source = wb_batch_bridge_source (ds_source_get_training (samples));
  g_autoptr (AeNetwork) network = ae_network_new (project->model, 1, NULL);
  g_autoptr (AePool) pool = ae_pool_new (1);
  g_autoptr (AeTrainer) trainer = ae_trainer_new (network, pool, &project->recipe, NULL);
  double expected = G_LN2 * (g_str_equal (template->name, "variational") ? 784 : 1);
  AeLossValue loss;

  g_assert_true (ae_trainer_evaluate (trainer, &source, NULL, 64, &loss, NULL));
  g_assert_cmpfloat_with_epsilon (loss.total, expected, 0.05 * expected);
}

/* What makes a template what it is, beside its shapes. */
static void
test_settings (void)
{
  g_autoptr (WbProject) sparse = wb_template_build (wb_template_find ("sparse"), &shapes[0], NULL);
  g_autoptr (WbProject) denoise = wb_template_build (wb_template_find ("denoise"), &shapes[0],
                                                     NULL);
  const AeLayer *code = ae_model_get_layer (sparse->model, 1);
  AeValue value;

  ae_option_get (ae_options_find (code->klass->options, "activity_l1"), code->options, &value);
  g_assert_cmpfloat (value.real, ==, 1e-4);
  g_assert_cmpuint (denoise->recipe.corruption, ==, AE_CORRUPTION_GAUSSIAN);
  g_assert_cmpfloat (denoise->recipe.corruption_amount, ==, 0.5);
}

static void
test_refusals (void)
{
  g_autoptr (GError) flat = NULL;
  g_autoptr (GError) large = NULL;

  g_assert_null (wb_template_build (wb_template_find ("conv"), &AE_SHAPE (1, 784), &flat));
  g_assert_cmpstr (flat->message, ==,
                   "The template “conv” does not suit samples of 784: it needs images of "
                   "height × width × channels. Take simple or deep, or open images.");
  g_assert_null (
    wb_template_build (wb_template_find ("simple"), &AE_SHAPE (3, 512, 512, 3), &large));
  g_assert_true (g_str_has_prefix (large->message,
                                   "The template “simple” does not suit samples of 512×512×3: "
                                   "units is 786432"));
}

/* The numbers on the cards are of the reference's last epoch, and near it. */
static void
test_measure (gconstpointer data)
{
  const WbTemplate *template = data;
  const WbTemplateMeasure *measure = wb_template_get_measure (template);
  double bound;

  g_assert_nonnull (measure);
  g_assert_cmpuint (measure->epochs, ==, wb_reference_count_epochs (template->name, "adam"));
  bound = wb_reference_get_bound (template->name, "adam", measure->epochs);
  g_assert_cmpfloat (measure->loss, <=, bound);
  g_assert_cmpfloat (measure->loss, >, bound * .93);
  g_assert_cmpfloat (measure->divergence, <, measure->loss / 10);
}

static void
test_unknown (void)
{
  g_assert_null (wb_template_find ("simpel"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (const WbTemplate *const *each = wb_templates (); *each != NULL; each++)
    {
      g_autofree char *at_shapes = g_strdup_printf ("/templates/%s/shapes", (*each)->name);
      g_autofree char *words = g_strdup_printf ("/templates/%s/words-and-file", (*each)->name);
      g_autofree char *reference = g_strdup_printf ("/templates/%s/reference", (*each)->name);
      g_autofree char *measure = g_strdup_printf ("/templates/%s/measure", (*each)->name);
      g_autofree char *first_loss = g_strdup_printf ("/templates/%s/first-loss", (*each)->name);

      g_test_add_data_func (at_shapes, *each, test_shapes);
      g_test_add_data_func (words, *each, test_words_and_file);
      g_test_add_data_func (reference, *each, test_reference);
      if (strcmp ((*each)->name, "blank") != 0)
        {
          g_test_add_data_func (first_loss, *each, test_first_loss);
          g_test_add_data_func (measure, *each, test_measure);
        }
    }
  g_test_add_func ("/templates/settings", test_settings);
  g_test_add_func ("/templates/refusals", test_refusals);
  g_test_add_func ("/templates/unknown", test_unknown);
  return g_test_run ();
}
