/* SPDX-License-Identifier: MIT */
/* The monitor takes measures of a network in training for those who cannot touch
 * it: rarely enough to cost the training next to nothing, and at once when what
 * is to be seen is another thing. Belongs to the training thread.
 */
#pragma once

#include "app/training/snapshot.h"
#include "engine/training/recipe.h"

G_BEGIN_DECLS

typedef struct _WbMonitor WbMonitor;

WbMonitor *wb_monitor_new (void) G_GNUC_WARN_UNUSED_RESULT;
void wb_monitor_free (WbMonitor *self);

/** Takes the place of the measure of its kind; copied. */
void wb_monitor_set_measure (WbMonitor *self, const WbMeasure *measure);

/** Another network, or other weights in it; (nullable), not owned. */
void wb_monitor_set_network (WbMonitor *self, AeNetwork *network);

/** What was measured does not hold any more: the next time comes at once. */
void wb_monitor_set_stale (WbMonitor *self, WbMeasureKind kind);

/**
 * Takes the measures whose time has come.
 *
 * @recipe: says how errors are counted
 * @step: steps done
 * @running: more steps are to come
 */
void wb_monitor_update (WbMonitor *self, const AeRecipe *recipe, guint64 step, gboolean running);

/** Whether a measure is under way that takes several pieces of work. */
gboolean wb_monitor_has_work (const WbMonitor *self);

/** Does a piece of it, if it is time to; whether it is then done. */
gboolean wb_monitor_work (WbMonitor *self, gboolean running);

/** Puts what was measured last into a snapshot. */
void wb_monitor_report (WbMonitor *self, WbSnapshot *snapshot);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbMonitor, wb_monitor_free)

G_END_DECLS
