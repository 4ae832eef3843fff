/* SPDX-License-Identifier: MIT */
/* Penalties on what layers output (L1, L2 on activities, in training alone)
 * and on their kernels: values and gradients.
 */
#include <math.h>

#include "engine/network/network-private.h"

double
ae_plan_step_sum_penalty (const AePlanStep *step, gsize n, const float *y)
{
  double absolute = 0, squares = 0;

  for (gsize i = 0; i < n; i++)
    {
      absolute += fabsf (y[i]);
      squares += (double) y[i] * y[i];
    }
  return step->activity_l1 * absolute + step->activity_l2 * squares;
}

gboolean
ae_plan_step_is_penalized (const AePlanStep *step, const AeRun *run)
{
  return run->training && (step->activity_l1 > 0 || step->activity_l2 > 0);
}

void
ae_plan_step_penalize (const AePlanStep *step, gsize n, const AeRun *run, const float *y, float *d)
{
  float l1 = (float) (run->loss_scale * step->activity_l1);
  float l2 = (float) (run->loss_scale * 2 * step->activity_l2);

  for (gsize i = 0; i < n; i++)
    d[i] += l1 * (float) ((y[i] > 0) - (y[i] < 0)) + l2 * y[i];
}

double
ae_network_sum_output_penalty (const AeNetwork *network,
                               AeWorkspace *workspace,
                               guint n,
                               const AeRun *run)
{
  const AePlanStep *step = &network->steps[network->last];

  if (!ae_plan_step_is_penalized (step, run))
    return 0;
  return ae_plan_step_sum_penalty (step, n * step->y_size,
                                   ae_workspace_get_output (workspace, network->last));
}

static double
penalize_kernel (const AePlanStep *step, const AeWeight *weight, float *gradients)
{
  float l1 = (float) step->kernel_l1, l2 = (float) (2 * step->kernel_l2);
  float *d = gradients + weight->offset;
  double absolute = 0, squares = 0;

  for (gsize i = 0; i < weight->size; i++)
    {
      float w = weight->values[i];

      d[i] += l1 * (float) ((w > 0) - (w < 0)) + l2 * w;
      absolute += fabsf (w);
      squares += (double) w * w;
    }
  return step->kernel_l1 * absolute + step->kernel_l2 * squares;
}

/* As Keras' kernel_regularizer has it: not what leads from step to step. */
static gboolean
is_kernel (const char *name)
{
  return g_str_has_suffix (name, "kernel") && !g_str_has_suffix (name, "recurrent_kernel");
}

double
ae_network_penalize_weights (const AeNetwork *network, float *gradients)
{
  double penalty = 0;

  for (guint i = 0; i < network->weights->len; i++)
    {
      const AeWeight *weight = &g_array_index (network->weights, AeWeight, i);
      const AePlanStep *step = &network->steps[weight->layer];

      if ((step->kernel_l1 > 0 || step->kernel_l2 > 0) && is_kernel (weight->param.name))
        penalty += penalize_kernel (step, weight, gradients);
    }
  return penalty;
}
