/* SPDX-License-Identifier: MIT */
/* Three files: NAME.lock, which is locked while its process lives, NAME.hourglass, and
 * NAME.json with what is said about it. The project is written first: where the
 * description is missing or older, the project counts.
 */
#include "app/project/recovery.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/error.h"
#include "app/project/checkpoint.h"
#include "app/project/json.h"
#include "app/project/project-file.h"

#define LOCK        ".lock"
#define DESCRIPTION ".json"

char *
wb_recovery_get_folder (void)
{
  return g_build_filename (g_get_user_state_dir (), "hourglass", "recovery", NULL);
}

static char *
replace_end (const char *lock, const char *end)
{
  g_autofree char *name = g_strndup (lock, strlen (lock) - strlen (LOCK));

  return g_strconcat (name, end, NULL);
}

/* Somebody who looks for places of dead processes may have removed it before the lock. */
static gboolean
lock (int fd)
{
  struct stat info;

  return flock (fd, LOCK_EX | LOCK_NB) == 0 && fstat (fd, &info) == 0 && info.st_nlink > 0;
}

/* The place whose lock is @path (transfer full); NULL where somebody has it. */
static WbRecovery *
take (char *path, int flags, int *number)
{
  int fd = g_open (path, flags | O_RDWR | O_CLOEXEC, 0600);
  WbRecovery *self;

  *number = fd < 0 ? errno : EEXIST;
  if (fd < 0 || !lock (fd))
    {
      if (fd >= 0)
        close (fd);
      g_free (path);
      return NULL;
    }
  self = g_new0 (WbRecovery, 1);
  self->fd = fd;
  self->lock = path;
  self->path = replace_end (path, WB_PROJECT_EXTENSION);
  return self;
}

WbRecovery *
wb_recovery_new (const char *folder, GError **error)
{
  int number = g_mkdir_with_parents (folder, 0700) == 0 ? EEXIST : errno;
  WbRecovery *self = NULL;

  for (guint i = 0; self == NULL && number == EEXIST && i < 1000; i++)
    {
      g_autofree char *name = g_strdup_printf ("%d-%u" LOCK, (int) getpid (), i);

      self = take (g_build_filename (folder, name, NULL), O_CREAT | O_EXCL, &number);
    }
  if (self == NULL)
    wb_refuse (error, WB_ERROR_FILE, _ ("“%s” cannot be written: %s."), folder,
               g_strerror (number));
  return self;
}

static gboolean
describe (const WbRecovery *self,
          const WbProject *project,
          const char *title,
          const char *document,
          GError **error)
{
  g_autofree char *path = replace_end (self->lock, DESCRIPTION);
  g_autoptr (json_t) json = json_object ();
  g_autofree char *text = NULL;
  guint64 step = project->checkpoint != NULL
                   ? wb_checkpoint_get_position (project->checkpoint)->step
                   : 0;

  if (title != NULL)
    json_object_set_new (json, "title", json_string (title));
  if (document != NULL)
    {
      g_autofree char *uri = g_filename_to_uri (document, NULL, NULL);

      json_object_set_new (json, "document", uri != NULL ? json_string (uri) : json_null ());
    }
  json_object_set_new (json, "training", json_boolean (self->training));
  json_object_set_new (json, "step", json_integer ((json_int_t) step));
  json_object_set_new (json, "when", json_integer (g_get_real_time () / G_USEC_PER_SEC));
  text = wb_json_to_text (json);
  return g_file_set_contents (path, text, -1, error);
}

gboolean
wb_recovery_save (WbRecovery *self,
                  const WbProject *project,
                  const char *title,
                  const char *document,
                  GError **error)
{
  return wb_project_save (project, self->path, error)
         && describe (self, project, title, document, error);
}

void
wb_recovery_clear (WbRecovery *self)
{
  g_autofree char *description = replace_end (self->lock, DESCRIPTION);

  g_unlink (self->path);
  g_unlink (description);
}

void
wb_recovery_free (WbRecovery *self)
{
  if (self == NULL)
    return;
  if (!g_file_test (self->path, G_FILE_TEST_EXISTS))
    g_unlink (self->lock);
  close (self->fd);
  g_free (self->path);
  g_free (self->lock);
  g_free (self->title);
  g_free (self->document);
  g_free (self);
}

static void
read_description (WbRecovery *self)
{
  g_autofree char *path = replace_end (self->lock, DESCRIPTION);
  g_autofree char *text = NULL;
  g_autoptr (json_t) json = NULL;
  const char *uri;
  guint64 when = 0;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return;
  json = wb_json_parse (text, -1, NULL);
  self->title = g_strdup (json_string_value (json_object_get (json, "title")));
  uri = json_string_value (json_object_get (json, "document"));
  self->document = uri != NULL ? g_filename_from_uri (uri, NULL, NULL) : NULL;
  self->training = json_is_true (json_object_get (json, "training"));
  wb_json_get_uint (json_object_get (json, "step"), &self->step);
  wb_json_get_uint (json_object_get (json, "when"), &when);
  self->when = (gint64) when;
}

/* What a process wrote that is dead, and did not finish. */
static void
remove_unfinished (const char *folder, const char *name)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autofree char *stem = g_strndup (name, strlen (name) - strlen (LOCK) + 1);
  g_autofree char *hidden = g_strconcat (".", stem, NULL);
  const char *other;

  while (dir != NULL && (other = g_dir_read_name (dir)) != NULL)
    if ((g_str_has_prefix (other, stem) || g_str_has_prefix (other, hidden))
        && !g_str_has_suffix (other, LOCK) && !g_str_has_suffix (other, DESCRIPTION)
        && !g_str_has_suffix (other, WB_PROJECT_EXTENSION))
      {
        g_autofree char *path = g_build_filename (folder, other, NULL);

        g_unlink (path);
      }
}

WbRecovery *
wb_recovery_claim (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autoptr (WbRecovery) self = NULL;
      int number;

      if (!g_str_has_suffix (name, LOCK))
        continue;
      self = take (g_build_filename (folder, name, NULL), 0, &number);
      if (self == NULL)
        continue;
      remove_unfinished (folder, name);
      if (!g_file_test (self->path, G_FILE_TEST_EXISTS))
        continue;
      read_description (self);
      return g_steal_pointer (&self);
    }
  return NULL;
}
