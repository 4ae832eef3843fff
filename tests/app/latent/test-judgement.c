/* SPDX-License-Identifier: MIT */
/* A picture that keeps all neighbours has nothing wrong; what was folded is invented where it
 * lies, what was cut is torn where it was cut.
 *
 * Mutations that fail: invented and torn exchanged, the own row left out, no step.
 */
#include <math.h>

#include "app/latent/judgement.h"
#include "app/latent/nearest.h"
#include "app/latent/neighbours.h"
#include "engine/random.h"

#define N    600
#define SIZE 3

static void
draw (float *x)
{
  ae_random_uniform (&(AeRandomKey) { .seed = 3 }, x, N * SIZE);
  for (guint i = 0; i < N; i++)
    x[i * SIZE + 2] = 0;
}

static void
test_true (void)
{
  g_autoptr (AePool) pool = ae_pool_new (2);
  g_autoptr (WbJudgement) judgement = NULL;
  float x[N * SIZE], places[2 * N];

  draw (x);
  for (guint i = 0; i < 2 * N; i++)
    places[i] = 5 * x[i / 2 * SIZE + i % 2];
  judgement = wb_judgement_new (pool, N, SIZE, x, places, NULL);
  g_assert_cmpuint (judgement->n_judged, ==, N);
  g_assert_cmpfloat (judgement->trustworthiness, >, .9999);
  g_assert_cmpfloat (judgement->continuity, >, .9999);
}

/* Half of the codes lie above the others, which the plane does not show. */
static void
test_folded (void)
{
  g_autoptr (AePool) pool = ae_pool_new (2);
  g_autoptr (WbJudgement) judgement = NULL;
  g_autofree float *values = NULL;
  float x[N * SIZE], places[2 * N];
  double trustworthiness, continuity, lower, upper;

  draw (x);
  for (guint i = 0; i < N; i++)
    {
      places[2 * i] = x[i * SIZE];
      places[2 * i + 1] = x[i * SIZE + 1];
      x[i * SIZE + 2] = i % 2 && x[i * SIZE] < .5 ? 10 : 0;
    }
  judgement = wb_judgement_new (pool, N, SIZE, x, places, NULL);
  wb_neighbours_judge (pool, N, SIZE, x, places, WB_JUDGEMENT_NEIGHBOURS, &trustworthiness,
                       &continuity);
  g_assert_cmpfloat_with_epsilon (judgement->trustworthiness, trustworthiness, 1e-6);
  g_assert_cmpfloat_with_epsilon (judgement->continuity, continuity, 1e-6);
  g_assert_cmpfloat (continuity, >, trustworthiness);
  for (guint i = 0; i < N; i++)
    if (places[2 * i] > .7)
      g_assert_cmpfloat (judgement->invented[i], <, .01);
    else if (places[2 * i] < .3)
      g_assert_cmpfloat (judgement->invented[i], >, .015);
  values = wb_judgement_get_values (judgement, FALSE, &lower, &upper);
  g_assert_cmpfloat (lower, <, upper);
  for (guint i = 0; i < N; i++)
    if (judgement->invented[i] == upper)
      g_assert_cmpfloat (values[i], ==, 1);
}

/* One half was moved away: who had neighbours across lost them. */
static void
test_torn (void)
{
  g_autoptr (AePool) pool = ae_pool_new (2);
  g_autoptr (WbJudgement) judgement = NULL;
  float x[N * SIZE], places[2 * N];
  double at_cut = 0, away = 0;

  draw (x);
  for (guint i = 0; i < N; i++)
    {
      places[2 * i] = x[i * SIZE] + (x[i * SIZE] > .5 ? 5 : 0);
      places[2 * i + 1] = x[i * SIZE + 1];
    }
  judgement = wb_judgement_new (pool, N, SIZE, x, places, NULL);
  for (guint i = 0; i < N; i++)
    if (fabs (x[i * SIZE] - .5) < .05)
      at_cut += judgement->torn[i];
    else if (fabs (x[i * SIZE] - .5) > .25)
      away += judgement->torn[i];
  g_assert_cmpfloat (at_cut, >, 1);
  g_assert_cmpfloat (away, <, 1e-3);
  g_assert_cmpfloat (judgement->continuity, <, judgement->trustworthiness);
}

static void
test_some (void)
{
  g_autoptr (AePool) pool = ae_pool_new (2);
  float x[N * SIZE], places[2 * N], each[N], torn[N], some[N];
  atomic_bool stop = TRUE;
  guint judged = 0;

  draw (x);
  ae_random_normal (&(AeRandomKey) { .seed = 9 }, places, 2 * N);
  g_assert_true (wb_neighbours_judge_each (pool, N, SIZE, x, places, 12, 1, each, torn, NULL));
  g_assert_true (wb_neighbours_judge_each (pool, N, SIZE, x, places, 12, 3, some, torn, NULL));
  for (guint i = 0; i < N; i++)
    if (isfinite (some[i]))
      {
        g_assert_cmpfloat (some[i], ==, each[i]);
        judged++;
      }
  g_assert_cmpuint (judged, >=, N / 4);
  g_assert_cmpuint (judged, <=, N / 2);
  g_assert_null (wb_judgement_new (pool, N, SIZE, x, places, &stop));
  g_assert_null (wb_judgement_new (pool, 20, SIZE, x, places, NULL));
}

/* Those of one code are those of all codes. */
static void
test_nearest (void)
{
  g_autoptr (AePool) pool = ae_pool_new (1);
  float x[N * SIZE];
  guint32 all[N * 8], one[8];

  draw (x);
  wb_neighbours_find (pool, N, SIZE, x, 8, all, NULL);
  for (guint i = 0; i < N; i++)
    {
      g_assert_cmpuint (wb_nearest_codes (N, SIZE, x, i, 8, one), ==, 8);
      g_assert_cmpmem (one, sizeof one, all + 8 * i, sizeof one);
    }
  g_assert_cmpuint (wb_nearest_codes (3, SIZE, x, 1, 8, one), ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/judgement/true", test_true);
  g_test_add_func ("/judgement/folded", test_folded);
  g_test_add_func ("/judgement/torn", test_torn);
  g_test_add_func ("/judgement/some", test_some);
  g_test_add_func ("/judgement/nearest", test_nearest);
  return g_test_run ();
}
