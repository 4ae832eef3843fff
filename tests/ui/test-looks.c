/* SPDX-License-Identifier: MIT */
/* What is seen of the window at the sizes that people have: nothing is left
 * out, cut or empty for want of room.
 */
#include "tests/ui/ui-fixture.h"

#include "ui/canvas/activation.h"
#include "ui/canvas/block.h"
#include "ui/canvas/canvas.h"
#include "ui/views/live/reconstructions.h"
#include "ui/views/live/sample-column.h"
#include "ui/window/problem-popover.h"

static GtkWidget *
find_reconstructions (UiFixture *self)
{
  return ui_find_type (GTK_WIDGET (self->window), HG_TYPE_RECONSTRUCTIONS, 0);
}

/* The columns that are seen, and how far down they reach. */
static guint
count_columns (GtkWidget *card, double *bottom)
{
  GtkWidget *column;
  graphene_rect_t rect;
  guint n = 0;

  *bottom = 0;
  for (guint i = 0; (column = ui_find_type (card, HG_TYPE_SAMPLE_COLUMN, i)) != NULL; i++)
    if (gtk_widget_get_mapped (column) && gtk_widget_compute_bounds (column, card, &rect))
      {
        *bottom = MAX (*bottom, rect.origin.y + rect.size.height);
        n++;
      }
  return n;
}

static gboolean
is_card_high (gpointer data)
{
  return gtk_widget_get_height (data) > 480;
}

static void
test_columns (void)
{
  UiFixture self = { 0 };
  GtkWidget *card;
  double bottom;

  ui_fixture_open (&self, NULL, "simple");
  ui_wait_frames (&self, 3);
  card = find_reconstructions (&self);
  g_assert_cmpuint (count_columns (card, &bottom), ==, 10);
  g_assert_cmpfloat (bottom, >, .6 * gtk_widget_get_height (card));
  gtk_widget_activate_action (GTK_WIDGET (self.window), "win.fold", NULL);
  ui_wait_until (is_card_high, card, "the card to be high");
  ui_wait_frames (&self, 3);
  g_assert_cmpuint (count_columns (card, &bottom), ==, 10);
  g_assert_cmpfloat (bottom, >, .8 * gtk_widget_get_height (card));
  ui_fixture_close (&self);
}

/* The glyphs of a text as the widget's font has them. */
static GArray *
list_glyphs (GtkWidget *widget, const char *text)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, text);
  GSList *runs = pango_layout_get_line_readonly (layout, 0)->runs;
  GArray *glyphs = g_array_new (FALSE, FALSE, sizeof (PangoGlyph));

  for (; runs != NULL; runs = runs->next)
    {
      PangoGlyphString *run = ((PangoLayoutRun *) runs->data)->glyphs;

      for (int i = 0; i < run->num_glyphs; i++)
        if (run->glyphs[i].glyph != PANGO_GLYPH_EMPTY)
          g_array_append_val (glyphs, run->glyphs[i].glyph);
    }
  return glyphs;
}

static gboolean
is_text (GskRenderNode *node, const GArray *glyphs)
{
  guint n = gsk_text_node_get_num_glyphs (node), same = 0;
  const PangoGlyphInfo *infos = gsk_text_node_get_glyphs (node, NULL);

  for (guint i = 0; i < n; i++)
    if (infos[i].glyph != PANGO_GLYPH_EMPTY)
      {
        if (same == glyphs->len || infos[i].glyph != g_array_index (glyphs, PangoGlyph, same))
          return FALSE;
        same++;
      }
  return same == glyphs->len;
}

static GskRenderNode *
get_child (GskRenderNode *node, guint i)
{
  switch (gsk_render_node_get_node_type (node))
    {
    case GSK_CONTAINER_NODE:
      return i < gsk_container_node_get_n_children (node) ? gsk_container_node_get_child (node, i)
                                                          : NULL;
    case GSK_TRANSFORM_NODE:
      return i == 0 ? gsk_transform_node_get_child (node) : NULL;
    case GSK_CLIP_NODE:
      return i == 0 ? gsk_clip_node_get_child (node) : NULL;
    case GSK_ROUNDED_CLIP_NODE:
      return i == 0 ? gsk_rounded_clip_node_get_child (node) : NULL;
    case GSK_OPACITY_NODE:
      return i == 0 ? gsk_opacity_node_get_child (node) : NULL;
    default:
      return NULL;
    }
}

static guint
count_text (GskRenderNode *node, const GArray *glyphs)
{
  GskRenderNode *child;
  guint n = 0;

  if (gsk_render_node_get_node_type (node) == GSK_TEXT_NODE)
    return is_text (node, glyphs);
  for (guint i = 0; (child = get_child (node, i)) != NULL; i++)
    n += count_text (child, glyphs);
  return n;
}

/* How often a widget shows these words, each time as one piece. */
static guint
count_shown (GtkWidget *widget, const char *text)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  g_autoptr (GArray) glyphs = list_glyphs (widget, text);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;

  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (widget),
                          gtk_widget_get_height (widget));
  node = gtk_snapshot_free_to_node (snapshot);
  return node != NULL ? count_text (node, glyphs) : 0;
}

/* On the block, on one line or two, or on the connector beside it. */
static void
check_shape (GtkWidget *canvas, HgBlock *block, guint n_blocks)
{
  const HgItem *item = hg_block_get_item (block);
  g_autofree char *shape = ae_shape_to_string (&item->shape);
  char *split = g_strrstr (shape, "×");
  gboolean shown = count_shown (GTK_WIDGET (block), shape) > 0
                   || count_shown (canvas, shape) >= n_blocks;

  if (!shown && split != NULL)
    {
      shown = count_shown (GTK_WIDGET (block), split) > 0;
      *split = '\0';
      shown = shown && count_shown (GTK_WIDGET (block), shape) > 0;
    }
  if (!shown)
    g_error ("the shape of layer %u (%s) is not seen", item->layer + 1, shape);
}

static guint
count_same (GtkWidget *canvas, const AeShape *shape)
{
  GtkWidget *block;
  guint n = 0;

  for (guint i = 0; (block = ui_find_type (canvas, HG_TYPE_BLOCK, i)) != NULL; i++)
    n += ae_shape_equal (&hg_block_get_item (HG_BLOCK (block))->shape, shape);
  return n;
}

static void
check_shapes (UiFixture *self, gboolean tapers)
{
  GtkWidget *canvas = ui_find_type (GTK_WIDGET (self->window), HG_TYPE_CANVAS, 0);
  GtkWidget *block;

  for (guint i = 0; (block = ui_find_type (canvas, HG_TYPE_BLOCK, i)) != NULL; i++)
    if (tapers || hg_block_get_item (HG_BLOCK (block))->kind != HG_BOX_TAPER)
      check_shape (canvas, HG_BLOCK (block),
                   count_same (canvas, &hg_block_get_item (HG_BLOCK (block))->shape));
}

static gboolean
is_width (gpointer data)
{
  GtkWidget *window = data;

  int wanted = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (window), "wanted"));
  int least;

  gtk_widget_measure (window, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  return gtk_widget_get_width (window) <= MAX (wanted, least);
}

static void
resize (UiFixture *self, int width)
{
  gtk_window_set_default_size (GTK_WINDOW (self->window), width, 880);
  g_object_set_data (G_OBJECT (self->window), "wanted", GINT_TO_POINTER (width));
  ui_wait_until (is_width, self->window, "the window to be that wide");
  ui_wait_frames (self, 5);
}

/* Every block tells its shape, whatever the model and the window's size. */
static void
test_shapes (gconstpointer data)
{
  UiFixture self = { 0 };
  static const int widths[] = { 1430, 1200, 1000, 900, 720 };

  ui_fixture_open (&self, NULL, data);
  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      resize (&self, widths[i]);
      check_shapes (&self, TRUE);
    }
  ui_fixture_close (&self);
}

/* The steps of a sequence run as the rows of the image do that they are. */
static void
test_orientation (void)
{
  AeShape image = AE_SHAPE (3, 28, 28, 1), series = AE_SHAPE (2, 28, 28);
  AeShape shape = AE_SHAPE (2, 28, 32);

  hg_activation_orient (&shape, &series);
  g_assert_true (ae_shape_equal (&shape, &AE_SHAPE (2, 28, 32)));
  hg_activation_orient (&shape, &image);
  g_assert_true (ae_shape_equal (&shape, &AE_SHAPE (3, 28, 32, 1)));
  shape = AE_SHAPE (2, 28, 28);
  hg_activation_orient (&shape, &image);
  g_assert_true (ae_shape_equal (&shape, &image));
  shape = AE_SHAPE (1, 784);
  hg_activation_orient (&shape, &image);
  g_assert_true (ae_shape_equal (&shape, &image));
  shape = AE_SHAPE (3, 4, 4, 8);
  hg_activation_orient (&shape, &image);
  g_assert_true (ae_shape_equal (&shape, &AE_SHAPE (3, 4, 4, 8)));
}

static double
measure_ink (cairo_surface_t *surface, int x0, int y0, int x1, int y1)
{
  const guint8 *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);
  double sum = 0;

  for (int y = y0; y < y1; y++)
    for (int x = x0; x < x1; x++)
      sum += data[y * stride + 4 * x + 3] > 120;
  return sum;
}

/* A bell for each of a few dimensions, at its mean and as wide as it deviates;
 * whiskers for many. */
static void
test_bells (void)
{
  static const float means[] = { -2, 2 }, deviations[] = { .2f, .8f };
  float many[16] = { 0 }, wide[16];
  WbPicture picture = { .values = means, .shape = AE_SHAPE (1, 2) };
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 80, 60);
  cairo_t *cr = cairo_create (surface);
  WbStyle style;
  double narrow;

  wb_style_init (&style, FALSE);
  hg_activation_draw_code (&picture, deviations, cr, 80, 60, &style);
  cairo_surface_flush (surface);
  narrow = measure_ink (surface, 0, 0, 30, 28);
  g_assert_cmpfloat (narrow, >, 20);
  g_assert_cmpfloat (measure_ink (surface, 50, 31, 80, 59), >, 2 * narrow);
  g_assert_cmpfloat (measure_ink (surface, 0, 31, 30, 57), <, narrow);
  cairo_set_operator (cr, CAIRO_OPERATOR_CLEAR);
  cairo_paint (cr);
  cairo_set_operator (cr, CAIRO_OPERATOR_OVER);
  for (guint i = 0; i < 16; i++)
    wide[i] = i < 8 ? .1f : 1;
  picture = (WbPicture) { .values = many, .shape = AE_SHAPE (1, 16) };
  hg_activation_draw_code (&picture, wide, cr, 80, 60, &style);
  cairo_surface_flush (surface);
  g_assert_cmpfloat (measure_ink (surface, 40, 0, 80, 60), >,
                     1.5 * measure_ink (surface, 0, 0, 40, 60));
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

/* A blank canvas says what to do, blames no box, and Enter does it. */
static void
test_blank (void)
{
  UiFixture self = { 0 };
  GtkWidget *canvas, *input;

  ui_fixture_open (&self, NULL, "blank");
  ui_wait_frames (&self, 3);
  canvas = ui_find_type (GTK_WIDGET (self.window), HG_TYPE_CANVAS, 0);
  input = ui_find_type (canvas, HG_TYPE_BLOCK, 0);
  g_assert_cmpuint (count_shown (canvas, "Drag a layer here"), ==, 1);
  g_assert_cmpuint (count_shown (canvas, "Enter inserts a Dense layer"), ==, 1);
  g_assert_null (hg_block_get_item (HG_BLOCK (input))->problem);
  ui_click (&self, input);
  ui_key (&self, GDK_KEY_Return, 0);
  g_assert_cmpuint (ae_model_get_n_layers (hg_workspace_get_model (self.workspace)), ==, 2);
  ui_wait_frames (&self, 3);
  g_assert_cmpuint (count_shown (canvas, "Drag a layer here"), ==, 0);
  ui_fixture_close (&self);
}

/* Larger letters want a second line. */
static void
test_large_text (void)
{
  GtkSettings *settings = gtk_settings_get_default ();
  UiFixture self = { 0 };

  g_object_set (settings, "gtk-xft-dpi", 96 * 1024 * 5 / 4, NULL);
  ui_fixture_open (&self, NULL, "conv");
  ui_wait_frames (&self, 5);
  check_shapes (&self, TRUE);
  resize (&self, 720);
  check_shapes (&self, FALSE);
  ui_fixture_close (&self);
  gtk_settings_reset_property (settings, "gtk-xft-dpi");
}

static int
count_lines (GtkWidget *row, const char *words)
{
  GtkWidget *label = ui_find_words (row, words);

  g_assert_nonnull (label);
  return pango_layout_get_line_count (gtk_label_get_layout (GTK_LABEL (label)));
}

/* A title beside a long choice breaks between its words alone, and the choice gives way. */
static void
test_large_options (void)
{
  GtkSettings *settings = gtk_settings_get_default ();
  UiFixture self = { 0 };

  g_object_set (settings, "gtk-xft-dpi", 96 * 1024 * 3 / 2, NULL);
  ui_fixture_open (&self, NULL, "simple");
  hg_workspace_select (self.workspace,
                       ae_model_get_layer (hg_workspace_get_model (self.workspace), 1)->id);
  ui_wait_frames (&self, 10);
  g_assert_cmpint (count_lines (GTK_WIDGET (self.window), "Kernel initializer"), <=, 2);
  ui_fixture_close (&self);
  gtk_settings_reset_property (settings, "gtk-xft-dpi");
}

/* However its words wrap, a popover has room for all of them and its button. */
static void
test_popover (void)
{
  UiFixture self = { 0 };
  GtkWidget *canvas;
  g_autoptr (GtkPopover) popover = NULL;

  ui_fixture_open (&self, NULL, "simple");
  canvas = ui_find_type (GTK_WIDGET (self.window), HG_TYPE_CANVAS, 0);
  popover = g_object_ref_sink (GTK_POPOVER (hg_problem_popover_new ()));
  gtk_widget_set_parent (GTK_WIDGET (popover), canvas);
  hg_canvas_point_to (HG_CANVAS (canvas), ui_find_type (canvas, HG_TYPE_BLOCK, 1), popover);
  for (guint n = 20; n < 50; n++)
    {
      g_autofree char *words = g_strnfill (n, 'n');
      char *why = (char *) "Layers that shrink: 2; layers that grow: 3. Layer 12, UpSampling2D, "
                           "has no partner.";
      WbProblem problem = { .code = "S1",
                            .title = words,
                            .happened = words,
                            .expected = why,
                            .why = why,
                            .n_fixes = 1,
                            .fixes = { { .label = (char *) "Fix it" } } };
      GtkWidget *button;
      graphene_rect_t rect;

      for (guint i = 4; i < n; i += 5)
        words[i] = ' ';
      hg_problem_popover_set_problem (HG_PROBLEM_POPOVER (popover), &problem);
      gtk_popover_popup (popover);
      ui_wait_frames (&self, 3);
      button = ui_find_type (GTK_WIDGET (popover), GTK_TYPE_BUTTON, 1);
      g_assert_true (gtk_widget_compute_bounds (button, gtk_popover_get_child (popover), &rect));
      g_test_message ("%u letters: the button ends at %g of %d", n,
                      rect.origin.y + rect.size.height,
                      gtk_widget_get_height (gtk_popover_get_child (popover)));
      g_assert_cmpfloat (rect.origin.y + rect.size.height, <=,
                         gtk_widget_get_height (gtk_popover_get_child (popover)));
      gtk_popover_popdown (popover);
      ui_wait_frames (&self, 1);
    }
  gtk_widget_unparent (GTK_WIDGET (popover));
  ui_fixture_close (&self);
}

int
main (int argc, char **argv)
{
  if (!ui_fixture_init (&argc, &argv))
    return 77;
  g_test_add_func ("/looks/columns", test_columns);
  g_test_add_func ("/looks/orientation", test_orientation);
  g_test_add_func ("/looks/bells", test_bells);
  g_test_add_func ("/looks/blank", test_blank);
  g_test_add_func ("/looks/large-text", test_large_text);
  g_test_add_func ("/looks/large-options", test_large_options);
  g_test_add_func ("/looks/popover", test_popover);
  for (guint i = 0; wb_templates ()[i] != NULL; i++)
    {
      const char *name = wb_templates ()[i]->name;
      g_autofree char *path = g_strconcat ("/looks/shapes/", name, NULL);

      g_test_add_data_func (path, name, test_shapes);
    }
  return g_test_run ();
}
