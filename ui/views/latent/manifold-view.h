/* SPDX-License-Identifier: MIT */
/* Codes on a regular grid of the plane, decoded. The pointer looks at the code of the
 * picture that it is over; the picture nearest to the code that is looked at is marked.
 */
#pragma once

#include "ui/views/latent/latent.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HG_TYPE_MANIFOLD_VIEW (hg_manifold_view_get_type ())
G_DECLARE_FINAL_TYPE (HgManifoldView, hg_manifold_view, HG, MANIFOLD_VIEW, GtkWidget)

void hg_manifold_view_set_latent (HgManifoldView *self, HgLatent *latent);

/** How many pictures a side: 5 to 40. */
void hg_manifold_view_set_size (HgManifoldView *self, guint n);

G_END_DECLS
