/* SPDX-License-Identifier: MIT */
/* Pooling against plain loops, with each set of kernels: windows that overlap,
 * leave cells out or hang over the border, odd numbers of channels, ties.
 */
#include "engine/kernels/window-size.h"
#include "tests/engine/kernel-sets.h"

typedef struct
{
  AePool2d pool;
  gboolean same;
} Case;

static const Case cases[] = {
  { { 8, 8, 16, 2, 2, 2, 2 }, FALSE },    { { 7, 7, 8, 2, 2, 2, 2 }, TRUE },
  { { 7, 9, 8, 2, 2, 2, 2 }, FALSE },     { { 9, 8, 5, 3, 2, 1, 1 }, TRUE },
  { { 9, 8, 17, 3, 3, 2, 2 }, TRUE },     { { 10, 5, 1, 2, 3, 3, 4 }, FALSE },
  { { 6, 6, 33, 3, 3, 1, 2 }, FALSE },    { { 4, 5, 3, 4, 5, 4, 5 }, FALSE },
  { { 1, 12, 7, 1, 2, 1, 2 }, TRUE },     { { 3, 530, 1, 3, 3, 2, 2 }, TRUE },
  { { 2, 260, 3, 2, 2, 2, 2 }, FALSE },   { { 1, 640, 1, 1, 2, 1, 2 }, FALSE },
  { { 1, 900, 1, 1, 3, 1, 600 }, FALSE },
};

#define N 2

typedef struct
{
  AePool2d pool;
  gsize n_x;
  gsize n_y;
  Array x;
  Array y;
  Array dy;
  Array dx;
} Work;

static void
work_start (Work *work, const Case *c)
{
  AePool2d *pool = &work->pool;

  *pool = c->pool;
  ae_count_windows (pool->height, pool->pool_height, pool->stride_height, c->same,
                    &pool->out_height, &pool->pad_top);
  ae_count_windows (pool->width, pool->pool_width, pool->stride_width, c->same, &pool->out_width,
                    &pool->pad_left);
  work->n_x = (gsize) N * pool->height * pool->width * pool->channels;
  work->n_y = (gsize) N * pool->out_height * pool->out_width * pool->channels;
  array_draw (&work->x, work->n_x, 1, -1, 1);
  /* Few different values, so that windows have ties. */
  for (gsize i = 0; i < work->n_x; i++)
    work->x.at[i] = (float) (int) (4 * work->x.at[i]);
  array_draw (&work->y, work->n_y, 2, 5, 6);
  array_draw (&work->dy, work->n_y, 3, -1, 1);
  array_draw (&work->dx, work->n_x, 0, 5, 6);
}

static void
work_end (Work *work)
{
  array_check_guards (&work->y);
  array_check_guards (&work->dx);
}

typedef enum
{
  LARGEST,
  GATHER,
  SPREAD_LARGEST,
  SPREAD,
} Task;

/* One window of one channel in double: @out is y's value or dx. */
static void
do_window (const Work *work,
           Task task,
           double scale,
           gsize image,
           guint row,
           guint col,
           guint c,
           double *out)
{
  const AePool2d *p = &work->pool;
  const gsize at_y = ((image * p->out_height + row) * p->out_width + col) * p->channels + c;
  gsize cells[64] = { 0 };
  gsize best = 0;
  guint n = 0;
  double sum = 0;

  for (guint i = 0; i < p->pool_height; i++)
    for (guint j = 0; j < p->pool_width; j++)
      {
        const int h = (int) (row * p->stride_height + i) - (int) p->pad_top;
        const int v = (int) (col * p->stride_width + j) - (int) p->pad_left;

        if (h >= 0 && v >= 0 && h < (int) p->height && v < (int) p->width)
          cells[n++] = ((image * p->height + h) * p->width + v) * p->channels + c;
      }
  for (guint i = 0; i < n; i++)
    {
      sum += work->x.at[cells[i]];
      best = work->x.at[cells[i]] > work->x.at[cells[best]] ? i : best;
    }
  if (scale == 0)
    scale = 1.0 / n;
  if (task == LARGEST)
    out[at_y] = work->x.at[cells[best]];
  else if (task == GATHER)
    out[at_y] = sum * scale;
  else if (task == SPREAD_LARGEST)
    out[cells[best]] += work->dy.at[at_y];
  else
    for (guint i = 0; i < n; i++)
      out[cells[i]] += work->dy.at[at_y] * scale;
}

static void
check_task (const Work *work, Task task, double scale, const Array *result)
{
  const AePool2d *p = &work->pool;
  g_autofree double *out = g_new0 (double, ROOM);

  for (gsize image = 0; image < N; image++)
    for (guint row = 0; row < p->out_height; row++)
      for (guint col = 0; col < p->out_width; col++)
        for (guint c = 0; c < p->channels; c++)
          do_window (work, task, scale, image, row, col, c, out);
  for (gsize i = 0; i < result->n; i++)
    assert_close (result->at[i], out[i], 2e-6);
}

static void
test_windows (const AeKernels *kernels)
{
  static const float scales[] = { 0, 1, 0.25f };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Work work;

      work_start (&work, &cases[i]);
      kernels->pool->max (&work.pool, N, work.x.at, work.y.at);
      check_task (&work, LARGEST, 1, &work.y);
      kernels->pool->max_backward (&work.pool, N, work.x.at, work.y.at, work.dy.at, work.dx.at);
      check_task (&work, SPREAD_LARGEST, 1, &work.dx);
      for (guint s = 0; s < G_N_ELEMENTS (scales); s++)
        {
          kernels->pool->gather (&work.pool, N, scales[s], work.x.at, work.y.at);
          check_task (&work, GATHER, scales[s], &work.y);
          kernels->pool->spread (&work.pool, N, scales[s], work.dy.at, work.dx.at);
          check_task (&work, SPREAD, scales[s], &work.dx);
        }
      work_end (&work);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_random_set_seed (1);
  add_set_test ("pooling", test_windows);
  return g_test_run ();
}
