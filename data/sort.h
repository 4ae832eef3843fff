/* SPDX-License-Identifier: MIT */
/*
 * Sorting of many entries that can be cancelled.
 */
#pragma once

#include "data/progress.h"

G_BEGIN_DECLS

/**
 * Entries that are the same keep their order.
 *
 * @entries: to sort
 * @compare: gets addresses of two of them
 * @progress: (nullable): who may cancel
 * @error: DS_ERROR_CANCELLED, when they are in any order
 *
 * Returns: whether they are sorted.
 */
gboolean
ds_sort (GPtrArray *entries, GCompareFunc compare, const DsProgress *progress, GError **error);

G_END_DECLS
