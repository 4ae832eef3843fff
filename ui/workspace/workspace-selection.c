/* SPDX-License-Identifier: MIT */
/* What is selected: one box, which the inspector shows, and maybe more layers
 * with it, which are then copied, moved and removed together.
 */
#include "ui/workspace/workspace-private.h"

#include <glib/gi18n.h>

#include "app/error.h"

static AeModel *
get_model (HgWorkspace *self)
{
  return wb_document_get_model (self->document);
}

static int
find_with (HgWorkspace *self, guint id)
{
  for (guint i = 0; i < self->with->len; i++)
    if (g_array_index (self->with, guint, i) == id)
      return (int) i;
  return -1;
}

static void
set_selection (HgWorkspace *self, guint id)
{
  self->selected = id;
  wb_document_end_burst (self->document);
  hg_workspace_emit_changed (self, HG_CHANGED_SELECTION);
}

/* The selection of the moment that the last change left; within a burst or a
 * group of the one at its beginning. */
static void
remember_selection (HgWorkspace *self)
{
  guint64 left = wb_document_get_left_moment (self->document);
  GArray *ids;

  if (left != 0 && left != self->left_moment)
    {
      ids = g_array_copy (self->with);
      g_array_append_val (ids, self->anchor);
      g_array_append_val (ids, self->selected);
      g_hash_table_replace (self->selections, g_memdup2 (&left, sizeof left), ids);
    }
  self->left_moment = left;
}

/* Back at a known moment: what was selected then. */
static gboolean
recall_selection (HgWorkspace *self)
{
  guint64 moment = wb_document_get_moment (self->document);
  const GArray *ids = moment != self->moment ? g_hash_table_lookup (self->selections, &moment)
                                             : NULL;

  self->moment = moment;
  if (ids == NULL)
    return FALSE;
  self->selected = g_array_index (ids, guint, ids->len - 1);
  self->anchor = g_array_index (ids, guint, ids->len - 2);
  g_array_set_size (self->with, 0);
  g_array_append_vals (self->with, ids->data, ids->len - 2);
  return TRUE;
}

/* What is gone is not selected, and something always is; nothing is so twice. Of another
 * document nothing was selected.
 */
static void
drop_missing (HgWorkspace *self)
{
  AeModel *model = get_model (self);
  int at;

  if (self->selected == 0)
    g_array_set_size (self->with, 0);
  for (guint i = self->with->len; i-- > 0;)
    if (ae_model_find (model, g_array_index (self->with, guint, i)) < 0)
      g_array_remove_index (self->with, i);
  if (self->selected == HG_ID_OUTPUT || self->selected == HG_ID_CODE)
    return;
  if (self->selected == 0 || ae_model_find (model, self->selected) < 0)
    self->selected = ae_model_get_layer (model, ae_model_get_n_layers (model) > 1 ? 1 : 0)->id;
  at = find_with (self, self->selected);
  if (at >= 0)
    g_array_remove_index (self->with, (guint) at);
}

gboolean
hg_workspace_update_selection (HgWorkspace *self, WbDocumentChanges changes)
{
  gboolean recalled;

  remember_selection (self);
  recalled = recall_selection (self);
  if (!recalled && (changes & WB_DOCUMENT_MODEL))
    drop_missing (self);
  return recalled;
}

guint
hg_workspace_get_selected (HgWorkspace *self)
{
  return self->selected;
}

guint
hg_workspace_count_selected (HgWorkspace *self)
{
  return self->selected != 0 ? self->with->len + 1 : 0;
}

gboolean
hg_workspace_is_selected (HgWorkspace *self, guint id)
{
  return id != 0 && (id == self->selected || find_with (self, id) >= 0);
}

void
hg_workspace_select (HgWorkspace *self, guint id)
{
  if (self->selected == id && self->with->len == 0)
    return;
  g_array_set_size (self->with, 0);
  self->anchor = id;
  set_selection (self, id);
}

void
hg_workspace_toggle (HgWorkspace *self, guint id)
{
  int at = find_with (self, id);

  if (ae_model_find (get_model (self), id) < 0 || hg_workspace_get_selected_layer (self) < 0)
    {
      hg_workspace_select (self, id);
      return;
    }
  if (at >= 0)
    {
      g_array_remove_index (self->with, (guint) at);
      set_selection (self, self->selected);
      return;
    }
  if (id == self->selected)
    {
      if (self->with->len == 0)
        return;
      id = g_array_index (self->with, guint, self->with->len - 1);
      g_array_set_size (self->with, self->with->len - 1);
    }
  else
    g_array_append_val (self->with, self->selected);
  self->anchor = id;
  set_selection (self, id);
}

static void
select_range (HgWorkspace *self, guint from, guint to)
{
  AeModel *model = get_model (self);
  guint step = from <= to ? 1 : G_MAXUINT;

  g_array_set_size (self->with, 0);
  for (guint i = from; i != to; i += step)
    g_array_append_val (self->with, ae_model_get_layer (model, i)->id);
  set_selection (self, ae_model_get_layer (model, to)->id);
}

void
hg_workspace_extend_to (HgWorkspace *self, guint id)
{
  AeModel *model = get_model (self);
  int to = ae_model_find (model, id), from;

  if (ae_model_find (model, self->anchor) < 0)
    self->anchor = self->selected;
  from = ae_model_find (model, self->anchor);
  if (from < 0 || to < 0)
    hg_workspace_select (self, id);
  else
    select_range (self, (guint) from, (guint) to);
}

void
hg_workspace_select_all (HgWorkspace *self)
{
  guint n = ae_model_get_n_layers (get_model (self));

  if (n < 2)
    return;
  self->anchor = ae_model_get_layer (get_model (self), 1)->id;
  select_range (self, 1, n - 1);
}

int
hg_workspace_get_selected_layer (HgWorkspace *self)
{
  if (self->selected == 0)
    return -1;
  return ae_model_find (get_model (self), self->selected);
}

GArray *
hg_workspace_list_selection (HgWorkspace *self)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (guint));
  AeModel *model = get_model (self);

  for (guint i = 1; i < ae_model_get_n_layers (model); i++)
    {
      guint id = ae_model_get_layer (model, i)->id;

      if (hg_workspace_is_selected (self, id))
        g_array_append_val (ids, id);
    }
  return ids;
}

void
hg_workspace_select_layers (HgWorkspace *self, const GArray *ids)
{
  if (ids->len == 0)
    return;
  g_array_set_size (self->with, 0);
  g_array_append_vals (self->with, ids->data, ids->len - 1);
  self->anchor = g_array_index (ids, guint, 0);
  set_selection (self, g_array_index (ids, guint, ids->len - 1));
}

guint
hg_workspace_get_place (HgWorkspace *self)
{
  AeModel *model = get_model (self);
  int last = hg_workspace_get_selected_layer (self);

  if (self->selected == HG_ID_CODE)
    last = (int) ae_model_get_code (model, self->shapes);
  for (guint i = 0; i < self->with->len; i++)
    last = MAX (last, ae_model_find (model, g_array_index (self->with, guint, i)));
  return last >= 0 ? (guint) last + 1 : ae_model_get_n_layers (model);
}

/* The layer that is selected when these are gone: the one behind them, else
 * the one before. */
static guint
find_neighbour (HgWorkspace *self, const GArray *ids)
{
  AeModel *model = get_model (self);
  guint n = ae_model_get_n_layers (model);
  guint last = (guint) ae_model_find (model, g_array_index (ids, guint, ids->len - 1));
  guint i = last + 1;

  if (i >= n)
    for (i = last; i > 0 && hg_workspace_is_selected (self, ae_model_get_layer (model, i)->id); i--)
      ;
  return ae_model_get_layer (model, i)->id;
}

gboolean
hg_workspace_remove_selected (HgWorkspace *self, GError **error)
{
  g_autoptr (GArray) ids = hg_workspace_list_selection (self);
  guint next;

  if (ids->len == 0)
    {
      g_set_error_literal (error, WB_ERROR, WB_ERROR_EDIT,
                           hg_workspace_get_selected_layer (self) == 0
                             ? _ ("The input cannot be removed: it is where the data enters.")
                             : _ ("Nothing is selected that can be removed: select a layer "
                                  "first."));
      return FALSE;
    }
  next = find_neighbour (self, ids);
  if (!wb_document_edit (self->document,
                         &(WbEdit) { WB_EDIT_REMOVE, .n_ids = ids->len,
                                     .ids = (const guint *) (const void *) ids->data },
                         error))
    return FALSE;
  hg_workspace_select (self, next);
  return TRUE;
}
