/* SPDX-License-Identifier: MIT */
/* A canvas inside: what is shown, and the parts that act on it. The struct of a
 * part is known to its file alone; what is shown is written by canvas.c alone.
 * Without a struct are canvas-size.c (how large it wants to be), canvas-draw.c
 * and canvas-arcs.c (what is between the boxes), canvas-drag.c (layers taken up
 * from the canvas), canvas-keys.c (selection) and canvas-menu.c.
 */
#pragma once

#include "ui/canvas/block.h"
#include "ui/canvas/canvas-slots.h"
#include "ui/canvas/canvas.h"

/* The shape on a connector: its letters, and what is around them. */
#define HG_PILL_SIZE   11
#define HG_PILL_MARGIN 14

typedef struct _HgDrop HgDrop;         /* canvas-drop.c: what is dragged over the canvas */
typedef struct _HgPan HgPan;           /* canvas-pan.c: scrolling by hand */
typedef struct _HgPictures HgPictures; /* canvas-pictures.c: activations inside the boxes */
typedef struct _HgPopovers HgPopovers; /* canvas-popover.c: the menu, and what points to a box */
typedef struct _HgSkip HgSkip;         /* canvas-skip.c: layers that join, and their handle */
typedef struct _HgZoom HgZoom;         /* canvas-zoom.c */

/**
 * HgAim: what is dragged over the canvas, and where it would be dropped.
 * @dragged: its layer is NULL where nothing is
 * @slots: (nullable): what would come of it, for each connector
 * @open: the connector that is held open for it, or -1
 * @opening: 0 to 1, how far it is open
 * @over: the box that would be replaced, or -1
 * @misfit: (nullable): what that would break
 */
typedef struct
{
  HgDragged dragged;
  HgSlots *slots;
  int open;
  float opening;
  int over;
  char *misfit;
} HgAim;

struct _HgCanvas
{
  GtkWidget parent_instance;

  HgWorkspace *workspace;
  HgItems *items;
  HgLayout *layout;
  GPtrArray *blocks;
  const HgAim *aim; /* belongs to @drop */

  HgDrop *drop;
  HgPan *pan;
  HgPictures *pictures;
  HgPopovers *popovers;
  HgSkip *skip;
  HgZoom *zoom;

  /* Of canvas.c alone. */
  GskRenderNode *backdrop;
  int min_width, min_height; /* as measured last */
  graphene_size_t view_seen;
  guint measure_again;
  guint reveal;
  gboolean reveal_wanted;
  guint64 previewed;
};

/** Lays out anew; the window does so only where the canvas wants another size. */
void hg_canvas_relayout (HgCanvas *self);

/** Items and layout change together, so that an index into the one is good for the other at any
 * time. Without a size there is no layout yet. */
void hg_canvas_lay_out (HgCanvas *self, float width, float height);

void hg_canvas_drop_backdrop (HgCanvas *self);

/** Whether a box or its words are in sight: of a long model only those cost. */
gboolean hg_canvas_is_seen (HgCanvas *self, guint index);

/** The label under a body moves onto the connector where there is room for all of it. */
gboolean hg_canvas_has_pill (HgCanvas *self, guint connector);

HgBlock *hg_canvas_get_block_at (HgCanvas *self, guint index);

/**
 * @open: the connector that is held open, or -1
 *
 * Returns: (transfer full): the layout at a size
 */
HgLayout *
hg_canvas_create_layout (HgCanvas *self, float width, float height, int open, float opening);

void hg_canvas_get_view_size (HgCanvas *self, graphene_size_t *size);

/** Zoomed in, the canvas is this many times as wide and high as what it is seen through; a
 * strip is always seen whole. */
void hg_canvas_get_min_size (HgCanvas *self, int *width, int *height);

void hg_canvas_draw_backdrop (HgCanvas *self, GtkSnapshot *snapshot);
void hg_canvas_draw_arcs (HgCanvas *self, cairo_t *cr);

/** Rings on the legal connectors, and the ghost in the one that is open. */
void hg_canvas_draw_slots (HgCanvas *self, GtkSnapshot *snapshot);

void hg_canvas_init_drop (HgCanvas *self);
void hg_canvas_free_drop (HgCanvas *self);

/**
 * What is dragged next comes from the canvas; HG_DRAGGED_NEW: from the palette.
 *
 * @ids: (transfer full): of the layers that go with it
 */
void hg_canvas_take_up (HgCanvas *self, HgDraggedKind kind, GArray *ids);

/** Forgets what is dragged, without a signal. */
void hg_canvas_clear_drop (HgCanvas *self);

void hg_canvas_end_drop (HgCanvas *self);
void hg_canvas_init_drag (HgCanvas *self);

void hg_canvas_init_keys (HgCanvas *self);

/** The number of the box at a place, or -1. */
int hg_canvas_find_block (HgCanvas *self, double x, double y);

void hg_canvas_init_menu (HgCanvas *self);

/** Opens the menu below the selected block. */
void hg_canvas_popup_menu (HgCanvas *self);

void hg_canvas_init_popovers (HgCanvas *self);
void hg_canvas_free_popovers (HgCanvas *self);

/** At a place on the canvas. */
void hg_canvas_open_menu (HgCanvas *self, GMenuModel *model, double x, double y);

/** After boxes moved or the canvas was scrolled. */
void hg_canvas_update_popovers (HgCanvas *self);

void hg_canvas_init_skip (HgCanvas *self);

/** The box whose handle for a skip is at this place, or -1. */
int hg_canvas_find_handle (HgCanvas *self, double x, double y);

/** Until the pointer moves again. */
void hg_canvas_hide_handle (HgCanvas *self);

void hg_canvas_draw_handle (HgCanvas *self, GtkSnapshot *snapshot);

/** What the menu of sources does. */
void hg_canvas_add_skip_actions (HgCanvas *self, GtkWidget *menu);

void hg_canvas_init_zoom (HgCanvas *self);

/** The adjustment of what the canvas is seen through, or NULL outside of one. */
GtkAdjustment *hg_canvas_get_adjustment (HgCanvas *self, GtkOrientation orientation);

/** What is seen of the canvas, in its own coordinates. */
graphene_rect_t hg_canvas_get_view (HgCanvas *self);

void hg_canvas_init_pan (HgCanvas *self);
gboolean hg_canvas_is_space_held (HgCanvas *self);

void hg_canvas_init_pictures (HgCanvas *self);
void hg_canvas_stop_pictures (HgCanvas *self);

/** Draws the pictures now, or a little later where that was done just before. */
void hg_canvas_update_pictures (HgCanvas *self);

/** The frame after a new layout's has more time, and that after the views' that show the same
 * news. */
void hg_canvas_update_pictures_later (HgCanvas *self);
