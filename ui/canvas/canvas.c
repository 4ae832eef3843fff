/* SPDX-License-Identifier: MIT */
/* Children and layout. The list of boxes is made anew after every edit; blocks
 * are kept and given other items, so that the focus stays where it was.
 */
#include "ui/canvas/canvas-private.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#include "ui/canvas/block-draw.h"
#include "ui/damage.h"
#include "ui/figure-style.h"
#include "ui/format.h"
#include "ui/shortcuts.h"

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

gboolean
hg_canvas_has_pill (HgCanvas *self, guint connector)
{
  const AeShape *shape = &self->items->items[connector].shape;
  float gap = hg_layout_get_connector (self->layout, connector).size.width;
  g_autofree char *words = NULL;

  if (shape->rank == 0 || (int) connector == self->aim->open || hg_items_is_blank (self->items)
      || gap < (self->layout->strip ? 34 : 58) * self->layout->text)
    return FALSE;
  words = hg_format_shape (shape);
  return hg_block_measure_text (GTK_WIDGET (self), words, HG_PILL_SIZE, FALSE)
         <= gap - HG_PILL_MARGIN - 4;
}

static gboolean
canvas_is_taper_at (HgCanvas *self, guint i)
{
  return i < self->items->n_items && self->items->items[i].kind == HG_BOX_TAPER;
}

/* Whether the labels of two boxes are at different heights, so that they may
 * reach into each other's column. */
static gboolean
canvas_is_clear_of (HgCanvas *self, guint i, guint j)
{
  const HgBox *a, *b;

  if (j >= self->items->n_items || canvas_is_taper_at (self, j))
    return TRUE;
  a = &self->layout->boxes[i];
  b = &self->layout->boxes[j];
  return fabsf (a->rect.size.height - b->rect.size.height) / 2
         > HG_CANVAS_LABEL_HEIGHT * self->layout->text;
}

/* How far labels may stick out to both sides: half the gap, and more beside a
 * taper, whose labels stand within it, and beside a much higher or lower box. */
static float
canvas_find_spread (HgCanvas *self, guint i)
{
  float spread = CLAMP (self->layout->gap / 2, 5, 24);

  if (canvas_is_taper_at (self, i))
    return 5;
  if (canvas_is_clear_of (self, i, i - 1) && canvas_is_clear_of (self, i, i + 1))
    spread += 14;
  return spread;
}

static float
canvas_find_room_below (const HgLayout *layout)
{
  float room = HG_CANVAS_LABEL_HEIGHT;

  if (layout->detail == HG_DETAIL_MORE)
    room += HG_CANVAS_MORE_HEIGHT;
  return layout->strip ? 5 : ceilf (room * layout->text);
}

static void
canvas_place_block (HgCanvas *self, guint i)
{
  const HgBox *box = &self->layout->boxes[i];
  float spread = canvas_find_spread (self, i);
  float above = self->layout->strip ? 5 : ceilf (HG_CANVAS_NAME_HEIGHT * self->layout->text);
  float below = canvas_find_room_below (self->layout);
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
canvas_reveal_cb (gpointer data)
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

void
hg_canvas_lay_out (HgCanvas *self, float width, float height)
{
  g_clear_pointer (&self->layout, hg_layout_free);
  if (self->items != NULL && width > 0)
    self->layout = hg_canvas_create_layout (self, width, height, self->aim->open,
                                            self->aim->opening);
}

static void
canvas_measure (GtkWidget *widget,
                GtkOrientation orientation,
                int for_size,
                int *minimum,
                int *natural,
                int *minimum_baseline,
                int *natural_baseline)
{
  HgCanvas *self = HG_CANVAS (widget);
  int width, height;

  hg_canvas_get_min_size (self, &width, &height);
  hg_canvas_get_view_size (self, &self->view_seen);
  self->min_width = width;
  self->min_height = height;
  *minimum = orientation == GTK_ORIENTATION_VERTICAL ? height : width;
  *natural = orientation == GTK_ORIENTATION_VERTICAL ? MAX (height, 452) : MAX (width, 920);
}

static gboolean
canvas_measure_again_cb (gpointer data)
{
  HG_CANVAS (data)->measure_again = 0;
  gtk_widget_queue_resize (data);
  return G_SOURCE_REMOVE;
}

/* The size of the canvas follows that of its viewport, which it learns only when
 * that is allocated already. */
static void
canvas_compare_view (HgCanvas *self)
{
  graphene_size_t view;

  hg_canvas_get_view_size (self, &view);
  if (!graphene_size_equal (&view, &self->view_seen) && self->measure_again == 0)
    self->measure_again = g_idle_add_full (G_PRIORITY_HIGH_IDLE, canvas_measure_again_cb, self,
                                           NULL);
}

static void
canvas_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  HgCanvas *self = HG_CANVAS (widget);
  gboolean was_strip = self->layout != NULL && self->layout->strip;

  hg_canvas_lay_out (self, width, height);
  canvas_compare_view (self);
  if (self->layout == NULL)
    return;
  self->reveal_wanted |= was_strip && !self->layout->strip;
  if (self->reveal_wanted && self->measure_again == 0 && self->reveal == 0)
    self->reveal = g_idle_add (canvas_reveal_cb, self);
  for (guint i = 0; i < self->blocks->len; i++)
    canvas_place_block (self, i);
  hg_canvas_update_popovers (self);
  g_clear_pointer (&self->backdrop, gsk_render_node_unref);
  hg_canvas_update_pictures_later (self);
}

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
canvas_scrolled_cb (HgCanvas *self)
{
  if (self->layout != NULL)
    hg_canvas_update_popovers (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  hg_canvas_update_pictures (self);
}

static void
canvas_snapshot (GtkWidget *widget, GtkSnapshot *out)
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
  if (self->layout->strip)
    hg_damage_whole (widget, out);
  if (self->backdrop != NULL)
    gtk_snapshot_append_node (out, self->backdrop);
  for (guint i = 0; i < self->blocks->len; i++)
    if (hg_canvas_is_seen (self, i))
      gtk_widget_snapshot_child (widget, self->blocks->pdata[i], out);
  if (self->aim->dragged.layer != NULL)
    hg_canvas_draw_slots (self, out);
  else
    hg_canvas_draw_handle (self, out);
}

static void
canvas_mark_selected (HgCanvas *self)
{
  for (guint i = 0; i < self->blocks->len; i++)
    {
      HgBlock *block = hg_canvas_get_block_at (self, i);

      hg_block_set_selected (block,
                             hg_workspace_is_selected (self->workspace, hg_block_get_id (block)));
    }
}

static void
canvas_set_block_count (HgCanvas *self, guint n)
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
canvas_name_canvas (HgCanvas *self)
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
canvas_show_model (HgCanvas *self)
{
  hg_canvas_end_drop (self);
  hg_canvas_hide_handle (self);
  g_clear_pointer (&self->items, hg_items_free);
  self->items = hg_items_new (hg_workspace_get_model (self->workspace),
                              hg_workspace_get_shapes (self->workspace),
                              hg_workspace_get_problems (self->workspace));
  hg_canvas_lay_out (self, gtk_widget_get_width (GTK_WIDGET (self)),
                     gtk_widget_get_height (GTK_WIDGET (self)));
  canvas_set_block_count (self, self->items->n_items);
  for (guint i = 0; i < self->items->n_items; i++)
    hg_block_set_item (hg_canvas_get_block_at (self, i), self->items, i);
  canvas_name_canvas (self);
  hg_canvas_relayout (self);
}

/* The block with the focus is the selected one, wherever the selection came
 * from, so that the arrow keys continue from there. */
static void
canvas_move_focus (HgCanvas *self)
{
  GtkWidget *focus = gtk_widget_get_focus_child (GTK_WIDGET (self));

  if (focus != NULL)
    hg_canvas_focus_selected (self);
}

/* The marker of the code and the output are no layers. */
static void
canvas_show_differences (HgCanvas *self)
{
  for (guint i = 0; self->items != NULL && i < self->items->n_items; i++)
    {
      const HgItem *item = &self->items->items[i];

      hg_block_set_difference (hg_canvas_get_block_at (self, i),
                               item->layer_class != NULL
                                 ? hg_workspace_get_difference (self->workspace, item->id)
                                 : NULL);
    }
}

static void
canvas_workspace_changed_cb (HgCanvas *self, guint changes)
{
  if (changes & HG_CHANGED_MODEL)
    canvas_show_model (self);
  if (changes & (HG_CHANGED_MODEL | HG_CHANGED_COMPARED))
    canvas_show_differences (self);
  if (changes & HG_CHANGED_COMPARED)
    gtk_widget_set_opacity (GTK_WIDGET (self),
                            hg_workspace_shows_other_model (self->workspace) ? .5 : 1);
  if (changes & (HG_CHANGED_MODEL | HG_CHANGED_SELECTION))
    {
      canvas_mark_selected (self);
      if (self->items != NULL && self->items->has_arcs)
        hg_canvas_drop_backdrop (self);
      canvas_move_focus (self);
    }
  if (changes & (HG_CHANGED_FOLLOWED | HG_CHANGED_DATA))
    hg_canvas_update_pictures (self);
  else if (changes & HG_CHANGED_SNAPSHOT)
    hg_canvas_update_pictures_later (self);
}

static void
canvas_style_changed_cb (HgCanvas *self)
{
  if (self->items == NULL)
    return;
  for (guint i = 0; i < self->blocks->len; i++)
    hg_block_restyle (hg_canvas_get_block_at (self, i));
  hg_canvas_drop_backdrop (self);
  hg_canvas_relayout (self);
}

static void
canvas_dispose (GObject *object)
{
  HgCanvas *self = HG_CANVAS (object);

  hg_canvas_clear_drop (self);
  hg_canvas_stop_pictures (self);
  g_clear_handle_id (&self->reveal, g_source_remove);
  g_clear_handle_id (&self->measure_again, g_source_remove);
  canvas_set_block_count (self, 0);
  g_clear_pointer (&self->items, hg_items_free);
  g_clear_pointer (&self->layout, hg_layout_free);
  g_clear_pointer (&self->backdrop, gsk_render_node_unref);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (hg_canvas_parent_class)->dispose (object);
}

static void
canvas_finalize (GObject *object)
{
  HgCanvas *self = HG_CANVAS (object);

  g_ptr_array_unref (self->blocks);
  hg_canvas_free_drop (self);
  hg_canvas_free_popovers (self);
  g_free (self->pan);
  g_free (self->pictures);
  g_free (self->skip);
  g_free (self->zoom);
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
canvas_add_signal (const char *name, guint n_params, GType type)
{
  g_signal_new (name, HG_TYPE_CANVAS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, n_params,
                type, type);
}

static void
hg_canvas_class_init (HgCanvasClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = canvas_dispose;
  G_OBJECT_CLASS (klass)->finalize = canvas_finalize;
  widget_class->measure = canvas_measure;
  widget_class->size_allocate = canvas_size_allocate;
  widget_class->snapshot = canvas_snapshot;
  canvas_add_signal ("problem-activated", 0, 0);
  canvas_add_signal ("refused", 1, G_TYPE_STRING);
  canvas_add_signal ("hint", 1, G_TYPE_STRING);
  canvas_add_signal ("typed", 1, G_TYPE_STRING);
  canvas_add_signal ("zoomed", 0, 0);
  canvas_add_signal ("unfold", 0, 0);
  canvas_add_signal ("previewed", 2, G_TYPE_UINT64);
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

  self->blocks = g_ptr_array_new ();
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  hg_canvas_init_drop (self);
  hg_canvas_init_drag (self);
  hg_canvas_init_keys (self);
  hg_canvas_init_menu (self);
  hg_canvas_init_pictures (self);
  hg_canvas_init_popovers (self);
  hg_canvas_init_zoom (self);
  hg_canvas_init_pan (self);
  hg_canvas_init_skip (self);
  hg_figure_style_watch (self, G_CALLBACK (canvas_style_changed_cb));
  g_signal_connect_object (manager, "notify::high-contrast", G_CALLBACK (canvas_style_changed_cb),
                           self, G_CONNECT_SWAPPED);
}

void
hg_canvas_set_workspace (HgCanvas *self, HgWorkspace *workspace)
{
  g_return_if_fail (self->workspace == NULL);
  self->workspace = g_object_ref (workspace);
  g_signal_connect_object (workspace, "changed", G_CALLBACK (canvas_workspace_changed_cb), self,
                           G_CONNECT_SWAPPED);
  for (GtkOrientation o = GTK_ORIENTATION_HORIZONTAL; o <= GTK_ORIENTATION_VERTICAL; o++)
    if (hg_canvas_get_adjustment (self, o) != NULL)
      g_signal_connect_object (hg_canvas_get_adjustment (self, o), "value-changed",
                               G_CALLBACK (canvas_scrolled_cb), self, G_CONNECT_SWAPPED);
  canvas_workspace_changed_cb (self, HG_CHANGED_ALL);
}

/* Says how many trained values there would be, when that has changed. */
static void
canvas_preview (HgCanvas *self)
{
  const HgSlot *slot = self->aim->open >= 0 && self->aim->slots != NULL
                         ? &self->aim->slots->slots[self->aim->open]
                         : NULL;
  guint64 before, after;

  if (self->items == NULL)
    return;
  before = self->items->n_encoder + self->items->n_decoder;
  after = slot != NULL ? slot->n_encoder + slot->n_decoder : before;
  if (after == self->previewed)
    return;
  self->previewed = after;
  g_signal_emit_by_name (self, "previewed", before, after);
}

void
hg_canvas_relayout (HgCanvas *self)
{
  int width, height;

  canvas_preview (self);
  hg_canvas_get_min_size (self, &width, &height);
  if (width == self->min_width && height == self->min_height)
    gtk_widget_queue_allocate (GTK_WIDGET (self));
  else
    gtk_widget_queue_resize (GTK_WIDGET (self));
}

GtkWidget *
hg_canvas_get_block (HgCanvas *self, guint id)
{
  int index = self->items != NULL ? hg_items_find (self->items, id) : -1;

  return index >= 0 ? self->blocks->pdata[index] : NULL;
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
