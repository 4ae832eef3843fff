/* SPDX-License-Identifier: MIT */
/* Codes that are made from factors, and some that know nothing of them. */
#include <math.h>

#include "app/latent/factors.h"
#include "data/builtin/strokes.h"

#define N    400
#define SIZE 3

static void
test_correlate (void)
{
  g_autoptr (DsDataset) whole = ds_strokes_new (3);
  g_autoptr (DsDataset) dataset = ds_dataset_new_slice (whole, 0, N);
  const guint n_factors = ds_dataset_get_n_factors (dataset);
  g_autofree float *values = g_new (float, n_factors *N);
  float codes[N * SIZE];
  guint factors[SIZE];
  double r[SIZE];

  ds_dataset_read_factors (dataset, 0, N, values);
  for (guint i = 0; i < N; i++)
    {
      codes[i * SIZE] = 3 - 2 * values[i * n_factors + 1];
      codes[i * SIZE + 1] = 5;
      codes[i * SIZE + 2] = (float) ds_dataset_get_labels (dataset)[i];
    }
  g_assert_true (wb_factors_correlate (dataset, N, SIZE, codes, factors, r));
  g_assert_cmpuint (factors[0], ==, 1);
  g_assert_cmpfloat_with_epsilon (r[0], -1, 1e-6);
  g_assert_cmpfloat (r[1], ==, 0);
  g_assert_cmpfloat (fabs (r[2]), <, 0.9); /* the digit itself is a name */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/factors/correlate", test_correlate);
  return g_test_run ();
}
