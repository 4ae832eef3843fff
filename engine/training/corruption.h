/* SPDX-License-Identifier: MIT */
/* Corruption: what is done to a sample on its way in, for a model that learns
 * to fix it. A function of the sample and a random key alone.
 */
#pragma once

#include "engine/random.h"
#include "engine/shape.h"

G_BEGIN_DECLS

typedef enum
{
  AE_CORRUPTION_NONE,
  AE_CORRUPTION_GAUSSIAN,        /* clip (x + amount·ε, 0, 1), ε normal */
  AE_CORRUPTION_SALT_AND_PEPPER, /* a share `amount` of the values is 0 or 1 */
  AE_CORRUPTION_MASKING,         /* a share `amount` of the values is 0 */
  AE_CORRUPTION_BLUR,            /* a Gaussian of deviation `amount` pixels */
  AE_N_CORRUPTIONS,
} AeCorruption;

/** Names as in files and on the command line, NULL-terminated. */
extern const char *const ae_corruption_names[];

/** The step in the key of a sample that is only looked at: its noise is always the same. */
#define AE_CORRUPTION_STEP G_MAXUINT64

/**
 * Corrupts one sample in place. Blur works on images and series, along every
 * axis but the last, and leaves lists alone. Allocates nothing.
 *
 * @key: of the sample
 */
void ae_corrupt (AeCorruption corruption,
                 double amount,
                 const AeShape *shape,
                 const AeRandomKey *key,
                 float *x);

G_END_DECLS
