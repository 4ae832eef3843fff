/* SPDX-License-Identifier: MIT */
/* Schedules against Keras' formulas (keras.optimizers.schedules), written here
 * in steps as Keras has them: the rate of step k, the first being step 0.
 *
 * Proved by: the rate at the end of the step instead of its beginning; the
 * decay begun at the first step instead of after the warm-up.
 */
#include <math.h>

#include "engine/training/recipe.h"

#define RATE 0.01
#define STEPS_PER_EPOCH 7
#define N_STEPS (STEPS_PER_EPOCH * 40)

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

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/schedules/cosine", test_cosine);
  g_test_add_func ("/schedules/exponential-and-step", test_exponential);
  g_test_add_func ("/schedules/warm-up", test_warm_up);
  return g_test_run ();
}
