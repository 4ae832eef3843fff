/* SPDX-License-Identifier: MIT */
/* The observer looks at a network in training for those who cannot touch it:
 * at the followed samples, and at all weights where a copy is wanted. It looks
 * rarely enough to cost the training next to nothing, and at once when what is
 * to be seen is another thing. Belongs to the worker's thread.
 */
#pragma once

#include "app/snapshot.h"

G_BEGIN_DECLS

typedef struct _WbObserver WbObserver;

WbObserver *wb_observer_new (void) G_GNUC_WARN_UNUSED_RESULT;
void wb_observer_free (WbObserver *self);

void wb_observer_follow (WbObserver *self,
                         DsDataset *dataset,
                         const guint32 *indices,
                         guint n,
                         guint focus,
                         const float *drawing);
void wb_observer_set_wants_network (WbObserver *self, gboolean wants);
void wb_observer_set_network (WbObserver *self, AeNetwork *network);
void wb_observer_set_stale (WbObserver *self);

void wb_observer_look (WbObserver *self,
                       const AeRecipe *recipe,
                       guint64 step,
                       gboolean running);
void wb_observer_show (WbObserver *self, WbSnapshot *snapshot);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbObserver, wb_observer_free)

G_END_DECLS
