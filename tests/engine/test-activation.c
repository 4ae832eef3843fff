/* SPDX-License-Identifier: MIT */
/* Activations: names as Keras has them, values against Keras' definitions in
 * double, slopes against finite differences of those definitions, signed.
 */
#include "engine/activation.h"

#include <math.h>

#define ROWS 7
#define ROW  13
#define N    (ROWS * ROW)

static double
apply (AeActivation activation, const double *z, gsize i)
{
  const double x = z[i];
  double sum = 0;

  switch (activation)
    {
    case AE_ACTIVATION_RELU:
      return x > 0 ? x : 0;
    case AE_ACTIVATION_LEAKY_RELU:
      return x > 0 ? x : 0.2 * x;
    case AE_ACTIVATION_ELU:
      return x > 0 ? x : expm1 (x);
    case AE_ACTIVATION_SELU:
      return 1.05070098735548049342 * (x > 0 ? x : 1.67326324235437728481 * expm1 (x));
    case AE_ACTIVATION_GELU:
      return 0.5 * x * erfc (-x / sqrt (2));
    case AE_ACTIVATION_SILU:
      return x / (1 + exp (-x));
    case AE_ACTIVATION_TANH:
      return tanh (x);
    case AE_ACTIVATION_SIGMOID:
      return 1 / (1 + exp (-x));
    case AE_ACTIVATION_SOFTPLUS:
      return log1p (exp (x));
    case AE_ACTIVATION_SOFTMAX:
      for (gsize k = i - i % ROW; k < i - i % ROW + ROW; k++)
        sum += exp (z[k]);
      return exp (x) / sum;
    default:
      return x;
    }
}

/* Values of both signs in [-6, 6], none near the corner at 0. */
static void
draw (double *z)
{
  for (gsize i = 0; i < N; i++)
    {
      z[i] = (float) g_random_double_range (0.02, 6);
      if (g_random_boolean ())
        z[i] = -z[i];
    }
}

/* Σ d·f (z) over what z[i] has an influence on. */
static double
weigh (AeActivation activation, const double *z, const float *d, gsize i)
{
  double sum = 0;

  if (activation != AE_ACTIVATION_SOFTMAX)
    return d[i] * apply (activation, z, i);
  for (gsize k = i - i % ROW; k < i - i % ROW + ROW; k++)
    sum += d[k] * apply (activation, z, k);
  return sum;
}

static void
assert_near (double value, double expected, double tolerance)
{
  g_assert_cmpfloat (fabs (value - expected), <=, tolerance * MAX (1, fabs (expected)));
}

static void
test_values_and_slopes (gconstpointer data)
{
  const AeActivation activation = GPOINTER_TO_UINT (data);
  const gboolean needs_input = ae_activation_needs_input (activation);
  double z[N];
  float z_single[N];
  float y[N];
  float d[N];
  float back[N];

  draw (z);
  for (gsize i = 0; i < N; i++)
    {
      z_single[i] = y[i] = z[i];
      d[i] = back[i] = g_random_double_range (-2, 2);
    }
  ae_activation_forward (activation, ROWS, ROW, y, y);
  ae_activation_backward (activation, ROWS, ROW, needs_input ? z_single : NULL, y, back);

  for (gsize i = 0; i < N; i++)
    {
      const double step = 1e-5;
      const double at = z[i];
      double above;

      assert_near (y[i], apply (activation, z, i), 1e-6);
      z[i] = at + step;
      above = weigh (activation, z, d, i);
      z[i] = at - step;
      assert_near (back[i], (above - weigh (activation, z, d, i)) / (2 * step), 3e-6);
      z[i] = at;
    }
}

static void
test_zero (void)
{
  for (guint a = 0; a < AE_N_ACTIVATIONS; a++)
    {
      const float zero[3] = { 0, 0, 0 };
      float y[3];

      ae_activation_forward (a, 3, 1, zero, y);
      if (a == AE_ACTIVATION_SIGMOID)
        g_assert_cmpfloat (y[1], ==, 0.5f);
      else if (a == AE_ACTIVATION_SOFTMAX)
        g_assert_cmpfloat (y[1], ==, 1);
      else if (a == AE_ACTIVATION_SOFTPLUS)
        assert_near (y[1], log (2), 1e-7);
      else
        g_assert_cmpfloat (y[1], ==, 0);
    }
}

/* relu's slope at 0 is 0, leaky_relu's 0.2: as TensorFlow has them. */
static void
test_corners (void)
{
  const float y[1] = { 0 };
  float d[1] = { 3 };

  ae_activation_backward (AE_ACTIVATION_RELU, 1, 1, NULL, y, d);
  g_assert_cmpfloat (d[0], ==, 0);
  d[0] = 3;
  ae_activation_backward (AE_ACTIVATION_LEAKY_RELU, 1, 1, NULL, y, d);
  g_assert_cmpfloat (d[0], ==, 3 * 0.2f);
}

static void
test_not_a_number (void)
{
  for (guint a = 0; a < AE_N_ACTIVATIONS; a++)
    {
      const float z[2] = { 1, NAN };
      float y[2];

      ae_activation_forward (a, 1, 2, z, y);
      g_assert_true (isnan (y[1]));
    }
}

static void
test_table (void)
{
  static const char *const keras[] = {
    "linear", "relu", "leaky_relu", "elu",     "selu",     "gelu",
    "silu",   "tanh", "sigmoid",    "softmax", "softplus", NULL,
  };

  for (guint a = 0; a < AE_N_ACTIVATIONS; a++)
    g_assert_cmpstr (ae_activation_names[a], ==, keras[a]);
  g_assert_null (ae_activation_names[AE_N_ACTIVATIONS]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_random_set_seed (1);
  g_test_add_func ("/activation/table", test_table);
  g_test_add_func ("/activation/zero", test_zero);
  g_test_add_func ("/activation/corners", test_corners);
  g_test_add_func ("/activation/not-a-number", test_not_a_number);
  for (guint a = 0; a < AE_N_ACTIVATIONS; a++)
    {
      g_autofree char *path = g_strdup_printf ("/activation/%s/values-and-slopes",
                                               ae_activation_names[a]);

      g_test_add_data_func (path, GUINT_TO_POINTER (a), test_values_and_slopes);
    }
  return g_test_run ();
}
