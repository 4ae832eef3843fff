/* SPDX-License-Identifier: MIT */
/* PyTorch 1.13 on two threads; simple and sparse with the mean and the share
 * of zeros of the code over the test images. */
#include "app/cli/reference.h"

#include <math.h>

#define BOTH(a, b) (((a) + (b)) / 2)

const WbReferenceRow wb_reference_rows[] = {
  { "simple", "adam", 1, 0.2742, BOTH (0.1922, 0.1860), 4.061, 0.030 },
  { "simple", "adam", 5, 0.1187, BOTH (0.1134, 0.1134), 5.862, 0.045 },
  { "simple", "adam", 10, 0.0975, BOTH (0.0955, 0.0958), 7.938, 0.016 },
  { "simple", "adam", 20, 0.0936, BOTH (0.0924, 0.0924), 9.236, 0.005 },
  { "simple", "adam", 50, 0.0926, 0.0916, 8.862, 0.004 },
  { "sparse", "adam", 1, 0.2833, BOTH (0.1908, 0.1866), 3.120, 0.064 },
  { "sparse", "adam", 5, 0.1297, BOTH (0.1147, 0.1139), 3.060, 0.146 },
  { "sparse", "adam", 10, 0.1092, BOTH (0.0972, 0.0968), 3.142, 0.088 },
  { "sparse", "adam", 20, 0.1032, BOTH (0.0939, 0.0937), 2.507, 0.065 },
  { "sparse", "adam", 50, 0.0990, 0.0925, 1.703, 0.047 },
  { "deep", "adam", 1, 0.2426, BOTH (0.1653, 0.1604), 0, 0 },
  { "deep", "adam", 5, 0.1152, BOTH (0.1112, 0.1128), 0, 0 },
  { "deep", "adam", 10, 0.1013, BOTH (0.0993, 0.0991), 0, 0 },
  { "deep", "adam", 20, 0.0916, BOTH (0.0905, 0.0915), 0, 0 },
  { "deep", "adam", 50, 0.0843, 0.0839, 0, 0 },
  { "conv", "adam", 1, 0.2137, BOTH (0.1465, 0.1448), 0, 0 },
  { "conv", "adam", 5, 0.1145, BOTH (0.1116, 0.1100), 0, 0 },
  { "conv", "adam", 10, 0.1044, BOTH (0.1025, 0.1012), 0, 0 },
  { "conv", "adam", 20, 0.0959, 0.0947, 0, 0 },
  { "denoise", "adam", 1, 0.1651, 0.1153, 0, 0 },
  { "denoise", "adam", 3, 0.1057, 0.1031, 0, 0 },
  { "denoise", "adam", 5, 0.1013, 0.1000, 0, 0 },
  { "seq2seq", "adam", 1, 0.3336, BOTH (0.2984, 0.2963), 0, 0 },
  { "seq2seq", "adam", 5, 0.2613, BOTH (0.2533, 0.2321), 0, 0 },
  { "seq2seq", "adam", 10, 0.2113, BOTH (0.2041, 0.1869), 0, 0 },
  { "seq2seq", "adam", 15, 0.1644, BOTH (0.1596, 0.1577), 0, 0 },
  { "seq2seq", "adam", 20, 0.1404, 0.1373, 0, 0 },
  { "seq2seq", "adam", 30, 0.1217, 0.1209, 0, 0 },
  { "seq2seq", "adam", 40, 0.1133, 0.1118, 0, 0 },
  { "variational", "adam", 1, 204.44, BOTH (174.13, 174.82), 0, 0 },
  { "variational", "adam", 5, 163.12, BOTH (161.79, 161.68), 0, 0 },
  { "variational", "adam", 10, 157.59, BOTH (156.65, 157.10), 0, 0 },
  { "variational", "adam", 20, 153.26, BOTH (152.99, 153.02), 0, 0 },
  { "variational", "adam", 50, 148.66, 150.29, 0, 0 },
  { "simple", "adadelta", 10, 0.1682, 0.1646, 4.645, 0.108 },
  { "simple", "adadelta", 20, 0.1364, 0.1339, 5.372, 0.104 },
  { "simple", "adadelta", 50, 0.1040, 0.1022, 7.358, 0.015 },
  { "deep", "adadelta", 10, 0.1722, 0.1685, 0, 0 },
  { "deep", "adadelta", 20, 0.1418, 0.1402, 0, 0 },
  { "deep", "adadelta", 50, 0.1143, 0.1127, 0, 0 },
  { NULL, NULL, 0, 0, 0, 0, 0 },
};

/* MNIST's, of all pixels as bytes: no other set adds up to both. */
#define TRAINING_SAMPLES   60000
#define TRAINING_SUM       1567298545
#define VALIDATION_SAMPLES 10000
#define VALIDATION_SUM     264923200

#define SLICE 1024

static guint64
sum_bytes (DsDataset *dataset)
{
  gsize n = ds_dataset_get_count (dataset), size = ds_dataset_get_sample_size (dataset);
  g_autofree float *values = g_new (float, SLICE * size);
  guint64 sum = 0;

  for (gsize first = 0; first < n; first += SLICE)
    {
      gsize count = MIN (SLICE, n - first);

      ds_dataset_read_range (dataset, first, count, values);
      for (gsize i = 0; i < count * size; i++)
        sum += (guint64) lround (255.0 * (double) values[i]);
    }
  return sum;
}

gboolean
wb_reference_is_of_data (DsDataset *training, DsDataset *validation)
{
  return ds_dataset_get_count (training) == TRAINING_SAMPLES
         && ds_dataset_get_count (validation) == VALIDATION_SAMPLES
         && sum_bytes (validation) == VALIDATION_SUM && sum_bytes (training) == TRAINING_SUM;
}

gboolean
wb_reference_row_is_of (const WbReferenceRow *row, const char *model, const char *optimizer)
{
  return g_str_equal (row->model, model) && g_str_equal (row->optimizer, optimizer);
}

guint
wb_reference_count_epochs (const char *model, const char *optimizer)
{
  guint last = 0;

  for (const WbReferenceRow *row = wb_reference_rows; row->model != NULL; row++)
    if (wb_reference_row_is_of (row, model, optimizer))
      last = MAX (last, row->epoch);
  return last;
}

/* The validation loss at any epoch, between two rows along the epochs' logarithm:
 * a straight line would lie above the curve. */
static double
interpolate (const char *model, const char *optimizer, guint epoch)
{
  const WbReferenceRow *before = NULL;

  for (const WbReferenceRow *row = wb_reference_rows; row->model != NULL; row++)
    {
      if (!wb_reference_row_is_of (row, model, optimizer))
        continue;
      if (before == NULL && row->epoch > epoch)
        return NAN;
      if (row->epoch <= epoch)
        {
          before = row;
          continue;
        }
      return before->validation_loss
             + (row->validation_loss - before->validation_loss)
                 * log ((double) epoch / before->epoch) / log ((double) row->epoch / before->epoch);
    }
  return before != NULL ? before->validation_loss : NAN;
}

double
wb_reference_get_bound (const char *model, const char *optimizer, guint epoch)
{
  if (g_str_equal (model, "seq2seq") && epoch > 2)
    return interpolate (model, optimizer, epoch - 2);
  return interpolate (model, optimizer, epoch) * (g_str_equal (model, "variational") ? 1.03 : 1.02);
}

gint64
wb_reference_get_seed (const char *model)
{
  return g_str_equal (model, "seq2seq") ? 2 : 1;
}
