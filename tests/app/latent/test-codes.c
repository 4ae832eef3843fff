/* SPDX-License-Identifier: MIT */
/* The table of codes against what a network, a probe and a divergence give by themselves. */
#include <math.h>

#include "app/latent/codes.h"
#include "app/latent/dimensions.h"
#include "app/templates/template.h"
#include "app/training/monitor.h"
#include "data/builtin/strokes.h"

#define N 300

typedef struct
{
  WbProject *project;
  AeNetwork *network;
  DsDataset *sets[2];
} Fixture;

static void
set_up (Fixture *self, gconstpointer name)
{
  g_autoptr (DsDataset) whole = ds_strokes_new (5);
  const AeShape shape = AE_SHAPE (3, 28, 28, 1);
  g_autoptr (GError) error = NULL;

  self->project = wb_template_build (wb_template_find (name), &shape, &error);
  g_assert_no_error (error);
  self->network = ae_network_new (self->project->model, 3, &error);
  g_assert_no_error (error);
  self->sets[0] = ds_dataset_new_slice (whole, 0, N);
  self->sets[1] = ds_dataset_new_slice (whole, N, N);
}

static void
tear_down (Fixture *self, gconstpointer name)
{
  wb_project_free (self->project);
  ae_network_free (self->network);
  ds_dataset_unref (self->sets[0]);
  ds_dataset_unref (self->sets[1]);
}

static WbCodeTable *
make_table (Fixture *self, guint n_sets)
{
  g_autoptr (GError) error = NULL;
  WbCodeTable *table = wb_code_table_new (self->network, self->sets, n_sets, &self->project->recipe,
                                          NULL, &error);

  g_assert_no_error (error);
  return table;
}

static void
test_codes (Fixture *self, gconstpointer name)
{
  g_autoptr (WbCodeTable) table = make_table (self, 2);
  g_autofree float *x = g_new (float, N * 28 * 28);
  g_autofree float *expected = g_new (float, N *table->size);
  guint code = ae_network_get_code (self->network);

  g_assert_cmpuint (table->n, ==, 2 * N);
  for (guint set = 0; set < 2; set++)
    {
      ds_dataset_read_range (self->sets[set], 0, N, x);
      g_assert_true (ae_network_predict (self->network, 0, code, N, x, expected, NULL));
      g_assert_cmpmem (table->codes + set * N * table->size, N * table->size * sizeof (float),
                       expected, N * table->size * sizeof (float));
    }
}

static void
test_errors (Fixture *self, gconstpointer name)
{
  g_autoptr (WbCodeTable) table = make_table (self, 2);
  WbMeasure measure = { .dataset = self->sets[1], .n = 20 };
  g_autoptr (WbProbe) probe = wb_probe_measure (self->network, &measure, &self->project->recipe,
                                                NULL);

  for (guint i = 0; i < 20; i++)
    g_assert_cmpfloat_with_epsilon (table->errors[N + i], probe->errors[i],
                                    1e-5 * fabs (probe->errors[i]));
}

static void
test_known (Fixture *self, gconstpointer name)
{
  g_autoptr (WbCodeTable) table = make_table (self, 2);
  float factors[DS_STROKES_N_FACTORS];

  g_assert_cmpuint (table->n_factors, ==, DS_STROKES_N_FACTORS);
  g_assert_cmpuint (g_strv_length (table->factor_names), ==, DS_STROKES_N_FACTORS);
  ds_dataset_read_factors (self->sets[1], 7, 1, factors);
  g_assert_cmpmem (table->factors + (N + 7) * table->n_factors, sizeof factors, factors,
                   sizeof factors);
  g_assert_cmpuint (table->n_classes, ==, 10);
  g_assert_cmpint (table->labels[N + 7], ==, ds_dataset_get_labels (self->sets[1])[7]);
}

/* The analytical divergence of the table is the layer's own. */
static void
test_deviations (Fixture *self, gconstpointer name)
{
  g_autoptr (WbCodeTable) table = make_table (self, 1);
  g_autoptr (WbDivergence) divergence = wb_divergence_measure (self->network, self->sets[0], 0,
                                                               NULL);
  g_autofree WbDimension *dimensions = g_new (WbDimension, table->size);

  g_assert_nonnull (table->deviations);
  wb_dimensions_measure (table->n, table->size, table->codes, table->deviations, dimensions);
  for (guint i = 0; i < table->size; i++)
    g_assert_cmpfloat_with_epsilon (dimensions[i].divergence, divergence->nats[i],
                                    1e-4 * divergence->nats[i]);
}

static gboolean
is_cancelled (gpointer data)
{
  return TRUE;
}

static void
test_cancelled (Fixture *self, gconstpointer name)
{
  const DsProgress progress = { .is_cancelled = is_cancelled };
  g_autoptr (GError) error = NULL;

  g_assert_null (wb_code_table_new (self->network, self->sets, 2, NULL, &progress, &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/codes/codes", Fixture, "conv", set_up, test_codes, tear_down);
  g_test_add ("/codes/errors", Fixture, "simple", set_up, test_errors, tear_down);
  g_test_add ("/codes/errors-of-sums", Fixture, "variational", set_up, test_errors, tear_down);
  g_test_add ("/codes/known", Fixture, "simple", set_up, test_known, tear_down);
  g_test_add ("/codes/deviations", Fixture, "variational", set_up, test_deviations, tear_down);
  g_test_add ("/codes/cancelled", Fixture, "simple", set_up, test_cancelled, tear_down);
  return g_test_run ();
}
