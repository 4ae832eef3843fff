/* SPDX-License-Identifier: MIT */
/* The fields of a cloud, for the files that make it up: cloud.c (points, zoom, keys),
 * cloud-draw.c, cloud-drawn.c, cloud-contours.c and cloud-thumbnails.c (what is drawn over the
 * points), cloud-ends.c (A and B) and cloud-lasso.c (selecting).
 */
#pragma once

#include "app/figures/scatter.h"
#include "app/figures/text.h"
#include "ui/views/latent/cloud.h"

G_BEGIN_DECLS

struct _HgCloud
{
  HgFigureWidget parent_instance;

  HgLatent *latent;
  WbScatter scatter;      /* points of the map, bounds of what is shown */
  WbScatter whole;        /* the same with the bounds of all points */
  WbScatterLabel *labels; /* (nullable): for the level of @label_level */
  guint label_level;
  gboolean follows; /* the bounds follow the points */
  int *classes;     /* (nullable): [n]: those of classes that are not shown are grey */
  GHashTable *grey;
  WbAxis x_axis;
  WbAxis y_axis;
  double pointer[2];
  gboolean hovered;
  double drag_bounds[4];
  int dragged_end; /* A or B that is dragged, or -1 */
  gboolean moved;  /* since the button was pressed: it is no click */
  gboolean lassos; /* a drag draws a lasso; else it moves the plane */
  GArray *lasso;   /* (nullable): of float[2], in the plane: drawn now or last */
  gboolean drawing;
  gboolean has_contours;
  guint n_thumbnails; /* samples that are seen in the place of their points */
  guint8 *selected;   /* (nullable): [n] */
  float *drawn;       /* (nullable): [d]: the code of what somebody draws */
  guint32 sample;     /* that the menu or a key is about */
  GtkWidget *menu;
};

void hg_cloud_draw_overlay (HgCloud *self, GtkSnapshot *out, const WbStyle *style);

void hg_cloud_draw_contours (HgCloud *self,
                             cairo_t *cr,
                             const WbAxis *x,
                             const WbAxis *y,
                             const WbStyle *style);

/* Draws samples over their points where there is room for all in sight; returns how many. */
guint hg_cloud_draw_thumbnails (HgCloud *self,
                                cairo_t *cr,
                                const WbAxis *x_axis,
                                const WbAxis *y_axis,
                                const WbStyle *style);

/* Follows what somebody draws by hand. */
void hg_cloud_drawn_watch (HgCloud *self);
void hg_cloud_drawn_update (HgCloud *self);
void hg_cloud_drawn_draw (HgCloud *self, WbText *text);

void hg_cloud_ends_draw (HgCloud *self, WbText *text);

/* The end whose mark is at a pixel, or -1. */
int hg_cloud_find_end (HgCloud *self, double x, double y);

/* Moves it to the sample nearest to a pixel. */
void hg_cloud_drag_end (HgCloud *self, guint end, double x, double y);

void hg_cloud_lasso_begin (HgCloud *self, double x, double y);
void hg_cloud_lasso_move (HgCloud *self, double x, double y);

/** A line that goes round nothing selects nothing. */
void hg_cloud_lasso_end (HgCloud *self);

void hg_cloud_lasso_draw (HgCloud *self, cairo_t *cr, const WbStyle *style);

/* Marks the points that are selected. */
void hg_cloud_show_selection (HgCloud *self);

G_END_DECLS
