/* SPDX-License-Identifier: MIT */
/* reconstruct: what a model makes of samples, as an array or as a picture with
 * the samples above their reconstructions.
 */
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#include "app/data/batch-bridge.h"
#include "app/cli/command.h"
#include "app/cli/import-options.h"
#include "app/cli/inputs.h"
#include "app/cli/output.h"
#include "app/cli/pictures.h"

static const char *const endings[] = { ".npy", ".png", NULL };

/**
 * Pairs: [n, shape] of each.
 * @inputs: what the network was given: the samples, noisy if the recipe says so
 */
typedef struct
{
  gsize n;
  AeShape shape;
  gsize size;
  float *inputs;
  float *outputs;
} Pairs;

static void
pairs_clear (Pairs *self)
{
  g_free (self->inputs);
  g_free (self->outputs);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pairs, pairs_clear)

/* Samples first to first + n - 1, with the noise they are validated with. */
static gboolean
run_piece (const WbProject *project,
           AeNetwork *network,
           DsDataset *dataset,
           gsize first,
           guint n,
           Pairs *pairs,
           GError **error)
{
  guint32 indices[WB_PROBE_MAX];
  WbMeasure measure = { .dataset = dataset, .indices = indices, .n = n };
  g_autoptr (WbProbe) probe = NULL;

  for (guint i = 0; i < n; i++)
    indices[i] = (guint32) (first + i);
  probe = wb_probe_measure (network, &measure, &project->recipe, error);
  if (probe == NULL)
    return FALSE;
  memcpy (pairs->inputs + first * pairs->size, probe->inputs, n * pairs->size * sizeof (float));
  memcpy (pairs->outputs + first * pairs->size, probe->outputs, n * pairs->size * sizeof (float));
  return TRUE;
}

static gboolean
make_pairs (const WbProject *project,
            AeNetwork *network,
            DsDataset *dataset,
            gsize n,
            Pairs *pairs,
            GError **error)
{
  pairs->n = n;
  pairs->shape = wb_batch_bridge_shape (ds_dataset_get_shape (dataset));
  pairs->size = ds_dataset_get_sample_size (dataset);
  pairs->inputs = g_new (float, n * pairs->size);
  pairs->outputs = g_new (float, n * pairs->size);
  for (gsize first = 0; first < n; first += WB_PROBE_MAX)
    if (!run_piece (project, network, dataset, first, (guint) MIN (WB_PROBE_MAX, n - first), pairs,
                    error))
      return FALSE;
  return ds_dataset_check (dataset, error);
}

static gboolean
write_pairs (const char *path, const Pairs *pairs, GError **error)
{
  const WbImageRow rows[] = { wb_image_row ("Input", pairs->inputs),
                              wb_image_row_output ("Output", pairs->outputs, pairs->inputs) };
  WbImageGrid grid = { .shape = pairs->shape,
                       .n = (guint) pairs->n,
                       .rows = rows,
                       .n_rows = G_N_ELEMENTS (rows),
                       .selected = -1 };

  if (g_str_has_suffix (path, ".png"))
    return wb_cli_write_grid (path, &grid, error);
  return wb_cli_write_samples (path, pairs->n, &pairs->shape, pairs->outputs, error);
}

static gboolean
run (const WbArguments *arguments, GError **error)
{
  const char *path = wb_arguments_get_text (arguments, "output");
  g_autoptr (WbProject) project = NULL;
  g_autoptr (AeNetwork) network = NULL;
  g_autoptr (DsDataset) dataset = NULL;
  g_auto (Pairs) pairs = { 0 };
  g_autofree char *count = NULL;
  gsize n;

  if (!wb_cli_require_output (arguments, "out.png", endings, error))
    return FALSE;
  network = wb_cli_open_network (wb_arguments_get_word (arguments, 0), &project, error);
  dataset = network != NULL ? wb_cli_open_part (arguments, project, network, error) : NULL;
  if (dataset == NULL)
    return FALSE;
  if (!wb_cli_get_count (arguments, ds_dataset_get_name (dataset), ds_dataset_get_count (dataset),
                         10, &n, error)
      || !make_pairs (project, network, dataset, n, &pairs, error)
      || !write_pairs (path, &pairs, error))
    return FALSE;
  count = wb_cli_count_to_text (n);
  wb_cli_print (stdout,
                ngettext ("Wrote %s reconstruction to “%s”.\n",
                          "Wrote %s reconstructions to “%s”.\n", n),
                count, path);
  return TRUE;
}

static const WbCliOption options[] = {
  WB_CLI_DATA_OPTION,
  WB_CLI_PART_OPTION,
  { "count", 0, WB_CLI_INT, "N", 1, G_MAXINT32, "the first N samples; else 10" },
  { "output", 'o', WB_CLI_OUTPUT, "out.npy|.png", 0, 0, "where to write" },
  { NULL },
};

const WbCliCommand wb_cli_reconstruct = {
  .name = "reconstruct",
  .grammar = { "FILE", 1, 1, options, .more_options = wb_cli_import_options },
  .summary = "shows what a model makes of samples",
  .details = "An array holds the reconstructions, a picture the samples above them. A recipe\n"
             "that corrupts its samples gives the model corrupted ones here, too.",
  .run = run,
};
