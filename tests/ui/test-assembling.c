/* SPDX-License-Identifier: MIT */
/* Assembling a model with real keys and a real pointer. */
#include "tests/ui/ui-fixture.h"

#include "app/edit/layer-text.h"
#include "ui/canvas/block.h"
#include "ui/canvas/canvas.h"
#include "ui/inspector/option-row.h"

static guint
get_id (UiFixture *self, guint index)
{
  return ae_model_get_layer (hg_workspace_get_model (self->workspace), index)->id;
}

static GtkWidget *
find_canvas (UiFixture *self)
{
  return ui_find_type (GTK_WIDGET (self->window), HG_TYPE_CANVAS, 0);
}

static GtkWidget *
find_block (UiFixture *self, guint index)
{
  return hg_canvas_get_block (HG_CANVAS (find_canvas (self)), get_id (self, index));
}

/* The model as text, without the Input. */
static char *
write_model (UiFixture *self)
{
  AeModel *model = hg_workspace_get_model (self->workspace);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint));
  char *text;

  for (guint i = 1; i < ae_model_get_n_layers (model); i++)
    {
      guint id = get_id (self, i);

      g_array_append_val (ids, id);
    }
  text = wb_layer_text_write (model, (const guint *) (const void *) ids->data, ids->len);
  return g_strdelimit (g_strchomp (text), "\n", '/');
}

static void
assert_model (UiFixture *self, const char *expected)
{
  g_autofree char *text = write_model (self);

  g_assert_cmpstr (text, ==, expected);
}

static void
type_text (UiFixture *self, const char *text)
{
  for (; *text != '\0'; text++)
    ui_key (self, *text == ' ' ? GDK_KEY_space : (guint) *text, 0);
}

/* From nothing to a training model without the pointer. */
static void
test_scratch (void)
{
  UiFixture self = { 0 };

  ui_fixture_open (&self, NULL, "blank");
  ui_move (700, 120);
  ui_key (&self, GDK_KEY_Home, 0);
  type_text (&self, "dense 64");
  ui_key (&self, GDK_KEY_Return, 0);
  type_text (&self, "dense 2");
  ui_key (&self, GDK_KEY_Return, 0);
  ui_key (&self, GDK_KEY_m, GDK_CONTROL_MASK);
  assert_model (&self, "Dense units=64,activation=relu/Dense units=2/"
                       "Dense units=64,activation=relu/"
                       "Dense units=784,activation=sigmoid");
  g_assert_null (hg_workspace_get_error (self.workspace));
  g_assert_nonnull (ui_find_named (GTK_WIDGET (self.window), "392× smaller"));
  g_assert_nonnull (ui_find_named (GTK_WIDGET (self.window), "101,522 parameters"));
  ui_key (&self, GDK_KEY_Return, GDK_CONTROL_MASK);
  ui_wait_until (ui_has_trained, &self, "the training");
  ui_fixture_close (&self);
}

static guint
count_selected (UiFixture *self)
{
  g_autoptr (GArray) ids = hg_workspace_list_selection (self->workspace);

  return ids->len;
}

static gboolean
has_six (gpointer data)
{
  UiFixture *self = data;

  return ae_model_get_n_layers (hg_workspace_get_model (self->workspace)) == 6;
}

static void
test_clipboard (void)
{
  UiFixture self = { 0 };

  ui_fixture_open (&self, NULL, "blank");
  ui_move (700, 120);
  ui_key (&self, GDK_KEY_Home, 0);
  type_text (&self, "dense 9 linear");
  ui_key (&self, GDK_KEY_Return, 0);
  type_text (&self, "dropout");
  ui_key (&self, GDK_KEY_Return, 0);
  type_text (&self, "dense 8 linear");
  ui_key (&self, GDK_KEY_Return, 0);
  ui_click (&self, find_block (&self, 1));
  ui_key (&self, GDK_KEY_Right, GDK_SHIFT_MASK);
  g_assert_cmpuint (count_selected (&self), ==, 2);
  ui_key (&self, GDK_KEY_c, GDK_CONTROL_MASK);
  ui_key (&self, GDK_KEY_v, GDK_CONTROL_MASK);
  ui_wait_until (has_six, &self, "the pasted layers");
  assert_model (&self, "Dense units=9/Dropout/Dense units=9/Dropout/Dense units=8");
  ui_key (&self, GDK_KEY_z, GDK_CONTROL_MASK);
  assert_model (&self, "Dense units=9/Dropout/Dense units=8");
  ui_key (&self, GDK_KEY_a, GDK_CONTROL_MASK);
  ui_key (&self, GDK_KEY_x, GDK_CONTROL_MASK);
  assert_model (&self, "");
  ui_key (&self, GDK_KEY_z, GDK_CONTROL_MASK);
  assert_model (&self, "Dense units=9/Dropout/Dense units=8");
  ui_fixture_close (&self);
}

static void
test_several (void)
{
  UiFixture self = { 0 };

  ui_fixture_open (&self, NULL, "deep");
  ui_click (&self, find_block (&self, 1));
  ui_key (&self, GDK_KEY_Right, GDK_SHIFT_MASK);
  g_assert_cmpuint (count_selected (&self), ==, 2);
  ui_key (&self, GDK_KEY_Left, GDK_SHIFT_MASK);
  g_assert_cmpuint (count_selected (&self), ==, 1);
  ui_hold (GDK_KEY_Control_L, TRUE);
  ui_click (&self, find_block (&self, 4));
  ui_click (&self, find_block (&self, 5));
  g_assert_cmpuint (count_selected (&self), ==, 3);
  ui_click (&self, find_block (&self, 4));
  g_assert_cmpuint (count_selected (&self), ==, 2);
  ui_hold (GDK_KEY_Control_L, FALSE);
  ui_click (&self, find_block (&self, 2));
  g_assert_cmpuint (count_selected (&self), ==, 1);
  ui_fixture_close (&self);
}

static GtkWidget *
find_menu (UiFixture *self)
{
  GtkWidget *menu;

  for (guint i = 0;
       (menu = ui_find_type (GTK_WIDGET (self->window), GTK_TYPE_POPOVER_MENU, i)) != NULL; i++)
    if (gtk_widget_get_mapped (menu))
      return menu;
  return NULL;
}

static gboolean
has_menu (gpointer data)
{
  return find_menu (data) != NULL;
}

static void
test_menu (void)
{
  UiFixture self = { 0 };
  guint before;
  GtkWidget *item;

  ui_fixture_open (&self, NULL, "deep");
  before = ae_model_get_n_layers (hg_workspace_get_model (self.workspace));
  ui_click (&self, find_block (&self, 1));
  ui_key (&self, GDK_KEY_Right, GDK_SHIFT_MASK);
  ui_key (&self, GDK_KEY_F10, GDK_SHIFT_MASK);
  ui_wait_until (has_menu, &self, "the menu");
  item = ui_find_named (find_menu (&self), "Delete");
  g_assert_nonnull (item);
  ui_click (&self, item);
  g_assert_cmpuint (ae_model_get_n_layers (hg_workspace_get_model (self.workspace)), ==,
                    before - 2);
  ui_fixture_close (&self);
}

static void
open_three (UiFixture *self)
{
  WbDocument *document;
  g_autoptr (GError) error = NULL;

  ui_fixture_open (self, NULL, "blank");
  document = hg_workspace_get_document (self->workspace);
  wb_document_edit (document,
                    &(WbEdit) { WB_EDIT_PASTE, .index = 1,
                                .text = "Dense units=90\nDropout\nDense units=40\n"
                                        "Dense units=784,activation=sigmoid" },
                    &error);
  g_assert_no_error (error);
  ui_wait_frames (self, 3);
}

static void
click_second (double x, double y)
{
  ui_move (x, y);
  ui_wait_events ();
  ui_button (3, TRUE);
  ui_button (3, FALSE);
}

static gboolean
has_no_menu (gpointer data)
{
  return find_menu (data) == NULL;
}

/* A menu takes the next click for itself until it is gone. */
static void
choose (UiFixture *self, const char *name)
{
  ui_wait_until (has_menu, self, "the menu");
  g_assert_nonnull (ui_find_named (find_menu (self), name));
  ui_click (self, ui_find_named (find_menu (self), name));
  ui_wait_until (has_no_menu, self, "no menu");
}

/* What is added from the menu of a connector comes into it. */
static void
test_connector_menu (void)
{
  UiFixture self = { 0 };
  double x0, y0, x1, y1;

  ui_fixture_open (&self, NULL, "simple");
  ui_get_middle (find_block (&self, 0), &x0, &y0);
  ui_get_middle (find_block (&self, 1), &x1, &y1);
  click_second ((x0 + x1) / 2, (y0 + y1) / 2);
  choose (&self, "Add a Layer Here");
  type_text (&self, "dense 50");
  ui_key (&self, GDK_KEY_Return, 0);
  assert_model (&self, "Dense units=50,activation=relu/Dense activation=relu/"
                       "Dense units=784,activation=sigmoid");
  ui_fixture_close (&self);
}

/* Two layers are joined by a skip, of which the later one knows. */
static void
test_skip (void)
{
  UiFixture self = { 0 };
  double x, y;

  open_three (&self);
  ui_click (&self, find_block (&self, 1));
  ui_hold (GDK_KEY_Control_L, TRUE);
  ui_click (&self, find_block (&self, 2));
  ui_hold (GDK_KEY_Control_L, FALSE);
  ui_get_middle (find_block (&self, 2), &x, &y);
  click_second (x, y);
  choose (&self, "Skip Between Them, Added");
  assert_model (&self, "Dense units=90/Dropout/Add source=1/Dense units=40/"
                       "Dense units=784,activation=sigmoid");
  g_assert_null (hg_workspace_get_error (self.workspace));
  ui_fixture_close (&self);
}

/* From the middle of a box to the middle between two others. */
static void
drag_between (UiFixture *self, GtkWidget *from, GtkWidget *left, GtkWidget *right)
{
  double x0, y0, x1, y1, x2, y2;

  ui_wait_still (self, from);
  ui_wait_still (self, right);
  ui_get_middle (from, &x0, &y0);
  ui_get_middle (left, &x1, &y1);
  ui_get_middle (right, &x2, &y2);
  ui_drag (self, x0, y0, (x1 + x2) / 2, (y1 + y2) / 2, find_canvas (self));
}

static void
test_drag_block (void)
{
  UiFixture self = { 0 };

  open_three (&self);
  drag_between (&self, find_block (&self, 2), find_block (&self, 0), find_block (&self, 1));
  assert_model (&self, "Dropout/Dense units=90/Dense units=40/"
                       "Dense units=784,activation=sigmoid");
  ui_key (&self, GDK_KEY_z, GDK_CONTROL_MASK);
  assert_model (&self, "Dense units=90/Dropout/Dense units=40/"
                       "Dense units=784,activation=sigmoid");
  ui_hold (GDK_KEY_Control_L, TRUE);
  drag_between (&self, find_block (&self, 2), find_block (&self, 0), find_block (&self, 1));
  ui_hold (GDK_KEY_Control_L, FALSE);
  assert_model (&self, "Dropout/Dense units=90/Dropout/Dense units=40/"
                       "Dense units=784,activation=sigmoid");
  ui_fixture_close (&self);
}

/* A new layer in the middle of a box takes its place. */
static void
test_drop_on_block (void)
{
  UiFixture self = { 0 };
  double x0, y0, x1, y1;

  open_three (&self);
  ui_get_middle (ui_find_palette_row (&self, "LeakyReLU"), &x0, &y0);
  ui_get_middle (find_block (&self, 2), &x1, &y1);
  ui_drag (&self, x0, y0, x1, y1, find_canvas (&self));
  assert_model (&self, "Dense units=90/LeakyReLU/Dense units=40/"
                       "Dense units=784,activation=sigmoid");
  ui_fixture_close (&self);
}

/* Keys go to the menu. */
static gboolean
has_focused_menu (gpointer data)
{
  GtkWidget *menu = find_menu (data);
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (((UiFixture *) data)->window));

  return menu != NULL && focus != NULL && gtk_widget_is_ancestor (focus, menu);
}

static void
open_two_alike (UiFixture *self)
{
  g_autoptr (GError) error = NULL;

  ui_fixture_open (self, NULL, "blank");
  wb_document_edit (hg_workspace_get_document (self->workspace),
                    &(WbEdit) { WB_EDIT_PASTE, .index = 1,
                                .text = "Dense units=9\nDropout\nDense units=9\n"
                                        "Dense units=784,activation=sigmoid" },
                    &error);
  g_assert_no_error (error);
  ui_wait_frames (self, 3);
}

/* A layer that joins is dropped, then asks where from; with the pointer and
 * with the keyboard, and Escape leaves the model alone. */
static void
test_join (void)
{
  UiFixture self = { 0 };

  open_two_alike (&self);
  drag_between (&self, ui_find_palette_row (&self, "Add"), find_block (&self, 3),
                find_block (&self, 4));
  choose (&self, "Layer 2, Dense, 9");
  assert_model (&self, "Dense units=9/Dropout/Dense units=9/Add source=1/"
                       "Dense units=784,activation=sigmoid");
  g_assert_null (hg_workspace_get_error (self.workspace));
  ui_key (&self, GDK_KEY_z, GDK_CONTROL_MASK);
  ui_click (&self, find_block (&self, 3));
  type_text (&self, "add");
  ui_key (&self, GDK_KEY_Return, 0);
  ui_wait_until (has_focused_menu, &self, "the question");
  ui_key (&self, GDK_KEY_Escape, 0);
  ui_wait_until (has_no_menu, &self, "no question");
  assert_model (&self, "Dense units=9/Dropout/Dense units=9/Dense units=784,activation=sigmoid");
  ui_click (&self, find_block (&self, 3));
  type_text (&self, "concat");
  ui_key (&self, GDK_KEY_Return, 0);
  ui_wait_until (has_focused_menu, &self, "the question");
  ui_key (&self, GDK_KEY_Down, 0);
  ui_key (&self, GDK_KEY_Return, 0);
  assert_model (&self, "Dense units=9/Dropout/Dense units=9/Concatenate source=2/"
                       "Dense units=784,activation=sigmoid");
  ui_fixture_close (&self);
}

/* From the handle on top of a box to the middle between two others. */
static void
drag_handle (UiFixture *self, guint from, guint left, guint right)
{
  HgBlock *block = HG_BLOCK (find_block (self, from));
  const graphene_rect_t *body = hg_block_get_body (block);
  double x0, y0, x1, y1, x2, y2;

  ui_get_middle (GTK_WIDGET (block), &x0, &y0);
  y0 += body->origin.y - gtk_widget_get_height (GTK_WIDGET (block)) / 2.;
  ui_get_middle (find_block (self, left), &x1, &y1);
  ui_get_middle (find_block (self, right), &x2, &y2);
  ui_drag (self, x0, y0, (x1 + x2) / 2, (y1 + y2) / 2, find_canvas (self));
}

/* A skip is dragged to where it is added, with Ctrl concatenated; where the
 * shapes differ it is concatenated anyway. */
static void
test_handle (void)
{
  UiFixture self = { 0 };

  open_two_alike (&self);
  drag_handle (&self, 1, 3, 4);
  assert_model (&self, "Dense units=9/Dropout/Dense units=9/Add source=1/"
                       "Dense units=784,activation=sigmoid");
  ui_key (&self, GDK_KEY_z, GDK_CONTROL_MASK);
  ui_hold (GDK_KEY_Control_L, TRUE);
  drag_handle (&self, 1, 3, 4);
  ui_hold (GDK_KEY_Control_L, FALSE);
  assert_model (&self, "Dense units=9/Dropout/Dense units=9/Concatenate source=1/"
                       "Dense units=784,activation=sigmoid");
  g_assert_null (hg_workspace_get_error (self.workspace));
  ui_fixture_close (&self);
}

static gboolean
has_misfit (gpointer data)
{
  UiFixture *self = data;

  return ui_find_named (GTK_WIDGET (self->window), "The output will be 52×52×1, not 28×28×1")
         != NULL;
}

static gboolean
has_other_misfit (gpointer data)
{
  UiFixture *self = data;

  return ui_find_named (GTK_WIDGET (self->window), "The output will be 108×108×1, not 28×28×1")
         != NULL;
}

/* A convolution between convolutions is one of theirs; an up-sampling says on
 * the way what it would break. */
static void
test_neighbours (void)
{
  UiFixture self = { 0 };
  double x0, y0, x1, y1, x2, y2;
  g_autofree char *model = NULL;

  ui_fixture_open (&self, NULL, "conv");
  drag_between (&self, ui_find_palette_row (&self, "Conv2D"), find_block (&self, 1),
                find_block (&self, 2));
  g_assert_null (hg_workspace_get_error (self.workspace));
  model = write_model (&self);
  g_assert_true (g_str_has_prefix (model, "Conv2D padding=same,activation=relu/"
                                          "Conv2D padding=same,activation=relu/"));
  ui_get_middle (ui_find_palette_row (&self, "UpSampling2D"), &x0, &y0);
  ui_get_middle (find_block (&self, 1), &x1, &y1);
  ui_get_middle (find_block (&self, 2), &x2, &y2);
  ui_move (x0, y0);
  ui_press ();
  for (guint i = 1; i <= 10; i++)
    {
      ui_move (x0 + ((x1 + x2) / 2 - x0) * i / 10, y0 + ((y1 + y2) / 2 - y0) * i / 10);
      ui_wait_events ();
    }
  ui_wait_until (has_misfit, &self, "the words about the output");
  /* The gap closes as the pointer leaves it, and the blocks move under the pointer. */
  for (guint i = 0; i < 200 && !has_other_misfit (&self); i++)
    {
      ui_get_middle (find_block (&self, 3), &x2, &y2);
      ui_move (x2 + i % 2, y2);
      ui_wait_events ();
    }
  ui_wait_until (has_other_misfit, &self, "the same of a replaced layer");
  ui_release ();
  ui_fixture_close (&self);
}

static gboolean
has_refusal (gpointer data)
{
  return ui_find_named (GTK_WIDGET (((UiFixture *) data)->window),
                        "Dropout does not take “relu”; its options are rate, "
                        "also written as NAME=VALUE")
         != NULL;
}

/* Values are typed behind a layer's name; one that it does not take is said. */
static void
test_typed (void)
{
  UiFixture self = { 0 };

  ui_fixture_open (&self, NULL, "blank");
  ui_move (700, 120);
  ui_key (&self, GDK_KEY_Home, 0);
  type_text (&self, "conv2d 8 5x5 same elu");
  ui_key (&self, GDK_KEY_Return, 0);
  type_text (&self, "dropout relu");
  ui_key (&self, GDK_KEY_Return, 0);
  ui_wait_until (has_refusal, &self, "what Dropout takes");
  for (guint i = 0; i < 4; i++)
    ui_key (&self, GDK_KEY_BackSpace, 0);
  type_text (&self, "0.25");
  ui_key (&self, GDK_KEY_Return, 0);
  type_text (&self, "conv2d");
  ui_key (&self, GDK_KEY_Return, 0);
  assert_model (&self, "Conv2D filters=8,kernel_size=5,5,padding=same,activation=elu/"
                       "Dropout rate=0.25/Conv2D padding=same,activation=elu");
  ui_fixture_close (&self);
}

/* From nothing to a training model with the pointer alone. */
static void
test_pointer (void)
{
  UiFixture self = { 0 };
  GtkWidget *output;
  double x, y;

  ui_fixture_open (&self, NULL, "blank");
  output = hg_canvas_get_block (HG_CANVAS (find_canvas (&self)), HG_ID_OUTPUT);
  drag_between (&self, ui_find_palette_row (&self, "Dense"), find_block (&self, 0), output);
  ui_get_middle (find_block (&self, 1), &x, &y);
  click_second (x, y);
  choose (&self, "Mirror the Encoder");
  assert_model (&self, "Dense activation=relu/Dense units=784,activation=sigmoid");
  ui_click (&self, ui_find_named (GTK_WIDGET (self.window), "Train"));
  ui_wait_until (ui_has_trained, &self, "the training");
  ui_fixture_close (&self);
}

static void
test_drag_marker (void)
{
  UiFixture self = { 0 };
  AeModel *model;

  open_three (&self);
  drag_between (&self, hg_canvas_get_block (HG_CANVAS (find_canvas (&self)), HG_ID_CODE),
                find_block (&self, 1), find_block (&self, 2));
  model = hg_workspace_get_model (self.workspace);
  g_assert_cmpuint (ae_model_get_code_id (model), ==, get_id (&self, 1));
  ui_fixture_close (&self);
}

static guint
count_rows (UiFixture *self, const AeOption *options)
{
  GtkWidget *row;
  guint found = 0;

  for (guint i = 0; (row = ui_find_type (GTK_WIDGET (self->window), HG_TYPE_OPTION_ROW, i)) != NULL;
       i++)
    for (const AeOption *option = options; option != NULL && option->name != NULL; option++)
      found += hg_option_row_get_option (HG_OPTION_ROW (row)) == option;
  return found;
}

static void
check_class (UiFixture *self, const AeLayerClass *klass)
{
  WbDocument *document = hg_workspace_get_document (self->workspace);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (ui_find_palette_row (self, klass->type));
  hg_workspace_insert (self->workspace, klass, NULL, 1, FALSE, &error);
  g_assert_no_error (error);
  ui_wait_frames (self, 2);
  g_assert_cmpuint (count_rows (self, klass->options), ==, ae_options_count (klass->options));
  g_assert_nonnull (ui_find_named (GTK_WIDGET (self->window), klass->type));
  wb_document_undo (document);
}

/* Palette, canvas and inspector have every layer of the registry. */
static void
test_registry (void)
{
  UiFixture self = { 0 };

  ui_fixture_open (&self, NULL, "blank");
  for (const AeLayerClass *const *klass = ae_layer_classes (); *klass != NULL; klass++)
    if (((*klass)->flags & (AE_LAYER_INPUT | AE_LAYER_JOINS)) == 0)
      check_class (&self, *klass);
  ui_fixture_close (&self);
}

int
main (int argc, char **argv)
{
  if (!ui_fixture_init (&argc, &argv))
    return 77;
  g_test_add_func ("/assembling/registry", test_registry);
  g_test_add_func ("/assembling/scratch", test_scratch);
  g_test_add_func ("/assembling/clipboard", test_clipboard);
  g_test_add_func ("/assembling/several", test_several);
  g_test_add_func ("/assembling/menu", test_menu);
  g_test_add_func ("/assembling/connector-menu", test_connector_menu);
  g_test_add_func ("/assembling/skip", test_skip);
  g_test_add_func ("/assembling/neighbours", test_neighbours);
  g_test_add_func ("/assembling/join", test_join);
  g_test_add_func ("/assembling/handle", test_handle);
  g_test_add_func ("/assembling/typed", test_typed);
  g_test_add_func ("/assembling/pointer", test_pointer);
  g_test_add_func ("/assembling/drag-block", test_drag_block);
  g_test_add_func ("/assembling/drop-on-block", test_drop_on_block);
  g_test_add_func ("/assembling/drag-marker", test_drag_marker);
  return g_test_run ();
}
