/* SPDX-License-Identifier: MIT */
/* The decoder as the encoder's mirror image. A mirrored project stays so:
 * whatever changes the encoder rebuilds the decoder, until an edit changes the
 * decoder itself.
 */
#pragma once

#include "app/project/project.h"

G_BEGIN_DECLS

gboolean wb_mirror_build (WbProject *project, GError **error);
void wb_mirror_follow (WbProject *project, const WbProject *before);

G_END_DECLS
