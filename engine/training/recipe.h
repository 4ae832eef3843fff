/* SPDX-License-Identifier: MIT */
/* The recipe: everything about a training that is neither the model nor the
 * data. A plain value: copy it by assignment. Its scalar fields are described
 * by options, so that the command line, the file and the inspector need no
 * list of their own.
 */
#pragma once

#include "engine/training/corruption.h"
#include "engine/loss.h"
#include "engine/optimizer.h"
#include "engine/schedule.h"

G_BEGIN_DECLS

#define AE_RECIPE_OPTIONS_SIZE 128

/** Steps without improvement that training waits for at the least, whatever the
 * patience: an epoch of few samples is a step or two. */
#define AE_PATIENCE_STEPS 200

typedef enum
{
  AE_REDUCTION_MEAN, /* over the values of a sample */
  AE_REDUCTION_SUM,  /* over the values: nats per image for cross-entropy */
} AeReduction;

/**
 * AeRecipe:
 * @loss: @optimizer: index into ae_loss_classes(), ae_optimizer_classes()
 * @schedule: index into ae_schedule_classes()
 * @loss_options: @optimizer_options: @schedule_options: structs that their classes describe
 * @learning_rate: in effect at the next step
 * @batch_size: likewise
 * @epochs: how many a Train command adds
 * @seed: of weights, order, noise
 * @corruption: @corruption_amount: what is done to the samples on the way in;
 *   the target stays clean
 * @beta: weight of the divergence of a variational code
 * @beta_warm_up: epochs over which beta rises from 0
 * @clip_norm: longest gradient that is taken, 0 for any
 * @warm_up: epochs over which the learning rate rises from 0, before its
 *   schedule begins
 * @patience: epochs without improvement after which training stops, 0 for never
 * @min_delta: a fall of the validation loss by less is not an improvement
 * @validation_split: share of the training samples, the last ones, that is held
 *   back to validate with; 0 for the data's own validation set
 * @keep_best: training ends with the weights of the best epoch
 */
typedef struct
{
  guint loss;
  guint reduction;
  guint optimizer;
  double learning_rate;
  gint64 batch_size;
  gint64 epochs;
  gint64 seed;
  gboolean shuffle;
  guint corruption;
  double corruption_amount;
  double beta;
  double beta_warm_up;
  double clip_norm;
  guint schedule;
  double warm_up;
  gint64 patience;
  double min_delta;
  double validation_split;
  gboolean keep_best;
  _Alignas(8) guint8 loss_options[AE_RECIPE_OPTIONS_SIZE];
  _Alignas(8) guint8 optimizer_options[AE_RECIPE_OPTIONS_SIZE];
  _Alignas(8) guint8 schedule_options[AE_RECIPE_OPTIONS_SIZE];
} AeRecipe;

/** Descriptors of the scalar fields, ended by a NULL name. */
extern const AeOption ae_recipe_options[];

/** Keras' defaults: binary_crossentropy, Adam 0.001, 256 samples a batch, 10 epochs, seed 1. */
void ae_recipe_init (AeRecipe *recipe);

const AeLossClass *ae_recipe_get_loss (const AeRecipe *recipe);
const AeOptimizerClass *ae_recipe_get_optimizer (const AeRecipe *recipe);

/** Chooses a loss and its default options; FALSE when there is none of that name. AE_ERROR_OPTION.
 */
gboolean ae_recipe_set_loss (AeRecipe *recipe, const char *name, GError **error);

/** Chooses an optimizer with its default options and its default learning rate. AE_ERROR_OPTION. */
gboolean ae_recipe_set_optimizer (AeRecipe *recipe, const char *name, GError **error);

/** Chooses a schedule with its default options. AE_ERROR_OPTION. */
gboolean ae_recipe_set_schedule (AeRecipe *recipe, const char *name, GError **error);

const AeScheduleClass *ae_recipe_get_schedule (const AeRecipe *recipe);

/**
 * The learning rate at a moment, the beginning of a step: the recipe's, by
 * warm-up and then by schedule, whose epochs count from the warm-up's end.
 */
double ae_recipe_get_rate_at (const AeRecipe *recipe, const AeMoment *moment);

/** Beta at a moment: the recipe's, by its warm-up. */
double ae_recipe_get_beta_at (const AeRecipe *recipe, const AeMoment *moment);

/**
 * Whether training is to stop: for `patience` epochs the validation loss has
 * not fallen by more than `min_delta` below the lowest that counted, as in
 * Keras' EarlyStopping, and AE_PATIENCE_STEPS have been done since.
 */
gboolean ae_recipe_should_stop (const AeRecipe *recipe, const AeMoment *moment);

gboolean ae_recipe_equal (const AeRecipe *a, const AeRecipe *b);

/** Whether both are judged by the same loss, with the same settings. */
gboolean ae_recipe_has_same_loss (const AeRecipe *a, const AeRecipe *b);

G_END_DECLS
