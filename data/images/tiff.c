/* SPDX-License-Identifier: MIT */
/*
 * TIFF by libtiff. Grey and colour of 8 or 16 bits are read as they are, row by row or tile
 * by tile; all other kinds become RGBA of 8 bits, strip after strip or one row of tiles after
 * the other.
 * Whoever listens is asked in between.
 */
#include "data/images/image-private.h"

#include <string.h>
#include <tiffio.h>

#include "data/error.h"
#include "data/file.h"
#include "data/words.h"

/* Pixels between two looks at who may cancel. */
#define PIXELS_AT_ONCE (1 << 16)

/* libtiff is given so much for one thing, and what the file may unpack to. */
#define SPARE ((gsize) 64 << 20)

typedef struct
{
  const guint8 *data;
  gsize size;
  gsize at;
  const DsProgress *progress;
  TIFF *tiff;
  guint width;
  guint height;
  guint16 n_samples;
  guint16 bits;
  guint16 orientation;
  guint16 photometric;
  gboolean has_alpha;
  gboolean associated; /* colours were multiplied with alpha */
  gboolean direct;     /* rows or tiles are read as they are */
  guint32 tile_width;  /* 0 where there are strips */
  guint32 tile_height;
  char message[1024]; /* as long as TIFFRGBAImageBegin() wants it */
} Reader;

static tmsize_t
read_cb (thandle_t handle, void *out, tmsize_t n)
{
  Reader *self = handle;

  n = (tmsize_t) MIN ((gsize) n, self->size - self->at);
  memcpy (out, self->data + self->at, (gsize) n);
  self->at += (gsize) n;
  return n;
}

static tmsize_t
write_cb (thandle_t handle, void *data, tmsize_t n)
{
  return 0;
}

static toff_t
seek_cb (thandle_t handle, toff_t offset, int whence)
{
  Reader *self = handle;
  toff_t from = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? self->at : self->size;

  self->at = (gsize) MIN (from + offset, self->size);
  return self->at;
}

static int
close_cb (thandle_t handle)
{
  return 0;
}

static toff_t
get_size_cb (thandle_t handle)
{
  return ((Reader *) handle)->size;
}

static int
map_cb (thandle_t handle, void **base, toff_t *size)
{
  Reader *self = handle;

  *base = (gpointer) self->data;
  *size = self->size;
  return 1;
}

static void
unmap_cb (thandle_t handle, void *base, toff_t size)
{
}

G_GNUC_PRINTF (4, 0)
static int
error_cb (TIFF *tiff, void *data, const char *module, const char *format, va_list arguments)
{
  Reader *self = data;

  if (self->message[0] == '\0')
    g_vsnprintf (self->message, sizeof self->message, format, arguments);
  return 1;
}

static int
warning_cb (TIFF *tiff, void *data, const char *module, const char *format, va_list arguments)
{
  return 1;
}

static TIFF *
open_tiff (Reader *self)
{
  TIFFOpenOptions *options = TIFFOpenOptionsAlloc ();
  gsize most;

  if (!g_size_checked_mul (&most, self->size, DS_FILE_LARGEST_RATIO))
    most = G_MAXSSIZE - SPARE;
  TIFFOpenOptionsSetMaxSingleMemAlloc (options, (tmsize_t) MIN (most + SPARE, (gsize) 4 << 30));
  TIFFOpenOptionsSetErrorHandlerExtR (options, error_cb, self);
  TIFFOpenOptionsSetWarningHandlerExtR (options, warning_cb, self);
  self->tiff = TIFFClientOpenExt ("image", "r", self, read_cb, write_cb, seek_cb, close_cb,
                                  get_size_cb, map_cb, unmap_cb, options);
  TIFFOpenOptionsFree (options);
  return self->tiff;
}

/* Whether a row holds the values of each pixel one after the other, as an image has them. */
static gboolean
is_direct (const Reader *self, guint16 n_extra, const guint16 *extra)
{
  guint16 planes = 0, format = 0;
  const guint32 width = self->tile_width > 0 ? self->tile_width : self->width;
  const guint n_colours = self->photometric == PHOTOMETRIC_RGB ? 3 : 1;

  TIFFGetFieldDefaulted (self->tiff, TIFFTAG_PLANARCONFIG, &planes);
  TIFFGetFieldDefaulted (self->tiff, TIFFTAG_SAMPLEFORMAT, &format);
  return (self->photometric == PHOTOMETRIC_RGB || self->photometric == PHOTOMETRIC_MINISBLACK)
         && (self->bits == 8 || self->bits == 16) && format == SAMPLEFORMAT_UINT
         && planes == PLANARCONFIG_CONTIG && self->n_samples == n_colours + n_extra
         && (n_extra == 0 || (n_extra == 1 && extra[0] != EXTRASAMPLE_UNSPECIFIED))
         && (self->tile_width > 0 ? self->tile_height > 0 && TIFFTileSize64 (self->tiff) <= SPARE
                                  : !TIFFIsTiled (self->tiff))
         && (gsize) (self->tile_width > 0 ? TIFFTileRowSize64 (self->tiff)
                                          : TIFFScanlineSize64 (self->tiff))
              == (gsize) width * self->n_samples * self->bits / 8;
}

static gboolean
read_header (Reader *self)
{
  guint16 n_extra = 0, *extra = NULL;
  guint32 width = 0, height = 0;

  if (open_tiff (self) == NULL || !TIFFGetField (self->tiff, TIFFTAG_IMAGEWIDTH, &width)
      || !TIFFGetField (self->tiff, TIFFTAG_IMAGELENGTH, &height) || width == 0 || height == 0
      || !TIFFGetField (self->tiff, TIFFTAG_PHOTOMETRIC, &self->photometric))
    return FALSE;
  self->width = width;
  self->height = height;
  TIFFGetFieldDefaulted (self->tiff, TIFFTAG_BITSPERSAMPLE, &self->bits);
  TIFFGetFieldDefaulted (self->tiff, TIFFTAG_SAMPLESPERPIXEL, &self->n_samples);
  TIFFGetFieldDefaulted (self->tiff, TIFFTAG_ORIENTATION, &self->orientation);
  TIFFGetFieldDefaulted (self->tiff, TIFFTAG_EXTRASAMPLES, &n_extra, &extra);
  if (TIFFIsTiled (self->tiff))
    {
      TIFFGetField (self->tiff, TIFFTAG_TILEWIDTH, &self->tile_width);
      TIFFGetField (self->tiff, TIFFTAG_TILELENGTH, &self->tile_height);
    }
  self->has_alpha = n_extra > 0;
  self->associated = n_extra > 0 && extra[0] == EXTRASAMPLE_ASSOCALPHA;
  self->direct = is_direct (self, n_extra, extra);
  return TRUE;
}

static void
describe (const Reader *self, DsImageInfo *info)
{
  const gboolean turned = self->orientation >= ORIENTATION_LEFTTOP;
  const gboolean grey = self->photometric == PHOTOMETRIC_MINISBLACK
                        || self->photometric == PHOTOMETRIC_MINISWHITE;

  *info = (DsImageInfo) {
    .width = turned ? self->height : self->width,
    .height = turned ? self->width : self->height,
    .channels = self->has_alpha ? 4
                : grey          ? 1
                                : 3,
    .deep = self->direct && self->bits == 16,
  };
}

/* The values of one row as RGBA, in which colours are not multiplied with alpha. */
#define SPREAD(name, Type, largest) \
  static inline Type divide_##name (guint32 value, guint32 alpha) \
  { \
    return (Type) (alpha == 0 ? value : MIN ((value * largest + alpha / 2) / alpha, largest)); \
  } \
\
  static void spread_##name (const Reader *self, const Type *in, guint n, Type *out) \
  { \
    const guint n_samples = self->n_samples; \
\
    for (guint i = 0; i < n; i++, in += n_samples, out += 4) \
      { \
        out[0] = in[0]; \
        out[1] = in[n_samples >= 3 ? 1 : 0]; \
        out[2] = in[n_samples >= 3 ? 2 : 0]; \
        out[3] = n_samples % 2 == 0 ? in[n_samples - 1] : largest; \
        for (guint c = 0; self->associated && c < 3; c++) \
          out[c] = divide_##name (out[c], out[3]); \
      } \
  }

SPREAD (bytes, guint8, 255)
SPREAD (words, guint16, 65535)

/* Puts @n pixels into an image, from the one with number @at on. */
static void
put_pixels (const Reader *self, gconstpointer in, guint n, const DsImage *image, gsize at)
{
  if (image->deep)
    spread_words (self, in, n, (guint16 *) image->rgba + 4 * at);
  else
    spread_bytes (self, in, n, (guint8 *) image->rgba + 4 * at);
}

static gboolean
read_tiles (Reader *self, DsImage *image, GError **error)
{
  const guint width = self->tile_width, height = self->tile_height;
  const gsize row = (gsize) TIFFTileRowSize64 (self->tiff);
  g_autofree guint8 *tile = g_malloc ((gsize) TIFFTileSize64 (self->tiff));

  for (guint y = 0; y < self->height; y += height)
    for (guint x = 0; x < self->width; x += width)
      {
        if (!ds_progress_check (self->progress, error)
            || TIFFReadTile (self->tiff, tile, x, y, 0, 0) < 0)
          return FALSE;
        for (guint i = 0; i < MIN (height, self->height - y); i++)
          put_pixels (self, tile + i * row, MIN (width, self->width - x), image,
                      (gsize) (y + i) * self->width + x);
      }
  return TRUE;
}

static gboolean
read_rows (Reader *self, DsImage *image, GError **error)
{
  g_autofree gpointer row = g_malloc ((gsize) self->width * self->n_samples * sizeof (guint16));
  const guint at_once = MAX (PIXELS_AT_ONCE / self->width, 1);

  for (guint y = 0; y < self->height; y++)
    {
      if (y % at_once == 0 && !ds_progress_check (self->progress, error))
        return FALSE;
      if (TIFFReadScanline (self->tiff, row, y, 0) != 1)
        return FALSE;
      put_pixels (self, row, self->width, image, (gsize) y * self->width);
    }
  return TRUE;
}

/* libtiff multiplies colours with alpha, which this undoes. */
static void
take_raster (const guint32 *raster, gsize n, guint8 *out)
{
  for (gsize i = 0; i < n; i++, out += 4)
    {
      const guint colours[] = { TIFFGetR (raster[i]), TIFFGetG (raster[i]), TIFFGetB (raster[i]) };
      const guint alpha = TIFFGetA (raster[i]);

      for (guint c = 0; c < 3; c++)
        out[c] = (guint8) (alpha == 0 || alpha == 255
                             ? colours[c]
                             : MIN ((colours[c] * 255 + alpha / 2) / alpha, 255));
      out[3] = (guint8) alpha;
    }
}

/* Whole strips or rows of tiles, of which none is unpacked twice. */
static guint
count_rows_at_once (const Reader *self)
{
  guint32 rows = self->tile_height;

  if (!TIFFIsTiled (self->tiff))
    TIFFGetFieldDefaulted (self->tiff, TIFFTAG_ROWSPERSTRIP, &rows);
  rows = CLAMP (rows, 1, self->height);
  return rows * MAX (PIXELS_AT_ONCE / self->width / rows, 1);
}

static gboolean
read_raster (Reader *self, DsImage *image, GError **error)
{
  const guint at_once = count_rows_at_once (self);
  g_autofree guint32 *raster = g_try_new (guint32,
                                          (gsize) MIN (at_once, self->height) * self->width);
  gboolean read = TRUE;
  TIFFRGBAImage reading;

  if (raster == NULL || !TIFFRGBAImageBegin (&reading, self->tiff, 1, self->message))
    return FALSE;
  reading.req_orientation = reading.orientation;
  for (guint y = 0; read && y < self->height; y += at_once)
    {
      const guint n = MIN (at_once, self->height - y);

      reading.row_offset = (int) y;
      read = ds_progress_check (self->progress, error)
             && TIFFRGBAImageGet (&reading, raster, self->width, n);
      if (read)
        take_raster (raster, (gsize) n * self->width,
                     (guint8 *) image->rgba + (gsize) y * self->width * 4);
    }
  TIFFRGBAImageEnd (&reading);
  return read;
}

static gboolean
read_pixels (Reader *self, DsImage *image, GError **error)
{
  if (!ds_image_allocate (image, self->width, self->height, self->direct && self->bits == 16,
                          error))
    return FALSE;
  if ((!self->direct          ? read_raster (self, image, error)
       : self->tile_width > 0 ? read_tiles (self, image, error)
                              : read_rows (self, image, error))
      && ds_image_turn (image, self->orientation, self->progress, error))
    return TRUE;
  ds_image_clear (image);
  return FALSE;
}

gboolean
ds_tiff_read (GBytes *contents,
              DsImageInfo *info,
              DsImage *image,
              const DsProgress *progress,
              GError **error)
{
  g_autoptr (GError) cause = NULL;
  Reader self = { .progress = progress };
  gboolean read;

  self.data = g_bytes_get_data (contents, &self.size);
  read = read_header (&self) && ds_image_check_size (self.width, self.height, self.size, &cause);
  if (read && info != NULL)
    describe (&self, info);
  if (read && image != NULL)
    read = read_pixels (&self, image, &cause);
  if (self.tiff != NULL)
    TIFFClose (self.tiff);
  if (cause != NULL)
    g_propagate_error (error, g_steal_pointer (&cause));
  else if (!read)
    {
      g_autofree char *why = g_utf8_make_valid (self.message[0] != '\0' ? self.message : "TIFF",
                                                -1);

      g_set_error (error, DS_ERROR, DS_ERROR_DAMAGED, _ ("it is damaged or ends early (%s)"), why);
    }
  return read;
}
