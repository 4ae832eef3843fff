/* SPDX-License-Identifier: MIT */
/* A series of points (x, y), x ascending: the loss of each step over fractional
 * epochs. Beside the points it keeps a smoothed value for each and the extremes
 * of ever larger blocks, so that a drawing costs what its width costs, however
 * many points there are, and no thinning hides an extreme.
 *
 * Every kept point is finite. One owner; the thread of the owner.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _WbSeries WbSeries;

/**
 * WbColumn: what falls into one column of pixels.
 * @n: how many points; the rest means nothing where it is 0
 * @low: the least y
 * @high: the greatest y
 * @x: of the last point
 * @y: of the last point
 * @smooth: the smoothed line at the last point
 */
typedef struct
{
  gsize n;
  double low;
  double high;
  double x;
  double y;
  double smooth;
} WbColumn;

/**
 * @span: how far the smoothed line looks back, in units of x, but never farther
 *   than a twenty-fifth of x; 0 does not smooth
 *
 * Returns: (transfer full): an empty series.
 */
WbSeries *wb_series_new (double span) G_GNUC_WARN_UNUSED_RESULT;

/** @self: (nullable): is freed */
void wb_series_free (WbSeries *self);

/**
 * Amortised constant time.
 *
 * @x: not below the last one
 *
 * Returns: FALSE where the point was left out: not finite, or before the last.
 */
gboolean wb_series_append (WbSeries *self, double x, double y);

/** Forgets every point beyond @x: a run that went back to an earlier moment. */
void wb_series_truncate (WbSeries *self, double x);

/** Forgets every point. */
void wb_series_clear (WbSeries *self);

/** Returns: how many points there are. */
gsize wb_series_get_length (const WbSeries *self);

/**
 * @index: below the length
 *
 * Returns: x of a point.
 */
double wb_series_get_x (const WbSeries *self, gsize index);

/**
 * @index: below the length
 *
 * Returns: y of a point, as it came.
 */
double wb_series_get_y (const WbSeries *self, gsize index);

/**
 * @index: below the length
 *
 * Returns: the smoothed line at a point.
 */
double wb_series_get_smooth (const WbSeries *self, gsize index);

/**
 * Returns: the index of the first point whose x is not below @x; the length
 *   where there is none.
 */
gsize wb_series_find (const WbSeries *self, double x);

/**
 * @index: (out): the point nearest to @x
 *
 * Returns: FALSE for an empty series.
 */
gboolean wb_series_get_nearest (const WbSeries *self, double x, gsize *index);

/**
 * @low: (out): least y of the points with @x0 <= x <= @x1
 * @high: (out): greatest
 *
 * Returns: FALSE where no point lies there.
 */
gboolean
wb_series_get_extremes (const WbSeries *self, double x0, double x1, double *low, double *high);

/**
 * Costs in proportion to @n_columns; the length enters by its logarithm.
 *
 * @x0: left edge of the first column
 * @x1: right edge of the last column, which it takes in
 * @columns: (out) (array length=n_columns): each with its points' extremes
 */
void
wb_series_thin (const WbSeries *self, double x0, double x1, guint n_columns, WbColumn *columns);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbSeries, wb_series_free)

G_END_DECLS
