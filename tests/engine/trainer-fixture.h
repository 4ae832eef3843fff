/* SPDX-License-Identifier: MIT */
/* Trainings of every kind on a few samples, for the tests of the trainer. */
#pragma once

#include "engine/training/trainer.h"

#define SAMPLES 203
#define SIZE    24

/** Layers: type and options in turn. */
typedef struct
{
  const char *name;
  const char *layers[16];
  const char *recipe;
  const char *optimizer;
  const char *optimizer_options;
} Case;

#define N_CASES 12

/**
 * "wide" has small shards, more of them than lanes, and several pieces for the optimizer;
 * "normalised" stops at two barriers.
 */
extern const Case cases[N_CASES];

typedef struct
{
  float samples[SAMPLES * SIZE];
  guint32 order[SAMPLES];
  AeSource source;
  AePool *pool;
  AeNetwork *network;
  AeTrainer *trainer;
  AeRecipe recipe;
} Fixture;

Fixture *fixture_new (const Case *test, guint n_threads);
void fixture_free (Fixture *self);

/** Whole epochs, the last batch smaller; returns the last epoch's mean loss. */
double fixture_train (Fixture *self, guint n_epochs);

void fixture_assert_same_weights (Fixture *a, Fixture *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, fixture_free)
