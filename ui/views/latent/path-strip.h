/* SPDX-License-Identifier: MIT */
/* From the code of one sample, A, to that of another, B: what lies between them,
 * decoded; a slider goes along the way, and can be played.
 */
#pragma once

#include "app/latent/path.h"
#include "ui/figure-actions.h"
#include "ui/figure-widget.h"
#include "ui/views/latent/latent.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HG_TYPE_PATH_STRIP (hg_path_strip_get_type ())
G_DECLARE_FINAL_TYPE (HgPathStrip, hg_path_strip, HG, PATH_STRIP, HgFigureWidget)

void hg_path_strip_set_latent (HgPathStrip *self, HgLatent *latent);
void hg_path_strip_set_kind (HgPathStrip *self, WbPathKind kind);

/**
 * In place of a way from A to B: how a sample changes when the difference of B and A is
 * taken away from its code, on the left, and added to it, on the right.
 */
void hg_path_strip_set_adds (HgPathStrip *self, gboolean adds);

/** How far along the way, from 0 to 1; what is there is looked at. */
void hg_path_strip_set_share (HgPathStrip *self, double share);

/** As hg_cloud_write(); an animation into a file whose name ends with .apng. */
gboolean hg_path_strip_write (HgPathStrip *self, const char *path, double scale, GError **error);

extern const HgFigureActions hg_path_strip_actions;

G_END_DECLS
