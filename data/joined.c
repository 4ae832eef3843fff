/* SPDX-License-Identifier: MIT */
#include "data/joined.h"

#include <string.h>

#include "data/storage.h"

/* Samples that are looked up at a time. */
#define AT_ONCE 256

typedef struct
{
  DsStorage storage;
  DsDataset *parts[2];
  gsize first_count; /* samples of the first part */
} Joined;

/* Reads runs of samples of the same part. */
static void
read_joined (DsStorage *storage, gsize first, const guint32 *indices, gsize n, float *out)
{
  const Joined *self = (const Joined *) storage;
  guint32 numbers[AT_ONCE];
  gsize done = 0;

  while (done < n)
    {
      const gsize from = first + (indices != NULL ? indices[done] : done);
      const gboolean second = from >= self->first_count;
      gsize run = 0;

      while (run < AT_ONCE && done + run < n)
        {
          const gsize at = first + (indices != NULL ? indices[done + run] : done + run);

          if ((at >= self->first_count) != second)
            break;
          numbers[run++] = (guint32) (second ? at - self->first_count : at);
        }
      ds_dataset_read (self->parts[second], numbers, run, out + done * storage->size);
      done += run;
    }
}

static void
read_factors (DsStorage *storage, gsize first, gsize n, float *out)
{
  const Joined *self = (const Joined *) storage;
  const guint n_factors = ds_dataset_get_n_factors (self->parts[0]);

  for (gsize i = first; i < first + n; i++, out += n_factors)
    if (i < self->first_count)
      ds_dataset_read_factors (self->parts[0], i, 1, out);
    else
      ds_dataset_read_factors (self->parts[1], i - self->first_count, 1, out);
}

static gboolean
check_joined (DsStorage *storage, GError **error)
{
  const Joined *self = (const Joined *) storage;

  return ds_dataset_check (self->parts[0], error) && ds_dataset_check (self->parts[1], error);
}

static void
free_joined (DsStorage *storage)
{
  Joined *self = (Joined *) storage;

  ds_dataset_unref (self->parts[0]);
  ds_dataset_unref (self->parts[1]);
  g_free (self);
}

/* (transfer full) (nullable): NULL where one of them has no labels. */
static gint *
join_labels (DsDataset *a, DsDataset *b)
{
  const gint *first = ds_dataset_get_labels (a), *second = ds_dataset_get_labels (b);
  const gsize n = ds_dataset_get_count (a), more = ds_dataset_get_count (b);
  gint *labels;

  if (first == NULL || second == NULL
      || ds_dataset_get_n_classes (a) != ds_dataset_get_n_classes (b))
    return NULL;
  labels = g_new (gint, n + more);
  memcpy (labels, first, n * sizeof *labels);
  memcpy (labels + n, second, more * sizeof *labels);
  return labels;
}

DsDataset *
ds_dataset_new_joined (DsDataset *self, DsDataset *other)
{
  const gboolean has_factors = ds_dataset_get_n_factors (self) > 0
                               && ds_dataset_get_n_factors (self)
                                    == ds_dataset_get_n_factors (other);
  gint *labels = join_labels (self, other);
  Joined *joined;

  g_return_val_if_fail (ds_dataset_get_sample_size (self) == ds_dataset_get_sample_size (other),
                        NULL);
  joined = g_new0 (Joined, 1);
  joined->parts[0] = ds_dataset_ref (self);
  joined->parts[1] = ds_dataset_ref (other);
  joined->first_count = ds_dataset_get_count (self);
  joined->storage = (DsStorage) {
    .read = read_joined,
    .read_factors = has_factors ? read_factors : NULL,
    .check = check_joined,
    .free = free_joined,
    .shape = *ds_dataset_get_shape (self),
    .size = ds_dataset_get_sample_size (self),
    .count = joined->first_count + ds_dataset_get_count (other),
    .scaling = *ds_dataset_get_scaling (self),
    .labels = labels,
    .class_names = labels != NULL ? g_strdupv ((char **) ds_dataset_get_class_names (self)) : NULL,
    .factor_names = has_factors ? g_strdupv ((char **) ds_dataset_get_factor_names (self)) : NULL,
  };
  return ds_dataset_new_for_storage (ds_dataset_get_name (self), ds_dataset_get_origin (self),
                                     &joined->storage);
}
