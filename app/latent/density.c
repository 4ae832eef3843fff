/* SPDX-License-Identifier: MIT */
/* The blur is three running means a direction, which are nearly a Gaussian and cost the
 * same for any width.
 */
#include "app/latent/density.h"

#include <math.h>

#define SIDE   WB_DENSITY_SIDE
#define CELLS  ((gsize) SIDE * SIDE)
#define ROUNDS 3

/* Of Scott's width: the points are clusters, for which it is too wide. */
#define NARROW 0.5

/* In cells: what is narrower shows the bins. */
#define MIN_DEVIATION 1.2
#define MAX_DEVIATION (SIDE / 12.0)

/* Levels are found by counting densities, to this many steps. */
#define STEPS 4096

static void
widen (double *lower, double *upper)
{
  double room = *upper - *lower;

  room = room > 0 ? room * 0.08 : MAX (fabs (*upper) * 0.05, 0.5);
  *lower -= room;
  *upper += room;
}

WbBox
wb_box_fit (gsize n, const float *points)
{
  WbBox box = { INFINITY, -INFINITY, INFINITY, -INFINITY };

  for (gsize i = 0; i < n; i++)
    {
      float x = points[2 * i], y = points[2 * i + 1];

      if (!isfinite (x) || !isfinite (y))
        continue;
      box.x_lower = MIN (box.x_lower, x);
      box.x_upper = MAX (box.x_upper, x);
      box.y_lower = MIN (box.y_lower, y);
      box.y_upper = MAX (box.y_upper, y);
    }
  if (!(box.x_lower <= box.x_upper))
    return (WbBox) { -1, 1, -1, 1 };
  widen (&box.x_lower, &box.x_upper);
  widen (&box.y_lower, &box.y_upper);
  return box;
}

/* Counts the points in the cells; their deviations, in cells, go to @deviations. */
static void
count (const WbDensity *self, gsize n, const float *points, double deviations[2])
{
  double x_unit = SIDE / (self->box.x_upper - self->box.x_lower);
  double y_unit = SIDE / (self->box.y_upper - self->box.y_lower);
  double sum_x = 0, sum_y = 0, squares_x = 0, squares_y = 0, inside = 0;

  for (gsize i = 0; i < n; i++)
    {
      double x = (points[2 * i] - self->box.x_lower) * x_unit;
      double y = (points[2 * i + 1] - self->box.y_lower) * y_unit;

      /* False for NaN, too. */
      if (!(x >= 0 && x < SIDE && y >= 0 && y < SIDE))
        continue;
      self->values[(gsize) y * SIDE + (gsize) x] += 1;
      inside++;
      sum_x += x;
      sum_y += y;
      squares_x += x * x;
      squares_y += y * y;
    }
  inside = MAX (inside, 1);
  deviations[0] = sqrt (MAX (0, squares_x / inside - sum_x * sum_x / (inside * inside)));
  deviations[1] = sqrt (MAX (0, squares_y / inside - sum_y * sum_y / (inside * inside)));
}

/* The three odd widths whose running means together have the deviation; widths differ by 2. */
static void
find_reaches (double deviation, guint reaches[ROUNDS])
{
  double ideal = sqrt (12 * deviation * deviation / ROUNDS + 1);
  int width = (int) floor (ideal);
  int n_small;

  width -= width % 2 == 0 ? 1 : 0;
  n_small = (int) lround (
    (12 * deviation * deviation - ROUNDS * width * width - 4 * ROUNDS * width - 3 * ROUNDS)
    / (-4.0 * width - 4));
  for (int i = 0; i < ROUNDS; i++)
    reaches[i] = (guint) ((i < n_small ? width : width + 2) - 1) / 2;
}

/* A running mean over whole rows, up the columns. */
static void
blur_columns (const float *from, float *to, guint reach)
{
  float sums[SIDE] = { 0 };
  const float share = 1.0f / (float) (2 * reach + 1);

  for (guint row = 0; row < reach; row++)
    for (guint x = 0; x < SIDE; x++)
      sums[x] += from[row * SIDE + x];
  for (guint row = 0; row < SIDE; row++)
    {
      const float *in = row + reach < SIDE ? from + (row + reach) * SIDE : NULL;
      const float *out = row > reach ? from + (row - reach - 1) * SIDE : NULL;

      for (guint x = 0; in != NULL && x < SIDE; x++)
        sums[x] += in[x];
      for (guint x = 0; out != NULL && x < SIDE; x++)
        sums[x] -= out[x];
      for (guint x = 0; x < SIDE; x++)
        to[row * SIDE + x] = MAX (sums[x], 0) * share;
    }
}

static void
transpose (const float *from, float *to)
{
  for (guint block = 0; block < SIDE; block += 16)
    for (guint y = 0; y < SIDE; y++)
      for (guint x = block; x < block + 16; x++)
        to[x * SIDE + y] = from[y * SIDE + x];
}

/* Along one axis, which is the other one afterwards. */
static void
blur (float *values, float *scratch, double deviation)
{
  guint reaches[ROUNDS];

  find_reaches (deviation, reaches);
  blur_columns (values, scratch, reaches[0]);
  blur_columns (scratch, values, reaches[1]);
  blur_columns (values, scratch, reaches[2]);
  transpose (scratch, values);
}

WbDensity *
wb_density_new (gsize n, const float *points, const WbBox *box)
{
  WbDensity *self = g_new (WbDensity, 1);
  g_autofree float *scratch = g_new (float, CELLS);
  double narrow = NARROW * pow ((double) MAX (n, 1), -1.0 / 6), deviations[2], scale;

  self->box = *box;
  self->values = g_new0 (float, CELLS);
  count (self, n, points, deviations);
  blur (self->values, scratch, CLAMP (deviations[1] * narrow, MIN_DEVIATION, MAX_DEVIATION));
  blur (self->values, scratch, CLAMP (deviations[0] * narrow, MIN_DEVIATION, MAX_DEVIATION));
  scale = (double) CELLS / ((box->x_upper - box->x_lower) * (box->y_upper - box->y_lower))
          / (double) MAX (n, 1);
  for (gsize i = 0; i < CELLS; i++)
    self->values[i] = (float) (self->values[i] * scale);
  return self;
}

void
wb_density_free (WbDensity *self)
{
  if (self == NULL)
    return;
  g_free (self->values);
  g_free (self);
}

/* Steps are even in the root of the density: the outer levels are low. */
static guint
step_of (float value, float scale)
{
  return MIN ((guint) (sqrtf (value) * scale), STEPS - 1);
}

void
wb_density_find_levels (const WbDensity *self, guint n, const double *shares, double *levels)
{
  g_autofree double *sums = g_new0 (double, STEPS);
  double whole = 0;
  float highest = 0, scale;

  for (gsize i = 0; i < CELLS; i++)
    highest = MAX (highest, self->values[i]);
  scale = highest > 0 ? STEPS / sqrtf (highest) : 0;
  for (gsize i = 0; i < CELLS; i++)
    {
      sums[step_of (self->values[i], scale)] += self->values[i];
      whole += self->values[i];
    }
  for (guint i = 0; i < n; i++)
    {
      double sum = 0;
      guint step = STEPS;

      while (step > 1 && sum < shares[i] * whole)
        sum += sums[--step];
      levels[i] = (double) highest * step * step / ((double) STEPS * STEPS);
    }
}
