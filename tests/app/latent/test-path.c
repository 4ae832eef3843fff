/* SPDX-License-Identifier: MIT */
/* Codes between two codes. */
#include <math.h>

#include "app/latent/path.h"

#define SIZE 5

static const float a[SIZE] = { 1, -2, 3, 0.5f, 0 }, b[SIZE] = { -1, 4, 0, 2, 1 };

static double
length (const float *code)
{
  double sum = 0;

  for (guint i = 0; i < SIZE; i++)
    sum += (double) code[i] * code[i];
  return sqrt (sum);
}

static void
assert_near (const float *x, const float *y)
{
  for (guint i = 0; i < SIZE; i++)
    g_assert_cmpfloat_with_epsilon (x[i], y[i], 1e-5);
}

static void
test_ends (gconstpointer kind)
{
  float code[SIZE];

  wb_path_get (GPOINTER_TO_INT (kind), SIZE, a, b, 0, code);
  assert_near (code, a);
  wb_path_get (GPOINTER_TO_INT (kind), SIZE, a, b, 1, code);
  assert_near (code, b);
}

static void
test_straight (void)
{
  float code[SIZE];

  wb_path_get (WB_PATH_STRAIGHT, SIZE, a, b, 0.25, code);
  assert_near (code, (float[]) { 0.5f, -0.5f, 2.25f, 0.875f, 0.25f });
}

/* Codes of one length keep it, and the angle grows evenly. */
static void
test_spherical (void)
{
  const float east[SIZE] = { 2 }, north[SIZE] = { 0, 2 };
  float code[SIZE];

  for (guint i = 0; i <= 10; i++)
    {
      wb_path_get (WB_PATH_SPHERICAL, SIZE, east, north, i / 10., code);
      g_assert_cmpfloat_with_epsilon (length (code), 2, 1e-5);
      g_assert_cmpfloat_with_epsilon (atan2 (code[1], code[0]), i / 10. * G_PI_2, 1e-5);
    }
}

/* Where there is no angle, or no one circle, the line is straight. */
static void
test_without_angle (void)
{
  const float zero[SIZE] = { 0 }, opposite[SIZE] = { -1, 2, -3, -0.5f, 0 };
  float twice[SIZE], code[SIZE], straight[SIZE];

  for (guint i = 0; i < SIZE; i++)
    twice[i] = 2 * a[i];
  for (guint i = 0; i < 3; i++)
    {
      const float *other = i == 0 ? zero : i == 1 ? opposite : twice;

      wb_path_get (WB_PATH_SPHERICAL, SIZE, a, other, 0.3, code);
      wb_path_get (WB_PATH_STRAIGHT, SIZE, a, other, 0.3, straight);
      assert_near (code, straight);
    }
}

/* What makes B of A makes B of A. */
static void
test_difference (void)
{
  const float base[SIZE] = { 5, 5, 5, 5, 5 };
  float code[SIZE];

  wb_path_add_difference (SIZE, a, a, b, 1, code);
  assert_near (code, b);
  wb_path_add_difference (SIZE, base, a, b, -0.5, code);
  assert_near (code, (float[]) { 6, 2, 6.5f, 4.25f, 4.5f });
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/path/ends/straight", GINT_TO_POINTER (WB_PATH_STRAIGHT), test_ends);
  g_test_add_data_func ("/path/ends/spherical", GINT_TO_POINTER (WB_PATH_SPHERICAL), test_ends);
  g_test_add_func ("/path/straight", test_straight);
  g_test_add_func ("/path/spherical", test_spherical);
  g_test_add_func ("/path/without-angle", test_without_angle);
  g_test_add_func ("/path/difference", test_difference);
  return g_test_run ();
}
