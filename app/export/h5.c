/* SPDX-License-Identifier: MIT */
/* Keras' older file, which Keras 2 and 3 read: HDF5 with configuration and weights. */
#include <glib/gi18n-lib.h>

#include "app/export/export.h"
#include "app/export/keras-check.h"
#include "app/export/keras-h5.h"
#include "app/import/keras-file.h"

extern const WbExportClass wb_export_h5;

static gboolean
accepts (const WbExportModel *model, GError **error)
{
  return wb_keras_accepts (model, WB_KERAS_LEGACY, error);
}

static gboolean
keeps (const WbExportModel *model, const WbExportLayer *layer, const char *setting)
{
  return wb_keras_keeps (WB_KERAS_LEGACY, layer, setting);
}

static gboolean
write_model (const WbExportModel *model,
             const WbExportOptions *options,
             const char *path,
             GError **error)
{
  g_autoptr (WbKerasGraph) graph = wb_keras_graph_new (model, WB_KERAS_LEGACY);
  g_autoptr (json_t) json = wb_keras_describe_origin (&wb_export_h5, model);
  g_autofree char *origin = wb_json_to_text (json);
  g_autoptr (GBytes) bytes = wb_keras_graph_to_h5 (graph, origin, error);

  return bytes != NULL && wb_keras_write_bytes (bytes, path, error);
}

static gboolean
check (const WbExportRun *run, GError **error)
{
  return wb_keras_check_run (run, WB_KERAS_LEGACY, wb_keras_file_read, error);
}

const WbExportClass wb_export_h5 = {
  .name = "h5",
  .title = N_ ("Keras HDF5"),
  .extension = ".h5",
  .summary = N_ ("The older file, for Keras 2 and its tools"),
  .accepts = accepts,
  .keeps = keeps,
  .write = write_model,
  .run = check,
};
