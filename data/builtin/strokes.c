/* SPDX-License-Identifier: MIT */
/*
 * The built-in set as a storage: one byte of state and 784 of ink a sample.
 * Whoever reads a sample that is not kept yet draws it for himself; the first
 * to claim it also keeps it. Nobody waits: a reader that meets a sample in the
 * making draws it again, and gets the same bytes.
 */
#include "data/builtin/strokes.h"

#include <stdatomic.h>
#include <string.h>

#include "data/convert.h"
#include "data/builtin/handwriting.h"
#include "data/source.h"
#include "data/storage.h"

#define PURPOSE_DIGIT   0x6469676974u
#define PURPOSE_STROKES 0x7374726f6b6573u
#define COUNT           (DS_STROKES_TRAINING + DS_STROKES_VALIDATION)

enum
{
  EMPTY,
  CLAIMED,
  KEPT,
};

typedef struct
{
  DsStorage storage;
  guint64 seed;
  DsConvertBytes convert;
  guint8 *pixels;
  _Atomic guint8 *states;
} Strokes;

guint
ds_strokes_get_digit (guint64 seed, guint64 index)
{
  DsRandom random = ds_random_init (PURPOSE_DIGIT, seed, index);

  return ds_random_below (&random, 10);
}

/* Paper and pen are rough: ink wavers from pixel to pixel, least in the middle
 * of a bold line, and darkens faster than it covers. */
static guint8
tone (float ink, float roughness, guint64 noise)
{
  float wave = ((float) (noise & 0xffff) + (float) (noise >> 48)) / 65536 - 1;

  if (ink > 1)
    ink = 1 + (ink - 1) * 0.4f;
  ink += roughness * wave;
  ink = ink < 0 ? 0 : ink > 1 ? 1 : ink;
  return (guint8) (ink * ink * (3 - 2 * ink) * 255 + 0.5f);
}

/* Leaves the stream where the roughness of the paper is drawn from. */
static void
write_path (guint64 seed, guint64 index, DsRandom *random, DsHandwriting *path)
{
  *random = ds_random_init (PURPOSE_STROKES, seed, index);
  ds_handwriting_write (ds_strokes_get_digit (seed, index), random, path);
}

static void
find_factors (guint64 seed, guint64 index, float *factors)
{
  DsRandom random;
  DsHandwriting path;

  write_path (seed, index, &random, &path);
  factors[DS_STROKES_DIGIT] = (float) ds_strokes_get_digit (seed, index);
  factors[DS_STROKES_SHEAR] = path.shear;
  factors[DS_STROKES_ROTATION] = path.rotation;
  factors[DS_STROKES_WIDTH] = path.width;
  factors[DS_STROKES_PRESSURE] = path.pressure;
  factors[DS_STROKES_SOFTNESS] = path.softness;
}

void
ds_strokes_draw (guint64 seed, guint64 index, guint8 *pixels)
{
  DsRandom random;
  DsHandwriting path;
  float ink[DS_STROKES_PIXELS];
  float roughness;

  for (guint i = 0; i < DS_STROKES_PIXELS; i++)
    ink[i] = -1;
  write_path (seed, index, &random, &path);
  ds_pen_draw (path.points, path.n, path.softness, DS_STROKES_SIDE, ink);

  roughness = ds_random_uniform (&random, 0.05f, 0.3f);
  for (guint i = 0; i < DS_STROKES_PIXELS; i++)
    pixels[i] = ink[i] <= -1 ? 0 : tone (ink[i], roughness, ds_random_next (&random));
}

static inline guint8 *
get_kept (Strokes *self, gsize index)
{
  return self->pixels + index * DS_STROKES_PIXELS;
}

static void
read_sample (Strokes *self, gsize index, float *out)
{
  guint8 drawn[DS_STROKES_PIXELS];
  guint8 *kept = get_kept (self, index);
  const guint8 *from = kept;
  guint8 expected = EMPTY;

  if (atomic_load_explicit (&self->states[index], memory_order_acquire) != KEPT)
    {
      ds_strokes_draw (self->seed, index, drawn);
      from = drawn;
      if (atomic_compare_exchange_strong (&self->states[index], &expected, CLAIMED))
        {
          memcpy (kept, drawn, sizeof drawn);
          atomic_store_explicit (&self->states[index], KEPT, memory_order_release);
        }
    }

  self->convert (from, DS_STROKES_PIXELS, 0.0f, (float) self->storage.scaling.factor, out);
}

static void
read_strokes (DsStorage *storage, gsize first, const guint32 *indices, gsize n, float *out)
{
  Strokes *self = (Strokes *) storage;

  for (gsize i = 0; i < n; i++)
    {
      if (indices != NULL && i + DS_CONVERT_AHEAD < n)
        ds_convert_prefetch (get_kept (self, first + indices[i + DS_CONVERT_AHEAD]),
                             DS_STROKES_PIXELS);
      read_sample (self, first + (indices ? indices[i] : i), out + i * DS_STROKES_PIXELS);
    }
}

static void
read_factors (DsStorage *storage, gsize first, gsize n, float *out)
{
  const Strokes *self = (const Strokes *) storage;

  for (gsize i = 0; i < n; i++)
    find_factors (self->seed, first + i, out + i * DS_STROKES_N_FACTORS);
}

static void
free_strokes (DsStorage *storage)
{
  Strokes *self = (Strokes *) storage;

  g_free (self->pixels);
  g_free (self->states);
  g_free (self);
}

DsDataset *
ds_strokes_new (guint64 seed)
{
  Strokes *self = g_new0 (Strokes, 1);
  const char *names[] = { "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", NULL };
  const char *factors[DS_STROKES_N_FACTORS + 1] = {
    [DS_STROKES_DIGIT] = "digit",       [DS_STROKES_SHEAR] = "shear",
    [DS_STROKES_ROTATION] = "rotation", [DS_STROKES_WIDTH] = "width",
    [DS_STROKES_PRESSURE] = "pressure", [DS_STROKES_SOFTNESS] = "softness",
  };

  self->storage = (DsStorage) {
    .read = read_strokes,
    .read_factors = read_factors,
    .factor_names = g_strdupv ((char **) factors),
    .free = free_strokes,
    .shape = { 3, { DS_STROKES_SIDE, DS_STROKES_SIDE, 1 } },
    .size = DS_STROKES_PIXELS,
    .count = COUNT,
    .scaling = { 0.0, 1.0 / 255.0 },
    .labels = g_new (gint, COUNT), .class_names = g_strdupv ((char **) names),
    };
  for (guint i = 0; i < COUNT; i++)
    self->storage.labels[i] = (gint) ds_strokes_get_digit (seed, i);

  /* Zeroed memory of this size costs nothing until a sample is kept in it. */
  self->seed = seed;
  self->convert = ds_convert_choose_bytes ();
  self->pixels = g_malloc0 ((gsize) COUNT * DS_STROKES_PIXELS);
  self->states = g_malloc0 (COUNT);
  return ds_dataset_new_for_storage (DS_BUILT_IN, DS_BUILT_IN, &self->storage);
}
