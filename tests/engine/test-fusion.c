/* SPDX-License-Identifier: MIT */
/* A layer that does the work of the one before it gives what both would give
 * one after the other: outputs and gradients.
 */
#include <math.h>

#include "engine/network/network.h"

#define SAMPLES 2

static const char *const plain[] = {
  "Conv2D",       "filters=8,padding=same,activation=relu",
  "MaxPooling2D", "",
  "Conv2D",       "filters=8,padding=same,activation=relu",
  "UpSampling2D", "",
  "Conv2D",       "filters=16,padding=same,activation=relu",
  "UpSampling2D", "",
  "Conv2D",       "filters=16,padding=valid",
  NULL,
};

static const char *const skipped[] = {
  "Conv2D",       "filters=8,padding=same",
  "UpSampling2D", "",
  "Conv2D",       "filters=8,padding=same,activation=relu",
  "Add",          "source=3",
  NULL,
};

static const char *const repeated[] = {
  "Dense",        "units=6,activation=tanh",
  "RepeatVector", "n=5",
  "LSTM",         "units=7,return_sequences=true",
  "GRU",          "units=5",
  "RepeatVector", "n=3",
  "GRU",          "units=4,return_sequences=true",
  NULL,
};

static AeNetwork *
make_network (const char *const *layers)
{
  g_autoptr (AeModel) model = ae_model_new (&AE_SHAPE (3, 8, 10, 1));
  g_autoptr (GError) error = NULL;
  AeNetwork *network;

  for (guint i = 0; layers[i] != NULL; i += 2)
    {
      AeModel *longer = ae_model_append (model, layers[i], layers[i + 1], &error);

      g_assert_no_error (error);
      ae_model_unref (model);
      model = longer;
    }
  network = ae_network_new (model, 5, &error);
  g_assert_no_error (error);
  return network;
}

/* Forward and backward; returns the gradients, and the output in @y. */
static float *
run (AeNetwork *network, gboolean keep_all, float **y)
{
  g_autoptr (AeWorkspace) workspace = ae_workspace_new (network, SAMPLES, TRUE, NULL);
  guint last = ae_network_get_n_layers (network) - 1;
  gsize size = SAMPLES * ae_shape_size (ae_network_get_shape (network, last));
  float *gradients = g_new0 (float, ae_network_get_n_trained (network));
  AeRandomKey key = { .seed = 1 };
  AeRun way = { .training = TRUE, .keep_all = keep_all, .n_batch = SAMPLES, .loss_scale = 1 };

  ae_random_uniform (&key, ae_workspace_get_output (workspace, 0),
                     SAMPLES * ae_shape_size (ae_network_get_shape (network, 0)));
  ae_network_forward (network, workspace, SAMPLES, 0, last, &way, NULL);
  *y = g_memdup2 (ae_workspace_get_output (workspace, last), size * sizeof (float));
  key.layer = 1;
  ae_random_normal (&key, ae_workspace_get_gradient (workspace), size);
  ae_network_backward (network, workspace, SAMPLES, last, 0, &way, gradients);
  return gradients;
}

static void
compare (gsize n, const float *a, const float *b)
{
  for (gsize i = 0; i < n; i++)
    if (!(fabsf (a[i] - b[i]) <= 2e-5f * fmaxf (1, fabsf (a[i]))))
      g_error ("value %" G_GSIZE_FORMAT " is %g, layer by layer %g", i, b[i], a[i]);
}

static void
test_same (gconstpointer layers)
{
  g_autoptr (AeNetwork) network = make_network (layers);
  guint last = ae_network_get_n_layers (network) - 1;
  g_autofree float *y = NULL, *y_absorbed = NULL;
  g_autofree float *all = run (network, TRUE, &y);
  g_autofree float *fused = run (network, FALSE, &y_absorbed);

  compare (SAMPLES * ae_shape_size (ae_network_get_shape (network, last)), y, y_absorbed);
  compare (ae_network_get_n_trained (network), all, fused);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/fuse/up-sampling", plain, test_same);
  g_test_add_data_func ("/fuse/repeated-vector", repeated, test_same);
  g_test_add_data_func ("/fuse/source-of-a-skip", skipped, test_same);
  return g_test_run ();
}
