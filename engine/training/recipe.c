/* SPDX-License-Identifier: MIT */
/* The recipe's descriptors and defaults. */
#include "engine/training/recipe.h"

#include <string.h>

#include "engine/translation.h"

static const char *const reductions[] = { "mean", "sum", NULL };

/* 2^53: up to here a JSON reader that knows doubles alone gets it right. */
#define MAX_SEED 9007199254740992.0

/* clang-format off */
const AeOption ae_recipe_options[] = {
  { .name = "loss", .title = N_("Loss"), .kind = AE_OPTION_CHOICE,
    .help = N_("What a reconstruction costs."),
    .offset = G_STRUCT_OFFSET (AeRecipe, loss), .choices = ae_loss_names },
  { .name = "reduction", .title = N_("Reduction"), .kind = AE_OPTION_CHOICE,
    .help = N_("A sample's loss is the mean over its values, or their sum."),
    .offset = G_STRUCT_OFFSET (AeRecipe, reduction), .choices = reductions },
  { .name = "optimizer", .title = N_("Optimizer"), .kind = AE_OPTION_CHOICE,
    .help = N_("How the gradient moves the weights."),
    .offset = G_STRUCT_OFFSET (AeRecipe, optimizer),
    .choices = ae_optimizer_names },
  { .name = "learning_rate", .title = N_("Learning rate"), .kind = AE_OPTION_FLOAT,
    .help = N_("How far a step goes."),
    .offset = G_STRUCT_OFFSET (AeRecipe, learning_rate),
    .value = 0.001, .min = 1e-8, .max = 100, .live = TRUE, .logarithmic = TRUE },
  { .name = "batch_size", .title = N_("Batch size"), .kind = AE_OPTION_INT,
    .help = N_("How many samples go into one step."),
    .offset = G_STRUCT_OFFSET (AeRecipe, batch_size),
    .value = 256, .min = 1, .max = 65536, .live = TRUE, .logarithmic = TRUE },
  { .name = "epochs", .title = N_("Epochs"), .kind = AE_OPTION_INT,
    .help = N_("How often a training goes through all samples."),
    .offset = G_STRUCT_OFFSET (AeRecipe, epochs),
    .value = 10, .min = 1, .max = 1000000, .live = TRUE, .logarithmic = TRUE },
  { .name = "seed", .title = N_("Seed"), .kind = AE_OPTION_INT,
    .help = N_("The same seed gives the same weights, order and noise."),
    .offset = G_STRUCT_OFFSET (AeRecipe, seed),
    .value = 1, .min = 0, .max = MAX_SEED },
  { .name = "shuffle", .title = N_("Shuffle each epoch"), .kind = AE_OPTION_BOOL,
    .help = N_("Take the samples in another order in every epoch."),
    .offset = G_STRUCT_OFFSET (AeRecipe, shuffle), .value = TRUE, .live = TRUE },
  { .name = "corruption", .title = N_("Corruption"), .kind = AE_OPTION_CHOICE,
    .help = N_("What is done to the samples on the way in; the target stays clean."),
    .offset = G_STRUCT_OFFSET (AeRecipe, corruption),
    .choices = ae_corruption_names, .live = TRUE },
  { .name = "corruption_amount", .title = N_("Noise amount"),
    .kind = AE_OPTION_FLOAT,
    .help = N_("Deviation of the noise, share of the numbers, or radius of the blur."),
    .offset = G_STRUCT_OFFSET (AeRecipe, corruption_amount),
    .value = 0.5, .min = 0, .max = 10, .live = TRUE },
  { .name = "beta", .title = N_("Beta"), .kind = AE_OPTION_FLOAT,
    .help = N_("Weight of the divergence of a variational code."),
    .offset = G_STRUCT_OFFSET (AeRecipe, beta),
    .value = 1, .min = 0, .max = 1000, .live = TRUE, .logarithmic = TRUE },
  { .name = "beta_warm_up", .title = N_("Beta warm-up"), .kind = AE_OPTION_FLOAT,
    .help = N_("Epochs over which beta rises from 0."),
    .offset = G_STRUCT_OFFSET (AeRecipe, beta_warm_up),
    .value = 0, .min = 0, .max = 1e6, .live = TRUE },
  { .name = "clip_norm", .title = N_("Clip gradients at"), .kind = AE_OPTION_FLOAT,
    .help = N_("Longer gradients are shortened to this length; 0 leaves them."),
    .offset = G_STRUCT_OFFSET (AeRecipe, clip_norm),
    .value = 0, .min = 0, .max = 1e6, .live = TRUE },
  { .name = "schedule", .title = N_("Schedule"), .kind = AE_OPTION_CHOICE,
    .help = N_("How the learning rate changes during the training."),
    .offset = G_STRUCT_OFFSET (AeRecipe, schedule),
    .choices = ae_schedule_names, .live = TRUE },
  { .name = "warm_up", .title = N_("Warm-up"), .kind = AE_OPTION_FLOAT,
    .help = N_("Epochs over which the learning rate rises from 0."),
    .offset = G_STRUCT_OFFSET (AeRecipe, warm_up),
    .value = 0, .min = 0, .max = 1e6, .live = TRUE },
  { .name = "patience", .title = N_("Stop early after"), .kind = AE_OPTION_INT,
    .help = N_("Epochs without improvement, of 200 steps or more in all, after which "
               "training stops; 0 for never."),
    .offset = G_STRUCT_OFFSET (AeRecipe, patience),
    .value = 0, .min = 0, .max = 1000000, .live = TRUE },
  { .name = "min_delta", .title = N_("Least improvement"), .kind = AE_OPTION_FLOAT,
    .help = N_("A validation loss that falls by less counts as no improvement."),
    .offset = G_STRUCT_OFFSET (AeRecipe, min_delta),
    .value = 0, .min = 0, .max = 1e6, .live = TRUE, .logarithmic = TRUE },
  { .name = "validation_split", .title = N_("Validation split"),
    .kind = AE_OPTION_FLOAT,
    .help = N_("Share of the training samples that validates instead, the last ones; 0 "
               "takes the data's own validation set."),
    .offset = G_STRUCT_OFFSET (AeRecipe, validation_split),
    .value = 0, .min = 0, .max = 0.9, .live = TRUE },
  { .name = "keep_best", .title = N_("Keep the best"), .kind = AE_OPTION_BOOL,
    .help = N_("End with the weights of the epoch with the lowest validation loss."),
    .offset = G_STRUCT_OFFSET (AeRecipe, keep_best), .live = TRUE },
  { NULL },
};
/* clang-format on */

const AeLossClass *
ae_recipe_get_loss (const AeRecipe *recipe)
{
  return ae_loss_classes ()[recipe->loss];
}

const AeOptimizerClass *
ae_recipe_get_optimizer (const AeRecipe *recipe)
{
  return ae_optimizer_classes ()[recipe->optimizer];
}

const AeScheduleClass *
ae_recipe_get_schedule (const AeRecipe *recipe)
{
  return ae_schedule_classes ()[recipe->schedule];
}

void
ae_recipe_init (AeRecipe *recipe)
{
  memset (recipe, 0, sizeof *recipe);
  ae_options_init (ae_recipe_options, recipe);
  ae_options_init (ae_recipe_get_loss (recipe)->options, recipe->loss_options);
  ae_options_init (ae_recipe_get_optimizer (recipe)->options, recipe->optimizer_options);
  ae_options_init (ae_recipe_get_schedule (recipe)->options, recipe->schedule_options);
}

gboolean
ae_recipe_set_loss (AeRecipe *recipe, const char *name, GError **error)
{
  const AeOption *option = ae_options_find (ae_recipe_options, "loss");

  if (!ae_option_set_text (option, recipe, name, error))
    return FALSE;
  memset (recipe->loss_options, 0, sizeof recipe->loss_options);
  ae_options_init (ae_recipe_get_loss (recipe)->options, recipe->loss_options);
  return TRUE;
}

gboolean
ae_recipe_set_optimizer (AeRecipe *recipe, const char *name, GError **error)
{
  const AeOption *option = ae_options_find (ae_recipe_options, "optimizer");
  const AeOptimizerClass *optimizer;

  if (!ae_option_set_text (option, recipe, name, error))
    return FALSE;
  optimizer = ae_recipe_get_optimizer (recipe);
  memset (recipe->optimizer_options, 0, sizeof recipe->optimizer_options);
  ae_options_init (optimizer->options, recipe->optimizer_options);
  recipe->learning_rate = optimizer->learning_rate;
  return TRUE;
}

gboolean
ae_recipe_set_schedule (AeRecipe *recipe, const char *name, GError **error)
{
  const AeOption *option = ae_options_find (ae_recipe_options, "schedule");

  if (!ae_option_set_text (option, recipe, name, error))
    return FALSE;
  memset (recipe->schedule_options, 0, sizeof recipe->schedule_options);
  ae_options_init (ae_recipe_get_schedule (recipe)->options, recipe->schedule_options);
  return TRUE;
}

/* From 0 to 1 over the given epochs. */
static double
rise (double epochs, const AeMoment *moment)
{
  return epochs > 0 ? MIN (moment->epoch / epochs, 1) : 1;
}

double
ae_recipe_get_rate_at (const AeRecipe *recipe, const AeMoment *moment)
{
  const AeScheduleClass *schedule = ae_recipe_get_schedule (recipe);
  AeMoment after = *moment;

  after.epoch = MAX (moment->epoch - recipe->warm_up, 0);
  return recipe->learning_rate * rise (recipe->warm_up, moment)
         * schedule->factor (recipe->schedule_options, &after);
}

double
ae_recipe_get_beta_at (const AeRecipe *recipe, const AeMoment *moment)
{
  return recipe->beta * rise (recipe->beta_warm_up, moment);
}

gboolean
ae_recipe_should_stop (const AeRecipe *recipe, const AeMoment *moment)
{
  const double *losses = moment->validation_losses;
  guint best = 0, n = moment->n_epochs;

  for (guint i = 1; i < n; i++)
    if (losses[i] < losses[best] - recipe->min_delta)
      best = i;
  return recipe->patience > 0 && n > (guint64) recipe->patience + best
         && moment->steps[n - 1] - moment->steps[best] >= AE_PATIENCE_STEPS;
}

gboolean
ae_recipe_equal (const AeRecipe *a, const AeRecipe *b)
{
  return ae_options_equal (ae_recipe_options, a, b)
         && ae_options_equal (ae_recipe_get_loss (a)->options, a->loss_options, b->loss_options)
         && ae_options_equal (ae_recipe_get_optimizer (a)->options, a->optimizer_options,
                              b->optimizer_options)
         && ae_options_equal (ae_recipe_get_schedule (a)->options, a->schedule_options,
                              b->schedule_options);
}

gboolean
ae_recipe_has_same_loss (const AeRecipe *a, const AeRecipe *b)
{
  return a->loss == b->loss && a->reduction == b->reduction
         && ae_options_equal (ae_recipe_get_loss (a)->options, a->loss_options, b->loss_options);
}
