/* SPDX-License-Identifier: MIT */
/*
 * Series as line charts.
 */
#include <math.h>

#include "app/figures/image-grid.h"
#include "app/figures/line-chart.h"
#include "figures-fixture.h"

#define WIDTH  100
#define HEIGHT 60

/* @scale: pixels of the device */
static cairo_surface_t *
draw (const WbPicture *picture, gboolean dark, int scale)
{
  cairo_surface_t *surface = white_surface (WIDTH * scale, HEIGHT * scale);
  WbStyle style;
  cairo_t *cr;

  cairo_surface_set_device_scale (surface, scale, scale);
  cr = cairo_create (surface);
  wb_style_init (&style, dark);
  wb_colour_set (&style.tile, cr);
  cairo_paint (cr);
  wb_picture_draw (picture, cr, 0, 0, WIDTH, HEIGHT, &style);
  cairo_destroy (cr);
  return surface;
}

static guint32
to_pixel (const WbColour *colour)
{
  return 0xff000000u | (guint32) (colour->red * 255 + .5) << 16
         | (guint32) (colour->green * 255 + .5) << 8 | (guint32) (colour->blue * 255 + .5);
}

/* Rounding is Cairo's. */
static void
assert_colour (cairo_surface_t *surface, int x, int y, const WbColour *colour)
{
  guint32 pixel = pixel_at (surface, x, y);

  g_assert_cmpfloat_with_epsilon ((pixel >> 16 & 0xff) / 255., colour->red, 0.01);
  g_assert_cmpfloat_with_epsilon ((pixel >> 8 & 0xff) / 255., colour->green, 0.01);
  g_assert_cmpfloat_with_epsilon ((pixel & 0xff) / 255., colour->blue, 0.01);
}

static guint
count_pixels (cairo_surface_t *surface, guint32 pixel)
{
  guint n = 0;

  for (int y = 0; y < cairo_image_surface_get_height (surface); y++)
    for (int x = 0; x < cairo_image_surface_get_width (surface); x++)
      n += pixel_at (surface, x, y) == pixel;
  return n;
}

/* Low in the first half and high in the second: the line is a whole pixel, at the
 * bottom and at the top, at both scales and in both themes. */
static void
test_sharp (void)
{
  const float values[] = { 0, 0, 0, 0, 1, 1, 1, 1 };
  WbPicture picture = { values, AE_SHAPE (2, 8, 1), WB_MAP_IMAGE, 0, 1 };

  for (int i = 0; i < 4; i++)
    {
      int scale = 1 + i / 2;
      g_autoptr (cairo_surface_t) surface = draw (&picture, i % 2, scale);
      WbStyle style;

      wb_style_init (&style, i % 2);
      for (int k = 0; k < scale; k++)
        {
          g_assert_cmphex (pixel_at (surface, 20 * scale, HEIGHT * scale - 1 - k), ==,
                           to_pixel (&style.text));
          g_assert_cmphex (pixel_at (surface, 80 * scale, k), ==, to_pixel (&style.text));
        }
      g_assert_cmphex (pixel_at (surface, 20 * scale, HEIGHT * scale - 1 - scale), ==,
                       to_pixel (&style.tile));
      g_assert_cmphex (pixel_at (surface, 80 * scale, scale), ==, to_pixel (&style.tile));
      g_assert_cmphex (pixel_at (surface, 20 * scale, 0), ==, to_pixel (&style.tile));
    }
}

/* Input and output have a colour each, and the area between them another. */
static void
test_reference (void)
{
  const float values[] = { 1, 1, 1, 1 }, reference[] = { 0, 0, 0, 0 };
  WbPicture picture = { values, AE_SHAPE (2, 4, 1), WB_MAP_IMAGE, 0, 1, reference };

  for (int dark = 0; dark < 2; dark++)
    {
      g_autoptr (cairo_surface_t) surface = draw (&picture, dark, 1);
      guint32 between = pixel_at (surface, 50, 30);
      WbColour colour;
      WbStyle style;

      wb_style_init (&style, dark);
      colour = wb_line_chart_colour (&style);
      assert_colour (surface, 50, 0, &colour);
      g_assert_cmphex (pixel_at (surface, 50, HEIGHT - 1), ==, to_pixel (&style.text));
      g_assert_cmphex (between, !=, to_pixel (&style.tile));
      g_assert_cmpuint (count_pixels (surface, between), >, WIDTH * (HEIGHT - 4));
      g_assert_cmpfloat (wb_colour_contrast (&colour, &style.text), >, 2);
      g_assert_cmpfloat (wb_colour_contrast (&colour, &style.tile), >, 3);
    }
}

/* Too high is above the middle and red, too low is below it and blue. */
static void
test_difference (void)
{
  const float values[] = { .5f, .5f, .5f, .5f, -.5f, -.5f, -.5f, -.5f };
  WbPicture picture = { values, AE_SHAPE (2, 8, 1), WB_MAP_ERROR, -1, 1 };
  g_autoptr (cairo_surface_t) surface = draw (&picture, FALSE, 1);
  const guint32 *map = wb_colour_map (WB_MAP_ERROR, FALSE);

  g_assert_cmphex (pixel_at (surface, 20, 15), ==, map[255]);
  g_assert_cmphex (pixel_at (surface, 20, 45), ==, 0xffffffff);
  g_assert_cmphex (pixel_at (surface, 80, 45), ==, map[0]);
  g_assert_cmphex (pixel_at (surface, 80, 15), ==, 0xffffffff);
}

/* Whether anything is drawn in a column of pixels above @bottom. */
static gboolean
reaches (cairo_surface_t *surface, int x, int bottom)
{
  for (int y = 0; y < bottom; y++)
    if (pixel_at (surface, x, y) != 0xffffffff)
      return TRUE;
  return FALSE;
}

/* One step of ten thousand is high; another is no number and is left out. */
static void
test_peak (void)
{
  enum
  {
    N = 10000
  };
  g_autofree float *values = g_new0 (float, N);
  WbPicture picture = { values, AE_SHAPE (2, N, 1), WB_MAP_IMAGE, 0, 1 };
  g_autoptr (cairo_surface_t) surface = NULL;

  values[3037] = 1;
  values[7000] = NAN;
  surface = draw (&picture, FALSE, 1);
  for (int x = 0; x < WIDTH; x++)
    if (x < 29 || x > 31 || x == 30)
      g_assert_cmpint (reaches (surface, x, 20), ==, x == 30);
  picture.map = WB_MAP_DECODER;
  cairo_surface_destroy (surface);
  surface = draw (&picture, FALSE, 1);
  g_assert_true (reaches (surface, 30, 20));
}

static void
test_gap (void)
{
  const float values[] = { 1, 1, NAN, 1, 1 };
  WbPicture picture = { values, AE_SHAPE (2, 5, 1), WB_MAP_IMAGE, 0, 1 };
  g_autoptr (cairo_surface_t) surface = draw (&picture, FALSE, 1);

  g_assert_true (reaches (surface, 10, 1));
  g_assert_false (reaches (surface, 50, HEIGHT));
  g_assert_true (reaches (surface, 90, 1));
}

/* Twelve flat lines, each at a height of its own: as many colours as are drawn. */
static void
test_features (void)
{
  enum
  {
    FEATURES = 12
  };
  float values[3 * FEATURES];
  WbPicture picture = { values, AE_SHAPE (2, 3, FEATURES), WB_MAP_IMAGE, 0, 1 };
  g_autoptr (cairo_surface_t) surface = NULL;
  WbStyle style;

  wb_style_init (&style, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    values[i] = (HEIGHT - 1 - 4 * (float) (i % FEATURES)) / (HEIGHT - 1);
  surface = draw (&picture, FALSE, 1);
  for (guint f = 0; f < FEATURES; f++)
    {
      WbColour colour = f < WB_LINE_CHART_FEATURES ? wb_class_colour (&style, f) : style.tile;

      assert_colour (surface, 5, 4 * (int) f, &colour);
      for (guint other = 0; other < f; other++)
        if (f < WB_LINE_CHART_FEATURES)
          g_assert_cmphex (pixel_at (surface, 5, 4 * (int) f), !=,
                           pixel_at (surface, 5, 4 * (int) other));
    }
}

/* More features than anyone can tell apart: a row of pixels each, over the whole place. */
static void
test_activations (void)
{
  float values[4 * 10] = { 0 };
  WbPicture picture = { values, AE_SHAPE (2, 4, 10), WB_MAP_ENCODER, 0, 1 };
  const guint32 *map = wb_colour_map (WB_MAP_ENCODER, FALSE);
  g_autoptr (cairo_surface_t) surface = NULL;

  values[3 * 10 + 9] = 1;
  surface = draw (&picture, FALSE, 1);
  g_assert_cmphex (pixel_at (surface, 99, 59), ==, map[255]);
  g_assert_cmphex (pixel_at (surface, 76, 55), ==, map[255]);
  g_assert_cmphex (pixel_at (surface, 50, 59), ==, map[0]);
  g_assert_cmphex (pixel_at (surface, 99, 30), ==, map[0]);
  g_assert_true (wb_line_chart_suits (&(WbPicture) { values, AE_SHAPE (2, 5, 8), WB_MAP_ENCODER }));
  g_assert_false (wb_line_chart_suits (&picture));
}

/* The picture of a command: a row of inputs, and one of outputs over them. */
static void
test_plain_grid (void)
{
  const float inputs[2 * 4] = { 0, 0, 0, 0, 1, 1, 1, 1 }, outputs[2 * 4] = { 1, 1, 1, 1 };
  const WbImageRow rows[] = { wb_image_row ("Input", inputs),
                              wb_image_row_output ("Output", outputs, inputs) };
  WbImageGrid grid = {
    .shape = AE_SHAPE (2, 4, 1), .n = 2, .rows = rows, .n_rows = 2, .selected = -1
  };
  g_autoptr (cairo_surface_t) surface = NULL;
  WbColour colour;
  WbStyle style;

  wb_style_init (&style, FALSE);
  style.as_stored = TRUE;
  colour = wb_line_chart_colour (&style);
  surface = wb_image_grid_to_surface (&grid, 1, 20, &style);
  g_assert_cmpint (cairo_image_surface_get_width (surface), ==, 2 * 129 - 1);
  g_assert_cmphex (pixel_at (surface, 64, 61), ==, to_pixel (&style.text));
  g_assert_cmphex (pixel_at (surface, 129 + 64, 2), ==, to_pixel (&style.text));
  g_assert_cmphex (pixel_at (surface, 64, 65 + 61), ==, to_pixel (&style.text));
  assert_colour (surface, 64, 65 + 2, &colour);
  assert_colour (surface, 129 + 64, 65 + 61, &colour);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/figures/line-chart/sharp", test_sharp);
  g_test_add_func ("/figures/line-chart/reference", test_reference);
  g_test_add_func ("/figures/line-chart/difference", test_difference);
  g_test_add_func ("/figures/line-chart/peak", test_peak);
  g_test_add_func ("/figures/line-chart/gap", test_gap);
  g_test_add_func ("/figures/line-chart/features", test_features);
  g_test_add_func ("/figures/line-chart/activations", test_activations);
  g_test_add_func ("/figures/line-chart/plain-grid", test_plain_grid);
  return g_test_run ();
}
