/* SPDX-License-Identifier: MIT */
/*
 * NumPy arrays as data sets, for .npy and .npz alike.
 *
 *   rank 2: n lists of D values        rank 3: n images H×W, read as H×W×1
 *   rank 4: n images H×W×C             rank 1: labels, only beside one of these
 *
 * With series=true rank 2 is n series of T×1 and rank 3 n series of T×F: the
 * numbers alone do not tell a series from an image.
 */
#pragma once

#include "data/array.h"
#include "data/import.h"

G_BEGIN_DECLS

/**
 * DsNpyPart:
 * @name: of the array of samples, for people
 * @samples: what it holds
 * @labels_name: (nullable): of the array of labels; NULL where there is none
 * @labels: what that holds
 *
 * The training or the validation part of a set.
 */
typedef struct
{
  const char *name;
  DsArray samples;
  const char *labels_name;
  DsArray labels;
} DsNpyPart;

/**
 * ds_npy_part_clear:
 * @self: a part
 *
 * Frees both arrays.
 */
void ds_npy_part_clear (DsNpyPart *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DsNpyPart, ds_npy_part_clear)

/**
 * DS_NPY_OPTIONS:
 *
 * The import options that apply to arrays.
 */
#define DS_NPY_OPTIONS \
  { \
    "size", "fit", "grey", "series", NULL \
  }

/**
 * ds_npy_pass_over_labels:
 * @cause: (transfer full): why labels could not be read
 * @error: gets it, unless they are of a kind that is not read: Python objects, for one
 *
 * Returns: whether the samples are read without labels, which is noted.
 */
gboolean ds_npy_pass_over_labels (GError *cause, GError **error);

/**
 * ds_npy_open_parts:
 * @path: the file
 * @training: samples to train on, and perhaps their labels
 * @validation: (nullable): samples to validate
 * @request: how they are to be read
 * @import: gets both sets
 * @error: any DS_ERROR
 *
 * The training part decides about the scaling of both.
 *
 * Returns: whether it went well.
 */
gboolean ds_npy_open_parts (const char *path,
                            const DsNpyPart *training,
                            const DsNpyPart *validation,
                            const DsRequest *request,
                            DsImport *import,
                            GError **error);

G_END_DECLS
