/* SPDX-License-Identifier: MIT */
/* TensorFlow.js Layers, as tfjs-file.c reads them. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/import/import.h"
#include "app/import/tfjs-file.h"

/* Topology and weights are named at the beginning, in either order. */
static gboolean
sniff (const char *path, const guint8 *head, gsize n)
{
  g_autofree char *text = g_strndup ((const char *) head, n);

  return g_str_has_suffix (path, ".json")
         && (strstr (text, "modelTopology") != NULL || strstr (text, "weightsManifest") != NULL);
}

static AeNetwork *
read_tfjs (const char *path, GPtrArray *notes, GError **error)
{
  return wb_keras_read_noted (wb_tfjs_read, path, notes, error);
}

static const char *const extensions[] = { ".json", NULL };

const WbImportClass wb_import_tfjs = {
  .name = "tfjs",
  .title = N_ ("TensorFlow.js"),
  .extensions = extensions,
  .summary = N_ ("A layers model: model.json with its weights beside it"),
  .sniff = sniff,
  .read = read_tfjs,
};
