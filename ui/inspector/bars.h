/* SPDX-License-Identifier: MIT */
/* A row of upright bars with a word below each end: a histogram, or a number
 * for each dimension.
 */
#pragma once

#include "app/figures/palette.h"
#include "ui/figure-widget.h"

G_BEGIN_DECLS

#define HG_TYPE_BARS (hg_bars_get_type ())
G_DECLARE_FINAL_TYPE (HgBars, hg_bars, HG, BARS, HgFigureWidget)

GtkWidget *hg_bars_new (void) G_GNUC_WARN_UNUSED_RESULT;

/**
 * @values: [n]: from 0 on; copied
 * @quiet: bars up to this are drawn pale
 */
void hg_bars_set_values (HgBars *self, const double *values, guint n, double quiet);

/**
 * @left: below the left end
 * @right: below the right end
 */
void hg_bars_set_words (HgBars *self, const char *left, const char *right);

/** Whose colour the bars have. */
void hg_bars_set_role (HgBars *self, WbRole role);

G_END_DECLS
