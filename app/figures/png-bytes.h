/* SPDX-License-Identifier: MIT */
/* A cairo surface as the bytes of a PNG with a text inside, and the way back to
 * that text. libpng reports errors by jumping; the jumps end in this module.
 * Any thread.
 */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

#define WB_PNG_RECIPE "Recipe"

/**
 * @surface: an image surface in %CAIRO_FORMAT_ARGB32
 * @dots_per_inch: said in the file
 * @recipe: (nullable): UTF-8 text under the key %WB_PNG_RECIPE
 * @error: WB_ERROR_FILE
 *
 * Returns: (transfer full): the bytes of a PNG; without alpha where all pixels
 *   are opaque.
 */
GByteArray *wb_png_encode (cairo_surface_t *surface,
                           double dots_per_inch,
                           const char *recipe,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * @bytes: a PNG
 * @recipe: (out) (nullable) (transfer full): the text, NULL where it has none
 * @error: WB_ERROR_FORMAT where this is no PNG, WB_ERROR_DAMAGED where it ends
 *   too early or is broken
 *
 * Returns: FALSE with @error set.
 */
gboolean wb_png_find_recipe (const guint8 *bytes, gsize n_bytes, char **recipe, GError **error);

G_END_DECLS
