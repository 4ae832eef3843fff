/* SPDX-License-Identifier: MIT */
/* A layout of the codes that is made while one looks: it starts with the first codes,
 * follows newer ones, and reports when there are other places. Main thread only; the work
 * is in the thread of a WbLayoutRun.
 */
#pragma once

#include "app/latent/layout-run.h"

G_BEGIN_DECLS

typedef struct _HgCodeLayout HgCodeLayout;

/** @moved: whether there are other places; else only the progress is another. */
typedef void (*HgCodeLayoutFunc) (HgCodeLayout *self, gboolean moved, gpointer data);

HgCodeLayout *hg_code_layout_new (const WbLayoutClass *method,
                                  const WbLayoutOptions *options,
                                  HgCodeLayoutFunc func,
                                  gpointer data) G_GNUC_WARN_UNUSED_RESULT;
void hg_code_layout_free (HgCodeLayout *self);

const WbLayoutClass *hg_code_layout_get_method (HgCodeLayout *self);

/**
 * The codes of which samples it lays out. Those of others start anew.
 *
 * @over: (nullable): [n, 2]: the picture that the first places are laid over
 */
void hg_code_layout_set_map (HgCodeLayout *self, WbLatentMap *map, const float *over);

/** (nullable): [n, 2]: the newest places of the samples of @map. */
const float *hg_code_layout_get_places (HgCodeLayout *self, const WbLatentMap *map);

/** To be called when the view is no longer seen. */
void hg_code_layout_set_paused (HgCodeLayout *self, gboolean paused);

/** Ends it; its places stay. */
void hg_code_layout_stop (HgCodeLayout *self);
gboolean hg_code_layout_is_stopped (HgCodeLayout *self);
gboolean hg_code_layout_is_busy (HgCodeLayout *self);
guint hg_code_layout_get_iteration (HgCodeLayout *self);

G_END_DECLS
