/* SPDX-License-Identifier: MIT */
/* From a model to a plan: shapes, memory, where every weight stands. Trained
 * weights come first in the arena, so that an optimizer passes over one piece.
 */
#include "engine/error.h"
#include "engine/network/network-private.h"
#include "engine/translation.h"

/* BLAS counts in ints, and no layer of a use is larger. */
#define MAX_VALUES ((gsize) 1 << 30)

static gboolean
infer_shapes (AeNetwork *network, GError **error)
{
  guint culprit = 0;

  if (ae_model_infer (network->model, network->shapes, &culprit, error))
    return TRUE;
  g_prefix_error (error, _ ("Layer %u, %s: "), culprit + 1,
                  ae_model_get_layer (network->model, culprit)->klass->type);
  return FALSE;
}

static gboolean
check_size (guint index, const AeLayer *layer, gsize size, GError **error)
{
  if (size <= MAX_VALUES)
    return TRUE;
  return ae_refuse (error, AE_ERROR_MEMORY,
                    _ ("Layer %u, %s: %zu values in one piece are more than the %zu that can be "
                       "computed with. Make it smaller."),
                    index + 1, layer->klass->type, size, MAX_VALUES);
}

/* The value of a penalty option, 0 for layers that have no such option. */
static double
get_penalty (const AeLayer *layer, const char *name)
{
  const AeOption *option = ae_options_find (layer->klass->options, name);
  AeValue value = { 0 };

  if (option != NULL)
    ae_option_get (option, layer->options, &value);
  return value.real;
}

static void
plan_penalties (AePlanStep *step)
{
  step->activity_l1 = get_penalty (step->layer, "activity_l1");
  step->activity_l2 = get_penalty (step->layer, "activity_l2");
  step->kernel_l1 = get_penalty (step->layer, "kernel_l1");
  step->kernel_l2 = get_penalty (step->layer, "kernel_l2");
}

static void
plan_step (AeNetwork *network, guint index)
{
  AePlanStep *step = &network->steps[index];
  const AeLayer *layer = ae_model_get_layer (network->model, index);
  gboolean view = (layer->klass->flags & AE_LAYER_VIEW) != 0;

  step->layer = layer;
  step->y_shape = network->shapes[index];
  step->y_size = ae_shape_size (&step->y_shape);
  step->storage = view && index > 0 ? network->steps[index - 1].storage : index;
  step->source = ae_model_get_source (network->model, index);
  step->activation = ae_layer_class_activation (layer->klass, layer->options);
  step->is_identity = (layer->klass->flags & AE_LAYER_IDENTITY)
                      && step->activation != AE_ACTIVATION_LINEAR;
  step->keeps_input = !step->is_identity && ae_activation_needs_input (step->activation);
  if (index > 0)
    step->x_shape = network->shapes[index - 1];
  if (step->source >= 0)
    {
      step->x2_shape = network->shapes[step->source];
      network->steps[step->source].is_source = TRUE;
    }
  if (layer->klass->needs != NULL)
    layer->klass->needs (layer->options, &step->x_shape, &step->y_shape, &step->needs);
  step->packed = ae_arena_plan (&network->packed, step->needs.packed);
  step->statistics = network->n_statistics;
  network->n_statistics += 2 * step->needs.statistics;
  plan_penalties (step);
  if (!view)
    network->last = index;
}

static gboolean
list_weights (AeNetwork *network, guint index, GError **error)
{
  AePlanStep *step = &network->steps[index];
  AeParam params[AE_MAX_PARAMS];

  step->first_weight = network->weights->len;
  step->n_weights = ae_model_get_params (network->model, index, network->shapes, params);
  for (guint i = 0; i < step->n_weights; i++)
    {
      AeWeight weight = { .layer = index,
                          .layer_id = step->layer->id,
                          .param = params[i],
                          .size = ae_shape_size (&params[i].shape) };

      if (!check_size (index, step->layer, weight.size, error))
        return FALSE;
      g_array_append_val (network->weights, weight);
    }
  return TRUE;
}

static void
place_weights (AeNetwork *network, gboolean frozen)
{
  for (guint i = 0; i < network->weights->len; i++)
    {
      AeWeight *weight = &g_array_index (network->weights, AeWeight, i);

      if (weight->param.frozen == frozen)
        weight->offset = ae_arena_plan (&network->params, weight->size);
    }
}

static gboolean
has_trained (const AeNetwork *network, const AePlanStep *step)
{
  for (guint i = 0; i < step->n_weights; i++)
    if (!g_array_index (network->weights, AeWeight, step->first_weight + i).param.frozen)
      return TRUE;
  return FALSE;
}

/* Whether a gradient is wanted before a layer, and at its source. */
static void
mark_trained (AeNetwork *network)
{
  g_autofree gboolean *trained = g_new0 (gboolean, network->n_steps);
  gboolean any = FALSE;

  for (guint i = 0; i < network->n_steps; i++)
    {
      AePlanStep *step = &network->steps[i];

      step->trained_before = any;
      step->source_trained = step->source >= 0 && trained[step->source];
      any = any || has_trained (network, step);
      trained[i] = any;
    }
}

/* Which layers do the work of the one before them: one whose output nobody
 * else wants. */
static void
mark_fused (AeNetwork *network)
{
  for (guint i = 2; i < network->n_steps; i++)
    {
      AePlanStep *step = &network->steps[i];
      const AePlanStep *before = &network->steps[i - 1];
      const AeLayerClass *klass = step->layer->klass;

      step->fuses = klass->fuses != NULL && !before->is_source
                    && klass->fuses (step->layer->options, &step->x_shape, before->layer->klass,
                                     before->layer->options);
    }
}

/* Every shard goes through all weights once: where they are many more than its
 * activations, a larger shard moves less memory in all. A recurrent layer goes
 * through its own at every step, and of its activations looks at one step's. */
static guint
choose_shard (const AeNetwork *network)
{
  gsize floats = 0, most = MAX (AE_SHARD_FLOATS, network->n_trained / 8);
  guint shard = AE_MAX_SHARD, least = 1;

  for (guint i = 0; i < network->n_steps; i++)
    {
      const AePlanStep *step = &network->steps[i];

      if (step->layer->klass->flags & AE_LAYER_RECURRENT)
        least = AE_MIN_RECURRENT_SHARD;
      if (step->storage == i)
        floats += step->y_size * (step->keeps_input ? 2 : 1) + step->needs.kept;
    }
  while (shard > least && shard * floats > most)
    shard /= 2;
  return shard;
}

gboolean
ae_network_plan (AeNetwork *network, GError **error)
{
  network->n_steps = ae_model_get_n_layers (network->model);
  network->shapes = g_new0 (AeShape, network->n_steps);
  network->steps = g_new0 (AePlanStep, network->n_steps);
  network->weights = g_array_new (FALSE, FALSE, sizeof (AeWeight));
  if (!infer_shapes (network, error))
    return FALSE;
  for (guint i = 0; i < network->n_steps; i++)
    {
      plan_step (network, i);
      if (!check_size (i, network->steps[i].layer, network->steps[i].y_size * AE_MAX_SHARD, error)
          || !list_weights (network, i, error))
        return FALSE;
    }
  place_weights (network, FALSE);
  network->n_trained = network->params.planned;
  place_weights (network, TRUE);
  mark_trained (network);
  mark_fused (network);
  network->code = ae_model_get_code (network->model, network->shapes);
  network->shard = choose_shard (network);
  return TRUE;
}
