/* SPDX-License-Identifier: MIT */
/* Saving replaces a file and nothing else: devices, pipes and sockets stay what
 * they are, links stay links, owners stay owners, and what killed saves left
 * behind goes away.
 */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <unistd.h>

#include "app/project/atomic-file.h"
#include "app/error.h"
#include "tests/app/project/project-fixture.h"

#define NOBODY 65534

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = fixture_make_folder ();
  f->path = g_build_filename (f->folder, "a", NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  fixture_remove (f->folder);
  g_free (f->folder);
  g_free (f->path);
}

static gboolean
save (const char *path, const char *text, GError **error)
{
  g_autoptr (WbAtomicFile) file = wb_atomic_file_new (path, error);

  return file != NULL && wb_atomic_file_write (file, text, strlen (text), error)
         && wb_atomic_file_commit (file, error);
}

static void
assert_holds (const char *path, const char *text)
{
  g_autoptr (GBytes) bytes = fixture_read (path);

  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), text, strlen (text));
}

static mode_t
get_type (const char *path)
{
  struct stat info;

  g_assert_cmpint (lstat (path, &info), ==, 0);
  return info.st_mode & S_IFMT;
}

static void
assert_refused (const char *path)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (save (path, "new", &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_FILE);
  g_clear_error (&error);
  g_assert_false (wb_atomic_file_probe (path, 0, &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_FILE);
}

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) files = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (files) != NULL)
    n++;
  return n;
}

static void
test_stale (Fixture *f, gconstpointer data)
{
  g_autofree char *stale = g_build_filename (f->folder, ".a.0123abcd.tmp", NULL);
  g_autofree char *other = g_build_filename (f->folder, ".ab.0123abcd.tmp", NULL);
  g_autofree char *similar = g_build_filename (f->folder, ".a.important.tmp", NULL);
  g_autoptr (WbAtomicFile) living = wb_atomic_file_new (f->path, NULL);

  fixture_write (stale, "x", 1);
  fixture_write (other, "x", 1);
  fixture_write (similar, "x", 1);
  g_assert_true (save (f->path, "second", NULL));
  g_assert_false (g_file_test (stale, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (other, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (similar, G_FILE_TEST_EXISTS));
  g_assert_true (wb_atomic_file_write (living, "first", 5, NULL));
  g_assert_true (wb_atomic_file_commit (living, NULL));
  assert_holds (f->path, "first");
  g_assert_cmpuint (count_files (f->folder), ==, 3);
}

static void
test_device (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  if (mknod (f->path, S_IFCHR | 0666, makedev (1, 3)) != 0)
    {
      g_test_skip ("only root makes devices");
      return;
    }
  g_assert_true (save (f->path, "nothing", NULL));
  g_assert_true (wb_atomic_file_probe (f->path, 1 << 20, NULL));
  g_assert_cmpuint (get_type (f->path), ==, S_IFCHR);
  g_unlink (f->path);
  g_assert_cmpint (mknod (f->path, S_IFCHR | 0666, makedev (1, 7)), ==, 0);
  g_assert_false (save (f->path, "full", &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_FILE);
  g_assert_cmpuint (get_type (f->path), ==, S_IFCHR);
}

static void
test_not_regular (Fixture *f, gconstpointer data)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int descriptor = socket (AF_UNIX, SOCK_STREAM, 0);

  assert_refused (f->folder);
  g_assert_cmpint (mkfifo (f->path, 0666), ==, 0);
  assert_refused (f->path);
  g_assert_cmpuint (get_type (f->path), ==, S_IFIFO);
  g_unlink (f->path);
  g_strlcpy (address.sun_path, f->path, sizeof address.sun_path);
  g_assert_cmpint (bind (descriptor, (struct sockaddr *) &address, sizeof address), ==, 0);
  assert_refused (f->path);
  g_assert_cmpuint (get_type (f->path), ==, S_IFSOCK);
  close (descriptor);
}

static void
test_links (Fixture *f, gconstpointer data)
{
  g_autofree char *link = g_build_filename (f->folder, "link", NULL);
  g_autofree char *loop = g_build_filename (f->folder, "loop", NULL);

  g_assert_cmpint (symlink ("a", link), ==, 0);
  g_assert_true (save (link, "one", NULL)); /* dangling */
  g_assert_cmpuint (get_type (link), ==, S_IFLNK);
  assert_holds (f->path, "one");
  g_assert_true (save (link, "two", NULL));
  g_assert_cmpuint (get_type (link), ==, S_IFLNK);
  assert_holds (f->path, "two");
  g_assert_cmpint (symlink ("loop", loop), ==, 0);
  assert_refused (loop);
  g_assert_cmpuint (get_type (loop), ==, S_IFLNK);
}

static void
test_owner (Fixture *f, gconstpointer data)
{
  struct stat info;

  if (geteuid () != 0)
    {
      g_test_skip ("only root gives files away");
      return;
    }
  g_assert_true (save (f->path, "old", NULL));
  g_assert_cmpint (chown (f->path, NOBODY, NOBODY), ==, 0);
  g_assert_true (save (f->path, "new", NULL));
  g_assert_cmpint (stat (f->path, &info), ==, 0);
  g_assert_cmpuint (info.st_uid, ==, NOBODY);
  g_assert_cmpuint (info.st_gid, ==, NOBODY);

  /* A file of somebody else that may be written, in a folder that may be. */
  g_assert_cmpint (chown (f->path, 0, 0), ==, 0);
  g_assert_cmpint (g_chmod (f->path, 0666), ==, 0);
  g_assert_cmpint (g_chmod (f->folder, 0777), ==, 0);
  g_assert_cmpint (seteuid (NOBODY), ==, 0);
  assert_refused (f->path);
  g_assert_cmpint (seteuid (0), ==, 0);
  assert_holds (f->path, "new");
  g_assert_cmpuint (count_files (f->folder), ==, 1);
}

static void
test_protected (Fixture *f, gconstpointer data)
{
  g_assert_true (save (f->path, "old", NULL));
  g_assert_cmpint (g_chmod (f->path, 0444), ==, 0);
  g_assert_cmpint (g_chmod (f->folder, 0777), ==, 0);
  if (geteuid () == 0)
    g_assert_cmpint (chown (f->path, NOBODY, getgid ()) | seteuid (NOBODY), ==, 0);
  assert_refused (f->path);
  if (getuid () == 0)
    g_assert_cmpint (seteuid (0), ==, 0);
  assert_holds (f->path, "old");
}

static void
test_long_name (Fixture *f, gconstpointer data)
{
  g_autofree char *name = g_strnfill (255, 'n');
  g_autofree char *longest = g_build_filename (f->folder, name, NULL);
  g_autofree char *longer = g_strconcat (longest, "n", NULL);

  g_assert_true (save (longest, "fits", NULL));
  assert_holds (longest, "fits");
  assert_refused (longer);
}

/* Only the file that was seen is replaced. */
static void
test_changed (Fixture *f, gconstpointer data)
{
  WbFileStamp stamp;
  g_autoptr (GError) error = NULL;
  g_autoptr (WbAtomicFile) first = wb_atomic_file_new (f->path, NULL);
  g_autoptr (WbAtomicFile) second = wb_atomic_file_new (f->path, NULL);

  wb_file_stamp_read (&stamp, f->path);
  g_assert_true (save (f->path, "other", NULL));
  g_assert_false (wb_atomic_file_commit_over (first, &stamp, &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_CHANGED);
  assert_holds (f->path, "other");

  wb_file_stamp_read (&stamp, f->path);
  g_assert_true (wb_atomic_file_write (second, "new", 3, NULL));
  g_assert_true (wb_atomic_file_commit_over (second, &stamp, NULL));
  assert_holds (f->path, "new");
  g_clear_pointer (&second, wb_atomic_file_free);
  second = wb_atomic_file_new (f->path, NULL);
  g_assert_true (wb_atomic_file_commit_over (second, &stamp, NULL));
  assert_holds (f->path, "");
  wb_atomic_file_free (g_steal_pointer (&first));
  wb_atomic_file_free (g_steal_pointer (&second));
  g_assert_cmpuint (count_files (f->folder), ==, 1);
}

static void
add (const char *name, void (*test) (Fixture *f, gconstpointer data))
{
  g_autofree char *path = g_strconcat ("/atomic-file/", name, NULL);

  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("stale", test_stale);
  add ("device", test_device);
  add ("not-regular", test_not_regular);
  add ("links", test_links);
  add ("owner", test_owner);
  add ("protected", test_protected);
  add ("long-name", test_long_name);
  add ("changed", test_changed);
  return g_test_run ();
}
