/* SPDX-License-Identifier: MIT */
/* The decoder as the encoder's mirror image. A mirrored project stays so:
 * whatever changes the encoder rebuilds the decoder, until an edit changes the
 * decoder itself.
 */
#pragma once

#include "app/project/project.h"

G_BEGIN_DECLS

/**
 * Puts the encoder's mirror image in the decoder's place, and links it.
 *
 * @project: a project
 * @error: WB_ERROR_EDIT or AE_ERROR_SHAPE, naming the layer that has no mirror image
 */
gboolean wb_mirror_build (WbProject *project, GError **error);

/**
 * Where both are mirrored: rebuilds the decoder after an edit of the encoder, and ends the link
 * after one of the decoder. An encoder that has no mirror image for the moment leaves the decoder
 * as it is, and linked.
 *
 * @project: after an edit
 * @before: before it
 */
void wb_mirror_follow (WbProject *project, const WbProject *before);

G_END_DECLS
