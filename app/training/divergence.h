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
 */
typedef struct
{
  guint units;
  guint n_active;
  double total;
  double *nats;
} WbDivergence;

/** Whether there is a variational code to measure. */
gboolean wb_divergence_has (const AeModel *model);

/** The last layer of the model that learns a distribution, or 0. */
guint wb_divergence_find_code (const AeModel *model);

/**
 * The standard deviations that the encoder gives the code of one sample, see
 * wb_divergence_find_code().
 *
 * @x: [values of the layer before the code]
 * @deviations: (out): [units of the code]
 */
void wb_divergence_read_deviations (const AeNetwork *network, const float *x, float *deviations);

/**
 * Measures the code of a network whose model has one, see wb_divergence_has(); of several, the
 * last. Takes as long as encoding the samples does.
 *
 * @n_samples: at most so many of @dataset, the first ones; 0 for all
 * @error: AE_ERROR_MEMORY
 * Returns: (transfer full): the measure, or NULL.
 */
WbDivergence *wb_divergence_measure (const AeNetwork *network,
                                     DsDataset *dataset,
                                     gsize n_samples,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

void wb_divergence_free (WbDivergence *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbDivergence, wb_divergence_free)

G_END_DECLS
