/* SPDX-License-Identifier: MIT */
/* A file in which values are put away for as long as the program runs. It has no name:
 * the system frees its room when the program ends, however that comes. What another
 * program may have left in the folder before it came to that is removed when a file is
 * made.
 *
 * Any thread may read and write the places that it has; taking and freeing them is one
 * thread's at a time.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _WbSpillFile WbSpillFile;

/** The folder of this user: (transfer full). */
char *wb_spill_file_get_folder (void) G_GNUC_WARN_UNUSED_RESULT;

/**
 * @folder: made where it is missing
 * @max_bytes: the file grows no larger
 *
 * Returns: (transfer full) (nullable): an empty file; NULL where none can be made.
 */
WbSpillFile *wb_spill_file_new (const char *folder, gsize max_bytes) G_GNUC_WARN_UNUSED_RESULT;

/** NULL is allowed. */
void wb_spill_file_free (WbSpillFile *self);

/**
 * @place: (out): where @n values have room
 * Returns: whether there is room.
 */
gboolean wb_spill_file_take_place (WbSpillFile *self, gsize n, guint64 *place);
void wb_spill_file_free_place (WbSpillFile *self, guint64 place);

/** Returns: whether all were written; where the disk is full they are not. */
gboolean wb_spill_file_write (WbSpillFile *self, guint64 place, const float *values, gsize n);
gboolean wb_spill_file_read (WbSpillFile *self, guint64 place, float *values, gsize n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbSpillFile, wb_spill_file_free)

G_END_DECLS
