/* SPDX-License-Identifier: MIT */
#include "app/latent/disentanglement.h"

#include <stdlib.h>

#include "app/latent/mig.h"
#include "app/latent/sap.h"

typedef struct
{
  gsize index;
  double deviation;
} Value;

static int
compare_deviations (const void *a, const void *b)
{
  const Value *left = a, *right = b;

  if (left->deviation != right->deviation)
    return left->deviation > right->deviation ? -1 : 1;
  return left->index < right->index ? -1 : 1;
}

/* The columns that vary most, in their own order: (transfer full): [n, kept]. */
static float *
pick_values (gsize n, gsize size, const float *codes, gsize kept)
{
  g_autofree Value *values = g_new (Value, size);
  g_autofree gboolean *picked = g_new0 (gboolean, size);
  float *out = g_new (float, n *kept);
  gsize at = 0;
  double mean;

  for (gsize j = 0; j < size; j++)
    {
      values[j].index = j;
      wb_column_measure (n, codes + j, size, &mean, &values[j].deviation);
    }
  qsort (values, size, sizeof *values, compare_deviations);
  for (gsize j = 0; j < kept; j++)
    picked[values[j].index] = TRUE;
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < size; j++)
      if (picked[j])
        out[at++] = codes[i * size + j];
  return out;
}

gboolean
wb_disentanglement_measure (DsDataset *dataset,
                            gsize n,
                            gsize size,
                            const float *codes,
                            WbDisentanglement *out)
{
  const gsize n_used = MIN (n, WB_DISENTANGLEMENT_SAMPLES);
  const gsize kept = MIN (size, WB_DISENTANGLEMENT_VALUES);
  g_autoptr (WbFactorTable) factors = NULL;
  g_autofree float *picked = NULL;

  if (n_used < WB_DCI_HELD_OUT)
    return FALSE;
  factors = wb_factor_table_new (dataset, n_used);
  if (factors == NULL)
    return FALSE;
  if (kept < size)
    picked = pick_values (n_used, size, codes, kept);
  if (picked != NULL)
    codes = picked;
  out->mig = wb_mig_measure (kept, codes, factors);
  out->sap = wb_sap_measure (kept, codes, factors);
  wb_dci_measure (kept, codes, factors, &out->dci);
  return TRUE;
}
