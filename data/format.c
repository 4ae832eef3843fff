/* SPDX-License-Identifier: MIT */
/*
 * The table of formats, generated from the rows in data/formats/meson.build,
 * and the one way in: look at the contents, ask each format, let it read.
 */
#include "data/format.h"

#include "data/error.h"
#include "data/file.h"
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

void
ds_import_clear (DsImport *self)
{
  g_clear_pointer (&self->training, ds_dataset_unref);
  g_clear_pointer (&self->validation, ds_dataset_unref);
  g_clear_pointer (&self->first_skipped, g_free);
  g_clear_pointer (&self->notes, g_ptr_array_unref);
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
    {
      g_set_error (error, DS_ERROR, DS_ERROR_EMPTY,
                   _("%s: The file has no contents. Download or copy it again."),
                   name);
      return FALSE;
    }

  sniff->head = head;
  reader = ds_reader_new (contents);
  if (ds_reader_read (reader, head, DS_SNIFF_BYTES, &sniff->n_head, error))
    return TRUE;
  g_prefix_error (error, "%s: ", name);
  return FALSE;
}

static gboolean
look_at (const char *path, guint8 *head, DsSniff *sniff, GError **error)
{
  gboolean is_folder;

  sniff->path = path;
  if (!ds_file_is_folder (path, &is_folder, error))
    return FALSE;
  if (!is_folder)
    return look_into (path, head, sniff, error);

  sniff->names = (const char *const *) ds_file_list (path, error);
  return sniff->names != NULL;
}

static void
set_unknown_error (GError **error, const DsSniff *sniff)
{
  g_autofree char *shown = g_filename_display_name (sniff->path);
  g_autoptr (GString) known = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    g_string_append_printf (known, "%s%s", i > 0 ? " " : "",
                            _(classes[i]->summary));
  g_set_error (error, DS_ERROR, DS_ERROR_FORMAT,
               sniff->names != NULL
                 ? _("The folder “%s” holds no data of a known kind. These can "
                     "be opened: %s")
                 : _("The contents of “%s” are not of a known kind. These can "
                     "be opened: %s"),
               shown, known->str);
}

static const DsFormatClass *
open_import (const char *path,
             const DsScaling *scaling,
             DsImport *import,
             GError **error)
{
  guint8 head[DS_SNIFF_BYTES];
  DsSniff sniff = { 0 };
  const DsFormatClass *found = NULL;

  if (!look_at (path, head, &sniff, error))
    return NULL;

  for (guint i = 0; i < G_N_ELEMENTS (classes) && found == NULL; i++)
    if (classes[i]->sniff (&sniff))
      found = classes[i];

  if (found == NULL)
    set_unknown_error (error, &sniff);
  else if (!found->open (&sniff, scaling, import, error))
    {
      ds_import_clear (import);
      found = NULL;
    }
  g_strfreev ((char **) sniff.names);
  return found;
}

const DsFormatClass *
ds_format_open (const char *path,
                const DsScaling *scaling,
                DsImport *import,
                GError **error)
{
  *import = (DsImport){ .notes = g_ptr_array_new_with_free_func (g_free) };
  return open_import (path, scaling, import, error);
}
