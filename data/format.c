/* SPDX-License-Identifier: MIT */
/*
 * The table of formats, generated from the rows in data/formats/meson.build,
 * and the one way in: look at the contents, ask each format, let it read.
 */
#include "data/format.h"

#include <string.h>

#include "data/error.h"
#include "data/file.h"
#include "data/grey.h"
#include "data/mapped-file.h"

#define FORMAT(name) extern const DsFormatClass ds_format_##name;
#include "data/formats/format-list.h"
#undef FORMAT

static const DsFormatClass *const classes[] = {
#define FORMAT(name) &ds_format_##name,
#include "data/formats/format-list.h"
#include "data/words.h"
#undef FORMAT
};

const DsFormatClass *const *
ds_format_get_classes (guint *n_classes)
{
  *n_classes = G_N_ELEMENTS (classes);
  return classes;
}

/* The beginning of a file, unpacked. */
static gboolean
look_into (const char *path, guint8 *head, DsSniff *sniff, GError **error)
{
  g_autoptr (GBytes) contents = ds_mapped_file_new (path, error);
  g_autoptr (DsReader) reader = NULL;
  g_autofree char *name = g_filename_display_basename (path);

  if (contents == NULL)
    return FALSE;
  if (g_bytes_get_size (contents) == 0)
    return ds_refuse (error, DS_ERROR_EMPTY,
                      _ ("%s: The file has no contents. Download or copy it again."), name);

  sniff->head = head;
  reader = ds_reader_new (contents, NULL);
  if (ds_reader_read (reader, head, DS_SNIFF_BYTES, &sniff->n_head, error))
    return TRUE;
  g_prefix_error (error, "%s: ", name);
  return FALSE;
}

static gboolean
look_at (const char *path, guint8 *head, DsSniff *sniff, const DsProgress *progress, GError **error)
{
  gboolean is_folder;

  sniff->path = path;
  if (!ds_file_is_folder (path, &is_folder, error))
    return FALSE;
  if (!is_folder)
    return look_into (path, head, sniff, error);

  sniff->names = (const char *const *) ds_file_list (path, progress, error);
  return sniff->names != NULL;
}

/* What spreadsheets call Unicode text. */
static gboolean
is_utf16 (const DsSniff *sniff)
{
  return sniff->n_head >= 2
         && (memcmp (sniff->head, "\xff\xfe", 2) == 0 || memcmp (sniff->head, "\xfe\xff", 2) == 0);
}

static void
set_unknown_error (GError **error, const DsSniff *sniff)
{
  g_autofree char *shown = g_filename_display_name (sniff->path);
  g_autoptr (GString) known = g_string_new (NULL);

  if (sniff->names != NULL && sniff->names[0] == NULL)
    {
      g_set_error (error, DS_ERROR, DS_ERROR_EMPTY,
                   _ ("The folder “%s” is empty. Choose one that holds images, or other data."),
                   shown);
      return;
    }
  if (is_utf16 (sniff))
    {
      g_set_error (error, DS_ERROR, DS_ERROR_FORMAT,
                   _ ("“%s” is text in UTF-16, which is not read. Save the table as CSV in UTF-8."),
                   shown);
      return;
    }

  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    g_string_append_printf (known, "%s%s", i > 0 ? " " : "", _ (classes[i]->summary));
  g_set_error (error, DS_ERROR, DS_ERROR_FORMAT,
               sniff->names != NULL ? _ ("The folder “%s” holds no data of a known kind. These can "
                                         "be opened: %s")
                                    : _ ("The contents of “%s” are not of a known kind. These can "
                                         "be opened: %s"),
               shown, known->str);
}

/* (transfer full): @set, or its images in the size that is wanted. */
static DsDataset *
fit_set (DsDataset *set, const DsImportOptions *options, GError **error)
{
  const DsShape *shape = ds_dataset_get_shape (set);
  DsFit fit = { .mode = ds_import_options_get_fit (options) };

  if (!ds_import_options_get_size (options, "size", &fit.width, &fit.height)
      || (shape->rank == 3 && shape->dims[0] == fit.height && shape->dims[1] == fit.width))
    return ds_dataset_ref (set);
  if (fit.mode == DS_FIT_NONE)
    fit.mode = shape->dims[0] <= fit.height && shape->dims[1] <= fit.width ? DS_FIT_PAD
                                                                           : DS_FIT_CROP;
  return ds_dataset_new_fitted (set, &fit, error);
}

/* (transfer full): @set as it is wanted. */
static DsDataset *
change_set (DsDataset *set, const DsImportOptions *options, GError **error)
{
  g_autoptr (DsDataset) fitted = fit_set (set, options, error);

  if (fitted == NULL || !ds_import_options_get_bool (options, "grey", FALSE))
    return g_steal_pointer (&fitted);
  return ds_dataset_new_grey (fitted, error);
}

/* Formats whose images all have one size and the same channels need not know of others. */
static gboolean
change_sets (DsImport *import, GError **error)
{
  DsDataset **sets[] = { &import->training, &import->validation };

  for (guint i = 0; i < G_N_ELEMENTS (sets); i++)
    {
      DsDataset *set = *sets[i];

      if (set == NULL)
        continue;
      *sets[i] = change_set (set, import->options, error);
      ds_dataset_unref (set);
      if (*sets[i] == NULL)
        return FALSE;
    }
  return TRUE;
}

static const DsFormatClass *
find_format (const DsSniff *sniff, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    if (classes[i]->sniff (sniff))
      return classes[i];
  set_unknown_error (error, sniff);
  return NULL;
}

static gboolean
take_options (const DsFormatClass *format,
              const DsRequest *request,
              DsImport *import,
              GError **error)
{
  g_autoptr (DsImportOptions) merged = NULL;

  if (!ds_import_options_check (request->options, format->options, _ (format->title), error))
    return FALSE;
  merged = ds_import_options_new_merged (request->options, request->defaults);
  import->options = ds_import_options_new_taken (merged, format->options);
  return TRUE;
}

/* Size and grey of what has them are in the inspector, too, or rarely wanted: they alone
 * are not worth a question. */
static gboolean
has_choices (const DsFormatClass *format, const DsSniff *sniff)
{
  static const char *const usual[] = { "size", "fit", "grey", NULL };

  if (format->has_choices != NULL)
    return format->has_choices (sniff);
  for (guint i = 0; format->options != NULL && format->options[i] != NULL; i++)
    if (!g_strv_contains (usual, format->options[i]))
      return TRUE;
  return FALSE;
}

const DsFormatClass *
ds_format_find (const char *path, const DsProgress *progress, gboolean *choices, GError **error)
{
  guint8 head[DS_SNIFF_BYTES];
  DsSniff sniff = { 0 };
  const DsFormatClass *found = look_at (path, head, &sniff, progress, error)
                                 ? find_format (&sniff, error)
                                 : NULL;

  if (choices != NULL)
    *choices = found != NULL && has_choices (found, &sniff);
  g_strfreev ((char **) sniff.names);
  return found;
}

const DsFormatClass *
ds_format_open (const char *path, const DsRequest *request, DsImport *import, GError **error)
{
  const DsRequest plain = { NULL };
  guint8 head[DS_SNIFF_BYTES];
  DsSniff sniff = { 0 };
  const DsFormatClass *found;

  if (request == NULL)
    request = &plain;
  ds_import_init (import);
  if (!look_at (path, head, &sniff, request->progress, error))
    return NULL;

  found = find_format (&sniff, error);
  if (found != NULL
      && (!take_options (found, request, import, error)
          || !found->open (&sniff, request, import, error) || !change_sets (import, error)))
    found = NULL;
  if (found == NULL)
    ds_import_clear (import);
  g_strfreev ((char **) sniff.names);
  return found;
}
