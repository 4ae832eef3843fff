/* SPDX-License-Identifier: MIT */
/* The line's pieces are sorted into bands by height: a point looks at one band alone. */
#include "app/latent/lasso.h"

#include <math.h>

#define BANDS 256

typedef struct
{
  float lower[2];
  float upper[2];
  GArray *bands[BANDS]; /* of the numbers of pieces */
} Index;

static guint
find_band (const Index *self, float y)
{
  return (guint) CLAMP ((y - self->lower[1]) / (self->upper[1] - self->lower[1]) * BANDS, 0,
                        BANDS - 1);
}

static const float *
get_corner (gsize n, const float *line, gsize corner)
{
  return line + 2 * (corner % n);
}

static void
index_init (Index *self, gsize n, const float *line)
{
  for (guint axis = 0; axis < 2; axis++)
    {
      self->lower[axis] = INFINITY;
      self->upper[axis] = -INFINITY;
      for (gsize i = 0; i < n; i++)
        {
          self->lower[axis] = MIN (self->lower[axis], line[2 * i + axis]);
          self->upper[axis] = MAX (self->upper[axis], line[2 * i + axis]);
        }
    }
  for (guint band = 0; band < BANDS; band++)
    self->bands[band] = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < n; i++)
    {
      float a = get_corner (n, line, i)[1], b = get_corner (n, line, i + 1)[1];

      for (guint band = find_band (self, MIN (a, b)); band <= find_band (self, MAX (a, b)); band++)
        g_array_append_val (self->bands[band], i);
    }
}

static void
index_clear (Index *self)
{
  for (guint band = 0; band < BANDS; band++)
    g_array_unref (self->bands[band]);
}

/* Counts the pieces that lie to the right. */
static gboolean
is_inside (const Index *self, gsize n, const float *line, float x, float y)
{
  const GArray *band;
  gboolean inside = FALSE;

  /* False for NaN, too. */
  if (!(x >= self->lower[0] && x <= self->upper[0] && y >= self->lower[1] && y <= self->upper[1]))
    return FALSE;
  band = self->bands[find_band (self, y)];
  for (guint i = 0; i < band->len; i++)
    {
      const float *a = get_corner (n, line, g_array_index (band, guint, i));
      const float *b = get_corner (n, line, g_array_index (band, guint, i) + 1);

      if ((a[1] > y) != (b[1] > y) && x < a[0] + (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]))
        inside = !inside;
    }
  return inside;
}

gsize
wb_lasso_find (gsize n, const float *points, gsize n_line, const float *line, guint8 *inside)
{
  gsize count = 0;
  Index index;

  for (gsize i = 0; i < n; i++)
    inside[i] = 0;
  if (n_line < 3)
    return 0;
  index_init (&index, n_line, line);
  for (gsize i = 0; i < n && index.upper[1] > index.lower[1]; i++)
    {
      inside[i] = is_inside (&index, n_line, line, points[2 * i], points[2 * i + 1]);
      count += inside[i];
    }
  index_clear (&index);
  return count;
}
