/* SPDX-License-Identifier: MIT */
/* See the header. */
#include "app/figures/ink.h"

#include <string.h>

#include "app/figures/image.h"

#define LOOKED_AT 65536 /* values */

gboolean
wb_pixels_are_ink (const float *values, gsize n)
{
  double sum = 0;
  gsize n_zeros = 0;

  for (gsize i = 0; i < n; i++)
    {
      sum += (double) values[i];
      n_zeros += values[i] == 0;
    }
  return 2 * n_zeros > n && sum < 0.5 * (double) n;
}

gboolean
wb_dataset_is_ink (DsDataset *dataset)
{
  const DsShape *from = ds_dataset_get_shape (dataset);
  AeShape shape = { .rank = from->rank };
  gsize size = ds_dataset_get_sample_size (dataset);
  gsize n = CLAMP (LOOKED_AT / MAX (size, 1), 1, ds_dataset_get_count (dataset));
  g_autofree float *values = NULL;

  memcpy (shape.dims, from->dims, sizeof shape.dims);
  if (wb_picture_get_kind (&shape) != WB_PICTURE_IMAGE)
    return TRUE;
  values = g_new (float, n *size);
  ds_dataset_read_range (dataset, 0, n, values);
  return wb_pixels_are_ink (values, n * size);
}
