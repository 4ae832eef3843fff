/* SPDX-License-Identifier: MIT */
/* encode: the codes of samples, or where they lie in a plane, as a NumPy array or a
 * table.
 */
#include <glib/gi18n-lib.h>
#include <stdio.h>

#include "app/cli/command.h"
#include "app/cli/import-options.h"
#include "app/cli/inputs.h"
#include "app/cli/output.h"
#include "app/error.h"
#include "app/latent/codes.h"
#include "app/latent/layout.h"
#include "app/latent/neighbours.h"
#include "app/latent/pca.h"

/* Neighbours that trustworthiness and continuity look at. */
#define JUDGED 12

static const char *const endings[] = { ".npy", ".csv", NULL };

/* Where codes lie in a plane; (transfer full) (nullable): NULL for codes that have no place. */
static float *
project_pca (gsize n, gsize size, const float *codes)
{
  g_autoptr (WbPca) pca = wb_pca_new (n, size, codes, 2);
  float *places = pca != NULL ? g_new (float, 2 * n) : NULL;

  if (pca != NULL)
    wb_pca_project (pca, n, codes, places);
  return places;
}

static float *
lay_out (const WbLayoutClass *method,
         const WbArguments *arguments,
         AePool *pool,
         gsize n,
         gsize size,
         const float *codes)
{
  const WbLayoutOptions options = {
    .neighbours = wb_arguments_get_real (arguments, "perplexity", method->neighbours),
    .seed = (guint) wb_arguments_get_int (arguments, "seed", 0),
  };
  g_autoptr (WbLayout) layout = wb_layout_new (method, pool, n, size, codes, &options);

  if (layout == NULL)
    return NULL;
  while (wb_layout_advance (layout))
    continue;
  return g_memdup2 (wb_layout_get_places (layout), 2 * n * sizeof (float));
}

/* @method: NULL for principal components */
static gboolean
find_method (const WbArguments *arguments,
             gboolean *projects,
             const WbLayoutClass **method,
             GError **error)
{
  const char *name = wb_arguments_get_text (arguments, "project");

  *projects = name != NULL;
  *method = name != NULL ? wb_layout_find_class (name) : NULL;
  if (name == NULL || *method != NULL || g_str_equal (name, "pca"))
    return TRUE;
  return wb_cli_refuse (error, WB_CLI_USAGE,
                        _ ("“%s” is not a projection. Choose pca, tsne or umap."), name);
}

/* How far the picture can be trusted. */
static void
print_judgement (AePool *pool, gsize n, gsize size, const float *codes, const float *places)
{
  double trustworthiness, continuity;

  if (n <= 2 * JUDGED)
    return;
  wb_neighbours_judge (pool, n, size, codes, places, JUDGED, &trustworthiness, &continuity);
  wb_cli_print (stdout, _ ("Of %d neighbours: trustworthiness %.4f, continuity %.4f.\n"), JUDGED,
                trustworthiness, continuity);
}

/* [n, 2] from [n, size]; (transfer full). */
static float *
project (const WbArguments *arguments,
         const WbLayoutClass *method,
         gsize n,
         gsize size,
         const float *codes,
         GError **error)
{
  g_autoptr (AePool) pool = ae_pool_new (0);
  float *places = NULL;

  if (n >= 4 && size >= 2)
    places = method != NULL ? lay_out (method, arguments, pool, n, size, codes)
                            : project_pca (n, size, codes);
  if (places != NULL)
    print_judgement (pool, n, size, codes, places);
  else
    g_set_error_literal (error, WB_ERROR, WB_ERROR_FILE,
                         _ ("The codes have no place in a plane: it takes four codes of two "
                            "finite values at least."));
  return places;
}

/* Writes where codes lie. */
static gboolean
write_places (const WbArguments *arguments,
              const WbLayoutClass *method,
              const WbCodeTable *table,
              GError **error)
{
  g_autofree float *places = project (arguments, method, table->n, table->size, table->codes,
                                      error);

  return places != NULL
         && wb_codes_write (wb_arguments_get_text (arguments, "output"), "place", table->n,
                            &AE_SHAPE (1, 2), places, error);
}

static gboolean
run (const WbArguments *arguments, GError **error)
{
  const char *path = wb_arguments_get_text (arguments, "output");
  g_autoptr (WbProject) project = NULL;
  g_autoptr (AeNetwork) network = NULL;
  g_autoptr (DsDataset) dataset = NULL;
  g_autoptr (WbCodeTable) table = NULL;
  g_autofree char *count = NULL, *shape = NULL;
  const WbLayoutClass *method;
  const AeShape *code_shape;
  gboolean projects;

  if (!find_method (arguments, &projects, &method, error)
      || !wb_cli_require_output (arguments, "codes.npy", endings, error))
    return FALSE;
  network = wb_cli_open_network (wb_arguments_get_word (arguments, 0), &project, error);
  dataset = network != NULL ? wb_cli_open_part (arguments, project, network, error) : NULL;
  if (dataset == NULL)
    return FALSE;
  table = wb_code_table_new (network, dataset, error);
  code_shape = ae_network_get_shape (network, ae_network_get_code (network));
  if (table == NULL
      || !(projects ? write_places (arguments, method, table, error)
                    : wb_codes_write (path, "code", table->n, code_shape, table->codes, error)))
    return FALSE;
  count = wb_cli_count_to_text (table->n);
  shape = projects ? g_strdup ("2") : ae_shape_to_string (code_shape);
  wb_cli_print (stdout,
                projects ? ngettext ("Wrote %s place of %s to “%s”.\n",
                                     "Wrote %s places of %s to “%s”.\n", table->n)
                         : ngettext ("Wrote %s code of %s to “%s”.\n",
                                     "Wrote %s codes of %s to “%s”.\n", table->n),
                count, shape, path);
  return TRUE;
}

static const WbCliOption options[] = {
  WB_CLI_DATA_OPTION,
  WB_CLI_PART_OPTION,
  { "project", 0, WB_CLI_TEXT, "pca|tsne|umap", 0, 0,
    "where the codes lie in a plane, in their place" },
  { "perplexity", 0, WB_CLI_REAL, "P", 2, 100,
    "of tsne and umap: about how many neighbours count; else 30 and 15" },
  { "seed", 0, WB_CLI_INT, "SEED", 0, G_MAXINT32,
    "of tsne and umap: 0 starts from principal components, others from chance; else 0" },
  { "output", 'o', WB_CLI_OUTPUT, "codes.npy|.csv", 0, 0, "where to write" },
  { NULL },
};

const WbCliCommand wb_cli_encode = {
  .name = "encode",
  .grammar = { "FILE", 1, 1, options, .more_options = wb_cli_import_options },
  .summary = "writes the codes of samples",
  .run = run,
};
