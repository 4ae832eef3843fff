/* SPDX-License-Identifier: MIT */
/*
 * Folders, archives and sheets of images that are wrong or strange: every file
 * is read or left out with a reason, and nothing is lost. What good ones hold is
 * in test-variants.c.
 */
#include <archive.h>
#include <archive_entry.h>
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>
#include <png.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/error.h"
#include "data/source.h"
#include "tests/data/fixture.h"

typedef struct
{
  char *folder;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = fixture_make_folder ();
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  fixture_remove_tree (self->folder);
  g_free (self->folder);
}

/* (transfer full): a PNG of grey noise, every one another. */
static GByteArray *
make_png (guint width, guint height, guint8 start)
{
  g_autofree guint8 *pixels = g_malloc ((gsize) width * height);
  png_image image = {
    .version = PNG_IMAGE_VERSION, .width = width, .height = height, .format = PNG_FORMAT_GRAY
  };
  png_alloc_size_t n = 0;
  GByteArray *bytes = g_byte_array_new ();

  for (guint i = 0; i < width * height; i++)
    pixels[i] = (guint8) (start + i * 37);
  g_assert_true (png_image_write_to_memory (&image, NULL, &n, 0, pixels, 0, NULL));
  g_byte_array_set_size (bytes, (guint) n);
  g_assert_true (png_image_write_to_memory (&image, bytes->data, &n, 0, pixels, 0, NULL));
  g_byte_array_set_size (bytes, (guint) n);
  return bytes;
}

static void
put (Fixture *self, const char *name, GByteArray *bytes)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
  g_free (fixture_write (self->folder, name, bytes));
  g_byte_array_unref (bytes);
}

static void
put_text (Fixture *self, const char *name, const char *text)
{
  GByteArray *bytes = g_byte_array_new ();

  g_byte_array_append (bytes, (const guint8 *) text, (guint) strlen (text));
  put (self, name, bytes);
}

static void
put_images (Fixture *self, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("good-%u.png", i);

      put (self, name, make_png (4, 3, (guint8) i));
    }
}

static DsSource *
open_with (const char *path, const char *text, const DsProgress *progress, GError **error)
{
  g_autoptr (DsImportOptions) options = ds_import_options_new_from_text (text, error);
  DsRequest request = { .options = options, .progress = progress };

  return options != NULL ? ds_source_open (path, NULL, &request, error) : NULL;
}

static DsSource *
open_sure (const char *path, const char *text)
{
  g_autoptr (GError) error = NULL;
  DsSource *source = open_with (path, text, NULL, &error);
  const DsReport *report;
  gsize n_sized = 0;

  g_assert_no_error (error);
  report = ds_source_get_report (source);
  g_assert_cmpuint (report->n_found, ==, report->n_read + report->n_skipped);
  for (guint i = 0; i < report->n_sizes; i++)
    n_sized += report->sizes[i].n;
  g_assert_cmpuint (n_sized, ==, report->n_sizes > 0 ? report->n_read : 0);
  for (gsize i = 0; i < report->n_skipped; i++)
    {
      g_assert_true (g_utf8_validate (report->skipped[i].name, -1, NULL));
      g_assert_true (g_utf8_validate (report->skipped[i].reason, -1, NULL));
    }
  return source;
}

static void
refuse (const char *path, const char *text, DsError code, const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DsSource) source = open_with (path, text, NULL, &error);

  g_assert_null (source);
  g_assert_error (error, DS_ERROR, (gint) code);
  if (strstr (error->message, words) == NULL)
    g_error ("“%s” lacks “%s”", error->message, words);
}

/* The reason why a file was left out. */
static const char *
find_reason (DsSource *source, const char *name)
{
  const DsReport *report = ds_source_get_report (source);

  for (gsize i = 0; i < report->n_skipped; i++)
    if (strcmp (report->skipped[i].name, name) == 0)
      return report->skipped[i].reason;
  g_error ("%s was not left out", name);
}

static void
assert_reason (DsSource *source, const char *name, const char *words)
{
  const char *reason = find_reason (source, name);

  if (strstr (reason, words) == NULL)
    g_error ("%s: “%s” lacks “%s”", name, reason, words);
}

static void
set_big_endian (GByteArray *bytes, guint at, guint32 value)
{
  value = GUINT32_TO_BE (value);
  memcpy (bytes->data + at, &value, sizeof value);
}

/* PNG's check sum of the header, which begins at 12 and has 17 bytes. */
static void
seal_header (GByteArray *bytes)
{
  guint32 sum = 0xffffffff;

  for (guint i = 12; i < 29; i++)
    {
      sum ^= bytes->data[i];
      for (guint bit = 0; bit < 8; bit++)
        sum = sum >> 1 ^ (0xedb88320 & (0 - (sum & 1)));
    }
  set_big_endian (bytes, 29, ~sum);
}

static GByteArray *
make_absurd (guint32 side)
{
  GByteArray *bytes = make_png (4, 3, 1);

  set_big_endian (bytes, 16, side);
  set_big_endian (bytes, 20, side);
  seal_header (bytes);
  return bytes;
}

/* One pixel, and within it a picture of far more than its bytes can have. */
static GByteArray *
make_large_gif (void)
{
  static const guint8 bytes[] = "GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff"
                                ",\0\0\0\0\xff\xff\xff\xff\0\2\2\x44\1\0;";
  GByteArray *file = g_byte_array_new ();

  return g_byte_array_append (file, bytes, sizeof bytes - 1);
}

static void
test_damaged (Fixture *self, gconstpointer data)
{
  GByteArray *cut = make_png (4, 3, 9), *flipped = make_png (4, 3, 9);
  g_autoptr (DsSource) source = NULL;
  const DsReport *report;

  put_images (self, 20);
  g_byte_array_set_size (cut, cut->len - 20);
  flipped->data[flipped->len - 20] ^= 0xff;
  put (self, "cut.png", cut);
  put (self, "flipped.png", flipped);
  put (self, "absurd.png", make_absurd (16000));
  put (self, "negative.png", make_absurd (0xffffffff));
  put (self, "large.gif", make_large_gif ());
  put (self, "none.png", g_byte_array_new ());
  put_text (self, "notes.txt", "These are my pictures.");
  put_text (self, "false.jpg", "\xff\xd8\xff\xe0 and nothing of a JPEG");
  source = open_sure (self->folder, NULL);
  report = ds_source_get_report (source);

  g_assert_cmpuint (report->n_read, ==, 20);
  g_assert_cmpuint (report->n_skipped, ==, 8);
  assert_reason (source, "cut.png", "ends early");
  assert_reason (source, "flipped.png", "damaged PNG");
  assert_reason (source, "absurd.png", "16000×16000 pixels");
  assert_reason (source, "negative.png", "damaged PNG");
  assert_reason (source, "large.gif", "65535×65535 pixels");
  assert_reason (source, "none.png", "no contents");
  assert_reason (source, "notes.txt", "not an image");
  assert_reason (source, "false.jpg", "ends early");
}

/* (transfer full): noise as a file of gdk-pixbuf's @type, which ends after a share of it. */
static GByteArray *
make_cut (const char *type, guint percent)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 64, 64);
  guint8 *pixels = gdk_pixbuf_get_pixels (pixbuf);
  char *bytes;
  gsize n;

  for (gsize i = 0; i < gdk_pixbuf_get_byte_length (pixbuf); i++)
    pixels[i] = (guint8) (i * i % 251);
  g_assert_true (gdk_pixbuf_save_to_buffer (pixbuf, &bytes, &n, type, NULL, NULL));
  return g_byte_array_new_take ((guint8 *) bytes, n * percent / 100);
}

/* What a decoder makes up where a file ends is no sample. */
static void
test_cut (Fixture *self, gconstpointer data)
{
  g_autoptr (DsSource) source = NULL;

  put_images (self, 12);
  put (self, "cut.jpg", make_cut ("jpeg", 60));
  put (self, "cut.bmp", make_cut ("bmp", 60));
  put (self, "cut.tif", make_cut ("tiff", 60));
  put (self, "whole.jpg", make_cut ("jpeg", 100));
  put (self, "whole.bmp", make_cut ("bmp", 100));
  put (self, "whole.tif", make_cut ("tiff", 100));
  source = open_sure (self->folder, NULL);
  g_assert_cmpuint (ds_source_get_report (source)->n_read, ==, 15);
  assert_reason (source, "cut.jpg", "of its 64 rows");
  assert_reason (source, "cut.bmp", "ends early");
  assert_reason (source, "cut.tif", "ends early");
}

/* The samples that stay are the right ones, one behind the other. */
static void
test_gaps (Fixture *self, gconstpointer data)
{
  g_autoptr (DsSource) source = NULL;
  gboolean seen[20] = { FALSE };
  DsDataset *whole;

  put_images (self, 20);
  for (guint i = 0; i < 10; i++)
    {
      GByteArray *cut = make_png (4, 3, 100);
      g_autofree char *name = g_strdup_printf ("bad-%u.png", i);

      g_byte_array_set_size (cut, cut->len - 20);
      put (self, name, cut);
    }
  source = open_sure (self->folder, NULL);
  whole = ds_source_get_whole (source);
  g_assert_cmpuint (ds_dataset_get_count (whole), ==, 20);
  for (guint i = 0; i < 20; i++)
    {
      float out[12];

      ds_dataset_read_range (whole, i, 1, out);
      for (guint j = 1; j < 12; j++)
        g_assert_cmpint ((gint) (out[j] * 255 + .5), ==,
                         (guint8) ((gint) (out[0] * 255 + .5) + (gint) j * 37));
      seen[(gint) (out[0] * 255 + .5)] = TRUE;
    }
  for (guint i = 0; i < 20; i++)
    g_assert_true (seen[i]);
}

static void
test_strange_files (Fixture *self, gconstpointer data)
{
  g_autoptr (DsSource) source = NULL;
  g_autofree char *loop = g_build_filename (self->folder, "loop", NULL);
  g_autofree char *lost = g_build_filename (self->folder, "lost.png", NULL);
  g_autofree char *pipe = g_build_filename (self->folder, "pipe.png", NULL);

  put_images (self, 12);
  put (self, "not-\xff-utf8.png", make_png (4, 3, 77));
  g_assert_cmpint (symlink (".", loop), ==, 0);
  g_assert_cmpint (symlink ("nowhere", lost), ==, 0);
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  source = open_sure (self->folder, NULL);

  g_assert_cmpuint (ds_source_get_report (source)->n_read, ==, 13);
  assert_reason (source, "loop", "read already");
  assert_reason (source, "lost.png", "nowhere");
  assert_reason (source, "pipe.png", "neither a file nor a folder");
}

static void
test_unreadable (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->folder, "locked.png", NULL);
  g_autofree char *folder = g_build_filename (self->folder, "locked", NULL);
  g_autoptr (DsSource) source = NULL;

  put_images (self, 12);
  put (self, "locked.png", make_png (4, 3, 50));
  g_assert_cmpint (g_mkdir (folder, 0), ==, 0);
  g_assert_cmpint (chmod (path, 0), ==, 0);
  if (access (path, R_OK) == 0)
    g_test_skip ("skipped: root may read every file");
  else
    {
      source = open_sure (self->folder, NULL);
      g_assert_cmpuint (ds_source_get_report (source)->n_read, ==, 12);
      assert_reason (source, "locked.png", "may not be read");
      assert_reason (source, "locked", "may not be read");
    }
  g_assert_cmpint (chmod (folder, 0755), ==, 0);
}

static void
test_nothing (Fixture *self, gconstpointer data)
{
  g_autofree char *empty = g_build_filename (self->folder, "empty", NULL);

  g_assert_cmpint (g_mkdir (empty, 0755), ==, 0);
  refuse (empty, NULL, DS_ERROR_EMPTY, "is empty");
  refuse (self->folder, NULL, DS_ERROR_EMPTY, "holds no samples");
  put_text (self, "notes.txt", "nothing to see");
  refuse (self->folder, NULL, DS_ERROR_EMPTY, "notes.txt: it is not an image");
}

/* Images of several sizes get the commonest, and the choice is told. */
static void
test_sizes (Fixture *self, gconstpointer data)
{
  g_autoptr (DsSource) source = NULL, again = NULL;
  const DsReport *report;

  put_images (self, 15);
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *name = g_strdup_printf ("small-%u.png", i);

      put (self, name, make_png (2, 2 + i / 3, (guint8) (90 + i)));
    }
  source = open_sure (self->folder, NULL);
  report = ds_source_get_report (source);
  g_assert_cmpuint (ds_dataset_get_sample_size (ds_source_get_training (source)), ==, 12);
  g_assert_cmpstr (report->options, ==, "size=4x3 fit=pad grey=true");
  g_assert_cmpuint (report->n_sizes, ==, 3);
  g_assert_cmpuint (report->sizes[0].n, ==, 15);
  g_assert_cmpuint (report->sizes[2].height, ==, 3);
  again = open_sure (self->folder, report->options);
  g_assert_cmpstr (ds_source_get_report (again)->options, ==, report->options);
}

/* Sides that no option can name. */
static void
test_long (Fixture *self, gconstpointer data)
{
  g_autoptr (DsSource) folder = NULL, picture = NULL;
  g_autofree char *path = g_build_filename (self->folder, "0.png", NULL);

  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u.png", i);

      put (self, name, make_png (5003, 2, (guint8) i));
    }
  folder = open_sure (self->folder, NULL);
  g_assert_cmpstr (ds_source_get_report (folder)->options, ==, "size=128x1 fit=crop grey=true");
  picture = open_sure (path, NULL);
  g_assert_cmpstr (ds_source_get_report (picture)->options, ==, "grey=true tile=5003x2");
}

static void
test_strays (Fixture *self, gconstpointer data)
{
  g_autoptr (DsSource) source = NULL;

  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s/%u.png", i % 2 ? "cats" : "dogs", i);

      put (self, name, make_png (4, 3, (guint8) i));
    }
  put (self, "stray.png", make_png (4, 3, 99));
  source = open_sure (self->folder, NULL);
  g_assert_cmpuint (ds_source_get_report (source)->n_read, ==, 20);
  g_assert_cmpuint (ds_dataset_get_n_classes (ds_source_get_training (source)), ==, 2);
  assert_reason (source, "stray.png", "beside the folders");
}

static void
assert_note (DsSource *source, const char *words)
{
  g_autofree char *notes = g_strjoinv ("\n", (char **) ds_source_get_report (source)->notes);

  if (strstr (notes, words) == NULL)
    g_error ("“%s” lacks “%s”", notes, words);
}

static void
test_labels (Fixture *self, gconstpointer data)
{
  g_autoptr (DsSource) source = NULL;
  g_autoptr (GString) table = g_string_new ("file;label\n");

  put_images (self, 20);
  for (guint i = 1; i < 20; i++)
    g_string_append_printf (table, "good-%u.png;%s\n", i, i % 2 ? "odd" : "even");
  g_string_append (table, "gone.png;odd\n");
  put_text (self, "tables/mine.csv", table->str);
  put_text (self, "tables/wrong.csv", "a,b\nc,d\n");

  source = open_sure (self->folder, "labels=tables/mine.csv");
  g_assert_cmpuint (ds_dataset_get_n_classes (ds_source_get_training (source)), ==, 2);
  assert_reason (source, "good-0.png", "no label for it");
  assert_note (source, "names 1 image that is not there: gone.png");
  put_text (self, "tables/three.csv",
            "file,taken,label\ngood-1.png,May,odd\ngood-2.png,May,even\ngood-3.png,June,odd\n");
  g_clear_pointer (&source, ds_source_unref);
  source = open_sure (self->folder, "labels=tables/three.csv");
  g_assert_cmpstr (ds_dataset_get_class_names (ds_source_get_training (source))[0], ==, "even");
  for (guint i = 0; i < 2; i++)
    {
      g_clear_pointer (&source, ds_source_unref);
      source = open_sure (self->folder, i == 0 ? "labels=tables/three.csv label-column=taken"
                                               : "labels=tables/three.csv label-column=2");
      g_assert_cmpstr (ds_dataset_get_class_names (ds_source_get_training (source))[0], ==, "June");
    }
  refuse (self->folder, "labels=tables/three.csv label-column=4", DS_ERROR_OPTION,
          "number from 1 to 3");
  g_clear_pointer (&source, ds_source_unref);
  source = open_sure (self->folder, "labels=tables/three.csv label-column=none");
  g_assert_null (ds_dataset_get_labels (ds_source_get_training (source)));
  refuse (self->folder, "labels=tables/wrong.csv", DS_ERROR_MISMATCH, "names none of the images");
  refuse (self->folder, "labels=tables/none.csv", DS_ERROR_NOT_FOUND, "Labels: ");
}

/* A table of something else lies beside the images, and has a word in common with them. */
static void
test_other_table (Fixture *self, gconstpointer data)
{
  g_autoptr (DsSource) source = NULL;

  put_images (self, 20);
  put_text (self, "other.csv", "good-1,b,c\n1,2,3\n");
  source = open_sure (self->folder, NULL);
  g_assert_cmpuint (ds_source_get_report (source)->n_read, ==, 20);
  assert_note (source, "other.csv names few of the images");
}

/* Validation images elsewhere come in the size and the channels of those that
 * train. */
static void
test_validation (Fixture *self, gconstpointer data)
{
  g_autofree char *training = g_build_filename (self->folder, "a", NULL);
  g_autofree char *validation = g_build_filename (self->folder, "b", NULL);
  g_autofree char *idx = g_build_filename (self->folder, "c", NULL);
  const guint32 dims[] = { 2, 6, 6, 0 };
  const guint8 values[72] = { 1, 90, 3 };
  g_autoptr (GError) error = NULL;
  g_autoptr (DsSource) source = NULL, mixed = NULL;

  for (guint i = 0; i < 6; i++)
    {
      g_autofree char *a = g_strdup_printf ("a/%u.png", i);
      g_autofree char *b = g_strdup_printf ("b/%u.png", i);

      put (self, a, make_png (4, 3 + i / 4, (guint8) i));
      put (self, b, make_png (9, 8, (guint8) (100 + i)));
    }
  put (self, "c", fixture_make_idx (0x08, dims, values, sizeof values));
  source = ds_source_open (training, validation, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ds_dataset_get_count (ds_source_get_validation (source)), ==, 6);
  mixed = ds_source_open (training, idx, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ds_dataset_get_sample_size (ds_source_get_validation (mixed)), ==, 12);
}

typedef struct
{
  guint n_calls;
  guint cancel_at;
} Listener;

static gboolean
is_cancelled_cb (gpointer data)
{
  Listener *self = data;

  return ++self->n_calls >= self->cancel_at;
}

/* Wherever it is cancelled, it says so, and leaks nothing. */
static void
test_cancel (Fixture *self, gconstpointer data)
{
  Listener listener = { 0 };
  const DsProgress progress = { NULL, is_cancelled_cb, &listener };
  gboolean done = FALSE;

  put_images (self, 30);
  while (!done)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (DsSource) source = NULL;

      listener.n_calls = 0;
      listener.cancel_at++;
      source = open_with (self->folder, NULL, &progress, &error);
      done = listener.n_calls < listener.cancel_at;
      if (done)
        g_assert_no_error (error);
      else
        g_assert_error (error, DS_ERROR, DS_ERROR_CANCELLED);
    }
  g_assert_cmpuint (listener.cancel_at, >, 3);
}

static void
test_preview (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DsSource) source = NULL;

  put_images (self, 30);
  source = ds_source_open (self->folder, NULL, &(DsRequest) { .max_samples = 8 }, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ds_source_get_report (source)->n_read, ==, 8);
}

static void
add_entry (struct archive *archive, const char *name, gconstpointer bytes, gsize n)
{
  struct archive_entry *entry = archive_entry_new ();

  archive_entry_set_pathname (entry, name);
  archive_entry_set_size (entry, (la_int64_t) n);
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_perm (entry, 0644);
  g_assert_cmpint (archive_write_header (archive, entry), ==, ARCHIVE_OK);
  g_assert_cmpint (archive_write_data (archive, bytes, n), ==, n);
  archive_entry_free (entry);
}

/* (transfer full): the path of a zip with images, some of evil names. */
static char *
write_zip (Fixture *self, guint n_images, gsize n_zeros)
{
  char *path = g_build_filename (self->folder, "images.zip", NULL);
  struct archive *archive = archive_write_new ();
  g_autofree guint8 *zeros = g_malloc0 (n_zeros + 8);

  archive_write_set_format_zip (archive);
  g_assert_cmpint (archive_write_open_filename (archive, path), ==, ARCHIVE_OK);
  for (guint i = 0; i < n_images; i++)
    {
      g_autofree char *name = g_strdup_printf (i % 2 ? "../../evil-%u.png" : "/absolute-%u.png", i);
      g_autoptr (GByteArray) png = make_png (4, 3, (guint8) i);

      add_entry (archive, name, png->data, png->len);
    }
  add_entry (archive, "notes.txt", "hello there, all", 16);
  if (n_zeros > 0)
    {
      memcpy (zeros, "\x89PNG\r\n\x1a\n", 8);
      add_entry (archive, "bomb.png", zeros, n_zeros);
    }
  g_assert_cmpint (archive_write_free (archive), ==, ARCHIVE_OK);
  return path;
}

static void
test_evil_names (Fixture *self, gconstpointer data)
{
  g_autofree char *path = write_zip (self, 20, 0);
  g_autoptr (DsSource) source = open_sure (path, NULL);
  g_auto (GStrv) names = NULL;
  g_autoptr (GDir) folder = g_dir_open (self->folder, 0, NULL);

  g_assert_cmpuint (ds_source_get_report (source)->n_read, ==, 20);
  assert_reason (source, "notes.txt", "not an image");
  g_assert_cmpstr (g_dir_read_name (folder), ==, "images.zip");
  g_assert_null (g_dir_read_name (folder));
}

static void
test_bomb (Fixture *self, gconstpointer data)
{
  g_autofree char *path = write_zip (self, 20, (gsize) 300 << 20);
  g_autoptr (DsSource) source = open_sure (path, NULL);

  g_assert_cmpuint (ds_source_get_report (source)->n_read, ==, 20);
  assert_reason (source, "bomb.png", "so much is not read");
}

/* An archive that is cut anywhere gives a sentence or what could be read. */
static void
test_cut_archive (Fixture *self, gconstpointer data)
{
  g_autofree char *path = write_zip (self, 20, 0);
  g_autofree char *bytes = NULL;
  gsize n;

  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  for (gsize left = 4; left < n; left += 97)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (DsSource) source = NULL;

      g_assert_cmpint (truncate (path, (off_t) left), ==, 0);
      source = ds_source_open (path, NULL, NULL, &error);
      g_assert_true ((source == NULL) == (error != NULL));
      g_assert_true (
        g_file_set_contents_full (path, bytes, (gssize) n, G_FILE_SET_CONTENTS_NONE, 0644, NULL));
    }
  g_assert_cmpint (truncate (path, 200), ==, 0);
  refuse (path, NULL, DS_ERROR_DAMAGED, "archive cannot be read");
}

static void
test_sheet (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->folder, "sheet.png", NULL);
  GByteArray *cut = make_png (40, 20, 3);

  put (self, "sheet.png", make_png (40, 20, 3));
  refuse (path, "tile=50x10", DS_ERROR_MISMATCH, "larger than the picture");
  refuse (path, "window=3", DS_ERROR_OPTION, "tile");
  g_byte_array_set_size (cut, cut->len - 30);
  put (self, "sheet.png", cut);
  refuse (path, NULL, DS_ERROR_DAMAGED, "“sheet.png” cannot be read: it ends early");
  put (self, "sheet.png", make_absurd (50000));
  refuse (path, NULL, DS_ERROR_SIZE, "50000×50000");
}

/* 2,425 tiles of all kinds of PNG: colour, transparency, one size. */
static void
test_real_tiles (Fixture *self, gconstpointer data)
{
  g_autofree char *path = fixture_find_data ("crawl_tiles");
  g_autoptr (DsSource) source = NULL;
  const DsShape *shape;

  if (path == NULL)
    return;
  source = open_sure (path, NULL);
  shape = ds_dataset_get_shape (ds_source_get_training (source));
  g_assert_cmpuint (ds_source_get_report (source)->n_found, ==, 2425);
  g_assert_cmpuint (ds_source_get_report (source)->n_read, ==, 2425);
  g_assert_cmpuint (shape->dims[0], ==, 32);
  g_assert_cmpuint (shape->dims[2], ==, 4);
  g_clear_pointer (&source, ds_source_unref);
  source = open_sure (path, "alpha=false size=16x16");
  g_assert_cmpuint (ds_dataset_get_sample_size (ds_source_get_training (source)), ==, 768);
}

#define ADD(name, function) g_test_add ("/images/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("damaged", test_damaged);
  ADD ("cut", test_cut);
  ADD ("gaps", test_gaps);
  ADD ("strange-files", test_strange_files);
  ADD ("unreadable", test_unreadable);
  ADD ("nothing", test_nothing);
  ADD ("sizes", test_sizes);
  ADD ("long", test_long);
  ADD ("strays", test_strays);
  ADD ("labels", test_labels);
  ADD ("other-table", test_other_table);
  ADD ("validation", test_validation);
  ADD ("cancel", test_cancel);
  ADD ("preview", test_preview);
  ADD ("evil-names", test_evil_names);
  ADD ("bomb", test_bomb);
  ADD ("cut-archive", test_cut_archive);
  ADD ("sheet", test_sheet);
  ADD ("real-tiles", test_real_tiles);
  return g_test_run ();
}
