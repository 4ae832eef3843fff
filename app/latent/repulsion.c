/* SPDX-License-Identifier: MIT */
/* Points are put in Morton's order (Morton, 1966) of a grid of 2^16 cells a side: a square of
 * the tree is then a run of points. Squares are kept in the order of a walk, each with the
 * number of the one that follows when it is not opened.
 */
#include "app/latent/repulsion.h"

#include <math.h>
#include <string.h>

#include "app/latent/repulsion-kernel.h"
#include "engine/kernels.h"

#define ANGLE   .5f
#define LEVELS  16 /* of squares in squares */
#define LEAF    8  /* a square of so few points is not divided */
#define BLOCK   WB_REPULSION_BLOCK
#define SOURCES 512 /* that are computed at once */
#define DIGIT   11  /* bits of a pass of sorting */
#define BUCKETS (1 << DIGIT)

/* A square: the middle of its points, and the square of its own side. */
typedef struct
{
  float x;
  float y;
  float mass;
  float square;
  guint32 next;   /* the one that follows when this is not opened */
  guint32 first;  /* of a leaf: its points, as sorted */
  guint32 n;      /* of a leaf: how many; 0 where it has squares in it */
  guint32 pinned; /* its points cannot be told apart */
} Square;

typedef struct
{
  float x[SOURCES];
  float y[SOURCES];
  float masses[SOURCES];
  WbTargets targets;
} Workspace;

typedef struct
{
  guint32 key;
  guint32 point;
} Item;

struct _WbRepulsion
{
  gsize n;
  WbRepulsionKernel kernel;
  Item *items; /* [n]: sorted */
  Item *others;
  guint32 *points; /* [n]: as sorted */
  float *x;        /* [n + GROUP]: as sorted; the last one is repeated */
  float *y;
  GArray *squares;
  float side; /* of the largest */
  Workspace *workspaces;
};

static WbRepulsionKernel
choose_kernel (void)
{
#ifdef __x86_64__
  if (g_str_equal (ae_kernels ()->name, "avx512"))
    return wb_repulsion_avx512;
  if (g_str_equal (ae_kernels ()->name, "avx2"))
    return wb_repulsion_avx2;
#endif
  return wb_repulsion_plain;
}

WbRepulsion *
wb_repulsion_new (gsize n, guint n_workers)
{
  WbRepulsion *self = g_new0 (WbRepulsion, 1);

  self->n = n;
  self->kernel = choose_kernel ();
  self->items = g_new (Item, n);
  self->others = g_new (Item, n);
  self->points = g_new (guint32, n);
  self->x = g_new (float, n + WB_REPULSION_GROUP);
  self->y = g_new (float, n + WB_REPULSION_GROUP);
  self->squares = g_array_new (FALSE, FALSE, sizeof (Square));
  self->workspaces = g_new (Workspace, n_workers);
  return self;
}

void
wb_repulsion_free (WbRepulsion *self)
{
  if (self == NULL)
    return;
  g_free (self->items);
  g_free (self->others);
  g_free (self->points);
  g_free (self->x);
  g_free (self->y);
  g_array_unref (self->squares);
  g_free (self->workspaces);
  g_free (self);
}

/* Puts zeros between the lower 16 bits. */
static guint32
spread (guint32 bits)
{
  bits = (bits | bits << 8) & 0x00ff00ff;
  bits = (bits | bits << 4) & 0x0f0f0f0f;
  bits = (bits | bits << 2) & 0x33333333;
  return (bits | bits << 1) & 0x55555555;
}

static void
make_keys (WbRepulsion *self, const float *places)
{
  float lower[2] = { INFINITY, INFINITY }, upper[2] = { -INFINITY, -INFINITY }, scale;

  for (gsize i = 0; i < self->n; i++)
    for (guint axis = 0; axis < 2; axis++)
      {
        lower[axis] = MIN (lower[axis], places[2 * i + axis]);
        upper[axis] = MAX (upper[axis], places[2 * i + axis]);
      }
  self->side = MAX (upper[0] - lower[0], upper[1] - lower[1]) * 1.0001f + 1e-12f;
  scale = (1 << LEVELS) / self->side;
  for (gsize i = 0; i < self->n; i++)
    {
      const guint32 x = (guint32) ((places[2 * i] - lower[0]) * scale);
      const guint32 y = (guint32) ((places[2 * i + 1] - lower[1]) * scale);

      self->items[i] = (Item) { spread (MIN (x, 0xffff)) | spread (MIN (y, 0xffff)) << 1,
                                (guint32) i };
    }
}

/* By digits of the keys, those that are equal in the order of the points. */
static void
sort (WbRepulsion *self)
{
  for (guint shift = 0; shift < 32; shift += DIGIT)
    {
      guint32 ends[BUCKETS + 1] = { 0 };
      Item *items = self->items;

      for (gsize i = 0; i < self->n; i++)
        ends[(items[i].key >> shift) % BUCKETS + 1]++;
      for (guint bucket = 0; bucket < BUCKETS; bucket++)
        ends[bucket + 1] += ends[bucket];
      for (gsize i = 0; i < self->n; i++)
        self->others[ends[(items[i].key >> shift) % BUCKETS]++] = items[i];
      self->items = self->others;
      self->others = items;
    }
}

/* The end of the run of points from @first on whose key has the same leading digits. */
static guint32
find_end (const WbRepulsion *self, guint32 first, guint32 last, guint shift)
{
  const guint32 digits = self->items[first].key >> shift;

  while (first < last)
    {
      const guint32 middle = first + (last - first) / 2;

      if (self->items[middle].key >> shift > digits)
        last = middle;
      else
        first = middle + 1;
    }
  return first;
}

/* Appends the square of the points from @first to @last - 1, and those in it. */
static void
add_square (WbRepulsion *self, guint32 first, guint32 last, guint level)
{
  const guint32 index = self->squares->len;
  const float side = self->side / (float) (1 << level);
  double x = 0, y = 0;
  Square square = { .mass = (float) (last - first), .square = side * side, .first = first };

  g_array_append_val (self->squares, square);
  if (last - first <= LEAF || level == LEVELS)
    {
      square.n = last - first;
      square.pinned = level == LEVELS;
      for (guint32 i = first; i < last; i++)
        {
          x += self->x[i];
          y += self->y[i];
        }
    }
  else
    for (guint32 at = first; at < last;)
      {
        const guint32 end = find_end (self, at, last, 2 * (LEVELS - 1 - level));
        const guint32 child = self->squares->len;
        const Square *part;

        add_square (self, at, end, level + 1);
        part = &g_array_index (self->squares, Square, child);
        x += (double) part->x * part->mass;
        y += (double) part->y * part->mass;
        at = end;
      }
  square.x = (float) (x / square.mass);
  square.y = (float) (y / square.mass);
  square.next = self->squares->len;
  g_array_index (self->squares, Square, index) = square;
}

void
wb_repulsion_set_places (WbRepulsion *self, const float *places)
{
  make_keys (self, places);
  sort (self);
  for (gsize i = 0; i < self->n + WB_REPULSION_GROUP; i++)
    {
      const guint32 point = self->items[MIN (i, self->n - 1)].point;

      if (i < self->n)
        self->points[i] = point;
      self->x[i] = places[2 * point];
      self->y[i] = places[2 * point + 1];
    }
  g_array_set_size (self->squares, 0);
  add_square (self, 0, (guint32) self->n, 0);
}

guint
wb_repulsion_get_n_blocks (const WbRepulsion *self)
{
  return (guint) ((self->n + BLOCK - 1) / BLOCK);
}

/* The middle and half the size of the smallest box around the targets. */
static void
find_box (const WbTargets *targets, float middle[2], float half[2])
{
  float lower[2] = { targets->x[0], targets->y[0] }, upper[2] = { lower[0], lower[1] };

  for (guint i = 1; i < WB_REPULSION_GROUP; i++)
    {
      lower[0] = MIN (lower[0], targets->x[i]);
      upper[0] = MAX (upper[0], targets->x[i]);
      lower[1] = MIN (lower[1], targets->y[i]);
      upper[1] = MAX (upper[1], targets->y[i]);
    }
  for (guint axis = 0; axis < 2; axis++)
    {
      middle[axis] = (lower[axis] + upper[axis]) / 2;
      half[axis] = (upper[axis] - lower[axis]) / 2;
    }
}

static inline float
measure_gap (float place, float middle, float half)
{
  const float gap = fabsf (place - middle) - half;

  return gap > 0 ? gap : 0;
}

static guint
add_source (Workspace *workspace, guint n, float x, float y, float mass)
{
  workspace->x[n] = x;
  workspace->y[n] = y;
  workspace->masses[n] = mass;
  return n + 1;
}

/* Walks through the tree; what is met is computed some at a time. */
static void
push_group (const WbRepulsion *self, Workspace *workspace)
{
  const Square *squares = (const Square *) (const void *) self->squares->data;
  WbSources sources = { 0, workspace->x, workspace->y, workspace->masses };
  float middle[2], half[2];

  find_box (&workspace->targets, middle, half);
  for (guint32 at = 0; at < self->squares->len;)
    {
      const Square *square = &squares[at];
      const float dx = measure_gap (square->x, middle[0], half[0]);
      const float dy = measure_gap (square->y, middle[1], half[1]);
      const gboolean is_far = square->square < ANGLE * ANGLE * (dx * dx + dy * dy);

      if (is_far || square->pinned)
        sources.n = add_source (workspace, sources.n, square->x, square->y, square->mass);
      else
        for (guint32 i = square->first; i < square->first + square->n; i++)
          sources.n = add_source (workspace, sources.n, self->x[i], self->y[i], 1);
      at = is_far || square->n > 0 ? square->next : at + 1;
      if (sources.n > SOURCES - LEAF || at == self->squares->len)
        {
          self->kernel (&sources, &workspace->targets);
          sources.n = 0;
        }
    }
}

double
wb_repulsion_run (WbRepulsion *self, guint block, guint worker, float *pushes)
{
  Workspace *workspace = &self->workspaces[worker];
  WbTargets *targets = &workspace->targets;
  const gsize begin = (gsize) block * BLOCK, end = MIN (begin + BLOCK, self->n);
  double total = 0;

  for (gsize first = begin; first < end; first += WB_REPULSION_GROUP)
    {
      const gsize n = MIN (WB_REPULSION_GROUP, end - first);

      memset (targets, 0, sizeof *targets);
      for (guint i = 0; i < WB_REPULSION_GROUP; i++)
        {
          targets->x[i] = self->x[MIN (first + i, end - 1)];
          targets->y[i] = self->y[MIN (first + i, end - 1)];
        }
      push_group (self, workspace);
      for (gsize i = 0; i < n; i++)
        {
          /* A point meets itself, too, at no distance. */
          total += (double) targets->total[i] - 1;
          pushes[2 * self->points[first + i]] = targets->push_x[i];
          pushes[2 * self->points[first + i] + 1] = targets->push_y[i];
        }
    }
  return total;
}
