/* SPDX-License-Identifier: MIT */
/*
 * PNG of every kind, as RGBA of 8 bits, or of 16 where it has as many. Gamma is left alone, as
 * everywhere in the field. libpng leaves by longjmp: what it may leave behind lives in the struct.
 */
#include "data/images/image-private.h"

#include <png.h>
#include <string.h>

#include "data/error.h"
#include "data/file.h"
#include "data/words.h"

typedef struct
{
  const guint8 *data;
  gsize left;
  gsize size;
  const DsProgress *progress;
  png_structp png;
  png_infop info;
  DsImage image;
  png_bytep *rows;
  guint width;
  guint height;
  guint orientation;
  gboolean deep;
  gboolean too_large;
  GError *no_memory;
  gboolean cancelled;
  char message[80];
} Reader;

static void
read_cb (png_structp png, png_bytep out, png_size_t n)
{
  Reader *self = png_get_io_ptr (png);

  if (n > self->left)
    png_error (png, "");
  memcpy (out, self->data, n);
  self->data += n;
  self->left -= n;
}

/* By rows, as few bytes may hold many. */
static void
row_cb (png_structp png, png_uint_32 row, int pass)
{
  Reader *self = png_get_io_ptr (png);

  self->cancelled = !ds_progress_check (self->progress, NULL);
  if (self->cancelled)
    png_error (png, "");
}

static void
error_cb (png_structp png, png_const_charp message)
{
  Reader *self = png_get_error_ptr (png);

  g_strlcpy (self->message, message, sizeof self->message);
  png_longjmp (png, 1);
}

static void
warning_cb (png_structp png, png_const_charp message)
{
}

static gboolean
is_grey_palette (const Reader *self)
{
  png_colorp palette;
  int n = 0;

  png_get_PLTE (self->png, self->info, &palette, &n);
  for (int i = 0; i < n; i++)
    if (palette[i].red != palette[i].green || palette[i].green != palette[i].blue)
      return FALSE;
  return TRUE;
}

static guint
count_channels (const Reader *self)
{
  guint type = png_get_color_type (self->png, self->info);

  if ((type & PNG_COLOR_MASK_ALPHA) != 0 || png_get_valid (self->png, self->info, PNG_INFO_tRNS))
    return 4;
  if (type == PNG_COLOR_TYPE_PALETTE)
    return is_grey_palette (self) ? 1 : 3;
  return (type & PNG_COLOR_MASK_COLOR) != 0 ? 3 : 1;
}

static guint
get_orientation (const Reader *self)
{
  png_bytep exif;
  png_uint_32 n;

  return png_get_eXIf_1 (self->png, self->info, &n, &exif) != 0
           ? ds_image_find_orientation (exif, n)
           : 0;
}

static void
describe (const Reader *self, DsImageInfo *info)
{
  const gboolean turned = self->orientation >= 5 && self->orientation <= 8;

  *info = (DsImageInfo) {
    .width = turned ? self->height : self->width,
    .height = turned ? self->width : self->height,
    .channels = count_channels (self),
    .deep = self->deep,
  };
}

static void
read_header (Reader *self)
{
  gsize row;

  png_set_user_limits (self->png, 1 << 20, 1 << 20);
  png_read_info (self->png, self->info);
  self->width = png_get_image_width (self->png, self->info);
  self->height = png_get_image_height (self->png, self->info);
  self->deep = png_get_bit_depth (self->png, self->info) == 16;
  self->orientation = get_orientation (self);
  row = png_get_rowbytes (self->png, self->info) + 1;
  self->too_large = row * self->height / DS_FILE_LARGEST_RATIO > self->size
                    || (gsize) self->width * self->height > DS_IMAGE_MAX_PIXELS;
}

static void
read_pixels (Reader *self)
{
  const gsize row = (gsize) self->width * 4 * (self->deep ? 2 : 1);

  png_set_expand (self->png);
  if (self->deep && G_BYTE_ORDER == G_LITTLE_ENDIAN)
    png_set_swap (self->png);
  png_set_gray_to_rgb (self->png);
  png_set_add_alpha (self->png, 0xffff, PNG_FILLER_AFTER);
  png_set_interlace_handling (self->png);
  png_read_update_info (self->png, self->info);
  if (!ds_image_allocate (&self->image, self->width, self->height, self->deep, &self->no_memory))
    png_error (self->png, "");
  self->rows = g_new (png_bytep, self->height);
  for (guint y = 0; y < self->height; y++)
    self->rows[y] = (guint8 *) self->image.rgba + y * row;
  png_read_image (self->png, self->rows);
}

/* Whether libpng went through; the struct says how far. */
static gboolean
run (Reader *self, DsImageInfo *info, gboolean decode)
{
  self->png = png_create_read_struct (PNG_LIBPNG_VER_STRING, self, error_cb, warning_cb);
  self->info = png_create_info_struct (self->png);
  if (setjmp (png_jmpbuf (self->png)))
    return FALSE;
  png_set_read_fn (self->png, self, read_cb);
  png_set_read_status_fn (self->png, row_cb);
  read_header (self);
  if (info != NULL)
    describe (self, info);
  if (decode && !self->too_large)
    read_pixels (self);
  return TRUE;
}

static void
set_error (const Reader *self, GError **error)
{
  if (self->no_memory != NULL)
    g_propagate_error (error, self->no_memory);
  else if (self->cancelled)
    ds_progress_check (self->progress, error);
  else if (self->message[0] == '\0')
    g_set_error_literal (error, DS_ERROR, DS_ERROR_DAMAGED, _ ("it ends early"));
  else
    g_set_error (error, DS_ERROR, DS_ERROR_DAMAGED, _ ("it is a damaged PNG (%s)"), self->message);
}

gboolean
ds_png_read (GBytes *contents,
             DsImageInfo *info,
             DsImage *image,
             const DsProgress *progress,
             GError **error)
{
  Reader self = { .progress = progress };
  gboolean read;

  self.data = g_bytes_get_data (contents, &self.size);
  self.left = self.size;
  read = run (&self, info, image != NULL);
  png_destroy_read_struct (&self.png, &self.info, NULL);
  g_free (self.rows);
  if (read && !self.too_large)
    {
      if (image == NULL)
        return TRUE;
      *image = self.image;
      if (ds_image_turn (image, self.orientation, progress, error))
        return TRUE;
      ds_image_clear (image);
      return FALSE;
    }
  ds_image_clear (&self.image);
  if (read)
    ds_image_set_size_error (self.width, self.height, self.size, error);
  else
    set_error (&self, error);
  return FALSE;
}
