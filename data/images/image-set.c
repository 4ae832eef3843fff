/* SPDX-License-Identifier: MIT */
/*
 * Two passes over the files: sizes first, which decide about the set's, then
 * pixels. An image that fails in either has a reason and no sample. Every
 * sample has its own place from the start, so that threads share nothing; gaps
 * are closed at the end.
 *
 * Samples of many images are written into the cache and mapped from there; where
 * that fails they are decoded into memory. What the cache holds already is
 * neither measured nor decoded again.
 */
#include "data/images/image-set.h"

#include <pthread.h>
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

/* Decoding fewer pixels than these, with those that opening a file takes as long
 * as, is done before anybody waits for it. */
#define WORTH_CACHING    ((gsize) 1 << 24)
#define PIXELS_OF_A_FILE ((gsize) 1 << 14)

/* Pixels of an image whose decoding takes more memory than the samples do. */
#define LARGE ((gsize) 1 << 24)

/* Pixels between two looks at who may cancel. */
#define PIXELS_AT_ONCE ((gsize) 1 << 18)

typedef struct
{
  GPtrArray *files;    /* all of them */
  GPtrArray *kept;     /* those that are images, training before validation */
  DsImageCache *cache; /* nullable */
  const DsProgress *progress;
  DsImageForm form;
  atomic_uint needed; /* channels that an image really has */

  /* One of both has the samples, [kept, height, width, channels]. */
  guint8 *memory;
  DsCacheWriter *writer;
  atomic_bool failed; /* the writer */
  GBytes *samples;    /* at last */
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
get_value_size (const DsImageForm *form)
{
  return form->deep ? sizeof (guint16) : 1;
}

/* The bytes of a sample. */
static gsize
get_size (const Set *self)
{
  return (gsize) self->form.fit.height * self->form.fit.width * self->form.channels
         * get_value_size (&self->form);
}

/* An image whose rows are read with some channels, as 16 bits where @deep. */
typedef struct
{
  const DsImage *image;
  guint channels;
  gboolean deep;
  gpointer pixels; /* room for a row */
  const DsProgress *progress;
  GError *cancelled;
} Rows;

static gboolean
read_row_cb (gpointer data, guint y, float *row)
{
  Rows *self = data;
  const DsImage *image = self->image;
  const gsize n = (gsize) image->width * self->channels;
  const float factor = self->deep && !image->deep ? 257 : 1;

  if (!ds_progress_check (self->progress, &self->cancelled))
    return FALSE;
  ds_image_convert (image, (gsize) y * image->width, image->width, self->channels, self->pixels);
  for (gsize i = 0; i < n; i++)
    row[i] = factor
             * (image->deep ? ((const guint16 *) self->pixels)[i]
                            : ((const guint8 *) self->pixels)[i]);
  return TRUE;
}

/* Makes 16 bits of each of @n bytes, in their place. */
static void
widen_values (gpointer values, gsize n)
{
  while (n-- > 0)
    ((guint16 *) values)[n] = (guint16) (((const guint8 *) values)[n] * 257);
}

/* The pixels as they are, in their channels. */
static gboolean
convert_image (Rows *self, guint8 *out)
{
  const DsImage *image = self->image;
  const gsize n_pixels = (gsize) image->width * image->height;
  const gsize pixel_bytes = self->channels * (self->deep ? sizeof (guint16) : 1);

  for (gsize i = 0; i < n_pixels; i += PIXELS_AT_ONCE)
    {
      const gsize n = MIN (PIXELS_AT_ONCE, n_pixels - i);

      if (!ds_progress_check (self->progress, &self->cancelled))
        return FALSE;
      ds_image_convert (image, i, n, self->channels, out + i * pixel_bytes);
      if (self->deep && !image->deep)
        widen_values (out + i * pixel_bytes, n * self->channels);
    }
  return TRUE;
}

/* One image in its size and its channels. */
static gboolean
fit_image (const DsImageForm *form,
           const DsImage *image,
           gpointer out,
           const DsProgress *progress,
           GError **error)
{
  g_autofree gpointer pixels = NULL;
  g_auto (DsFitter) fitter = { 0 };
  Rows rows = { image, form->channels, form->deep, NULL, progress, NULL };
  gboolean fitted;

  if (image->width == form->fit.width && image->height == form->fit.height)
    fitted = convert_image (&rows, out);
  else
    {
      rows.pixels = pixels = g_malloc ((gsize) image->width * form->channels * sizeof (guint16));
      ds_fitter_init (&fitter, &form->fit, image->height, image->width, form->channels);
      fitted = form->deep ? ds_fitter_apply_words (&fitter, read_row_cb, &rows, out)
                          : ds_fitter_apply_bytes (&fitter, read_row_cb, &rows, out);
    }
  if (!fitted)
    g_propagate_error (error, rows.cancelled);
  return fitted;
}

static void
widen_needed (Set *self, guint channels)
{
  guint needed = atomic_load (&self->needed);

  while (channels > needed && !atomic_compare_exchange_weak (&self->needed, &needed, channels))
    ;
}

/* Of large images one is in memory at a time, whatever the number of threads. */
static gboolean
decode_image (Set *self, const DsImageFile *file, GBytes *contents, guint8 *sample, GError **error)
{
  static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  const gboolean large = (gsize) file->info.width * file->info.height > LARGE;
  DsImage image = { 0 };
  guint channels = 1;
  gboolean decoded;

  if (large)
    pthread_mutex_lock (&mutex);
  decoded = ds_image_decode (contents, &image, self->progress, error)
            && ds_mapped_file_check (contents, error)
            && fit_image (&self->form, &image, sample, self->progress, error);
  if (decoded && self->form.channels > 1)
    decoded = (channels = ds_image_count_channels (&image, self->progress, error)) > 0;
  if (decoded)
    widen_needed (self, channels);
  ds_image_clear (&image);
  if (large)
    pthread_mutex_unlock (&mutex);
  return decoded;
}

static void
write_sample (Set *self, gsize offset, const guint8 *sample, gsize n)
{
  if (self->memory != NULL)
    memcpy (self->memory + offset, sample, n);
  else if (!ds_cache_writer_write (self->writer, offset, sample, n))
    atomic_store (&self->failed, TRUE);
}

static void
read_sample (Set *self, gsize offset, guint8 *sample, gsize n)
{
  if (self->memory != NULL)
    memcpy (sample, self->memory + offset, n);
  else if (!ds_cache_writer_read (self->writer, offset, sample, n))
    atomic_store (&self->failed, TRUE);
}

static void
decode_cb (gpointer data, gsize i)
{
  Set *self = data;
  DsImageFile *file = self->kept->pdata[i];
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) contents = get_contents (file, &error);
  g_autofree guint8 *sample = NULL;

  if (atomic_load (&self->failed))
    return;
  sample = g_malloc (get_size (self));
  if (contents == NULL || !decode_image (self, file, contents, sample, &error))
    {
      set_reason (file, error);
      return;
    }
  write_sample (self, i * get_size (self), sample, get_size (self));
}

/* One image of 16 bits is enough: those of 8 are the same values there. */
static void
keep_images (Set *self)
{
  DsImageForm *form = &self->form;
  gboolean validates = FALSE;

  form->channels = 1;
  for (guint part = 0; part <= (guint) validates; part++)
    for (guint32 i = 0; i < self->files->len; i++)
      {
        DsImageFile *file = self->files->pdata[i];

        validates = validates || file->validates;
        if (file->reason != NULL || file->validates != (part == 1))
          continue;
        g_ptr_array_add (self->kept, file);
        g_array_append_val (form->kept, i);
        form->channels = MAX (form->channels, file->info.channels);
        form->deep = form->deep || file->info.deep;
      }
}

static guint
limit_channels (guint channels, const DsImportOptions *options)
{
  if (ds_import_options_get_bool (options, "grey", FALSE))
    return 1;
  return ds_import_options_get_bool (options, "alpha", TRUE) ? channels : MIN (channels, 3);
}

/* Takes the bytes of pixels behind the needed ones out of [n_pixels, n_bytes]. */
static void
drop_channels (guint8 *sample, gsize n_pixels, gsize n_bytes, gsize n_needed)
{
  guint8 *out = sample;

  for (const guint8 *in = sample; n_pixels > 0 && n_needed < n_bytes; n_pixels--, in += n_bytes)
    for (gsize i = 0; i < n_needed; i++)
      *out++ = in[i];
}

/* Closes the gaps of what could not be decoded, and drops channels that no image
 * needs; *n_bytes are those of all samples then. */
static gboolean
pack_samples (Set *self, gsize *n_bytes, GError **error)
{
  const DsImageForm *form = &self->form;
  const gsize size = get_size (self), packed = size / form->channels * form->needed;
  g_autofree guint8 *sample = g_malloc (size);
  gsize end = 0;

  for (guint i = 0; i < self->kept->len && !atomic_load (&self->failed); i++)
    {
      if (((DsImageFile *) self->kept->pdata[i])->reason != NULL)
        continue;
      if (!ds_progress_check (self->progress, error))
        return FALSE;
      if (end != i * size || packed != size)
        {
          read_sample (self, i * size, sample, size);
          drop_channels (sample, (gsize) form->fit.height * form->fit.width,
                         form->channels * get_value_size (form),
                         form->needed * get_value_size (form));
          write_sample (self, end, sample, packed);
        }
      end += packed;
    }
  *n_bytes = end;
  return TRUE;
}

/* Takes those out that could not be decoded, also of the sizes. */
static void
forget_failed (Set *self, DsImport *import)
{
  guint n = 0;

  for (guint i = 0; i < self->kept->len; i++)
    if (((DsImageFile *) self->kept->pdata[i])->reason == NULL)
      self->kept->pdata[n++] = self->kept->pdata[i];
  if (n == self->kept->len)
    return;
  g_ptr_array_set_size (self->kept, (gint) n);
  ds_image_sizes_count (self->kept, import->sizes);
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

static DsScaling
find_scaling (const Set *self, guint n_training)
{
  gsize n;
  const guint8 *samples = g_bytes_get_data (self->samples, &n);

  return ds_scaling_find_for_bytes (samples, n / self->kept->len * n_training);
}

static gboolean
make_sets (Set *self, const char *path, const DsScaling *scaling, DsImport *import, GError **error)
{
  const DsImageForm *form = &self->form;
  const guint n = self->kept->len, n_training = count_training (self);
  g_autofree char *full = g_canonicalize_filename (path, NULL);
  g_autofree char *name = g_filename_display_basename (full);
  g_auto (GStrv) names = NULL;
  g_autofree gint *labels = make_labels (self, &names);
  g_autoptr (DsDataset) all = NULL;
  DsDatasetContents made = {
    .name = name,
    .origin = path,
    .shape = { 3, { form->fit.height, form->fit.width, form->needed } },
    .type = form->deep ? DS_SAMPLE_WORD : DS_SAMPLE_BYTE,
    .samples = self->samples,
    .scaling = scaling != NULL ? *scaling
               : form->deep    ? ds_scaling_find_for_bytes (NULL, 0)
                               : find_scaling (self, n_training),
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
is_worth_caching (const Set *self)
{
  gsize n_pixels = 0;

  for (guint i = 0; i < self->kept->len && n_pixels < WORTH_CACHING; i++)
    {
      const DsImageInfo *info = &((DsImageFile *) self->kept->pdata[i])->info;

      n_pixels += PIXELS_OF_A_FILE + (gsize) info->width * info->height;
    }
  return n_pixels >= WORTH_CACHING;
}

/* Decodes into memory, or where there is a writer into that. */
static gboolean
decode_images (Set *self, gsize n_bytes, GError **error)
{
  if (self->writer == NULL && !ds_file_check_memory (n_bytes, error))
    return FALSE;
  if (self->writer == NULL)
    self->memory = g_malloc (n_bytes);
  atomic_store (&self->failed, FALSE);
  if (!ds_parallel_run (self->kept->len, decode_cb, self, self->progress, _ ("Reading images"),
                        error))
    return FALSE;
  self->form.needed = MIN (MAX (atomic_load (&self->needed), 1), self->form.channels);
  return TRUE;
}

/* Whether the samples are in the cache now. */
static gboolean
finish_in_cache (Set *self, gsize n_bytes)
{
  self->samples = ds_image_cache_finish (self->cache, self->writer, n_bytes, self->kept,
                                         &self->form, self->progress);
  return self->samples != NULL;
}

static void
forget_reasons (const Set *self)
{
  for (guint i = 0; i < self->kept->len; i++)
    g_clear_pointer (&((DsImageFile *) self->kept->pdata[i])->reason, g_free);
}

/* Decodes everything; a disk that fails on the way only takes longer. */
static gboolean
decode (Set *self, GError **error)
{
  gsize n_bytes;

  if (!g_size_checked_mul (&n_bytes, get_size (self), self->kept->len))
    n_bytes = G_MAXSIZE;
  if (self->cache != NULL && is_worth_caching (self))
    self->writer = ds_image_cache_start (self->cache, n_bytes);
  if (!decode_images (self, n_bytes, error) || !pack_samples (self, &n_bytes, error))
    return FALSE;
  if (self->writer != NULL && (atomic_load (&self->failed) || !finish_in_cache (self, n_bytes)))
    {
      forget_reasons (self);
      g_clear_pointer (&self->writer, ds_cache_writer_free);
      if (!decode_images (self, get_size (self) * self->kept->len, error)
          || !pack_samples (self, &n_bytes, error))
        return FALSE;
    }
  if (self->samples == NULL)
    self->samples = g_bytes_new_take (g_realloc (g_steal_pointer (&self->memory), n_bytes),
                                      n_bytes);
  return TRUE;
}

/* What the cache knows of them is not looked for again. */
static gboolean
probe (Set *self, GError **error)
{
  if (self->cache != NULL && ds_image_cache_apply (self->cache, self->files))
    {
      ds_image_cache_note_probed (self->cache, self->files);
      return TRUE;
    }
  if (!ds_parallel_run (self->files->len, probe_cb, self->files, self->progress,
                        _ ("Measuring images"), error))
    return FALSE;
  if (self->cache != NULL)
    ds_image_cache_note_probed (self->cache, self->files);
  return TRUE;
}

static void
note_cached (const Set *self, DsImport *import)
{
  g_autofree char *size = g_format_size (g_bytes_get_size (self->samples));

  ds_import_note (import,
                  _ ("The decoded images (%s) are kept in the cache, from where they open at once "
                     "the next time."),
                  size);
}

static void
note_uncached (const Set *self, DsImport *import)
{
  g_autofree char *folder = ds_cache_get_folder ();
  g_autofree char *shown = g_filename_display_name (folder);
  g_autofree char *size = g_format_size (g_bytes_get_size (self->samples));

  ds_import_note (import,
                  _ ("The decoded images (%s) could not be stored in “%s”: it cannot be written, "
                     "or has no room for them. They are decoded anew the next time."),
                  size, shown);
}

/* FALSE without an error where they are neither in the cache nor in @files. */
static gboolean
find_samples (Set *self, DsImport *import, GError **error)
{
  const DsImageFile *first = self->kept->pdata[0];

  if (self->cache != NULL)
    self->samples = ds_image_cache_find (self->cache, self->kept, &self->form);
  if (self->samples == NULL && first->path == NULL && first->contents == NULL)
    return FALSE;
  if (self->samples == NULL && !decode (self, error))
    return FALSE;
  forget_failed (self, import);
  if (self->kept->len > 0)
    ds_image_sizes_note (&self->form.fit, import);
  if (self->cache != NULL && ds_mapped_file_is_mapped (self->samples))
    note_cached (self, import);
  else if (self->cache != NULL && is_worth_caching (self))
    note_uncached (self, import);
  return TRUE;
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

  if (ds_image_list_label (self->files, place, request->progress, import, &cause))
    return TRUE;
  if (g_error_matches (cause, DS_ERROR, DS_ERROR_CANCELLED)
      || ds_import_options_get (import->options, "labels") == NULL
      || ds_import_options_get (request->options, "labels") != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
  ds_import_note (import, "%s", cause->message);
  ds_import_set_option (import, "labels", NULL);
  return ds_image_list_label (self->files, place, request->progress, import, error);
}

static gboolean
read_files (Set *self,
            const DsImagePlace *place,
            const DsRequest *request,
            DsImport *import,
            GError **error)
{
  g_autofree char *shown = g_filename_display_name (place->path);

  /* Of many files each step takes a while, which nothing asks within. */
  if (!probe (self, error) || !ds_progress_check (self->progress, error))
    return FALSE;
  ds_image_list_arrange (self->files, import);
  if (!ds_progress_check (self->progress, error)
      || !label_files (self, place->tables, request, import, error))
    return FALSE;
  keep_images (self);
  if (!ds_progress_check (self->progress, error))
    return FALSE;
  if (self->kept->len > 0)
    {
      ds_image_sizes_choose (self->kept, &self->form.fit, import);
      self->form.channels = limit_channels (self->form.channels, import->options);
      if (!ds_progress_check (self->progress, error) || !find_samples (self, import, error))
        return FALSE;
      ds_image_list_note_channels (self->form.needed, import);
    }
  tell_skipped (self, import);
  if (!ds_progress_check (self->progress, error))
    return FALSE;
  if (self->kept->len > 0)
    return make_sets (self, place->path, request->scaling, import, error);
  ds_import_set_empty_error (import, shown, error);
  return FALSE;
}

gboolean
ds_image_set_open (GPtrArray *files,
                   const DsImagePlace *place,
                   DsImageCache *cache,
                   const DsRequest *request,
                   DsImport *import,
                   GError **error)
{
  Set self = {
    .files = files,
    .cache = cache,
    .progress = request->progress,
    .kept = g_ptr_array_new (),
    .form = { .kept = g_array_new (FALSE, FALSE, sizeof (guint32)) },
  };
  gboolean read = read_files (&self, place, request, import, error);

  import->partial = request->max_samples > 0 && files->len >= request->max_samples;

  g_ptr_array_unref (self.kept);
  g_array_unref (self.form.kept);
  g_clear_pointer (&self.writer, ds_cache_writer_free);
  g_clear_pointer (&self.samples, g_bytes_unref);
  g_free (self.memory);
  return read;
}
