/* SPDX-License-Identifier: MIT */
/* Initialisers: each one's range and deviation as Keras documents them,
 * orthogonality, and that a weight is a function of its key alone. A row of
 * the enumeration without an expectation here fails.
 */
#include <math.h>
#include <string.h>

#include "engine/model/initializer.h"

#define IN        80
#define OUT       120
#define SIZE      (IN * OUT)
#define TRUNCATED 0.87962566103423978

typedef struct
{
  AeInitializer initializer;
  double deviation;
  double limit; /* nothing is farther out, and something comes close; 0 for no limit */
} Expectation;

static double
measure_deviation (const float *values, gsize n)
{
  double sum = 0, mean = 0;

  for (gsize i = 0; i < n; i++)
    mean += values[i] / (double) n;
  for (gsize i = 0; i < n; i++)
    sum += (values[i] - mean) * (values[i] - mean);
  return sqrt (sum / (double) n);
}

static void
draw (AeInitializer initializer,
      AeShape shape,
      guint64 seed,
      guint32 layer,
      guint32 place,
      float *values)
{
  AeRandomKey key = { .seed = seed, .layer = layer, .sample = place };
  AeParam param = { .name = "kernel",
                    .shape = shape,
                    .initializer = initializer,
                    .fan_in = IN,
                    .fan_out = OUT,
                    .constant = 0.25f };

  ae_initialize (&param, &key, values);
}

static void
check (const Expectation *expected)
{
  g_autofree float *values = g_new (float, SIZE);
  double mean = 0, farthest = 0;

  draw (expected->initializer, AE_SHAPE (2, IN, OUT), 5, 2, 0, values);
  for (guint i = 0; i < SIZE; i++)
    {
      mean += values[i] / SIZE;
      farthest = MAX (farthest, fabsf (values[i]));
    }
  g_assert_cmpfloat (fabs (mean), <, 0.05 * expected->deviation);
  g_assert_cmpfloat (fabs (measure_deviation (values, SIZE) / expected->deviation - 1), <, 0.025);
  if (expected->limit == 0)
    {
      g_assert_cmpfloat (farthest, >, 3 * expected->deviation);
      return;
    }
  g_assert_cmpfloat (farthest, <=, expected->limit * (1 + 1e-6));
  g_assert_cmpfloat (farthest, >, 0.98 * expected->limit);
}

static Expectation
uniform (AeInitializer initializer, double limit)
{
  return (Expectation) { initializer, limit / sqrt (3), limit };
}

static Expectation
truncated (AeInitializer initializer, double deviation)
{
  return (Expectation) { initializer, deviation, 2 * deviation / TRUNCATED };
}

static void
test_distributions (void)
{
  const Expectation expectations[] = {
    uniform (AE_INIT_GLOROT_UNIFORM, sqrt (6.0 / (IN + OUT))),
    uniform (AE_INIT_HE_UNIFORM, sqrt (6.0 / IN)),
    uniform (AE_INIT_LECUN_UNIFORM, sqrt (3.0 / IN)),
    uniform (AE_INIT_RANDOM_UNIFORM, 0.05),
    truncated (AE_INIT_GLOROT_NORMAL, sqrt (2.0 / (IN + OUT))),
    truncated (AE_INIT_HE_NORMAL, sqrt (2.0 / IN)),
    truncated (AE_INIT_LECUN_NORMAL, sqrt (1.0 / IN)),
    { AE_INIT_RANDOM_NORMAL, 0.05, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (expectations); i++)
    check (&expectations[i]);
  /* zeros, ones and orthogonal have tests of their own */
  g_assert_cmpuint (G_N_ELEMENTS (expectations) + 3, ==, AE_N_INITIALIZERS);
}

static void
test_constants (void)
{
  static const struct
  {
    AeInitializer initializer;
    float value;
  } cases[] = { { AE_INIT_ZEROS, 0 }, { AE_INIT_ONES, 1 }, { AE_INIT_CONSTANT, 0.25f } };
  float values[12];

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      memset (values, 0xff, sizeof values);
      draw (cases[i].initializer, AE_SHAPE (2, 3, 4), 1, 1, 0, values);
      for (guint k = 0; k < 12; k++)
        g_assert_cmpfloat (values[k], ==, cases[i].value);
    }
  draw (AE_INIT_UNIT_FORGET, AE_SHAPE (1, 12), 1, 1, 0, values);
  for (guint k = 0; k < 12; k++)
    g_assert_cmpfloat (values[k], ==, k / 3 == 1);
}

/* The shorter side's rows or columns have length 1 and right angles. */
static void
check_orthogonal (AeShape shape)
{
  gsize cols = ae_shape_last (&shape), rows = ae_shape_size (&shape) / cols;
  g_autofree float *values = g_new (float, rows * cols);
  gboolean wide = rows <= cols;
  gsize n = wide ? rows : cols, length = wide ? cols : rows;

  draw (AE_INIT_ORTHOGONAL, shape, 3, 1, 0, values);
  for (gsize a = 0; a < n; a++)
    for (gsize b = 0; b < n; b++)
      {
        double dot = 0;

        for (gsize i = 0; i < length; i++)
          dot += (double) values[wide ? a * cols + i : i * cols + a]
                 * values[wide ? b * cols + i : i * cols + b];
        g_assert_cmpfloat_with_epsilon (dot, a == b, 1e-5);
      }
}

static void
test_orthogonal (void)
{
  check_orthogonal (AE_SHAPE (2, 32, 128));
  check_orthogonal (AE_SHAPE (2, 50, 20));
  check_orthogonal (AE_SHAPE (2, 33, 33));
  check_orthogonal (AE_SHAPE (3, 3, 4, 7));
}

/* The same key gives the same weight; another seed, layer or place another. */
static void
test_keys (void)
{
  for (AeInitializer i = AE_INIT_GLOROT_UNIFORM; i < AE_N_INITIALIZERS; i++)
    {
      static const guint others[][3] = { { 2, 1, 0 }, { 1, 2, 0 }, { 1, 1, 1 } };
      float first[24], again[24];

      draw (i, AE_SHAPE (2, 4, 6), 1, 1, 0, first);
      draw (i, AE_SHAPE (2, 4, 6), 1, 1, 0, again);
      g_assert_cmpmem (first, sizeof first, again, sizeof again);
      for (guint k = 0; k < G_N_ELEMENTS (others); k++)
        {
          draw (i, AE_SHAPE (2, 4, 6), others[k][0], others[k][1], others[k][2], again);
          g_assert_cmpfloat (first[0], !=, again[0]);
          g_assert_cmpfloat (first[23], !=, again[23]);
        }
    }
}

static void
test_names (void)
{
  for (guint i = 0; i < AE_N_INITIALIZERS; i++)
    g_assert_nonnull (ae_initializer_names[i]);
  g_assert_null (ae_initializer_names[AE_N_INITIALIZERS]);
  g_assert_cmpstr (ae_initializer_names[AE_INIT_GLOROT_UNIFORM], ==, "glorot_uniform");
  g_assert_cmpstr (ae_initializer_names[AE_INIT_ORTHOGONAL], ==, "orthogonal");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/initializer/distributions", test_distributions);
  g_test_add_func ("/initializer/constants", test_constants);
  g_test_add_func ("/initializer/orthogonal", test_orthogonal);
  g_test_add_func ("/initializer/keys", test_keys);
  g_test_add_func ("/initializer/names", test_names);
  return g_test_run ();
}
