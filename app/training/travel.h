/* SPDX-License-Identifier: MIT */
/* Goes to any step of a run that has been trained: from the key frame before it that
 * step is trained again, which gives the same bits. A thread does it, with a network
 * of its own, so that the run itself may continue meanwhile; the newest request counts, and
 * one that is under way is dropped for it.
 *
 * On the way the frame itself is shown, so that somebody who drags sees something at
 * once. The thread also puts key frames into their file.
 *
 * Belongs to the thread that made it: that of a session.
 */
#pragma once

#include "app/training/key-frames.h"
#include "app/training/snapshot.h"

G_BEGIN_DECLS

typedef struct _WbTravel WbTravel;

/**
 * WbArrival: what came of a request.
 * @request: its number
 * @checkpoint: (nullable): where one was asked for
 * @error: (nullable): why it cannot be fulfilled
 */
typedef struct
{
  guint64 request;
  WbCheckpoint *checkpoint;
  GError *error;
} WbArrival;

/** NULL is allowed. */
void wb_arrival_free (WbArrival *self);

/**
 * @frames: not owned; where to start from
 * Returns: (transfer full): a thread that waits for requests.
 */
WbTravel *wb_travel_new (WbKeyFrames *frames) G_GNUC_WARN_UNUSED_RESULT;

/** Ends the thread after the piece of work it is at (nullable). */
void wb_travel_free (WbTravel *self);

/** @n_threads: how many work on a step; 0 for as many as there are cores */
void wb_travel_set_threads (WbTravel *self, guint n_threads);

/** What snapshots of a moment are to hold; copied. See wb_session_measure(). */
void wb_travel_measure (WbTravel *self, const WbMeasure *measure);

/**
 * Goes to a step, and stays there. What is made of a moment comes as a snapshot; its
 * step is the request's or, on the way, an earlier one.
 *
 * @history: (transfer full): all of the run that is known
 * @checkpoint: whether all that is needed to continue from there is wanted, too
 * Returns: the request's number.
 */
guint64 wb_travel_go (WbTravel *self, guint64 step, WbHistory *history, gboolean checkpoint);

/** Drops the request that is under way or has come, and what it gave. */
void wb_travel_rest (WbTravel *self);

/** A few atomic reads: whether there is or will be something to take. */
gboolean wb_travel_is_busy (WbTravel *self);

/** (transfer full) (nullable): the newest snapshot of the newest request, once. */
WbSnapshot *wb_travel_take_snapshot (WbTravel *self) G_GNUC_WARN_UNUSED_RESULT;

/** (transfer full) (nullable): what came of the newest request, once. */
WbArrival *wb_travel_take_arrival (WbTravel *self) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Waits until nothing more will come.
 *
 * @deadline_usec: by the monotonic clock
 * Returns: whether it is so.
 */
gboolean wb_travel_wait (WbTravel *self, gint64 deadline_usec);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbArrival, wb_arrival_free)

G_END_DECLS
