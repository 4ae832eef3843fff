/* SPDX-License-Identifier: MIT */
#include "app/latent/code-grid.h"

#include <string.h>

#define PIECE  16 /* pictures */
#define COARSE 4  /* one of four, at first */

static guint32 *
order_pictures (guint n_columns, guint n_rows)
{
  guint32 *order = g_new (guint32, n_columns *n_rows);
  guint n = 0;

  for (guint step = COARSE; step > 0; step /= 2)
    for (guint row = 0; row < n_rows; row += step)
      for (guint column = 0; column < n_columns; column += step)
        if (step == COARSE || row % (2 * step) != 0 || column % (2 * step) != 0)
          order[n++] = row * n_columns + column;
  return order;
}

WbCodeGrid *
wb_code_grid_new (WbLatentMap *map,
                  guint n_columns,
                  guint n_rows,
                  const double lower[2],
                  const double upper[2],
                  const float *around)
{
  WbCodeGrid *self = g_new0 (WbCodeGrid, 1);

  self->map = wb_latent_map_ref (map);
  self->n_columns = n_columns;
  self->n_rows = n_rows;
  memcpy (self->lower, lower, sizeof self->lower);
  memcpy (self->upper, upper, sizeof self->upper);
  self->around = g_memdup2 (around, around != NULL ? map->codes->size * sizeof *around : 0);
  self->n = n_columns * n_rows;
  self->order = order_pictures (n_columns, n_rows);
  self->samples = g_new (float, self->n * ae_shape_size (&map->shape));
  return self;
}

void
wb_code_grid_free (WbCodeGrid *self)
{
  if (self == NULL)
    return;
  wb_latent_map_unref (self->map);
  g_free (self->around);
  g_free (self->order);
  g_free (self->samples);
  g_free (self);
}

/* A single one is in the middle. */
static double
find_place (const WbCodeGrid *self, guint axis, guint index, guint n)
{
  const double share = n > 1 ? (double) index / (n - 1) : .5;

  return self->lower[axis] + share * (self->upper[axis] - self->lower[axis]);
}

/* The code of a picture, counted row by row. */
static void
get_code (const WbCodeGrid *self, guint picture, float *code)
{
  const gboolean is_wrapped = self->map->codes->size == 1;
  const double place[2] = {
    is_wrapped ? find_place (self, 0, picture, self->n)
               : find_place (self, 0, picture % self->n_columns, self->n_columns),
    find_place (self, 1, self->n_rows - 1 - picture / self->n_columns, self->n_rows),
  };

  wb_plane_restore (self->map->plane, place, self->around, code);
}

static gboolean
decode_piece (WbCodeGrid *self, GError **error)
{
  const gsize d = self->map->codes->size, size = ae_shape_size (&self->map->shape);
  const guint n = MIN (PIECE, self->n - self->n_done);
  const guint32 *pictures = self->order + self->n_done;
  g_autofree float *codes = g_new (float, n *d);
  g_autofree float *samples = g_new (float, n *size);

  for (guint i = 0; i < n; i++)
    get_code (self, pictures[i], codes + i * d);
  if (!wb_latent_map_decode (self->map, n, codes, samples, error))
    return FALSE;
  for (guint i = 0; i < n; i++)
    memcpy (self->samples + pictures[i] * size, samples + i * size, size * sizeof *samples);
  self->n_done += n;
  return TRUE;
}

gboolean
wb_code_grid_advance (WbCodeGrid *self, gint64 usec, GError **error)
{
  const gint64 begin = g_get_monotonic_time ();

  do
    if (!decode_piece (self, error))
      return FALSE;
  while (self->n_done < self->n && g_get_monotonic_time () - begin < usec);
  return TRUE;
}

gboolean
wb_code_grid_is_done (const WbCodeGrid *self)
{
  return self->n_done == self->n;
}

static guint32
find_nearest_done (const WbCodeGrid *self, guint32 picture)
{
  const int columns = (int) self->n_columns;
  const int x = (int) picture % columns, y = (int) picture / columns;
  guint32 nearest = self->order[0];
  int least = G_MAXINT;

  for (guint i = 0; i < self->n_done && least > 0; i++)
    {
      const int dx = (int) self->order[i] % columns - x, dy = (int) self->order[i] / columns - y;

      if (dx * dx + dy * dy >= least)
        continue;
      least = dx * dx + dy * dy;
      nearest = self->order[i];
    }
  return nearest;
}

void
wb_code_grid_copy (const WbCodeGrid *self, gboolean fill, float *samples)
{
  const gsize size = ae_shape_size (&self->map->shape);

  for (guint i = 0; i < (fill ? self->n : self->n_done); i++)
    {
      const guint32 picture = self->order[i];
      const guint32 from = i < self->n_done ? picture : find_nearest_done (self, picture);

      memcpy (samples + picture * size, self->samples + from * size, size * sizeof *samples);
    }
}
