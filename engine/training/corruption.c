/* SPDX-License-Identifier: MIT */
/* The corruptions, one function each. Random numbers are drawn in pieces, so
 * that nothing has to be allocated.
 */
#include "engine/training/corruption.h"

#include <math.h>
#include <string.h>

#define PIECE         256 /* a multiple of the random generator's block */
#define MAX_DEVIATION 10  /* the range of corruption_amount */
#define MAX_RADIUS    (3 * MAX_DEVIATION)

const char *const ae_corruption_names[] = {
  [AE_CORRUPTION_NONE] = "none",
  [AE_CORRUPTION_GAUSSIAN] = "gaussian",
  [AE_CORRUPTION_SALT_AND_PEPPER] = "salt_and_pepper",
  [AE_CORRUPTION_MASKING] = "masking",
  [AE_CORRUPTION_BLUR] = "blur",
  NULL,
};

typedef void (*Change) (float amount, gsize n, const float *drawn, float *x);

static void
add_noise (float amount, gsize n, const float *drawn, float *x)
{
  for (gsize i = 0; i < n; i++)
    {
      float value = x[i] + amount * drawn[i];

      value = value > 0 ? value : 0;
      x[i] = value < 1 ? value : 1;
    }
}

/* Below half the share: pepper; from half to the whole share: salt. */
static void
sprinkle (float amount, gsize n, const float *drawn, float *x)
{
  for (gsize i = 0; i < n; i++)
    if (drawn[i] < amount)
      x[i] = drawn[i] < amount / 2 ? 0 : 1;
}

static void
mask (float amount, gsize n, const float *drawn, float *x)
{
  for (gsize i = 0; i < n; i++)
    if (drawn[i] < amount)
      x[i] = 0;
}

/* Piece number p of a sample draws from the key of layer p: a stream of its
 * own, because a key's numbers begin at the first. */
static void
change (Change func, gboolean normal, double amount, gsize n, const AeRandomKey *given, float *x)
{
  AeRandomKey key = *given;
  float drawn[PIECE];

  for (gsize at = 0; at < n; at += PIECE, key.layer += 1u << 24)
    {
      gsize count = MIN (n - at, PIECE);

      if (normal)
        ae_random_normal (&key, drawn, count);
      else
        ae_random_uniform (&key, drawn, count);
      func ((float) amount, count, drawn, x + at);
    }
}

/* Blurs a line of values that lie `stride` apart; beyond the ends the values
 * at the ends continue. */
static void
blur_line (const float *weights, int radius, gsize n, gsize stride, float *x)
{
  float before[MAX_RADIUS + 1], ahead[MAX_RADIUS + 1];
  int last = (int) n - 1;

  for (int k = 0; k <= radius; k++)
    before[k] = x[0];
  for (int i = 0; i <= last; i++)
    {
      float sum;

      memmove (before + 1, before, (gsize) radius * sizeof (float));
      before[0] = x[i * stride];
      for (int k = 1; k <= radius; k++)
        ahead[k] = x[(gsize) MIN (i + k, last) * stride];
      sum = weights[0] * before[0];
      for (int k = 1; k <= radius; k++)
        sum += weights[k] * (before[k] + ahead[k]);
      x[i * stride] = sum;
    }
}

static int
make_weights (double deviation, float weights[MAX_RADIUS + 1])
{
  int radius = (int) ceil (3 * deviation);
  double sum = 0;

  for (int k = 0; k <= radius; k++)
    {
      weights[k] = (float) exp (-k * k / (2 * deviation * deviation));
      sum += weights[k] * (k > 0 ? 2 : 1);
    }
  for (int k = 0; k <= radius; k++)
    weights[k] = (float) (weights[k] / sum);
  return radius;
}

static void
blur (double deviation, const AeShape *shape, float *x)
{
  float weights[MAX_RADIUS + 1];
  gsize size = ae_shape_size (shape);
  int radius;

  if (deviation <= 0)
    return;
  deviation = MIN (deviation, MAX_DEVIATION);
  radius = make_weights (deviation, weights);
  for (guint axis = 0, outer = 1; axis + 1 < shape->rank; axis++)
    {
      gsize n = shape->dims[axis], stride = size / outer / n;

      for (gsize o = 0; o < outer; o++)
        for (gsize i = 0; i < stride; i++)
          blur_line (weights, radius, n, stride, x + o * n * stride + i);
      outer *= shape->dims[axis];
    }
}

void
ae_corrupt (AeCorruption corruption,
            double amount,
            const AeShape *shape,
            const AeRandomKey *key,
            float *x)
{
  gsize n = ae_shape_size (shape);

  switch (corruption)
    {
    case AE_CORRUPTION_GAUSSIAN:
      change (add_noise, TRUE, amount, n, key, x);
      break;
    case AE_CORRUPTION_SALT_AND_PEPPER:
      change (sprinkle, FALSE, amount, n, key, x);
      break;
    case AE_CORRUPTION_MASKING:
      change (mask, FALSE, amount, n, key, x);
      break;
    case AE_CORRUPTION_BLUR:
      blur (amount, shape, x);
      break;
    case AE_CORRUPTION_NONE:
    case AE_N_CORRUPTIONS:
      break;
    }
}
