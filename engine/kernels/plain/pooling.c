/* SPDX-License-Identifier: MIT */
/* Pooling, value by value. */
#include "engine/kernels/pooling-walk.h"
#include "engine/kernels/set.h"

#include <math.h>

static gsize
cell (const Window *w, guint row, guint col, gsize channel)
{
  return w->x + row * w->pitch + col * w->channels + channel;
}

static void
window_max (const Pass *pass, const Window *w, guint rows, guint cols, guint lanes)
{
  for (gsize c = 0; c < w->channels; c++)
    {
      float largest = -INFINITY;

      for (guint i = 0; i < rows; i++)
        for (guint j = 0; j < cols; j++)
          {
            const float x = pass->x[cell (w, i, j, c)];

            largest = largest > x ? largest : x;
          }
      pass->out[w->y + c] = largest;
    }
}

static void
window_max_backward (const Pass *pass, const Window *w, guint rows, guint cols, guint lanes)
{
  for (gsize c = 0; c < w->channels; c++)
    {
      float rest = pass->dy[w->y + c];

      for (guint i = 0; i < rows; i++)
        for (guint j = 0; j < cols; j++)
          {
            const gsize at = cell (w, i, j, c);
            const gboolean hit = pass->x[at] == pass->y[w->y + c];

            pass->out[at] = (hit ? rest : 0) + (pass->shared ? pass->out[at] : 0);
            rest = hit ? 0 : rest;
          }
    }
}

static void
window_gather (const Pass *pass, const Window *w, guint rows, guint cols, guint lanes)
{
  for (gsize c = 0; c < w->channels; c++)
    {
      float sum = 0;

      for (guint i = 0; i < rows; i++)
        for (guint j = 0; j < cols; j++)
          sum += pass->x[cell (w, i, j, c)];
      pass->out[w->y + c] = sum * w->factor;
    }
}

static void
window_spread (const Pass *pass, const Window *w, guint rows, guint cols, guint lanes)
{
  for (gsize c = 0; c < w->channels; c++)
    {
      const float part = pass->dy[w->y + c] * w->factor;

      for (guint i = 0; i < rows; i++)
        for (guint j = 0; j < cols; j++)
          {
            const gsize at = cell (w, i, j, c);

            pass->out[at] = part + (pass->shared ? pass->out[at] : 0);
          }
    }
}

#define POOL_LANES    1
#define NARROW_MAX    NULL
#define NARROW_GATHER NULL
#define NARROW_SPREAD NULL

#include "engine/kernels/pooling-table.h"
