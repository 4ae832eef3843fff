/* SPDX-License-Identifier: MIT */
/* What the values of a data set are like, for the data browser and for
 * hourglass-cli info: a value, found by reading every sample once.
 */
#pragma once

#include <gio/gio.h>

#include "data/dataset.h"

G_BEGIN_DECLS

/** WbFactorStatistics: the values of a factor over all samples. */
typedef struct
{
  double minimum;
  double mean;
  double maximum;
} WbFactorStatistics;

/**
 * WbDataStatistics:
 * @n: samples
 * @n_read: samples that @minimum to @mean_sample are of: of a very large set some
 *   that are spread evenly
 * @size: values in a sample
 * @minimum: of all values, scaled as a network gets them
 * @mean: likewise
 * @maximum: likewise
 * @zeros: share of the values that are 0
 * @mean_sample: [size]: the mean of each value over the samples
 * @n_classes: 0 without labels
 * @class_counts: [n_classes]: samples of each class
 * @n_factors: 0 without factors
 * @factors: [n_factors]: what each of them is like
 */
typedef struct
{
  gsize n;
  gsize n_read;
  gsize size;
  double minimum;
  double mean;
  double maximum;
  double zeros;
  float *mean_sample;
  guint n_classes;
  gsize *class_counts;
  guint n_factors;
  WbFactorStatistics *factors;
} WbDataStatistics;

/**
 * Takes 0.2 s for MNIST, 2 s for the built-in set, whose samples are drawn for
 * it. Any thread.
 *
 * @cancellable: (nullable): stops it within a few hundred samples
 * @error: G_IO_ERROR_CANCELLED, or DS_ERROR_CHANGED where the file under the
 *   samples was rewritten
 *
 * Returns: (transfer full) (nullable): the statistics
 */
WbDataStatistics *wb_data_statistics_new (DsDataset *data,
                                          GCancellable *cancellable,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
void wb_data_statistics_free (WbDataStatistics *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbDataStatistics, wb_data_statistics_free)

G_END_DECLS
