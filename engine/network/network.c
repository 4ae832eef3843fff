/* SPDX-License-Identifier: MIT */
/* A network's life and weights; network-plan.c plans it, network-run.c runs it,
 * network-transfer.c takes weights over from another one. */
#include "engine/network/network.h"

#include <string.h>

#include "engine/error.h"
#include "engine/model/initializer.h"
#include "engine/network/network-private.h"
#include "engine/translation.h"

static AeWeight *
weight_at (const AeNetwork *network, guint index)
{
  return &g_array_index (network->weights, AeWeight, index);
}

static AeNetwork *
network_new_blank (const AeModel *model, GError **error)
{
  g_autoptr (AeNetwork) network = g_new0 (AeNetwork, 1);

  network->model = ae_model_ref ((AeModel *) model);
  if (!ae_network_plan (network, error) || !ae_arena_allocate (&network->params, error)
      || !ae_arena_allocate (&network->packed, error))
    return NULL;
  for (guint i = 0; i < network->weights->len; i++)
    weight_at (network, i)->values = network->params.base + weight_at (network, i)->offset;
  return g_steal_pointer (&network);
}

AeNetwork *
ae_network_new (const AeModel *model, guint64 seed, GError **error)
{
  AeNetwork *network = network_new_blank (model, error);

  if (network != NULL)
    ae_network_reset (network, seed);
  return network;
}

void
ae_network_free (AeNetwork *network)
{
  if (network == NULL)
    return;
  ae_arena_clear (&network->packed);
  ae_arena_clear (&network->params);
  g_clear_pointer (&network->weights, g_array_unref);
  g_free (network->steps);
  g_free (network->shapes);
  ae_model_unref (network->model);
  g_free (network);
}

void
ae_network_reset (AeNetwork *network, guint64 seed)
{
  for (guint i = 0; i < network->weights->len; i++)
    {
      AeWeight *weight = weight_at (network, i);
      guint place = i - network->steps[weight->layer].first_weight;
      AeRandomKey key = { .seed = seed, .layer = weight->layer_id, .sample = place };

      ae_initialize (&weight->param, &key, weight->values);
    }
  ae_network_weights_changed (network);
}

AeNetwork *
ae_network_copy (const AeNetwork *network, GError **error)
{
  AeNetwork *copy = network_new_blank (network->model, error);

  if (copy == NULL)
    return NULL;
  memcpy (copy->params.base, network->params.base, network->params.planned * sizeof (float));
  ae_network_weights_changed (copy);
  return copy;
}

const AeModel *
ae_network_get_model (const AeNetwork *network)
{
  return network->model;
}

guint
ae_network_get_n_layers (const AeNetwork *network)
{
  return network->n_steps;
}

const AeShape *
ae_network_get_shape (const AeNetwork *network, guint index)
{
  g_return_val_if_fail (index < network->n_steps, NULL);

  return &network->shapes[index];
}

gboolean
ae_network_check_reconstruction (const AeNetwork *network, GError **error)
{
  guint last = ae_network_get_n_layers (network) - 1;
  const AeShape *in = ae_network_get_shape (network, 0);
  const AeShape *out = ae_network_get_shape (network, last);
  g_autofree char *in_text = NULL, *out_text = NULL;

  if (ae_shape_size (in) == ae_shape_size (out))
    return TRUE;
  in_text = ae_shape_to_string (in);
  out_text = ae_shape_to_string (out);
  return ae_refuse (error, AE_ERROR_MODEL,
                    _ ("The reconstruction is %s and the samples are %s: the last layer must "
                       "give as many values as come in."),
                    out_text, in_text);
}

guint
ae_network_get_code (const AeNetwork *network)
{
  return network->code;
}

guint
ae_network_get_shard (const AeNetwork *network)
{
  return network->shard;
}

gsize
ae_network_count_params (const AeNetwork *network)
{
  gsize count = 0;

  for (guint i = 0; i < network->weights->len; i++)
    if (!weight_at (network, i)->param.frozen)
      count += weight_at (network, i)->size;
  return count;
}

double
ae_network_get_flops (const AeNetwork *network, guint index)
{
  const AePlanStep *step = &network->steps[index];

  if (step->layer->klass->flops == NULL)
    return 0;
  return step->layer->klass->flops (step->layer->options, &step->x_shape, &step->y_shape);
}

guint
ae_network_get_n_weights (const AeNetwork *network)
{
  return network->weights->len;
}

const AeWeight *
ae_network_get_weight (const AeNetwork *network, guint index)
{
  g_return_val_if_fail (index < network->weights->len, NULL);

  return weight_at (network, index);
}

const AeWeight *
ae_network_find_weight (const AeNetwork *network, guint layer_id, const char *name)
{
  for (guint i = 0; i < network->weights->len; i++)
    if (weight_at (network, i)->layer_id == layer_id
        && strcmp (weight_at (network, i)->param.name, name) == 0)
      return weight_at (network, i);
  return NULL;
}

float *
ae_network_get_params (AeNetwork *network, gsize *n_values)
{
  if (n_values != NULL)
    *n_values = network->params.planned;
  return network->params.base;
}

gsize
ae_network_get_n_trained (const AeNetwork *network)
{
  return network->n_trained;
}

AeActivation
ae_network_get_last_activation (const AeNetwork *network)
{
  return network->steps[network->last].activation;
}
