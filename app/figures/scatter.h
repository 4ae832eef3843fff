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

void wb_scatter_fit (WbScatter *self);
gboolean wb_scatter_get_median (const WbScatter *self, guint class_index, double *x, double *y);
gboolean wb_scatter_find_nearest (const WbScatter *self,
                                  const WbAxis *x_axis,
                                  const WbAxis *y_axis,
                                  double x,
                                  double y,
                                  double within,
                                  gsize *index);

void wb_scatter_lay_out (const WbScatter *self,
                         double width,
                         double height,
                         const WbStyle *style,
                         WbAxis *x_axis,
                         WbAxis *y_axis);
void wb_scatter_stamp (const WbScatter *self,
                       cairo_surface_t *surface,
                       const WbAxis *x_axis,
                       const WbAxis *y_axis,
                       double pixel_scale,
                       const WbStyle *style);

/** The colour of a value from 0 to 1. */
WbColour wb_scatter_value_colour (double value);

void wb_scatter_draw (const WbScatter *self,
                      cairo_t *cr,
                      double width,
                      double height,
                      const WbStyle *style);

G_END_DECLS
