/* SPDX-License-Identifier: MIT */
#include "tests/app/checker/trial.h"

#include "engine/training/trainer.h"

#define SAMPLES 4
#define STEPS   2

static void
read_noise (gpointer data, const guint32 *indices, gsize n, float *out)
{
  gsize size = *(gsize *) data;

  for (gsize i = 0; i < n * size; i++)
    out[i] = (float) ((indices[i / size] * 31 + i % size * 17) % 101) / 100;
}

/* Takes STEPS steps; the test fails where one of them does. */
void
trial_train (const WbProject *project)
{
  static const guint32 indices[SAMPLES] = { 0, 1, 2, 3 };
  g_autoptr (GError) error = NULL;
  g_autoptr (AeNetwork) network = ae_network_new (project->model, 1, &error);
  g_autoptr (AePool) pool = ae_pool_new (1);
  g_autoptr (AeTrainer) trainer = NULL;
  AeLossValue loss;
  AeSource source = { .read = read_noise };
  gsize size;

  g_assert_no_error (error);
  source.shape = *ae_network_get_shape (network, 0);
  source.n_samples = SAMPLES;
  size = ae_shape_size (&source.shape);
  source.data = &size;
  trainer = ae_trainer_new (network, pool, &project->recipe, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < STEPS; i++)
    {
      ae_trainer_step (trainer, &source, indices, SAMPLES, &loss, &error);
      g_assert_no_error (error);
    }
}
