/* SPDX-License-Identifier: MIT */
/* How wrong several runs are about the same samples: the distributions of their errors
 * one over the other and, where samples have classes, the mean of each class side by
 * side. A pure function of its arguments; any thread.
 */
#pragma once

#include "app/figures/axis.h"
#include "app/figures/palette.h"

G_BEGIN_DECLS

/**
 * WbRunErrors:
 * @errors: [@n]: one for each sample
 * @class_errors: (nullable): [n_classes]: means, NAN where there is none
 * @colour: see wb_run_colour()
 */
typedef struct
{
  const char *name;
  const double *errors;
  gsize n;
  const double *class_errors;
  guint colour;
} WbRunErrors;

/** @class_names: [@n_classes]; more than have room are left out. */
typedef struct
{
  const WbRunErrors *runs;
  guint n_runs;
  const char *const *class_names;
  guint n_classes;
} WbErrorChart;

/**
 * The shares of the errors in bins of equal width from 0 to @upper; the last one has all
 * that are greater.
 *
 * @shares: (out): [@n_bins]
 */
void
wb_error_chart_count (const double *errors, gsize n, double upper, guint n_bins, double *shares);

void wb_error_chart_draw (const WbErrorChart *self,
                          cairo_t *cr,
                          double width,
                          double height,
                          const WbStyle *style);

G_END_DECLS
