/* SPDX-License-Identifier: MIT */
/* encode: the codes of samples, as a NumPy array or a table. */
#include <glib/gi18n-lib.h>
#include <stdio.h>

#include "app/cli/command.h"
#include "app/cli/import-options.h"
#include "app/cli/inputs.h"
#include "app/cli/output.h"
#include "app/project/npy.h"

/* Samples at a time, so that a large set needs no memory of its own size. */
#define SLICE 1024

static const char *const endings[] = { ".npy", ".csv", NULL };

static float *
encode (const AeNetwork *network, DsDataset *dataset, GError **error)
{
  guint code = ae_network_get_code (network);
  gsize code_size = ae_shape_size (ae_network_get_shape (network, code));
  gsize n_samples = ds_dataset_get_count (dataset);
  g_autofree float *x = g_new (float, SLICE * ds_dataset_get_sample_size (dataset));
  g_autofree float *codes = g_new (float, n_samples * code_size);

  for (gsize first = 0; first < n_samples; first += SLICE)
    {
      gsize n = MIN (SLICE, n_samples - first);

      ds_dataset_read_range (dataset, first, n, x);
      if (!ae_network_predict (network, 0, code, n, x, codes + first * code_size, error))
        return NULL;
    }
  return ds_dataset_check (dataset, error) ? g_steal_pointer (&codes) : NULL;
}

static gboolean
write_csv (const char *path, gsize n, gsize size, const float *codes, GError **error)
{
  g_auto (GStrv) titles = g_new0 (char *, size + 1);

  for (gsize i = 0; i < size; i++)
    titles[i] = g_strdup_printf ("code_%" G_GSIZE_FORMAT, i);
  return wb_csv_write (path, n, size, codes, (const char *const *) titles, error);
}

static gboolean
write_codes (const char *path, gsize n, const AeShape *shape, const float *codes, GError **error)
{
  gsize dims[1 + AE_MAX_RANK] = { n };

  if (g_str_has_suffix (path, ".csv"))
    return write_csv (path, n, ae_shape_size (shape), codes, error);
  for (guint i = 0; i < shape->rank; i++)
    dims[1 + i] = shape->dims[i];
  return wb_npy_write (path, WB_NPY_F4, 1 + shape->rank, dims, codes, error);
}

static gboolean
run (const WbArguments *arguments, GError **error)
{
  const char *path = wb_arguments_get_text (arguments, "output");
  g_autoptr (WbProject) project = NULL;
  g_autoptr (AeNetwork) network = NULL;
  g_autoptr (DsDataset) dataset = NULL;
  g_autofree float *codes = NULL;
  g_autofree char *count = NULL, *shape = NULL;
  gsize n;

  if (!wb_cli_require_output (arguments, "codes.npy", endings, error))
    return FALSE;
  project = wb_cli_open_trained (wb_arguments_get_word (arguments, 0), error);
  if (project == NULL)
    return FALSE;
  network = wb_cli_make_network (project, error);
  if (network == NULL)
    return FALSE;
  dataset = wb_cli_open_part (arguments, project, network, error);
  if (dataset == NULL)
    return FALSE;
  codes = encode (network, dataset, error);
  if (codes == NULL
      || !write_codes (path, ds_dataset_get_count (dataset),
                       ae_network_get_shape (network, ae_network_get_code (network)), codes, error))
    return FALSE;
  n = ds_dataset_get_count (dataset);
  count = wb_cli_count_to_text (n);
  shape = ae_shape_to_string (ae_network_get_shape (network, ae_network_get_code (network)));
  wb_cli_print (stdout,
                ngettext ("Wrote %s code of %s to “%s”.\n", "Wrote %s codes of %s to “%s”.\n", n),
                count, shape, path);
  return TRUE;
}

static const WbCliOption options[] = {
  WB_CLI_DATA_OPTION,
  WB_CLI_PART_OPTION,
  { "output", 'o', WB_CLI_OUTPUT, "codes.npy|.csv", 0, 0, "where to write" },
  { NULL },
};

const WbCliCommand wb_cli_encode = {
  .name = "encode",
  .grammar = { "FILE", 1, 1, options, .more_options = wb_cli_import_options },
  .summary = "writes the codes of samples",
  .run = run,
};
