/* SPDX-License-Identifier: MIT */
/*
 * See the header. Whatever fails here is the test machine's trouble, and ends
 * the test.
 */
#include "tests/data/fixture.h"

#include <stdio.h>
#include <string.h>

#include <glib/gstdio.h>
#include <zlib.h>

char *
fixture_make_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("hourglass-data-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

void
fixture_remove_folder (const char *folder)
{
  g_autoptr (GDir) listing = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (listing)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_assert_cmpint (g_remove (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

void
fixture_remove_tree (const char *folder)
{
  g_autoptr (GDir) listing = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (listing)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        fixture_remove_tree (path);
      else
        g_assert_cmpint (g_remove (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

char *
fixture_write (const char *folder, const char *name, const GByteArray *bytes)
{
  char *path = g_build_filename (folder, name, NULL);
  FILE *file;

  /* Anew, since the one before may be mapped; g_file_set_contents () waits for the disk. */
  g_unlink (path);
  file = g_fopen (path, "wb");
  g_assert_nonnull (file);
  if (bytes->len > 0)
    g_assert_cmpuint (fwrite (bytes->data, 1, bytes->len, file), ==, bytes->len);
  g_assert_cmpint (fclose (file), ==, 0);
  return path;
}

GByteArray *
fixture_make_idx (guint8 type, const guint32 *dims, const void *values, gsize n_bytes)
{
  GByteArray *bytes = g_byte_array_new ();
  guint8 magic[4] = { 0, 0, type, 0 };

  while (dims[magic[3]] != 0)
    magic[3]++;
  g_byte_array_append (bytes, magic, sizeof magic);
  for (guint i = 0; i < magic[3]; i++)
    {
      guint32 size = GUINT32_TO_BE (dims[i]);

      g_byte_array_append (bytes, (const guint8 *) &size, sizeof size);
    }
  g_byte_array_append (bytes, values, n_bytes);
  return bytes;
}

GByteArray *
fixture_make_images (guint32 n)
{
  const guint32 dims[] = { n, 4, 5, 0 };
  g_autofree guint8 *values = g_malloc (20 * n);

  for (guint i = 0; i < 20 * n; i++)
    values[i] = (guint8) (i * 7 % 251);
  return fixture_make_idx (0x08, dims, values, 20 * n);
}

GByteArray *
fixture_make_labels (guint32 n)
{
  const guint32 dims[] = { n, 0 };
  g_autofree guint8 *values = g_malloc (n);

  for (guint i = 0; i < n; i++)
    values[i] = i % 3;
  return fixture_make_idx (0x08, dims, values, n);
}

GByteArray *
fixture_pack (const GByteArray *bytes)
{
  GByteArray *packed = g_byte_array_new ();
  z_stream stream = { 0 };

  g_assert_cmpint (deflateInit2 (&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), ==, Z_OK);
  g_byte_array_set_size (packed, (guint) deflateBound (&stream, bytes->len) + 32);
  stream.next_in = bytes->data;
  stream.avail_in = bytes->len;
  stream.next_out = packed->data;
  stream.avail_out = packed->len;
  g_assert_cmpint (deflate (&stream, Z_FINISH), ==, Z_STREAM_END);
  g_byte_array_set_size (packed, (guint) stream.total_out);
  deflateEnd (&stream);
  return packed;
}

char *
fixture_find_data (const char *name)
{
  const char *given = g_getenv ("HOURGLASS_DATA");
  g_autofree char *path = given ? g_build_filename (given, name, NULL)
                                : g_test_build_filename (G_TEST_DIST, "..", "..", "shared", "data",
                                                         name, NULL);

  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    return g_steal_pointer (&path);
  g_test_skip ("skipped: the real data is not on this machine");
  return NULL;
}
