/* SPDX-License-Identifier: MIT */
/* The words on and around a box. How many of them follows the room: a name
 * that does not fit is shown without its dimensions ("UpSampling"), then cut
 * short; a shape gets smaller, and a second line; a count that does not fit is
 * left out, as half a number is worse than none. The tooltip has them all.
 */
#include "ui/canvas/block-draw.h"

#include <math.h>
#include <string.h>

#define NAME_SIZE   11.5f
#define SHAPE_SIZE  11.f
#define SHAPE_LEAST 10.f
#define NOTE_SIZE   10.5f
/* Below this width there is no room for two upright lines. */
#define TWO_LINES 22.f
/* Along less than that, a name cut short says nothing. */
#define LEAST_ROOM    40.f
#define LEFT_TO_RIGHT "\342\200\216"

static PangoLayout *
create_layout (GtkWidget *widget, const char *text, float size, gboolean bold)
{
  /* Numbers alone have no direction, and 28×16 would be turned about. */
  g_autofree char *marked = g_strconcat (g_ascii_isdigit (text[0]) ? LEFT_TO_RIGHT : "", text,
                                         NULL);
  PangoLayout *layout = gtk_widget_create_pango_layout (widget, marked);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_size_new ((int) (size * .75f * PANGO_SCALE)));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum"));
  if (bold)
    pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (layout, attributes);
  return layout;
}

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
    &GRAPHENE_POINT_INIT (roundf (within->origin.x + (within->size.width - width) / 2),
                          roundf (within->origin.y + (within->size.height - height) / 2)));
  gtk_snapshot_append_layout (snapshot, layout, colour);
  gtk_snapshot_restore (snapshot);
}

float
hg_block_measure_text (GtkWidget *widget, const char *text, float size, gboolean bold)
{
  g_autoptr (PangoLayout) layout = create_layout (widget, text, size, bold);
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  return width;
}

/* The longest form of a name that fits: (transfer full). */
static char *
shorten_name (GtkWidget *widget, const char *name, float size, float room)
{
  gsize length = strlen (name);

  if (length > 4 && (g_str_has_suffix (name, "2D") || g_str_has_suffix (name, "1D"))
      && hg_block_measure_text (widget, name, size, TRUE) > room)
    return g_strndup (name, length - 2);
  return g_strdup (name);
}

static const GdkRGBA *
choose_colour (const HgBlockFace *face, const GdkRGBA *usual)
{
  const HgCanvasStyle *style = hg_canvas_style_get ();

  if (face->waiting && face->kind == HG_BOX_TAPER)
    return &style->dim;
  return face->selected ? &style->accent_text : usual;
}

static float
find_height_at (const HgBlockFace *face, float offset)
{
  float width = face->place.body.size.width;
  float t = CLAMP (.5f + offset / MAX (width, 1), 0, 1);

  return face->place.left + (face->place.right - face->place.left) * t;
}

/* Room along an upright line, @offset pixels beside the middle of the body:
 * where the letters are nearest to the lower side. */
static float
find_upright_room (const HgBlockFace *face, float offset)
{
  float half = 5 * face->place.text;

  return MIN (find_height_at (face, offset - half), find_height_at (face, offset + half)) - 6;
}

static void
draw_upright_line (const HgBlockFace *face,
                   GtkWidget *widget,
                   const char *text,
                   float size,
                   gboolean bold,
                   float offset,
                   GtkSnapshot *snapshot)
{
  const GdkRGBA *usual = &hg_canvas_style_get ()->roles[face->role].text;
  float room = find_upright_room (face, offset), line = 14 * face->place.text;

  if (room < LEAST_ROOM && hg_block_measure_text (widget, text, size, bold) > room)
    return;
  hg_block_draw_text (snapshot, widget, text, size, bold, choose_colour (face, usual),
                      &GRAPHENE_RECT_INIT (-room / 2, offset - line / 2, room, line));
}

/* Too narrow for words side by side: they stand upright, the name and, where
 * there is room for a second line, the shape. */
static void
draw_upright (const HgBlockFace *face, GtkWidget *widget, GtkSnapshot *snapshot)
{
  const graphene_rect_t *body = &face->place.body;
  /* The name, which is longer, goes to the higher side. */
  float offset = (face->place.right > face->place.left ? -6 : 6) * face->place.text;
  gboolean two = body->size.width >= TWO_LINES * face->place.text
                 && hg_block_measure_text (widget, face->shape, 10, FALSE)
                      <= find_upright_room (face, offset);
  float room = find_upright_room (face, two ? -offset : 0);
  g_autofree char *name = shorten_name (widget, face->title, 10.5f, room);

  if (body->size.width < 13 * face->place.text)
    return;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (body->origin.x + body->size.width / 2,
                                                          body->origin.y + body->size.height / 2));
  gtk_snapshot_rotate (snapshot, -90);
  draw_upright_line (face, widget, name, 10.5f, TRUE, two ? -offset : 0, snapshot);
  if (two)
    draw_upright_line (face, widget, face->shape, 10, FALSE, offset, snapshot);
  gtk_snapshot_restore (snapshot);
}

static void
draw_name (const HgBlockFace *face, GtkWidget *widget, GtkSnapshot *snapshot)
{
  const HgCanvasStyle *style = hg_canvas_style_get ();
  const graphene_rect_t *body = &face->place.body;
  const GdkRGBA *usual = face->role == HG_ROLE_CODE ? &style->roles[HG_ROLE_CODE].text
                                                    : &style->text;
  float text = face->place.text;
  g_autofree char *name = shorten_name (widget, face->title, NAME_SIZE, face->width);

  hg_block_draw_text (snapshot, widget, name, NAME_SIZE, TRUE, choose_colour (face, usual),
                      &GRAPHENE_RECT_INIT (0, body->origin.y - 20 * text, face->width, 16 * text));
}

/* Draws a line below the body, and returns where the next one begins. */
static float
draw_below (const HgBlockFace *face,
            GtkWidget *widget,
            const char *words,
            float size,
            const GdkRGBA *colour,
            float y,
            GtkSnapshot *snapshot)
{
  float line = 14 * face->place.text;

  if (words == NULL || hg_block_measure_text (widget, words, size, FALSE) > face->width - 2)
    return y;
  hg_block_draw_text (snapshot, widget, words, size, FALSE, colour,
                      &GRAPHENE_RECT_INIT (0, y, face->width, line));
  return y + line;
}

static gboolean
fits_below (const HgBlockFace *face, GtkWidget *widget, float size)
{
  return hg_block_measure_text (widget, face->shape, size, FALSE) <= face->width - 2;
}

/* The shape is always shown: smaller, or on two lines, where it is long. */
static float
draw_shape (const HgBlockFace *face, GtkWidget *widget, float y, GtkSnapshot *snapshot)
{
  const GdkRGBA *colour = &hg_canvas_style_get ()->text;
  const char *split = g_strrstr (face->shape, "×");
  g_autofree char *first = NULL;

  if (fits_below (face, widget, SHAPE_SIZE))
    return draw_below (face, widget, face->shape, SHAPE_SIZE, colour, y, snapshot);
  if (fits_below (face, widget, SHAPE_LEAST) || split == NULL)
    return draw_below (face, widget, face->shape, SHAPE_LEAST, colour, y, snapshot);
  first = g_strndup (face->shape, split - face->shape);
  y = draw_below (face, widget, first, SHAPE_LEAST, colour, y, snapshot);
  return draw_below (face, widget, split, SHAPE_LEAST, colour, y, snapshot);
}

void
hg_block_draw_labels (const HgBlockFace *face, GtkWidget *widget, GtkSnapshot *snapshot)
{
  const HgCanvasStyle *style = hg_canvas_style_get ();
  const graphene_rect_t *body = &face->place.body;
  float bottom = body->origin.y + body->size.height, y = bottom + 4;

  if (face->place.detail == HG_DETAIL_BARE)
    return;
  if (face->kind == HG_BOX_TAPER
      || (face->place.detail == HG_DETAIL_NAMES && face->kind != HG_BOX_TILE))
    {
      draw_upright (face, widget, snapshot);
      return;
    }
  if (face->place.detail == HG_DETAIL_NAMES)
    return;
  draw_name (face, widget, snapshot);
  if (face->place.shape_below)
    y = draw_shape (face, widget, y, snapshot);
  /* Two lines are all there is room for. */
  if (y < bottom + 4 + 2 * 14 * face->place.text)
    y = draw_below (face, widget, face->note, NOTE_SIZE, &style->dim, y, snapshot);
  if (face->place.detail == HG_DETAIL_MORE)
    draw_below (face, widget, face->settings, NOTE_SIZE, &style->dim, y, snapshot);
}
