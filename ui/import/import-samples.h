/* SPDX-License-Identifier: MIT */
/* What an import sheet shows of data: the data, its first samples small enough
 * to be drawn, and how many samples each class has. A value, made in the thread
 * that reads and passed on whole.
 */
#pragma once

#include "data/source.h"
#include "engine/shape.h"

G_BEGIN_DECLS

/* No more samples than these are shown. */
#define HG_IMPORT_N_SHOWN 64

/**
 * HgImportSamples:
 * @source: the data, training and validation
 * @shape: of the shown samples
 * @n: at most HG_IMPORT_N_SHOWN
 * @values: [n, shape]
 * @ink: they are strokes
 * @n_classes: 0 without labels
 * @class_counts: [n_classes]: samples of both parts
 */
typedef struct
{
  DsSource *source;
  AeShape shape;
  guint n;
  float *values;
  gboolean ink;
  guint n_classes;
  gsize *class_counts;
} HgImportSamples;

/**
 * hg_import_samples_new:
 * @source: (transfer full): the data
 * @error: DS_ERROR_CHANGED
 *
 * Returns: (transfer full): what is shown of it, or NULL; any thread
 */
HgImportSamples *hg_import_samples_new (DsSource *source, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hg_import_samples_free (HgImportSamples *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HgImportSamples, hg_import_samples_free)

G_END_DECLS
