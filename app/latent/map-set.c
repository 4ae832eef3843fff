/* SPDX-License-Identifier: MIT */
#include "app/latent/map-set.h"

#include "app/project/npz.h"

gboolean
wb_latent_map_write_set (const WbLatentMap *self,
                         gsize n,
                         const guint32 *samples,
                         const char *path,
                         GError **error)
{
  const DsShape *shape = ds_dataset_get_shape (self->dataset);
  const gint *labels = ds_dataset_get_labels (self->dataset);
  g_autofree float *x = g_new (float, n *ds_dataset_get_sample_size (self->dataset));
  g_autofree gint64 *y = g_new0 (gint64, n);
  gsize dims[WB_NPY_MAX_RANK] = { n };
  WbNpzArray arrays[] = { { "x", WB_NPY_F4, shape->rank + 1, dims, x },
                          { "y", WB_NPY_I8, 1, dims, y } };

  for (guint i = 0; i < shape->rank; i++)
    dims[i + 1] = shape->dims[i];
  ds_dataset_read (self->dataset, samples, n, x);
  for (gsize i = 0; i < n && labels != NULL; i++)
    y[i] = labels[samples[i]];
  return wb_npz_write (path, labels != NULL ? 2 : 1, arrays, error);
}
