/* SPDX-License-Identifier: MIT */
/* What a probe tells of a variational code, and of a network that is dead. */
#include "app/training/monitor.h"

#include <math.h>

#include "app/templates/template.h"
#include "data/source.h"

static const AeShape image = { 3, { 28, 28, 1 } };

static WbProbe *
look (const WbProject *project,
      const AeNetwork *network,
      DsDataset *samples,
      const guint32 *indices,
      guint n,
      guint focus)
{
  const WbMeasure measure = { .dataset = samples, .indices = indices, .n = n, .focus = focus };
  g_autoptr (GError) error = NULL;
  WbProbe *probe = wb_probe_measure (network, &measure, &project->recipe, &error);

  g_assert_no_error (error);
  return probe;
}

/* The deviations beside the means give the divergence that is measured. */
static void
test_deviations (void)
{
  static const guint32 indices[] = { 3 };
  g_autoptr (DsSource) source = ds_source_open (DS_BUILT_IN, NULL, NULL, NULL);
  DsDataset *samples = ds_source_get_training (source);
  g_autoptr (DsDataset) one = ds_dataset_new_slice (samples, 3, 1);
  g_autoptr (WbProject) project = wb_template_build (wb_template_find ("variational"), &image,
                                                     NULL);
  g_autoptr (AeNetwork) network = ae_network_new (project->model, 1, NULL);
  g_autoptr (WbDivergence) measured = wb_divergence_measure (network, one, 0, NULL);
  g_autoptr (WbProbe) probe = look (project, network, samples, indices, 1, 0);

  g_assert_cmpuint (probe->code, ==, 2);
  g_assert_cmpuint (measured->units, ==, 2);
  for (guint unit = 0; unit < 2; unit++)
    {
      double mean = probe->activations[probe->code].values[unit];
      double deviation = probe->deviations[unit];

      g_assert_cmpfloat_with_epsilon ((mean * mean + deviation * deviation - 1) / 2
                                        - log (deviation),
                                      measured->nats[unit], 1e-4);
      g_assert_cmpfloat (fabs (deviation - 1), >, 1e-4);
    }
}

/* A code that is no distribution has none. */
static void
test_plain (void)
{
  static const guint32 indices[] = { 3 };
  g_autoptr (DsSource) source = ds_source_open (DS_BUILT_IN, NULL, NULL, NULL);
  DsDataset *samples = ds_source_get_training (source);
  g_autoptr (WbProject) project = wb_template_build (wb_template_find ("simple"), &image, NULL);
  g_autoptr (AeNetwork) network = ae_network_new (project->model, 1, NULL);
  g_autoptr (WbProbe) probe = look (project, network, samples, indices, 1, 0);

  g_assert_cmpuint (probe->code, ==, 0);
  g_assert_null (probe->deviations);
}

/* Each sample has its own target, output and error, whatever its place, and the
 * one in focus its activations. */
static void
test_samples (void)
{
  guint32 indices[70]; /* more than go through the network at once */
  const guint n = G_N_ELEMENTS (indices), focus = 66;
  g_autoptr (DsSource) source = ds_source_open (DS_BUILT_IN, NULL, NULL, NULL);
  DsDataset *samples = ds_source_get_training (source);
  g_autoptr (WbProject) project = wb_template_build (wb_template_find ("simple"), &image, NULL);
  g_autoptr (AeNetwork) network = ae_network_new (project->model, 1, NULL);
  g_autoptr (WbProbe) probe = NULL;
  guint last = ae_network_get_n_layers (network) - 1;
  float x[784], y[784];

  for (guint i = 0; i < n; i++)
    indices[i] = 7 + i * 37 % 60;
  g_assert_true (ae_recipe_set_loss (&project->recipe, "mean_squared_error", NULL));
  probe = look (project, network, samples, indices, n, focus);
  g_assert_cmpuint (probe->n, ==, n);
  for (guint i = 0; i < n; i++)
    {
      double error = 0;

      ds_dataset_read (samples, &indices[i], 1, x);
      g_assert_true (ae_network_predict (network, 0, last, 1, x, y, NULL));
      for (guint j = 0; j < 784; j++)
        {
          g_assert_cmpfloat (probe->targets[i * 784 + j], ==, x[j]);
          g_assert_cmpfloat_with_epsilon (probe->outputs[i * 784 + j], y[j], 1e-5);
          if (i == focus)
            g_assert_cmpfloat (probe->activations[0].values[j], ==, x[j]);
          error += (y[j] - x[j]) * (y[j] - x[j]) / 784;
        }
      g_assert_cmpfloat_with_epsilon (probe->errors[i], error, 1e-5);
    }
}

static gboolean
is_constant (const WbProject *project, AeNetwork *network, DsDataset *samples, guint32 second)
{
  guint32 indices[] = { 3, second, second };
  g_autoptr (WbProbe) probe = look (project, network, samples, indices, 3, 0);

  return wb_probe_is_constant (probe);
}

/* Units that no sample reaches leave the biases alone to speak; the same sample
 * twice is no sign of it. */
static void
test_dead (void)
{
  g_autoptr (DsSource) source = ds_source_open (DS_BUILT_IN, NULL, NULL, NULL);
  DsDataset *samples = ds_source_get_training (source);
  g_autoptr (WbProject) project = wb_template_build (wb_template_find ("simple"), &image, NULL);
  g_autoptr (AeNetwork) network = ae_network_new (project->model, 1, NULL);
  const AeWeight *bias = ae_network_get_weight (network, 1);

  g_assert_cmpstr (bias->param.name, ==, "bias");
  g_assert_false (is_constant (project, network, samples, 5));
  g_assert_false (is_constant (project, network, samples, 3));
  for (gsize i = 0; i < bias->size; i++)
    bias->values[i] = -1000;
  ae_network_weights_changed (network);
  g_assert_true (is_constant (project, network, samples, 5));
  g_assert_false (is_constant (project, network, samples, 3));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/probe/deviations", test_deviations);
  g_test_add_func ("/probe/plain", test_plain);
  g_test_add_func ("/probe/samples", test_samples);
  g_test_add_func ("/probe/dead", test_dead);
  return g_test_run ();
}
