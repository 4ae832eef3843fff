/* SPDX-License-Identifier: MIT */
/* Each state of the document is a project and its moment. What an edit leaves
 * goes on the undo stack, and undo takes the whole state back. Its weights come
 * later than the edit that leaves it, perhaps when it is the current one again.
 */
#include "app/document/document.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "app/edit/mirror.h"
#include "app/project/checkpoint.h"
#include "app/project/project-file.h"
#include "app/project/run-list.h"

/* States farther away than these many bytes of weights forget their weights. */
#define MAX_WEIGHT_BYTES (512 * 1024 * 1024)

/* What weights belong to: they are those of a model on data. */
#define STRUCTURE (WB_DOCUMENT_MODEL | WB_DOCUMENT_DATA)

typedef struct
{
  WbProject *project;
  guint64 moment;
  guint n_resets; /* another number than the state beside it: a reset lies between */
} State;

struct _WbDocument
{
  GObject parent_instance;

  State *state;
  WbUndo *undo;
  WbProject *saved;
  guint64 left_moment;
  guint64 last_moment;
  WbDocumentChanges held; /* in a group: what there is to tell at its end */
  char *path;
  char *title;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (WbDocument, wb_document, G_TYPE_OBJECT)

static State *
state_new (WbProject *project, guint64 moment, guint n_resets)
{
  State *state = g_new (State, 1);

  *state = (State) { project, moment, n_resets };
  return state;
}

static void
state_free (gpointer data)
{
  State *state = data;

  wb_project_free (state->project);
  g_free (state);
}

static WbDocumentChanges
find_changes (const WbProject *a, const WbProject *b)
{
  WbDocumentChanges changes = 0;

  if (!ae_model_equal (a->model, b->model) || a->mirrored != b->mirrored)
    changes |= WB_DOCUMENT_MODEL;
  if (!ae_recipe_equal (&a->recipe, &b->recipe))
    changes |= WB_DOCUMENT_RECIPE;
  if (!wb_data_reference_equal (a->data, b->data))
    changes |= WB_DOCUMENT_DATA;
  if (!wb_removed_samples_equal (a->removed, b->removed))
    changes |= WB_DOCUMENT_SAMPLES;
  if (a->checkpoint != b->checkpoint)
    changes |= WB_DOCUMENT_CHECKPOINT;
  return changes;
}

/* Whether edits led from one to the other; other weights are not an edit. */
static gboolean
state_equal (gconstpointer a, gconstpointer b)
{
  const State *left = a, *right = b;

  return left->n_resets == right->n_resets
         && (find_changes (left->project, right->project) & ~WB_DOCUMENT_CHECKPOINT) == 0;
}

static void
emit (WbDocument *self, WbDocumentChanges changes)
{
  if (wb_undo_is_in_group (self->undo))
    self->held |= changes;
  else if (changes != 0)
    g_signal_emit (self, changed_signal, 0, changes);
}

/* Makes @state (transfer full) the current one and returns the old one. An id
 * is never used again, not even when its layer was undone; runs stay, too. */
static State *
swap_state (WbDocument *self, State *state)
{
  State *old = self->state;

  state->project->last_id = MAX (state->project->last_id, old->project->last_id);
  wb_project_set_runs (state->project, old->project->runs);
  wb_project_set_sweep (state->project, old->project->sweep);
  self->state = state;
  return old;
}

/* The weights of @here, and the run they belong to, are those of @there. */
static void
share_weights (State *there, const State *here)
{
  wb_project_set_checkpoint (there->project, here->project->checkpoint);
  there->project->run_id = here->project->run_id;
}

static gsize
count_weight_bytes (const WbCheckpoint *checkpoint)
{
  gsize n = 0;

  for (guint i = 0; i < wb_checkpoint_get_n_tensors (checkpoint); i++)
    n += wb_checkpoint_get_tensor (checkpoint, i)->size * sizeof (float);
  return n;
}

static gsize
trim_weights (WbDocument *self, WbUndoWay way, gsize n_bytes)
{
  const WbCheckpoint *newer = self->state->project->checkpoint;
  State *state;

  for (guint i = 0; (state = wb_undo_get_state (self->undo, way, i)) != NULL; i++)
    {
      WbCheckpoint *checkpoint = state->project->checkpoint;

      if (checkpoint == NULL || checkpoint == newer)
        continue;
      newer = checkpoint;
      n_bytes += count_weight_bytes (checkpoint);
      if (n_bytes > MAX_WEIGHT_BYTES)
        wb_project_set_checkpoint (state->project, NULL);
    }
  return n_bytes;
}

/* Forgets the weights farthest away where there are too many. */
static void
trim (WbDocument *self)
{
  trim_weights (self, WB_UNDO_FORWARD, trim_weights (self, WB_UNDO_BACK, 0));
}

/* Edits have led back to @begin (transfer full). Where the structure was another
 * in between, its weights count again. */
static WbDocumentChanges
come_back (WbDocument *self, State *begin, gboolean structural)
{
  if (!structural)
    share_weights (begin, self->state);
  state_free (swap_state (self, begin));
  self->left_moment = 0;
  return structural && begin->project->checkpoint != NULL ? WB_DOCUMENT_CHECKPOINT : 0;
}

/* Makes @project (transfer full) the current one, as a step. */
static void
push (WbDocument *self,
      WbProject *project,
      guint n_resets,
      const char *label,
      const char *key,
      WbDocumentChanges changes)
{
  State *before = swap_state (self, state_new (project, ++self->last_moment, n_resets));
  State *begin = wb_undo_push (self->undo, before, self->state, label, key);
  State *left = wb_undo_get_state (self->undo, WB_UNDO_BACK, 0);

  if (begin != NULL)
    changes |= come_back (self, begin, (changes & STRUCTURE) != 0);
  else if (left != NULL)
    self->left_moment = left->moment;
  trim (self);
  emit (self, changes);
}

static void
change_to (WbDocument *self, WbProject *project, const char *label, const char *key)
{
  const WbProject *before = self->state->project;

  wb_mirror_follow (project, before);
  if (wb_project_equal (before, project))
    wb_project_free (project);
  else
    push (self, project, self->state->n_resets, label, key, find_changes (before, project));
}

gboolean
wb_document_edit (WbDocument *self, const WbEdit *edit, GError **error)
{
  g_autoptr (WbProject) project = NULL;
  g_autofree char *label = NULL, *key = NULL;

  g_return_val_if_fail (WB_IS_DOCUMENT (self), FALSE);

  project = wb_project_copy (self->state->project);
  if (!wb_edit_apply (edit, project, error))
    return FALSE;
  label = wb_edit_get_label (edit, self->state->project);
  key = wb_edit_get_key (edit, self->state->project);
  change_to (self, g_steal_pointer (&project), label, key);
  return TRUE;
}

/* Makes @project (transfer full), whose weights are those of the start, the current one. */
static void
reset_to (WbDocument *self, WbProject *project, const char *label)
{
  WbDocumentChanges changes = find_changes (self->state->project, project);

  push (self, project, self->state->n_resets + 1, label, NULL,
        WB_DOCUMENT_RESET | (changes & ~WB_DOCUMENT_CHECKPOINT));
}

void
wb_document_apply_fix (WbDocument *self, const WbFix *fix)
{
  WbProject *project;

  g_return_if_fail (WB_IS_DOCUMENT (self));

  project = wb_project_copy (self->state->project);
  wb_fix_apply (fix, project);
  if (fix->resets)
    reset_to (self, project, fix->label);
  else
    change_to (self, project, fix->label, NULL);
}

void
wb_document_reset_weights (WbDocument *self)
{
  WbProject *project;

  g_return_if_fail (WB_IS_DOCUMENT (self));
  g_return_if_fail (!wb_undo_is_in_group (self->undo));

  project = wb_project_copy (self->state->project);
  wb_project_set_checkpoint (project, NULL);
  project->run_id = 0;
  reset_to (self, project, _ ("Reset Weights"));
}

void
wb_document_reset_with_seed (WbDocument *self, gint64 seed)
{
  WbProject *project;

  g_return_if_fail (WB_IS_DOCUMENT (self));
  g_return_if_fail (!wb_undo_is_in_group (self->undo));

  project = wb_project_copy (self->state->project);
  wb_project_set_checkpoint (project, NULL);
  project->run_id = 0;
  project->recipe.seed = seed;
  reset_to (self, project, _ ("Restart with a New Seed"));
}

void
wb_document_use_run (WbDocument *self, const WbRunRecord *run)
{
  g_autofree char *label = NULL;
  WbProject *project;

  g_return_if_fail (WB_IS_DOCUMENT (self));
  g_return_if_fail (!wb_undo_is_in_group (self->undo));

  project = wb_project_copy (self->state->project);
  label = g_strdup_printf (_ ("Use “%s”"), run->name);
  wb_project_set_model (project, run->model);
  project->recipe = run->recipe;
  project->mirrored = FALSE;
  if (run->data != NULL)
    {
      wb_project_set_data (project, run->data);
      wb_project_set_removed (project, run->removed);
    }
  wb_project_set_checkpoint (project, NULL);
  project->run_id = 0;
  reset_to (self, project, label);
}

/* Makes @project (transfer full), from whose weights a run of its own continues, the current one.
 */
static void
fork_to (WbDocument *self, WbProject *project, WbCheckpoint *checkpoint, const char *label)
{
  WbDocumentChanges changes;

  if (!ae_model_equal (project->model, wb_checkpoint_get_model (checkpoint)))
    {
      wb_project_set_model (project, wb_checkpoint_get_model (checkpoint));
      project->mirrored = FALSE;
    }
  wb_project_set_checkpoint (project, checkpoint);
  project->run_id = 0;
  changes = find_changes (self->state->project, project);
  push (self, project, self->state->n_resets + 1, label, NULL,
        WB_DOCUMENT_FORK | WB_DOCUMENT_CHECKPOINT | changes);
}

void
wb_document_go_on_from (WbDocument *self, WbCheckpoint *checkpoint)
{
  g_autofree char *label = NULL;

  g_return_if_fail (WB_IS_DOCUMENT (self));
  g_return_if_fail (!wb_undo_is_in_group (self->undo));

  label = g_strdup_printf (_ ("Continue from Step %" PRIu64),
                           wb_checkpoint_get_position (checkpoint)->step);
  fork_to (self, wb_project_copy (self->state->project), checkpoint, label);
}

void
wb_document_adopt (WbDocument *self, WbCheckpoint *checkpoint)
{
  WbProject *project;

  g_return_if_fail (WB_IS_DOCUMENT (self));
  g_return_if_fail (!wb_undo_is_in_group (self->undo));

  project = wb_project_copy (self->state->project);
  project->recipe = *wb_checkpoint_get_recipe (checkpoint);
  fork_to (self, project, checkpoint, _ ("Adopt a Value"));
}

/* What changes on the way to @there. The weights of another structure that are
 * those of this one, too, have been another network's since; weights that nobody
 * trained are those of the start. */
static WbDocumentChanges
find_way (const State *here, const State *there)
{
  WbDocumentChanges changes = find_changes (here->project, there->project);
  gboolean trained = there->project->checkpoint != NULL;

  if (here->n_resets != there->n_resets)
    return changes | (trained ? WB_DOCUMENT_CHECKPOINT | WB_DOCUMENT_OTHER_RUN : WB_DOCUMENT_RESET);
  if ((changes & STRUCTURE) && trained)
    changes |= WB_DOCUMENT_CHECKPOINT;
  return changes;
}

/* Weights come back with the structure that they belong to, or across a reset,
 * and only then. */
static void
go (WbDocument *self, WbUndoWay way)
{
  State *here = self->state, *there = wb_undo_get_state (self->undo, way, 0);
  WbDocumentChanges changes;

  if (wb_undo_get_label (self->undo, way) == NULL)
    return;
  if (here->n_resets == there->n_resets
      && ae_model_equal (here->project->model, there->project->model)
      && wb_data_reference_equal (here->project->data, there->project->data))
    share_weights (there, here);
  changes = find_way (here, there);
  self->left_moment = here->moment;
  swap_state (self, wb_undo_go (self->undo, way, here));
  emit (self, changes);
}

void
wb_document_undo (WbDocument *self)
{
  g_return_if_fail (WB_IS_DOCUMENT (self));

  go (self, WB_UNDO_BACK);
}

void
wb_document_redo (WbDocument *self)
{
  g_return_if_fail (WB_IS_DOCUMENT (self));

  go (self, WB_UNDO_FORWARD);
}

const char *
wb_document_get_undo_label (WbDocument *self)
{
  return wb_undo_get_label (self->undo, WB_UNDO_BACK);
}

const char *
wb_document_get_redo_label (WbDocument *self)
{
  return wb_undo_get_label (self->undo, WB_UNDO_FORWARD);
}

gboolean
wb_document_can_undo (WbDocument *self)
{
  return wb_document_get_undo_label (self) != NULL;
}

gboolean
wb_document_can_redo (WbDocument *self)
{
  return wb_document_get_redo_label (self) != NULL;
}

void
wb_document_begin_group (WbDocument *self, const char *label)
{
  g_return_if_fail (WB_IS_DOCUMENT (self));

  wb_undo_begin_group (self->undo, label);
}

/* Tells what the group did: nothing where it led back to @begin (transfer full). */
static void
end_group (WbDocument *self, State *begin)
{
  WbDocumentChanges held = self->held;
  State *left = wb_undo_get_state (self->undo, WB_UNDO_BACK, 0);

  if (wb_undo_is_in_group (self->undo))
    return;
  self->held = 0;
  if (begin != NULL)
    come_back (self, begin, TRUE);
  else if (held != 0)
    {
      self->left_moment = left->moment;
      emit (self, held);
    }
}

void
wb_document_end_group (WbDocument *self)
{
  g_return_if_fail (WB_IS_DOCUMENT (self));
  g_return_if_fail (wb_undo_is_in_group (self->undo));

  end_group (self, wb_undo_end_group (self->undo, self->state));
}

void
wb_document_cancel_group (WbDocument *self)
{
  g_return_if_fail (WB_IS_DOCUMENT (self));
  g_return_if_fail (wb_undo_is_in_group (self->undo));

  end_group (self, wb_undo_cancel_group (self->undo));
}

void
wb_document_set_burst_msec (WbDocument *self, guint msec)
{
  wb_undo_set_burst_msec (self->undo, msec);
}

void
wb_document_end_burst (WbDocument *self)
{
  wb_undo_end_burst (self->undo);
}

void
wb_document_set_checkpoint (WbDocument *self, WbCheckpoint *checkpoint)
{
  g_return_if_fail (WB_IS_DOCUMENT (self));

  wb_project_set_checkpoint (self->state->project, checkpoint);
  trim (self);
}

void
wb_document_set_digest (WbDocument *self, const char *digest)
{
  WbProject *project;
  g_autoptr (WbDataReference) data = NULL;

  g_return_if_fail (WB_IS_DOCUMENT (self));

  project = self->state->project;
  if (project->data == NULL
      || g_strcmp0 (wb_data_reference_get_digest (project->data), digest) == 0)
    return;
  data = wb_data_reference_new_with_digest (project->data, digest);
  wb_project_set_data (project, data);
}

guint64
wb_document_get_moment (WbDocument *self)
{
  return self->state->moment;
}

guint64
wb_document_get_left_moment (WbDocument *self)
{
  return self->left_moment;
}

static State *
find_state (WbDocument *self, guint64 moment)
{
  State *state;

  if (moment == self->state->moment)
    return self->state;
  for (WbUndoWay way = WB_UNDO_BACK; way <= WB_UNDO_FORWARD; way++)
    for (guint i = 0; (state = wb_undo_get_state (self->undo, way, i)) != NULL; i++)
      if (state->moment == moment)
        return state;
  return NULL;
}

/* Of a burst of edits only the last state is there, or the first where it led back: it has the
 * same data, and knows of the same run. */
static State *
find_state_after (WbDocument *self, guint64 moment)
{
  State *after = NULL, *state;

  for (WbUndoWay way = WB_UNDO_BACK; way <= WB_UNDO_FORWARD; way++)
    for (guint i = 0; (state = wb_undo_get_state (self->undo, way, i)) != NULL; i++)
      if (state->moment > moment && (after == NULL || state->moment < after->moment))
        after = state;
  if (after == NULL || (self->state->moment > moment && self->state->moment < after->moment))
    after = self->state;
  return after;
}

/* Weights that were never trained follow from the seed. */
static gboolean
has_same_weights (const WbCheckpoint *known, const WbCheckpoint *checkpoint)
{
  if (checkpoint == NULL)
    return known == NULL || wb_checkpoint_get_position (known)->step == 0;
  return known != NULL && wb_checkpoint_equal (known, checkpoint);
}

void
wb_document_store_checkpoint (WbDocument *self, guint64 moment, WbCheckpoint *checkpoint)
{
  State *state;

  g_return_if_fail (WB_IS_DOCUMENT (self));

  state = find_state (self, moment);
  if (state == NULL || has_same_weights (state->project->checkpoint, checkpoint))
    return;
  wb_project_set_checkpoint (state->project, checkpoint);
  trim (self);
  if (state == self->state)
    emit (self, WB_DOCUMENT_CHECKPOINT);
}

void
wb_document_set_runs (WbDocument *self, GPtrArray *runs)
{
  g_return_if_fail (WB_IS_DOCUMENT (self));

  wb_project_set_runs (self->state->project, runs);
  emit (self, WB_DOCUMENT_RUNS);
}

void
wb_document_set_sweep (WbDocument *self, WbSweepPlan *sweep)
{
  g_return_if_fail (WB_IS_DOCUMENT (self));

  wb_project_set_sweep (self->state->project, sweep);
  emit (self, WB_DOCUMENT_RUNS);
}

void
wb_document_record_run (WbDocument *self,
                        guint64 moment,
                        WbCheckpoint *checkpoint,
                        guint64 n_samples,
                        gboolean diverged,
                        gint64 when)
{
  State *state, *known;
  g_autoptr (WbProject) project = NULL;

  g_return_if_fail (WB_IS_DOCUMENT (self));

  known = find_state (self, moment);
  state = known != NULL ? known : find_state_after (self, moment);
  project = wb_project_copy (state->project);
  wb_project_set_runs (project, self->state->project->runs);
  wb_project_set_checkpoint (project, checkpoint);
  wb_run_list_record (project, n_samples, diverged, when);
  if (known != NULL)
    state->project->run_id = project->run_id;
  if (known == self->state)
    wb_document_set_checkpoint (self, checkpoint);
  if (project->runs != self->state->project->runs)
    wb_document_set_runs (self, project->runs);
}

static void
set_path (WbDocument *self, const char *path)
{
  char *copy = g_strdup (path);

  g_free (self->path);
  g_free (self->title);
  self->path = copy;
  self->title = copy != NULL ? g_filename_display_basename (copy) : g_strdup (_ ("Untitled"));
  if (g_str_has_suffix (self->title, WB_PROJECT_EXTENSION))
    self->title[strlen (self->title) - strlen (WB_PROJECT_EXTENSION)] = '\0';
}

void
wb_document_set_title (WbDocument *self, const char *title)
{
  char *dot;

  g_return_if_fail (WB_IS_DOCUMENT (self));

  g_free (self->title);
  self->title = g_strdup (title);
  dot = strrchr (self->title, '.');
  if (dot != NULL && dot != self->title)
    *dot = '\0';
  emit (self, WB_DOCUMENT_FILE);
}

static void
set_saved (WbDocument *self, const WbProject *project, const char *path)
{
  WbProject *old = self->saved;

  self->saved = wb_project_copy (project);
  wb_project_free (old);
  set_path (self, path);
}

static void
start_over (WbDocument *self, const WbProject *project, const char *path)
{
  State *old = self->state;

  wb_undo_clear (self->undo);
  self->held = 0;
  self->state = state_new (wb_project_copy (project), ++self->last_moment, 0);
  self->left_moment = 0;
  set_saved (self, project, path);
  g_clear_pointer (&old, state_free);
}

void
wb_document_reset (WbDocument *self, const WbProject *project, const char *path)
{
  g_return_if_fail (WB_IS_DOCUMENT (self));
  g_return_if_fail (project != NULL);

  start_over (self, project, path);
  emit (self, WB_DOCUMENT_MODEL | WB_DOCUMENT_RECIPE | WB_DOCUMENT_DATA | WB_DOCUMENT_CHECKPOINT
                | WB_DOCUMENT_FILE);
}

void
wb_document_restore (WbDocument *self, const WbProject *project, const char *path)
{
  g_return_if_fail (WB_IS_DOCUMENT (self));

  start_over (self, project, path);
  wb_project_set_checkpoint (self->saved, NULL);
  emit (self, WB_DOCUMENT_MODEL | WB_DOCUMENT_RECIPE | WB_DOCUMENT_DATA | WB_DOCUMENT_CHECKPOINT
                | WB_DOCUMENT_FILE);
}

void
wb_document_mark_saved (WbDocument *self, const WbProject *project, const char *path)
{
  g_return_if_fail (WB_IS_DOCUMENT (self));

  set_saved (self, project, path);
  wb_undo_end_burst (self->undo);
  emit (self, WB_DOCUMENT_FILE);
}

const WbProject *
wb_document_get_project (WbDocument *self)
{
  g_return_val_if_fail (WB_IS_DOCUMENT (self), NULL);

  return self->state->project;
}

AeModel *
wb_document_get_model (WbDocument *self)
{
  return wb_document_get_project (self)->model;
}

const AeRecipe *
wb_document_get_recipe (WbDocument *self)
{
  return &wb_document_get_project (self)->recipe;
}

WbDataReference *
wb_document_get_data (WbDocument *self)
{
  return wb_document_get_project (self)->data;
}

WbCheckpoint *
wb_document_get_checkpoint (WbDocument *self)
{
  return wb_document_get_project (self)->checkpoint;
}

const char *
wb_document_get_path (WbDocument *self)
{
  return self->path;
}

const char *
wb_document_get_title (WbDocument *self)
{
  return self->title;
}

gboolean
wb_document_get_modified (WbDocument *self)
{
  return !wb_project_equal (self->state->project, self->saved);
}

static void
wb_document_finalize (GObject *object)
{
  WbDocument *self = WB_DOCUMENT (object);

  state_free (self->state);
  wb_undo_free (self->undo);
  wb_project_free (self->saved);
  g_free (self->path);
  g_free (self->title);
  G_OBJECT_CLASS (wb_document_parent_class)->finalize (object);
}

static void
wb_document_class_init (WbDocumentClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = wb_document_finalize;

  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
wb_document_init (WbDocument *self)
{
  self->undo = wb_undo_new (state_equal, state_free);
}

WbDocument *
wb_document_new (const WbProject *project)
{
  WbDocument *self = g_object_new (WB_TYPE_DOCUMENT, NULL);

  start_over (self, project, NULL);
  return self;
}
