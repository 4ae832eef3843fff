/* SPDX-License-Identifier: MIT */
/* Says over the model that a step of the past is shown, and leads back to the newest or
 * on from there.
 */
#pragma once

#include <gtk/gtk.h>

#include "ui/workspace/workspace.h"

G_BEGIN_DECLS

#define HG_TYPE_MOMENT_PILL (hg_moment_pill_get_type ())
G_DECLARE_FINAL_TYPE (HgMomentPill, hg_moment_pill, HG, MOMENT_PILL, GtkBox)

/** Once and for all. */
void hg_moment_pill_set_workspace (HgMomentPill *self, HgWorkspace *workspace);

/** @folded: the model is a strip, which leaves little room */
void hg_moment_pill_set_folded (HgMomentPill *self, gboolean folded);

G_END_DECLS
