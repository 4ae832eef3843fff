/* SPDX-License-Identifier: MIT */
/* What a path leads to, a project, another program's model, a picture that carries
 * one, or data, is found in a thread of its own, as a disk may be slow: the window
 * lives on. Of several paths the last one counts.
 */
#include "ui/window/window-private.h"

#include <glib/gi18n.h>

#include "app/import/import.h"
#include "app/project/project-file.h"
#include "ui/widget-task.h"

/* Where it takes longer, it is told. */
#define PATIENCE_MSEC 300

typedef struct
{
  gboolean is_model;
  WbProject *embedded; /* nullable: by a picture */
} Kind;

static void
kind_free (gpointer data)
{
  Kind *self = data;

  g_clear_pointer (&self->embedded, wb_project_free);
  g_free (self);
}

gboolean
hg_window_is_model (const char *path)
{
  return g_str_has_suffix (path, WB_PROJECT_EXTENSION) || wb_import_find_for_file (path) != NULL;
}

static void
recognize_in_thread (GTask *task, gpointer object, gpointer path, GCancellable *cancellable)
{
  Kind *kind = g_new0 (Kind, 1);

  kind->is_model = hg_window_is_model (path);
  if (!kind->is_model)
    kind->embedded = hg_window_read_picture (path);
  g_task_return_pointer (task, kind, kind_free);
}

static gboolean
patience_cb (gpointer data)
{
  HgWindow *self = data;

  self->patience = 0;
  hg_toast_show (self->toast, _ ("Looking at what there is…"), _ ("Cancel"), "win.stop-looking", 0);
  return G_SOURCE_REMOVE;
}

void
hg_window_stop_looking (HgWindow *self)
{
  if (self->looking == NULL)
    return;
  hg_task_cancel (&self->looking);
  g_clear_handle_id (&self->patience, g_source_remove);
  hg_toast_withdraw (self->toast, "win.stop-looking");
}

static void
recognized_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) cancelled = NULL;
  Kind *kind = g_task_propagate_pointer (G_TASK (result), &cancelled);
  HgWindow *self = data;
  const char *path = g_task_get_task_data (G_TASK (result));

  if (cancelled != NULL) /* perhaps the window is gone */
    return;
  hg_window_stop_looking (self);
  if (kind->is_model)
    hg_window_open_model (self, path);
  else if (kind->embedded != NULL)
    hg_window_offer_picture (self, path, kind->embedded);
  else
    hg_window_open_data_path (self, path);
  kind_free (kind);
}

void
hg_window_open_path (HgWindow *self, const char *path)
{
  g_autoptr (GTask) task = NULL;

  hg_window_stop_looking (self);
  self->looking = g_cancellable_new ();
  self->patience = g_timeout_add (PATIENCE_MSEC, patience_cb, self);
  /* A thread that is slow may be left with the last reference: not with the window's. */
  task = g_task_new (NULL, self->looking, recognized_cb, self);
  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_set_return_on_cancel (task, TRUE);
  g_task_run_in_thread (task, recognize_in_thread);
}
