/* SPDX-License-Identifier: MIT */
/* Groups: edits that are one step. */
#include "app/document/document-private.h"

/**
 * wb_document_begin_group:
 * @self: a document
 * @label: what undo and redo call the step
 *
 * Makes all edits up to wb_document_end_group() one step. Groups may be
 * nested; the outermost decides. There is no undo within a group.
 */
void
wb_document_begin_group (WbDocument *self, const char *label)
{
  g_return_if_fail (WB_IS_DOCUMENT (self));

  if (self->group_depth++ > 0)
    return;
  self->group_label = g_strdup (label);
  self->group_start = wb_project_copy (self->project);
  self->group_moment = self->moment;
  self->structural = FALSE;
  wb_document_notify (self);
}

/**
 * wb_document_end_group:
 * @self: a document
 *
 * Ends what wb_document_begin_group() began. A group that changed nothing
 * leaves no step.
 */
void
wb_document_end_group (WbDocument *self)
{
  WbDocumentChanges changes = 0;

  g_return_if_fail (WB_IS_DOCUMENT (self));
  g_return_if_fail (self->group_depth > 0);

  if (--self->group_depth > 0)
    return;
  self->burst_ended = TRUE;
  if ((wb_document_find_changes (self->group_start, self->project) & ~WB_DOCUMENT_CHECKPOINT) != 0)
    wb_document_record (self, g_steal_pointer (&self->group_start), self->group_moment,
                        self->structural, self->group_label, NULL);
  else if (self->moment != self->group_moment)
    changes = wb_document_come_back (self, self->group_start, self->group_moment);
  g_clear_pointer (&self->group_start, wb_project_free);
  g_clear_pointer (&self->group_label, g_free);
  wb_document_emit (self, changes);
}

/**
 * wb_document_cancel_group:
 * @self: a document
 *
 * Ends all groups, and takes back what was edited in them.
 */
void
wb_document_cancel_group (WbDocument *self)
{
  WbDocumentChanges changes;

  g_return_if_fail (WB_IS_DOCUMENT (self));
  g_return_if_fail (self->group_depth > 0);

  self->group_depth = 0;
  self->burst_ended = TRUE;
  g_clear_pointer (&self->group_label, g_free);
  changes = wb_document_find_way_back (self->project, self->group_start);
  wb_project_free (wb_document_swap (self, g_steal_pointer (&self->group_start)));
  self->moment = self->group_moment;
  self->left_moment = 0;
  wb_document_emit (self, changes);
}
