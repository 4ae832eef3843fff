/* SPDX-License-Identifier: MIT */
/*
 * y = 0.299 r + 0.587 g + 0.114 b, times the opacity where there is one. The weights
 * add up to 1, so the scaling of the colours is that of the grey.
 */
#include "data/grey.h"

#include "data/error.h"
#include "data/scratch.h"
#include "data/storage.h"
#include "data/words.h"

typedef struct
{
  DsStorage storage;
  DsDataset *from;
  guint channels;
} Grey;

static GPrivate scratch = DS_SCRATCH;

static float
mix (const float *pixel, guint channels)
{
  float grey = 0.299f * pixel[0] + 0.587f * pixel[1] + 0.114f * pixel[2];

  return channels == 4 ? grey * pixel[3] : grey;
}

static void
read_grey (DsStorage *storage, gsize first, const guint32 *indices, gsize n, float *out)
{
  const Grey *self = (const Grey *) storage;
  const gsize size = storage->size;
  float *colours = ds_scratch_get (&scratch, size * self->channels);

  for (gsize i = 0; i < n; i++, out += size)
    {
      ds_dataset_read_range (self->from, first + (indices ? indices[i] : i), 1, colours);
      for (gsize k = 0; k < size; k++)
        out[k] = mix (colours + k * self->channels, self->channels);
    }
}

static void
read_factors (DsStorage *storage, gsize first, gsize n, float *out)
{
  ds_dataset_read_factors (((const Grey *) storage)->from, first, n, out);
}

static gboolean
check_grey (DsStorage *storage, GError **error)
{
  return ds_dataset_check (((Grey *) storage)->from, error);
}

static void
free_grey (DsStorage *storage)
{
  ds_dataset_unref (((Grey *) storage)->from);
  g_free (storage);
}

static gboolean
check (const DsShape *shape, GError **error)
{
  g_autofree char *text = ds_shape_to_string (shape);
  const guint channels = shape->rank == 3 ? shape->dims[2] : 0;

  if (channels == 1 || channels == 3 || channels == 4)
    return TRUE;
  return ds_refuse (error, DS_ERROR_MISMATCH,
                    _ ("Only images of 3 or 4 channels have colours that can become grey; these "
                       "samples are %s. Leave the option grey out."),
                    text);
}

DsDataset *
ds_dataset_new_grey (DsDataset *self, GError **error)
{
  const DsShape *shape = ds_dataset_get_shape (self);
  const gint *labels = ds_dataset_get_labels (self);
  const gsize count = ds_dataset_get_count (self);
  Grey *grey;

  if (!check (shape, error))
    return NULL;
  if (shape->dims[2] == 1)
    return ds_dataset_ref (self);
  grey = g_new0 (Grey, 1);
  grey->from = ds_dataset_ref (self);
  grey->channels = shape->dims[2];
  grey->storage = (DsStorage) {
    .read = read_grey,
    .read_factors = ds_dataset_get_n_factors (self) > 0 ? read_factors : NULL,
    .check = check_grey,
    .free = free_grey,
    .shape = { 3, { shape->dims[0], shape->dims[1], 1 } },
    .size = (gsize) shape->dims[0] * shape->dims[1],
    .count = count,
    .scaling = *ds_dataset_get_scaling (self),
    .labels = labels != NULL ? g_memdup2 (labels, count * sizeof *labels) : NULL,
    .class_names = g_strdupv ((char **) ds_dataset_get_class_names (self)),
    .factor_names = g_strdupv ((char **) ds_dataset_get_factor_names (self)),
  };
  return ds_dataset_new_for_storage (ds_dataset_get_name (self), ds_dataset_get_origin (self),
                                     &grey->storage);
}
