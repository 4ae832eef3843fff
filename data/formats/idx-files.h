/* SPDX-License-Identifier: MIT */
/*
 * Which files belong to one IDX set, found by MNIST's way of naming them:
 * <set>train-images-idx3-ubyte beside train-labels-idx1-ubyte and
 * t10k-images-idx3-ubyte; a dot may stand before "idx", ".gz" may follow, and
 * "test" or "validation" may stand for t10k.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * DsIdxFiles:
 * @passed_over: the name of images that would validate and are of another type
 *   than @images
 *
 * Paths of one set, each (transfer full); only the first is always there.
 */
typedef struct
{
  char *images;
  char *labels;
  char *validation_images;
  char *validation_labels;
  char *passed_over;
} DsIdxFiles;

/**
 * ds_idx_files_is_set:
 * @names: what is in a folder, ending with NULL
 *
 * Returns: whether a name there is that of an images file.
 */
gboolean ds_idx_files_is_set (const char *const *names);

/**
 * ds_idx_files_find_in:
 * @folder: a folder
 * @names: what is in it
 * @files: (out): the set
 * @error: DS_ERROR_FORMAT where it holds several sets, or one in several types
 *
 * Returns: whether it holds exactly one.
 */
gboolean ds_idx_files_find_in (const char *folder,
                               const char *const *names,
                               DsIdxFiles *files,
                               GError **error);

/**
 * ds_idx_files_find_beside:
 * @path: a file that holds samples
 * @files: (out): @path and what its name finds beside it
 */
void ds_idx_files_find_beside (const char *path, DsIdxFiles *files);

/**
 * ds_idx_files_clear:
 * @self: a set of paths
 *
 * Frees them.
 */
void ds_idx_files_clear (DsIdxFiles *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DsIdxFiles, ds_idx_files_clear)

G_END_DECLS
