/* SPDX-License-Identifier: MIT */
/* The codes of all samples of some sets, with what is known of each sample: what the
 * latent view, its measures and its figures are computed from.
 *
 * Letters: n samples, d values of a code, F factors. Immutable; any thread.
 */
#pragma once

#include "data/dataset.h"
#include "data/progress.h"
#include "engine/network/network.h"
#include "engine/training/recipe.h"

G_BEGIN_DECLS

/**
 * WbCodeTable:
 * @n: the samples of all sets, set after set
 * @size: d: a code of several axes is one vector
 * @codes: [n, d]: of a variational code the means
 * @deviations: (nullable): [n, d]: of a variational code
 * @errors: (nullable): [n]: the loss of each sample, without penalties
 * @labels: (nullable): [n]: classes, where all sets have some
 * @n_classes: @class_names: as the first set has them
 * @n_factors: F, 0 where not all sets have the same
 * @factors: (nullable): [n, F]
 * @factor_names: (nullable): [F], ended by NULL
 */
typedef struct
{
  gsize n;
  gsize size;
  float *codes;
  float *deviations;
  double *errors;
  gint *labels;
  guint n_classes;
  char **class_names;
  guint n_factors;
  float *factors;
  char **factor_names;
} WbCodeTable;

/**
 * Encodes sets. Noise and dropout are off, and samples are not corrupted.
 *
 * @sets: [@n_sets]: of samples that the network takes; at least one
 * @recipe: (nullable): says how errors are counted; NULL leaves them out
 * @progress: (nullable): who listens; may end it
 * @error: AE_ERROR_MODEL where errors are asked of a network whose output is no sample,
 *   AE_ERROR_MEMORY, DS_ERROR_CHANGED, DS_ERROR_CANCELLED
 * Returns: (transfer full): the table, or NULL.
 */
WbCodeTable *wb_code_table_new (const AeNetwork *network,
                                DsDataset *const *sets,
                                guint n_sets,
                                const AeRecipe *recipe,
                                const DsProgress *progress,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
void wb_code_table_free (WbCodeTable *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbCodeTable, wb_code_table_free)

G_END_DECLS
