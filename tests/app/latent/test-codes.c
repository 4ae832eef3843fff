/* SPDX-License-Identifier: MIT */
/* The table of codes against what a network and a divergence give by themselves. */
#include "app/latent/codes.h"
#include "app/latent/dimensions.h"
#include "app/templates/template.h"
#include "app/training/monitor.h"
#include "data/builtin/strokes.h"
#include "engine/error.h"

#define N 300

typedef struct
{
  WbProject *project;
  AeNetwork *network;
  DsDataset *dataset;
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
  self->dataset = ds_dataset_new_slice (whole, 0, N);
}

static void
tear_down (Fixture *self, gconstpointer name)
{
  wb_project_free (self->project);
  ae_network_free (self->network);
  ds_dataset_unref (self->dataset);
}

static WbCodeTable *
make_table (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  WbCodeTable *table = wb_code_table_new (self->network, self->dataset, &error);

  g_assert_no_error (error);
  return table;
}

static void
test_codes (Fixture *self, gconstpointer name)
{
  g_autoptr (WbCodeTable) table = make_table (self);
  g_autofree float *x = g_new (float, N * 28 * 28);
  g_autofree float *expected = g_new (float, table->size *N);

  g_assert_cmpuint (table->n, ==, N);
  g_assert_null (table->deviations);
  ds_dataset_read_range (self->dataset, 0, N, x);
  g_assert_true (ae_network_predict (self->network, 0, ae_network_get_code (self->network), N, x,
                                     expected, NULL));
  g_assert_cmpmem (table->codes, N * table->size * sizeof (float), expected,
                   N * table->size * sizeof (float));
}

/* Weights that are finite may give codes that are not. */
static void
test_infinite (Fixture *self, gconstpointer name)
{
  g_autoptr (GError) error = NULL;
  gsize n;
  float *params = ae_network_get_params (self->network, &n);

  for (gsize i = 0; i < n; i++)
    params[i] = 3e38f;
  ae_network_weights_changed (self->network);
  g_assert_null (wb_code_table_new (self->network, self->dataset, &error));
  g_assert_error (error, AE_ERROR, AE_ERROR_NUMERIC);
}

/* The analytical divergence of the table is the layer's own. */
static void
test_deviations (Fixture *self, gconstpointer name)
{
  g_autoptr (WbCodeTable) table = make_table (self);
  g_autoptr (WbDivergence) divergence = wb_divergence_measure (self->network, self->dataset, 0,
                                                               NULL);
  g_autofree WbDimension *dimensions = g_new (WbDimension, table->size);

  g_assert_nonnull (table->deviations);
  wb_dimensions_measure (table->n, table->size, table->codes, table->deviations, dimensions);
  for (guint i = 0; i < table->size; i++)
    g_assert_cmpfloat_with_epsilon (dimensions[i].divergence, divergence->nats[i],
                                    1e-4 * divergence->nats[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/codes/codes", Fixture, "conv", set_up, test_codes, tear_down);
  g_test_add ("/codes/infinite", Fixture, "conv", set_up, test_infinite, tear_down);
  g_test_add ("/codes/deviations", Fixture, "variational", set_up, test_deviations, tear_down);
  return g_test_run ();
}
