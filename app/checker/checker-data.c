/* SPDX-License-Identifier: MIT */
/* Rules about data and recipe of a model that runs, and will disappoint: samples
 * that are all alike (S11), an outlier (S12), parts of other classes (S13),
 * channels that come first (S14), Adadelta's rate (S15), batches of one (S16).
 */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/checker/checker-private.h"
#include "app/number.h"

/* A middling sample that takes less of the range than this is squashed. */
#define SQUASHED 0.01
/* Fewer samples than these may miss half the classes by chance. */
#define ENOUGH_SAMPLES 8
#define MAX_CHANNELS   4
#define MIN_SIDE       8
#define SLOW_RATE      0.01
#define ADADELTA_RATE  1.0
#define USUAL_BATCH    32

void
wb_rule_alike (WbCheck *check)
{
  WbProblem *problem;

  if (!check->facts->alike && !check->facts->flat)
    return;
  if (check->facts->n_samples < 2 || ae_shape_size (&check->facts->shape) < 2)
    return;
  problem = wb_check_report (check, 0, WB_SEVERITY_WARNING, "S11");
  problem->title = g_strdup (_ ("The samples hold nothing to learn"));
  problem->happened = check->facts->alike
                        ? g_strdup (_ ("All samples that were looked at are the same."))
                        : g_strdup (_ ("Every sample that was looked at has one value "
                                       "throughout."));
  problem->expected = g_strdup (_ ("Samples differ from one another, and within themselves."));
  problem->why = g_strdup (_ ("The file may be empty, or hold something else than it should. "
                              "Look at the samples, and open other data."));
}

void
wb_rule_outlier (WbCheck *check)
{
  const WbDataFacts *facts = check->facts;
  double usual = facts->usual_maximum - facts->usual_minimum;
  double range = MAX (facts->maximum, 1) - MIN (facts->minimum, 0);
  char share[WB_NUMBER_SIZE];
  WbProblem *problem;

  if (facts->n_samples < 2 || facts->alike || facts->flat || usual >= SQUASHED * range)
    return;
  problem = wb_check_report (check, 0, WB_SEVERITY_WARNING, "S12");
  problem->title = g_strdup (_ ("Few values are far larger than the others"));
  wb_number_format_digits (share, 100 * usual / range, 2);
  problem->happened = g_strdup_printf (_ ("A middling sample takes %s %% of the range."), share);
  problem->expected = g_strdup (_ ("Most samples use most of the range from 0 to 1."));
  problem->why = g_strdup (_ ("The range is found from the smallest and the largest value of all. "
                              "Remove or cut off the outliers in the file, and open it again."));
}

void
wb_rule_parts (WbCheck *check)
{
  const WbDataFacts *facts = check->facts;
  gsize enough = MAX (2 * (gsize) facts->n_classes, ENOUGH_SAMPLES);
  WbProblem *problem;

  if (facts->n_classes_validating == 0 || facts->n_validating < enough
      || 2 * facts->n_classes_validating > facts->n_classes)
    return;
  problem = wb_check_report (check, 0, WB_SEVERITY_WARNING, "S13");
  problem->title = g_strdup (_ ("The validation samples are of few classes"));
  problem->happened = g_strdup_printf (ngettext ("The validation samples are of %u of %u classes.",
                                                 "The validation samples are of %u of %u classes.",
                                                 facts->n_classes_validating),
                                       facts->n_classes_validating, facts->n_classes);
  problem->expected = g_strdup (_ ("Samples of all classes validate, or the validation loss tells "
                                   "little."));
  problem->why = g_strdup (_ ("The last samples are held back, and in a file that is sorted those "
                              "are of the last classes. Shuffle the file, or open a validation set "
                              "with the data."));
}

void
wb_rule_layout (WbCheck *check)
{
  const AeShape *shape = &check->facts->shape;
  g_autofree char *have = NULL, *want = NULL;
  g_autoptr (AeModel) begun = NULL;
  AeModel *model = NULL;
  WbProblem *problem;

  if (shape->rank != 3 || shape->dims[0] > MAX_CHANNELS || shape->dims[1] < MIN_SIDE
      || shape->dims[2] < MIN_SIDE)
    return;
  have = ae_shape_to_string (shape);
  want = ae_shape_to_string (&AE_SHAPE (3, shape->dims[1], shape->dims[2], shape->dims[0]));
  problem = wb_check_report (check, 0, WB_SEVERITY_WARNING, "S14");
  problem->title = g_strdup (_ ("The channels seem to come first"));
  problem->happened = g_strdup_printf (_ ("A sample of %s is read as height × width × channels."),
                                       have);
  problem->expected = g_strdup_printf (_ ("Images are %s: the channels come last."), want);
  problem->why = g_strdup (_ ("Other programs store the channels first. Turn the samples with "
                              "numpy.transpose (x, (0, 2, 3, 1)), and open them again."));
  begun = wb_model_insert (check->model, 1, "Permute", "dims=2,3,1");
  if (begun != NULL)
    model = wb_model_accept (wb_model_insert (begun, check->n_layers + 1, "Permute", "dims=3,1,2"));
  wb_problem_add_fix (problem, g_strdup (_ ("Turn them with Permute")), model);
}

void
wb_rule_rate (WbCheck *check)
{
  AeRecipe recipe = *check->recipe;
  char rate[WB_NUMBER_SIZE];
  WbProblem *problem;

  if (strcmp (ae_recipe_get_optimizer (&recipe)->name, "adadelta") != 0
      || recipe.learning_rate > SLOW_RATE)
    return;
  problem = wb_check_report (check, -1, WB_SEVERITY_WARNING, "S15");
  problem->title = g_strdup (_ ("The learning rate is small for Adadelta"));
  wb_number_format_digits (rate, recipe.learning_rate, 6);
  problem->happened = g_strdup_printf (_ ("The learning rate is %s."), rate);
  problem->expected = g_strdup (_ ("Adadelta was made for a rate of 1."));
  problem->why = g_strdup (_ ("It finds the length of its steps itself; a small rate makes them so "
                              "short that hardly anything is learned."));
  recipe.learning_rate = ADADELTA_RATE;
  wb_problem_add_recipe_fix (problem, g_strdup (_ ("Use a learning rate of 1")), &recipe);
}

void
wb_rule_batch (WbCheck *check)
{
  AeRecipe recipe = *check->recipe;
  gsize n = check->facts->n_samples;
  guint index = 1;
  WbProblem *problem;

  while (index < check->n_layers
         && strcmp (wb_check_layer (check, index)->klass->type, "BatchNormalization") != 0)
    index++;
  if (index == check->n_layers || (recipe.batch_size > 1 && n != 1))
    return;
  problem = wb_check_report (check, (int) index, WB_SEVERITY_WARNING, "S16");
  problem->title = g_strdup (_ ("BatchNormalization has one sample a batch"));
  problem->happened = g_strdup (_ ("A batch is one sample."));
  problem->expected = g_strdup (_ ("Mean and variance are taken over many samples."));
  problem->why = g_strdup (_ ("The mean of one sample is the sample itself, and taking it off "
                              "leaves nothing of it."));
  recipe.batch_size = USUAL_BATCH;
  if (n != 1)
    wb_problem_add_recipe_fix (problem, g_strdup_printf (_ ("Use batches of %d"), USUAL_BATCH),
                               &recipe);
  wb_problem_add_fix (problem,
                      g_strdup_printf (_ ("Remove layer %u, %s"), index + 1, "BatchNormalization"),
                      wb_model_accept (ae_model_remove (check->model, index)));
}
