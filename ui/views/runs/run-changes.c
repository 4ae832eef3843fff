/* SPDX-License-Identifier: MIT */
/* A change has the records that it deleted, or the words of runs before and after. */
#include "ui/views/runs/run-changes.h"

#include "app/project/run-list.h"

typedef struct
{
  guint id;
  WbRunWords before;
  WbRunWords after;
} Words;

typedef struct
{
  GPtrArray *deleted; /* of WbRunRecord */
  GArray *words;      /* of Words */
} Change;

struct _HgRunChanges
{
  WbDocument *document;
  GPtrArray *changes;
  guint n_done; /* those behind were undone */
};

static WbRunWords
copy_words (const WbRunWords *words)
{
  return (WbRunWords) { g_strdup (words->name), g_strdup (words->note), g_strdup (words->folder),
                        words->starred };
}

static void
clear_words (WbRunWords *words)
{
  g_free (words->name);
  g_free (words->note);
  g_free (words->folder);
}

static void
words_clear (gpointer data)
{
  Words *words = data;

  clear_words (&words->before);
  clear_words (&words->after);
}

static Change *
change_new (void)
{
  Change *change = g_new0 (Change, 1);

  change->deleted = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_run_record_unref);
  change->words = g_array_new (FALSE, FALSE, sizeof (Words));
  g_array_set_clear_func (change->words, words_clear);
  return change;
}

static void
change_free (gpointer data)
{
  Change *change = data;

  g_ptr_array_unref (change->deleted);
  g_array_unref (change->words);
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

/* (transfer full): the list after @change, or before it where it is taken @back. */
static GPtrArray *
change_list (const GPtrArray *runs, const Change *change, gboolean back)
{
  g_autoptr (GArray) ids = list_ids (change->deleted);
  GPtrArray *next = back ? wb_run_list_insert (runs, change->deleted)
                         : wb_run_list_remove (runs, ids);

  for (guint i = 0; i < change->words->len; i++)
    {
      const Words *words = &g_array_index (change->words, Words, i);
      GPtrArray *before = next;

      next = wb_run_list_set_words (before, words->id, back ? &words->before : &words->after);
      g_ptr_array_unref (before);
    }
  return next;
}

static void
apply (HgRunChanges *self, const Change *change, gboolean back)
{
  g_autoptr (GPtrArray) next = change_list (wb_document_get_project (self->document)->runs, change,
                                            back);

  wb_document_set_runs (self->document, next);
}

/* @change: (transfer full) */
static void
make (HgRunChanges *self, Change *change)
{
  if (change->deleted->len == 0 && change->words->len == 0)
    {
      change_free (change);
      return;
    }
  g_ptr_array_set_size (self->changes, (int) self->n_done);
  g_ptr_array_add (self->changes, change);
  self->n_done++;
  apply (self, change, FALSE);
}

void
hg_run_changes_delete (HgRunChanges *self, const GArray *ids)
{
  const GPtrArray *runs = wb_document_get_project (self->document)->runs;
  Change *change = change_new ();

  for (guint i = 0; i < ids->len; i++)
    {
      WbRunRecord *run = wb_run_list_find (runs, g_array_index (ids, guint, i));

      if (run != NULL)
        g_ptr_array_add (change->deleted, wb_run_record_ref (run));
    }
  make (self, change);
}

static void
add_words (Change *change, const WbRunRecord *run, const WbRunWords *after)
{
  const WbRunWords before = { run->name, run->note, run->folder, run->starred };
  Words words = { .id = run->id };

  if (g_str_equal (before.name, after->name) && g_strcmp0 (before.note, after->note) == 0
      && g_strcmp0 (before.folder, after->folder) == 0 && before.starred == after->starred)
    return;
  words.before = copy_words (&before);
  words.after = copy_words (after);
  g_array_append_val (change->words, words);
}

void
hg_run_changes_name (HgRunChanges *self, guint id, const char *name, const char *note)
{
  const WbRunRecord *run = wb_run_list_find (wb_document_get_project (self->document)->runs, id);
  Change *change = change_new ();

  if (run != NULL)
    add_words (change, run,
               &(WbRunWords) { (char *) name, (char *) note, run->folder, run->starred });
  make (self, change);
}

void
hg_run_changes_move (HgRunChanges *self, const GArray *ids, const char *folder)
{
  const GPtrArray *runs = wb_document_get_project (self->document)->runs;
  Change *change = change_new ();

  for (guint i = 0; i < ids->len; i++)
    {
      const WbRunRecord *run = wb_run_list_find (runs, g_array_index (ids, guint, i));

      if (run != NULL)
        add_words (change, run,
                   &(WbRunWords) { run->name, run->note, (char *) folder, run->starred });
    }
  make (self, change);
}

void
hg_run_changes_star (HgRunChanges *self, guint id, gboolean starred)
{
  const WbRunRecord *run = wb_run_list_find (wb_document_get_project (self->document)->runs, id);
  Change *change = change_new ();

  if (run != NULL)
    add_words (change, run, &(WbRunWords) { run->name, run->note, run->folder, starred });
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
