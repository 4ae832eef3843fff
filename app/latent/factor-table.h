/* SPDX-License-Identifier: MIT */
/* The factors that a data set knows of its samples, a column each.
 *
 * Letters: n samples, F factors. Immutable; any thread.
 */
#pragma once

#include "data/dataset.h"

G_BEGIN_DECLS

/**
 * WbFactorTable:
 * @n_factors: F: those that vary; others say nothing of a code
 * @indices: [F]: their numbers in the data set
 * @n_classes: [F]: 0 for a number; of the factor that only repeats the class, which is a
 *   name and not a number, how many classes there are
 * @values: [F, n]
 */
typedef struct
{
  gsize n;
  guint n_factors;
  guint *indices;
  guint *n_classes;
  float *values;
} WbFactorTable;

/**
 * @n: the first samples of @dataset, at least 1
 * Returns: (transfer full) (nullable): NULL where no factor varies.
 */
WbFactorTable *wb_factor_table_new (DsDataset *dataset, gsize n) G_GNUC_WARN_UNUSED_RESULT;
void wb_factor_table_free (WbFactorTable *self);

/**
 * Mean and deviation of a column of a table.
 *
 * @values: the first one
 * @stride: from one to the next
 * @deviation: (out): 0 where what differs is only rounding
 */
void
wb_column_measure (gsize n, const float *values, gsize stride, double *mean, double *deviation);

/**
 * WB_FACTOR_BINS: equal parts of the range of a number, as Locatello et al. ("Challenging
 * common assumptions in the unsupervised learning of disentangled representations", 2019)
 * cut it.
 */
#define WB_FACTOR_BINS 20

/** @bins: (out): [n]: which part of its range each value is in, all 0 where none differs */
void wb_column_cut (gsize n, const float *values, gsize stride, guint16 *bins);

/**
 * @bins: (out): [n]: classes, or parts of the range
 * Returns: how many bins there are.
 */
guint wb_factor_table_cut (const WbFactorTable *self, guint factor, guint16 *bins);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbFactorTable, wb_factor_table_free)

G_END_DECLS
