/* SPDX-License-Identifier: MIT */
/* A picture that was turned, moved and mirrored comes back; one that fits stays, bit for bit.
 *
 * Mutations that fail: the sign of sine, no mirror, no middle.
 */
#include <math.h>
#include <string.h>

#include "app/latent/procrustes.h"

#define N 50

static void
draw (float *places)
{
  GRand *random = g_rand_new_with_seed (3);

  for (guint i = 0; i < 2 * N; i++)
    places[i] = (float) (g_rand_double_range (random, -1, 1) * (i % 2 ? 1 : 3));
  g_rand_free (random);
}

static void
turn (const float *from, double angle, double mirror, float *to)
{
  for (guint i = 0; i < N; i++)
    {
      double x = from[2 * i], y = mirror * from[2 * i + 1];

      to[2 * i] = (float) (cos (angle) * x - sin (angle) * y + 7);
      to[2 * i + 1] = (float) (sin (angle) * x + cos (angle) * y - 2);
    }
}

static void
test_back (void)
{
  float places[2 * N], turned[2 * N];

  draw (places);
  for (guint i = 0; i < 24; i++)
    {
      turn (places, i * .5, i % 2 ? -1 : 1, turned);
      wb_procrustes_align (N, places, turned);
      for (guint j = 0; j < 2 * N; j++)
        g_assert_cmpfloat_with_epsilon (turned[j], places[j], 1e-5);
    }
}

/* Larger points stay larger, and nothing is nearer than what was found. */
static void
test_least (void)
{
  float places[2 * N], other[2 * N], moved[2 * N];
  double least = 0;

  draw (places);
  turn (places, 1, 1, other);
  for (guint i = 0; i < 2 * N; i++)
    other[i] = 2 * other[i] + (float) (i % 7) / 10;
  wb_procrustes_align (N, places, other);
  for (guint i = 0; i < 2 * N; i++)
    least += (other[i] - places[i]) * (other[i] - places[i]);
  g_assert_cmpfloat (least, >, 10);
  for (guint turns = 0; turns < 20; turns++)
    {
      double sum = 0;

      turn (other, turns * .3 + .1, 1, moved);
      for (guint i = 0; i < N; i++)
        {
          sum += pow (moved[2 * i] - 7 - places[2 * i], 2);
          sum += pow (moved[2 * i + 1] + 2 - places[2 * i + 1], 2);
        }
      g_assert_cmpfloat (sum, >, least);
    }
}

static void
test_same (void)
{
  float places[2 * N], same[2 * N], one[2] = { 3, 4 }, all[4] = { 0 }, broken[2 * N];

  draw (places);
  memcpy (same, places, sizeof places);
  wb_procrustes_align (N, places, same);
  g_assert_cmpmem (same, sizeof same, places, sizeof places);
  wb_procrustes_align (1, (float[]) { 1, 2 }, one);
  g_assert_cmpfloat (one[0], ==, 1);
  g_assert_cmpfloat (one[1], ==, 2);
  wb_procrustes_align (2, (float[]) { 1, 2, 1, 2 }, all);
  g_assert_cmpfloat (all[2], ==, 1);
  memcpy (broken, places, sizeof places);
  broken[0] = NAN;
  wb_procrustes_align (N, broken, same);
  for (guint i = 2; i < 2 * N; i++)
    g_assert_cmpfloat_with_epsilon (same[i], places[i], 1e-5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/procrustes/back", test_back);
  g_test_add_func ("/procrustes/least", test_least);
  g_test_add_func ("/procrustes/same", test_same);
  return g_test_run ();
}
