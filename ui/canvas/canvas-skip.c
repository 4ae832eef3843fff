/* SPDX-License-Identifier: MIT */
/* A skip is dragged from the handle on top of the box under the pointer; where
 * it may go is the business of canvas-slots.c.
 *
 * A layer that joins a skip is put in when its other input is known: where
 * there is a choice a menu at its place asks for it, and Escape leaves the
 * model as it was.
 */
#include "ui/canvas/canvas-private.h"

#include <glib/gi18n.h>

#include "app/checker/insertion.h"
#include "ui/canvas/canvas-style.h"

#define HANDLE       4.5f /* its radius */
#define HANDLE_REACH 8.f

struct _HgSkip
{
  int handle; /* the box whose handle is shown, or -1 */
  gboolean on_handle;
  const AeLayerClass *joining; /* the layer whose other input is asked for */
  guint index;
  gboolean ends_encoder;
};

/* On the upper edge of the box, in its middle. */
static graphene_point_t
place_handle (HgCanvas *self, guint index)
{
  const HgBox *box = &self->layout->boxes[index];

  return GRAPHENE_POINT_INIT (box->rect.origin.x + box->rect.size.width / 2,
                              self->layout->axis - (box->left + box->right) / 4);
}

/* The layer under the pointer, or just above; nothing can be skipped to behind
 * the last one and the one before it. */
static int
find_hovered (HgCanvas *self, double x, double y)
{
  if (self->layout == NULL || self->layout->strip)
    return -1;
  for (guint i = 0; i < self->layout->n_boxes; i++)
    {
      graphene_rect_t rect = self->layout->boxes[i].rect;
      const HgItem *item = &self->items->items[i];

      graphene_rect_inset (&rect, 0, -HANDLE_REACH);
      if (item->layer_class != NULL && item->layer + 1 < self->items->n_layers
          && graphene_rect_contains_point (&rect, &GRAPHENE_POINT_INIT ((float) x, (float) y)))
        return (int) i;
    }
  return -1;
}

int
hg_canvas_find_handle (HgCanvas *self, double x, double y)
{
  int index = find_hovered (self, x, y);
  graphene_point_t at;

  if (index < 0)
    return -1;
  at = place_handle (self, (guint) index);
  return graphene_point_distance (&at, &GRAPHENE_POINT_INIT ((float) x, (float) y), NULL, NULL)
             <= HANDLE_REACH
           ? index
           : -1;
}

void
hg_canvas_draw_handle (HgCanvas *self, GtkSnapshot *snapshot)
{
  const HgCanvasStyle *style = hg_canvas_style_get ();
  float radius = self->skip->on_handle ? HANDLE + 1.5f : HANDLE;
  const GdkRGBA *line = &style->accent;
  graphene_point_t at;
  graphene_rect_t rect;
  GskRoundedRect outline;

  if (self->skip->handle < 0)
    return;
  at = place_handle (self, (guint) self->skip->handle);
  rect = GRAPHENE_RECT_INIT (at.x - radius, at.y - radius, 2 * radius, 2 * radius);

  gsk_rounded_rect_init_from_rect (&outline, &rect, radius);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, self->skip->on_handle ? line : &style->paper, &rect);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_border (snapshot, &outline, (float[4]) { 1.5f, 1.5f, 1.5f, 1.5f },
                              (GdkRGBA[4]) { *line, *line, *line, *line });
}

void
hg_canvas_hide_handle (HgCanvas *self)
{
  self->skip->handle = -1;
}

static void
hover (HgCanvas *self, int handle, gboolean on_handle)
{
  if (self->skip->handle == handle && self->skip->on_handle == on_handle)
    return;
  if (self->skip->on_handle != on_handle)
    {
      gtk_widget_set_cursor_from_name (GTK_WIDGET (self), on_handle ? "crosshair" : NULL);
      g_signal_emit_by_name (self, "hint",
                             on_handle ? _ ("Drag a skip from here to a later place.") : NULL);
    }
  self->skip->handle = handle;
  self->skip->on_handle = on_handle;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
hovered_cb (HgCanvas *self, double x, double y)
{
  if (self->aim->dragged.layer == NULL && self->items != NULL)
    hover (self, find_hovered (self, x, y), hg_canvas_find_handle (self, x, y) >= 0);
}

static void
left_cb (HgCanvas *self)
{
  hover (self, -1, FALSE);
}

void
hg_canvas_init_skip (HgCanvas *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();

  self->skip = g_new0 (HgSkip, 1);
  self->skip->handle = -1;
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (hovered_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (left_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
}

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
  g_autofree char *title = g_strdup_printf (_ ("%s: Skip From"), layer->type);
  g_autoptr (GMenu) sources = g_menu_new ();
  GMenu *menu = g_menu_new ();

  for (guint i = 0; i < ids->len; i++)
    {
      guint id = g_array_index (ids, guint, i), at = (guint) ae_model_find (model, id);
      g_autofree char *shape = ae_shape_to_string (&shapes[at]);
      g_autofree char *label = g_strdup_printf (_ ("Layer %u, %s, %s"), at + 1,
                                                ae_model_get_layer (model, at)->klass->type, shape);
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

  if (self->items == NULL || self->skip->joining == NULL)
    return G_SOURCE_REMOVE;
  ids = wb_insertion_list_sources (hg_workspace_get_model (self->workspace), self->skip->index,
                                   self->skip->joining, NULL);
  if (ids == NULL)
    return G_SOURCE_REMOVE;
  menu = create_source_menu (self, self->skip->joining, ids);
  at = find_place (self, self->skip->index);
  hg_canvas_open_menu (self, menu, at.x, at.y);
  return G_SOURCE_REMOVE;
}

static void
join_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  HgCanvas *self = data;
  g_autofree char *options = g_strdup_printf ("source=%u", g_variant_get_uint32 (parameter));
  g_autoptr (GError) error = NULL;

  if (!hg_workspace_insert (self->workspace, self->skip->joining, options, self->skip->index,
                            self->skip->ends_encoder, &error))
    g_signal_emit_by_name (self, "refused", error->message);
  else
    hg_canvas_focus_selected (self);
}

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
          self->skip->joining = layer;
          self->skip->index = index;
          self->skip->ends_encoder = ends_encoder;
          /* The pointer is held until the drop is over. */
          g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, ask_cb, g_object_ref (self), g_object_unref);
          return TRUE;
        }
      options = only = g_strdup_printf ("source=%u", g_array_index (ids, guint, 0));
    }
  return hg_workspace_insert (self->workspace, layer, options, index, ends_encoder, error);
}

static const GActionEntry actions[] = {
  { .name = "join", .activate = join_cb, .parameter_type = "u" },
};

void
hg_canvas_add_skip_actions (HgCanvas *self, GtkWidget *menu)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (group), actions, G_N_ELEMENTS (actions), self);
  gtk_widget_insert_action_group (menu, "canvas", G_ACTION_GROUP (group));
}
