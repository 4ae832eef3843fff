/* SPDX-License-Identifier: MIT */
/* What tests of figures share: surfaces to draw on, and their pixels. */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

cairo_surface_t *white_surface (double width, double height);
guint32 pixel_at (cairo_surface_t *surface, int x, int y);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (cairo_surface_t, cairo_surface_destroy)

G_END_DECLS
