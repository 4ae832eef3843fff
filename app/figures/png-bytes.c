/* SPDX-License-Identifier: MIT */
/* Cairo's own writer puts no text into a PNG and keeps an alpha channel that is
 * opaque everywhere; this one does neither. The recipe goes into an iTXt chunk, which is UTF-8
 * by its standard; tEXt is Latin-1.
 */
#include "app/figures/png-bytes.h"

#include <glib/gi18n-lib.h>
#include <png.h>
#include <string.h>

#include "app/error.h"

typedef struct
{
  GByteArray *out;
  const guint8 *in;
  gsize n_in;
  char message[128];
} Stream;

static void
failed_cb (png_structp png, png_const_charp message)
{
  Stream *stream = png_get_error_ptr (png);

  g_strlcpy (stream->message, message, sizeof stream->message);
  png_longjmp (png, 1);
}

static void
warned_cb (png_structp png, png_const_charp message)
{
}

static void
write_cb (png_structp png, png_bytep bytes, png_size_t n)
{
  Stream *stream = png_get_io_ptr (png);

  g_byte_array_append (stream->out, bytes, (guint) n);
}

static void
flush_cb (png_structp png)
{
}

static void
read_cb (png_structp png, png_bytep bytes, png_size_t n)
{
  Stream *stream = png_get_io_ptr (png);

  if (n > stream->n_in)
    png_error (png, _ ("the file ends too early"));
  memcpy (bytes, stream->in, n);
  stream->in += n;
  stream->n_in -= n;
}

static const guint32 *
get_row (cairo_surface_t *surface, int y)
{
  const guchar *data = cairo_image_surface_get_data (surface);

  return (const guint32 *) (const void *) (data
                                           + (gsize) y * cairo_image_surface_get_stride (surface));
}

static gboolean
is_opaque (cairo_surface_t *surface)
{
  int width = cairo_image_surface_get_width (surface);
  int height = cairo_image_surface_get_height (surface);

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      if (get_row (surface, y)[x] >> 24 != 0xff)
        return FALSE;
  return TRUE;
}

static guint8
divide_by_alpha (guint32 channel, guint32 alpha)
{
  return alpha == 0 ? 0 : (guint8) MIN (255, (channel * 255 + alpha / 2) / alpha);
}

static void
convert_row (const guint32 *pixels, int width, gboolean opaque, guint8 *out)
{
  for (int x = 0; x < width; x++)
    {
      guint32 pixel = pixels[x], alpha = pixel >> 24;

      *out++ = divide_by_alpha ((pixel >> 16) & 0xff, alpha);
      *out++ = divide_by_alpha ((pixel >> 8) & 0xff, alpha);
      *out++ = divide_by_alpha (pixel & 0xff, alpha);
      if (!opaque)
        *out++ = (guint8) alpha;
    }
}

static void
set_texts (png_structp png, png_infop info, const char *recipe)
{
  png_text texts[2] = {
    { .compression = PNG_TEXT_COMPRESSION_NONE,
      .key = (char *) "Software",
      .text = (char *) "Hourglass " HG_VERSION },
    { .compression = PNG_ITXT_COMPRESSION_NONE,
      .key = (char *) WB_PNG_RECIPE,
      .text = (char *) recipe },
  };

  png_set_text (png, info, texts, recipe != NULL ? 2 : 1);
}

/* Everything between setjmp and the end happens in functions of their own, so
 * that no variable here changes after it.
 */
static void
write_all (png_structp png,
           png_infop info,
           cairo_surface_t *surface,
           double dpi,
           const char *recipe,
           guint8 *row)
{
  int width = cairo_image_surface_get_width (surface);
  int height = cairo_image_surface_get_height (surface);
  gboolean opaque = is_opaque (surface);
  png_uint_32 per_metre = (png_uint_32) (dpi / 0.0254 + 0.5);

  png_set_IHDR (png, info, (png_uint_32) width, (png_uint_32) height, 8,
                opaque ? PNG_COLOR_TYPE_RGB : PNG_COLOR_TYPE_RGBA, PNG_INTERLACE_NONE,
                PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_set_pHYs (png, info, per_metre, per_metre, PNG_RESOLUTION_METER);
  set_texts (png, info, recipe);
  png_write_info (png, info);
  for (int y = 0; y < height; y++)
    {
      convert_row (get_row (surface, y), width, opaque, row);
      png_write_row (png, row);
    }
  png_write_end (png, info);
}

static gboolean
try_write (Stream *stream, cairo_surface_t *surface, double dpi, const char *recipe, guint8 *row)
{
  png_structp png = png_create_write_struct (PNG_LIBPNG_VER_STRING, stream, failed_cb, warned_cb);
  png_infop info = png_create_info_struct (png);

  if (setjmp (png_jmpbuf (png)))
    {
      png_destroy_write_struct (&png, &info);
      return FALSE;
    }
  png_set_write_fn (png, stream, write_cb, flush_cb);
  write_all (png, info, surface, dpi, recipe, row);
  png_destroy_write_struct (&png, &info);
  return TRUE;
}

GByteArray *
wb_png_encode (cairo_surface_t *surface, double dots_per_inch, const char *recipe, GError **error)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  Stream stream = { .out = out };
  g_autofree guint8 *row = NULL;

  cairo_surface_flush (surface);
  row = g_malloc (4 * (gsize) MAX (1, cairo_image_surface_get_width (surface)));
  if (try_write (&stream, surface, dots_per_inch, recipe, row))
    return g_steal_pointer (&out);
  g_set_error (error, WB_ERROR, WB_ERROR_FILE,
               _ ("The picture could not be turned into a PNG: %s. Try a smaller size or scale."),
               stream.message);
  return NULL;
}

static void
read_recipe (png_structp png, png_infop info, char **recipe)
{
  png_textp texts;
  int n = 0;

  png_read_info (png, info);
  png_get_text (png, info, &texts, &n);
  for (int i = 0; i < n && *recipe == NULL; i++)
    if (strcmp (texts[i].key, WB_PNG_RECIPE) == 0)
      *recipe = g_strdup (texts[i].text);
}

static gboolean
try_read (Stream *stream, char **recipe)
{
  png_structp png = png_create_read_struct (PNG_LIBPNG_VER_STRING, stream, failed_cb, warned_cb);
  png_infop info = png_create_info_struct (png);

  if (setjmp (png_jmpbuf (png)))
    {
      png_destroy_read_struct (&png, &info, NULL);
      return FALSE;
    }
  png_set_read_fn (png, stream, read_cb);
  read_recipe (png, info, recipe);
  png_destroy_read_struct (&png, &info, NULL);
  return TRUE;
}

gboolean
wb_png_find_recipe (const guint8 *bytes, gsize n_bytes, char **recipe, GError **error)
{
  Stream stream = { .in = bytes, .n_in = n_bytes };

  *recipe = NULL;
  if (n_bytes < 8 || png_sig_cmp (bytes, 0, 8) != 0)
    return wb_refuse (error, WB_ERROR_FORMAT,
                      _ ("This is not a PNG picture: it does not begin like one. Choose a "
                         "picture that Hourglass wrote."));
  if (try_read (&stream, recipe))
    return TRUE;
  g_clear_pointer (recipe, g_free);
  return wb_refuse (error, WB_ERROR_DAMAGED, _ ("The PNG picture is damaged: %s. Write it again."),
                    stream.message);
}
