/* SPDX-License-Identifier: MIT */
/*
 * Images brought to another size while they are read: with a rim of zeros
 * around them, cut, or resampled. The images themselves stay as they are.
 */
#pragma once

#include "data/dataset.h"

G_BEGIN_DECLS

/**
 * DsFitMode:
 * @DS_FIT_NONE: as they are
 * @DS_FIT_PAD: zeros around them, the odd row and column behind; made smaller
 *   where they do not fit
 * @DS_FIT_RESIZE: resampled with a triangle filter: linear between pixels, and
 *   their weighted mean where the new ones are larger
 * @DS_FIT_CROP: the largest part in the middle that has the new proportions,
 *   resampled
 */
typedef enum
{
  DS_FIT_NONE,
  DS_FIT_PAD,
  DS_FIT_RESIZE,
  DS_FIT_CROP,
} DsFitMode;

/**
 * DsFit:
 * @mode: how
 * @height: @width: the new size in pixels
 */
typedef struct
{
  DsFitMode mode;
  guint height;
  guint width;
} DsFit;

#define DS_FIT_MAX_SIDE 4096

/** Returns: whether both do the same; any thread. */
gboolean ds_fit_is_equal (const DsFit *a, const DsFit *b);

/**
 * Reading it costs the reading of @self and, of a padded set, a copy; of a
 * resized one, taps x values.
 *
 * @fit: not DS_FIT_NONE
 * @error: DS_ERROR_MISMATCH where the samples are not images; DS_ERROR_SIZE for
 *   a side of 0 or above DS_FIT_MAX_SIDE
 *
 * Returns: (transfer full): the set of images in the new size, with the labels
 *   of @self, which it holds; NULL on failure; any thread.
 */
DsDataset *
ds_dataset_new_fitted (DsDataset *self, const DsFit *fit, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
