/* SPDX-License-Identifier: MIT */
/* How a run is set up and changed; run-advance.c moves it on. A change that
 * cannot be made leaves the run as it was and says why.
 *
 * Losses of epochs of one model, one loss and one data set can be compared, and no
 * others: a checksum of the three tells which are. Where one of them becomes another
 * after a step, a run of its own begins there with the weights that there are.
 */
#include "app/training/run.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/data/batch-bridge.h"
#include "app/project/model-json.h"
#include "app/project/recipe-json.h"
#include "app/project/run-hash.h"
#include "app/training/run-private.h"
#include "app/checker/speed.h"
#include "data/order.h"
#include "engine/error.h"

/* Samples by which a data set is known. */
#define JUDGE_SAMPLES 64

WbRun *
wb_run_new (void)
{
  WbRun *self = g_new0 (WbRun, 1);

  ae_recipe_init (&self->recipe);
  self->pool = ae_pool_new (0);
  self->layer_seconds = g_array_new (FALSE, TRUE, sizeof (double));
  self->history = wb_history_new ();
  self->new_history = wb_history_new ();
  self->judgements = g_array_new (FALSE, FALSE, sizeof (double));
  self->steps = g_array_new (FALSE, FALSE, sizeof (guint64));
  return self;
}

void
wb_run_free (WbRun *self)
{
  if (self == NULL)
    return;
  wb_run_forget_good (self);
  wb_run_forget_best (self);
  g_free (self->replaced);
  g_clear_pointer (&self->last, wb_checkpoint_unref);
  g_clear_pointer (&self->left, wb_checkpoint_unref);
  ae_trainer_free (self->trainer);
  ae_network_free (self->network);
  g_array_unref (self->layer_seconds);
  ae_pool_free (self->pool);
  g_clear_pointer (&self->training, ds_dataset_unref);
  g_clear_pointer (&self->validation, ds_dataset_unref);
  g_free (self->order);
  g_free (self->numbers);
  wb_history_free (self->history);
  wb_history_free (self->new_history);
  g_array_unref (self->judgements);
  g_array_unref (self->steps);
  g_free (self);
}

void
wb_run_forget_good (WbRun *self)
{
  g_clear_pointer (&self->good, wb_checkpoint_unref);
}

void
wb_run_forget_best (WbRun *self)
{
  g_clear_pointer (&self->best, wb_checkpoint_unref);
  self->position.best_epoch = 0;
}

static void
forget_last (WbRun *self)
{
  g_clear_pointer (&self->last, wb_checkpoint_unref);
  self->position.best_in_place = FALSE;
}

void
wb_run_add_judgement (WbRun *self, const WbEpochRow *row)
{
  double judgement = wb_epoch_row_get_judged_loss (row);

  g_array_append_val (self->judgements, judgement);
  g_array_append_val (self->steps, row->step);
}

static void
list_judgements (WbRun *self)
{
  guint n_rows = 0;
  const WbEpochRow *rows = wb_history_get_epochs (self->history, &n_rows);

  g_array_set_size (self->judgements, 0);
  g_array_set_size (self->steps, 0);
  for (guint i = 0; i < n_rows; i++)
    wb_run_add_judgement (self, &rows[i]);
}

/* What of the recipe decides how large a loss is. */
static void
add_recipe (GChecksum *sum, const AeRecipe *recipe)
{
  AeRecipe judged;
  g_autoptr (json_t) json = NULL;
  g_autofree char *text = NULL;

  ae_recipe_init (&judged);
  judged.loss = recipe->loss;
  memcpy (judged.loss_options, recipe->loss_options, sizeof judged.loss_options);
  judged.reduction = recipe->reduction;
  judged.beta = recipe->beta;
  judged.corruption = recipe->corruption;
  judged.corruption_amount = recipe->corruption_amount;
  json = wb_recipe_to_json (&judged);
  text = wb_json_to_text (json);
  g_checksum_update (sum, (const guchar *) text, -1);
}

/* A data set by its size and by some of its samples, from the first to the last. */
static void
add_data (GChecksum *sum, DsDataset *dataset)
{
  guint64 n = ds_dataset_get_count (dataset), size = ds_dataset_get_sample_size (dataset);
  guint count = (guint) MIN (n, JUDGE_SAMPLES);
  g_autofree float *values = g_new (float, count * size);
  guint32 indices[JUDGE_SAMPLES];

  for (guint i = 0; i < count; i++)
    indices[i] = (guint32) (count > 1 ? i * (n - 1) / (count - 1) : 0);
  ds_dataset_read (dataset, indices, count, values);
  g_checksum_update (sum, (const guchar *) &n, sizeof n);
  g_checksum_update (sum, (const guchar *) values, (gssize) (count * size * sizeof (float)));
}

guint64
wb_run_get_judge (WbRun *self)
{
  g_autoptr (GChecksum) sum = NULL;
  g_autoptr (json_t) model = NULL;
  g_autofree char *text = NULL;

  if (self->judge != 0)
    return self->judge;
  sum = g_checksum_new (G_CHECKSUM_SHA256);
  model = wb_model_to_json (ae_network_get_model (self->network));
  text = wb_json_to_text (model);
  g_checksum_update (sum, (const guchar *) text, -1);
  add_recipe (sum, &self->recipe);
  add_data (sum, self->validation != NULL ? self->validation : self->training);
  self->judge = g_ascii_strtoull (g_checksum_get_string (sum) + 48, NULL, 16);
  return self->judge;
}

/* The optimizer's values go with the weights that they belong to. */
static void
transfer_slots (AeNetwork *network, AeTrainer *trainer, AeNetwork *old, AeTrainer *old_trainer)
{
  guint n_slots = ae_recipe_get_optimizer (ae_trainer_get_recipe (trainer))->n_slots;
  guint n_weights = ae_network_get_n_weights (network);

  for (guint i = 0; i < n_weights; i++)
    {
      const AeWeight *to = ae_network_get_weight (network, i);
      const AeWeight *from = ae_network_find_weight (old, to->layer_id, to->param.name);

      if (from == NULL || to->param.frozen || from->param.frozen)
        continue;
      for (guint slot = 0; slot < n_slots; slot++)
        ae_network_transfer_layer (network, to,
                                   ae_trainer_get_slot (trainer, slot, NULL) + to->offset, old,
                                   from,
                                   ae_trainer_get_slot (old_trainer, slot, NULL) + from->offset);
    }
  ae_trainer_set_step (trainer, ae_trainer_get_step (old_trainer));
}

static void
add_flags (WbRun *self, const GPtrArray *flags)
{
  for (guint i = 0; i < flags->len; i++)
    {
      wb_history_add_flag (self->history, flags->pdata[i]);
      wb_history_add_flag (self->new_history, flags->pdata[i]);
    }
}

void
wb_run_leave (WbRun *self)
{
  if (!self->stepped)
    return;
  g_clear_pointer (&self->left, wb_checkpoint_unref);
  self->left = wb_run_make_checkpoint (self, NULL);
  self->stepped = FALSE;
}

WbCheckpoint *
wb_run_take_left (WbRun *self)
{
  return g_steal_pointer (&self->left);
}

/* From the next step on it is another run. To be called before anything has changed. */
static void
begin_from_here (WbRun *self)
{
  WbPosition *position = &self->position;
  g_autoptr (WbCheckpoint) here = NULL;
  g_autofree char *weights = NULL;

  if (self->replays || position->step == position->from_step)
    return;
  wb_run_leave (self);
  here = self->left != NULL ? wb_checkpoint_ref (self->left) : wb_run_make_checkpoint (self, NULL);
  weights = here != NULL ? wb_weights_hash (here) : NULL;
  position->from_step = position->step;
  position->from_epoch = position->epoch;
  position->from_weights = wb_weights_number (weights);
}

/* Changes made on the way belong to the history. */
static void
flag_model (WbRun *self, const AeModel *model)
{
  g_autoptr (GPtrArray) flags = wb_flags_new ();

  wb_flags_add_model (flags, self->position.step, wb_run_get_place (self, 0),
                      ae_network_get_model (self->network), model);
  add_flags (self, flags);
}

static void
flag_recipe (WbRun *self, const AeRecipe *before, const AeRecipe *after)
{
  g_autoptr (GPtrArray) flags = wb_flags_new ();

  if (self->position.step > 0)
    wb_flags_add_recipe (flags, self->position.step, wb_run_get_place (self, 0), before, after);
  add_flags (self, flags);
}

static double
count_flops (const AeNetwork *network)
{
  guint n = ae_network_get_n_layers (network);
  g_autofree AeShape *shapes = g_new (AeShape, n);

  for (guint i = 0; i < n; i++)
    shapes[i] = *ae_network_get_shape (network, i);
  return wb_speed_count_flops (ae_network_get_model (network), shapes);
}

static AeTrainer *
make_trainer (WbRun *self, AeNetwork *network, AePool *pool, const AeRecipe *recipe, GError **error)
{
  AeTrainer *trainer = ae_trainer_new (network, pool, recipe, error);

  if (trainer != NULL)
    ae_trainer_set_exchange (trainer, self->exchange);
  return trainer;
}

void
wb_run_replace_network (WbRun *self, AeNetwork *network, AeTrainer *trainer)
{
  ae_trainer_free (self->trainer);
  self->trainer = trainer;
  g_clear_pointer (&self->replaced, g_free);
  if (network != self->network)
    ae_network_free (self->network);
  self->network = network;
  self->sample_flops = count_flops (network);
  g_array_set_size (self->layer_seconds, 0);
  self->timed_seconds = 0;
  self->timed_usec = 0;
  self->validated = 0;
}

gboolean
wb_run_set_model (WbRun *self, AeModel *model, GError **error)
{
  g_autoptr (AeNetwork) network = NULL;
  g_autoptr (AeTrainer) trainer = NULL;

  if (self->network != NULL && ae_model_equal (ae_network_get_model (self->network), model))
    return TRUE;
  network = ae_network_new (model, (guint64) self->recipe.seed, error);
  if (network == NULL)
    return FALSE;
  trainer = make_trainer (self, network, self->pool, &self->recipe, error);
  if (trainer == NULL)
    return FALSE;

  self->n_transferred = 0;
  self->new_part = TRUE;
  if (self->network != NULL && self->position.step > 0)
    {
      begin_from_here (self);
      flag_model (self, model);
      ae_network_transfer_weights (network, self->network, &self->n_transferred);
      transfer_slots (network, trainer, self->network, self->trainer);
    }
  wb_run_replace_network (self, g_steal_pointer (&network), g_steal_pointer (&trainer));
  wb_run_forget_good (self);
  wb_run_forget_best (self);
  forget_last (self);
  self->judge = 0;
  return TRUE;
}

/* Another optimizer begins with values of its own; one that comes back before a step was made has
 * those that it had. */
static gboolean
set_trainer_recipe (WbRun *self, const AeRecipe *next, GError **error)
{
  guint before = ae_trainer_get_recipe (self->trainer)->optimizer;
  float *values = NULL;

  if (next->optimizer != before && self->replaced == NULL)
    values = wb_run_copy_slots (self);
  if (!ae_trainer_set_recipe (self->trainer, next, error))
    {
      g_free (values);
      return FALSE;
    }
  if (values != NULL)
    {
      self->replaced = values;
      self->replaced_optimizer = before;
    }
  else if (next->optimizer != before && next->optimizer == self->replaced_optimizer)
    {
      wb_run_put_slots (self, self->replaced);
      g_clear_pointer (&self->replaced, g_free);
    }
  return TRUE;
}

gboolean
wb_run_set_recipe (WbRun *self, const AeRecipe *recipe, GError **error)
{
  AeRecipe next = *recipe;
  gboolean begun = self->position.step > 0;
  gboolean redraw = !begun && recipe->seed != self->recipe.seed;

  if (begun)
    next.seed = self->recipe.seed;
  if (!ae_recipe_has_same_loss (&self->recipe, &next))
    begin_from_here (self);
  if (self->trainer != NULL && !set_trainer_recipe (self, &next, error))
    return FALSE;
  if (next.optimizer != self->recipe.optimizer)
    wb_run_forget_good (self);
  if (redraw && self->network != NULL)
    {
      ae_network_reset (self->network, (guint64) next.seed);
      wb_run_forget_good (self);
    }
  flag_recipe (self, &self->recipe, &next);
  if (self->frames != NULL && begun && !ae_recipe_equal (&self->recipe, &next))
    wb_key_frames_add_change (self->frames, self->position.step, &next);
  if (redraw)
    wb_run_leave_frames (self);
  self->recipe = next;
  self->judge = 0;
  self->order_known = FALSE;
  self->validated = 0;
  return TRUE;
}

void
wb_run_set_data (WbRun *self, DsDataset *training, DsDataset *validation)
{
  gboolean other = self->training != NULL && training != self->training;

  if (other)
    begin_from_here (self);
  if (training != NULL)
    ds_dataset_ref (training);
  if (validation != NULL)
    ds_dataset_ref (validation);
  g_clear_pointer (&self->training, ds_dataset_unref);
  g_clear_pointer (&self->validation, ds_dataset_unref);
  g_clear_pointer (&self->order, g_free);
  g_clear_pointer (&self->numbers, g_free);
  self->training = training;
  self->validation = validation;
  self->judge = 0;
  self->order_known = FALSE;
  self->validated = 0;
  if (training != NULL)
    self->order = g_new (guint32, ds_dataset_get_count (training));
  if (validation != NULL)
    {
      self->numbers = g_new (guint32, ds_dataset_get_count (validation));
      ds_order_fill_unshuffled (self->numbers, ds_dataset_get_count (validation));
    }
  if (other)
    {
      self->position.samples = 0;
      self->position.loss_sum = 0;
      self->position.penalty_sum = 0;
      self->position.divergence_sum = 0;
      self->position.seconds = 0;
      self->new_part = TRUE;
      wb_run_forget_good (self);
    }
}

gboolean
wb_run_set_threads (WbRun *self, guint n_threads, GError **error)
{
  g_autoptr (AePool) pool = ae_pool_new (n_threads);
  AePool *old = self->pool;

  ae_pool_set_low_priority (pool, self->low_priority);
  if (self->network != NULL)
    {
      AeTrainer *trainer = make_trainer (self, self->network, pool, &self->recipe, error);

      if (trainer == NULL)
        return FALSE;
      transfer_slots (self->network, trainer, self->network, self->trainer);
      wb_run_replace_network (self, self->network, trainer);
    }
  self->pool = g_steal_pointer (&pool);
  ae_pool_free (old);
  return TRUE;
}

void
wb_run_set_exchange (WbRun *self, const AeExchange *exchange)
{
  self->exchange = exchange;
  if (self->trainer != NULL)
    ae_trainer_set_exchange (self->trainer, exchange);
}

void
wb_run_set_low_priority (WbRun *self, gboolean low_priority)
{
  self->low_priority = low_priority;
  ae_pool_set_low_priority (self->pool, low_priority);
}

void
wb_run_begin (WbRun *self)
{
  self->position.begun = self->position.epoch;
}

void
wb_run_set_epochs_planned (WbRun *self, guint epochs)
{
  self->position.epochs_planned = epochs;
}

gboolean
wb_run_check (WbRun *self, GError **error)
{
  const AeShape *input;

  if (self->network == NULL || self->training == NULL)
    return ae_refuse (error, AE_ERROR_MODEL, "%s",
                      self->network == NULL ? _ ("There is no model to train. Open one first.")
                                            : _ ("There is no data to train on. Open some first."));
  if (ae_network_get_n_layers (self->network) < 2)
    return ae_refuse (error, AE_ERROR_MODEL,
                      _ ("The model has no layers to train. Add some to it."));
  input = ae_network_get_shape (self->network, 0);
  return wb_batch_bridge_fits (self->training, input, error)
         && (self->validation == NULL || wb_batch_bridge_fits (self->validation, input, error));
}

void
wb_run_replace_history (WbRun *self, const WbHistory *history)
{
  WbHistory *copy = history ? wb_history_copy (history) : wb_history_new ();

  wb_history_free (self->history);
  self->history = copy;
  wb_history_free (self->new_history);
  self->new_history = wb_history_copy (copy);
  self->replaces = TRUE;
  list_judgements (self);
}

void
wb_run_take_position (WbRun *self, const WbPosition *position)
{
  g_clear_pointer (&self->last, wb_checkpoint_unref);
  g_clear_pointer (&self->replaced, g_free);
  self->position = *position;
  self->order_known = FALSE;
  self->validated = 0;
  self->recent_loss = 0;
  self->judge = 0;
}

/* The best epoch that a checkpoint knows of is the one to beat. */
static void
recall_best (WbRun *self, WbCheckpoint *checkpoint)
{
  guint best = wb_checkpoint_get_position (checkpoint)->best_epoch, n_rows = 0;
  const WbEpochRow *rows = wb_history_get_epochs (wb_checkpoint_get_history (checkpoint), &n_rows);

  wb_run_forget_best (self);
  for (guint i = 0; i < n_rows; i++)
    if (rows[i].epoch == best && wb_checkpoint_get_recipe (checkpoint)->keep_best)
      {
        self->best = wb_checkpoint_ref (checkpoint);
        self->best_loss = wb_epoch_row_get_judged_loss (&rows[i]);
        self->position.best_epoch = best;
      }
}

void
wb_run_restart (WbRun *self, gint64 seed)
{
  WbPosition start = { 0 };

  self->recipe.seed = seed;
  if (self->network != NULL)
    {
      ae_network_reset (self->network, (guint64) seed);
      ae_trainer_reset (self->trainer);
      if (!ae_trainer_set_recipe (self->trainer, &self->recipe, NULL))
        g_assert_not_reached (); /* the same optimizer needs no memory */
    }
  wb_run_leave_frames (self);
  wb_run_take_position (self, &start);
  self->stepped = FALSE;
  wb_run_replace_history (self, NULL);
  wb_run_forget_good (self);
  wb_run_forget_best (self);
}

WbCheckpoint *
wb_run_make_checkpoint (WbRun *self, GError **error)
{
  if (self->network == NULL)
    return NULL;
  if (!ae_trainer_set_recipe (self->trainer, &self->recipe, error))
    return NULL;
  return wb_checkpoint_new_from_trainer (self->network, self->trainer, &self->position,
                                         self->history,
                                         self->last != NULL ? self->last : self->best, error);
}

gboolean
wb_run_restore (WbRun *self, WbCheckpoint *checkpoint, GError **error)
{
  const AeRecipe *recipe = wb_checkpoint_get_recipe (checkpoint);
  g_autoptr (AeNetwork) network = wb_checkpoint_make_network (checkpoint, error);
  g_autoptr (AeTrainer) trainer = NULL;

  if (network == NULL)
    return FALSE;
  trainer = make_trainer (self, network, self->pool, recipe, error);
  if (trainer == NULL)
    return FALSE;
  wb_checkpoint_restore (checkpoint, network, trainer);
  self->recipe = *recipe;
  self->n_transferred = 0;
  wb_run_replace_network (self, g_steal_pointer (&network), g_steal_pointer (&trainer));
  wb_run_leave_frames (self);
  wb_run_take_position (self, wb_checkpoint_get_position (checkpoint));
  self->stepped = FALSE;
  if (self->position.best_in_place)
    self->last = wb_checkpoint_ref (checkpoint);
  wb_run_replace_history (self, wb_checkpoint_get_history (checkpoint));
  wb_run_take_back_frames (self);
  wb_run_forget_good (self);
  recall_best (self, checkpoint);
  return TRUE;
}

void
wb_run_go_back (WbRun *self)
{
  guint planned = self->position.epochs_planned;

  if (self->good == NULL)
    wb_run_restart (self, self->recipe.seed);
  else
    {
      if (self->frames != NULL)
        wb_key_frames_forget_after (self->frames, wb_checkpoint_get_position (self->good)->step);
      self->new_part = TRUE;
      wb_checkpoint_restore (self->good, self->network, self->trainer);
      wb_run_take_position (self, wb_checkpoint_get_position (self->good));
      wb_run_replace_history (self, wb_checkpoint_get_history (self->good));
      flag_recipe (self, wb_checkpoint_get_recipe (self->good), &self->recipe);
      recall_best (self, self->good);
    }
  self->position.epochs_planned = planned;
}

AeNetwork *
wb_run_get_network (WbRun *self)
{
  return self->network;
}

const AeRecipe *
wb_run_get_recipe (WbRun *self)
{
  return &self->recipe;
}

const WbPosition *
wb_run_get_position (WbRun *self)
{
  return &self->position;
}

guint64
wb_run_get_samples_per_epoch (const WbRun *self)
{
  return self->training != NULL ? ds_dataset_get_count (self->training) : 0;
}
