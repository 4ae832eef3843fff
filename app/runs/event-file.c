/* SPDX-License-Identifier: MIT */
/* The numbers of the fields are those of event.proto and summary.proto. */
#include "app/runs/event-file.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/error.h"
#include "app/onnx/protobuf.h"

#define EVENT_WALL_TIME    1
#define EVENT_STEP         2
#define EVENT_FILE_VERSION 3
#define EVENT_SUMMARY      5
#define SUMMARY_VALUE      1
#define VALUE_TAG          1
#define VALUE_SIMPLE       2

struct _WbEventFile
{
  FILE *file;
  char *path;
  int failure; /* the system's error number, or 0 */
};

guint32
wb_event_checksum (gconstpointer bytes, gsize n)
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
  guint32 sum = GUINT32_TO_LE (mask (wb_event_checksum (bytes, n)));

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
  guint8 key = EVENT_WALL_TIME << 3 | WB_WIRE_FIXED64;
  guint64 bits;

  memcpy (&bits, &wall_time, sizeof bits);
  bits = GUINT64_TO_LE (bits);
  g_byte_array_append (event, &key, 1);
  g_byte_array_append (event, (const guint8 *) &bits, sizeof bits);
  return event;
}

static double
get_time (void)
{
  return (double) g_get_real_time () / G_USEC_PER_SEC;
}

WbEventFile *
wb_event_file_new (const char *folder, GError **error)
{
  g_autofree char *name = g_strdup_printf ("events.out.tfevents.%010" G_GINT64_FORMAT
                                           ".hourglass.%d",
                                           g_get_real_time () / G_USEC_PER_SEC, (int) getpid ());
  g_autofree char *path = g_build_filename (folder, name, NULL);
  WbEventFile *self;
  GByteArray *event;
  FILE *file;

  file = g_mkdir_with_parents (folder, 0777) == 0 ? fopen (path, "wb") : NULL;
  if (file == NULL)
    {
      wb_refuse (error, WB_ERROR_FILE,
                 _ ("The log for TensorBoard “%s” could not be written: %s. Name a folder that "
                    "can be."),
                 path, g_strerror (errno));
      return NULL;
    }
  self = g_new0 (WbEventFile, 1);
  self->file = file;
  self->path = g_steal_pointer (&path);
  event = make_event (get_time ());
  wb_protobuf_add_text (event, EVENT_FILE_VERSION, "brain.Event:2");
  write_event (self, event);
  return self;
}

void
wb_event_file_add (WbEventFile *self,
                   guint64 step,
                   double wall_time,
                   const WbEventScalar *scalars,
                   guint n_scalars)
{
  GByteArray *event = make_event (wall_time), *summary = g_byte_array_new ();

  for (guint i = 0; i < n_scalars; i++)
    {
      GByteArray *value;

      if (!isfinite (scalars[i].value))
        continue;
      value = g_byte_array_new ();
      wb_protobuf_add_text (value, VALUE_TAG, scalars[i].name);
      wb_protobuf_add_float (value, VALUE_SIMPLE, (float) scalars[i].value);
      wb_protobuf_add_message (summary, SUMMARY_VALUE, value);
    }
  wb_protobuf_add_varint (event, EVENT_STEP, step);
  wb_protobuf_add_message (event, EVENT_SUMMARY, summary);
  write_event (self, event);
}

void
wb_event_file_flush (WbEventFile *self)
{
  if (self->failure == 0 && fflush (self->file) != 0)
    self->failure = errno;
}

gboolean
wb_event_file_close (WbEventFile *self, GError **error)
{
  gboolean good;

  if (self == NULL)
    return TRUE;
  if (fclose (self->file) != 0 && self->failure == 0)
    self->failure = errno;
  good = self->failure == 0;
  if (!good)
    wb_refuse (error, WB_ERROR_FILE,
               _ ("The log for TensorBoard “%s” could not be written: %s. Name a folder that "
                  "can be."),
               self->path, g_strerror (self->failure));
  g_free (self->path);
  g_free (self);
  return good;
}
