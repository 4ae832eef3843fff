/* SPDX-License-Identifier: MIT */
/* A shard of samples at a time goes through the network once, and what is asked for is
 * read from the layers on its way.
 */
#include "app/latent/codes.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/training/monitor.h"

typedef struct
{
  const AeNetwork *network;
  const AeRecipe *recipe;
  AeWorkspace *workspace;
  gsize shard;
  gsize sample_size;
  guint code;
  WbCodeTable *table;
} Encoder;

void
wb_code_table_free (WbCodeTable *self)
{
  if (self == NULL)
    return;
  g_free (self->codes);
  g_free (self->deviations);
  g_free (self->errors);
  g_free (self->labels);
  g_free (self->factors);
  g_strfreev (self->class_names);
  g_strfreev (self->factor_names);
  g_free (self);
}

static gboolean
have_labels (DsDataset *const *sets, guint n_sets)
{
  for (guint i = 0; i < n_sets; i++)
    if (ds_dataset_get_labels (sets[i]) == NULL
        || ds_dataset_get_n_classes (sets[i]) != ds_dataset_get_n_classes (sets[0]))
      return FALSE;
  return TRUE;
}

static gboolean
have_factors (DsDataset *const *sets, guint n_sets)
{
  for (guint i = 0; i < n_sets; i++)
    if (ds_dataset_get_n_factors (sets[i]) == 0
        || !g_strv_equal (ds_dataset_get_factor_names (sets[i]),
                          ds_dataset_get_factor_names (sets[0])))
      return FALSE;
  return TRUE;
}

static void
read_labels (WbCodeTable *self, DsDataset *const *sets, guint n_sets)
{
  gsize done = 0;

  self->labels = g_new (gint, self->n);
  self->n_classes = ds_dataset_get_n_classes (sets[0]);
  self->class_names = g_strdupv ((char **) ds_dataset_get_class_names (sets[0]));
  for (guint i = 0; i < n_sets; i++)
    {
      gsize n = ds_dataset_get_count (sets[i]);

      memcpy (self->labels + done, ds_dataset_get_labels (sets[i]), n * sizeof (gint));
      done += n;
    }
}

static void
read_factors (WbCodeTable *self, DsDataset *const *sets, guint n_sets)
{
  gsize done = 0;

  self->n_factors = ds_dataset_get_n_factors (sets[0]);
  self->factors = g_new (float, self->n *self->n_factors);
  self->factor_names = g_strdupv ((char **) ds_dataset_get_factor_names (sets[0]));
  for (guint i = 0; i < n_sets; i++)
    {
      gsize n = ds_dataset_get_count (sets[i]);

      ds_dataset_read_factors (sets[i], 0, n, self->factors + done * self->n_factors);
      done += n;
    }
}

static gboolean
is_variational (const AeNetwork *network)
{
  const AeModel *model = ae_network_get_model (network);

  return ae_model_get_layer (model, ae_network_get_code (network))->klass->deviations != NULL;
}

static WbCodeTable *
table_new (const AeNetwork *network, DsDataset *const *sets, guint n_sets, gboolean errors)
{
  WbCodeTable *self = g_new0 (WbCodeTable, 1);

  for (guint i = 0; i < n_sets; i++)
    self->n += ds_dataset_get_count (sets[i]);
  self->size = ae_shape_size (ae_network_get_shape (network, ae_network_get_code (network)));
  self->codes = g_new (float, self->n *self->size);
  if (is_variational (network))
    self->deviations = g_new (float, self->n *self->size);
  if (errors)
    self->errors = g_new (double, self->n);
  if (have_labels (sets, n_sets))
    read_labels (self, sets, n_sets);
  if (have_factors (sets, n_sets))
    read_factors (self, sets, n_sets);
  return self;
}

static void
read_errors (const Encoder *self, gsize first, gsize n)
{
  guint last = ae_network_get_n_layers (self->network) - 1;
  const float *x = ae_workspace_get_output (self->workspace, 0);
  float *y = ae_workspace_get_output (self->workspace, last);

  for (gsize i = 0; i < n; i++)
    self->table->errors[first + i] = wb_sample_loss (self->recipe,
                                                     ae_network_get_shape (self->network, last),
                                                     y + i * self->sample_size,
                                                     x + i * self->sample_size);
}

/* The @n samples that lie in the workspace are the table's from @first. */
static void
encode_shard (const Encoder *self, gsize first, gsize n)
{
  guint last = self->recipe != NULL ? ae_network_get_n_layers (self->network) - 1 : self->code;
  AeRun run = { .keep_all = TRUE, .n_batch = (guint) n, .loss_scale = 1.0f / (float) n };
  WbCodeTable *table = self->table;

  ae_network_forward (self->network, self->workspace, (guint) n, 0, last, &run, NULL);
  memcpy (table->codes + first * table->size, ae_workspace_get_output (self->workspace, self->code),
          n * table->size * sizeof (float));
  if (table->deviations != NULL)
    wb_code_read_deviations (self->network, self->code, n,
                             ae_workspace_get_output (self->workspace, self->code - 1),
                             table->deviations + first * table->size);
  if (table->errors != NULL)
    read_errors (self, first, n);
}

static gboolean
encode_set (const Encoder *self,
            DsDataset *set,
            gsize *done,
            const DsProgress *progress,
            GError **error)
{
  gsize count = ds_dataset_get_count (set);

  for (gsize first = 0; first < count; first += self->shard)
    {
      gsize n = MIN (self->shard, count - first);

      ds_dataset_read_range (set, first, n, ae_workspace_get_output (self->workspace, 0));
      encode_shard (self, *done, n);
      *done += n;
      if (!ds_progress_update (progress, _ ("Encoding samples"), *done, self->table->n, error))
        return FALSE;
    }
  return ds_dataset_check (set, error);
}

WbCodeTable *
wb_code_table_new (const AeNetwork *network,
                   DsDataset *const *sets,
                   guint n_sets,
                   const AeRecipe *recipe,
                   const DsProgress *progress,
                   GError **error)
{
  g_autoptr (WbCodeTable) table = NULL;
  g_autoptr (AeWorkspace) workspace = NULL;
  Encoder encoder = { network, recipe };
  gsize done = 0;

  g_return_val_if_fail (n_sets > 0, NULL);
  if (recipe != NULL && !ae_network_check_reconstruction (network, error))
    return NULL;
  encoder.shard = ae_network_get_shard (network);
  encoder.sample_size = ae_shape_size (ae_network_get_shape (network, 0));
  encoder.code = ae_network_get_code (network);
  encoder.workspace = workspace = ae_workspace_new (network, (guint) encoder.shard, FALSE, error);
  if (workspace == NULL)
    return NULL;
  encoder.table = table = table_new (network, sets, n_sets, recipe != NULL);
  for (guint i = 0; i < n_sets; i++)
    if (!encode_set (&encoder, sets[i], &done, progress, error))
      return NULL;
  return g_steal_pointer (&table);
}
