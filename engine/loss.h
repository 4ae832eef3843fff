/* SPDX-License-Identifier: MIT */
/* Losses: what a reconstruction costs. One loss is one file in engine/losses/
 * and one row in its meson.build. The loss of a sample is the mean over its
 * values, as in Keras; a recipe may ask for the sum instead.
 */
#pragma once

#include "engine/activation.h"
#include "engine/option.h"

G_BEGIN_DECLS

/**
 * AeLossPass: @y and the target @t are [n, size].
 * @row: size of the output's last axis, for a loss that is of rows
 * @dy: receives scale · dLoss/dy (dLoss/dz when fused); NULL for evaluation;
 *   may be @y itself
 */
typedef struct
{
  const void *options;
  guint n;
  gsize size;
  gsize row;
  float *y;
  const float *t;
  float *dy;
  float scale;
} AeLossPass;

/**
 * AeLossClass:
 * @name: Keras' name, as in files and on the command line
 * @fused_activation: when the network ends in this activation, it is left out
 *   and run_fused() gets the values before it; LINEAR when nothing is fused
 * @unit_range: (nullable): where outputs outside [0, 1] have no meaning for this
 *   loss, why, as a sentence
 * @instead: (nullable): a loss that takes those outputs, too
 * @run: returns the sum over the n samples of each one's mean loss
 * @run_fused: the same from values before the activation; y is overwritten
 *   with the values after it
 */
typedef struct
{
  const char *name;
  const char *title;
  const char *summary;
  gsize options_size;
  const AeOption *options;
  AeActivation fused_activation;
  const char *unit_range;
  const char *instead;
  double (*run) (const AeLossPass *pass);
  double (*run_fused) (const AeLossPass *pass);
} AeLossClass;

/** Every loss in the order of the registry, ended by NULL. */
const AeLossClass *const *ae_loss_classes (void);

/** The names of ae_loss_classes(), NULL-terminated: choices of the recipe's option. */
extern const char *const ae_loss_names[];

G_END_DECLS
