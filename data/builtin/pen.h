/* SPDX-License-Identifier: MIT */
/*
 * A pen on a small grey picture: a run of round dots of varying radius, joined,
 * with soft edges. Coordinates are pixels; the centre of the first one is
 * (0.5, 0.5).
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * DsPenPoint:
 * @x: to the right
 * @y: downwards
 * @radius: of the ink here
 * @begins: whether the pen came down here: no line from the point before
 */
typedef struct
{
  float x;
  float y;
  float radius;
  gboolean begins;
} DsPenPoint;

/**
 * Draws the lines between points that follow one another. Any thread.
 *
 * @points: [n], close together
 * @n: how many
 * @softness: width of the edge, over which ink turns to paper
 * @side: of the picture
 * @ink: (inout): [side, side], 0 paper to 1 ink; the darker of what was there
 *   and the line wins
 */
void ds_pen_draw (const DsPenPoint *points, guint n, float softness, int side, float *ink);

G_END_DECLS
