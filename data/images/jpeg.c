/* SPDX-License-Identifier: MIT */
/*
 * JPEG by libjpeg, as RGBA of 8 bits: grey, colour and CMYK, of which each kind is converted
 * as gdk-pixbuf does. libjpeg leaves by longjmp: what it may leave behind lives in the struct.
 */
#include "data/images/image-private.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <jpeglib.h>

#include <jerror.h>

#include "data/error.h"
#include "data/words.h"

/* More than any writer makes: each takes as long as the whole image. */
#define MAX_SCANS 100

typedef struct
{
  struct jpeg_decompress_struct jpeg;
  struct jpeg_error_mgr errors;
  struct jpeg_source_mgr source;
  struct jpeg_progress_mgr told;
  jmp_buf leave;
  const DsProgress *progress;
  DsImage image;
  guint8 *row;
  GError *error; /* of ours, where it is not libjpeg's message that counts */
  char message[JMSG_LENGTH_MAX];
} Reader;

static void
error_cb (j_common_ptr jpeg)
{
  Reader *self = jpeg->client_data;

  jpeg->err->format_message (jpeg, self->message);
  longjmp (self->leave, 1);
}

static void
message_cb (j_common_ptr jpeg)
{
}

static void
progress_cb (j_common_ptr jpeg)
{
  Reader *self = jpeg->client_data;

  if (self->jpeg.input_scan_number > MAX_SCANS)
    g_strlcpy (self->message, "more than " G_STRINGIFY (MAX_SCANS) " scans", sizeof self->message);
  else if (ds_progress_check (self->progress, &self->error))
    return;
  longjmp (self->leave, 1);
}

static void
source_cb (j_decompress_ptr jpeg)
{
}

/* There is no more than what was there from the start. */
static boolean
fill_cb (j_decompress_ptr jpeg)
{
  return FALSE;
}

static void
skip_cb (j_decompress_ptr jpeg, long n)
{
  const gsize skipped = MIN ((gsize) MAX (n, 0), jpeg->src->bytes_in_buffer);

  jpeg->src->next_input_byte += skipped;
  jpeg->src->bytes_in_buffer -= skipped;
}

static void
start (Reader *self, GBytes *contents)
{
  gsize n;

  self->jpeg.client_data = self;
  self->jpeg.err = jpeg_std_error (&self->errors);
  self->errors.error_exit = error_cb;
  self->errors.output_message = message_cb;
  self->told.progress_monitor = progress_cb;
  self->source = (struct jpeg_source_mgr) {
    .next_input_byte = g_bytes_get_data (contents, &n),
    .init_source = source_cb,
    .fill_input_buffer = fill_cb,
    .skip_input_data = skip_cb,
    .resync_to_restart = jpeg_resync_to_restart,
    .term_source = source_cb,
  };
  self->source.bytes_in_buffer = n;
}

static guint
get_orientation (const Reader *self)
{
  for (jpeg_saved_marker_ptr marker = self->jpeg.marker_list; marker != NULL; marker = marker->next)
    if (marker->data_length > 6 && memcmp (marker->data, "Exif\0\0", 6) == 0)
      return ds_image_find_orientation (marker->data + 6, marker->data_length - 6);
  return 0;
}

static void
describe (const Reader *self, DsImageInfo *info)
{
  const guint orientation = get_orientation (self);
  const gboolean turned = orientation >= 5 && orientation <= 8;

  *info = (DsImageInfo) {
    .width = turned ? self->jpeg.image_height : self->jpeg.image_width,
    .height = turned ? self->jpeg.image_width : self->jpeg.image_height,
    .channels = self->jpeg.num_components == 1 ? 1 : 3,
  };
}

static void
spread_row (const Reader *self, guint8 *out)
{
  const guint channels = (guint) self->jpeg.output_components;
  const guint8 *in = self->row;

  for (guint x = 0; x < self->jpeg.output_width; x++, in += channels, out += 4)
    {
      for (guint c = 0; c < 3; c++)
        out[c] = (guint8) (channels == 1                 ? in[0]
                           : channels == 3               ? in[c]
                           : self->jpeg.saw_Adobe_marker ? in[3] * in[c] / 255
                                                         : (255 - in[3]) * (255 - in[c]) / 255);
      out[3] = 255;
    }
}

static void
read_rows (Reader *self)
{
  struct jpeg_decompress_struct *jpeg = &self->jpeg;

  if (jpeg->num_components != 1 && jpeg->num_components != 3 && jpeg->num_components != 4)
    ERREXIT (jpeg, JERR_CONVERSION_NOTIMPL);
  if (!ds_image_allocate (&self->image, jpeg->image_width, jpeg->image_height, FALSE, &self->error))
    longjmp (self->leave, 1);
  jpeg->progress = &self->told;
  if (!jpeg_start_decompress (jpeg))
    return;
  self->row = g_malloc ((gsize) jpeg->output_width * (guint) jpeg->output_components);
  while (jpeg->output_scanline < jpeg->output_height
         && jpeg_read_scanlines (jpeg, (JSAMPARRAY) &self->row, 1) == 1)
    spread_row (self, (guint8 *) self->image.rgba
                        + (gsize) (jpeg->output_scanline - 1) * jpeg->output_width * 4);
}

/* Whether libjpeg went through; self->error may say more, and the struct how far it came. */
static gboolean
run (Reader *self, gsize n_bytes, gboolean decode)
{
  if (setjmp (self->leave))
    return FALSE;
  jpeg_create_decompress (&self->jpeg);
  self->jpeg.src = &self->source;
  jpeg_save_markers (&self->jpeg, JPEG_APP0 + 1, 0xffff);
  if (jpeg_read_header (&self->jpeg, TRUE) != JPEG_HEADER_OK
      || !ds_image_check_size (self->jpeg.image_width, self->jpeg.image_height, n_bytes,
                               &self->error))
    return FALSE;
  if (decode)
    read_rows (self);
  return TRUE;
}

static void
set_error (Reader *self, GError **error)
{
  if (self->error != NULL)
    g_propagate_error (error, self->error);
  else if (self->message[0] != '\0')
    g_set_error (error, DS_ERROR, DS_ERROR_DAMAGED, _ ("it is damaged or ends early (%s)"),
                 self->message);
  else
    g_set_error_literal (error, DS_ERROR, DS_ERROR_DAMAGED, _ ("it ends early"));
}

/* The rows must all be there before they are turned. */
static gboolean
finish (Reader *self, DsImage *image, GError **error)
{
  const guint n_rows = self->jpeg.output_scanline;

  if (n_rows == self->image.height)
    {
      *image = self->image;
      self->image.rgba = NULL;
      return TRUE;
    }
  return ds_refuse (error, DS_ERROR_DAMAGED, _ ("it ends early, after %u of its %u rows"), n_rows,
                    self->image.height);
}

gboolean
ds_jpeg_read (GBytes *contents,
              DsImageInfo *info,
              DsImage *image,
              const DsProgress *progress,
              GError **error)
{
  Reader self = { .progress = progress };
  guint orientation = 0;
  gboolean read;

  start (&self, contents);
  read = run (&self, g_bytes_get_size (contents), image != NULL);
  if (!read)
    set_error (&self, error);
  else if (info != NULL)
    describe (&self, info);
  if (read && image != NULL)
    {
      orientation = get_orientation (&self);
      read = finish (&self, image, error);
    }
  jpeg_destroy_decompress (&self.jpeg);
  ds_image_clear (&self.image);
  g_free (self.row);
  if (!read || image == NULL || ds_image_turn (image, orientation, progress, error))
    return read;
  ds_image_clear (image);
  return FALSE;
}
