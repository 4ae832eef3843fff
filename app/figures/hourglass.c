/* SPDX-License-Identifier: MIT */
#include "app/figures/hourglass.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "app/figures/text.h"
#include "app/number.h"

#define STEP_MAX 26.f
#define H_MAX    238.f
#define H_MIN    66.f
#define RADIUS   8
#define GAP      14
#define MARGIN   4

/* Above and below the boxes: names, shapes and counts, brackets; and skips over the names. */
#define NAMES    26
#define LABELS   40
#define BRACKETS 40
#define ARCS     34

static const double widths[] = { 84, 88, 36 };

typedef enum
{
  TILE,
  BLOCK,
  TAPER,
} Kind;

/* @column: the room that the box and its words take, from @x on; @source: of a skip, the box
 * it comes from, -1 for none. */
typedef struct
{
  Kind kind;
  WbRole role;
  gsize size;
  guint n_params;
  int source;
  char *title;
  char *shape;
  char *note;
  double x;
  double column;
  double left;
  double right;
} Box;

struct _WbHourglass
{
  const WbStyle *style;
  GArray *boxes; /* of Box */
  gboolean skips;
  double width;
  double height;
};

float
wb_hourglass_height (gsize size, gsize n_min, gsize n_max, float h_min, float h_max)
{
  float range = log2f ((float) n_max / (float) n_min);
  float step = STEP_MAX;

  if (size <= n_min)
    return h_min;
  if (range * step > h_max - h_min)
    step = (h_max - h_min) / range;
  return h_min + step * log2f ((float) size / (float) n_min);
}

gboolean
wb_hourglass_is_taper (const AeLayerClass *klass)
{
  return klass->params == NULL && klass->activation == NULL
         && (klass->flags & (AE_LAYER_RANDOM | AE_LAYER_JOINS | AE_LAYER_INPUT)) == 0;
}

static Box *
get_box (const WbHourglass *self, guint index)
{
  return &g_array_index (self->boxes, Box, index);
}

static char *
describe_shape (const AeShape *shape)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < shape->rank; i++)
    g_string_append_printf (text, "%s%u", i > 0 ? "×" : "", shape->dims[i]);
  return g_string_free (text, FALSE);
}

static Box *
append_box (WbHourglass *self, Kind kind, WbRole role, const char *title, const AeShape *shape)
{
  Box box = { .kind = kind,
              .role = role,
              .size = ae_shape_size (shape),
              .source = -1,
              .title = g_strdup (title),
              .shape = describe_shape (shape) };

  g_array_append_val (self->boxes, box);
  return get_box (self, self->boxes->len - 1);
}

static void
append_layer (WbHourglass *self,
              const AeModel *model,
              guint index,
              guint first,
              guint code,
              const AeShape *shapes)
{
  const AeLayer *layer = ae_model_get_layer (model, index);
  WbRole role = index == code ? WB_ROLE_CODE : index > code ? WB_ROLE_DECODER : WB_ROLE_ENCODER;
  Kind kind = wb_hourglass_is_taper (layer->klass) ? TAPER : BLOCK;
  Box *box = append_box (self, kind, role, layer->klass->type, &shapes[index]);
  gsize n = ae_model_count_params (model, index, shapes);
  char count[WB_NUMBER_SIZE];
  int source = ae_model_get_source (model, index);

  if (n > 0)
    {
      wb_number_format (count, (double) n, 0);
      box->note = g_strdup_printf (ngettext ("%s param", "%s params", n), count);
    }
  box->n_params = (guint) n;
  if (source >= (int) first - 1)
    {
      box->source = source - (int) first + 1;
      self->skips = TRUE;
    }
}

/* Words decide how wide a column is, where the box is narrower. */
static void
place_boxes (WbHourglass *self)
{
  cairo_surface_t *surface = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, NULL);
  cairo_t *cr = cairo_create (surface);
  double x = MARGIN;
  WbText text;

  wb_text_init (&text, cr, self->style);
  for (guint i = 0; i < self->boxes->len; i++)
    {
      Box *box = get_box (self, i);

      wb_text_set_font (&text, WB_TEXT_CAPTION, TRUE);
      box->column = MAX (widths[box->kind], wb_text_width (&text, box->title));
      wb_text_set_font (&text, WB_TEXT_TICK, FALSE);
      box->column = MAX (box->column, wb_text_width (&text, box->shape));
      if (box->note != NULL)
        box->column = MAX (box->column, wb_text_width (&text, box->note));
      box->column = ceil (box->column);
      box->x = x;
      x += box->column + GAP;
    }
  wb_text_clear (&text);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  self->width = x - GAP + MARGIN;
  self->height = (self->skips ? ARCS : 0) + NAMES + H_MAX + LABELS + BRACKETS;
}

static void
measure_heights (WbHourglass *self)
{
  gsize n_min = G_MAXSIZE, n_max = 1;

  for (guint i = 0; i < self->boxes->len; i++)
    {
      n_min = MIN (n_min, get_box (self, i)->size);
      n_max = MAX (n_max, get_box (self, i)->size);
    }
  for (guint i = 0; i < self->boxes->len; i++)
    {
      Box *box = get_box (self, i);

      box->right = wb_hourglass_height (box->size, n_min, n_max, H_MIN, H_MAX);
      box->left = box->kind == TAPER && i > 0 ? get_box (self, i - 1)->right : box->right;
    }
}

WbHourglass *
wb_hourglass_new (const AeModel *model,
                  guint first,
                  guint n_layers,
                  const AeShape *output,
                  const WbStyle *style)
{
  WbHourglass *self = g_new0 (WbHourglass, 1);
  g_autofree AeShape *shapes = g_new0 (AeShape, ae_model_get_n_layers (model));
  guint code;

  ae_model_infer (model, shapes, NULL, NULL);
  code = ae_model_get_code (model, shapes);
  self->style = style;
  self->boxes = g_array_new (FALSE, TRUE, sizeof (Box));
  append_box (self, TILE, WB_ROLE_NEUTRAL, first > code ? _ ("Code") : _ ("Input"),
              &shapes[first - 1]);
  for (guint i = first; i < first + n_layers; i++)
    append_layer (self, model, i, first, code, shapes);
  append_box (self, TILE, WB_ROLE_NEUTRAL, first + n_layers <= code + 1 ? _ ("Code") : _ ("Output"),
              output);
  measure_heights (self);
  place_boxes (self);
  return self;
}

void
wb_hourglass_free (WbHourglass *self)
{
  for (guint i = 0; i < self->boxes->len; i++)
    {
      g_free (get_box (self, i)->title);
      g_free (get_box (self, i)->shape);
      g_free (get_box (self, i)->note);
    }
  g_array_unref (self->boxes);
  g_free (self);
}

void
wb_hourglass_get_size (const WbHourglass *self, double *width, double *height)
{
  *width = self->width;
  *height = self->height;
}

static double
left_of (const Box *box)
{
  return box->x + (box->column - widths[box->kind]) / 2;
}

static double
right_of (const Box *box)
{
  return left_of (box) + widths[box->kind];
}

static double
middle_of (const Box *box)
{
  return box->x + box->column / 2;
}

static double
get_axis (const WbHourglass *self)
{
  return (self->skips ? ARCS : 0) + NAMES + H_MAX / 2;
}

static void
trace_ribbon (const WbHourglass *self, cairo_t *cr)
{
  double axis = get_axis (self);
  guint n = self->boxes->len;

  cairo_move_to (cr, left_of (get_box (self, 0)), axis - get_box (self, 0)->left / 2);
  for (guint i = 0; i < n; i++)
    {
      cairo_line_to (cr, left_of (get_box (self, i)), axis - get_box (self, i)->left / 2);
      cairo_line_to (cr, right_of (get_box (self, i)), axis - get_box (self, i)->right / 2);
    }
  for (guint i = n; i-- > 0;)
    {
      cairo_line_to (cr, right_of (get_box (self, i)), axis + get_box (self, i)->right / 2);
      cairo_line_to (cr, left_of (get_box (self, i)), axis + get_box (self, i)->left / 2);
    }
  cairo_close_path (cr);
}

/* The colour under each box is its role's; in between it flows over. */
static void
draw_ribbon (const WbHourglass *self, cairo_t *cr)
{
  guint last = self->boxes->len - 1;
  double x0 = left_of (get_box (self, 0)), x1 = right_of (get_box (self, last));
  cairo_pattern_t *pattern = cairo_pattern_create_linear (x0, 0, x1, 0);

  for (guint i = 0; i <= last; i++)
    {
      const Box *box = get_box (self, i);
      WbRole role = box->role != WB_ROLE_NEUTRAL ? box->role
                    : i == 0                     ? get_box (self, 1)->role
                                                 : get_box (self, last - 1)->role;
      WbColour colour = wb_role_colour (role);

      cairo_pattern_add_color_stop_rgba (pattern, (middle_of (box) - x0) / (x1 - x0), colour.red,
                                         colour.green, colour.blue, self->style->dark ? .13 : .08);
    }
  trace_ribbon (self, cr);
  cairo_set_source (cr, pattern);
  cairo_fill (cr);
  cairo_pattern_destroy (pattern);
}

static void
trace_body (const WbHourglass *self, const Box *box, cairo_t *cr)
{
  double axis = get_axis (self), x0 = left_of (box) + .5, x1 = right_of (box) - .5;
  double y0 = axis - box->left / 2 + .5, y1 = axis + box->left / 2 - .5;

  cairo_new_sub_path (cr);
  if (box->kind == TAPER)
    {
      cairo_move_to (cr, x0, y0);
      cairo_line_to (cr, x1, axis - box->right / 2 + .5);
      cairo_line_to (cr, x1, axis + box->right / 2 - .5);
      cairo_line_to (cr, x0, y1);
    }
  else
    {
      cairo_arc (cr, x1 - RADIUS, y0 + RADIUS, RADIUS, -G_PI_2, 0);
      cairo_arc (cr, x1 - RADIUS, y1 - RADIUS, RADIUS, 0, G_PI_2);
      cairo_arc (cr, x0 + RADIUS, y1 - RADIUS, RADIUS, G_PI_2, G_PI);
      cairo_arc (cr, x0 + RADIUS, y0 + RADIUS, RADIUS, G_PI, 1.5 * G_PI);
    }
  cairo_close_path (cr);
}

static void
draw_body (const WbHourglass *self, const Box *box, cairo_t *cr)
{
  WbColour role = wb_role_colour (box->role);
  WbColour fill = box->role == WB_ROLE_NEUTRAL ? self->style->tile
                                               : wb_role_fill (self->style, box->role);
  WbColour line = box->role == WB_ROLE_NEUTRAL
                    ? self->style->line
                    : wb_colour_mix (&self->style->card, &role, self->style->dark ? .62 : .55);

  if (box->kind == TAPER)
    fill = wb_colour_mix (&self->style->card, &line, .32);
  trace_body (self, box, cr);
  wb_colour_set (&fill, cr);
  cairo_fill_preserve (cr);
  wb_colour_set (&line, cr);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
}

static void
draw_wires (const WbHourglass *self, cairo_t *cr)
{
  wb_colour_set (&self->style->dim, cr);
  cairo_set_line_width (cr, 1.5);
  for (guint i = 0; i + 1 < self->boxes->len; i++)
    {
      cairo_move_to (cr, right_of (get_box (self, i)), get_axis (self));
      cairo_line_to (cr, left_of (get_box (self, i + 1)), get_axis (self));
      cairo_stroke (cr);
    }
}

static void
draw_labels (const WbHourglass *self, const Box *box, WbText *text)
{
  double axis = get_axis (self), half = MAX (box->left, box->right) / 2;
  WbColour colour = box->role == WB_ROLE_CODE ? wb_role_text (self->style, box->role)
                                              : self->style->text;

  wb_text_set_font (text, WB_TEXT_CAPTION, TRUE);
  wb_text_draw (text, box->title, middle_of (box), axis - half - 12, .5, &colour);
  wb_text_set_font (text, WB_TEXT_TICK, FALSE);
  wb_text_draw (text, box->shape, middle_of (box), axis + half + 13, .5, &self->style->text);
  if (box->note != NULL)
    wb_text_draw (text, box->note, middle_of (box), axis + half + 29, .5, &self->style->dim);
}

/* A dashed way over the boxes, from a layer to the one that joins its output. */
static void
draw_skip (const WbHourglass *self, guint index, cairo_t *cr)
{
  const Box *to = get_box (self, index), *from = get_box (self, (guint) to->source);
  double top = get_axis (self), bend = MIN (26, (middle_of (to) - middle_of (from)) / 2);
  double dashes[] = { 4, 3 }, y0 = top, y1 = top, crest = top;
  WbColour colour = wb_role_colour (to->role);

  for (guint i = (guint) to->source; i <= index; i++)
    crest = MIN (crest, top - MAX (get_box (self, i)->left, get_box (self, i)->right) / 2);
  crest -= NAMES + 14;
  y0 -= from->right / 2 + NAMES;
  y1 -= MAX (to->left, to->right) / 2 + NAMES;
  wb_colour_set (&colour, cr);
  cairo_set_line_width (cr, 1.5);
  cairo_move_to (cr, middle_of (from), y0);
  cairo_curve_to (cr, middle_of (from), crest, middle_of (from), crest, middle_of (from) + bend,
                  crest);
  cairo_line_to (cr, middle_of (to) - bend, crest);
  cairo_curve_to (cr, middle_of (to), crest, middle_of (to), crest, middle_of (to), y1);
  cairo_set_dash (cr, dashes, 2, 0);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
  cairo_move_to (cr, middle_of (to) - 4, y1 - 4);
  cairo_line_to (cr, middle_of (to), y1);
  cairo_line_to (cr, middle_of (to) + 4, y1 - 4);
  cairo_stroke (cr);
}

/* The columns of a role from the first to the last; FALSE where there are none. The layer of
 * the code counts to the encoder. */
static gboolean
find_span (const WbHourglass *self, WbRole role, double *x0, double *x1, gsize *n_params)
{
  *x0 = G_MAXDOUBLE;
  *n_params = 0;
  for (guint i = 0; i < self->boxes->len; i++)
    {
      const Box *box = get_box (self, i);

      if (box->role == role || (box->role == WB_ROLE_CODE && role == WB_ROLE_ENCODER))
        *n_params += box->n_params;
      if (box->role != role)
        continue;
      *x0 = MIN (*x0, left_of (box));
      *x1 = right_of (box);
    }
  return *x0 < G_MAXDOUBLE;
}

static void
draw_bracket (const WbHourglass *self, WbRole role, const char *title, WbText *text)
{
  double x0, x1 = 0, y = self->height - BRACKETS + 6;
  WbColour colour = wb_role_colour (role), ink = wb_role_text (self->style, role);
  g_autofree char *words = NULL;
  char count[WB_NUMBER_SIZE];
  gsize n;

  if (!find_span (self, role, &x0, &x1, &n))
    return;
  wb_colour_set (&colour, text->cr);
  cairo_set_line_width (text->cr, 1.5);
  cairo_move_to (text->cr, x0, y);
  cairo_line_to (text->cr, x0, y + 5);
  cairo_line_to (text->cr, x1, y + 5);
  cairo_line_to (text->cr, x1, y);
  cairo_stroke (text->cr);
  wb_number_format (count, (double) n, 0);
  words = role == WB_ROLE_CODE
            ? g_strdup (title)
            : g_strdup_printf (ngettext ("%s  %s parameter", "%s  %s parameters", n), title, count);
  wb_text_set_font (text, WB_TEXT_CAPTION, role == WB_ROLE_CODE);
  if (wb_text_width (text, words) > x1 - x0)
    wb_text_draw (text, title, (x0 + x1) / 2, y + 20, .5, &ink);
  else
    wb_text_draw (text, words, (x0 + x1) / 2, y + 20, .5, &ink);
}

void
wb_hourglass_draw (cairo_t *cr, double width, double height, gpointer hourglass)
{
  const WbHourglass *self = hourglass;
  double scale = MIN (width / self->width, height / self->height);
  WbText text;

  cairo_save (cr);
  cairo_translate (cr, (width - scale * self->width) / 2, (height - scale * self->height) / 2);
  cairo_scale (cr, scale, scale);
  wb_text_init (&text, cr, self->style);
  draw_ribbon (self, cr);
  draw_wires (self, cr);
  for (guint i = 0; i < self->boxes->len; i++)
    {
      draw_body (self, get_box (self, i), cr);
      draw_labels (self, get_box (self, i), &text);
      if (get_box (self, i)->source >= 0)
        draw_skip (self, i, cr);
    }
  draw_bracket (self, WB_ROLE_ENCODER, _ ("Encoder"), &text);
  draw_bracket (self, WB_ROLE_CODE, _ ("Code"), &text);
  draw_bracket (self, WB_ROLE_DECODER, _ ("Decoder"), &text);
  wb_text_clear (&text);
  cairo_restore (cr);
}
