/* SPDX-License-Identifier: MIT */
/*
 * The decoders behind image.h.
 */
#pragma once

#include "data/images/image.h"

G_BEGIN_DECLS

/**
 * @contents: of a PNG file
 * @info: (nullable) (out): as ds_image_probe(); then nothing is decoded
 * @image: (nullable) (out): as ds_image_decode()
 * @progress: (nullable): who may cancel
 */
gboolean ds_png_read (GBytes *contents,
                      DsImageInfo *info,
                      DsImage *image,
                      const DsProgress *progress,
                      GError **error);

/** The same of a JPEG file. */
gboolean ds_jpeg_read (GBytes *contents,
                       DsImageInfo *info,
                       DsImage *image,
                       const DsProgress *progress,
                       GError **error);

/** The same of a GIF file. */
gboolean ds_gif_read (GBytes *contents,
                      DsImageInfo *info,
                      DsImage *image,
                      const DsProgress *progress,
                      GError **error);

/** The same of a TIFF file. */
gboolean ds_tiff_read (GBytes *contents,
                       DsImageInfo *info,
                       DsImage *image,
                       const DsProgress *progress,
                       GError **error);

/**
 * @contents: of an image file
 * @type: gdk-pixbuf's name of its kind
 * @info: @image: @progress: as in ds_png_read()
 */
gboolean ds_pixbuf_read (GBytes *contents,
                         const char *type,
                         DsImageInfo *info,
                         DsImage *image,
                         const DsProgress *progress,
                         GError **error);

/**
 * @self: (out): an image of that size, whose pixels are not set
 * @error: DS_ERROR_SIZE where there is no memory for it
 */
gboolean
ds_image_allocate (DsImage *self, guint width, guint height, gboolean deep, GError **error);

/**
 * DS_IMAGE_MAX_PIXELS:
 *
 * Larger images are not read, whatever their kind.
 */
#define DS_IMAGE_MAX_PIXELS ((gsize) 1 << 28)

/**
 * @exif: [n], as EXIF has them: the beginning of a TIFF file
 *
 * Returns: what its first directory says, 0 where that is nothing.
 */
guint ds_image_find_orientation (const guint8 *exif, gsize n);

/**
 * @orientation: how it is to be seen: 1 to 8 as EXIF and TIFF count, others do nothing
 * @progress: (nullable): who may cancel
 * @error: DS_ERROR_SIZE where there is no memory for it, DS_ERROR_CANCELLED
 */
gboolean
ds_image_turn (DsImage *self, guint orientation, const DsProgress *progress, GError **error);

/**
 * @n_bytes: of its file
 * @error: DS_ERROR_SIZE
 *
 * Returns: whether an image of any kind but PNG may have this many pixels in earnest.
 */
gboolean ds_image_check_size (guint width, guint height, gsize n_bytes, GError **error);

/** Says that the image has more pixels than are read, or than its bytes can hold. */
void ds_image_set_size_error (guint width, guint height, gsize n_bytes, GError **error);

G_END_DECLS
