/* SPDX-License-Identifier: MIT */
/* A batch is cut into shards of a size that the network's plan fixed. Shard s
 * belongs to lane s mod LANES, and a lane has a gradient buffer of its own: it
 * runs its shards one after another and adds up. Threads take whole lanes; the
 * update adds the lanes along a fixed binary tree (engine/kernels/lanes.h). So
 * neither the number of threads nor who was faster shows in the result, nor, where
 * lanes are dealt to several ranks, their number (trainer-exchange.c).
 */
#include "engine/training/trainer.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>
#include <time.h>

#include "engine/error.h"
#include "engine/kernels.h"
#include "engine/training/trainer-private.h"
#include "engine/translation.h"

/* Values that a thread updates at a time: a multiple of 64. */
#define PIECE 16384

/* What a lane adds up over its samples. */
typedef enum
{
  SUM_LOSS,
  SUM_ADDED,
  SUM_PENALTY,
  N_SUMS,
} LaneSum;

/* One call's work, seen by all threads; a lane writes its own row only.
 * Without layers that measure there is one phase, which does everything, and
 * a thread uses one place for all its shards. With k such layers there are
 * k + 1 phases forward and k more backward, and each shard keeps its place. */
typedef struct
{
  AeTrainer *trainer;
  const AeSource *source;
  const guint32 *indices;
  gsize n;
  gboolean training;
  gboolean fused;
  guint phase;
  guint n_barriers;
  guint n_lanes;
  guint first_lane; /* those of this rank */
  guint end_lane;
  float g_scale;
  int spoiled; /* atomic: an update made a value that is not finite */
  double sums[LANES][N_SUMS];
} Job;

static double
read_clock (const AeTrainer *self)
{
  struct timespec now;

  if (!self->profiled)
    return 0;
  clock_gettime (CLOCK_MONOTONIC, &now);
  return (double) now.tv_sec + (double) now.tv_nsec * 1e-9;
}

/* Books the time since @begin; a lane writes to its own row. */
static void
book (AeTrainer *self, guint lane, AePart part, double begin)
{
  if (self->profiled)
    self->parts[lane][part] += read_clock (self) - begin;
}

static double
run_loss (const Job *job, AeWorkspace *workspace, guint n, const float *t, float scale)
{
  AeTrainer *self = job->trainer;
  const AeLossClass *loss = ae_recipe_get_loss (&self->recipe);
  gboolean sum = self->recipe.reduction == AE_REDUCTION_SUM;
  double factor = sum ? (double) self->sample_size : 1;
  AeLossPass pass = {
    .options = self->recipe.loss_options,
    .n = n,
    .size = self->sample_size,
    .row = ae_shape_last (ae_network_get_shape (self->network, self->last)),
    .y = ae_workspace_get_output (workspace, self->last),
    .t = t,
    .dy = job->training ? ae_workspace_get_gradient (workspace) : NULL,
    .scale = (float) (factor * scale),
  };

  return factor * (job->fused ? loss->run_fused (&pass) : loss->run (&pass));
}

static guint
get_barrier (const Job *job, guint number)
{
  return g_array_index (job->trainer->barriers, guint, number);
}

/* What the output is compared with: the samples as they were read, which are
 * the input itself where nothing corrupts it. */
static const float *
get_target (const Job *job, const Place *place)
{
  return job->trainer->recipe.corruption != AE_CORRUPTION_NONE
           ? place->target.base
           : ae_workspace_get_output (place->workspace, 0);
}

/* Reads a shard's samples; where the input is corrupted, keeps them as the
 * target. */
static void
gather (const Job *job, Place *place, gsize first, guint n)
{
  AeTrainer *self = job->trainer;
  const AeRecipe *recipe = &self->recipe;
  const AeShape *shape = ae_network_get_shape (self->network, 0);
  float *x = ae_workspace_get_output (place->workspace, 0);

  job->source->read (job->source->data, job->indices + first, n, x);
  if (recipe->corruption == AE_CORRUPTION_NONE)
    return;
  memcpy (place->target.base, x, n * self->sample_size * sizeof (float));
  for (guint i = 0; i < n; i++)
    {
      AeRandomKey key = { .seed = (guint64) recipe->seed,
                          .step = self->step,
                          .sample = (guint32) (first + i) };

      if (!job->training)
        {
          key.step = AE_CORRUPTION_STEP;
          key.sample = job->indices[first + i];
        }
      ae_corrupt (recipe->corruption, recipe->corruption_amount, shape, &key,
                  x + i * self->sample_size);
    }
}

static void
run_forward (Job *job, guint lane, Place *place, guint n, const AeRun *run)
{
  AeTrainer *self = job->trainer;
  guint from = job->phase > 0 ? get_barrier (job, job->phase - 1) - 1 : 0;
  gboolean ends = job->phase == job->n_barriers;
  double *sums = job->sums[lane], begin;
  guint to = ends ? self->last : get_barrier (job, job->phase) - 1;

  sums[SUM_ADDED] += ae_network_forward (self->network, place->workspace, n, from, to, run,
                                         &sums[SUM_PENALTY]);
  begin = read_clock (self);
  if (ends)
    sums[SUM_LOSS] += run_loss (job, place->workspace, n, get_target (job, place), run->loss_scale);
  else
    ae_network_add_statistics (self->network, place->workspace, n, to + 1, FALSE, run,
                               self->lane_statistics + lane * self->n_statistics);
  if (ends && job->fused)
    sums[SUM_PENALTY] += ae_network_sum_output_penalty (self->network, place->workspace, n, run);
  if (ends)
    book (self, lane, AE_PART_LOSS, begin);
}

static void
run_backward (Job *job, guint lane, Place *place, guint n, const AeRun *run)
{
  AeTrainer *self = job->trainer;
  guint left = 2 * job->n_barriers - job->phase;
  guint from = left < job->n_barriers ? get_barrier (job, left) : self->last;
  guint to = left > 0 ? get_barrier (job, left - 1) : 0;

  ae_network_backward (self->network, place->workspace, n, from, to, run,
                       self->arena.base + self->gradients[lane]);
  if (left > 0)
    ae_network_add_statistics (self->network, place->workspace, n, to, TRUE, run,
                               self->lane_statistics + lane * self->n_statistics);
}

/* Brings samples first to first + n - 1 of the job through one phase. */
static void
run_shard (Job *job, guint lane, guint worker, gsize first, guint n)
{
  AeTrainer *self = job->trainer;
  guint shard = ae_network_get_shard (self->network);
  guint round = (guint) (first / shard / LANES);
  guint number = job->n_barriers > 0
                   ? round * (job->end_lane - job->first_lane) + lane - job->first_lane
                   : worker;
  Place *place = &g_array_index (self->places, Place, number);
  gboolean sum = self->recipe.reduction == AE_REDUCTION_SUM;
  AeRun run = {
    .training = job->training,
    .skip_activation = job->fused,
    .n_batch = (guint) job->n,
    .loss_scale = 1 / (float) job->n,
    .beta = (float) (self->recipe.beta / (sum ? 1 : (double) self->sample_size)),
    .seed = (guint64) self->recipe.seed,
    .step = self->step,
    .sample = (guint32) first,
    .times = self->profiled ? self->times + lane * (self->last + 1) : NULL,
    .statistics = job->n_barriers > 0 ? self->statistics : NULL,
    .assign = round == 0,
  };
  double begin = read_clock (self);

  if (job->phase == 0)
    {
      gather (job, place, first, n);
      book (self, lane, AE_PART_GATHER, begin);
    }
  if (job->phase <= job->n_barriers)
    run_forward (job, lane, place, n, &run);
  if (job->training && job->phase >= job->n_barriers)
    run_backward (job, lane, place, n, &run);
}

static void
run_lane (gpointer data, guint item, guint worker)
{
  Job *job = data;
  AeTrainer *self = job->trainer;
  guint lane = job->first_lane + item;
  guint shard = ae_network_get_shard (self->network);

  for (gsize first = (gsize) lane * shard; first < job->n; first += LANES * shard)
    run_shard (job, lane, worker, first, (guint) MIN (shard, job->n - first));
}

static guint
count_lanes (const AeTrainer *self, gsize n)
{
  guint shard = ae_network_get_shard (self->network);

  return (guint) MIN ((n + shard - 1) / shard, LANES);
}

/* The sum of @n values, @step apart, along the tree of the lanes. */
static double
sum_tree (const double *values, gsize step, guint n)
{
  guint half = 1;

  if (n == 1)
    return values[0];
  while (2 * half < n)
    half *= 2;
  return sum_tree (values, step, half) + sum_tree (values + half * step, step, n - half);
}

static double
sum_lanes (const Job *job, LaneSum sum)
{
  return sum_tree (&job->sums[0][sum], N_SUMS, LANES);
}

/* Between two phases: the batch's sums from the lanes'. */
static gboolean
reduce_statistics (Job *job, GError **error)
{
  AeTrainer *self = job->trainer;

  if (!ae_trainer_share_rows (self, job->n_lanes, self->lane_statistics, self->n_statistics, error))
    return FALSE;
  for (gsize i = 0; i < self->n_statistics; i++)
    self->statistics[i] = sum_tree (self->lane_statistics + i, self->n_statistics, job->n_lanes);
  return TRUE;
}

/* Moves the averages that follow the batch's sums: after the loss was found
 * finite, because a step that fails leaves every weight alone. */
static void
update_averages (Job *job)
{
  AeRun run = { .n_batch = (guint) job->n, .statistics = job->trainer->statistics };

  for (guint i = 0; i < job->n_barriers; i++)
    ae_network_update_statistics (job->trainer->network, get_barrier (job, i), &run);
}

static void
deal_lanes (Job *job)
{
  const AeExchange *exchange = job->trainer->exchange;

  job->n_lanes = count_lanes (job->trainer, job->n);
  job->end_lane = job->n_lanes;
  if (exchange == NULL)
    return;
  job->first_lane = ae_exchange_first_lane (job->n_lanes, exchange->rank, exchange->n_ranks);
  job->end_lane = ae_exchange_first_lane (job->n_lanes, exchange->rank + 1, exchange->n_ranks);
}

static gboolean
run_job (Job *job, GError **error)
{
  AeTrainer *self = job->trainer;
  const AeLossClass *loss = ae_recipe_get_loss (&self->recipe);
  guint shard = ae_network_get_shard (self->network), n_own;
  guint rounds = (guint) ((job->n + LANES * shard - 1) / (LANES * shard));

  deal_lanes (job);
  n_own = job->end_lane - job->first_lane;
  job->fused = loss->run_fused != NULL
               && loss->fused_activation == ae_network_get_last_activation (self->network);
  job->n_barriers = job->training ? self->barriers->len : 0;
  if (job->n_barriers > 0)
    {
      memset (self->lane_statistics, 0, LANES * self->n_statistics * sizeof (double));
      if (!ae_trainer_provide_places (self, rounds * n_own, error))
        return FALSE;
    }
  for (job->phase = 0; job->phase <= 2 * job->n_barriers; job->phase++)
    {
      ae_pool_run (self->pool, n_own, run_lane, job);
      if (job->phase < 2 * job->n_barriers && !reduce_statistics (job, error))
        return FALSE;
    }
  return job->source->check == NULL || job->source->check (job->source->data, error);
}

/* What an infinite or undefined gradient leaves behind, or one whose square is
 * infinite; looked at here while it is still in the cache. */
static gboolean
is_finite (const AeUpdate *update, guint n_slots)
{
  const AeReductionKernels *sum = ae_kernels ()->sum;
  gboolean finite = sum->is_finite (update->n, update->w);

  for (guint i = 0; i < n_slots; i++)
    finite = finite && sum->is_finite (update->n, update->slots[i]);
  return finite;
}

/* Ranks have added up their lanes already. */
static guint
count_gradients (const Job *job)
{
  return job->trainer->exchange != NULL ? 1 : job->n_lanes;
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
    .n = MIN (PIECE, self->n_trained - first),
    .w = ae_network_get_params (self->network, NULL) + first,
    .g = gradients,
    .n_lanes = count_gradients (job),
    .g_scale = job->g_scale,
  };

  for (guint i = 0; i < LANES; i++)
    gradients[i] = self->arena.base + self->gradients[i] + first;
  for (guint i = 0; i < optimizer->n_slots; i++)
    update.slots[i] = ae_trainer_get_slot (self, i, NULL) + first;
  optimizer->update (&update);
  if (!is_finite (&update, optimizer->n_slots))
    g_atomic_int_set (&job->spoiled, TRUE);
}

/* What the gradient is to be multiplied by so that it is no longer than
 * clip_norm (Keras' global_clipnorm). */
static float
clip (const Job *job)
{
  AeTrainer *self = job->trainer;
  const float *gradients[LANES];
  double norm;

  if (self->recipe.clip_norm <= 0)
    return 1;
  for (guint i = 0; i < LANES; i++)
    gradients[i] = self->arena.base + self->gradients[i];
  norm = sqrt (ae_kernels ()->sum->sum_squares (gradients, count_gradients (job), self->n_trained));
  return norm > self->recipe.clip_norm ? (float) (self->recipe.clip_norm / norm) : 1;
}

gboolean
ae_trainer_step (AeTrainer *self,
                 const AeSource *source,
                 const guint32 *indices,
                 guint n,
                 AeLossValue *loss,
                 GError **error)
{
  Job job = { .trainer = self, .source = source, .indices = indices, .n = n, .training = TRUE };
  double begin, penalty;

  if (!run_job (&job, error))
    return FALSE;
  /* Into lane 0, which is one rank's own; the others' is overwritten. */
  penalty = ae_network_penalize_weights (self->network, self->arena.base + self->gradients[0]);
  if (self->exchange != NULL
      && !ae_trainer_share_gradient (self, job.n_lanes, &job.sums[0][0], N_SUMS, error))
    return FALSE;
  loss->divergence = sum_lanes (&job, SUM_ADDED) / n;
  loss->penalty = sum_lanes (&job, SUM_PENALTY) / n + penalty;
  loss->total = sum_lanes (&job, SUM_LOSS) / n + loss->divergence + loss->penalty;
  if (!isfinite (loss->total))
    return ae_refuse (error, AE_ERROR_NUMERIC,
                      _ ("The loss became %s at step %" PRIu64
                         ". A learning rate of %g is likely too high for this model."),
                      isnan (loss->total) ? _ ("undefined (NaN)") : _ ("infinite"), self->step + 1,
                      self->recipe.learning_rate);
  update_averages (&job);
  begin = read_clock (self);
  job.g_scale = clip (&job);
  ae_pool_run (self->pool, (guint) ((self->n_trained + PIECE - 1) / PIECE), update_piece, &job);
  ae_network_weights_changed (self->network);
  book (self, 0, AE_PART_UPDATE, begin);
  if (g_atomic_int_get (&job.spoiled))
    return ae_refuse (error, AE_ERROR_NUMERIC,
                      _ ("The gradient became too large for numbers at step %" PRIu64
                         ". A learning rate of %g is likely too high for this model."),
                      self->step + 1, self->recipe.learning_rate);
  self->step++;
  return TRUE;
}

gboolean
ae_trainer_evaluate (AeTrainer *self,
                     const AeSource *source,
                     const guint32 *indices,
                     gsize n,
                     AeLossValue *loss,
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
  if (!run_job (&job, error)
      || !ae_trainer_share_rows (self, job.n_lanes, &job.sums[0][0], N_SUMS, error))
    return FALSE;
  loss->penalty = 0;
  loss->divergence = sum_lanes (&job, SUM_ADDED) / (double) n;
  loss->total = sum_lanes (&job, SUM_LOSS) / (double) n + loss->divergence;
  if (isfinite (loss->total))
    return TRUE;
  return ae_refuse (error, AE_ERROR_NUMERIC,
                    _ ("The loss of the evaluation is not finite at step %" PRIu64 "."),
                    self->step);
}
