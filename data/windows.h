/* SPDX-License-Identifier: MIT */
/*
 * A long recording as samples: windows of T steps that may overlap. The
 * recording is held once, however many windows are cut from it.
 */
#pragma once

#include "data/dataset.h"

G_BEGIN_DECLS

/**
 * DsRecording:
 * @values: [n_steps, n_features] scaled floats; held
 * @n_features: the columns
 * @scaling: the one that was applied
 */
typedef struct
{
  GBytes *values;
  guint n_features;
  DsScaling scaling;
} DsRecording;

/**
 * @name: what people call the set
 * @origin: the path it came from
 * @recording: the steps
 * @starts: [n], the first step of each window, ascending; copied
 * @n: how many, at least 1
 * @n_steps: T, of each window
 *
 * Returns: (transfer full): a set of samples of T×features; any thread.
 */
DsDataset *ds_windows_new (const char *name,
                           const char *origin,
                           const DsRecording *recording,
                           const gsize *starts,
                           gsize n,
                           guint n_steps) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
