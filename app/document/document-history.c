/* SPDX-License-Identifier: MIT */
/* Undo, redo and bursts. A step holds the project as it was on its other side,
 * and undoing swaps it with the current one; whatever swaps projects swaps
 * their moments with them. All edits end in wb_document_change_to(), which alone
 * tells the world. Groups stand in document-group.c, weights in
 * document-weights.c.
 */
#include "app/document/document-private.h"

#include <glib/gi18n-lib.h>

#include "app/edit/mirror.h"

#define MAX_STEPS 1000

/* What weights belong to: they are those of a model on data. */
#define STRUCTURE (WB_DOCUMENT_MODEL | WB_DOCUMENT_DATA)

typedef WbDocumentStep Step;

static Step *
step_new (WbProject *project, guint64 moment, const char *label, const char *key)
{
  Step *step = g_new (Step, 1);

  *step = (Step) { project, moment, g_strdup (label), g_strdup (key), FALSE };
  return step;
}

void
wb_document_step_free (gpointer data)
{
  Step *step = data;

  wb_project_free (step->project);
  g_free (step->label);
  g_free (step->key);
  g_free (step);
}

static Step *
peek (GPtrArray *steps)
{
  return steps->len > 0 ? g_ptr_array_index (steps, steps->len - 1) : NULL;
}

WbDocumentChanges
wb_document_find_changes (const WbProject *a, const WbProject *b)
{
  WbDocumentChanges changes = 0;

  if (!ae_model_equal (a->model, b->model) || a->mirrored != b->mirrored)
    changes |= WB_DOCUMENT_MODEL;
  if (!ae_recipe_equal (&a->recipe, &b->recipe))
    changes |= WB_DOCUMENT_RECIPE;
  if (!wb_data_reference_equal (a->data, b->data))
    changes |= WB_DOCUMENT_DATA;
  if (a->checkpoint != b->checkpoint)
    changes |= WB_DOCUMENT_CHECKPOINT;
  return changes;
}

/* What changes on the way back to @there. The weights of another structure that
 * are those of this one, too, have been another network's since. */
WbDocumentChanges
wb_document_find_way_back (const WbProject *here, const WbProject *there)
{
  WbDocumentChanges changes = wb_document_find_changes (here, there);

  if ((changes & STRUCTURE) != 0 && there->checkpoint != NULL)
    changes |= WB_DOCUMENT_CHECKPOINT;
  return changes;
}

/* Makes @project (transfer full) the current one and returns the old one. An
 * id is never used again, not even when its layer was undone. */
WbProject *
wb_document_swap (WbDocument *self, WbProject *project)
{
  WbProject *old = self->project;

  project->last_id = MAX (project->last_id, old->last_id);
  self->project = project;
  return old;
}

static gboolean
continues_burst (WbDocument *self, const char *key, gint64 now)
{
  Step *last = peek (self->undo);

  return key != NULL && last != NULL && g_strcmp0 (last->key, key) == 0
         && !self->burst_ended && self->redo->len == 0
         && now - self->last_edit_usec <= (gint64) self->burst_msec * 1000;
}

/* Edits have led back to where they began: its weights count again. */
WbDocumentChanges
wb_document_come_back (WbDocument *self, const WbProject *start, guint64 moment)
{
  self->moment = moment;
  self->left_moment = 0;
  if (!self->structural || start->checkpoint == NULL)
    return 0;
  wb_project_set_checkpoint (self->project, start->checkpoint);
  return WB_DOCUMENT_CHECKPOINT;
}

/* Joins an edit to the last step, which is none when nothing is left of it. */
static WbDocumentChanges
join_step (WbDocument *self)
{
  Step *last = peek (self->undo);
  WbDocumentChanges changes = 0;

  self->left_moment = last->moment;
  if ((wb_document_find_changes (last->project, self->project) & ~WB_DOCUMENT_CHECKPOINT) == 0)
    {
      changes = wb_document_come_back (self, last->project, last->moment);
      g_ptr_array_remove_index (self->undo, self->undo->len - 1);
    }
  return changes;
}

/* Puts what was before the edit where undo finds it. */
WbDocumentChanges
wb_document_record (WbDocument *self,
                    WbProject *before,
                    guint64 moment,
                    gboolean structural,
                    const char *label,
                    const char *key)
{
  gint64 now = g_get_monotonic_time ();
  WbDocumentChanges changes = 0;

  if (continues_burst (self, key, now))
    {
      wb_project_free (before);
      self->structural |= structural;
      changes = join_step (self);
    }
  else
    {
      g_ptr_array_add (self->undo, step_new (before, moment, label, key));
      self->left_moment = moment;
      self->structural = structural;
    }
  g_ptr_array_set_size (self->redo, 0);
  self->burst_ended = FALSE;
  self->last_edit_usec = now;
  if (self->undo->len > MAX_STEPS)
    g_ptr_array_remove_range (self->undo, 0, self->undo->len - MAX_STEPS);
  wb_document_trim (self);
  return changes;
}

/* Every edit ends here; @project is (transfer full). */
void
wb_document_change_to (WbDocument *self,
                       WbProject *project,
                       const char *label,
                       const char *key)
{
  WbDocumentChanges changes;
  WbProject *before;
  guint64 moment = self->moment;
  gboolean structural;

  wb_mirror_follow (project, self->project);
  changes = wb_document_find_changes (self->project, project);
  if (wb_project_equal (self->project, project))
    {
      wb_project_free (project);
      return;
    }
  before = wb_document_swap (self, project);
  self->moment = ++self->last_moment;
  structural = (changes & STRUCTURE) != 0;
  if (self->group_depth > 0)
    {
      wb_project_free (before);
      self->left_moment = self->group_moment;
      self->structural |= structural;
    }
  else
    changes |= wb_document_record (self, before, moment, structural, label, key);
  wb_document_emit (self, changes);
}

/**
 * wb_document_apply:
 * @self: a document
 * @project: what it is to be; copied
 * @label: what undo and redo call the step
 * @key: (nullable): edits of the same key that follow each other within a
 *   moment are one step
 *
 * Makes an edit; none where nothing would change.
 */
void
wb_document_apply (WbDocument *self,
                   const WbProject *project,
                   const char *label,
                   const char *key)
{
  g_return_if_fail (WB_IS_DOCUMENT (self));
  g_return_if_fail (project != NULL && label != NULL);

  wb_document_change_to (self, wb_project_copy (project), label, key);
}

/**
 * wb_document_apply_fix:
 * @self: a document
 * @fix: one that the checker found for this document's project
 *
 * Makes what a problem's button promises, as one step.
 */
void
wb_document_apply_fix (WbDocument *self, const WbFix *fix)
{
  WbProject *project;

  g_return_if_fail (WB_IS_DOCUMENT (self));

  project = wb_project_copy (self->project);
  wb_fix_apply (fix, project);
  wb_document_change_to (self, project, fix->label, NULL);
}

/**
 * wb_document_reset_weights:
 * @self: a document
 *
 * Forgets the weights, as a step: whoever trains starts again.
 */
void
wb_document_reset_weights (WbDocument *self)
{
  guint64 moment = self->moment;
  WbProject *before;

  g_return_if_fail (WB_IS_DOCUMENT (self));
  g_return_if_fail (self->group_depth == 0);

  before = wb_document_swap (self, wb_project_copy (self->project));
  wb_project_set_checkpoint (self->project, NULL);
  self->moment = ++self->last_moment;
  wb_document_record (self, before, moment, FALSE, _("Reset Weights"), NULL);
  peek (self->undo)->resets = TRUE;
  wb_document_emit (self, WB_DOCUMENT_RESET);
}

/* What a step across a reset changes; weights that nobody trained are those of
 * the start. */
static WbDocumentChanges
cross_reset (const WbProject *there)
{
  return there->checkpoint != NULL ? WB_DOCUMENT_CHECKPOINT : WB_DOCUMENT_RESET;
}

/* Weights come back with the structure that they belong to, or across a reset,
 * and only then. */
static void
step_over (WbDocument *self, GPtrArray *from, GPtrArray *to)
{
  Step *step = g_ptr_array_steal_index (from, from->len - 1);
  guint64 moment = step->moment;
  WbDocumentChanges changes;

  if (!step->resets && ae_model_equal (self->project->model, step->project->model)
      && wb_data_reference_equal (self->project->data, step->project->data))
    wb_project_set_checkpoint (step->project, self->project->checkpoint);
  changes = step->resets ? cross_reset (step->project)
                         : wb_document_find_way_back (self->project, step->project);
  step->project = wb_document_swap (self, step->project);
  step->moment = self->left_moment = self->moment;
  self->moment = moment;
  g_ptr_array_add (to, step);
  self->burst_ended = TRUE;
  wb_document_emit (self, changes);
}

/**
 * wb_document_undo:
 * @self: a document
 *
 * Takes the last step back, where it changed the model or the data with the
 * weights of the moment before it; nothing where there is none.
 */
void
wb_document_undo (WbDocument *self)
{
  g_return_if_fail (WB_IS_DOCUMENT (self));

  if (wb_document_can_undo (self))
    step_over (self, self->undo, self->redo);
}

/**
 * wb_document_redo:
 * @self: a document
 *
 * Makes the last step that was undone again; nothing where there is none.
 */
void
wb_document_redo (WbDocument *self)
{
  g_return_if_fail (WB_IS_DOCUMENT (self));

  if (wb_document_can_redo (self))
    step_over (self, self->redo, self->undo);
}

/**
 * wb_document_set_burst_msec:
 * @self: a document
 * @msec: how long after an edit another one of the same key joins its step;
 *   1000 at first, G_MAXUINT for always
 */
void
wb_document_set_burst_msec (WbDocument *self, guint msec)
{
  g_return_if_fail (WB_IS_DOCUMENT (self));

  self->burst_msec = msec;
}

/**
 * wb_document_end_burst:
 * @self: a document
 *
 * Makes the next edit a step of its own, as when the focus leaves an entry.
 */
void
wb_document_end_burst (WbDocument *self)
{
  g_return_if_fail (WB_IS_DOCUMENT (self));

  self->burst_ended = TRUE;
}

/**
 * wb_document_can_undo:
 * @self: a document
 *
 * Returns: whether wb_document_undo() would do something.
 */
gboolean
wb_document_can_undo (WbDocument *self)
{
  g_return_val_if_fail (WB_IS_DOCUMENT (self), FALSE);

  return self->group_depth == 0 && self->undo->len > 0;
}

/**
 * wb_document_can_redo:
 * @self: a document
 *
 * Returns: whether wb_document_redo() would do something.
 */
gboolean
wb_document_can_redo (WbDocument *self)
{
  g_return_val_if_fail (WB_IS_DOCUMENT (self), FALSE);

  return self->group_depth == 0 && self->redo->len > 0;
}

/**
 * wb_document_get_undo_label:
 * @self: a document
 *
 * Returns: (transfer none) (nullable): what would be undone.
 */
const char *
wb_document_get_undo_label (WbDocument *self)
{
  return wb_document_can_undo (self) ? peek (self->undo)->label : NULL;
}

/**
 * wb_document_get_redo_label:
 * @self: a document
 *
 * Returns: (transfer none) (nullable): what would be made again.
 */
const char *
wb_document_get_redo_label (WbDocument *self)
{
  return wb_document_can_redo (self) ? peek (self->redo)->label : NULL;
}

