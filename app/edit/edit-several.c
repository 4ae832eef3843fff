/* SPDX-License-Identifier: MIT */
/* Edits of several layers at once: all of it, or nothing. */
#include "app/edit/edit.h"

#include <glib/gi18n-lib.h>

#include "app/error.h"
#include "app/edit/layer-text.h"

/* The places of the layers in the model's order; NULL with an error where one
 * is not there, or is the Input. */
static GArray *
find_layers (const WbProject *project,
             const guint *ids,
             guint n_ids,
             const char *what,
             GError **error)
{
  guint n_layers = ae_model_get_n_layers (project->model);
  g_autofree gboolean *chosen = g_new0 (gboolean, n_layers);
  GArray *indices;

  for (guint i = 0; i < n_ids; i++)
    {
      int index = ae_model_find (project->model, ids[i]);

      if (index <= 0)
        {
          if (index < 0)
            g_set_error (error, WB_ERROR, WB_ERROR_EDIT,
                         _("The model has no layer with the id %u."), ids[i]);
          else
            g_set_error (error, WB_ERROR, WB_ERROR_EDIT,
                         _("The Input cannot be %s: every model begins with it."), what);
          return NULL;
        }
      chosen[index] = TRUE;
    }
  indices = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 1; i < n_layers; i++)
    if (chosen[i])
      g_array_append_val (indices, i);
  return indices;
}

static void
take_model (WbProject *project, AeModel *model)
{
  wb_project_set_model (project, model);
  ae_model_unref (model);
}

/** Takes layers out. WB_ERROR_EDIT. */
gboolean
wb_edit_remove_layers (WbProject *project, const guint *ids, guint n_ids, GError **error)
{
  g_autoptr (GArray) indices = find_layers (project, ids, n_ids, _("removed"), error);

  if (indices == NULL)
    return FALSE;
  for (guint i = indices->len; i-- > 0;)
    take_model (project, ae_model_remove (project->model, g_array_index (indices, guint, i)));
  return TRUE;
}

/* The ids of all layers as they are to stand: the chosen ones together, before
 * the one that now has number @index. */
static GArray *
order_layers (const AeModel *model, const GArray *chosen, guint index)
{
  GArray *order = g_array_new (FALSE, FALSE, sizeof (guint));
  guint n_layers = ae_model_get_n_layers (model), next = 0;

  for (guint i = 0; i <= n_layers; i++)
    {
      gboolean is_chosen = next < chosen->len && g_array_index (chosen, guint, next) == i;

      for (guint j = 0; i == index && j < chosen->len; j++)
        g_array_append_val (order,
                            ae_model_get_layer (model, g_array_index (chosen, guint, j))->id);
      if (is_chosen)
        next++;
      else if (i < n_layers)
        g_array_append_val (order, ae_model_get_layer (model, i)->id);
    }
  return order;
}

/**
 * Moves layers together, in their order.
 *
 * @index: 1 to the number of layers: before the one that now has this number
 * @error: WB_ERROR_EDIT
 */
gboolean
wb_edit_move_layers (WbProject *project,
                     const guint *ids,
                     guint n_ids,
                     guint index,
                     GError **error)
{
  g_autoptr (GArray) indices = find_layers (project, ids, n_ids, _("moved"), error);
  g_autoptr (GArray) order = NULL;

  if (indices == NULL)
    return FALSE;
  if (index < 1 || index > ae_model_get_n_layers (project->model))
    {
      g_set_error (error, WB_ERROR, WB_ERROR_EDIT,
                   _("Layers cannot be moved to place %u; places go from 2 to %u."), index + 1,
                   ae_model_get_n_layers (project->model) + 1);
      return FALSE;
    }
  order = order_layers (project->model, indices, index);
  for (guint i = 1; i < order->len; i++)
    {
      guint from = (guint) ae_model_find (project->model, g_array_index (order, guint, i));

      if (from != i)
        take_model (project, ae_model_move (project->model, from, i));
    }
  return TRUE;
}

/**
 * Sets an option that all the layers have.
 *
 * @error: as wb_edit_set_option()
 */
gboolean
wb_edit_set_options (WbProject *project,
                     const guint *ids,
                     guint n_ids,
                     const char *name,
                     const AeValue *value,
                     GError **error)
{
  g_autoptr (AeModel) before = ae_model_ref (project->model);

  for (guint i = 0; i < n_ids; i++)
    if (!wb_edit_set_option (project, ids[i], name, value, error))
      {
        wb_project_set_model (project, before);
        return FALSE;
      }
  return TRUE;
}

/* A copied skip from a layer that was not copied comes from there too. */
static void
keep_skips (WbProject *project, const GArray *originals, const GArray *copies)
{
  for (guint i = 0; i < originals->len; i++)
    {
      guint copy_id = g_array_index (copies, guint, i);
      int original = ae_model_find (project->model, g_array_index (originals, guint, i));
      const AeLayer *layer = ae_model_get_layer (project->model, (guint) original);
      const AeOption *option = ae_options_find (layer->klass->options, "source");
      int copy = ae_model_find (project->model, copy_id);
      AeValue value, own;

      if (option == NULL || option->kind != AE_OPTION_LAYER)
        continue;
      ae_option_get (option, layer->options, &value);
      ae_option_get (option, ae_model_get_layer (project->model, (guint) copy)->options, &own);
      if (own.integer == 0)
        wb_edit_set_option (project, copy_id, "source", &value, NULL);
    }
}

/**
 * Puts copies of layers behind the last of them, in their order.
 *
 * @copy_ids: gets the ids of the copies
 * @error: WB_ERROR_EDIT
 */
gboolean
wb_edit_duplicate_layers (WbProject *project,
                          const guint *ids,
                          guint n_ids,
                          GArray *copy_ids,
                          GError **error)
{
  g_autoptr (GArray) indices = find_layers (project, ids, n_ids, _("duplicated"), error);
  g_autoptr (GArray) originals = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree char *text = NULL;

  if (indices == NULL || indices->len == 0)
    return FALSE;
  for (guint i = 0; i < indices->len; i++)
    g_array_append_val (originals,
                        ae_model_get_layer (project->model,
                                            g_array_index (indices, guint, i))->id);
  text = wb_layer_text_write (project->model, ids, n_ids);
  if (!wb_layer_text_insert (project, g_array_index (indices, guint, indices->len - 1) + 1, text,
                          copy_ids, error))
    return FALSE;
  keep_skips (project, originals, copy_ids);
  return TRUE;
}
