/* SPDX-License-Identifier: MIT */
/* Keras 3's file: a stored zip of metadata.json, config.json and model.weights.h5. */
#include <archive.h>
#include <archive_entry.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/error.h"
#include "app/export/export.h"
#include "app/export/keras-check.h"
#include "app/export/keras-h5.h"
#include "app/import/keras-file.h"

#define KERAS_VERSION "3.0.0"

extern const WbExportClass wb_export_keras;

/* A zip's headers, and its table at the end. */
#define ROOM 65536

static gboolean
accepts (const WbExportModel *model, GError **error)
{
  return wb_keras_accepts (model, WB_KERAS_3, error);
}

/* No time of writing: the same model is the same file. */
static gboolean
add_member (struct archive *archive, const char *name, gconstpointer data, gsize n)
{
  struct archive_entry *entry = archive_entry_new ();
  gboolean done;

  archive_entry_set_pathname (entry, name);
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_perm (entry, 0644);
  archive_entry_set_size (entry, (la_int64_t) n);
  done = archive_write_header (archive, entry) == ARCHIVE_OK
         && archive_write_data (archive, data, n) == (la_ssize_t) n;
  archive_entry_free (entry);
  return done;
}

/* The members one after the other; NULL without memory. */
static GBytes *
pack (const char *metadata, const char *config, GBytes *weights)
{
  gsize n_weights, used = 0, room;
  gconstpointer data = g_bytes_get_data (weights, &n_weights);
  struct archive *archive = archive_write_new ();
  g_autofree guint8 *buffer = NULL;
  gboolean done;

  room = strlen (metadata) + strlen (config) + n_weights + ROOM;
  buffer = g_try_malloc (room);
  archive_write_set_format_zip (archive);
  archive_write_zip_set_compression_store (archive);
  done = buffer != NULL && archive_write_open_memory (archive, buffer, room, &used) == ARCHIVE_OK
         && add_member (archive, "metadata.json", metadata, strlen (metadata))
         && add_member (archive, "config.json", config, strlen (config))
         && add_member (archive, "model.weights.h5", data, n_weights)
         && archive_write_close (archive) == ARCHIVE_OK;
  archive_write_free (archive);
  return done ? g_bytes_new_take (g_steal_pointer (&buffer), used) : NULL;
}

static gboolean
keeps (const WbExportModel *model, const WbExportLayer *layer, const char *setting)
{
  return wb_keras_keeps (WB_KERAS_3, layer, setting);
}

/* Keras reads the version alone. */
static char *
describe_file (const WbExportModel *model)
{
  g_autoptr (json_t) json = json_pack ("{s:s, s:s, s:o}", "keras_version", KERAS_VERSION,
                                       "date_saved", "", "hourglass",
                                       wb_keras_describe_origin (&wb_export_keras, model));

  return wb_json_to_text (json);
}

static gboolean
write_model (const WbExportModel *model,
             const WbExportOptions *options,
             const char *path,
             GError **error)
{
  g_autoptr (WbKerasGraph) graph = wb_keras_graph_new (model, WB_KERAS_3);
  g_autoptr (json_t) json = wb_keras_graph_to_json (graph);
  g_autofree char *config = wb_json_to_text (json), *metadata = describe_file (model);
  g_autoptr (GBytes) weights = wb_keras_graph_to_weights_h5 (graph, error), packed = NULL;

  if (weights == NULL)
    return FALSE;
  packed = pack (metadata, config, weights);
  if (packed == NULL)
    return wb_refuse (error, WB_ERROR_FILE, _ ("The file “%s” does not fit into memory."), path);
  return wb_keras_write_bytes (packed, path, error);
}

static gboolean
check (const WbExportRun *run, GError **error)
{
  return wb_keras_check_run (run, WB_KERAS_3, wb_keras_file_read, error);
}

const WbExportClass wb_export_keras = {
  .name = "keras",
  .title = N_ ("Keras"),
  .extension = ".keras",
  .summary = N_ ("Opens with keras.saving.load_model in Keras 3"),
  .accepts = accepts,
  .keeps = keeps,
  .write = write_model,
  .run = check,
};
