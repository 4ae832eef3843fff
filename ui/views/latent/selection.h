/* SPDX-License-Identifier: MIT */
/* Which samples are selected, and which were before: every selection can be undone.
 * Plain values; one owner, the thread of the owner.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _HgSelection HgSelection;

HgSelection *hg_selection_new (void) G_GNUC_WARN_UNUSED_RESULT;
void hg_selection_free (HgSelection *self);

/** @samples: (transfer full) (nullable): of guint32, ascending; NULL for none. */
void hg_selection_set (HgSelection *self, GArray *samples);

/** (transfer none) (nullable): NULL where nothing is selected. */
const GArray *hg_selection_get (const HgSelection *self);

/** @back: to the selection before, else to the one that was undone; FALSE without one. */
gboolean hg_selection_step (HgSelection *self, gboolean back);

/** As if nothing had ever been selected: for other samples. */
void hg_selection_forget (HgSelection *self);

G_END_DECLS
