/* SPDX-License-Identifier: MIT */
/* Statistics of a data set, against a second way to find them. */
#include "app/data/data-statistics.h"

#define N 600
#define D 3

/* Value d of sample i: 0 in every fourth sample, else between .2 and .95. */
static float
value_at (gsize i, gsize d)
{
  return i % 4 == 0 ? 0 : .2f + .05f * (float) ((i * 7 + d) % 16);
}

static DsDataset *
make_data (gboolean labelled)
{
  const DsShape shape = { 1, { D } };
  float values[N * D];
  gint labels[N];
  g_autoptr (GError) error = NULL;
  DsDataset *data;

  for (gsize i = 0; i < N; i++)
    {
      labels[i] = i < 100 ? 0 : i < 350 ? 2 : 1;
      for (gsize d = 0; d < D; d++)
        values[i * D + d] = value_at (i, d);
    }
  data = ds_dataset_new_from_memory ("test", &shape, DS_SAMPLE_FLOAT, values, N,
                                     labelled ? labels : NULL, &error);
  g_assert_no_error (error);
  return data;
}

static void
test_values (void)
{
  g_autoptr (DsDataset) data = make_data (TRUE);
  g_autoptr (GError) error = NULL;
  g_autoptr (WbDataStatistics) found = wb_data_statistics_new (data, NULL, &error);
  double total = 0;

  g_assert_no_error (error);
  g_assert_cmpuint (found->n, ==, N);
  for (gsize d = 0; d < D; d++)
    {
      double sum = 0;

      for (gsize i = 0; i < N; i++)
        sum += (double) value_at (i, d);
      g_assert_cmpfloat_with_epsilon ((double) found->mean_sample[d], sum / N, 1e-6);
      total += sum;
    }
  g_assert_cmpfloat_with_epsilon (found->mean, total / N / D, 1e-9);
  g_assert_cmpfloat_with_epsilon (found->zeros, .25, 1e-12);
  g_assert_cmpfloat (found->minimum, ==, 0);
  g_assert_cmpfloat_with_epsilon (found->maximum, .95, 1e-6);
}

static void
test_range (void)
{
  const DsShape shape = { 1, { 1 } };
  const float values[] = { .25f, .5f };
  g_autoptr (DsDataset) data = ds_dataset_new_from_memory ("test", &shape, DS_SAMPLE_FLOAT, values,
                                                           2, NULL, NULL);
  g_autoptr (WbDataStatistics) found = wb_data_statistics_new (data, NULL, NULL);

  g_assert_cmpfloat (found->minimum, ==, .25);
  g_assert_cmpfloat (found->maximum, ==, .5);
  g_assert_cmpfloat (found->zeros, ==, 0);
}

static void
test_classes (void)
{
  g_autoptr (DsDataset) data = make_data (TRUE);
  g_autoptr (DsDataset) unlabelled = make_data (FALSE);
  g_autoptr (WbDataStatistics) found = wb_data_statistics_new (data, NULL, NULL);
  g_autoptr (WbDataStatistics) without = wb_data_statistics_new (unlabelled, NULL, NULL);

  g_assert_cmpuint (found->n_classes, ==, 3);
  g_assert_cmpuint (found->class_counts[0], ==, 100);
  g_assert_cmpuint (found->class_counts[1], ==, 250);
  g_assert_cmpuint (found->class_counts[2], ==, 250);
  g_assert_cmpuint (without->n_classes, ==, 0);
}

static void
test_cancelled (void)
{
  g_autoptr (DsDataset) data = make_data (FALSE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (wb_data_statistics_new (data, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/data-statistics/values", test_values);
  g_test_add_func ("/data-statistics/range", test_range);
  g_test_add_func ("/data-statistics/classes", test_classes);
  g_test_add_func ("/data-statistics/cancelled", test_cancelled);
  return g_test_run ();
}
