/* SPDX-License-Identifier: MIT */
/*
 * One encoded image: what it is by its first bytes, its size without decoding
 * all of it, and its pixels. PNG is read by libpng, JPEG by libjpeg, TIFF by
 * libtiff, other kinds by gdk-pixbuf.
 * An image that claims more pixels than its bytes can hold is refused before
 * memory is asked for.
 */
#pragma once

#include "data/progress.h"

G_BEGIN_DECLS

/**
 * DS_IMAGE_HEAD:
 *
 * The first bytes that tell what a file is.
 */
#define DS_IMAGE_HEAD 16

/**
 * DsImageInfo:
 * @width: @height: in pixels, turned as its EXIF orientation says
 * @channels: 1 grey, 3 colour, 4 with transparency: as many as are needed at
 *   most
 * @deep: it has 16 bits a channel
 *
 * What the beginning of an image tells.
 */
typedef struct
{
  guint width;
  guint height;
  guint channels;
  gboolean deep;
} DsImageInfo;

/**
 * DsImage:
 * @width: @height: in pixels, turned as its EXIF orientation says
 * @deep: 16 bits a channel are in @rgba, as guint16, in place of 8
 * @rgba: (transfer full): [height, width, 4]
 *
 * A decoded image.
 */
typedef struct
{
  guint width;
  guint height;
  gboolean deep;
  gpointer rgba;
} DsImage;

/**
 * @head: [n] how a file begins
 * @n: at best DS_IMAGE_HEAD
 *
 * Returns: whether it is an image of a kind that can be read.
 */
gboolean ds_image_is_image (const guint8 *head, gsize n);

/**
 * @contents: of an image file
 * @info: (out): what it tells
 * @error: DS_ERROR_DAMAGED, DS_ERROR_UNSUPPORTED, DS_ERROR_SIZE; a sentence
 *   without the file's name
 *
 * Returns: whether it looks sound; any thread.
 */
gboolean ds_image_probe (GBytes *contents, DsImageInfo *info, GError **error);

/**
 * @contents: of an image file
 * @image: (out): its pixels
 * @progress: (nullable): who may cancel; asked every few thousand bytes, or rows
 * @error: as ds_image_probe(), and DS_ERROR_CANCELLED
 *
 * Returns: whether it is whole; any thread.
 */
gboolean
ds_image_decode (GBytes *contents, DsImage *image, const DsProgress *progress, GError **error);

/**
 * @first: @n: the pixels to convert, counted row by row
 * @channels: 1, 3 or 4
 * @out: (out): [n, channels], of as many bits as @self has; colour becomes its luminance
 *   (ITU-R 601) where it must, and what is transparent lies on black where there are not 4
 */
void ds_image_convert (const DsImage *self, gsize first, gsize n, guint channels, gpointer out);

/**
 * @progress: (nullable): who may cancel
 * @error: DS_ERROR_CANCELLED
 *
 * Returns: 4 where a pixel is transparent, else 3 where one is coloured, else
 *   1; 0 when cancelled.
 */
guint ds_image_count_channels (const DsImage *self, const DsProgress *progress, GError **error);

void ds_image_clear (DsImage *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DsImage, ds_image_clear)

G_END_DECLS
