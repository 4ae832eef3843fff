/* SPDX-License-Identifier: MIT */
/* A shard of samples at a time goes through a network. */
#include "app/runs/reconstruction.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/data/batch-bridge.h"
#include "app/project/run-weights.h"

WbSampleBlock *
wb_sample_block_ref (WbSampleBlock *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
wb_sample_block_unref (WbSampleBlock *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->references))
    return;
  if (self->inputs != self->targets)
    g_free (self->inputs);
  g_free (self->numbers);
  g_free (self->targets);
  g_free (self->labels);
  g_strfreev (self->class_names);
  g_free (self);
}

static void
corrupt (WbSampleBlock *self, const AeShape *shape, const AeRecipe *recipe)
{
  self->inputs = g_memdup2 (self->targets, self->n * self->size * sizeof (float));
  for (gsize i = 0; i < self->n; i++)
    {
      AeRandomKey key = { .seed = (guint64) recipe->seed,
                          .step = AE_CORRUPTION_STEP,
                          .sample = self->numbers[i] };

      ae_corrupt (recipe->corruption, recipe->corruption_amount, shape, &key,
                  self->inputs + i * self->size);
    }
}

static void
read_labels (WbSampleBlock *self, DsDataset *dataset)
{
  const gint *labels = ds_dataset_get_labels (dataset);

  if (labels == NULL)
    return;
  self->n_classes = ds_dataset_get_n_classes (dataset);
  self->class_names = g_strdupv ((char **) ds_dataset_get_class_names (dataset));
  self->labels = g_new (gint, self->n);
  for (gsize i = 0; i < self->n; i++)
    self->labels[i] = labels[self->numbers[i]];
}

WbSampleBlock *
wb_sample_block_new (DsDataset *dataset,
                     const guint32 *numbers,
                     gsize n,
                     const AeRecipe *recipe,
                     GError **error)
{
  g_autoptr (WbSampleBlock) self = g_new0 (WbSampleBlock, 1);
  AeShape shape = wb_batch_bridge_shape (ds_dataset_get_shape (dataset));
  gsize count = ds_dataset_get_count (dataset);

  g_atomic_ref_count_init (&self->references);
  self->n = numbers != NULL ? n : MIN (n, count);
  self->size = ds_dataset_get_sample_size (dataset);
  self->numbers = g_new (guint32, MAX (self->n, 1));
  for (gsize i = 0; i < self->n; i++)
    self->numbers[i] = numbers != NULL ? numbers[i] : (guint32) (i * count / self->n);
  self->targets = g_new (float, MAX (self->n * self->size, 1));
  ds_dataset_read (dataset, self->numbers, self->n, self->targets);
  if (!ds_dataset_check (dataset, error))
    {
      self->inputs = self->targets;
      return NULL;
    }
  if (recipe->corruption != AE_CORRUPTION_NONE)
    corrupt (self, &shape, recipe);
  else
    self->inputs = self->targets;
  read_labels (self, dataset);
  return g_steal_pointer (&self);
}

void
wb_reconstruction_free (WbReconstruction *self)
{
  if (self == NULL)
    return;
  wb_sample_block_unref (self->block);
  g_free (self->outputs);
  g_free (self->errors);
  g_free (self);
}

static double
measure (const float *y, const float *target, gsize n)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    {
      double difference = (double) y[i] - (double) target[i];

      sum += difference * difference;
    }
  return sum / (double) n;
}

/* Samples @first to @first + @n - 1. */
static void
run_shard (WbReconstruction *self,
           const AeNetwork *network,
           AeWorkspace *workspace,
           gsize first,
           gsize n)
{
  const WbSampleBlock *block = self->block;
  const gsize size = block->size;
  const guint last = ae_network_get_n_layers (network) - 1;
  const float *out = ae_workspace_get_output (workspace, last);
  AeRun run = { .n_batch = (guint) n };

  memcpy (ae_workspace_get_output (workspace, 0), block->inputs + first * size,
          n * size * sizeof (float));
  ae_network_forward (network, workspace, (guint) n, 0, last, &run, NULL);
  for (gsize i = 0; i < n; i++)
    self->errors[first + i] = measure (out + i * size, block->targets + (first + i) * size, size);
  if (self->outputs != NULL)
    memcpy (self->outputs + first * size, out, n * size * sizeof (float));
}

WbReconstruction *
wb_reconstruction_new (const WbRunRecord *run,
                       WbSampleBlock *block,
                       gboolean outputs,
                       GError **error)
{
  g_autoptr (WbReconstruction) self = g_new0 (WbReconstruction, 1);
  g_autoptr (AeNetwork) network = wb_run_weights_make_network (run, error);
  g_autoptr (AeWorkspace) workspace = NULL;
  gsize shard;

  if (network == NULL
      || !wb_batch_bridge_has_size (block->size, ae_network_get_shape (network, 0), error)
      || !ae_network_check_reconstruction (network, error))
    return NULL;
  shard = MIN (ae_network_get_shard (network), MAX (block->n, 1));
  workspace = ae_workspace_new (network, (guint) shard, FALSE, error);
  if (workspace == NULL)
    return NULL;
  self->block = wb_sample_block_ref (block);
  self->errors = g_new (double, MAX (block->n, 1));
  if (outputs)
    self->outputs = g_new (float, MAX (block->n * block->size, 1));
  for (gsize first = 0; first < block->n; first += shard)
    run_shard (self, network, workspace, first, MIN (shard, block->n - first));
  for (gsize i = 0; i < block->n; i++)
    self->mean += self->errors[i] / (double) block->n;
  return g_steal_pointer (&self);
}

double *
wb_reconstruction_get_class_errors (const WbReconstruction *self)
{
  const WbSampleBlock *block = self->block;
  double *errors = block->labels != NULL ? g_new0 (double, block->n_classes) : NULL;
  g_autofree gsize *n = g_new0 (gsize, MAX (block->n_classes, 1));

  for (gsize i = 0; errors != NULL && i < block->n; i++)
    {
      errors[block->labels[i]] += self->errors[i];
      n[block->labels[i]]++;
    }
  for (guint i = 0; errors != NULL && i < block->n_classes; i++)
    errors[i] = n[i] > 0 ? errors[i] / (double) n[i] : NAN;
  return errors;
}

typedef struct
{
  guint32 number;
  double difference;
} Different;

static int
compare_different (gconstpointer a, gconstpointer b)
{
  const Different *x = a, *y = b;

  if (x->difference != y->difference)
    return x->difference < y->difference ? 1 : -1;
  return x->number < y->number ? -1 : x->number > y->number;
}

guint32 *
wb_reconstructions_find_different (WbReconstruction *const *runs, guint n_runs, gsize n)
{
  const WbSampleBlock *block = runs[0]->block;
  g_autofree Different *samples = g_new (Different, MAX (block->n, 1));
  guint32 *numbers = g_new (guint32, MAX (n, 1));

  for (gsize i = 0; i < block->n; i++)
    {
      double low = INFINITY, high = -INFINITY;

      for (guint j = 0; j < n_runs; j++)
        {
          low = MIN (low, runs[j]->errors[i]);
          high = MAX (high, runs[j]->errors[i]);
        }
      samples[i] = (Different) { block->numbers[i], high >= low ? high - low : 0 };
    }
  qsort (samples, block->n, sizeof *samples, compare_different);
  for (gsize i = 0; i < n; i++)
    numbers[i] = samples[i].number;
  return numbers;
}
