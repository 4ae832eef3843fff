/* SPDX-License-Identifier: MIT */
/* What the decoder makes of one value of the code while the others stay at their mean: the
 * strip beside its slider, from one end to the other. It follows the newest map.
 */
#pragma once

#include "ui/figure-widget.h"
#include "ui/views/latent/latent.h"

G_BEGIN_DECLS

#define HG_TYPE_TRAVERSAL_STRIP (hg_traversal_strip_get_type ())
G_DECLARE_FINAL_TYPE (HgTraversalStrip, hg_traversal_strip, HG, TRAVERSAL_STRIP, HgFigureWidget)

GtkWidget *hg_traversal_strip_new (HgLatent *latent) G_GNUC_WARN_UNUSED_RESULT;

/** @value: the number of the value, below the size of the code */
void hg_traversal_strip_set_value (HgTraversalStrip *self, guint value);

/** (nullable): what is shown: [n, values of the map's shape], from the lower end on. */
const float *hg_traversal_strip_get_samples (HgTraversalStrip *self, guint *n);

G_END_DECLS
