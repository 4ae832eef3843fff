/* SPDX-License-Identifier: MIT */
/* A trainer's life, its recipe, the optimizer's slots and the profile;
 * trainer-step.c does the steps.
 */
#include "engine/training/trainer.h"

#include <string.h>

#include "engine/kernels.h"
#include "engine/training/trainer-private.h"

static gboolean
plan_slots (AeTrainer *self, GError **error)
{
  const AeOptimizerClass *optimizer = ae_recipe_get_optimizer (&self->recipe);

  ae_arena_clear (&self->slots);
  for (guint i = 0; i < optimizer->n_slots; i++)
    self->slot_offsets[i] = ae_arena_plan (&self->slots, self->n_trained);
  if (!ae_arena_allocate (&self->slots, error))
    return FALSE;
  ae_trainer_reset (self);
  return TRUE;
}

static void
clear_place (gpointer data)
{
  Place *place = data;

  ae_workspace_free (place->workspace);
  ae_arena_clear (&place->target);
}

gboolean
ae_trainer_provide_places (AeTrainer *self, guint n, GError **error)
{
  guint shard = ae_network_get_shard (self->network);

  while (self->places->len < n)
    {
      Place place = { 0 };

      place.workspace = ae_workspace_new (self->network, shard, TRUE, error);
      if (place.workspace == NULL)
        return FALSE;
      ae_arena_plan (&place.target, shard * self->sample_size);
      if (!ae_arena_allocate (&place.target, error))
        {
          clear_place (&place);
          return FALSE;
        }
      g_array_append_val (self->places, place);
    }
  return TRUE;
}

static gboolean
plan_memory (AeTrainer *self, GError **error)
{
  for (guint i = 0; i < LANES; i++)
    self->gradients[i] = ae_arena_plan (&self->arena, self->n_trained);
  for (guint i = 0; (i = ae_network_get_next_with_statistics (self->network, i)) > 0;)
    g_array_append_val (self->barriers, i);
  self->n_statistics = ae_network_get_n_statistics (self->network);
  self->statistics = g_new0 (double, self->n_statistics);
  self->lane_statistics = g_new0 (double, LANES * self->n_statistics);
  self->times = g_new0 (AeLayerTime, LANES * (self->last + 1));
  return ae_arena_allocate (&self->arena, error)
         && ae_trainer_provide_places (self, ae_pool_get_n_threads (self->pool), error);
}

AeTrainer *
ae_trainer_new (AeNetwork *network, AePool *pool, const AeRecipe *recipe, GError **error)
{
  g_autoptr (AeTrainer) self = g_new0 (AeTrainer, 1);

  self->network = network;
  self->pool = pool;
  self->recipe = *recipe;
  self->n_trained = ae_network_get_n_trained (network);
  self->sample_size = ae_shape_size (ae_network_get_shape (network, 0));
  self->last = ae_network_get_n_layers (network) - 1;
  self->places = g_array_new (FALSE, FALSE, sizeof (Place));
  g_array_set_clear_func (self->places, clear_place);
  self->barriers = g_array_new (FALSE, FALSE, sizeof (guint));
  if (!ae_network_check_reconstruction (network, error) || !plan_memory (self, error)
      || !plan_slots (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
ae_trainer_free (AeTrainer *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->places);
  g_array_unref (self->barriers);
  g_free (self->statistics);
  g_free (self->lane_statistics);
  g_free (self->times);
  ae_arena_clear (&self->arena);
  ae_arena_clear (&self->slots);
  g_free (self);
}

gboolean
ae_trainer_set_recipe (AeTrainer *self, const AeRecipe *recipe, GError **error)
{
  gboolean other = recipe->optimizer != self->recipe.optimizer;
  guint64 step = self->step;

  self->recipe = *recipe;
  if (!other)
    return TRUE;
  if (!plan_slots (self, error))
    return FALSE;
  self->step = step;
  return TRUE;
}

const AeRecipe *
ae_trainer_get_recipe (const AeTrainer *self)
{
  return &self->recipe;
}

void
ae_trainer_set_exchange (AeTrainer *self, const AeExchange *exchange)
{
  self->exchange = exchange != NULL && exchange->n_ranks > 1 ? exchange : NULL;
}

guint64
ae_trainer_get_step (const AeTrainer *self)
{
  return self->step;
}

void
ae_trainer_set_step (AeTrainer *self, guint64 step)
{
  self->step = step;
}

float *
ae_trainer_get_slot (AeTrainer *self, guint slot, gsize *n_values)
{
  if (slot >= ae_recipe_get_optimizer (&self->recipe)->n_slots)
    return NULL;
  if (n_values != NULL)
    *n_values = self->n_trained;
  return self->slots.base + self->slot_offsets[slot];
}

void
ae_trainer_reset (AeTrainer *self)
{
  const AeOptimizerClass *optimizer = ae_recipe_get_optimizer (&self->recipe);

  for (guint i = 0; i < optimizer->n_slots; i++)
    {
      float start = 0;

      if (optimizer->slot_start != NULL)
        start = optimizer->slot_start (self->recipe.optimizer_options, i);
      ae_kernels ()->sum->fill (self->n_trained, start, ae_trainer_get_slot (self, i, NULL));
    }
  self->step = 0;
}

void
ae_trainer_profile (AeTrainer *self, gboolean on)
{
  self->profiled = on;
  if (!on)
    return;
  memset (self->times, 0, LANES * (self->last + 1) * sizeof (AeLayerTime));
  memset (self->parts, 0, sizeof self->parts);
}

AeLayerTime
ae_trainer_get_layer_time (const AeTrainer *self, guint index)
{
  AeLayerTime sum = { 0 };

  for (guint lane = 0; lane < LANES; lane++)
    {
      sum.forward += self->times[lane * (self->last + 1) + index].forward;
      sum.backward += self->times[lane * (self->last + 1) + index].backward;
    }
  return sum;
}

double
ae_trainer_get_part_time (const AeTrainer *self, AePart part)
{
  double sum = 0;

  for (guint lane = 0; lane < LANES; lane++)
    sum += self->parts[lane][part];
  return sum;
}
