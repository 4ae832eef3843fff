/* SPDX-License-Identifier: MIT */
/* How long it takes to draw 70,000 and 1,000,000 points in ten classes with their labels, to
 * find the points inside a lasso, and the point nearest to the pointer. Milliseconds of the
 * thread, the middle of some runs, in a picture of 480 × 440 as in the window.
 *
 * bench-scatter
 */
#include <cairo.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "app/figures/scatter.h"
#include "app/latent/lasso.h"
#include "engine/random.h"

#define WIDTH     480
#define HEIGHT    440
#define N_CLASSES 10
#define N_CORNERS 200
#define RUNS      15

typedef struct
{
  WbScatter scatter;
  WbStyle style;
  float *points;
  int *classes;
  float corners[2 * N_CORNERS];
  guint8 *inside;
} Bench;

static double
read_msec (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (double) time.tv_sec * 1e3 + (double) time.tv_nsec / 1e6;
}

static void
set_up (Bench *self, gsize n)
{
  *self = (Bench) { .points = g_new (float, 2 * n), .classes = g_new (int, n) };
  self->inside = g_new (guint8, n);
  ae_random_normal (&(AeRandomKey) { .seed = 1 }, self->points, 2 * n);
  for (gsize i = 0; i < n; i++)
    {
      self->classes[i] = (int) (i % N_CLASSES);
      self->points[2 * i] += (float) (i % N_CLASSES * 3 % 7 * 2);
      self->points[2 * i + 1] += (float) (i % N_CLASSES * 5 % 11);
    }
  self->scatter = (WbScatter) {
    .points = self->points, .classes = self->classes, .n = n, .n_classes = N_CLASSES
  };
  wb_scatter_fit (&self->scatter);
  wb_style_init (&self->style, FALSE);
  for (guint i = 0; i < N_CORNERS; i++)
    {
      const double turn = 2 * G_PI * i / N_CORNERS, reach = 3 + .4 * sin (5 * turn);

      self->corners[2 * i] = (float) (6 + reach * cos (turn));
      self->corners[2 * i + 1] = (float) (5 + reach * sin (turn));
    }
}

static void
draw (Bench *self)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);

  wb_scatter_draw (&self->scatter, cr, WIDTH, HEIGHT, &self->style);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static void
select_inside (Bench *self)
{
  wb_lasso_find (self->scatter.n, self->points, N_CORNERS, self->corners, self->inside);
}

static void
find_nearest (Bench *self)
{
  WbAxis x, y;
  gsize found;

  wb_scatter_lay_out (&self->scatter, WIDTH, HEIGHT, &self->style, &x, &y);
  wb_scatter_find_nearest (&self->scatter, &x, &y, WIDTH / 2., HEIGHT / 2., 40, &found);
}

static int
compare (const void *a, const void *b)
{
  const double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
measure (Bench *self, void (*run) (Bench *self))
{
  double msec[RUNS];

  for (guint i = 0; i < RUNS; i++)
    {
      const double began = read_msec ();

      run (self);
      msec[i] = read_msec () - began;
    }
  qsort (msec, RUNS, sizeof *msec, compare);
  return msec[RUNS / 2];
}

int
main (void)
{
  static const gsize counts[] = { 10000, 70000, 1000000 };

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      Bench self;

      set_up (&self, counts[i]);
      printf ("%8" G_GSIZE_FORMAT " points: drawn in %.1f ms, lasso of %d corners %.1f ms, "
              "nearest %.2f ms\n",
              counts[i], measure (&self, draw), N_CORNERS, measure (&self, select_inside),
              measure (&self, find_nearest));
      g_free (self.points);
      g_free (self.classes);
      g_free (self.inside);
    }
  return 0;
}
