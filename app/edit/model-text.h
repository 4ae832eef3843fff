/* SPDX-License-Identifier: MIT */
/* A whole model as text, as it is typed: "dense 64 relu, dense 2, mirror". Layers
 * are separated by a line's end, or by a comma with a blank behind it, and each is
 * read as on the canvas (quick-entry.h); "mirror" builds the decoder of those
 * before it. A skip's source is the number of its layer, the input not counted. Empty
 * lines and lines that begin with # mean nothing.
 */
#pragma once

#include "app/project/project.h"

G_BEGIN_DECLS

/**
 * Appends the layers of a text to the project's model.
 *
 * @error: WB_ERROR_EDIT, naming the layer by its number in the text; the
 *   layers before it are in the model then
 */
gboolean wb_model_text_append (WbProject *project, const char *text, GError **error);

G_END_DECLS
