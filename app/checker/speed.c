/* SPDX-License-Identifier: MIT */
/* Measured is what training will be: steps of a small dense model with its
 * loss and its optimizer, and not a product of matrices alone.
 */
#include "app/checker/speed.h"

#include "engine/training/trainer.h"

#define UNITS        256
#define BATCH        256
#define WARM_UP      2
#define MEASURE_USEC 10000
#define MIN_STEPS    2

double
wb_speed_count_flops (const AeModel *model, const AeShape *shapes)
{
  gboolean any_before = FALSE;
  double flops = 0;

  for (guint i = 1; i < ae_model_get_n_layers (model); i++)
    {
      const AeLayer *layer = ae_model_get_layer (model, i);

      if (layer->klass->flops != NULL)
        flops += (any_before ? 3 : 2)
                 * layer->klass->flops (layer->options, &shapes[i - 1], &shapes[i]);
      any_before = any_before || ae_model_count_params (model, i, shapes) > 0;
    }
  return flops;
}

static void
read_ramp (gpointer data, const guint32 *indices, gsize n, float *out)
{
  for (gsize i = 0; i < n * UNITS; i++)
    out[i] = (float) ((i * 31 + indices[i / UNITS]) % 251) / 251;
}

static AeModel *
make_model (void)
{
  static const char options[] = "units=" G_STRINGIFY (UNITS) ",activation=sigmoid";
  g_autoptr (AeModel) empty = ae_model_new (&AE_SHAPE (1, UNITS));
  g_autoptr (AeModel) encoder = ae_model_append (empty, "Dense", options, NULL);

  return ae_model_append (encoder, "Dense", options, NULL);
}

static double
time_steps (AeTrainer *trainer)
{
  AeSource source = { .n_samples = BATCH, .shape = AE_SHAPE (1, UNITS), .read = read_ramp };
  guint32 indices[BATCH];
  gint64 begin = 0, now = 0;
  AeLossValue loss;
  guint n;

  for (guint i = 0; i < BATCH; i++)
    indices[i] = i;
  for (n = 0; n < WARM_UP + MIN_STEPS || now - begin < MEASURE_USEC; n++)
    {
      if (n == WARM_UP)
        begin = g_get_monotonic_time ();
      if (!ae_trainer_step (trainer, &source, indices, BATCH, &loss, NULL))
        return 0;
      now = g_get_monotonic_time ();
    }
  return (double) (now - begin) / G_USEC_PER_SEC / (n - WARM_UP);
}

double
wb_speed_measure (guint n_threads)
{
  g_autoptr (AePool) pool = ae_pool_new (n_threads);
  g_autoptr (AeModel) model = make_model ();
  g_autoptr (AeNetwork) network = NULL;
  g_autoptr (AeTrainer) trainer = NULL;
  AeShape shapes[3];
  AeRecipe recipe;
  double seconds;

  ae_recipe_init (&recipe);
  network = ae_network_new (model, 0, NULL);
  if (network == NULL || !ae_model_infer (model, shapes, NULL, NULL))
    return 0;
  trainer = ae_trainer_new (network, pool, &recipe, NULL);
  seconds = trainer != NULL ? time_steps (trainer) : 0;
  return seconds > 0 ? BATCH * wb_speed_count_flops (model, shapes) / seconds : 0;
}
