/* SPDX-License-Identifier: MIT */
/* The samples of a data set as a list model, in their order or sorted by class.
 * An item is made when it is asked for, so any number of samples costs at most
 * four bytes each.
 */
#pragma once

#include <gio/gio.h>

#include "data/dataset.h"

G_BEGIN_DECLS

#define HG_TYPE_SAMPLE (hg_sample_get_type ())
G_DECLARE_FINAL_TYPE (HgSample, hg_sample, HG, SAMPLE, GObject)

#define HG_TYPE_SAMPLE_LIST (hg_sample_list_get_type ())
G_DECLARE_FINAL_TYPE (HgSampleList, hg_sample_list, HG, SAMPLE_LIST, GObject)

/**
 * hg_sample_list_new:
 * @by_class: all of the first class, then all of the second; has no effect on
 *   data without labels
 *
 * Returns: (transfer full): a list of HgSample
 */
HgSampleList *hg_sample_list_new (DsDataset *data, gboolean by_class) G_GNUC_WARN_UNUSED_RESULT;

/**
 * hg_sample_list_get_number:
 * @position: in the list
 *
 * Returns: the number of the sample in its data set, from 0
 */
guint32 hg_sample_list_get_number (HgSampleList *self, guint position);

/**
 * hg_sample_list_find:
 * @number: of a sample in its data set, from 0
 *
 * Returns: its position in the list
 */
guint hg_sample_list_find (HgSampleList *self, guint32 number);

/**
 * hg_sample_list_find_class:
 *
 * Returns: the position of the first sample of class @label; the length of the
 *   list where there is none
 */
guint hg_sample_list_find_class (HgSampleList *self, gint label);

/**
 * hg_sample_get_number:
 *
 * Returns: the number of the sample in its data set, from 0
 */
guint32 hg_sample_get_number (HgSample *self);

G_END_DECLS
