/* SPDX-License-Identifier: MIT */
/* What a person does to the list of runs, with undo: to delete runs, to name one, to
 * write a note, to put runs into a folder, to give one a star. The list itself is the document's,
 * where trainings add to it meanwhile.
 */
#pragma once

#include "app/document/document.h"

G_BEGIN_DECLS

typedef struct _HgRunChanges HgRunChanges;

/** @document: whose runs; (transfer full). */
HgRunChanges *hg_run_changes_new (WbDocument *document) G_GNUC_WARN_UNUSED_RESULT;

/** NULL is allowed. */
void hg_run_changes_free (HgRunChanges *self);

/** Forgets what could be undone: the document shows another project. */
void hg_run_changes_clear (HgRunChanges *self);

/** @ids: of guint */
void hg_run_changes_delete (HgRunChanges *self, const GArray *ids);

/** @note: (nullable) */
void hg_run_changes_name (HgRunChanges *self, guint id, const char *name, const char *note);

/** @ids: of guint; @folder: (nullable): its name; NULL to take them out of theirs */
void hg_run_changes_move (HgRunChanges *self, const GArray *ids, const char *folder);
void hg_run_changes_star (HgRunChanges *self, guint id, gboolean starred);

/** Whether there was something to undo or redo. */
gboolean hg_run_changes_undo (HgRunChanges *self, gboolean redo);

G_END_DECLS
