/* SPDX-License-Identifier: MIT */
/* Components of codes whose spread is known: along chosen axes at right angles. */
#include <math.h>

#include "app/latent/pca.h"

#define N    5000
#define SIZE 6
#define K    3

static const double spreads[SIZE] = { 5, 3, 2, .5, .2, .1 };

/* Row i of a rotation: two reflections of the unit vectors. */
static double
axis_value (guint i, guint j)
{
  static const double mirror[SIZE] = { .5, -.5, .5, .1, .3, .374165738677394 };
  double value = i == j;

  return value - 2 * mirror[i] * mirror[j];
}

static float *
make_codes (void)
{
  GRand *random = g_rand_new_with_seed (3);
  float *x = g_new0 (float, N *SIZE);

  for (guint n = 0; n < N; n++)
    for (guint i = 0; i < SIZE; i++)
      {
        double along = spreads[i] * g_rand_double_range (random, -1, 1) * sqrt (3);

        for (guint j = 0; j < SIZE; j++)
          x[n * SIZE + j] += (float) (along * axis_value (i, j) + (i == 0 ? j : 0));
      }
  g_rand_free (random);
  return x;
}

static double
product (const float *a, const float *b)
{
  double sum = 0;

  for (guint j = 0; j < SIZE; j++)
    sum += (double) a[j] * b[j];
  return sum;
}

static void
test_axes (void)
{
  g_autofree float *x = make_codes ();
  g_autoptr (WbPca) pca = wb_pca_new (N, SIZE, x, K);
  double total = 0;

  for (guint i = 0; i < SIZE; i++)
    total += spreads[i] * spreads[i];
  g_assert_cmpfloat_with_epsilon (pca->total_variance, total, 0.05 * total);
  for (guint i = 0; i < K; i++)
    {
      double along = 0;

      g_assert_cmpfloat_with_epsilon (pca->variances[i], spreads[i] * spreads[i],
                                      0.06 * spreads[i] * spreads[i]);
      for (guint j = 0; j < SIZE; j++)
        along += pca->axes[i * SIZE + j] * axis_value (i, j);
      g_assert_cmpfloat (fabs (along), >, 0.99);
      for (guint j = 0; j < K; j++)
        g_assert_cmpfloat_with_epsilon (product (pca->axes + i * SIZE, pca->axes + j * SIZE),
                                        i == j, 1e-5);
    }
}

/* Places are centred, their variances are those of the components. */
static void
test_project (void)
{
  g_autofree float *x = make_codes ();
  g_autofree float *places = g_new (float, N *K);
  g_autoptr (WbPca) pca = wb_pca_new (N, SIZE, x, K);

  wb_pca_project (pca, N, x, places);
  for (guint k = 0; k < K; k++)
    {
      double sum = 0, squares = 0;

      for (guint i = 0; i < N; i++)
        {
          sum += places[i * K + k];
          squares += (double) places[i * K + k] * places[i * K + k];
        }
      g_assert_cmpfloat_with_epsilon (sum / N, 0, 1e-4);
      g_assert_cmpfloat_with_epsilon (squares / N, pca->variances[k], 1e-4 * pca->variances[k]);
    }
}

static void
test_align (void)
{
  g_autofree float *x = make_codes ();
  g_autoptr (WbPca) first = wb_pca_new (N, SIZE, x, K);
  g_autoptr (WbPca) second = wb_pca_new (N, SIZE, x, K);

  second->found[0] += 1;
  for (guint j = 0; j < SIZE; j++)
    second->axes[SIZE + j] = -second->axes[SIZE + j];
  wb_pca_align (second, first);
  g_assert_cmpmem (first->axes, K * SIZE * sizeof (float), second->axes, K * SIZE * sizeof (float));
}

/* Two axes that were turned in their plane, or mirrored, come back; found again they are the
 * same bits. */
static void
test_turn (void)
{
  g_autofree float *x = make_codes ();
  g_autoptr (WbPca) first = wb_pca_new (N, SIZE, x, 2);
  g_autoptr (WbPca) again = NULL;

  for (double angle = -3; angle < 3; angle += .25)
    for (int mirror = -1; mirror <= 1; mirror += 2)
      {
        g_autoptr (WbPca) second = wb_pca_new (N, SIZE, x, 2);

        second->found[0] += 1;
        for (guint j = 0; j < SIZE; j++)
          {
            float a = first->axes[j], b = first->axes[SIZE + j];

            second->axes[j] = (float) (cos (angle) * a + sin (angle) * b);
            second->axes[SIZE + j] = (float) (mirror * (cos (angle) * b - sin (angle) * a));
          }
        wb_pca_align (second, first);
        for (guint j = 0; j < 2 * SIZE; j++)
          g_assert_cmpfloat_with_epsilon (second->axes[j], first->axes[j], 1e-5);
      }
  first->axes[0] += .25f;
  again = wb_pca_new (N, SIZE, x, 2);
  wb_pca_align (again, first);
  g_assert_cmpmem (first->axes, 2 * SIZE * sizeof (float), again->axes, 2 * SIZE * sizeof (float));
}

/* Codes that are all alike have no direction, those that are not finite no components. */
static void
test_degenerate (void)
{
  float same[4 * SIZE] = { 0 }, place[K] = { 1, 1, 1 };
  g_autoptr (WbPca) pca = NULL;

  for (guint i = 0; i < 4 * SIZE; i++)
    same[i] = 2;
  pca = wb_pca_new (4, SIZE, same, K);
  g_assert_cmpfloat (pca->total_variance, ==, 0);
  wb_pca_project (pca, 1, same, place);
  for (guint k = 0; k < K; k++)
    g_assert_cmpfloat (place[k], ==, 0);
  same[3] = NAN;
  g_assert_null (wb_pca_new (4, SIZE, same, K));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pca/axes", test_axes);
  g_test_add_func ("/pca/project", test_project);
  g_test_add_func ("/pca/align", test_align);
  g_test_add_func ("/pca/turn", test_turn);
  g_test_add_func ("/pca/degenerate", test_degenerate);
  return g_test_run ();
}
