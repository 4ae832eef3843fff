/* SPDX-License-Identifier: MIT */
/* Keras' own files, as keras-file.c reads them. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/import/import.h"
#include "app/import/keras-file.h"

/* A .keras file is a zip, and so are data; other zips are left to those. */
static gboolean
sniff (const char *path, const guint8 *head, gsize n)
{
  static const guint8 hdf5[] = { 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n' };

  if (g_str_has_suffix (path, ".json"))
    {
      g_autofree char *text = g_strndup ((const char *) head, n);

      return strstr (text, "\"class_name\"") != NULL && strstr (text, "\"config\"") != NULL
             && strstr (text, "modelTopology") == NULL && strstr (text, "weightsManifest") == NULL;
    }
  if (n > sizeof hdf5 && memcmp (head, hdf5, sizeof hdf5) == 0)
    return TRUE;
  return n > 2 && memcmp (head, "PK", 2) == 0 && g_str_has_suffix (path, ".keras");
}

static AeNetwork *
read_keras (const char *path, GPtrArray *notes, GError **error)
{
  return wb_keras_read_noted (wb_keras_file_read, path, notes, error);
}

static const char *const extensions[] = { ".keras", ".h5", ".hdf5", ".json", NULL };

const WbImportClass wb_import_keras = {
  .name = "keras",
  .title = N_ ("Keras"),
  .extensions = extensions,
  .summary = N_ ("What model.save() writes: .keras, or the older .h5; or a model's JSON"),
  .sniff = sniff,
  .read = read_keras,
};
