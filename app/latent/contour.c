/* SPDX-License-Identifier: MIT */
/* A line crosses the edges between neighbouring values: edge 2·i leads from value i to its
 * right, edge 2·i + 1 upwards. In the square between four values it joins two of their
 * edges, or two pairs. So each edge has at most two neighbours, and lines are followed from
 * edge to edge: first those that end at the border, then the closed ones.
 */
#include "app/latent/contour.h"

#define NONE G_MAXUINT32

typedef struct
{
  guint columns;
  guint rows;
  const float *values;
  const WbBox *box;
  float level;
  guint32 *next;  /* [edges, 2]: neighbours of an edge, or NONE */
  GArray *edges;  /* of guint32: that are crossed, in the order of the grid */
  GArray *points; /* of float */
  GArray *starts; /* of guint */
} Tracer;

/* The edges of a square that its lines join, by which corners are above: bit 0 lower left, 1 lower
 * right, 2 upper right, 3 upper left; edges 0 lower, 1 right, 2 upper, 3 left. */
static const gint8 joints[16][4] = {
  { -1, -1, -1, -1 }, { 3, 0, -1, -1 }, { 0, 1, -1, -1 }, { 3, 1, -1, -1 },
  { 1, 2, -1, -1 },   { 3, 2, 0, 1 },   { 0, 2, -1, -1 }, { 3, 2, -1, -1 },
  { 2, 3, -1, -1 },   { 2, 0, -1, -1 }, { 0, 3, 1, 2 },   { 2, 1, -1, -1 },
  { 1, 3, -1, -1 },   { 1, 0, -1, -1 }, { 0, 3, -1, -1 }, { -1, -1, -1, -1 },
};

static void
add_neighbour (Tracer *self, guint32 edge, guint32 neighbour)
{
  guint32 *next = self->next + 2 * (gsize) edge;

  if (next[0] == NONE && next[1] == NONE)
    g_array_append_val (self->edges, edge);
  next[next[0] != NONE] = neighbour;
}

static void
join (Tracer *self, guint32 corner, int a, int b)
{
  const guint32 edges[4] = { 2 * corner, 2 * (corner + 1) + 1, 2 * (corner + self->columns),
                             2 * corner + 1 };

  add_neighbour (self, edges[a], edges[b]);
  add_neighbour (self, edges[b], edges[a]);
}

static void
join_square (Tracer *self, guint32 corner)
{
  const float *low = self->values + corner, *high = low + self->columns;
  guint above = (low[0] >= self->level) | (guint) (low[1] >= self->level) << 1
                | (guint) (high[1] >= self->level) << 2 | (guint) (high[0] >= self->level) << 3;
  const gint8 *pairs = joints[above];

  if (pairs[0] < 0)
    return;
  /* Opposite corners: the middle tells which of them belong together. */
  if (pairs[2] >= 0 && (low[0] + low[1] + high[0] + high[1]) / 4 < self->level)
    pairs = joints[15 - above];
  join (self, corner, pairs[0], pairs[1]);
  if (pairs[2] >= 0)
    join (self, corner, pairs[2], pairs[3]);
}

static void
add_point (Tracer *self, guint32 edge)
{
  const WbBox *box = self->box;
  guint32 from = edge / 2, to = edge % 2 == 0 ? from + 1 : from + self->columns;
  double a = self->values[from], b = self->values[to];
  double share = a != b ? CLAMP ((self->level - a) / (b - a), 0, 1) : 0.5;
  double column = from % self->columns + 0.5 + (edge % 2 == 0 ? share : 0);
  double row = from / self->columns + 0.5 + (edge % 2 == 0 ? 0 : share);
  float point[2] = { (float) (box->x_lower
                              + column / self->columns * (box->x_upper - box->x_lower)),
                     (float) (box->y_lower + row / self->rows * (box->y_upper - box->y_lower)) };

  g_array_append_vals (self->points, point, 2);
}

/* The neighbour of @edge that was not walked to yet; the way there and back is forgotten. */
static guint32
walk (Tracer *self, guint32 edge)
{
  guint32 *next = self->next + 2 * (gsize) edge, *back;
  guint side = next[0] != NONE ? 0 : 1;
  guint32 to = next[side];

  if (to == NONE)
    return NONE;
  next[side] = NONE;
  back = self->next + 2 * (gsize) to;
  back[back[0] == edge ? 0 : 1] = NONE;
  return to;
}

static void
follow (Tracer *self, guint32 edge)
{
  add_point (self, edge);
  while ((edge = walk (self, edge)) != NONE)
    add_point (self, edge);
  g_array_append_vals (self->starts, &(guint) { self->points->len / 2 }, 1);
}

static void
follow_all (Tracer *self)
{
  for (guint round = 0; round < 2; round++)
    for (guint i = 0; i < self->edges->len; i++)
      {
        guint32 edge = g_array_index (self->edges, guint32, i);
        const guint32 *next = self->next + 2 * (gsize) edge;
        guint n = (next[0] != NONE) + (guint) (next[1] != NONE);

        if (n == round + 1)
          follow (self, edge);
      }
}

WbContour *
wb_contour_new (guint columns, guint rows, const float *values, const WbBox *box, double level)
{
  WbContour *self = g_new (WbContour, 1);
  gsize n_edges = 2 * (gsize) columns * rows;
  g_autofree guint32 *next = g_new (guint32, 2 * n_edges);
  g_autoptr (GArray) edges = g_array_new (FALSE, FALSE, sizeof (guint32));
  Tracer tracer = {
    columns,
    rows,
    values,
    box,
    (float) level,
    next,
    edges,
    g_array_new (FALSE, FALSE, sizeof (float)),
    g_array_new (FALSE, FALSE, sizeof (guint)),
  };

  for (gsize i = 0; i < 2 * n_edges; i++)
    next[i] = NONE;
  g_array_append_vals (tracer.starts, &(guint) { 0 }, 1);
  for (guint row = 0; row + 1 < rows; row++)
    for (guint column = 0; column + 1 < columns; column++)
      join_square (&tracer, row * columns + column);
  follow_all (&tracer);
  self->n_lines = tracer.starts->len - 1;
  self->starts = (guint *) (void *) g_array_free (tracer.starts, FALSE);
  self->points = (float *) (void *) g_array_free (tracer.points, FALSE);
  return self;
}

void
wb_contour_free (WbContour *self)
{
  if (self == NULL)
    return;
  g_free (self->starts);
  g_free (self->points);
  g_free (self);
}
