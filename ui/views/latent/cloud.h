/* SPDX-License-Identifier: MIT */
/* All codes as points in a plane. The pointer decodes where it is; the wheel zooms
 * there, a drag moves the plane, a double click shows all again. A click follows the
 * nearest sample; A and B, or the menu, make it an end of the path, and the marks of both
 * ends can be dragged. Arrow keys move as the pointer does. A drag with Shift, or any drag
 * while "lassos" is set, selects the samples that it goes round.
 */
#pragma once

#include "ui/figure-widget.h"
#include "ui/views/latent/latent.h"

G_BEGIN_DECLS

#define HG_TYPE_CLOUD (hg_cloud_get_type ())
G_DECLARE_FINAL_TYPE (HgCloud, hg_cloud, HG, CLOUD, HgFigureWidget)

void hg_cloud_set_latent (HgCloud *self, HgLatent *latent);
HgLatent *hg_cloud_get_latent (HgCloud *self);

/** Shows all points, and follows them when they move. */
void hg_cloud_fit (HgCloud *self);

/** Whether a drag selects. */
void hg_cloud_set_lassos (HgCloud *self, gboolean lassos);

/**
 * Writes what is shown, without what follows the pointer, as PNG, SVG or PDF.
 *
 * @scale: pixels of a PNG for each of the window's
 */
gboolean hg_cloud_write (HgCloud *self, const char *path, double scale, GError **error);

/** Lines of equal density, around a quarter, a half, three quarters and 95 % of the points. */
void hg_cloud_set_contours (HgCloud *self, gboolean shown);

/** How many samples are seen in the place of their points, as few enough are in sight. */
guint hg_cloud_get_n_thumbnails (HgCloud *self);

/** A class that is not shown is grey. */
void hg_cloud_set_class_shown (HgCloud *self, guint index, gboolean shown);

/** (nullable): the code of what somebody draws by hand, which is shown as a point. */
const float *hg_cloud_get_drawn (HgCloud *self);

G_END_DECLS
