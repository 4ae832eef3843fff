/* SPDX-License-Identifier: MIT */
/* How fast the convolutions of the templates run, one thread: billions of
 * multiplications and additions a second, counted dense (what a upsampled input
 * saves shows as a higher rate), and microseconds an image. The best of some
 * runs of a few milliseconds each.
 *
 * bench-convolution [SET]
 */
#include "engine/kernels/convolution.h"

#include <stdio.h>

#define N        4
#define RUNS     15
#define RUN_USEC 2000

static const AeConv2dShape shapes[] = {
  { 28, 28, 1, 16, 3, 3, 1, 1, TRUE, FALSE },  { 14, 14, 16, 8, 3, 3, 1, 1, TRUE, FALSE },
  { 7, 7, 8, 8, 3, 3, 1, 1, TRUE, FALSE },     { 4, 4, 8, 8, 3, 3, 1, 1, TRUE, FALSE },
  { 4, 4, 8, 8, 3, 3, 1, 1, TRUE, TRUE },      { 8, 8, 8, 16, 3, 3, 1, 1, FALSE, TRUE },
  { 14, 14, 16, 1, 3, 3, 1, 1, TRUE, TRUE },   { 28, 28, 1, 32, 3, 3, 1, 1, TRUE, FALSE },
  { 14, 14, 32, 32, 3, 3, 1, 1, TRUE, FALSE }, { 7, 7, 32, 32, 3, 3, 1, 1, TRUE, FALSE },
  { 7, 7, 32, 32, 3, 3, 1, 1, TRUE, TRUE },    { 14, 14, 32, 1, 3, 3, 1, 1, TRUE, TRUE },
  { 16, 16, 8, 16, 3, 3, 1, 1, FALSE, FALSE }, { 28, 28, 16, 1, 3, 3, 1, 1, TRUE, FALSE },
  { 28, 28, 32, 1, 3, 3, 1, 1, TRUE, FALSE },  { 32, 32, 3, 32, 3, 3, 1, 1, TRUE, FALSE },
  { 16, 16, 24, 48, 3, 3, 1, 1, TRUE, FALSE }, { 16, 16, 16, 16, 5, 5, 2, 2, TRUE, FALSE },
};

typedef enum
{
  FORWARD,
  INPUT,
  WEIGHTS,
  N_DIRECTIONS,
} Direction;

typedef struct
{
  AeConv2dPlan plan;
  float *x;
  float *y;
  float *w;
  float *packed;
  float *scratch;
} Work;

static float *
draw (gsize n)
{
  float *values = g_aligned_alloc0 ((n + 63) / 64 * 64, sizeof (float), 64);

  for (gsize i = 0; i < n; i++)
    values[i] = g_random_double_range (-1, 1);
  return values;
}

static void
run (Work *work, Direction direction)
{
  switch (direction)
    {
    case FORWARD:
      ae_conv2d_forward (&work->plan, N, work->x, work->packed, work->w, TRUE, work->y,
                         work->scratch);
      break;
    case INPUT:
      ae_conv2d_backward_input (&work->plan, N, work->y, work->packed, work->x, work->scratch);
      break;
    default:
      ae_conv2d_backward_weights (&work->plan, N, work->x, work->y, work->w, work->w,
                                  work->scratch);
    }
}

/* Microseconds an image. */
static double
measure (Work *work, Direction direction)
{
  double best = G_MAXDOUBLE;

  for (guint i = 0; i < RUNS; i++)
    {
      const gint64 start = g_get_monotonic_time ();
      gint64 end = start;
      guint calls = 0;

      for (; end - start < RUN_USEC; calls++, end = g_get_monotonic_time ())
        run (work, direction);
      best = MIN (best, (double) (end - start) / calls / N);
    }
  return best;
}

static void
bench_shape (const AeConv2dShape *s, const AeKernels *kernels)
{
  Work work;
  gsize weights;
  double products;

  ae_conv2d_plan (s, kernels, &work.plan);
  weights = (gsize) s->kernel_height * s->kernel_width * s->channels * s->filters;
  products = (double) work.plan.out_height * work.plan.out_width * weights;
  work.x = draw ((gsize) N * s->height * s->width * s->channels);
  work.y = draw ((gsize) N * work.plan.out_height * work.plan.out_width * s->filters);
  work.w = draw (weights);
  work.packed = draw (work.plan.packed);
  work.scratch = draw (work.plan.scratch);
  ae_conv2d_pack (&work.plan, work.w, work.packed);
  printf ("%2ux%-2u %2u->%-2u %ux%u%s%-8s", s->height, s->width, s->channels, s->filters,
          s->kernel_height, s->kernel_width, s->stride_height > 1 ? "/2" : "  ",
          s->upsampled ? " upsampled" : "");
  for (guint direction = 0; direction < N_DIRECTIONS; direction++)
    {
      const double usec = measure (&work, direction);

      printf ("  %6.1f GF/s %7.2f us", 2e-3 * products / usec, usec);
    }
  printf ("\n");
  g_aligned_free (work.x);
  g_aligned_free (work.y);
  g_aligned_free (work.w);
  g_aligned_free (work.packed);
  g_aligned_free (work.scratch);
}

int
main (int argc, char **argv)
{
  const AeKernels *kernels = argc > 1 ? ae_kernels_find (argv[1]) : ae_kernels ();

  if (kernels == NULL)
    {
      fprintf (stderr, "No kernels called “%s” run here; known are plain, avx2 and avx512.\n",
               argv[1]);
      return 1;
    }
  printf ("%s kernels                forward                 dx                      dw and db\n",
          kernels->name);
  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    if (!shapes[i].upsampled || ae_conv2d_can_upsample (&shapes[i], kernels))
      bench_shape (&shapes[i], kernels);
  return 0;
}
