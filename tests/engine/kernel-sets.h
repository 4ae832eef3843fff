/* SPDX-License-Identifier: MIT */
/* What the tests of kernels share: every set that runs here, arrays with an
 * unaligned start and guards behind them, and the distance of two floats.
 */
#pragma once

#include "engine/kernels.h"

#include <math.h>
#include <string.h>

#define GUARD 12345.0f
#define ROOM  4096

/** Numbers that are not multiples of any vector, and some that are. */
static const gsize sizes[] = { 0, 1, 2, 5, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 100, 203, 784 };

/** @memory is aligned to 64 bytes; @at begins @offset floats later. */
typedef struct
{
  _Alignas(64) float memory[ROOM];
  float *at;
  gsize n;
} Array;

static inline void
array_start (Array *array, gsize n, gsize offset)
{
  g_assert_cmpuint (n + offset + 64, <=, ROOM);
  for (gsize i = 0; i < ROOM; i++)
    array->memory[i] = GUARD;
  array->at = array->memory + 16 + offset;
  array->n = n;
}

static inline void
array_draw (Array *array, gsize n, gsize offset, double low, double high)
{
  array_start (array, n, offset);
  for (gsize i = 0; i < n; i++)
    array->at[i] = g_random_double_range (low, high);
}

/** Nothing was written before or behind the array. */
static inline void
array_check_guards (const Array *array)
{
  for (const float *p = array->memory; p < array->at; p++)
    g_assert_cmpfloat (*p, ==, GUARD);
  for (const float *p = array->at + array->n; p < array->memory + ROOM; p++)
    g_assert_cmpfloat (*p, ==, GUARD);
}

/** How far @value lies from @expected, in units of float's last place there. */
static inline double
distance_ulp (float value, double expected)
{
  const double size = MAX (fabs (expected), 0x1p-126);

  if (value == expected || (isnan (value) && isnan (expected)))
    return 0;
  return fabs (value - expected) / ldexp (1, ilogb (size) - 23);
}

static inline void
assert_close (double value, double expected, double tolerance)
{
  g_assert_cmpfloat (fabs (value - expected), <=, tolerance);
}

typedef void (*SetTest) (const AeKernels *kernels);

typedef struct
{
  const AeKernels *kernels;
  SetTest test;
} SetCase;

static inline void
run_set_case (gconstpointer data)
{
  const SetCase *set_case = data;

  set_case->test (set_case->kernels);
}

/** Adds /kernels/<set>/<name> for every set that runs here. */
static inline void
add_set_test (const char *name, SetTest test)
{
  static const char *const sets[] = { "plain", "avx2", "avx512" };
  static SetCase cases[64];
  static guint n_cases;

  for (guint i = 0; i < G_N_ELEMENTS (sets); i++)
    {
      const AeKernels *kernels = ae_kernels_find (sets[i]);
      g_autofree char *path = g_strdup_printf ("/kernels/%s/%s", sets[i], name);

      if (kernels == NULL)
        continue;
      g_assert_cmpuint (n_cases, <, G_N_ELEMENTS (cases));
      cases[n_cases] = (SetCase) { kernels, test };
      g_test_add_data_func (path, &cases[n_cases++], run_set_case);
    }
}
