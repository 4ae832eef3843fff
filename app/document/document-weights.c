/* SPDX-License-Identifier: MIT */
/* The weights of moments: of the project as it stands, and of those that undo
 * and redo lead to. They come later than the edit that leaves a moment, perhaps
 * when it is the current one again.
 */
#include "app/project/checkpoint.h"
#include "app/document/document-private.h"

/* Steps older than these many bytes of weights forget their weights. */
#define MAX_WEIGHT_BYTES (512 * 1024 * 1024)

typedef WbDocumentStep Step;

static gsize
count_weight_bytes (const WbCheckpoint *checkpoint)
{
  gsize n = 0;

  for (guint i = 0; i < wb_checkpoint_get_n_tensors (checkpoint); i++)
    n += wb_checkpoint_get_tensor (checkpoint, i)->size * sizeof (float);
  return n;
}

static gsize
trim_weights (GPtrArray *steps, const WbCheckpoint *newer, gsize n_bytes)
{
  for (guint i = steps->len; i-- > 0;)
    {
      Step *step = g_ptr_array_index (steps, i);
      WbCheckpoint *checkpoint = step->project->checkpoint;

      if (checkpoint == NULL || checkpoint == newer)
        continue;
      newer = checkpoint;
      n_bytes += count_weight_bytes (checkpoint);
      if (n_bytes > MAX_WEIGHT_BYTES)
        wb_project_set_checkpoint (step->project, NULL);
    }
  return n_bytes;
}

void
wb_document_trim (WbDocument *self)
{
  gsize n_bytes = trim_weights (self->undo, self->project->checkpoint, 0);

  trim_weights (self->redo, self->project->checkpoint, n_bytes);
}

/**
 * wb_document_set_checkpoint:
 * @self: a document
 * @checkpoint: (nullable) (transfer none): the weights as they are now
 *
 * Notes the weights that belong to the project as it stands: a save writes
 * them, and an undo from a later edit brings them back. This is no edit, and
 * "changed" is not emitted.
 */
void
wb_document_set_checkpoint (WbDocument *self, WbCheckpoint *checkpoint)
{
  g_return_if_fail (WB_IS_DOCUMENT (self));

  wb_project_set_checkpoint (self->project, checkpoint);
  wb_document_trim (self);
  wb_document_notify (self);
}

/**
 * wb_document_get_moment:
 * @self: a document
 *
 * Returns: the moment that the project as it stands is of; a new one after each
 *   edit, a known one after undo and redo.
 */
guint64
wb_document_get_moment (WbDocument *self)
{
  g_return_val_if_fail (WB_IS_DOCUMENT (self), 0);

  return self->moment;
}

/**
 * wb_document_get_left_moment:
 * @self: a document
 *
 * Returns: the moment that undo, or after an undo redo, goes back to across the
 *   last change; within a burst or a group the one at its beginning; 0 where
 *   nothing leads back.
 */
guint64
wb_document_get_left_moment (WbDocument *self)
{
  g_return_val_if_fail (WB_IS_DOCUMENT (self), 0);

  return self->left_moment;
}

static WbProject *
find_moment (WbDocument *self, guint64 moment)
{
  GPtrArray *const stacks[] = { self->undo, self->redo };

  if (moment == self->moment)
    return self->project;
  if (self->group_start != NULL && moment == self->group_moment)
    return self->group_start;
  for (guint i = 0; i < G_N_ELEMENTS (stacks); i++)
    for (guint j = stacks[i]->len; j-- > 0;)
      {
        Step *step = g_ptr_array_index (stacks[i], j);

        if (step->moment == moment)
          return step->project;
      }
  return NULL;
}

/* Weights that were never trained follow from the seed. */
static gboolean
says_the_same (const WbCheckpoint *known, const WbCheckpoint *checkpoint)
{
  if (checkpoint == NULL)
    return known == NULL || wb_checkpoint_get_position (known)->step == 0;
  return known != NULL && wb_checkpoint_equal (known, checkpoint);
}

/**
 * wb_document_store_checkpoint:
 * @self: a document
 * @moment: as wb_document_get_left_moment() gave it
 * @checkpoint: (nullable): the weights as they were then; NULL where none had
 *   been trained
 *
 * Lets a step back to that moment bring them back; where the document is there
 * already, they come at once, as a change. Forgotten where nothing leads to
 * that moment any more.
 */
void
wb_document_store_checkpoint (WbDocument *self, guint64 moment, WbCheckpoint *checkpoint)
{
  WbProject *project;

  g_return_if_fail (WB_IS_DOCUMENT (self));

  project = find_moment (self, moment);
  if (project == NULL || says_the_same (project->checkpoint, checkpoint))
    return;
  wb_project_set_checkpoint (project, checkpoint);
  wb_document_trim (self);
  wb_document_emit (self, project == self->project ? WB_DOCUMENT_CHECKPOINT : 0);
}
