/* SPDX-License-Identifier: MIT */
/* decode: samples from codes, as a NumPy array or a picture. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>

#include "app/cli/command.h"
#include "app/cli/inputs.h"
#include "app/cli/output.h"
#include "app/cli/pictures.h"
#include "app/project/npy.h"

static const char *const endings[] = { ".npy", ".png", NULL };

/* The codes in @array, one for each entry of its first axis. */
static float *
take_codes (const WbNpy *array, const char *path, const AeNetwork *network, GError **error)
{
  const AeShape *shape = ae_network_get_shape (network, ae_network_get_code (network));
  gsize size = ae_shape_size (shape);
  g_autofree char *wanted = ae_shape_to_string (shape);
  g_autofree float *codes = NULL;

  if (array->rank < 2 || array->dims[0] == 0 || array->n_values != array->dims[0] * size)
    {
      g_set_error (error, WB_CLI_ERROR, WB_CLI_FAILED,
                   "“%s” holds no codes of this model: an array of n × %s was expected, as "
                   "encode writes it.",
                   path, wanted);
      return NULL;
    }
  codes = wb_npy_to_floats (array);
  for (gsize i = 0; i < array->n_values; i++)
    if (!isfinite (codes[i]))
      {
        g_set_error (error, WB_CLI_ERROR, WB_CLI_FAILED,
                     "Code %" G_GSIZE_FORMAT " in “%s” is not a finite number.", i / size, path);
        return NULL;
      }
  return g_steal_pointer (&codes);
}

static gboolean
write_samples (const char *path,
               gsize n,
               const AeShape *shape,
               const float *samples,
               GError **error)
{
  WbImageRow row = wb_image_row (NULL, samples);
  WbImageGrid grid = { .shape = *shape, .n = (guint) n, .rows = &row, .n_rows = 1, .selected = -1 };

  if (g_str_has_suffix (path, ".png"))
    return wb_cli_write_grid (path, &grid, error);
  return wb_cli_write_samples (path, n, shape, samples, error);
}

/* Reconstructions have the shape of samples, however the last layer arranges them. */
static const AeShape *
get_sample_shape (const AeNetwork *network)
{
  guint last = ae_network_get_n_layers (network) - 1;

  return ae_network_get_shape (network, ae_network_check_reconstruction (network, NULL) ? 0 : last);
}

static gboolean
decode (const WbArguments *arguments, const AeNetwork *network, GError **error)
{
  const char *from = wb_arguments_get_word (arguments, 1);
  const char *to = wb_arguments_get_text (arguments, "output");
  g_autoptr (WbNpy) array = wb_npy_read (from, error);
  guint code = ae_network_get_code (network), last = ae_network_get_n_layers (network) - 1;
  const AeShape *shape = get_sample_shape (network);
  g_autofree float *codes = NULL;
  g_autofree float *samples = NULL;
  g_autofree char *count = NULL;
  gsize n;

  if (array == NULL)
    return FALSE;
  codes = take_codes (array, from, network, error);
  if (codes == NULL || !wb_cli_get_count (arguments, from, array->dims[0], G_MAXSIZE, &n, error))
    return FALSE;
  samples = g_new (float, n * ae_shape_size (shape));
  if (!ae_network_predict (network, code, last, n, codes, samples, error)
      || !write_samples (to, n, shape, samples, error))
    return FALSE;
  count = wb_cli_count_to_text (n);
  wb_cli_print (stdout,
                ngettext ("Wrote %s decoded sample to “%s”.\n",
                          "Wrote %s decoded samples to “%s”.\n", n),
                count, to);
  return TRUE;
}

static gboolean
run (const WbArguments *arguments, GError **error)
{
  g_autoptr (WbProject) project = NULL;
  g_autoptr (AeNetwork) network = NULL;

  if (!wb_cli_require_output (arguments, "out.npy", endings, error))
    return FALSE;
  network = wb_cli_open_network (wb_arguments_get_word (arguments, 0), &project, error);
  return network != NULL && decode (arguments, network, error);
}

static const WbCliOption options[] = {
  { "count", 0, WB_CLI_INT, "N", 1, G_MAXINT32, "the first N codes; else all" },
  { "output", 'o', WB_CLI_OUTPUT, "out.npy|.png", 0, 0, "where to write" },
  { NULL },
};

const WbCliCommand wb_cli_decode = {
  .name = "decode",
  .grammar = { "FILE codes.npy", 2, 2, options },
  .summary = "makes samples from codes",
  .run = run,
};
