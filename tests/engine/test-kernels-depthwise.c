/* SPDX-License-Identifier: MIT */
/* Depthwise convolutions of odd shapes against plain loops in double, with each
 * set of kernels: forward, dx and dw, which is added to; arrays of exactly the
 * size, filled with what is not a number where nothing may be read.
 */
#include "engine/kernels/depthwise-framed.h"
#include "engine/kernels/window-size.h"
#include "tests/engine/kernel-sets.h"

#define N 2

static const AeConv2dShape shapes[] = {
  /* height, width, channels, multiplier, kernel, stride, same */
  { 5, 7, 1, 1, 3, 3, 1, 1, TRUE },   { 6, 9, 3, 1, 3, 3, 1, 1, FALSE },
  { 9, 8, 3, 1, 3, 3, 2, 2, TRUE },   { 7, 9, 16, 1, 5, 5, 1, 1, TRUE },
  { 8, 8, 24, 1, 3, 3, 2, 2, TRUE },  { 6, 5, 33, 1, 2, 4, 1, 3, FALSE },
  { 7, 6, 4, 2, 3, 3, 1, 1, TRUE },   { 9, 10, 5, 3, 3, 2, 2, 3, TRUE },
  { 5, 6, 100, 1, 1, 1, 2, 2, TRUE }, { 1, 23, 7, 1, 1, 7, 1, 2, TRUE },
};

typedef struct
{
  AeConv2dShape shape;
  guint out_height, out_width, top, left;
  gsize n_x, n_y, n_w;
  float *x, *y, *w, *dx, *dw, *scratch;
  double *sums;
} Case;

static float *
draw (gsize n)
{
  float *values = g_new (float, n);

  for (gsize i = 0; i < n; i++)
    values[i] = (float) g_random_double_range (-1, 1);
  return values;
}

static void
case_start (Case *c, const AeConv2dShape *s, const AeKernels *kernels)
{
  const gsize n_scratch = ae_depthwise_count_scratch (s, kernels);

  c->shape = *s;
  ae_count_windows (s->height, s->kernel_height, s->stride_height, s->same, &c->out_height,
                    &c->top);
  ae_count_windows (s->width, s->kernel_width, s->stride_width, s->same, &c->out_width, &c->left);
  c->n_x = (gsize) N * s->height * s->width * s->channels;
  c->n_y = (gsize) N * c->out_height * c->out_width * s->channels * s->filters;
  c->n_w = (gsize) s->kernel_height * s->kernel_width * s->channels * s->filters;
  c->x = draw (c->n_x);
  c->y = draw (c->n_y);
  c->w = draw (c->n_w);
  c->dx = draw (c->n_x);
  c->dw = draw (c->n_w);
  c->scratch = g_new (float, n_scratch);
  for (gsize i = 0; i < n_scratch; i++)
    c->scratch[i] = NAN;
}

static void
case_end (Case *c)
{
  g_free (c->x);
  g_free (c->y);
  g_free (c->w);
  g_free (c->dx);
  g_free (c->dw);
  g_free (c->scratch);
}

/* Calls for every product in the convolution: y[out] goes with x[in] · w[tap]. */
typedef void (*Visit) (Case *c, gsize x, gsize w, gsize y);

static void
visit_output (Case *c, gsize image, guint row, guint col, Visit visit)
{
  const AeConv2dShape *s = &c->shape;
  const guint filters = s->filters;
  const gsize out = (image * c->out_height + row) * c->out_width + col;

  for (guint t = 0; t < s->kernel_height * s->kernel_width; t++)
    {
      const int h = (int) (row * s->stride_height + t / s->kernel_width) - (int) c->top;
      const int v = (int) (col * s->stride_width + t % s->kernel_width) - (int) c->left;

      if (h < 0 || v < 0 || h >= (int) s->height || v >= (int) s->width)
        continue;
      for (guint k = 0; k < s->channels * filters; k++)
        visit (c, ((image * s->height + h) * s->width + v) * s->channels + k / filters,
               (gsize) t * s->channels * filters + k, out * s->channels * filters + k);
    }
}

static double *
sum (Case *c, gsize n, Visit visit)
{
  c->sums = g_new0 (double, n);
  for (gsize image = 0; image < N; image++)
    for (guint row = 0; row < c->out_height; row++)
      for (guint col = 0; col < c->out_width; col++)
        visit_output (c, image, row, col, visit);
  return c->sums;
}

static void
visit_forward (Case *c, gsize x, gsize w, gsize y)
{
  c->sums[y] += (double) c->x[x] * c->w[w];
}

static void
visit_input (Case *c, gsize x, gsize w, gsize y)
{
  c->sums[x] += (double) c->y[y] * c->w[w];
}

static void
visit_weights (Case *c, gsize x, gsize w, gsize y)
{
  c->sums[w] += (double) c->x[x] * c->y[y];
}

static void
check_shape (const AeConv2dShape *s, const AeKernels *kernels)
{
  g_autofree double *y = NULL, *dx = NULL, *dw = NULL;
  g_autofree float *before = NULL;
  Case c;

  case_start (&c, s, kernels);
  y = sum (&c, c.n_y, visit_forward);
  ae_depthwise_forward (s, kernels, N, c.x, c.w, c.w, c.y, c.scratch);
  for (gsize i = 0; i < c.n_y; i++)
    assert_close (c.y[i], y[i] + c.w[i % (s->channels * s->filters)], 5e-6);
  ae_depthwise_forward (s, kernels, N, c.x, c.w, NULL, c.y, c.scratch);
  for (gsize i = 0; i < c.n_y; i++)
    assert_close (c.y[i], y[i], 5e-6);
  dx = sum (&c, c.n_x, visit_input);
  ae_depthwise_backward_input (s, kernels, N, c.y, c.w, c.dx, c.scratch);
  for (gsize i = 0; i < c.n_x; i++)
    assert_close (c.dx[i], dx[i], 2e-5);
  dw = sum (&c, c.n_w, visit_weights);
  before = g_memdup2 (c.dw, c.n_w * sizeof (float));
  ae_depthwise_backward_weights (s, kernels, N, c.x, c.y, c.dw, c.scratch);
  for (gsize i = 0; i < c.n_w; i++)
    assert_close (c.dw[i], before[i] + dw[i], 5e-5);
  case_end (&c);
}

static void
test_shapes (const AeKernels *kernels)
{
  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    check_shape (&shapes[i], kernels);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_set_test ("depthwise", test_shapes);
  return g_test_run ();
}
