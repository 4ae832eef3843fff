/* SPDX-License-Identifier: MIT */
/*
 * Colours, pictures of samples, and grids of them.
 */
#include <math.h>

#include "app/figures/image-grid.h"
#include "app/figures/ink.h"
#include "figures-fixture.h"

static void
test_map_ends (void)
{
  g_assert_cmphex (wb_colour_map (WB_MAP_IMAGE, FALSE)[0], ==, 0xffffffff);
  g_assert_cmphex (wb_colour_map (WB_MAP_IMAGE, FALSE)[255], ==, 0xff1e1e1e);
  g_assert_cmphex (wb_colour_map (WB_MAP_IMAGE, TRUE)[0], ==, 0xff1a1a1a);
  g_assert_cmphex (wb_colour_map (WB_MAP_IMAGE, TRUE)[255], ==, 0xffffffff);
  g_assert_cmphex (wb_colour_map (WB_MAP_STORED, FALSE)[0], ==, 0xff000000);
  g_assert_cmphex (wb_colour_map (WB_MAP_STORED, TRUE)[255], ==, 0xffffffff);
  g_assert_cmphex (wb_colour_map (WB_MAP_ENCODER, FALSE)[128], ==, 0xff3584e4);
  g_assert_cmphex (wb_colour_map (WB_MAP_CODE, TRUE)[128], ==, 0xffe5a50a);
  g_assert_cmphex (wb_colour_map (WB_MAP_DECODER, FALSE)[128], ==, 0xff2190a4);
  g_assert_cmphex (wb_colour_map (WB_MAP_ERROR, FALSE)[128], ==, 0xffffffff);
  g_assert_cmphex (wb_colour_map (WB_MAP_ERROR, TRUE)[128], ==, 0xff1a1a1a);
  g_assert_cmphex (wb_colour_map (WB_MAP_WEIGHTS, FALSE)[128], ==, 0xffffffff);
  /* Too little is blue, too much is red. */
  for (guint dark = 0; dark < 2; dark++)
    {
      const guint32 *error = wb_colour_map (WB_MAP_ERROR, dark);

      g_assert_cmpuint (error[0] & 0xff, >, (error[0] >> 16) & 0xff);
      g_assert_cmpuint (error[255] & 0xff, <, (error[255] >> 16) & 0xff);
    }
}

static void
test_map_index (void)
{
  g_assert_cmpuint (wb_colour_map_index (-1, -1, 1), ==, 0);
  g_assert_cmpuint (wb_colour_map_index (0, -1, 1), ==, 128);
  g_assert_cmpuint (wb_colour_map_index (1, -1, 1), ==, 255);
  g_assert_cmpuint (wb_colour_map_index (1e30, -1, 1), ==, 255);
  g_assert_cmpuint (wb_colour_map_index (-INFINITY, -1, 1), ==, 0);
  g_assert_cmpuint (wb_colour_map_index (NAN, -1, 1), ==, 0);
  g_assert_cmpuint (wb_colour_map_index (3, 3, 3), ==, 0);
  g_assert_cmpuint (wb_colour_map_index (0.25, 0, 1), ==, 64);
}

/* Words are readable, and what must be told apart on a card can be. */
static void
test_contrast (void)
{
  for (gboolean dark = FALSE; dark <= TRUE; dark++)
    {
      WbStyle style;

      wb_style_init (&style, dark);
      g_assert_cmpfloat (wb_colour_contrast (&style.text, &style.card), >=, 7);
      g_assert_cmpfloat (wb_colour_contrast (&style.dim, &style.card), >=, 4.6);
      g_assert_cmpfloat (wb_colour_contrast (&style.amber_text, &style.card), >=, 4.6);
      g_assert_cmpfloat (wb_colour_contrast (&style.good_text, &style.card), >=, 4.6);
      for (WbRole role = WB_ROLE_ENCODER; role <= WB_ROLE_NEUTRAL; role++)
        {
          WbColour text = wb_role_text (&style, role), fill = wb_role_fill (&style, role);

          g_assert_cmpfloat (wb_colour_contrast (&text, &fill), >=, 4.5);
        }
      for (guint i = 0; i < 40; i++)
        {
          WbColour a = wb_class_colour (&style, i), b = wb_class_colour (&style, i + 1);

          g_assert_cmpfloat (wb_colour_contrast (&a, &style.card), >, dark ? 3.5 : 2.3);
          g_assert_cmpfloat (fabs (a.red - b.red) + fabs (a.green - b.green)
                               + fabs (a.blue - b.blue),
                             >, 0.2);
        }
    }
}

static void
test_surface_grey (void)
{
  const float values[] = { 0, 1, 0.5f, NAN, -3, 7 };
  g_autoptr (cairo_surface_t) surface = wb_image_to_surface (values, 2, 3, 1, WB_MAP_STORED, FALSE,
                                                             0, 1, 4);
  const guint32 expected[] = { 0xff000000, 0xffffffff, 0xff808080,
                               0xffe01b24, 0xff000000, 0xffffffff };

  g_assert_cmpint (cairo_image_surface_get_width (surface), ==, 12);
  g_assert_cmpint (cairo_image_surface_get_height (surface), ==, 8);
  for (int y = 0; y < 8; y++)
    for (int x = 0; x < 12; x++)
      g_assert_cmphex (pixel_at (surface, x, y), ==, expected[y / 4 * 3 + x / 4]);
}

static void
test_surface_colour (void)
{
  const float rgb[] = { 1, 0, 0.2f, 0, 1, 2 }, rgba[] = { 1, 0.5f, 0, 0.5f };
  g_autoptr (cairo_surface_t) three = wb_image_to_surface (rgb, 1, 2, 3, WB_MAP_IMAGE, TRUE, 0, 1,
                                                           1);
  g_autoptr (cairo_surface_t) four = wb_image_to_surface (rgba, 1, 1, 4, WB_MAP_IMAGE, TRUE, 0, 1,
                                                          1);

  g_assert_cmphex (pixel_at (three, 0, 0), ==, 0xffff0033);
  g_assert_cmphex (pixel_at (three, 1, 0), ==, 0xff00ffff);
  g_assert_cmphex (pixel_at (four, 0, 0), ==, 0x80804000);
}

static void
assert_size (AeShape shape, WbPictureKind kind, guint expected_width, guint expected_height)
{
  guint width, height;

  g_assert_cmpint (wb_picture_get_kind (&shape), ==, kind);
  wb_picture_get_size (&shape, &width, &height);
  g_assert_cmpuint (width, ==, expected_width);
  g_assert_cmpuint (height, ==, expected_height);
}

static void
test_kinds (void)
{
  assert_size (AE_SHAPE (3, 20, 28, 1), WB_PICTURE_IMAGE, 28, 20);
  assert_size (AE_SHAPE (3, 20, 28, 3), WB_PICTURE_IMAGE, 28, 20);
  assert_size (AE_SHAPE (3, 4, 6, 8), WB_PICTURE_MOSAIC, 3 * 7 - 1, 3 * 5 - 1);
  assert_size (AE_SHAPE (2, 50, 6), WB_PICTURE_SERIES, 128, 64);
  assert_size (AE_SHAPE (2, 50, 1), WB_PICTURE_SERIES, 128, 64);
  assert_size (AE_SHAPE (2, 1, 50), WB_PICTURE_BARS, 100, 28);
  assert_size (AE_SHAPE (1, 2), WB_PICTURE_BARS, 28, 28);
  assert_size (AE_SHAPE (1, 784), WB_PICTURE_CELLS, 28, 28);
  assert_size (AE_SHAPE (1, 128), WB_PICTURE_CELLS, 12, 11);
}

/* Each kind puts a value where its axes say: the one 1 among zeros. */
static void
assert_lit (AeShape shape, guint index, int x, int y)
{
  g_autofree float *values = g_new0 (float, ae_shape_size (&shape));
  WbPicture picture = { values, shape, WB_MAP_STORED, 0, 1 };
  g_autoptr (cairo_surface_t) surface = NULL;
  guint n_lit = 0;

  values[index] = 1;
  surface = wb_picture_to_surface (&picture, FALSE);
  for (int py = 0; py < cairo_image_surface_get_height (surface); py++)
    for (int px = 0; px < cairo_image_surface_get_width (surface); px++)
      n_lit += pixel_at (surface, px, py) == 0xffffffff;
  g_assert_cmpuint (n_lit, ==, 1);
  g_assert_cmphex (pixel_at (surface, x, y), ==, 0xffffffff);
}

static void
test_places (void)
{
  assert_lit (AE_SHAPE (3, 5, 7, 1), 2 * 7 + 3, 3, 2);
  assert_lit (AE_SHAPE (1, 128), 13, 1, 1);
  /* Row 1, column 2 of channel 3 of 8: the first tile of the second row. */
  assert_lit (AE_SHAPE (3, 4, 6, 8), (1 * 6 + 2) * 8 + 3, 2, 5 + 1);
}

static void
test_difference (void)
{
  const float output[] = { 1, 0, 0.5f, 0, 0, 1 }, input[] = { 0, 0, 0.5f, 0.3f, 0.6f, 1 };
  AeShape shape = AE_SHAPE (3, 1, 2, 3), result;
  float difference[6];

  wb_picture_difference (&shape, output, input, difference, &result);
  g_assert_cmpuint (result.dims[2], ==, 1);
  g_assert_cmpfloat_with_epsilon (difference[0], 1.0 / 3, 1e-6);
  g_assert_cmpfloat_with_epsilon (difference[1], -0.3, 1e-6);
  shape = AE_SHAPE (2, 3, 2);
  wb_picture_difference (&shape, output, input, difference, &result);
  g_assert_true (ae_shape_equal (&shape, &result));
  g_assert_cmpfloat_with_epsilon (difference[4], -0.6, 1e-6);
}

/* Crisp: a checkerboard in a place of 3.2 times its size has its colours alone. */
static void
test_draws_crisp (void)
{
  float values[20 * 20];
  WbPicture picture = { values, AE_SHAPE (3, 20, 20, 1), WB_MAP_IMAGE, 0, 1 };
  g_autoptr (cairo_surface_t) surface = white_surface (70, 70);
  cairo_t *cr = cairo_create (surface);
  guint n_ink = 0;
  WbStyle style;

  for (guint i = 0; i < 400; i++)
    values[i] = (i + i / 20) % 2;
  wb_style_init (&style, FALSE);
  wb_picture_draw (&picture, cr, 2, 3, 64, 64, &style);
  cairo_destroy (cr);
  for (int y = 0; y < 70; y++)
    for (int x = 0; x < 70; x++)
      {
        guint32 pixel = pixel_at (surface, x, y);

        g_assert_true (pixel == 0xffffffff || pixel == 0xff1e1e1e);
        n_ink += pixel == 0xff1e1e1e;
      }
  g_assert_cmpuint (n_ink, ==, 200 * 9);
}

static WbImageGrid
make_grid (const WbImageRow *rows, guint n_rows, const double *numbers)
{
  return (WbImageGrid) {
    .shape = AE_SHAPE (3, 8, 8, 1),
    .n = 5,
    .rows = rows,
    .n_rows = n_rows,
    .numbers_label = numbers != NULL ? "MSE" : NULL,
    .numbers = numbers,
    .decimals = 3,
    .selected = -1,
  };
}

static void
test_find_worst (void)
{
  const double numbers[] = { NAN, 0.2, 0.9, NAN, 0.9, 0.1 };

  g_assert_cmpuint (wb_image_grid_find_worst (numbers, 6), ==, 2);
  g_assert_cmpuint (wb_image_grid_find_worst (numbers + 3, 3), ==, 1);
  g_assert_cmpuint (wb_image_grid_find_worst (numbers + 5, 1), ==, 0);
  g_assert_cmpuint (wb_image_grid_find_worst (numbers, 1), ==, 0);
}

/* The worst number is amber, and its column alone: the fourth of five, right of the labels. */
static void
test_grid_worst (void)
{
  float values[5 * 64] = { 0 };
  const double numbers[] = { 0.1, 0.2, NAN, 0.9, 0.3 };
  WbImageRow rows[] = { wb_image_row ("Input", values),
                        wb_image_row_error ("Error", values, values) };
  WbImageGrid grid = make_grid (rows, 2, numbers);
  g_autoptr (cairo_surface_t) surface = white_surface (500, 300);
  cairo_t *cr = cairo_create (surface);
  int left = 500, right = 0;
  guint n = 0;
  WbStyle style;

  wb_style_init (&style, FALSE);
  grid.error_key = TRUE;
  wb_image_grid_draw (&grid, cr, 500, 300, &style);
  cairo_destroy (cr);
  for (int y = 0; y < 300; y++)
    for (int x = 0; x < 500; x++)
      if (pixel_at (surface, x, y) == 0xff8a5a00)
        {
          left = MIN (left, x);
          right = MAX (right, x);
          n++;
        }
  g_assert_cmpuint (n, >, 5);
  g_assert_cmpint (right - left, <, 80);
  g_assert_cmpint ((left + right) / 2, >, 310);
  g_assert_cmpint ((left + right) / 2, <, 425);
}

/* Everything fits into the size that a grid asks for. */
static void
test_grid_natural_size (void)
{
  float values[5 * 64] = { 0 };
  const double numbers[5] = { 1, 2, 3, 4, 5 };
  WbImageRow rows[] = { wb_image_row ("Input", values), wb_image_row ("Output", values) };
  WbImageGrid grid = make_grid (rows, 2, numbers);
  g_autoptr (cairo_surface_t) surface = NULL;
  double width, height;
  cairo_t *cr;
  WbStyle style;

  wb_style_init (&style, FALSE);
  grid.error_key = TRUE;
  grid.selected = 4;
  wb_image_grid_get_natural_size (&grid, &style, &width, &height);
  surface = white_surface (width + 40, height + 40);
  cr = cairo_create (surface);
  wb_image_grid_draw (&grid, cr, width, height, &style);
  cairo_destroy (cr);
  for (int y = 0; y < (int) height + 40; y++)
    for (int x = 0; x < (int) width + 40; x++)
      if (x > width || y > height)
        g_assert_cmphex (pixel_at (surface, x, y), ==, 0xffffffff);
}

/* Two blocks of three and two samples, rows one factor apart. */
static void
test_grid_plain (void)
{
  float values[5 * 64] = { 0 };
  WbImageRow rows[] = { wb_image_row (NULL, values), wb_image_row_error (NULL, values, values) };
  WbImageGrid grid = make_grid (rows, 2, NULL);
  g_autoptr (cairo_surface_t) surface = NULL;
  WbStyle style;

  wb_style_init (&style, FALSE);
  values[4 * 64 + 8 + 2] = 1;
  surface = wb_image_grid_to_surface (&grid, 3, 3, &style);
  g_assert_cmpint (cairo_image_surface_get_width (surface), ==, 3 * 9 * 3 - 3);
  g_assert_cmpint (cairo_image_surface_get_height (surface), ==, 2 * (2 * 9 * 3 + 6) - 9);
  g_assert_cmphex (pixel_at (surface, 27 + 2 * 3, 60 + 3), ==, 0xff1e1e1e);
  g_assert_cmphex (pixel_at (surface, 27 + 2 * 3 + 2, 60 + 5), ==, 0xff1e1e1e);
  g_assert_cmphex (pixel_at (surface, 27 + 2 * 3 + 3, 60 + 3), ==, 0xffffffff);
  style.as_stored = TRUE;
  cairo_surface_destroy (surface);
  surface = wb_image_grid_to_surface (&grid, 1, 0, &style);
  g_assert_cmphex (pixel_at (surface, 4 * 9 + 2, 1), ==, 0xffffffff);
  g_assert_cmphex (pixel_at (surface, 4 * 9 + 3, 1), ==, 0xff000000);
}

/* Strokes on an empty ground are ink; photographs, dark ones too, are not. */
static void
test_ink (void)
{
  const float strokes[] = { 0, 0, 0, 1, 0, 0.5f }, photograph[] = { 0.1f, 0.2f, 0, 0.3f };
  const float negative[] = { 1, 1, 0, 1, 1 };
  AeShape grey = AE_SHAPE (3, 8, 8, 1), colour = AE_SHAPE (3, 8, 8, 3);
  WbStyle style;

  g_assert_true (wb_pixels_are_ink (strokes, G_N_ELEMENTS (strokes)));
  g_assert_false (wb_pixels_are_ink (photograph, G_N_ELEMENTS (photograph)));
  g_assert_false (wb_pixels_are_ink (negative, G_N_ELEMENTS (negative)));
  wb_style_init (&style, FALSE);
  g_assert_true (wb_style_shows_ink (&style, &grey));
  g_assert_false (wb_style_shows_ink (&style, &colour));
  style.as_stored = TRUE;
  g_assert_false (wb_style_shows_ink (&style, &grey));
  wb_style_init (&style, TRUE);
  g_assert_false (wb_style_shows_ink (&style, &grey));
}

static void
test_contact_sheet (void)
{
  g_autofree float *values = g_new0 (float, 60 * 64);
  WbContactSheet sheet = { .picture = { values, AE_SHAPE (3, 8, 8, 1), WB_MAP_IMAGE, 0, 1 },
                           .n = 60,
                           .selected = 0 };
  g_autoptr (cairo_surface_t) surface = white_surface (300, 300);
  cairo_t *cr = cairo_create (surface);
  WbStyle style;

  wb_style_init (&style, FALSE);
  g_assert_cmpuint (wb_contact_sheet_get_columns (&sheet, 300, 300), ==, 8);
  g_assert_cmpuint (wb_contact_sheet_get_columns (&sheet, 6000, 100), ==, 60);
  g_assert_cmpuint (wb_contact_sheet_get_columns (&sheet, 10, 6000), ==, 1);
  for (guint i = 0; i < 64; i++)
    values[64 + i] = 1;
  wb_contact_sheet_draw (&sheet, cr, 300, 300, &style);
  cairo_destroy (cr);
  g_assert_cmphex (pixel_at (surface, 17, 17), ==, 0xffffffff);
  g_assert_cmphex (pixel_at (surface, 38 + 17, 17), ==, 0xff1e1e1e);
  sheet.columns = 4;
  g_assert_cmpuint (wb_contact_sheet_get_columns (&sheet, 300, 300), ==, 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/figures/palette/map-ends", test_map_ends);
  g_test_add_func ("/figures/palette/map-index", test_map_index);
  g_test_add_func ("/figures/palette/contrast", test_contrast);
  g_test_add_func ("/figures/image/grey", test_surface_grey);
  g_test_add_func ("/figures/image/colour", test_surface_colour);
  g_test_add_func ("/figures/image/kinds", test_kinds);
  g_test_add_func ("/figures/image/places", test_places);
  g_test_add_func ("/figures/image/difference", test_difference);
  g_test_add_func ("/figures/image/crisp", test_draws_crisp);
  g_test_add_func ("/figures/image-grid/find-worst", test_find_worst);
  g_test_add_func ("/figures/image-grid/worst", test_grid_worst);
  g_test_add_func ("/figures/image-grid/natural-size", test_grid_natural_size);
  g_test_add_func ("/figures/image-grid/plain", test_grid_plain);
  g_test_add_func ("/figures/image-grid/ink", test_ink);
  g_test_add_func ("/figures/image-grid/contact-sheet", test_contact_sheet);
  return g_test_run ();
}
