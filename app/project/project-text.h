/* SPDX-License-Identifier: MIT */
/* Model and recipe of a project as text, for a picture to carry:
 *   { "format": "hourglass", "model": {…}, "recipe": {…}, "mirrored": true }
 * It holds no weight, and says nothing of where data or projects lie. "mirrored" is there
 * where the decoder follows the encoder. Pure functions; any thread.
 */
#pragma once

#include "app/project/project.h"

G_BEGIN_DECLS

char *wb_project_to_text (const WbProject *project) G_GNUC_WARN_UNUSED_RESULT;

/**
 * @error: WB_ERROR_DAMAGED, WB_ERROR_FORMAT where the text is something else, and the errors
 *   of models and recipes
 * Returns: (transfer full): a project without data and weights, or NULL.
 */
WbProject *wb_project_from_text (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
