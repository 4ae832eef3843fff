/* SPDX-License-Identifier: MIT */
/* Level 0 is the points; a block of level k covers BLOCK^k points and is made
 * when its last one arrives, from BLOCK blocks of the level below: amortised
 * constant work for each point. A range of points is covered by at most
 * 2 BLOCK entries of each level.
 *
 * Smoothing: S <- d S + y, W <- d W + 1, line = S / W with d = exp (-dx / span):
 * an exponential mean over x that owes nothing to a starting value. A loss falls
 * fastest at its beginning, so near x = 0 the span is a share of x: the line
 * would else lag behind its own points.
 */
#include "app/figures/series.h"

#include <math.h>

#define BLOCK      16
#define MAX_LEVELS 8
#define SPAN_SHARE 0.04

typedef struct
{
  double x;
  double y;
  double smooth;
  double weight;
} Point;

typedef struct
{
  double low;
  double high;
} Extremes;

struct _WbSeries
{
  double span;
  GArray *points;
  GArray *levels[MAX_LEVELS];
};

WbSeries *
wb_series_new (double span)
{
  WbSeries *self = g_new0 (WbSeries, 1);

  self->span = span;
  self->points = g_array_new (FALSE, FALSE, sizeof (Point));
  for (guint k = 0; k < MAX_LEVELS; k++)
    self->levels[k] = g_array_new (FALSE, FALSE, sizeof (Extremes));
  return self;
}

void
wb_series_free (WbSeries *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->points);
  for (guint k = 0; k < MAX_LEVELS; k++)
    g_array_unref (self->levels[k]);
  g_free (self);
}

static const Point *
point (const WbSeries *self, gsize index)
{
  return &g_array_index (self->points, Point, index);
}

static Extremes
level_entry (const WbSeries *self, guint level, gsize index)
{
  if (level == 0)
    return (Extremes) { point (self, index)->y, point (self, index)->y };
  return g_array_index (self->levels[level - 1], Extremes, index);
}

static void
widen (Extremes *total, Extremes by)
{
  total->low = MIN (total->low, by.low);
  total->high = MAX (total->high, by.high);
}

static void
close_blocks (WbSeries *self)
{
  gsize n = self->points->len;

  for (guint level = 1; level <= MAX_LEVELS && n % BLOCK == 0; level++)
    {
      Extremes total = { INFINITY, -INFINITY };

      for (gsize i = n - BLOCK; i < n; i++)
        widen (&total, level_entry (self, level - 1, i));
      g_array_append_val (self->levels[level - 1], total);
      n /= BLOCK;
    }
}

gboolean
wb_series_append (WbSeries *self, double x, double y)
{
  Point next = { x, y, y, 1 };

  if (!isfinite (x) || !isfinite (y))
    return FALSE;
  if (self->points->len > 0)
    {
      const Point *last = point (self, self->points->len - 1);
      double decay, span;

      if (x < last->x)
        return FALSE;
      span = MIN (self->span, SPAN_SHARE * fabs (x));
      decay = span > 0 ? exp ((last->x - x) / span) : 0;
      next.weight = last->weight * decay + 1;
      next.smooth = (last->smooth * last->weight * decay + y) / next.weight;
    }
  g_array_append_val (self->points, next);
  close_blocks (self);
  return TRUE;
}

void
wb_series_truncate (WbSeries *self, double x)
{
  gsize n = wb_series_find (self, nextafter (x, INFINITY));

  g_array_set_size (self->points, n);
  for (guint k = 0; k < MAX_LEVELS; k++)
    g_array_set_size (self->levels[k], n /= BLOCK);
}

void
wb_series_clear (WbSeries *self)
{
  wb_series_truncate (self, -INFINITY);
}

gsize
wb_series_get_length (const WbSeries *self)
{
  return self->points->len;
}

double
wb_series_get_x (const WbSeries *self, gsize index)
{
  return point (self, index)->x;
}

double
wb_series_get_y (const WbSeries *self, gsize index)
{
  return point (self, index)->y;
}

double
wb_series_get_smooth (const WbSeries *self, gsize index)
{
  return point (self, index)->smooth;
}

gsize
wb_series_find (const WbSeries *self, double x)
{
  gsize from = 0, to = self->points->len;

  while (from < to)
    {
      gsize middle = from + (to - from) / 2;

      if (point (self, middle)->x < x)
        from = middle + 1;
      else
        to = middle;
    }
  return from;
}

gboolean
wb_series_get_nearest (const WbSeries *self, double x, gsize *index)
{
  gsize n = self->points->len, after = wb_series_find (self, x);

  if (n == 0 || isnan (x))
    return FALSE;
  if (after == n || (after > 0 && x - point (self, after - 1)->x < point (self, after)->x - x))
    after--;
  *index = after;
  return TRUE;
}

static Extremes
extremes_between (const WbSeries *self, gsize from, gsize to)
{
  Extremes total = { INFINITY, -INFINITY };

  for (guint level = 0; from < to; level++)
    {
      gboolean top = level == MAX_LEVELS;

      while (from < to && (top || from % BLOCK != 0))
        widen (&total, level_entry (self, level, from++));
      while (from < to && to % BLOCK != 0)
        widen (&total, level_entry (self, level, --to));
      from /= BLOCK;
      to /= BLOCK;
    }
  return total;
}

gboolean
wb_series_get_extremes (const WbSeries *self, double x0, double x1, double *low, double *high)
{
  gsize from = wb_series_find (self, x0);
  gsize to = wb_series_find (self, nextafter (x1, INFINITY));
  Extremes total = extremes_between (self, from, to);

  *low = total.low;
  *high = total.high;
  return from < to;
}

void
wb_series_thin (const WbSeries *self, double x0, double x1, guint n_columns, WbColumn *columns)
{
  gsize from = wb_series_find (self, x0);

  for (guint i = 0; i < n_columns; i++)
    {
      double edge = i + 1 < n_columns ? x0 + (x1 - x0) * (i + 1) / n_columns
                                      : nextafter (x1, INFINITY);
      gsize to = MAX (from, wb_series_find (self, edge));

      columns[i] = (WbColumn) { .n = to - from };
      if (to > from)
        {
          Extremes total = extremes_between (self, from, to);
          const Point *last = point (self, to - 1);

          columns[i] = (WbColumn) {
            to - from, total.low, total.high, last->x, last->y, last->smooth
          };
        }
      from = to;
    }
}
