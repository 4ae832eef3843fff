/* SPDX-License-Identifier: MIT */
/* The main thread's side: it makes commands, pulls snapshots, and adds up the
 * history that they bring.
 *
 * The weights of a moment are asked for before the new model is sent, so they are
 * what they were at the edit however long the answer takes. One answer serves a
 * whole burst or group: undo leads to its beginning.
 */
#include "app/training/session.h"

#include "app/training/thread.h"
#include "app/training/travel.h"

typedef struct
{
  guint64 command_id;
  WbCheckpointReady ready; /* NULL where the document is to have the answer */
  gpointer data;
  guint64 moment; /* of the document */
} Request;

struct _WbSession
{
  GObject parent_instance;
  WbTrainingThread *thread;
  WbKeyFrames *frames;
  WbTravel *travel; /* nullable: before moments are kept */
  guint n_threads;
  guint64 command_id;
  WbSnapshot *snapshot;
  WbHistory *history;
  GArray *requests;
  WbDocument *document;
  WbRunLeft left; /* nullable */
  gpointer left_data;
  guint64 left_moment; /* whose weights were asked for last */
  gboolean visiting;
  guint64 visited_step;
  guint visited_run;
  WbSnapshot *visited; /* nullable: it is on the way */
  GError *visit_error;
  WbCheckpointReady visited_ready;
  gpointer visited_data;
};

static guint woken_signal;

G_DEFINE_FINAL_TYPE (WbSession, wb_session, G_TYPE_OBJECT)

static void
send (WbSession *self, WbCommand *command)
{
  if (self->thread == NULL)
    {
      wb_command_free (command);
      return;
    }
  self->command_id = wb_training_thread_send (self->thread, command);
  g_signal_emit (self, woken_signal, 0);
}

static void
send_number (WbSession *self, WbCommandKind kind, guint number)
{
  WbCommand *command = wb_command_new (kind);

  command->number = number;
  send (self, command);
}

static void
wb_session_finalize (GObject *object)
{
  WbSession *self = WB_SESSION (object);

  if (self->thread != NULL)
    {
      g_warning ("A session was let go of without wb_session_close ()");
      wb_session_close (self);
    }
  g_clear_object (&self->document);
  wb_snapshot_unref (self->snapshot);
  wb_history_free (self->history);
  g_array_unref (self->requests);
  g_clear_error (&self->visit_error);

  G_OBJECT_CLASS (wb_session_parent_class)->finalize (object);
}

static void
wb_session_class_init (WbSessionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = wb_session_finalize;

  /**
   * WbSession::woken:
   *
   * There is something to pull for from now on: a command was sent.
   */
  woken_signal = g_signal_new ("woken", WB_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 0);
}

static void
wb_session_init (WbSession *self)
{
  self->snapshot = wb_snapshot_new ();
  self->history = wb_history_new ();
  self->requests = g_array_new (FALSE, FALSE, sizeof (Request));
  self->frames = wb_key_frames_new ();
  self->thread = wb_training_thread_new (self->frames);
}

WbSession *
wb_session_new (void)
{
  return g_object_new (WB_TYPE_SESSION, NULL);
}

void
wb_session_close (WbSession *self)
{
  g_return_if_fail (WB_IS_SESSION (self));

  wb_session_leave_past (self);
  g_clear_pointer (&self->thread, wb_training_thread_free);
  g_clear_pointer (&self->travel, wb_travel_free);
  g_clear_pointer (&self->frames, wb_key_frames_free);
  g_array_set_size (self->requests, 0);
}

static WbCommand *
model_command (AeModel *model)
{
  WbCommand *command = wb_command_new (WB_COMMAND_MODEL);

  command->model = ae_model_ref (model);
  return command;
}

static WbCommand *
recipe_command (const AeRecipe *recipe)
{
  WbCommand *command = wb_command_new (WB_COMMAND_RECIPE);

  command->recipe = *recipe;
  return command;
}

static WbCommand *
data_command (DsDataset *training, DsDataset *validation)
{
  WbCommand *command = wb_command_new (WB_COMMAND_DATA);

  command->dataset = training ? ds_dataset_ref (training) : NULL;
  command->validation = validation ? ds_dataset_ref (validation) : NULL;
  return command;
}

static WbCommand *
checkpoint_command (WbCheckpoint *checkpoint)
{
  WbCommand *command = wb_command_new (WB_COMMAND_CHECKPOINT);

  command->checkpoint = wb_checkpoint_ref (checkpoint);
  return command;
}

void
wb_session_open (WbSession *self,
                 AeModel *model,
                 const AeRecipe *recipe,
                 DsDataset *training,
                 DsDataset *validation,
                 WbCheckpoint *checkpoint)
{
  WbCommand *first = wb_command_new (WB_COMMAND_STOP);
  WbCommand **end = &first->next;

  *end = data_command (training, validation);
  end = &(*end)->next;
  *end = checkpoint ? checkpoint_command (checkpoint) : wb_command_new (WB_COMMAND_RESTART);
  (*end)->reseed = TRUE;
  (*end)->seed = recipe->seed;
  end = &(*end)->next;
  *end = recipe_command (recipe);
  end = &(*end)->next;
  *end = model_command (model);
  send (self, first);
}

void
wb_session_set_model (WbSession *self, AeModel *model)
{
  send (self, model_command (model));
}

void
wb_session_set_recipe (WbSession *self, const AeRecipe *recipe)
{
  send (self, recipe_command (recipe));
}

void
wb_session_set_data (WbSession *self, DsDataset *training, DsDataset *validation)
{
  send (self, data_command (training, validation));
}

void
wb_session_go_back (WbSession *self,
                    WbCheckpoint *checkpoint,
                    const AeRecipe *recipe,
                    AeModel *model)
{
  WbCommand *first = checkpoint_command (checkpoint);

  first->number = TRUE;
  first->next = recipe_command (recipe);
  first->next->next = model_command (model);
  send (self, first);
}

void
wb_session_set_threads (WbSession *self, guint n_threads)
{
  send_number (self, WB_COMMAND_THREADS, n_threads);
  self->n_threads = n_threads;
  if (self->travel != NULL)
    wb_travel_set_threads (self->travel, n_threads);
}

void
wb_session_set_exchange (WbSession *self, const AeExchange *exchange)
{
  WbCommand *command = wb_command_new (WB_COMMAND_EXCHANGE);

  command->exchange = exchange;
  send (self, command);
}

void
wb_session_set_low_priority (WbSession *self, gboolean low_priority)
{
  send_number (self, WB_COMMAND_LOW_PRIORITY, low_priority);
}

void
wb_session_start (WbSession *self, guint n_epochs)
{
  send_number (self, WB_COMMAND_START, n_epochs);
}

void
wb_session_pause (WbSession *self)
{
  send_number (self, WB_COMMAND_PAUSE, 0);
}

void
wb_session_resume (WbSession *self)
{
  send_number (self, WB_COMMAND_RESUME, 0);
}

void
wb_session_step (WbSession *self)
{
  send_number (self, WB_COMMAND_STEP, 0);
}

void
wb_session_step_epoch (WbSession *self)
{
  send_number (self, WB_COMMAND_STEP_EPOCH, 0);
}

void
wb_session_stop (WbSession *self)
{
  send_number (self, WB_COMMAND_STOP, 0);
}

void
wb_session_restart (WbSession *self, guint n_epochs)
{
  send_number (self, WB_COMMAND_RESTART, n_epochs);
}

void
wb_session_restart_with_seed (WbSession *self, gint64 seed, guint n_epochs)
{
  WbCommand *command = wb_command_new (WB_COMMAND_RESTART);

  command->number = n_epochs;
  command->reseed = TRUE;
  command->seed = seed;
  send (self, command);
}

guint64
wb_session_get_last_command (WbSession *self)
{
  return self->command_id;
}

gboolean
wb_session_is_active (WbSession *self)
{
  return self->thread != NULL
         && (self->requests->len > 0 || (self->travel != NULL && wb_travel_is_busy (self->travel))
             || wb_training_thread_is_busy (self->thread, self->command_id));
}

/* Weights that nobody trained follow from the seed. Where there was no memory for
 * a checkpoint, undo has what fits. */
static void
store_weights (WbSession *self, guint64 moment, WbCheckpoint *checkpoint)
{
  gboolean trained = checkpoint != NULL && wb_checkpoint_get_position (checkpoint)->step > 0;

  wb_document_store_checkpoint (self->document, moment, trained ? checkpoint : NULL);
}

static void
deliver (WbSession *self, WbReply *reply)
{
  if (reply->left && self->left != NULL)
    self->left (reply->checkpoint, reply->command_id, self->left_data);
  for (guint i = 0; i < self->requests->len && !reply->left; i++)
    {
      Request request = g_array_index (self->requests, Request, i);

      if (request.command_id != reply->command_id)
        continue;
      g_array_remove_index (self->requests, i);
      if (request.ready != NULL)
        request.ready (reply->checkpoint, reply->error, request.data);
      else
        store_weights (self, request.moment, reply->checkpoint);
      return;
    }
}

static void
deliver_replies (WbSession *self)
{
  WbReply *replies = wb_training_thread_take_replies (self->thread);

  while (replies != NULL)
    {
      g_autoptr (WbReply) reply = replies;

      replies = reply->next;
      deliver (self, reply);
    }
}

static void
add_history (WbSession *self, const WbSnapshot *snapshot)
{
  if (snapshot->replaces)
    {
      wb_history_free (self->history);
      self->history = wb_history_copy (snapshot->new_history);
    }
  else
    {
      wb_history_append (self->history, snapshot->new_history);
    }
}

/* A run that began anew, or went back, has no such step any more. */
static gboolean
has_visited_step (WbSession *self)
{
  return self->snapshot->run == self->visited_run && self->visited_step <= self->snapshot->step;
}

static void
take_arrival (WbSession *self, WbArrival *arrival)
{
  WbCheckpointReady ready = self->visited_ready;

  if (arrival->error != NULL && arrival->checkpoint == NULL && ready == NULL)
    {
      wb_session_leave_past (self);
      self->visit_error = g_steal_pointer (&arrival->error);
      return;
    }
  self->visited_ready = NULL;
  if (ready != NULL)
    ready (arrival->checkpoint, arrival->error, self->visited_data);
}

/* Returns whether there is another snapshot of what is visited. */
static gboolean
pull_visited (WbSession *self)
{
  g_autoptr (WbArrival) arrival = NULL;
  WbSnapshot *snapshot;

  if (!self->visiting)
    return FALSE;
  if (!has_visited_step (self))
    {
      wb_session_leave_past (self);
      return TRUE;
    }
  snapshot = wb_travel_take_snapshot (self->travel);
  arrival = wb_travel_take_arrival (self->travel);
  if (snapshot != NULL)
    {
      g_clear_pointer (&self->visited, wb_snapshot_unref);
      self->visited = snapshot;
    }
  if (arrival != NULL)
    take_arrival (self, arrival);
  return snapshot != NULL || self->visit_error != NULL;
}

gboolean
wb_session_pull (WbSession *self)
{
  g_autoptr (WbSession) held = NULL;
  gboolean visited = FALSE;
  WbSnapshot *snapshot;

  g_return_val_if_fail (WB_IS_SESSION (self), FALSE);

  if (self->thread == NULL)
    return FALSE;
  /* Whoever gets a checkpoint may close the session and let go of it. */
  held = g_object_ref (self);
  snapshot = wb_training_thread_take_snapshot (self->thread);
  if (snapshot != NULL)
    {
      wb_snapshot_unref (self->snapshot);
      self->snapshot = snapshot;
      add_history (self, snapshot);
    }
  if ((snapshot != NULL || self->requests->len > 0) && self->thread != NULL)
    deliver_replies (self);
  if (self->thread != NULL)
    visited = pull_visited (self);
  return snapshot != NULL || visited;
}

gboolean
wb_session_wait (WbSession *self, gint64 deadline_usec)
{
  return self->thread != NULL && wb_training_thread_wait (self->thread, 0, deadline_usec)
         && wb_session_pull (self);
}

gboolean
wb_session_wait_applied (WbSession *self, gint64 deadline_usec)
{
  if (self->thread == NULL
      || !wb_training_thread_wait (self->thread, self->command_id, deadline_usec))
    return FALSE;
  wb_session_pull (self);
  return TRUE;
}

WbSnapshot *
wb_session_get_snapshot (WbSession *self)
{
  return self->snapshot;
}

const WbHistory *
wb_session_get_history (WbSession *self)
{
  return self->history;
}

static void
request_checkpoint (WbSession *self, Request request)
{
  if (self->thread == NULL)
    return;
  send_number (self, WB_COMMAND_MAKE_CHECKPOINT, 0);
  request.command_id = self->command_id;
  g_array_append_val (self->requests, request);
}

void
wb_session_request_checkpoint (WbSession *self, WbCheckpointReady ready, gpointer data)
{
  request_checkpoint (self, (Request) { .ready = ready, .data = data });
}

typedef struct
{
  gboolean came;
  WbCheckpoint *checkpoint;
  GError *error;
} Answer;

static void
answered_cb (WbCheckpoint *checkpoint, const GError *error, gpointer data)
{
  Answer *answer = data;

  answer->came = TRUE;
  answer->checkpoint = checkpoint ? wb_checkpoint_ref (checkpoint) : NULL;
  answer->error = error ? g_error_copy (error) : NULL;
}

WbCheckpoint *
wb_session_wait_checkpoint (WbSession *self, GError **error)
{
  Answer answer = { FALSE, NULL, NULL };

  wb_session_request_checkpoint (self, answered_cb, &answer);
  wb_session_wait_applied (self, -1);
  if (!answer.came && self->requests->len > 0)
    g_array_set_size (self->requests, self->requests->len - 1);
  if (answer.error != NULL)
    g_propagate_error (error, answer.error);
  return answer.checkpoint;
}

void
wb_session_set_run_left (WbSession *self, WbRunLeft left, gpointer data)
{
  self->left = left;
  self->left_data = data;
}

void
wb_session_measure (WbSession *self, const WbMeasure *measure)
{
  WbCommand *command = wb_command_new (WB_COMMAND_MEASURE);

  g_return_if_fail (measure->rate > 0 || measure->n == 0);

  command->measure = wb_measure_copy (measure);
  send (self, command);
  if (self->travel != NULL)
    wb_travel_measure (self->travel, measure);
}

void
wb_session_keep_moments (WbSession *self, gsize n_bytes, gsize n_spilled_bytes)
{
  g_return_if_fail (self->travel == NULL && self->thread != NULL);

  wb_key_frames_set_budget (self->frames, n_bytes, n_spilled_bytes, NULL);
  self->travel = wb_travel_new (self->frames);
  wb_travel_set_threads (self->travel, self->n_threads);
}

WbKeyFramesState
wb_session_get_moments (WbSession *self)
{
  return self->frames != NULL ? wb_key_frames_get_state (self->frames) : (WbKeyFramesState) { 0 };
}

GArray *
wb_session_list_moments (WbSession *self)
{
  return self->frames != NULL ? wb_key_frames_list_steps (self->frames)
                              : g_array_new (FALSE, FALSE, sizeof (guint64));
}

static void
visit (WbSession *self, guint64 step, gboolean checkpoint)
{
  WbKeyFramesState state = wb_session_get_moments (self);

  if (self->travel == NULL || state.n_frames == 0)
    return;
  self->visiting = TRUE;
  self->visited_step = CLAMP (step, state.first, MAX (self->snapshot->step, state.first));
  self->visited_run = self->snapshot->run;
  g_clear_error (&self->visit_error);
  wb_travel_go (self->travel, self->visited_step, wb_history_copy (self->history), checkpoint);
  g_signal_emit (self, woken_signal, 0);
}

void
wb_session_visit (WbSession *self, guint64 step)
{
  self->visited_ready = NULL;
  visit (self, step, FALSE);
}

void
wb_session_leave_past (WbSession *self)
{
  self->visiting = FALSE;
  self->visited_ready = NULL;
  g_clear_pointer (&self->visited, wb_snapshot_unref);
  g_clear_error (&self->visit_error);
  if (self->travel != NULL)
    wb_travel_rest (self->travel);
}

gboolean
wb_session_get_visited_step (WbSession *self, guint64 *step)
{
  if (self->visiting)
    *step = self->visited_step;
  return self->visiting;
}

WbSnapshot *
wb_session_get_visited (WbSession *self)
{
  return self->visited;
}

void
wb_session_request_visited (WbSession *self, WbCheckpointReady ready, gpointer data)
{
  g_return_if_fail (self->visiting);

  self->visited_ready = ready;
  self->visited_data = data;
  visit (self, self->visited_step, TRUE);
}

GError *
wb_session_take_visit_error (WbSession *self)
{
  return g_steal_pointer (&self->visit_error);
}

gboolean
wb_session_wait_visited (WbSession *self, gint64 deadline_usec)
{
  if (self->travel == NULL || !wb_travel_wait (self->travel, deadline_usec))
    return FALSE;
  wb_session_pull (self);
  return TRUE;
}

void
wb_session_set_document (WbSession *self, WbDocument *document)
{
  g_set_object (&self->document, document);
}

/* Whether the session was seen at its first step, with nothing to change that. */
static gboolean
is_untrained (WbSession *self)
{
  const WbSnapshot *snapshot = self->snapshot;

  return snapshot->step == 0 && snapshot->state != WB_RUN_RUNNING
         && snapshot->command_id == self->command_id;
}

/* Asks for the weights of the moment that the document has left. */
static void
save_left_weights (WbSession *self)
{
  guint64 moment = wb_document_get_left_moment (self->document);

  if (moment == self->left_moment)
    return;
  self->left_moment = moment;
  if (moment == 0)
    return;
  if (is_untrained (self))
    store_weights (self, moment, NULL);
  else
    request_checkpoint (self, (Request) { .moment = moment });
}

void
wb_session_document_changed (WbSession *self, WbDocumentChanges changes)
{
  WbCheckpoint *checkpoint = wb_document_get_checkpoint (self->document);
  AeModel *model = wb_document_get_model (self->document);
  const AeRecipe *recipe = wb_document_get_recipe (self->document);

  if (changes & (WB_DOCUMENT_MODEL | WB_DOCUMENT_DATA | WB_DOCUMENT_CHECKPOINT | WB_DOCUMENT_RESET))
    save_left_weights (self);
  if (changes & WB_DOCUMENT_RESET)
    wb_session_restart (self, 0);
  /* It was left, and waits to be continued. */
  if (changes & WB_DOCUMENT_OTHER_RUN)
    wb_session_pause (self);
  if ((changes & WB_DOCUMENT_CHECKPOINT) && checkpoint != NULL)
    {
      wb_session_go_back (self, checkpoint, recipe, model);
      return;
    }
  if (changes & WB_DOCUMENT_MODEL)
    wb_session_set_model (self, model);
  if (changes & WB_DOCUMENT_RECIPE)
    wb_session_set_recipe (self, recipe);
}
