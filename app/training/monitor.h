/* SPDX-License-Identifier: MIT */
/* The monitor looks at a network in training for those who cannot touch it:
 * at the followed samples, and at all weights where a copy is wanted. It looks
 * rarely enough to cost the training next to nothing, and at once when what is
 * to be seen is another thing. Belongs to the worker's thread.
 */
#pragma once

#include "app/training/snapshot.h"

G_BEGIN_DECLS

typedef struct _WbMonitor WbMonitor;

WbMonitor *wb_monitor_new (void) G_GNUC_WARN_UNUSED_RESULT;
void wb_monitor_free (WbMonitor *self);

void wb_monitor_follow (WbMonitor *self,
                         DsDataset *dataset,
                         const guint32 *indices,
                         guint n,
                         guint focus,
                         const float *drawing);
void wb_monitor_set_wants_network (WbMonitor *self, gboolean wants);
void wb_monitor_set_network (WbMonitor *self, AeNetwork *network);
void wb_monitor_set_stale (WbMonitor *self);

void wb_monitor_update (WbMonitor *self,
                       const AeRecipe *recipe,
                       guint64 step,
                       gboolean running);
void wb_monitor_report (WbMonitor *self, WbSnapshot *snapshot);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbMonitor, wb_monitor_free)

G_END_DECLS
