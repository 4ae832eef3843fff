/* SPDX-License-Identifier: MIT */
/* What a training promises: the same bits for any number of threads, a resumed
 * run that equals an uninterrupted one, no allocation in a step, and errors
 * instead of pictures.
 *
 * Proved by: lanes chosen by worker instead of shard (threads), the optimizer's
 * step counted from 0 (resume), a g_new in run_lane (allocations), corruption
 * keyed by the worker (threads), set_recipe that clears the slots (resume).
 */
#include <math.h>
#include <string.h>

#include "engine/error.h"
#include "engine/trainer.h"
#include "tests/engine/allocations.h"

#define SAMPLES 203
#define SIZE 24

typedef struct
{
  const char *name;
  const char *layers[8]; /* type and options in turn */
  const char *recipe;
  const char *optimizer;
} Case;

static const Case cases[] = {
  { "simple", { "Dense", "units=5,activation=relu", "Dense", "units=24,activation=sigmoid" }, "batch_size=70", "adam" },
  { "deep", { "Dense", "units=9,activation=relu", "Dense", "units=3,activation=tanh", "Dense", "units=24,activation=sigmoid" }, "batch_size=129", "adamw" },
  { "noise", { "GaussianNoise", "stddev=0.2", "Dense", "units=7,activation=gelu", "Dropout", "rate=0.3", "Dense", "units=24" }, "batch_size=66,loss=mean_squared_error", "sgd" },
  { "corrupted", { "Dense", "units=7,activation=elu", "Dense", "units=24,activation=sigmoid" }, "batch_size=150,corruption=gaussian,corruption_amount=0.4", "rmsprop" },
  { "masked", { "Dense", "units=7,activation=silu", "Dense", "units=24,activation=sigmoid" }, "batch_size=40,corruption=masking,clip_norm=0.01", "adagrad" },
  { "normalised", { "Dense", "units=8", "BatchNormalization", "", "Activation", "activation=relu", "Dense", "units=24,activation=sigmoid" }, "batch_size=190", "adadelta" },
  { "variational", { "Dense", "units=8,activation=relu", "GaussianCode", "units=2", "Dense", "units=24,activation=sigmoid" }, "batch_size=100,reduction=sum", "adam" },
  { "sparse", { "Dense", "units=8,activation=sigmoid", "SparseCode", "rho=0.1,weight=0.1", "Dense", "units=24,activation=sigmoid" }, "batch_size=100", "adam" },
};

static void
read_samples (gpointer data, const guint32 *indices, gsize n, float *out)
{
  const float *samples = data;

  for (gsize i = 0; i < n; i++)
    memcpy (out + i * SIZE, samples + indices[i] * SIZE, SIZE * sizeof (float));
}

typedef struct
{
  float samples[SAMPLES * SIZE];
  guint32 order[SAMPLES];
  AeSource source;
  AePool *pool;
  AeNetwork *network;
  AeTrainer *trainer;
  AeRecipe recipe;
} Fixture;

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

static Fixture *
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
  self->pool = ae_pool_new (n_threads);
  self->network = ae_network_new (model, 11, &error);
  g_assert_no_error (error);
  self->trainer = ae_trainer_new (self->network, self->pool, &self->recipe, &error);
  g_assert_no_error (error);
  return self;
}

static void
fixture_free (Fixture *self)
{
  ae_trainer_free (self->trainer);
  ae_network_free (self->network);
  ae_pool_free (self->pool);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, fixture_free)

/* Whole epochs, the last batch smaller; returns the last epoch's mean loss. */
static double
train (Fixture *self, guint n_epochs)
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

static void
assert_same_weights (Fixture *a, Fixture *b)
{
  gsize n, m;
  const float *v = ae_network_get_params (a->network, &n);
  const float *w = ae_network_get_params (b->network, &m);

  g_assert_cmpmem (v, n * sizeof (float), w, m * sizeof (float));
}

static void
test_threads (gconstpointer data)
{
  g_autoptr (Fixture) one = fixture_new (data, 1);
  double loss = train (one, 3);

  for (guint n = 2; n <= 3; n++)
    {
      g_autoptr (Fixture) many = fixture_new (data, n);
      double other = train (many, 3);

      g_assert_true (loss == other);
      assert_same_weights (one, many);
    }
}

static void
copy_state (Fixture *from, Fixture *to)
{
  gsize n;
  const float *params = ae_network_get_params (from->network, &n);

  memcpy (ae_network_get_params (to->network, NULL), params, n * sizeof (float));
  ae_network_weights_changed (to->network);
  for (guint i = 0; ae_trainer_get_slot (from->trainer, i, &n) != NULL; i++)
    memcpy (ae_trainer_get_slot (to->trainer, i, NULL),
            ae_trainer_get_slot (from->trainer, i, NULL), n * sizeof (float));
  ae_trainer_set_step (to->trainer, ae_trainer_get_step (from->trainer));
}

static void
test_resume (gconstpointer data)
{
  g_autoptr (Fixture) whole = fixture_new (data, 2);
  g_autoptr (Fixture) first = fixture_new (data, 1);
  g_autoptr (Fixture) second = fixture_new (data, 2);

  train (whole, 4);
  train (first, 2);
  ae_network_reset (second->network, 99);
  copy_state (first, second);
  train (second, 2);
  assert_same_weights (whole, second);
}

static void
test_learns (gconstpointer data)
{
  g_autoptr (Fixture) fixture = fixture_new (data, 2);
  double before = train (fixture, 1), after;

  after = train (fixture, 60);
  g_assert_cmpfloat (after, <, before);
}

static void
test_allocations (gconstpointer data)
{
  g_autoptr (Fixture) fixture = fixture_new (data, 2);
  guint before;

  if (!allocations_can_count ())
    {
      g_test_skip ("skipped: this build cannot count allocations");
      return;
    }
  train (fixture, 3);
  before = allocations_get_count ();
  train (fixture, 50);
  g_assert_cmpuint (allocations_get_count () - before, ==, 0);
}

static void
test_not_finite (void)
{
  g_autoptr (Fixture) fixture = fixture_new (&cases[2], 2);
  g_autoptr (GError) error = NULL;
  g_autofree float *before = NULL;
  AeLossValue loss;
  gsize n;

  train (fixture, 1);
  fixture->samples[5] = INFINITY;
  ae_network_get_params (fixture->network, &n);
  before = g_memdup2 (ae_network_get_params (fixture->network, NULL), n * sizeof (float));
  g_assert_false (ae_trainer_step (fixture->trainer, &fixture->source, fixture->order,
                                   SAMPLES, &loss, &error));
  g_assert_error (error, AE_ERROR, AE_ERROR_NUMERIC);
  g_assert_nonnull (strstr (error->message, "step 5"));
  g_assert_cmpmem (before, n * sizeof (float),
                   ae_network_get_params (fixture->network, NULL), n * sizeof (float));
}

/* Rate and batch size change between two steps, the slots stay; another
 * optimizer starts its own anew. */
static void
test_live_recipe (void)
{
  g_autoptr (Fixture) fixture = fixture_new (&cases[0], 2);
  g_autoptr (GError) error = NULL;
  float first;

  train (fixture, 1);
  first = ae_trainer_get_slot (fixture->trainer, 0, NULL)[0];
  g_assert_cmpfloat (first, !=, 0);
  fixture->recipe.learning_rate = 0.01;
  fixture->recipe.batch_size = 31;
  g_assert_true (ae_trainer_set_recipe (fixture->trainer, &fixture->recipe, &error));
  g_assert_cmpfloat (ae_trainer_get_slot (fixture->trainer, 0, NULL)[0], ==, first);
  train (fixture, 1);
  g_assert_cmpuint (ae_trainer_get_step (fixture->trainer), ==, 3 + 7);
  ae_recipe_set_optimizer (&fixture->recipe, "adagrad", &error);
  g_assert_true (ae_trainer_set_recipe (fixture->trainer, &fixture->recipe, &error));
  g_assert_cmpfloat (ae_trainer_get_slot (fixture->trainer, 0, NULL)[0], ==, 0.1f);
  g_assert_null (ae_trainer_get_slot (fixture->trainer, 1, NULL));
}

/* An evaluation draws no noise of training, and the same corruption twice. */
static void
test_evaluation (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Fixture) fixture = fixture_new (&cases[i], 2);
      g_autoptr (GError) error = NULL;
      AeLossValue once, again;

      ae_trainer_evaluate (fixture->trainer, &fixture->source, NULL, SAMPLES, &once, &error);
      g_assert_no_error (error);
      ae_trainer_set_step (fixture->trainer, 1000);
      ae_trainer_evaluate (fixture->trainer, &fixture->source, NULL, SAMPLES, &again, &error);
      g_assert_true (once.total == again.total);
      g_assert_cmpfloat (once.penalty, ==, 0);
    }
}

static void
test_contract (void)
{
  g_autoptr (AeModel) input = ae_model_new (&AE_SHAPE (3, 4, 3, 2));
  g_autoptr (AeModel) model = ae_model_append (input, "Dense", "units=23", NULL);
  g_autoptr (AeNetwork) network = ae_network_new (model, 1, NULL);
  g_autoptr (AePool) pool = ae_pool_new (1);
  g_autoptr (GError) error = NULL;
  AeRecipe recipe;

  ae_recipe_init (&recipe);
  g_assert_null (ae_trainer_new (network, pool, &recipe, &error));
  g_assert_error (error, AE_ERROR, AE_ERROR_MODEL);
  g_assert_nonnull (strstr (error->message, "4×3×2"));
}

static void
add (const Case *test, const char *name, GTestDataFunc func)
{
  g_autofree char *path = g_strdup_printf ("/trainer/%s/%s", test->name, name);

  g_test_add_data_func (path, test, func);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      add (&cases[i], "threads", test_threads);
      add (&cases[i], "resume", test_resume);
      add (&cases[i], "learns", test_learns);
      add (&cases[i], "allocations", test_allocations);
    }
  g_test_add_func ("/trainer/not-finite", test_not_finite);
  g_test_add_func ("/trainer/live-recipe", test_live_recipe);
  g_test_add_func ("/trainer/evaluation", test_evaluation);
  g_test_add_func ("/trainer/contract", test_contract);
  return g_test_run ();
}
