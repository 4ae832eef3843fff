/* SPDX-License-Identifier: MIT */
/* Running a plan: forward, backward, prediction. Nothing here allocates but
 * the making of a workspace.
 */
#include <string.h>

#include "engine/kernels.h"
#include "engine/network-private.h"

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
      self->y[i] = step->storage == i ? ae_arena_plan (&self->arena, size)
                                      : self->y[step->storage];
      self->z[i] = step->keeps_input && training ? ae_arena_plan (&self->arena, size)
                                                 : self->y[i];
      self->kept[i] = ae_arena_plan (&self->arena, self->n * step->needs.kept);
      if (training && step->is_source)
        self->skip[i] = ae_arena_plan (&self->arena, size);
    }
  self->scratch = ae_arena_plan (&self->arena, scratch);
  for (guint i = 0; i < 2 && training; i++)
    self->gradient[i] = ae_arena_plan (&self->arena, widest);
}

AeWorkspace *
ae_workspace_new (const AeNetwork *network,
                  guint n,
                  gboolean training,
                  GError **error)
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

/* What layer @index is given in a pass; gradients are left NULL. */
static void
fill_pass (const AeNetwork *network,
           AeWorkspace *workspace,
           guint n,
           guint index,
           const AeRun *run,
           const float **w,
           AePass *pass)
{
  const AePlanStep *step = &network->steps[index];
  float *base = workspace->arena.base;

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
    .n_batch = run->n_batch,
    .training = run->training,
    .random = { run->seed, step->layer->id, run->step, run->sample },
    .loss_scale = run->loss_scale,
    .beta = run->beta,
  };
}

static void
activate (const AePlanStep *step, guint n, const AePass *pass, float *y)
{
  guint row = ae_shape_last (&step->y_shape);

  ae_activation_forward (step->activation, n * step->y_size / row, row, pass->y, y);
}

double
ae_network_forward (const AeNetwork *network,
                    AeWorkspace *workspace,
                    guint n,
                    guint from,
                    guint to,
                    const AeRun *run)
{
  double penalty = 0;

  g_return_val_if_fail (n <= workspace->n && to < network->n_steps, 0);

  for (guint i = from + 1; i <= to; i++)
    {
      const AePlanStep *step = &network->steps[i];
      const float *w[AE_MAX_PARAMS];
      AePass pass;

      if (step->layer->klass->flags & AE_LAYER_VIEW)
        continue;
      fill_pass (network, workspace, n, i, run, w, &pass);
      pass.penalty = &penalty;
      step->layer->klass->forward (&pass);
      if (step->activation != AE_ACTIVATION_LINEAR
          && !(run->skip_activation && i == network->last))
        activate (step, n, &pass, workspace->arena.base + workspace->y[i]);
    }
  return penalty;
}

/* One layer backward: @d holds dLoss/dy and becomes dLoss/dz; dLoss/dx goes to
 * @dx. */
static void
run_back (const AeNetwork *network,
          AeWorkspace *workspace,
          guint n,
          guint index,
          const AeRun *run,
          float *d,
          float *dx,
          float *gradients)
{
  const AePlanStep *step = &network->steps[index];
  const float *w[AE_MAX_PARAMS];
  float *dw[AE_MAX_PARAMS] = { NULL };
  float *y = workspace->arena.base + workspace->y[index];
  guint row = ae_shape_last (&step->y_shape);
  AePass pass;

  fill_pass (network, workspace, n, index, run, w, &pass);
  if (step->activation != AE_ACTIVATION_LINEAR
      && !(run->skip_activation && index == network->last))
    ae_activation_backward (step->activation, n * step->y_size / row, row, pass.y, y, d);
  for (guint i = 0; i < step->n_weights; i++)
    {
      const AeWeight *weight = &g_array_index (network->weights, AeWeight,
                                               step->first_weight + i);

      if (!weight->param.frozen)
        dw[i] = gradients + weight->offset;
    }
  pass.y = y;
  pass.dy = d;
  pass.dx = step->trained_before ? dx : NULL;
  pass.dx2 = step->source_trained
               ? workspace->arena.base + workspace->skip[step->source] : NULL;
  pass.dw = dw;
  step->layer->klass->backward (&pass);
}

void
ae_network_backward (const AeNetwork *network,
                     AeWorkspace *workspace,
                     guint n,
                     const AeRun *run,
                     float *gradients)
{
  float *base = workspace->arena.base;
  float *d = base + workspace->gradient[0], *other = base + workspace->gradient[1];

  for (guint i = 0; i < network->n_steps; i++)
    if (network->steps[i].is_source)
      memset (base + workspace->skip[i], 0, n * network->steps[i].y_size * sizeof (float));
  for (guint i = network->n_steps - 1; i > 0; i--)
    {
      const AePlanStep *step = &network->steps[i];
      float *done = d;

      if (step->is_source)
        ae_kernels ()->sum->add (n * step->y_size, base + workspace->skip[i], d);
      if (step->layer->klass->flags & AE_LAYER_VIEW)
        continue;
      run_back (network, workspace, n, i, run, d, other, gradients);
      if (!step->trained_before)
        return;
      d = other;
      other = done;
    }
}

gboolean
ae_network_predict (const AeNetwork *network,
                    guint from,
                    guint to,
                    gsize n,
                    const float *x,
                    float *y,
                    GError **error)
{
  gsize x_size = network->steps[from].y_size, y_size = network->steps[to].y_size;
  guint shard = (guint) MIN (n, network->shard);
  g_autoptr (AeWorkspace) workspace = NULL;
  AeRun run = { .n_batch = (guint) n };

  workspace = ae_workspace_new (network, MAX (shard, 1), FALSE, error);
  if (workspace == NULL)
    return FALSE;
  for (gsize at = 0; at < n; at += shard)
    {
      guint count = (guint) MIN (n - at, shard);

      memcpy (ae_workspace_get_output (workspace, from), x + at * x_size,
              count * x_size * sizeof (float));
      ae_network_forward (network, workspace, count, from, to, &run);
      memcpy (y + at * y_size, ae_workspace_get_output (workspace, to),
              count * y_size * sizeof (float));
    }
  return TRUE;
}

void
ae_network_weights_changed (AeNetwork *network)
{
  for (guint i = 1; i < network->n_steps; i++)
    {
      const AePlanStep *step = &network->steps[i];
      const float *w[AE_MAX_PARAMS];
      AePass pass = { .options = step->layer->options, .x_shape = step->x_shape,
                      .y_shape = step->y_shape, .w = w };

      if (step->layer->klass->pack == NULL)
        continue;
      for (guint k = 0; k < step->n_weights; k++)
        w[k] = g_array_index (network->weights, AeWeight, step->first_weight + k).values;
      step->layer->klass->pack (&pass, network->packed.base + step->packed);
    }
}
