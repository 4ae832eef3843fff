/* SPDX-License-Identifier: MIT */
#include "app/figures/scatter-labels.h"

#include <math.h>

#define TILES       3  /* a side, in what is seen */
#define LEAST       5  /* points of a class in a tile with its name */
#define LEAST_SHARE .2 /* of all points there */
#define MOST        64 /* classes */

typedef struct
{
  guint32 n;
  float x;
  float y;
} Tile;

typedef struct
{
  guint side;
  guint n_classes;
  Tile *tiles;     /* [n_classes, side, side]: how many, and the sums of their places */
  guint32 *counts; /* [side, side]: of all classes */
} Grid;

guint
wb_scatter_get_level (const WbScatter *self, const WbScatter *whole)
{
  const double zoom = MIN ((whole->x_upper - whole->x_lower) / (self->x_upper - self->x_lower),
                           (whole->y_upper - whole->y_lower) / (self->y_upper - self->y_lower));

  return (guint) CLAMP (floor (log2 (zoom)), 0, WB_SCATTER_LEVELS);
}

static gboolean
find_tile (const WbScatter *whole, guint side, const float *point, guint *tile)
{
  const double u = (point[0] - whole->x_lower) / (whole->x_upper - whole->x_lower) * side;
  const double v = (point[1] - whole->y_lower) / (whole->y_upper - whole->y_lower) * side;

  if (!(u >= 0 && u < side && v >= 0 && v < side))
    return FALSE;
  *tile = (guint) v * side + (guint) u;
  return TRUE;
}

static void
count_points (Grid *self, const WbScatter *whole)
{
  for (gsize i = 0; i < whole->n; i++)
    {
      const float *point = whole->points + 2 * i;
      const guint class_index = (guint) whole->classes[i];
      Tile *tile;
      guint t;

      if (!find_tile (whole, self->side, point, &t))
        continue;
      self->counts[t]++;
      if (class_index >= self->n_classes)
        continue;
      tile = &self->tiles[class_index * self->side * self->side + t];
      tile->n++;
      tile->x += point[0];
      tile->y += point[1];
    }
}

/* Whether a class is nowhere thicker around; of equal ones the first is. */
static gboolean
is_peak (const Grid *self, const Tile *tiles, guint t)
{
  const int side = (int) self->side, x = (int) t % side, y = (int) t / side;

  if (tiles[t].n < LEAST || tiles[t].n < LEAST_SHARE * self->counts[t])
    return FALSE;
  for (int v = MAX (y - 1, 0); v <= MIN (y + 1, side - 1); v++)
    for (int u = MAX (x - 1, 0); u <= MIN (x + 1, side - 1); u++)
      {
        const guint other = (guint) (v * side + u);

        if (tiles[other].n > tiles[t].n || (tiles[other].n == tiles[t].n && other < t))
          return FALSE;
      }
  return TRUE;
}

static void
add_label (GArray *labels, double x, double y, guint class_index)
{
  const WbScatterLabel label = { x, y, class_index };

  g_array_append_val (labels, label);
}

static void
add_peaks (GArray *labels, const WbScatter *whole, guint side)
{
  const gsize n_tiles = (gsize) side * side;
  Grid grid = { .side = side, .n_classes = MIN (whole->n_classes, MOST) };

  grid.tiles = g_new0 (Tile, grid.n_classes * n_tiles);
  grid.counts = g_new0 (guint32, n_tiles);
  count_points (&grid, whole);
  for (guint i = 0; i < grid.n_classes; i++)
    for (guint t = 0; t < n_tiles; t++)
      {
        const Tile *tile = &grid.tiles[i * n_tiles + t];

        if (is_peak (&grid, grid.tiles + i * n_tiles, t))
          add_label (labels, tile->x / (float) tile->n, tile->y / (float) tile->n, i);
      }
  g_free (grid.tiles);
  g_free (grid.counts);
}

WbScatterLabel *
wb_scatter_find_labels (const WbScatter *whole, guint level, guint *n)
{
  GArray *labels = g_array_new (FALSE, FALSE, sizeof (WbScatterLabel));
  double x, y;

  if (whole->classes != NULL && level > 0)
    add_peaks (labels, whole, TILES << MIN (level, WB_SCATTER_LEVELS));
  for (guint i = 0; whole->classes != NULL && level == 0 && i < MIN (whole->n_classes, MOST); i++)
    if (wb_scatter_get_median (whole, i, &x, &y))
      add_label (labels, x, y, i);
  *n = labels->len;
  return (WbScatterLabel *) (void *) g_array_free (labels, FALSE);
}
