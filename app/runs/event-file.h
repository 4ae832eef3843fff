/* SPDX-License-Identifier: MIT */
/* A file of events as TensorBoard reads it: records of a length, a checksum of it, an
 * Event message, and a checksum of that, both CRC-32C rotated and offset:
 *   https://github.com/tensorflow/tensorboard/blob/master/tensorboard/compat/proto/event.proto
 * Each of its scalars has a name, a step and a value.
 *
 * One owner, one thread.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _WbEventFile WbEventFile;

/** WbEventScalar: a value under a name: "loss/training". */
typedef struct
{
  const char *name;
  double value;
} WbEventScalar;

/**
 * Begins a file in @folder, which is made where it is missing; TensorBoard shows what is
 * in one folder as one run.
 *
 * @error: WB_ERROR_FILE
 * Returns: (transfer full): the file, or NULL.
 */
WbEventFile *wb_event_file_new (const char *folder, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Adds the values of a step; those that are not finite are left out. */
void wb_event_file_add (WbEventFile *self,
                        guint64 step,
                        double wall_time,
                        const WbEventScalar *scalars,
                        guint n_scalars);

/** What was added so far can be read from here on. */
void wb_event_file_flush (WbEventFile *self);

/**
 * @self: (transfer full) (nullable)
 * @error: WB_ERROR_FILE where anything could not be written
 */
gboolean wb_event_file_close (WbEventFile *self, GError **error);

/** CRC-32C (Castagnoli) of some bytes. */
guint32 wb_event_checksum (gconstpointer bytes, gsize n);

G_END_DECLS
