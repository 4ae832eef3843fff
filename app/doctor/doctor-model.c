/* SPDX-License-Identifier: MIT */
/* Checks of what the model does with samples. */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "app/doctor/doctor-checks.h"

/* Below this two outputs are the same. */
#define SAME 1e-4
/* Fewer dead units are a model's own business. */
#define DEAD_SHARE 0.1
/* Of a layer's values: more at the ends and hardly any gradient comes through. */
#define SATURATED_SHARE 0.9
/* Unused numbers of a code from which on it is too large, or collapsed. */
#define UNUSED_SHARE 0.5
/* A plain code's number that varies less says nothing. */
#define SAME_VARIANCE 1e-8

static const char *
get_type (const WbPatient *patient, guint index)
{
  return ae_model_get_layer (patient->model, index)->klass->type;
}

gboolean
wb_doctor_find_constant_output (const WbPatient *patient, WbFinding *finding)
{
  if (!(patient->spread < SAME && patient->input_spread > 100 * SAME))
    return FALSE;
  finding->title = g_strdup (_ ("The output is the same for every sample"));
  finding->evidence
    = g_strdup_printf (_ ("Among %u samples no value of the output differs by more than %.2g."),
                       patient->n_samples, patient->spread);
  finding->fix = g_strdup (_ ("Reset the weights and train with a lower learning rate; where the "
                              "loss is a sum, also with a smaller beta."));
  return TRUE;
}

gboolean
wb_doctor_find_dead_units (const WbPatient *patient, WbFinding *finding)
{
  guint worst = 0;

  for (guint i = 1; i + 1 < patient->n_layers; i++)
    if (patient->layers[i].n_dead > DEAD_SHARE * patient->layers[i].n_units
        && patient->layers[i].n_dead > patient->layers[worst].n_dead)
      worst = i;
  if (worst == 0)
    return FALSE;
  finding->title = g_strdup_printf (_ ("Layer %u, %s, has dead units"), worst + 1,
                                    get_type (patient, worst));
  finding->evidence = g_strdup_printf (_ ("%u of %u units are 0 for all of %u samples."),
                                       patient->layers[worst].n_dead,
                                       patient->layers[worst].n_units, patient->n_samples);
  finding->fix = g_strdup (_ ("Train anew with a lower learning rate, with LeakyReLU or elu in the "
                              "place of relu, or with fewer units."));
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
  finding->fix = g_strdup (_ ("Put BatchNormalization before it, use relu, or train anew with a "
                              "lower learning rate."));
  return TRUE;
}

static gboolean
is_unused (const WbDimension *dimension)
{
  return isnan (dimension->divergence) ? dimension->variance < SAME_VARIANCE : !dimension->active;
}

gboolean
wb_doctor_find_collapsed_code (const WbPatient *patient, WbFinding *finding)
{
  guint n = 0;
  gboolean variational;

  for (guint i = 0; i < patient->n_dimensions; i++)
    n += is_unused (&patient->dimensions[i]);
  if (patient->n_dimensions == 0 || n < UNUSED_SHARE * patient->n_dimensions)
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
  return TRUE;
}

/* A skip from before the code to behind it. */
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
      return TRUE;
    }
  return FALSE;
}
