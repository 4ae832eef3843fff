/* SPDX-License-Identifier: MIT */
/* A sample, a map of activations or a filter as a picture: values become pixels
 * through a colour map, enlarged by whole factors where that fills the place, so
 * that pixels stay crisp. Values are float, channels last. NaN is red: never a
 * picture. Pure functions; any thread.
 */
#pragma once

#include "app/figures/palette.h"
#include "engine/shape.h"

G_BEGIN_DECLS

/**
 * WbPictureKind: how values of a shape are shown.
 * @WB_PICTURE_IMAGE: H x W with 1 (grey), 3 (RGB) or 4 (RGBA) channels
 * @WB_PICTURE_MOSAIC: H x W with other channels: one small map each, side by side
 * @WB_PICTURE_SERIES: T x F: time to the right, a line for each feature; where
 *   lines do not suit (line-chart.h), one row of pixels a feature
 * @WB_PICTURE_BARS: few values: one bar each
 * @WB_PICTURE_CELLS: many values: cells in a near-square, row by row
 */
typedef enum
{
  WB_PICTURE_IMAGE,
  WB_PICTURE_MOSAIC,
  WB_PICTURE_SERIES,
  WB_PICTURE_BARS,
  WB_PICTURE_CELLS,
} WbPictureKind;

/**
 * WbPicture: which values, and how they become pixels.
 * @values: as many as @shape has
 * @shape: known; channels last
 * @map: of everything that has no colours of its own
 * @lower: value of the map's first entry
 * @upper: value of the map's last entry
 * @reference: (nullable): what @values should be; lines are drawn over it
 */
typedef struct
{
  const float *values;
  AeShape shape;
  WbColourMap map;
  double lower;
  double upper;
  const float *reference;
} WbPicture;

/**
 * @values: [H, W, C]
 * @height: H
 * @width: W
 * @channels: C: 1 goes through @map, 3 is RGB, 4 is RGBA, both in [0,1]
 * @map: for one channel
 * @dark: the theme of @map
 * @lower: value of the map's first entry
 * @upper: value of the map's last entry
 * @factor: each value becomes a square of this many pixels; it is lowered where
 *   the surface would pass 16384 pixels a side
 *
 * Returns: (transfer full): an image surface in %CAIRO_FORMAT_ARGB32; its status
 *   is an error where there is no memory for it.
 */
cairo_surface_t *wb_image_to_surface (const float *values,
                                      guint height,
                                      guint width,
                                      guint channels,
                                      WbColourMap map,
                                      gboolean dark,
                                      double lower,
                                      double upper,
                                      guint factor) G_GNUC_WARN_UNUSED_RESULT;

/**
 * @shape: of rank 1 to 4
 *
 * Returns: how values of this shape are shown.
 */
WbPictureKind wb_picture_get_kind (const AeShape *shape);

/**
 * Bars and series have no pixels of their own: theirs is a size that suits them.
 *
 * @width: (out): pixels of a picture of this shape before it is enlarged
 * @height: (out): likewise
 */
void wb_picture_get_size (const AeShape *shape, guint *width, guint *height);

/**
 * Returns: (transfer full): the picture with one pixel a value, in the size of
 *   wb_picture_get_size().
 */
cairo_surface_t *wb_picture_to_surface (const WbPicture *self,
                                        gboolean dark) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Draws the picture in the middle of its place.
 *
 * @x: left of the place
 * @y: top of the place
 * @width: the picture is fitted into the place and keeps its proportions; bars
 *   and series fill it
 * @height: likewise
 */
void wb_picture_draw (const WbPicture *self,
                      cairo_t *cr,
                      double x,
                      double y,
                      double width,
                      double height,
                      const WbStyle *style);

/**
 * Paints pixels into the middle of a place, enlarged by a whole factor where
 * that nearly fills it, else smoothly; few pixels stay sharp in any case.
 *
 * @surface: an image surface
 * @x: left of the place
 * @y: top of the place
 * @width: of the place
 * @height: of the place
 */
void wb_image_paint (cairo_surface_t *surface,
                     cairo_t *cr,
                     double x,
                     double y,
                     double width,
                     double height);

/**
 * @shape: of a sample
 * @output: what the network made
 * @input: what it should have made
 * @difference: (out): output - input, in [-1, 1] for samples in [0, 1]; room for
 *   a sample
 * @difference_shape: (out): @shape, but the colours of an image are averaged
 *   into one channel
 */
void wb_picture_difference (const AeShape *shape,
                            const float *output,
                            const float *input,
                            float *difference,
                            AeShape *difference_shape);

G_END_DECLS
