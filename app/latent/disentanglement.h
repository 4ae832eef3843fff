/* SPDX-License-Identifier: MIT */
/* How far each value of a code stands for one factor of the data alone: three scores, all
 * of which are 1 at best. See mig.h, dci.h and sap.h. A pure function; any thread.
 */
#pragma once

#include "app/latent/dci.h"

G_BEGIN_DECLS

/** The first samples that are looked at, and the values that vary most. */
#define WB_DISENTANGLEMENT_SAMPLES 10000
#define WB_DISENTANGLEMENT_VALUES  256

typedef struct
{
  double mig;
  WbDci dci;
  double sap;
} WbDisentanglement;

/**
 * @dataset: whose first n samples the codes are of
 * @codes: [n, d]
 * Returns: FALSE where the data has no factors, or too few samples.
 */
gboolean wb_disentanglement_measure (DsDataset *dataset,
                                     gsize n,
                                     gsize size,
                                     const float *codes,
                                     WbDisentanglement *out);

G_END_DECLS
