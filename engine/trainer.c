/* SPDX-License-Identifier: MIT */
/* A batch is cut into shards of a size that the network's plan fixed. Shard s
 * belongs to lane s mod LANES, and a lane has a gradient buffer of its own: it
 * runs its shards one after another and adds up. Threads take whole lanes; the
 * update adds the lanes in their order. So neither the number of threads nor
 * who was faster shows in the result.
 */
#include "engine/trainer.h"

#include <math.h>
#include <string.h>

#include "engine/arena.h"
#include "engine/error.h"
#include "engine/kernels.h"

#define LANES 8

/* Values that a thread updates at a time: a multiple of 64. */
#define PIECE 16384

struct _AeTrainer
{
  AeNetwork *network;
  AePool *pool;
  AeRecipe recipe;
  guint64 step;
  gsize n_trained;
  AeWorkspace **workspaces;
  guint n_workspaces;
  AeArena arena;
  gsize gradients[LANES];
  gsize targets;
  gsize sample_size;
  AeArena slots;
  gsize slot_offsets[AE_MAX_SLOTS];
};

/* One call's work, seen by all threads; a lane writes its own row only. */
typedef struct
{
  AeTrainer *trainer;
  const AeSource *source;
  const guint32 *indices;
  gsize n;
  gboolean training;
  gboolean fused;
  double loss[LANES];
  double penalty[LANES];
} Job;

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

static gboolean
check_contract (const AeNetwork *network, GError **error)
{
  guint last = ae_network_get_n_layers (network) - 1;
  const AeShape *in = ae_network_get_shape (network, 0);
  const AeShape *out = ae_network_get_shape (network, last);
  g_autofree char *in_text = NULL, *out_text = NULL;

  if (ae_shape_size (in) == ae_shape_size (out))
    return TRUE;
  in_text = ae_shape_to_string (in);
  out_text = ae_shape_to_string (out);
  g_set_error (error, AE_ERROR, AE_ERROR_MODEL,
               "The reconstruction is %s and the samples are %s: the last "
               "layer must give as many values as come in.", out_text, in_text);
  return FALSE;
}

static gboolean
plan_memory (AeTrainer *self, GError **error)
{
  guint shard = ae_network_get_shard (self->network);

  for (guint i = 0; i < LANES; i++)
    self->gradients[i] = ae_arena_plan (&self->arena, self->n_trained);
  self->targets = ae_arena_plan (&self->arena, 0);
  for (guint i = 0; i < self->n_workspaces; i++)
    {
      ae_arena_plan (&self->arena, shard * self->sample_size);
      self->workspaces[i] = ae_workspace_new (self->network, shard, TRUE, error);
      if (self->workspaces[i] == NULL)
        return FALSE;
    }
  return ae_arena_allocate (&self->arena, error);
}

AeTrainer *
ae_trainer_new (AeNetwork *network,
                AePool *pool,
                const AeRecipe *recipe,
                GError **error)
{
  g_autoptr (AeTrainer) self = g_new0 (AeTrainer, 1);

  self->network = network;
  self->pool = pool;
  self->recipe = *recipe;
  self->n_trained = ae_network_get_n_trained (network);
  self->sample_size = ae_shape_size (ae_network_get_shape (network, 0));
  self->n_workspaces = ae_pool_get_n_threads (pool);
  self->workspaces = g_new0 (AeWorkspace *, self->n_workspaces);
  if (!check_contract (network, error) || !plan_memory (self, error)
      || !plan_slots (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
ae_trainer_free (AeTrainer *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->n_workspaces; i++)
    ae_workspace_free (self->workspaces[i]);
  g_free (self->workspaces);
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

/* The private memory of a thread for the targets of one shard. */
static float *
get_targets (AeTrainer *self, guint worker)
{
  gsize block = ae_network_get_shard (self->network) * self->sample_size;

  block = (block + AE_ARENA_ALIGN - 1) / AE_ARENA_ALIGN * AE_ARENA_ALIGN;
  return self->arena.base + self->targets + worker * block;
}

static double
run_loss (const Job *job, AeWorkspace *workspace, guint n, const float *t, float scale)
{
  AeTrainer *self = job->trainer;
  const AeLossClass *loss = ae_recipe_get_loss (&self->recipe);
  guint last = ae_network_get_n_layers (self->network) - 1;
  gboolean sum = self->recipe.reduction == AE_REDUCTION_SUM;
  double factor = sum ? (double) self->sample_size : 1;
  AeLossPass pass = {
    .options = self->recipe.loss_options,
    .n = n,
    .size = self->sample_size,
    .y = ae_workspace_get_output (workspace, last),
    .t = t,
    .dy = job->training ? ae_workspace_get_gradient (workspace) : NULL,
    .scale = (float) (factor * scale),
  };

  return factor * (job->fused ? loss->run_fused (&pass) : loss->run (&pass));
}

/* Brings samples first to first + n - 1 of the job through the network. */
static void
run_shard (Job *job, guint lane, guint worker, gsize first, guint n)
{
  AeTrainer *self = job->trainer;
  AeWorkspace *workspace = self->workspaces[worker];
  float *x = ae_workspace_get_output (workspace, 0), *t = get_targets (self, worker);
  AeRun run = {
    .training = job->training,
    .skip_activation = job->fused,
    .n_batch = (guint) job->n,
    .loss_scale = 1 / (float) job->n,
    .seed = (guint64) self->recipe.seed,
    .step = self->step,
    .sample = (guint32) first,
  };

  job->source->read (job->source->data, job->indices + first, n, x);
  memcpy (t, x, n * self->sample_size * sizeof (float));
  job->penalty[lane] += ae_network_forward (
    self->network, workspace, n, 0, ae_network_get_n_layers (self->network) - 1, &run);
  job->loss[lane] += run_loss (job, workspace, n, t, run.loss_scale);
  if (job->training)
    ae_network_backward (self->network, workspace, n, &run,
                         self->arena.base + self->gradients[lane]);
}

static void
run_lane (gpointer data, guint lane, guint worker)
{
  Job *job = data;
  guint shard = ae_network_get_shard (job->trainer->network);

  if (job->training)
    memset (job->trainer->arena.base + job->trainer->gradients[lane], 0,
            job->trainer->n_trained * sizeof (float));
  for (gsize first = (gsize) lane * shard; first < job->n; first += LANES * shard)
    run_shard (job, lane, worker, first, (guint) MIN (shard, job->n - first));
}

static guint
count_lanes (const AeTrainer *self, gsize n)
{
  guint shard = ae_network_get_shard (self->network);

  return (guint) MIN ((n + shard - 1) / shard, LANES);
}

static void
run_job (Job *job)
{
  AeTrainer *self = job->trainer;
  const AeLossClass *loss = ae_recipe_get_loss (&self->recipe);

  job->fused = loss->run_fused != NULL
               && loss->fused_activation == ae_network_get_last_activation (self->network);
  ae_pool_run (self->pool, count_lanes (self, job->n), run_lane, job);
}

static double
sum_lanes (const double values[LANES])
{
  double sum = 0;

  for (guint i = 0; i < LANES; i++)
    sum += values[i];
  return sum;
}

static void
update_piece (gpointer data, guint piece, guint worker)
{
  Job *job = data;
  AeTrainer *self = job->trainer;
  const AeOptimizerClass *optimizer = ae_recipe_get_optimizer (&self->recipe);
  gsize first = (gsize) piece * PIECE;
  const float *gradients[LANES];
  AeUpdate update = {
    .options = self->recipe.optimizer_options,
    .learning_rate = self->recipe.learning_rate,
    .step = self->step + 1,
    .sweep = {
      .n = MIN (PIECE, self->n_trained - first),
      .w = ae_network_get_params (self->network, NULL) + first,
      .g = gradients,
      .n_lanes = count_lanes (self, job->n),
      .g_scale = 1,
    },
  };

  for (guint i = 0; i < LANES; i++)
    gradients[i] = self->arena.base + self->gradients[i] + first;
  for (guint i = 0; i < optimizer->n_slots; i++)
    update.sweep.slots[i] = ae_trainer_get_slot (self, i, NULL) + first;
  optimizer->update (&update);
}

gboolean
ae_trainer_step (AeTrainer *self,
                 const AeSource *source,
                 const guint32 *indices,
                 guint n,
                 AeLossValue *loss,
                 GError **error)
{
  Job job = { .trainer = self, .source = source, .indices = indices,
              .n = n, .training = TRUE };

  run_job (&job);
  loss->penalty = sum_lanes (job.penalty) / n;
  loss->total = sum_lanes (job.loss) / n + loss->penalty;
  if (!isfinite (loss->total))
    {
      g_set_error (error, AE_ERROR, AE_ERROR_NUMERIC,
                   "The loss became %s at step %" G_GUINT64_FORMAT ". A "
                   "learning rate of %g is likely too high for this model.",
                   isnan (loss->total) ? "undefined (NaN)" : "infinite",
                   self->step + 1, self->recipe.learning_rate);
      return FALSE;
    }
  ae_pool_run (self->pool, (guint) ((self->n_trained + PIECE - 1) / PIECE),
               update_piece, &job);
  ae_network_weights_changed (self->network);
  self->step++;
  return TRUE;
}

gboolean
ae_trainer_evaluate (AeTrainer *self,
                     const AeSource *source,
                     const guint32 *indices,
                     gsize n,
                     double *loss,
                     GError **error)
{
  g_autofree guint32 *all = NULL;
  Job job = { .trainer = self, .source = source, .indices = indices, .n = n };

  if (indices == NULL)
    {
      all = g_new (guint32, n);
      for (gsize i = 0; i < n; i++)
        all[i] = (guint32) i;
      job.indices = all;
    }
  run_job (&job);
  *loss = (sum_lanes (job.loss) + sum_lanes (job.penalty)) / (double) n;
  if (isfinite (*loss))
    return TRUE;
  g_set_error (error, AE_ERROR, AE_ERROR_NUMERIC,
               "The loss of the evaluation is not finite at step %"
               G_GUINT64_FORMAT ".", self->step);
  return FALSE;
}
