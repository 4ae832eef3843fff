/* SPDX-License-Identifier: MIT */
/* Key frames: the moments of a training that are kept so that any other one can be
 * had again, by training from the frame before it. A frame has every value of the weights
 * and the optimizer, the place in the run and the recipe; the changes of the recipe
 * are kept beside them, each with its step.
 *
 * Frames stand in parts: a part is of one model on one data set, and begins with a
 * frame that stays as long as the part. In memory frames take no more than a budget;
 * beyond half of it the earliest are put into a file. Where both are full one goes
 * whose neighbours are close, the sooner the older it is.
 *
 * Those of a run that begins anew or goes to another place are put aside within the same
 * budget, and are there again when it comes back.
 *
 * Any thread adds and asks, the training thread, say, which never waits for the file; one
 * other at a time finds frames and spills them.
 */
#pragma once

#include "app/project/checkpoint.h"
#include "data/dataset.h"

G_BEGIN_DECLS

typedef struct _WbKeyFrames WbKeyFrames;

/**
 * WbKeyBlock: the values of a frame, immutable and counted: the network's weights, then
 * the optimizer's slots.
 */
typedef struct
{
  int references;
  gsize n;
  float values[];
} WbKeyBlock;

/**
 * WbKeyChange: a change of the recipe.
 * @step: steps done when it was made
 */
typedef struct
{
  guint64 step;
  AeRecipe recipe;
} WbKeyChange;

/**
 * WbKeyFrame: a frame that was found.
 * @part: tells which part it is of; no two parts have the same number
 * @model: @training: of the part
 * @position: @recipe: of the moment
 * @block: its values
 * @changes: (element-type WbKeyChange): those of the part that were made after it, at
 *   or before the step that was asked for
 */
typedef struct
{
  guint64 part;
  AeModel *model;
  DsDataset *training;
  WbPosition position;
  AeRecipe recipe;
  WbKeyBlock *block;
  GArray *changes;
} WbKeyFrame;

/**
 * WbKeyFramesState: how things stand.
 * @n_frames: of the run as it is; 0 where there is nowhere to go
 * @first: the earliest step that can be had again
 * @n_bytes: @n_spilled_bytes: in memory, and in the file, what is put aside included
 * @too_large: frames of this model are larger than the budget allows
 */
typedef struct
{
  guint n_frames;
  guint64 first;
  gsize n_bytes;
  gsize n_spilled_bytes;
  gboolean too_large;
} WbKeyFramesState;

/** (transfer full): no frames, and no budget yet: none are kept. */
WbKeyFrames *wb_key_frames_new (void) G_GNUC_WARN_UNUSED_RESULT;

/** NULL is allowed. */
void wb_key_frames_free (WbKeyFrames *self);

/**
 * To be called once, before anything is added.
 *
 * @n_bytes: in memory
 * @n_spilled_bytes: in a file; 0 for none
 * @folder: (nullable): where the file is; NULL for the user's cache folder
 */
void wb_key_frames_set_budget (WbKeyFrames *self,
                               gsize n_bytes,
                               gsize n_spilled_bytes,
                               const char *folder);

/** @seconds: of training from one frame to the next; 0.12 at first, 0 for a frame at every step */
void wb_key_frames_set_interval (WbKeyFrames *self, double seconds);

/**
 * @seconds: trained since the last frame; INFINITY where there is none yet
 * @cost: what that one took: a hundred times as long is trained before the next
 *
 * Returns: whether it is time for a frame: never without a budget.
 */
gboolean wb_key_frames_is_due (WbKeyFrames *self, double seconds, double cost);

/** What happened after @step did not: the run went back there, and takes another way. */
void wb_key_frames_forget_after (WbKeyFrames *self, guint64 step);

/** Those that are put aside, too. */
void wb_key_frames_forget_all (WbKeyFrames *self);

/**
 * The run leaves the place where it is; there are no frames then.
 *
 * @history: @step: of the run there; nothing is put aside of a run without a step
 */
void wb_key_frames_set_aside (WbKeyFrames *self, const WbHistory *history, guint64 step);

/**
 * The run comes to another place, after wb_key_frames_set_aside(): what was put aside of a run
 * that has been there is there again, up to the step.
 *
 * @history: @step: of the run there
 */
void wb_key_frames_take_back (WbKeyFrames *self, const WbHistory *history, guint64 step);

/** A block of @n values, to be filled in before it is added. */
WbKeyBlock *wb_key_block_new (gsize n) G_GNUC_WARN_UNUSED_RESULT;
void wb_key_block_unref (WbKeyBlock *self);

/**
 * Adds a frame.
 *
 * @model: @training: (nullable): of the part that it begins; NULL where it is of the newest
 * @position: at a step after that of the last frame
 * @block: (transfer full): its values
 * @seconds: of training since the last frame
 */
void wb_key_frames_add (WbKeyFrames *self,
                        AeModel *model,
                        DsDataset *training,
                        const WbPosition *position,
                        const AeRecipe *recipe,
                        WbKeyBlock *block,
                        double seconds);

/** Adds a change of the recipe to the newest part. */
void wb_key_frames_add_change (WbKeyFrames *self, guint64 step, const AeRecipe *recipe);

/**
 * The last frame at or before a step.
 *
 * Returns: (transfer full) (nullable): the frame; NULL where there is none, or what was
 *   put into the file cannot be read.
 */
WbKeyFrame *wb_key_frames_find (WbKeyFrames *self, guint64 step) G_GNUC_WARN_UNUSED_RESULT;
void wb_key_frame_free (WbKeyFrame *self);

WbKeyFramesState wb_key_frames_get_state (WbKeyFrames *self);

/** The steps of all frames: (transfer full) (element-type guint64). */
GArray *wb_key_frames_list_steps (WbKeyFrames *self) G_GNUC_WARN_UNUSED_RESULT;

/** Whether wb_key_frames_spill() has something to do. */
gboolean wb_key_frames_wants_to_spill (WbKeyFrames *self);

/** Puts one frame into the file. One thread at a time. */
void wb_key_frames_spill (WbKeyFrames *self);

/** @full: called by the thread that adds when wb_key_frames_spill() has something to do. */
void wb_key_frames_set_full_callback (WbKeyFrames *self, void (*full) (gpointer), gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbKeyFrames, wb_key_frames_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbKeyFrame, wb_key_frame_free)

G_END_DECLS
