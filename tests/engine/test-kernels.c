/* SPDX-License-Identifier: MIT */
/* The choice of kernels, and the kernels that map values and measure losses:
 * each set against the same formula in double, over odd sizes and unaligned
 * starts. How far the sets may differ follows: twice the bounds below.
 */
#include "tests/engine/kernel-sets.h"

typedef struct
{
  AeActivation activation;
  double (*exact) (double x);
  double bound_ulp;
  double floor; /* an absolute error that is allowed as well */
} Bound;

static double
exact_sigmoid (double x)
{
  return 1 / (1 + exp (-x));
}

static double
exact_softplus (double x)
{
  return MAX (x, 0) + log1p (exp (-fabs (x)));
}

static double
exact_elu (double x)
{
  return x > 0 ? x : expm1 (x);
}

static double
exact_gelu (double x)
{
  return 0.5 * x * erfc (-x * M_SQRT1_2);
}

static double
exact_silu (double x)
{
  return x * exact_sigmoid (x);
}

static const Bound bounds[] = {
  { AE_ACTIVATION_TANH, tanh, 3, 0 },
  { AE_ACTIVATION_SIGMOID, exact_sigmoid, 3, 2e-38 },
  { AE_ACTIVATION_SOFTPLUS, exact_softplus, 4, 2e-38 },
  { AE_ACTIVATION_ELU, exact_elu, 3, 0 },
  { AE_ACTIVATION_SILU, exact_silu, 4, 4e-36 },
  { AE_ACTIVATION_GELU, exact_gelu, 8, 2e-37 },
};

static double
silu_slope (double x)
{
  const double s = exact_sigmoid (x);

  return s * (1 + x * (1 - s));
}

static double
gelu_slope (double x)
{
  return 0.5 * erfc (-x * M_SQRT1_2) + x * exp (-x * x / 2) / sqrt (2 * G_PI);
}

/* Slopes that are taken from the values before the activation. */
static const Bound slopes[] = {
  { AE_ACTIVATION_SILU, silu_slope, 64, 4e-36 },
  { AE_ACTIVATION_GELU, gelu_slope, 64, 5e-36 },
};

static void
check_bound (const AeKernels *kernels, const Bound *bound, float x)
{
  float y;
  double expected;

  kernels->map->forward[bound->activation](1, 1, &x, &y);
  expected = bound->exact (x);
  if (fabs (y - expected) > bound->floor && distance_ulp (y, expected) > bound->bound_ulp)
    g_error ("%s (%.9g) is %.9g instead of %.9g: %g ulp off",
             ae_activation_names[bound->activation], x, y, expected, distance_ulp (y, expected));
}

static void
test_accuracy (const AeKernels *kernels)
{
  for (guint b = 0; b < G_N_ELEMENTS (bounds); b++)
    {
      check_bound (kernels, &bounds[b], 0);
      for (int i = 0; i < 40000; i++)
        {
          const double size = exp2 (g_random_double_range (-20, 6.9));

          check_bound (kernels, &bounds[b], g_random_boolean () ? size : -size);
        }
    }
}

static void
check_slope (const AeKernels *kernels, const Bound *bound, float x)
{
  float y, d = 1;
  double expected = bound->exact (x);

  kernels->map->forward[bound->activation](1, 1, &x, &y);
  kernels->map->backward[bound->activation](1, 1, &x, &y, &d);
  if (fabs (d - expected) > bound->floor && distance_ulp (d, expected) > bound->bound_ulp)
    g_error ("the slope of %s (%.9g) is %.9g instead of %.9g: %g ulp off",
             ae_activation_names[bound->activation], x, d, expected, distance_ulp (d, expected));
}

/* Far out, digits are right until nothing is left, and nothing stays nothing. */
static void
test_tails (const AeKernels *kernels)
{
  static const float far[] = { 150, 1000, 1e10f, 1e30f, 3e38f };

  for (float x = 3; x < 120; x += 0.0071f)
    {
      for (guint b = 0; b < G_N_ELEMENTS (bounds); b++)
        check_bound (kernels, &bounds[b], -x);
      for (guint b = 0; b < G_N_ELEMENTS (slopes); b++)
        check_slope (kernels, &slopes[b], -x);
    }
  for (guint i = 0; i < G_N_ELEMENTS (far); i++)
    for (int sign = -1; sign <= 1; sign += 2)
      {
        for (guint b = 0; b < G_N_ELEMENTS (bounds); b++)
          check_bound (kernels, &bounds[b], (float) sign * far[i]);
        for (guint b = 0; b < G_N_ELEMENTS (slopes); b++)
          check_slope (kernels, &slopes[b], (float) sign * far[i]);
      }
}

static void
test_exp_and_log (const AeKernels *kernels)
{
  const float limits[] = { -INFINITY, -104.0f, -0.0f, 88.7228f, 89.0f, INFINITY };
  float y[6];

  kernels->map->exp (6, limits, y);
  g_assert_cmpfloat (y[0], ==, 0);
  g_assert_cmpfloat (y[1], <, 1e-38);
  g_assert_cmpfloat (y[2], ==, 1);
  g_assert_cmpfloat (distance_ulp (y[3], exp (88.7228f)), <, 2);
  g_assert_true (isinf (y[4]) && isinf (y[5]));
  kernels->map->log (1, &(float) { 0 }, y);
  g_assert_cmpfloat (y[0], ==, -INFINITY);
  kernels->map->log (1, &(float) { 1 }, y);
  g_assert_cmpfloat (y[0], ==, 0);
  kernels->map->log (1, &(float) { -1 }, y);
  g_assert_true (isnan (y[0]));

  for (int i = 0; i < 100000; i++)
    {
      const float x = g_random_double_range (-87, 88.7);
      const float e = exp (x);

      kernels->map->exp (1, &x, y);
      g_assert_cmpfloat (distance_ulp (y[0], exp (x)), <, 1.5);
      kernels->map->log (1, &e, y);
      if (fabs (log (e)) > 1e-3)
        g_assert_cmpfloat (distance_ulp (y[0], log (e)), <, 3);
    }
}

/* The same values at any place of any array: as one by one. */
static void
check_places (const AeKernels *kernels, AeActivation activation, gsize n, gsize offset)
{
  Array z, y, d;

  array_draw (&z, n, offset, -4, 4);
  array_start (&y, n, 3 - offset);
  array_draw (&d, n, 1, -1, 1);
  kernels->map->forward[activation](n, 1, z.at, y.at);
  for (gsize i = 0; i < n; i++)
    {
      float alone;

      kernels->map->forward[activation](1, 1, z.at + i, &alone);
      g_assert_cmpfloat (alone, ==, y.at[i]);
    }
  for (gsize i = 0; i < n; i++)
    {
      const float before = d.at[i];
      float alone = before;

      kernels->map->backward[activation](1, 1, z.at + i, y.at + i, &alone);
      kernels->map->backward[activation](n, 1, z.at, y.at, d.at);
      g_assert_cmpfloat (alone, ==, d.at[i]);
      array_check_guards (&d);
      array_draw (&d, n, 1, -1, 1);
      if (i > 20)
        break;
    }
  array_check_guards (&y);
}

static void
test_places (const AeKernels *kernels)
{
  for (guint a = 0; a < AE_N_ACTIVATIONS; a++)
    for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
      check_places (kernels, a, sizes[s], s % 4);
}

typedef enum
{
  BCE_LOGITS,
  BCE,
  MSE,
  MAE,
  HUBER,
  N_LOSSES,
} Loss;

#define DELTA 0.3f

static double
call_loss (const AeLossKernels *loss,
           Loss which,
           const Array *y,
           const Array *t,
           float *d,
           float scale)
{
  switch (which)
    {
    case BCE_LOGITS:
      return loss->bce_logits (y->at, t->at, y->n, NULL, d, scale);
    case BCE:
      return loss->bce (y->at, t->at, y->n, d, scale);
    case MSE:
      return loss->mse (y->at, t->at, y->n, d, scale);
    case MAE:
      return loss->mae (y->at, t->at, y->n, d, scale);
    default:
      return loss->huber (y->at, t->at, y->n, DELTA, d, scale);
    }
}

/* The loss of one value, and its slope. */
static double
exact_loss (Loss which, double y, double t, double *slope)
{
  const double e = y - t;
  const double low = AE_BCE_EPSILON;
  const double high = 1.0f - AE_BCE_EPSILON;
  const double p = CLAMP (y, low, high);

  switch (which)
    {
    case BCE_LOGITS:
      *slope = exact_sigmoid (y) - t;
      return exact_softplus (y) - y * t;
    case BCE:
      *slope = y < low || y > high ? 0 : (y - t) / (y * (1 - y));
      return -t * log (p) - (1 - t) * log1p (-p);
    case MSE:
      *slope = 2 * e;
      return e * e;
    case MAE:
      *slope = (e > 0) - (e < 0);
      return fabs (e);
    default:
      *slope = CLAMP (e, -DELTA, DELTA);
      return fabs (e) <= DELTA ? e * e / 2 : DELTA * (fabs (e) - DELTA / 2);
    }
}

static void
check_loss (const AeKernels *kernels, Loss which, gsize n, gsize offset)
{
  const float scale = -0.37f;
  const gboolean logits = which == BCE_LOGITS;
  Array y, t, d;
  double sum = 0;
  double size = 0;
  double result;

  array_draw (&y, n, offset, logits ? -12 : 0.001, logits ? 12 : 0.999);
  array_draw (&t, n, 3 - offset, 0, 1);
  array_start (&d, n, 1);
  if (n > 3 && !logits)
    {
      y.at[0] = 0;
      y.at[1] = 1;
      t.at[2] = y.at[2];
      t.at[3] = 1;
    }
  result = call_loss (kernels->loss, which, &y, &t, d.at, scale);
  for (gsize i = 0; i < n; i++)
    {
      double slope;
      const double value = exact_loss (which, y.at[i], t.at[i], &slope);

      sum += value;
      size += fabs (value);
      assert_close (d.at[i], scale * slope, 1e-6 * MAX (0.3, fabs (slope)));
    }
  assert_close (result, sum, 1e-6 * (size + n));
  array_check_guards (&d);
  g_assert_cmpfloat (call_loss (kernels->loss, which, &y, &t, NULL, scale), ==, result);
  call_loss (kernels->loss, which, &y, &t, y.at, scale);
  if (n > 0)
    g_assert_cmpmem (y.at, n * sizeof (float), d.at, n * sizeof (float));
}

static void
test_losses (const AeKernels *kernels)
{
  for (guint which = 0; which < N_LOSSES; which++)
    for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
      check_loss (kernels, which, sizes[s], s % 4);
}

/* y may lie on z, and is sigmoid (z) to the last bits; far values stay finite. */
static void
test_logits_output (const AeKernels *kernels)
{
  float z[5] = { -200, -3, 0, 3, 200 };
  const float t[5] = { 1, 0, 0.5f, 1, 0 };
  float y[5];
  const double sum = kernels->loss->bce_logits (z, t, 5, y, NULL, 1);

  for (guint i = 0; i < 5; i++)
    assert_close (y[i], exact_sigmoid (z[i]), 2e-7);
  assert_close (sum, 400 + 2 * log1p (exp (-3)) + log (2), 1e-4);
  kernels->loss->bce_logits (z, t, 5, z, NULL, 1);
  g_assert_cmpmem (z, sizeof z, y, sizeof y);
}

static void
test_forced_set (void)
{
  if (g_test_subprocess ())
    {
      g_setenv ("HOURGLASS_KERNELS", "plain", TRUE);
      g_assert_cmpstr (ae_kernels ()->name, ==, "plain");
      g_assert_null (ae_kernels_get_problem ());
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
}

static void
test_unknown_set (void)
{
  if (g_test_subprocess ())
    {
      g_setenv ("HOURGLASS_KERNELS", "mmx", TRUE);
      g_assert_nonnull (ae_kernels ());
      g_assert_nonnull (strstr (ae_kernels_get_problem (), "mmx"));
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_random_set_seed (1);
  g_test_add_func ("/kernels/forced-set", test_forced_set);
  g_test_add_func ("/kernels/unknown-set", test_unknown_set);
  add_set_test ("accuracy", test_accuracy);
  add_set_test ("tails", test_tails);
  add_set_test ("exp-and-log", test_exp_and_log);
  add_set_test ("places", test_places);
  add_set_test ("losses", test_losses);
  add_set_test ("logits-output", test_logits_output);
  return g_test_run ();
}
