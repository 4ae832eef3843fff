/* SPDX-License-Identifier: MIT */
/* One layer on the bench: everything that a network's plan would give it, made
 * by hand around one probe, so that tests can turn each number.
 */
#pragma once

#include "engine/layer.h"

G_BEGIN_DECLS

#define LAYER_BENCH_SAMPLES 3

/**
 * LayerBench:
 * @shard: samples that go through the layer at once; the bench runs all
 *   LAYER_BENCH_SAMPLES shard by shard
 */
typedef struct
{
  const AeLayerClass *klass;
  gpointer options;
  AeActivation activation;
  AeParam params[AE_MAX_PARAMS];
  guint n_params;
  AeLayerNeeds needs;
  AePass pass;
  guint shard;
  gsize x_size, x2_size, y_size, n_scratch;
  float *x, *x2, *y, *z, *dy, *d, *dx, *dx2;
  float *w[AE_MAX_PARAMS];
  float *dw[AE_MAX_PARAMS];
  const float *const_w[AE_MAX_PARAMS];
  float *packed;
  float *kept;
  float *scratch;
  double *sums;
  double loss, penalty;
} LayerBench;

/**
 * A bench for a probe, with inputs and weights far from kinks and ties.
 *
 * @widen: how much longer the last axis of a second input is
 * Returns: NULL when the layer refuses the shapes
 */
LayerBench *layer_bench_new (const AeLayerClass *klass, const AeProbe *probe, guint widen);
void layer_bench_free (LayerBench *bench);

/** Forward, activation included: y, loss and penalty. */
void layer_bench_forward (LayerBench *bench);

/** Σ y·dy + (loss + penalty) / n of a forward, in double. */
double layer_bench_value (LayerBench *bench);

/** Backward after layer_bench_forward(); with @weights_alone nobody wants dx and dx2. */
void layer_bench_backward (LayerBench *bench, gboolean weights_alone);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LayerBench, layer_bench_free)

G_END_DECLS
