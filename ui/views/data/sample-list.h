/* SPDX-License-Identifier: MIT */
/* The samples of a data set as a list model, in their order or sorted by class or by
 * a factor. An item is made when it is asked for, so any number of samples costs at
 * most eight bytes each.
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
 * HG_ORDER_STORED: HG_ORDER_BY_CLASS:
 *
 * Orders of samples; the number of a factor is one, too.
 */
#define HG_ORDER_STORED   (-2)
#define HG_ORDER_BY_CLASS (-1)

/**
 * @order: by class, all of the first come before all of the second; by a factor, the
 *   smallest comes first. Has no effect where the data have no labels or no such factor
 *
 * Returns: (transfer full): a list of HgSample
 */
HgSampleList *hg_sample_list_new (DsDataset *data, int order) G_GNUC_WARN_UNUSED_RESULT;

/**
 * @number: of a sample in its data set, from 0
 * @value: @least: @largest: (out): the factor that the list is sorted by, of this sample
 *   and of all
 *
 * Returns: FALSE where it is not sorted by one
 */
gboolean hg_sample_list_get_factor (HgSampleList *self,
                                    guint32 number,
                                    float *value,
                                    float *least,
                                    float *largest);

/**
 * @position: in the list
 *
 * Returns: the number of the sample in its data set, from 0
 */
guint32 hg_sample_list_get_number (HgSampleList *self, guint position);

/**
 * @number: of a sample in its data set, from 0
 *
 * Returns: its position in the list
 */
guint hg_sample_list_find (HgSampleList *self, guint32 number);

/**
 * Returns: the position of the first sample of class @label; the length of the
 *   list where there is none
 */
guint hg_sample_list_find_class (HgSampleList *self, gint label);

/** Returns: the number of the sample in its data set, from 0 */
guint32 hg_sample_get_number (HgSample *self);

G_END_DECLS
