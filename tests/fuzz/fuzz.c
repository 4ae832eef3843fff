/* SPDX-License-Identifier: MIT */
/* The folder of the process, and what must hold of every opening. */
#include "fuzz.h"

#include <math.h>
#include <stdlib.h>

#include <glib/gstdio.h>

#include "data/source.h"

/* So many samples are looked at. */
#define LOOKED_AT 64

static char *folder;
static GHashTable *paths; /* that were written */

static void
remove_folder (void)
{
  GHashTableIter iter;
  gpointer path;

  g_hash_table_iter_init (&iter, paths);
  while (g_hash_table_iter_next (&iter, &path, NULL))
    g_unlink (path);
  g_rmdir (folder);
  g_hash_table_unref (paths);
  g_free (folder);
}

static void
make_folder (void)
{
  folder = g_dir_make_tmp ("hourglass-fuzz-XXXXXX", NULL);
  g_assert_nonnull (folder);
  paths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  atexit (remove_folder);
}

static gboolean
is_pixbuf (const GLogField *fields, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (g_str_equal (fields[i].key, "GLIB_DOMAIN") && g_str_equal (fields[i].value, "GdkPixbuf"))
      return TRUE;
  return FALSE;
}

/* A warning is a finding: libFuzzer keeps the input of what aborts. Loaders of
 * gdk-pixbuf check themselves and fail well: that of GIF for a frame without area. */
static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  GLogWriterOutput output = g_log_writer_default (level, fields, n_fields, data);

  if ((level & G_LOG_LEVEL_WARNING) != 0
      || ((level & G_LOG_LEVEL_CRITICAL) != 0 && !is_pixbuf (fields, n_fields)))
    abort ();
  return output;
}

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  g_log_set_writer_func (write_log, NULL, NULL);
  return 0;
}

const char *
fuzz_write (const char *name, const guint8 *data, gsize n)
{
  g_autofree char *path = NULL;

  if (folder == NULL)
    make_folder ();
  path = g_build_filename (folder, name, NULL);
  g_assert_true (g_file_set_contents_full (path, (const char *) data, (gssize) n,
                                           G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  if (!g_hash_table_contains (paths, path))
    g_hash_table_add (paths, g_strdup (path));
  return g_hash_table_lookup (paths, path);
}

void
fuzz_check_error (gboolean succeeded, const GError *error)
{
  g_assert_true (succeeded == (error == NULL));
  g_assert_true (succeeded
                 || (error->message[0] != '\0' && g_utf8_validate (error->message, -1, NULL)));
}

static void
check_samples (DsDataset *set)
{
  const gsize size = ds_dataset_get_sample_size (set);
  const gsize n = MIN (ds_dataset_get_count (set), MAX (LOOKED_AT, 1));
  g_autofree float *values = g_new (float, size);
  const gint *labels = ds_dataset_get_labels (set);

  for (gsize i = 0; i < n; i++)
    {
      ds_dataset_read_range (set, i, 1, values);
      for (gsize j = 0; j < size; j++)
        g_assert_true (isfinite (values[j]));
      g_assert_true (labels == NULL || (guint) labels[i] < ds_dataset_get_n_classes (set));
    }
}

void
fuzz_open (const char *path, const char *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DsImportOptions) chosen = ds_import_options_new_from_text (options, NULL);
  DsRequest request = { .options = chosen };
  g_autoptr (DsSource) source = ds_source_open (path, NULL, &request, &error);

  fuzz_check_error (source != NULL, error);
  if (source == NULL)
    return;
  const DsReport *report = ds_source_get_report (source);

  g_assert_cmpuint (report->n_found, ==, report->n_read + report->n_skipped);
  check_samples (ds_source_get_training (source));
  check_samples (ds_source_get_validation (source));
}
