/* SPDX-License-Identifier: MIT */
#include "app/latent/nearest.h"

#include <math.h>

#define CHUNK 64 /* samples that are read at a time */

typedef struct
{
  guint k;
  guint found;
  guint32 *neighbours;
  float squares[WB_NEAREST_MOST];
} Nearest;

static float
find_square (gsize d, const float *a, const float *b, float limit)
{
  float square = 0;

  for (gsize first = 0; first < d && square < limit; first += 16)
    for (gsize j = first; j < MIN (first + 16, d); j++)
      square += (a[j] - b[j]) * (a[j] - b[j]);
  return square;
}

static void
offer (Nearest *self, gsize d, const float *x, const float *at, guint32 index)
{
  const float limit = self->found == self->k ? self->squares[self->k - 1] : INFINITY;
  const float square = find_square (d, x, at, limit);
  guint to;

  if (!(square < limit))
    return;
  to = self->found < self->k ? self->found++ : self->k - 1;
  for (; to > 0 && self->squares[to - 1] > square; to--)
    {
      self->squares[to] = self->squares[to - 1];
      self->neighbours[to] = self->neighbours[to - 1];
    }
  self->squares[to] = square;
  self->neighbours[to] = index;
}

guint
wb_nearest_codes (gsize n, gsize d, const float *codes, gsize sample, guint k, guint32 *neighbours)
{
  Nearest nearest = { .k = MIN (k, WB_NEAREST_MOST), .neighbours = neighbours };

  for (gsize i = 0; i < n; i++)
    if (i != sample)
      offer (&nearest, d, codes + i * d, codes + sample * d, (guint32) i);
  return nearest.found;
}

guint
wb_nearest_samples (DsDataset *dataset, gsize n, gsize sample, guint k, guint32 *neighbours)
{
  const gsize size = ds_dataset_get_sample_size (dataset);
  const guint32 own = (guint32) sample;
  g_autofree float *at = g_new (float, size);
  g_autofree float *values = g_new (float, CHUNK *size);
  Nearest nearest = { .k = MIN (k, WB_NEAREST_MOST), .neighbours = neighbours };

  ds_dataset_read (dataset, &own, 1, at);
  for (gsize first = 0; first < n; first += CHUNK)
    {
      const gsize count = MIN (CHUNK, n - first);
      guint32 indices[CHUNK];

      for (gsize i = 0; i < count; i++)
        indices[i] = (guint32) (first + i);
      ds_dataset_read (dataset, indices, (guint) count, values);
      for (gsize i = 0; i < count; i++)
        if (first + i != sample)
          offer (&nearest, size, values + i * size, at, (guint32) (first + i));
    }
  return nearest.found;
}
