/* SPDX-License-Identifier: MIT */
/*
 * Images in colour as shades of grey, made while they are read.
 */
#pragma once

#include "data/dataset.h"

G_BEGIN_DECLS

/**
 * @error: DS_ERROR_MISMATCH where the samples are not images of 1, 3 or 4 channels
 *
 * Returns: (transfer full): the set of the images' luminance (ITU-R 601), on black where
 *   they are transparent, with the labels and factors of @self, which it holds; @self
 *   where it is grey already; NULL on failure; any thread.
 */
DsDataset *ds_dataset_new_grey (DsDataset *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
