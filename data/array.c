/* SPDX-License-Identifier: MIT */
/*
 * Every value is read through get_bits(), which needs no alignment.
 */
#include "data/array.h"

#include <math.h>
#include <string.h>

#include "data/error.h"
#include "data/file.h"
#include "data/mapped-file.h"
#include "data/words.h"

/* Of an array with more values, this many are looked at, in runs. */
#define LOOKED_AT ((gsize) 1 << 26)
#define RUN       ((gsize) 1 << 16)

static const guint8 type_sizes[] = {
  [DS_VALUE_U1] = 1, [DS_VALUE_U2] = 2, [DS_VALUE_U4] = 4, [DS_VALUE_U8] = 8,
  [DS_VALUE_I1] = 1, [DS_VALUE_I2] = 2, [DS_VALUE_I4] = 4, [DS_VALUE_I8] = 8,
  [DS_VALUE_F2] = 2, [DS_VALUE_F4] = 4, [DS_VALUE_F8] = 8,
};

gsize
ds_value_type_get_size (DsValueType self)
{
  return type_sizes[self];
}

gboolean
ds_array_is_float (const DsArray *self)
{
  return self->type >= DS_VALUE_F2;
}

static inline guint64
get_bits (const guint8 *values, gsize size, gboolean big_endian, gsize i)
{
  guint16 word;
  guint32 bits;
  guint64 wide;

  switch (size)
    {
    case 1:
      return values[i];
    case 2:
      memcpy (&word, values + 2 * i, sizeof word);
      return big_endian ? GUINT16_FROM_BE (word) : GUINT16_FROM_LE (word);
    case 4:
      memcpy (&bits, values + 4 * i, sizeof bits);
      return big_endian ? GUINT32_FROM_BE (bits) : GUINT32_FROM_LE (bits);
    default:
      memcpy (&wide, values + 8 * i, sizeof wide);
      return big_endian ? GUINT64_FROM_BE (wide) : GUINT64_FROM_LE (wide);
    }
}

/* (-1)^s 2^(e-15) 1.m; without the 1 and with e = 1 where e is 0. */
static double
get_half (guint16 bits)
{
  int exponent = bits >> 10 & 31, mantissa = bits & 1023;
  double size;

  if (exponent == 31)
    size = mantissa == 0 ? INFINITY : NAN;
  else
    size = ldexp (exponent == 0 ? mantissa : mantissa + 1024, MAX (exponent, 1) - 25);
  return (bits & 0x8000) != 0 ? -size : size;
}

static inline double
get_value (const guint8 *values, DsValueType type, gboolean big_endian, gsize i)
{
  guint64 wide = get_bits (values, type_sizes[type], big_endian, i);
  guint32 bits = (guint32) wide;
  float single;
  double value;

  switch (type)
    {
    case DS_VALUE_I1:
      return (gint8) wide;
    case DS_VALUE_I2:
      return (gint16) wide;
    case DS_VALUE_I4:
      return (gint32) wide;
    case DS_VALUE_I8:
      return (double) (gint64) wide;
    case DS_VALUE_F2:
      return get_half ((guint16) wide);
    case DS_VALUE_F4:
      memcpy (&single, &bits, sizeof single);
      return single;
    case DS_VALUE_F8:
      memcpy (&value, &wide, sizeof value);
      return value;
    default:
      return (double) wide;
    }
}

/* Whether to continue to value @i: asked now and then. */
static inline gboolean
goes_on (const DsArray *self, gsize i, GError **error)
{
  return i % RUN != 0
         || ds_progress_update (self->progress, _ ("Reading values"), i, self->n_values, error);
}

/* The value that is looked at after @i: of a large array only runs of them that
 * are spread evenly, as reading all would take minutes. */
static inline gsize
get_next (const DsArray *self, gsize i)
{
  if (self->n_values <= LOOKED_AT || (i + 1) % RUN != 0)
    return i + 1;
  return i + 1 + self->n_values / (LOOKED_AT / RUN) / RUN * RUN;
}

double
ds_array_get_value (const DsArray *self, gsize i)
{
  return get_value (g_bytes_get_data (self->values, NULL), self->type, self->big_endian, i);
}

void
ds_array_limit (DsArray *self, gsize max_samples)
{
  GBytes *all = self->values;

  if (max_samples == 0 || self->dims[0] <= max_samples)
    return;
  self->partial = TRUE;
  self->n_values = self->n_values / self->dims[0] * max_samples;
  self->dims[0] = (guint32) max_samples;
  if (all == NULL)
    return;
  self->values = g_bytes_new_from_bytes (all, 0, self->n_values * type_sizes[self->type]);
  g_bytes_unref (all);
}

static gboolean
set_value_error (const DsArray *self, gsize i, GError **error)
{
  return ds_refuse (error, DS_ERROR_VALUES,
                    _ ("Sample %zu holds a value that is not a finite number, or too far from the "
                       "others to be one. Replace it or leave the sample out."),
                    i / (self->n_values / self->dims[0]));
}

gboolean
ds_array_find_scaling (const DsArray *self, DsScaling *scaling, GError **error)
{
  const guint8 *values = g_bytes_get_data (self->values, NULL);
  double minimum = G_MAXDOUBLE;
  double maximum = -G_MAXDOUBLE;

  if (self->type == DS_VALUE_U1)
    {
      *scaling = ds_scaling_find_for_bytes (values, self->n_values);
      return TRUE;
    }

  for (gsize i = 0; i < self->n_values; i = get_next (self, i))
    {
      double value = get_value (values, self->type, self->big_endian, i);

      if (!goes_on (self, i, error))
        return FALSE;
      if (!isfinite (value))
        return set_value_error (self, i, error);
      minimum = MIN (minimum, value);
      maximum = MAX (maximum, value);
    }
  if (ds_mapped_file_is_large (self->values))
    ds_mapped_file_let_go (self->values);
  return ds_scaling_find_for_range (minimum, maximum, scaling, error);
}

/* Whether the values are such floats in memory as reading wants. */
static gboolean
is_ready (const DsArray *self, const DsScaling *scaling)
{
  const guint8 *values = g_bytes_get_data (self->values, NULL);

  return self->type == DS_VALUE_F4 && self->big_endian == (G_BYTE_ORDER == G_BIG_ENDIAN)
         && (guintptr) values % sizeof (float) == 0 && scaling->offset == 0 && scaling->factor == 1;
}

static GBytes *
check_ready (const DsArray *self, GError **error)
{
  const float *values = g_bytes_get_data (self->values, NULL);

  for (gsize i = 0; i < self->n_values; i = get_next (self, i))
    {
      if (!goes_on (self, i, error))
        return NULL;
      if (!isfinite (values[i]))
        {
          set_value_error (self, i, error);
          return NULL;
        }
    }
  if (ds_mapped_file_is_large (self->values))
    ds_mapped_file_let_go (self->values);
  return g_bytes_ref (self->values);
}

/* [n_values] floats; the array's own memory where they are there already. */
static GBytes *
scale_values (const DsArray *self, const DsScaling *scaling, GError **error)
{
  const guint8 *values = g_bytes_get_data (self->values, NULL);
  const gsize n = self->n_values;
  g_autofree float *scaled = NULL;

  if (is_ready (self, scaling))
    return check_ready (self, error);
  if (!ds_file_check_memory (n * sizeof (float), error))
    return NULL;
  scaled = g_try_new (float, n);
  if (scaled == NULL)
    {
      g_set_error (error, DS_ERROR, DS_ERROR_SIZE,
                   _ ("There is no memory for %zu values. Write "
                      "them as unsigned bytes: such files are mapped, not loaded."),
                   n);
      return NULL;
    }

  for (gsize i = 0; i < n; i++)
    {
      double value = get_value (values, self->type, self->big_endian, i);

      if (!goes_on (self, i, error))
        return NULL;
      scaled[i] = (float) ds_scaling_apply (scaling, value);
      if (!isfinite (scaled[i]))
        {
          set_value_error (self, i, error);
          return NULL;
        }
    }
  return g_bytes_new_take (g_steal_pointer (&scaled), n * sizeof (float));
}

DsDataset *
ds_array_make_dataset (const DsArray *self,
                       DsDatasetContents *contents,
                       const DsScaling *scaling,
                       GError **error)
{
  g_autoptr (GBytes) samples = self->type == DS_VALUE_U1 ? g_bytes_ref (self->values)
                                                         : scale_values (self, scaling, error);

  if (samples == NULL || !ds_mapped_file_check (self->values, error))
    return NULL;
  contents->type = self->type == DS_VALUE_U1 ? DS_SAMPLE_BYTE : DS_SAMPLE_FLOAT;
  contents->samples = samples;
  contents->scaling = *scaling;
  return ds_dataset_new (contents, error);
}

void
ds_array_clear (DsArray *self)
{
  g_clear_pointer (&self->values, g_bytes_unref);
}
