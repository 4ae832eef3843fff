/* SPDX-License-Identifier: MIT */
/*
 * Random numbers for this folder: a counter hashed with a key, in the manner
 * of SplitMix64 (Steele, Lea, Flood 2014: "Fast splittable pseudorandom number
 * generators"). A stream is a value of two words, keyed by what it is for, so
 * the same key gives the same numbers in any thread and in any order of use.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * DsRandom:
 *
 * One stream: the counter alone, started at a hash of its key.
 */
typedef struct
{
  guint64 state;
} DsRandom;

/**
 * @x: any number
 *
 * Returns: @x with all its bits spread over the result (a bijection).
 */
static inline guint64
ds_random_mix (guint64 x)
{
  x = (x ^ (x >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  x = (x ^ (x >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return x ^ (x >> 31);
}

/**
 * @purpose: a constant that tells the uses of one seed apart
 * @seed: the user's seed
 * @index: sample or epoch
 *
 * Returns: the stream of that key.
 */
static inline DsRandom
ds_random_init (guint64 purpose, guint64 seed, guint64 index)
{
  const guint64 step = G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  guint64 key = ds_random_mix (purpose + step);

  key = ds_random_mix ((key ^ seed) + step);
  key = ds_random_mix ((key ^ index) + step);
  return (DsRandom) { key };
}

/** Returns: the next 64 random bits. */
static inline guint64
ds_random_next (DsRandom *self)
{
  self->state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  return ds_random_mix (self->state);
}

/**
 * @bound: more than 0
 *
 * Returns: a whole number from 0 to @bound - 1, the high word of a product; its
 *   bias is below 2^-32.
 */
static inline guint32
ds_random_below (DsRandom *self, guint32 bound)
{
  guint64 bits = ds_random_next (self);
  guint64 low = (bits & G_MAXUINT32) * bound;

  return (guint32) (((bits >> 32) * bound + (low >> 32)) >> 32);
}

/**
 * @low: lower end
 * @high: upper end
 *
 * Returns: a number in [@low, @high), in steps of 2^-24 of the range.
 */
static inline float
ds_random_uniform (DsRandom *self, float low, float high)
{
  float unit = (float) (ds_random_next (self) >> 40) * (1.0f / 16777216.0f);

  return low + (high - low) * unit;
}

/**
 * Returns: a number of mean 0 and deviation 1, the sum of four uniform ones
 *   (so never beyond ±3.47): close to normal, and free of logarithms whose
 *   last bit differs between C libraries.
 */
static inline float
ds_random_bell (DsRandom *self)
{
  guint64 bits = ds_random_next (self);
  guint32 sum = (guint32) ((bits & 0xffff) + ((bits >> 16) & 0xffff) + ((bits >> 32) & 0xffff)
                           + (bits >> 48));

  return ((float) sum - 131070.0f) * (1.7320508f / 65536.0f);
}

G_END_DECLS
