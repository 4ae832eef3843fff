/* SPDX-License-Identifier: MIT */
/* Checks of how the training went, and of what it was validated with. */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "app/doctor/doctor-checks.h"
#include "app/number.h"
#include "app/project/json.h"
#include "app/project/checkpoint.h"
#include "app/project/run-list.h"

/* The validation loss has risen by this share for this many epochs. */
#define RISE        1.02
#define RISE_EPOCHS 3
/* A training loss that falls less from the first epoch to the last stands still. */
#define LEAST_FALL 0.02
/* So much lower than the optimizer's own rate is low. */
#define LOW_RATE 0.1
/* Equal samples by chance are fewer. */
#define LEAK_SHARE 0.01
/* Hides no more than a tenth of an image. */
#define NOISE_AMOUNT "0.2"

static const WbEpochRow *
get_rows (const WbPatient *patient, guint *n)
{
  guint first;
  const WbEpochRow *rows;

  *n = 0;
  if (patient->history == NULL)
    return NULL;
  rows = wb_history_get_epochs (patient->history, n);
  first = wb_history_get_first_comparable (patient->history);
  *n -= first;
  return rows + first;
}

gboolean
wb_doctor_find_divergence (const WbPatient *patient, WbFinding *finding)
{
  const WbProject *project = patient->project;
  const WbRunRecord *run = wb_run_list_find (project->runs, project->run_id);
  char rate[WB_NUMBER_SIZE], lower[WB_NUMBER_SIZE];
  g_autofree char *step = NULL;

  if (run == NULL || run->outcome != WB_RUN_DIVERGED)
    return FALSE;
  step = g_strdup_printf ("%" G_GUINT64_FORMAT, run->position.step);
  wb_number_format_digits (rate, run->recipe.learning_rate, 6);
  wb_number_format_digits (lower, run->recipe.learning_rate / 10, 6);
  finding->title = g_strdup (_ ("The training diverged"));
  finding->evidence = g_strdup_printf (
    _ ("With a learning rate of %s the loss of “%s” was no longer a number after step %s."), rate,
    run->name, step);
  finding->expected = _ ("Each step makes the loss a little smaller, more often than not.");
  finding->why = _ ("Steps that are too long overshoot, each farther than the one before.");
  finding->fix = g_strdup_printf (_ ("Train with a learning rate of %s, or with a clip norm."),
                                  lower);
  wb_finding_offer_slower (finding, &run->recipe);
  return TRUE;
}

static void
offer_noise (WbFinding *finding, const AeRecipe *recipe)
{
  WbRemedy *remedy;

  if (recipe->corruption != AE_CORRUPTION_NONE)
    return;
  remedy = wb_finding_offer (finding, g_strdup (_ ("Add noise to the input")), FALSE);
  wb_remedy_add_recipe (remedy, "corruption", g_strdup ("gaussian"));
  wb_remedy_add_recipe (remedy, "corruption_amount", g_strdup (NOISE_AMOUNT));
}

static void
offer_end (WbFinding *finding)
{
  WbRemedy *remedy = wb_finding_offer (finding, g_strdup (_ ("Stop where it does not improve")),
                                       FALSE);

  wb_remedy_add_recipe (remedy, "patience", g_strdup_printf ("%d", RISE_EPOCHS));
  wb_remedy_add_recipe (remedy, "keep_best", g_strdup ("true"));
}

gboolean
wb_doctor_find_overfitting (const WbPatient *patient, WbFinding *finding)
{
  guint n;
  const WbEpochRow *rows = get_rows (patient, &n), *last, *best;

  if (n <= RISE_EPOCHS || isnan (rows[n - 1].validation_loss))
    return FALSE;
  last = &rows[n - 1];
  best = wb_history_get_best (patient->history);
  if (last->epoch < best->epoch + RISE_EPOCHS || !(last->loss < best->loss)
      || !(last->validation_loss > RISE * best->validation_loss))
    return FALSE;
  finding->title = g_strdup (_ ("The model overfits"));
  finding->evidence = g_strdup_printf (
    _ ("From epoch %u to epoch %u the validation loss rose from %.4g to %.4g while the training "
       "loss fell from %.4g to %.4g."),
    best->epoch, last->epoch, best->validation_loss, last->validation_loss, best->loss, last->loss);
  finding->fix = g_strdup_printf (_ ("Stop at epoch %u (patience), keep the best weights, use more "
                                     "data, a smaller model, Dropout or noise."),
                                  best->epoch);
  finding->expected = _ ("What is learned holds for samples that do not train, too.");
  finding->why = _ ("The model has begun to learn its training samples by heart.");
  offer_noise (finding, &patient->project->recipe);
  offer_end (finding);
  return TRUE;
}

static double
get_usual_rate (const AeRecipe *recipe)
{
  AeRecipe usual;

  ae_recipe_init (&usual);
  return ae_recipe_set_optimizer (&usual, ae_recipe_get_optimizer (recipe)->name, NULL)
           ? usual.learning_rate
           : recipe->learning_rate;
}

gboolean
wb_doctor_find_low_rate (const WbPatient *patient, WbFinding *finding)
{
  const AeRecipe *recipe = &patient->project->recipe;
  double usual = get_usual_rate (recipe);
  char rate[WB_NUMBER_SIZE], better[WB_NUMBER_SIZE];
  WbRemedy *remedy;
  guint n;
  const WbEpochRow *rows = get_rows (patient, &n);

  if (n < 2 || !(recipe->learning_rate <= LOW_RATE * usual)
      || rows[n - 1].loss < (1 - LEAST_FALL) * rows[0].loss)
    return FALSE;
  wb_number_format_digits (rate, recipe->learning_rate, 6);
  wb_number_format_digits (better, usual, 6);
  finding->title = g_strdup (_ ("The learning rate is too low to matter"));
  finding->evidence = g_strdup_printf (
    _ ("With a learning rate of %s the loss went from %.4g to %.4g in %u epochs."), rate,
    rows[0].loss, rows[n - 1].loss, n);
  finding->expected = _ ("The loss falls from epoch to epoch.");
  finding->why = _ ("Steps this short lead nowhere in the epochs that are planned.");
  finding->fix = g_strdup_printf (_ ("Train with %s, which is usual for this optimizer."), better);
  remedy = wb_finding_offer (finding, g_strdup_printf (_ ("Set the learning rate to %s"), better),
                             FALSE);
  wb_remedy_add_recipe (remedy, "learning_rate", wb_number_to_text (usual));
  return TRUE;
}

gboolean
wb_doctor_find_leaks (const WbPatient *patient, WbFinding *finding)
{
  if ((double) patient->n_leaks <= LEAK_SHARE * (double) patient->n_validation)
    return FALSE;
  finding->title = g_strdup (_ ("Validation is on samples that train"));
  finding->evidence = g_strdup_printf (
    _ ("%zu of %zu validation samples are the same as one that trains: the validation loss does "
       "not tell how the model does on new data."),
    patient->n_leaks, patient->n_validation);
  finding->expected = _ ("No sample validates that also trains.");
  finding->why = _ ("A model that has learned its samples by heart looks good on them.");
  finding->fix = g_strdup (_ ("Validate with other data, or with a share that is held back "
                              "(validation_split) after the duplicates are removed."));
  return TRUE;
}
