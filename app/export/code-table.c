/* SPDX-License-Identifier: MIT */
/* The codes of all samples, as a table or as a NumPy array. */
#include <glib/gi18n-lib.h>

#include "app/error.h"
#include "app/export/export.h"
#include "app/latent/codes.h"

static gboolean
accepts (const WbExportModel *model, GError **error)
{
  if (model->part != WB_EXPORT_DECODER)
    return TRUE;
  return wb_refuse (error, WB_ERROR_EXPORT, "%s",
                    _ ("A decoder makes no codes. Choose the full model or the encoder."));
}

static gboolean
write_codes (const WbExportModel *model,
             const WbExportOptions *options,
             const char *path,
             GError **error)
{
  g_autoptr (AeNetwork) network = NULL;
  g_autoptr (WbCodeTable) table = NULL;

  if (options == NULL || options->dataset == NULL)
    return wb_refuse (error, WB_ERROR_EXPORT, "%s",
                      _ ("Codes are made of samples, and there are none. Open data first."));
  network = wb_checkpoint_make_network (model->checkpoint, error);
  table = network != NULL ? wb_code_table_new (network, options->dataset, error) : NULL;
  return table != NULL
         && wb_codes_write (path, "code", table->n,
                            ae_network_get_shape (network, ae_network_get_code (network)),
                            table->codes, error);
}

static const char *const endings[] = { ".csv", ".npy", NULL };

const WbExportClass wb_export_code_table = {
  .name = "codes",
  .title = N_ ("Codes"),
  .extension = ".csv",
  .endings = endings,
  .summary = N_ ("What the encoder makes of every training sample"),
  .describes = TRUE,
  .needs_data = TRUE,
  .accepts = accepts,
  .write = write_codes,
};
