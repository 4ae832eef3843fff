/* SPDX-License-Identifier: MIT */
/* The main thread's side: it makes commands, pulls snapshots, and keeps the
 * whole history that their news add up to.
 */
#include "app/training/session.h"

#include "app/training/training-thread.h"

typedef struct
{
  guint64 command_id;
  WbCheckpointReady ready;
  gpointer data;
} Request;

struct _WbSession
{
  GObject parent_instance;
  WbTrainingThread *worker;
  guint64 command_id;
  WbSnapshot *snapshot;
  WbHistory *history;
  GArray *requests;
};

enum
{
  WOKEN,
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WbSession, wb_session, G_TYPE_OBJECT)

static void
send (WbSession *self, WbCommand *command)
{
  if (self->worker == NULL)
    {
      wb_command_free (command);
      return;
    }
  self->command_id = wb_training_thread_send (self->worker, command);
  g_signal_emit (self, signals[WOKEN], 0);
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

  if (self->worker != NULL)
    {
      g_warning ("A session was let go of without wb_session_close ()");
      wb_session_close (self);
    }
  wb_snapshot_unref (self->snapshot);
  wb_history_free (self->history);
  g_array_unref (self->requests);

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
  signals[WOKEN] = g_signal_new ("woken", WB_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);

  /**
   * WbSession::changed:
   *
   * wb_session_pull() brought a new snapshot.
   */
  signals[CHANGED] = g_signal_new ("changed", WB_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
wb_session_init (WbSession *self)
{
  self->snapshot = wb_snapshot_new ();
  self->history = wb_history_new ();
  self->requests = g_array_new (FALSE, FALSE, sizeof (Request));
  self->worker = wb_training_thread_new ();
}

/**
 * wb_session_new:
 *
 * Returns: (transfer full): a session with neither model nor data, on as many
 *   threads as there are cores.
 */
WbSession *
wb_session_new (void)
{
  return g_object_new (WB_TYPE_SESSION, NULL);
}

/**
 * wb_session_close:
 * @self: a session
 *
 * Ends the training after the step it is at and waits for that. Commands sent
 * afterwards are ignored; checkpoints that were asked for and not pulled do
 * not come any more.
 */
void
wb_session_close (WbSession *self)
{
  g_return_if_fail (WB_IS_SESSION (self));

  g_clear_pointer (&self->worker, wb_training_thread_free);
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

/**
 * wb_session_open:
 * @self: a session
 * @model: what to train
 * @recipe: how
 * @training: (nullable): on what
 * @validation: (nullable): what validates after each epoch
 * @checkpoint: (nullable): where to go on; NULL to begin with the weights that
 *   the recipe's seed draws
 *
 * Everything at once, as when a project is opened: training stops, and what
 * was there before is gone. Where @model is not the checkpoint's, the weights
 * of the layers that both have are kept.
 */
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

/**
 * wb_session_set_model:
 * @self: a session
 * @model: the model from the next step on
 *
 * A run under way goes on with every weight that is left: snapshots say how
 * many. A model that cannot run pauses it, and snapshots say why.
 */
void
wb_session_set_model (WbSession *self, AeModel *model)
{
  send (self, model_command (model));
}

/**
 * wb_session_set_recipe:
 * @self: a session
 * @recipe: copied; in effect at the next step
 *
 * The optimizer's own values stay as long as the optimizer does. The seed
 * counts before the first step only; later, restart with it.
 */
void
wb_session_set_recipe (WbSession *self, const AeRecipe *recipe)
{
  send (self, recipe_command (recipe));
}

/**
 * wb_session_set_data:
 * @self: a session
 * @training: (nullable): what to train on
 * @validation: (nullable): what validates after each epoch
 *
 * The running epoch begins anew.
 */
void
wb_session_set_data (WbSession *self, DsDataset *training, DsDataset *validation)
{
  send (self, data_command (training, validation));
}

/**
 * wb_session_set_checkpoint:
 * @self: a session
 * @checkpoint: where to go on: with its model, recipe, weights and history
 *
 * The session waits there: resume it, or start.
 */
void
wb_session_set_checkpoint (WbSession *self, WbCheckpoint *checkpoint)
{
  send (self, checkpoint_command (checkpoint));
}

/**
 * wb_session_go_back:
 * @self: a session
 * @checkpoint: the moment to go back to
 * @recipe: in effect from there
 * @model: the model from there, as a rule the checkpoint's own
 *
 * As when an edit is undone: a run under way goes on from that moment, and only
 * one that was then at its planned end does not.
 */
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

/**
 * wb_session_set_threads:
 * @self: a session
 * @n_threads: how many work on a step; 0 for as many as there are cores
 *
 * Nothing that is computed depends on it.
 */
void
wb_session_set_threads (WbSession *self, guint n_threads)
{
  send_number (self, WB_COMMAND_THREADS, n_threads);
}

/**
 * wb_session_set_low_priority:
 * @self: a session
 * @low_priority: whether training leaves the cores to others first, a window say
 */
void
wb_session_set_low_priority (WbSession *self, gboolean low_priority)
{
  send_number (self, WB_COMMAND_LOW_PRIORITY, low_priority);
}

/**
 * wb_session_follow:
 * @self: a session
 * @dataset: where the samples are
 * @indices: [n]: which ones
 * @n: how many, at most WB_PROBE_MAX; 0 for none
 * @focus: which of them shows its activations
 *
 * Snapshots hold these samples from now on, whether training goes on or not.
 */
void
wb_session_follow (WbSession *self,
                   DsDataset *dataset,
                   const guint32 *indices,
                   guint n,
                   guint focus)
{
  wb_session_follow_drawing (self, dataset, indices, n, focus, NULL);
}

/**
 * wb_session_follow_drawing:
 * @self: a session
 * @dataset: where the samples are
 * @indices: [n]: which ones; WB_PROBE_DRAWN stands for @drawing
 * @n: how many, at most WB_PROBE_MAX
 * @focus: which of them shows its activations
 * @drawing: (nullable): [values of a sample of @dataset]: one that is in no
 *   data set; copied
 *
 * The same with a sample that somebody draws.
 */
void
wb_session_follow_drawing (WbSession *self,
                           DsDataset *dataset,
                           const guint32 *indices,
                           guint n,
                           guint focus,
                           const float *drawing)
{
  gsize size = ds_dataset_get_sample_size (dataset);
  WbCommand *command = wb_command_new (WB_COMMAND_FOLLOW);

  command->dataset = ds_dataset_ref (dataset);
  command->indices = g_memdup2 (indices, n * sizeof (guint32));
  command->drawing = g_memdup2 (drawing, size * sizeof (float));
  command->number = n;
  command->focus = focus;
  send (self, command);
}

/**
 * wb_session_set_wants_network:
 * @self: a session
 * @wants: whether snapshots bring a copy of the network
 */
void
wb_session_set_wants_network (WbSession *self, gboolean wants)
{
  send_number (self, WB_COMMAND_WANTS_NETWORK, wants);
}

/**
 * wb_session_start:
 * @self: a session
 * @n_epochs: how many more
 *
 * Trains so many epochs more than were planned or, where no run is under way,
 * than are done.
 */
void
wb_session_start (WbSession *self, guint n_epochs)
{
  send_number (self, WB_COMMAND_START, n_epochs);
}

/**
 * wb_session_pause:
 * @self: a session
 */
void
wb_session_pause (WbSession *self)
{
  send_number (self, WB_COMMAND_PAUSE, 0);
}

/**
 * wb_session_resume:
 * @self: a session
 *
 * Goes on to the planned end, if that is not reached.
 */
void
wb_session_resume (WbSession *self)
{
  send_number (self, WB_COMMAND_RESUME, 0);
}

/**
 * wb_session_step:
 * @self: a session
 *
 * Trains one batch and pauses.
 */
void
wb_session_step (WbSession *self)
{
  send_number (self, WB_COMMAND_STEP, 0);
}

/**
 * wb_session_step_epoch:
 * @self: a session
 *
 * Trains to the end of the epoch and pauses.
 */
void
wb_session_step_epoch (WbSession *self)
{
  send_number (self, WB_COMMAND_STEP_EPOCH, 0);
}

/**
 * wb_session_stop:
 * @self: a session
 *
 * Ends the run after the step it is at. Weights and history stay.
 */
void
wb_session_stop (WbSession *self)
{
  send_number (self, WB_COMMAND_STOP, 0);
}

/**
 * wb_session_restart:
 * @self: a session
 * @n_epochs: how many to train; 0 to wait at the first step
 *
 * Begins anew with the weights that this run began with.
 */
void
wb_session_restart (WbSession *self, guint n_epochs)
{
  send_number (self, WB_COMMAND_RESTART, n_epochs);
}

/**
 * wb_session_restart_with_seed:
 * @self: a session
 * @seed: of weights, order and noise
 * @n_epochs: how many to train; 0 to wait at the first step
 *
 * Begins anew with other weights.
 */
void
wb_session_restart_with_seed (WbSession *self, gint64 seed, guint n_epochs)
{
  WbCommand *command = wb_command_new (WB_COMMAND_RESTART);

  command->number = n_epochs;
  command->reseed = TRUE;
  command->seed = seed;
  send (self, command);
}

/**
 * wb_session_get_last_command:
 * @self: a session
 *
 * Returns: the number of the last command that was sent; it has been applied
 *   when a snapshot's command_id is as high.
 */
guint64
wb_session_get_last_command (WbSession *self)
{
  return self->command_id;
}

/**
 * wb_session_is_active:
 * @self: a session
 *
 * A few atomic reads: cheap enough for every frame.
 *
 * Returns: whether there is anything to pull, or will be without a further command.
 */
gboolean
wb_session_is_active (WbSession *self)
{
  return self->worker != NULL
         && (self->requests->len > 0 || wb_training_thread_is_busy (self->worker, self->command_id));
}

/* Hands one reply to who asked for it. */
static void
deliver (WbSession *self, WbReply *reply)
{
  for (guint i = 0; i < self->requests->len; i++)
    {
      Request request = g_array_index (self->requests, Request, i);

      if (request.command_id != reply->command_id)
        continue;
      g_array_remove_index (self->requests, i);
      request.ready (reply->checkpoint, reply->error, request.data);
      return;
    }
}

static void
deliver_replies (WbSession *self)
{
  WbReply *replies = wb_training_thread_take_replies (self->worker);

  while (replies != NULL)
    {
      g_autoptr (WbReply) reply = replies;

      replies = reply->next;
      deliver (self, reply);
    }
}

static void
add_news (WbSession *self, const WbSnapshot *snapshot)
{
  if (snapshot->replaces)
    {
      wb_history_free (self->history);
      self->history = wb_history_copy (snapshot->news);
    }
  else
    {
      wb_history_append (self->history, snapshot->news);
    }
}

/**
 * wb_session_pull:
 * @self: a session
 *
 * Takes what has come: the newest snapshot and the checkpoints that were asked
 * for. Never waits.
 *
 * Returns: whether there is a new snapshot.
 */
gboolean
wb_session_pull (WbSession *self)
{
  g_autoptr (WbSession) held = NULL;
  WbSnapshot *snapshot;

  g_return_val_if_fail (WB_IS_SESSION (self), FALSE);

  if (self->worker == NULL)
    return FALSE;
  /* Whoever gets a checkpoint may close the session and let go of it. */
  held = g_object_ref (self);
  snapshot = wb_training_thread_take_snapshot (self->worker);
  if (snapshot != NULL)
    {
      wb_snapshot_unref (self->snapshot);
      self->snapshot = snapshot;
      add_news (self, snapshot);
      g_signal_emit (self, signals[CHANGED], 0);
    }
  if (self->requests->len > 0 && self->worker != NULL)
    deliver_replies (self);
  return snapshot != NULL;
}

/**
 * wb_session_wait:
 * @self: a session
 * @deadline_usec: by the monotonic clock; negative for none
 *
 * Waits for something to pull, and pulls it.
 *
 * Returns: whether there is a new snapshot.
 */
gboolean
wb_session_wait (WbSession *self, gint64 deadline_usec)
{
  return self->worker != NULL && wb_training_thread_wait (self->worker, 0, deadline_usec)
         && wb_session_pull (self);
}

/**
 * wb_session_wait_applied:
 * @self: a session
 * @deadline_usec: by the monotonic clock; negative for none
 *
 * Waits until every command that was sent has been applied, and pulls.
 *
 * Returns: whether they have.
 */
gboolean
wb_session_wait_applied (WbSession *self, gint64 deadline_usec)
{
  if (self->worker == NULL || !wb_training_thread_wait (self->worker, self->command_id, deadline_usec))
    return FALSE;
  wb_session_pull (self);
  return TRUE;
}

/**
 * wb_session_get_snapshot:
 * @self: a session
 *
 * Returns: (transfer none): what was pulled last; never NULL; until the next
 *   pull, so hold it to keep it.
 */
WbSnapshot *
wb_session_get_snapshot (WbSession *self)
{
  return self->snapshot;
}

/**
 * wb_session_get_history:
 * @self: a session
 *
 * Returns: (transfer none): all losses and epochs up to that snapshot, until
 *   the next pull.
 */
const WbHistory *
wb_session_get_history (WbSession *self)
{
  return self->history;
}

/**
 * wb_session_request_checkpoint:
 * @self: a session
 * @ready: called by a later wb_session_pull(), unless the session is closed before
 * @data: for @ready
 *
 * Asks for all that is needed to go on from the next step.
 */
void
wb_session_request_checkpoint (WbSession *self, WbCheckpointReady ready, gpointer data)
{
  Request request = { .ready = ready, .data = data };

  if (self->worker == NULL)
    return;
  request.command_id = wb_training_thread_send (self->worker, wb_command_new (WB_COMMAND_MAKE_CHECKPOINT));
  self->command_id = request.command_id;
  g_array_append_val (self->requests, request);
  g_signal_emit (self, signals[WOKEN], 0);
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

/**
 * wb_session_wait_checkpoint:
 * @self: a session
 * @error: AE_ERROR_MEMORY
 *
 * The same, waiting for it: for at most one step. Pulls on the way.
 *
 * Returns: (transfer full) (nullable): the checkpoint; NULL without an error
 *   where there is no network yet, or the session is closed.
 */
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
