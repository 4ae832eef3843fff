/* SPDX-License-Identifier: MIT */
/*
 * The numbers of the samples that are left are kept in one list. Numbers are
 * looked up some at a time, so that the set behind can fetch ahead.
 */
#include "data/selection.h"

#include "data/storage.h"

/* Samples that are looked up at a time. */
#define AT_ONCE 256

typedef struct
{
  DsStorage storage;
  DsDataset *from;
  guint32 *numbers;
} Selection;

static void
read_selection (DsStorage *storage, gsize first, const guint32 *indices, gsize n, float *out)
{
  const Selection *self = (const Selection *) storage;
  guint32 numbers[AT_ONCE];

  for (gsize done = 0; done < n; done += AT_ONCE)
    {
      gsize n_now = MIN (n - done, AT_ONCE);

      for (gsize i = 0; i < n_now; i++)
        numbers[i] = self->numbers[first + (indices ? indices[done + i] : done + i)];
      ds_dataset_read (self->from, numbers, n_now, out + done * storage->size);
    }
}

static void
read_factors (DsStorage *storage, gsize first, gsize n, float *out)
{
  const Selection *self = (const Selection *) storage;
  guint n_factors = ds_dataset_get_n_factors (self->from);

  for (gsize i = 0; i < n; i++)
    ds_dataset_read_factors (self->from, self->numbers[first + i], 1, out + i * n_factors);
}

static gboolean
check_selection (DsStorage *storage, GError **error)
{
  return ds_dataset_check (((Selection *) storage)->from, error);
}

static void
free_selection (DsStorage *storage)
{
  Selection *self = (Selection *) storage;

  ds_dataset_unref (self->from);
  g_free (self->numbers);
  g_free (self);
}

DsDataset *
ds_dataset_new_without (DsDataset *self, const guint32 *left_out, gsize n)
{
  const gint *labels = ds_dataset_get_labels (self);
  gsize count = ds_dataset_get_count (self), n_left = 0;
  Selection *selection;

  g_return_val_if_fail (n < count, NULL);

  selection = g_new0 (Selection, 1);
  selection->from = ds_dataset_ref (self);
  selection->numbers = g_new (guint32, count - n);
  for (gsize i = 0, next = 0; i < count; i++)
    if (next < n && left_out[next] == i)
      next++;
    else
      selection->numbers[n_left++] = (guint32) i;
  selection->storage = (DsStorage) {
    .read = read_selection,
    .read_factors = read_factors,
    .check = check_selection,
    .free = free_selection,
    .shape = *ds_dataset_get_shape (self),
    .size = ds_dataset_get_sample_size (self),
    .count = count - n,
    .scaling = *ds_dataset_get_scaling (self),
    .labels = labels != NULL
    ? g_new (gint, count - n) : NULL,
             .class_names = g_strdupv ((char **) ds_dataset_get_class_names (self)),
             .factor_names = g_strdupv ((char **) ds_dataset_get_factor_names (self)),
    };
  for (gsize i = 0; labels != NULL && i < n_left; i++)
    selection->storage.labels[i] = labels[selection->numbers[i]];
  return ds_dataset_new_for_storage (ds_dataset_get_name (self), ds_dataset_get_origin (self),
                                     &selection->storage);
}
