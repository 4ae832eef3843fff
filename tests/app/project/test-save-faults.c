/* SPDX-License-Identifier: MIT */
/* Each call that writes fails once, alone and with all that follow, for each of three
 * reasons. Then the old file is intact to the last bit, the error names the file and the
 * reason, nothing else is in the folder, and the next save succeeds.
 *
 * It fails with: the temporary file kept in wb_atomic_file_free(); no fsync() checked;
 * g_file_set_contents() in place of it; the description of a recovery written first.
 */
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "app/project/atomic-file.h"
#include "app/project/recovery.h"
#include "tests/app/project/project-fixture.h"
#include "tests/faults/faults.h"

/* More calls than any save makes. */
#define MANY 1000

static const int numbers[] = { ENOSPC, EIO, EROFS };

/* A save of something new over what @set_up left there. */
typedef struct
{
  void (*set_up) (FixtureFiles *self);
  gboolean (*save) (FixtureFiles *self, GError **error);
  void (*check) (FixtureFiles *self, gboolean saved);
} Case;

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
assert_file_error (const GError *error, const char *folder, int number)
{
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, folder));
  g_assert_nonnull (strstr (error->message, g_strerror (number)));
  g_assert_null (strchr (error->message, '\n'));
}

/* Returns whether a call failed. */
static gboolean
fail_once (FixtureFiles *self, const Case *one, int number, guint at, guint n)
{
  g_autoptr (GError) error = NULL;
  gboolean saved;
  guint n_failed;

  one->set_up (self);
  faults_arm (self->folder, number, at, n);
  saved = one->save (self, &error);
  n_failed = faults_disarm ();
  if (!saved)
    assert_file_error (error, self->folder, number);
  else
    g_assert_no_error (error);
  g_assert_true (saved || n_failed > 0);
  one->check (self, saved);

  g_clear_error (&error);
  g_assert_true (one->save (self, &error));
  g_assert_no_error (error);
  one->check (self, TRUE);
  return n_failed > 0;
}

static void
test_case (FixtureFiles *self, gconstpointer data)
{
  guint at;

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    for (guint n = 0; n < 2; n++)
      {
        for (at = 1; at < MANY && fail_once (self, data, numbers[i], at, n); at++)
          ;
        g_assert_cmpuint (at, >, 4);
        g_assert_cmpuint (at, <, MANY);
      }
}

/* A project over another one, whose bytes are in "other" of another folder. */
static void
set_up_project (FixtureFiles *self)
{
  g_autoptr (WbProject) old = fixture_make_project (1);

  g_assert_true (wb_project_save (old, self->path, NULL));
}

static gboolean
save_project (FixtureFiles *self, GError **error)
{
  g_autoptr (WbProject) project = fixture_make_project (2);

  return wb_project_save (project, self->path, error);
}

static GBytes *
make_expected (gboolean saved)
{
  char *folder = fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "expected", NULL);
  g_autoptr (WbProject) project = fixture_make_project (saved ? 2 : 1);
  GBytes *bytes;

  g_assert_true (wb_project_save (project, path, NULL));
  bytes = fixture_read (path);
  fixture_remove (folder);
  g_free (folder);
  return bytes;
}

static void
check_project (FixtureFiles *self, gboolean saved)
{
  static GBytes *expected[2];
  g_autoptr (GBytes) bytes = fixture_read (self->path);

  if (expected[saved] == NULL)
    expected[saved] = make_expected (saved);
  g_assert_true (g_bytes_equal (bytes, expected[saved]));
  g_assert_cmpuint (count_files (self->folder), ==, 1);
}

/* Only where the file is the one that was seen. */
static gboolean
save_over (FixtureFiles *self, GError **error)
{
  g_autoptr (WbProject) project = fixture_make_project (2);
  WbFileStamp stamp;

  wb_file_stamp_read (&stamp, self->path);
  return wb_project_save_over (project, self->path, &stamp, error);
}

/* Where there was no file. */
static void
set_up_nothing (FixtureFiles *self)
{
  g_unlink (self->path);
}

static void
check_new (FixtureFiles *self, gboolean saved)
{
  if (saved)
    check_project (self, TRUE);
  else
    g_assert_cmpuint (count_files (self->folder), ==, 0);
}

static char *
get_recovery_folder (FixtureFiles *self)
{
  return g_build_filename (self->folder, "state", "recovery", NULL);
}

/* The first save of a place for recovery, in folders that are not there. */
static void
set_up_recovery (FixtureFiles *self)
{
  g_autofree char *folder = get_recovery_folder (self);
  g_autofree char *parent = g_path_get_dirname (folder);
  WbRecovery *left;

  while ((left = wb_recovery_claim (folder)) != NULL)
    {
      wb_recovery_clear (left);
      wb_recovery_free (left);
    }
  g_rmdir (folder);
  g_rmdir (parent);
}

static gboolean
save_recovery (FixtureFiles *self, GError **error)
{
  g_autofree char *folder = get_recovery_folder (self);
  g_autoptr (WbRecovery) recovery = wb_recovery_new (folder, error);
  g_autoptr (WbProject) project = fixture_make_project (2);

  return recovery != NULL && wb_recovery_save (recovery, project, "digits", NULL, error);
}

/* What there is can be restored, also where its description could not be written. */
static void
check_recovery (FixtureFiles *self, gboolean saved)
{
  g_autofree char *folder = get_recovery_folder (self);
  g_autoptr (WbRecovery) recovery = wb_recovery_claim (folder);
  g_autoptr (WbProject) project = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (recovery != NULL || !saved);
  if (recovery != NULL)
    {
      wb_project_load (recovery->path, &project, NULL, &error);
      g_assert_no_error (error);
      wb_recovery_clear (recovery);
    }
  g_clear_pointer (&recovery, wb_recovery_free);
  if (g_file_test (folder, G_FILE_TEST_EXISTS))
    g_assert_cmpuint (count_files (folder), ==, 0);
}

static const Case project_case = { set_up_project, save_project, check_project };
static const Case over_case = { set_up_project, save_over, check_project };
static const Case new_case = { set_up_nothing, save_project, check_new };
static const Case new_over_case = { set_up_nothing, save_over, check_new };
static const Case recovery_case = { set_up_recovery, save_recovery, check_recovery };

#define ADD(name, one) \
  g_test_add ("/save-faults/" name, FixtureFiles, &one, fixture_set_up, test_case, \
              fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("project", project_case);
  ADD ("unless-changed", over_case);
  ADD ("new", new_case);
  ADD ("new-unless-there", new_over_case);
  ADD ("recovery", recovery_case);
  return g_test_run ();
}
