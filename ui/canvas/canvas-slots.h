/* SPDX-License-Identifier: MIT */
/* What would come of inserting a layer: for each connector whether it is
 * legal, and if so which shape it would put out. A pure function of the model.
 */
#pragma once

#include "ui/canvas/canvas-items.h"

G_BEGIN_DECLS

/**
 * HgSlot:
 * @reason: why it is not legal
 * @shape: of the new layer's output
 * @n_params: trained values of the new layer
 * @n_encoder: @n_decoder: trained values of the two halves afterwards
 */
typedef struct
{
  gboolean legal;
  char *reason;
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

HgSlots *hg_slots_new (const AeModel *model,
                       const HgItems *items,
                       const AeLayerClass *layer) G_GNUC_WARN_UNUSED_RESULT;
void hg_slots_free (HgSlots *self);
gboolean hg_slots_any_legal (const HgSlots *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HgSlots, hg_slots_free)

G_END_DECLS
