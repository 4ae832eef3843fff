/* SPDX-License-Identifier: MIT */
/*
 * A number of 64 bits stands for each sample, in a table with open addressing.
 */
#include "data/duplicates.h"

#include "data/hash.h"
#include "data/words.h"

/* Values that are read in one go. */
#define PIECE (1 << 16)

typedef struct
{
  guint64 *hashes; /* 0 where there is none */
  gsize n;         /* a power of 2 */
} Table;

static guint64
hash_sample (const float *values, gsize n)
{
  return MAX (ds_hash_bytes (values, n * sizeof *values), 1);
}

/* Whether the table has the number already; else it is put in, if wanted. */
static gboolean
look_up (Table *self, guint64 hash, gboolean add)
{
  gsize at = hash & (self->n - 1);

  while (self->hashes[at] != 0 && self->hashes[at] != hash)
    at = (at + 1) & (self->n - 1);
  if (self->hashes[at] == hash)
    return TRUE;
  if (add)
    self->hashes[at] = hash;
  return FALSE;
}

/* How many samples are in the table, or the same as an earlier one. */
static gboolean
count_set (Table *self,
           DsDataset *set,
           gboolean add,
           gsize *n_same,
           const DsProgress *progress,
           GError **error)
{
  const gsize count = ds_dataset_get_count (set), size = ds_dataset_get_sample_size (set);
  const gsize step = MAX (PIECE / size, 1);
  g_autofree float *values = g_new (float, step * size);

  for (gsize first = 0; first < count; first += step)
    {
      gsize n = MIN (step, count - first);

      if (!ds_progress_update (progress, _ ("Looking for duplicates"), first, count, error))
        return FALSE;
      ds_dataset_read_range (set, first, n, values);
      for (gsize i = 0; i < n; i++)
        *n_same += look_up (self, hash_sample (values + i * size, size), add);
    }
  return TRUE;
}

gboolean
ds_duplicates_count (DsDuplicates *self,
                     DsDataset *training,
                     DsDataset *validation,
                     const DsProgress *progress,
                     GError **error)
{
  const gsize n = ds_dataset_get_count (training);
  const gsize size = ds_dataset_get_sample_size (training);
  Table table = { .n = 16 };
  gboolean counted;

  *self = (DsDuplicates) { 0 };
  if (n + ds_dataset_get_count (validation) > DS_DUPLICATES_MANY / size)
    return TRUE;
  while (table.n < 2 * n)
    table.n *= 2;
  table.hashes = g_new0 (guint64, table.n);
  counted = count_set (&table, training, TRUE, &self->n_duplicates, progress, error)
            && count_set (&table, validation, FALSE, &self->n_leaks, progress, error);
  g_free (table.hashes);
  return counted;
}
