/* SPDX-License-Identifier: MIT */
/*
 * Files that others cut, rewrite or replace while they are mapped: reading
 * goes on, and the set says that it is not what it was.
 */
#include <setjmp.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <utime.h>

#include "data/error.h"
#include "data/fit.h"
#include "data/mapped-file.h"
#include "data/source.h"
#include "tests/data/fixture.h"

/* 4×5 values each: some 49 pages. */
#define N_IMAGES  10000
#define N_THREADS 4

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
write_images (Fixture *self, const char *name, guint32 n)
{
  g_autoptr (GByteArray) bytes = fixture_make_images (n);
  const struct utimbuf long_ago = { 1000000000, 1000000000 };

  g_free (self->path);
  self->path = fixture_write (self->folder, name, bytes);
  g_assert_cmpint (utime (self->path, &long_ago), ==, 0);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = fixture_make_folder ();
  write_images (self, "images", N_IMAGES);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  fixture_remove_folder (self->folder);
  g_free (self->folder);
  g_free (self->path);
}

static DsSource *
open_images (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  DsSource *source = ds_source_open (self->path, NULL, NULL, &error);

  g_assert_no_error (error);
  return source;
}

static float
read_value (DsDataset *dataset, gsize sample)
{
  float values[20];

  ds_dataset_read_range (dataset, sample, 1, values);
  return values[3];
}

static void
assert_changed (DsDataset *dataset)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (ds_dataset_check (dataset, &error));
  g_assert_error (error, DS_ERROR, DS_ERROR_CHANGED);
  g_assert_nonnull (strstr (error->message, "images"));
}

static void
test_cut (Fixture *self, gconstpointer data)
{
  g_autoptr (DsSource) source = open_images (self);
  DsDataset *training = ds_source_get_training (source);
  float first = read_value (training, 0);
  float last = read_value (training, N_IMAGES / 2);

  g_assert_true (ds_dataset_check (training, NULL));
  g_assert_cmpfloat (last, >, 0);
  g_assert_cmpint (truncate (self->path, 5000), ==, 0);
  g_assert_cmpfloat (read_value (training, N_IMAGES / 2), ==, 0);
  g_assert_cmpfloat (read_value (training, N_IMAGES / 2 + 300), ==, 0);
  g_assert_cmpfloat (read_value (training, 0), ==, first);
  assert_changed (training);
  assert_changed (ds_source_get_validation (source));
}

/* Seen without a fault, and whatever the time says. */
static void
test_cut_unread (Fixture *self, gconstpointer data)
{
  g_autoptr (DsSource) source = open_images (self);
  const struct utimbuf long_ago = { 1000000000, 1000000000 };

  g_assert_cmpint (truncate (self->path, 5000), ==, 0);
  g_assert_cmpint (utime (self->path, &long_ago), ==, 0);
  assert_changed (ds_source_get_training (source));
}

/* Grown again to the old size and time, it holds zeros where it was cut. */
static void
test_torn_stays_torn (Fixture *self, gconstpointer data)
{
  g_autoptr (DsSource) source = open_images (self);
  DsDataset *training = ds_source_get_training (source);
  const struct utimbuf long_ago = { 1000000000, 1000000000 };

  g_assert_cmpint (truncate (self->path, 5000), ==, 0);
  read_value (training, N_IMAGES / 2);
  g_assert_cmpint (truncate (self->path, 16 + 20 * N_IMAGES), ==, 0);
  g_assert_cmpint (utime (self->path, &long_ago), ==, 0);
  assert_changed (training);
}

/* Written over in its place and as long as before, without a fault. */
static void
test_rewritten (Fixture *self, gconstpointer data)
{
  g_autoptr (DsSource) source = open_images (self);
  g_autoptr (GError) error = NULL;
  g_autofree char *contents = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (self->path, &contents, &size, &error));
  memset (contents + 16, 7, 1000);
  g_file_set_contents_full (self->path, contents, (gssize) size, G_FILE_SET_CONTENTS_NONE, 0644,
                            &error);
  g_assert_no_error (error);
  assert_changed (ds_source_get_training (source));
}

/* Another file under the same name leaves the old one as it was. */
static void
test_replaced (Fixture *self, gconstpointer data)
{
  g_autoptr (DsSource) source = open_images (self);
  float before = read_value (ds_source_get_training (source), N_IMAGES / 2);

  write_images (self, "images", 3);
  g_assert_cmpfloat (read_value (ds_source_get_training (source), N_IMAGES / 2), ==, before);
  g_assert_true (ds_dataset_check (ds_source_get_training (source), NULL));
}

static void
test_fitted (Fixture *self, gconstpointer data)
{
  g_autoptr (DsSource) source = open_images (self);
  const DsFit fit = { DS_FIT_PAD, 8, 8 };
  g_autoptr (GError) error = NULL;
  g_autoptr (DsSource) fitted = ds_source_new_fitted (source, &fit, &error);

  g_assert_no_error (error);
  g_assert_true (ds_dataset_check (ds_source_get_training (fitted), NULL));
  g_assert_cmpint (truncate (self->path, 5000), ==, 0);
  assert_changed (ds_source_get_training (fitted));
}

static gpointer
read_all (gpointer data)
{
  for (gsize i = 0; i < 9000; i += 7)
    read_value (data, i);
  return NULL;
}

/* Many faults at once, in files that come and go. */
static void
test_threads (Fixture *self, gconstpointer data)
{
  GThread *threads[N_THREADS];

  for (guint round = 0; round < 5; round++)
    {
      g_autoptr (DsSource) other = NULL;
      g_autoptr (DsSource) source = NULL;

      write_images (self, "other-images", N_IMAGES);
      other = open_images (self);
      write_images (self, "images", N_IMAGES);
      source = open_images (self);
      g_assert_cmpint (truncate (self->path, 16), ==, 0);
      for (guint i = 0; i < N_THREADS; i++)
        threads[i] = g_thread_new ("reader", read_all, ds_source_get_training (source));
      for (guint i = 0; i < N_THREADS; i++)
        g_thread_join (threads[i]);
      assert_changed (ds_source_get_training (source));
      g_assert_true (ds_dataset_check (ds_source_get_training (other), NULL));
    }
}

/* No memory of mappings that are gone, nor words about memory that is no file. */
static void
test_others (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) plain = g_bytes_new_static ("abc", 3);
  g_autoptr (GBytes) empty = g_bytes_new (NULL, 0);
  g_autoptr (GBytes) again = NULL;
  GBytes *contents = ds_mapped_file_new (self->path, NULL);

  g_assert_cmpint (truncate (self->path, 16), ==, 0);
  g_assert_false (ds_mapped_file_check (contents, NULL));
  g_bytes_unref (contents);
  again = ds_mapped_file_new (self->path, NULL);
  g_assert_true (ds_mapped_file_check (again, NULL));
  g_assert_true (ds_mapped_file_check (plain, NULL));
  g_assert_true (ds_mapped_file_check (empty, NULL));
}

static sigjmp_buf back;

static void
foreign_cb (int number)
{
  siglongjmp (back, 1);
}

/* A page behind the end of @file, which is not ours. */
static guint8
touch_foreign_page (Fixture *self, GMappedFile *file)
{
  g_assert_cmpint (truncate (self->path, 16), ==, 0);
  return ((volatile guint8 *) g_mapped_file_get_contents (file))[N_IMAGES];
}

static void
test_previous_handler (Fixture *self, gconstpointer data)
{
  if (g_test_subprocess ())
    {
      g_autoptr (GMappedFile) file = g_mapped_file_new (self->path, FALSE, NULL);
      g_autoptr (GBytes) contents = NULL;

      signal (SIGBUS, foreign_cb);
      contents = ds_mapped_file_new (self->path, NULL);
      if (sigsetjmp (back, 1) == 0)
        touch_foreign_page (self, file);
      else
        g_print ("the other handler");
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stdout ("*the other handler*");
}

/* Where nobody caught it, a foreign fault still ends the program. */
static void
test_default (Fixture *self, gconstpointer data)
{
  if (g_test_subprocess ())
    {
      g_autoptr (GMappedFile) file = g_mapped_file_new (self->path, FALSE, NULL);
      g_autoptr (GBytes) contents = NULL;

      signal (SIGBUS, SIG_DFL);
      contents = ds_mapped_file_new (self->path, NULL);
      touch_foreign_page (self, file);
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
}

/* Pages of files that are in this program's memory, in bytes. */
static gsize
measure_held (void)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) words = NULL;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  words = g_strsplit (text, " ", -1);
  return (gsize) g_ascii_strtoull (words[2], NULL, 10) * (gsize) sysconf (_SC_PAGESIZE);
}

/* A sparse file of 3 GB, of which 1 GB is read. */
static void
test_large (Fixture *self, gconstpointer data)
{
  const guint32 n = 3000000, dims[] = { n, 32, 32, 0 };
  const guint8 none = 0;
  g_autoptr (GByteArray) head = fixture_make_idx (8, dims, &none, 0);
  g_autofree char *path = fixture_write (self->folder, "large", head);
  g_autofree float *values = g_new (float, 1000 * 1024);
  g_autoptr (GError) error = NULL;
  g_autoptr (DsSource) source = NULL;
  DsDataset *training;

  g_assert_cmpint (truncate (path, (off_t) head->len + (off_t) n * 1024), ==, 0);
  source = ds_source_open (path, NULL, NULL, &error);
  g_assert_no_error (error);
  training = ds_source_get_training (source);
  for (guint32 i = 0; i < 1000; i++)
    {
      guint32 indices[1000];

      for (guint32 j = 0; j < G_N_ELEMENTS (indices); j++)
        indices[j] = (i * 1000 + j) * 7919 % 2700000;
      ds_dataset_read (training, indices, i % 10 == 0 ? 1000 : 10, values);
      ds_dataset_read_range (training, (gsize) i * 1000, 1000, values);
      g_assert_cmpuint (measure_held (), <, 250 << 20);
    }
  g_assert_true (ds_dataset_check (training, &error));
}

#define ADD(path, function) \
  g_test_add ("/mapped-file/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("cut", test_cut);
  ADD ("cut-unread", test_cut_unread);
  ADD ("torn-stays-torn", test_torn_stays_torn);
  ADD ("rewritten", test_rewritten);
  ADD ("replaced", test_replaced);
  ADD ("fitted", test_fitted);
  ADD ("threads", test_threads);
  ADD ("others", test_others);
  ADD ("previous-handler", test_previous_handler);
  ADD ("default", test_default);
  ADD ("large", test_large);
  return g_test_run ();
}
