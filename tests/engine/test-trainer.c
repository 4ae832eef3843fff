/* SPDX-License-Identifier: MIT */
/* What a training promises: the same bits for any number of threads, a resumed
 * run that equals an uninterrupted one, no allocation in a step, and errors
 * instead of pictures.
 */
#include <math.h>
#include <string.h>

#include "engine/error.h"
#include "tests/engine/allocations.h"
#include "tests/engine/trainer-fixture.h"

/* Without corners, so that differences tell the slope. */
/* clang-format off */
static const Case smooth_cases[] = {
  { "fused", { "Dense", "units=5,activation=tanh", "Dense", "units=24,activation=sigmoid" }, "", "sgd", "" },
  { "sum", { "Dense", "units=5,activation=softplus", "Dense", "units=24" }, "loss=mean_squared_error,reduction=sum", "sgd", "" },
  { "noise", { "GaussianNoise", "stddev=0.2", "Dense", "units=7,activation=gelu", "Dropout", "rate=0.3", "Dense", "units=24,activation=tanh" }, "loss=mean_squared_error,corruption=gaussian", "sgd", "" },
  { "normalised", { "Dense", "units=8", "BatchNormalization", "", "Activation", "activation=silu", "Dense", "units=4", "BatchNormalization", "", "Dense", "units=24,activation=sigmoid" }, "", "sgd", "" },
  { "variational", { "Dense", "units=8,activation=tanh", "GaussianCode", "units=2", "Dense", "units=24,activation=sigmoid" }, "beta=3", "sgd", "" },
  { "variational-sum", { "Dense", "units=8,activation=tanh", "GaussianCode", "units=2", "Dense", "units=24,activation=sigmoid" }, "reduction=sum,beta=3", "sgd", "" },
  { "sparse", { "Dense", "units=8,activation=sigmoid", "SparseCode", "rho=0.3,weight=0.1", "Dense", "units=24,activation=sigmoid" }, "", "sgd", "" },
  { "conv", { "Reshape", "target_shape=4,6,1", "Conv2D", "filters=4,kernel_size=3,padding=same,activation=tanh", "AveragePooling2D", "pool_size=2", "Conv2D", "filters=2,kernel_size=3,padding=same", "UpSampling2D", "size=2", "Conv2D", "filters=1,kernel_size=3,padding=same,activation=sigmoid" }, "", "sgd", "" },
  { "series", { "Reshape", "target_shape=4,6", "LSTM", "units=5", "RepeatVector", "n=4", "LSTM", "units=5,return_sequences=true", "Dense", "units=6,activation=sigmoid" }, "", "sgd", "" },
  { "penalties", { "Dense", "units=8,activation=sigmoid,kernel_l1=0.01,kernel_l2=0.03,activity_l1=0.02,activity_l2=0.1", "Dense", "units=24,activation=sigmoid" }, "", "sgd", "" },
  { "penalties-recurrent", { "Reshape", "target_shape=4,6", "LSTM", "units=5,kernel_l2=0.03,activity_l2=0.1", "RepeatVector", "n=4", "Bidirectional", "units=3,return_sequences=true,kernel_l2=0.02,activity_l2=0.05", "GRU", "units=5,return_sequences=true,kernel_l2=0.01", "Dense", "units=6,activation=sigmoid" }, "", "sgd", "" },
  { "penalties-depthwise", { "Reshape", "target_shape=4,6,1", "DepthwiseConv2D", "kernel_size=3,padding=same,depth_multiplier=2,activation=tanh,kernel_l2=0.03,activity_l2=0.1", "Flatten", "", "Dense", "units=24,activation=sigmoid" }, "", "sgd", "" },
  { "skip", { "Dense", "units=6,activation=tanh", "Dense", "units=6,activation=tanh", "Add", "source=2", "Reshape", "target_shape=2,3", "Concatenate", "source=5", "Dense", "units=4", "Flatten", "", "Dense", "units=24,activation=sigmoid" }, "", "sgd", "" },
};
/* clang-format on */

static void
test_threads (gconstpointer data)
{
  g_autoptr (Fixture) one = fixture_new (data, 1);
  double loss = fixture_train (one, 3);

  for (guint n = 2; n <= 3; n++)
    {
      g_autoptr (Fixture) many = fixture_new (data, n);
      double other = fixture_train (many, 3);

      g_assert_true (loss == other);
      fixture_assert_same_weights (one, many);
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

  fixture_train (whole, 4);
  fixture_train (first, 2);
  ae_network_reset (second->network, 99);
  copy_state (first, second);
  fixture_train (second, 2);
  fixture_assert_same_weights (whole, second);
}

static void
test_learns (gconstpointer data)
{
  g_autoptr (Fixture) fixture = fixture_new (data, 2);
  AeLossValue before, after;
  g_autoptr (GError) error = NULL;

  fixture_train (fixture, 1);
  ae_trainer_evaluate (fixture->trainer, &fixture->source, NULL, SAMPLES, &before, &error);
  fixture_train (fixture, 30);
  ae_trainer_evaluate (fixture->trainer, &fixture->source, NULL, SAMPLES, &after, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (after.total, <, before.total);
}

/* A hundred steps in a row that allocate nothing. A thread's first product may
 * come late and bring memory of the BLAS with it, so there are some tries; a
 * step that allocates spoils them all. */
static void
test_allocations (gconstpointer data)
{
  g_autoptr (Fixture) fixture = fixture_new (data, 2);
  guint before, count = G_MAXUINT;

  if (!allocations_can_count ())
    {
      g_test_skip ("skipped: this build cannot count allocations");
      return;
    }
  fixture_train (fixture, 3);
  for (guint try = 0; try < 4 && count > 0; try++)
    {
      guint64 first = ae_trainer_get_step (fixture->trainer);

      before = allocations_get_count ();
      while (ae_trainer_get_step (fixture->trainer) < first + 100)
        fixture_train (fixture, 1);
      count = allocations_get_count () - before;
    }
  g_assert_cmpuint (count, ==, 0);
}

/* The counter itself sees each kind. */
static void
test_counter (void)
{
  guint before = allocations_get_count ();
  void *volatile memory;

  if (!allocations_can_count ())
    {
      g_test_skip ("skipped: this build cannot count allocations");
      return;
    }
  memory = g_malloc (10);
  memory = g_realloc (memory, 1000);
  g_free (memory);
  g_free (g_malloc0 (10));
  g_aligned_free (g_aligned_alloc (10, 10, 64));
  g_assert_cmpuint (allocations_get_count () - before, ==, 4);
}

/* Every loss with every optimizer gives the same bits on one and two threads. */
static void
test_pairs (void)
{
  for (guint l = 0; ae_loss_classes ()[l] != NULL; l++)
    for (guint o = 0; ae_optimizer_classes ()[o] != NULL; o++)
      {
        g_autofree char *recipe = g_strdup_printf ("batch_size=93,loss=%s", ae_loss_names[l]);
        Case test = { "pair",
                      { "Dense", "units=5,activation=elu", "Dense", "units=24,activation=sigmoid" },
                      recipe,
                      ae_optimizer_names[o],
                      "" };
        g_autoptr (Fixture) one = fixture_new (&test, 1);
        g_autoptr (Fixture) two = fixture_new (&test, 2);

        g_assert_true (fixture_train (one, 2) == fixture_train (two, 2));
        fixture_assert_same_weights (one, two);
      }
}

/* The loss of a step in training mode, whose draws are always those of step 0;
 * the weights are as before. */
static double
measure_step (Fixture *self, guint n, float *moved)
{
  gsize size;
  float *params = ae_network_get_params (self->network, &size);
  g_autofree float *before = g_memdup2 (params, size * sizeof (float));
  g_autoptr (GError) error = NULL;
  AeLossValue loss;

  ae_trainer_set_step (self->trainer, 0);
  ae_trainer_step (self->trainer, &self->source, self->order, n, &loss, &error);
  g_assert_no_error (error);
  if (moved != NULL)
    memcpy (moved, params, size * sizeof (float));
  memcpy (params, before, size * sizeof (float));
  ae_network_weights_changed (self->network);
  return loss.total;
}

/* A step of plain descent at rate 1 is the slope of the very loss it tells,
 * batch, shards, lanes, noise, skips and what layers add included. */
static void
check_descent (Fixture *self, guint n, gboolean has_corner)
{
  gsize size, n_trained = ae_network_get_n_trained (self->network);
  float *params = ae_network_get_params (self->network, &size);
  g_autofree float *moved = g_new (float, size);
  float largest = 0;

  measure_step (self, n, moved);
  for (gsize i = 0; i < n_trained; i++)
    largest = MAX (largest, fabsf (params[i] - moved[i]));
  for (gsize i = 0; i < n_trained; i += 3)
    {
      float before = params[i], step = 1e-2f;
      double high, low, slope = (double) params[i] - moved[i];

      if ((before == 0 && moved[i] == 0) || (has_corner && fabsf (before) <= step))
        continue;
      params[i] = before + step;
      ae_network_weights_changed (self->network);
      high = measure_step (self, n, NULL);
      params[i] = before - step;
      ae_network_weights_changed (self->network);
      low = measure_step (self, n, NULL);
      params[i] = before;
      g_assert_cmpfloat_with_epsilon (slope, (high - low) / (2 * (double) step),
                                      2e-3 * largest + 2e-6);
    }
}

static void
test_descent (gconstpointer data)
{
  const Case *test = data;
  gboolean has_corner = strstr (test->layers[1], "kernel_l1") != NULL;
  g_autoptr (Fixture) fixture = fixture_new (data, 2);
  g_autoptr (GError) error = NULL;

  fixture_train (fixture, 1);
  fixture->recipe.learning_rate = 1;
  ae_trainer_set_recipe (fixture->trainer, &fixture->recipe, &error);
  g_assert_no_error (error);
  check_descent (fixture, SAMPLES, has_corner);
  check_descent (fixture, 67, has_corner);
}

/* A value that is no number stops the step before it moved anything; without
 * it, the run goes on as if nothing had been. */
static void
test_not_finite (gconstpointer data)
{
  static const float values[] = { INFINITY, NAN };
  g_autoptr (Fixture) fixture = fixture_new (data, 2);
  g_autoptr (Fixture) calm = fixture_new (data, 2);
  float kept = fixture->samples[5];
  g_autofree char *number = NULL;
  AeLossValue loss;

  fixture_train (fixture, 1);
  fixture_train (calm, 1);
  number = g_strdup_printf ("step %" G_GUINT64_FORMAT, ae_trainer_get_step (calm->trainer) + 1);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autoptr (GError) error = NULL;

      fixture->samples[5] = values[i];
      g_assert_false (ae_trainer_step (fixture->trainer, &fixture->source, fixture->order, SAMPLES,
                                       &loss, &error));
      g_assert_error (error, AE_ERROR, AE_ERROR_NUMERIC);
      g_assert_nonnull (strstr (error->message, number));
      fixture_assert_same_weights (fixture, calm);
    }
  fixture->samples[5] = kept;
  fixture_train (fixture, 1);
  fixture_train (calm, 1);
  fixture_assert_same_weights (fixture, calm);
}

/* A loss that is finite, of a gradient whose square is not: the step is refused
 * before anybody trains on or saves what it left. */
static void
test_gradient_not_finite (void)
{
  static const Case test = { "", { "Dense", "units=24" }, "loss=mean_squared_error", "adam", "" };

  for (guint n_threads = 1; n_threads <= 2; n_threads++)
    {
      g_autoptr (Fixture) fixture = fixture_new (&test, n_threads);
      g_autoptr (GError) error = NULL;
      AeLossValue loss;

      fixture_train (fixture, 1);
      fixture->samples[5] = 1e19f;
      g_assert_false (ae_trainer_step (fixture->trainer, &fixture->source, fixture->order, SAMPLES,
                                       &loss, &error));
      g_assert_error (error, AE_ERROR, AE_ERROR_NUMERIC);
      g_assert_nonnull (strstr (error->message, "The gradient became"));
      g_assert_true (isfinite (loss.total));
    }
}

/* A batch may be smaller than a shard, larger than the recipe's, and name a
 * sample twice. */
static void
test_batches (void)
{
  static const guint32 twice[] = { 4, 4, 9, 4 };
  g_autoptr (Fixture) fixture = fixture_new (&cases[0], 2);
  g_autoptr (GError) error = NULL;
  AeLossValue all, some, one;

  ae_trainer_evaluate (fixture->trainer, &fixture->source, twice, 4, &all, &error);
  ae_trainer_evaluate (fixture->trainer, &fixture->source, twice, 1, &one, &error);
  ae_trainer_evaluate (fixture->trainer, &fixture->source, twice + 2, 1, &some, &error);
  g_assert_cmpfloat_with_epsilon (all.total, (3 * one.total + some.total) / 4, 1e-6);
  for (guint n = 1; n <= SAMPLES; n += 101)
    g_assert_true (
      ae_trainer_step (fixture->trainer, &fixture->source, fixture->order, n, &all, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (ae_trainer_get_step (fixture->trainer), ==, 3);
}

/* Samples in different shards draw different noise: a batch of one sample over
 * and over does not cost the same in one shard and in two. */
static void
test_draws (void)
{
  static const Case noisy[] = {
    { "noise",
      { "GaussianNoise", "stddev=0.3", "Dense", "units=24" },
      "loss=mean_squared_error",
      "sgd",
      "" },
    { "corrupted",
      { "Dense", "units=24" },
      "loss=mean_squared_error,corruption=gaussian",
      "sgd",
      "" },
    { "plain", { "Dense", "units=24" }, "loss=mean_squared_error", "sgd", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (noisy); i++)
    {
      g_autoptr (Fixture) fixture = fixture_new (&noisy[i], 2);
      guint shard = ae_network_get_shard (fixture->network);
      double one, two;

      g_assert_cmpuint (2 * shard, <=, SAMPLES);
      memset (fixture->order, 0, sizeof fixture->order);
      one = measure_step (fixture, shard, NULL);
      two = measure_step (fixture, 2 * shard, NULL);
      if (i == 2)
        g_assert_cmpfloat_with_epsilon (one, two, 1e-6);
      else
        g_assert_cmpfloat (fabs (one - two), >, 1e-5);
    }
}

static float *
find_weight (Fixture *self, guint layer_id, const char *name)
{
  return ae_network_find_weight (self->network, layer_id, name)->values;
}

/* A code whose mean is 1 everywhere and whose variance is 1 costs half a nat
 * for each of its numbers, whatever else the recipe says; a sample's mean loss
 * takes beta over its values. */
static void
test_divergence (void)
{
  static const Case test = { "divergence",
                             { "GaussianCode", "units=6", "Dense", "units=24" },
                             "loss=mean_squared_error,reduction=sum",
                             "sgd",
                             "" };
  g_autoptr (Fixture) fixture = fixture_new (&test, 2);
  g_autoptr (GError) error = NULL;
  AeLossValue loss;
  gsize n;

  ae_network_get_params (fixture->network, &n);
  memset (ae_network_get_params (fixture->network, NULL), 0, n * sizeof (float));
  for (guint i = 0; i < 6; i++)
    find_weight (fixture, 2, "mean_bias")[i] = 1;
  for (guint i = 0; i < 4; i++)
    {
      double beta = i % 2 == 0 ? 1 : 2.5, share = i < 2 ? 1 : 1.0 / SIZE;

      fixture->recipe.beta = beta;
      fixture->recipe.reduction = i < 2 ? AE_REDUCTION_SUM : AE_REDUCTION_MEAN;
      ae_trainer_set_recipe (fixture->trainer, &fixture->recipe, &error);
      ae_trainer_evaluate (fixture->trainer, &fixture->source, NULL, SAMPLES, &loss, &error);
      g_assert_no_error (error);
      g_assert_cmpfloat_with_epsilon (loss.divergence, beta * 3 * share, 1e-6);
    }
}

/* moving = 0.99·moving + 0.01·batch, once a step, whatever the shards. */
static void
test_moving_averages (void)
{
  static const Case test = {
    "moving", { "BatchNormalization", "", "Dense", "units=24" }, "", "sgd", ""
  };
  g_autoptr (Fixture) fixture = fixture_new (&test, 2);
  g_autoptr (GError) error = NULL;
  guint n = 131;
  AeLossValue loss;

  ae_trainer_step (fixture->trainer, &fixture->source, fixture->order, n, &loss, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < SIZE; i++)
    {
      double mean = 0, variance = 0;

      for (guint s = 0; s < n; s++)
        mean += fixture->samples[fixture->order[s] * SIZE + i] / n;
      for (guint s = 0; s < n; s++)
        variance += pow (fixture->samples[fixture->order[s] * SIZE + i] - mean, 2) / n;
      g_assert_cmpfloat_with_epsilon (find_weight (fixture, 2, "moving_mean")[i], 0.01 * mean,
                                      1e-6);
      g_assert_cmpfloat_with_epsilon (find_weight (fixture, 2, "moving_variance")[i],
                                      0.99 + 0.01 * variance, 1e-6);
    }
}

/* ae_trainer_reset() makes the second run the first one again. */
static void
test_reset (void)
{
  g_autoptr (Fixture) fixture = fixture_new (&cases[4], 2);
  g_autoptr (Fixture) fresh = fixture_new (&cases[4], 2);

  fixture_train (fixture, 2);
  ae_network_reset (fixture->network, 11);
  ae_trainer_reset (fixture->trainer);
  g_assert_cmpuint (ae_trainer_get_step (fixture->trainer), ==, 0);
  g_assert_true (fixture_train (fixture, 2) == fixture_train (fresh, 2));
  fixture_assert_same_weights (fixture, fresh);
}

/* A weight that learns: one of a unit that is not dead. */
static gsize
find_moved (Fixture *self)
{
  gsize n;
  const float *slot = ae_trainer_get_slot (self->trainer, 0, &n);

  for (gsize i = 0; i < n; i++)
    if (slot[i] != 0)
      return i;
  g_assert_not_reached ();
}

/* Rate and batch size change between two steps, the slots stay; another
 * optimizer starts its own anew. */
static void
test_live_recipe (void)
{
  g_autoptr (Fixture) fixture = fixture_new (&cases[0], 2);
  g_autoptr (GError) error = NULL;
  float first;
  gsize at;

  fixture_train (fixture, 1);
  at = find_moved (fixture);
  first = ae_trainer_get_slot (fixture->trainer, 0, NULL)[at];
  fixture->recipe.learning_rate = 0.01;
  fixture->recipe.batch_size = 31;
  g_assert_true (ae_trainer_set_recipe (fixture->trainer, &fixture->recipe, &error));
  g_assert_cmpfloat (ae_trainer_get_slot (fixture->trainer, 0, NULL)[at], ==, first);
  fixture_train (fixture, 1);
  g_assert_cmpuint (ae_trainer_get_step (fixture->trainer), ==, 3 + 7);
  ae_recipe_set_optimizer (&fixture->recipe, "adagrad", &error);
  g_assert_true (ae_trainer_set_recipe (fixture->trainer, &fixture->recipe, &error));
  g_assert_cmpfloat (ae_trainer_get_slot (fixture->trainer, 0, NULL)[at], ==, 0.1f);
  g_assert_null (ae_trainer_get_slot (fixture->trainer, 1, NULL));
}

/* An evaluation draws no noise of training, and the same corruption twice, whatever
 * the place of a sample. */
static void
test_evaluation (void)
{
  static const guint32 pairs[][2] = { { 4, 9 }, { 9, 4 } };

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
      ae_trainer_evaluate (fixture->trainer, &fixture->source, pairs[0], 2, &once, &error);
      ae_trainer_evaluate (fixture->trainer, &fixture->source, pairs[1], 2, &again, &error);
      g_assert_cmpfloat_with_epsilon (once.total, again.total, 1e-6);
    }
}

/* How far a step of plain descent goes at this bound of the gradient's length. */
static double
measure_length (double clip_norm)
{
  static const Case test = {
    "clip", { "Dense", "units=24" }, "loss=mean_squared_error,learning_rate=1", "sgd", ""
  };
  g_autoptr (Fixture) fixture = fixture_new (&test, 2);
  g_autoptr (GError) error = NULL;
  g_autofree float *moved = NULL;
  const float *params;
  double squares = 0;
  gsize n;

  fixture->recipe.clip_norm = clip_norm;
  g_assert_true (ae_trainer_set_recipe (fixture->trainer, &fixture->recipe, &error));
  params = ae_network_get_params (fixture->network, &n);
  moved = g_new (float, n);
  measure_step (fixture, SAMPLES, moved);
  for (gsize i = 0; i < n; i++)
    squares += ((double) moved[i] - params[i]) * ((double) moved[i] - params[i]);
  return sqrt (squares);
}

/* Longer gradients are shortened to the bound, and no others. */
static void
test_clip (void)
{
  double whole = measure_length (0);

  g_assert_cmpfloat (whole, >, 0.01);
  g_assert_cmpfloat_with_epsilon (measure_length (2 * whole), whole, 1e-6);
  g_assert_cmpfloat_with_epsilon (measure_length (whole / 4), whole / 4, 1e-6);
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
      add (&cases[i], "not-finite", test_not_finite);
    }
  for (guint i = 0; i < G_N_ELEMENTS (smooth_cases); i++)
    add (&smooth_cases[i], "descent", test_descent);
  g_test_add_func ("/trainer/counter", test_counter);
  g_test_add_func ("/trainer/pairs", test_pairs);
  g_test_add_func ("/trainer/gradient-not-finite", test_gradient_not_finite);
  g_test_add_func ("/trainer/batches", test_batches);
  g_test_add_func ("/trainer/draws", test_draws);
  g_test_add_func ("/trainer/divergence", test_divergence);
  g_test_add_func ("/trainer/moving-averages", test_moving_averages);
  g_test_add_func ("/trainer/reset", test_reset);
  g_test_add_func ("/trainer/live-recipe", test_live_recipe);
  g_test_add_func ("/trainer/evaluation", test_evaluation);
  g_test_add_func ("/trainer/clip", test_clip);
  g_test_add_func ("/trainer/contract", test_contract);
  return g_test_run ();
}
