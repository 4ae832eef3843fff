/* SPDX-License-Identifier: MIT */
/*
 * Sets that lie on this computer already: folders of IDX files as MNIST, Keras and torchvision
 * have them, and their .npz files, below a few usual folders.
 *
 * The look is short: a few folders, their entries and an entry's "raw", never deeper; of a file no
 * more than its first bytes.
 */
#pragma once

#include "data/known/known-set.h"
#include "data/shape.h"

G_BEGIN_DECLS

/**
 * DsFoundSet:
 * @known: (nullable): which known set it is, by the size of its files or its folder's name
 * @name: by which it is asked for: of the known set, or of the folder
 * @path: a location that ds_source_open() takes, absolute
 * @is_download: whether it is what was downloaded into ds_known_set_get_folder()
 * @n_samples: training and validation together, 0 where only reading it would tell
 * @shape: of a sample; its rank is 0 where only reading it would tell
 * @n_bytes: the size of its files
 */
typedef struct
{
  const DsKnownSet *known;
  char *name;
  char *path;
  gboolean is_download;
  gsize n_samples;
  DsShape shape;
  guint64 n_bytes;
} DsFoundSet;

/**
 * Looks into the folder of downloads, ~/.keras/datasets, ~/.medmnist, data and datasets at home
 * and here, the user's data folder and that of downloads.
 *
 * Returns: (transfer full) (element-type DsFoundSet): each once, what was downloaded first; any
 *   thread. A few milliseconds where the disk is awake.
 */
GPtrArray *ds_found_sets_list (void) G_GNUC_WARN_UNUSED_RESULT;

/**
 * @name: a name; case and punctuation do not matter
 * @error: DS_ERROR_NOT_FOUND; DS_ERROR_MISMATCH where there are several and none was downloaded
 *
 * Returns: (transfer full): the path of the set of this name, what was downloaded before any
 *   other, or NULL; any thread.
 */
char *ds_found_sets_find (const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
