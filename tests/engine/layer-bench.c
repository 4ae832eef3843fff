/* SPDX-License-Identifier: MIT */
/* The bench behaves as network-run.c and trainer.c do, with allocations of
 * exactly what a layer asked for, filled with what is not a number. */
#include "tests/engine/layer-bench.h"

#include <math.h>
#include <string.h>

#include "engine/error.h"

#define SEED 20161

/* Values spread evenly over the probe's range and shuffled: no two are close,
 * and none is near 0. */
static void
spread (float *values, gsize n, const AeProbe *probe, guint32 stream)
{
  gboolean given = probe->low != probe->high;
  double low = given ? probe->low : -1.5, high = given ? probe->high : 1.5;
  g_autoptr (GRand) random = g_rand_new_with_seed (SEED + stream);

  for (gsize i = 0; i < n; i++)
    values[i] = (float) (low + (high - low) * (i + 0.5) / (double) n);
  for (gsize i = n; i > 1; i--)
    {
      gsize k = (gsize) g_rand_int_range (random, 0, (int) i);
      float swap = values[i - 1];

      values[i - 1] = values[k];
      values[k] = swap;
    }
  if (n % 2 == 1)
    for (gsize i = 0; i < n; i++)
      if (values[i] == 0)
        values[i] = 0.3f / (float) n;
}

static void
scatter (float *values, gsize n, guint32 stream)
{
  AeRandomKey key = { .seed = SEED, .layer = stream };

  ae_random_uniform (&key, values, n);
  for (gsize i = 0; i < n; i++)
    values[i] = values[i] * 1.6f - 0.8f;
}

static void
make_weights (LayerBench *self)
{
  for (guint i = 0; i < self->n_params; i++)
    {
      gsize size = ae_shape_size (&self->params[i].shape);

      self->w[i] = g_new (float, size);
      self->dw[i] = g_new0 (float, size);
      self->const_w[i] = self->w[i];
      scatter (self->w[i], size, 100 + i);
      for (gsize k = 0; self->params[i].frozen && k < size; k++)
        self->w[i][k] = 0.5f + self->w[i][k] * self->w[i][k];
    }
}

static void
make_values (LayerBench *self, const AeProbe *probe)
{
  gsize n = LAYER_BENCH_SAMPLES;

  self->x = g_new (float, n * self->x_size);
  self->x2 = g_new (float, n * self->x2_size);
  self->y = g_new0 (float, n * self->y_size);
  self->z = g_new0 (float, n * self->y_size);
  self->dy = g_new (float, n * self->y_size);
  self->d = g_new (float, n * self->y_size);
  self->dx = g_new0 (float, n * self->x_size);
  self->dx2 = g_new0 (float, n * self->x2_size);
  spread (self->x, n * self->x_size, probe, 1);
  spread (self->x2, n * self->x2_size, probe, 2);
  scatter (self->dy, n * self->y_size, 3);
}

static void
make_pass (LayerBench *self,
           const AeShape *x_shape,
           const AeShape *x2_shape,
           const AeShape *y_shape)
{
  self->kept = g_new (float, MAX (LAYER_BENCH_SAMPLES * self->needs.kept, 1));
  self->n_scratch = LAYER_BENCH_SAMPLES * self->needs.scratch + self->needs.scratch_fixed;
  self->scratch = g_new (float, MAX (self->n_scratch, 1));

  self->packed = g_new0 (float, MAX (self->needs.packed, 1));
  self->sums = g_new0 (double, 2 * self->needs.statistics + 1);
  self->pass = (AePass) {
    .options = self->options,
    .x_shape = *x_shape,
    .y_shape = *y_shape,
    .x2_shape = *x2_shape,
    .w = self->const_w,
    .packed = self->packed,
    .scratch = self->scratch,
    .statistics = self->sums,
    .statistics_back = self->sums + self->needs.statistics,
    .n_batch = LAYER_BENCH_SAMPLES,
    .training = TRUE,
    .random = { .seed = SEED, .layer = 7, .step = 5 },
    .loss_scale = 1.0f / LAYER_BENCH_SAMPLES,
    .beta = 0.7f,
  };
}

LayerBench *
layer_bench_new (const AeLayerClass *klass, const AeProbe *probe, guint widen)
{
  g_autoptr (LayerBench) self = g_new0 (LayerBench, 1);
  gboolean joins = (klass->flags & AE_LAYER_JOINS) != 0;
  g_autoptr (GError) error = NULL;
  AeShape x2_shape = { 0 }, y_shape = { 0 };

  self->klass = klass;
  self->shard = LAYER_BENCH_SAMPLES;
  self->options = g_malloc0 (MAX (klass->options_size, 1));
  ae_options_init (klass->options, self->options);
  ae_options_set_text (klass->options, self->options, probe->options, &error);
  g_assert_no_error (error);
  if (joins)
    {
      x2_shape = probe->x_shape;
      x2_shape.dims[x2_shape.rank - 1] += widen;
    }
  if (!klass->shape (self->options, &probe->x_shape, joins ? &x2_shape : NULL, &y_shape, &error))
    {
      g_assert_error (error, AE_ERROR, AE_ERROR_SHAPE);
      return NULL;
    }
  self->activation = ae_layer_class_activation (klass, self->options);
  self->x_size = ae_shape_size (&probe->x_shape);
  self->x2_size = ae_shape_size (&x2_shape);
  self->y_size = ae_shape_size (&y_shape);
  if (klass->params != NULL)
    self->n_params = klass->params (self->options, &probe->x_shape, &y_shape, self->params);
  if (klass->needs != NULL)
    klass->needs (self->options, &probe->x_shape, &y_shape, &self->needs);
  make_weights (self);
  make_values (self, probe);
  make_pass (self, &probe->x_shape, &x2_shape, &y_shape);
  return g_steal_pointer (&self);
}

void
layer_bench_free (LayerBench *self)
{
  float *buffers[] = { self->x,  self->x2,  self->y,      self->z,    self->dy,     self->d,
                       self->dx, self->dx2, self->packed, self->kept, self->scratch };

  for (guint i = 0; i < G_N_ELEMENTS (buffers); i++)
    g_free (buffers[i]);
  for (guint i = 0; i < self->n_params; i++)
    {
      g_free (self->w[i]);
      g_free (self->dw[i]);
    }
  g_free (self->sums);
  g_free (self->options);
  g_free (self);
}

/* Memory that a layer was not told the contents of: whoever reads it before he
 * has written it spoils every number. */
static void
poison (float *values, gsize n)
{
  for (gsize i = 0; i < n; i++)
    values[i] = NAN;
}

/* The pass of the shard that begins with sample @first. */
static AePass
point_at (LayerBench *self, guint first)
{
  AePass pass = self->pass;

  pass.n = MIN (self->shard, LAYER_BENCH_SAMPLES - first);
  pass.x = self->x + first * self->x_size;
  pass.x2 = self->x2_size > 0 ? self->x2 + first * self->x2_size : NULL;
  pass.y = self->z + first * self->y_size;
  pass.kept = self->kept + first * self->needs.kept;
  pass.random.sample = first;
  pass.loss = &self->loss;
  pass.penalty = &self->penalty;
  return pass;
}

static void
prepare (LayerBench *self)
{
  self->loss = self->penalty = 0;
  poison (self->packed, self->needs.packed);
  poison (self->kept, LAYER_BENCH_SAMPLES * self->needs.kept);
  poison (self->z, LAYER_BENCH_SAMPLES * self->y_size);
  if (self->klass->pack != NULL)
    self->klass->pack (&self->pass, self->packed);
  memset (self->sums, 0, 2 * self->needs.statistics * sizeof (double));
  for (guint at = 0; at < LAYER_BENCH_SAMPLES; at += self->shard)
    {
      AePass pass = point_at (self, at);

      if (self->needs.statistics > 0 && self->pass.training)
        self->klass->measure (&pass, self->sums);
    }
}

void
layer_bench_forward (LayerBench *self)
{
  gsize row = ae_shape_last (&self->pass.y_shape);

  prepare (self);
  for (guint at = 0; at < LAYER_BENCH_SAMPLES; at += self->shard)
    {
      AePass pass = point_at (self, at);

      poison (self->scratch, self->n_scratch);
      self->klass->forward (&pass);
    }
  ae_activation_forward (self->activation, LAYER_BENCH_SAMPLES * self->y_size / row, row, self->z,
                         self->y);
}

double
layer_bench_value (LayerBench *self)
{
  double sum = 0;

  layer_bench_forward (self);
  for (gsize i = 0; i < LAYER_BENCH_SAMPLES * self->y_size; i++)
    sum += (double) self->y[i] * self->dy[i];
  return sum + (self->loss + self->penalty) / LAYER_BENCH_SAMPLES;
}

static AePass
point_back (LayerBench *self, guint first, gboolean weights_alone)
{
  AePass pass = point_at (self, first);

  pass.y = self->y + first * self->y_size;
  pass.dy = self->d + first * self->y_size;
  pass.dw = self->dw;
  pass.loss = pass.penalty = NULL;
  if (weights_alone)
    return pass;
  pass.dx = self->dx + first * self->x_size;
  pass.dx2 = self->x2_size > 0 ? self->dx2 + first * self->x2_size : NULL;
  return pass;
}

void
layer_bench_backward (LayerBench *self, gboolean weights_alone)
{
  gsize n = LAYER_BENCH_SAMPLES, row = ae_shape_last (&self->pass.y_shape);

  memcpy (self->d, self->dy, n * self->y_size * sizeof (float));
  ae_activation_backward (self->activation, n * self->y_size / row, row, self->z, self->y, self->d);
  for (guint at = 0; at < n && self->needs.statistics > 0; at += self->shard)
    {
      AePass pass = point_back (self, at, weights_alone);

      self->klass->add_back_statistics (&pass, self->sums + self->needs.statistics);
    }
  for (guint at = 0; at < n; at += self->shard)
    {
      AePass pass = point_back (self, at, weights_alone);

      poison (self->scratch, self->n_scratch);
      self->klass->backward (&pass);
    }
}
