/* SPDX-License-Identifier: MIT */
/* The fields of a canvas, for the files that make it up: canvas.c (children,
 * layout), canvas-size.c, canvas-draw.c (what is between the boxes), canvas-drop.c (what
 * is dragged over it), canvas-drag.c (layers dragged about), canvas-keys.c (selection by pointer
 * and keyboard), canvas-menu.c, canvas-skip.c (layers that join), canvas-zoom.c and canvas-pan.c
 * (what is seen of it) and canvas-pictures.c (activations inside the boxes).
 */
#pragma once

#include "ui/canvas/block.h"
#include "ui/canvas/canvas-slots.h"
#include "ui/canvas/canvas.h"

/* The shape on a connector: its letters, and what is around them. */
#define HG_PILL_SIZE   11
#define HG_PILL_MARGIN 14

struct _HgCanvas
{
  GtkWidget parent_instance;

  HgWorkspace *workspace;
  HgItems *items;
  HgLayout *layout;
  GPtrArray *blocks;
  float zoom;
  float pinch_zoom;
  graphene_point_t pointer;
  graphene_size_t view_seen;
  guint measure_again;
  GtkPopover *pointing;
  guint pointed_id;
  guint reveal;
  gboolean reveal_wanted;
  guint64 previewed;

  gboolean space_held;
  gboolean panning;
  gboolean panned;
  graphene_point_t pan_origin;
  double pan_x;
  double pan_y;

  GskRenderNode *backdrop;

  const AeLayerClass *dragged;
  HgDraggedKind kind;
  GArray *dragged_ids; /* ids of the layers that are dragged about */
  int over;            /* the box that would be replaced, or -1 */
  char *over_misfit;   /* what that would break */
  char *refusal;       /* why nothing can be dropped where the pointer is */
  graphene_point_t drop_point;
  guint scroll_tick;
  HgSlots *slots;
  HgLayout *closed;
  int open;
  float opening;
  guint open_tick;
  gint64 open_start;

  GtkWidget *menu;
  int handle; /* the box whose handle for a skip is shown, or -1 */
  gboolean on_handle;
  const AeLayerClass *joining; /* the layer whose other input is asked for */
  guint join_index;
  gboolean join_ends_encoder;

  gint64 pictures_time;
  guint pictures_timeout;
};

void hg_canvas_relayout (HgCanvas *self);
void hg_canvas_set_pointing_to (HgCanvas *self, GtkPopover *popover, const graphene_rect_t *rect);
HgLayout *hg_canvas_create_layout (HgCanvas *self, int open, float opening);
HgLayout *
hg_canvas_create_layout_at (HgCanvas *self, float width, float height, int open, float opening);
void hg_canvas_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline);
void hg_canvas_compare_view (HgCanvas *self);
float hg_canvas_get_text_scale (HgCanvas *self);
void hg_canvas_get_min_size (HgCanvas *self, int *width, int *height);
gboolean hg_canvas_is_seen (HgCanvas *self, guint index);
gboolean hg_canvas_has_pill (HgCanvas *self, guint connector);
void hg_canvas_drop_backdrop (HgCanvas *self);
void hg_canvas_draw_backdrop (HgCanvas *self, GtkSnapshot *snapshot);
void hg_canvas_draw_arcs (HgCanvas *self, cairo_t *cr);
void hg_canvas_draw_slots (HgCanvas *self, GtkSnapshot *snapshot);
void hg_canvas_init_drop (HgCanvas *self);
void hg_canvas_end_drop (HgCanvas *self);
void hg_canvas_aim (HgCanvas *self);
void hg_canvas_init_drag (HgCanvas *self);
void hg_canvas_scroll_at (HgCanvas *self, double x, double y);
void hg_canvas_stop_scrolling (HgCanvas *self);
void hg_canvas_init_keys (HgCanvas *self);
int hg_canvas_find_block (HgCanvas *self, double x, double y);
void hg_canvas_init_menu (HgCanvas *self);
void hg_canvas_popup_menu (HgCanvas *self);
void hg_canvas_open_menu (HgCanvas *self, GMenuModel *model, double x, double y);
int hg_canvas_find_handle (HgCanvas *self, double x, double y);
void hg_canvas_draw_handle (HgCanvas *self, GtkSnapshot *snapshot);
void hg_canvas_init_skip (HgCanvas *self);
void hg_canvas_add_skip_actions (HgCanvas *self, GtkWidget *menu);
void hg_canvas_init_zoom (HgCanvas *self);
void hg_canvas_init_pan (HgCanvas *self);
GtkAdjustment *hg_canvas_get_adjustment (HgCanvas *self, GtkOrientation orientation);
graphene_rect_t hg_canvas_get_view (HgCanvas *self);
void hg_canvas_update_pictures (HgCanvas *self);
HgBlock *hg_canvas_get_block_at (HgCanvas *self, guint index);
