/* SPDX-License-Identifier: MIT */
/* Codes of samples in the plane: each point in the colour of its class, and a
 * bubble with the class's name at the median of its points, so that colour is
 * never the only carrier. Points are stamped into a pixel buffer by hand: 70,000
 * of them cost a few milliseconds.
 *
 * Plain data owned by the caller and read while drawing; any thread.
 */
#pragma once

#include "app/figures/axis.h"
#include "app/figures/palette.h"

G_BEGIN_DECLS

/** WbScatterLabel: the name of a class, and where in the plane it stands. */
typedef struct
{
  double x;
  double y;
  guint class_index;
} WbScatterLabel;

/**
 * WbScatter:
 * @points: [n, 2]; those that are not finite are left out
 * @n: how many points
 * @classes: (nullable): [n]: from 0, as a data set has them; what is not below
 *   @n_classes is grey
 * @n_classes: how many
 * @values: (nullable): [n]: 0 to 1: points are coloured by them, from blue over amber to
 *   red; what is not finite is grey
 * @selected: (nullable): [n]: 1 or 0: what is 0 is faint
 * @class_names: (nullable): [n_classes]; NULL takes their numbers
 * @x_lower: of the part of the plane that is shown
 * @x_upper: likewise
 * @y_lower: likewise
 * @y_upper: likewise
 * @x_label: (nullable): of the axis
 * @y_label: (nullable): of the axis
 * @flat: points lie on a line: the axis upwards says nothing
 * @legend: a list of the classes on the right
 * @labels: (nullable): [n_labels]: names that are in sight are drawn; NULL for one at the median
 *   of each class, see app/figures/scatter-labels.h
 * @pixel_scale: pixels of a screen for each of the figure's; 0 where it is drawn into a file
 */
typedef struct
{
  const float *points;
  gsize n;
  const int *classes;
  guint n_classes;
  const float *values;
  const guint8 *selected;
  const char *const *class_names;
  double x_lower;
  double x_upper;
  double y_lower;
  double y_upper;
  const char *x_label;
  const char *y_label;
  gboolean flat;
  gboolean legend;
  const WbScatterLabel *labels;
  guint n_labels;
  double pixel_scale;
} WbScatter;

/**
 * Shows the part of the plane where the points are; a few far out do not make
 * all the others small.
 */
void wb_scatter_fit (WbScatter *self);

/**
 * @class_index: below the number of classes
 * @x: (out): median of the class's points, to a thousandth of what is shown
 * @y: (out): likewise
 *
 * Returns: FALSE for a class without points.
 */
gboolean wb_scatter_get_median (const WbScatter *self, guint class_index, double *x, double *y);

/**
 * Looks at every point once.
 *
 * @x_axis: of the drawing
 * @y_axis: of the drawing
 * @x: pixel where the pointer is
 * @y: likewise
 * @within: pixels a point may be away
 * @index: (out): the nearest point
 *
 * Returns: FALSE where none is near enough.
 */
gboolean wb_scatter_find_nearest (const WbScatter *self,
                                  const WbAxis *x_axis,
                                  const WbAxis *y_axis,
                                  double x,
                                  double y,
                                  double within,
                                  gsize *index);

/**
 * Finds where a drawing puts things.
 *
 * @x_axis: (out): values to pixels of a drawing of this size
 * @y_axis: (out): likewise
 */
void wb_scatter_lay_out (const WbScatter *self,
                         double width,
                         double height,
                         const WbStyle *style,
                         WbAxis *x_axis,
                         WbAxis *y_axis);

/**
 * Blends all points over what @surface shows.
 *
 * @surface: an image surface in %CAIRO_FORMAT_ARGB32, without device scale
 * @x_axis: values to pixels, before @pixel_scale
 * @y_axis: likewise
 * @pixel_scale: pixels of the surface for each pixel of the axes
 */
void wb_scatter_stamp (const WbScatter *self,
                       cairo_surface_t *surface,
                       const WbAxis *x_axis,
                       const WbAxis *y_axis,
                       double pixel_scale,
                       const WbStyle *style);

/** The colour of a value from 0 to 1. */
WbColour wb_scatter_value_colour (double value);

/**
 * Draws axes, points, bubbles and legend without a background.
 *
 * @cr: is left as it was
 * @width: the figure fills the rectangle from (0, 0)
 * @height: likewise
 */
void wb_scatter_draw (const WbScatter *self,
                      cairo_t *cr,
                      double width,
                      double height,
                      const WbStyle *style);

G_END_DECLS
