/* SPDX-License-Identifier: MIT */
/*
 * What the tests of data share: a folder of their own that is emptied again,
 * IDX files written byte by byte (without data's own code), and the real MNIST
 * where this machine has it.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (transfer full): a new, empty folder. */
char *fixture_make_folder (void);

/* Removes a folder with the files in it. */
void fixture_remove_folder (const char *folder);

/* Removes a folder with all that is below it. */
void fixture_remove_tree (const char *folder);

/* (transfer full): path of a file in @folder, written with @bytes. */
char *fixture_write (const char *folder, const char *name, const GByteArray *bytes);

/* (transfer full): the bytes of an IDX file; @dims ends with 0. */
GByteArray *fixture_make_idx (guint8 type, const guint32 *dims, const void *values, gsize n_bytes);

/* (transfer full): n images of 4×5 whose values are i * 7 % 251, as IDX. */
GByteArray *fixture_make_images (guint32 n);

/* (transfer full): n labels i % 3, as IDX. */
GByteArray *fixture_make_labels (guint32 n);

/* (transfer full): the same bytes, packed with gzip. */
GByteArray *fixture_pack (const GByteArray *bytes);

/* (transfer full) (nullable): a folder of real data, or NULL after skipping
 * the test. */
char *fixture_find_data (const char *name);

G_END_DECLS
