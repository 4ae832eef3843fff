/* SPDX-License-Identifier: MIT */
/* Layers that skip the zeros they are given compute what they compute without
 * skipping: the same network is run on samples that are mostly zero and on the
 * same samples with 1e-30 for zero, where nothing is skipped.
 */
#include <math.h>

#include "engine/network/network.h"

#define SAMPLES 9
#define SIZE    (8 * 20)

static AeNetwork *
make_network (const char *type, const char *options, const AeShape *input)
{
  g_autoptr (AeModel) model = ae_model_new (input);
  g_autoptr (GError) error = NULL;
  g_autoptr (AeModel) longer = ae_model_append (model, type, options, &error);
  AeNetwork *network;

  g_assert_no_error (error);
  network = ae_network_new (longer, 5, &error);
  g_assert_no_error (error);
  return network;
}

/* Forward and backward with @zero in nine places of ten. */
static float *
run (AeNetwork *network, float zero, float **y)
{
  g_autoptr (AeWorkspace) workspace = ae_workspace_new (network, SAMPLES, TRUE, NULL);
  gsize size = SAMPLES * ae_shape_size (ae_network_get_shape (network, 1));
  float *gradients = g_new0 (float, ae_network_get_n_trained (network));
  float *x = ae_workspace_get_output (workspace, 0);
  AeRandomKey key = { .seed = 1 };
  AeRun way = { .training = TRUE, .n_batch = SAMPLES, .loss_scale = 1 };

  ae_random_uniform (&key, x, SAMPLES * SIZE);
  for (guint i = 0; i < SAMPLES * SIZE; i++)
    x[i] = x[i] < 0.9f ? zero : x[i];
  ae_network_forward (network, workspace, SAMPLES, 0, 1, &way, NULL);
  *y = g_memdup2 (ae_workspace_get_output (workspace, 1), size * sizeof (float));
  key.layer = 1;
  ae_random_normal (&key, ae_workspace_get_gradient (workspace), size);
  for (gsize i = 0; i < ae_network_get_n_trained (network); i++)
    gradients[i] = 1;
  ae_network_backward (network, workspace, SAMPLES, 1, 0, &way, gradients);
  return gradients;
}

static void
compare (gsize n, const float *a, const float *b)
{
  for (gsize i = 0; i < n; i++)
    if (!(fabsf (a[i] - b[i]) <= 1e-5f * fmaxf (1, fabsf (a[i]))))
      g_error ("value %" G_GSIZE_FORMAT " is %g with zeros skipped, %g without", i, b[i], a[i]);
}

static void
check (const char *type, const char *options, const AeShape *input)
{
  g_autoptr (AeNetwork) network = make_network (type, options, input);
  g_autofree float *y = NULL, *y_sparse = NULL;
  g_autofree float *dense = run (network, 1e-30f, &y);
  g_autofree float *sparse = run (network, 0, &y_sparse);

  compare (SAMPLES * ae_shape_size (ae_network_get_shape (network, 1)), y, y_sparse);
  compare (ae_network_get_n_trained (network), dense, sparse);
}

static void
test_dense (void)
{
  check ("Dense", "units=37,activation=tanh", &AE_SHAPE (1, SIZE));
  check ("Dense", "units=5,use_bias=false", &AE_SHAPE (1, SIZE));
}

static void
test_series (void)
{
  check ("TimeDistributed", "units=3", &AE_SHAPE (2, 1, SIZE));
  check ("LSTM", "units=6,return_sequences=true", &AE_SHAPE (2, 8, 20));
  check ("GRU", "units=6", &AE_SHAPE (2, 8, 20));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sparse-input/dense", test_dense);
  g_test_add_func ("/sparse-input/series", test_series);
  return g_test_run ();
}
