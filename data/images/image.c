/* SPDX-License-Identifier: MIT */
/*
 * Kinds by their first bytes, and pixels brought to 1, 3 or 4 channels.
 */
#include "data/images/image-private.h"

#include <string.h>

#include "data/error.h"
#include "data/file.h"
#include "data/words.h"

/* The most pixels that a byte of such an image stands for in earnest, and how many are
 * let through whatever the size of the file is. */
#define PIXELS_PER_BYTE 4096
#define FEW_PIXELS      (1 << 22)

/* Images of more pixels are asked for only where there is memory for them. */
#define MANY_PIXELS ((gsize) 1 << 24)

/* Pixels between two looks at who may cancel. */
#define PIXELS_AT_ONCE ((gsize) 1 << 18)

/* Rows and columns that are turned together, so that both are near in memory. */
#define BLOCK 32

#define EXIF_ORIENTATION 0x112
#define EXIF_SHORT       3

/* The kind is told by @n bytes from @offset on; gdk-pixbuf calls it @type. */
static const struct
{
  const char *bytes;
  guint8 n;
  guint8 offset;
  const char *type;
} kinds[] = {
  { "\x89PNG\r\n\x1a\n", 8, 0, "png" },
  { "\xff\xd8\xff", 3, 0, "jpeg" },
  { "GIF8", 4, 0, "gif" },
  { "II*\0", 4, 0, "tiff" },
  { "MM\0*", 4, 0, "tiff" },
  { "II+\0", 4, 0, "tiff" }, /* of more than 4 GB */
  { "MM\0+", 4, 0, "tiff" },
  { "WEBP", 4, 8, "webp" },
  { "BM", 2, 0, "bmp" },
};

static const char *
get_type (const guint8 *head, gsize n)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (n >= (gsize) kinds[i].offset + kinds[i].n
        && memcmp (head + kinds[i].offset, kinds[i].bytes, kinds[i].n) == 0)
      return kinds[i].type;
  return NULL;
}

gboolean
ds_image_is_image (const guint8 *head, gsize n)
{
  return n >= DS_IMAGE_HEAD && get_type (head, n) != NULL;
}

static gboolean
read_image (GBytes *contents,
            DsImageInfo *info,
            DsImage *image,
            const DsProgress *progress,
            GError **error)
{
  gsize n;
  const guint8 *head = g_bytes_get_data (contents, &n);
  const char *type = get_type (head, n);

  if (type == NULL)
    return ds_refuse (error, DS_ERROR_FORMAT, "%s",
                      n == 0 ? _ ("it has no contents") : _ ("it is not an image"));
  if (strcmp (type, "png") == 0)
    return ds_png_read (contents, info, image, progress, error);
  if (strcmp (type, "jpeg") == 0)
    return ds_jpeg_read (contents, info, image, progress, error);
  if (strcmp (type, "tiff") == 0)
    return ds_tiff_read (contents, info, image, progress, error);
  if (strcmp (type, "gif") == 0)
    return ds_gif_read (contents, info, image, progress, error);
  return ds_pixbuf_read (contents, type, info, image, progress, error);
}

gboolean
ds_image_probe (GBytes *contents, DsImageInfo *info, GError **error)
{
  return read_image (contents, info, NULL, NULL, error);
}

gboolean
ds_image_decode (GBytes *contents, DsImage *image, const DsProgress *progress, GError **error)
{
  *image = (DsImage) { 0 };
  return read_image (contents, NULL, image, progress, error);
}

void
ds_image_clear (DsImage *self)
{
  g_clear_pointer (&self->rgba, g_free);
}

/* Decoders have the pixels beside those that come of them. */
static gboolean
is_room_for (gsize n_pixels)
{
  return n_pixels <= MANY_PIXELS || ds_file_check_memory (n_pixels * 8, NULL);
}

gboolean
ds_image_check_size (guint width, guint height, gsize n_bytes, GError **error)
{
  const gsize n = (gsize) width * height;

  if (n <= FEW_PIXELS
      || (n <= DS_IMAGE_MAX_PIXELS && n / PIXELS_PER_BYTE <= n_bytes && is_room_for (n)))
    return TRUE;
  ds_image_set_size_error (width, height, n_bytes, error);
  return FALSE;
}

void
ds_image_set_size_error (guint width, guint height, gsize n_bytes, GError **error)
{
  const gsize n = (gsize) width * height;

  if (n > DS_IMAGE_MAX_PIXELS)
    g_set_error (error, DS_ERROR, DS_ERROR_SIZE,
                 _ ("it has %u×%u pixels, and at most %zu million are read; make it smaller"),
                 width, height, DS_IMAGE_MAX_PIXELS / 1000000);
  else if (n <= FEW_PIXELS || n / PIXELS_PER_BYTE <= n_bytes)
    g_set_error (error, DS_ERROR, DS_ERROR_SIZE,
                 _ ("there is no memory for its %u×%u pixels; make it smaller"), width, height);
  else
    g_set_error (error, DS_ERROR, DS_ERROR_SIZE,
                 _ ("it claims %u×%u pixels, more than its %zu bytes can hold"), width, height,
                 n_bytes);
}

gboolean
ds_image_allocate (DsImage *self, guint width, guint height, gboolean deep, GError **error)
{
  const gsize n = (gsize) width * height * (deep ? 8 : 4);

  *self = (DsImage) { width, height, deep, g_try_malloc (n) };
  if (self->rgba == NULL)
    ds_image_set_size_error (width, height, G_MAXSIZE, error);
  return self->rgba != NULL;
}

static guint32
read_number (const guint8 *bytes, guint n, gboolean big)
{
  guint32 number = 0;

  for (guint i = 0; i < n; i++)
    number = number << 8 | bytes[big ? i : n - 1 - i];
  return number;
}

guint
ds_image_find_orientation (const guint8 *exif, gsize n)
{
  const gboolean big = n > 0 && exif[0] == 'M';
  gsize at = n >= 8 ? read_number (exif + 4, 4, big) : n;
  guint n_tags = at < n && n - at >= 2 ? read_number (exif + at, 2, big) : 0;

  for (at += 2; n_tags > 0 && n - at >= 12; n_tags--, at += 12)
    if (read_number (exif + at, 2, big) == EXIF_ORIENTATION)
      return read_number (exif + at + 2, 2, big) == EXIF_SHORT ? read_number (exif + at + 8, 2, big)
                                                               : 0;
  return 0;
}

/* Where the pixel of a turned image comes from. */
static gsize
find_source (const DsImage *self, guint orientation, guint x, guint y)
{
  const gboolean turned = orientation >= 5;
  const gboolean mirrored = orientation == 2 || orientation == 3 || orientation == 7
                            || orientation == 8;
  const gboolean flipped = orientation == 3 || orientation == 4 || orientation == 6
                           || orientation == 7;
  const guint column = turned ? y : x, row = turned ? x : y;

  return (gsize) (flipped ? self->height - 1 - row : row) * self->width
         + (mirrored ? self->width - 1 - column : column);
}

static void
turn_block (const DsImage *self, guint orientation, const DsImage *out, guint left, guint top)
{
  const guint right = MIN (left + BLOCK, out->width), bottom = MIN (top + BLOCK, out->height);

  for (guint y = top; y < bottom; y++)
    for (guint x = left; x < right; x++)
      {
        const gsize from = find_source (self, orientation, x, y), to = (gsize) y * out->width + x;

        if (self->deep)
          ((guint64 *) out->rgba)[to] = ((const guint64 *) self->rgba)[from];
        else
          ((guint32 *) out->rgba)[to] = ((const guint32 *) self->rgba)[from];
      }
}

gboolean
ds_image_turn (DsImage *self, guint orientation, const DsProgress *progress, GError **error)
{
  const gboolean turned = orientation >= 5;
  g_auto (DsImage) out = { 0 };

  if (orientation <= 1 || orientation > 8)
    return TRUE;
  if (!ds_image_allocate (&out, turned ? self->height : self->width,
                          turned ? self->width : self->height, self->deep, error))
    return FALSE;
  for (guint y = 0; y < out.height; y += BLOCK)
    {
      if (!ds_progress_check (progress, error))
        return FALSE;
      for (guint x = 0; x < out.width; x += BLOCK)
        turn_block (self, orientation, &out, x, y);
    }
  ds_image_clear (self);
  *self = out;
  out.rgba = NULL;
  return TRUE;
}

/* The same for 8 and for 16 bits, of which the largest value is @largest. */
#define CONVERT(name, Type, Wide, largest) \
  static inline Type put_on_black_##name (Wide value, Wide alpha) \
  { \
    return (Type) ((value * alpha + largest / 2) / largest); \
  } \
\
  static void convert_##name (const Type *in, gsize n, guint channels, Type *out) \
  { \
    if (channels == 4) \
      memcpy (out, in, 4 * n * sizeof (Type)); \
    else if (channels == 3) \
      for (gsize i = 0; i < n; i++, in += 4, out += 3) \
        for (guint c = 0; c < 3; c++) \
          out[c] = put_on_black_##name (in[c], in[3]); \
    else \
      for (gsize i = 0; i < n; i++, in += 4) \
        out[i] = put_on_black_##name (((Wide) 19595 * in[0] + (Wide) 38470 * in[1] \
                                       + (Wide) 7471 * in[2] + 32768) \
                                        >> 16, \
                                      in[3]); \
  } \
\
  static guint count_channels_##name (const Type *pixel, gsize n) \
  { \
    guint channels = 1; \
\
    for (gsize i = 0; i < n; i++, pixel += 4) \
      if (pixel[3] != largest) \
        return 4; \
      else if (pixel[0] != pixel[1] || pixel[1] != pixel[2]) \
        channels = 3; \
    return channels; \
  }

CONVERT (bytes, guint8, guint32, 255)
CONVERT (words, guint16, guint64, 65535)

void
ds_image_convert (const DsImage *self, gsize first, gsize n, guint channels, gpointer out)
{
  if (self->deep)
    convert_words ((const guint16 *) self->rgba + 4 * first, n, channels, out);
  else
    convert_bytes ((const guint8 *) self->rgba + 4 * first, n, channels, out);
}

guint
ds_image_count_channels (const DsImage *self, const DsProgress *progress, GError **error)
{
  const gsize n_pixels = (gsize) self->width * self->height;
  guint channels = 1;

  for (gsize i = 0; i < n_pixels && channels < 4; i += PIXELS_AT_ONCE)
    {
      const gsize n = MIN (PIXELS_AT_ONCE, n_pixels - i);

      if (!ds_progress_check (progress, error))
        return 0;
      channels = MAX (channels, self->deep
                                  ? count_channels_words ((const guint16 *) self->rgba + 4 * i, n)
                                  : count_channels_bytes ((const guint8 *) self->rgba + 4 * i, n));
    }
  return channels;
}
