/* SPDX-License-Identifier: MIT */
/*
 * Ink of a pixel = clamp ((radius - distance) / softness + 1/2), the distance
 * being that of the pixel's centre to the nearest point of the line. Only
 * pixels in the box around a line are looked at.
 */
#include "data/builtin/pen.h"

#include <math.h>

static inline int
clamp_pixel (float x, int side)
{
  return x < 0 ? 0 : x > side ? side : (int) x;
}

static void
draw_line (const DsPenPoint *a, const DsPenPoint *b, float softness, int side, float *ink)
{
  const float reach = MAX (a->radius, b->radius) + softness * 0.5f;
  const float dx = b->x - a->x;
  const float dy = b->y - a->y;
  const float square = dx * dx + dy * dy;
  const float inverse = square > 0 ? 1 / square : 0;
  const float widening = b->radius - a->radius;
  const float sharpness = 1 / softness;
  const int left = clamp_pixel (MIN (a->x, b->x) - reach, side);
  const int right = clamp_pixel (MAX (a->x, b->x) + reach + 1, side);
  const int top = clamp_pixel (MIN (a->y, b->y) - reach, side);
  const int bottom = clamp_pixel (MAX (a->y, b->y) + reach + 1, side);

  for (int y = top; y < bottom; y++)
    for (int x = left; x < right; x++)
      {
        float px = (float) x + 0.5f - a->x;
        float py = (float) y + 0.5f - a->y;
        float t = (px * dx + py * dy) * inverse;
        float value;

        t = t < 0 ? 0 : t > 1 ? 1 : t;
        px -= t * dx;
        py -= t * dy;
        value = (a->radius + t * widening - sqrtf (px * px + py * py)) * sharpness + 0.5f;
        ink[y * side + x] = MAX (ink[y * side + x], value);
      }
}

void
ds_pen_draw (const DsPenPoint *points, guint n, float softness, int side, float *ink)
{
  for (guint i = 1; i < n; i++)
    if (!points[i].begins)
      draw_line (&points[i - 1], &points[i], softness, side, ink);
}
