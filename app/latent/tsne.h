/* SPDX-License-Identifier: MIT */
/* t-SNE (van der Maaten and Hinton, 2008) with exact neighbours, and forces between
 * far codes summed up in a tree (van der Maaten, 2014). It begins from two principal
 * components, so that it has no chance in it, and its bits do not depend on the number
 * of threads.
 */
#pragma once

#include "engine/thread-pool.h"

G_BEGIN_DECLS

typedef struct _WbTsne WbTsne;

#define WB_TSNE_ITERATIONS 1000

/**
 * Finds the neighbours of n codes of d values; wb_tsne_advance() does the rest.
 *
 * @x: [n, d]: all finite
 * @perplexity: about how many neighbours count, 5 to 50; at most (n - 1) / 3
 * Returns: (transfer full) (nullable): NULL for fewer than 4 codes, or where they are
 *   not finite
 */
WbTsne *wb_tsne_new (AePool *pool, gsize n, gsize d, const float *x, double perplexity)
  G_GNUC_WARN_UNUSED_RESULT;
void wb_tsne_free (WbTsne *self);

/** One iteration of WB_TSNE_ITERATIONS; FALSE when all are done. */
gboolean wb_tsne_advance (WbTsne *self);

/** [n, 2]: where the codes are now. */
const float *wb_tsne_get_places (const WbTsne *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbTsne, wb_tsne_free)

G_END_DECLS
