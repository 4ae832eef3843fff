/* SPDX-License-Identifier: MIT */
/* Mixtures that codes were drawn from are found again, and what is drawn from them is like
 * the codes.
 *
 * Seen to fail with the sign of the second term of BIC changed, with L⁻¹ not transposed, and
 * with weights left as they begin.
 */
#include <math.h>

#include "app/latent/mixture.h"
#include "engine/random.h"

#define N 3000

/* Three Gaussians in the plane, of 1500, 900 and 600 codes; the first one is slanted. */
static float *
draw_three (void)
{
  float *x = g_new (float, 2 * N);

  ae_random_normal (&(AeRandomKey) { .seed = 1 }, x, 2 * N);
  for (guint i = 0; i < N; i++)
    {
      float *at = x + 2 * i;

      if (i % 10 < 5)
        at[1] = .8f * at[0] + .6f * at[1];
      else if (i % 10 < 8)
        at[0] = 10 + 2 * at[0];
      else
        at[1] = -9 + at[1] / 2;
    }
  return x;
}

static guint
find_heaviest (const WbMixture *self)
{
  guint heaviest = 0;

  for (guint c = 1; c < self->n_components; c++)
    if (self->weights[c] > self->weights[heaviest])
      heaviest = c;
  return heaviest;
}

static void
test_three (void)
{
  g_autofree float *x = draw_three ();
  g_autoptr (AePool) pool = ae_pool_new (2);
  g_autoptr (WbMixture) mixture = wb_mixture_fit (pool, N, 2, x);
  const double *mean, *spread;
  guint c = find_heaviest (mixture);

  g_assert_cmpuint (mixture->n_components, ==, 3);
  g_assert_true (mixture->full);
  mean = mixture->means + 2 * c;
  spread = mixture->spreads + 4 * c;
  g_assert_cmpfloat_with_epsilon (mixture->weights[c], 0.5, 0.01);
  g_assert_cmpfloat_with_epsilon (mean[0], 0, 0.1);
  g_assert_cmpfloat_with_epsilon (mean[1], 0, 0.1);
  /* Covariance 1, 0.8, 1. */
  g_assert_cmpfloat_with_epsilon (spread[0] * spread[0], 1, 0.1);
  g_assert_cmpfloat_with_epsilon (spread[2] * spread[0], 0.8, 0.1);
  g_assert_cmpfloat_with_epsilon (spread[2] * spread[2] + spread[3] * spread[3], 1, 0.1);
}

static void
test_threads (void)
{
  g_autofree float *x = draw_three ();
  g_autoptr (AePool) one = ae_pool_new (1);
  g_autoptr (AePool) three = ae_pool_new (3);
  g_autoptr (WbMixture) a = wb_mixture_fit (one, N, 2, x);
  g_autoptr (WbMixture) b = wb_mixture_fit (three, N, 2, x);

  g_assert_cmpuint (a->n_components, ==, b->n_components);
  g_assert_cmpmem (a->means, 2 * a->n_components * sizeof (double), b->means,
                   2 * b->n_components * sizeof (double));
  g_assert_cmpmem (a->spreads, 4 * a->n_components * sizeof (double), b->spreads,
                   4 * b->n_components * sizeof (double));
}

/* The likelihood of one Gaussian is known: -2 log L = n (log det + d + d log 2π). */
static void
test_bic (void)
{
  g_autofree float *x = g_new (float, N);
  g_autoptr (AePool) pool = ae_pool_new (1);
  g_autoptr (WbMixture) mixture = NULL;
  double sum = 0, squares = 0, variance;

  ae_random_normal (&(AeRandomKey) { .seed = 3 }, x, N);
  for (guint i = 0; i < N; i++)
    {
      sum += x[i];
      squares += (double) x[i] * x[i];
    }
  variance = squares / N - sum / N * sum / N;
  mixture = wb_mixture_fit_components (pool, N, 1, x, 1);
  g_assert_cmpfloat_with_epsilon (mixture->bic,
                                  2 * log (N) + N * (log (variance) + 1 + log (2 * G_PI)), 0.01);
}

static void
test_draw (void)
{
  g_autofree float *x = draw_three ();
  g_autofree float *drawn = g_new (float, 2 * N);
  g_autoptr (AePool) pool = ae_pool_new (1);
  g_autoptr (WbMixture) mixture = wb_mixture_fit (pool, N, 2, x);
  double x_mean[2] = { 0 }, drawn_mean[2] = { 0 }, both = 0, drawn_both = 0;

  wb_mixture_draw (mixture, 7, N, drawn);
  for (guint i = 0; i < 2 * N; i++)
    {
      x_mean[i % 2] += x[i] / N;
      drawn_mean[i % 2] += drawn[i] / N;
      g_assert_true (drawn[i] >= mixture->lower[i % 2] && drawn[i] <= mixture->upper[i % 2]);
    }
  for (guint i = 0; i < N; i++)
    {
      both += (x[2 * i] - x_mean[0]) * (x[2 * i + 1] - x_mean[1]) / N;
      drawn_both += (drawn[2 * i] - drawn_mean[0]) * (drawn[2 * i + 1] - drawn_mean[1]) / N;
    }
  g_assert_cmpfloat_with_epsilon (x_mean[0], drawn_mean[0], 0.3);
  g_assert_cmpfloat_with_epsilon (x_mean[1], drawn_mean[1], 0.3);
  g_assert_cmpfloat_with_epsilon (both, drawn_both, 0.8);
}

/* Many values, some of which are always the same, as of a code after a ReLU. */
static void
test_many_values (void)
{
  enum
  {
    SIZE = WB_MIXTURE_FULL + 8,
  };
  g_autofree float *x = g_new (float, N *SIZE);
  float drawn[2 * SIZE];
  g_autoptr (AePool) pool = ae_pool_new (2);
  g_autoptr (WbMixture) mixture = NULL;

  ae_random_normal (&(AeRandomKey) { .seed = 1 }, x, N * SIZE);
  for (guint i = 0; i < N; i++)
    x[i * SIZE + 3] = 0;
  mixture = wb_mixture_fit (pool, N, SIZE, x);
  g_assert_false (mixture->full);
  g_assert_cmpuint (mixture->n_components, ==, 1);
  wb_mixture_draw (mixture, 1, 2, drawn);
  for (guint j = 0; j < 2 * SIZE; j++)
    g_assert_true (isfinite (drawn[j]));
  g_assert_cmpfloat (drawn[3], ==, 0);
  g_assert_cmpfloat (drawn[0], !=, drawn[SIZE]);
}

static void
test_same (void)
{
  const float x[] = { 2, 2, 2, 2 };
  float drawn[2];
  g_autoptr (AePool) pool = ae_pool_new (1);
  g_autoptr (WbMixture) mixture = wb_mixture_fit (pool, 4, 1, x);

  wb_mixture_draw (mixture, 1, 2, drawn);
  g_assert_cmpfloat (drawn[0], ==, 2);
  g_assert_cmpfloat (drawn[1], ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mixture/three", test_three);
  g_test_add_func ("/mixture/threads", test_threads);
  g_test_add_func ("/mixture/bic", test_bic);
  g_test_add_func ("/mixture/draw", test_draw);
  g_test_add_func ("/mixture/many-values", test_many_values);
  g_test_add_func ("/mixture/same", test_same);
  return g_test_run ();
}
