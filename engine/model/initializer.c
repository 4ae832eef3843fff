/* SPDX-License-Identifier: MIT */
/* Keras' initialisers (keras.initializers), as its documentation defines them:
 * VarianceScaling with scale s and fan f is uniform in ±√(3s/f), or a normal
 * of deviation √(s/f) cut off at two deviations.
 */
#include "engine/model/initializer.h"

#include <math.h>

/* Numbers of a weight are drawn at steps that no training reaches. */
#define FIRST_STEP (G_MAXUINT64 - 12288)

/* The deviation of a normal cut off at ±2. */
#define TRUNCATED_DEVIATION 0.87962566103423978

static void
fill (float *values, gsize n, float value)
{
  for (gsize i = 0; i < n; i++)
    values[i] = value;
}

static void
draw_uniform (const AeRandomKey *key, double limit, float *values, gsize n)
{
  ae_random_uniform (key, values, n);
  for (gsize i = 0; i < n; i++)
    values[i] = (float) (limit * (2 * (double) values[i] - 1));
}

static void
draw_normal (const AeRandomKey *key, double deviation, float *values, gsize n)
{
  ae_random_normal (key, values, n);
  for (gsize i = 0; i < n; i++)
    values[i] = (float) (deviation * values[i]);
}

/* A number beyond two deviations is drawn again, from a stream of its own. */
static void
draw_truncated (const AeRandomKey *key, double deviation, float *values, gsize n)
{
  double scale = deviation / TRUNCATED_DEVIATION;

  ae_random_normal (key, values, n);
  for (gsize i = 0; i < n; i++)
    {
      AeRandomKey again = *key;

      while (fabsf (values[i]) > 2)
        {
          float pair[2];

          again.step++;
          again.sample = key->sample + (guint32) (i << 4) + 16;
          ae_random_normal (&again, pair, 2);
          values[i] = pair[0];
        }
      values[i] = (float) (scale * values[i]);
    }
}

/* Makes row r orthogonal to the rows before it, and of length 1 (the modified
 * Gram-Schmidt process). */
static void
straighten_row (double *rows, gsize r, gsize length)
{
  double *row = rows + r * length;
  double norm = 0;

  for (gsize other = 0; other < r; other++)
    {
      const double *before = rows + other * length;
      double dot = 0;

      for (gsize i = 0; i < length; i++)
        dot += row[i] * before[i];
      for (gsize i = 0; i < length; i++)
        row[i] -= dot * before[i];
    }
  for (gsize i = 0; i < length; i++)
    norm += row[i] * row[i];
  for (gsize i = 0; i < length; i++)
    row[i] /= sqrt (norm);
}

/* A matrix [rows, cols] whose shorter side is orthonormal. */
static void
draw_orthogonal (const AeParam *param, const AeRandomKey *key, float *values)
{
  gsize cols = ae_shape_last (&param->shape);
  gsize rows = ae_shape_size (&param->shape) / cols;
  gsize count = MIN (rows, cols), length = MAX (rows, cols);
  g_autofree double *matrix = g_new (double, count * length);

  ae_random_normal (key, values, count * length);
  for (gsize i = 0; i < count * length; i++)
    matrix[i] = values[i];
  for (gsize r = 0; r < count; r++)
    straighten_row (matrix, r, length);
  for (gsize i = 0; i < rows; i++)
    for (gsize j = 0; j < cols; j++)
      values[i * cols + j] = (float) (rows <= cols ? matrix[i * length + j]
                                                   : matrix[j * length + i]);
}

static void
fill_unit_forget (const AeParam *param, float *values)
{
  gsize n = ae_shape_size (&param->shape), units = n / 4;

  fill (values, n, 0);
  fill (values + units, units, 1);
}

void
ae_initialize (const AeParam *param, const AeRandomKey *given, float *values)
{
  gsize n = ae_shape_size (&param->shape);
  double in = MAX (param->fan_in, 1), out = MAX (param->fan_out, 1);
  AeRandomKey key = *given;

  key.step = FIRST_STEP;
  switch (param->initializer)
    {
    case AE_INIT_ZEROS:
      fill (values, n, 0);
      break;
    case AE_INIT_ONES:
      fill (values, n, 1);
      break;
    case AE_INIT_CONSTANT:
      fill (values, n, param->constant);
      break;
    case AE_INIT_UNIT_FORGET:
      fill_unit_forget (param, values);
      break;
    case AE_INIT_GLOROT_UNIFORM:
      draw_uniform (&key, sqrt (6 / (in + out)), values, n);
      break;
    case AE_INIT_HE_UNIFORM:
      draw_uniform (&key, sqrt (6 / in), values, n);
      break;
    case AE_INIT_LECUN_UNIFORM:
      draw_uniform (&key, sqrt (3 / in), values, n);
      break;
    case AE_INIT_RANDOM_UNIFORM:
      draw_uniform (&key, 0.05, values, n);
      break;
    case AE_INIT_GLOROT_NORMAL:
      draw_truncated (&key, sqrt (2 / (in + out)), values, n);
      break;
    case AE_INIT_HE_NORMAL:
      draw_truncated (&key, sqrt (2 / in), values, n);
      break;
    case AE_INIT_LECUN_NORMAL:
      draw_truncated (&key, sqrt (1 / in), values, n);
      break;
    case AE_INIT_RANDOM_NORMAL:
      draw_normal (&key, 0.05, values, n);
      break;
    case AE_INIT_ORTHOGONAL:
      draw_orthogonal (param, &key, values);
      break;
    }
}
