/* SPDX-License-Identifier: MIT */
/* Counter-based random numbers: Philox4x32-10 (Salmon, Moraes, Dror, Shaw,
 * "Parallel random numbers: as easy as 1, 2, 3", 2011). A number is a pure
 * function of its key and its index, so it does not matter which thread asks,
 * nor in which order, and nothing has to be saved to continue.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AeRandomKey:
 * @seed: of the run
 * @layer: id of the layer that draws, or another constant number of the user
 * @step: of the training, from 0
 * @sample: its place in the batch
 */
typedef struct
{
  guint64 seed;
  guint32 layer;
  guint64 step;
  guint32 sample;
} AeRandomKey;

/** One block of Philox4x32-10: four words from a counter and a key. */
void ae_random_philox (const guint32 counter[4], const guint32 key[2], guint32 words[4]);

/** @n numbers, uniform in [0, 1): the words' upper 24 bits times 2^-24. */
void ae_random_uniform (const AeRandomKey *key, float *out, gsize n);

/** @n numbers, normal with mean 0 and deviation 1 (Box and Muller). */
void ae_random_normal (const AeRandomKey *key, float *out, gsize n);

G_END_DECLS
