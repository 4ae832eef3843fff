/* SPDX-License-Identifier: MIT */
/* The numbers of the fields are those of event.proto and summary.proto. */
#include "app/board/event-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/error.h"
#include "app/onnx/protobuf.h"

#define EVENT_WALL_TIME    1
#define EVENT_STEP         2
#define EVENT_FILE_VERSION 3
#define EVENT_SUMMARY      5
#define EVENT_SESSION_LOG  7
#define SESSION_LOG_STATUS 1
#define SESSION_LOG_START  1
#define SUMMARY_VALUE      1
#define VALUE_TAG          1
#define VALUE_SIMPLE       2
#define VALUE_IMAGE        4
#define VALUE_TENSOR       8
#define VALUE_METADATA     9
#define IMAGE_HEIGHT       1
#define IMAGE_WIDTH        2
#define IMAGE_COLOURS      3
#define IMAGE_RGB          3
#define IMAGE_BYTES        4
#define TENSOR_TYPE        1
#define TENSOR_FLOAT       1
#define TENSOR_SHAPE       2
#define SHAPE_DIM          2
#define METADATA_PLUGIN    1
#define PLUGIN_NAME        1
#define PLUGIN_CONTENT     2

#define PREFIX "events.out.tfevents."

struct _WbEventFile
{
  FILE *file;
  char *path;
  dev_t device; /* with the number of the file at @path when it was opened */
  ino_t number;
  char *folder;
  int failure; /* the system's error number, or 0 */
};

/* CRC-32C (Castagnoli) */
static guint32
find_checksum (gconstpointer bytes, gsize n)
{
  const guint8 *at = bytes;
  guint32 sum = 0xffffffffu;

  for (gsize i = 0; i < n; i++)
    {
      sum ^= at[i];
      for (guint bit = 0; bit < 8; bit++)
        sum = sum >> 1 ^ (sum & 1 ? 0x82f63b78u : 0);
    }
  return ~sum;
}

/* A checksum of data that holds checksums would be weak, so they are masked. */
static guint32
mask (guint32 sum)
{
  return (sum >> 15 | sum << 17) + 0xa282ead8u;
}

/* Readers end at a record that is cut, so that none may follow it. */
static void
write_bytes (WbEventFile *self, gconstpointer bytes, gsize n)
{
  if (self->failure == 0 && fwrite (bytes, 1, n, self->file) != n)
    self->failure = errno;
}

static void
write_checksum (WbEventFile *self, gconstpointer bytes, gsize n)
{
  guint32 sum = GUINT32_TO_LE (mask (find_checksum (bytes, n)));

  write_bytes (self, &sum, sizeof sum);
}

/* @event: (transfer full) */
static void
write_event (WbEventFile *self, GByteArray *event)
{
  guint64 length = GUINT64_TO_LE ((guint64) event->len);

  write_bytes (self, &length, sizeof length);
  write_checksum (self, &length, sizeof length);
  write_bytes (self, event->data, event->len);
  write_checksum (self, event->data, event->len);
  g_byte_array_unref (event);
}

static GByteArray *
make_event (double wall_time)
{
  GByteArray *event = g_byte_array_new ();

  wb_protobuf_add_double (event, EVENT_WALL_TIME, wall_time);
  return event;
}

static double
get_time (void)
{
  return (double) g_get_real_time () / G_USEC_PER_SEC;
}

gboolean
wb_event_file_is_in (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, PREFIX))
      return TRUE;
  return FALSE;
}

/* Files of one folder are read in the order of their names: two runs may begin in one second, and
 * the later one may have the smaller process number. */
static char *
make_name (void)
{
  static atomic_uint n_files;
  const gint64 now = g_get_real_time ();

  return g_strdup_printf (PREFIX "%010" G_GINT64_FORMAT ".%06d.hourglass.%d.%03u",
                          now / G_USEC_PER_SEC, (int) (now % G_USEC_PER_SEC), (int) getpid (),
                          atomic_fetch_add (&n_files, 1));
}

static gboolean
refuse (const char *folder, int number, GError **error)
{
  return wb_refuse (error, WB_ERROR_FILE,
                    _ ("The log for TensorBoard “%s” could not be written: %s. Name a folder that "
                       "can be."),
                    folder, g_strerror (number));
}

gboolean
wb_event_file_check_folder (const char *folder, GError **error)
{
  return (g_mkdir_with_parents (folder, 0777) == 0
          && faccessat (AT_FDCWD, folder, W_OK | X_OK, AT_EACCESS) == 0)
         || refuse (folder, errno, error);
}

WbEventFile *
wb_event_file_new (const char *folder, guint64 step, GError **error)
{
  g_autofree char *name = make_name ();
  g_autofree char *path = g_build_filename (folder, name, NULL);
  WbEventFile *self;
  GByteArray *event;
  struct stat status;
  FILE *file;

  file = g_mkdir_with_parents (folder, 0777) == 0 ? fopen (path, "wb") : NULL;
  if (file == NULL || stat (path, &status) != 0)
    {
      refuse (folder, errno, error);
      if (file != NULL)
        fclose (file);
      return NULL;
    }
  self = g_new0 (WbEventFile, 1);
  self->file = file;
  self->device = status.st_dev;
  self->number = status.st_ino;
  self->path = g_steal_pointer (&path);
  self->folder = g_strdup (folder);
  event = make_event (get_time ());
  wb_protobuf_add_text (event, EVENT_FILE_VERSION, "brain.Event:2");
  write_event (self, event);
  wb_event_file_go_back (self, step);
  return self;
}

void
wb_event_file_go_back (WbEventFile *self, guint64 step)
{
  GByteArray *event = make_event (get_time ()), *log = g_byte_array_new ();

  wb_protobuf_add_varint (log, SESSION_LOG_STATUS, SESSION_LOG_START);
  wb_protobuf_add_varint (event, EVENT_STEP, step);
  wb_protobuf_add_message (event, EVENT_SESSION_LOG, log);
  write_event (self, event);
}

static GByteArray *
make_value (const char *name)
{
  GByteArray *value = g_byte_array_new ();

  wb_protobuf_add_text (value, VALUE_TAG, name);
  return value;
}

/* @summary: (transfer full) */
static void
write_summary (WbEventFile *self, guint64 step, double wall_time, GByteArray *summary)
{
  GByteArray *event = make_event (wall_time);

  wb_protobuf_add_varint (event, EVENT_STEP, step);
  wb_protobuf_add_message (event, EVENT_SUMMARY, summary);
  write_event (self, event);
}

void
wb_event_file_add (WbEventFile *self,
                   guint64 step,
                   double wall_time,
                   const WbEventScalar *scalars,
                   guint n_scalars)
{
  GByteArray *summary = g_byte_array_new ();

  for (guint i = 0; i < n_scalars; i++)
    if (isfinite (scalars[i].value))
      {
        GByteArray *value = make_value (scalars[i].name);

        wb_protobuf_add_float (value, VALUE_SIMPLE, (float) scalars[i].value);
        wb_protobuf_add_message (summary, SUMMARY_VALUE, value);
      }
  write_summary (self, step, wall_time, summary);
}

void
wb_event_file_add_image (WbEventFile *self,
                         guint64 step,
                         double wall_time,
                         const char *name,
                         guint width,
                         guint height,
                         const GByteArray *png)
{
  GByteArray *summary = g_byte_array_new (), *value = make_value (name);
  GByteArray *image = g_byte_array_new ();

  wb_protobuf_add_varint (image, IMAGE_HEIGHT, height);
  wb_protobuf_add_varint (image, IMAGE_WIDTH, width);
  wb_protobuf_add_varint (image, IMAGE_COLOURS, IMAGE_RGB);
  wb_protobuf_add_bytes (image, IMAGE_BYTES, png->data, png->len);
  wb_protobuf_add_message (value, VALUE_IMAGE, image);
  wb_protobuf_add_message (summary, SUMMARY_VALUE, value);
  write_summary (self, step, wall_time, summary);
}

/* A value is wanted where the data are all there is: of no numbers. */
static GByteArray *
make_empty_tensor (void)
{
  GByteArray *tensor = g_byte_array_new (), *shape = g_byte_array_new ();

  wb_protobuf_add_varint (tensor, TENSOR_TYPE, TENSOR_FLOAT);
  wb_protobuf_add_message (shape, SHAPE_DIM, g_byte_array_new ());
  wb_protobuf_add_message (tensor, TENSOR_SHAPE, shape);
  return tensor;
}

void
wb_event_file_add_data (WbEventFile *self,
                        double wall_time,
                        const char *name,
                        const char *plugin,
                        GByteArray *data)
{
  GByteArray *summary = g_byte_array_new (), *value = make_value (name);
  GByteArray *metadata = g_byte_array_new (), *content = g_byte_array_new ();

  wb_protobuf_add_text (content, PLUGIN_NAME, plugin);
  wb_protobuf_add_message (content, PLUGIN_CONTENT, data);
  wb_protobuf_add_message (metadata, METADATA_PLUGIN, content);
  wb_protobuf_add_message (value, VALUE_TENSOR, make_empty_tensor ());
  wb_protobuf_add_message (value, VALUE_METADATA, metadata);
  wb_protobuf_add_message (summary, SUMMARY_VALUE, value);
  write_summary (self, 0, wall_time, summary);
}

/* A file that was removed, with its folder perhaps, can be written, and nobody reads it. */
static void
check_place (WbEventFile *self)
{
  struct stat found;

  if (stat (self->path, &found) != 0)
    self->failure = errno;
  else if (found.st_dev != self->device || found.st_ino != self->number)
    self->failure = ENOENT;
}

gboolean
wb_event_file_flush (WbEventFile *self, GError **error)
{
  if (self->failure == 0 && fflush (self->file) != 0)
    self->failure = errno;
  if (self->failure == 0)
    check_place (self);
  return self->failure == 0 || refuse (self->folder, self->failure, error);
}

gboolean
wb_event_file_close (WbEventFile *self, GError **error)
{
  gboolean good;

  if (self == NULL)
    return TRUE;
  if (fclose (self->file) != 0 && self->failure == 0)
    self->failure = errno;
  good = self->failure == 0 || refuse (self->folder, self->failure, error);
  g_free (self->path);
  g_free (self->folder);
  g_free (self);
  return good;
}
