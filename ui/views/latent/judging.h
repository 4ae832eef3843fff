/* SPDX-License-Identifier: MIT */
/* Judges the picture of a map once it has rested for a moment, in a thread, and while a training
 * runs only now and then. Main thread only.
 */
#pragma once

#include "app/latent/judgement.h"
#include "app/latent/map.h"

G_BEGIN_DECLS

typedef struct _HgJudging HgJudging;

/** There is a judgement. */
typedef void (*HgJudgingFunc) (gpointer data);

HgJudging *hg_judging_new (HgJudgingFunc func, gpointer data) G_GNUC_WARN_UNUSED_RESULT;
void hg_judging_free (HgJudging *self);

/** @map: (nullable): the picture that is shown now, or NULL for none that is to be judged */
void hg_judging_set_map (HgJudging *self, WbLatentMap *map);

/** Whether a training runs, which is not to wait for judging. */
void hg_judging_set_running (HgJudging *self, gboolean running);

/** (nullable): of the map that was set last; NULL while there is none. */
const WbJudgement *hg_judging_get (HgJudging *self);

G_END_DECLS
