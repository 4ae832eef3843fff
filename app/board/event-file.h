/* SPDX-License-Identifier: MIT */
/* A file of events as TensorBoard reads it: records of a length, a checksum of it, an
 * Event message, and a checksum of that, both CRC-32C rotated and offset:
 *   https://github.com/tensorflow/tensorboard/blob/master/tensorboard/compat/proto/event.proto
 * An event has a step and a time, and values under names: numbers, a picture, or data of
 * one of TensorBoard's plugins.
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

/** Whether there is a log in @folder. */
gboolean wb_event_file_is_in (const char *folder);

/** Makes @folder where it is missing; whether files can be made in it. WB_ERROR_FILE. */
gboolean wb_event_file_check_folder (const char *folder, GError **error);

/**
 * Begins a file in @folder, which is made where it is missing; TensorBoard shows what is
 * in one folder as one run.
 *
 * @step: what files before it have of this step and later ones does not count any more
 * @error: WB_ERROR_FILE
 * Returns: (transfer full): the file, or NULL.
 */
WbEventFile *
wb_event_file_new (const char *folder, guint64 step, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** What was added of @step and later ones does not count any more. */
void wb_event_file_go_back (WbEventFile *self, guint64 step);

/** Adds the values of a step; those that are not finite are left out. */
void wb_event_file_add (WbEventFile *self,
                        guint64 step,
                        double wall_time,
                        const WbEventScalar *scalars,
                        guint n_scalars);

/** Adds a picture: @png is the file, of @width x @height pixels. */
void wb_event_file_add_image (WbEventFile *self,
                              guint64 step,
                              double wall_time,
                              const char *name,
                              guint width,
                              guint height,
                              const GByteArray *png);

/** Adds what the plugin called @plugin reads under @name: @data (transfer full) is its message. */
void wb_event_file_add_data (WbEventFile *self,
                             double wall_time,
                             const char *name,
                             const char *plugin,
                             GByteArray *data);

/**
 * What was added so far can be read from here on.
 *
 * @error: WB_ERROR_FILE where anything could not be written, or the file is not there any more
 */
gboolean wb_event_file_flush (WbEventFile *self, GError **error);

/**
 * @self: (transfer full) (nullable)
 * @error: WB_ERROR_FILE where anything could not be written
 */
gboolean wb_event_file_close (WbEventFile *self, GError **error);

G_END_DECLS
