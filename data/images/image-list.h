/* SPDX-License-Identifier: MIT */
/*
 * The images of a folder or an archive, and which class and part each belongs
 * to: a sub-folder is a class, folders called train and test are the parts.
 * They come in an order that is mixed and yet always the same, since the last
 * tenth may have to stand for all.
 */
#pragma once

#include "data/archive-reader.h"
#include "data/images/image.h"
#include "data/import.h"

G_BEGIN_DECLS

/**
 * DsImageFile:
 * @name: below the folder, UTF-8
 * @path: (nullable): where it lies
 * @n_bytes: @changed_nsec: its size and when it changed, of one with a path
 * @contents: (transfer full) (nullable): what it holds, of one without a path
 * @place: in the mixed order of the list
 * @class_name: (transfer full) (nullable): the class it belongs to
 * @stray: its reason is that it is in no folder of a class
 * @validates: whether it is in the validation part
 * @info: what its beginning told
 * @reason: (transfer full) (nullable): why it is left out
 */
typedef struct
{
  const char *name;
  const char *path;
  gint64 n_bytes;
  gint64 changed_nsec;
  GBytes *contents;
  guint64 place;
  char *class_name;
  gboolean stray;
  gboolean validates;
  DsImageInfo info;
  char *reason;
} DsImageFile;

/** Returns: (transfer full): of DsImageFile, none yet. */
GPtrArray *ds_image_list_new (void) G_GNUC_WARN_UNUSED_RESULT;

/**
 * @name: of a file below the folder, in any encoding
 * @path: (nullable): where it lies
 *
 * Returns: (transfer none): the file, without anything else.
 */
DsImageFile *ds_image_list_add (GPtrArray *self, const char *name, const char *path);

/**
 * @path: a folder
 * @request: who listens, and how many are wanted
 * @error: DS_ERROR_PERMISSION, DS_ERROR_READ, DS_ERROR_CANCELLED
 *
 * Returns: (transfer full): of DsImageFile: all files below the folder, images
 *   or not; NULL on failure.
 */
GPtrArray *ds_image_list_new_for_folder (const char *path,
                                         const DsRequest *request,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * @contents: of a zip or tar file
 * @request: who listens, and how many are wanted
 * @error: DS_ERROR_DAMAGED, DS_ERROR_SIZE, DS_ERROR_CANCELLED
 *
 * Returns: (transfer full): the same of an archive; images are in memory as
 *   they are packed there.
 */
GPtrArray *ds_image_list_new_for_archive (GBytes *contents,
                                          const DsRequest *request,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Finds out what the folders are: classes, parts, or neither.
 *
 * @self: a list whose images were probed: what is none has a reason
 * @import: gets what is to be noted
 */
void ds_image_list_arrange (GPtrArray *self, DsImport *import);

/**
 * Takes the classes from the table that is asked for or that lies beside the
 * images, where there is one.
 *
 * @place: (nullable): the folder that the images lie in
 * @progress: (nullable): who may cancel
 * @import: its options may name the table
 * @error: DS_ERROR_MISMATCH, DS_ERROR_CANCELLED, and those of reading a file
 *
 * Returns: whether it went well.
 */
gboolean ds_image_list_label (GPtrArray *self,
                              const char *place,
                              const DsProgress *progress,
                              DsImport *import,
                              GError **error);

/**
 * @channels: that the samples have
 * @import: its options get what makes other images have the same
 */
void ds_image_list_note_channels (guint channels, DsImport *import);

G_END_DECLS
