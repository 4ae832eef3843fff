/* SPDX-License-Identifier: MIT */
/*
 * WebP and BMP, as RGBA. A loader is chosen by what the bytes
 * are, so that none but these is ever run.
 */
#include "data/images/image-private.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <string.h>

#include "data/error.h"
#include "data/words.h"

/* What is passed to a loader in one go: the size is known before the pixels are. */
#define PIECE 4096

/* The most pixels that a byte of packed rows stands for: 255 of a run of two. */
#define PIXELS_PER_BYTE 128

typedef struct
{
  gsize n_bytes;
  guint width;
  guint height;
  gboolean too_large;
  gboolean prepared;
} Seen;

static void
size_prepared_cb (GdkPixbufLoader *loader, int width, int height, gpointer data)
{
  Seen *seen = data;

  seen->width = (guint) width;
  seen->height = (guint) height;
  seen->too_large = !ds_image_check_size (seen->width, seen->height, seen->n_bytes, NULL);
  if (seen->too_large)
    gdk_pixbuf_loader_set_size (loader, 0, 0);
}

static void
area_prepared_cb (GdkPixbufLoader *loader, gpointer data)
{
  Seen *seen = data;

  seen->prepared = TRUE;
}

/* Feeds the loader: until the size is known, or to the end. */
static gboolean
load (GdkPixbufLoader *loader,
      GBytes *contents,
      gboolean to_end,
      const DsProgress *progress,
      Seen *seen,
      GError **error)
{
  const guint8 *bytes = g_bytes_get_data (contents, &seen->n_bytes);

  g_signal_connect (loader, "size-prepared", G_CALLBACK (size_prepared_cb), seen);
  g_signal_connect (loader, "area-prepared", G_CALLBACK (area_prepared_cb), seen);
  for (gsize i = 0, n; i < seen->n_bytes && !seen->too_large && (to_end || !seen->prepared); i += n)
    {
      n = MIN (PIECE, seen->n_bytes - i);
      if (!ds_progress_check (progress, error)
          || !gdk_pixbuf_loader_write (loader, bytes + i, n, error))
        {
          gdk_pixbuf_loader_close (loader, NULL);
          return FALSE;
        }
    }
  if (seen->prepared && !to_end)
    gdk_pixbuf_loader_close (loader, NULL);
  else if (!gdk_pixbuf_loader_close (loader, error))
    return FALSE;
  return gdk_pixbuf_loader_get_pixbuf (loader) != NULL && !seen->too_large;
}

/* As EXIF counts, 0 where nothing is said. */
static guint
get_orientation (GdkPixbuf *pixbuf)
{
  const char *text = gdk_pixbuf_get_option (pixbuf, "orientation");

  return text != NULL ? (guint) g_ascii_strtoull (text, NULL, 10) : 0;
}

static void
describe (GdkPixbuf *pixbuf, DsImageInfo *info)
{
  const guint orientation = get_orientation (pixbuf);
  guint width = (guint) gdk_pixbuf_get_width (pixbuf);
  guint height = (guint) gdk_pixbuf_get_height (pixbuf);
  gboolean turned = orientation >= 5 && orientation <= 8;

  info->width = turned ? height : width;
  info->height = turned ? width : height;
  info->channels = gdk_pixbuf_get_has_alpha (pixbuf) ? 4 : 3;
}

static gboolean
take_pixels (GdkPixbuf *pixbuf, DsImage *image, const DsProgress *progress, GError **error)
{
  const guint8 *row = gdk_pixbuf_read_pixels (pixbuf);
  guint channels = (guint) gdk_pixbuf_get_n_channels (pixbuf);
  guint8 *out;

  if (!ds_image_allocate (image, (guint) gdk_pixbuf_get_width (pixbuf),
                          (guint) gdk_pixbuf_get_height (pixbuf), FALSE, error))
    return FALSE;
  out = image->rgba;
  for (guint y = 0; y < image->height; y++, row += gdk_pixbuf_get_rowstride (pixbuf))
    {
      if (!ds_progress_check (progress, error))
        return FALSE;
      for (guint x = 0; x < image->width; x++, out += 4)
        {
          memcpy (out, row + (gsize) x * channels, 3);
          out[3] = channels == 4 ? row[(gsize) x * channels + 3] : 255;
        }
    }
  return TRUE;
}

/* The pixels as they are to be seen; the loader's own are not in memory any more when they
 * are turned. */
static gboolean
take_image (GdkPixbufLoader **loader, DsImage *image, const DsProgress *progress, GError **error)
{
  GdkPixbuf *pixbuf = gdk_pixbuf_loader_get_pixbuf (*loader);
  const guint orientation = get_orientation (pixbuf);
  gboolean taken = take_pixels (pixbuf, image, progress, error);

  g_clear_object (loader);
  if (taken && ds_image_turn (image, orientation, progress, error))
    return TRUE;
  ds_image_clear (image);
  return FALSE;
}

static guint32
read_number (const guint8 *bytes)
{
  guint32 number;

  memcpy (&number, bytes, sizeof number);
  return GUINT32_FROM_LE (number);
}

static guint
read_short (const guint8 *bytes)
{
  return bytes[0] | (guint) bytes[1] << 8;
}

/* A BMP says where its pixels begin, how long its header is and how many colours follow it;
 * gdk-pixbuf asks for as much memory, and for that of all its pixels, whatever the file holds, and
 * leaves rows that are not there as the memory was. */
static gboolean
is_whole_bmp (const guint8 *bytes, gsize n)
{
  guint32 pixels, header;
  gsize width, height, n_bytes;
  guint depth;
  gboolean packed;

  if (n < 34)
    return FALSE;
  pixels = read_number (bytes + 10);
  header = read_number (bytes + 14);
  if (pixels > n || header > n)
    return FALSE;
  if (header >= 40 && (n < 50 || read_number (bytes + 46) > n / 4))
    return FALSE;
  width = header < 40 ? read_short (bytes + 18) : read_number (bytes + 18);
  height = header < 40 ? read_short (bytes + 20)
                       : (gsize) ABS ((gint64) (gint32) read_number (bytes + 22));
  depth = read_short (bytes + (header < 40 ? 24 : 28));
  packed = header >= 40 && (bytes[30] == 1 || bytes[30] == 2);
  if (packed)
    return g_size_checked_mul (&n_bytes, width, height) && n_bytes / PIXELS_PER_BYTE <= n;
  return g_size_checked_mul (&n_bytes, (width * depth + 31) / 32 * 4, height)
         && n_bytes <= n - pixels;
}

/* Whether what gdk-pixbuf does not ask for is there. */
static gboolean
is_long_enough (GBytes *contents, const char *type)
{
  gsize n;
  const guint8 *bytes = g_bytes_get_data (contents, &n);

  if (strcmp (type, "bmp") == 0)
    return is_whole_bmp (bytes, n);
  return strcmp (type, "webp") != 0 || (gsize) read_number (bytes + 4) + 8 <= n;
}

static gboolean
set_damaged_error (const char *why, GError **error)
{
  return ds_refuse (error, DS_ERROR_DAMAGED, _ ("it is damaged or ends early (%s)"), why);
}

static GdkPixbufLoader *
new_loader (const char *type, GError **error)
{
  GdkPixbufLoader *loader = gdk_pixbuf_loader_new_with_type (type, NULL);

  if (loader == NULL)
    g_set_error (error, DS_ERROR, DS_ERROR_UNSUPPORTED,
                 strcmp (type, "webp") == 0
                   ? _ ("gdk-pixbuf has no loader for %s here; install webp-pixbuf-loader")
                   : _ ("gdk-pixbuf has no loader for %s here"),
                 type);
  return loader;
}

gboolean
ds_pixbuf_read (GBytes *contents,
                const char *type,
                DsImageInfo *info,
                DsImage *image,
                const DsProgress *progress,
                GError **error)
{
  g_autoptr (GdkPixbufLoader) loader = NULL;
  g_autoptr (GError) inner = NULL;
  Seen seen = { 0 };

  if (!is_long_enough (contents, type))
    return ds_refuse (error, DS_ERROR_DAMAGED, _ ("it ends early"));
  loader = new_loader (type, error);
  if (loader == NULL)
    return FALSE;
  if (!load (loader, contents, image != NULL, progress, &seen, &inner))
    {
      if (g_error_matches (inner, DS_ERROR, DS_ERROR_CANCELLED))
        g_propagate_error (error, g_steal_pointer (&inner));
      else if (seen.too_large)
        ds_image_set_size_error (seen.width, seen.height, seen.n_bytes, error);
      else
        set_damaged_error (inner != NULL ? inner->message : type, error);
      return FALSE;
    }
  if (info != NULL)
    describe (gdk_pixbuf_loader_get_pixbuf (loader), info);
  return image == NULL || take_image (&loader, image, progress, error);
}
