/* SPDX-License-Identifier: MIT */
#include "tests/engine/trainer-fixture.h"

#include <math.h>
#include <string.h>

/* clang-format off */
const Case cases[N_CASES] = {
  { "simple", { "Dense", "units=5,activation=relu", "Dense", "units=24,activation=sigmoid" }, "batch_size=70", "adam", "" },
  { "deep", { "Dense", "units=9,activation=relu", "Dense", "units=3,activation=tanh", "Dense", "units=24,activation=sigmoid" }, "batch_size=129", "adamw", "" },
  { "noise", { "GaussianNoise", "stddev=0.2", "Dense", "units=7,activation=gelu", "Dropout", "rate=0.3", "Dense", "units=24" }, "batch_size=66,loss=mean_squared_error", "sgd", "momentum=0.9,nesterov=true" },
  { "corrupted", { "Dense", "units=7,activation=elu", "Dense", "units=24,activation=sigmoid" }, "batch_size=150,corruption=gaussian,corruption_amount=0.4", "rmsprop", "momentum=0.5,centered=true" },
  { "masked", { "Dense", "units=7,activation=silu", "Dense", "units=24,activation=sigmoid" }, "batch_size=40,corruption=masking,clip_norm=0.1,learning_rate=0.1", "adagrad", "" },
  { "normalised", { "Dense", "units=8", "BatchNormalization", "", "Activation", "activation=relu", "Dense", "units=4", "BatchNormalization", "", "Dense", "units=24,activation=sigmoid" }, "batch_size=190,learning_rate=1", "adadelta", "" },
  { "variational", { "Dense", "units=8,activation=relu", "GaussianCode", "units=2", "Dense", "units=24,activation=sigmoid" }, "batch_size=100,reduction=sum", "adam", "" },
  { "sparse", { "Dense", "units=8,activation=sigmoid", "SparseCode", "rho=0.1,weight=0.1", "Dense", "units=24,activation=sigmoid" }, "batch_size=100", "adam", "" },
  { "wide", { "Dense", "units=5000,activation=relu", "Dense", "units=24,activation=sigmoid" }, "batch_size=199", "adam", "" },
  { "conv", { "Reshape", "target_shape=4,6,1", "Conv2D", "filters=4,kernel_size=3,padding=same,activation=relu", "MaxPooling2D", "pool_size=2", "Conv2D", "filters=2,kernel_size=3,padding=same", "UpSampling2D", "size=2", "Conv2D", "filters=1,kernel_size=3,padding=same,activation=sigmoid" }, "batch_size=70", "adam", "" },
  { "series", { "Reshape", "target_shape=4,6", "LSTM", "units=5", "RepeatVector", "n=4", "LSTM", "units=5,return_sequences=true", "Dense", "units=6,activation=sigmoid" }, "batch_size=70", "adam", "" },
  { "penalties", { "Dense", "units=8,activation=sigmoid,kernel_l1=0.001,kernel_l2=0.003,activity_l1=0.002", "Dense", "units=24,activation=sigmoid,activity_l2=0.01" }, "batch_size=150", "adam", "" },
};
/* clang-format on */

static void
read_samples (gpointer data, const guint32 *indices, gsize n, float *out)
{
  const float *samples = data;

  for (gsize i = 0; i < n; i++)
    memcpy (out + i * SIZE, samples + indices[i] * SIZE, SIZE * sizeof (float));
}

/* Samples with a structure that a few units can hold. */
static void
make_samples (Fixture *self)
{
  AeRandomKey key = { .seed = 3 };
  float drawn[2];

  for (guint s = 0; s < SAMPLES; s++)
    {
      key.sample = s;
      ae_random_uniform (&key, drawn, 2);
      self->order[s] = (s * 37) % SAMPLES;
      for (guint i = 0; i < SIZE; i++)
        self->samples[s * SIZE + i] = 0.5f + 0.5f * sinf (6 * drawn[0] + (float) i * drawn[1]);
    }
  self->source = (AeSource) { self->samples, SAMPLES, AE_SHAPE (1, SIZE), read_samples };
}

static AeModel *
make_model (const Case *test)
{
  AeModel *model = ae_model_new (&AE_SHAPE (1, SIZE));
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (test->layers) && test->layers[i] != NULL; i += 2)
    {
      AeModel *longer = ae_model_append (model, test->layers[i], test->layers[i + 1], &error);

      g_assert_no_error (error);
      ae_model_unref (model);
      model = longer;
    }
  return model;
}

Fixture *
fixture_new (const Case *test, guint n_threads)
{
  Fixture *self = g_new0 (Fixture, 1);
  g_autoptr (AeModel) model = make_model (test);
  g_autoptr (GError) error = NULL;

  make_samples (self);
  ae_recipe_init (&self->recipe);
  ae_recipe_set_optimizer (&self->recipe, test->optimizer, &error);
  g_assert_no_error (error);
  ae_options_set_text (ae_recipe_options, &self->recipe, test->recipe, &error);
  g_assert_no_error (error);
  ae_options_set_text (ae_recipe_get_optimizer (&self->recipe)->options,
                       self->recipe.optimizer_options, test->optimizer_options, &error);
  g_assert_no_error (error);
  self->pool = ae_pool_new (n_threads);
  self->network = ae_network_new (model, 11, &error);
  g_assert_no_error (error);
  self->trainer = ae_trainer_new (self->network, self->pool, &self->recipe, &error);
  g_assert_no_error (error);
  return self;
}

void
fixture_free (Fixture *self)
{
  ae_trainer_free (self->trainer);
  ae_network_free (self->network);
  ae_pool_free (self->pool);
  g_free (self);
}

double
fixture_train (Fixture *self, guint n_epochs)
{
  guint batch = (guint) self->recipe.batch_size;
  double sum = 0;

  for (guint epoch = 0; epoch < n_epochs; epoch++)
    {
      sum = 0;
      for (guint at = 0; at < SAMPLES; at += batch)
        {
          guint n = MIN (batch, SAMPLES - at);
          g_autoptr (GError) error = NULL;
          AeLossValue loss;

          ae_trainer_step (self->trainer, &self->source, self->order + at, n, &loss, &error);
          g_assert_no_error (error);
          sum += loss.total * n;
        }
    }
  return sum / SAMPLES;
}

void
fixture_assert_same_weights (Fixture *a, Fixture *b)
{
  gsize n, m;
  const float *v = ae_network_get_params (a->network, &n);
  const float *w = ae_network_get_params (b->network, &m);

  g_assert_cmpmem (v, n * sizeof (float), w, m * sizeof (float));
}
