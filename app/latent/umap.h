/* SPDX-License-Identifier: MIT */
/* UMAP (McInnes, Healy, Melville, 2018) with exact neighbours, by gradients of all codes at
 * once: neighbours pull with their weight, some others that change from iteration to
 * iteration push. It begins from two principal components, and its bits do not depend on
 * the number of threads.
 */
#pragma once

#include "app/latent/layout.h"

G_BEGIN_DECLS

typedef struct _WbUmap WbUmap;

#define WB_UMAP_ITERATIONS 400

/** Iterations that follow when the codes change. */
#define WB_UMAP_MORE_ITERATIONS 80

/**
 * Finds the neighbours of n codes of d values; wb_umap_advance() does the rest.
 *
 * @x: [n, d]: all finite
 * @options: 5 to 100 neighbours; at most n - 1 count
 * Returns: (transfer full) (nullable): NULL for fewer than 4 codes or 2 values, or where
 *   they are not finite, or when it was stopped
 */
WbUmap *wb_umap_new (AePool *pool, gsize n, gsize d, const float *x, const WbLayoutOptions *options)
  G_GNUC_WARN_UNUSED_RESULT;
void wb_umap_free (WbUmap *self);

/**
 * Goes on with newer codes from where it is; equal ones, bit for bit, change nothing.
 *
 * @x: [n, d]: of the same samples; where not all are finite, nothing changes
 */
void wb_umap_set_codes (WbUmap *self, const float *x);

/** One iteration of WB_UMAP_ITERATIONS; FALSE when all are done. */
gboolean wb_umap_advance (WbUmap *self);
guint wb_umap_get_iteration (const WbUmap *self);

/** [n, 2]: where the codes are now. */
const float *wb_umap_get_places (const WbUmap *self);

extern const WbLayoutClass wb_layout_umap;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbUmap, wb_umap_free)

G_END_DECLS
