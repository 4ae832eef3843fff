/* SPDX-License-Identifier: MIT */
/*
 * The plane of codes: scatter and manifold.
 */
#include <math.h>

#include "app/figures/manifold.h"
#include "app/figures/scatter.h"
#include "app/figures/scatter-labels.h"
#include "figures-fixture.h"

static const float five[] = { 0, 0, 1, 1, 2, 0.5f, NAN, 1, -1, -1 };

static void
test_fit (void)
{
  g_autofree float *points = g_new (float, 2000);
  WbScatter scatter = { .points = points, .n = 1000 };

  for (guint i = 0; i < 1000; i++)
    {
      points[2 * i] = (float) i / 999;
      points[2 * i + 1] = i % 2 ? 3 : -3;
    }
  points[0] = 1e6f;
  points[2] = NAN;
  wb_scatter_fit (&scatter);
  g_assert_cmpfloat (scatter.x_lower, <, 0.01);
  g_assert_cmpfloat (scatter.x_lower, >, -0.2);
  g_assert_cmpfloat (scatter.x_upper, >, 0.99);
  g_assert_cmpfloat (scatter.x_upper, <, 1.2);
  g_assert_cmpfloat (scatter.y_lower, <, -3);
  scatter.n = 0;
  wb_scatter_fit (&scatter);
  g_assert_cmpfloat (scatter.x_lower, <, scatter.x_upper);
}

static void
test_median (void)
{
  g_autofree float *points = g_new (float, 2 * 301);
  g_autofree int *classes = g_new (int, 301);
  WbScatter scatter = { .points = points,
                        .n = 301,
                        .classes = classes,
                        .n_classes = 3,
                        .x_lower = 0,
                        .x_upper = 300,
                        .y_lower = -300,
                        .y_upper = 0 };
  double x, y;

  for (guint i = 0; i < 301; i++)
    {
      points[2 * i] = (float) (i * 97 % 301);
      points[2 * i + 1] = -points[2 * i];
      classes[i] = i == 7 ? -1 : 1;
    }
  g_assert_true (wb_scatter_get_median (&scatter, 1, &x, &y));
  g_assert_cmpfloat_with_epsilon (x, 150, 1.1);
  g_assert_cmpfloat_with_epsilon (y, -150, 1.1);
  g_assert_false (wb_scatter_get_median (&scatter, 0, &x, &y));
  scatter.classes = NULL;
  g_assert_false (wb_scatter_get_median (&scatter, 1, &x, &y));
}

static void
test_nearest (void)
{
  WbScatter scatter = {
    .points = five, .n = 5, .x_lower = -2, .x_upper = 2, .y_lower = -2, .y_upper = 2
  };
  WbAxis x_axis, y_axis;
  WbStyle style;
  gsize index;

  wb_style_init (&style, FALSE);
  wb_scatter_lay_out (&scatter, 300, 300, &style, &x_axis, &y_axis);
  g_assert_true (wb_scatter_find_nearest (&scatter, &x_axis, &y_axis,
                                          wb_axis_to_pixel (&x_axis, 1) + 2,
                                          wb_axis_to_pixel (&y_axis, 1) - 2, 5, &index));
  g_assert_cmpuint (index, ==, 1);
  g_assert_false (wb_scatter_find_nearest (&scatter, &x_axis, &y_axis,
                                           wb_axis_to_pixel (&x_axis, 1) + 6,
                                           wb_axis_to_pixel (&y_axis, 1), 5, &index));
}

/* Each point is where the axes say, in its colour; those at the edge are cut,
 * those without a place or a class do no harm.
 */
static void
test_stamp (void)
{
  const int classes[] = { 0, 1, 99, 0, -1 };
  WbScatter scatter = { .points = five,
                        .n = 5,
                        .classes = classes,
                        .n_classes = 2,
                        .x_lower = -2,
                        .x_upper = 2,
                        .y_lower = -2,
                        .y_upper = 2 };
  g_autoptr (cairo_surface_t) surface = white_surface (80, 80);
  WbAxis x_axis, y_axis;
  WbStyle style;
  guint n_painted = 0;

  wb_style_init (&style, FALSE);
  wb_axis_init (&x_axis, FALSE, -2, 2);
  wb_axis_init (&y_axis, FALSE, -2, 2);
  wb_axis_set_pixels (&x_axis, 0, 40, 10);
  wb_axis_set_pixels (&y_axis, 40, 0, 10);
  wb_scatter_stamp (&scatter, surface, &x_axis, &y_axis, 2, &style);
  for (int y = 0; y < 80; y++)
    for (int x = 0; x < 80; x++)
      n_painted += pixel_at (surface, x, y) != 0xffffffff;
  g_assert_cmpuint (n_painted, >, 4 * 20);
  g_assert_cmpuint (n_painted, <, 4 * 64);
  /* Blue 0, orange 1, grey for what has no class. */
  g_assert_cmpuint (pixel_at (surface, 40, 40) & 0xff, >, 150);
  g_assert_cmpuint ((pixel_at (surface, 60, 20) >> 16) & 0xff, >, 200);
  g_assert_cmpuint (pixel_at (surface, 60, 20) & 0xff, <, 80);
  g_assert_cmphex (pixel_at (surface, 79, 30), !=, 0xffffffff);
  g_assert_cmphex (pixel_at (surface, 20, 60), !=, 0xffffffff);
  g_assert_cmphex (pixel_at (surface, 20, 20), ==, 0xffffffff);
}

static guint
count_ink (cairo_surface_t *surface, int x0, int y0, int x1, int y1)
{
  guint n = 0;

  for (int y = y0; y < y1; y++)
    for (int x = x0; x < x1; x++)
      n += pixel_at (surface, x, y) != 0xffffffff;
  return n;
}

/* A disc whose middle is on an edge shows its wide half there, on either side. */
static void
test_stamp_is_cut (void)
{
  const float ends[] = { 0, 1, 0, -1 };
  WbScatter scatter = { .points = ends, .n = 2 };
  g_autoptr (cairo_surface_t) surface = white_surface (21, 21);
  WbAxis axis;
  WbStyle style;

  wb_style_init (&style, FALSE);
  wb_axis_init (&axis, FALSE, -1, 1);
  wb_axis_set_pixels (&axis, 5.125, 0.125, 5);
  wb_scatter_stamp (&scatter, surface, &axis, &axis, 4, &style);
  g_assert_cmpuint (count_ink (surface, 0, 0, 21, 1), >, count_ink (surface, 0, 5, 21, 6));
  g_assert_cmpuint (count_ink (surface, 0, 20, 21, 21), >, count_ink (surface, 0, 15, 21, 16));
}

/* Stamped twice or a hundred times, an opaque ground stays opaque. */
static void
test_stamp_keeps_alpha (void)
{
  g_autofree float *points = g_new0 (float, 2000);
  WbScatter scatter = {
    .points = points, .n = 1000, .x_lower = -1, .x_upper = 1, .y_lower = -1, .y_upper = 1
  };
  g_autoptr (cairo_surface_t) opaque = white_surface (21, 21);
  g_autoptr (cairo_surface_t) clear = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 21, 21);
  WbAxis axis;
  WbStyle style;

  wb_style_init (&style, FALSE);
  wb_axis_init (&axis, FALSE, -1, 1);
  wb_axis_set_pixels (&axis, 0, 21, 10);
  wb_scatter_stamp (&scatter, opaque, &axis, &axis, 1, &style);
  wb_scatter_stamp (&scatter, clear, &axis, &axis, 1, &style);
  g_assert_cmphex (pixel_at (opaque, 10, 10) >> 24, >=, 0xfe);
  g_assert_cmphex (pixel_at (clear, 10, 10) >> 24, >=, 0xf0);
  for (int y = 0; y < 21; y++)
    for (int x = 0; x < 21; x++)
      {
        guint32 pixel = pixel_at (clear, x, y), alpha = pixel >> 24;

        g_assert_cmpuint ((pixel >> 16) & 0xff, <=, alpha);
        g_assert_cmpuint ((pixel >> 8) & 0xff, <=, alpha);
        g_assert_cmpuint (pixel & 0xff, <=, alpha);
      }
}

static void
test_draw (void)
{
  const int classes[] = { 0, 1, 1, 0, 0 };
  WbScatter scatter = { .points = five,
                        .n = 5,
                        .classes = classes,
                        .n_classes = 2,
                        .x_lower = -2,
                        .x_upper = 2,
                        .y_lower = -2,
                        .y_upper = 2,
                        .x_label = "z",
                        .legend = TRUE };
  g_autoptr (cairo_surface_t) surface = white_surface (300, 240);
  cairo_t *cr = cairo_create (surface);
  WbAxis x, y;
  WbStyle style;

  wb_style_init (&style, FALSE);
  wb_scatter_draw (&scatter, cr, 300, 240, &style);
  wb_scatter_draw (&scatter, cr, 3, 2, &style);
  cairo_destroy (cr);
  wb_scatter_lay_out (&scatter, 300, 240, &style, &x, &y);
  g_assert_cmpfloat (x.end, <, 285);
  g_assert_cmpuint (count_ink (surface, (int) x.end + 4, 0, 300, 240), >, 80);
}

static void
test_codes (void)
{
  WbManifold manifold = {
    .n_columns = 3, .n_rows = 5, .x_lower = -1, .x_upper = 3, .y_lower = -2, .y_upper = 2
  };
  double code[2];

  wb_manifold_get_code (&manifold, 0, 0, code);
  g_assert_cmpfloat (code[0], ==, -1);
  g_assert_cmpfloat (code[1], ==, 2);
  wb_manifold_get_code (&manifold, 2, 4, code);
  g_assert_cmpfloat (code[0], ==, 3);
  g_assert_cmpfloat (code[1], ==, -2);
  wb_manifold_get_code (&manifold, 1, 1, code);
  g_assert_cmpfloat (code[0], ==, 1);
  g_assert_cmpfloat (code[1], ==, 1);
  manifold.n_columns = 1;
  wb_manifold_get_code (&manifold, 0, 1, code);
  g_assert_cmpfloat (code[0], ==, 1);
  manifold.n_columns = 3;
  manifold.n_rows = 3;
  manifold.is_wrapped = TRUE;
  wb_manifold_get_code (&manifold, 2, 0, code);
  g_assert_cmpfloat (code[0], ==, 0);
  wb_manifold_get_code (&manifold, 0, 1, code);
  g_assert_cmpfloat (code[0], ==, .5);
  wb_manifold_get_code (&manifold, 2, 2, code);
  g_assert_cmpfloat (code[0], ==, 3);
}

static void
test_compose (void)
{
  float values[6 * 4] = { 0 };
  WbManifold manifold = { .picture = { values, AE_SHAPE (3, 2, 2, 1), WB_MAP_IMAGE, 0, 1 },
                          .n_columns = 3,
                          .n_rows = 2 };
  g_autoptr (cairo_surface_t) surface = NULL;
  WbStyle style;

  wb_style_init (&style, FALSE);
  values[5 * 4 + 1] = 1; /* column 2, row 1; its pixel (1, 0) */
  surface = wb_manifold_to_surface (&manifold, &style);
  g_assert_cmpint (cairo_image_surface_get_width (surface), ==, 6);
  g_assert_cmpint (cairo_image_surface_get_height (surface), ==, 4);
  g_assert_cmphex (pixel_at (surface, 5, 2), ==, 0xff1e1e1e);
  g_assert_cmpuint (count_ink (surface, 0, 0, 6, 4), ==, 1);
}

/* What is drawn in a place is what a pick there finds. */
static void
test_pick (void)
{
  float values[6 * 4] = { 0 };
  WbManifold manifold = { .picture = { values, AE_SHAPE (3, 2, 2, 1), WB_MAP_IMAGE, 0, 1 },
                          .n_columns = 3,
                          .n_rows = 2,
                          .x_upper = 1,
                          .y_upper = 1,
                          .x_label = "a",
                          .y_label = "b" };
  g_autoptr (cairo_surface_t) surface = white_surface (200, 150);
  cairo_t *cr = cairo_create (surface);
  guint column, row, n_right = 0;
  WbStyle style;

  wb_style_init (&style, FALSE);
  for (guint i = 0; i < 4; i++)
    values[4 * 4 + i] = 1;
  wb_manifold_draw (&manifold, cr, 200, 150, &style);
  cairo_destroy (cr);
  for (int y = 0; y < 150; y++)
    for (int x = 0; x < 200; x++)
      if (pixel_at (surface, x, y) == 0xff1e1e1e)
        {
          g_assert_true (
            wb_manifold_pick (&manifold, 200, 150, &style, x + 0.5, y + 0.5, &column, &row));
          n_right += column == 1 && row == 1;
        }
  g_assert_cmpuint (n_right, >, 1500);
  g_assert_false (wb_manifold_pick (&manifold, 200, 150, &style, 0, 0, &column, &row));
}

/* A class in two places has one name while all is seen, and one in each place when one looks
 * nearer. */
static void
test_labels (void)
{
  enum
  {
    N = 3000
  };
  g_autofree float *points = g_new (float, 2 * N);
  g_autofree int *classes = g_new (int, N);
  WbScatter whole = { .points = points, .n = N, .classes = classes, .n_classes = 2 }, near;
  g_autofree WbScatterLabel *far = NULL, *labels = NULL;
  guint n, left = 0, right = 0, other = 0;

  for (guint i = 0; i < N; i++)
    {
      const float turn = (float) i * 2.4f, reach = .02f * (float) (i % 40);

      classes[i] = i % 3 == 2;
      points[2 * i] = (i % 3 == 0 ? -4 : i % 3 == 1 ? 4 : 0) + reach * cosf (turn);
      points[2 * i + 1] = (i % 3 == 2 ? 3 : 0) + reach * sinf (turn);
    }
  points[0] = NAN;
  wb_scatter_fit (&whole);
  near = whole;
  g_assert_cmpuint (wb_scatter_get_level (&near, &whole), ==, 0);
  near.x_upper = near.x_lower + (whole.x_upper - whole.x_lower) / 4.5;
  near.y_upper = near.y_lower + (whole.y_upper - whole.y_lower) / 9;
  g_assert_cmpuint (wb_scatter_get_level (&near, &whole), ==, 2);
  far = wb_scatter_find_labels (&whole, 0, &n);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpuint (far[1].class_index, ==, 1);
  labels = wb_scatter_find_labels (&whole, 1, &n);
  for (guint i = 0; i < n; i++)
    {
      left += labels[i].class_index == 0 && fabs (labels[i].x + 4) < .8;
      right += labels[i].class_index == 0 && fabs (labels[i].x - 4) < .8;
      other += labels[i].class_index == 1 && fabs (labels[i].y - 3) < .8;
    }
  g_assert_cmpuint (left, >=, 1);
  g_assert_cmpuint (right, >=, 1);
  g_assert_cmpuint (other, >=, 1);
  g_assert_cmpuint (left + right + other, ==, n);
}

/* Points on a line have no numbers to their left; others have. */
static void
test_flat (void)
{
  for (guint flat = 0; flat < 2; flat++)
    {
      g_autoptr (cairo_surface_t) surface = white_surface (300, 200);
      cairo_t *cr = cairo_create (surface);
      WbScatter scatter = { .points = (float[]) { -1, 0, 1, 0 }, .n = 2, .flat = flat == 1 };
      guint n_dark = 0;
      WbStyle style;

      wb_style_init (&style, FALSE);
      wb_scatter_fit (&scatter);
      wb_scatter_draw (&scatter, cr, 300, 200, &style);
      cairo_destroy (cr);
      cairo_surface_flush (surface);
      for (int y = 0; y < 170; y++)
        for (int x = 0; x < 40; x++)
          n_dark += pixel_at (surface, x, y) != pixel_at (surface, 0, 0);
      g_assert_true (flat == 1 ? n_dark == 0 : n_dark > 20);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/figures/scatter/fit", test_fit);
  g_test_add_func ("/figures/scatter/median", test_median);
  g_test_add_func ("/figures/scatter/labels", test_labels);
  g_test_add_func ("/figures/scatter/nearest", test_nearest);
  g_test_add_func ("/figures/scatter/stamp", test_stamp);
  g_test_add_func ("/figures/scatter/stamp-is-cut", test_stamp_is_cut);
  g_test_add_func ("/figures/scatter/stamp-keeps-alpha", test_stamp_keeps_alpha);
  g_test_add_func ("/figures/scatter/draw", test_draw);
  g_test_add_func ("/figures/scatter/flat", test_flat);
  g_test_add_func ("/figures/manifold/codes", test_codes);
  g_test_add_func ("/figures/manifold/compose", test_compose);
  g_test_add_func ("/figures/manifold/pick", test_pick);
  return g_test_run ();
}
