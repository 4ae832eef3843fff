/* SPDX-License-Identifier: MIT */
/* Checks of what the model does with samples. */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "app/doctor/doctor-checks.h"
#include "app/number.h"
#include "app/project/json.h"

/* Below this two outputs are the same. */
#define SAME 1e-4
/* Of a layer; in a healthy variational model with relu four of ten are dead. */
#define DEAD_SHARE 0.5
/* Of a layer's values: more at the ends and hardly any gradient comes through. */
#define SATURATED_SHARE 0.9
/* Unused numbers of a code from which on it is too large, or collapsed. */
#define UNUSED_SHARE 0.5
/* A plain code's number that varies less says nothing. */
#define SAME_VARIANCE 1e-8
/* Epochs over which beta may rise. */
#define WARM_UP 10

static const AeLayer *
get_layer (const WbPatient *patient, guint index)
{
  return ae_model_get_layer (patient->model, index);
}

static const char *
get_type (const WbPatient *patient, guint index)
{
  return get_layer (patient, index)->klass->type;
}

/* Another activation in a layer that has a choice of them. */
static void
offer_activation (WbFinding *finding, const WbPatient *patient, guint index, const char *name)
{
  const AeLayer *layer = get_layer (patient, index);
  WbRemedy *remedy;

  if (layer->klass->activation == NULL)
    return;
  remedy = wb_finding_offer (finding, g_strdup_printf (_ ("Use %s in layer %u"), name, index + 1),
                             FALSE);
  wb_remedy_add_option (remedy, layer->id, layer->klass->activation, g_strdup (name));
}

static gboolean
is_unused (const WbDimension *dimension)
{
  return isnan (dimension->divergence) ? dimension->variance < SAME_VARIANCE : !dimension->active;
}

/* No number of a variational code tells anything: the decoder has nothing to go by, and most units
 * of the encoder nothing to do. */
static gboolean
has_no_code (const WbPatient *patient)
{
  for (guint i = 0; i < patient->n_dimensions; i++)
    if (isnan (patient->dimensions[i].divergence) || patient->dimensions[i].active)
      return FALSE;
  return patient->n_dimensions > 0;
}

gboolean
wb_doctor_find_constant_output (const WbPatient *patient, WbFinding *finding)
{
  if (!(patient->spread < SAME && patient->input_spread > 100 * SAME) || has_no_code (patient))
    return FALSE;
  finding->title = g_strdup (_ ("The output is the same for every sample"));
  finding->evidence
    = g_strdup_printf (_ ("Among %u samples no value of the output differs by more than %.2g."),
                       patient->n_samples, patient->spread);
  finding->expected = _ ("Other samples give another output.");
  finding->why = _ ("Units that are dead or saturated let nothing of the sample through, and no "
                    "gradient back: more steps do not help.");
  finding->fix = g_strdup (_ ("Reset the weights and train with a lower learning rate; where the "
                              "loss is a sum, also with a smaller beta."));
  wb_finding_offer_slower (finding, &patient->project->recipe);
  return TRUE;
}

gboolean
wb_doctor_find_dead_units (const WbPatient *patient, WbFinding *finding)
{
  const gboolean no_code = has_no_code (patient);
  guint worst = 0;

  for (guint i = 1; i + 1 < patient->n_layers; i++)
    if (patient->layers[i].n_dead > DEAD_SHARE * patient->layers[i].n_units
        && (!no_code || patient->layers[i].n_dead == patient->layers[i].n_units)
        && patient->layers[i].n_dead > patient->layers[worst].n_dead)
      worst = i;
  if (worst == 0)
    return FALSE;
  finding->title = g_strdup_printf (_ ("Layer %u, %s, has dead units"), worst + 1,
                                    get_type (patient, worst));
  finding->evidence = g_strdup_printf (_ ("%u of %u units are 0 for all of %u samples."),
                                       patient->layers[worst].n_dead,
                                       patient->layers[worst].n_units, patient->n_samples);
  finding->layer_id = get_layer (patient, worst)->id;
  finding->expected = _ ("Each unit is above 0 for some of the samples.");
  finding->why = _ ("A unit that is 0 for every sample has no gradient any more, and stays so.");
  finding->fix = g_strdup (_ ("Train anew with a lower learning rate, with LeakyReLU or elu in the "
                              "place of relu, or with fewer units."));
  offer_activation (finding, patient, worst, "leaky_relu");
  wb_finding_offer_slower (finding, &patient->project->recipe);
  return TRUE;
}

gboolean
wb_doctor_find_saturation (const WbPatient *patient, WbFinding *finding)
{
  guint worst = 0;

  for (guint i = 1; i + 1 < patient->n_layers; i++)
    if (patient->layers[i].saturated > SATURATED_SHARE
        && patient->layers[i].saturated > patient->layers[worst].saturated)
      worst = i;
  if (worst == 0)
    return FALSE;
  finding->title = g_strdup_printf (_ ("Layer %u, %s, is saturated"), worst + 1,
                                    get_type (patient, worst));
  finding->evidence = g_strdup_printf (
    _ ("%.0f %% of its values are at the ends of its activation, where the gradient vanishes."),
    100 * patient->layers[worst].saturated);
  finding->layer_id = get_layer (patient, worst)->id;
  finding->expected = _ ("Most values lie between the ends.");
  finding->why = _ ("At its ends a sigmoid or a tanh is flat: what comes before it hardly learns.");
  finding->fix = g_strdup (_ ("Put BatchNormalization before it, use relu, or train anew with a "
                              "lower learning rate."));
  offer_activation (finding, patient, worst, "relu");
  wb_finding_offer_slower (finding, &patient->project->recipe);
  return TRUE;
}

/* Less of the divergence, and with @beta at most 1 a beginning without it. */
static void
offer_beta (WbFinding *finding, double beta)
{
  double less = beta > 1 ? 1 : beta / 10;
  char shown[WB_NUMBER_SIZE];
  WbRemedy *remedy;

  wb_number_format_digits (shown, less, 3);
  remedy = wb_finding_offer (finding, g_strdup_printf (_ ("Set beta to %s"), shown), FALSE);
  wb_remedy_add_recipe (remedy, "beta", wb_number_to_text (less));
  remedy = wb_finding_offer (
    finding, g_strdup_printf (_ ("Reset, with beta rising over %d epochs"), WARM_UP), TRUE);
  wb_remedy_add_recipe (remedy, "beta", wb_number_to_text (MIN (beta, 1)));
  wb_remedy_add_recipe (remedy, "beta_warm_up", g_strdup_printf ("%d", WARM_UP));
}

/* The penalties of the code's layer that are not 0. */
static void
offer_no_penalty (WbFinding *finding, const AeLayer *layer)
{
  static const char *const names[] = { "activity_l1", "activity_l2", "sparsity" };
  WbRemedy *remedy = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const AeOption *option = layer->klass->options != NULL
                                 ? ae_options_find (layer->klass->options, names[i])
                                 : NULL;
      AeValue value = { 0 };

      if (option == NULL)
        continue;
      ae_option_get (option, layer->options, &value);
      if (!(value.real > 0))
        continue;
      if (remedy == NULL)
        remedy = wb_finding_offer (finding, g_strdup (_ ("Remove the penalty on the code")), FALSE);
      wb_remedy_add_option (remedy, layer->id, names[i], g_strdup ("0"));
    }
}

static void
offer_used_units (WbFinding *finding, const AeLayer *layer, guint n_used)
{
  WbRemedy *remedy;

  if (n_used == 0 || layer->klass->options == NULL
      || ae_options_find (layer->klass->options, "units") == NULL)
    return;
  remedy = wb_finding_offer (finding, g_strdup_printf (_ ("Set the code to %u"), n_used), FALSE);
  wb_remedy_add_option (remedy, layer->id, "units", g_strdup_printf ("%u", n_used));
}

/* In its first steps a deep model gives the mean of all samples, and learns to tell them apart
 * after that. */
static gboolean
has_just_begun (const WbPatient *patient)
{
  guint n = 0;
  const WbEpochRow *rows = patient->history != NULL ? wb_history_get_epochs (patient->history, &n)
                                                    : NULL;

  return n > 0 && rows[n - 1].step < AE_PATIENCE_STEPS;
}

gboolean
wb_doctor_find_collapsed_code (const WbPatient *patient, WbFinding *finding)
{
  guint n = 0;
  gboolean variational;

  for (guint i = 0; i < patient->n_dimensions; i++)
    n += is_unused (&patient->dimensions[i]);
  if (patient->n_dimensions == 0 || n < UNUSED_SHARE * patient->n_dimensions
      || has_just_begun (patient))
    return FALSE;
  variational = !isnan (patient->dimensions[0].divergence);
  finding->title = g_strdup (n == patient->n_dimensions ? _ ("The code has collapsed")
                                                        : _ ("Much of the code is unused"));
  finding->evidence
    = g_strdup_printf (_ ("%u of %u numbers of the code do not change from sample to sample."), n,
                       patient->n_dimensions);
  finding->fix = g_strdup (
    variational ? _ ("Give the divergence less weight: a smaller beta, or a warm-up of "
                     "beta over some epochs.")
                : _ ("Make the code smaller, or train anew with a lower learning rate "
                     "or without the penalty on the code."));
  finding->layer_id = get_layer (patient, patient->code)->id;
  finding->expected = _ ("Each number of the code tells samples apart.");
  finding->why = variational ? _ ("A number that costs more divergence than it saves of the "
                                  "reconstruction is given up.")
                             : _ ("The decoder does without what does not change.");
  if (variational)
    offer_beta (finding, patient->project->recipe.beta);
  else
    {
      offer_no_penalty (finding, get_layer (patient, patient->code));
      if (n < patient->n_dimensions)
        offer_used_units (finding, get_layer (patient, patient->code), patient->n_dimensions - n);
      else if (finding->n_remedies < WB_MAX_REMEDIES)
        wb_finding_offer_slower (finding, &patient->project->recipe);
    }
  return TRUE;
}

gboolean
wb_doctor_find_bypass (const WbPatient *patient, WbFinding *finding)
{
  for (guint i = patient->code + 1; i < patient->n_layers; i++)
    {
      int source = ae_model_get_source (patient->model, i);

      if (source < 0 || (guint) source >= patient->code)
        continue;
      finding->title = g_strdup (_ ("The bottleneck is bypassed"));
      finding->evidence = g_strdup_printf (
        _ ("Layer %u, %s, takes the %zu values of layer %d past the code of %zu."), i + 1,
        get_type (patient, i), ae_shape_size (&patient->shapes[source]), source + 1,
        ae_shape_size (&patient->shapes[patient->code]));
      finding->fix = g_strdup (
        _ ("Remove the skip, or let it begin at the code: else the code need "
           "not learn anything."));
      finding->layer_id = get_layer (patient, i)->id;
      finding->expected = _ ("All that the decoder knows comes through the code.");
      finding->why = _ ("What goes around the code need not be kept in it.");
      return TRUE;
    }
  return FALSE;
}
