/* SPDX-License-Identifier: MIT */
/* The bridge copies nothing: a source reads straight from the data set. */
#include "app/data/batch-bridge.h"

#include <glib/gi18n-lib.h>

#include "engine/error.h"

static void
read_samples (gpointer data, const guint32 *indices, gsize n, float *out)
{
  ds_dataset_read (data, indices, n, out);
}

static gboolean
check_samples (gpointer data, GError **error)
{
  return ds_dataset_check (data, error);
}

AeSource
wb_batch_bridge_source (DsDataset *dataset)
{
  return (AeSource) {
    .data = dataset,
    .n_samples = ds_dataset_get_count (dataset),
    .shape = wb_batch_bridge_shape (ds_dataset_get_shape (dataset)),
    .read = read_samples,
    .check = check_samples,
  };
}

AeShape
wb_batch_bridge_shape (const DsShape *shape)
{
  AeShape same = { .rank = shape->rank };

  for (guint i = 0; i < shape->rank; i++)
    same.dims[i] = shape->dims[i];
  return same;
}

gboolean
wb_batch_bridge_fits (DsDataset *dataset, const AeShape *input, GError **error)
{
  AeShape shape = wb_batch_bridge_shape (ds_dataset_get_shape (dataset));
  g_autofree char *have = NULL, *want = NULL;

  if (ae_shape_size (&shape) == ae_shape_size (input))
    return TRUE;
  have = ae_shape_to_string (&shape);
  want = ae_shape_to_string (input);
  return ae_refuse (error, AE_ERROR_SHAPE,
                    _ ("The samples of “%s” are %s and the model takes %s. Open other data, or "
                       "give the Input layer the shape %s."),
                    ds_dataset_get_name (dataset), have, want, have);
}

gboolean
wb_batch_bridge_has_size (gsize size, const AeShape *input, GError **error)
{
  g_autofree char *want = NULL;

  if (size == ae_shape_size (input))
    return TRUE;
  want = ae_shape_to_string (input);
  return ae_refuse (error, AE_ERROR_SHAPE,
                    _ ("The samples have %zu values and the model takes %s. Open other data, or "
                       "change the Input layer."),
                    size, want);
}

float *
wb_batch_bridge_read_spread (DsDataset *dataset, gsize most, gsize *n, GError **error)
{
  gsize count = ds_dataset_get_count (dataset);
  AeShape shape = wb_batch_bridge_shape (ds_dataset_get_shape (dataset));
  g_autofree guint32 *indices = NULL;
  g_autofree float *samples = NULL;

  *n = MIN (count, most);
  indices = g_new (guint32, *n + 1);
  samples = g_new (float, *n * ae_shape_size (&shape) + 1);
  for (gsize i = 0; i < *n; i++)
    indices[i] = (guint32) (i * count / *n);
  ds_dataset_read (dataset, indices, *n, samples);
  return ds_dataset_check (dataset, error) ? g_steal_pointer (&samples) : NULL;
}
