/* SPDX-License-Identifier: MIT */
/* Records each training as a run of the project: where it stops, pauses or ends, where
 * another run begins in its place, and with every save. Nothing is recorded that was only
 * opened.
 */
#include "ui/workspace/workspace-private.h"

/* What is known of a training whose checkpoint is on the way. */
typedef struct
{
  guint64 moment;
  guint64 n_samples;
  gboolean diverged;
  gint64 begun;
} Recorded;

static gint64
get_seconds (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

void
hg_workspace_note_moment (HgWorkspace *self)
{
  GArray *moments = self->recording.moments;
  HgSentMoment sent = { wb_session_get_last_command (self->session),
                        wb_document_get_moment (self->document) };

  while (moments->len > 1 && self->snapshot != NULL
         && g_array_index (moments, HgSentMoment, 1).command_id <= self->snapshot->command_id)
    g_array_remove_index (moments, 0);
  g_array_append_val (moments, sent);
}

/* What the session trained after a command, when it had trained nothing after a later one
 * that led to another moment; what is too long ago to be known trained the same. */
static guint64
find_moment (HgWorkspace *self, guint64 command_id)
{
  const GArray *moments = self->recording.moments;
  guint i = moments->len;

  while (i > 1 && g_array_index (moments, HgSentMoment, i - 1).command_id > command_id)
    i--;
  return i > 0 ? g_array_index (moments, HgSentMoment, i - 1).moment : 0;
}

void
hg_workspace_begin_recording (HgWorkspace *self)
{
  self->recording.opened = wb_session_get_last_command (self->session);
  self->recording.run = G_MAXUINT;
  self->recording.step = self->saved_step;
  self->recording.begun = get_seconds ();
  g_array_set_size (self->recording.moments, 0);
  hg_workspace_note_moment (self);
}

static Recorded
describe (HgWorkspace *self, guint64 moment)
{
  const WbSnapshot *snapshot = self->snapshot;

  return (Recorded) {
    .moment = moment,
    .n_samples = snapshot != NULL ? snapshot->samples_per_epoch : 0,
    .diverged = snapshot != NULL && snapshot->failure == WB_FAILURE_NUMERIC,
    .begun = self->recording.begun,
  };
}

static void
record (HgWorkspace *self, const Recorded *training, WbCheckpoint *checkpoint)
{
  wb_document_record_run (self->document, training->moment, checkpoint, training->n_samples,
                          training->diverged, training->begun);
}

static void
ready_cb (WbCheckpoint *checkpoint, const GError *error, gpointer data)
{
  HgWorkspace *self = data;
  g_autofree Recorded *training = g_queue_pop_head (&self->recording.waiting);

  if (checkpoint != NULL)
    record (self, training, checkpoint);
}

/* Whether the session stands where it was recorded last. */
static gboolean
is_recorded (HgWorkspace *self)
{
  const WbSnapshot *snapshot = self->snapshot;
  HgRecording *recording = &self->recording;

  if (recording->run == G_MAXUINT)
    recording->run = snapshot->run;
  return snapshot->run == recording->run && snapshot->step == recording->step;
}

/* A run has ended, because another one began in its place. */
static void
left_cb (WbCheckpoint *checkpoint, guint64 command_id, gpointer data)
{
  HgWorkspace *self = data;
  Recorded training = describe (self, find_moment (self, command_id));

  hg_workspace_log_end (self, checkpoint);
  if (command_id < self->recording.opened)
    return;
  training.diverged = FALSE;
  record (self, &training, checkpoint);
  self->recording.begun = get_seconds ();
}

void
hg_workspace_init_recording (HgWorkspace *self)
{
  self->recording.moments = g_array_new (FALSE, FALSE, sizeof (HgSentMoment));
  wb_session_set_run_left (self->session, left_cb, self);
}

void
hg_workspace_record_training (HgWorkspace *self)
{
  const WbSnapshot *snapshot = self->snapshot;
  Recorded training;

  if (snapshot == NULL || snapshot->command_id < self->recording.opened)
    return;
  if (snapshot->state == WB_RUN_RUNNING && snapshot->run != self->recording.run)
    {
      self->recording.begun = get_seconds ();
      self->recording.run = snapshot->run;
      self->recording.step = 0;
    }
  if (snapshot->state == WB_RUN_RUNNING)
    {
      self->recording.diverged = FALSE;
      return;
    }
  /* One that diverged may be back where it began. */
  if ((snapshot->failure != WB_FAILURE_NUMERIC || self->recording.diverged)
      && (is_recorded (self) || snapshot->step == 0))
    return;
  self->recording.diverged = snapshot->failure == WB_FAILURE_NUMERIC;
  self->recording.run = snapshot->run;
  self->recording.step = snapshot->step;
  training = describe (self, wb_document_get_moment (self->document));
  g_queue_push_tail (&self->recording.waiting, g_memdup2 (&training, sizeof training));
  wb_session_request_checkpoint (self->session, ready_cb, self);
}

void
hg_workspace_record_checkpoint (HgWorkspace *self, WbCheckpoint *checkpoint)
{
  const WbPosition *position = wb_checkpoint_get_position (checkpoint);
  Recorded training = describe (self, wb_document_get_moment (self->document));

  /* A run that diverged at its begin is recorded once, with the recipe that it had then. */
  training.diverged = training.diverged && position->step > position->from_step;
  wb_document_set_checkpoint (self->document, checkpoint);
  record (self, &training, checkpoint);
}

void
hg_workspace_set_differences (HgWorkspace *self, GHashTable *differences)
{
  if (differences == NULL && self->differences == NULL)
    return;
  g_clear_pointer (&self->differences, g_hash_table_unref);
  self->differences = differences != NULL ? g_hash_table_ref (differences) : NULL;
  hg_workspace_emit_changed (self, HG_CHANGED_COMPARED);
}

const char *
hg_workspace_get_difference (HgWorkspace *self, guint layer_id)
{
  GHashTable *shown = self->other_model != NULL ? self->other_layers : self->differences;

  return shown != NULL ? g_hash_table_lookup (shown, GUINT_TO_POINTER (layer_id)) : NULL;
}

void
hg_workspace_end_recording (HgWorkspace *self)
{
  g_queue_clear_full (&self->recording.waiting, g_free);
  g_array_set_size (self->recording.moments, 0);
}
