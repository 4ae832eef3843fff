/* SPDX-License-Identifier: MIT */
/* Tries the layer in every connector. A slot is legal where the layer itself
 * can take what it would be given; what follows may then be in need of
 * mending, which the checker says and offers.
 */
#include "ui/canvas/canvas-slots.h"

#include <glib/gi18n.h>

static void
sum_params (HgSlot *slot,
            const AeModel *model,
            const AeShape *shapes,
            guint code)
{
  for (guint i = 0; i < ae_model_get_n_layers (model); i++)
    {
      gsize n = shapes[i].rank > 0 ? ae_model_count_params (model, i, shapes)
                                   : 0;

      *(i <= code ? &slot->n_encoder : &slot->n_decoder) += n;
    }
}

static void
try_slot (HgSlot *slot,
          const AeModel *model,
          guint index,
          gboolean ends_encoder,
          const AeLayerClass *layer)
{
  g_autoptr (AeModel) tried = ae_model_insert (model, index, layer, NULL, 0);
  g_autofree AeShape *shapes = g_new0 (AeShape, ae_model_get_n_layers (tried));
  g_autoptr (GError) error = NULL;
  guint culprit = G_MAXUINT;

  ae_model_infer (tried, shapes, &culprit, &error);
  if (shapes[index].rank == 0)
    {
      slot->reason =
          g_strdup (culprit == index && error != NULL
                        ? error->message
                        : _("A layer before it has to be mended first."));
      return;
    }
  slot->legal = TRUE;
  slot->shape = shapes[index];
  slot->n_params = ae_model_count_params (tried, index, shapes);
  sum_params (slot, tried, shapes,
              ends_encoder ? index : ae_model_get_code (tried, shapes));
}

/**
 * hg_slots_new:
 *
 * Returns: (transfer full): a slot for each connector between the items
 */
HgSlots *
hg_slots_new (const AeModel *model,
              const HgItems *items,
              const AeLayerClass *layer)
{
  HgSlots *self = g_new0 (HgSlots, 1);

  self->n_slots = items->n_items - 1;
  self->slots = g_new0 (HgSlot, self->n_slots);
  self->legal = g_new0 (gboolean, self->n_slots);
  for (guint i = 0; i < self->n_slots; i++)
    {
      try_slot (&self->slots[i], model, hg_items_get_slot (items, i),
                hg_items_slot_ends_encoder (items, i), layer);
      self->legal[i] = self->slots[i].legal;
    }
  return self;
}

void
hg_slots_free (HgSlots *self)
{
  for (guint i = 0; i < self->n_slots; i++)
    g_free (self->slots[i].reason);
  g_free (self->slots);
  g_free (self->legal);
  g_free (self);
}

gboolean
hg_slots_any_legal (const HgSlots *self)
{
  for (guint i = 0; i < self->n_slots; i++)
    if (self->legal[i])
      return TRUE;
  return FALSE;
}
