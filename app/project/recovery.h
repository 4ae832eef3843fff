/* SPDX-License-Identifier: MIT */
/* What is left of a training when the program is killed: a project that is saved again
 * and again into a folder of the user's state, in a place that belongs to one process.
 * A lock on it tells whether that process is alive; the system lets go of it at its
 * death, however it came.
 *
 * A plain struct with one owner; wb_recovery_save() may run in another thread, one at a
 * time.
 */
#pragma once

#include "app/project/project.h"

G_BEGIN_DECLS

/**
 * WbRecovery: a place in the folder.
 * @path: of the project in it, where one was saved
 * @title: (nullable): of the document, as it was called
 * @document: (nullable): the document's own file
 * @training: it trained when it was saved; to be set before that
 * @step: @when: how far it was trained, and when it was saved, in seconds since 1970
 */
typedef struct
{
  char *path;
  char *lock;
  int fd;
  char *title;
  char *document;
  gboolean training;
  guint64 step;
  gint64 when;
} WbRecovery;

/** The folder of this user: (transfer full). */
char *wb_recovery_get_folder (void) G_GNUC_WARN_UNUSED_RESULT;

/**
 * A place for this process in @folder, which is made where it is missing.
 *
 * @error: WB_ERROR_FILE
 * Returns: (transfer full): an empty place, or NULL.
 */
WbRecovery *wb_recovery_new (const char *folder, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Saves over what is there; whatever happens, the old project or the new one is.
 *
 * @title: @document: (nullable): as in WbRecovery
 * @error: WB_ERROR_FILE
 */
gboolean wb_recovery_save (WbRecovery *self,
                           const WbProject *project,
                           const char *title,
                           const char *document,
                           GError **error);

/** Removes what was saved; the place stays. */
void wb_recovery_clear (WbRecovery *self);

/** Lets go of the place (nullable); what was saved stays, for the next start. */
void wb_recovery_free (WbRecovery *self);

/**
 * Takes a place whose process is dead and that has a project in it. Those without one
 * are removed, and files that were being written.
 *
 * Returns: (transfer full) (nullable): the place, now of this process; NULL where there
 *   is none.
 */
WbRecovery *wb_recovery_claim (const char *folder) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbRecovery, wb_recovery_free)

G_END_DECLS
