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

GByteArray *wb_png_encode (cairo_surface_t *surface,
                           double dots_per_inch,
                           const char *recipe,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean wb_png_find_recipe (const guint8 *bytes, gsize n_bytes, char **recipe, GError **error);

G_END_DECLS
