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
  AeNetwork *network = NULL;
  g_autoptr (WbKerasModel) model = wb_tfjs_read (path, &network, error);

  for (guint i = 0; model != NULL && i < model->left_out->len; i++)
    g_ptr_array_add (notes,
                     g_strdup_printf (_ ("Layer “%s” is not on the way to the first output and "
                                         "was left out."),
                                      (const char *) g_ptr_array_index (model->left_out, i)));
  return model != NULL ? network : NULL;
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
