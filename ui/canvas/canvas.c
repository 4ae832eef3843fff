/* SPDX-License-Identifier: MIT */
/* Children and layout. The list of boxes is made anew after every edit; blocks
 * are kept and given other items, so that the focus stays where it was.
 */
#include "ui/canvas/canvas-private.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#include "ui/canvas/block-draw.h"
#include "ui/figure-style.h"
#include "ui/format.h"
#include "ui/shortcuts.h"

enum
{
  ERROR_SHOWN,
  REFUSED,
  HINT,
  TYPED,
  ZOOMED,
  UNFOLD,
  PREVIEWED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* So far beyond what is seen, words and outlines may reach into it. */
#define SIGHT 60.f

G_DEFINE_FINAL_TYPE (HgCanvas, hg_canvas, GTK_TYPE_WIDGET)

HgBlock *
hg_canvas_get_block_at (HgCanvas *self, guint index)
{
  return self->blocks->pdata[index];
}

void
hg_canvas_drop_backdrop (HgCanvas *self)
{
  g_clear_pointer (&self->backdrop, gsk_render_node_unref);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* The label under a body moves onto the connector where there is room for all
 * of it. */
gboolean
hg_canvas_has_pill (HgCanvas *self, guint connector)
{
  const AeShape *shape = &self->items->items[connector].shape;
  float gap = hg_layout_get_connector (self->layout, connector).size.width;
  g_autofree char *words = NULL;

  if (shape->rank == 0 || (int) connector == self->open || hg_items_is_blank (self->items)
      || gap < (self->layout->strip ? 34 : 58) * self->layout->text)
    return FALSE;
  words = hg_format_shape (shape);
  return hg_block_measure_text (GTK_WIDGET (self), words, HG_PILL_SIZE, FALSE)
         <= gap - HG_PILL_MARGIN - 4;
}

static gboolean
is_taper_at (HgCanvas *self, guint i)
{
  return i < self->items->n_items && self->items->items[i].kind == HG_BOX_TAPER;
}

/* Whether the labels of two boxes are at different heights, so that they may
 * reach into each other's column. */
static gboolean
is_clear_of (HgCanvas *self, guint i, guint j)
{
  const HgBox *a, *b;

  if (j >= self->items->n_items || is_taper_at (self, j))
    return TRUE;
  a = &self->layout->boxes[i];
  b = &self->layout->boxes[j];
  return fabsf (a->rect.size.height - b->rect.size.height) / 2
         > HG_CANVAS_LABEL_HEIGHT * self->layout->text;
}

/* How far labels may stick out to both sides: half the gap, and more beside a
 * taper, whose labels stand within it, and beside a much higher or lower box. */
static float
find_spread (HgCanvas *self, guint i)
{
  float spread = CLAMP (self->layout->gap / 2, 5, 24);

  if (is_taper_at (self, i))
    return 5;
  if (is_clear_of (self, i, i - 1) && is_clear_of (self, i, i + 1))
    spread += 14;
  return spread;
}

static float
find_room_below (const HgLayout *layout)
{
  float room = HG_CANVAS_LABEL_HEIGHT;

  if (layout->detail == HG_DETAIL_MORE)
    room += HG_CANVAS_MORE_HEIGHT;
  return layout->strip ? 5 : ceilf (room * layout->text);
}

static void
place_block (HgCanvas *self, guint i)
{
  const HgBox *box = &self->layout->boxes[i];
  float spread = find_spread (self, i);
  float above = self->layout->strip ? 5 : ceilf (HG_CANVAS_NAME_HEIGHT * self->layout->text);
  float below = find_room_below (self->layout);
  graphene_rect_t rect = box->rect;
  HgBlockPlace place = {
    .left = box->left,
    .right = box->right,
    .detail = self->layout->detail,
    .strip = self->layout->strip,
    .text = self->layout->text,
    .shape_below = i == 0 || i + 1 == self->items->n_items || !hg_canvas_has_pill (self, i),
  };
  GskTransform *transform;

  place.body = GRAPHENE_RECT_INIT (spread, above, rect.size.width, rect.size.height);
  hg_block_set_place (hg_canvas_get_block_at (self, i), &place);
  transform = gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT (rect.origin.x - spread,
                                                                   rect.origin.y - above));
  gtk_widget_allocate (GTK_WIDGET (hg_canvas_get_block_at (self, i)),
                       (int) (rect.size.width + 2 * spread),
                       (int) (rect.size.height + above + below), -1, transform);
}

/* Unfolded, the canvas shows what was selected in the strip. */
static gboolean
reveal_cb (gpointer data)
{
  HgCanvas *self = data;
  int index = hg_items_find (self->items, hg_workspace_get_selected (self->workspace));
  GtkAdjustment *along = hg_canvas_get_adjustment (self, GTK_ORIENTATION_HORIZONTAL);
  graphene_point_t middle;

  self->reveal = 0;
  self->reveal_wanted = FALSE;
  if (index < 0 || along == NULL || self->layout == NULL)
    return G_SOURCE_REMOVE;
  graphene_rect_get_center (&self->layout->boxes[index].rect, &middle);
  gtk_adjustment_set_value (along, middle.x - gtk_adjustment_get_page_size (along) / 2);
  return G_SOURCE_REMOVE;
}

/**
 * hg_canvas_set_pointing_to:
 * @popover: added with hg_canvas_add_popover()
 * @rect: in the canvas
 *
 * Points to what is seen of @rect; where nothing is, to the edge of the view
 * that is nearest: a popover cannot be where there is no screen.
 */
void
hg_canvas_set_pointing_to (HgCanvas *self, GtkPopover *popover, const graphene_rect_t *rect)
{
  GtkWidget *viewport = gtk_widget_get_parent (GTK_WIDGET (self));
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (popover));
  graphene_rect_t view, seen = hg_canvas_get_view (self);
  float right, bottom, x, y;
  int x0, y0, x1, y1;

  if (!gtk_widget_compute_bounds (viewport, parent, &view))
    return;
  x = rect->origin.x - seen.origin.x + view.origin.x;
  y = rect->origin.y - seen.origin.y + view.origin.y;
  right = view.origin.x + MAX (view.size.width, 1);
  bottom = view.origin.y + MAX (view.size.height, 1);
  x0 = (int) CLAMP (x, view.origin.x, right - 1);
  y0 = (int) CLAMP (y, view.origin.y, bottom - 1);
  x1 = (int) CLAMP (x + rect->size.width, x0 + 1, right);
  y1 = (int) CLAMP (y + rect->size.height, y0 + 1, bottom);
  gtk_popover_set_pointing_to (popover, &(GdkRectangle) { x0, y0, x1 - x0, y1 - y0 });
}

/* A popover points to its box wherever the box goes. */
static void
point (HgCanvas *self)
{
  int index = hg_items_find (self->items, self->pointed_id);

  if (self->pointing != NULL && index >= 0)
    hg_canvas_set_pointing_to (self, self->pointing, &self->layout->boxes[index].rect);
}

/* Items and layout change together, so that an index into the one is good for
 * the other at any time. Without a size there is no layout yet. */
static void
lay_out (HgCanvas *self)
{
  g_clear_pointer (&self->layout, hg_layout_free);
  if (self->items != NULL && gtk_widget_get_width (GTK_WIDGET (self)) > 0)
    self->layout = hg_canvas_create_layout (self, self->open, self->opening);
}

static void
size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  HgCanvas *self = HG_CANVAS (widget);
  gboolean was_strip = self->layout != NULL && self->layout->strip;

  lay_out (self);
  hg_canvas_compare_view (self);
  if (self->layout == NULL)
    return;
  self->reveal_wanted |= was_strip && !self->layout->strip;
  if (self->reveal_wanted && self->measure_again == 0 && self->reveal == 0)
    self->reveal = g_idle_add (reveal_cb, self);
  for (guint i = 0; i < self->blocks->len; i++)
    place_block (self, i);
  point (self);
  g_clear_pointer (&self->backdrop, gsk_render_node_unref);
  hg_canvas_update_pictures (self);
}

/* Whether a box or its words are in sight: of a long model only those cost. */
gboolean
hg_canvas_is_seen (HgCanvas *self, guint index)
{
  graphene_rect_t view = hg_canvas_get_view (self);

  if (index >= self->layout->n_boxes)
    return FALSE;
  graphene_rect_inset (&view, -SIGHT, -SIGHT);
  return graphene_rect_intersection (&view, &self->layout->boxes[index].rect, NULL);
}

/* Other boxes come into sight. */
static void
scrolled_cb (HgCanvas *self)
{
  if (self->pointing != NULL)
    gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
  hg_canvas_update_pictures (self);
}

static void
snapshot (GtkWidget *widget, GtkSnapshot *out)
{
  HgCanvas *self = HG_CANVAS (widget);

  if (self->layout == NULL)
    return;
  if (self->backdrop == NULL)
    {
      GtkSnapshot *part = gtk_snapshot_new ();

      hg_canvas_draw_backdrop (self, part);
      self->backdrop = gtk_snapshot_free_to_node (part);
    }
  if (self->backdrop != NULL)
    gtk_snapshot_append_node (out, self->backdrop);
  for (guint i = 0; i < self->blocks->len; i++)
    if (hg_canvas_is_seen (self, i))
      gtk_widget_snapshot_child (widget, self->blocks->pdata[i], out);
  if (self->dragged != NULL)
    hg_canvas_draw_slots (self, out);
  else if (self->handle >= 0)
    hg_canvas_draw_handle (self, out);
}

static void
mark_selected (HgCanvas *self)
{
  for (guint i = 0; i < self->blocks->len; i++)
    {
      HgBlock *block = hg_canvas_get_block_at (self, i);

      hg_block_set_selected (block,
                             hg_workspace_is_selected (self->workspace, hg_block_get_id (block)));
    }
}

static void
set_block_count (HgCanvas *self, guint n)
{
  while (self->blocks->len > n)
    {
      GtkWidget *block = self->blocks->pdata[self->blocks->len - 1];

      if (gtk_widget_has_focus (block))
        gtk_widget_grab_focus (self->blocks->pdata[n - 1]);
      g_ptr_array_set_size (self->blocks, self->blocks->len - 1);
      gtk_widget_unparent (block);
    }
  while (self->blocks->len < n)
    {
      GtkWidget *block = hg_block_new ();

      gtk_widget_set_parent (block, GTK_WIDGET (self));
      g_ptr_array_add (self->blocks, block);
    }
}

static void
name_canvas (HgCanvas *self)
{
  gsize to = ae_shape_size (&self->items->code_shape);
  g_autofree char *from_text = hg_format_count (ae_shape_size (&self->items->input_shape));
  g_autofree char *to_text = hg_format_count (to);
  g_autofree char *layers = g_strdup_printf (ngettext ("%u layer", "%u layers",
                                                       self->items->n_layers),
                                             self->items->n_layers);
  /* Translators: "Model, 4 layers, 784 to 32 values". */
  g_autofree char *label = g_strdup_printf (ngettext ("Model, %s, %s to %s value",
                                                      "Model, %s, %s to %s values", to),
                                            layers, from_text, to_text);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
take_model (HgCanvas *self)
{
  hg_canvas_end_drop (self);
  self->handle = -1;
  g_clear_pointer (&self->items, hg_items_free);
  self->items = hg_items_new (hg_workspace_get_model (self->workspace),
                              hg_workspace_get_shapes (self->workspace),
                              hg_workspace_get_problems (self->workspace));
  lay_out (self);
  set_block_count (self, self->items->n_items);
  for (guint i = 0; i < self->items->n_items; i++)
    hg_block_set_item (hg_canvas_get_block_at (self, i), self->items, i);
  name_canvas (self);
  hg_canvas_relayout (self);
}

/* The block with the focus is the selected one, wherever the selection came
 * from, so that the arrow keys go on from there. */
static void
move_focus (HgCanvas *self)
{
  GtkWidget *focus = gtk_widget_get_focus_child (GTK_WIDGET (self));

  if (focus != NULL)
    hg_canvas_focus_selected (self);
}

static void
workspace_changed_cb (HgCanvas *self, guint changes)
{
  if (changes & HG_CHANGED_MODEL)
    take_model (self);
  if (changes & (HG_CHANGED_MODEL | HG_CHANGED_SELECTION))
    {
      mark_selected (self);
      if (self->items != NULL && self->items->has_arcs)
        hg_canvas_drop_backdrop (self);
      move_focus (self);
    }
  if (changes & (HG_CHANGED_SNAPSHOT | HG_CHANGED_FOLLOWED | HG_CHANGED_DATA))
    hg_canvas_update_pictures (self);
}

static void
style_changed_cb (HgCanvas *self)
{
  if (self->items == NULL)
    return;
  for (guint i = 0; i < self->blocks->len; i++)
    hg_block_restyle (hg_canvas_get_block_at (self, i));
  hg_canvas_drop_backdrop (self);
  hg_canvas_relayout (self);
}

static void
dispose (GObject *object)
{
  HgCanvas *self = HG_CANVAS (object);

  hg_canvas_end_drop (self);
  g_clear_pointer (&self->refusal, g_free);
  g_clear_handle_id (&self->pictures_timeout, g_source_remove);
  g_clear_handle_id (&self->reveal, g_source_remove);
  g_clear_handle_id (&self->measure_again, g_source_remove);
  g_clear_weak_pointer (&self->menu);
  g_clear_weak_pointer (&self->pointing);
  set_block_count (self, 0);
  g_clear_pointer (&self->items, hg_items_free);
  g_clear_pointer (&self->layout, hg_layout_free);
  g_clear_pointer (&self->backdrop, gsk_render_node_unref);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (hg_canvas_parent_class)->dispose (object);
}

static void
finalize (GObject *object)
{
  g_ptr_array_unref (HG_CANVAS (object)->blocks);
  g_array_unref (HG_CANVAS (object)->dragged_ids);
  G_OBJECT_CLASS (hg_canvas_parent_class)->finalize (object);
}

/* The clipboard's keys are the canvas' own: in an entry they are for text. */
static const struct
{
  guint key;
  const char *action;
} edit_keys[] = {
  { GDK_KEY_x, "win.cut" },
  { GDK_KEY_c, "win.copy" },
  { GDK_KEY_v, "win.paste" },
  { GDK_KEY_a, "win.select-all" },
};

static void
hg_canvas_class_init (HgCanvasClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dispose;
  G_OBJECT_CLASS (klass)->finalize = finalize;
  widget_class->measure = hg_canvas_measure;
  widget_class->size_allocate = size_allocate;
  widget_class->snapshot = snapshot;
  signals[ERROR_SHOWN] = g_signal_new ("problem-activated", HG_TYPE_CANVAS, G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[REFUSED] = g_signal_new ("refused", HG_TYPE_CANVAS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[HINT] = g_signal_new ("hint", HG_TYPE_CANVAS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[TYPED] = g_signal_new ("typed", HG_TYPE_CANVAS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[ZOOMED] = g_signal_new ("zoomed", HG_TYPE_CANVAS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
  signals[UNFOLD] = g_signal_new ("unfold", HG_TYPE_CANVAS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
  signals[PREVIEWED] = g_signal_new ("previewed", HG_TYPE_CANVAS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 2, G_TYPE_UINT64, G_TYPE_UINT64);
  hg_keys_add (widget_class);
  for (guint i = 0; i < G_N_ELEMENTS (edit_keys); i++)
    gtk_widget_class_add_binding_action (widget_class, edit_keys[i].key, GDK_CONTROL_MASK,
                                         edit_keys[i].action, NULL);
  gtk_widget_class_set_css_name (widget_class, "canvas");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST);
}

static void
hg_canvas_init (HgCanvas *self)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  self->open = -1;
  self->over = -1;
  self->handle = -1;
  self->blocks = g_ptr_array_new ();
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  hg_canvas_init_drop (self);
  hg_canvas_init_drag (self);
  hg_canvas_init_keys (self);
  hg_canvas_init_menu (self);
  hg_canvas_init_zoom (self);
  hg_canvas_init_pan (self);
  hg_canvas_init_skip (self);
  hg_figure_style_watch (self, G_CALLBACK (style_changed_cb));
  g_signal_connect_object (manager, "notify::high-contrast", G_CALLBACK (style_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * hg_canvas_set_workspace:
 * @workspace: what to show, once and for all; by then the canvas is where it
 *   is scrolled
 */
void
hg_canvas_set_workspace (HgCanvas *self, HgWorkspace *workspace)
{
  g_return_if_fail (self->workspace == NULL);
  self->workspace = g_object_ref (workspace);
  g_signal_connect_object (workspace, "changed", G_CALLBACK (workspace_changed_cb), self,
                           G_CONNECT_SWAPPED);
  for (GtkOrientation o = GTK_ORIENTATION_HORIZONTAL; o <= GTK_ORIENTATION_VERTICAL; o++)
    if (hg_canvas_get_adjustment (self, o) != NULL)
      g_signal_connect_object (hg_canvas_get_adjustment (self, o), "value-changed",
                               G_CALLBACK (scrolled_cb), self, G_CONNECT_SWAPPED);
  workspace_changed_cb (self, HG_CHANGED_ALL);
}

/* Says how many trained values there would be, when that has changed. */
static void
preview (HgCanvas *self)
{
  const HgSlot *slot = self->open >= 0 && self->slots != NULL ? &self->slots->slots[self->open]
                                                              : NULL;
  guint64 before, after;

  if (self->items == NULL)
    return;
  before = self->items->n_encoder + self->items->n_decoder;
  after = slot != NULL ? slot->n_encoder + slot->n_decoder : before;
  if (after == self->previewed)
    return;
  self->previewed = after;
  g_signal_emit (self, signals[PREVIEWED], 0, before, after);
}

/* Lays out anew, and lets the parent know that another width may be wanted. */
void
hg_canvas_relayout (HgCanvas *self)
{
  preview (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * hg_canvas_get_block:
 * @id: of a layer, HG_ID_CODE or HG_ID_OUTPUT
 *
 * Returns: (transfer none) (nullable): its block, for a popover to point to
 */
GtkWidget *
hg_canvas_get_block (HgCanvas *self, guint id)
{
  int index = self->items != NULL ? hg_items_find (self->items, id) : -1;

  return index >= 0 ? self->blocks->pdata[index] : NULL;
}

/**
 * hg_canvas_add_popover:
 *
 * Hangs it on what the canvas is scrolled in. GTK would place a child of the
 * canvas anew as soon as that moves, where it pointed before, off the screen
 * too; and scroll the canvas to the child that has the focus.
 */
void
hg_canvas_add_popover (HgCanvas *self, GtkPopover *popover)
{
  gtk_widget_set_parent (GTK_WIDGET (popover),
                         gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_OVERLAY));
}

/**
 * hg_canvas_point_to:
 * @block: one of the canvas' own
 * @popover: added with hg_canvas_add_popover()
 *
 * Makes the popover point to the block's body, now and when it moves.
 */
void
hg_canvas_point_to (HgCanvas *self, GtkWidget *block, GtkPopover *popover)
{
  self->pointed_id = hg_block_get_id (HG_BLOCK (block));
  g_set_weak_pointer (&self->pointing, popover);
  if (self->layout != NULL)
    point (self);
}

void
hg_canvas_focus_selected (HgCanvas *self)
{
  GtkWidget *block = hg_canvas_get_block (self, hg_workspace_get_selected (self->workspace));

  if (block == NULL && self->blocks->len > 0)
    block = self->blocks->pdata[0];
  if (block != NULL)
    gtk_widget_grab_focus (block);
}
