/* SPDX-License-Identifier: MIT */
/* The layout follows from the model and the optimizer alone, so a checkpoint
 * can be filled from a file before any network exists: first the weights in
 * the order of the layers, then slot after slot in the same order, then the
 * weights of the other moment, the best or the last. All values lie in one block.
 */
#include "app/project/checkpoint.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/error.h"

struct _WbCheckpoint
{
  int references; /* GLib's inlined atomics: a thread sanitizer sees them */
  AeModel *model;
  AeRecipe recipe;
  WbPosition position;
  WbHistory *history;
  GArray *tensors;
  GHashTable *by_name; /* name → tensor; owns the names */
  float *values;
};

static WbCheckpointTensor *
tensor_at (const WbCheckpoint *self, guint index)
{
  return &g_array_index (self->tensors, WbCheckpointTensor, index);
}

static char *
name_tensor (const WbCheckpoint *self, const WbCheckpointTensor *tensor)
{
  guint id = tensor->layer_id;
  const char *name = tensor->param.name;

  if (tensor->slot == WB_CHECKPOINT_WEIGHT)
    return g_strdup_printf ("weights/%u/%s", id, name);
  if (tensor->slot == WB_CHECKPOINT_OTHER)
    return g_strdup_printf ("%s/%u/%s", self->position.best_in_place ? "last" : "best", id, name);
  return g_strdup_printf ("optimizer/%s/%u/%s",
                          ae_recipe_get_optimizer (&self->recipe)->slot_names[tensor->slot], id,
                          name);
}

/* The tensors of all weights, or of one optimizer slot. */
static void
list_tensors (WbCheckpoint *self, const AeShape *shapes, int slot)
{
  guint n_layers = ae_model_get_n_layers (self->model);

  for (guint i = 0; i < n_layers; i++)
    {
      AeParam params[AE_MAX_PARAMS];
      guint n_params = ae_model_get_params (self->model, i, shapes, params);

      for (guint j = 0; j < n_params; j++)
        {
          WbCheckpointTensor tensor = {
            .slot = slot,
            .layer_id = ae_model_get_layer (self->model, i)->id,
            .param = params[j],
            .size = ae_shape_size (&params[j].shape),
          };

          if (slot >= 0 && params[j].frozen)
            continue;
          tensor.name = name_tensor (self, &tensor);
          g_array_append_val (self->tensors, tensor);
        }
    }
}

static gboolean
lay_out (WbCheckpoint *self, GError **error)
{
  const AeOptimizerClass *optimizer = ae_recipe_get_optimizer (&self->recipe);
  guint n_layers = ae_model_get_n_layers (self->model);
  g_autofree AeShape *shapes = g_new0 (AeShape, n_layers);
  guint culprit = 0;

  if (!ae_model_infer (self->model, shapes, &culprit, error))
    {
      g_prefix_error (error, _ ("Layer %u, %s: "), culprit + 1,
                      ae_model_get_layer (self->model, culprit)->klass->type);
      return FALSE;
    }
  list_tensors (self, shapes, WB_CHECKPOINT_WEIGHT);
  for (guint i = 0; i < optimizer->n_slots; i++)
    list_tensors (self, shapes, (int) i);
  if (self->recipe.keep_best || self->position.best_in_place)
    list_tensors (self, shapes, WB_CHECKPOINT_OTHER);
  return TRUE;
}

static gboolean
place_values (WbCheckpoint *self, GError **error)
{
  gsize n_values = 0;
  float *next;

  for (guint i = 0; i < self->tensors->len; i++)
    n_values += tensor_at (self, i)->size;
  self->values = g_try_new0 (float, MAX (n_values, 1));
  if (self->values == NULL)
    return ae_refuse (error, AE_ERROR_MEMORY,
                      _ ("A checkpoint of %zu values does not fit into memory. Make the model "
                         "smaller, or close other programs."),
                      n_values);

  next = self->values;
  for (guint i = 0; i < self->tensors->len; i++)
    {
      WbCheckpointTensor *tensor = tensor_at (self, i);

      tensor->values = next;
      next += tensor->size;
      g_hash_table_insert (self->by_name, (char *) tensor->name, tensor);
    }
  return TRUE;
}

static gboolean
fill_values (WbCheckpoint *self, WbCheckpointFunc fill, gpointer data, GError **error)
{
  float *next = self->values;

  for (guint i = 0; i < self->tensors->len; i++)
    {
      const WbCheckpointTensor *tensor = tensor_at (self, i);

      if (!fill (data, tensor, next, error))
        return FALSE;
      next += tensor->size;
    }
  return TRUE;
}

WbCheckpoint *
wb_checkpoint_new (AeModel *model,
                   const AeRecipe *recipe,
                   const WbPosition *position,
                   const WbHistory *history,
                   WbCheckpointFunc fill,
                   gpointer data,
                   GError **error)
{
  g_autoptr (WbCheckpoint) self = g_new0 (WbCheckpoint, 1);

  self->references = 1;
  self->model = ae_model_ref (model);
  self->recipe = *recipe;
  self->position = *position;
  self->history = history ? wb_history_copy (history) : wb_history_new ();
  self->tensors = g_array_new (FALSE, FALSE, sizeof (WbCheckpointTensor));
  self->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  if (!lay_out (self, error) || !place_values (self, error)
      || !fill_values (self, fill, data, error))
    return NULL;
  return g_steal_pointer (&self);
}

typedef struct
{
  AeNetwork *network;
  AeTrainer *trainer;
  const WbCheckpoint *other;
  gboolean other_is_best;
} Live;

/* Where a tensor's values stand in the live network, or in its trainer. */
static float *
find_live (const Live *live, const WbCheckpointTensor *tensor)
{
  const AeWeight *weight = ae_network_find_weight (live->network, tensor->layer_id,
                                                   tensor->param.name);

  g_assert (weight != NULL && weight->size == tensor->size);
  if (tensor->slot < 0)
    return weight->values;
  return ae_trainer_get_slot (live->trainer, (guint) tensor->slot, NULL) + weight->offset;
}

/* A weight's values of the best epoch or of the last step: those in place where
 * nothing else is kept. */
static const WbCheckpointTensor *
find_moment (const WbCheckpoint *self, const WbCheckpointTensor *weight, gboolean best)
{
  WbCheckpointTensor wanted = *weight;
  const WbCheckpointTensor *tensor;
  g_autofree char *other = NULL, *plain = NULL;

  wanted.slot = WB_CHECKPOINT_OTHER;
  other = name_tensor (self, &wanted);
  tensor = wb_checkpoint_find_tensor (self, other);
  if (tensor != NULL && best != self->position.best_in_place)
    return tensor;
  wanted.slot = WB_CHECKPOINT_WEIGHT;
  plain = name_tensor (self, &wanted);
  return wb_checkpoint_find_tensor (self, plain);
}

static gboolean
copy_live (gpointer data, const WbCheckpointTensor *tensor, float *out, GError **error)
{
  const Live *live = data;
  const WbCheckpointTensor *other = NULL;

  if (tensor->slot == WB_CHECKPOINT_OTHER && live->other != NULL)
    other = find_moment (live->other, tensor, live->other_is_best);
  memcpy (out, other != NULL ? other->values : find_live (live, tensor),
          tensor->size * sizeof (float));
  return TRUE;
}

WbCheckpoint *
wb_checkpoint_new_from_trainer (AeNetwork *network,
                                AeTrainer *trainer,
                                const WbPosition *position,
                                const WbHistory *history,
                                const WbCheckpoint *other,
                                GError **error)
{
  Live live = { network, trainer, other, !position->best_in_place };

  return wb_checkpoint_new ((AeModel *) ae_network_get_model (network),
                            ae_trainer_get_recipe (trainer), position, history, copy_live, &live,
                            error);
}

WbCheckpoint *
wb_checkpoint_ref (WbCheckpoint *self)
{
  g_atomic_int_inc (&self->references);
  return self;
}

static void
checkpoint_free (WbCheckpoint *self)
{
  g_clear_pointer (&self->by_name, g_hash_table_unref);
  for (guint i = 0; self->tensors != NULL && i < self->tensors->len; i++)
    g_free ((char *) tensor_at (self, i)->name);
  g_clear_pointer (&self->tensors, g_array_unref);
  g_free (self->values);
  wb_history_free (self->history);
  ae_model_unref (self->model);
  g_free (self);
}

void
wb_checkpoint_unref (WbCheckpoint *self)
{
  if (g_atomic_int_dec_and_test (&self->references))
    checkpoint_free (self);
}

AeModel *
wb_checkpoint_get_model (const WbCheckpoint *self)
{
  return self->model;
}

const AeRecipe *
wb_checkpoint_get_recipe (const WbCheckpoint *self)
{
  return &self->recipe;
}

const WbPosition *
wb_checkpoint_get_position (const WbCheckpoint *self)
{
  return &self->position;
}

const WbHistory *
wb_checkpoint_get_history (const WbCheckpoint *self)
{
  return self->history;
}

guint
wb_checkpoint_get_n_tensors (const WbCheckpoint *self)
{
  return self->tensors->len;
}

const WbCheckpointTensor *
wb_checkpoint_get_tensor (const WbCheckpoint *self, guint index)
{
  g_return_val_if_fail (index < self->tensors->len, NULL);

  return tensor_at (self, index);
}

const WbCheckpointTensor *
wb_checkpoint_find_tensor (const WbCheckpoint *self, const char *name)
{
  return g_hash_table_lookup (self->by_name, name);
}

static gboolean
same_position (const WbPosition *a, const WbPosition *b)
{
  return a->step == b->step && a->epoch == b->epoch && a->epochs_planned == b->epochs_planned
         && a->from_step == b->from_step && a->from_epoch == b->from_epoch
         && a->from_weights == b->from_weights && a->samples == b->samples
         && a->best_epoch == b->best_epoch && a->best_in_place == b->best_in_place
         && memcmp (&a->loss_sum, &b->loss_sum, sizeof (double)) == 0
         && memcmp (&a->penalty_sum, &b->penalty_sum, sizeof (double)) == 0
         && memcmp (&a->divergence_sum, &b->divergence_sum, sizeof (double)) == 0;
}

gboolean
wb_checkpoint_equal (const WbCheckpoint *a, const WbCheckpoint *b)
{
  if (!ae_model_equal (a->model, b->model) || !ae_recipe_equal (&a->recipe, &b->recipe)
      || !same_position (&a->position, &b->position) || !wb_history_equal (a->history, b->history)
      || a->tensors->len != b->tensors->len)
    return FALSE;
  for (guint i = 0; i < a->tensors->len; i++)
    {
      const WbCheckpointTensor *x = tensor_at (a, i);
      const WbCheckpointTensor *y = tensor_at (b, i);

      if (strcmp (x->name, y->name) != 0 || x->size != y->size
          || memcmp (x->values, y->values, x->size * sizeof (float)) != 0)
        return FALSE;
    }
  return TRUE;
}

AeNetwork *
wb_checkpoint_make_network (const WbCheckpoint *self, GError **error)
{
  guint64 seed = (guint64) self->recipe.seed;
  AeNetwork *network = ae_network_new (self->model, seed, error);

  if (network != NULL)
    wb_checkpoint_restore (self, network, NULL);
  return network;
}

void
wb_checkpoint_restore (const WbCheckpoint *self, AeNetwork *network, AeTrainer *trainer)
{
  Live live = { .network = network, .trainer = trainer };

  for (guint i = 0; i < self->tensors->len; i++)
    {
      const WbCheckpointTensor *tensor = tensor_at (self, i);

      if (tensor->slot == WB_CHECKPOINT_WEIGHT || (tensor->slot >= 0 && trainer != NULL))
        memcpy (find_live (&live, tensor), tensor->values, tensor->size * sizeof (float));
    }
  ae_network_weights_changed (network);
  if (trainer != NULL)
    ae_trainer_set_step (trainer, self->position.step);
}

void
wb_checkpoint_restore_weights (const WbCheckpoint *self, AeNetwork *network, gboolean best)
{
  Live live = { .network = network };

  for (guint i = 0; i < self->tensors->len; i++)
    {
      const WbCheckpointTensor *tensor = tensor_at (self, i);

      if (tensor->slot == WB_CHECKPOINT_WEIGHT)
        memcpy (find_live (&live, tensor), find_moment (self, tensor, best)->values,
                tensor->size * sizeof (float));
    }
  ae_network_weights_changed (network);
}
