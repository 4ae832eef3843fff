/* SPDX-License-Identifier: MIT */
/*
 * The skeletons of the built-in digits: where a pen goes, before any hand
 * trembles. Glyphs of one digit and family have the same points in the same
 * roles, so that a sample may lie between two of them.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define DS_GLYPH_MAX_POINTS 20

/**
 * DsGlyphPoint:
 * @x: to the right, hundredths of the digit's height
 * @y: downwards, hundredths of the digit's height
 * @role: what the pen does here
 *
 * One control point; the curve goes through all of them.
 */
typedef struct
{
  gint8 x;
  gint8 y;
  enum
  {
    DS_GLYPH_BEGIN,
    DS_GLYPH_SMOOTH,
    DS_GLYPH_CORNER,
  } role : 8;
} DsGlyphPoint;

/**
 * DsGlyph:
 * @family: glyphs of one digit that may be blended share it
 * @weight: how often it is written, relative to the digit's others
 * @n_points: how many points
 * @points: stroke after stroke
 *
 * One way to write a digit.
 */
typedef struct
{
  guint8 family;
  guint8 weight;
  guint8 n_points;
  DsGlyphPoint points[DS_GLYPH_MAX_POINTS];
} DsGlyph;

/**
 * @digit: 0 to 9
 * @n_glyphs: (out): how many ways there are
 *
 * Returns: (transfer none): the ways to write @digit; any thread.
 */
const DsGlyph *ds_glyphs_get (guint digit, guint *n_glyphs);

G_END_DECLS
