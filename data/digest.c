/* SPDX-License-Identifier: MIT */
#include "data/digest.h"

static void
add_shape (GChecksum *sum, DsDataset *set)
{
  const DsShape *shape = ds_dataset_get_shape (set);
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, "%" G_GSIZE_FORMAT ":", ds_dataset_get_count (set));
  for (guint i = 0; i < shape->rank; i++)
    g_string_append_printf (text, "%ux", shape->dims[i]);
  g_checksum_update (sum, (const guchar *) text->str, (gssize) text->len);
}

static void
add_samples (GChecksum *sum, DsDataset *set)
{
  const gsize count = ds_dataset_get_count (set), n = MIN (count, DS_DIGEST_SAMPLES);
  const gsize size = ds_dataset_get_sample_size (set);
  const gint *labels = ds_dataset_get_labels (set);
  g_autofree float *values = g_new (float, size);

  for (gsize i = 0; i < n; i++)
    {
      guint32 index = (guint32) (n > 1 ? i * (count - 1) / (n - 1) : 0);

      ds_dataset_read (set, &index, 1, values);
      g_checksum_update (sum, (const guchar *) values, (gssize) (size * sizeof (float)));
      if (labels != NULL)
        g_checksum_update (sum, (const guchar *) &labels[index], sizeof (gint));
    }
}

char *
ds_digest (DsDataset *const *sets, guint n_sets)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint i = 0; i < n_sets; i++)
    {
      add_shape (sum, sets[i]);
      add_samples (sum, sets[i]);
    }
  return g_strdup (g_checksum_get_string (sum));
}
