/* SPDX-License-Identifier: MIT */
/* How a box looks in each of its states; see the header. */
#include "ui/canvas/block-draw.h"

#define RADIUS       8.f
#define STRIP_RADIUS 5.f
#define HATCH        8.

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
    gtk_snapshot_append_outset_shadow (snapshot, &rounded, &(GdkRGBA) { 0, 0, 0, .1f }, 0, 1, 0, 3);
  gtk_snapshot_push_rounded_clip (snapshot, &rounded);
  gtk_snapshot_append_color (snapshot, fill, body);
  if (face->error)
    {
      cairo_t *cr = gtk_snapshot_append_cairo (snapshot, body);

      cairo_rectangle (cr, body->origin.x, body->origin.y, body->size.width, body->size.height);
      hatch (cr, body, line);
      cairo_destroy (cr);
    }
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_border (snapshot, &rounded, (float[4]) { width, width, width, width },
                              (GdkRGBA[4]) { *line, *line, *line, *line });
}

void
hg_block_draw_body (const HgBlockFace *face, GtkSnapshot *snapshot)
{
  const HgCanvasStyle *style = hg_canvas_style_get ();
  const HgRoleStyle *role = &style->roles[face->waiting ? HG_ROLE_NEUTRAL : face->role];
  const GdkRGBA *line = face->error                     ? &style->error
                        : face->hovered                 ? &role->colour
                        : face->role == HG_ROLE_NEUTRAL ? &style->paper_line
                                                        : &role->line;

  if (face->kind == HG_BOX_TAPER)
    draw_taper (face, role, line, snapshot);
  else if (face->kind == HG_BOX_TILE)
    draw_rounded (face, &style->paper, line, 6, snapshot);
  else
    draw_rounded (face, &role->fill, line, face->place.strip ? STRIP_RADIUS : RADIUS, snapshot);
}

/* A disc with strokes, at a corner of the body; (transfer full): what draws them. */
static cairo_t *
draw_disc (const HgBlockFace *face, GtkSnapshot *snapshot, double x, double side, GdkRGBA colour)
{
  const graphene_rect_t *body = &face->place.body;
  double y = body->origin.y + (body->size.height - side) / 2 + 2;
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (x - 8, y - 8, 16, 16);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &bounds);

  gdk_cairo_set_source_rgba (cr, &colour);
  cairo_arc (cr, x, y, 8, 0, 2 * G_PI);
  cairo_fill (cr);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_set_line_width (cr, 2);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_translate (cr, x, y);
  return cr;
}

/* An exclamation mark. */
static void
draw_badge (const HgBlockFace *face, GtkSnapshot *snapshot)
{
  const HgCanvasStyle *style = hg_canvas_style_get ();
  const graphene_rect_t *body = &face->place.body;
  cairo_t *cr = draw_disc (face, snapshot, body->origin.x + body->size.width - 2, face->place.right,
                           face->error ? style->error : style->roles[HG_ROLE_CODE].colour);

  cairo_move_to (cr, 0, -4);
  cairo_line_to (cr, 0, .5);
  cairo_move_to (cr, 0, 4);
  cairo_line_to (cr, 0, 4);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

/* Not equal: runs that are compared differ here. */
static void
draw_difference (const HgBlockFace *face, GtkSnapshot *snapshot)
{
  cairo_t *cr = draw_disc (face, snapshot, face->place.body.origin.x + 2, face->place.left,
                           hg_canvas_style_get ()->accent);

  cairo_set_line_width (cr, 1.5);
  for (int i = -1; i <= 1; i += 2)
    {
      cairo_move_to (cr, -4, 1.8 * i);
      cairo_line_to (cr, 4, 1.8 * i);
    }
  cairo_move_to (cr, -2, 5);
  cairo_line_to (cr, 2, -5);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

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
      cairo_arc (cr, rect.origin.x + rect.size.width - 9, rect.origin.y + 9, 9, -G_PI_2, 0);
      cairo_arc (cr, rect.origin.x + rect.size.width - 9, rect.origin.y + rect.size.height - 9, 9,
                 0, G_PI_2);
      cairo_arc (cr, rect.origin.x + 9, rect.origin.y + rect.size.height - 9, 9, G_PI_2, G_PI);
      cairo_arc (cr, rect.origin.x + 9, rect.origin.y + 9, 9, G_PI, 1.5 * G_PI);
      cairo_close_path (cr);
      gdk_cairo_set_source_rgba (cr, &style->accent);
      cairo_set_line_width (cr, 2);
      if (face->focused)
        cairo_set_dash (cr, (double[]) { 4, 3 }, 2, 0);
      cairo_stroke (cr);
      cairo_destroy (cr);
    }
  if (face->error || face->warning)
    draw_badge (face, snapshot);
  if (face->differs)
    draw_difference (face, snapshot);
}
