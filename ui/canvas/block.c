/* SPDX-License-Identifier: MIT */
/* The widget around one box. Labels and body are kept as a render node until
 * something about them changes; a new picture redraws the picture alone.
 */
#include "ui/canvas/block.h"

#include <glib/gi18n.h>

#include <string.h>

#include "ui/canvas/block-draw.h"
#include "ui/format.h"

struct _HgBlock
{
  GtkWidget parent_instance;

  HgItem item;
  HgBlockPlace place;
  char *title;
  char *shape;
  char *note;
  char *settings;
  char *label;
  char *description;
  char *difference;
  cairo_surface_t *picture;
  double share;
  GskRenderNode *back;
  GskRenderNode *front;
  GskRenderNode *inside;
  gboolean selected;
  gboolean hovered;
};

G_DEFINE_FINAL_TYPE (HgBlock, hg_block, GTK_TYPE_WIDGET)

static void
block_drop_nodes (HgBlock *self)
{
  g_clear_pointer (&self->back, gsk_render_node_unref);
  g_clear_pointer (&self->front, gsk_render_node_unref);
  g_clear_pointer (&self->inside, gsk_render_node_unref);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
block_describe_face (HgBlock *self, HgBlockFace *face)
{
  GtkWidget *widget = GTK_WIDGET (self);

  *face = (HgBlockFace) {
    .place = self->place,
    .kind = self->item.kind,
    .role = self->item.role,
    .title = self->title,
    .shape = self->shape,
    .note = self->note,
    .settings = self->settings,
    .selected = self->selected,
    .focused = gtk_widget_has_visible_focus (widget),
    .hovered = self->hovered,
    .error = self->item.error,
    .warning = self->item.problem != NULL,
    .waiting = self->item.waiting,
    .differs = self->difference != NULL,
    .width = gtk_widget_get_width (widget),
  };
}

/* Where the picture lies: 4 pixels inside the body, centred. */
static graphene_rect_t
block_place_picture (HgBlock *self)
{
  const graphene_rect_t *body = &self->place.body;
  double sx = 1, sy = 1;
  float w, h;

  cairo_surface_get_device_scale (self->picture, &sx, &sy);
  w = cairo_image_surface_get_width (self->picture) / (float) sx;
  h = cairo_image_surface_get_height (self->picture) / (float) sy;
  return GRAPHENE_RECT_INIT (body->origin.x + (body->size.width - w) / 2,
                             body->origin.y + (body->size.height - h) / 2, w, h);
}

static void
block_build_inside (HgBlock *self)
{
  graphene_rect_t rect = block_place_picture (self);
  cairo_t *cr;

  self->inside = gsk_cairo_node_new (&rect);
  cr = gsk_cairo_node_get_draw_context (self->inside);
  cairo_set_source_surface (cr, self->picture, rect.origin.x, rect.origin.y);
  cairo_paint (cr);
  cairo_destroy (cr);
}

static void
block_build_nodes (HgBlock *self)
{
  GtkSnapshot *part = gtk_snapshot_new ();
  HgBlockFace face;

  block_describe_face (self, &face);
  hg_block_draw_body (&face, part);
  self->back = gtk_snapshot_free_to_node (part);
  part = gtk_snapshot_new ();
  hg_block_draw_outline (&face, part);
  hg_block_draw_labels (&face, GTK_WIDGET (self), part);
  self->front = gtk_snapshot_free_to_node (part);
}

static void
block_snapshot (GtkWidget *widget, GtkSnapshot *out)
{
  HgBlock *self = HG_BLOCK (widget);

  if (self->back == NULL && self->front == NULL)
    block_build_nodes (self);
  if (self->inside == NULL && self->picture != NULL && !self->item.error)
    block_build_inside (self);
  if (self->back != NULL)
    gtk_snapshot_append_node (out, self->back);
  if (self->inside != NULL)
    gtk_snapshot_append_node (out, self->inside);
  if (self->front != NULL)
    gtk_snapshot_append_node (out, self->front);
}

/* The labels stick out beyond the body; beside it the neighbours are meant. */
static gboolean
block_contains (GtkWidget *widget, double x, double y)
{
  const graphene_rect_t *body = &HG_BLOCK (widget)->place.body;
  graphene_rect_t column = GRAPHENE_RECT_INIT (body->origin.x - 3, 0, body->size.width + 6,
                                               gtk_widget_get_height (widget));

  return graphene_rect_contains_point (&column, &GRAPHENE_POINT_INIT ((float) x, (float) y));
}

static gboolean
block_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  HgBlock *self = HG_BLOCK (widget);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%s · %s", self->title, self->shape);
  if (self->item.n_params > 0)
    g_string_append_printf (text, " · %s", self->note);
  if (self->item.layer_class != NULL)
    g_string_append_printf (text, "\n%s", _ (self->item.layer_class->summary));
  if (self->item.kind == HG_BOX_CODE)
    g_string_append (text, _ ("\nWhat the encoder makes of the input"));
  if (self->share >= 0)
    {
      g_autofree char *share = hg_format_share (self->share);

      g_string_append_printf (text, _ ("\nTakes %s of the training time"), share);
    }
  if (self->item.problem != NULL)
    g_string_append_printf (text, "\n%s", self->item.problem->happened);
  if (self->difference != NULL)
    g_string_append_printf (text, "\n%s", self->difference);
  gtk_tooltip_set_text (tooltip, text->str);
  g_string_free (text, TRUE);
  return TRUE;
}

static void
block_entered_cb (HgBlock *self)
{
  self->hovered = TRUE;
  block_drop_nodes (self);
}

static void
block_left_cb (HgBlock *self)
{
  self->hovered = FALSE;
  block_drop_nodes (self);
}

static void
block_dispose (GObject *object)
{
  HgBlock *self = HG_BLOCK (object);

  g_clear_pointer (&self->back, gsk_render_node_unref);
  g_clear_pointer (&self->front, gsk_render_node_unref);
  g_clear_pointer (&self->inside, gsk_render_node_unref);
  g_clear_pointer (&self->picture, cairo_surface_destroy);
  G_OBJECT_CLASS (hg_block_parent_class)->dispose (object);
}

static void
block_finalize (GObject *object)
{
  HgBlock *self = HG_BLOCK (object);

  g_free (self->title);
  g_free (self->shape);
  g_free (self->note);
  g_free (self->settings);
  g_free (self->difference);
  g_free (self->label);
  g_free (self->description);
  G_OBJECT_CLASS (hg_block_parent_class)->finalize (object);
}

static void
hg_block_class_init (HgBlockClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = block_dispose;
  G_OBJECT_CLASS (klass)->finalize = block_finalize;
  widget_class->snapshot = block_snapshot;
  widget_class->contains = block_contains;
  widget_class->query_tooltip = block_query_tooltip;
  gtk_widget_class_set_css_name (widget_class, "block");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
}

static void
hg_block_init (HgBlock *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new ();

  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_has_tooltip (widget, TRUE);
  self->share = -1;
  g_signal_connect_swapped (motion, "enter", G_CALLBACK (block_entered_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (block_left_cb), self);
  gtk_widget_add_controller (widget, motion);
  g_signal_connect (self, "state-flags-changed", G_CALLBACK (block_drop_nodes), NULL);
}

GtkWidget *
hg_block_new (void)
{
  return g_object_new (HG_TYPE_BLOCK, NULL);
}

static char *
block_describe_note (const HgItem *item)
{
  g_autofree char *params = hg_format_count (item->n_params);
  g_autofree char *values = hg_format_count (ae_shape_size (&item->shape));

  if (item->kind == HG_BOX_CODE)
    return g_strdup_printf (ngettext ("%s value", "%s values", ae_shape_size (&item->shape)),
                            values);
  if (item->n_params > 0)
    return g_strdup_printf (ngettext ("%s param", "%s params", item->n_params), params);
  return NULL;
}

void
hg_block_set_share (HgBlock *self, double share)
{
  self->share = share;
}

void
hg_block_set_difference (HgBlock *self, const char *words)
{
  g_autofree char *whole = NULL;

  if (g_strcmp0 (self->difference, words) == 0)
    return;
  g_free (self->difference);
  self->difference = g_strdup (words);
  whole = words != NULL ? g_strdup_printf ("%s\n%s", words, self->description)
                        : g_strdup (self->description);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, whole,
                                  -1);
  block_drop_nodes (self);
}

/* Whether two items look and sound alike in the same block. */
static gboolean
block_is_same (const HgItem *a, const HgItem *b)
{
  return a->kind == b->kind && a->role == b->role && a->layer == b->layer && a->id == b->id
         && a->layer_class == b->layer_class && ae_shape_equal (&a->shape, &b->shape)
         && a->n_params == b->n_params && a->error == b->error && a->waiting == b->waiting
         && a->problem == NULL && b->problem == NULL && a->source == b->source
         && g_strcmp0 (a->settings, b->settings) == 0;
}

static void
block_update_accessible (HgBlock *self, const HgItems *items, guint index)
{
  g_autofree char *label = hg_item_to_label (items, index);
  g_autofree char *description = hg_item_to_description (items, index);

  if (g_strcmp0 (label, self->label) != 0 || g_strcmp0 (description, self->description) != 0)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                    GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
  g_free (self->label);
  g_free (self->description);
  self->label = g_steal_pointer (&label);
  self->description = g_steal_pointer (&description);
}

void
hg_block_set_item (HgBlock *self, const HgItems *items, guint index)
{
  const HgItem *item = &items->items[index];

  block_update_accessible (self, items, index);
  if (self->title != NULL && block_is_same (&self->item, item))
    return;
  if (self->item.id != item->id || !ae_shape_equal (&self->item.shape, &item->shape) || item->error
      || item->waiting)
    hg_block_set_picture (self, NULL);
  self->item = *item;
  g_free (self->title);
  g_free (self->shape);
  g_free (self->note);
  g_free (self->settings);
  self->title = hg_item_to_title (&self->item);
  self->shape = hg_format_shape (&self->item.shape);
  self->note = block_describe_note (&self->item);
  self->settings = g_strdup (self->item.settings);
  self->item.settings = self->settings;
  block_drop_nodes (self);
}

void
hg_block_restyle (HgBlock *self)
{
  hg_block_set_picture (self, NULL);
  block_drop_nodes (self);
}

void
hg_block_set_place (HgBlock *self, const HgBlockPlace *place)
{
  if (memcmp (&self->place, place, sizeof *place) == 0)
    return;
  self->place = *place;
  block_drop_nodes (self);
}

void
hg_block_set_selected (HgBlock *self, gboolean selected)
{
  if (self->selected == selected)
    return;
  self->selected = selected;
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_SELECTED, selected, -1);
  block_drop_nodes (self);
}

void
hg_block_set_picture (HgBlock *self, cairo_surface_t *picture)
{
  g_clear_pointer (&self->picture, cairo_surface_destroy);
  g_clear_pointer (&self->inside, gsk_render_node_unref);
  self->picture = picture;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
hg_block_get_picture_size (HgBlock *self, int *width, int *height)
{
  *width = (int) self->place.body.size.width - 8;
  *height = (int) self->place.body.size.height - 8;
}

guint
hg_block_get_id (HgBlock *self)
{
  return self->item.id;
}

const HgItem *
hg_block_get_item (HgBlock *self)
{
  return &self->item;
}

const graphene_rect_t *
hg_block_get_body (HgBlock *self)
{
  return &self->place.body;
}
