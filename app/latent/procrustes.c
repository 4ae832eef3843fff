/* SPDX-License-Identifier: MIT */
#include "app/latent/procrustes.h"

#include <math.h>
#include <string.h>

typedef struct
{
  double x;
  double y;
} Point;

static gboolean
counts (const float *a, const float *b)
{
  return isfinite (a[0]) && isfinite (a[1]) && isfinite (b[0]) && isfinite (b[1]);
}

/* Returns how many pairs count. */
static gsize
find_middles (gsize n, const float *to, const float *places, Point *to_middle, Point *middle)
{
  gsize counted = 0;

  *to_middle = *middle = (Point) { 0, 0 };
  for (gsize i = 0; i < n; i++)
    if (counts (to + 2 * i, places + 2 * i))
      {
        counted++;
        to_middle->x += (to[2 * i] - to_middle->x) / (double) counted;
        to_middle->y += (to[2 * i + 1] - to_middle->y) / (double) counted;
        middle->x += (places[2 * i] - middle->x) / (double) counted;
        middle->y += (places[2 * i + 1] - middle->y) / (double) counted;
      }
  return counted;
}

void
wb_procrustes_align (gsize n, const float *to, float *places)
{
  Point to_middle, middle;
  double xx = 0, xy = 0, yx = 0, yy = 0, cosine, sine, length, mirror;

  if (memcmp (to, places, 2 * n * sizeof (float)) == 0
      || find_middles (n, to, places, &to_middle, &middle) == 0)
    return;
  for (gsize i = 0; i < n; i++)
    if (counts (to + 2 * i, places + 2 * i))
      {
        double x = places[2 * i] - middle.x, y = places[2 * i + 1] - middle.y;

        xx += x * (to[2 * i] - to_middle.x);
        xy += x * (to[2 * i + 1] - to_middle.y);
        yx += y * (to[2 * i] - to_middle.x);
        yy += y * (to[2 * i + 1] - to_middle.y);
      }
  /* A mirrored picture has y turned round before it is turned by the angle. */
  mirror = hypot (xx - yy, xy + yx) > hypot (xx + yy, xy - yx) ? -1 : 1;
  cosine = xx + mirror * yy;
  sine = xy - mirror * yx;
  length = hypot (cosine, sine);
  cosine = length > 0 ? cosine / length : 1;
  sine = length > 0 ? sine / length : 0;
  for (gsize i = 0; i < n; i++)
    {
      double x = places[2 * i] - middle.x, y = mirror * (places[2 * i + 1] - middle.y);

      places[2 * i] = (float) (cosine * x - sine * y + to_middle.x);
      places[2 * i + 1] = (float) (sine * x + cosine * y + to_middle.y);
    }
}
