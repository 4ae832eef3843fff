/* SPDX-License-Identifier: MIT */
/* The runner keeps the samples and a workspace; a run brings the samples
 * through the network in one go with noise and dropout off, and copies out
 * what is looked at. The sample in focus goes through once more alone, so that
 * the workspace need not hold every layer of every sample.
 */
#include "app/training/probe.h"

#include <math.h>
#include <string.h>

#include "app/data/batch-bridge.h"
#include "app/training/divergence.h"

/* Outputs that differ by less are the same. */
#define ALIKE 1e-6f

struct _WbProbeRunner
{
  guint n;
  guint focus;
  guint32 *indices;
  gsize size;
  float *targets; /* [n, size] */
  float *inputs;  /* [n, size], corrupted as the recipe says */
  const AeNetwork *network;
  AeWorkspace *workspace;
  guint shard;
};

void
wb_probe_free (WbProbe *self)
{
  g_free ((gpointer) self->indices);
  g_free ((gpointer) self->errors);
  g_free ((gpointer) self->activations);
  g_free (self->memory);
  g_free (self);
}

static void
read_targets (WbProbeRunner *self, DsDataset *dataset, const float *drawing)
{
  for (guint i = 0; i < self->n; i++)
    {
      float *target = self->targets + i * self->size;

      if (self->indices[i] != WB_PROBE_DRAWN)
        ds_dataset_read (dataset, &self->indices[i], 1, target);
      else if (drawing != NULL)
        memcpy (target, drawing, self->size * sizeof (float));
      else
        memset (target, 0, self->size * sizeof (float));
    }
}

WbProbeRunner *
wb_probe_runner_new (DsDataset *dataset,
                     const guint32 *indices,
                     guint n,
                     guint focus,
                     const float *drawing)
{
  WbProbeRunner *self;

  g_return_val_if_fail (n > 0 && n <= WB_PROBE_MAX && focus < n, NULL);

  self = g_new0 (WbProbeRunner, 1);
  self->n = n;
  self->focus = focus;
  self->indices = g_memdup2 (indices, n * sizeof (guint32));
  self->size = ds_dataset_get_sample_size (dataset);
  self->targets = g_new (float, n * self->size);
  self->inputs = g_new (float, n * self->size);
  read_targets (self, dataset, drawing);
  return self;
}

void
wb_probe_runner_free (WbProbeRunner *self)
{
  if (self == NULL)
    return;
  ae_workspace_free (self->workspace);
  g_free (self->indices);
  g_free (self->targets);
  g_free (self->inputs);
  g_free (self);
}

gboolean
wb_probe_runner_set_network (WbProbeRunner *self, const AeNetwork *network, GError **error)
{
  g_clear_pointer (&self->workspace, ae_workspace_free);
  self->network = NULL;
  if (network == NULL)
    return TRUE;
  if (!wb_batch_bridge_has_size (self->size, ae_network_get_shape (network, 0), error)
      || !ae_network_check_reconstruction (network, error))
    return FALSE;
  self->shard = MIN (self->n, ae_network_get_shard (network));
  self->workspace = ae_workspace_new (network, self->shard, FALSE, error);
  if (self->workspace != NULL)
    self->network = network;
  return self->workspace != NULL;
}

/* The same noise as when the samples are validated. */
static void
corrupt (WbProbeRunner *self, const AeRecipe *recipe)
{
  const AeShape *shape = ae_network_get_shape (self->network, 0);

  memcpy (self->inputs, self->targets, self->n * self->size * sizeof (float));
  for (guint i = 0; i < self->n && recipe->corruption != AE_CORRUPTION_NONE; i++)
    {
      AeRandomKey key = {
        .seed = (guint64) recipe->seed,
        .step = AE_CORRUPTION_STEP,
        .sample = self->indices[i],
      };

      ae_corrupt (recipe->corruption, recipe->corruption_amount, shape, &key,
                  self->inputs + i * self->size);
    }
}

/* Runs samples first to first + n - 1 through the network. */
static void
forward (WbProbeRunner *self, guint first, guint n, guint64 step)
{
  guint last = ae_network_get_n_layers (self->network) - 1;
  AeRun run = { .keep_all = TRUE, .n_batch = n, .loss_scale = 1.0f / (float) n, .step = step };

  memcpy (ae_workspace_get_output (self->workspace, 0), self->inputs + first * self->size,
          n * self->size * sizeof (float));
  ae_network_forward (self->network, self->workspace, n, 0, last, &run, NULL);
}

static double
measure_error (const AeRecipe *recipe, const AeShape *shape, float *y, const float *target)
{
  const AeLossClass *loss = ae_recipe_get_loss (recipe);
  gboolean sum = recipe->reduction == AE_REDUCTION_SUM;
  AeLossPass pass = {
    .options = recipe->loss_options,
    .n = 1,
    .size = ae_shape_size (shape),
    .row = ae_shape_last (shape),
    .y = y,
    .t = target,
    .scale = 1,
  };

  return loss->run (&pass) * (sum ? (double) pass.size : 1);
}

static gsize
count_activations (const AeNetwork *network)
{
  guint n_layers = ae_network_get_n_layers (network);
  gsize n = 0;

  for (guint i = 0; i < n_layers; i++)
    n += ae_shape_size (ae_network_get_shape (network, i));
  return n;
}

/* Of the focus' code, from what comes into it. */
static void
read_deviations (WbProbeRunner *self, WbProbe *probe, float *values)
{
  probe->code = wb_divergence_find_code (ae_network_get_model (self->network));
  if (probe->code == 0)
    return;
  wb_divergence_read_deviations (self->network, probe->activations[probe->code - 1].values, values);
  probe->deviations = values;
}

static void
run_samples (WbProbeRunner *self,
             const AeRecipe *recipe,
             guint64 step,
             float *outputs,
             double *errors)
{
  guint last = ae_network_get_n_layers (self->network) - 1;
  float *y = ae_workspace_get_output (self->workspace, last);

  for (guint first = 0; first < self->n; first += self->shard)
    {
      guint n = MIN (self->shard, self->n - first);

      forward (self, first, n, step);
      memcpy (outputs + first * self->size, y, n * self->size * sizeof (float));
      for (guint i = 0; i < n; i++)
        errors[first + i] = measure_error (recipe, ae_network_get_shape (self->network, last),
                                           y + i * self->size,
                                           self->targets + (first + i) * self->size);
    }
}

static WbActivation *
run_focus (WbProbeRunner *self, guint64 step, float *values)
{
  const AeModel *model = ae_network_get_model (self->network);
  guint n_layers = ae_network_get_n_layers (self->network);
  WbActivation *activations = g_new (WbActivation, n_layers);

  forward (self, self->focus, 1, step);
  for (guint i = 0; i < n_layers; i++)
    {
      const AeShape *shape = ae_network_get_shape (self->network, i);
      gsize size = ae_shape_size (shape);

      memcpy (values, ae_workspace_get_output (self->workspace, i), size * sizeof (float));
      activations[i] = (WbActivation) {
        .layer_id = ae_model_get_layer (model, i)->id,
        .shape = *shape,
        .values = values,
      };
      values += size;
    }
  return activations;
}

static gboolean
are_alike (const float *values, guint n, gsize size)
{
  for (gsize i = size; i < n * size; i++)
    if (!(fabsf (values[i] - values[i % size]) < ALIKE))
      return FALSE;
  return TRUE;
}

gboolean
wb_probe_is_constant (const WbProbe *self)
{
  return self->n > 1 && !are_alike (self->targets, self->n, self->size)
         && are_alike (self->outputs, self->n, self->size);
}

WbProbe *
wb_probe_runner_run (WbProbeRunner *self, const AeRecipe *recipe, guint64 step)
{
  WbProbe *probe;
  gsize n_values, n_activations;
  double *errors;

  if (self->network == NULL)
    return NULL;

  n_values = self->n * self->size;
  n_activations = count_activations (self->network);
  errors = g_new (double, self->n);
  probe = g_new0 (WbProbe, 1);
  probe->step = step;
  probe->n = self->n;
  probe->size = self->size;
  probe->focus = self->focus;
  probe->indices = g_memdup2 (self->indices, self->n * sizeof (guint32));
  /* The deviations at the end are fewer than the activations. */
  probe->memory = g_new (float, 3 * n_values + 2 * n_activations);
  corrupt (self, recipe);
  probe->targets = memcpy (probe->memory, self->targets, n_values * sizeof (float));
  probe->inputs = memcpy (probe->memory + n_values, self->inputs, n_values * sizeof (float));
  probe->outputs = probe->memory + 2 * n_values;
  run_samples (self, recipe, step, probe->memory + 2 * n_values, errors);
  probe->errors = errors;
  probe->n_layers = ae_network_get_n_layers (self->network);
  probe->activations = run_focus (self, step, probe->memory + 3 * n_values);
  read_deviations (self, probe, probe->memory + 3 * n_values + n_activations);
  return probe;
}
