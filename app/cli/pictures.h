/* SPDX-License-Identifier: MIT */
/* Samples of the command line as pictures and arrays. */
#pragma once

#include "app/figures/image-grid.h"

G_BEGIN_DECLS

/** Writes [n, shape] to a .npy file. WB_ERROR_FILE. */
gboolean wb_cli_write_samples (const char *path,
                               gsize n,
                               const AeShape *shape,
                               const float *values,
                               GError **error);

/**
 * Writes the plain pictures of a grid, as they are stored, to a .png file.
 *
 * @error: WB_CLI_FAILED where they are too many for one picture, WB_ERROR_FILE,
 *   WB_ERROR_CONTENTS
 */
gboolean wb_cli_write_grid (const char *path, const WbImageGrid *grid, GError **error);

G_END_DECLS
