/* SPDX-License-Identifier: MIT */
/* BatchNormalization over the last axis (Ioffe and Szegedy, 2015):
 *   x̂ = (x - μ) / √(σ² + ε)    y = γ·x̂ + β
 * In training μ and σ² are those of the batch, elsewhere moving averages
 *   moving = momentum·moving + (1 - momentum)·batch
 * Backward, M values to a channel in the batch:
 *   dβ += Σ dy    dγ += Σ dy·x̂
 *   dx = γ / √(σ² + ε) · (dy - Σ dy / M - x̂·Σ dy·x̂ / M)
 *
 * statistics: Σ x, Σ x² of each channel; back: Σ dy, Σ dy·x̂. These last are dβ and
 * dγ of the whole batch: its first shard adds them.
 *
 * scratch: three factors for each channel.
 */
#include <math.h>

#include "engine/kernels.h"
#include "engine/layers/elementwise.h"
#include "engine/translation.h"

typedef struct
{
  double momentum;
  double epsilon;
} BatchNormalization;

static const AeOption options[] = {
  { .name = "momentum",
    .title = N_ ("Momentum"),
    .kind = AE_OPTION_FLOAT,
    .help = N_ ("How long the moving averages remember."),
    .offset = G_STRUCT_OFFSET (BatchNormalization, momentum),
    .value = 0.99,
    .min = 0,
    .max = 0.99999,
    .live = TRUE },
  { .name = "epsilon",
    .title = N_ ("Epsilon"),
    .kind = AE_OPTION_FLOAT,
    .help = N_ ("Keeps the split away from zero."),
    .offset = G_STRUCT_OFFSET (BatchNormalization, epsilon),
    .value = 0.001,
    .min = 1e-9,
    .max = 1,
    .logarithmic = TRUE,
    .live = TRUE },
  { NULL },
};

enum
{
  GAMMA,
  BETA,
  MOVING_MEAN,
  MOVING_VARIANCE,
};

static guint
params (const void *values,
        const AeShape *x_shape,
        const AeShape *y_shape,
        AeParam out[AE_MAX_PARAMS])
{
  AeShape channels = AE_SHAPE (1, ae_shape_last (x_shape));

  out[GAMMA] = (AeParam) { .name = "gamma", .shape = channels, .initializer = AE_INIT_ONES };
  out[BETA] = (AeParam) { .name = "beta", .shape = channels };
  out[MOVING_MEAN] = (AeParam) { .name = "moving_mean", .shape = channels, .frozen = TRUE };
  out[MOVING_VARIANCE] = (AeParam) {
    .name = "moving_variance", .shape = channels, .initializer = AE_INIT_ONES, .frozen = TRUE
  };
  return 4;
}

static void
needs (const void *values, const AeShape *x_shape, const AeShape *y_shape, AeLayerNeeds *out)
{
  out->statistics = 2 * ae_shape_last (x_shape);
  out->scratch_fixed = 3 * ae_shape_last (x_shape);
}

/* Values to a channel in the whole batch. */
static double
count_batch (const AePass *pass)
{
  return (double) pass->n_batch * (double) ae_shape_size (&pass->x_shape)
         / ae_shape_last (&pass->x_shape);
}

typedef struct
{
  float mean;
  float scale;
} Moments;

static Moments
get_moments (const AePass *pass, guint channel)
{
  double epsilon = ((const BatchNormalization *) pass->options)->epsilon;
  guint channels = ae_shape_last (&pass->x_shape);
  double m = count_batch (pass), mean, variance;

  if (!pass->training)
    {
      mean = pass->w[MOVING_MEAN][channel];
      variance = pass->w[MOVING_VARIANCE][channel];
    }
  else
    {
      mean = pass->statistics[channel] / m;
      variance = MAX (pass->statistics[channels + channel] / m - mean * mean, 0);
    }
  return (Moments) { (float) mean, (float) (1 / sqrt (variance + epsilon)) };
}

static gsize
count_rows (const AePass *pass)
{
  return ae_pass_count (pass) / ae_shape_last (&pass->x_shape);
}

static void
measure (const AePass *pass, double *sums)
{
  ae_kernels ()->normalization->sum_columns (count_rows (pass), ae_shape_last (&pass->x_shape),
                                             pass->x, pass->x, sums);
}

/* Σ dy·x, from which Σ dy·x̂ follows once the batch is known. */
static void
add_back_statistics (const AePass *pass, double *sums)
{
  ae_kernels ()->normalization->sum_columns (count_rows (pass), ae_shape_last (&pass->x_shape),
                                             pass->dy, pass->x, sums);
}

static void
update_statistics (const AePass *pass, float *const *w)
{
  const BatchNormalization *self = pass->options;
  guint channels = ae_shape_last (&pass->x_shape);
  double m = count_batch (pass), keep = self->momentum;

  for (guint c = 0; c < channels; c++)
    {
      double mean = pass->statistics[c] / m;
      double variance = pass->statistics[channels + c] / m - mean * mean;

      w[MOVING_MEAN][c] = (float) (keep * w[MOVING_MEAN][c] + (1 - keep) * mean);
      w[MOVING_VARIANCE][c] = (float) (keep * w[MOVING_VARIANCE][c]
                                       + (1 - keep) * MAX (variance, 0));
    }
}

static void
forward (const AePass *pass)
{
  guint channels = ae_shape_last (&pass->x_shape);
  float *scale = pass->scratch, *shift = scale + channels;

  for (guint c = 0; c < channels; c++)
    {
      Moments moments = get_moments (pass, c);

      scale[c] = moments.scale * pass->w[GAMMA][c];
      shift[c] = pass->w[BETA][c] - moments.mean * scale[c];
    }
  ae_kernels ()->normalization->scale_columns (count_rows (pass), channels, pass->x, scale, shift,
                                               pass->y);
}

/* Σ dy·x̂ of the batch. */
static double
get_back_product (const AePass *pass, guint channel)
{
  guint channels = ae_shape_last (&pass->x_shape);
  Moments moments = get_moments (pass, channel);
  const double *sums = pass->statistics_back;

  return moments.scale * (sums[channels + channel] - (double) moments.mean * sums[channel]);
}

/* dx = a·dy + b·x + c of each channel. */
static void
list_factors (const AePass *pass, float *a, float *b, float *c)
{
  double m = count_batch (pass);

  for (guint i = 0; i < ae_shape_last (&pass->x_shape); i++)
    {
      Moments moments = get_moments (pass, i);
      double factor = (double) pass->w[GAMMA][i] * moments.scale;
      double slope = factor * moments.scale * get_back_product (pass, i) / m;

      a[i] = (float) factor;
      b[i] = (float) -slope;
      c[i] = (float) (slope * moments.mean - factor * pass->statistics_back[i] / m);
    }
}

static void
backward (const AePass *pass)
{
  guint channels = ae_shape_last (&pass->x_shape);
  float *a = pass->scratch, *b = a + channels, *c = b + channels;

  for (guint i = 0; i < channels && pass->random.sample == 0; i++)
    {
      pass->dw[GAMMA][i] += (float) get_back_product (pass, i);
      pass->dw[BETA][i] += (float) pass->statistics_back[i];
    }
  if (pass->dx == NULL)
    return;
  list_factors (pass, a, b, c);
  ae_kernels ()->normalization->blend_columns (count_rows (pass), channels, pass->dy, pass->x, a, b,
                                               c, pass->dx);
}

static const AeProbe probes[] = {
  { "", { 1, { 5 } } },
  { "epsilon=0.1", { 3, { 2, 3, 2 } } },
  { NULL },
};

const AeLayerClass ae_layer_batch_normalization = {
  .type = "BatchNormalization",
  .title = N_ ("BatchNormalization"),
  .group = N_ ("Core"),
  .summary = N_ ("Brings every channel to mean 0 and deviation 1 over the batch."),
  .icon = "m 2 13 c 6.5 13 6 3 8 3 c 10 3 9.5 13 14 13 s",
  .flags = AE_LAYER_MIRROR_REPEATS,
  .options_size = sizeof (BatchNormalization),
  .options = options,
  .shape = ae_shape_same,
  .params = params,
  .needs = needs,
  .measure = measure,
  .add_back_statistics = add_back_statistics,
  .update_statistics = update_statistics,
  .forward = forward,
  .backward = backward,
  .probes = probes,
};
