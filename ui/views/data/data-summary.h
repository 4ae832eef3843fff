/* SPDX-License-Identifier: MIT */
/* What a data set is like as a whole: its range, its mean sample and how many
 * samples each class has. Found in a thread of its own, and only while it is
 * seen. Emits "class-activated" with the number of a class.
 */
#pragma once

#include <adwaita.h>

#include "data/dataset.h"

G_BEGIN_DECLS

#define HG_TYPE_DATA_SUMMARY (hg_data_summary_get_type ())
G_DECLARE_FINAL_TYPE (HgDataSummary, hg_data_summary, HG, DATA_SUMMARY, AdwBin)

/**
 * @data: (nullable): the data set
 * @ink: its samples are strokes
 */
void hg_data_summary_set_data (HgDataSummary *self, DsDataset *data, gboolean ink);

G_END_DECLS
