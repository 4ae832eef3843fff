/* SPDX-License-Identifier: MIT */
/* What the canvas shows, as a plain list: an input tile, a body for every
 * layer, the marker of the code after the layer that makes it, and an output
 * tile. Made anew from the model after every edit; no widget is needed.
 */
#pragma once

#include "app/checker/checker.h"
#include "ui/canvas/canvas-geometry.h"

G_BEGIN_DECLS

/* The ids of boxes that are no layers. */
#define HG_ID_CODE   (G_MAXUINT - 1)
#define HG_ID_OUTPUT G_MAXUINT

typedef enum
{
  HG_ROLE_NEUTRAL,
  HG_ROLE_ENCODER,
  HG_ROLE_CODE,
  HG_ROLE_DECODER,
} HgRole;

/**
 * HgItem:
 * @layer: the layer's number; of the code marker, the layer that makes the
 *   code; of the output tile, the last layer
 * @id: the layer's id, HG_ID_CODE for the marker, HG_ID_OUTPUT for the tile
 * @layer_class: NULL for marker and output tile
 * @settings: (nullable): what is not as usual in the layer; belongs to the items
 * @shape: put out; rank 0 when not known
 * @error: the problem at this layer is an error
 * @waiting: nothing is known of it before an error before it is fixed
 * @problem: (nullable): belongs to the list of problems
 * @source: of a layer that joins a skip, the box it comes from; else -1
 */
typedef struct
{
  HgBoxKind kind;
  HgRole role;
  guint layer;
  guint id;
  const AeLayerClass *layer_class;
  const char *settings;
  AeShape shape;
  gsize n_params;
  gboolean error;
  gboolean waiting;
  const WbProblem *problem;
  int source;
} HgItem;

/**
 * HgItems:
 * @items: the boxes from left to right
 * @specs: the same for the layout
 * @has_arcs: some layer joins a skip
 * @n_encoder: @n_decoder: trained values in the two halves
 */
typedef struct
{
  HgItem *items;
  HgBoxSpec *specs;
  guint n_items;
  guint n_layers;
  int code;
  AeShape input_shape;
  AeShape code_shape;
  gsize n_encoder;
  gsize n_decoder;
  gboolean has_arcs;
  GStringChunk *words;
} HgItems;

/**
 * @shapes: of every layer, rank 0 where not known
 * @problems: (nullable): as wb_check() gives them; must outlive the items
 *
 * Returns: (transfer full): the boxes of the model
 */
HgItems *hg_items_new (const AeModel *model,
                       const AeShape *shapes,
                       const GPtrArray *problems) G_GNUC_WARN_UNUSED_RESULT;

void hg_items_free (HgItems *self);

/**
 * Whether there is no layer but the input yet: the canvas then says what to do,
 * and no box is at fault.
 */
gboolean hg_items_is_blank (const HgItems *self);

/** The box of the layer with this id, or -1. */
int hg_items_find (const HgItems *self, guint id);

/**
 * The number that a layer inserted into this connector gets.
 *
 * @connector: 0 to n_items - 2
 */
guint hg_items_get_slot (const HgItems *self, guint connector);

/**
 * Whether a layer inserted here stands before the marker of the code, so that
 * its output becomes the code.
 */
gboolean hg_items_slot_ends_encoder (const HgItems *self, guint connector);

/** Returns: (transfer full): the name above the box */
char *hg_item_to_title (const HgItem *item) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer full): the accessible name of box @index */
char *hg_item_to_label (const HgItems *self, guint index) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Returns: (transfer full): the accessible description of box @index: what is
 *   wrong with it and how that is fixed, or what it is for
 */
char *hg_item_to_description (const HgItems *self, guint index) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HgItems, hg_items_free)

G_END_DECLS
