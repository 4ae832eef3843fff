/* SPDX-License-Identifier: MIT */
/* Codes in a plane, and back from its places. */
#include <math.h>

#include "app/latent/plane.h"

#define N    400
#define SIZE 4

static float *
make_codes (void)
{
  GRand *random = g_rand_new_with_seed (5);
  float *codes = g_new (float, N *SIZE);

  for (guint i = 0; i < N * SIZE; i++)
    codes[i] = (float) (g_rand_double_range (random, -1, 1) * (1 + i % SIZE) + i % SIZE);
  g_rand_free (random);
  return codes;
}

static void
assert_near (const float *a, const float *b, gsize n)
{
  for (gsize i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon (a[i], b[i], 1e-4);
}

/* Two values are the place itself. */
static void
test_values (void)
{
  g_autofree float *codes = make_codes ();
  g_autoptr (WbPlane) plane = wb_plane_new (2, 1, N, SIZE, codes, NULL);
  float places[2 * N], code[SIZE];

  wb_plane_project (plane, N, codes, places);
  for (guint i = 0; i < N; i++)
    {
      g_assert_cmpfloat (places[2 * i], ==, codes[i * SIZE + 2]);
      g_assert_cmpfloat (places[2 * i + 1], ==, codes[i * SIZE + 1]);
    }
  wb_plane_restore (plane, (double[]) { 7, -3 }, codes, code);
  assert_near (code, (float[]) { codes[0], -3, 7, codes[3] }, SIZE);
  wb_plane_restore (plane, (double[]) { 7, -3 }, NULL, code);
  g_assert_cmpfloat_with_epsilon (code[3], 3, 0.5);
}

/* A code that is restored at its own place is itself; at another place it lies
 * there. */
static void
test_components (void)
{
  g_autofree float *codes = make_codes ();
  g_autoptr (WbPlane) plane = wb_plane_new (WB_PLANE_COMPONENT, WB_PLANE_COMPONENT, N, SIZE, codes,
                                            NULL);
  float places[2 * N], code[SIZE], place[2];

  wb_plane_project (plane, N, codes, places);
  for (guint i = 0; i < N; i++)
    {
      wb_plane_restore (plane, (double[]) { places[2 * i], places[2 * i + 1] }, codes + i * SIZE,
                        code);
      assert_near (code, codes + i * SIZE, SIZE);
    }
  wb_plane_restore (plane, (double[]) { 2, 1 }, NULL, code);
  wb_plane_project (plane, 1, code, place);
  assert_near (place, (float[]) { 2, 1 }, 2);
}

static void
test_line (void)
{
  float codes[] = { 1, 2, 4 }, places[6], code;
  g_autoptr (WbPlane) plane = wb_plane_new (0, 1, 3, 1, codes, NULL);

  wb_plane_project (plane, 3, codes, places);
  assert_near (places, (float[]) { 1, 0, 2, 0, 4, 0 }, 6);
  wb_plane_restore (plane, (double[]) { 3, 9 }, NULL, &code);
  g_assert_cmpfloat (code, ==, 3);
  g_assert_null (wb_plane_new (WB_PLANE_COMPONENT, WB_PLANE_COMPONENT, 3, 1, codes, NULL));
}

static void
test_not_finite (void)
{
  g_autofree float *codes = make_codes ();

  codes[17] = INFINITY;
  g_assert_null (wb_plane_new (0, 1, N, SIZE, codes, NULL));
  g_assert_null (wb_plane_new (WB_PLANE_COMPONENT, WB_PLANE_COMPONENT, N, SIZE, codes, NULL));
}

/* A layout has the places of its own codes, and mixes neighbours between them. */
static void
test_layout (void)
{
  g_autofree float *codes = make_codes ();
  const float mean[SIZE] = { 0 };
  float places[2 * N], place[2], code[SIZE];
  g_autoptr (WbPlane) plane = wb_plane_new_layout (N, SIZE, codes, places, mean);

  g_assert_true (wb_plane_is_layout (plane));
  for (guint i = 0; i < N; i++)
    {
      places[2 * i] = (float) (i % 20);
      places[2 * i + 1] = (float) (i / 20);
    }
  for (guint i = 0; i < N; i++)
    {
      wb_plane_project (plane, 1, codes + i * SIZE, place);
      g_assert_cmpmem (place, sizeof place, places + 2 * i, sizeof place);
      wb_plane_restore (plane, (double[]) { places[2 * i], places[2 * i + 1] }, NULL, code);
      g_assert_cmpmem (code, sizeof code, codes + i * SIZE, sizeof code);
    }
  wb_plane_restore (plane, (double[]) { 5.5, 7 }, NULL, code);
  for (guint d = 0; d < SIZE; d++)
    g_assert_cmpfloat_with_epsilon (code[d], (codes[145 * SIZE + d] + codes[146 * SIZE + d]) / 2,
                                    1.5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plane/values", test_values);
  g_test_add_func ("/plane/components", test_components);
  g_test_add_func ("/plane/line", test_line);
  g_test_add_func ("/plane/not-finite", test_not_finite);
  g_test_add_func ("/plane/layout", test_layout);
  return g_test_run ();
}
