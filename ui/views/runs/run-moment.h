/* SPDX-License-Identifier: MIT */
/* The row under the runs that goes through the past of the one that is in the window: the
 * same moment as everywhere. What that run was then takes its place among the compared ones.
 */
#pragma once

#include <gtk/gtk.h>

#include "ui/views/runs/run-item.h"
#include "ui/workspace/workspace.h"

G_BEGIN_DECLS

#define HG_TYPE_RUN_MOMENT (hg_run_moment_get_type ())
G_DECLARE_FINAL_TYPE (HgRunMoment, hg_run_moment, HG, RUN_MOMENT, GtkBox)

/** Once; @func: called with @data when another moment is shown, or the newest again. */
void hg_run_moment_set_workspace (HgRunMoment *self,
                                  HgWorkspace *workspace,
                                  void (*func) (gpointer data),
                                  gpointer data);

/**
 * @items: (element-type HgRunItem): runs that are compared
 *
 * Returns: (transfer full): the same, but the run of the window as it was at the moment that is
 *   shown, where that is of the past and known
 */
GPtrArray *hg_run_moment_list (HgRunMoment *self, const GPtrArray *items) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
