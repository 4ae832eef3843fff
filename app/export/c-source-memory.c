/* SPDX-License-Identifier: MIT */
/* Where the values of a part lie in one array: two blocks share a place unless
 * both are wanted at the same time. Layer k runs at time k; its output is wanted
 * from then until the last layer that reads it has run.
 *
 * Large blocks are placed first, each at the lowest offset that is free.
 */
#include "app/export/c-source-private.h"

typedef struct
{
  gsize size;
  guint first;
  guint last;
  gsize offset;
} Block;

/* The block of each value: one layer may write where another wrote. */
typedef struct
{
  const WbExportModel *model;
  gboolean scratch;
  Block *blocks; /* [2 * n_layers + 1]: of values, then of scratch */
  guint *owner;  /* [n_layers + 1] */
} Planner;

static void
use_until (Planner *self, guint value, guint time)
{
  Block *block = &self->blocks[self->owner[value]];

  block->last = MAX (block->last, time);
}

/* Whether a layer behind @index reads the block that @value lies in. */
static gboolean
is_read_later (const Planner *self, guint value, guint index)
{
  for (guint i = index + 1; i < self->model->n_layers; i++)
    {
      int x2 = self->model->layers[i].x2;

      if (x2 >= 0 && (guint) x2 <= index && self->owner[x2] == self->owner[value])
        return TRUE;
    }
  return FALSE;
}

static gboolean
shares_block (const Planner *self, guint index)
{
  const WbCLayer *row = wb_c_layer_find (self->model->layers[index].klass);

  if (row->flags & WB_C_LAYER_PASSES)
    return TRUE;
  return (row->flags & WB_C_LAYER_IN_PLACE) && !is_read_later (self, index, index);
}

static void
find_lives (Planner *self)
{
  const WbExportModel *model = self->model;
  guint n = model->n_layers;

  self->blocks[0] = (Block) { .size = ae_shape_size (&model->input) };
  for (guint i = 0; i < n; i++)
    {
      const WbExportLayer *layer = &model->layers[i];
      const WbCLayer *row = wb_c_layer_find (layer->klass);
      Block block = { .size = ae_shape_size (&layer->y_shape), .first = i, .last = i };

      self->owner[i + 1] = shares_block (self, i) ? self->owner[i] : i + 1;
      if (self->owner[i + 1] == i + 1)
        self->blocks[i + 1] = block;
      block.size = self->scratch && row->scratch != NULL ? row->scratch (layer) : 0;
      self->blocks[n + 1 + i] = block;
      use_until (self, i, i);
      use_until (self, i + 1, i + 1);
      if (layer->x2 >= 0)
        use_until (self, (guint) layer->x2, i);
    }
}

/* The lowest offset at which the block meets none that was placed. */
static void
place (Block *block, Block *const *placed, guint n_placed)
{
  gboolean moved;

  do
    {
      moved = FALSE;
      for (guint i = 0; i < n_placed; i++)
        {
          const Block *other = placed[i];

          if (other->first <= block->last && block->first <= other->last
              && other->offset < block->offset + block->size
              && block->offset < other->offset + other->size)
            {
              block->offset = other->offset + other->size;
              moved = TRUE;
            }
        }
    }
  while (moved);
}

static int
compare_sizes (gconstpointer a, gconstpointer b)
{
  const Block *one = *(Block *const *) a, *other = *(Block *const *) b;

  return (one->size < other->size) - (one->size > other->size);
}

static gsize
place_all (Planner *self)
{
  guint n = 2 * self->model->n_layers + 1, n_placed = 0;
  g_autofree Block **order = g_new (Block *, n);
  gsize size = 0;

  for (guint i = 0; i < n; i++)
    if (self->blocks[i].size > 0)
      order[n_placed++] = &self->blocks[i];
  n = n_placed;
  qsort (order, n, sizeof *order, compare_sizes);
  for (guint i = 0; i < n; i++)
    {
      place (order[i], order, i);
      size = MAX (size, order[i]->offset + order[i]->size);
    }
  return size;
}

void
wb_c_memory_plan (WbCMemory *self, const WbExportModel *model, gboolean scratch)
{
  guint n = model->n_layers;
  g_autofree Block *blocks = g_new0 (Block, 2 * n + 1);
  g_autofree guint *owner = g_new0 (guint, n + 1);
  Planner planner = { model, scratch, blocks, owner };

  find_lives (&planner);
  self->size = place_all (&planner);
  self->values = g_new (gsize, n + 1);
  self->scratch = g_new (gsize, n);
  for (guint i = 0; i <= n; i++)
    self->values[i] = blocks[owner[i]].offset;
  for (guint i = 0; i < n; i++)
    self->scratch[i] = blocks[n + 1 + i].offset;
}

void
wb_c_memory_clear (WbCMemory *self)
{
  g_clear_pointer (&self->values, g_free);
  g_clear_pointer (&self->scratch, g_free);
}
