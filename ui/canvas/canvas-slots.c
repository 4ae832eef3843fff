/* SPDX-License-Identifier: MIT */
/* Tries it in every connector. A slot is legal where what is dropped can
 * itself take what it would be given; what follows may then be in need of
 * fixing, which the checker says and offers.
 */
#include "ui/canvas/canvas-slots.h"

#include <glib/gi18n.h>

#include "app/checker/insertion.h"
#include "app/edit/edit.h"
#include "app/edit/layer-text.h"

static void
sum_params (HgSlot *slot, const AeModel *model, const AeShape *shapes, guint code)
{
  for (guint i = 0; i < ae_model_get_n_layers (model); i++)
    {
      gsize n = shapes[i].rank > 0 ? ae_model_count_params (model, i, shapes) : 0;

      *(i <= code ? &slot->n_encoder : &slot->n_decoder) += n;
    }
}

/* The model with what is dragged dropped before layer @index; (transfer full).
 * @source: (nullable): the option of a layer that joins a skip.
 * @first: @n: which layers that is then. */
static AeModel *
drop (const AeModel *model,
      guint index,
      const HgDragged *dragged,
      const char *source,
      guint *first,
      guint *n)
{
  g_autoptr (WbProject) project = NULL;
  g_autoptr (GArray) copies = g_array_new (FALSE, FALSE, sizeof (guint));
  const guint *ids;
  guint n_ids;

  *first = index;
  *n = 1;
  if (dragged->kind == HG_DRAGGED_NEW)
    return wb_insertion_try (model, index, dragged->layer, source);
  project = wb_project_new ((AeModel *) model, NULL);
  ids = (const guint *) (const void *) dragged->ids->data;
  n_ids = *n = dragged->ids->len;
  if (dragged->kind == HG_DRAGGED_MOVED)
    wb_edit_apply (&(WbEdit) { WB_EDIT_MOVE, .ids = ids, .n_ids = n_ids, .index = index }, project,
                   NULL);
  else
    {
      g_autofree char *text = wb_layer_text_write (model, ids, n_ids);

      wb_layer_text_insert (project, index, text, copies, NULL);
      ids = (const guint *) (const void *) copies->data;
    }
  *first = (guint) ae_model_find (project->model, ids[0]);
  return ae_model_ref (project->model);
}

static void
refuse (HgSlot *slot, const char *reason)
{
  slot->reason = g_strdup (reason);
}

/* Whether the layers from @first on run in the model that was tried, and what
 * becomes of @model's output. */
static void
judge (HgSlot *slot,
       const AeModel *model,
       const AeModel *tried,
       guint first,
       guint n,
       gboolean ends_encoder)
{
  g_autofree AeShape *shapes = g_new0 (AeShape, ae_model_get_n_layers (tried));
  g_autoptr (GError) error = NULL;
  guint faulty = G_MAXUINT, last = first + n - 1;

  ae_model_infer (tried, shapes, &faulty, &error);
  if (shapes[last].rank == 0)
    {
      refuse (slot, faulty >= first && faulty <= last && error != NULL
                      ? error->message
                      : _ ("A layer before it has to be fixed first."));
      return;
    }
  slot->legal = TRUE;
  slot->misfit = wb_insertion_tell_misfit (model, tried);
  slot->shape = shapes[last];
  for (guint i = first; i <= last; i++)
    slot->n_params += ae_model_count_params (tried, i, shapes);
  sum_params (slot, tried, shapes, ends_encoder ? last : ae_model_get_code (tried, shapes));
}

/* Whether a layer that joins finds something to join here; @source is one of
 * that, as an option. */
static gboolean
find_source (HgSlot *slot,
             const AeModel *model,
             guint index,
             const AeLayerClass *layer,
             char **source)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) ids = wb_insertion_list_sources (model, index, layer, &error);

  if (ids == NULL)
    {
      refuse (slot, error->message);
      return FALSE;
    }
  *source = g_strdup_printf ("source=%u", g_array_index (ids, guint, 0));
  return TRUE;
}

static gboolean
is_source (const AeModel *model, guint index, const AeLayerClass *layer, guint id)
{
  g_autoptr (GArray) ids = wb_insertion_list_sources (model, index, layer, NULL);

  for (guint i = 0; ids != NULL && i < ids->len; i++)
    if (g_array_index (ids, guint, i) == id)
      return TRUE;
  return FALSE;
}

/* A skip from the layer @id to before layer @index. */
static void
try_skip (HgSlot *slot, const AeModel *model, guint index, const HgDragged *dragged)
{
  guint id = g_array_index (dragged->ids, guint, 0);
  g_autofree char *source = g_strdup_printf ("source=%u", id);
  g_autoptr (AeModel) tried = NULL;
  static const char *const types[] = { "Add", "Concatenate" };

  for (guint i = dragged->kind == HG_DRAGGED_CONCATENATED; i < 2 && slot->joins == NULL; i++)
    if (is_source (model, index, ae_layer_class_find (types[i]), id))
      slot->joins = ae_layer_class_find (types[i]);
  if (slot->joins == NULL)
    {
      refuse (slot, (int) index <= ae_model_find (model, id) + 1
                      ? _ ("A skip goes to a later place, past a layer at least.")
                      : _ ("The output does not suit what comes in here."));
      return;
    }
  tried = wb_insertion_try (model, index, slot->joins, source);
  judge (slot, model, tried, index, 1, FALSE);
}

/* The marker of the code behind layer @index. */
static void
try_code (HgSlot *slot, const AeModel *model, const HgItems *items, guint index)
{
  guint n = ae_model_get_n_layers (model);
  g_autofree AeShape *shapes = g_new0 (AeShape, n);

  ae_model_infer (model, shapes, NULL, NULL);
  if ((int) index == items->code)
    refuse (slot, _ ("The code is here already."));
  else if (index == 0 || index + 1 >= n)
    refuse (slot, _ ("An encoder and a decoder must be left."));
  else if (shapes[index].rank == 0)
    refuse (slot, _ ("A layer before it has to be fixed first."));
  else
    {
      slot->legal = TRUE;
      slot->shape = shapes[index];
      sum_params (slot, model, shapes, index);
    }
}

static void
try_slot (HgSlot *slot,
          const AeModel *model,
          const HgItems *items,
          guint connector,
          const HgDragged *dragged)
{
  guint index = hg_items_get_slot (items, connector), first, n;
  g_autoptr (AeModel) tried = NULL;
  g_autofree char *source = NULL;

  if (dragged->kind == HG_DRAGGED_CODE)
    {
      try_code (slot, model, items, index - 1);
      return;
    }
  if (dragged->kind == HG_DRAGGED_SKIP || dragged->kind == HG_DRAGGED_CONCATENATED)
    {
      try_skip (slot, model, index, dragged);
      return;
    }
  if (dragged->kind == HG_DRAGGED_NEW && (dragged->layer->flags & AE_LAYER_JOINS) != 0
      && !find_source (slot, model, index, dragged->layer, &source))
    return;
  tried = drop (model, index, dragged, source, &first, &n);
  if (dragged->kind == HG_DRAGGED_MOVED && ae_model_equal (model, tried))
    refuse (slot, _ ("It stands here already. Hold Ctrl to copy."));
  else
    judge (slot, model, tried, first, n,
           dragged->kind == HG_DRAGGED_NEW && hg_items_slot_ends_encoder (items, connector));
}

HgSlots *
hg_slots_new (const AeModel *model, const HgItems *items, const HgDragged *dragged)
{
  HgSlots *self = g_new0 (HgSlots, 1);

  self->n_slots = items->n_items - 1;
  self->slots = g_new0 (HgSlot, self->n_slots);
  self->legal = g_new0 (gboolean, self->n_slots);
  for (guint i = 0; i < self->n_slots; i++)
    {
      try_slot (&self->slots[i], model, items, i, dragged);
      self->legal[i] = self->slots[i].legal;
    }
  return self;
}

HgSlot
hg_slot_replace (const AeModel *model, guint index, const AeLayerClass *layer)
{
  g_autoptr (AeModel) removed = ae_model_remove (model, index);
  g_autoptr (AeModel) tried = wb_insertion_try (removed, index, layer, NULL);
  HgSlot slot = { 0 };

  judge (&slot, model, tried, index, 1, FALSE);
  return slot;
}

void
hg_slot_clear (HgSlot *self)
{
  g_free (self->reason);
  g_free (self->misfit);
}

void
hg_slots_free (HgSlots *self)
{
  for (guint i = 0; i < self->n_slots; i++)
    hg_slot_clear (&self->slots[i]);
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
