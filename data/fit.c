/* SPDX-License-Identifier: MIT */
/*
 * The scratch memory is for the image as it was and, while it is resampled, for the
 * image that has its new width alone.
 */
#include "data/fit.h"

#include "data/error.h"
#include "data/fitter.h"
#include "data/scratch.h"
#include "data/storage.h"
#include "data/words.h"

typedef struct
{
  DsStorage storage;
  DsDataset *from;
  DsFitter fitter;
} Fitted;

static GPrivate scratch = DS_SCRATCH;

static void
read_fitted (DsStorage *storage, gsize first, const guint32 *indices, gsize n, float *out)
{
  const Fitted *self = (const Fitted *) storage;
  gsize size = ds_dataset_get_sample_size (self->from);
  float *x = ds_scratch_get (&scratch, size + ds_fitter_get_n_scratch (&self->fitter));

  for (gsize i = 0; i < n; i++)
    {
      ds_dataset_read_range (self->from, first + (indices ? indices[i] : i), 1, x);
      ds_fitter_apply (&self->fitter, x, x + size, out + i * storage->size);
    }
}

static void
read_factors (DsStorage *storage, gsize first, gsize n, float *out)
{
  ds_dataset_read_factors (((const Fitted *) storage)->from, first, n, out);
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

  ds_fitter_clear (&self->fitter);
  ds_dataset_unref (self->from);
  g_free (self);
}

static gboolean
check (const DsShape *shape, const DsFit *fit, GError **error)
{
  g_autofree char *text = ds_shape_to_string (shape);

  if (shape->rank != 3)
    return ds_refuse (error, DS_ERROR_MISMATCH,
                      _ ("Only images can be brought to another size; these samples are %s."),
                      text);
  if (fit->height < 1 || fit->width < 1 || fit->height > DS_FIT_MAX_SIDE
      || fit->width > DS_FIT_MAX_SIDE)
    return ds_refuse (error, DS_ERROR_SIZE,
                      _ ("Images cannot be brought to %u×%u; sides go from 1 to %d."), fit->height,
                      fit->width, DS_FIT_MAX_SIDE);
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
  ds_fitter_init (&fitted->fitter, fit, shape->dims[0], shape->dims[1], shape->dims[2]);
  fitted->storage = (DsStorage) {
    .read = read_fitted,
    .read_factors = read_factors,
    .check = check_fitted,
    .free = free_fitted,
    .shape = { 3, { fit->height, fit->width, shape->dims[2] } },
    .size = (gsize) fit->height * fit->width * shape->dims[2],
    .count = count,
    .scaling = *ds_dataset_get_scaling (self),
    .labels = labels ? g_memdup2 (labels, count * sizeof *labels) : NULL,
    .class_names = g_strdupv ((char **) ds_dataset_get_class_names (self)),
    .factor_names = g_strdupv ((char **) ds_dataset_get_factor_names (self)),
  };
  return ds_dataset_new_for_storage (ds_dataset_get_name (self), ds_dataset_get_origin (self),
                                     &fitted->storage);
}
