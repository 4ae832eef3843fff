/* SPDX-License-Identifier: MIT */
/* BatchNormalization over the last axis (Ioffe and Szegedy, 2015):
 *   x̂ = (x - μ) / √(σ² + ε)    y = γ·x̂ + β
 * In training μ and σ² are those of the batch, elsewhere moving averages
 *   moving = momentum·moving + (1 - momentum)·batch
 * Backward, M values to a channel in the batch:
 *   dβ += Σ dy    dγ += Σ dy·x̂
 *   dx = γ / √(σ² + ε) · (dy - Σ dy / M - x̂·Σ dy·x̂ / M)
 *
 * statistics: Σ x, Σ x² of each channel; back: Σ dy, Σ dy·x̂.
 */
#include <math.h>

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

static void
measure (const AePass *pass, double *sums)
{
  guint channels = ae_shape_last (&pass->x_shape);
  gsize n = ae_pass_count (pass);

  for (gsize i = 0; i < n; i++)
    {
      double x = pass->x[i];

      sums[i % channels] += x;
      sums[channels + i % channels] += x * x;
    }
}

static void
add_back_statistics (const AePass *pass, double *sums)
{
  guint channels = ae_shape_last (&pass->x_shape);
  gsize n = ae_pass_count (pass);

  for (guint c = 0; c < channels; c++)
    {
      Moments moments = get_moments (pass, c);

      for (gsize i = c; i < n; i += channels)
        {
          double dy = pass->dy[i];

          sums[c] += dy;
          sums[channels + c] += dy * ((pass->x[i] - moments.mean) * moments.scale);
        }
    }
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
  gsize n = ae_pass_count (pass);

  for (guint c = 0; c < channels; c++)
    {
      Moments moments = get_moments (pass, c);
      float scale = moments.scale * pass->w[GAMMA][c];
      float shift = pass->w[BETA][c] - moments.mean * scale;

      for (gsize i = c; i < n; i += channels)
        pass->y[i] = pass->x[i] * scale + shift;
    }
}

static void
back_channel (const AePass *pass, guint c)
{
  guint channels = ae_shape_last (&pass->x_shape);
  gsize n = ae_pass_count (pass);
  double m = count_batch (pass);
  Moments moments = get_moments (pass, c);
  float mean_dy = (float) (pass->statistics_back[c] / m);
  float mean_dy_x = (float) (pass->statistics_back[channels + c] / m);
  double sum = 0, sum_x = 0;

  for (gsize i = c; i < n; i += channels)
    {
      float hat = (pass->x[i] - moments.mean) * moments.scale;
      float dy = pass->dy[i];

      sum += dy;
      sum_x += (double) dy * hat;
      if (pass->dx != NULL)
        pass->dx[i] = pass->w[GAMMA][c] * moments.scale * (dy - mean_dy - hat * mean_dy_x);
    }
  pass->dw[GAMMA][c] += (float) sum_x;
  pass->dw[BETA][c] += (float) sum;
}

static void
backward (const AePass *pass)
{
  for (guint c = 0; c < ae_shape_last (&pass->x_shape); c++)
    back_channel (pass, c);
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
