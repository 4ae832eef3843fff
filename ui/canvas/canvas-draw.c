/* SPDX-License-Identifier: MIT */
/* What the canvas draws itself. The backdrop (ribbon, wires, brackets) is kept
 * as a node until the layout changes; the slots and the ghost of a dragged
 * layer lie above the boxes and are drawn while a drag is on.
 */
#include "ui/canvas/canvas-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "ui/canvas/block-draw.h"
#include "ui/canvas/canvas-style.h"
#include "ui/format.h"

#include <string.h>

#define GHOST_WIDTH 92.f
#define RING        3.5

static float
left_of (const HgBox *box)
{
  return box->rect.origin.x;
}

static float
right_of (const HgBox *box)
{
  return box->rect.origin.x + box->rect.size.width;
}

static void
curve (cairo_t *cr, double x0, double y0, double x1, double y1)
{
  double middle = (x0 + x1) / 2;

  cairo_curve_to (cr, middle, y0, middle, y1, x1, y1);
}

/* Box number i from the left. */
static const HgBox *
get_box (const HgLayout *layout, guint i)
{
  return &layout->boxes[layout->mirrored ? layout->n_boxes - 1 - i : i];
}

static void
trace_ribbon (cairo_t *cr, const HgLayout *layout)
{
  const HgBox *first = get_box (layout, 0);
  const HgBox *last = get_box (layout, layout->n_boxes - 1);
  double axis = layout->axis;

  cairo_move_to (cr, left_of (first), axis - first->left / 2);
  for (guint i = 0; i < layout->n_boxes; i++)
    {
      const HgBox *box = get_box (layout, i);
      double x = right_of (box), y = axis - box->right / 2;

      cairo_line_to (cr, x, y);
      if (box != last)
        curve (cr, x, y, left_of (get_box (layout, i + 1)),
               axis - get_box (layout, i + 1)->left / 2);
    }
  cairo_line_to (cr, right_of (last), axis + last->right / 2);
  for (guint i = layout->n_boxes; i-- > 0;)
    {
      const HgBox *box = get_box (layout, i);
      double x = left_of (box), y = axis + box->left / 2;

      cairo_line_to (cr, x, y);
      if (box != first)
        curve (cr, x, y, right_of (get_box (layout, i - 1)),
               axis + get_box (layout, i - 1)->right / 2);
    }
  cairo_close_path (cr);
}

static double
middle_of (const HgBox *box)
{
  return (left_of (box) + right_of (box)) / 2;
}

/* The colour under box number i from the left is its role's; a tile has its neighbour's. */
static HgRole
get_ribbon_role (HgCanvas *self, guint i)
{
  guint n = self->layout->n_boxes, index = self->layout->mirrored ? n - 1 - i : i;
  HgRole role = self->items->items[index].role;

  if (role == HG_ROLE_NEUTRAL)
    return index == 0 ? HG_ROLE_ENCODER : HG_ROLE_DECODER;
  return role;
}

/* The part of the ribbon between two places, in the colours of roles at its ends. One
 * colour is much faster than a gradient. */
static void
fill_ribbon (HgCanvas *self, cairo_t *cr, double x0, double x1, HgRole first, HgRole last)
{
  const HgCanvasStyle *style = hg_canvas_style_get ();
  const HgRole roles[] = { first, last };
  cairo_pattern_t *pattern = cairo_pattern_create_linear (x0, 0, x1, 0);

  cairo_save (cr);
  cairo_rectangle (cr, x0, 0, x1 - x0, gtk_widget_get_height (GTK_WIDGET (self)));
  cairo_clip (cr);
  for (guint i = 0; i < 2; i++)
    {
      const GdkRGBA *colour = &style->roles[roles[i]].colour;
      double alpha = style->dark ? .13 : .08;

      cairo_pattern_add_color_stop_rgba (pattern, i, colour->red, colour->green, colour->blue,
                                         alpha);
      cairo_set_source_rgba (cr, colour->red, colour->green, colour->blue, alpha);
    }
  if (first != last)
    cairo_set_source (cr, pattern);
  trace_ribbon (cr, self->layout);
  cairo_fill (cr);
  cairo_restore (cr);
  cairo_pattern_destroy (pattern);
}

/* Between boxes of two roles the colour of one flows over into the other's. */
static void
draw_ribbon (HgCanvas *self, cairo_t *cr)
{
  const HgLayout *layout = self->layout;
  guint n = layout->n_boxes;
  double from = 0;

  if (hg_canvas_style_get ()->high_contrast)
    return;
  for (guint i = 0; i + 1 < n; i++)
    {
      HgRole role = get_ribbon_role (self, i), next = get_ribbon_role (self, i + 1);
      double x0 = round (middle_of (get_box (layout, i)));
      double x1 = round (middle_of (get_box (layout, i + 1)));

      if (role == next)
        continue;
      fill_ribbon (self, cr, from, x0, role, role);
      fill_ribbon (self, cr, x0, x1, role, next);
      from = x1;
    }
  fill_ribbon (self, cr, from, gtk_widget_get_width (GTK_WIDGET (self)),
               get_ribbon_role (self, n - 1), get_ribbon_role (self, n - 1));
}

static void
draw_wires (HgCanvas *self, cairo_t *cr)
{
  const HgCanvasStyle *style = hg_canvas_style_get ();
  double y = self->layout->axis;

  cairo_set_line_width (cr, 1.5);
  for (guint i = 0; i + 1 < self->layout->n_boxes; i++)
    {
      graphene_rect_t rect;
      gboolean broken = self->items->items[i + 1].error
                        || (i + 2 == self->layout->n_boxes && self->items->items[i].error);

      /* Carets point into an open connector instead. */
      if ((int) i == self->aim->open || hg_items_is_blank (self->items))
        continue;
      gdk_cairo_set_source_rgba (cr, broken ? &style->error : &style->wire);
      cairo_set_dash (cr, (double[]) { 4, 3 }, broken ? 2 : 0, 0);
      rect = hg_layout_get_connector (self->layout, i);
      cairo_move_to (cr, rect.origin.x, y);
      cairo_line_to (cr, rect.origin.x + rect.size.width, y);
      cairo_stroke (cr);
    }
}

static void
draw_pill (HgCanvas *self, guint connector, GtkSnapshot *snapshot)
{
  const HgCanvasStyle *style = hg_canvas_style_get ();
  graphene_rect_t rect = hg_layout_get_connector (self->layout, connector);
  const AeShape *shape = &self->items->items[connector].shape;
  g_autofree char *words = hg_format_shape (shape);
  float height = 18 * self->layout->text;
  float width = hg_block_measure_text (GTK_WIDGET (self), words, HG_PILL_SIZE, FALSE)
                + HG_PILL_MARGIN;
  GskRoundedRect rounded;

  rect = GRAPHENE_RECT_INIT ((int) (rect.origin.x + (rect.size.width - width) / 2),
                             (int) (self->layout->axis - height / 2), width, height);
  gsk_rounded_rect_init_from_rect (&rounded, &rect, height / 2);
  gtk_snapshot_push_rounded_clip (snapshot, &rounded);
  gtk_snapshot_append_color (snapshot, &style->paper, &rect);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_border (snapshot, &rounded, (float[4]) { 1, 1, 1, 1 },
                              (GdkRGBA[4]) { style->paper_line, style->paper_line,
                                             style->paper_line, style->paper_line });
  hg_block_draw_text (snapshot, GTK_WIDGET (self), words, HG_PILL_SIZE, FALSE, &style->text, &rect);
}

static gboolean
find_span (HgCanvas *self, HgRole role, float *x0, float *x1)
{
  gboolean found = FALSE;

  for (guint i = 0; i < self->items->n_items; i++)
    if (self->items->items[i].role == role)
      {
        float left = left_of (&self->layout->boxes[i]);
        float right = right_of (&self->layout->boxes[i]);

        *x0 = found ? MIN (*x0, left) : left;
        *x1 = found ? MAX (*x1, right) : right;
        found = TRUE;
      }
  return found;
}

static void
trace_bracket (cairo_t *cr, float x0, float x1, float y)
{
  float middle = (x0 + x1) / 2;

  cairo_move_to (cr, x0 + .75, y);
  cairo_line_to (cr, x0 + .75, y + 5);
  cairo_line_to (cr, x1 - .75, y + 5);
  cairo_line_to (cr, x1 - .75, y);
  cairo_move_to (cr, middle, y + 5);
  cairo_line_to (cr, middle, y + 9);
}

static char *
describe_half (const char *name, gsize before, gsize after)
{
  g_autofree char *from = hg_format_count (before);
  g_autofree char *to = hg_format_count (after);

  if (before == after)
    return g_strdup_printf (ngettext ("%s  %s parameter", "%s  %s parameters", before), name, from);
  return g_strdup_printf (ngettext ("%s  %s → %s parameter", "%s  %s → %s parameters", after), name,
                          from, to);
}

static char *
describe_role (HgCanvas *self, HgRole role)
{
  const HgSlot *slot = self->aim->open >= 0 ? &self->aim->slots->slots[self->aim->open] : NULL;
  g_autofree char *size = hg_format_count (ae_shape_size (&self->items->code_shape));

  if (role == HG_ROLE_CODE)
    return g_strdup_printf (_ ("Code (%s)"), size);
  if (role == HG_ROLE_ENCODER)
    return describe_half (_ ("Encoder"), self->items->n_encoder,
                          slot != NULL ? slot->n_encoder : self->items->n_encoder);
  return describe_half (_ ("Decoder"), self->items->n_decoder,
                        slot != NULL ? slot->n_decoder : self->items->n_decoder);
}

/* Words that fit between two places as near to the middle as may be: the count
 * is left out first. */
static void
draw_bracket_words (HgCanvas *self,
                    HgRole role,
                    float middle,
                    float left,
                    float right,
                    GtkSnapshot *snapshot)
{
  const GdkRGBA *colour = &hg_canvas_style_get ()->roles[role].text;
  GtkWidget *widget = GTK_WIDGET (self);
  g_autofree char *words = describe_role (self, role);
  gboolean bold = role == HG_ROLE_CODE;
  float text = self->layout->text, y = self->layout->bracket + 11;
  float width = hg_block_measure_text (widget, words, 12, bold) + 2;

  if (width > right - left)
    {
      *strstr (words, role == HG_ROLE_CODE ? " " : "  ") = '\0';
      width = MIN (hg_block_measure_text (widget, words, 12, bold) + 2, right - left);
    }
  if (width < 24)
    return;
  hg_block_draw_text (snapshot, widget, words, 12, bold, colour,
                      &GRAPHENE_RECT_INIT (CLAMP (middle - width / 2, left, right - width), y,
                                           width, 18 * text));
}

static void
draw_brackets (HgCanvas *self, cairo_t *cr, GtkSnapshot *snapshot)
{
  float y = self->layout->bracket, half = 44 * self->layout->text;
  float width = gtk_widget_get_width (GTK_WIDGET (self));
  float before = width / 2, after = width / 2;

  cairo_set_line_width (cr, 1.5);
  cairo_set_dash (cr, NULL, 0, 0);
  for (guint i = 0; i < 3; i++)
    {
      static const HgRole order[] = { HG_ROLE_CODE, HG_ROLE_ENCODER, HG_ROLE_DECODER };
      HgRole role = order[i];
      gboolean left = (role == HG_ROLE_ENCODER) != self->layout->mirrored;
      float x0 = 0, x1 = 0, middle;

      if (!find_span (self, role, &x0, &x1))
        continue;
      middle = (x0 + x1) / 2;
      gdk_cairo_set_source_rgba (cr, &hg_canvas_style_get ()->roles[role].colour);
      trace_bracket (cr, x0, x1, y);
      cairo_stroke (cr);
      if (role == HG_ROLE_CODE)
        {
          before = middle - half;
          after = middle + half;
          draw_bracket_words (self, role, middle, before, after, snapshot);
        }
      else if (left)
        draw_bracket_words (self, role, middle, 4, MAX (before - 4, 4), snapshot);
      else
        draw_bracket_words (self, role, middle, after + 4, width - 4, snapshot);
    }
}

/* A dashed body with room for a layer in the middle of a gap. */
static graphene_rect_t
place_ghost (const graphene_rect_t *gap, float axis, float height)
{
  float width = MIN (GHOST_WIDTH, gap->size.width - 12);

  return GRAPHENE_RECT_INIT (gap->origin.x + (gap->size.width - width) / 2, axis - height / 2,
                             width, height);
}

static void
draw_ghost_body (const graphene_rect_t *ghost, cairo_t *cr)
{
  const GdkRGBA *accent = &hg_canvas_style_get ()->accent;
  double x = ghost->origin.x, y = ghost->origin.y;
  double w = ghost->size.width, h = ghost->size.height;

  cairo_new_sub_path (cr);
  cairo_arc (cr, x + w - 8, y + 8, 8, -G_PI_2, 0);
  cairo_arc (cr, x + w - 8, y + h - 8, 8, 0, G_PI_2);
  cairo_arc (cr, x + 8, y + h - 8, 8, G_PI_2, G_PI);
  cairo_arc (cr, x + 8, y + 8, 8, G_PI, 1.5 * G_PI);
  cairo_close_path (cr);
  cairo_set_source_rgba (cr, accent->red, accent->green, accent->blue, .14);
  cairo_fill_preserve (cr);
  gdk_cairo_set_source_rgba (cr, accent);
  cairo_set_line_width (cr, 1.5);
  cairo_set_dash (cr, (double[]) { 5, 3 }, 2, 0);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}

/* Between input and output of a blank model, what to do. */
static void
draw_blank (HgCanvas *self, cairo_t *cr, GtkSnapshot *snapshot)
{
  const HgCanvasStyle *style = hg_canvas_style_get ();
  const HgLayout *layout = self->layout;
  graphene_rect_t gap = hg_layout_get_connector (layout, 0);
  graphene_rect_t slot = place_ghost (&gap, layout->axis, .6f * layout->h_max);
  graphene_rect_t words = GRAPHENE_RECT_INIT (slot.origin.x + slot.size.width / 2
                                                - 160 * layout->text,
                                              slot.origin.y + slot.size.height + 8,
                                              320 * layout->text, 18 * layout->text);

  draw_ghost_body (&slot, cr);
  if (layout->strip)
    return;
  hg_block_draw_text (snapshot, GTK_WIDGET (self), _ ("Drag a layer here"), 13, TRUE, &style->text,
                      &words);
  words.origin.y += words.size.height;
  hg_block_draw_text (snapshot, GTK_WIDGET (self), _ ("Enter inserts a Dense layer"), 12, FALSE,
                      &style->dim, &words);
}

void
hg_canvas_draw_backdrop (HgCanvas *self, GtkSnapshot *snapshot)
{
  GtkWidget *widget = GTK_WIDGET (self);
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (widget),
                                               gtk_widget_get_height (widget));
  cairo_t *cr;

  if (self->layout->n_boxes < 2)
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  draw_ribbon (self, cr);
  draw_wires (self, cr);
  hg_canvas_draw_arcs (self, cr);
  if (!self->layout->strip)
    draw_brackets (self, cr, snapshot);
  if (hg_items_is_blank (self->items) && self->aim->open < 0)
    draw_blank (self, cr, snapshot);
  cairo_destroy (cr);
  for (guint i = 0; i + 1 < self->layout->n_boxes; i++)
    if (hg_canvas_has_pill (self, i))
      draw_pill (self, i, snapshot);
}

static void
draw_rings (HgCanvas *self, cairo_t *cr)
{
  const HgCanvasStyle *style = hg_canvas_style_get ();

  for (guint i = 0; i < self->aim->slots->n_slots; i++)
    {
      graphene_rect_t rect = hg_layout_get_connector (self->layout, i);

      if (!self->aim->slots->legal[i] || (int) i == self->aim->open)
        continue;
      cairo_new_sub_path (cr);
      cairo_arc (cr, rect.origin.x + rect.size.width / 2, self->layout->axis, RING, 0, 2 * G_PI);
      gdk_cairo_set_source_rgba (cr, &style->paper);
      cairo_fill_preserve (cr);
      gdk_cairo_set_source_rgba (cr, &style->accent);
      cairo_set_line_width (cr, 1.8);
      cairo_stroke (cr);
    }
}

static void
draw_carets (HgCanvas *self, const graphene_rect_t *gap, const graphene_rect_t *ghost, cairo_t *cr)
{
  double y = self->layout->axis;
  double left = ghost->origin.x - 4, right = ghost->origin.x + ghost->size.width + 4;

  gdk_cairo_set_source_rgba (cr, &hg_canvas_style_get ()->accent);
  cairo_set_line_width (cr, 1.8);
  cairo_move_to (cr, gap->origin.x + 1, y);
  cairo_line_to (cr, left, y);
  cairo_move_to (cr, left - 4, y - 4);
  cairo_line_to (cr, left, y);
  cairo_line_to (cr, left - 4, y + 4);
  cairo_move_to (cr, gap->origin.x + gap->size.width - 1, y);
  cairo_line_to (cr, right, y);
  cairo_move_to (cr, right + 4, y - 4);
  cairo_line_to (cr, right, y);
  cairo_line_to (cr, right + 4, y + 4);
  cairo_stroke (cr);
}

/* What the drop would break, on a label that covers what it lies over. */
static void
draw_misfit (HgCanvas *self, const char *words, float middle, float y, GtkSnapshot *snapshot)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const HgCanvasStyle *style = hg_canvas_style_get ();
  float room = gtk_widget_get_width (widget);
  float width = MIN (hg_block_measure_text (widget, words, 11.5f, TRUE) + 20, room);
  graphene_rect_t rect = GRAPHENE_RECT_INIT (CLAMP (middle - width / 2, 0, room - width), y, width,
                                             24 * self->layout->text);
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline, &rect, 6);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, &style->paper, &rect);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_border (snapshot, &outline, (float[4]) { 1, 1, 1, 1 },
                              (GdkRGBA[4]) { style->error, style->error, style->error,
                                             style->error });
  graphene_rect_inset (&rect, 8, 0);
  hg_block_draw_text (snapshot, widget, words, 11.5f, TRUE, &style->error, &rect);
}

static void
draw_ghost_labels (HgCanvas *self, const graphene_rect_t *ghost, GtkSnapshot *snapshot)
{
  const HgSlot *slot = &self->aim->slots->slots[self->aim->open];
  const GdkRGBA *colour = &hg_canvas_style_get ()->accent_text;
  g_autofree char *shape = hg_format_shape (&slot->shape);
  g_autofree char *count = hg_format_count (slot->n_params);
  const char *title = self->aim->dragged.kind == HG_DRAGGED_CODE ? _ ("Code")
                      : slot->joins != NULL                      ? slot->joins->type
                                                                 : self->aim->dragged.layer->type;
  g_autofree char *note = slot->n_params > 0 ? g_strdup_printf (
                            self->aim->dragged.kind == HG_DRAGGED_MOVED
                              ? ngettext ("%s param", "%s params", slot->n_params)
                              : ngettext ("+%s param", "+%s params", slot->n_params),
                            count)
                                             : g_strdup ("");
  float bottom = ghost->origin.y + ghost->size.height;
  float x = ghost->origin.x - 12, width = ghost->size.width + 24;

  hg_block_draw_text (snapshot, GTK_WIDGET (self), title, 11.5f, TRUE, colour,
                      &GRAPHENE_RECT_INIT (x, ghost->origin.y - 20, width, 16));
  hg_block_draw_text (snapshot, GTK_WIDGET (self), shape, 11, TRUE, colour,
                      &GRAPHENE_RECT_INIT (x, bottom + 4, width, 14));
  hg_block_draw_text (snapshot, GTK_WIDGET (self), note, 10.5f, FALSE, colour,
                      &GRAPHENE_RECT_INIT (x, bottom + 18, width, 14));
  if (slot->misfit != NULL)
    draw_misfit (self, slot->misfit, x + width / 2, bottom + 36, snapshot);
}

void
hg_canvas_draw_slots (HgCanvas *self, GtkSnapshot *snapshot)
{
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (GTK_WIDGET (self)),
                                               gtk_widget_get_height (GTK_WIDGET (self)));
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &bounds);

  if (self->aim->over >= 0)
    {
      const graphene_rect_t *rect = &self->layout->boxes[self->aim->over].rect;

      draw_ghost_body (rect, cr);
      if (self->aim->misfit != NULL)
        draw_misfit (self, self->aim->misfit, rect->origin.x + rect->size.width / 2,
                     rect->origin.y + rect->size.height + 36, snapshot);
    }
  else
    draw_rings (self, cr);
  if (self->aim->open >= 0)
    {
      graphene_rect_t gap = hg_layout_get_connector (self->layout, self->aim->open), ghost;
      const HgSlot *slot = &self->aim->slots->slots[self->aim->open];
      float height = hg_layout_open_height (self->layout, self->items->specs,
                                            ae_shape_size (&slot->shape));

      ghost = place_ghost (&gap, self->layout->axis, height);
      if (ghost.size.width > 20)
        {
          draw_ghost_body (&ghost, cr);
          draw_carets (self, &gap, &ghost, cr);
          if (self->aim->opening > .7f)
            draw_ghost_labels (self, &ghost, snapshot);
        }
    }
  cairo_destroy (cr);
}
