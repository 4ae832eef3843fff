/* SPDX-License-Identifier: MIT */
/* Where everything on the canvas is: pure functions from a list of boxes and
 * a size to a layout, without a widget. The model is drawn as an hourglass:
 * a box's height follows the logarithm of the number of values it puts out,
 * all boxes stand centred on one axis, and the widths and gaps grow or shrink
 * so that the model fits.
 *
 * A connector is the space between two neighbouring boxes; connector i is
 * between box i and box i + 1. Every connector is a slot for a new layer.
 */
#pragma once

#include <glib.h>
#include <graphene.h>

G_BEGIN_DECLS

typedef enum
{
  HG_BOX_TILE,  /* input and output: a picture of fixed size */
  HG_BOX_BLOCK, /* a layer with a body */
  HG_BOX_TAPER, /* a layer that only changes the shape: a trapezoid */
  HG_BOX_CODE,  /* the marker of the code */
} HgBoxKind;

/**
 * HgBoxSpec: what the layout has to know of a box.
 * @size: values put out; 0 when not known (drawn as high as what comes before)
 */
typedef struct
{
  HgBoxKind kind;
  gsize size;
} HgBoxSpec;

/**
 * HgBox: where a box is.
 * @rect: of the body, without labels
 * @left: @right: heights of its two sides as seen; they differ in a taper
 */
typedef struct
{
  graphene_rect_t rect;
  float left;
  float right;
} HgBox;

/**
 * HgLayoutInput:
 * @width: @height: of the canvas; @width may be exceeded by a long model
 * @zoom: 1 is fit; a strip is always drawn whole, whatever the zoom
 * @open: the connector that is held open, or -1
 * @opening: 0 to 1, how far it is open
 * @open_width: what it opens to
 * @text: the desktop's text scaling, 0 for 1
 * @arcs: leave room for arcs above the names
 * @overview: leave room for the overview bar at the foot
 * @mirrored: the model runs from right to left, as the desktop's language does
 */
typedef struct
{
  const HgBoxSpec *boxes;
  guint n_boxes;
  float width;
  float height;
  float zoom;
  int open;
  float opening;
  float open_width;
  float text;
  gboolean arcs;
  gboolean overview;
  gboolean mirrored;
} HgLayoutInput;

/**
 * HgDetail: how much of each box is shown; it follows the width of a block.
 * @HG_DETAIL_BARE: shapes alone
 * @HG_DETAIL_NAMES: names, upright inside the bodies
 * @HG_DETAIL_LABELS: names, and shapes and counts where they have room
 * @HG_DETAIL_MORE: the layers' settings too
 */
typedef enum
{
  HG_DETAIL_BARE,
  HG_DETAIL_NAMES,
  HG_DETAIL_LABELS,
  HG_DETAIL_MORE,
} HgDetail;

/**
 * HgLayout:
 * @width: what the model takes, margins included
 * @axis: y of the line all boxes are centred on
 * @bracket: y of the bracket row
 * @text: by how much words are larger than at a text scaling of 1
 * @zoom: of the heights
 * @strip: there is only room for the bodies: no labels, no brackets
 */
typedef struct
{
  HgBox *boxes;
  guint n_boxes;
  float width;
  float axis;
  float bracket;
  float gap;
  float h_min;
  float h_max;
  float text;
  float zoom;
  HgDetail detail;
  gboolean strip;
  gboolean mirrored;
} HgLayout;

/* Room above a body for its name, and below it for shape and parameters; more
 * of it where the settings are shown. All for a text scaling of 1. */
#define HG_CANVAS_NAME_HEIGHT  22.f
#define HG_CANVAS_LABEL_HEIGHT 34.f
#define HG_CANVAS_MORE_HEIGHT  14.f
#define HG_CANVAS_ARC_HEIGHT   26.f
/* The bar over the canvas, and the bracket row at its foot. */
#define HG_CANVAS_BAR_HEIGHT      48.f
#define HG_CANVAS_BRACKET_HEIGHT  44.f
#define HG_CANVAS_OVERVIEW_HEIGHT 18.f
/* Below this height only bodies are drawn. */
#define HG_CANVAS_STRIP_HEIGHT 200.f
#define HG_CANVAS_OPEN_WIDTH   118.f

/** The narrowest canvas that shows the model at this zoom without scrolling. */
float hg_geometry_min_width (const HgBoxSpec *boxes, guint n_boxes, float zoom);

/**
 * The height of a canvas on which everything is @zoom times as high as it is
 * in a canvas of @view_height. A strip is never zoomed.
 *
 * @view_height: of what the canvas is seen through
 */
float hg_geometry_min_height (float view_height, float zoom, float text);

/** The largest zoom, 1 at most, at which the whole model is seen at this width. */
float hg_geometry_whole_zoom (const HgBoxSpec *boxes, guint n_boxes, float width);

/** Returns: (transfer full): where every box is */
HgLayout *hg_layout_new (const HgLayoutInput *input) G_GNUC_WARN_UNUSED_RESULT;

void hg_layout_free (HgLayout *layout);

/**
 * The space between two boxes, as high as the higher of the sides it joins.
 *
 * @connector: 0 to n_boxes - 2
 */
graphene_rect_t hg_layout_get_connector (const HgLayout *layout, guint connector);

/** The box whose body is at this place, or -1. */
int hg_layout_find_box (const HgLayout *layout, float x, float y);

/**
 * The connector nearest to this place, within 64 pixels to its sides, or -1.
 *
 * @legal: (nullable): which connectors may be found
 */
int hg_layout_find_connector (const HgLayout *layout, const gboolean *legal, float x, float y);

/**
 * Where @x is along the model, which stays true in any other layout of it:
 * box i is from 2i to 2i + 1, the connector after it from there to 2i + 2.
 */
double hg_layout_to_position (const HgLayout *layout, double x);

/** @position: of hg_layout_to_position() */
double hg_layout_from_position (const HgLayout *layout, double position);

/**
 * The height its block would have in this layout.
 *
 * @size: values that a new layer would put out
 */
float hg_layout_open_height (const HgLayout *layout, const HgBoxSpec *boxes, gsize size);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HgLayout, hg_layout_free)

G_END_DECLS
