/* SPDX-License-Identifier: MIT */
/* The first samples of a data set, small, side by side: as many as there is
 * room for.
 */
#pragma once

#include "data/dataset.h"
#include "ui/figure-widget.h"

G_BEGIN_DECLS

#define HG_TYPE_SAMPLE_STRIP (hg_sample_strip_get_type ())
G_DECLARE_FINAL_TYPE (HgSampleStrip, hg_sample_strip, HG, SAMPLE_STRIP, HgFigureWidget)

/** @dataset: its first samples are read at once */
void hg_sample_strip_set_dataset (HgSampleStrip *self, DsDataset *dataset);

G_END_DECLS
