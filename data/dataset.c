/* SPDX-License-Identifier: MIT */
/*
 * A data set is a window (first, count) on a counted storage. Nothing changes
 * after the constructor, so reading needs no lock; storages that draw when
 * wanted keep that promise themselves.
 */
#include "data/dataset.h"

#include "data/storage.h"

/* Values looked at in one go while the range is searched. */
#define RANGE_VALUES 4096
#define RANGE_LANES  16

struct _DsDataset
{
  gint references;
  char *name;
  char *origin;
  DsStorage *storage;
  gsize first;
  gsize count;
};

static DsDataset *
new_window (const char *name, const char *origin, DsStorage *storage, gsize first, gsize count)
{
  DsDataset *self = g_new0 (DsDataset, 1);

  g_atomic_int_set (&self->references, 1);
  self->name = g_strdup (name);
  self->origin = g_strdup (origin);
  self->storage = storage;
  self->first = first;
  self->count = count;
  return self;
}

DsDataset *
ds_dataset_new_for_storage (const char *name, const char *origin, DsStorage *storage)
{
  g_atomic_int_set (&storage->references, 1);
  return new_window (name, origin, storage, 0, storage->count);
}

DsDataset *
ds_dataset_new_slice (DsDataset *self, gsize first, gsize n)
{
  g_return_val_if_fail (n > 0, NULL);
  g_return_val_if_fail (first < self->count && n <= self->count - first, NULL);

  g_atomic_int_inc (&self->storage->references);
  return new_window (self->name, self->origin, self->storage, self->first + first, n);
}

DsDataset *
ds_dataset_ref (DsDataset *self)
{
  g_atomic_int_inc (&self->references);
  return self;
}

static void
unref_storage (DsStorage *storage)
{
  if (!g_atomic_int_dec_and_test (&storage->references))
    return;

  g_free (storage->labels);
  g_strfreev (storage->class_names);
  g_strfreev (storage->factor_names);
  storage->free (storage);
}

void
ds_dataset_unref (DsDataset *self)
{
  if (!g_atomic_int_dec_and_test (&self->references))
    return;

  unref_storage (self->storage);
  g_free (self->name);
  g_free (self->origin);
  g_free (self);
}

void
ds_dataset_read (DsDataset *self, const guint32 *indices, gsize n, float *out)
{
  guint32 largest = 0;

  for (gsize i = 0; i < n; i++)
    largest = MAX (largest, indices[i]);
  g_return_if_fail (largest < self->count);

  self->storage->read (self->storage, self->first, indices, n, out);
}

void
ds_dataset_read_range (DsDataset *self, gsize first, gsize n, float *out)
{
  g_return_if_fail (first <= self->count && n <= self->count - first);

  self->storage->read (self->storage, self->first + first, NULL, n, out);
}

gboolean
ds_dataset_check (DsDataset *self, GError **error)
{
  return self->storage->check == NULL || self->storage->check (self->storage, error);
}

gsize
ds_dataset_count_shared (DsDataset *self, gsize at)
{
  DsStorage *storage = self->storage;

  g_return_val_if_fail (at < self->count, 0);

  return storage->count_shared != NULL ? MIN (storage->count_shared (storage, self->first + at), at)
                                       : 0;
}

const char *
ds_dataset_get_name (DsDataset *self)
{
  return self->name;
}

const char *
ds_dataset_get_origin (DsDataset *self)
{
  return self->origin;
}

gsize
ds_dataset_get_count (DsDataset *self)
{
  return self->count;
}

const DsShape *
ds_dataset_get_shape (DsDataset *self)
{
  return &self->storage->shape;
}

gsize
ds_dataset_get_sample_size (DsDataset *self)
{
  return self->storage->size;
}

const DsScaling *
ds_dataset_get_scaling (DsDataset *self)
{
  return &self->storage->scaling;
}

const gint *
ds_dataset_get_labels (DsDataset *self)
{
  return self->storage->labels ? self->storage->labels + self->first : NULL;
}

guint
ds_dataset_get_n_classes (DsDataset *self)
{
  char **names = self->storage->class_names;

  return names ? g_strv_length (names) : 0;
}

const char *const *
ds_dataset_get_class_names (DsDataset *self)
{
  return (const char *const *) self->storage->class_names;
}

guint
ds_dataset_get_n_factors (DsDataset *self)
{
  char **names = self->storage->factor_names;

  return names ? g_strv_length (names) : 0;
}

const char *const *
ds_dataset_get_factor_names (DsDataset *self)
{
  return (const char *const *) self->storage->factor_names;
}

void
ds_dataset_read_factors (DsDataset *self, gsize first, gsize n, float *out)
{
  g_return_if_fail (self->storage->read_factors != NULL);
  g_return_if_fail (first <= self->count && n <= self->count - first);

  self->storage->read_factors (self->storage, self->first + first, n, out);
}

/* Several lanes side by side, so that no value waits for the one before. */
static void
widen_range (const float *values, gsize n, float *low, float *high)
{
  float lows[RANGE_LANES], highs[RANGE_LANES];
  gsize whole = n - n % RANGE_LANES;

  for (guint lane = 0; lane < RANGE_LANES; lane++)
    {
      lows[lane] = *low;
      highs[lane] = *high;
    }
  for (gsize i = 0; i < whole; i += RANGE_LANES)
    for (guint lane = 0; lane < RANGE_LANES; lane++)
      {
        float value = values[i + lane];

        lows[lane] = value < lows[lane] ? value : lows[lane];
        highs[lane] = value > highs[lane] ? value : highs[lane];
      }
  for (gsize i = whole; i < n; i++)
    {
      *low = MIN (*low, values[i]);
      *high = MAX (*high, values[i]);
    }
  for (guint lane = 0; lane < RANGE_LANES; lane++)
    {
      *low = MIN (*low, lows[lane]);
      *high = MAX (*high, highs[lane]);
    }
}

void
ds_dataset_find_range (DsDataset *self, float *minimum, float *maximum)
{
  gsize size = self->storage->size;
  gsize step = MAX (1, RANGE_VALUES / size);
  g_autofree float *values = g_new (float, step * size);

  *minimum = G_MAXFLOAT;
  *maximum = -G_MAXFLOAT;
  for (gsize i = 0; i < self->count; i += step)
    {
      gsize n = MIN (step, self->count - i);

      ds_dataset_read_range (self, i, n, values);
      widen_range (values, n * size, minimum, maximum);
    }
}
