/* SPDX-License-Identifier: MIT */
/* Codes on a regular grid of the plane, decoded. The pointer looks at the code of the
 * picture that it is over; the picture nearest to the code that is looked at is marked.
 *
 * Pictures come coarse first, and while a training runs they take a small share of the time:
 * until all are there, those between are of older weights.
 */
#pragma once

#include "app/figures/manifold.h"
#include "ui/figure-actions.h"
#include "ui/figure-widget.h"
#include "ui/views/latent/latent.h"

G_BEGIN_DECLS

#define HG_TYPE_MANIFOLD_VIEW (hg_manifold_view_get_type ())
G_DECLARE_FINAL_TYPE (HgManifoldView, hg_manifold_view, HG, MANIFOLD_VIEW, HgFigureWidget)

void hg_manifold_view_set_latent (HgManifoldView *self, HgLatent *latent);

HgLatent *hg_manifold_view_get_latent (HgManifoldView *self);

/** How many pictures a side: 5 to 40. */
void hg_manifold_view_set_size (HgManifoldView *self, guint n);

/** What is shown; @map: (out) (nullable): whose codes all pictures are, NULL while some are older.
 */
const WbManifold *hg_manifold_view_get_manifold (HgManifoldView *self, WbLatentMap **map);

extern const HgFigureActions hg_manifold_view_actions;

G_END_DECLS
