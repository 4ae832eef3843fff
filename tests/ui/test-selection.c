/* SPDX-License-Identifier: MIT */
/* What is selected, and what can be done with it, by real keys. */
#include "tests/ui/ui-fixture.h"

#include <string.h>

#include "ui/canvas/canvas.h"
#include "ui/inspector/layer-page.h"

static guint
get_id (UiFixture *self, guint index)
{
  return ae_model_get_layer (hg_workspace_get_model (self->workspace), index)->id;
}

static void
click_box (UiFixture *self, guint id)
{
  GtkWidget *canvas = ui_find_type (GTK_WIDGET (self->window), HG_TYPE_CANVAS, 0);

  ui_click (self, hg_canvas_get_block (HG_CANVAS (canvas), id));
}

static void
click_layer (UiFixture *self, guint index)
{
  click_box (self, get_id (self, index));
}

static void
assert_selected (UiFixture *self, guint first, guint n)
{
  g_autoptr (GArray) ids = hg_workspace_list_selection (self->workspace);

  g_assert_cmpuint (ids->len, ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_cmpuint (g_array_index (ids, guint, i), ==, get_id (self, first + i));
}

/* Undo and redo select what was selected on the other side of the step. */
static void
test_undo (void)
{
  UiFixture self = { 0 };

  ui_fixture_open (&self, NULL, "deep");
  click_layer (&self, 3);
  ui_key (&self, GDK_KEY_Right, GDK_SHIFT_MASK);
  assert_selected (&self, 3, 2);
  ui_key (&self, GDK_KEY_Delete, 0);
  assert_selected (&self, 3, 1);
  click_layer (&self, 1);
  ui_key (&self, GDK_KEY_z, GDK_CONTROL_MASK);
  assert_selected (&self, 3, 2);
  ui_key (&self, GDK_KEY_z, GDK_CONTROL_MASK | GDK_SHIFT_MASK);
  assert_selected (&self, 1, 1);
  ui_key (&self, GDK_KEY_z, GDK_CONTROL_MASK);
  ui_key (&self, GDK_KEY_d, GDK_CONTROL_MASK);
  assert_selected (&self, 5, 2);
  ui_key (&self, GDK_KEY_z, GDK_CONTROL_MASK);
  assert_selected (&self, 3, 2);
  ui_key (&self, GDK_KEY_z, GDK_CONTROL_MASK | GDK_SHIFT_MASK);
  assert_selected (&self, 5, 2);
  ui_fixture_close (&self);
}

static gboolean
shows (UiFixture *self, const char *words)
{
  return ui_find_words (GTK_WIDGET (self->window), words) != NULL;
}

typedef struct
{
  UiFixture *ui;
  const char *words;
} Wanted;

static gboolean
shows_cb (gpointer data)
{
  Wanted *wanted = data;

  return shows (wanted->ui, wanted->words);
}

static void
wait_for_words (UiFixture *self, const char *words)
{
  ui_wait_until (shows_cb, &(Wanted) { self, words }, words);
}

/* A key that can do nothing says why. */
static void
test_silent_keys (void)
{
  UiFixture self = { 0 };
  guint n;

  ui_fixture_open (&self, NULL, "deep");
  n = ae_model_get_n_layers (hg_workspace_get_model (self.workspace));
  click_layer (&self, 0);
  ui_key (&self, GDK_KEY_Delete, 0);
  wait_for_words (&self, "The input cannot be removed");
  ui_key (&self, GDK_KEY_d, GDK_CONTROL_MASK);
  wait_for_words (&self, "The Input cannot be moved, copied or removed");
  hg_workspace_select (self.workspace, HG_ID_CODE);
  ui_key (&self, GDK_KEY_d, GDK_CONTROL_MASK);
  wait_for_words (&self, "The code is not a layer");
  hg_workspace_select (self.workspace, HG_ID_OUTPUT);
  ui_key (&self, GDK_KEY_c, GDK_CONTROL_MASK);
  wait_for_words (&self, "The output is not a layer");
  g_assert_cmpuint (ae_model_get_n_layers (hg_workspace_get_model (self.workspace)), ==, n);
  ui_fixture_close (&self);
}

/* Alt and an arrow, where nothing can move that way, says why. */
static void
test_silent_moves (void)
{
  UiFixture self = { 0 };
  guint n;

  ui_fixture_open (&self, NULL, "deep");
  n = ae_model_get_n_layers (hg_workspace_get_model (self.workspace));
  click_layer (&self, 1);
  ui_key (&self, GDK_KEY_Left, GDK_ALT_MASK);
  wait_for_words (&self, "first layer behind the Input");
  click_layer (&self, n - 1);
  ui_key (&self, GDK_KEY_Right, GDK_ALT_MASK);
  wait_for_words (&self, "This is the last layer");
  click_box (&self, HG_ID_CODE);
  ui_key (&self, GDK_KEY_Left, GDK_ALT_MASK);
  wait_for_words (&self, "The code is not a layer");
  click_layer (&self, 0);
  ui_key (&self, GDK_KEY_Right, GDK_ALT_MASK);
  wait_for_words (&self, "The Input cannot be moved");
  g_assert_false (wb_document_can_undo (hg_workspace_get_document (self.workspace)));
  ui_fixture_close (&self);
}

static gboolean
has_one_more (gpointer data)
{
  UiFixture *self = data;

  return ae_model_get_n_layers (hg_workspace_get_model (self->workspace)) == 4;
}

/* What the clipboard holds decides whether something can be pasted. */
static void
test_paste (void)
{
  UiFixture self = { 0 };

  ui_fixture_open (&self, NULL, "simple");
  gdk_clipboard_set_content (gtk_widget_get_clipboard (GTK_WIDGET (self.window)), NULL);
  click_layer (&self, 1);
  ui_key (&self, GDK_KEY_v, GDK_CONTROL_MASK);
  wait_for_words (&self, "There is nothing to paste");
  ui_key (&self, GDK_KEY_c, GDK_CONTROL_MASK);
  ui_key (&self, GDK_KEY_v, GDK_CONTROL_MASK);
  ui_wait_until (has_one_more, &self, "the pasted layer");
  ui_fixture_close (&self);
}

static GtkWidget *
find_field (UiFixture *self, const char *name)
{
  GtkWidget *page = ui_find_type (GTK_WIDGET (self->window), HG_TYPE_LAYER_PAGE, 0);

  return ui_find_named (page, name);
}

static void
type_into (UiFixture *self, GtkWidget *field, const guint *keys)
{
  ui_click (self, field);
  ui_key (self, GDK_KEY_a, GDK_CONTROL_MASK);
  for (; *keys != 0; keys++)
    ui_key (self, *keys, 0);
}

static void
assert_option (UiFixture *self, guint layer, const char *name, const char *text)
{
  const AeLayer *it = ae_model_get_layer (hg_workspace_get_model (self->workspace), layer);
  g_autofree char *value = ae_option_to_text (ae_options_find (it->klass->options, name),
                                              it->options);

  g_assert_cmpstr (value, ==, text);
}

/* Several layers have their common options on one page: 128 and 64 units are
 * mixed, a number is for both (even one that the first has), and one undo takes it back. */
static void
test_several (void)
{
  UiFixture self = { 0 };
  WbDocument *document;
  GtkWidget *field;

  ui_fixture_open (&self, NULL, "deep");
  document = hg_workspace_get_document (self.workspace);
  click_layer (&self, 1);
  ui_key (&self, GDK_KEY_Right, GDK_SHIFT_MASK);
  wait_for_words (&self, "2 layers selected");
  wait_for_words (&self, "mixed");
  assert_option (&self, 1, "units", "128");
  field = ui_find_type (ui_find_type (GTK_WIDGET (self.window), HG_TYPE_LAYER_PAGE, 0),
                        GTK_TYPE_ENTRY, 0);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (field)), ==, "");
  type_into (&self, field, (guint[]) { GDK_KEY_1, GDK_KEY_2, GDK_KEY_8, GDK_KEY_Return, 0 });
  assert_option (&self, 1, "units", "128");
  assert_option (&self, 2, "units", "128");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (field)), ==, "128");
  g_assert_cmpstr (wb_document_get_undo_label (document), ==, "Change Units of 2 Layers");
  wb_document_undo (document);
  g_assert_false (wb_document_can_undo (document));
  assert_option (&self, 1, "units", "128");
  assert_option (&self, 2, "units", "64");
  ui_fixture_close (&self);
}

/* Of layers of two classes only what both have is shown. */
static void
test_two_classes (void)
{
  UiFixture self = { 0 };

  ui_fixture_open (&self, NULL, "conv");
  click_layer (&self, 1);
  ui_key (&self, GDK_KEY_Right, GDK_SHIFT_MASK);
  wait_for_words (&self, "2 layers selected");
  g_assert_true (gtk_widget_get_mapped (find_field (&self, "Padding")));
  g_assert_false (gtk_widget_get_mapped (find_field (&self, "Filters")));
  click_layer (&self, 1);
  g_assert_true (gtk_widget_get_mapped (find_field (&self, "Filters")));
  ui_fixture_close (&self);
}

static void
add_dense (UiFixture *self)
{
  gtk_widget_grab_focus (ui_find_palette_row (self, "Dense"));
  ui_key (self, GDK_KEY_Return, 0);
}

/* Models come and go under what points at a layer: pasted, undone, pasted anew. */
static void
test_changing (void)
{
  UiFixture self = { 0 };
  guint n;

  ui_fixture_open (&self, NULL, "simple");
  n = ae_model_get_n_layers (hg_workspace_get_model (self.workspace));
  click_layer (&self, n - 1);
  add_dense (&self);
  g_assert_cmpuint (ae_model_get_n_layers (hg_workspace_get_model (self.workspace)), ==, n + 1);
  ui_key (&self, GDK_KEY_Escape, 0);
  click_layer (&self, n);
  ui_key (&self, GDK_KEY_Right, GDK_SHIFT_MASK);
  ui_key (&self, GDK_KEY_c, GDK_CONTROL_MASK);
  ui_key (&self, GDK_KEY_z, GDK_CONTROL_MASK);
  g_assert_cmpuint (ae_model_get_n_layers (hg_workspace_get_model (self.workspace)), ==, n);
  click_layer (&self, n - 1);
  ui_key (&self, GDK_KEY_v, GDK_CONTROL_MASK);
  ui_wait_frames (&self, 20);
  g_assert_cmpuint (ae_model_get_n_layers (hg_workspace_get_model (self.workspace)), >, n);
  g_assert_nonnull (hg_workspace_get_error (self.workspace));
  ui_fixture_close (&self);
}

int
main (int argc, char **argv)
{
  if (!ui_fixture_init (&argc, &argv))
    return 77;
  g_test_add_func ("/selection/undo", test_undo);
  g_test_add_func ("/selection/silent-keys", test_silent_keys);
  g_test_add_func ("/selection/silent-moves", test_silent_moves);
  g_test_add_func ("/selection/paste", test_paste);
  g_test_add_func ("/selection/several", test_several);
  g_test_add_func ("/selection/two-classes", test_two_classes);
  g_test_add_func ("/selection/changing", test_changing);
  return g_test_run ();
}
