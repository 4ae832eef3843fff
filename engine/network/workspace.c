/* SPDX-License-Identifier: MIT */
/* Where samples live on their way: planned like a network, allocated once. */
#include "engine/network/network-private.h"

static void
plan_outputs (AeWorkspace *self, gboolean training)
{
  const AeNetwork *network = self->network;
  gsize widest = 0, scratch = 0;

  for (guint i = 0; i < network->n_steps; i++)
    {
      const AePlanStep *step = &network->steps[i];
      gsize size = self->n * step->y_size;

      widest = MAX (widest, size);
      scratch = MAX (scratch, self->n * step->needs.scratch + step->needs.scratch_fixed);
      self->y[i] = step->storage == i ? ae_arena_plan (&self->arena, size) : self->y[step->storage];
      self->z[i] = step->keeps_input && training ? ae_arena_plan (&self->arena, size)
                   : step->is_identity           ? self->y[i - 1]
                                                 : self->y[i];
      self->kept[i] = ae_arena_plan (&self->arena, self->n * step->needs.kept);
      if (training && step->is_source)
        self->skip[i] = ae_arena_plan (&self->arena, size);
    }
  self->scratch = ae_arena_plan (&self->arena, scratch);
  for (guint i = 0; i < 2 && training; i++)
    self->gradient[i] = ae_arena_plan (&self->arena, widest);
  if (training && network->n_statistics > 0)
    self->statistics = g_new0 (double, network->n_statistics);
}

AeWorkspace *
ae_workspace_new (const AeNetwork *network, guint n, gboolean training, GError **error)
{
  g_autoptr (AeWorkspace) self = g_new0 (AeWorkspace, 1);

  self->network = network;
  self->n = n;
  self->y = g_new0 (gsize, 4 * network->n_steps);
  self->z = self->y + network->n_steps;
  self->kept = self->z + network->n_steps;
  self->skip = self->kept + network->n_steps;
  plan_outputs (self, training);
  if (!ae_arena_allocate (&self->arena, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
ae_workspace_free (AeWorkspace *workspace)
{
  if (workspace == NULL)
    return;
  ae_arena_clear (&workspace->arena);
  g_free (workspace->statistics);
  g_free (workspace->y);
  g_free (workspace);
}

float *
ae_workspace_get_output (AeWorkspace *workspace, guint index)
{
  return workspace->arena.base + workspace->y[index];
}

float *
ae_workspace_get_gradient (AeWorkspace *workspace)
{
  return workspace->arena.base + workspace->gradient[0];
}

void
ae_network_fill_pass (const AeNetwork *network,
                      AeWorkspace *workspace,
                      guint n,
                      guint index,
                      const AeRun *run,
                      const float **w,
                      AePass *pass)
{
  const AePlanStep *step = &network->steps[index];
  float *base = workspace->arena.base;
  const double *sums = run->statistics != NULL ? run->statistics : workspace->statistics;

  for (guint i = 0; i < step->n_weights; i++)
    w[i] = g_array_index (network->weights, AeWeight, step->first_weight + i).values;
  *pass = (AePass) {
    .options = step->layer->options,
    .x_shape = step->x_shape,
    .y_shape = step->y_shape,
    .x2_shape = step->x2_shape,
    .n = n,
    .x = base + workspace->y[index - 1],
    .x2 = step->source >= 0 ? base + workspace->y[step->source] : NULL,
    .y = base + workspace->z[index],
    .w = w,
    .packed = network->packed.base + step->packed,
    .kept = base + workspace->kept[index],
    .scratch = base + workspace->scratch,
    .statistics = sums != NULL ? sums + step->statistics : NULL,
    .statistics_back = sums != NULL ? sums + step->statistics + step->needs.statistics : NULL,
    .n_batch = run->n_batch,
    .training = run->training,
    .random = { run->seed, step->layer->id, run->step, run->sample },
    .loss_scale = run->loss_scale,
    .beta = run->beta,
  };
}
