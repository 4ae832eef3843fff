/* SPDX-License-Identifier: MIT */
/* Optimizers, with Keras 3's formulas and defaults. One optimizer is one file
 * in engine/optimizers/ and one row in its meson.build.
 */
#pragma once

#include "engine/option.h"

G_BEGIN_DECLS

/**
 * AE_MAX_SLOTS:
 *
 * An optimizer has no more values of its own for each weight.
 */
#define AE_MAX_SLOTS 3

/** Buffers for the gradients of a step. */
#define AE_MAX_LANES 16

/**
 * AeUpdate: one optimizer's pass over a piece of the parameters. It also adds up the
 * gradient from the buffers (lanes) in which the shards left it. Where gradient and
 * slots are zero, w stays as it is (but for a decay of the weights).
 * @learning_rate: in effect at this step
 * @step: number of this update, from 1
 * @n: values; pieces of one arena begin at multiples of 64
 * @w: weights, written
 * @g: the gradient is the sum of these @n_lanes buffers along a binary tree,
 *   times @g_scale
 * @slots: the optimizer's own values, in the order of its slot_names
 */
typedef struct
{
  const void *options;
  double learning_rate;
  guint64 step;
  gsize n;
  float *w;
  const float *const *g;
  guint n_lanes;
  float g_scale;
  float *slots[AE_MAX_SLOTS];
} AeUpdate;

/**
 * AeOptimizerClass:
 * @name: as in files and on the command line: "adam"
 * @learning_rate: Keras' default
 * @n_slots: @slot_names: extra values per weight; "optimizer/<slot>/…" in files
 * @slot_start: (nullable): what the slots hold before the first step, zeros otherwise
 */
typedef struct
{
  const char *name;
  const char *title;
  const char *summary;
  gsize options_size;
  const AeOption *options;
  double learning_rate;
  guint n_slots;
  const char *slot_names[AE_MAX_SLOTS];
  float (*slot_start) (const void *options, guint slot);
  void (*update) (const AeUpdate *update);
} AeOptimizerClass;

/** Every optimizer in the order of the registry, ended by NULL. */
const AeOptimizerClass *const *ae_optimizer_classes (void);

/** The names of ae_optimizer_classes(), NULL-terminated. */
extern const char *const ae_optimizer_names[];

G_END_DECLS
