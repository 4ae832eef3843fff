/* SPDX-License-Identifier: MIT */
#include "app/latent/sampling.h"

#include "app/latent/pca.h"
#include "engine/random.h"

#define COMPONENTS   50
#define MOST_VALUES  1024     /* of a sample that components are looked for in */
#define MOST_NUMBERS 50000000 /* of all samples together */
#define SEED         1        /* of the samples that are compared */

void
wb_sampling_draw (const WbMixture *mixture, gsize size, guint64 seed, gsize n, float *codes)
{
  if (mixture != NULL)
    {
      wb_mixture_draw (mixture, seed, n, codes);
      return;
    }
  for (gsize i = 0; i < n; i++)
    ae_random_normal (&(AeRandomKey) { .seed = seed, .sample = (guint32) i }, codes + i * size,
                      size);
}

/* Means of neighbouring values, in place: returns how many a sample has then. */
static gsize
shorten (gsize n, gsize size, float *x)
{
  const gsize each = (size + MOST_VALUES - 1) / MOST_VALUES, kept = (size + each - 1) / each;

  for (gsize i = 0; i < n && each > 1; i++)
    for (gsize j = 0; j < kept; j++)
      {
        const gsize first = j * each, count = MIN (each, size - first);
        double sum = 0;

        for (gsize k = 0; k < count; k++)
          sum += x[i * size + first + k];
        x[i * kept + j] = (float) (sum / (double) count);
      }
  return kept;
}

/* (transfer full) (nullable): [n, size]: new samples */
static float *
make (const AeNetwork *network, const WbMixture *mixture, gsize n, gsize size)
{
  const guint code = ae_network_get_code (network), last = ae_network_get_n_layers (network) - 1;
  const gsize code_size = ae_shape_size (ae_network_get_shape (network, code));
  g_autofree float *codes = NULL;
  g_autofree float *samples = NULL;

  if (ae_shape_size (ae_network_get_shape (network, last)) != size)
    return NULL;
  codes = g_new (float, n *code_size);
  samples = g_new (float, n *size);
  wb_sampling_draw (mixture, code_size, SEED, n, codes);
  return ae_network_predict (network, code, last, n, codes, samples, NULL)
           ? g_steal_pointer (&samples)
           : NULL;
}

gboolean
wb_sampling_judge (AePool *pool,
                   const AeNetwork *network,
                   DsDataset *dataset,
                   const WbMixture *mixture,
                   WbCoverage *out)
{
  const gsize size = ds_dataset_get_sample_size (dataset);
  const gsize n = MIN (MIN (ds_dataset_get_count (dataset), WB_SAMPLING_JUDGED),
                       MOST_NUMBERS / size);
  g_autofree float *made = n > WB_COVERAGE_NEIGHBOURS ? make (network, mixture, n, size) : NULL;
  g_autofree float *real = NULL;
  g_autofree float *places = NULL;
  g_autoptr (WbPca) pca = NULL;
  gsize kept, width;

  if (made == NULL)
    return FALSE;
  real = g_new (float, n *size);
  ds_dataset_read_range (dataset, 0, n, real);
  kept = shorten (n, size, real);
  shorten (n, size, made);
  width = MIN (COMPONENTS, kept);
  pca = wb_pca_new (n, kept, real, (guint) width);
  if (pca == NULL)
    return FALSE;
  places = g_new (float, 2 * n * width);
  wb_pca_project (pca, n, real, places);
  wb_pca_project (pca, n, made, places + n * width);
  wb_coverage_measure (pool, n, n, width, places, places + n * width, WB_COVERAGE_NEIGHBOURS, out);
  return TRUE;
}
