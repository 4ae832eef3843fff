/* SPDX-License-Identifier: MIT */
/* A layer that joins a skip is put in when its other input is known: where
 * there is a choice a menu at its place asks for it, and Escape leaves the
 * model as it was.
 */
#include "ui/canvas/canvas-private.h"

#include <glib/gi18n.h>

#include "app/checker/insertion.h"

/* The middle of the connector where a layer gets this number. */
static graphene_point_t
find_place (HgCanvas *self, guint index)
{
  graphene_point_t middle = GRAPHENE_POINT_INIT (0, 0);

  for (guint i = 0; self->layout != NULL && i + 1 < self->items->n_items; i++)
    if (hg_items_get_slot (self->items, i) == index)
      {
        graphene_rect_t gap = hg_layout_get_connector (self->layout, i);

        middle = GRAPHENE_POINT_INIT (gap.origin.x + gap.size.width / 2, self->layout->axis);
      }
  return middle;
}

/* "Layer 2, Conv2D, 28×28×16" for each of them. */
static GMenuModel *
create_source_menu (HgCanvas *self, const AeLayerClass *layer, const GArray *ids)
{
  AeModel *model = hg_workspace_get_model (self->workspace);
  const AeShape *shapes = hg_workspace_get_shapes (self->workspace);
  g_autofree char *title = g_strdup_printf (_("%s: Skip From"), layer->type);
  g_autoptr (GMenu) sources = g_menu_new ();
  GMenu *menu = g_menu_new ();

  for (guint i = 0; i < ids->len; i++)
    {
      guint id = g_array_index (ids, guint, i), at = (guint) ae_model_find (model, id);
      g_autofree char *shape = ae_shape_to_string (&shapes[at]);
      g_autofree char *label = g_strdup_printf (
          _("Layer %u, %s, %s"), at + 1, ae_model_get_layer (model, at)->klass->type, shape);
      g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "canvas.join", "u", id);
      g_menu_append_item (sources, item);
    }
  g_menu_append_section (menu, title, G_MENU_MODEL (sources));
  return G_MENU_MODEL (menu);
}

static gboolean
ask_cb (gpointer data)
{
  HgCanvas *self = data;
  g_autoptr (GArray) ids = NULL;
  g_autoptr (GMenuModel) menu = NULL;
  graphene_point_t at;

  if (self->items == NULL || self->joining == NULL)
    return G_SOURCE_REMOVE;
  ids = wb_insertion_list_sources (hg_workspace_get_model (self->workspace), self->join_index,
                                   self->joining, NULL);
  if (ids == NULL)
    return G_SOURCE_REMOVE;
  menu = create_source_menu (self, self->joining, ids);
  at = find_place (self, self->join_index);
  hg_canvas_open_menu (self, menu, at.x, at.y);
  return G_SOURCE_REMOVE;
}

static void
join_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HgCanvas *self = HG_CANVAS (widget);
  g_autofree char *options = g_strdup_printf ("source=%u", g_variant_get_uint32 (parameter));
  g_autoptr (GError) error = NULL;

  if (!hg_workspace_insert (self->workspace, self->joining, options, self->join_index,
                            self->join_ends_encoder, &error))
    g_signal_emit_by_name (self, "refused", error->message);
  else
    hg_canvas_focus_selected (self);
}

/**
 * hg_canvas_insert:
 * @options: (nullable): "units=64"
 * @index: the number the layer gets; 0 for after the selection
 * @ends_encoder: its output becomes the code
 * @error: WB_ERROR_EDIT, AE_ERROR_OPTION
 *
 * Puts a layer in, as hg_workspace_insert(); of one that joins a skip it asks
 * first where from, unless @options or the model leave no choice.
 */
gboolean
hg_canvas_insert (HgCanvas *self,
                  const AeLayerClass *layer,
                  const char *options,
                  guint index,
                  gboolean ends_encoder,
                  GError **error)
{
  g_autoptr (GArray) ids = NULL;
  g_autofree char *only = NULL;

  if (index == 0)
    index = hg_workspace_get_place (self->workspace);
  if ((layer->flags & AE_LAYER_JOINS) != 0 && (options == NULL || *options == '\0'))
    {
      ids = wb_insertion_list_sources (hg_workspace_get_model (self->workspace), index, layer,
                                       error);
      if (ids == NULL)
        return FALSE;
      if (ids->len > 1)
        {
          self->joining = layer;
          self->join_index = index;
          self->join_ends_encoder = ends_encoder;
          /* The pointer is held until the drop is over. */
          g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, ask_cb, g_object_ref (self), g_object_unref);
          return TRUE;
        }
      options = only = g_strdup_printf ("source=%u", g_array_index (ids, guint, 0));
    }
  return hg_workspace_insert (self->workspace, layer, options, index, ends_encoder, error);
}

void
hg_canvas_install_skip_actions (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "canvas.join", "u", join_cb);
}
