/* SPDX-License-Identifier: MIT */
/*
 * The decoded images of a folder or an archive, kept in the user's cache folder
 * (data/cache.h): what each file is, and the samples that were made of them in
 * one size. It counts as long as the files have the same names, sizes and times
 * of change.
 *
 * One place has one file there, so that a new one takes the place of the old.
 */
#pragma once

#include "data/cache.h"
#include "data/images/image-list.h"

G_BEGIN_DECLS

/**
 * DsImageCache:
 *
 * What the cache holds of one folder or archive, perhaps nothing yet. Used by
 * one thread.
 */
typedef struct _DsImageCache DsImageCache;

/**
 * DsImageForm:
 * @kept: (transfer none): of guint32, the numbers of the files that become
 *   samples, in the order of these
 * @fit: how they come to their size
 * @channels: that were asked for
 * @needed: that the samples have: those that an image has, at most @channels
 * @deep: the channels have 16 bits
 *
 * What the samples depend on beside the files.
 */
typedef struct
{
  GArray *kept;
  DsFit fit;
  guint channels;
  guint needed;
  gboolean deep;
} DsImageForm;

/**
 * @path: the folder
 * @files: of DsImageFile, as they are listed
 * @progress: (nullable): who may cancel
 * @error: DS_ERROR_CANCELLED
 *
 * Returns: (transfer full): what is held of it; NULL when cancelled.
 */
DsImageCache *ds_image_cache_new_for_folder (const char *path,
                                             const GPtrArray *files,
                                             const DsProgress *progress,
                                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * @path: the archive
 *
 * Returns: (transfer full): what is held of it.
 */
DsImageCache *ds_image_cache_new_for_archive (const char *path) G_GNUC_WARN_UNUSED_RESULT;

/** @self: (transfer full): what is held */
void ds_image_cache_free (DsImageCache *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DsImageCache, ds_image_cache_free)

/**
 * @self: what is held
 *
 * Returns: (transfer full) (nullable): of DsImageFile, the files as they were
 *   probed, without paths and, apart from tables, without contents; NULL where
 *   nothing is held.
 */
GPtrArray *ds_image_cache_list (const DsImageCache *self) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Tells of each file what probing told.
 *
 * @self: what is held
 * @files: as they are listed
 *
 * Returns: FALSE where nothing is held.
 */
gboolean ds_image_cache_apply (const DsImageCache *self, GPtrArray *files);

/**
 * @self: what is held
 * @kept: of DsImageFile, those that become samples; gets reasons of those that
 *   could not be decoded
 * @form: (inout): what is wanted; gets the channels needed
 *
 * Returns: (transfer full) (nullable): the samples, one for each of @kept without
 *   a reason; NULL where there are none of this form.
 */
GBytes *ds_image_cache_find (const DsImageCache *self,
                             GPtrArray *kept,
                             DsImageForm *form) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Remembers what is stored with the samples.
 *
 * @self: what is held
 * @files: as they were probed
 */
void ds_image_cache_note_probed (DsImageCache *self, const GPtrArray *files);

/**
 * @self: what is held, after ds_image_cache_note_probed()
 * @n_bytes: of all samples at most
 *
 * Returns: (transfer full) (nullable): where samples can be written, from the
 *   beginning on; NULL without a place.
 */
DsCacheWriter *ds_image_cache_start (DsImageCache *self, gsize n_bytes) G_GNUC_WARN_UNUSED_RESULT;

/**
 * @self: what is held
 * @writer: has the samples
 * @n_bytes: of the samples
 * @kept: of DsImageFile, all of @form, some with a reason by now
 * @form: what was wanted, and needed
 * @progress: (nullable): who may cancel
 *
 * Returns: (transfer full) (nullable): the samples, mapped; NULL where the disk
 *   failed, or somebody cancelled.
 */
GBytes *ds_image_cache_finish (DsImageCache *self,
                               DsCacheWriter *writer,
                               gsize n_bytes,
                               const GPtrArray *kept,
                               const DsImageForm *form,
                               const DsProgress *progress) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
