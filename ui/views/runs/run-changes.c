/* SPDX-License-Identifier: MIT */
/* A change has the records that it deleted, or the run's words before and after. */
#include "ui/views/runs/run-changes.h"

#include "app/project/run-list.h"

typedef struct
{
  GPtrArray *deleted; /* of WbRunRecord; NULL where a run was renamed */
  guint id;
  char *names[2];
  char *notes[2];
} Change;

struct _HgRunChanges
{
  WbDocument *document;
  GPtrArray *changes;
  guint n_done; /* those behind were undone */
};

static void
change_free (gpointer data)
{
  Change *change = data;

  g_clear_pointer (&change->deleted, g_ptr_array_unref);
  for (guint i = 0; i < 2; i++)
    {
      g_free (change->names[i]);
      g_free (change->notes[i]);
    }
  g_free (change);
}

HgRunChanges *
hg_run_changes_new (WbDocument *document)
{
  HgRunChanges *self = g_new0 (HgRunChanges, 1);

  self->document = g_object_ref (document);
  self->changes = g_ptr_array_new_with_free_func (change_free);
  return self;
}

void
hg_run_changes_free (HgRunChanges *self)
{
  if (self == NULL)
    return;
  g_object_unref (self->document);
  g_ptr_array_unref (self->changes);
  g_free (self);
}

void
hg_run_changes_clear (HgRunChanges *self)
{
  g_ptr_array_set_size (self->changes, 0);
  self->n_done = 0;
}

static GArray *
list_ids (const GPtrArray *runs)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < runs->len; i++)
    g_array_append_val (ids, ((WbRunRecord *) runs->pdata[i])->id);
  return ids;
}

static void
apply (HgRunChanges *self, const Change *change, gboolean back)
{
  const GPtrArray *runs = wb_document_get_project (self->document)->runs;
  g_autoptr (GPtrArray) next = NULL;

  if (change->deleted == NULL)
    next = wb_run_list_rename (runs, change->id, change->names[!back], change->notes[!back]);
  else if (back)
    next = wb_run_list_insert (runs, change->deleted);
  else
    {
      g_autoptr (GArray) ids = list_ids (change->deleted);

      next = wb_run_list_remove (runs, ids);
    }
  wb_document_set_runs (self->document, next);
}

/* @change: (transfer full) */
static void
make (HgRunChanges *self, Change *change)
{
  g_ptr_array_set_size (self->changes, (int) self->n_done);
  g_ptr_array_add (self->changes, change);
  self->n_done++;
  apply (self, change, FALSE);
}

void
hg_run_changes_delete (HgRunChanges *self, const GArray *ids)
{
  const GPtrArray *runs = wb_document_get_project (self->document)->runs;
  Change *change = g_new0 (Change, 1);

  change->deleted = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_run_record_unref);
  for (guint i = 0; i < ids->len; i++)
    {
      WbRunRecord *run = wb_run_list_find (runs, g_array_index (ids, guint, i));

      if (run != NULL)
        g_ptr_array_add (change->deleted, wb_run_record_ref (run));
    }
  if (change->deleted->len > 0)
    make (self, change);
  else
    change_free (change);
}

void
hg_run_changes_rename (HgRunChanges *self, guint id, const char *name, const char *note)
{
  const WbRunRecord *run = wb_run_list_find (wb_document_get_project (self->document)->runs, id);
  Change *change;

  if (run == NULL || (g_str_equal (run->name, name) && g_strcmp0 (run->note, note) == 0))
    return;
  change = g_new0 (Change, 1);
  change->id = id;
  change->names[0] = g_strdup (run->name);
  change->names[1] = g_strdup (name);
  change->notes[0] = g_strdup (run->note);
  change->notes[1] = g_strdup (note);
  make (self, change);
}

gboolean
hg_run_changes_undo (HgRunChanges *self, gboolean redo)
{
  if (redo ? self->n_done == self->changes->len : self->n_done == 0)
    return FALSE;
  if (!redo)
    self->n_done--;
  apply (self, self->changes->pdata[self->n_done], !redo);
  if (redo)
    self->n_done++;
  return TRUE;
}
