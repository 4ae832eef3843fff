/* SPDX-License-Identifier: MIT */
/* Schedules against Keras' formulas (keras.optimizers.schedules), written here
 * in steps as Keras has them: the rate of step k, the first being step 0.
 */
#include <math.h>

#include "engine/training/recipe.h"

#define RATE            0.01
#define STEPS_PER_EPOCH 7
#define N_STEPS         (STEPS_PER_EPOCH * 40)

static double
get_rate (const AeRecipe *recipe, guint step)
{
  AeMoment moment = { .epoch = step / STEPS_PER_EPOCH
                               + (double) (step % STEPS_PER_EPOCH) / STEPS_PER_EPOCH };

  return ae_recipe_get_rate_at (recipe, &moment);
}

static AeRecipe
make_recipe (const char *schedule, const char *options, double warm_up)
{
  g_autoptr (GError) error = NULL;
  AeRecipe recipe;

  ae_recipe_init (&recipe);
  recipe.learning_rate = RATE;
  recipe.warm_up = warm_up;
  g_assert_true (ae_recipe_set_schedule (&recipe, schedule, &error));
  g_assert_true (ae_options_set_text (ae_recipe_get_schedule (&recipe)->options,
                                      recipe.schedule_options, options, &error));
  return recipe;
}

/* CosineDecay (initial, decay_steps, alpha, warmup_target, warmup_steps). */
static double
keras_cosine (double step, double decay_steps, double alpha, double warm_up_steps)
{
  double completed, decayed;

  if (step < warm_up_steps)
    return RATE * step / warm_up_steps;
  completed = fmin (step - warm_up_steps, decay_steps) / decay_steps;
  decayed = 0.5 * (1 + cos (G_PI * completed));
  return RATE * ((1 - alpha) * decayed + alpha);
}

static void
test_cosine (void)
{
  static const double warm_ups[] = { 0, 2, 3.5 };

  for (guint w = 0; w < G_N_ELEMENTS (warm_ups); w++)
    {
      AeRecipe recipe = make_recipe ("cosine", "decay_epochs=20,floor=0.1", warm_ups[w]);

      for (guint k = 0; k < N_STEPS; k++)
        g_assert_cmpfloat_with_epsilon (get_rate (&recipe, k),
                                        keras_cosine (k, 20 * STEPS_PER_EPOCH, 0.1,
                                                      warm_ups[w] * STEPS_PER_EPOCH),
                                        1e-12);
    }
}

/* ExponentialDecay (initial, decay_steps, decay_rate, staircase). */
static double
keras_exponential (double step, double decay_steps, double decay_rate, gboolean staircase)
{
  double p = step / decay_steps;

  return RATE * pow (decay_rate, staircase ? floor (p) : p);
}

static void
test_exponential (void)
{
  AeRecipe smooth = make_recipe ("exponential", "decay=0.9", 0);
  AeRecipe stairs = make_recipe ("step", "step_epochs=3,factor=0.4", 0);

  for (guint k = 0; k < N_STEPS; k++)
    {
      g_assert_cmpfloat_with_epsilon (get_rate (&smooth, k),
                                      keras_exponential (k, STEPS_PER_EPOCH, 0.9, FALSE), 1e-12);
      g_assert_cmpfloat_with_epsilon (get_rate (&stairs, k),
                                      keras_exponential (k, 3 * STEPS_PER_EPOCH, 0.4, TRUE), 1e-12);
    }
}

/* What Keras' ReduceLROnPlateau makes of the rate at the ends of epochs. */
static double
keras_plateau (const double *losses,
               guint n,
               double factor,
               guint patience,
               double min_delta,
               double min_lr)
{
  double best = losses[0], rate = RATE;
  guint last_event = 0;

  for (guint epoch = 1; epoch < n; epoch++)
    {
      gboolean better = best - losses[epoch] > min_delta;

      if (better)
        best = losses[epoch];
      else if (epoch - last_event >= patience)
        rate = fmax (rate * factor, min_lr);
      if (better || epoch - last_event >= patience)
        last_event = epoch;
    }
  return rate;
}

/* Losses that fall by steps of all sizes, and rise now and then. */
static void
test_plateau (void)
{
  AeRecipe recipe = make_recipe ("plateau", "factor=0.5,patience=3,min_delta=0.01,floor=0.02", 0);
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  double losses[60] = { 1 }, lowest = RATE;

  for (guint run = 0; run < 50; run++)
    for (guint n = 1; n < G_N_ELEMENTS (losses); n++)
      {
        AeMoment moment = { .epoch = n, .validation_losses = losses, .n_epochs = n };
        double rate = ae_recipe_get_rate_at (&recipe, &moment);

        g_assert_cmpfloat_with_epsilon (rate, keras_plateau (losses, n, 0.5, 3, 0.01, 0.02 * RATE),
                                        1e-12);
        lowest = fmin (lowest, rate);
        losses[n] = losses[n - 1] - g_rand_double_range (random, -0.02, 0.03) / n;
      }
  g_assert_cmpfloat_with_epsilon (lowest, 0.02 * RATE, 1e-12);
}

static void
test_constant (void)
{
  AeRecipe recipe = make_recipe ("constant", "", 0);

  for (guint k = 0; k < N_STEPS; k++)
    g_assert_cmpfloat (get_rate (&recipe, k), ==, RATE);
}

/* Beta rises in a line to what the recipe says, and stays there. */
static void
test_beta (void)
{
  AeRecipe recipe = make_recipe ("constant", "", 0);

  recipe.beta = 3;
  for (guint k = 0; k < N_STEPS; k++)
    {
      AeMoment moment = { .epoch = (double) k / STEPS_PER_EPOCH };

      recipe.beta_warm_up = 0;
      g_assert_cmpfloat (ae_recipe_get_beta_at (&recipe, &moment), ==, 3);
      recipe.beta_warm_up = 10;
      g_assert_cmpfloat_with_epsilon (ae_recipe_get_beta_at (&recipe, &moment),
                                      3 * fmin (k / (10.0 * STEPS_PER_EPOCH), 1), 1e-12);
    }
}

/* A formula stands above for every row of the registry. */
static void
test_registry (void)
{
  const char *const formulas[] = { "constant", "cosine", "exponential", "plateau", "step", NULL };

  for (guint i = 0; ae_schedule_classes ()[i] != NULL; i++)
    if (!g_strv_contains (formulas, ae_schedule_names[i]))
      g_test_skip_printf ("the schedule %s has no formula here", ae_schedule_names[i]);
}

/* Every schedule begins at the whole rate where the warm-up ends. */
static void
test_warm_up (void)
{
  for (guint i = 0; ae_schedule_classes ()[i] != NULL; i++)
    {
      AeRecipe recipe = make_recipe (ae_schedule_names[i], "", 4);

      for (guint k = 0; k <= 4 * STEPS_PER_EPOCH; k++)
        g_assert_cmpfloat_with_epsilon (get_rate (&recipe, k), RATE * k / (4 * STEPS_PER_EPOCH),
                                        1e-12);
    }
}

/* Keras' EarlyStopping: whether it stops at the end of the last of @n epochs. */
static gboolean
keras_stops (const double *losses, guint n, guint patience, double min_delta)
{
  double best = HUGE_VAL;
  guint waited = 0;

  for (guint epoch = 0; epoch < n; epoch++)
    {
      waited++;
      if (losses[epoch] < best - min_delta)
        {
          best = losses[epoch];
          waited = 0;
        }
      if (waited >= patience)
        return TRUE;
    }
  return FALSE;
}

/* Losses that fall by less than counts, too: up to the first epoch at which it stops. */
static void
test_early_stopping (void)
{
  AeRecipe recipe = make_recipe ("constant", "", 0);
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  guint n_stopped = 0;

  recipe.patience = 3;
  recipe.min_delta = 0.01;
  for (guint run = 0; run < 50; run++)
    {
      double losses[40] = { 1 };
      guint64 steps[40] = { AE_PATIENCE_STEPS };
      gboolean stops = FALSE;

      for (guint n = 1; n < G_N_ELEMENTS (losses) && !stops; n++)
        {
          AeMoment moment = { .validation_losses = losses, .steps = steps, .n_epochs = n };

          stops = keras_stops (losses, n, 3, 0.01);
          g_assert_cmpint (ae_recipe_should_stop (&recipe, &moment), ==, stops);
          losses[n] = losses[n - 1] - g_rand_double_range (random, -0.02, 0.03);
          steps[n] = steps[n - 1] + AE_PATIENCE_STEPS;
        }
      n_stopped += stops;
    }
  g_assert_cmpuint (n_stopped, >, 10);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/schedules/cosine", test_cosine);
  g_test_add_func ("/schedules/exponential-and-step", test_exponential);
  g_test_add_func ("/schedules/plateau", test_plateau);
  g_test_add_func ("/schedules/constant", test_constant);
  g_test_add_func ("/schedules/beta", test_beta);
  g_test_add_func ("/schedules/registry", test_registry);
  g_test_add_func ("/schedules/warm-up", test_warm_up);
  g_test_add_func ("/schedules/early-stopping", test_early_stopping);
  return g_test_run ();
}
