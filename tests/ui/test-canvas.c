/* SPDX-License-Identifier: MIT */
/* The canvas in use, with a real pointer and real keys: what is seen of it. */
#include "tests/ui/ui-fixture.h"

#include "ui/canvas/block.h"
#include "ui/canvas/canvas.h"
#include "ui/canvas/overview.h"
#include "ui/window/problem-popover.h"

static HgCanvas *
find_canvas (UiFixture *self)
{
  return HG_CANVAS (ui_find_type (GTK_WIDGET (self->window), HG_TYPE_CANVAS, 0));
}

static GtkAdjustment *
get_adjustment (UiFixture *self, gboolean horizontal)
{
  GtkScrollable *viewport = GTK_SCROLLABLE (
    gtk_widget_get_parent (GTK_WIDGET (find_canvas (self))));

  return horizontal ? gtk_scrollable_get_hadjustment (viewport)
                    : gtk_scrollable_get_vadjustment (viewport);
}

static GtkWidget *
find_block (UiFixture *self, guint index)
{
  return ui_find_type (GTK_WIDGET (find_canvas (self)), HG_TYPE_BLOCK, index);
}

static void
move_to (UiFixture *self, GtkWidget *widget, double *x, double *y)
{
  ui_get_middle (widget, x, y);
  ui_move (*x, *y);
  ui_wait_events ();
}

static void
turn_wheel (UiFixture *self, guint button, guint times)
{
  for (guint i = 0; i < times; i++)
    {
      ui_button (button, TRUE);
      ui_button (button, FALSE);
    }
  ui_wait_frames (self, 3);
}

/* Enough layers that the canvas has to be scrolled. */
static void
insert_layers (UiFixture *self, guint n)
{
  const AeLayerClass *layer = ae_layer_class_find ("Dropout");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n; i++)
    hg_workspace_insert (self->workspace, layer, NULL, 2, FALSE, &error);
  g_assert_no_error (error);
  ui_wait_frames (self, 3);
}

/* The block under the pointer stays there, and all grows in both directions. */
static void
test_zoom_pointer (void)
{
  UiFixture self = { 0 };
  GtkWidget *block;
  float before, width, height;
  double x, y, x1, y1;

  ui_fixture_open (&self, NULL, "conv");
  block = find_block (&self, 3);
  width = hg_block_get_body (HG_BLOCK (block))->size.width;
  height = hg_block_get_body (HG_BLOCK (block))->size.height;
  move_to (&self, block, &x, &y);
  ui_hold (GDK_KEY_Control_L, TRUE);
  turn_wheel (&self, 4, 4);
  before = hg_canvas_get_zoom (find_canvas (&self));
  g_assert_cmpfloat (before, >, 1.5);
  ui_get_middle (block, &x1, &y1);
  g_assert_cmpfloat_with_epsilon (x1, x, 4);
  g_assert_cmpfloat_with_epsilon (y1, y, 16);
  g_assert_cmpfloat_with_epsilon (hg_block_get_body (HG_BLOCK (block))->size.width, before * width,
                                  3);
  g_assert_cmpfloat_with_epsilon (hg_block_get_body (HG_BLOCK (block))->size.height,
                                  before * height, 16);
  turn_wheel (&self, 5, 2);
  ui_hold (GDK_KEY_Control_L, FALSE);
  g_assert_cmpfloat (hg_canvas_get_zoom (find_canvas (&self)), <, before);
  ui_key (&self, GDK_KEY_0, GDK_CONTROL_MASK);
  g_assert_cmpfloat (hg_canvas_get_zoom (find_canvas (&self)), ==, 1);
  g_assert_cmpfloat (gtk_adjustment_get_upper (get_adjustment (&self, TRUE)), <=,
                     gtk_adjustment_get_page_size (get_adjustment (&self, TRUE)));
  ui_fixture_close (&self);
}

static void
test_zoom_keys (void)
{
  UiFixture self = { 0 };
  HgCanvas *canvas;

  ui_fixture_open (&self, NULL, "conv");
  canvas = find_canvas (&self);
  ui_key (&self, GDK_KEY_minus, GDK_CONTROL_MASK);
  g_assert_cmpfloat (hg_canvas_get_zoom (canvas), <, 1);
  for (guint i = 0; i < 12; i++)
    ui_key (&self, GDK_KEY_minus, GDK_CONTROL_MASK);
  g_assert_cmpfloat (hg_canvas_get_zoom (canvas), ==, hg_canvas_get_zoom_min (canvas));
  ui_key (&self, GDK_KEY_0, GDK_CONTROL_MASK);
  ui_key (&self, GDK_KEY_equal, GDK_CONTROL_MASK);
  g_assert_cmpfloat (hg_canvas_get_zoom (canvas), >, 1);
  ui_fixture_close (&self);
}

static GtkGesture *
find_pinch (GtkWidget *widget)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (controllers, i);

      if (GTK_IS_GESTURE_ZOOM (item))
        return GTK_GESTURE (item);
    }
  g_assert_not_reached ();
}

/* There is no touch screen to test with: the gesture is told of two fingers. */
static void
test_pinch (void)
{
  UiFixture self = { 0 };
  HgCanvas *canvas;
  GtkGesture *pinch;

  ui_fixture_open (&self, NULL, "conv");
  canvas = find_canvas (&self);
  pinch = find_pinch (GTK_WIDGET (canvas));
  hg_canvas_zoom_by (canvas, 1.25);
  g_signal_emit_by_name (pinch, "begin", NULL);
  g_signal_emit_by_name (pinch, "scale-changed", 1.2);
  g_signal_emit_by_name (pinch, "scale-changed", 1.6);
  g_assert_cmpfloat_with_epsilon (hg_canvas_get_zoom (canvas), 2, .01);
  ui_fixture_close (&self);
}

static void
test_wheel (void)
{
  UiFixture self = { 0 };
  double x, y;

  ui_fixture_open (&self, NULL, "deep");
  insert_layers (&self, 30);
  gtk_adjustment_set_value (get_adjustment (&self, TRUE), 0);
  move_to (&self, gtk_widget_get_parent (GTK_WIDGET (find_canvas (&self))), &x, &y);
  turn_wheel (&self, 5, 2);
  g_assert_cmpfloat (gtk_adjustment_get_value (get_adjustment (&self, TRUE)), >, 50);
  ui_fixture_close (&self);
}

/* Moves the pointer while a button is held; what is seen follows it. */
static void
pan (UiFixture *self, guint button)
{
  GtkAdjustment *along = get_adjustment (self, TRUE);
  GtkAdjustment *across = get_adjustment (self, FALSE);
  double x, y, from_x, from_y;

  from_x = gtk_adjustment_get_value (along);
  from_y = gtk_adjustment_get_value (across);
  move_to (self, gtk_widget_get_parent (GTK_WIDGET (find_canvas (self))), &x, &y);
  ui_button (button, TRUE);
  for (guint i = 1; i <= 10; i++)
    {
      ui_move (x - 12 * i, y - 5 * i);
      ui_wait_events ();
    }
  ui_button (button, FALSE);
  ui_wait_frames (self, 3);
  g_assert_cmpfloat_with_epsilon (gtk_adjustment_get_value (along), from_x + 120, 2);
  g_assert_cmpfloat_with_epsilon (gtk_adjustment_get_value (across), from_y + 50, 2);
}

static void
test_pan_middle (void)
{
  UiFixture self = { 0 };

  ui_fixture_open (&self, NULL, "conv");
  hg_canvas_zoom_by (find_canvas (&self), 2);
  ui_wait_frames (&self, 3);
  pan (&self, 2);
  ui_fixture_close (&self);
}

static gboolean
is_running (gpointer data)
{
  return hg_workspace_get_state (((UiFixture *) data)->workspace) == WB_RUN_RUNNING;
}

/* Space and a drag pan; Space alone trains. */
static void
test_pan_space (void)
{
  UiFixture self = { 0 };

  ui_fixture_open (&self, NULL, "conv");
  ui_click (&self, find_block (&self, 3));
  hg_canvas_zoom_by (find_canvas (&self), 2);
  ui_wait_frames (&self, 3);
  ui_hold (GDK_KEY_space, TRUE);
  pan (&self, 1);
  ui_hold (GDK_KEY_space, FALSE);
  ui_wait_frames (&self, 3);
  g_assert_false (is_running (&self));
  ui_key (&self, GDK_KEY_space, 0);
  ui_wait_until (is_running, &self, "Space to train");
  ui_fixture_close (&self);
}

typedef struct
{
  UiFixture *fixture;
  gboolean folded;
} Fold;

static gboolean
is_folded (gpointer data)
{
  Fold *fold = data;
  int height = gtk_widget_get_height (GTK_WIDGET (find_canvas (fold->fixture)));

  return fold->folded ? height < 130 : height > 300;
}

static void
wait_folded (UiFixture *self, gboolean folded)
{
  Fold fold = { self, folded };

  ui_wait_until (is_folded, &fold, folded ? "the strip" : "the canvas");
  ui_wait_frames (self, 3);
}

static gboolean
is_scrolled (gpointer data)
{
  return gtk_adjustment_get_value (data) > 500;
}

/* Folded, the longest model is seen whole; a double click on a box unfolds the
 * canvas there. */
static void
test_fold (void)
{
  UiFixture self = { 0 };
  GtkAdjustment *along;
  GtkWidget *block;
  graphene_rect_t bounds;

  ui_fixture_open (&self, NULL, "deep");
  insert_layers (&self, 40);
  along = get_adjustment (&self, TRUE);
  gtk_adjustment_set_value (along, 0);
  g_assert_cmpfloat (gtk_adjustment_get_upper (along), >, 2000);
  ui_key (&self, GDK_KEY_F11, 0);
  wait_folded (&self, TRUE);
  g_assert_cmpfloat (gtk_adjustment_get_upper (along), ==, gtk_adjustment_get_page_size (along));
  block = find_block (&self, 44);
  ui_click (&self, block);
  ui_button (1, TRUE);
  ui_button (1, FALSE);
  wait_folded (&self, FALSE);
  ui_wait_until (is_scrolled, along, "the canvas to go where the click was");
  ui_wait_frames (&self, 4);
  g_assert_true (
    gtk_widget_compute_bounds (block, gtk_widget_get_parent (GTK_WIDGET (find_canvas (&self))),
                               &bounds));
  g_assert_cmpfloat (bounds.origin.x, >=, 0);
  g_assert_cmpfloat (bounds.origin.x, <=, gtk_adjustment_get_page_size (along));
  ui_fixture_close (&self);
}

static void
test_fold_handle (void)
{
  UiFixture self = { 0 };
  GtkWidget *canvas, *viewport;
  double x, y;

  ui_fixture_open (&self, NULL, "deep");
  canvas = GTK_WIDGET (find_canvas (&self));
  viewport = gtk_widget_get_parent (canvas);
  ui_get_middle (viewport, &x, &y);
  ui_move (x, y + gtk_widget_get_height (viewport) / 2. + 1);
  ui_wait_events ();
  ui_button (1, TRUE);
  ui_button (1, FALSE);
  ui_let_pass (600);
  g_assert_cmpint (gtk_widget_get_height (canvas), >, 300);
  for (int folded = 1; folded >= 0; folded--)
    {
      ui_get_middle (viewport, &x, &y);
      ui_move (x, y + gtk_widget_get_height (viewport) / 2. + 1);
      ui_wait_events ();
      for (guint i = 0; i < 4; i++)
        ui_send_button (1, i % 2 == 0);
      wait_folded (&self, folded);
    }
  ui_fixture_close (&self);
}

/* The bar at the foot: a click near its end goes to the end of the model. */
static void
test_overview (void)
{
  UiFixture self = { 0 };
  GtkAdjustment *along;
  GtkWidget *overview;
  double x, y, half;

  ui_fixture_open (&self, NULL, "deep");
  overview = ui_find_type (GTK_WIDGET (self.window), HG_TYPE_OVERVIEW, 0);
  g_assert_false (gtk_widget_get_visible (overview));
  insert_layers (&self, 40);
  g_assert_true (gtk_widget_get_visible (overview));
  along = get_adjustment (&self, TRUE);
  gtk_adjustment_set_value (along, 0);
  ui_get_middle (overview, &x, &y);
  half = gtk_widget_get_width (overview) / 2.;
  ui_move (x + half - 20, y);
  ui_wait_events ();
  ui_button (1, TRUE);
  ui_button (1, FALSE);
  ui_wait_frames (&self, 2);
  g_assert_cmpfloat_with_epsilon (gtk_adjustment_get_value (along),
                                  gtk_adjustment_get_upper (along)
                                    - gtk_adjustment_get_page_size (along),
                                  2);
  ui_fixture_close (&self);
}

/* Where people read from right to left the model runs so, and the arrows go
 * where they point. */
static void
test_mirrored (void)
{
  UiFixture self = { 0 };
  double x0, y0, x1, y1;

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  ui_fixture_open (&self, NULL, "deep");
  ui_get_middle (find_block (&self, 1), &x0, &y0);
  ui_get_middle (find_block (&self, 2), &x1, &y1);
  g_assert_cmpfloat (x0, >, x1);
  ui_click (&self, find_block (&self, 1));
  g_assert_cmpint (hg_workspace_get_selected_layer (self.workspace), ==, 1);
  ui_key (&self, GDK_KEY_Left, 0);
  g_assert_cmpint (hg_workspace_get_selected_layer (self.workspace), ==, 2);
  ui_fixture_close (&self);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

static void
check_words (GtkWidget *widget, GtkAccessibleProperty property, const char *wanted)
{
  g_autofree char *mismatch = gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget), property,
                                                                  wanted);

  g_assert_cmpstr (mismatch, ==, NULL);
}

/* What a screen reader is told of every kind of box, of one that is selected
 * and of one with a problem. */
static void
test_words (void)
{
  UiFixture self = { 0 };
  g_autofree char *missing = NULL;
  GtkWidget *last;
  GError *error = NULL;
  guint id;

  ui_fixture_open (&self, NULL, "conv");
  check_words (GTK_WIDGET (find_canvas (&self)), GTK_ACCESSIBLE_PROPERTY_LABEL,
               "Model, 14 layers, 784 to 128 values");
  check_words (find_block (&self, 1), GTK_ACCESSIBLE_PROPERTY_LABEL,
               "Layer 2 of 14, Conv2D, encoder, output 28 by 28 by 16, "
               "160 parameters");
  check_words (find_block (&self, 1), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
               "Slides small filters over an image.");
  check_words (find_block (&self, 2), GTK_ACCESSIBLE_PROPERTY_LABEL,
               "Layer 3 of 14, MaxPooling2D, encoder, halves to 14 by 14 by "
               "16");
  check_words (find_block (&self, 7), GTK_ACCESSIBLE_PROPERTY_LABEL,
               "Code, 128 values, end of encoder");
  for (guint i = 0; (last = find_block (&self, i)) != NULL; i++)
    {
      g_assert_cmpint (gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (last)), ==,
                       GTK_ACCESSIBLE_ROLE_LIST_ITEM);
      g_assert_true (gtk_test_accessible_has_property (GTK_ACCESSIBLE (last),
                                                       GTK_ACCESSIBLE_PROPERTY_DESCRIPTION));
    }
  ui_click (&self, find_block (&self, 3));
  missing = gtk_test_accessible_check_state (GTK_ACCESSIBLE (find_block (&self, 3)),
                                             GTK_ACCESSIBLE_STATE_SELECTED, TRUE);
  g_assert_cmpstr (missing, ==, NULL);
  g_assert_true (gtk_widget_has_focus (find_block (&self, 3)));
  id = ae_model_get_layer (hg_workspace_get_model (self.workspace), 13)->id;
  g_assert_true (
    wb_document_edit (hg_workspace_get_document (self.workspace),
                      &(WbEdit) { WB_EDIT_OPTION, .id = id, .name = "filters", .text = "2" },
                      &error));
  g_assert_no_error (error);
  ui_wait_frames (&self, 3);
  last = hg_canvas_get_block (find_canvas (&self), id);
  g_assert_nonnull (hg_block_get_item (HG_BLOCK (last))->problem);
  check_words (last, GTK_ACCESSIBLE_PROPERTY_LABEL,
               "Layer 14 of 14, Conv2D, decoder, output 28 by 28 by 2, "
               "290 parameters. Problem: The reconstruction has other channels");
  ui_fixture_close (&self);
}

/* The model grows shorter as its last layer goes, and the boxes move: what the
 * popover says is said of the box that it points to then. */
static void
test_pointing (void)
{
  UiFixture self = { 0 };
  GtkWidget *popover, *block;
  graphene_rect_t bounds;
  GdkRectangle pointed;
  guint n;

  ui_fixture_open (&self, NULL, "simple");
  n = ae_model_get_n_layers (hg_workspace_get_model (self.workspace));
  ui_click (&self, hg_canvas_get_block (
                     find_canvas (&self),
                     ae_model_get_layer (hg_workspace_get_model (self.workspace), n - 1)->id));
  ui_key (&self, GDK_KEY_Delete, 0);
  ui_wait_frames (&self, 5);
  popover = ui_find_type (GTK_WIDGET (self.window), HG_TYPE_PROBLEM_POPOVER, 0);
  g_assert_nonnull (popover);
  g_assert_true (gtk_popover_get_pointing_to (GTK_POPOVER (popover), &pointed));
  block = find_block (&self, 1);
  g_assert_true (hg_block_get_item (HG_BLOCK (block))->error);
  g_assert_true (gtk_widget_compute_bounds (block, gtk_widget_get_parent (popover), &bounds));
  g_assert_cmpfloat_with_epsilon (pointed.x + pointed.width / 2.,
                                  bounds.origin.x + bounds.size.width / 2, 3);
  ui_fixture_close (&self);
}

static GtkPopover *
find_popover (UiFixture *self)
{
  return GTK_POPOVER (ui_find_type (GTK_WIDGET (self->window), HG_TYPE_PROBLEM_POPOVER, 0));
}

/* What the popover points to lies on the canvas, and is seen of it. */
static void
assert_points_into_view (UiFixture *self)
{
  GtkWidget *viewport = gtk_widget_get_parent (GTK_WIDGET (find_canvas (self)));
  GtkPopover *popover = find_popover (self);
  GdkRectangle rect = { 0 };
  graphene_rect_t view;

  g_assert_true (
    gtk_widget_compute_bounds (viewport, gtk_widget_get_parent (GTK_WIDGET (popover)), &view));
  g_assert_true (gtk_popover_get_pointing_to (popover, &rect));
  g_assert_cmpint (rect.width, >, 0);
  g_assert_cmpint (rect.height, >, 0);
  g_assert_cmpfloat (rect.x, >=, view.origin.x);
  g_assert_cmpfloat (rect.x + rect.width, <=, view.origin.x + view.size.width);
}

/* Ends in a layer that cannot be; all in one undo step. */
static void
add_impossible_layers (UiFixture *self)
{
  WbDocument *document = hg_workspace_get_document (self->workspace);
  guint n = ae_model_get_n_layers (hg_workspace_get_model (self->workspace));

  wb_document_begin_group (document, "Some layers");
  for (guint i = 0; i < 12; i++)
    wb_document_edit (document, &(WbEdit) { WB_EDIT_INSERT, .index = n + i, .type = "Dropout" },
                      NULL);
  wb_document_edit (document,
                    &(WbEdit) { WB_EDIT_INSERT, .index = n + 12, .type = "Reshape",
                                .text = "target_shape=7x7" },
                    NULL);
  wb_document_end_group (document);
}

/* More boxes at once than there were, and a popover to the last of them, before
 * anything is laid out anew. */
static void
test_grown (void)
{
  UiFixture self = { 0 };
  WbDocument *document;

  ui_fixture_open (&self, NULL, "simple");
  document = hg_workspace_get_document (self.workspace);
  add_impossible_layers (&self);
  ui_wait_frames (&self, 3);
  for (guint i = 0; i < 3; i++)
    {
      wb_document_undo (document);
      ui_wait_frames (&self, 3);
      wb_document_redo (document);
      assert_points_into_view (&self);
    }
  ui_fixture_close (&self);
}

/* A popover to a block that is scrolled out of sight stays where it is seen. */
static void
test_out_of_sight (void)
{
  UiFixture self = { 0 };
  GtkAdjustment *along;

  ui_fixture_open (&self, NULL, "simple");
  insert_layers (&self, 40);
  add_impossible_layers (&self);
  ui_wait_frames (&self, 20);
  along = get_adjustment (&self, TRUE);
  g_assert_cmpfloat (gtk_adjustment_get_upper (along), >, 2 * gtk_adjustment_get_page_size (along));
  for (guint i = 0; i <= 4; i++)
    {
      gtk_adjustment_set_value (along, gtk_adjustment_get_upper (along) * i / 4);
      ui_wait_frames (&self, 3);
      ui_key (&self, GDK_KEY_F8, 0);
      ui_wait_frames (&self, 10);
      assert_points_into_view (&self);
    }
  ui_fixture_close (&self);
}

/* The canvas moves farther at once than the screen is wide, under a popover and
 * under a menu, and neither is ever asked to be where there is no screen. */
static void
test_jump (void)
{
  UiFixture self = { 0 };
  GtkAdjustment *along;
  GtkWidget *menu;
  double x, y;

  ui_fixture_open (&self, NULL, "simple");
  insert_layers (&self, 40);
  add_impossible_layers (&self);
  ui_wait_frames (&self, 20);
  for (guint i = 0; i < 12; i++)
    ui_key (&self, GDK_KEY_plus, GDK_CONTROL_MASK);
  along = get_adjustment (&self, TRUE);
  g_assert_cmpfloat (gtk_adjustment_get_upper (along), >, 4 * 1440);
  for (guint i = 0; i < 5; i++)
    {
      gtk_adjustment_set_value (along, i % 2 * gtk_adjustment_get_upper (along));
      ui_wait_frames (&self, 3);
      assert_points_into_view (&self);
    }
  gtk_popover_popdown (find_popover (&self));
  hg_canvas_focus_selected (find_canvas (&self));
  ui_wait_frames (&self, 3);
  x = gtk_adjustment_get_value (along);
  y = gtk_adjustment_get_value (get_adjustment (&self, FALSE));
  g_assert_cmpfloat (y, >, 0);
  ui_key (&self, GDK_KEY_Menu, 0);
  menu = ui_find_type (gtk_widget_get_parent (GTK_WIDGET (find_popover (&self))),
                       GTK_TYPE_POPOVER_MENU, 0);
  g_assert_true (gtk_widget_get_mapped (menu));
  g_assert_cmpfloat (gtk_adjustment_get_value (along), ==, x);
  g_assert_cmpfloat (gtk_adjustment_get_value (get_adjustment (&self, FALSE)), ==, y);
  gtk_adjustment_set_value (along, x == 0 ? gtk_adjustment_get_upper (along) : 0);
  ui_wait_frames (&self, 3);
  ui_fixture_close (&self);
}

int
main (int argc, char **argv)
{
  if (!ui_fixture_init (&argc, &argv))
    return 77;
  g_test_add_func ("/canvas/zoom-pointer", test_zoom_pointer);
  g_test_add_func ("/canvas/zoom-keys", test_zoom_keys);
  g_test_add_func ("/canvas/pinch", test_pinch);
  g_test_add_func ("/canvas/wheel", test_wheel);
  g_test_add_func ("/canvas/pan-middle", test_pan_middle);
  g_test_add_func ("/canvas/pan-space", test_pan_space);
  g_test_add_func ("/canvas/fold", test_fold);
  g_test_add_func ("/canvas/fold-handle", test_fold_handle);
  g_test_add_func ("/canvas/overview", test_overview);
  g_test_add_func ("/canvas/mirrored", test_mirrored);
  g_test_add_func ("/canvas/words", test_words);
  g_test_add_func ("/canvas/pointing", test_pointing);
  g_test_add_func ("/canvas/grown", test_grown);
  g_test_add_func ("/canvas/out-of-sight", test_out_of_sight);
  g_test_add_func ("/canvas/jump", test_jump);
  return g_test_run ();
}
