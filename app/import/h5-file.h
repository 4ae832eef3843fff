/* SPDX-License-Identifier: MIT */
/* HDF5 as Keras uses it: groups, float32 arrays and attributes that are texts.
 * A file is made and read in memory, so that it can be written atomically and
 * lie inside an archive.
 *
 * Used by one thread at a time. HDF5 itself is, too: another thread that wants
 * a file waits until this one is freed.
 */
#pragma once

#include "engine/shape.h"

G_BEGIN_DECLS

typedef struct _WbH5File WbH5File;

/** An empty one to write. */
WbH5File *wb_h5_file_new (void) G_GNUC_WARN_UNUSED_RESULT;

/** @error: WB_ERROR_DAMAGED where @bytes are no HDF5 file. */
WbH5File *wb_h5_file_open (GBytes *bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void wb_h5_file_free (WbH5File *self);

/** What was written. @error: WB_ERROR_FILE where the library ran out of memory. */
GBytes *wb_h5_file_to_bytes (WbH5File *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Writing; groups on the way are made, and @path may be "/". */
void wb_h5_file_add_group (WbH5File *self, const char *path);
void
wb_h5_file_add_floats (WbH5File *self, const char *path, const AeShape *shape, const float *values);
void
wb_h5_file_set_text (WbH5File *self, const char *path, const char *attribute, const char *text);
void wb_h5_file_set_texts (WbH5File *self,
                           const char *path,
                           const char *attribute,
                           const char *const *texts);

/** Reading. NULL where there is no such attribute, or no text; (transfer full). */
char *wb_h5_file_get_text (WbH5File *self,
                           const char *path,
                           const char *attribute) G_GNUC_WARN_UNUSED_RESULT;
GStrv wb_h5_file_get_texts (WbH5File *self,
                            const char *path,
                            const char *attribute) G_GNUC_WARN_UNUSED_RESULT;

gboolean wb_h5_file_has (WbH5File *self, const char *path);

/**
 * Reads numbers of any type as floats.
 *
 * @shape: (out)
 * @values: (out) (transfer full)
 * @error: WB_ERROR_CONTENTS where @path is not an array of one to four axes, or too large
 */
gboolean wb_h5_file_read_floats (WbH5File *self,
                                 const char *path,
                                 AeShape *shape,
                                 float **values,
                                 GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbH5File, wb_h5_file_free)

G_END_DECLS
