/* SPDX-License-Identifier: MIT */
/*
 * Figures as files: written, read back, refused.
 */
#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "app/error.h"
#include "app/figures/write.h"
#include "figures-fixture.h"

#define RECIPE      "{\"seed\": 42, \"rate\": <0.5>}"
#define RECIPE_UTF8 "Lauf 7: \316\262 = 1, 28\303\22728"

typedef struct
{
  char *folder;
  char *path;
  WbFigure figure;
} Fixture;

/* A red square of 10 in the corner of the inner rectangle. */
static void
draw_square (cairo_t *cr, double width, double height, gpointer data)
{
  g_assert_cmpfloat (width, ==, 52);
  g_assert_cmpfloat (height, ==, 32);
  cairo_set_source_rgb (cr, 1, 0, 0);
  cairo_rectangle (cr, 0, 0, 10, 10);
  cairo_fill (cr);
}

static void
note_scale (cairo_t *cr, double width, double height, gpointer data)
{
  double *scale = data;

  cairo_surface_get_device_scale (cairo_get_target (cr), &scale[0], &scale[1]);
}

static gboolean
contains (const char *bytes, gsize n, const char *words)
{
  gsize length = strlen (words);

  for (gsize i = 0; i + length <= n; i++)
    if (memcmp (bytes + i, words, length) == 0)
      return TRUE;
  return FALSE;
}

static void
set_up (Fixture *f, gconstpointer name)
{
  f->folder = g_dir_make_tmp ("figures-XXXXXX", NULL);
  g_assert_nonnull (f->folder);
  f->path = g_build_filename (f->folder, name, NULL);
  f->figure = (WbFigure) { .width = 60,
                           .height = 40,
                           .scale = 1,
                           .margin = 4,
                           .background = { 0, 0, 1, 1 },
                           .draw = draw_square };
}

/* Nothing but what a test left under its own name may be in the folder. */
static void
tear_down (Fixture *f, gconstpointer name)
{
  g_unlink (f->path);
  g_assert_cmpint (g_rmdir (f->folder), ==, 0);
  g_free (f->path);
  g_free (f->folder);
}

static void
write_good (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  wb_figure_write (&f->figure, f->path, &error);
  g_assert_no_error (error);
}

static void
assert_refused (Fixture *f, const char *path, int code, const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (wb_figure_write (&f->figure, path, &error));
  g_assert_error (error, WB_ERROR, code);
  g_assert_nonnull (strstr (error->message, words));
}

static void
test_png (Fixture *f, gconstpointer name)
{
  g_autoptr (cairo_surface_t) read = NULL;
  g_autofree char *recipe = NULL;
  g_autoptr (GError) error = NULL;

  f->figure.scale = 3;
  f->figure.recipe = RECIPE;
  write_good (f);
  read = cairo_image_surface_create_from_png (f->path);
  g_assert_cmpint (cairo_image_surface_get_width (read), ==, 180);
  g_assert_cmpint (cairo_image_surface_get_height (read), ==, 120);
  g_assert_cmphex (pixel_at (read, 11, 11) & 0xffffff, ==, 0x0000ff);
  g_assert_cmphex (pixel_at (read, 12, 12) & 0xffffff, ==, 0xff0000);
  g_assert_cmphex (pixel_at (read, 41, 41) & 0xffffff, ==, 0xff0000);
  g_assert_cmphex (pixel_at (read, 42, 41) & 0xffffff, ==, 0x0000ff);
  g_assert_cmpint (cairo_image_surface_get_format (read), ==, CAIRO_FORMAT_RGB24);
  recipe = wb_png_read_recipe (f->path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (recipe, ==, RECIPE);
}

/* Half a pixel of white over nothing comes back as white, not grey. */
static void
test_png_transparent (Fixture *f, gconstpointer name)
{
  const guint32 pixels[] = { 0x80808080, 0x00000000, 0x40200010, 0xffffffff };
  g_autoptr (cairo_surface_t) surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 4, 1);
  g_autoptr (cairo_surface_t) read = NULL;
  g_autoptr (GError) error = NULL;

  cairo_surface_flush (surface);
  memcpy (cairo_image_surface_get_data (surface), pixels, sizeof pixels);
  cairo_surface_mark_dirty (surface);
  g_assert_true (wb_surface_write_png (surface, f->path, NULL, &error));
  g_assert_no_error (error);
  read = cairo_image_surface_create_from_png (f->path);
  for (int i = 0; i < 4; i++)
    g_assert_cmphex (pixel_at (read, i, 0), ==, pixels[i]);
}

static void
test_recipe_utf8 (Fixture *f, gconstpointer name)
{
  g_autofree char *recipe = NULL, *bytes = NULL;
  gsize n;

  f->figure.recipe = RECIPE_UTF8;
  write_good (f);
  recipe = wb_png_read_recipe (f->path, NULL);
  g_assert_cmpstr (recipe, ==, RECIPE_UTF8);
  g_assert_true (g_file_get_contents (f->path, &bytes, &n, NULL));
  g_assert_true (contains (bytes, n, "iTXtRecipe"));
}

static void
test_recipe_errors (Fixture *f, gconstpointer name)
{
  g_autoptr (GError) none = NULL, missing = NULL, damaged = NULL, foreign = NULL;
  g_autofree char *bytes = NULL;
  gsize n;

  g_assert_null (wb_png_read_recipe (f->path, &missing));
  g_assert_error (missing, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  write_good (f);
  g_assert_null (wb_png_read_recipe (f->path, &none));
  g_assert_error (none, WB_ERROR, WB_ERROR_FORMAT);
  g_assert_true (g_file_get_contents (f->path, &bytes, &n, NULL));
  g_assert_true (g_file_set_contents (f->path, bytes, 30, NULL));
  g_assert_null (wb_png_read_recipe (f->path, &damaged));
  g_assert_error (damaged, WB_ERROR, WB_ERROR_DAMAGED);
  g_assert_true (g_file_set_contents (f->path, "GIF89a....", -1, NULL));
  g_assert_null (wb_png_read_recipe (f->path, &foreign));
  g_assert_error (foreign, WB_ERROR, WB_ERROR_FORMAT);
}

static void
test_svg (Fixture *f, gconstpointer name)
{
  g_autofree char *text = NULL;

  f->figure.recipe = RECIPE;
  write_good (f);
  g_assert_true (g_file_get_contents (f->path, &text, NULL, NULL));
  g_assert_nonnull (
    strstr (text, "<metadata>{&quot;seed&quot;: 42, &quot;rate&quot;: &lt;0.5&gt;}</metadata>"));
  g_assert_nonnull (strstr (text, "width=\"60"));
  g_assert_nonnull (strstr (text, "</svg>"));
  g_assert_true (strstr (text, "<metadata>") > strstr (text, "<svg"));
}

static void
test_pdf (Fixture *f, gconstpointer name)
{
  g_autofree char *bytes = NULL;
  double scale[2] = { 0, 0 };
  gsize n;

  f->figure.recipe = "seed 42";
  f->figure.draw = note_scale;
  f->figure.data = scale;
  write_good (f);
  g_assert_cmpfloat (scale[0], ==, 0.75);
  g_assert_cmpfloat (scale[1], ==, 0.75);
  g_assert_true (g_file_get_contents (f->path, &bytes, &n, NULL));
  g_assert_cmpmem (bytes, 5, "%PDF-", 5);
  g_assert_true (contains (bytes, n, "(seed 42)"));
  /* 60 by 40 pixels of 1/96 inch, in points. */
  g_assert_true (contains (bytes, n, "/MediaBox [ 0 0 45 30 ]"));
}

static void
test_unknown_ending (Fixture *f, gconstpointer name)
{
  g_autoptr (cairo_surface_t) surface = white_surface (2, 2);
  g_autoptr (GError) error = NULL;

  assert_refused (f, f->path, WB_ERROR_FORMAT, ".png, .svg or .pdf");
  g_assert_false (wb_surface_write_png (surface, f->path, NULL, &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_FORMAT);
}

static void
test_missing_folder (Fixture *f, gconstpointer name)
{
  g_autofree char *path = g_build_filename (f->folder, "nowhere", "figure.png", NULL);

  assert_refused (f, path, WB_ERROR_FILE, "figure.png");
}

static void
test_read_only_folder (Fixture *f, gconstpointer name)
{
  if (geteuid () == 0)
    {
      g_test_skip ("skipped: nothing is read-only for root");
      return;
    }
  write_good (f);
  g_assert_cmpint (g_chmod (f->folder, 0555), ==, 0);
  assert_refused (f, f->path, WB_ERROR_FILE, "figure.png");
  g_assert_cmpint (g_chmod (f->folder, 0755), ==, 0);
}

/* A folder stands where the file should: refused, and it stays. */
static void
test_in_the_way (Fixture *f, gconstpointer name)
{
  g_assert_cmpint (g_mkdir (f->path, 0755), ==, 0);
  assert_refused (f, f->path, WB_ERROR_FILE, "figure.png");
  g_assert_true (g_file_test (f->path, G_FILE_TEST_IS_DIR));
  g_assert_cmpint (g_rmdir (f->path), ==, 0);
}

/* What cannot be drawn leaves the old file as it was. */
static void
test_bad_size (Fixture *f, gconstpointer name)
{
  const double sizes[][4] = {
    { 60, 40, 0, 4 }, { 60, 40, -1, 4 },  { 60, 40, 1e6, 4 },
    { 60, 8, 1, 4 },  { 1e9, 1e9, 1, 4 }, { 0, 0, 1, 0 },
  };
  g_autofree char *old = NULL;

  g_assert_true (g_file_set_contents (f->path, "old", -1, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      f->figure.width = sizes[i][0];
      f->figure.height = sizes[i][1];
      f->figure.scale = sizes[i][2];
      f->figure.margin = sizes[i][3];
      assert_refused (f, f->path, WB_ERROR_CONTENTS, "pixels");
    }
  g_assert_true (g_file_get_contents (f->path, &old, NULL, NULL));
  g_assert_cmpstr (old, ==, "old");
}

/* Writing twice replaces, in any case of letters. */
static void
test_replaces (Fixture *f, gconstpointer name)
{
  g_autoptr (cairo_surface_t) read = NULL;

  g_assert_true (g_file_set_contents (f->path, "old", -1, NULL));
  write_good (f);
  read = cairo_image_surface_create_from_png (f->path);
  g_assert_cmpint (cairo_surface_status (read), ==, CAIRO_STATUS_SUCCESS);
}

static void
add (const char *path, const char *name, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, name, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/figures/write/png", "figure.png", test_png);
  add ("/figures/write/png-transparent", "figure.png", test_png_transparent);
  add ("/figures/write/recipe-utf8", "figure.png", test_recipe_utf8);
  add ("/figures/write/recipe-errors", "figure.png", test_recipe_errors);
  add ("/figures/write/svg", "figure.svg", test_svg);
  add ("/figures/write/pdf", "figure.pdf", test_pdf);
  add ("/figures/write/unknown-ending", "figure.jpeg", test_unknown_ending);
  add ("/figures/write/missing-folder", "figure.png", test_missing_folder);
  add ("/figures/write/read-only-folder", "figure.png", test_read_only_folder);
  add ("/figures/write/in-the-way", "figure.png", test_in_the_way);
  add ("/figures/write/bad-size", "figure.png", test_bad_size);
  add ("/figures/write/replaces", "figure.PNG", test_replaces);
  return g_test_run ();
}
