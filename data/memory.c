/* SPDX-License-Identifier: MIT */
/*
 * The storage of samples that lie in memory or in a mapped file: a GBytes of
 * 8-bit values or floats. Its read function is the hot call of training: it
 * asks for coming samples while it converts this one.
 */
#include "data/dataset.h"

#include <math.h>
#include <stdatomic.h>
#include <string.h>

#include "data/convert.h"
#include "data/error.h"
#include "data/file.h"
#include "data/mapped-file.h"
#include "data/storage.h"
#include "data/words.h"

typedef struct
{
  DsStorage storage;
  GBytes *samples;
  gconstpointer values;
  DsConvertBytes convert;
  float *factors; /* [n, F] */
  gsize n_factors;
  gboolean is_large;    /* @samples are of a large file */
  atomic_size_t n_held; /* bytes of it that may be in memory, at most */
} Memory;

#define WORDS_PER_BYTE 257.0f

/* Bytes of a large file that are in memory at once. */
#define MAX_HELD ((gsize) 96 << 20)

/* With a page, the system maps this many bytes around it that it has already. */
#define AROUND ((gsize) 64 << 10)

/* After samples were read: @n_pieces pieces of @n_bytes each. */
static void
limit_held (Memory *self, gsize n_pieces, gsize n_bytes)
{
  gsize n = n_pieces * (n_bytes + AROUND);

  if (!self->is_large || atomic_fetch_add (&self->n_held, n) + n < MAX_HELD)
    return;
  atomic_store (&self->n_held, 0);
  ds_mapped_file_let_go (self->samples);
}

static void
read_bytes (DsStorage *storage, gsize first, const guint32 *indices, gsize n, float *out)
{
  Memory *self = (Memory *) storage;
  const gsize size = storage->size;
  const float offset = (float) storage->scaling.offset;
  const float factor = (float) storage->scaling.factor;
  const guint8 *values = (const guint8 *) self->values + first * size;

  if (indices == NULL)
    {
      self->convert (values, n * size, offset, factor, out);
      limit_held (self, 1, n * size);
      return;
    }

  for (gsize i = 0; i < n; i++)
    {
      if (i + DS_CONVERT_AHEAD < n)
        ds_convert_prefetch (values + indices[i + DS_CONVERT_AHEAD] * size, size);
      self->convert (values + indices[i] * size, size, offset, factor, out + i * size);
    }
  limit_held (self, n, size);
}

static void
convert_words (const guint16 *in, gsize n, const DsScaling *scaling, float *out)
{
  const float offset = (float) scaling->offset, factor = (float) scaling->factor;

  for (gsize i = 0; i < n; i++)
    out[i] = ((float) in[i] / WORDS_PER_BYTE - offset) * factor;
}

static void
read_words (DsStorage *storage, gsize first, const guint32 *indices, gsize n, float *out)
{
  Memory *self = (Memory *) storage;
  const gsize size = storage->size;
  const guint16 *values = (const guint16 *) self->values + first * size;

  for (gsize i = 0; i < n; i++)
    convert_words (values + (indices != NULL ? indices[i] : i) * size, size, &storage->scaling,
                   out + i * size);
  limit_held (self, n, size * sizeof *values);
}

static void
read_floats (DsStorage *storage, gsize first, const guint32 *indices, gsize n, float *out)
{
  Memory *self = (Memory *) storage;
  const gsize size = storage->size;
  const gsize bytes = size * sizeof (float);
  const float *values = (const float *) self->values + first * size;

  if (indices == NULL)
    {
      memcpy (out, values, n * bytes);
      limit_held (self, 1, n * bytes);
      return;
    }

  for (gsize i = 0; i < n; i++)
    {
      if (i + DS_CONVERT_AHEAD < n)
        ds_convert_prefetch (values + indices[i + DS_CONVERT_AHEAD] * size, bytes);
      memcpy (out + i * size, values + indices[i] * size, bytes);
    }
  limit_held (self, n, bytes);
}

static void
read_factors (DsStorage *storage, gsize first, gsize n, float *out)
{
  const Memory *self = (const Memory *) storage;

  memcpy (out, self->factors + first * self->n_factors, n * self->n_factors * sizeof (float));
}

static gboolean
check_memory (DsStorage *storage, GError **error)
{
  return ds_mapped_file_check (((Memory *) storage)->samples, error);
}

static void
free_memory (DsStorage *storage)
{
  Memory *self = (Memory *) storage;

  g_bytes_unref (self->samples);
  g_free (self->factors);
  g_free (self);
}

static void
copy_factors (Memory *self, const DsDatasetContents *contents, gsize n)
{
  if (contents->factors == NULL)
    return;
  self->storage.read_factors = read_factors;
  self->storage.factor_names = g_strdupv ((char **) contents->factor_names);
  self->n_factors = g_strv_length (self->storage.factor_names);
  self->factors = g_memdup2 (contents->factors, n * self->n_factors * sizeof (float));
}

static gsize
get_value_size (DsSampleType type)
{
  return type == DS_SAMPLE_FLOAT ? sizeof (float) : type == DS_SAMPLE_WORD ? sizeof (guint16) : 1;
}

/* How many samples the bytes hold; 0 with an error where they hold none. */
static gsize
count_samples (const DsDatasetContents *contents, GError **error)
{
  gsize size = ds_shape_get_size (&contents->shape);
  gsize sample_bytes;
  gsize bytes = g_bytes_get_size (contents->samples);
  g_autofree char *shape = ds_shape_to_string (&contents->shape);

  if (size == 0 || !g_size_checked_mul (&sample_bytes, size, get_value_size (contents->type)))
    g_set_error (error, DS_ERROR, DS_ERROR_SIZE,
                 _ ("A sample of %s has no size that this machine can hold. "
                    "Every axis must be at least 1."),
                 shape);
  else if (bytes == 0)
    g_set_error (error, DS_ERROR, DS_ERROR_EMPTY,
                 _ ("The data set “%s” has no samples. At least one is needed."), contents->name);
  else if (bytes % sample_bytes != 0)
    g_set_error (error, DS_ERROR, DS_ERROR_DAMAGED,
                 _ ("%zu bytes are not a whole number of %s "
                    "samples of %zu bytes. Check the shape."),
                 bytes, shape, sample_bytes);
  else if (bytes / sample_bytes > G_MAXUINT32)
    g_set_error (error, DS_ERROR, DS_ERROR_SIZE,
                 _ ("The data set “%s” has %zu samples; at most "
                    "%u can be used. Split it into parts."),
                 contents->name, bytes / sample_bytes, G_MAXUINT32);
  else
    return bytes / sample_bytes;
  return 0;
}

static char **
number_names (guint n)
{
  char **names = g_new0 (char *, n + 1);

  for (guint i = 0; i < n; i++)
    names[i] = g_strdup_printf ("%u", i);
  return names;
}

/* Class names for the labels, or NULL with an error. */
static char **
name_classes (const DsDatasetContents *contents, gsize n, GError **error)
{
  const char *const *names = contents->class_names;
  gint limit = names ? (gint) g_strv_length ((char **) names) : DS_MAX_CLASSES;
  gint largest = 0;

  for (gsize i = 0; i < n; i++)
    {
      gint label = contents->labels[i];

      if (label < 0 || label >= limit)
        {
          g_set_error (error, DS_ERROR, DS_ERROR_MISMATCH,
                       _ ("The label of sample %zu is %d; labels "
                          "number the classes from 0 to %d here. Renumber them, "
                          "or leave the labels out."),
                       i, label, limit - 1);
          return NULL;
        }
      largest = MAX (largest, label);
    }

  return names ? g_strdupv ((char **) names) : number_names (largest + 1);
}

/* Whether every byte stays finite in the float arithmetic of reading. */
static gboolean
is_usable (const DsDatasetContents *contents)
{
  const DsScaling *scaling = &contents->scaling;
  float factor = (float) scaling->factor;

  if (!ds_scaling_is_valid (scaling))
    return FALSE;
  if (contents->type == DS_SAMPLE_FLOAT)
    return TRUE;
  return isfinite ((0 - (float) scaling->offset) * factor)
         && isfinite ((255 - (float) scaling->offset) * factor);
}

static DsStorage *
new_storage (const DsDatasetContents *contents, gsize n, char **class_names)
{
  Memory *self = g_new0 (Memory, 1);

  self->storage = (DsStorage) {
    .read = contents->type == DS_SAMPLE_BYTE   ? read_bytes
            : contents->type == DS_SAMPLE_WORD ? read_words
                                               : read_floats,
    .check = check_memory,
    .free = free_memory,
    .shape = contents->shape,
    .size = ds_shape_get_size (&contents->shape),
    .count = n,
    .scaling = contents->scaling,
    .class_names = class_names,
  };
  if (contents->labels)
    self->storage.labels = g_memdup2 (contents->labels, n * sizeof (gint));
  copy_factors (self, contents, n);
  self->samples = g_bytes_ref (contents->samples);
  self->values = g_bytes_get_data (self->samples, NULL);
  self->convert = ds_convert_choose_bytes ();
  self->is_large = ds_mapped_file_is_large (self->samples);
  return &self->storage;
}

DsDataset *
ds_dataset_new (const DsDatasetContents *contents, GError **error)
{
  gsize n = count_samples (contents, error);
  char **class_names = NULL;

  if (n == 0)
    return NULL;

  if (!is_usable (contents))
    {
      g_set_error_literal (error, DS_ERROR, DS_ERROR_VALUES,
                           _ ("The scaling cannot be used: its offset must be a "
                              "finite number, its factor positive, and scaled values must fit "
                              "into 32 bits. Open the data without a scaling to have one found."));
      return NULL;
    }

  if (contents->labels)
    {
      class_names = name_classes (contents, n, error);
      if (class_names == NULL)
        return NULL;
    }

  return ds_dataset_new_for_storage (contents->name, contents->origin,
                                     new_storage (contents, n, class_names));
}

/* [n] floats, scaled; NULL with an error where they cannot be. */
static float *
scale_floats (const float *values, gsize n, DsScaling *scaling, GError **error)
{
  double minimum = G_MAXDOUBLE;
  double maximum = -G_MAXDOUBLE;
  float *scaled;

  for (gsize i = 0; i < n; i++)
    {
      if (!isfinite (values[i]))
        {
          g_set_error (error, DS_ERROR, DS_ERROR_VALUES,
                       _ ("Value %zu is not a finite number. "
                          "Replace or leave out such samples."),
                       i);
          return NULL;
        }
      minimum = MIN (minimum, values[i]);
      maximum = MAX (maximum, values[i]);
    }
  if (!ds_scaling_find_for_range (minimum, maximum, scaling, error))
    return NULL;

  if (!ds_file_check_memory (n * sizeof (float), error))
    return NULL;
  scaled = g_new (float, n);
  for (gsize i = 0; i < n; i++)
    scaled[i] = (float) ds_scaling_apply (scaling, values[i]);
  return scaled;
}

DsDataset *
ds_dataset_new_from_memory (const char *name,
                            const DsShape *shape,
                            DsSampleType type,
                            gconstpointer values,
                            gsize n,
                            const gint *labels,
                            GError **error)
{
  gsize n_values = n * ds_shape_get_size (shape);
  g_autoptr (GBytes) samples = NULL;
  DsDatasetContents contents = {
    .name = name,
    .shape = *shape,
    .type = type,
    .scaling = ds_scaling_find_for_bytes (NULL, 0),
    .labels = labels,
  };

  if (type == DS_SAMPLE_FLOAT && n_values > 0)
    {
      float *scaled = scale_floats (values, n_values, &contents.scaling, error);

      if (scaled == NULL)
        return NULL;
      samples = g_bytes_new_take (scaled, n_values * sizeof (float));
    }
  else
    {
      samples = g_bytes_new (values, n_values * get_value_size (type));
      contents.scaling = ds_scaling_find_for_bytes (values, n_values);
    }

  contents.samples = samples;
  return ds_dataset_new (&contents, error);
}
