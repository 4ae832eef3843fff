/* SPDX-License-Identifier: MIT */
/*
 * Each thread has one piece of memory for the image as it was and, while it is
 * resampled, for the image that has its new width alone; it grows to the
 * largest one that was asked for.
 */
#include "data/fit.h"

#include <math.h>
#include <string.h>

#include "data/error.h"
#include "data/storage.h"
#include "data/words.h"

/* Where each new pixel of an axis comes from: n_taps weights, from first on. */
typedef struct
{
  guint *first;
  float *weights;
  guint n_taps;
} Filter;

typedef struct
{
  DsStorage storage;
  DsDataset *from;
  DsFit fit;
  Filter rows;
  Filter columns;
} Fitted;

typedef struct
{
  gsize n;
  float *values;
} Memory;

static void
memory_free (gpointer data)
{
  g_free (((Memory *) data)->values);
  g_free (data);
}

static GPrivate memory_key = G_PRIVATE_INIT (memory_free);

static float *
get_memory (gsize n)
{
  Memory *memory = g_private_get (&memory_key);

  if (memory == NULL)
    {
      memory = g_new0 (Memory, 1);
      g_private_set (&memory_key, memory);
    }
  if (memory->n < n)
    {
      g_free (memory->values);
      memory->values = g_new (float, n);
      memory->n = n;
    }
  return memory->values;
}

static void
filter_init (Filter *self, guint n_in, guint n_out)
{
  double scale = (double) n_in / n_out, reach = MAX (scale, 1);

  self->n_taps = MIN ((guint) ceil (2 * reach) + 1, n_in);
  self->first = g_new (guint, n_out);
  self->weights = g_new0 (float, (gsize) n_out * self->n_taps);
  for (guint o = 0; o < n_out; o++)
    {
      double middle = (o + 0.5) * scale, sum = 0;
      double begin = CLAMP (floor (middle - reach), 0, n_in - self->n_taps);
      float *weights = self->weights + (gsize) o * self->n_taps;

      self->first[o] = (guint) begin;
      for (guint t = 0; t < self->n_taps; t++)
        {
          double distance = fabs (begin + t + 0.5 - middle) / reach;

          weights[t] = (float) MAX (1 - distance, 0);
          sum += weights[t];
        }
      for (guint t = 0; t < self->n_taps; t++)
        weights[t] /= (float) sum;
    }
}

static void
filter_clear (Filter *self)
{
  g_free (self->first);
  g_free (self->weights);
}

/* y [n_out, width] of x [n_in, width]. */
static void
filter_rows (const Filter *self, guint n_out, gsize width, const float *x, float *y)
{
  for (guint o = 0; o < n_out; o++, y += width)
    {
      memset (y, 0, width * sizeof (float));
      for (guint t = 0; t < self->n_taps; t++)
        {
          float weight = self->weights[(gsize) o * self->n_taps + t];
          const float *row = x + (self->first[o] + t) * width;

          for (gsize i = 0; i < width; i++)
            y[i] += weight * row[i];
        }
    }
}

static void
resize (const Fitted *self, const guint *in, const float *x, float *middle, float *out)
{
  guint channels = in[2];

  for (guint row = 0; row < in[0]; row++)
    filter_rows (&self->columns, self->fit.width, channels,
                 x + (gsize) row * in[1] * channels,
                 middle + (gsize) row * self->fit.width * channels);
  filter_rows (&self->rows, self->fit.height, (gsize) self->fit.width * channels,
               middle, out);
}

static void
pad (const Fitted *self, const guint *in, const float *x, float *out)
{
  gsize from = (gsize) in[1] * in[2], to = (gsize) self->fit.width * in[2];
  gsize top = (self->fit.height - in[0]) / 2;
  gsize left = (self->fit.width - in[1]) / 2 * in[2];

  memset (out, 0, self->storage.size * sizeof (float));
  for (guint row = 0; row < in[0]; row++)
    memcpy (out + (top + row) * to + left, x + row * from, from * sizeof (float));
}

static void
read_fitted (DsStorage *storage,
             gsize first,
             const guint32 *indices,
             gsize n,
             float *out)
{
  const Fitted *self = (const Fitted *) storage;
  const guint *in = ds_dataset_get_shape (self->from)->dims;
  gsize size = ds_dataset_get_sample_size (self->from);
  float *x = get_memory (size + (gsize) in[0] * self->fit.width * in[2]);

  for (gsize i = 0; i < n; i++)
    {
      ds_dataset_read_range (self->from, first + (indices ? indices[i] : i), 1, x);
      if (self->fit.mode == DS_FIT_PAD)
        pad (self, in, x, out + i * storage->size);
      else
        resize (self, in, x, x + size, out + i * storage->size);
    }
}

static gboolean
check_fitted (DsStorage *storage, GError **error)
{
  return ds_dataset_check (((Fitted *) storage)->from, error);
}

static void
free_fitted (DsStorage *storage)
{
  Fitted *self = (Fitted *) storage;

  filter_clear (&self->rows);
  filter_clear (&self->columns);
  ds_dataset_unref (self->from);
  g_free (self);
}

static gboolean
check (const DsShape *shape, const DsFit *fit, GError **error)
{
  g_autofree char *text = ds_shape_to_string (shape);

  if (shape->rank != 3)
    {
      g_set_error (error, DS_ERROR, DS_ERROR_MISMATCH,
                   _("Only images can be brought to another size; these samples are %s."), text);
      return FALSE;
    }
  if (fit->height < 1 || fit->width < 1 || fit->height > DS_FIT_MAX_SIDE ||
      fit->width > DS_FIT_MAX_SIDE)
    {
      g_set_error (error, DS_ERROR, DS_ERROR_SIZE,
                   _("Images cannot be brought to %u×%u; sides go from 1 to %d."), fit->height,
                   fit->width, DS_FIT_MAX_SIDE);
      return FALSE;
    }
  if (fit->mode == DS_FIT_PAD &&
      (fit->height < shape->dims[0] || fit->width < shape->dims[1]))
    {
      g_set_error (error, DS_ERROR, DS_ERROR_MISMATCH,
                   _("Images of %s cannot be padded to %u×%u, which is smaller. Resize them."),
                   text, fit->height, fit->width);
      return FALSE;
    }
  return TRUE;
}

gboolean
ds_fit_is_equal (const DsFit *a, const DsFit *b)
{
  return a->mode == b->mode && a->height == b->height && a->width == b->width;
}

DsDataset *
ds_dataset_new_fitted (DsDataset *self, const DsFit *fit, GError **error)
{
  const DsShape *shape = ds_dataset_get_shape (self);
  const gint *labels = ds_dataset_get_labels (self);
  gsize count = ds_dataset_get_count (self);
  Fitted *fitted;

  g_return_val_if_fail (fit->mode != DS_FIT_NONE, NULL);

  if (!check (shape, fit, error))
    return NULL;
  fitted = g_new0 (Fitted, 1);
  fitted->from = ds_dataset_ref (self);
  fitted->fit = *fit;
  filter_init (&fitted->rows, shape->dims[0], fit->height);
  filter_init (&fitted->columns, shape->dims[1], fit->width);
  fitted->storage = (DsStorage){
    .read = read_fitted,
    .check = check_fitted,
    .free = free_fitted,
    .shape = { 3, { fit->height, fit->width, shape->dims[2] } },
    .size = (gsize) fit->height * fit->width * shape->dims[2],
    .count = count,
    .scaling = *ds_dataset_get_scaling (self),
    .labels = labels ? g_memdup2 (labels, count * sizeof *labels) : NULL,
    .class_names = g_strdupv ((char **) ds_dataset_get_class_names (self)),
  };
  return ds_dataset_new_for_storage (ds_dataset_get_name (self),
                                     ds_dataset_get_origin (self),
                                     &fitted->storage);
}
