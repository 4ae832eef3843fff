/* SPDX-License-Identifier: MIT */
/* How a box looks in each of its states; see the header. */
#include "ui/canvas/block-draw.h"

#include <math.h>

#define RADIUS       8.f
#define STRIP_RADIUS 5.f
#define HATCH        8.

static PangoLayout *
create_layout (GtkWidget *widget, const char *text, float size, gboolean bold)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (widget, text);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (
      attributes, pango_attr_size_new ((int) (size * .75f * PANGO_SCALE)));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum"));
  if (bold)
    pango_attr_list_insert (attributes,
                            pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (layout, attributes);
  return layout;
}

/**
 * hg_block_draw_text:
 * @size: in pixels at 96 dpi, before the desktop's text scaling
 * @within: the text is centred in it, and cut short to its width
 */
void
hg_block_draw_text (GtkSnapshot *snapshot,
                    GtkWidget *widget,
                    const char *text,
                    float size,
                    gboolean bold,
                    const GdkRGBA *colour,
                    const graphene_rect_t *within)
{
  g_autoptr (PangoLayout) layout = create_layout (widget, text, size, bold);
  int width, height;

  pango_layout_get_pixel_size (layout, &width, &height);
  if (width > within->size.width)
    {
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
      pango_layout_set_width (layout, (int) (within->size.width * PANGO_SCALE));
      pango_layout_get_pixel_size (layout, &width, &height);
    }
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
      snapshot,
      &GRAPHENE_POINT_INIT (
          roundf (within->origin.x + (within->size.width - width) / 2),
          roundf (within->origin.y + (within->size.height - height) / 2)));
  gtk_snapshot_append_layout (snapshot, layout, colour);
  gtk_snapshot_restore (snapshot);
}

static void
trace_taper (cairo_t *cr, const HgBlockFace *face)
{
  const graphene_rect_t *body = &face->place.body;
  double x0 = body->origin.x + .5, x1 = body->origin.x + body->size.width - .5;
  double axis = body->origin.y + body->size.height / 2;

  cairo_move_to (cr, x0, axis - face->place.left / 2 + .5);
  cairo_line_to (cr, x1, axis - face->place.right / 2 + .5);
  cairo_line_to (cr, x1, axis + face->place.right / 2 - .5);
  cairo_line_to (cr, x0, axis + face->place.left / 2 - .5);
  cairo_close_path (cr);
}

static void
hatch (cairo_t *cr, const graphene_rect_t *body, const GdkRGBA *colour)
{
  double x = body->origin.x, y = body->origin.y, h = body->size.height;

  cairo_save (cr);
  cairo_clip (cr);
  for (double d = -h; d < body->size.width; d += HATCH)
    {
      cairo_move_to (cr, x + d, y + h);
      cairo_line_to (cr, x + d + h, y);
    }
  cairo_set_source_rgba (cr, colour->red, colour->green, colour->blue, .28);
  cairo_set_line_width (cr, 1.5);
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
draw_taper (const HgBlockFace *face,
            const HgRoleStyle *role,
            const GdkRGBA *line,
            GtkSnapshot *snapshot)
{
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &face->place.body);
  GdkRGBA fill = role->line;

  fill.alpha = .32f;
  trace_taper (cr, face);
  gdk_cairo_set_source_rgba (cr, face->waiting ? &role->fill : &fill);
  cairo_fill_preserve (cr);
  if (face->error)
    {
      hatch (cr, &face->place.body, line);
      trace_taper (cr, face);
    }
  gdk_cairo_set_source_rgba (cr, line);
  cairo_set_line_width (cr, face->error ? 1.5 : 1);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

static void
draw_rounded (const HgBlockFace *face,
              const GdkRGBA *fill,
              const GdkRGBA *line,
              float radius,
              GtkSnapshot *snapshot)
{
  const graphene_rect_t *body = &face->place.body;
  float width = face->error ? 1.5f : 1.f;
  GskRoundedRect rounded;

  gsk_rounded_rect_init_from_rect (&rounded, body, radius);
  if (face->kind == HG_BOX_TILE)
    gtk_snapshot_append_outset_shadow (snapshot, &rounded,
                                       &(GdkRGBA){ 0, 0, 0, .1f }, 0, 1, 0, 3);
  gtk_snapshot_push_rounded_clip (snapshot, &rounded);
  gtk_snapshot_append_color (snapshot, fill, body);
  if (face->error)
    {
      cairo_t *cr = gtk_snapshot_append_cairo (snapshot, body);

      cairo_rectangle (cr, body->origin.x, body->origin.y, body->size.width,
                       body->size.height);
      hatch (cr, body, line);
      cairo_destroy (cr);
    }
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_border (snapshot, &rounded,
                              (float[4]){ width, width, width, width },
                              (GdkRGBA[4]){ *line, *line, *line, *line });
}

/**
 * hg_block_draw_body:
 *
 * The body without what is inside it.
 */
void
hg_block_draw_body (const HgBlockFace *face, GtkSnapshot *snapshot)
{
  const HgCanvasStyle *style = hg_canvas_style_get ();
  const HgRoleStyle *role
      = &style->roles[face->waiting ? HG_ROLE_NEUTRAL : face->role];
  const GdkRGBA *line = face->error                     ? &style->error
                        : face->hovered                 ? &role->colour
                        : face->role == HG_ROLE_NEUTRAL ? &style->paper_line
                                                        : &role->line;

  if (face->kind == HG_BOX_TAPER)
    draw_taper (face, role, line, snapshot);
  else if (face->kind == HG_BOX_TILE)
    draw_rounded (face, &style->paper, line, 6, snapshot);
  else
    draw_rounded (face, &role->fill, line,
                  face->place.labels ? RADIUS : STRIP_RADIUS, snapshot);
}

static void
draw_badge (const HgBlockFace *face, GtkSnapshot *snapshot)
{
  const HgCanvasStyle *style = hg_canvas_style_get ();
  const graphene_rect_t *body = &face->place.body;
  double x = body->origin.x + body->size.width - 2;
  double y = body->origin.y + (body->size.height - face->place.right) / 2 + 2;
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (x - 8, y - 8, 16, 16);
  GdkRGBA amber = style->roles[HG_ROLE_CODE].colour;
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &bounds);

  gdk_cairo_set_source_rgba (cr, face->error ? &style->error : &amber);
  cairo_arc (cr, x, y, 8, 0, 2 * G_PI);
  cairo_fill (cr);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_set_line_width (cr, 2);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_move_to (cr, x, y - 4);
  cairo_line_to (cr, x, y + .5);
  cairo_move_to (cr, x, y + 4);
  cairo_line_to (cr, x, y + 4);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

/**
 * hg_block_draw_outline:
 *
 * The outline of a selected or focused box, and the badge of one with a
 * problem.
 */
void
hg_block_draw_outline (const HgBlockFace *face, GtkSnapshot *snapshot)
{
  const HgCanvasStyle *style = hg_canvas_style_get ();
  graphene_rect_t rect = face->place.body;

  if (face->selected || face->focused)
    {
      cairo_t *cr;

      graphene_rect_inset (&rect, -4, -4);
      cr = gtk_snapshot_append_cairo (snapshot, &rect);
      graphene_rect_inset (&rect, 1, 1);
      cairo_new_sub_path (cr);
      cairo_arc (cr, rect.origin.x + rect.size.width - 9, rect.origin.y + 9, 9,
                 -G_PI_2, 0);
      cairo_arc (cr, rect.origin.x + rect.size.width - 9,
                 rect.origin.y + rect.size.height - 9, 9, 0, G_PI_2);
      cairo_arc (cr, rect.origin.x + 9, rect.origin.y + rect.size.height - 9, 9,
                 G_PI_2, G_PI);
      cairo_arc (cr, rect.origin.x + 9, rect.origin.y + 9, 9, G_PI, 1.5 * G_PI);
      cairo_close_path (cr);
      gdk_cairo_set_source_rgba (cr, &style->accent);
      cairo_set_line_width (cr, 2);
      if (face->focused)
        cairo_set_dash (cr, (double[]){ 4, 3 }, 2, 0);
      cairo_stroke (cr);
      cairo_destroy (cr);
    }
  if (face->error || face->warning)
    draw_badge (face, snapshot);
}

/* A taper is too narrow for its name: both lines stand upright in it. */
static void
draw_upright (const HgBlockFace *face, GtkWidget *widget, GtkSnapshot *snapshot)
{
  const HgCanvasStyle *style = hg_canvas_style_get ();
  const graphene_rect_t *body = &face->place.body;
  const GdkRGBA *colour = face->waiting    ? &style->dim
                          : face->selected ? &style->accent_text
                                           : &style->roles[face->role].text;
  float length = MAX (MAX (face->place.left, face->place.right), 90);
  float axis = body->origin.y + body->size.height / 2;

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
      snapshot,
      &GRAPHENE_POINT_INIT (body->origin.x + body->size.width / 2, axis));
  gtk_snapshot_rotate (snapshot, -90);
  hg_block_draw_text (snapshot, widget, face->title, 10.5f, TRUE, colour,
                      &GRAPHENE_RECT_INIT (-length / 2, -14, length, 14));
  hg_block_draw_text (snapshot, widget, face->shape, 10, FALSE, colour,
                      &GRAPHENE_RECT_INIT (-length / 2, 0, length, 13));
  gtk_snapshot_restore (snapshot);
}

/* Where it is crowded, the count of parameters goes first. */
static gboolean
has_room_for_note (const HgBlockFace *face, GtkWidget *widget)
{
  g_autoptr (PangoLayout) layout = NULL;
  int width;

  if (face->note == NULL)
    return FALSE;
  layout = create_layout (widget, face->note, 10.5f, FALSE);
  pango_layout_get_pixel_size (layout, &width, NULL);
  return width <= face->width - 2;
}

/**
 * hg_block_draw_labels:
 * @widget: for its font
 */
void
hg_block_draw_labels (const HgBlockFace *face,
                      GtkWidget *widget,
                      GtkSnapshot *snapshot)
{
  const HgCanvasStyle *style = hg_canvas_style_get ();
  const graphene_rect_t *body = &face->place.body;
  float axis = body->origin.y + body->size.height / 2;
  float top = axis - MAX (face->place.left, face->place.right) / 2;
  float bottom = axis + MAX (face->place.left, face->place.right) / 2;
  const GdkRGBA *colour = &style->text;

  if (!face->place.labels)
    return;
  if (face->kind == HG_BOX_TAPER)
    {
      draw_upright (face, widget, snapshot);
      return;
    }
  if (face->selected)
    colour = &style->accent_text;
  else if (face->role == HG_ROLE_CODE)
    colour = &style->roles[HG_ROLE_CODE].text;
  hg_block_draw_text (snapshot, widget, face->title, 11.5f, TRUE, colour,
                      &GRAPHENE_RECT_INIT (0, top - 20, face->width, 16));
  if (face->place.shape_below)
    {
      hg_block_draw_text (snapshot, widget, face->shape, 11, FALSE,
                          &style->text,
                          &GRAPHENE_RECT_INIT (0, bottom + 4, face->width, 14));
      bottom += 14;
    }
  if (has_room_for_note (face, widget))
    hg_block_draw_text (snapshot, widget, face->note, 10.5f, FALSE, &style->dim,
                        &GRAPHENE_RECT_INIT (0, bottom + 4, face->width, 14));
}
