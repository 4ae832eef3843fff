/* SPDX-License-Identifier: MIT */
/* t-SNE (van der Maaten and Hinton, 2008) with exact neighbours, and forces between
 * far codes summed up in a tree (van der Maaten, 2014). It begins from two principal
 * components, so that it has no chance in it, and its bits do not depend on the number
 * of threads.
 */
#pragma once

#include "app/latent/layout.h"

G_BEGIN_DECLS

typedef struct _WbTsne WbTsne;

#define WB_TSNE_ITERATIONS 1000

/** Iterations that follow when the codes change. */
#define WB_TSNE_MORE_ITERATIONS 150

/**
 * Finds the neighbours of n codes of d values; wb_tsne_advance() does the rest.
 *
 * @x: [n, d]: all finite
 * @options: perplexity 5 to 50; at most (n - 1) / 3 count
 * Returns: (transfer full) (nullable): NULL for fewer than 4 codes or 2 values, or where
 *   they are not finite, or when it was stopped
 */
WbTsne *wb_tsne_new (AePool *pool, gsize n, gsize d, const float *x, const WbLayoutOptions *options)
  G_GNUC_WARN_UNUSED_RESULT;
void wb_tsne_free (WbTsne *self);

/**
 * Goes on with newer codes from where it is; equal ones, bit for bit, change nothing.
 *
 * @x: [n, d]: of the same samples; where not all are finite, nothing changes
 */
void wb_tsne_set_codes (WbTsne *self, const float *x);

/** One iteration of WB_TSNE_ITERATIONS; FALSE when all are done. */
gboolean wb_tsne_advance (WbTsne *self);
guint wb_tsne_get_iteration (const WbTsne *self);

/** [n, 2]: where the codes are now. */
const float *wb_tsne_get_places (const WbTsne *self);

extern const WbLayoutClass wb_layout_tsne;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbTsne, wb_tsne_free)

G_END_DECLS
