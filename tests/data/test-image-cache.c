/* SPDX-License-Identifier: MIT */
/*
 * Decoded images in the cache: the second opening reads nothing but the cache,
 * gives the same, and notices what has changed; whatever happens to the cache,
 * the samples are those of the files. What was read is told by the phases that
 * progress reports.
 */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <png.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "data/cache.h"
#include "data/source.h"
#include "tests/data/fixture.h"
#include "tests/faults/faults.h"

/* Enough to be worth caching. */
#define N_IMAGES 1100

#define WIDTH  4
#define HEIGHT 3

typedef struct
{
  char *folder;
  char *images;
} Fixture;

static void
write_png (const char *path, guint8 start)
{
  guint8 pixels[WIDTH * HEIGHT * 3];
  png_image image = {
    .version = PNG_IMAGE_VERSION, .width = WIDTH, .height = HEIGHT, .format = PNG_FORMAT_RGB
  };

  for (guint i = 0; i < sizeof pixels; i++)
    pixels[i] = (guint8) (start + i * 37);
  g_assert_true (png_image_write_to_file (&image, path, 0, pixels, 0, NULL));
}

static char *
get_path (const Fixture *self, guint i)
{
  return g_strdup_printf ("%s/%u/%u.png", self->images, i % 2, i);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_assert_true (ds_cache_clear (NULL));
  self->folder = fixture_make_folder ();
  self->images = g_build_filename (self->folder, "images", NULL);
  for (guint i = 0; i < N_IMAGES; i++)
    {
      g_autofree char *path = get_path (self, i);
      g_autofree char *folder = g_path_get_dirname (path);

      g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
      write_png (path, (guint8) i);
    }
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  fixture_remove_tree (self->folder);
  g_free (self->images);
  g_free (self->folder);
}

static void
report_cb (gpointer data, const char *phase, gsize done, gsize total)
{
  *(gboolean *) data = *(gboolean *) data || strcmp (phase, "Reading images") == 0;
}

/* *decoded: whether images were decoded for it. */
static DsSource *
open_place (const char *path, const char *text, gboolean *decoded)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DsImportOptions) options = ds_import_options_new_from_text (text, &error);
  gboolean reads = FALSE;
  const DsProgress progress = { .report = report_cb, .data = &reads };
  DsRequest request = { .options = options, .progress = &progress };
  DsSource *source = ds_source_open (path, NULL, &request, &error);

  g_assert_no_error (error);
  if (decoded != NULL)
    *decoded = reads;
  return source;
}

/* All samples: (transfer full). */
static GBytes *
read_all (DsDataset *set)
{
  const gsize n = ds_dataset_get_count (set);
  gsize size = n * ds_dataset_get_sample_size (set);
  float *values = g_new (float, size);

  ds_dataset_read_range (set, 0, n, values);
  return g_bytes_new_take (values, size * sizeof *values);
}

static void
assert_same_set (DsDataset *a, DsDataset *b)
{
  g_autoptr (GBytes) first = read_all (a);
  g_autoptr (GBytes) second = read_all (b);

  g_assert_true (g_bytes_equal (first, second));
  g_assert_cmpmem (ds_dataset_get_labels (a), ds_dataset_get_count (a) * sizeof (gint),
                   ds_dataset_get_labels (b), ds_dataset_get_count (b) * sizeof (gint));
}

static void
assert_same (DsSource *a, DsSource *b)
{
  const DsReport *first = ds_source_get_report (a), *second = ds_source_get_report (b);

  assert_same_set (ds_source_get_training (a), ds_source_get_training (b));
  assert_same_set (ds_source_get_validation (a), ds_source_get_validation (b));
  g_assert_cmpuint (first->n_skipped, ==, second->n_skipped);
  for (gsize i = 0; i < first->n_skipped; i++)
    {
      g_assert_cmpstr (first->skipped[i].name, ==, second->skipped[i].name);
      g_assert_cmpstr (first->skipped[i].reason, ==, second->skipped[i].reason);
    }
  g_assert_cmpstr (first->options, ==, second->options);
  g_assert_cmpuint (first->n_sizes, ==, second->n_sizes);
  g_assert_true (g_strv_equal (first->notes, second->notes));
}

/* Opens once more, and asserts that the cache gives the same or does not. */
static void
open_again (DsSource *first, const char *path, const char *text, gboolean decodes)
{
  gboolean decoded;
  g_autoptr (DsSource) second = open_place (path, text, &decoded);

  g_assert_cmpint (decoded, ==, decodes);
  assert_same (first, second);
}

static void
test_again (Fixture *self, gconstpointer data)
{
  gboolean decoded;
  g_autoptr (DsSource) first = open_place (self->images, "", &decoded);
  const char *options = ds_source_get_report (first)->options;

  g_assert_true (decoded);
  g_assert_cmpuint (ds_cache_get_size (), >, (guint64) N_IMAGES * WIDTH * HEIGHT * 3);
  open_again (first, self->images, "", FALSE);
  open_again (first, self->images, options, FALSE);
}

static void
test_options (Fixture *self, gconstpointer data)
{
  static const char *const texts[] = { "size=2x2 fit=stretch", "grey=true", "size=9x9 fit=pad" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (DsSource) cached = NULL;
      g_autoptr (DsSource) fresh = NULL;
      gboolean decoded;

      fresh = open_place (self->images, texts[i], &decoded);
      g_assert_true (decoded);
      cached = open_place (self->images, texts[i], &decoded);
      g_assert_false (decoded);
      assert_same (fresh, cached);
    }
}

/* The first sample of a folder's training part changes with its file. */
static void
test_changed (Fixture *self, gconstpointer data)
{
  g_autofree char *path = get_path (self, 7);
  g_autofree char *other = get_path (self, 8);
  g_autoptr (DsSource) first = open_place (self->images, "", NULL);
  g_autoptr (DsSource) rewritten = NULL;
  g_autoptr (DsSource) removed = NULL;
  g_autoptr (GBytes) before = read_all (ds_source_get_training (first));
  g_autoptr (GBytes) after = NULL;
  gboolean decoded;

  write_png (path, 200);
  rewritten = open_place (self->images, "", &decoded);
  g_assert_true (decoded);
  after = read_all (ds_source_get_whole (rewritten));
  g_assert_false (g_bytes_equal (before, after));
  g_assert_cmpint (g_unlink (other), ==, 0);
  removed = open_place (self->images, "", &decoded);
  g_assert_true (decoded);
  g_assert_cmpuint (ds_source_get_report (removed)->n_found, ==, N_IMAGES - 1);
  open_again (removed, self->images, "", FALSE);
}

/* (transfer full): the only file of the cache. */
static char *
find_file (void)
{
  g_autofree char *folder = ds_cache_get_folder ();
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = g_dir_read_name (dir);
  char *path = g_build_filename (folder, name, NULL);

  g_assert_null (g_dir_read_name (dir));
  return path;
}

static void
test_damaged (Fixture *self, gconstpointer data)
{
  g_autoptr (DsSource) first = open_place (self->images, "", NULL);
  g_autofree char *path = find_file ();
  g_autofree char *intact = NULL;
  gsize n;

  g_assert_true (g_file_get_contents (path, &intact, &n, NULL));
  for (gsize at = 0; at < n; at += n / 4)
    {
      g_autofree char *damaged = g_memdup2 (intact, n);

      damaged[at] ^= 0x55;
      g_assert_true (g_file_set_contents (path, damaged, (gssize) n, NULL));
      open_again (first, self->images, "", TRUE);
      g_assert_true (g_file_set_contents (path, intact, (gssize) at, NULL));
      open_again (first, self->images, "", TRUE);
    }
  open_again (first, self->images, "", FALSE);
}

static void
test_cleared (Fixture *self, gconstpointer data)
{
  g_autoptr (DsSource) decoded = open_place (self->images, "", NULL);
  g_autoptr (DsSource) mapped = open_place (self->images, "", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (ds_cache_clear (&error));
  g_assert_no_error (error);
  g_assert_cmpuint (ds_cache_get_size (), ==, 0);
  assert_same (decoded, mapped);
  g_assert_true (ds_dataset_check (ds_source_get_training (mapped), &error));
  g_assert_no_error (error);
  open_again (decoded, self->images, "", TRUE);
}

static void
assert_same_samples (DsSource *a, DsSource *b)
{
  assert_same_set (ds_source_get_training (a), ds_source_get_training (b));
  assert_same_set (ds_source_get_validation (a), ds_source_get_validation (b));
}

/* A disk that takes no more in the middle of the samples, and at their end. */
static void
test_full (Fixture *self, gconstpointer data)
{
  static const rlim_t sizes[] = { 4096, N_IMAGES * WIDTH * HEIGHT * 3 + 100 };
  g_autoptr (DsSource) first = open_place (self->images, "", NULL);
  struct rlimit before;

  signal (SIGXFSZ, SIG_IGN);
  getrlimit (RLIMIT_FSIZE, &before);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      const struct rlimit small = { sizes[i], before.rlim_max };
      g_autoptr (DsSource) second = NULL;

      g_assert_true (ds_cache_clear (NULL));
      g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
      second = open_place (self->images, "", NULL);
      g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
      assert_same_samples (first, second);
      g_assert_cmpuint (ds_cache_get_size (), ==, 0);
    }
}

/* A file lies where the folder should be. */
static void
test_no_folder (Fixture *self, gconstpointer data)
{
  g_autofree char *folder = ds_cache_get_folder ();
  g_autoptr (DsSource) first = open_place (self->images, "", NULL);
  g_autoptr (DsSource) second = NULL;

  fixture_remove_tree (folder);
  g_assert_true (g_file_set_contents (folder, "", 0, NULL));
  second = open_place (self->images, "", NULL);
  assert_same_samples (first, second);
  g_assert_cmpint (g_unlink (folder), ==, 0);
}

static gpointer
open_cb (gpointer data)
{
  return open_place (data, "", NULL);
}

static void
test_two_writers (Fixture *self, gconstpointer data)
{
  GThread *thread = g_thread_new ("other", open_cb, self->images);
  g_autoptr (DsSource) here = open_place (self->images, "", NULL);
  g_autoptr (DsSource) there = g_thread_join (thread);
  g_autofree char *path = find_file ();

  assert_same (here, there);
  open_again (here, self->images, "", FALSE);
}

/* What is found in the file's head is right, and its pixels end early. */
static void
test_failed (Fixture *self, gconstpointer data)
{
  g_autofree char *path = get_path (self, 4);
  g_autofree char *contents = NULL;
  g_autoptr (DsSource) first = NULL;
  gsize n;

  g_assert_true (g_file_get_contents (path, &contents, &n, NULL));
  g_assert_true (g_file_set_contents (path, contents, (gssize) n - 30, NULL));
  first = open_place (self->images, "", NULL);
  g_assert_cmpuint (ds_source_get_report (first)->n_skipped, ==, 1);
  open_again (first, self->images, "", FALSE);
}

static void
test_archive (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->folder, "images.tar", NULL);
  const char *const command[] = { "tar", "cf", path, "-C", self->images, ".", NULL };
  g_autoptr (DsSource) first = NULL;
  g_autoptr (DsSource) small = NULL;
  gboolean decoded;

  g_assert_true (g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
                               NULL, NULL, NULL));
  first = open_place (path, "", &decoded);
  g_assert_true (decoded);
  g_assert_cmpuint (ds_source_get_report (first)->n_read, ==, N_IMAGES);
  open_again (first, path, "", FALSE);
  small = open_place (path, "size=2x2", &decoded);
  g_assert_true (decoded);
  open_again (small, path, "size=2x2", FALSE);
}

/* An old file that takes all the room, and one that a killed program left. */
static void
test_bounded (Fixture *self, gconstpointer data)
{
  const struct timespec old[] = { { .tv_sec = 1 }, { .tv_sec = 1 } };
  g_autofree char *folder = ds_cache_get_folder ();
  g_autofree char *large = g_build_filename (folder, "large", NULL);
  g_autofree char *hidden = g_build_filename (folder, ".killed", NULL);
  g_autoptr (DsSource) source = NULL;
  int descriptor;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
  descriptor = g_open (large, O_WRONLY | O_CREAT, 0600);
  g_assert_cmpint (ftruncate (descriptor, (off_t) DS_CACHE_MAX_BYTES), ==, 0);
  close (descriptor);
  g_assert_cmpint (utimensat (AT_FDCWD, large, old, 0), ==, 0);
  g_assert_true (g_file_set_contents (hidden, "x", 1, NULL));
  g_assert_cmpint (utimensat (AT_FDCWD, hidden, old, 0), ==, 0);
  source = open_place (self->images, "", NULL);
  g_assert_false (g_file_test (large, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (hidden, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (ds_cache_get_size (), <, 1 << 20);
}

/* The images are the same, and in the cache there are all or nothing. */
static void
assert_note (DsSource *source, const char *words)
{
  const char *const *notes = ds_source_get_report (source)->notes;
  guint i = 0;

  while (notes[i] != NULL && strstr (notes[i], words) == NULL)
    i++;
  g_assert_nonnull (notes[i]);
}

static void
open_with_fault (Fixture *self, DsSource *expected, guint at, guint n)
{
  static const int numbers[] = { ENOSPC, EIO, EROFS };
  g_autofree char *folder = ds_cache_get_folder ();
  g_autofree char *parent = g_path_get_dirname (folder);
  g_autoptr (DsSource) source = NULL;
  gboolean decoded;

  g_assert_true (ds_cache_clear (NULL));
  faults_arm (parent, numbers[at % G_N_ELEMENTS (numbers)], at, n);
  source = open_place (self->images, "", &decoded);
  g_assert_cmpuint (faults_disarm (), >, 0);
  g_assert_true (decoded);
  assert_same_set (ds_source_get_training (expected), ds_source_get_training (source));
  assert_same_set (ds_source_get_validation (expected), ds_source_get_validation (source));
  if (ds_cache_get_size () > 0)
    open_again (source, self->images, "", FALSE);
  else
    assert_note (source, "could not be stored in");
}

/* A disk that fails at the first writes, or at the last ones. */
static void
test_faults (Fixture *self, gconstpointer data)
{
  g_autofree char *folder = ds_cache_get_folder ();
  g_autoptr (DsSource) expected = NULL;
  guint n_calls;

  faults_arm (folder, EIO, G_MAXUINT, 1);
  expected = open_place (self->images, "", NULL);
  n_calls = faults_count_calls ();
  faults_disarm ();
  g_assert_cmpuint (n_calls, >, N_IMAGES);
  for (guint n = 0; n < 2; n++)
    for (guint at = 1; at <= 5; at++)
      {
        open_with_fault (self, expected, at, n);
        open_with_fault (self, expected, n_calls + 1 - at, n);
      }
}

int
main (int argc, char **argv)
{
  g_autofree char *cache = fixture_make_folder ();
  int result;

  g_setenv ("XDG_CACHE_HOME", cache, TRUE);
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) \
  g_test_add ("/image-cache/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("again", test_again);
  ADD ("options", test_options);
  ADD ("changed", test_changed);
  ADD ("damaged", test_damaged);
  ADD ("cleared", test_cleared);
  ADD ("full", test_full);
  ADD ("no-folder", test_no_folder);
  ADD ("two-writers", test_two_writers);
  ADD ("failed", test_failed);
  ADD ("archive", test_archive);
  ADD ("bounded", test_bounded);
  ADD ("faults", test_faults);
#undef ADD

  result = g_test_run ();
  fixture_remove_tree (cache);
  return result;
}
