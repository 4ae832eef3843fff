/* SPDX-License-Identifier: MIT */
/* Each frame is written as a PNG of its own and taken apart again. The first one gives the
 * header, the texts and its IDAT chunks; those of the others become fdAT chunks, which begin
 * with a number that counts fcTL and fdAT chunks together.
 */
#include "app/figures/animation.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <zlib.h>

#include "app/error.h"
#include "app/figures/png-bytes.h"
#include "app/project/atomic-file.h"

#define SIGNATURE 8
#define MOST_SIDE 8192

typedef struct
{
  GByteArray *out;
  guint32 sequence;
} Writer;

static void
append_number (GByteArray *out, guint32 number)
{
  guint32 bytes = GUINT32_TO_BE (number);

  g_byte_array_append (out, (const guint8 *) &bytes, 4);
}

static guint32
read_number (const guint8 *bytes)
{
  guint32 number;

  memcpy (&number, bytes, 4);
  return GUINT32_FROM_BE (number);
}

static void
append_chunk (GByteArray *out, const char *type, const guint8 *contents, guint32 n)
{
  uLong sum = crc32 (crc32 (0, Z_NULL, 0), (const Bytef *) type, 4);

  append_number (out, n);
  g_byte_array_append (out, (const guint8 *) type, 4);
  g_byte_array_append (out, contents, n);
  append_number (out, (guint32) (n > 0 ? crc32 (sum, contents, n) : sum));
}

/* How many frames there are, played for ever. */
static void
append_control (GByteArray *out, guint n_frames)
{
  g_autoptr (GByteArray) contents = g_byte_array_new ();

  append_number (contents, n_frames);
  append_number (contents, 0);
  append_chunk (out, "acTL", contents->data, contents->len);
}

static void
append_frame_control (Writer *self, const WbAnimation *animation)
{
  g_autoptr (GByteArray) contents = g_byte_array_new ();
  const guint8 rest[] = {
    (guint8) (animation->msec >> 8), (guint8) animation->msec, 1000 >> 8, 1000 & 0xff, 0, 0
  }; /* nothing is cleared, and a frame covers all */

  append_number (contents, self->sequence++);
  append_number (contents, (guint32) animation->width);
  append_number (contents, (guint32) animation->height);
  append_number (contents, 0);
  append_number (contents, 0);
  g_byte_array_append (contents, rest, sizeof rest);
  append_chunk (self->out, "fcTL", contents->data, contents->len);
}

static void
append_frame_data (Writer *self, const guint8 *contents, guint32 n)
{
  g_autoptr (GByteArray) numbered = g_byte_array_new ();

  append_number (numbered, self->sequence++);
  g_byte_array_append (numbered, contents, n);
  append_chunk (self->out, "fdAT", numbered->data, numbered->len);
}

/* The chunks of a frame's own PNG, of which its end is left out. */
static void
append_frame (Writer *self, const WbAnimation *animation, guint frame, const GByteArray *png)
{
  gboolean controlled = frame > 0;

  if (frame == 0)
    g_byte_array_append (self->out, png->data, SIGNATURE);
  else
    append_frame_control (self, animation);
  for (gsize at = SIGNATURE; at + 12 <= png->len;)
    {
      const guint32 n = read_number (png->data + at);
      const char *type = (const char *) png->data + at + 4;
      const guint8 *contents = png->data + at + 8;
      const gboolean pixels = memcmp (type, "IDAT", 4) == 0;

      if (pixels && !controlled)
        {
          append_control (self->out, animation->n_frames);
          append_frame_control (self, animation);
          controlled = TRUE;
        }
      if (pixels && frame > 0)
        append_frame_data (self, contents, n);
      else if (frame == 0 && memcmp (type, "IEND", 4) != 0)
        append_chunk (self->out, type, contents, n);
      at += 12 + (gsize) n;
    }
}

static GByteArray *
encode_frame (const WbAnimation *self, guint frame, GError **error)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, self->width,
                                                         self->height);
  cairo_t *cr = cairo_create (surface);
  GByteArray *png;

  wb_colour_set (&self->background, cr);
  cairo_paint (cr);
  self->draw (cr, self->width, self->height, frame, self->data);
  cairo_destroy (cr);
  png = wb_png_encode (surface, 96, frame == 0 ? self->recipe : NULL, error);
  cairo_surface_destroy (surface);
  return png;
}

static gboolean
check_size (const WbAnimation *self, GError **error)
{
  if (MIN (self->width, self->height) > 0 && MAX (self->width, self->height) <= MOST_SIDE
      && self->n_frames > 0)
    return TRUE;
  return wb_refuse (error, WB_ERROR_CONTENTS,
                    _ ("An animation of %u frames of %d × %d pixels cannot be written: 1 to %d "
                       "pixels a side were expected, and at least one frame."),
                    self->n_frames, self->width, self->height, MOST_SIDE);
}

gboolean
wb_animation_write (const WbAnimation *self, const char *path, GError **error)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (WbAtomicFile) file = NULL;
  Writer writer = { out, 0 };

  if (!check_size (self, error))
    return FALSE;
  for (guint frame = 0; frame < self->n_frames; frame++)
    {
      g_autoptr (GByteArray) png = encode_frame (self, frame, error);

      if (png == NULL)
        return FALSE;
      append_frame (&writer, self, frame, png);
    }
  append_chunk (out, "IEND", NULL, 0);
  file = wb_atomic_file_new (path, error);
  return file != NULL && wb_atomic_file_write (file, out->data, out->len, error)
         && wb_atomic_file_commit (file, error);
}
