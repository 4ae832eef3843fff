/* SPDX-License-Identifier: MIT */
/* Lays out the codes of a map on a thread of its own, which works at low priority so that
 * a training beside it keeps its pace. What is there so far can be seen at any time: each
 * frame lies over the one before as well as it can (app/latent/procrustes.h). Newer codes
 * of the same samples continue from the places that there are; equal ones move no place at
 * all, so what moves has learned.
 *
 * A WbLayoutRun belongs to one thread.
 */
#pragma once

#include "app/latent/layout.h"
#include "app/latent/map.h"

G_BEGIN_DECLS

typedef struct _WbLayoutRun WbLayoutRun;

/**
 * WbLayoutFrame: what a layout looks like at a moment.
 * @map: whose codes they are; only its codes were read
 * @places: [n, 2]
 */
typedef struct
{
  WbLatentMap *map;
  float *places;
} WbLayoutFrame;

void wb_layout_frame_free (WbLayoutFrame *self);

/**
 * Starts the thread.
 *
 * @map: whose codes
 * @over: (nullable): [n, 2]: the picture that the first frame is laid over
 */
WbLayoutRun *wb_layout_run_new (const WbLayoutClass *method,
                                const WbLayoutOptions *options,
                                WbLatentMap *map,
                                const float *over) G_GNUC_WARN_UNUSED_RESULT;

/** Tells the thread to end, which it does within some milliseconds of its time; no frames follow.
 */
void wb_layout_run_stop (WbLayoutRun *self);

/** Stops the thread and waits for it; any thread. */
void wb_layout_run_free (WbLayoutRun *self);

/** @map: newer codes of the same samples, as many values each. */
void wb_layout_run_set_map (WbLayoutRun *self, WbLatentMap *map);

/** It waits where it is while @paused. */
void wb_layout_run_set_paused (WbLayoutRun *self, gboolean paused);

/** (transfer full) (nullable): the newest frame; NULL where it was taken already. */
WbLayoutFrame *wb_layout_run_take (WbLayoutRun *self);

/** How many iterations are done; all of the method's when it has come to rest. */
guint wb_layout_run_get_iteration (WbLayoutRun *self);

/** Whether it works; else it waits for newer codes, and its last frame can be taken. */
gboolean wb_layout_run_is_busy (WbLayoutRun *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbLayoutFrame, wb_layout_frame_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbLayoutRun, wb_layout_run_free)

G_END_DECLS
