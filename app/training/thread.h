/* SPDX-License-Identifier: MIT */
/* The thread behind a session. It owns the run, applies commands
 * between two pieces of work, and puts snapshots into a mailbox. What crosses
 * between the threads is either immutable or passed on whole.
 *
 * Lock rule: commands and replies are under the mutex; the mailbox and what is
 * polled are atomics; the rest belongs to that thread alone.
 */
#pragma once

#include "app/project/checkpoint.h"
#include "app/training/key-frames.h"
#include "app/training/snapshot.h"
#include "data/dataset.h"
#include "engine/training/exchange.h"

G_BEGIN_DECLS

typedef enum
{
  WB_COMMAND_MODEL,        /* model */
  WB_COMMAND_RECIPE,       /* recipe */
  WB_COMMAND_DATA,         /* dataset, validation */
  WB_COMMAND_CHECKPOINT,   /* checkpoint: continue from it; number: without a pause */
  WB_COMMAND_THREADS,      /* number */
  WB_COMMAND_LOW_PRIORITY, /* number: whether */
  WB_COMMAND_EXCHANGE,     /* exchange */
  WB_COMMAND_MEASURE,      /* measure */
  WB_COMMAND_START,        /* number: epochs */
  WB_COMMAND_PAUSE,
  WB_COMMAND_RESUME,
  WB_COMMAND_STEP,
  WB_COMMAND_STEP_EPOCH,
  WB_COMMAND_STOP,
  WB_COMMAND_RESTART,         /* number: epochs; seed where reseed */
  WB_COMMAND_MAKE_CHECKPOINT, /* asks for a checkpoint */
} WbCommandKind;

/**
 * WbCommand: one command; which fields count is said beside the kinds. What
 * it refers to is owned by it.
 */
typedef struct _WbCommand WbCommand;
struct _WbCommand
{
  WbCommand *next;
  guint64 command_id;
  WbCommandKind kind;
  AeModel *model;
  AeRecipe recipe;
  DsDataset *dataset;
  DsDataset *validation;
  WbCheckpoint *checkpoint;
  WbMeasure *measure;
  const AeExchange *exchange;
  guint number;
  gboolean reseed;
  gint64 seed;
};

/**
 * WbReply: the checkpoint that the command @command_id asked for, or why there is none.
 * @left: nobody asked: a run ended there, and another one begins in its place; @command_id
 *   is the last one that was applied before its last step
 */
typedef struct _WbReply WbReply;
struct _WbReply
{
  WbReply *next;
  guint64 command_id;
  gboolean left;
  WbCheckpoint *checkpoint;
  GError *error;
};

/**
 * @kind: which one
 * Returns: (transfer full): a command whose fields are to be filled in.
 */
WbCommand *wb_command_new (WbCommandKind kind) G_GNUC_WARN_UNUSED_RESULT;

/** NULL is allowed. */
void wb_command_free (WbCommand *self);

/** NULL is allowed. */
void wb_reply_free (WbReply *self);

typedef struct _WbTrainingThread WbTrainingThread;

/**
 * @frames: not owned: where the run keeps moments of itself
 * Returns: (transfer full): a thread that waits for commands.
 */
WbTrainingThread *wb_training_thread_new (WbKeyFrames *frames) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Ends the thread after the piece of work it is at, and waits for it. Commands that it has not
 * applied are forgotten.
 *
 * @self: (nullable): a thread
 */
void wb_training_thread_free (WbTrainingThread *self);

/**
 * Never waits for a piece of work to end.
 *
 * @command: (transfer full): a command, perhaps with others chained to it: those are applied with
 *   no piece of work between them
 * Returns: the command_id of the last of them.
 */
guint64 wb_training_thread_send (WbTrainingThread *self, WbCommand *command);

/**
 * Three atomic reads.
 *
 * @command_id: of the last command that was sent
 * Returns: whether it works, has commands to apply, or has a snapshot to take.
 */
gboolean wb_training_thread_is_busy (WbTrainingThread *self, guint64 command_id);

/**
 * Returns: (transfer full) (nullable): the newest snapshot, where there is one that was not taken
 *   yet.
 */
WbSnapshot *wb_training_thread_take_snapshot (WbTrainingThread *self) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Returns: (transfer full) (nullable): all replies that have come, chained in their order.
 */
WbReply *wb_training_thread_take_replies (WbTrainingThread *self) G_GNUC_WARN_UNUSED_RESULT;

/**
 * @command_id: a command that is to be applied; 0 to wait for a snapshot
 * @deadline_usec: by the monotonic clock; negative for none
 * Returns: whether it came before the deadline.
 */
gboolean wb_training_thread_wait (WbTrainingThread *self, guint64 command_id, gint64 deadline_usec);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbCommand, wb_command_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbReply, wb_reply_free)

G_END_DECLS
