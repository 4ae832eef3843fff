/* SPDX-License-Identifier: MIT */
/* Convolutions of every kind of shape against plain loops in double, with each
 * set of kernels: forward, dx, dw and db, accumulators pre-filled, unaligned
 * images, and not one float written outside. float32 sums of up to 9·32
 * products of numbers below 1 may be off by 6e-5, those of dw and db by 3e-4.
 */
#include "engine/kernels/convolution.h"
#include "tests/engine/kernel-sets.h"

static const AeConv2dShape shapes[] = {
  /* height, width, channels, filters, kernel, stride, same, upsampled */
  { 28, 28, 1, 16, 3, 3, 1, 1, TRUE, FALSE },
  { 14, 14, 16, 8, 3, 3, 1, 1, TRUE, FALSE },
  { 7, 7, 8, 8, 3, 3, 1, 1, TRUE, FALSE },
  { 4, 4, 8, 8, 3, 3, 1, 1, TRUE, FALSE },
  { 16, 16, 8, 16, 3, 3, 1, 1, FALSE, FALSE },
  { 28, 28, 16, 1, 3, 3, 1, 1, TRUE, FALSE },
  { 28, 28, 1, 32, 3, 3, 1, 1, TRUE, FALSE },
  { 14, 14, 32, 32, 3, 3, 1, 1, TRUE, FALSE },
  { 28, 28, 32, 1, 3, 3, 1, 1, TRUE, FALSE },
  { 9, 13, 3, 24, 3, 3, 1, 1, TRUE, FALSE },
  { 5, 11, 16, 40, 3, 3, 1, 1, FALSE, FALSE },
  { 6, 5, 8, 1, 3, 3, 1, 1, TRUE, FALSE },
  { 6, 19, 16, 1, 3, 3, 1, 1, FALSE, FALSE },
  { 3, 3, 32, 8, 3, 3, 1, 1, FALSE, FALSE },
  { 9, 8, 5, 7, 3, 3, 1, 1, TRUE, FALSE },
  { 9, 8, 2, 3, 5, 4, 2, 3, TRUE, FALSE },
  { 11, 10, 3, 4, 2, 3, 3, 2, FALSE, FALSE },
  { 7, 6, 4, 5, 1, 1, 1, 1, TRUE, FALSE },
  { 1, 23, 6, 8, 1, 5, 1, 2, TRUE, FALSE },
  { 40, 41, 7, 16, 7, 7, 1, 1, TRUE, FALSE },
  { 4, 4, 8, 8, 3, 3, 1, 1, TRUE, TRUE },
  { 8, 8, 8, 16, 3, 3, 1, 1, FALSE, TRUE },
  { 14, 14, 16, 1, 3, 3, 1, 1, TRUE, TRUE },
  { 7, 7, 32, 32, 3, 3, 1, 1, TRUE, TRUE },
  { 14, 14, 32, 1, 3, 3, 1, 1, TRUE, TRUE },
  { 5, 3, 16, 32, 3, 3, 1, 1, FALSE, TRUE },
  { 3, 9, 8, 1, 3, 3, 1, 1, TRUE, TRUE },
  { 2, 2, 32, 8, 3, 3, 1, 1, TRUE, TRUE },
  { 9, 13, 16, 32, 3, 3, 1, 1, TRUE, FALSE },
  { 10, 7, 48, 16, 3, 3, 1, 1, FALSE, FALSE },
  { 6, 9, 24, 16, 3, 3, 1, 1, TRUE, TRUE },
  /* few filters or channels, filters that fill no vector, phases of strides
   * that see no tap, images of several bands */
  { 6, 7, 12, 3, 3, 3, 1, 1, TRUE, FALSE },
  { 9, 8, 10, 2, 5, 5, 2, 2, TRUE, FALSE },
  { 7, 9, 9, 4, 3, 3, 1, 1, FALSE, FALSE },
  { 8, 8, 33, 1, 3, 3, 2, 2, TRUE, FALSE },
  { 10, 9, 4, 17, 1, 1, 2, 2, TRUE, FALSE },
  { 11, 7, 3, 25, 2, 1, 3, 2, FALSE, FALSE },
  { 5, 6, 20, 100, 3, 1, 1, 1, TRUE, FALSE },
  { 7, 8, 2, 20, 3, 3, 2, 2, TRUE, FALSE },
  { 20, 130, 24, 12, 3, 3, 1, 1, TRUE, FALSE },
  { 1, 40, 48, 10, 1, 7, 1, 3, FALSE, FALSE },
  { 8, 9, 16, 3, 4, 4, 3, 3, TRUE, FALSE },
  { 5, 5, 8, 4, 1, 1, 1, 1, TRUE, FALSE },
  { 6, 1, 3, 1, 3, 3, 1, 1, TRUE, FALSE },
};

#define N 2

typedef struct
{
  AeConv2dPlan plan;
  gsize x_size;
  gsize y_size;
  gsize w_size;
  float *x;
  float *y;
  float *w;
  float *b;
  float *packed;
  float *scratch;
} Case;

static gsize
padded (gsize size)
{
  return (size + 63) / 64 * 64 + 64;
}

/* @n numbers one float behind an aligned address, and guards behind them. */
static float *
draw (gsize n)
{
  float *memory = g_aligned_alloc (padded (n), sizeof (float), 64);

  for (gsize i = 0; i < padded (n); i++)
    memory[i] = i >= 1 && i <= n ? g_random_double_range (-1, 1) : GUARD;
  return memory + 1;
}

static void
release (float *start, gsize n)
{
  g_assert_cmpfloat (start[-1], ==, GUARD);
  for (gsize i = n; i < padded (n) - 1; i++)
    g_assert_cmpfloat (start[i], ==, GUARD);
  g_aligned_free (start - 1);
}

static void
case_start (Case *c, const AeConv2dShape *shape, const AeKernels *kernels)
{
  ae_conv2d_plan (shape, kernels, &c->plan);
  c->x_size = (gsize) shape->height * shape->width * shape->channels;
  c->y_size = (gsize) c->plan.out_height * c->plan.out_width * shape->filters;
  c->w_size = (gsize) shape->kernel_height * shape->kernel_width * shape->channels * shape->filters;
  c->x = draw (N * c->x_size);
  c->y = draw (N * c->y_size);
  c->w = draw (c->w_size);
  c->b = draw (shape->filters);
  c->packed = draw (c->plan.packed);
  c->scratch = draw (c->plan.scratch);
  ae_conv2d_pack (&c->plan, c->w, c->packed);
}

static void
case_end (Case *c)
{
  release (c->x, N * c->x_size);
  release (c->y, N * c->y_size);
  release (c->w, c->w_size);
  release (c->b, c->plan.shape.filters);
  release (c->packed, c->plan.packed);
  release (c->scratch, c->plan.scratch);
}

/* Calls for every product in the convolution: y[out] goes with x[in] · w[tap]. */
typedef void (*Visit) (gpointer data, gsize x, gsize w, gsize y);

static void
visit_window (const AeConv2dPlan *plan,
              guint row,
              guint col,
              gsize image,
              Visit visit,
              gpointer data)
{
  const AeConv2dShape *s = &plan->shape;
  const int factor = s->upsampled ? 2 : 1;
  const gsize out = ((image * plan->out_height + row) * plan->out_width + col) * s->filters;

  for (guint kh = 0; kh < s->kernel_height; kh++)
    for (guint kw = 0; kw < s->kernel_width; kw++)
      {
        const int h = (int) (row * s->stride_height + kh) - (int) plan->pad_top;
        const int v = (int) (col * s->stride_width + kw) - (int) plan->pad_left;

        if (h < 0 || v < 0 || h >= (int) s->height * factor || v >= (int) s->width * factor)
          continue;
        for (guint c = 0; c < s->channels; c++)
          for (guint k = 0; k < s->filters; k++)
            visit (data,
                   ((image * s->height + h / factor) * s->width + v / factor) * s->channels + c,
                   ((kh * s->kernel_width + kw) * s->channels + c) * s->filters + k, out + k);
      }
}

static void
visit_all (const AeConv2dPlan *plan, Visit visit, gpointer data)
{
  for (gsize image = 0; image < N; image++)
    for (guint row = 0; row < plan->out_height; row++)
      for (guint col = 0; col < plan->out_width; col++)
        visit_window (plan, row, col, image, visit, data);
}

typedef struct
{
  const float *a;
  const float *b;
  double *sums;
} Reference;

static void
visit_forward (gpointer data, gsize x, gsize w, gsize y)
{
  Reference *r = data;

  r->sums[y] += (double) r->a[x] * r->b[w];
}

static void
visit_input (gpointer data, gsize x, gsize w, gsize y)
{
  Reference *r = data;

  r->sums[x] += (double) r->a[y] * r->b[w];
}

static void
visit_weights (gpointer data, gsize x, gsize w, gsize y)
{
  Reference *r = data;

  r->sums[w] += (double) r->a[x] * r->b[y];
}

static void
check_forward (Case *c)
{
  const guint filters = c->plan.shape.filters;
  g_autofree double *sums = g_new0 (double, N * c->y_size);

  for (gsize i = 0; i < N * c->y_size; i++)
    sums[i] = c->b[i % filters];
  visit_all (&c->plan, visit_forward, &(Reference) { c->x, c->w, sums });
  ae_conv2d_forward (&c->plan, N, c->x, c->packed, c->b, FALSE, c->y, c->scratch);
  for (gsize i = 0; i < N * c->y_size; i++)
    assert_close (c->y[i], sums[i], 6e-5);
  ae_conv2d_forward (&c->plan, N, c->x, c->packed, c->b, TRUE, c->y, c->scratch);
  for (gsize i = 0; i < N * c->y_size; i++)
    assert_close (c->y[i], MAX (sums[i], 0), 6e-5);
  ae_conv2d_forward (&c->plan, N, c->x, c->packed, NULL, FALSE, c->y, c->scratch);
  for (gsize i = 0; i < N * c->y_size; i++)
    assert_close (c->y[i], sums[i] - c->b[i % filters], 6e-5);
}

static void
check_input (Case *c)
{
  g_autofree double *sums = g_new0 (double, N * c->x_size);
  float *dx = draw (N * c->x_size);

  visit_all (&c->plan, visit_input, &(Reference) { c->y, c->w, sums });
  ae_conv2d_backward_input (&c->plan, N, c->y, c->packed, dx, c->scratch);
  for (gsize i = 0; i < N * c->x_size; i++)
    assert_close (dx[i], sums[i], 6e-5);
  release (dx, N * c->x_size);
}

static void
check_weights (Case *c)
{
  const guint filters = c->plan.shape.filters;
  g_autofree double *sums = g_new0 (double, c->w_size);
  g_autofree double *bias_sums = g_new0 (double, filters);
  float *dw = draw (c->w_size);
  float *db = draw (filters);

  for (gsize i = 0; i < c->w_size; i++)
    sums[i] = dw[i];
  for (guint k = 0; k < filters; k++)
    bias_sums[k] = db[k];
  for (gsize i = 0; i < N * c->y_size; i++)
    bias_sums[i % filters] += c->y[i];
  visit_all (&c->plan, visit_weights, &(Reference) { c->x, c->y, sums });
  ae_conv2d_backward_weights (&c->plan, N, c->x, c->y, dw, db, c->scratch);
  for (gsize i = 0; i < c->w_size; i++)
    assert_close (dw[i], sums[i], 3e-4);
  for (guint k = 0; k < filters; k++)
    assert_close (db[k], bias_sums[k], 3e-4);
  release (dw, c->w_size);
  release (db, filters);
}

static void
test_shapes (const AeKernels *kernels)
{
  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      Case c;

      if (shapes[i].upsampled && !ae_conv2d_can_upsample (&shapes[i], kernels))
        {
          g_assert_cmpstr (kernels->name, ==, "plain");
          continue;
        }
      case_start (&c, &shapes[i], kernels);
      check_forward (&c);
      for (gsize k = 0; k < N * c.y_size; k++)
        c.y[k] = g_random_double_range (-1, 1);
      check_input (&c);
      check_weights (&c);
      case_end (&c);
    }
}

/* What the models of the templates use runs on kernels of its own. */
static void
test_direct (const AeKernels *kernels)
{
  for (guint i = 0; i < 9; i++)
    {
      AeConv2dPlan plan;

      ae_conv2d_plan (&shapes[i], kernels, &plan);
      if (kernels->conv[0] == NULL)
        g_assert_true (plan.forward == NULL && plan.winograd == NULL);
      else if (shapes[i].channels >= 16 && shapes[i].filters >= 16)
        g_assert_nonnull (plan.winograd);
      else
        g_assert_true (plan.forward != NULL && plan.weights != NULL
                       && (plan.input != NULL || shapes[i].channels == 1));
    }
}

/* An image's result does not depend on how many are done at once. */
static void
test_images_apart (const AeKernels *kernels)
{
  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      Case c;
      float *y;

      if (shapes[i].upsampled && !ae_conv2d_can_upsample (&shapes[i], kernels))
        continue;
      case_start (&c, &shapes[i], kernels);
      y = draw (N * c.y_size);
      ae_conv2d_forward (&c.plan, N, c.x, c.packed, c.b, FALSE, c.y, c.scratch);
      for (guint image = 0; image < N; image++)
        ae_conv2d_forward (&c.plan, 1, c.x + image * c.x_size, c.packed, c.b, FALSE,
                           y + image * c.y_size, c.scratch);
      g_assert_cmpmem (y, N * c.y_size * sizeof *y, c.y, N * c.y_size * sizeof *y);
      release (y, N * c.y_size);
      case_end (&c);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_random_set_seed (1);
  add_set_test ("convolution/shapes", test_shapes);
  add_set_test ("convolution/direct", test_direct);
  add_set_test ("convolution/images-apart", test_images_apart);
  return g_test_run ();
}
