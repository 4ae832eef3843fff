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

WbSeries *wb_series_new (double span) G_GNUC_WARN_UNUSED_RESULT;
void wb_series_free (WbSeries *self);

gboolean wb_series_append (WbSeries *self, double x, double y);
void wb_series_truncate (WbSeries *self, double x);
void wb_series_clear (WbSeries *self);

gsize wb_series_get_length (const WbSeries *self);
double wb_series_get_x (const WbSeries *self, gsize index);
double wb_series_get_y (const WbSeries *self, gsize index);
double wb_series_get_smooth (const WbSeries *self, gsize index);

gsize wb_series_find (const WbSeries *self, double x);
gboolean wb_series_get_nearest (const WbSeries *self, double x, gsize *index);
gboolean
wb_series_get_extremes (const WbSeries *self, double x0, double x1, double *low, double *high);
void
wb_series_thin (const WbSeries *self, double x0, double x1, guint n_columns, WbColumn *columns);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbSeries, wb_series_free)

G_END_DECLS
