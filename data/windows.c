/* SPDX-License-Identifier: MIT */
/*
 * A window is one piece of the recording: reading is copying.
 */
#include "data/windows.h"

#include <string.h>

#include "data/storage.h"

typedef struct
{
  DsStorage storage;
  GBytes *values;
  const float *first;
  gsize n_features;
  gsize *starts;
} Windows;

static void
read_windows (DsStorage *storage, gsize first, const guint32 *indices, gsize n, float *out)
{
  const Windows *self = (const Windows *) storage;

  for (gsize i = 0; i < n; i++)
    {
      gsize start = self->starts[first + (indices ? indices[i] : i)];

      memcpy (out + i * storage->size, self->first + start * self->n_features,
              storage->size * sizeof (float));
    }
}

static gsize
count_shared (DsStorage *storage, gsize at)
{
  const Windows *self = (const Windows *) storage;
  gsize n = 0;

  while (n < at && self->starts[at - n - 1] + storage->shape.dims[0] > self->starts[at])
    n++;
  return n;
}

static void
free_windows (DsStorage *storage)
{
  Windows *self = (Windows *) storage;

  g_bytes_unref (self->values);
  g_free (self->starts);
  g_free (self);
}

DsDataset *
ds_windows_new (const char *name,
                const char *origin,
                const DsRecording *recording,
                const gsize *starts,
                gsize n,
                guint n_steps)
{
  Windows *self = g_new0 (Windows, 1);

  self->storage = (DsStorage) {
    .read = read_windows,
    .count_shared = count_shared,
    .free = free_windows,
    .shape = { 2, { n_steps, recording->n_features } },
    .size = (gsize) n_steps * recording->n_features,
    .count = n,
    .scaling = recording->scaling,
  };
  self->values = g_bytes_ref (recording->values);
  self->first = g_bytes_get_data (self->values, NULL);
  self->n_features = recording->n_features;
  self->starts = g_memdup2 (starts, n * sizeof *starts);
  return ds_dataset_new_for_storage (name, origin, &self->storage);
}
