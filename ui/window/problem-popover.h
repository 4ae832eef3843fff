/* SPDX-License-Identifier: MIT */
/* What is wrong with the model, in the words of the checker, next to the block
 * where it is wrong: what happened, what was expected, why, and a button for
 * each way to fix it: the action win.fix; what was found in a training can be
 * dismissed: win.dismiss. It stays while something is dragged.
 */
#pragma once

#include <gtk/gtk.h>

#include "app/checker/checker.h"

G_BEGIN_DECLS

#define HG_TYPE_PROBLEM_POPOVER (hg_problem_popover_get_type ())
G_DECLARE_FINAL_TYPE (HgProblemPopover, hg_problem_popover, HG, PROBLEM_POPOVER, GtkPopover)

/** Returns: (transfer full): a floating popover without a parent */
HgProblemPopover *hg_problem_popover_new (void) G_GNUC_WARN_UNUSED_RESULT;

/** @problem: copied as far as it is shown */
void hg_problem_popover_set_problem (HgProblemPopover *self, const WbProblem *problem);

G_END_DECLS
