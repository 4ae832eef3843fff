/* SPDX-License-Identifier: MIT */
/* How far each dimension of a variational code is from the prior: the part of
 * the divergence that it carries, over many samples. A dimension that carries
 * next to nothing tells the decoder nothing: it is not active.
 */
#pragma once

#include "data/dataset.h"
#include "engine/network/network.h"

G_BEGIN_DECLS

/**
 * WB_DIVERGENCE_ACTIVE:
 *
 * In nats: a dimension with more is active.
 */
#define WB_DIVERGENCE_ACTIVE 0.01

/**
 * WbDivergence:
 * @units: dimensions of the code
 * @n_active: those above WB_DIVERGENCE_ACTIVE
 * @total: nats for a sample, before beta: the sum of @nats
 * @nats: [units]: mean over the samples
 *
 * Read only once made, and atomically counted; any thread.
 */
typedef struct
{
  guint units;
  guint n_active;
  double total;
  double *nats;
  int references;
} WbDivergence;

gboolean wb_divergence_has (const AeModel *model);
guint wb_divergence_find_code (const AeModel *model);
void wb_divergence_read_deviations (const AeNetwork *network, const float *x, float *deviations);
WbDivergence *wb_divergence_measure (const AeNetwork *network,
                                     DsDataset *dataset,
                                     gsize n_samples,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
WbDivergence *wb_divergence_ref (WbDivergence *self);
void wb_divergence_unref (WbDivergence *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbDivergence, wb_divergence_unref)

G_END_DECLS
