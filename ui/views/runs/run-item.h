/* SPDX-License-Identifier: MIT */
/* A row of the table of runs: a record, whether it is ticked, and in which colour. The
 * record of a run that trains is replaced as it continues, which "changed" reports.
 */
#pragma once

#include <gio/gio.h>

#include "app/project/run-record.h"

G_BEGIN_DECLS

#define HG_TYPE_RUN_ITEM (hg_run_item_get_type ())
G_DECLARE_FINAL_TYPE (HgRunItem, hg_run_item, HG, RUN_ITEM, GObject)

/** (transfer full): an item of @record, not ticked. */
HgRunItem *hg_run_item_new (WbRunRecord *record) G_GNUC_WARN_UNUSED_RESULT;

/** (transfer none): its run. */
const WbRunRecord *hg_run_item_get_record (HgRunItem *self);

/** @live: the run trains now */
void hg_run_item_set_record (HgRunItem *self, WbRunRecord *record, gboolean live);
gboolean hg_run_item_is_live (HgRunItem *self);

/** (transfer none): its model in a few characters. */
const char *hg_run_item_get_model_words (HgRunItem *self);

/** Whether it is compared; @colour: see wb_run_colour(). */
gboolean hg_run_item_get_ticked (HgRunItem *self);
void hg_run_item_set_ticked (HgRunItem *self, gboolean ticked);
guint hg_run_item_get_colour (HgRunItem *self);
void hg_run_item_set_colour (HgRunItem *self, guint colour);

/** How its loss compares: from 0 to 1, the largest of the list; and whether it is the least. */
double hg_run_item_get_share (HgRunItem *self);
gboolean hg_run_item_is_best (HgRunItem *self);
void hg_run_item_set_rank (HgRunItem *self, double share, gboolean best);

G_END_DECLS
