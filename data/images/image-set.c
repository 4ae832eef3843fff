/* SPDX-License-Identifier: MIT */
/*
 * Two passes over the files: sizes first, which decide about the set's, then
 * pixels. An image that fails in either has a reason and no sample. Every
 * sample has its own place from the start, so that threads share nothing; gaps
 * are closed at the end.
 */
#include "data/images/image-set.h"

#include <stdatomic.h>
#include <string.h>

#include "data/error.h"
#include "data/file.h"
#include "data/fitter.h"
#include "data/images/image-sizes.h"
#include "data/labels.h"
#include "data/mapped-file.h"
#include "data/parallel.h"
#include "data/words.h"

typedef struct
{
  GPtrArray *files; /* all of them */
  GPtrArray *kept;  /* those that are images, training before validation */
  DsFit fit;
  guint channels;     /* of the samples while they are decoded */
  guint8 *samples;    /* [kept, height, width, channels] */
  atomic_uint needed; /* channels that an image really has */
} Set;

static GBytes *
get_contents (const DsImageFile *file, GError **error)
{
  return file->contents != NULL ? g_bytes_ref (file->contents)
                                : ds_mapped_file_new (file->path, error);
}

/* The reason as a sentence's end, without a path that is named already. */
static void
set_reason (DsImageFile *file, const GError *error)
{
  file->reason = g_strdup (error->message);
}

static void
probe_cb (gpointer data, gsize i)
{
  DsImageFile *file = ((GPtrArray *) data)->pdata[i];
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) contents = NULL;

  if (file->reason != NULL)
    return;
  contents = get_contents (file, &error);
  if (contents == NULL || !ds_image_probe (contents, &file->info, &error))
    set_reason (file, error);
}

static gsize
get_size (const Set *self)
{
  return (gsize) self->fit.height * self->fit.width * self->channels;
}

/* One image in its size, its channels and its place. */
static void
put_image (const Set *self, const DsImage *image, guint8 *out)
{
  g_autofree guint8 *pixels = NULL;
  g_auto (DsFitter) fitter = { 0 };

  if (image->width == self->fit.width && image->height == self->fit.height)
    {
      ds_image_convert (image, self->channels, out);
      return;
    }
  pixels = g_malloc ((gsize) image->width * image->height * self->channels);
  ds_image_convert (image, self->channels, pixels);
  ds_fitter_init (&fitter, &self->fit, image->height, image->width, self->channels);
  ds_fitter_apply_bytes (&fitter, pixels, image->height, out);
}

static void
widen_needed (Set *self, guint channels)
{
  guint needed = atomic_load (&self->needed);

  while (channels > needed && !atomic_compare_exchange_weak (&self->needed, &needed, channels))
    ;
}

static void
decode_cb (gpointer data, gsize i)
{
  Set *self = data;
  DsImageFile *file = self->kept->pdata[i];
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) contents = get_contents (file, &error);
  g_auto (DsImage) image = { 0 };

  if (contents == NULL || !ds_image_decode (contents, &image, &error)
      || !ds_mapped_file_check (contents, &error))
    {
      set_reason (file, error);
      return;
    }
  if (self->channels > 1)
    widen_needed (self, ds_image_count_channels (&image));
  put_image (self, &image, self->samples + i * get_size (self));
}

static void
keep_images (Set *self)
{
  for (guint part = 0; part < 2; part++)
    for (guint i = 0; i < self->files->len; i++)
      {
        DsImageFile *file = self->files->pdata[i];

        if (file->reason == NULL && file->validates == (part == 1))
          g_ptr_array_add (self->kept, file);
      }
}

static guint
choose_channels (const Set *self, const DsImportOptions *options)
{
  guint channels = 1;

  if (ds_import_options_get_bool (options, "grey", FALSE))
    return 1;
  for (guint i = 0; i < self->kept->len; i++)
    channels = MAX (channels, ((DsImageFile *) self->kept->pdata[i])->info.channels);
  return ds_import_options_get_bool (options, "alpha", TRUE) ? channels : MIN (channels, 3);
}

/* Closes the gaps of what could not be decoded, and drops channels that no image
 * needs. */
static void
pack_samples (Set *self)
{
  const gsize size = get_size (self), n_pixels = size / self->channels;
  const guint needed = MIN (MAX (atomic_load (&self->needed), 1), self->channels);
  guint8 *out = self->samples;
  guint n = 0;

  for (guint i = 0; i < self->kept->len; i++)
    {
      DsImageFile *file = self->kept->pdata[i];
      const guint8 *in = self->samples + i * size;

      if (file->reason != NULL)
        continue;
      self->kept->pdata[n++] = file;
      if (needed == self->channels)
        {
          memmove (out, in, size);
          out += size;
          continue;
        }
      for (gsize pixel = 0; pixel < n_pixels; pixel++, in += self->channels)
        for (guint c = 0; c < needed; c++)
          *out++ = in[c];
    }
  g_ptr_array_set_size (self->kept, (gint) n);
  self->channels = needed;
}

static void
tell_skipped (const Set *self, DsImport *import)
{
  for (guint i = 0; i < self->files->len; i++)
    {
      const DsImageFile *file = self->files->pdata[i];

      if (file->reason != NULL)
        ds_import_skip (import, file->name, file->reason);
    }
}

/* Labels of all samples, where every one has a class: (transfer full). */
static gint *
make_labels (const Set *self, char ***names)
{
  g_autoptr (DsLabels) labels = ds_labels_new ();

  for (guint i = 0; i < self->kept->len; i++)
    {
      const DsImageFile *file = self->kept->pdata[i];

      if (file->class_name == NULL)
        return NULL;
      ds_labels_add (labels, file->class_name);
    }
  return ds_labels_get_n_classes (labels) < DS_MAX_CLASSES ? ds_labels_finish (labels, names)
                                                           : NULL;
}

static guint
count_training (const Set *self)
{
  guint n = 0;

  while (n < self->kept->len && !((DsImageFile *) self->kept->pdata[n])->validates)
    n++;
  return n > 0 ? n : self->kept->len;
}

static gboolean
make_sets (Set *self, const char *path, const DsScaling *scaling, DsImport *import, GError **error)
{
  const gsize n_bytes = get_size (self) * self->kept->len;
  const guint n = self->kept->len, n_training = count_training (self);
  guint8 *samples = g_realloc (g_steal_pointer (&self->samples), n_bytes);
  g_autoptr (GBytes) bytes = g_bytes_new_take (samples, n_bytes);
  g_autofree char *full = g_canonicalize_filename (path, NULL);
  g_autofree char *name = g_filename_display_basename (full);
  g_auto (GStrv) names = NULL;
  g_autofree gint *labels = make_labels (self, &names);
  g_autoptr (DsDataset) all = NULL;
  DsDatasetContents made = {
    .name = name,
    .origin = path,
    .shape = { 3, { self->fit.height, self->fit.width, self->channels } },
    .type = DS_SAMPLE_BYTE,
    .samples = bytes,
    .scaling = scaling != NULL ? *scaling
                               : ds_scaling_find_for_bytes (samples, get_size (self) * n_training),
    .labels = labels,
    .class_names = (const char *const *) names,
  };

  all = ds_dataset_new (&made, error);
  if (all == NULL)
    return FALSE;
  if (labels == NULL)
    ds_import_note (import, _ ("The images are in no sub-folders of classes and no table labels "
                               "them: they have no classes."));
  import->training = ds_dataset_new_slice (all, 0, n_training);
  if (n_training < n)
    import->validation = ds_dataset_new_slice (all, n_training, n - n_training);
  return TRUE;
}

static gboolean
decode (Set *self, const DsRequest *request, GError **error)
{
  gsize n_bytes;

  if (!g_size_checked_mul (&n_bytes, get_size (self), self->kept->len))
    n_bytes = G_MAXSIZE;
  if (!ds_file_check_memory (n_bytes, error))
    return FALSE;
  self->samples = g_malloc (n_bytes);
  return ds_parallel_run (self->kept->len, decode_cb, self, request->progress, _ ("Reading images"),
                          error);
}

/* A table that was chosen for other images need not have labels of these. */
static gboolean
label_files (Set *self,
             const char *place,
             const DsRequest *request,
             DsImport *import,
             GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (ds_image_list_label (self->files, place, import, &cause))
    return TRUE;
  if (ds_import_options_get (import->options, "labels") == NULL
      || ds_import_options_get (request->options, "labels") != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
  ds_import_note (import, "%s", cause->message);
  ds_import_set_option (import, "labels", NULL);
  return ds_image_list_label (self->files, place, import, error);
}

static gboolean
read_files (Set *self,
            const char *path,
            const char *place,
            const DsRequest *request,
            DsImport *import,
            GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);

  if (!ds_parallel_run (self->files->len, probe_cb, self->files, request->progress,
                        _ ("Measuring images"), error))
    return FALSE;
  ds_image_list_arrange (self->files, import);
  if (!label_files (self, place, request, import, error))
    return FALSE;
  keep_images (self);
  if (self->kept->len > 0)
    {
      ds_image_sizes_choose (self->kept, &self->fit, import);
      self->channels = choose_channels (self, import->options);
      if (!decode (self, request, error))
        return FALSE;
      pack_samples (self);
      ds_image_list_note_channels (self->channels, import);
    }
  tell_skipped (self, import);
  if (self->kept->len > 0)
    return make_sets (self, path, request->scaling, import, error);
  ds_import_set_empty_error (import, shown, error);
  return FALSE;
}

gboolean
ds_image_set_open (GPtrArray *files,
                   const char *path,
                   const char *place,
                   const DsRequest *request,
                   DsImport *import,
                   GError **error)
{
  Set self = { .files = files, .kept = g_ptr_array_new () };
  gboolean read = read_files (&self, path, place, request, import, error);

  g_ptr_array_unref (self.kept);
  g_free (self.samples);
  return read;
}
