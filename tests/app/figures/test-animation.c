/* SPDX-License-Identifier: MIT */
/* An animated PNG, chunk by chunk: sums, order and numbers are what the specification asks
 * for, and it is a still PNG, too.
 *
 * Seen to fail with frames that are not numbered on, and with IDAT in later frames.
 */
#include <glib/gstdio.h>
#include <string.h>
#include <zlib.h>

#include "app/error.h"
#include "app/figures/animation.h"
#include "app/figures/write.h"

#define N_FRAMES 3
#define SIDE     40

typedef struct
{
  guint n_control;
  guint n_frames;
  guint n_pixels;
  guint n_later;
  guint32 sequence;
} Seen;

static void
draw (cairo_t *cr, double width, double height, guint frame, gpointer data)
{
  cairo_set_source_rgb (cr, frame / 3., .5, 0);
  cairo_rectangle (cr, 10 * frame, 4, 8, height - 8);
  cairo_fill (cr);
}

static guint32
read_number (const guint8 *bytes)
{
  guint32 number;

  memcpy (&number, bytes, 4);
  return GUINT32_FROM_BE (number);
}

static void
check_chunk (Seen *seen, const char *type, const guint8 *contents, guint32 n)
{
  if (memcmp (type, "acTL", 4) == 0)
    {
      seen->n_control++;
      g_assert_cmpuint (seen->n_pixels, ==, 0);
      g_assert_cmpuint (read_number (contents), ==, N_FRAMES);
    }
  if (memcmp (type, "fcTL", 4) == 0)
    {
      g_assert_cmpuint (n, ==, 26);
      g_assert_cmpuint (read_number (contents), ==, seen->sequence++);
      g_assert_cmpuint (read_number (contents + 4), ==, SIDE);
      g_assert_cmpuint (contents[20] << 8 | contents[21], ==, 300);
      g_assert_cmpuint (contents[22] << 8 | contents[23], ==, 1000);
      seen->n_frames++;
    }
  if (memcmp (type, "IDAT", 4) == 0)
    {
      seen->n_pixels++;
      g_assert_cmpuint (seen->n_frames, ==, 1);
    }
  if (memcmp (type, "fdAT", 4) == 0)
    {
      seen->n_later++;
      g_assert_cmpuint (read_number (contents), ==, seen->sequence++);
    }
}

static void
test_chunks (void)
{
  g_autofree char *folder = g_dir_make_tmp ("animation-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "moves.apng", NULL);
  WbAnimation animation = { SIDE, SIDE, N_FRAMES, 300, { 1, 1, 1, 1 }, draw, NULL, "seed 42" };
  g_autoptr (GError) error = NULL;
  g_autofree char *contents = NULL;
  g_autofree char *recipe = NULL;
  Seen seen = { 0 };
  gsize n, at = 8;

  wb_animation_write (&animation, path, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &contents, &n, NULL));
  while (at < n)
    {
      const guint8 *chunk = (const guint8 *) contents + at;
      const guint32 size = read_number (chunk);

      g_assert_cmpuint (at + 12 + size, <=, n);
      g_assert_cmpuint (read_number (chunk + 8 + size), ==,
                        crc32 (crc32 (0, Z_NULL, 0), chunk + 4, 4 + size));
      check_chunk (&seen, (const char *) chunk + 4, chunk + 8, size);
      at += 12 + size;
    }
  g_assert_cmpuint (seen.n_control, ==, 1);
  g_assert_cmpuint (seen.n_frames, ==, N_FRAMES);
  g_assert_cmpuint (seen.n_pixels, >, 0);
  g_assert_cmpuint (seen.n_later, >=, N_FRAMES - 1);
  g_assert_cmpmem (contents + n - 8, 4, "IEND", 4);
  recipe = wb_png_read_recipe (path, &error);
  g_assert_cmpstr (recipe, ==, "seed 42");
  g_remove (path);
  g_rmdir (folder);
}

static void
test_refused (void)
{
  WbAnimation animation = { SIDE, 0, N_FRAMES, 300, { 1, 1, 1, 1 }, draw, NULL, NULL };
  g_autoptr (GError) error = NULL;

  g_assert_false (wb_animation_write (&animation, "/nowhere/moves.apng", &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_CONTENTS);
  g_clear_error (&error);
  animation.height = SIDE;
  g_assert_false (wb_animation_write (&animation, "/nowhere/moves.apng", &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_FILE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/animation/chunks", test_chunks);
  g_test_add_func ("/animation/refused", test_refused);
  return g_test_run ();
}
