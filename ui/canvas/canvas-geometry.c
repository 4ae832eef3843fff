/* SPDX-License-Identifier: MIT */
/* The layout of the hourglass. Widths are interpolated between two sets of
 * measures, one for a crowded and one for a roomy model; what fits neither
 * keeps its smallest measures and is scrolled.
 */
#include "ui/canvas/canvas-geometry.h"

#include <math.h>
#include <string.h>

#include "app/figures/hourglass.h"

typedef struct
{
  float gap;
  float width[HG_BOX_CODE + 1];
} Measures;

static const Measures narrowest = { 6, { 48, 44, 24, 48 } };
static const Measures crowded = { 8, { 56, 58, 28, 60 } };
static const Measures roomy = { 76, { 84, 88, 36, 100 } };

#define MARGIN 12.f
/* Beside a strip there are a few words. */
#define STRIP_MARGIN 132.f
#define STRIP_WIDTH  560.f
#define H_MAX        238.f
#define H_MIN        66.f
#define H_LEAST      40.f
#define STRIP_H_MAX  88.f
#define STRIP_H_MIN  26.f
#define REACH        64.f

/* From these widths of a block on there is room for that much. */
#define NAMES_WIDTH  20.f
#define LABELS_WIDTH 40.f
#define MORE_WIDTH   128.f

static float
sum_widths (const HgBoxSpec *boxes, guint n_boxes, const Measures *measures)
{
  float sum = measures->gap * (n_boxes > 0 ? n_boxes - 1 : 0);

  for (guint i = 0; i < n_boxes; i++)
    sum += measures->width[boxes[i].kind];
  return sum;
}

float
hg_geometry_min_width (const HgBoxSpec *boxes, guint n_boxes, float zoom)
{
  return ceilf (sum_widths (boxes, n_boxes, &narrowest) * zoom + 2 * MARGIN);
}

static float
find_room (float height, float text)
{
  return height - HG_CANVAS_BAR_HEIGHT
         - (HG_CANVAS_NAME_HEIGHT + HG_CANVAS_LABEL_HEIGHT + HG_CANVAS_BRACKET_HEIGHT) * text;
}

float
hg_geometry_min_height (float view_height, float zoom, float text)
{
  if (view_height < HG_CANVAS_STRIP_HEIGHT || zoom <= 1)
    return view_height;
  return ceilf (view_height + (zoom - 1) * CLAMP (find_room (view_height, text), H_LEAST, H_MAX)
                + HG_CANVAS_MORE_HEIGHT * text + HG_CANVAS_OVERVIEW_HEIGHT);
}

float
hg_geometry_whole_zoom (const HgBoxSpec *boxes, guint n_boxes, float width)
{
  float sum = sum_widths (boxes, n_boxes, &narrowest);

  return CLAMP ((width - 2 * MARGIN) / MAX (sum, 1), 0.01f, 1);
}

static void
mix (const Measures *a, const Measures *b, float t, Measures *out)
{
  out->gap = a->gap + (b->gap - a->gap) * t;
  for (guint kind = 0; kind <= HG_BOX_CODE; kind++)
    out->width[kind] = a->width[kind] + (b->width[kind] - a->width[kind]) * t;
}

/* The measures with which the model is @room wide, or as near as may be. */
static void
choose_measures (const HgBoxSpec *boxes, guint n_boxes, float room, float zoom, Measures *out)
{
  float a = sum_widths (boxes, n_boxes, &narrowest);
  float b = sum_widths (boxes, n_boxes, &crowded);
  float c = sum_widths (boxes, n_boxes, &roomy);

  if (room <= b)
    mix (&narrowest, &crowded, CLAMP ((room - a) / (b - a), 0, 1), out);
  else
    mix (&crowded, &roomy, CLAMP ((room - b) / (c - b), 0, 1), out);
  out->gap *= zoom;
  for (guint kind = 0; kind <= HG_BOX_CODE; kind++)
    out->width[kind] *= zoom;
}

static void
find_range (const HgBoxSpec *boxes, guint n_boxes, gsize *n_min, gsize *n_max)
{
  *n_min = G_MAXSIZE;
  *n_max = 1;
  for (guint i = 0; i < n_boxes; i++)
    if (boxes[i].size > 0)
      {
        *n_min = MIN (*n_min, boxes[i].size);
        *n_max = MAX (*n_max, boxes[i].size);
      }
  if (*n_min == G_MAXSIZE)
    *n_min = *n_max;
}

/* Larger text needs more room, but never costs the pictures at fit. */
static HgDetail
choose_detail (float block, float text)
{
  if (block >= MORE_WIDTH * text)
    return HG_DETAIL_MORE;
  if (block >= LABELS_WIDTH)
    return HG_DETAIL_LABELS;
  return block >= NAMES_WIDTH * text ? HG_DETAIL_NAMES : HG_DETAIL_BARE;
}

static void
choose_heights (HgLayout *layout, float height, gboolean arcs, gboolean overview)
{
  float text = layout->text, zoom = layout->zoom;
  float room, below = HG_CANVAS_LABEL_HEIGHT * text;
  float above = arcs ? HG_CANVAS_ARC_HEIGHT : 0;

  if (layout->strip)
    {
      layout->h_max = CLAMP (height - 24, STRIP_H_MIN, STRIP_H_MAX);
      layout->h_min = STRIP_H_MIN;
      layout->axis = floorf (height / 2);
      layout->bracket = height;
      return;
    }
  if (layout->detail == HG_DETAIL_MORE)
    below += HG_CANVAS_MORE_HEIGHT * text;
  room = find_room (height, text) - below + HG_CANVAS_LABEL_HEIGHT * text - above
         - (overview ? HG_CANVAS_OVERVIEW_HEIGHT : 0);
  layout->h_max = CLAMP (room, H_LEAST, H_MAX * MAX (zoom, 1)) * MIN (zoom, 1);
  layout->h_min = MIN (H_MIN * zoom, layout->h_max * .45f);
  layout->axis = floorf (HG_CANVAS_BAR_HEIGHT + above + HG_CANVAS_NAME_HEIGHT * text + room / 2);
  layout->bracket = floorf (layout->axis + layout->h_max / 2 + below
                            + MAX (room - layout->h_max, 0) / 4 + 10);
}

/* The pixels of a doubling are those at fit, times the zoom. */
static float
zoom_height (const HgLayout *layout, gsize size, gsize n_min, gsize n_max)
{
  return wb_hourglass_height (size, n_min, n_max, layout->h_min / layout->zoom,
                              layout->h_max / layout->zoom)
         * layout->zoom;
}

static void
place_box (HgLayout *layout, const HgBoxSpec *boxes, guint i, float x, float width)
{
  gsize n_min, n_max;
  HgBox *box = &layout->boxes[i];
  float before = i > 0 ? layout->boxes[i - 1].right : 0;
  float height;

  find_range (boxes, layout->n_boxes, &n_min, &n_max);
  if (boxes[i].kind == HG_BOX_TILE)
    height = MIN (width, layout->h_max);
  else if (boxes[i].size == 0)
    height = MAX (before, layout->h_min);
  else
    height = zoom_height (layout, boxes[i].size, n_min, n_max);
  height = roundf (height / 2) * 2;
  box->left = box->right = height;
  if (boxes[i].kind == HG_BOX_TAPER && i > 0 && boxes[i - 1].kind != HG_BOX_TILE)
    box->left = before;
  height = MAX (box->left, box->right);
  graphene_rect_init (&box->rect, x, layout->axis - height / 2, width, height);
}

static void
mirror (HgLayout *layout, float width)
{
  layout->mirrored = TRUE;
  for (guint i = 0; i < layout->n_boxes; i++)
    {
      HgBox *box = &layout->boxes[i];
      float left = box->left;

      box->rect.origin.x = width - box->rect.origin.x - box->rect.size.width;
      box->left = box->right;
      box->right = left;
    }
}

HgLayout *
hg_layout_new (const HgLayoutInput *input)
{
  HgLayout *layout = g_new0 (HgLayout, 1);
  float opened = input->open >= 0 ? input->open_width * input->opening : 0;
  float zoom = input->zoom > 0 ? input->zoom : 1;
  float width = input->width - opened;
  float x, total;
  Measures measures;

  layout->n_boxes = input->n_boxes;
  layout->boxes = g_new0 (HgBox, MAX (input->n_boxes, 1));
  layout->text = input->text > 0 ? input->text : 1;
  layout->strip = input->height < HG_CANVAS_STRIP_HEIGHT;
  if (layout->strip && width > STRIP_WIDTH * layout->text)
    width -= 2 * (STRIP_MARGIN * layout->text - MARGIN);
  if (layout->strip)
    zoom = hg_geometry_whole_zoom (input->boxes, input->n_boxes, width);
  choose_measures (input->boxes, input->n_boxes, (width - 2 * MARGIN) / MAX (zoom, 1), zoom,
                   &measures);
  layout->gap = measures.gap;
  layout->detail = layout->strip ? HG_DETAIL_BARE
                                 : choose_detail (measures.width[HG_BOX_BLOCK], layout->text);
  layout->zoom = layout->strip ? 1 : zoom;
  choose_heights (layout, input->height, input->arcs, input->overview);
  total = sum_widths (input->boxes, input->n_boxes, &measures) + opened;
  layout->width = total + 2 * MARGIN;
  x = MAX (MARGIN, (input->width - total) / 2);
  for (guint i = 0; i < input->n_boxes; i++)
    {
      place_box (layout, input->boxes, i, roundf (x),
                 roundf (measures.width[input->boxes[i].kind]));
      x += measures.width[input->boxes[i].kind] + measures.gap;
      if ((int) i == input->open)
        x += opened;
    }
  if (input->mirrored)
    mirror (layout, MAX (input->width, layout->width));
  return layout;
}

void
hg_layout_free (HgLayout *layout)
{
  g_free (layout->boxes);
  g_free (layout);
}

graphene_rect_t
hg_layout_get_connector (const HgLayout *layout, guint connector)
{
  const HgBox *a = &layout->boxes[connector + (layout->mirrored ? 1 : 0)];
  const HgBox *b = layout->mirrored ? a - 1 : a + 1;
  float x = a->rect.origin.x + a->rect.size.width;
  float height = MAX (a->right, b->left);

  return GRAPHENE_RECT_INIT (x, layout->axis - height / 2, b->rect.origin.x - x, height);
}

int
hg_layout_find_box (const HgLayout *layout, float x, float y)
{
  for (guint i = 0; i < layout->n_boxes; i++)
    if (graphene_rect_contains_point (&layout->boxes[i].rect, &GRAPHENE_POINT_INIT (x, y)))
      return i;
  return -1;
}

int
hg_layout_find_connector (const HgLayout *layout, const gboolean *legal, float x, float y)
{
  float nearest = REACH;
  int found = -1;

  if (y < layout->axis - layout->h_max / 2 - REACH || y > layout->axis + layout->h_max / 2 + REACH)
    return -1;
  for (guint i = 0; i + 1 < layout->n_boxes; i++)
    {
      graphene_rect_t rect = hg_layout_get_connector (layout, i);
      float distance = MAX (rect.origin.x - x, x - rect.origin.x - rect.size.width);

      distance = MAX (distance, 0);
      if ((legal == NULL || legal[i]) && distance < nearest)
        {
          nearest = distance;
          found = i;
        }
    }
  return found;
}

/* Edge 2i is where box i begins, edge 2i + 1 where it ends. */
static double
find_edge (const HgLayout *layout, guint edge)
{
  const graphene_rect_t *rect = &layout->boxes[edge / 2].rect;
  gboolean begins = edge % 2 == 0;

  return begins != layout->mirrored ? rect->origin.x : rect->origin.x + rect->size.width;
}

double
hg_layout_to_position (const HgLayout *layout, double x)
{
  guint last = 2 * layout->n_boxes - 1;
  double sign = layout->mirrored ? -1 : 1;

  for (guint edge = 0; edge < last; edge++)
    {
      double begin = find_edge (layout, edge);
      double end = find_edge (layout, edge + 1);

      if (sign * x < sign * end)
        return MAX (edge + (x - begin) / MAX (fabs (end - begin), 1e-3) * sign, 0);
    }
  return last;
}

double
hg_layout_from_position (const HgLayout *layout, double position)
{
  guint last = 2 * layout->n_boxes - 1;
  guint edge = (guint) CLAMP (position, 0, last - 1);
  double begin = find_edge (layout, edge), end = find_edge (layout, edge + 1);

  return begin + (end - begin) * CLAMP (position - edge, 0, 1);
}

float
hg_layout_open_height (const HgLayout *layout, const HgBoxSpec *boxes, gsize size)
{
  gsize n_min, n_max;

  find_range (boxes, layout->n_boxes, &n_min, &n_max);
  return zoom_height (layout, CLAMP (size, n_min, n_max), n_min, n_max);
}
