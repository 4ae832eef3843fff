/* SPDX-License-Identifier: MIT */
/* What would come of dropping what is dragged: for each connector whether it
 * is legal, and if so which shape would come out there. A pure function of the
 * model.
 */
#pragma once

#include "ui/canvas/canvas-items.h"

G_BEGIN_DECLS

/**
 * HgDraggedKind:
 * @HG_DRAGGED_NEW: a layer from the palette
 * @HG_DRAGGED_MOVED: layers of the model
 * @HG_DRAGGED_COPIED: copies of them
 * @HG_DRAGGED_CODE: the marker of the code
 * @HG_DRAGGED_SKIP: the output of a layer, to be added where it suits, else
 *   concatenated
 * @HG_DRAGGED_CONCATENATED: the same, to be concatenated
 */
typedef enum
{
  HG_DRAGGED_NEW,
  HG_DRAGGED_MOVED,
  HG_DRAGGED_COPIED,
  HG_DRAGGED_CODE,
  HG_DRAGGED_SKIP,
  HG_DRAGGED_CONCATENATED,
} HgDraggedKind;

/**
 * HgDragged: what is dragged over the canvas.
 * @layer: the class; of several layers the first one's
 * @ids: of the layers that are moved, copied or skip, in the model's order
 */
typedef struct
{
  HgDraggedKind kind;
  const AeLayerClass *layer;
  const GArray *ids;
} HgDragged;

/**
 * HgSlot:
 * @reason: why it is not legal
 * @joins: (nullable): of a skip, the layer that it makes here
 * @misfit: (nullable): that the model's output, which fits now, will not
 * @shape: of the output of what is dropped
 * @n_params: trained values of what is dropped
 * @n_encoder: @n_decoder: trained values of the two halves afterwards
 */
typedef struct
{
  gboolean legal;
  char *reason;
  const AeLayerClass *joins;
  char *misfit;
  AeShape shape;
  gsize n_params;
  gsize n_encoder;
  gsize n_decoder;
} HgSlot;

/**
 * HgSlots: one slot for each connector.
 * @legal: the same as the slots' field, for the hit test
 */
typedef struct
{
  HgSlot *slots;
  gboolean *legal;
  guint n_slots;
} HgSlots;

/** Returns: (transfer full): a slot for each connector between the items */
HgSlots *hg_slots_new (const AeModel *model,
                       const HgItems *items,
                       const HgDragged *dragged) G_GNUC_WARN_UNUSED_RESULT;

void hg_slots_free (HgSlots *self);
gboolean hg_slots_any_legal (const HgSlots *self);
void hg_slot_clear (HgSlot *self);

/**
 * What would come of putting @layer in the place of layer @index; to be
 * cleared by hg_slot_clear().
 */
HgSlot hg_slot_replace (const AeModel *model, guint index, const AeLayerClass *layer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HgSlots, hg_slots_free)

G_END_DECLS
