/* SPDX-License-Identifier: MIT */
/* Each layer's output is computed from the samples once more: a few hundred samples of
 * any model take moments, and nothing but one output is held at a time.
 */
#include "app/doctor/doctor.h"

#include <math.h>

#include "app/doctor/doctor-checks.h"
#include "app/project/checkpoint.h"
#include "data/duplicates.h"
#include "data/order.h"

/* A value of a sigmoid or a tanh so near to its end is there. */
#define END 0.01f

/* Causes stand before what comes of them. */
static const WbDoctorCheck checks[] = {
  { "divergence", wb_doctor_find_divergence },
  { "dead-units", wb_doctor_find_dead_units },
  { "saturation", wb_doctor_find_saturation },
  { "constant-output", wb_doctor_find_constant_output },
  { "collapsed-code", wb_doctor_find_collapsed_code },
  { "bypassed-bottleneck", wb_doctor_find_bypass },
  { "overfitting", wb_doctor_find_overfitting },
  { "low-rate", wb_doctor_find_low_rate },
  { "leaking-validation", wb_doctor_find_leaks },
  { NULL },
};

const WbDoctorCheck *
wb_doctor_checks (void)
{
  return checks;
}

static void
finding_free (gpointer data)
{
  WbFinding *finding = data;

  g_free (finding->title);
  g_free (finding->evidence);
  g_free (finding->fix);
  for (guint i = 0; i < finding->n_remedies; i++)
    {
      g_free (finding->remedies[i].label);
      for (guint j = 0; j < finding->remedies[i].n_edits; j++)
        g_free (finding->remedies[i].edits[j].text);
    }
  g_free (finding);
}

GPtrArray *
wb_doctor_check (const WbPatient *patient)
{
  GPtrArray *findings = g_ptr_array_new_with_free_func (finding_free);

  for (const WbDoctorCheck *check = checks; check->name != NULL; check++)
    {
      WbFinding finding = { .check = check->name };

      if (check->find (patient, &finding))
        g_ptr_array_add (findings, g_memdup2 (&finding, sizeof finding));
    }
  return findings;
}

/* The ends of a layer's activation; FALSE where it has none. */
static gboolean
find_ends (const AeLayer *layer, float *low)
{
  const AeOption *options = layer->klass->options;
  const AeOption *option = options != NULL ? ae_options_find (options, "activation") : NULL;
  g_autofree char *text = option != NULL ? ae_option_to_text (option, layer->options) : NULL;

  *low = g_strcmp0 (text, "tanh") == 0 ? -1 : 0;
  return g_strcmp0 (text, "tanh") == 0 || g_strcmp0 (text, "sigmoid") == 0;
}

/* @values: [n, n_units] */
static void
measure_layer (WbLayerFacts *facts,
               const AeLayer *layer,
               gboolean trained,
               const float *values,
               gsize n)
{
  g_autofree gboolean *alive = g_new0 (gboolean, facts->n_units);
  gsize n_at_end = 0;
  float low;
  gboolean has_ends = find_ends (layer, &low);

  for (gsize i = 0; i < n; i++)
    for (guint j = 0; j < facts->n_units; j++)
      {
        float value = values[i * facts->n_units + j];

        alive[j] = alive[j] || value != 0;
        n_at_end += has_ends && (value < low + END || value > 1 - END);
      }
  for (guint j = 0; trained && j < facts->n_units; j++)
    facts->n_dead += !alive[j];
  facts->saturated = (double) n_at_end / (double) MAX (n * facts->n_units, 1);
}

/* @values: [n, size] */
static double
measure_spread (const float *values, gsize n, gsize size)
{
  double spread = 0;

  for (gsize j = 0; j < size; j++)
    {
      float low = values[j], high = values[j];

      for (gsize i = 1; i < n; i++)
        {
          low = MIN (low, values[i * size + j]);
          high = MAX (high, values[i * size + j]);
        }
      spread = MAX (spread, (double) (high - low));
    }
  return spread;
}

static float *
read_samples (DsDataset *dataset, gsize n)
{
  g_autofree guint32 *numbers = g_new (guint32, n);
  float *samples = g_new (float, n * ds_dataset_get_sample_size (dataset));

  ds_order_fill_unshuffled (numbers, n);
  ds_dataset_read (dataset, numbers, n, samples);
  return samples;
}

static gboolean
measure_layers (WbPatient *self, const AeNetwork *network, DsDataset *dataset, GError **error)
{
  gsize n = self->n_samples;
  g_autofree float *samples = read_samples (dataset, n);

  self->input_spread = measure_spread (samples, n, ds_dataset_get_sample_size (dataset));
  for (guint i = 1; i < self->n_layers; i++)
    {
      const AeShape *shape = &self->shapes[i];
      gsize size = ae_shape_size (shape);
      g_autofree float *values = g_new (float, n * size);
      gboolean trained = ae_model_count_params (self->model, i, self->shapes) > 0;

      if (!ae_network_predict (network, 0, i, n, samples, values, error))
        return FALSE;
      self->layers[i].n_units = shape->dims[shape->rank - 1];
      measure_layer (&self->layers[i], ae_model_get_layer (self->model, i), trained, values,
                     n * size / self->layers[i].n_units);
      if (i + 1 == self->n_layers)
        self->spread = measure_spread (values, n, size);
    }
  return TRUE;
}

static gboolean
measure_code (WbPatient *self, const AeNetwork *network, DsDataset *dataset, GError **error)
{
  gsize n = MIN (ds_dataset_get_count (dataset), 4096);
  g_autoptr (DsDataset) part = ds_dataset_new_slice (dataset, 0, n);
  g_autoptr (WbCodeTable) table = wb_code_table_new (network, part, error);

  if (table == NULL)
    return FALSE;
  self->n_dimensions = (guint) table->size;
  self->dimensions = g_new (WbDimension, table->size);
  wb_dimensions_measure (table->n, table->size, table->codes, table->deviations, self->dimensions);
  return TRUE;
}

static gboolean
count_leaks (WbPatient *self, DsDataset *training, DsDataset *validation, GError **error)
{
  DsDuplicates duplicates = { 0, 0 };

  if (validation == NULL)
    return TRUE;
  self->n_validation = ds_dataset_get_count (validation);
  if (!ds_duplicates_count (&duplicates, training, validation, NULL, error))
    return FALSE;
  self->n_leaks = duplicates.n_leaks;
  return TRUE;
}

GPtrArray *
wb_doctor_examine (const WbProject *project,
                   const AeNetwork *network,
                   DsDataset *training,
                   DsDataset *validation,
                   gboolean leaks,
                   GError **error)
{
  DsDataset *seen = validation != NULL ? validation : training;
  guint n_layers = ae_network_get_n_layers (network);
  g_autofree AeShape *shapes = g_new (AeShape, n_layers);
  g_autofree WbLayerFacts *layers = g_new0 (WbLayerFacts, n_layers);
  WbPatient patient = {
    .project = project,
    .model = ae_network_get_model (network),
    .history = project->checkpoint != NULL ? wb_checkpoint_get_history (project->checkpoint) : NULL,
    .shapes = shapes,
    .layers = layers,
    .n_layers = n_layers,
    .n_samples = (guint) MIN (ds_dataset_get_count (seen), WB_DOCTOR_SAMPLES),
    .code = ae_network_get_code (network),
  };
  GPtrArray *findings = NULL;

  for (guint i = 0; i < n_layers; i++)
    shapes[i] = *ae_network_get_shape (network, i);
  if (measure_layers (&patient, network, seen, error)
      && measure_code (&patient, network, seen, error)
      && (!leaks || count_leaks (&patient, training, validation, error)))
    findings = wb_doctor_check (&patient);
  g_free (patient.dimensions);
  return findings;
}
