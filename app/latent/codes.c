/* SPDX-License-Identifier: MIT */
/* A shard of samples at a time goes through the encoder once, and means and deviations
 * are read on its way.
 */
#include "app/latent/codes.h"

#include "app/project/npy.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "app/training/monitor.h"
#include "engine/error.h"

void
wb_code_table_free (WbCodeTable *self)
{
  if (self == NULL)
    return;
  g_free (self->codes);
  g_free (self->deviations);
  g_free (self);
}

/* The @n samples that lie in the workspace are the table's from @first. */
static void
encode (WbCodeTable *self, const AeNetwork *network, AeWorkspace *workspace, gsize first, gsize n)
{
  const guint code = ae_network_get_code (network);
  AeRun run = { .keep_all = TRUE, .n_batch = (guint) n };

  ae_network_forward (network, workspace, (guint) n, 0, code, &run, NULL);
  memcpy (self->codes + first * self->size, ae_workspace_get_output (workspace, code),
          n * self->size * sizeof (float));
  if (self->deviations != NULL)
    wb_code_read_deviations (network, code, n, ae_workspace_get_output (workspace, code - 1),
                             self->deviations + first * self->size);
}

static gboolean
check_finite (const WbCodeTable *self, GError **error)
{
  for (gsize i = 0; i < self->n * self->size; i++)
    if (!isfinite (self->codes[i]))
      return ae_refuse (error, AE_ERROR_NUMERIC,
                        _ ("The codes are not finite: the training that made them had diverged. "
                           "Open an earlier file."));
  return TRUE;
}

WbCodeTable *
wb_code_table_new (const AeNetwork *network, DsDataset *dataset, GError **error)
{
  const guint code = ae_network_get_code (network), shard = ae_network_get_shard (network);
  g_autoptr (WbCodeTable) self = g_new0 (WbCodeTable, 1);
  g_autoptr (AeWorkspace) workspace = ae_workspace_new (network, shard, FALSE, error);

  if (workspace == NULL)
    return NULL;
  self->n = ds_dataset_get_count (dataset);
  self->size = ae_shape_size (ae_network_get_shape (network, code));
  self->codes = g_new (float, self->size * self->n);
  if (ae_model_get_layer (ae_network_get_model (network), code)->klass->deviations != NULL)
    self->deviations = g_new (float, self->size * self->n);
  for (gsize first = 0; first < self->n; first += shard)
    {
      gsize n = MIN (shard, self->n - first);

      ds_dataset_read_range (dataset, first, n, ae_workspace_get_output (workspace, 0));
      encode (self, network, workspace, first, n);
    }
  return ds_dataset_check (dataset, error) && check_finite (self, error) ? g_steal_pointer (&self)
                                                                         : NULL;
}

static gboolean
write_csv (const char *path,
           const char *column,
           gsize n,
           gsize size,
           const float *values,
           GError **error)
{
  g_auto (GStrv) titles = g_new0 (char *, size + 1);

  for (gsize i = 0; i < size; i++)
    titles[i] = g_strdup_printf ("%s_%" G_GSIZE_FORMAT, column, i);
  return wb_csv_write (path, n, size, values, (const char *const *) titles, error);
}

gboolean
wb_codes_write (const char *path,
                const char *column,
                gsize n,
                const AeShape *shape,
                const float *codes,
                GError **error)
{
  gsize dims[1 + AE_MAX_RANK] = { n };

  if (g_str_has_suffix (path, ".csv"))
    return write_csv (path, column, n, ae_shape_size (shape), codes, error);
  for (guint i = 0; i < shape->rank; i++)
    dims[1 + i] = shape->dims[i];
  return wb_npy_write (path, WB_NPY_F4, 1 + shape->rank, dims, codes, error);
}
