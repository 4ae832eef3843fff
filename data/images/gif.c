/* SPDX-License-Identifier: MIT */
/*
 * The first picture of a GIF, row by row: gdk-pixbuf would begin anew with each piece of
 * the file. What is outside of the picture, and what it leaves open, has no colour.
 */
#include "data/images/image-private.h"

#include <string.h>

#include "data/error.h"
#include "data/words.h"

#define MAX_CODES 4096

typedef struct
{
  const guint8 *at;
  const guint8 *end;
  guint width;
  guint height;
  guint8 colours[256][3];
  guint n_colours;
  gint transparent; /* -1 for none */

  /* The picture within. */
  guint left;
  guint top;
  guint columns;
  guint rows;
  gboolean interlaced;

  /* LZW: a code stands for the pixels of another one, and one more. */
  guint n_left; /* bytes of the block */
  guint32 bits;
  guint n_bits;
  guint first_size;
  guint size;
  guint n_codes;
  gint previous;
  guint8 first;
  guint16 prefixes[MAX_CODES];
  guint8 suffixes[MAX_CODES];
  guint8 pixels[MAX_CODES + 1]; /* of the last code, the last one first */
  guint n_pixels;
} Reader;

/* The next bytes, or NULL at the end. */
static const guint8 *
take (Reader *self, gsize n)
{
  const guint8 *bytes = self->at;

  if (n > (gsize) (self->end - self->at))
    return NULL;
  self->at += n;
  return bytes;
}

static guint
get_number (const guint8 *bytes)
{
  return bytes[0] | (guint) bytes[1] << 8;
}

/* The colours that @flags announce, if any. */
static gboolean
read_colours (Reader *self, guint flags)
{
  const guint n = 2u << (flags & 7);
  const guint8 *bytes;

  if ((flags & 0x80) == 0)
    return TRUE;
  bytes = take (self, 3 * n);
  if (bytes == NULL)
    return FALSE;
  memset (self->colours, 0, sizeof self->colours);
  memcpy (self->colours, bytes, 3 * n);
  self->n_colours = n;
  return TRUE;
}

static gboolean
read_extension (Reader *self)
{
  const guint8 *label = take (self, 1), *length, *bytes;

  while (label != NULL && (length = take (self, 1)) != NULL)
    {
      if (*length == 0)
        return TRUE;
      if ((bytes = take (self, *length)) == NULL)
        return FALSE;
      if (*label == 0xf9 && *length == 4)
        self->transparent = (bytes[0] & 1) != 0 ? bytes[3] : -1;
    }
  return FALSE;
}

/* Up to the pixels of the first picture. */
static gboolean
read_header (Reader *self)
{
  const guint8 *bytes = take (self, 13), *kind;

  self->transparent = -1;
  if (bytes == NULL || !read_colours (self, bytes[10]))
    return FALSE;
  self->width = get_number (bytes + 6);
  self->height = get_number (bytes + 8);
  while ((kind = take (self, 1)) != NULL && *kind == 0x21)
    if (!read_extension (self))
      return FALSE;
  if (kind == NULL || *kind != 0x2c || (bytes = take (self, 9)) == NULL)
    return FALSE;
  self->left = get_number (bytes);
  self->top = get_number (bytes + 2);
  self->columns = get_number (bytes + 4);
  self->rows = get_number (bytes + 6);
  self->interlaced = (bytes[8] & 0x40) != 0;
  if (self->width == 0 || self->height == 0)
    {
      self->width = self->left + self->columns;
      self->height = self->top + self->rows;
    }
  return read_colours (self, bytes[8]) && self->n_colours > 0 && self->columns > 0
         && self->rows > 0;
}

static void
clear_codes (Reader *self)
{
  self->size = self->first_size + 1;
  self->n_codes = (1u << self->first_size) + 2;
  self->previous = -1;
}

static gboolean
begin_codes (Reader *self)
{
  const guint8 *size = take (self, 1);

  if (size == NULL || *size < 1 || *size > 8)
    return FALSE;
  self->first_size = *size;
  clear_codes (self);
  return TRUE;
}

/* -1 where the blocks end. */
static gint
read_code (Reader *self)
{
  gint code;

  while (self->n_bits < self->size)
    {
      const guint8 *byte = self->n_left == 0 ? take (self, 1) : NULL;

      if (byte != NULL)
        self->n_left = *byte;
      if (self->n_left == 0 || (byte = take (self, 1)) == NULL)
        return -1;
      self->n_left--;
      self->bits |= (guint32) *byte << self->n_bits;
      self->n_bits += 8;
    }
  code = (gint) (self->bits & ((1u << self->size) - 1));
  self->bits >>= self->size;
  self->n_bits -= self->size;
  return code;
}

static void
add_code (Reader *self)
{
  if (self->n_codes == MAX_CODES)
    return;
  self->prefixes[self->n_codes] = (guint16) self->previous;
  self->suffixes[self->n_codes] = self->first;
  self->n_codes++;
  if (self->n_codes == 1u << self->size && self->size < 12)
    self->size++;
}

/* The pixels of the next code. */
static gboolean
read_pixels (Reader *self)
{
  const gint clear = 1 << self->first_size;
  gint code = read_code (self), at = code;

  if (code == clear)
    {
      clear_codes (self);
      return TRUE;
    }
  if (code < 0 || code == clear + 1 || code > (gint) self->n_codes
      || (self->previous < 0 && code > clear))
    return FALSE;
  if (at == (gint) self->n_codes)
    {
      self->pixels[self->n_pixels++] = self->first;
      at = self->previous;
    }
  for (; at > clear; at = self->prefixes[at])
    self->pixels[self->n_pixels++] = self->suffixes[at];
  self->first = self->pixels[self->n_pixels++] = (guint8) at;
  if (self->previous >= 0)
    add_code (self);
  self->previous = code;
  return TRUE;
}

/* Which row of the picture comes as number @i. */
static guint
find_row (const Reader *self, guint i)
{
  static const guint starts[] = { 0, 4, 2, 1 }, steps[] = { 8, 8, 4, 2 };

  for (guint pass = 0; self->interlaced && pass < G_N_ELEMENTS (starts); pass++)
    {
      const guint n = self->rows > starts[pass]
                        ? (self->rows - starts[pass] + steps[pass] - 1) / steps[pass]
                        : 0;

      if (i < n)
        return starts[pass] + i * steps[pass];
      i -= n;
    }
  return i;
}

/* The next row; what lies beyond the image is decoded alone. */
static gboolean
read_row (Reader *self, guint y, const DsImage *image)
{
  guint8 *row = (guint8 *) image->rgba + ((gsize) y * image->width + self->left) * 4;

  for (guint x = 0; x < self->columns; x++)
    {
      guint8 pixel;

      while (self->n_pixels == 0)
        if (!read_pixels (self))
          return FALSE;
      pixel = self->pixels[--self->n_pixels];
      if (y >= image->height || self->left + x >= image->width || pixel == self->transparent)
        continue;
      memcpy (row + (gsize) x * 4, self->colours[pixel], 3);
      row[(gsize) x * 4 + 3] = 255;
    }
  return TRUE;
}

static gboolean
read_rows (Reader *self, const DsImage *image, const DsProgress *progress, GError **error)
{
  if (!begin_codes (self))
    return FALSE;
  for (guint i = 0; i < self->rows; i++)
    if (!ds_progress_check (progress, error)
        || !read_row (self, self->top + find_row (self, i), image))
      return FALSE;
  return TRUE;
}

gboolean
ds_gif_read (GBytes *contents,
             DsImageInfo *info,
             DsImage *image,
             const DsProgress *progress,
             GError **error)
{
  g_autofree Reader *self = g_new0 (Reader, 1);
  g_autoptr (GError) cause = NULL;
  gsize n;

  self->at = g_bytes_get_data (contents, &n);
  self->end = self->at + n;
  if (!read_header (self))
    return ds_refuse (error, DS_ERROR_DAMAGED, _ ("it is damaged or ends early (%s)"), "GIF");
  if (!ds_image_check_size (self->width, self->height, n, error)
      || !ds_image_check_size (self->columns, self->rows, n, error))
    return FALSE;
  if (info != NULL)
    *info = (DsImageInfo) { .width = self->width, .height = self->height, .channels = 4 };
  if (image == NULL)
    return TRUE;
  if (!ds_image_allocate (image, self->width, self->height, FALSE, error))
    return FALSE;
  memset (image->rgba, 0, (gsize) self->width * self->height * 4);
  if (read_rows (self, image, progress, &cause))
    return TRUE;
  ds_image_clear (image);
  if (cause == NULL)
    return ds_refuse (error, DS_ERROR_DAMAGED, _ ("it is damaged or ends early (%s)"), "GIF");
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}
