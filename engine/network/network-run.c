/* SPDX-License-Identifier: MIT */
/* Running a plan: forward, backward, prediction. No training step allocates
 * here.
 */
#include <string.h>
#include <time.h>

#include "engine/error.h"
#include "engine/kernels.h"
#include "engine/network/network-private.h"
#include "engine/translation.h"

/* Whether layer @index is to do the work of the one before it in a run that
 * goes from @from to @to. */
static gboolean
fuses (const AeNetwork *network, guint index, guint from, guint to, const AeRun *run)
{
  return index <= to && index > from + 1 && !run->keep_all && network->steps[index].fuses;
}

/* Whether the loss takes the place of layer @index's activation. */
static gboolean
is_fused (const AeNetwork *network, guint index, const AeRun *run)
{
  return run->skip_activation && index == network->last;
}

/* Puts the layer before in its place on the way in. */
static void
fuse (const AeNetwork *network, AeWorkspace *workspace, guint index, AePass *pass)
{
  pass->fused = TRUE;
  pass->x_shape = network->steps[index - 1].x_shape;
  pass->x = workspace->arena.base + workspace->y[index - 2];
}

static void
activate (const AePlanStep *step, guint n, const AePass *pass, float *y)
{
  guint row = ae_shape_last (&step->y_shape);

  ae_activation_forward (step->activation, n * step->y_size / row, row, pass->y, y);
}

/* A shard that is the whole batch measures for itself. */
static void
measure_alone (const AeNetwork *network,
               AeWorkspace *workspace,
               guint n,
               guint index,
               gboolean backward,
               const AeRun *run)
{
  const AePlanStep *step = &network->steps[index];
  gsize count = step->needs.statistics;

  if (count == 0 || !run->training || run->statistics != NULL)
    return;
  memset (workspace->statistics + step->statistics + (backward ? count : 0), 0,
          count * sizeof (double));
  ae_network_add_statistics (network, workspace, n, index, backward, run, workspace->statistics);
}

/* The time for a profile; a clock that nobody reads is not asked. */
static double
read_clock (const AeRun *run)
{
  struct timespec now;

  if (run->times == NULL)
    return 0;
  clock_gettime (CLOCK_MONOTONIC, &now);
  return (double) now.tv_sec + (double) now.tv_nsec * 1e-9;
}

static gboolean
fuses_relu (const AePlanStep *step)
{
  return step->activation == AE_ACTIVATION_RELU
         && (step->layer->klass->flags & AE_LAYER_FUSES_RELU);
}

double
ae_network_forward (const AeNetwork *network,
                    AeWorkspace *workspace,
                    guint n,
                    guint from,
                    guint to,
                    const AeRun *run,
                    double *penalty)
{
  double loss = 0;

  g_return_val_if_fail (n <= workspace->n && to < network->n_steps, 0);

  for (guint i = from + 1; i <= to; i++)
    {
      const AePlanStep *step = &network->steps[i];
      float *y = workspace->arena.base + workspace->y[i];
      double begin = read_clock (run);
      const float *w[AE_MAX_PARAMS];
      AePass pass;

      if ((step->layer->klass->flags & AE_LAYER_VIEW)
          || (i + 1 < network->n_steps && fuses (network, i + 1, from, to, run)))
        continue;
      measure_alone (network, workspace, n, i, FALSE, run);
      ae_network_fill_pass (network, workspace, n, i, run, w, &pass);
      if (fuses (network, i, from, to, run))
        fuse (network, workspace, i, &pass);
      pass.loss = &loss;
      pass.penalty = penalty;
      pass.relu = fuses_relu (step);
      if (is_fused (network, i, run))
        pass.y = y;
      step->layer->klass->forward (&pass);
      if (step->activation != AE_ACTIVATION_LINEAR && !pass.relu && !is_fused (network, i, run))
        activate (step, n, &pass, y);
      if (penalty != NULL && ae_plan_step_is_penalized (step, run) && !is_fused (network, i, run))
        *penalty += ae_plan_step_sum_penalty (step, n * step->y_size, y);
      if (run->times != NULL)
        run->times[i].forward += read_clock (run) - begin;
    }
  return loss;
}

/* The loss gave dLoss/dz in @d, and the penalty is on y = f (z): its gradient
 * goes through the activation on its own, in @spare. */
static void
penalize_fused (const AePlanStep *step,
                guint n,
                const AeRun *run,
                const float *y,
                float *d,
                float *spare)
{
  gsize count = n * step->y_size, row = ae_shape_last (&step->y_shape);

  memset (spare, 0, count * sizeof (float));
  ae_plan_step_penalize (step, count, run, y, spare);
  ae_activation_backward (step->activation, count / row, row, NULL, y, spare);
  ae_kernels ()->sum->add (count, spare, d);
}

/* Where layer @index's gradients go. Of those that are to be assigned, the ones that the
 * layer adds to are zeroed. */
static void
find_gradients (const AeNetwork *network,
                guint index,
                const AeRun *run,
                float *gradients,
                AePass *pass,
                float *dw[AE_MAX_PARAMS])
{
  const AePlanStep *step = &network->steps[index];

  pass->assign = run->assign && (step->layer->klass->flags & AE_LAYER_ASSIGNS);
  for (guint i = 0; i < step->n_weights; i++)
    {
      const AeWeight *weight = &g_array_index (network->weights, AeWeight, step->first_weight + i);

      if (weight->param.frozen)
        continue;
      dw[i] = gradients + weight->offset;
      if (run->assign && !(pass->assign && i == 0))
        memset (dw[i], 0, weight->size * sizeof (float));
    }
  pass->dw = dw;
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

  ae_network_fill_pass (network, workspace, n, index, run, w, &pass);
  if (step->fuses && !run->keep_all)
    fuse (network, workspace, index, &pass);
  if (ae_plan_step_is_penalized (step, run) && is_fused (network, index, run))
    penalize_fused (step, n, run, y, d, dx);
  else if (ae_plan_step_is_penalized (step, run))
    ae_plan_step_penalize (step, n * step->y_size, run, y, d);
  if (step->activation != AE_ACTIVATION_LINEAR && !is_fused (network, index, run))
    ae_activation_backward (step->activation, n * step->y_size / row, row, pass.y, y, d);
  find_gradients (network, index, run, gradients, &pass, dw);
  pass.y = y;
  pass.dy = d;
  pass.dx = step->trained_before ? dx : NULL;
  pass.dx2 = step->source_trained ? workspace->arena.base + workspace->skip[step->source] : NULL;
  step->layer->klass->backward (&pass);
}

static void
begin_backward (const AeNetwork *network, AeWorkspace *workspace, guint n)
{
  workspace->turn = 0;
  for (guint i = 0; i < network->n_steps; i++)
    if (network->steps[i].is_source)
      memset (workspace->arena.base + workspace->skip[i], 0,
              n * network->steps[i].y_size * sizeof (float));
}

void
ae_network_backward (const AeNetwork *network,
                     AeWorkspace *workspace,
                     guint n,
                     guint from,
                     guint to,
                     const AeRun *run,
                     float *gradients)
{
  float *base = workspace->arena.base;

  if (from + 1 == network->n_steps)
    begin_backward (network, workspace, n);
  for (guint i = from; i > to; i--)
    {
      const AePlanStep *step = &network->steps[i];
      float *d = base + workspace->gradient[workspace->turn];
      double begin = read_clock (run);

      if (!(step->layer->klass->flags & AE_LAYER_VIEW))
        {
          measure_alone (network, workspace, n, i, TRUE, run);
          if (!(step->layer->klass->flags & AE_LAYER_IN_PLACE))
            workspace->turn = 1 - workspace->turn;
          run_back (network, workspace, n, i, run, d, base + workspace->gradient[workspace->turn],
                    gradients);
        }
      if (run->times != NULL)
        run->times[i].backward += read_clock (run) - begin;
      if (!step->trained_before)
        return;
      if (step->fuses && !run->keep_all)
        i--;
      if (network->steps[i - 1].is_source)
        ae_kernels ()->sum->add (n * network->steps[i - 1].y_size, base + workspace->skip[i - 1],
                                 base + workspace->gradient[workspace->turn]);
    }
}

guint
ae_network_get_next_with_statistics (const AeNetwork *network, guint index)
{
  for (guint i = index + 1; i < network->n_steps; i++)
    if (network->steps[i].needs.statistics > 0)
      return i;
  return 0;
}

gsize
ae_network_get_n_statistics (const AeNetwork *network)
{
  return network->n_statistics;
}

void
ae_network_add_statistics (const AeNetwork *network,
                           AeWorkspace *workspace,
                           guint n,
                           guint index,
                           gboolean backward,
                           const AeRun *run,
                           double *sums)
{
  const AePlanStep *step = &network->steps[index];
  const float *w[AE_MAX_PARAMS];
  AePass pass;

  ae_network_fill_pass (network, workspace, n, index, run, w, &pass);
  pass.dy = workspace->arena.base + workspace->gradient[workspace->turn];
  if (backward)
    step->layer->klass->add_back_statistics (&pass,
                                             sums + step->statistics + step->needs.statistics);
  else
    step->layer->klass->measure (&pass, sums + step->statistics);
}

void
ae_network_update_statistics (AeNetwork *network, guint index, const AeRun *run)
{
  const AePlanStep *step = &network->steps[index];
  float *w[AE_MAX_PARAMS] = { NULL };
  AePass pass = { .options = step->layer->options,
                  .x_shape = step->x_shape,
                  .y_shape = step->y_shape,
                  .n_batch = run->n_batch,
                  .statistics = run->statistics + step->statistics };

  if (step->layer->klass->update_statistics == NULL)
    return;
  for (guint i = 0; i < step->n_weights; i++)
    w[i] = g_array_index (network->weights, AeWeight, step->first_weight + i).values;
  step->layer->klass->update_statistics (&pass, w);
}

/* Whether layers @from + 1 to @to take all they read from layer @from on. */
static gboolean
check_sources (const AeNetwork *network, guint from, guint to, GError **error)
{
  for (guint i = from + 1; i <= to; i++)
    {
      const AePlanStep *step = &network->steps[i];

      if (step->source < 0 || (guint) step->source >= from)
        continue;
      return ae_refuse (error, AE_ERROR_MODEL,
                        _ ("The output of layer %u alone is not enough to run the layers after "
                           "it: layer %u, %s, also reads layer %d. Remove layer %u, or let it "
                           "read layer %u or a later one."),
                        from + 1, i + 1, step->layer->klass->type, step->source + 1, i + 1,
                        from + 1);
    }
  return TRUE;
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

  if (!check_sources (network, from, to, error))
    return FALSE;
  workspace = ae_workspace_new (network, MAX (shard, 1), FALSE, error);
  if (workspace == NULL)
    return FALSE;
  for (gsize at = 0; at < n; at += shard)
    {
      guint count = (guint) MIN (n - at, shard);

      memcpy (ae_workspace_get_output (workspace, from), x + at * x_size,
              count * x_size * sizeof (float));
      ae_network_forward (network, workspace, count, from, to, &run, NULL);
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
      AePass pass = {
        .options = step->layer->options, .x_shape = step->x_shape, .y_shape = step->y_shape, .w = w
      };

      if (step->layer->klass->pack == NULL)
        continue;
      for (guint k = 0; k < step->n_weights; k++)
        w[k] = g_array_index (network->weights, AeWeight, step->first_weight + k).values;
      step->layer->klass->pack (&pass, network->packed.base + step->packed);
    }
}
