/* SPDX-License-Identifier: MIT */
/* The layout of the hourglass, without a display. */
#include "ui/canvas/canvas-items.h"

#include <math.h>

#include "app/figures/hourglass.h"

static const HgBoxSpec simple[] = {
  { HG_BOX_TILE, 784 },  { HG_BOX_BLOCK, 32 }, { HG_BOX_CODE, 32 },
  { HG_BOX_BLOCK, 784 }, { HG_BOX_TILE, 784 },
};

static const HgBoxSpec conv[] = {
  { HG_BOX_TILE, 784 },   { HG_BOX_BLOCK, 12544 }, { HG_BOX_TAPER, 3136 }, { HG_BOX_BLOCK, 1568 },
  { HG_BOX_TAPER, 392 },  { HG_BOX_BLOCK, 392 },   { HG_BOX_TAPER, 128 },  { HG_BOX_CODE, 128 },
  { HG_BOX_BLOCK, 128 },  { HG_BOX_TAPER, 512 },   { HG_BOX_BLOCK, 512 },  { HG_BOX_TAPER, 2048 },
  { HG_BOX_BLOCK, 3136 }, { HG_BOX_TAPER, 12544 }, { HG_BOX_BLOCK, 784 },  { HG_BOX_TILE, 784 },
};

static HgLayout *
lay_out (const HgBoxSpec *boxes, guint n_boxes, float width, float height)
{
  HgLayoutInput input = { boxes, n_boxes, width, height, 1, -1, 0, 0 };

  return hg_layout_new (&input);
}

static void
test_height_step (void)
{
  float a = wb_hourglass_height (32, 32, 256, 66, 238);
  float b = wb_hourglass_height (64, 32, 256, 66, 238);

  g_assert_cmpfloat_with_epsilon (a, 66, 1e-3);
  g_assert_cmpfloat_with_epsilon (b - a, 26, 1e-3);
}

static void
test_height_limit (void)
{
  g_assert_cmpfloat_with_epsilon (wb_hourglass_height (1 << 20, 1, 1 << 20, 66, 238), 238, 1e-2);
  g_assert_cmpfloat_with_epsilon (wb_hourglass_height (1 << 10, 1, 1 << 20, 66, 238), 152, 1e-2);
  g_assert_cmpfloat_with_epsilon (wb_hourglass_height (5, 5, 5, 66, 238), 66, 1e-3);
}

static void
test_centre (void)
{
  g_autoptr (HgLayout) layout = lay_out (simple, G_N_ELEMENTS (simple), 920, 452);
  const graphene_rect_t *first = &layout->boxes[0].rect, *last = &layout->boxes[4].rect;
  float right = 920 - last->origin.x - last->size.width;

  g_assert_cmpfloat (fabsf (first->origin.x - right), <=, 3);
  g_assert_cmpfloat (layout->gap, >=, 44);
  for (guint i = 0; i < layout->n_boxes; i++)
    {
      const graphene_rect_t *rect = &layout->boxes[i].rect;

      g_assert_cmpfloat_with_epsilon (rect->origin.y + rect->size.height / 2, layout->axis, .01);
    }
}

static void
test_fit (void)
{
  for (float width = 760; width < 2200; width += 60)
    {
      g_autoptr (HgLayout) layout = lay_out (conv, G_N_ELEMENTS (conv), width, 452);
      const HgBox *last = &layout->boxes[layout->n_boxes - 1];

      g_assert_cmpfloat (layout->width, <=, width + 1);
      g_assert_cmpfloat (layout->boxes[0].rect.origin.x, >=, 12);
      g_assert_cmpfloat (last->rect.origin.x + last->rect.size.width, <=, width - 10);
      for (guint i = 0; i + 1 < layout->n_boxes; i++)
        g_assert_cmpfloat (hg_layout_get_connector (layout, i).size.width, >=, 5);
    }
}

static void
test_scroll (void)
{
  HgBoxSpec boxes[60];
  float least;

  for (guint i = 0; i < G_N_ELEMENTS (boxes); i++)
    boxes[i] = (HgBoxSpec) { HG_BOX_BLOCK, 64 };
  least = hg_geometry_min_width (boxes, G_N_ELEMENTS (boxes), 1);
  g_assert_cmpfloat (least, >, 60 * 50 - 6);

  g_autoptr (HgLayout) layout = lay_out (boxes, G_N_ELEMENTS (boxes), 900, 452);
  g_assert_cmpfloat_with_epsilon (layout->width, least, 1);
  g_assert_cmpfloat_with_epsilon (layout->boxes[0].rect.origin.x, 12, .5);
}

static void
test_taper (void)
{
  g_autoptr (HgLayout) layout = lay_out (conv, G_N_ELEMENTS (conv), 920, 452);

  g_assert_cmpfloat (layout->boxes[2].left, ==, layout->boxes[1].right);
  g_assert_cmpfloat (layout->boxes[2].right, <, layout->boxes[2].left);
  g_assert_cmpfloat (layout->boxes[13].right, >, layout->boxes[13].left);
  g_assert_cmpfloat_with_epsilon (layout->boxes[1].rect.size.height, 238, 2.01);
}

static void
test_unknown (void)
{
  HgBoxSpec boxes[] = { { HG_BOX_TILE, 784 },
                        { HG_BOX_BLOCK, 32 },
                        { HG_BOX_BLOCK, 784 },
                        { HG_BOX_BLOCK, 0 },
                        { HG_BOX_TILE, 0 } };
  g_autoptr (HgLayout) layout = lay_out (boxes, G_N_ELEMENTS (boxes), 920, 452);

  g_assert_cmpfloat (layout->boxes[3].left, ==, layout->boxes[2].right);
}

static void
test_open (void)
{
  HgLayoutInput input = { conv, G_N_ELEMENTS (conv), 1300, 452, 1, 3, 1, HG_CANVAS_OPEN_WIDTH };
  g_autoptr (HgLayout) open = hg_layout_new (&input);
  graphene_rect_t rect = hg_layout_get_connector (open, 3);

  g_assert_cmpfloat (rect.size.width, >=, HG_CANVAS_OPEN_WIDTH);
  g_assert_cmpfloat (open->width, <=, 1301);
  g_assert_cmpint (hg_layout_find_connector (open, NULL, rect.origin.x + 60, open->axis), ==, 3);
}

static void
test_zoom (void)
{
  HgLayoutInput input = { conv, G_N_ELEMENTS (conv), 2000, 452, 2, -1, 0, 0 };
  g_autoptr (HgLayout) near = hg_layout_new (&input);
  g_autoptr (HgLayout) far = lay_out (conv, G_N_ELEMENTS (conv), 1012, 452);
  const HgBox *last = &near->boxes[near->n_boxes - 1];

  g_assert_cmpfloat (last->rect.origin.x + last->rect.size.width, <=, 1990);
  g_assert_cmpfloat_with_epsilon (near->boxes[1].rect.size.width, 2 * far->boxes[1].rect.size.width,
                                  2);
}

static void
test_zoom_out (void)
{
  HgLayoutInput input = { conv, G_N_ELEMENTS (conv), 1000, 452, .5, -1, 0, 0 };
  g_autoptr (HgLayout) far = hg_layout_new (&input);
  g_autoptr (HgLayout) fit = lay_out (conv, G_N_ELEMENTS (conv), 1000, 452);

  g_assert_cmpfloat_with_epsilon (2 * far->boxes[1].rect.size.width, fit->boxes[1].rect.size.width,
                                  2);
  g_assert_cmpfloat_with_epsilon (2 * far->h_max, fit->h_max, 1);
  g_assert_cmpint (far->detail, <, fit->detail);
}

/* So many times as high as the view, everything is so many times as high. */
static void
test_zoom_height (void)
{
  for (float view = 260; view < 700; view += 60)
    {
      float height = hg_geometry_min_height (view, 2, 1);
      HgLayoutInput input = { conv, G_N_ELEMENTS (conv), 2000, height, 2, -1, 0, 0 };
      g_autoptr (HgLayout) near = NULL;
      g_autoptr (HgLayout) fit = lay_out (conv, G_N_ELEMENTS (conv), 1000, view);

      input.overview = TRUE;
      near = hg_layout_new (&input);
      g_assert_cmpfloat_with_epsilon (near->h_max, 2 * fit->h_max, 15);
      g_assert_cmpfloat (near->bracket, <, height - 24);
    }
}

/* At the zoom that shows all there is no box beyond the edge, and a strip
 * shows all by itself. */
static void
test_whole (void)
{
  HgBoxSpec boxes[60];
  HgLayoutInput input = { boxes, G_N_ELEMENTS (boxes), 900, 452, 0, -1, 0, 0 };

  for (guint i = 0; i < G_N_ELEMENTS (boxes); i++)
    boxes[i] = (HgBoxSpec) { HG_BOX_BLOCK, 64 };
  input.zoom = hg_geometry_whole_zoom (boxes, G_N_ELEMENTS (boxes), 900);

  g_autoptr (HgLayout) whole = hg_layout_new (&input);
  g_autoptr (HgLayout) strip = lay_out (boxes, G_N_ELEMENTS (boxes), 900, 112);

  g_assert_cmpfloat (whole->width, <=, 901);
  g_assert_cmpint (whole->detail, ==, HG_DETAIL_BARE);
  g_assert_cmpfloat (strip->width, <=, 901);
  g_assert_cmpfloat (strip->boxes[59].rect.origin.x + strip->boxes[59].rect.size.width, <=, 890);
}

/* A place along the model is the same place in another layout of it. */
static void
test_position (void)
{
  g_autoptr (HgLayout) a = lay_out (conv, G_N_ELEMENTS (conv), 900, 452);
  g_autoptr (HgLayout) b = lay_out (conv, G_N_ELEMENTS (conv), 2000, 452);

  for (guint i = 0; i < G_N_ELEMENTS (conv); i++)
    {
      const graphene_rect_t *from = &a->boxes[i].rect, *to = &b->boxes[i].rect;
      double position = hg_layout_to_position (a, from->origin.x + from->size.width / 4);

      g_assert_cmpfloat_with_epsilon (position, 2 * i + .25, 1e-3);
      g_assert_cmpfloat_with_epsilon (hg_layout_from_position (b, position),
                                      to->origin.x + to->size.width / 4, .01);
    }
  g_assert_cmpfloat_with_epsilon (hg_layout_from_position (b, hg_layout_to_position (a, -50)),
                                  b->boxes[0].rect.origin.x, .01);
}

/* Mirrored, everything is as far from the right edge as it was from the left,
 * and what is between two boxes is still between them. */
static void
test_mirrored (void)
{
  HgLayoutInput input = { conv, G_N_ELEMENTS (conv), 1000, 452, 1, -1, 0, 0 };
  g_autoptr (HgLayout) plain = hg_layout_new (&input);
  g_autoptr (HgLayout) mirrored = NULL;

  input.mirrored = TRUE;
  mirrored = hg_layout_new (&input);
  for (guint i = 0; i < G_N_ELEMENTS (conv); i++)
    {
      const HgBox *a = &plain->boxes[i], *b = &mirrored->boxes[i];
      double place = a->rect.origin.x + a->rect.size.width / 4;

      g_assert_cmpfloat_with_epsilon (b->rect.origin.x,
                                      1000 - a->rect.origin.x - a->rect.size.width, .01);
      g_assert_cmpfloat (a->left, ==, b->right);
      g_assert_cmpfloat_with_epsilon (hg_layout_to_position (mirrored, 1000 - place),
                                      hg_layout_to_position (plain, place), 1e-3);
      g_assert_cmpfloat_with_epsilon (hg_layout_from_position (mirrored, 2 * i + .25), 1000 - place,
                                      .1);
    }
  for (guint i = 0; i + 1 < G_N_ELEMENTS (conv); i++)
    {
      graphene_rect_t rect = hg_layout_get_connector (mirrored, i);

      g_assert_cmpfloat (rect.size.width, >, 0);
      g_assert_cmpint (hg_layout_find_connector (mirrored, NULL, rect.origin.x + 2, mirrored->axis),
                       ==, i);
    }
}

/* Arcs lie between the bar and the names, wherever there is little room. */
static void
test_arcs (void)
{
  HgLayoutInput input = { conv, G_N_ELEMENTS (conv), 1000, 380, 1, -1, 0, 0 };
  g_autoptr (HgLayout) plain = hg_layout_new (&input);
  g_autoptr (HgLayout) arcs = NULL;

  input.arcs = TRUE;
  arcs = hg_layout_new (&input);
  g_assert_cmpfloat (plain->boxes[1].rect.origin.y, <,
                     HG_CANVAS_BAR_HEIGHT + HG_CANVAS_NAME_HEIGHT + 10);
  g_assert_cmpfloat (arcs->boxes[1].rect.origin.y, >=,
                     HG_CANVAS_BAR_HEIGHT + HG_CANVAS_NAME_HEIGHT + 25);
  g_assert_cmpfloat (arcs->bracket, <=, 380 - 24);
}

/* The bar at the foot of a canvas that is scrolled lies below the brackets. */
static void
test_overview (void)
{
  for (float height = 340; height <= 460; height += 20)
    {
      HgLayoutInput input = { conv, G_N_ELEMENTS (conv), 600, height, 1, -1, 0, 0 };
      g_autoptr (HgLayout) layout = NULL;

      input.overview = TRUE;
      layout = hg_layout_new (&input);
      g_assert_cmpfloat (layout->bracket + 29, <=, height - 16);
    }
}

/* The box of a layer that joins knows the box it joins. */
static void
test_source (void)
{
  AeModel *model = ae_model_new (&AE_SHAPE (1, 64));
  const char *const options[] = { "units=64", "units=64", "source=2" };
  const char *const types[] = { "Dense", "Dense", "Add" };
  g_autofree AeShape *shapes = NULL;
  g_autoptr (HgItems) items = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (GError) error = NULL;
      AeModel *next = ae_model_append (model, types[i], options[i], &error);

      g_assert_no_error (error);
      ae_model_unref (model);
      model = next;
    }
  shapes = g_new0 (AeShape, ae_model_get_n_layers (model));
  g_assert_true (ae_model_infer (model, shapes, NULL, NULL));
  items = hg_items_new (model, shapes, NULL);
  g_assert_true (items->has_arcs);
  for (guint i = 0; i < items->n_items; i++)
    if (items->items[i].layer_class != NULL
        && g_str_equal (items->items[i].layer_class->type, "Add"))
      g_assert_cmpint (items->items[i].source, ==, 1);
    else
      g_assert_cmpint (items->items[i].source, ==, -1);
  ae_model_unref (model);
}

static void
test_strip (void)
{
  g_autoptr (HgLayout) strip = lay_out (conv, G_N_ELEMENTS (conv), 1300, 112);
  g_autoptr (HgLayout) low = lay_out (conv, G_N_ELEMENTS (conv), 1300, 260);

  g_autoptr (HgLayout) large = hg_layout_new (
    &(HgLayoutInput) { conv, G_N_ELEMENTS (conv), 1300, 112, 1, -1, 0, 0, .text = 1.5 });

  g_assert_true (strip->strip);
  g_assert_cmpfloat (strip->boxes[0].rect.origin.x, >=, 132);
  g_assert_cmpfloat (large->boxes[0].rect.origin.x, >=, 1.5 * 132);
  g_assert_cmpfloat (strip->boxes[1].rect.size.height, <=, 88);
  g_assert_cmpfloat (strip->boxes[1].rect.origin.y, >=, 8);
  g_assert_false (low->strip);
  g_assert_cmpfloat (low->boxes[1].rect.origin.y, >=, HG_CANVAS_BAR_HEIGHT);
  g_assert_cmpfloat (low->bracket, <=, 260 - 24);
}

static void
test_find_box (void)
{
  g_autoptr (HgLayout) layout = lay_out (simple, G_N_ELEMENTS (simple), 920, 452);

  for (guint i = 0; i < layout->n_boxes; i++)
    {
      graphene_point_t centre;

      graphene_rect_get_center (&layout->boxes[i].rect, &centre);
      g_assert_cmpint (hg_layout_find_box (layout, centre.x, centre.y), ==, i);
    }
  g_assert_cmpint (hg_layout_find_box (layout, 2, 2), ==, -1);
}

static void
test_find_connector (void)
{
  g_autoptr (HgLayout) layout = lay_out (simple, G_N_ELEMENTS (simple), 920, 452);
  graphene_rect_t rect = hg_layout_get_connector (layout, 2);

  g_assert_cmpint (hg_layout_find_connector (layout, NULL, rect.origin.x + 3, layout->axis), ==, 2);
  g_assert_cmpint (hg_layout_find_connector (layout, NULL, rect.origin.x - 10, layout->axis), ==,
                   2);
  g_assert_cmpint (hg_layout_find_connector (layout, NULL, -200, layout->axis), ==, -1);
  g_assert_cmpint (hg_layout_find_connector (layout, NULL, rect.origin.x, 2000), ==, -1);
}

static void
test_find_legal (void)
{
  g_autoptr (HgLayout) layout = lay_out (simple, G_N_ELEMENTS (simple), 920, 452);
  graphene_rect_t rect = hg_layout_get_connector (layout, 2);
  gboolean legal[] = { TRUE, TRUE, FALSE, TRUE };

  g_assert_cmpint (hg_layout_find_connector (layout, legal, rect.origin.x + 3, layout->axis), !=,
                   2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/canvas-geometry/height/step", test_height_step);
  g_test_add_func ("/canvas-geometry/height/limit", test_height_limit);
  g_test_add_func ("/canvas-geometry/layout/centre", test_centre);
  g_test_add_func ("/canvas-geometry/layout/fit", test_fit);
  g_test_add_func ("/canvas-geometry/layout/scroll", test_scroll);
  g_test_add_func ("/canvas-geometry/layout/taper", test_taper);
  g_test_add_func ("/canvas-geometry/layout/unknown", test_unknown);
  g_test_add_func ("/canvas-geometry/layout/open", test_open);
  g_test_add_func ("/canvas-geometry/layout/zoom", test_zoom);
  g_test_add_func ("/canvas-geometry/layout/zoom-out", test_zoom_out);
  g_test_add_func ("/canvas-geometry/layout/zoom-height", test_zoom_height);
  g_test_add_func ("/canvas-geometry/layout/whole", test_whole);
  g_test_add_func ("/canvas-geometry/layout/position", test_position);
  g_test_add_func ("/canvas-geometry/layout/mirrored", test_mirrored);
  g_test_add_func ("/canvas-geometry/layout/arcs", test_arcs);
  g_test_add_func ("/canvas-geometry/layout/overview", test_overview);
  g_test_add_func ("/canvas-geometry/items/source", test_source);
  g_test_add_func ("/canvas-geometry/layout/strip", test_strip);
  g_test_add_func ("/canvas-geometry/find/box", test_find_box);
  g_test_add_func ("/canvas-geometry/find/connector", test_find_connector);
  g_test_add_func ("/canvas-geometry/find/legal", test_find_legal);
  return g_test_run ();
}
