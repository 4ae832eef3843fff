/* SPDX-License-Identifier: MIT */
/*
 * Public sets that are known by name: what their files are, and where they can
 * be downloaded.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define DS_KNOWN_FILES   4
#define DS_KNOWN_MIRRORS 4

/**
 * DsKnownFile:
 * @name: as every mirror calls it
 * @n_bytes: its size
 * @sha256: of its contents, in lower-case hexadecimal digits
 */
typedef struct
{
  const char *name;
  guint64 n_bytes;
  const char *sha256;
} DsKnownFile;

/**
 * DsKnownSet:
 * @name: as typed: "fashion-mnist"
 * @title: as shown
 * @summary: what the samples are, in a few words, for translation
 * @aliases: further names that folders of it have, separated by spaces
 * @n_samples: training and validation together
 * @files: its files, the training images first; ends with a NULL name where there are fewer
 * @mirrors: addresses that a file's name is put behind, the first to ask first; ends with NULL
 *   where there are fewer
 *
 * A set; const.
 */
typedef struct
{
  const char *name;
  const char *title;
  const char *summary;
  const char *aliases;
  gsize n_samples;
  DsKnownFile files[DS_KNOWN_FILES];
  const char *mirrors[DS_KNOWN_MIRRORS];
} DsKnownSet;

/** All of them; ends with a NULL name. */
extern const DsKnownSet ds_known_sets[];

/**
 * @name: a name or an alias; case and punctuation do not matter
 *
 * Returns: (transfer none) (nullable): the set; any thread.
 */
const DsKnownSet *ds_known_set_find (const char *name);

/**
 * @file: the name of a file
 * @n_bytes: its size
 *
 * Returns: (transfer none) (nullable): the set whose first file this is; any thread.
 */
const DsKnownSet *ds_known_set_find_by_size (const char *file, guint64 n_bytes);

/** Returns: the size of all its files; any thread. */
guint64 ds_known_set_get_n_bytes (const DsKnownSet *self);

/**
 * @self: (nullable): a set
 *
 * Returns: (transfer full): where it is downloaded to, in the user's data folder, whether it is
 *   there or not; of NULL the folder of all of them. Any thread.
 */
char *ds_known_set_get_folder (const DsKnownSet *self) G_GNUC_WARN_UNUSED_RESULT;

/**
 * @a: a name
 * @b: another one
 *
 * Returns: whether only case and punctuation differ: "FashionMNIST" and "fashion-mnist"; any
 *   thread.
 */
gboolean ds_known_set_is_same_name (const char *a, const char *b);

G_END_DECLS
