/* SPDX-License-Identifier: MIT */
/* An undo stack: the states before the current one, and after an undo those
 * after it. What a state is only its owner knows; the current one is not in the
 * stack. Edits with the same key that follow each other within a moment are one
 * step, and so is everything in a group; a step that leads back to where it
 * began is none. Belongs to one thread.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _WbUndo WbUndo;

typedef enum
{
  WB_UNDO_BACK,
  WB_UNDO_FORWARD,
} WbUndoWay;

/** @equal: of two states, whether a step between them would change nothing */
WbUndo *wb_undo_new (GEqualFunc equal, GDestroyNotify free) G_GNUC_WARN_UNUSED_RESULT;
void wb_undo_free (WbUndo *self);
void wb_undo_clear (WbUndo *self);

/**
 * Records an edit, after which nothing is left to redo.
 *
 * @before: (transfer full): the state that it left
 * @after: (transfer none): the current state
 * @key: (nullable): joins the last step where that has the same key
 * Returns: (transfer full) (nullable): the state where the last step began, if
 *   that step is gone because the edit led back to it
 */
gpointer wb_undo_push (WbUndo *self,
                       gpointer before,
                       gpointer after,
                       const char *label,
                       const char *key) G_GNUC_WARN_UNUSED_RESULT;

/** Goes a step from @here (transfer full); returns (transfer full) the state that is there. */
gpointer wb_undo_go (WbUndo *self, WbUndoWay way, gpointer here) G_GNUC_WARN_UNUSED_RESULT;

/** The @i-th state on the way, the nearest first; (transfer none), NULL behind the last. */
gpointer wb_undo_get_state (WbUndo *self, WbUndoWay way, guint i);

/** What the next step on the way is called; NULL where there is none, or in a group. */
const char *wb_undo_get_label (WbUndo *self, WbUndoWay way);

/** Groups nest; the outermost gives its label and is the step. */
void wb_undo_begin_group (WbUndo *self, const char *label);
gboolean wb_undo_is_in_group (WbUndo *self);

/** As wb_undo_push(): the state that the group led back to, or NULL. */
gpointer wb_undo_end_group (WbUndo *self, gpointer after) G_GNUC_WARN_UNUSED_RESULT;

/** Ends all groups; the state where the outermost began, NULL if nothing was edited. */
gpointer wb_undo_cancel_group (WbUndo *self) G_GNUC_WARN_UNUSED_RESULT;

/** How long after an edit another one joins it: 1000 ms at first, G_MAXUINT for always. */
void wb_undo_set_burst_msec (WbUndo *self, guint msec);

/** Makes the next edit a step of its own. */
void wb_undo_end_burst (WbUndo *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbUndo, wb_undo_free)

G_END_DECLS
