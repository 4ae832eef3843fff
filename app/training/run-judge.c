/* SPDX-License-Identifier: MIT */
/* What the losses of epochs are of: losses of one model, one loss and one data set
 * can be compared, and no others.
 */
#include <string.h>

#include "app/project/model-json.h"
#include "app/project/recipe-json.h"
#include "app/training/run-private.h"

/* Samples by which a data set is known. */
#define JUDGE_SAMPLES 64

/* What of the recipe decides how large a loss is. */
static void
add_recipe (GChecksum *sum, const AeRecipe *recipe)
{
  AeRecipe judged;
  g_autoptr (json_t) json = NULL;
  g_autofree char *text = NULL;

  ae_recipe_init (&judged);
  judged.loss = recipe->loss;
  memcpy (judged.loss_options, recipe->loss_options, sizeof judged.loss_options);
  judged.reduction = recipe->reduction;
  judged.beta = recipe->beta;
  judged.corruption = recipe->corruption;
  judged.corruption_amount = recipe->corruption_amount;
  json = wb_recipe_to_json (&judged);
  text = wb_json_to_text (json);
  g_checksum_update (sum, (const guchar *) text, -1);
}

/* A data set by its size and by some of its samples, from the first to the last. */
static void
add_data (GChecksum *sum, DsDataset *dataset)
{
  guint64 n = ds_dataset_get_count (dataset), size = ds_dataset_get_sample_size (dataset);
  guint count = (guint) MIN (n, JUDGE_SAMPLES);
  g_autofree float *values = g_new (float, count * size);
  guint32 indices[JUDGE_SAMPLES];

  for (guint i = 0; i < count; i++)
    indices[i] = (guint32) (count > 1 ? i * (n - 1) / (count - 1) : 0);
  ds_dataset_read (dataset, indices, count, values);
  g_checksum_update (sum, (const guchar *) &n, sizeof n);
  g_checksum_update (sum, (const guchar *) values, (gssize) (count * size * sizeof (float)));
}

guint64
wb_run_get_judge (WbRun *self)
{
  g_autoptr (GChecksum) sum = NULL;
  g_autoptr (json_t) model = NULL;
  g_autofree char *text = NULL;

  if (self->judge != 0)
    return self->judge;
  sum = g_checksum_new (G_CHECKSUM_SHA256);
  model = wb_model_to_json (ae_network_get_model (self->network));
  text = wb_json_to_text (model);
  g_checksum_update (sum, (const guchar *) text, -1);
  add_recipe (sum, &self->recipe);
  add_data (sum, self->validation != NULL ? self->validation : self->training);
  self->judge = g_ascii_strtoull (g_checksum_get_string (sum) + 48, NULL, 16);
  return self->judge;
}
