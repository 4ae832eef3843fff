/* SPDX-License-Identifier: MIT */
/* A place for recovery: nobody is offered what belongs to a living process, everybody
 * what a killed one has left, and nothing of it is lost however often it is killed.
 */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/project/recovery.h"
#include "tests/app/project/project-fixture.h"

#define N_KILLS 20

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
test_alive (FixtureFiles *self, gconstpointer data)
{
  g_autoptr (WbProject) project = fixture_make_project (1);
  const char *folder = self->folder;
  WbRecovery *recovery = wb_recovery_new (folder, NULL), *other;

  g_assert_nonnull (recovery);
  recovery->training = TRUE;
  g_assert_true (wb_recovery_save (recovery, project, "digits", self->path, NULL));
  g_assert_null (wb_recovery_claim (folder));
  wb_recovery_free (recovery);

  other = wb_recovery_claim (folder);
  g_assert_nonnull (other);
  g_assert_cmpstr (other->title, ==, "digits");
  g_assert_cmpstr (other->document, ==, self->path);
  g_assert_true (other->training);
  g_assert_cmpint (other->when, >, 0);
  g_assert_null (wb_recovery_claim (folder));
  wb_recovery_clear (other);
  wb_recovery_free (other);
  g_assert_cmpuint (count_files (folder), ==, 0);
  g_assert_null (wb_recovery_claim (folder));
}

static void
test_refused (FixtureFiles *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture_write (self->path, "no folder", 9);
  g_assert_null (wb_recovery_new (self->path, &error));
  g_assert_nonnull (error);
  g_assert_null (wb_recovery_claim (self->path));
}

/* Saves until it is killed. */
static void
save_on (const char *folder, int ready)
{
  g_autoptr (WbProject) project = fixture_make_project (1);
  WbRecovery *recovery = wb_recovery_new (folder, NULL);

  for (;;)
    if (wb_recovery_save (recovery, project, "digits", NULL, NULL) && write (ready, "!", 1) != 1)
      _exit (1);
}

/* Killed at any point of a save, there is a whole project, and no litter afterwards. */
static void
test_killed (FixtureFiles *self, gconstpointer data)
{
  const char *folder = self->folder;

  for (guint i = 0; i < N_KILLS; i++)
    {
      int ready[2];
      pid_t child;
      char byte;
      WbRecovery *left;
      g_autoptr (WbProject) project = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (pipe (ready), ==, 0);
      child = fork ();
      if (child == 0)
        save_on (folder, ready[1]);
      for (guint j = 0; j <= i % 4; j++)
        g_assert_cmpint (read (ready[0], &byte, 1), ==, 1);
      kill (child, SIGKILL);
      g_assert_cmpint (waitpid (child, NULL, 0), ==, child);
      close (ready[0]);
      close (ready[1]);
      left = wb_recovery_claim (folder);
      g_assert_nonnull (left);
      wb_project_load (left->path, &project, NULL, &error);
      g_assert_no_error (error);
      wb_recovery_clear (left);
      wb_recovery_free (left);
      g_assert_cmpuint (count_files (folder), ==, 0);
    }
}

#define ADD(name, function) \
  g_test_add ("/recovery/" name, FixtureFiles, NULL, fixture_set_up, function, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("alive", test_alive);
  ADD ("refused", test_refused);
  ADD ("killed", test_killed);
  return g_test_run ();
}
